//! What hooks get to read, one type per hook.

use std::path::{Path, PathBuf};

use fedpack_graph::module_graph::{DependencyKind, ModuleType, Resource};

use serde_json::Value;

use crate::config::Config;

/// `beforeResolve`.
#[derive(Debug, Clone, Copy)]
pub struct BeforeResolveArgs<'a> {
    /// The file that asks; `None` for entries and synthetic modules.
    pub issuer: Option<&'a Path>,
    /// Where relative requests start.
    pub directory: &'a Path,
    pub layer: Option<&'a str>,
    pub dependency: &'a DependencyKind,
}

/// The request of one dependency: what `beforeResolve` and `resolve` may change.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ResolveRequest {
    pub request: String,
    /// Where it starts, if that is not where the dependency is.
    pub directory: Option<PathBuf>,
}

/// `factorize`.
#[derive(Debug, Clone, Copy)]
pub struct FactorizeArgs<'a> {
    pub issuer: Option<&'a Path>,
    pub directory: &'a Path,
    pub layer: Option<&'a str>,
    pub dependency: &'a DependencyKind,
}

/// `afterResolve`.
#[derive(Debug, Clone, Copy)]
pub struct AfterResolveArgs<'a> {
    pub issuer: Option<&'a Path>,
    pub directory: &'a Path,
    pub layer: Option<&'a str>,
    pub dependency: &'a DependencyKind,
    /// As it stands in the source, or as `beforeResolve` changed it; without loaders.
    pub request: &'a str,
}

/// webpack's `createModule`: a file is about to become a module.
#[derive(Debug, Clone, Copy)]
pub struct ReplaceModuleArgs<'a> {
    pub issuer: Option<&'a Path>,
    pub directory: &'a Path,
    pub dependency: &'a DependencyKind,
    /// As it stands in the source; without loaders.
    pub request: &'a str,
    /// The issuer's.
    pub issuer_layer: Option<&'a str>,
    pub resource: &'a Resource,
    pub module_type: ModuleType,
    pub layer: Option<&'a str>,
    /// Those that JavaScript runs.
    pub loaders: &'a [String],
}

/// `createModule`.
#[derive(Debug, Clone, Copy)]
pub struct CreateModuleArgs<'a> {
    pub config: &'a Config,
}

/// `buildModule`.
#[derive(Debug, Clone, Copy)]
pub struct BuildModuleArgs<'a> {
    pub resource: &'a Resource,
    pub module_type: ModuleType,
}

/// Source text and how it came about: what `buildModule` may change.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ModuleSource {
    pub text: String,
    /// JSON of a source map from `text` to what was read, if the plugin made one.
    pub source_map: Option<String>,
}

/// `emit`.
#[derive(Debug, Clone, Copy)]
pub struct EmitArgs<'a> {
    pub config: &'a Config,
}

/// Loaders in a request: `!a-loader!./file`.
#[derive(Debug, Clone, Copy)]
pub struct InlineLoadersArgs<'a> {
    /// Where the request comes from, which relative loaders start from.
    pub directory: &'a Path,
    /// As written, without the file.
    pub loaders: &'a [&'a str],
}

/// A loader of a request, resolved.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum InlineLoader {
    /// To be run by `load`: path and query.
    JavaScript(String),
    /// Done by fedpack itself: its name, its options as JSON, and what stands for it among loaders that `load` runs.
    Native { name: String, options: Option<Value>, request: String },
}

impl InlineLoader {
    /// Rows of JavaScript: `[{"request": …}, {"native": name, "options": …, "request": …}]`.
    pub fn from_data(rows: &Value) -> Vec<Self> {
        let rows = rows.as_array().map(Vec::as_slice).unwrap_or_default();
        let loader = |row: &Value| {
            let text = |key: &str| row.get(key).and_then(Value::as_str).map(str::to_owned);
            let request = text("request").unwrap_or_default();
            match text("native") {
                Some(name) => Self::Native { name, options: row.get("options").cloned(), request },
                None => Self::JavaScript(request),
            }
        };
        rows.iter().map(loader).collect()
    }
}

/// `load`.
#[derive(Debug, Clone, Copy)]
pub struct LoadArgs<'a> {
    pub resource: &'a Resource,
    pub module_type: ModuleType,
    pub layer: Option<&'a str>,
    /// The last one runs first.
    pub loaders: &'a [String],
    /// `extractSourceMap`: the file without the comment that names its map, and that map.
    pub extracted: Option<(&'a str, &'a str)>,
}

/// What loaders made of a file.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct LoadedSource {
    pub bytes: Vec<u8>,
    /// JSON of a source map from `bytes` to the file and what was put into it.
    pub source_map: Option<String>,
    /// A loader answered in its pitch, before it was the turn of those that are native: `bytes` is JavaScript.
    pub skips_natives: bool,
    /// Files and folders that the result depends on besides the file.
    pub dependencies: Vec<PathBuf>,
    /// The next build has to ask again, even if none of the files has changed.
    pub is_volatile: bool,
    /// Messages of loaders that have not failed, whether they are errors, and all that is known of each.
    pub messages: Vec<LoaderMessage>,
}

/// `this.emitError`, `this.emitWarning`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LoaderMessage {
    pub is_error: bool,
    pub text: String,
}

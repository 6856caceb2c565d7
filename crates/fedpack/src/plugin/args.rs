//! What hooks get to read, one type per hook.

use std::path::Path;

use fedpack_graph::module_graph::{DependencyKind, ModuleType, Resource};

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

/// The request of one dependency: what `beforeResolve` may change.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ResolveRequest {
    pub request: String,
}

/// `factorize`.
#[derive(Debug, Clone, Copy)]
pub struct FactorizeArgs<'a> {
    pub issuer: Option<&'a Path>,
    pub directory: &'a Path,
    pub layer: Option<&'a str>,
    pub dependency: &'a DependencyKind,
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

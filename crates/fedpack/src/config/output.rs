//! `output`, checked.

use std::path::PathBuf;

use super::{RuleCondition, SourceMapOptions, SourceNamesConfig, Template};
use crate::generate::filename::{FilenameData, render_text};

#[derive(Debug, Clone)]
pub struct OutputConfig {
    /// Absolute.
    pub path: PathBuf,
    /// Template: `[name]`, `[id]`, `[contenthash:8]`, `[chunkhash]`, `[fullhash]`, `[ext]`.
    pub filename: Template,
    pub chunk_filename: Template,
    pub worker_chunk_filename: Template,
    /// Address of the output folder for workers, if it is another one.
    pub worker_public_path: Option<String>,
    pub css_filename: Template,
    pub css_chunk_filename: Template,
    pub asset_module_filename: Template,
    pub webassembly_module_filename: Template,
    pub source_map_filename: String,
    pub source_map: SourceMapOptions,
    pub public_path: PublicPath,
    /// `output.uniqueName`; package.json `name` by default, made unique for a container by its name.
    pub unique_name: String,
    pub chunk_loading_global: String,
    pub global_object: String,
    pub library: Option<LibraryConfig>,
    /// Remove files of earlier builds from `path`.
    pub clean: Option<CleanConfig>,
    /// `experiments.outputModule`/`output.module`.
    pub module: bool,
    pub cross_origin_loading: Option<String>,
    /// What the integrity of files is made with; empty: they have none.
    pub integrity: Vec<IntegrityAlgorithm>,
    pub trusted_types: Option<String>,
    /// `trustedTypes.onPolicyCreationFailure` is `continue`.
    pub continues_without_policy: bool,
    pub module_errors: ModuleErrors,
    pub ignore_browser_warnings: bool,
    /// Milliseconds.
    pub chunk_load_timeout: u32,
    pub chunk_loading: ChunkLoading,
    /// `type` of script tags.
    pub script_type: Option<String>,
    pub hash_digest_length: usize,
    /// What every hash begins with.
    pub hash_salt: String,
    /// What stands for `import()` where the output asks the platform for a file.
    pub import_function_name: String,
    /// What stands for `import.meta` in output that uses the platform's.
    pub import_meta_name: String,
    pub source_names: SourceNamesConfig,
}

/// `output.clean`, where it is on.
#[derive(Debug, Clone, Default)]
pub struct CleanConfig {
    /// Of the path in the output folder: what stays.
    pub keep: Option<RuleCondition>,
    /// Nothing is removed.
    pub dry: bool,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub enum PublicPath {
    /// Found at run time from the script's own address.
    Auto,
    Fixed(String),
}

impl PublicPath {
    /// With `[fullhash]` filled in.
    #[must_use]
    pub fn with_hash(&self, full_hash: &str) -> Self {
        match self {
            Self::Auto => Self::Auto,
            Self::Fixed(text) => {
                let data = FilenameData { full_hash: Some(full_hash), ..FilenameData::default() };
                Self::Fixed(render_text(text, &data))
            }
        }
    }
}

impl From<String> for PublicPath {
    fn from(text: String) -> Self {
        if text == "auto" { Self::Auto } else { Self::Fixed(text) }
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ChunkLoading {
    Jsonp,
    ImportScripts,
    Require,
    AsyncNode,
    Import,
}

impl ChunkLoading {
    /// Whether files that are loaded in one way can be loaded in the other: pushed into an array, CommonJS, or ES modules.
    pub fn has_format_of(self, other: Self) -> bool {
        let format = |loading| match loading {
            Self::Jsonp | Self::ImportScripts => 0,
            Self::Require | Self::AsyncNode => 1,
            Self::Import => 2,
        };
        format(self) == format(other)
    }
}

/// What a module that threw while it was evaluated means to its next `require`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum ModuleErrors {
    /// webpack's default: the module stays, with the exports it had made.
    #[default]
    Ignored,
    /// `output.strictModuleErrorHandling`: the same error again, as ECMAScript has it.
    Rethrown,
    /// `output.strictModuleExceptionHandling`: it is evaluated again, as node's `require` does.
    Retried,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LibraryConfig {
    pub library_type: LibraryType,
    /// `["MyLib", "widget"]` for nested names; empty when absent.
    pub name: Vec<String>,
    /// Names for AMD and CommonJS, where they differ from `name`.
    pub amd_name: Option<String>,
    pub commonjs_name: Option<String>,
    /// `library.export`.
    pub export: Vec<String>,
    /// `umdNamedDefine`: the AMD module of `umd` has a name.
    pub umd_named_define: bool,
    /// Object that `define` and `require` of AMD are members of.
    pub amd_container: Option<String>,
    /// Second name, of types that are members of an object.
    pub other_name: Option<String>,
}

impl LibraryConfig {
    pub fn new(library_type: LibraryType, name: Vec<String>) -> Self {
        Self {
            library_type,
            name,
            amd_name: None,
            commonjs_name: None,
            export: Vec::new(),
            umd_named_define: false,
            amd_container: None,
            other_name: None,
        }
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LibraryType {
    Var,
    Assign,
    AssignProperties,
    This,
    Window,
    SelfObject,
    Global,
    Commonjs,
    Commonjs2,
    CommonjsModule,
    CommonjsStatic,
    Module,
    Amd,
    AmdRequire,
    Umd,
    System,
    Jsonp,
}

/// What an external of a UMD library is called by each way of loading it; each may be a path: module, then properties.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UmdNames {
    /// For `require` where there is `module.exports`.
    pub commonjs2: Vec<String>,
    /// For `require` where there is only `exports`.
    pub commonjs: Vec<String>,
    pub amd: Vec<String>,
}

/// Those of Subresource Integrity.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum IntegrityAlgorithm {
    Sha256,
    Sha384,
    Sha512,
}

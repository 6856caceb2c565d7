//! `RawOptions` (as written, webpack's and rspack's names) → [`Config`] (checked, defaults filled).
//!
//! [`load()`] finds and reads the file, [`validate`] checks it against the schema made from [`raw`], and
//! [`normalize()`] fills in the defaults.

pub mod browserslist;
mod css;
mod engines;
mod evaluate;
mod exports_presence;
mod html;
mod javascript;
mod later;
pub mod load;
mod locate_js;
pub(crate) mod normalize;
mod optimization;
mod output;
pub mod path;
pub mod raw;
mod rules;
pub mod schema;
pub mod script;
pub mod source;
mod source_maps;
pub mod validate;

use std::{path::PathBuf, sync::Arc};

use fedpack_graph::module_graph::{EntryRuntime, ExternalInterop, ExternalType};
use indexmap::IndexMap;
use oxc_index::IndexVec;

pub use self::{
    css::{CssConfig, CssOptions, ExportsConvention, LocalIdentName, RuleCss},
    exports_presence::PresenceOptions,
    html::{HtmlConfig, HtmlInject, HtmlScriptLoading, HtmlTemplate},
    javascript::{JavascriptOptions, UrlKind, WorkerSyntax},
    load::{CONFIG_NAMES, LoadOptions, Loaded, load, load_value},
    normalize::{NormalizeContext, normalize},
    optimization::{
        CacheGroupConfig, CutConfig, IdStrategy, KeptNames, MangleExports, ModuleTest, OptimizationConfig,
        RuntimeChunk, SizeLimits, SplitChunksConfig, SplitChunksFilter,
    },
    output::{
        ChunkLoading, CleanConfig, IntegrityAlgorithm, LibraryConfig, LibraryType, ModuleErrors,
        OutputConfig, PublicPath, UmdNames,
    },
    rules::{
        AssetDefaults, AssetGenerator, Blocks, DataUrlEncoding, Enforce, InlineCondition, LoaderRequest,
        RuleCondition, RuleConfig, RuleModuleType, RuleResolveIdx, RuleSubject,
    },
    script::{Script, ScriptHost, Scripts, Template},
    source_maps::SourceMapOptions,
};
pub(crate) use self::{
    engines::engine_targets,
    normalize::{loaders::effect_of as native_loader, rules::module_type_named},
};
use crate::{federation::FederationConfig, regexp::Regexp, virtual_files::VirtualFiles};

/// Everything a build needs to know, with all defaults filled in.
#[derive(Debug, Clone)]
pub struct Config {
    /// `name`, of one configuration among several.
    pub name: Option<String>,
    /// Absolute. Requests of entries are resolved from it, and identifiers are relative to it.
    pub context: PathBuf,
    pub mode: Mode,
    /// In order of declaration.
    pub entries: Vec<EntryConfig>,
    pub output: OutputConfig,
    pub resolve: ResolveConfig,
    /// `resolve.byDependency`, complete, by webpack's category: `esm`, `commonjs`, `url`, `worker`, `css-import`.
    pub resolve_by_dependency: IndexMap<String, ResolveConfig>,
    /// `module.rules` that say something, in order; a later match wins.
    pub rules: Vec<RuleConfig>,
    /// `resolve` of rules, each complete.
    pub rule_resolves: IndexVec<RuleResolveIdx, ResolveConfig>,
    /// `module.noParse`: files whose text is nobody's business.
    pub no_parse: Option<RuleCondition>,
    /// `module.parser.javascript.exportsPresence`, and what goes with it.
    pub exports_presence: PresenceOptions,
    /// `module.parser.asset.dataUrlCondition`. webpack's default: up to 8096 bytes.
    pub asset_inlining: InlineCondition,
    /// `module.generator.json.JSONParse`
    pub json_parse: bool,
    /// `module.generator.asset`, `asset/resource`, `asset/inline`.
    pub asset_defaults: AssetDefaults,
    pub css: CssConfig,
    pub optimization: OptimizationConfig,
    pub externals: Vec<ExternalRule>,
    pub externals_type: ExternalType,
    pub devtool: DevtoolConfig,
    pub target: TargetConfig,
    /// Expression text by dotted name: `process.env.NODE_ENV` → `"production"` (with quotes). Includes
    /// `process.env.NODE_ENV` unless `optimization.nodeEnv` is false.
    pub define: IndexMap<String, String>,
    /// Free names that stand for modules, by dotted name.
    pub provide: IndexMap<String, ProvidedName>,
    pub context_replacements: Vec<ContextReplacement>,
    pub jsx: JsxConfig,
    pub typescript: TypescriptConfig,
    pub federation: Option<FederationConfig>,
    pub html: Vec<HtmlConfig>,
    pub performance: Option<PerformanceConfig>,
    pub ignore_warnings: Vec<IgnoredWarning>,
    pub node: NodeConfig,
    /// What `define.amd` and `require.amd` are; `None`: AMD is no module system here.
    pub amd: Option<serde_json::Map<String, serde_json::Value>>,
    /// `module.parser.javascript.anonymousDefaultExportName`: anonymous functions and classes get the name `default`.
    pub names_default_exports: bool,
    /// `module.parser.javascript`
    pub javascript: JavascriptOptions,
    /// `output.asyncChunks: false`: nothing is loaded later, whatever an `import()` says.
    pub imports_nothing_later: bool,
    /// Number of worker threads; 0: as many as the machine has.
    pub threads: usize,
    /// Files that plugins write for the build only.
    pub virtual_files: Option<Arc<VirtualFiles>>,
}

impl Config {
    /// How the exports of an entry are published, if they are.
    pub fn entry_library(&self, name: &str) -> Option<&LibraryConfig> {
        let entry = self.entries.iter().find(|entry| entry.name == name)?;
        entry.library.as_ref().or(self.output.library.as_ref())
    }
}

/// What a free name stands for: a module, or a path of properties of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ProvidedName {
    pub request: String,
    pub path: Vec<String>,
}

/// Another folder, or other files of it, for `require.context` and requests that are only partly known.
#[derive(Debug, Clone)]
pub struct ContextReplacement {
    /// Of the folder, as it is written, or absolute.
    pub test: Regexp,
    /// Relative to that folder.
    pub resource: Option<String>,
    pub recursive: Option<bool>,
    /// Source and flags of an expression for keys.
    pub include: Option<(String, String)>,
    /// Key → request, relative to the new folder.
    pub map: Vec<(String, String)>,
}

/// `performance`, where it is on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PerformanceConfig {
    pub severity: crate::diagnostics::Severity,
    /// Bytes.
    pub max_asset_size: u64,
    pub max_entrypoint_size: u64,
}

/// An item of `ignoreWarnings`: what is given must match.
#[derive(Debug, Clone, Default)]
pub struct IgnoredWarning {
    pub message: Option<Regexp>,
    /// Of the file that the warning is about, as `./src/a.js`.
    pub files: Vec<Regexp>,
    /// Called with the warning's message, code and file.
    pub script: Option<Script>,
}

/// `node` and `externalsPresets`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct NodeConfig {
    /// `global` becomes the global object of any platform.
    pub replace_global: bool,
    pub dirname: NodeName,
    pub filename: NodeName,
    /// Node's own modules are external.
    pub builtins_are_external: bool,
    /// So are those of these environments.
    pub host_modules: HostModules,
    /// Output files are ES modules for Node: `require`, `__filename` and `__dirname` have to be made.
    pub is_esm: bool,
}

impl NodeConfig {
    /// `__filename` and `__dirname` mean something, because the configuration or the environment says so.
    pub fn has_names(self) -> bool {
        self.builtins_are_external || self.filename != NodeName::Mock && self.filename != NodeName::Kept
    }
}

bitflags::bitflags! {
    /// `externalsPresets` of environments that are Node and more.
    #[derive(Debug, Clone, Copy, PartialEq, Eq)]
    pub struct HostModules: u8 {
        const ELECTRON = 1;
        const ELECTRON_MAIN = 1 << 1;
        /// Of pages, and of their preload scripts.
        const ELECTRON_RENDERER = 1 << 2;
        const NWJS = 1 << 3;
    }
}

/// What `__dirname` or `__filename` becomes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NodeName {
    /// What it is where the output runs.
    Kept,
    /// That of the file that the module ends in, which must be an ES module for Node.
    OfOutput,
    /// `/` and `/index.js`.
    Mock,
    /// The module's own, relative to the context.
    Relative,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Mode {
    Development,
    Production,
    None,
}

#[derive(Debug, Clone)]
pub struct EntryConfig {
    pub name: String,
    pub imports: Vec<String>,
    pub filename: Option<Template>,
    pub depend_on: Vec<String>,
    pub runtime: EntryRuntime,
    /// Layer of the modules that it leads to, as far as no rule says otherwise.
    pub layer: Option<String>,
    /// `entry.x.library`, else `output.library`.
    pub library: Option<LibraryConfig>,
    /// `entry.x.publicPath`, else `output.publicPath` counts.
    pub public_path: Option<PublicPath>,
    /// What addresses of assets are relative to, instead of the page or the script.
    pub base_uri: Option<String>,
    /// `entry.x.chunkLoading`, else `output.chunkLoading` counts.
    pub chunk_loading: Option<ChunkLoading>,
    /// `asyncChunks` or `chunkLoading` is `false`.
    pub loads_nothing_later: bool,
}

#[derive(Debug, Clone)]
pub struct ResolveConfig {
    /// Request → replacements in order; an empty list means `false` (ignored). A trailing `$` is an exact match.
    pub alias: Vec<(String, Vec<String>)>,
    pub fallback: Vec<(String, Vec<String>)>,
    pub extensions: Vec<String>,
    pub extension_alias: Vec<(String, Vec<String>)>,
    pub main_fields: Vec<String>,
    pub main_files: Vec<String>,
    /// Apart from `import` or `require`, which the kind of the dependency adds.
    pub condition_names: Vec<String>,
    /// package.json fields with browser replacements: `browser`.
    pub alias_fields: Vec<String>,
    pub exports_fields: Vec<String>,
    pub imports_fields: Vec<String>,
    pub modules: Vec<String>,
    pub symlinks: bool,
    pub prefer_relative: bool,
    pub fully_specified: bool,
    pub tsconfig: TsconfigChoice,
    /// Absolute folders that a request with a leading slash starts from.
    pub roots: Vec<PathBuf>,
    /// What the found file must be like, all of it.
    pub restrictions: Vec<RuleCondition>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub enum TsconfigChoice {
    /// The nearest tsconfig.json of each file.
    Auto,
    Off,
    File(PathBuf),
}

/// `externals`: what not to bundle.
#[derive(Debug, Clone)]
pub enum ExternalRule {
    /// `{"react": "React"}`, `"react"`: exact request → external request (several parts: `["a", "b"]`).
    Exact {
        request: String,
        external: Vec<String>,
        external_type: Option<ExternalType>,
        /// What it is called elsewhere, where `external` is its global in a UMD library.
        umd: Option<UmdNames>,
        /// What a default import of it is.
        interop: Option<ExternalInterop>,
    },
    /// A regular expression: the request itself is the external.
    Pattern(Regexp),
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct DevtoolConfig {
    pub kind: SourceMapKind,
    /// No sourcesContent.
    pub nosources: bool,
    /// Line numbers only.
    pub cheap: bool,
    /// `-debugids`: file and map have one identity.
    pub debug_ids: bool,
    /// Through what loaders say to what people wrote: not with `cheap-source-map`.
    pub follows_loaders: bool,
}

impl DevtoolConfig {
    pub fn has_maps(self) -> bool {
        !matches!(self.kind, SourceMapKind::Off | SourceMapKind::Eval)
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SourceMapKind {
    Off,
    /// A file, with a comment that names it.
    External,
    /// A file without the comment.
    Hidden,
    /// In the comment.
    Inline,
    /// One `eval` per module, which names the module and has no map.
    Eval,
    /// One `eval` per module, with the module's map.
    EvalSourceMap,
}

/// How sources are called in source maps.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SourceNamesConfig {
    /// `output.devtoolModuleFilenameTemplate`; `None`: `webpack://<namespace>/<identifier>`.
    pub template: Option<Template>,
    /// `output.devtoolFallbackModuleFilenameTemplate`: for sources that `template` gives the same name.
    pub fallback: Template,
    /// `output.devtoolNamespace`, else the unique name.
    pub namespace: String,
}

#[derive(Debug, Clone)]
pub struct TargetConfig {
    pub platform: Platform,
    /// Browserslist query (from `target: "browserslist:…"`, the project's browserslist, or package.json), or
    /// `es2020`; `None`: no lowering.
    pub lowering: Option<Vec<String>>,
    /// Those that a rule's loader for style sheets says. Without them these have the same as scripts.
    pub style_sheets: Option<Vec<String>>,
}

impl TargetConfig {
    pub fn of_style_sheets(&self) -> Option<&[String]> {
        self.style_sheets.as_deref().or(self.lowering.as_deref())
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Platform {
    Web,
    Webworker,
    Node,
    AsyncNode,
    /// Node with the modules of Electron.
    ElectronMain,
    /// A page's isolated part: Node's and Electron's modules, and nothing that loads scripts.
    ElectronPreload,
    /// A page that has Node's and Electron's modules.
    ElectronRenderer,
    /// A page that has Node's modules.
    Nwjs,
    Neutral,
}

impl Platform {
    /// A browser's page or worker.
    pub fn is_browser(self) -> bool {
        matches!(self, Self::Web | Self::Webworker)
    }

    /// Node itself, without any page.
    pub fn is_node(self) -> bool {
        matches!(self, Self::Node | Self::AsyncNode | Self::ElectronMain)
    }

    /// `require("fs")` works.
    pub fn has_node_builtins(self) -> bool {
        match self {
            Self::Web | Self::Webworker | Self::Neutral => false,
            Self::Node
            | Self::AsyncNode
            | Self::ElectronMain
            | Self::ElectronPreload
            | Self::ElectronRenderer
            | Self::Nwjs => true,
        }
    }

    /// webpack's conditions of package.json's `exports`.
    pub fn condition_names(self) -> &'static [&'static str] {
        match self {
            Self::Web => &["browser"],
            Self::Webworker => &["worker", "browser"],
            Self::Node | Self::AsyncNode => &["node"],
            Self::ElectronMain => &["node", "electron"],
            Self::ElectronPreload | Self::ElectronRenderer => &["node", "browser", "electron"],
            Self::Nwjs => &["node", "browser", "nwjs"],
            Self::Neutral => &[],
        }
    }

    /// Scripts know the address that they were loaded from.
    pub fn knows_own_address(self) -> bool {
        self.is_browser() || self == Self::ElectronRenderer
    }

    /// Whether package.json's `browser` counts.
    pub fn reads_browser_field(self) -> bool {
        self.is_browser() || self == Self::ElectronRenderer
    }
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct JsxConfig {
    /// `None`: as tsconfig.json says, else by `is_classic_by_default`.
    pub runtime: Option<JsxRuntime>,
    /// Else it is automatic.
    pub is_classic_by_default: bool,
    pub import_source: Option<String>,
    pub factory: Option<String>,
    pub fragment: Option<String>,
    /// `jsxDEV`.
    pub development: bool,
}

/// What loaders are told of TypeScript. `None`: as tsconfig.json says.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct TypescriptConfig {
    /// `false`: fields of classes are assigned in the constructor, as TypeScript did before ECMAScript had them, and those
    /// without a value are none.
    pub defines_class_fields: Option<bool>,
    /// `design:type` and its like, for `reflect-metadata`.
    pub has_decorator_metadata: Option<bool>,
}

impl TypescriptConfig {
    /// What `other` says goes before.
    pub fn apply(&mut self, other: Self) {
        self.defines_class_fields = other.defines_class_fields.or(self.defines_class_fields);
        self.has_decorator_metadata = other.has_decorator_metadata.or(self.has_decorator_metadata);
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum JsxRuntime {
    Automatic,
    Classic,
    Preserve,
}

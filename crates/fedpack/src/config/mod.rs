//! `RawOptions` (as written, webpack's and rspack's names) → [`Config`] (checked, defaults filled).
//!
//! [`load()`] finds and reads the file, [`validate`] checks it against the schema made from [`raw`], and
//! [`normalize()`] fills in the defaults.

pub mod browserslist;
mod engines;
mod evaluate;
mod exports_presence;
mod html;
mod later;
pub mod load;
mod locate_js;
pub(crate) mod normalize;
pub mod path;
pub mod raw;
pub mod schema;
pub mod script;
pub mod source;
mod source_maps;
pub mod validate;

use std::path::PathBuf;

use fedpack_graph::module_graph::{ContextMode, EntryRuntime, ExternalType, FetchHint, ModuleType};
use indexmap::IndexMap;
use oxc_index::{IndexVec, define_nonmax_u32_index_type};

pub(crate) use self::{
    engines::engine_targets,
    normalize::{loaders::effect_of as native_loader, rules::module_type_named},
};
pub use self::{
    exports_presence::PresenceOptions,
    html::{HtmlConfig, HtmlInject, HtmlScriptLoading, HtmlTemplate},
    load::{CONFIG_NAMES, LoadOptions, Loaded, load, load_value},
    normalize::{NormalizeContext, normalize},
    script::{Script, ScriptHost, Template},
    source_maps::SourceMapOptions,
};
use crate::{
    federation::FederationConfig,
    generate::filename::{FilenameData, render_text},
    regexp::Regexp,
};

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
    /// `module.parser.asset.dataUrlCondition.maxSize`, in bytes. webpack's default: 8096.
    pub asset_inline_limit: u32,
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
    pub federation: Option<FederationConfig>,
    pub html: Vec<HtmlConfig>,
    pub performance: Option<PerformanceConfig>,
    pub ignore_warnings: Vec<IgnoredWarning>,
    pub node: NodeConfig,
    /// What `define.amd` and `require.amd` are; `None`: AMD is no module system here.
    pub amd: Option<serde_json::Map<String, serde_json::Value>>,
    /// `module.parser.javascript.anonymousDefaultExportName`: anonymous functions and classes get the name `default`.
    pub names_default_exports: bool,
    /// `module.parser.javascript`, and `output.asyncChunks`.
    pub dynamic_import: DynamicImportConfig,
    pub addresses: AddressConfig,
    /// Number of worker threads; 0: as many as the machine has.
    pub threads: usize,
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

/// What an `import()` is that says nothing about itself.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct DynamicImportConfig {
    pub mode: Option<ContextMode>,
    pub prefetch: Option<FetchHint>,
    pub preload: Option<FetchHint>,
    pub fetch_priority: Option<String>,
    /// `output.asyncChunks: false`: nothing is loaded later, whatever it says.
    pub never_later: bool,
}

/// What is made of `new URL(…, import.meta.url)`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct AddressConfig {
    /// Nothing.
    pub is_off: bool,
    /// Also of those that name a file only partly.
    pub has_partial: bool,
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

define_nonmax_u32_index_type! {
    /// A row of [`Config::rule_resolves`].
    pub struct RuleResolveIdx;
}

/// A rule of `module.rules`. What it says is about files for which all of its conditions hold; rules inside of it are
/// only asked then.
#[derive(Debug, Clone, Default)]
pub struct RuleConfig {
    pub conditions: Vec<(RuleSubject, RuleCondition)>,
    pub module_type: Option<RuleModuleType>,
    /// `sideEffects`.
    pub side_effects: Option<bool>,
    /// `generator`, of assets.
    pub asset: AssetGenerator,
    /// `parser.dataUrlCondition.maxSize`.
    pub inline_limit: Option<u32>,
    /// `extractSourceMap`
    pub extract_source_map: Option<bool>,
    /// `generator.JSONParse`
    pub json_parse: Option<bool>,
    /// `parser.pureFunctions`
    pub pure_functions: Option<Vec<String>>,
    /// `parser.exportsPresence`, and what goes with it.
    pub exports_presence: PresenceOptions,
    pub layer: Option<String>,
    /// `resolve.fullySpecified`, of what the file asks for.
    pub fully_specified: Option<bool>,
    /// `resolve`, of what the file asks for.
    pub resolve: Option<RuleResolveIdx>,
    /// Loaders for JavaScript to run; the last one is the first to run.
    pub loaders: Vec<LoaderRequest>,
    /// Says loaders for each file.
    pub loaders_of: Option<Script>,
    pub enforce: Enforce,
    /// It is about blocks of components only, and its paths are theirs.
    pub blocks: Option<Blocks>,
    /// It has a native loader that reads TypeScript: matters where the extension does not say so.
    pub is_typescript: bool,
    /// `rules`: each that matches is used.
    pub rules: Vec<RuleConfig>,
    /// `oneOf`: the first that matches is used.
    pub one_of: Vec<RuleConfig>,
}

/// `generator` of asset modules.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct AssetGenerator {
    /// Template; `output.assetModuleFilename` otherwise.
    pub filename: Option<Template>,
    /// Template of the folder that `filename` is in, which is not part of the address under `public_path`.
    pub output_path: Option<Template>,
    /// Template of the address' beginning; `output.publicPath` otherwise.
    pub public_path: Option<Template>,
    /// `false`: the file is written by another build.
    pub emit: Option<bool>,
    /// `dataUrl.encoding`: `base64`, or percent signs for `Plain`.
    pub encoding: Option<DataUrlEncoding>,
    /// `dataUrl.mimetype`; by extension otherwise.
    pub mimetype: Option<String>,
    /// `dataUrl` as a function: called with the contents in base64 and the file's name, gives the whole address.
    pub data_url: Option<Script>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum DataUrlEncoding {
    Base64,
    /// `encoding: false`
    Plain,
}

impl AssetGenerator {
    /// What `other` says goes before.
    pub fn apply(&mut self, other: &Self) {
        fn take<T: Clone>(field: &mut Option<T>, other: &Option<T>) {
            if other.is_some() {
                field.clone_from(other);
            }
        }
        take(&mut self.filename, &other.filename);
        take(&mut self.output_path, &other.output_path);
        take(&mut self.public_path, &other.public_path);
        take(&mut self.emit, &other.emit);
        take(&mut self.encoding, &other.encoding);
        take(&mut self.mimetype, &other.mimetype);
        take(&mut self.data_url, &other.data_url);
    }
}

/// `module.generator` of the asset types: what holds for `asset` holds for the other two as well.
#[derive(Debug, Clone, Default)]
pub struct AssetDefaults {
    pub all: AssetGenerator,
    pub resource: AssetGenerator,
    pub inline: AssetGenerator,
}

impl AssetDefaults {
    pub fn of(&self, module_type: ModuleType) -> AssetGenerator {
        let mut generator = self.all.clone();
        match module_type {
            ModuleType::AssetResource => generator.apply(&self.resource),
            ModuleType::AssetInline => generator.apply(&self.inline),
            _ => {}
        }
        generator
    }
}

/// What stands for the path of a block.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Blocks {
    /// `App.vue.scss` for `App.vue?vue&type=style&lang=scss`.
    Source,
    /// `App.vue.ts` for what a template of a component in TypeScript is compiled to.
    Code,
}

/// A loader of a rule.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LoaderRequest {
    /// Path and query.
    pub request: String,
    /// It stands for work that is done natively, and passes its input on: only there for other loaders to see.
    pub is_native: bool,
}

/// What a rule makes of a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RuleModuleType {
    Fixed(ModuleType),
    /// `css/auto`: a CSS module if the name says `.module.`.
    CssByName,
}

/// Where a rule's loaders stand among those of other rules.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Enforce {
    Pre,
    #[default]
    Normal,
    Post,
}

/// What a condition is about. What a file does not have is the empty text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum RuleSubject {
    /// The file's own path, where `!=!` gives it another name.
    RealPath,
    /// `test`, `include`, `exclude`, `resource`: the path.
    Path,
    /// `resourceQuery`, with the question mark.
    Query,
    /// `resourceFragment`, with the hash.
    Fragment,
    /// The path of the file that asks.
    Issuer,
    IssuerLayer,
    /// How the file is asked for, in webpack's words: `esm`, `commonjs`, `url`, `worker` …
    Dependency,
    /// `mimetype` of a `data:` address.
    Mimetype,
    /// `data` of a `data:` address.
    Scheme,
    /// `with`: an attribute of the import.
    Attribute(String),
    /// `descriptionData`: a value of the package.json, by its path.
    DescriptionData(Vec<String>),
}

#[derive(Debug, Clone)]
pub enum RuleCondition {
    Prefix(String),
    Pattern(Regexp),
    Any(Vec<RuleCondition>),
    All(Vec<RuleCondition>),
    Not(Box<RuleCondition>),
    /// Called with the text.
    Script(Script),
}

impl RuleCondition {
    pub fn matches(&self, text: &str) -> bool {
        match self {
            Self::Prefix(prefix) => text.starts_with(prefix),
            Self::Pattern(pattern) => pattern.is_match(text),
            Self::Any(parts) => parts.iter().any(|part| part.matches(text)),
            Self::All(parts) => parts.iter().all(|part| part.matches(text)),
            Self::Not(part) => !part.matches(text),
            Self::Script(script) => script.is_true(&text.into()),
        }
    }
}

#[derive(Debug, Clone)]
pub struct CssConfig {
    /// `experiments.css: true`: what loaders make of a style sheet is one, too.
    pub is_asked_for: bool,
    /// Template of a CSS module's class names: `[local]`, `[hash]`, `[name]`, `[uniqueName]`.
    pub local_ident_name: String,
    /// `namedExports`: `import {a} from "./x.module.css"`; `default` is always there too.
    pub named_exports: bool,
    pub exports_convention: ExportsConvention,
    /// No style sheets are written.
    pub exports_only: bool,
}

/// How local names of CSS modules are spelled as exports.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum ExportsConvention {
    #[default]
    AsIs,
    /// As it is, and in camel case.
    CamelCase,
    CamelCaseOnly,
    /// As it is, and with camel case for hyphens only.
    Dashes,
    DashesOnly,
}

#[derive(Debug, Clone)]
pub struct OptimizationConfig {
    pub minimize: bool,
    pub module_ids: IdStrategy,
    pub chunk_ids: IdStrategy,
    /// Drop unused exports and statements, and modules without side effects.
    pub used_exports: bool,
    pub side_effects: bool,
    pub provided_exports: bool,
    pub mangle_exports: MangleExports,
    /// Put ES modules into one function where that changes nothing.
    pub concatenate_modules: bool,
    /// Put the values of constants and enum members where they are read.
    pub inline_exports: bool,
    pub remove_available_modules: bool,
    pub merge_duplicate_chunks: bool,
    pub split_chunks: Option<SplitChunksConfig>,
    pub runtime_chunk: RuntimeChunk,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum MangleExports {
    Off,
    /// Few letters from a hash of the name, so that names are the same after edits.
    Deterministic,
    /// The shortest names.
    Size,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum IdStrategy {
    /// Readable paths.
    Named,
    /// Short numbers from a hash of the identifier.
    Deterministic,
    /// Short texts from a hash of the identifier.
    Hashed,
    /// Consecutive numbers.
    Natural,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub enum RuntimeChunk {
    Off,
    /// One runtime chunk of this name for all entries.
    Single(String),
    /// `runtime~<entry>` for each.
    Multiple,
}

/// `optimization.splitChunks`.
#[derive(Debug, Clone)]
pub struct SplitChunksConfig {
    pub cache_groups: Vec<CacheGroupConfig>,
    /// Which of the chunks that no cache group made are cut by size…
    pub fallback_chunks: SplitChunksFilter,
    /// …and how.
    pub fallback_cut: CutConfig,
    /// Parts of a chunk are named by a hash instead of a path.
    pub hide_path_info: bool,
}

#[derive(Debug, Clone)]
pub enum SplitChunksFilter {
    Async,
    Initial,
    All,
    /// Chunks whose name matches.
    Named(Regexp),
    /// Called with the chunk.
    Script(Script),
}

/// A limit in bytes for each kind of source, as they end in different files. `None`: no limit of that kind.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct SizeLimits {
    pub script: Option<u64>,
    pub style: Option<u64>,
}

impl SizeLimits {
    /// `other` for the kinds that have no limit here.
    #[must_use]
    pub fn or(self, other: Self) -> Self {
        Self { script: self.script.or(other.script), style: self.style.or(other.style) }
    }

    /// The smaller limit of each kind.
    #[must_use]
    pub fn min(self, other: Self) -> Self {
        let smaller = |a: Option<u64>, b: Option<u64>| a.into_iter().chain(b).min();
        Self { script: smaller(self.script, other.script), style: smaller(self.style, other.style) }
    }

    /// The larger limit of each kind.
    #[must_use]
    pub fn max(self, other: Self) -> Self {
        Self { script: self.script.max(other.script), style: self.style.max(other.style) }
    }

    pub fn is_empty(self) -> bool {
        self == Self::default()
    }

    /// No limit that anything could miss.
    pub fn is_zero(self) -> bool {
        self.script.unwrap_or(0) == 0 && self.style.unwrap_or(0) == 0
    }
}

/// How a chunk that is too large is cut into parts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CutConfig {
    /// No part is smaller.
    pub min_size: SizeLimits,
    /// Of chunks that are loaded on demand.
    pub max_async_size: SizeLimits,
    /// Of chunks that are loaded at start-up.
    pub max_initial_size: SizeLimits,
    /// Between the name of the chunk and that of the part.
    pub name_delimiter: String,
}

/// Which modules a cache group is about.
#[derive(Debug, Clone)]
pub enum ModuleTest {
    /// Of the file's path.
    Path(Regexp),
    /// Called with the module.
    Script(Script),
}

/// A cache group, complete: `enforce` and the options of `splitChunks` itself are worked in.
#[derive(Debug, Clone)]
pub struct CacheGroupConfig {
    pub key: String,
    pub test: Option<ModuleTest>,
    /// Of webpack's name of the module type.
    pub module_type: Option<Regexp>,
    /// Of the layer; a module without one has an empty layer.
    pub layer: Option<Regexp>,
    pub name: Option<Template>,
    pub filename: Option<Template>,
    pub id_hint: Option<String>,
    pub priority: i32,
    pub chunks: SplitChunksFilter,
    pub min_size: SizeLimits,
    /// Size times number of chunks.
    pub min_size_reduction: SizeLimits,
    /// What stays behind when there is only one chunk to take from.
    pub min_remaining_size: SizeLimits,
    /// Of this size on, requests and what stays behind do not count. Empty: they always count.
    pub enforce_size_threshold: SizeLimits,
    pub min_chunks: u32,
    pub max_async_requests: u32,
    pub max_initial_requests: u32,
    pub reuse_existing_chunk: bool,
    pub cut: CutConfig,
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
    },
    /// A regular expression: the request itself is the external.
    Pattern(Regexp),
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
    /// `None`: as tsconfig.json says, else automatic.
    pub runtime: Option<JsxRuntime>,
    pub import_source: Option<String>,
    pub factory: Option<String>,
    pub fragment: Option<String>,
    /// `jsxDEV`.
    pub development: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum JsxRuntime {
    Automatic,
    Classic,
    Preserve,
}

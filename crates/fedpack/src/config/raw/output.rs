//! `output` and `resolve`.

use indexmap::IndexMap;
use schemars::JsonSchema;
use serde::Deserialize;
use serde_json::Value;

use super::{OneOrMany, RawRegexp, RawScript, RawTemplate, RawTextTest, Switchable};

/// Templates may hold `[name]`, `[id]`, `[contenthash]`, `[contenthash:8]`, `[chunkhash]`, `[fullhash]`, and for assets
/// `[hash]`, `[ext]`, `[query]`, `[path]`.
#[derive(Debug, Clone, Default, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct RawOutput {
    /// Folder of the output. Default: `dist`.
    pub path: Option<String>,
    /// File name of entries. Default: `[name].js`, or `[name].mjs` with `output.module`.
    pub filename: Option<RawTemplate>,
    /// File name of other chunks. Default: made from `filename`.
    pub chunk_filename: Option<RawTemplate>,
    /// CSS file name of entries. Default: `filename` with `.css`.
    pub css_filename: Option<RawTemplate>,
    /// CSS file name of other chunks. Default: `chunkFilename` with `.css`.
    pub css_chunk_filename: Option<RawTemplate>,
    /// File name of assets. Default: `[hash][ext][query]`.
    pub asset_module_filename: Option<RawTemplate>,
    /// File name of WebAssembly modules. Default: `[hash].module.wasm`.
    pub webassembly_module_filename: Option<String>,
    /// Accepted without effect: by target.
    pub wasm_loading: Option<Value>,
    /// Accepted without effect: by target.
    pub worker_wasm_loading: Option<Value>,
    /// Accepted without effect.
    pub enabled_wasm_loading_types: Option<Value>,
    /// File name of source maps. Default: `[file].map[query]`.
    pub source_map_filename: Option<String>,
    /// Address of the output folder at run time. Default: `auto`, found from the script's own address.
    pub public_path: Option<String>,
    /// Keeps several builds on one page apart. Default: the container's name, else package.json's `name`.
    pub unique_name: Option<String>,
    /// Address of the output folder for workers. Default: `publicPath`.
    pub worker_public_path: Option<String>,
    /// File name of workers. Default: `chunkFilename`.
    pub worker_chunk_filename: Option<RawTemplate>,
    /// Global array that chunks are pushed to. Default: `webpackChunk` and `uniqueName`.
    pub chunk_loading_global: Option<String>,
    /// Expression for the global object. Default: `self`, or `global` in Node.
    pub global_object: Option<String>,
    /// How the exports of entries are published.
    pub library: Option<RawLibraryOption>,
    /// Older spelling of `library.type`.
    pub library_target: Option<RawLibraryType>,
    /// Older spelling of `library.export`.
    pub library_export: Option<OneOrMany<String>>,
    /// Remove files of earlier builds from `path`: `true`, or which of them stay. Default: false.
    pub clean: Option<Switchable<RawClean>>,
    /// Write ECMAScript modules. Default: `experiments.outputModule`.
    pub module: Option<bool>,
    /// `crossorigin` attribute of script tags. Default: false.
    pub cross_origin_loading: Option<Switchable<RawCrossOrigin>>,
    /// `integrity` of the scripts and style sheets that pages and runtimes load: `sha256`, `sha384`, `sha512`, or several of these;
    /// `true`: `sha384`. A browser refuses a file that has changed since. `crossOriginLoading` is `anonymous` then, unless it is
    /// given. Default: none.
    pub integrity: Option<Switchable<OneOrMany<RawIntegrity>>>,
    /// Name of a Trusted Types policy to create for script addresses; `true`: `uniqueName`.
    pub trusted_types: Option<Switchable<RawTrustedTypes>>,
    /// Milliseconds until a chunk that does not load is an error. Default: 120000.
    pub chunk_load_timeout: Option<u32>,
    /// How chunks are loaded; `false`: not at all, as `asyncChunks: false`. Default: by target.
    pub chunk_loading: Option<Switchable<RawChunkLoading>>,
    /// Characters of a hash without a length of its own. Default: 20.
    pub hash_digest_length: Option<u32>,
    /// Text that every hash of output files begins with, to change all of their names.
    pub hash_salt: Option<String>,
    /// Name of the function that stands for `import()` in output: for externals, and for chunks of ES modules. Default:
    /// `import`.
    pub import_function_name: Option<String>,
    /// What stands for `import.meta` in output. Default: `import.meta`.
    pub import_meta_name: Option<String>,
    /// Older spelling of `library.umdNamedDefine`.
    pub umd_named_define: Option<bool>,
    /// Older spelling of `library.amdContainer`.
    pub amd_container: Option<String>,
    /// Accepted without effect: output has no comments around its wrapper.
    pub auxiliary_comment: Option<Value>,
    /// Accepted without effect: development output always names its modules.
    pub pathinfo: Option<Value>,
    /// Accepted without effect: follows from the target and `module`.
    pub chunk_format: Option<Value>,
    /// Accepted without effect: every library type is there.
    pub enabled_library_types: Option<Value>,
    /// Accepted without effect.
    pub enabled_chunk_loading_types: Option<Value>,
    /// Accepted without effect: the hash is always xxh3.
    pub hash_function: Option<Value>,
    /// Accepted without effect: hashes are always hexadecimal.
    pub hash_digest: Option<Value>,
    /// `type` of script tags that load chunks and remotes. Default: none.
    pub script_type: Option<Switchable<RawScriptType>>,
    /// `false`: `import()` makes no chunks, what it asks for is in the chunk that asks. Default: true.
    pub async_chunks: Option<bool>,
    /// Accepted without effect.
    pub charset: Option<Value>,
    /// Accepted without effect.
    pub compare_before_emit: Option<Value>,
    /// Accepted without effect: hot updates are not written yet.
    pub hot_update_chunk_filename: Option<Value>,
    /// Accepted without effect: hot updates are not written yet.
    pub hot_update_main_filename: Option<Value>,
    /// Accepted without effect: hot updates are not written yet.
    pub hot_update_global: Option<Value>,
    /// A module that threw while it was evaluated throws the same error for each later importer, as ECMAScript has it.
    /// Default: false, it keeps the exports that it had made.
    pub strict_module_error_handling: Option<bool>,
    /// A module that threw is evaluated again for its next importer, as by `require` in Node. Default: false.
    pub strict_module_exception_handling: Option<bool>,
    /// Accepted without effect: a missing module always throws what Node's `require` throws.
    pub strict_module_resolution: Option<Value>,
    /// Leave out the warnings that the runtime prints (versions of shared packages, remotes that fail to initialise).
    /// Default: false.
    pub ignore_browser_warnings: Option<bool>,
    /// Accepted without effect.
    pub environment: Option<Value>,
    /// Names of sources in source maps: `[namespace]`, `[resource-path]`, `[absolute-resource-path]`, `[resource]`,
    /// `[query]`, `[id]`, `[hash]`. Default: `webpack://[namespace]/[resource-path]`.
    pub devtool_module_filename_template: Option<RawTemplate>,
    /// The same for sources of which there are several of one name. Default: `webpack://[namespace]/[resource-path]?[hash]`.
    pub devtool_fallback_module_filename_template: Option<RawTemplate>,
    /// Value of `[namespace]`. Default: `uniqueName`.
    pub devtool_namespace: Option<String>,
    /// What `devtool` cannot say: the options of `SourceMapDevToolPlugin` under their names there.
    pub source_map: Option<RawSourceMap>,
}

#[derive(Debug, Clone, Default, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct RawSourceMap {
    /// Names of files that have maps: beginnings, or expressions. Default: all scripts and style sheets.
    pub test: Option<OneOrMany<RawTextTest>>,
    /// As `test`; both must match.
    pub include: Option<OneOrMany<RawTextTest>>,
    /// Names of files that have none.
    pub exclude: Option<OneOrMany<RawTextTest>>,
    /// Names of sources that debuggers step over, which the map then lists in `ignoreList`.
    pub ignore_list: Option<OneOrMany<RawTextTest>>,
    /// What the address of a map begins with. Default: it is relative to the file.
    pub public_path: Option<String>,
    /// Folder of the output folder that `[file]` of `sourceMapFilename` is relative to.
    pub file_context: Option<String>,
    /// What is added to a file that has a map: `[url]` is the map's address, `[file]` the file. Default:
    /// `\n//# sourceMappingURL=[url]`.
    pub append: Option<RawTemplate>,
}

#[derive(Debug, Clone, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct RawClean {
    /// Files that stay: the beginning of their path in `output.path`, or an expression for it.
    pub keep: Option<RawKeep>,
    /// Nothing is removed, only told. Default: false.
    pub dry: Option<bool>,
}

#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(untagged)]
pub enum RawKeep {
    Test(RawTextTest),
    /// Called with the path.
    Script(RawScript),
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, JsonSchema)]
pub enum RawScriptType {
    #[serde(rename = "text/javascript")]
    TextJavascript,
    #[serde(rename = "module")]
    Module,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum RawIntegrity {
    Sha256,
    Sha384,
    Sha512,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum RawCrossOrigin {
    Anonymous,
    UseCredentials,
}

#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(untagged)]
pub enum RawTrustedTypes {
    Name(String),
    Policy(RawTrustedTypesPolicy),
}

#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct RawTrustedTypesPolicy {
    pub policy_name: Option<String>,
    /// What happens on a page that refuses the policy: `stop` lets its error pass; `continue` takes plain addresses, with a
    /// warning, as long as the page only reports. Default: `stop`.
    pub on_policy_creation_failure: Option<RawPolicyFailure>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum RawPolicyFailure {
    Stop,
    Continue,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum RawChunkLoading {
    Jsonp,
    ImportScripts,
    Require,
    AsyncNode,
    Import,
}

/// A name, or all the details.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(untagged)]
pub enum RawLibraryOption {
    Name(OneOrMany<String>),
    Library(RawLibrary),
    /// Names by kind, without `name` around them.
    Names(RawLibraryNames),
}

#[derive(Debug, Clone, Default, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct RawLibrary {
    /// Name, or path of names (`["MyLib", "widget"]`), or names by kind for `umd`.
    pub name: Option<RawLibraryName>,
    /// Default: `var`.
    #[serde(rename = "type")]
    pub library_type: Option<RawLibraryType>,
    /// Publish only this export, or path of properties.
    pub export: Option<OneOrMany<String>>,
    /// Give the AMD module of `umd` its name. Default: false.
    pub umd_named_define: Option<bool>,
    /// Object that AMD's `define` and `require` are members of, for `amd`, `amd-require` and `umd`.
    pub amd_container: Option<String>,
}

#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(untagged)]
pub enum RawLibraryName {
    Path(OneOrMany<String>),
    PerKind(RawLibraryNames),
}

#[derive(Debug, Clone, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct RawLibraryNames {
    pub root: Option<OneOrMany<String>>,
    pub amd: Option<String>,
    pub commonjs: Option<String>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum RawLibraryType {
    Var,
    Module,
    /// As `module`.
    ModernModule,
    Assign,
    AssignProperties,
    This,
    Window,
    #[serde(rename = "self")]
    SelfObject,
    Global,
    Commonjs,
    Commonjs2,
    CommonjsModule,
    CommonjsStatic,
    Amd,
    AmdRequire,
    Umd,
    Umd2,
    Jsonp,
    System,
}

/// In a list, `"..."` stands for the default values.
#[derive(Debug, Clone, Default, PartialEq, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct RawResolve {
    /// Request → replacement; a list is tried in order, `false` gives an empty module, a trailing `$` matches exactly.
    pub alias: Option<Switchable<RawAlias>>,
    /// As `alias`, but only where normal resolution fails.
    pub fallback: Option<Switchable<RawAlias>>,
    /// Default: `.tsx`, `.ts`, `.jsx`, `.js`, `.mjs`, `.cjs`, `.json`.
    pub extensions: Option<Vec<String>>,
    /// Extension → extensions to try instead: `{".js": [".ts", ".js"]}`.
    pub extension_alias: Option<IndexMap<String, OneOrMany<String>>>,
    /// package.json fields with the main file. Default for the web: `browser`, `module`, `main`.
    pub main_fields: Option<Vec<OneOrMany<String>>>,
    /// Default: `index`.
    pub main_files: Option<Vec<String>>,
    /// Conditions of `exports` and `imports`. `import` and `require` follow from how a module is asked for.
    pub condition_names: Option<Vec<String>>,
    /// package.json fields with replacements. Default for the web: `browser`.
    pub alias_fields: Option<Vec<String>>,
    /// Default: `exports`.
    pub exports_fields: Option<Vec<String>>,
    /// Default: `imports`.
    pub imports_fields: Option<Vec<String>>,
    /// Folder names or absolute folders with packages. Default: `node_modules`.
    pub modules: Option<Vec<String>>,
    /// Follow symbolic links to the real path. Default: true.
    pub symlinks: Option<bool>,
    /// Try `module` as `./module` first. Default: false.
    pub prefer_relative: Option<bool>,
    /// Extensions are never added. Default: false (always so for `.mjs`).
    pub fully_specified: Option<bool>,
    /// The tsconfig.json whose `paths` are used: a file, or `false`. Default: the nearest one of each file.
    pub ts_config: Option<Switchable<RawTsConfig>>,
    /// webpack's spelling of `tsConfig`.
    pub tsconfig: Option<Switchable<RawTsConfig>>,
    /// Folders that a request with a leading slash is looked for in. Default: `context`.
    pub roots: Option<Vec<String>>,
    /// What a found file must be like: the beginning of its path, or an expression. All of them.
    pub restrictions: Option<Vec<RawTextTest>>,
    /// Options for one kind of request, by webpack's names: `esm`, `commonjs`, `url`, `worker`, `css-import`. They replace
    /// those beside `byDependency`; `"..."` in a list stands for these.
    pub by_dependency: Option<IndexMap<String, RawResolve>>,
    /// Accepted without effect.
    pub cache: Option<Value>,
    /// Accepted without effect.
    pub cache_with_context: Option<Value>,
    /// Accepted without effect.
    pub unsafe_cache: Option<Value>,
    /// Accepted without effect: always `package.json`.
    pub description_files: Option<Value>,
    /// Accepted without effect: Yarn's Plug'n'Play is not read yet.
    pub pnp: Option<Value>,
}

#[derive(Debug, Clone, PartialEq, Deserialize, JsonSchema)]
#[serde(untagged)]
pub enum RawAlias {
    Map(IndexMap<String, RawAliasTarget>),
    List(Vec<RawAliasItem>),
}

#[derive(Debug, Clone, PartialEq, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct RawAliasItem {
    pub name: String,
    pub alias: RawAliasTarget,
    /// Match the whole request only, as a `$` at the end of the name does.
    pub only_module: Option<bool>,
}

#[derive(Debug, Clone, PartialEq, Deserialize, JsonSchema)]
#[serde(untagged)]
pub enum RawAliasTarget {
    /// `false`: an empty module.
    Switch(bool),
    Paths(OneOrMany<String>),
}

#[derive(Debug, Clone, PartialEq, Deserialize, JsonSchema)]
#[serde(untagged)]
pub enum RawTsConfig {
    File(String),
    Options(RawTsConfigOptions),
}

#[derive(Debug, Clone, PartialEq, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct RawTsConfigOptions {
    pub config_file: Option<String>,
    /// Accepted without effect: project references are always followed.
    pub references: Option<Value>,
}

/// A file name condition, used by rules: a path prefix, a regular expression, or a list of which one must match.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(untagged)]
pub enum RawCondition {
    /// Paths that start with this text.
    Prefix(String),
    Pattern(RawRegexp),
    Any(Vec<RawCondition>),
    /// Called with the text.
    Script(RawScript),
    Logic(RawConditionLogic),
}

/// Conditions put together; all that is said must hold.
#[derive(Debug, Clone, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct RawConditionLogic {
    pub and: Option<Vec<RawCondition>>,
    pub or: Option<Vec<RawCondition>>,
    pub not: Option<Box<RawCondition>>,
}

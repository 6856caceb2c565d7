//! The configuration as people write it: webpack's and rspack's names and shapes, nothing filled in yet.
//!
//! These types are the one source for three things: what a configuration file is read into, the JSON schema in
//! `docs/fedpack.schema.json`, and the check that finds every unknown or mistyped option at once
//! ([`super::validate`] walks the file with that schema). The doc comments are what an editor shows.

mod module;
mod optimization;
mod output;

use indexmap::IndexMap;
use schemars::JsonSchema;
use serde::Deserialize;
use serde_json::Value;

pub use module::*;
pub use optimization::*;
pub use output::*;

use crate::federation::options::RawFederationOptions;

/// One value, or a list of them.
#[derive(Debug, Clone, PartialEq, Deserialize, JsonSchema)]
#[serde(untagged)]
pub enum OneOrMany<T> {
    One(T),
    Many(Vec<T>),
}

impl<T> OneOrMany<T> {
    pub fn into_vec(self) -> Vec<T> {
        match self {
            Self::One(value) => vec![value],
            Self::Many(values) => values,
        }
    }

    pub fn as_slice(&self) -> &[T] {
        match self {
            Self::One(value) => std::slice::from_ref(value),
            Self::Many(values) => values,
        }
    }
}

/// `false` to switch it off, else the value.
#[derive(Debug, Clone, PartialEq, Deserialize, JsonSchema)]
#[serde(untagged)]
pub enum Switchable<T> {
    /// Only `false` has a meaning; `true` asks for the default.
    Switch(bool),
    Value(T),
}

impl<T> Switchable<T> {
    /// `None` for `false` and `true`.
    pub fn into_value(self) -> Option<T> {
        match self {
            Self::Switch(_) => None,
            Self::Value(value) => Some(value),
        }
    }

    pub fn is_off(&self) -> bool {
        matches!(self, Self::Switch(false))
    }
}

/// A regular expression. JavaScript and TypeScript configurations just write `/\.svg$/i`.
#[derive(Debug, Clone, PartialEq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct RawRegexp {
    /// The expression: its source alone, or source and flags.
    #[serde(rename = "$regexp")]
    pub regexp: RawRegexpBody,
}

#[derive(Debug, Clone, PartialEq, Deserialize, JsonSchema)]
#[serde(untagged)]
pub enum RawRegexpBody {
    /// The source, without slashes: `"\\.svg$"`.
    Source(String),
    Full(RawRegexpParts),
}

#[derive(Debug, Clone, PartialEq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct RawRegexpParts {
    /// Without slashes: `"\\.svg$"`.
    pub source: String,
    /// `i`, `s`, `m`, `u`; `g` and `y` mean nothing here.
    pub flags: Option<String>,
}

impl RawRegexp {
    pub fn source(&self) -> &str {
        match &self.regexp {
            RawRegexpBody::Source(source) => source,
            RawRegexpBody::Full(parts) => &parts.source,
        }
    }

    pub fn flags(&self) -> &str {
        match &self.regexp {
            RawRegexpBody::Source(_) => "",
            RawRegexpBody::Full(parts) => parts.flags.as_deref().unwrap_or(""),
        }
    }
}

/// A function. The Node package sets it: the number says which function JavaScript is to call.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct RawScript {
    #[serde(rename = "$call")]
    pub function: u32,
}

/// A template, or a function that says which one.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(untagged)]
pub enum RawTemplate {
    Text(String),
    Script(RawScript),
}

/// Everything that `fedpack.config.*` may say. Names and meanings are webpack's and rspack's.
#[derive(Debug, Clone, Default, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[schemars(title = "fedpack configuration")]
pub struct RawOptions {
    /// The JSON schema that this file follows, for editors.
    #[serde(rename = "$schema")]
    pub schema: Option<String>,
    /// Name of this configuration, for the output of a file that has several.
    pub name: Option<String>,
    /// Names of the configurations in the same file that must be built before this one.
    pub dependencies: Option<Vec<String>>,
    /// `production` (default), `development` or `none`: chooses the defaults of many other options. `--mode` wins over it.
    pub mode: Option<RawMode>,
    /// Folder that entries and relative paths start from. Default: the folder of the configuration file.
    pub context: Option<String>,
    /// Where the application starts. Default: `./src/index`.
    pub entry: Option<RawEntry>,
    /// Where and how files are written.
    pub output: Option<RawOutput>,
    /// How requests find files.
    pub resolve: Option<RawResolve>,
    /// What kinds of files there are, and how they are treated.
    pub module: Option<RawModuleOptions>,
    /// Minification, ids, splitting, tree shaking.
    pub optimization: Option<RawOptimization>,
    /// Requests that are not bundled but taken from the environment at run time.
    pub externals: Option<OneOrMany<RawExternalItem>>,
    /// How an external without a type of its own is read. Default: `var`, or `module-import` with `output.module`.
    pub externals_type: Option<RawExternalType>,
    /// Source maps: `false`, `eval`, or `[inline-|hidden-|eval-][nosources-][cheap-[module-]]source-map`.
    /// Default: `source-map` in development, none in production. `cheap-` maps have lines and no columns.
    pub devtool: Option<Switchable<String>>,
    /// Where the output runs: `web`, `webworker`, `node18`, `async-node`, `browserslist`, `es2020`, or a list of them.
    pub target: Option<Switchable<OneOrMany<String>>>,
    /// Expressions that are replaced at build time, as in DefinePlugin: a string is *code* (`"\"text\""` for text).
    pub define: Option<IndexMap<String, Value>>,
    /// Free names that stand for modules, as in ProvidePlugin: `{"$": "jquery", "process.nextTick": ["process/browser",
    /// "nextTick"]}`; after the request, a list has a path of properties. Each is imported where it is used.
    pub provide: Option<IndexMap<String, OneOrMany<String>>>,
    /// Other folders or files for `require.context` and for requests that are only partly known, as in
    /// ContextReplacementPlugin.
    pub context_replacements: Option<Vec<RawContextReplacement>>,
    /// How JSX is compiled. Default: React's automatic runtime.
    pub jsx: Option<RawJsx>,
    /// HTML pages with the entries' files injected: `true` for one `index.html`, an object, or a list.
    pub html: Option<RawHtmlOption>,
    /// Module Federation: what ModuleFederationPlugin takes.
    pub federation: Option<RawFederationOptions>,
    pub experiments: Option<RawExperiments>,
    /// Must be empty here: plugins are JavaScript objects and come with the Node package. What the well-known ones do
    /// has options of its own: `federation`, `html`, `define`.
    pub plugins: Option<Vec<Value>>,
    /// Number of worker threads. Default: as many as the machine has.
    pub threads: Option<u32>,
    /// Accepted without effect: fedpack prints one table, and `--json FILE` writes the statistics.
    pub stats: Option<Value>,
    /// Warnings or errors about large files. Default: none; an object asks for warnings in production.
    pub performance: Option<Switchable<RawPerformance>>,
    /// Warnings that are not shown: those whose message or code, file or module matches.
    pub ignore_warnings: Option<Vec<RawIgnoredWarning>>,
    /// What Node's own names mean; `false`: all of them are left alone.
    pub node: Option<Switchable<RawNode>>,
    /// What AMD's `define.amd` and `require.amd` are, as `{ "jQuery": true }`; `false`: `define` and `require([…])` mean nothing. Default: `{}`.
    pub amd: Option<Switchable<IndexMap<String, Value>>>,
    /// Requests that are external for a platform.
    pub externals_presets: Option<RawExternalsPresets>,
    /// Accepted without effect: use `--quiet`.
    pub infrastructure_logging: Option<Value>,
    /// Accepted without effect: `fedpack serve` takes its options on the command line.
    pub dev_server: Option<Value>,
    /// Accepted without effect: use `--watch`.
    pub watch: Option<bool>,
    /// Accepted without effect.
    pub watch_options: Option<Value>,
    /// Accepted without effect.
    pub cache: Option<Value>,
    /// Accepted without effect.
    pub snapshot: Option<Value>,
    /// Accepted without effect: use `--profile FILE`.
    pub profile: Option<bool>,
    /// Accepted without effect: use `threads`.
    pub parallelism: Option<Value>,
    /// Accepted without effect: all errors are always reported, and an error always fails the build.
    pub bail: Option<bool>,
    /// Accepted without effect: fedpack runs no loaders.
    pub resolve_loader: Option<Value>,
}

#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct RawContextReplacement {
    /// Matches the folder, as it is asked for, or absolute.
    pub test: RawRegexp,
    /// The folder to take instead, relative to that one.
    pub resource: Option<String>,
    /// Whether folders in it are looked into.
    pub recursive: Option<bool>,
    /// Matches the files, as `./de.js`.
    pub include: Option<RawRegexp>,
    /// The files, instead of what is in the folder: as they are asked for → request.
    pub map: Option<IndexMap<String, String>>,
}

/// Limits of sizes.
#[derive(Debug, Clone, Default, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct RawPerformance {
    /// `warning`, `error`, or `false`. Default: `warning` in production for the web.
    pub hints: Option<Switchable<RawHints>>,
    /// Bytes of one file. Default: 250000.
    pub max_asset_size: Option<f64>,
    /// Bytes of the files of one entry together. Default: 250000.
    pub max_entrypoint_size: Option<f64>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum RawHints {
    Warning,
    Error,
}

/// An expression for the message, or all of these.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(untagged)]
pub enum RawIgnoredWarning {
    Message(RawRegexp),
    /// Called with the warning.
    Script(RawScript),
    All(RawIgnoredWarningParts),
}

#[derive(Debug, Clone, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct RawIgnoredWarningParts {
    /// Matches the message or the code: `{"$regexp": "^FED0520$"}`.
    pub message: Option<RawRegexp>,
    /// Matches the file that it is about, as `./src/a.js`.
    pub file: Option<RawRegexp>,
    /// The same.
    pub module: Option<RawRegexp>,
}

/// What Node's own names mean in modules.
#[derive(Debug, Clone, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct RawNode {
    /// `global` is the global object of any platform. Default: true, except for Node. `warn` means the same as `true`.
    pub global: Option<Switchable<RawNodeGlobal>>,
    /// `mock`: `/`; `true`: the folder of the file, relative to `context`; `false`: left alone; `eval-only` and `node-module`:
    /// that of the output file, which ES modules ask `import.meta.url` for. Default: `mock`, or `eval-only` for Node.
    /// `warn-mock` means the same as `mock`.
    #[serde(rename = "__dirname")]
    pub dirname: Option<Switchable<RawNodeName>>,
    /// `mock`: `/index.js`; `true`: the file, relative to `context`; else as `__dirname`.
    #[serde(rename = "__filename")]
    pub filename: Option<Switchable<RawNodeName>>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum RawNodeGlobal {
    Warn,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum RawNodeName {
    Mock,
    WarnMock,
    EvalOnly,
    NodeModule,
}

#[derive(Debug, Clone, Default, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct RawExternalsPresets {
    /// Node's own modules are external. Default: by target.
    pub node: Option<bool>,
    /// Modules that every part of Electron has are external. Default: by target, as the next three.
    pub electron: Option<bool>,
    /// Those of its main process.
    pub electron_main: Option<bool>,
    /// Those of preload scripts.
    pub electron_preload: Option<bool>,
    /// Those of its pages.
    pub electron_renderer: Option<bool>,
    /// Those of NW.js are external. Default: by target.
    pub nwjs: Option<bool>,
    /// Accepted without effect: modules with an address of their own are always external.
    pub web: Option<bool>,
    /// Accepted without effect: modules with an address of their own are always external.
    pub web_async: Option<bool>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum RawMode {
    Development,
    Production,
    None,
}

/// One file (entry `main`), several files of one entry, or entries by name.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(untagged)]
pub enum RawEntry {
    Single(OneOrMany<String>),
    Named(IndexMap<String, RawEntryItem>),
}

#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(untagged)]
pub enum RawEntryItem {
    Imports(OneOrMany<String>),
    Description(Box<RawEntryDescription>),
}

#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct RawEntryDescription {
    /// What is loaded at start-up, in order.
    pub import: OneOrMany<String>,
    /// File name template of this entry.
    pub filename: Option<RawTemplate>,
    /// Entries that are loaded before this one; their modules are not repeated in it.
    pub depend_on: Option<OneOrMany<String>>,
    /// Chunk that holds the runtime, shared with other entries that name it; `false`: in the entry's own file.
    /// Default: as `optimization.runtimeChunk` says.
    pub runtime: Option<Switchable<String>>,
    /// Layer of the entry's modules, for `issuerLayer` of rules and shared packages.
    pub layer: Option<String>,
    /// How the exports of this entry are published.
    pub library: Option<RawLibraryOption>,
    /// Address of the output folder for what this entry loads at run time. Default: `output.publicPath`.
    pub public_path: Option<String>,
    /// What addresses of assets are relative to (`new URL("./a.png", import.meta.url)`). Default: the page, or the script.
    pub base_uri: Option<String>,
    /// How this entry loads chunks; `false`: not at all, as `asyncChunks: false`. Default: `output.chunkLoading`.
    pub chunk_loading: Option<Switchable<RawChunkLoading>>,
    /// `false`: what this entry would load on demand is in its own file. Default: true.
    pub async_chunks: Option<bool>,
    /// Accepted without effect: by target.
    pub wasm_loading: Option<Value>,
}

/// A request (`"react"`), an object from request to external, or a regular expression that requests match.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(untagged)]
pub enum RawExternalItem {
    Request(String),
    Pattern(RawRegexp),
    Map(IndexMap<String, RawExternalValue>),
}

#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(untagged)]
pub enum RawExternalValue {
    /// `true`: external under its own name; `false`: bundled after all.
    Switch(bool),
    /// `"React"`, or with a type: `"commonjs react"`.
    Request(String),
    /// A path of properties: `["lib", "sub"]`.
    Path(Vec<String>),
    /// One external for each library type: `{"root": "React", "commonjs": "react"}`. Beside them, `interop` says what a
    /// default import is: `esModule`: its property `default`; `default`: all of it.
    PerType(IndexMap<String, OneOrMany<String>>),
}

/// webpack's `externalsType`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum RawExternalType {
    Var,
    Module,
    Assign,
    This,
    Window,
    #[serde(rename = "self")]
    SelfObject,
    Global,
    Commonjs,
    Commonjs2,
    CommonjsModule,
    NodeCommonjs,
    Amd,
    Umd,
    Jsonp,
    System,
    Promise,
    Import,
    ModuleImport,
    Script,
}

#[derive(Debug, Clone, Default, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct RawExperiments {
    /// Allows `output.module`, which is then the default.
    pub output_module: Option<bool>,
    /// CSS is always native. `true`: what loaders make of a `.css` file is CSS, too; otherwise it is JavaScript, where neither
    /// a `type` nor the loader says more. Default: false.
    pub css: Option<bool>,
    /// Accepted without effect: WebAssembly modules always work.
    pub async_web_assembly: Option<bool>,
    /// Accepted without effect: WebAssembly modules are async.
    pub sync_web_assembly: Option<bool>,
    /// Accepted without effect: top-level await always works.
    pub top_level_await: Option<bool>,
    /// Accepted without effect.
    pub cache: Option<Value>,
    /// Accepted without effect.
    pub incremental: Option<Value>,
    /// Accepted without effect.
    pub future_defaults: Option<bool>,
    /// Accepted without effect.
    pub back_compat: Option<bool>,
    /// Accepted without effect.
    pub lazy_barrel: Option<bool>,
    /// Accepted without effect.
    pub rspack_future: Option<Value>,
    /// Accepted without effect: names in the runtime are webpack's.
    pub runtime_mode: Option<Value>,
}

#[derive(Debug, Clone, Default, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct RawJsx {
    /// `automatic`: imports from `<importSource>/jsx-runtime`; `classic`: calls `factory`; `preserve`: left alone.
    /// Default: what a loader says (classic by itself, in swc-loader for JSX and in esbuild-loader), `jsx` of tsconfig.json
    /// where it is `react` or `react-jsx`, else automatic.
    pub runtime: Option<RawJsxRuntime>,
    /// Package of the automatic runtime. Default: `jsxImportSource` of tsconfig.json, else `react`.
    pub import_source: Option<String>,
    /// Classic runtime's function. Default: `jsxFactory` of tsconfig.json, else `React.createElement`.
    pub factory: Option<String>,
    /// Classic runtime's fragment. Default: `jsxFragmentFactory` of tsconfig.json, else `React.Fragment`.
    pub fragment: Option<String>,
    /// Use the development version of the automatic runtime (`jsxDEV`). Default: in mode development.
    pub development: Option<bool>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum RawJsxRuntime {
    Automatic,
    Classic,
    Preserve,
}

#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(untagged)]
pub enum RawHtmlOption {
    /// `true`: one `index.html` with all entries.
    Switch(bool),
    One(Box<RawHtml>),
    Many(Vec<RawHtml>),
}

/// One page, in html-webpack-plugin's and HtmlRspackPlugin's words.
#[derive(Debug, Clone, Default, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct RawHtml {
    /// An HTML file to start from.
    pub template: Option<RawTemplate>,
    /// Default: `index.html`.
    pub filename: Option<String>,
    pub title: Option<String>,
    /// The entries to inject. Default: `"all"` of them.
    pub chunks: Option<RawHtmlChunks>,
    /// Entries that are not injected.
    pub exclude_chunks: Option<Vec<String>>,
    /// `true`: into the head, as script loading is deferred.
    pub inject: Option<RawHtmlInject>,
    /// Default: `defer`, or `module` with `output.module`.
    pub script_loading: Option<RawScriptLoading>,
    /// `<meta name=… content=…>` by name; an object has other attributes, `false` is no tag.
    pub meta: Option<IndexMap<String, Switchable<RawHtmlTag>>>,
    /// `<base href=…>`: an address, or attributes.
    pub base: Option<Switchable<RawHtmlTag>>,
    /// What addresses in this page begin with. Default: `"auto"`, which is `output.publicPath`.
    pub public_path: Option<String>,
    /// Addresses of scripts and style sheets end with the hash of the build.
    pub hash: Option<bool>,
    /// `<html lang=…>`.
    pub lang: Option<String>,
    /// An icon file to emit and link.
    pub favicon: Option<String>,
    /// Accepted without effect: the page is minified in production as everything else is.
    pub minify: Option<Value>,
}

#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(untagged)]
pub enum RawHtmlChunks {
    All(RawAll),
    Names(Vec<String>),
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum RawAll {
    All,
}

#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(untagged)]
pub enum RawHtmlTag {
    /// Of the attribute that the tag is for.
    Text(String),
    Attributes(IndexMap<String, String>),
}

#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(untagged)]
pub enum RawHtmlInject {
    Switch(bool),
    Place(RawHtmlPlace),
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum RawHtmlPlace {
    Head,
    Body,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum RawScriptLoading {
    Defer,
    Blocking,
    Module,
}

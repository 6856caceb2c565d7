//! `module`: rules, parsers, generators.

use indexmap::IndexMap;
use schemars::JsonSchema;
use serde::Deserialize;
use serde_json::Value;

use super::{OneOrMany, RawCondition, RawResolve, RawScript, RawTemplate, Switchable};

#[derive(Debug, Clone, Default, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct RawModuleOptions {
    /// Later rules win. JavaScript, TypeScript, JSX, JSON, CSS, images and fonts need no rule.
    pub rules: Option<Vec<RawRuleItem>>,
    /// Defaults for all modules of a type.
    pub parser: Option<RawParserByType>,
    /// Defaults for all modules of a type.
    pub generator: Option<RawGeneratorByType>,
    /// As `parser.javascript.strictExportPresence`.
    pub strict_export_presence: Option<bool>,
    /// JavaScript that is taken as it is: nothing in it is asked for or replaced, it has `module`, `exports` and `this`. As a
    /// condition of rules, for the whole path.
    pub no_parse: Option<RawCondition>,
    /// Accepted without effect.
    pub unsafe_cache: Option<Value>,
}

/// A rule, `"..."` (the built-in rules, which always come first here), or a falsy placeholder.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(untagged)]
pub enum RawRuleItem {
    /// `false` and `null` are skipped, so `cond && {…}` works.
    Skipped(Option<bool>),
    Defaults(RawDefaultRules),
    Rule(Box<RawRule>),
}

#[derive(Debug, Clone, Copy, Deserialize, JsonSchema)]
pub enum RawDefaultRules {
    #[serde(rename = "...")]
    Defaults,
}

#[derive(Debug, Clone, Default, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct RawRule {
    /// Matches the file's path.
    pub test: Option<RawCondition>,
    /// As `test`; both must match.
    pub include: Option<RawCondition>,
    /// Files that the rule leaves alone.
    pub exclude: Option<RawCondition>,
    /// Same as `test`.
    pub resource: Option<RawCondition>,
    /// As `test`, but of the file itself where a request gives it another name (`./a.css!=!./a.js`).
    pub real_resource: Option<RawCondition>,
    /// Matches the query, `?raw` with its question mark.
    pub resource_query: Option<RawCondition>,
    /// Matches the fragment, with its hash.
    pub resource_fragment: Option<RawCondition>,
    /// Matches the path of the file that asks.
    pub issuer: Option<RawCondition>,
    /// Matches the layer of the file that asks.
    pub issuer_layer: Option<RawCondition>,
    /// Matches how the file is asked for: `esm`, `commonjs`, `url`, `worker`, `css-import` …
    pub dependency: Option<RawCondition>,
    /// Matches the type of a `data:` address: `text/javascript`.
    pub mimetype: Option<RawCondition>,
    /// Matches the scheme of the address: `data`; a file has none.
    pub scheme: Option<RawCondition>,
    /// Matches attributes of the import: `{"type": "json"}`.
    #[serde(rename = "with")]
    pub attributes: Option<IndexMap<String, RawCondition>>,
    /// Matches values of the file's package.json: `{"type": "module"}`.
    pub description_data: Option<IndexMap<String, RawCondition>>,
    /// How the requests of the file are resolved.
    pub resolve: Option<Box<RawResolve>>,
    /// What the file is.
    #[serde(rename = "type")]
    pub module_type: Option<RawModuleType>,
    /// Whether the module must run when nothing of it is used.
    pub side_effects: Option<bool>,
    /// Follow the source map that a file names in its last comment, to what it was made of. Default: false.
    pub extract_source_map: Option<bool>,
    pub generator: Option<RawGenerator>,
    pub parser: Option<RawParser>,
    /// Layer that the module is put in.
    pub layer: Option<String>,
    /// Loaders whose work is native here: swc-loader, ts-loader, esbuild-loader, css-loader, style-loader. All others run in
    /// the Node package only.
    #[serde(rename = "use")]
    pub use_loaders: Option<OneOrMany<RawLoader>>,
    /// Set by the Node package: `use` as a function, called for each file.
    #[serde(rename = "$use")]
    pub use_function: Option<RawScript>,
    /// As `use` with one loader.
    pub loader: Option<String>,
    /// Options of `loader`.
    pub options: Option<Value>,
    /// The first that matches is used.
    pub one_of: Option<Vec<RawRuleItem>>,
    /// Rules that apply where this one does.
    pub rules: Option<Vec<RawRuleItem>>,
    /// Set by the Node package: the rule's paths are those of blocks, `App.vue.scss`; `code`: of what is made of templates.
    #[serde(rename = "$blocks")]
    pub blocks: Option<RawBlocks>,
    /// `pre`: its loaders run before those of other rules; `post`: after them.
    pub enforce: Option<RawEnforce>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum RawBlocks {
    Source,
    Code,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum RawEnforce {
    Pre,
    Post,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum RawExportsConvention {
    AsIs,
    CamelCase,
    CamelCaseOnly,
    Dashes,
    DashesOnly,
}

#[derive(Debug, Clone, Copy, Deserialize, JsonSchema)]
#[serde(untagged)]
pub enum RawConventionOption {
    Name(RawExportsConvention),
    /// Called with each name.
    Script(RawScript),
}

#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(untagged)]
pub enum RawLoader {
    Name(String),
    Full(RawLoaderItem),
    /// `false` and `null` are skipped.
    Skipped(Option<bool>),
}

#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct RawLoaderItem {
    pub loader: String,
    pub options: Option<Value>,
    /// Accepted without effect.
    pub ident: Option<Value>,
    /// Set by the Node package: what JavaScript is asked to run. Beside a native loader, what stands for it there.
    #[serde(rename = "$javascript")]
    pub javascript: Option<String>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, JsonSchema)]
pub enum RawModuleType {
    #[serde(rename = "javascript/auto")]
    JavascriptAuto,
    #[serde(rename = "javascript/esm")]
    JavascriptEsm,
    #[serde(rename = "javascript/dynamic")]
    JavascriptDynamic,
    #[serde(rename = "json")]
    Json,
    #[serde(rename = "css")]
    Css,
    #[serde(rename = "css/auto")]
    CssAuto,
    #[serde(rename = "css/global")]
    CssGlobal,
    #[serde(rename = "css/module")]
    CssModule,
    #[serde(rename = "asset")]
    Asset,
    #[serde(rename = "asset/resource")]
    AssetResource,
    #[serde(rename = "asset/inline")]
    AssetInline,
    #[serde(rename = "asset/source")]
    AssetSource,
    #[serde(rename = "asset/bytes")]
    AssetBytes,
    #[serde(rename = "webassembly/async")]
    WebAssemblyAsync,
    #[serde(rename = "webassembly/sync")]
    WebAssemblySync,
}

#[derive(Debug, Clone, Default, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct RawGenerator {
    /// File name template of assets.
    pub filename: Option<RawTemplate>,
    /// Folder that assets of the rule are written to, within `output.path`.
    pub output_path: Option<RawTemplate>,
    /// Address that assets of the rule are under. Default: `output.publicPath`.
    pub public_path: Option<RawTemplate>,
    /// `false`: assets of the rule are not written, as another build does that. Default: true.
    pub emit: Option<bool>,
    /// How an inlined asset is written, or a function of its contents that gives the whole address.
    pub data_url: Option<RawDataUrlOption>,
    /// Accepted without effect: contents are bytes until they have to be text.
    pub binary: Option<bool>,
    /// Template of CSS module class names: `[local]`, `[hash]`, `[name]`, `[path]`, `[id]`, `[uniqueName]`. Default:
    /// `[uniqueName]-[id]-[local]` in development, where `[id]` is the file's path, `[hash]` otherwise.
    pub local_ident_name: Option<RawTemplate>,
    /// CSS modules: how class names are spelled as exports: `as-is` (default), `camel-case` and `dashes` (both spellings),
    /// `camel-case-only`, `dashes-only`.
    pub exports_convention: Option<RawConventionOption>,
    /// Accepted without effect.
    pub es_module: Option<Value>,
    /// JSON: `false` writes data as a literal, not as a text for `JSON.parse`, which engines read faster. Default: true.
    #[serde(rename = "JSONParse")]
    pub json_parse: Option<bool>,
    /// CSS: no style sheets are written, only the exports are there, as for a server. Default: false.
    pub exports_only: Option<bool>,
}

#[derive(Debug, Clone, Default, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct RawParser {
    /// When an `asset` is inlined, or a function of its contents and its name that says so. Default: up to 8096 bytes.
    pub data_url_condition: Option<RawDataUrlCondition>,
    /// CSS modules: export each class under its own name too. Default: true.
    pub named_exports: Option<bool>,
    /// JavaScript: what is made of `new URL("./a.png", import.meta.url)`: the file's address, without an origin where it is
    /// `"relative"`, or (`false`) nothing. Default: true. Style sheets: whether `url()` names files of the
    /// build. Default: true.
    pub url: Option<Value>,
    /// Style sheets: whether `@import` names files of the build. Default: true.
    pub import: Option<Value>,
    /// JavaScript: also of addresses whose file is only partly known. Default: true.
    pub dynamic_url: Option<Value>,
    /// JavaScript: what an `import()` is that does not say it: `lazy`, `eager`, `weak`, `lazy-once`. Default: `lazy`.
    pub dynamic_import_mode: Option<Value>,
    /// JavaScript: whether what an `import()` asks for is fetched in idle time; a number is an order. Default: false.
    pub dynamic_import_prefetch: Option<Value>,
    /// JavaScript: whether it is fetched beside its parent. Default: false.
    pub dynamic_import_preload: Option<Value>,
    /// JavaScript: `low`, `high`, `auto`, or `false`.
    pub dynamic_import_fetch_priority: Option<Value>,
    /// JavaScript: what starts a worker of its first argument, a `new URL("./w.js", import.meta.url)`: `Name` is a
    /// constructor, `a.b()` a function, `*a.b()` one of a variable, `Name from module` an import, `"..."` what is there
    /// anyway; `false`: nothing. Default: `Worker`, `SharedWorker`, `navigator.serviceWorker.register()`.
    pub worker: Option<Value>,
    /// JavaScript: the same for worklets. `true`: `*context.audioWorklet.addModule()`, `*audioWorklet.addModule()`,
    /// `CSS.paintWorklet.addModule()` and its like. Default: false.
    pub worklet: Option<Value>,
    /// JavaScript: `false`: `import.meta` stays as it is. Default: true.
    pub import_meta: Option<Value>,
    /// JavaScript: `false`: `define` and `require([…])` mean nothing. Default: as the option `amd`.
    pub amd: Option<Value>,
    /// JavaScript: `false`: `require`, `module` and `exports` are names like any other. Default: true.
    pub commonjs: Option<Value>,
    /// JavaScript: `false`: `require.context` stays as it is. Default: true.
    pub require_context: Option<Value>,
    /// JavaScript: `false`: `require.ensure` stays as it is. Default: true.
    pub require_ensure: Option<Value>,
    /// JavaScript: `false`: `require.include` stays as it is. Default: true.
    pub require_include: Option<Value>,
    /// Accepted without effect.
    pub browserify: Option<Value>,
    /// Accepted without effect.
    pub harmony: Option<Value>,
    /// Accepted without effect.
    pub system: Option<Value>,
    /// Accepted without effect.
    pub require_js: Option<Value>,
    /// Accepted without effect: as the option `node`, for all modules.
    pub node: Option<Value>,
    /// Accepted without effect.
    pub commonjs_magic_comments: Option<Value>,
    /// `createRequire(import.meta.url)` of Node's `module` gives the `require` of the bundle: what it is asked for becomes part of
    /// the output. Default: false.
    pub create_require: Option<Value>,
    /// Accepted without effect.
    pub override_strict: Option<Value>,
    /// Accepted without effect: `import.meta.webpackContext` is always there.
    pub import_meta_context: Option<Value>,
    /// Accepted without effect, as webpack does: options by type stand in `module.parser`.
    pub javascript: Option<Value>,
    /// Accepted without effect: contexts are found as webpack does by default.
    pub expr_context_critical: Option<Value>,
    /// Accepted without effect.
    pub expr_context_recursive: Option<Value>,
    /// Accepted without effect.
    pub expr_context_reg_exp: Option<Value>,
    /// Accepted without effect.
    pub expr_context_request: Option<Value>,
    /// Accepted without effect.
    pub unknown_context_critical: Option<Value>,
    /// Accepted without effect.
    pub unknown_context_recursive: Option<Value>,
    /// Accepted without effect.
    pub unknown_context_reg_exp: Option<Value>,
    /// Accepted without effect.
    pub unknown_context_request: Option<Value>,
    /// Accepted without effect.
    pub wrapped_context_critical: Option<Value>,
    /// Accepted without effect.
    pub wrapped_context_recursive: Option<Value>,
    /// Accepted without effect.
    pub wrapped_context_reg_exp: Option<Value>,
    /// JavaScript: names of exports, those of functions whose calls may be left out where nobody needs what they return, as if
    /// they were marked `#__NO_SIDE_EFFECTS__`.
    pub pure_functions: Option<Vec<String>>,
    /// JavaScript: how a name is told that is imported or re-exported and that its module does not export. `"auto"`: as an
    /// error in strict ECMAScript modules, as a warning elsewhere; `"warn"`, `"error"`, or `false` not to tell it. Default: `"auto"`.
    pub exports_presence: Option<Switchable<RawPresence>>,
    /// As `exportsPresence`, of imports only.
    pub import_exports_presence: Option<Switchable<RawPresence>>,
    /// As `exportsPresence`, of re-exports only.
    pub reexport_exports_presence: Option<Switchable<RawPresence>>,
    /// `true`: `exportsPresence` is `"error"` where nothing else is said.
    pub strict_export_presence: Option<bool>,
}

#[derive(Debug, Clone, Copy, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum RawPresence {
    Auto,
    Warn,
    Error,
}

#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(untagged)]
pub enum RawDataUrlOption {
    Options(RawDataUrl),
    Script(RawScript),
}

#[derive(Debug, Clone, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct RawDataUrl {
    /// `base64`, or `false` for text with percent signs. Default: `base64`.
    pub encoding: Option<Switchable<RawDataUrlEncoding>>,
    /// Default: by the file's extension.
    pub mimetype: Option<String>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum RawDataUrlEncoding {
    Base64,
}

#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(untagged)]
pub enum RawDataUrlCondition {
    Limit(RawDataUrlLimit),
    Script(RawScript),
}

#[derive(Debug, Clone, Default, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct RawDataUrlLimit {
    /// In bytes.
    pub max_size: Option<f64>,
}

#[derive(Debug, Clone, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct RawParserByType {
    pub asset: Option<RawParser>,
    pub css: Option<RawParser>,
    #[serde(rename = "css/auto")]
    pub css_auto: Option<RawParser>,
    #[serde(rename = "css/module")]
    pub css_module: Option<RawParser>,
    /// `exportsPresence` and its more precise forms, `dynamicImportMode`, `amd` … have an effect; a warning names others of webpack.
    pub javascript: Option<IndexMap<String, Value>>,
    /// As `javascript`, and goes before it.
    #[serde(rename = "javascript/auto")]
    pub javascript_auto: Option<IndexMap<String, Value>>,
    /// A warning names each: options of JavaScript hold for all of it.
    #[serde(rename = "javascript/esm")]
    pub javascript_esm: Option<IndexMap<String, Value>>,
    /// The same.
    #[serde(rename = "javascript/dynamic")]
    pub javascript_dynamic: Option<IndexMap<String, Value>>,
    /// Accepted without effect.
    pub json: Option<IndexMap<String, Value>>,
}

#[derive(Debug, Clone, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct RawGeneratorByType {
    pub asset: Option<RawGenerator>,
    #[serde(rename = "asset/resource")]
    pub asset_resource: Option<RawGenerator>,
    #[serde(rename = "asset/inline")]
    pub asset_inline: Option<RawGenerator>,
    pub css: Option<RawGenerator>,
    #[serde(rename = "css/auto")]
    pub css_auto: Option<RawGenerator>,
    #[serde(rename = "css/module")]
    pub css_module: Option<RawGenerator>,
    pub json: Option<RawGenerator>,
}

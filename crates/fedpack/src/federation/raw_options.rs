//! `federation: {…}` as a user writes it: the names, types and documentation of every option. The JSON schema
//! is generated from here, and [`super::normalize`] checks what was written against it.

use std::collections::BTreeMap;

use schemars::{JsonSchema, Schema, SchemaGenerator};
use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::config::raw::RawRegexp;

/// The options of one `ModuleFederationPlugin`, or a list of those of several, as written. An instance that only shares,
/// exposes or refers to remotes (`SharePlugin`, `ContainerPlugin` …) is one with those options alone. Kept as JSON, so that every mistake in it can be
/// reported with its own path (`federation.shared.react.singletn`).
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct RawFederationOptions(pub Value);

impl JsonSchema for RawFederationOptions {
    fn schema_name() -> std::borrow::Cow<'static, str> {
        "Federation".into()
    }

    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        Instances::json_schema(generator)
    }
}

/// One instance, or several side by side.
#[derive(JsonSchema)]
#[serde(untagged)]
#[expect(dead_code, reason = "describes a value to the JSON schema")]
enum Instances {
    One(Box<FederationOptions>),
    Many(Vec<FederationOptions>),
}

/// Module Federation: what this build exposes, which other builds it uses, and what it shares with them.
#[derive(Debug, Default, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields, default)]
pub(super) struct FederationOptions {
    /// Name of the container, and of the global variable that it is published as. Needed when something is exposed.
    pub name: Option<String>,
    /// File name of the container, usually `remoteEntry.js`.
    pub filename: Option<String>,
    /// How the container is published; `{"type": "var", "name": <name>}` by default.
    #[schemars(with = "Option<LibraryOptions>")]
    pub library: Option<Value>,
    /// Modules of this build that other builds can import, by public name (`./Widget`).
    #[schemars(with = "Option<Exposes>")]
    pub exposes: Option<Value>,
    /// Other containers, by the name that imports of them start with.
    #[schemars(with = "Option<Remotes>")]
    pub remotes: Option<Value>,
    /// How remotes are loaded when their own text does not say: `script` by default.
    pub remote_type: Option<String>,
    /// Build one shared package on its own, for runtimes of Module Federation 2 that load it in place of the copy that a
    /// build has: what `TreeShakingSharedPlugin` of the Node package builds.
    #[schemars(with = "Option<SharedPackageOptions>")]
    pub shared_package: Option<Value>,
    /// Packages whose copies are shared with other builds at run time.
    #[schemars(with = "Option<Shared>")]
    pub shared: Option<Value>,
    /// As `shared`, for packages that are only taken from other builds (with a local copy to fall back to).
    #[schemars(with = "Option<Shared>")]
    pub consumes: Option<Value>,
    /// As `shared`, for packages that are only given to other builds.
    #[schemars(with = "Option<Provides>")]
    pub provides: Option<Value>,
    /// Share scope of everything that names none; `default`.
    #[schemars(with = "Option<OneOrMany>")]
    pub share_scope: Option<Value>,
    /// Take part in shaking shared packages: write what this build uses of them into `share-usage.json` (or a file of
    /// another name), and tell providers at run time which exports are needed.
    #[schemars(with = "Option<TextOrSwitch>")]
    pub share_usage: Option<Value>,
    /// Chunk that holds the container's runtime, shared with the entries that name it. Default: `false`, the
    /// container's own file.
    #[schemars(with = "Option<TextOrFalse>")]
    pub runtime: Option<Value>,
    /// Write `mf-manifest.json` for hosts, and `mf-stats.json` for servers.
    #[schemars(with = "Option<Manifest>")]
    pub manifest: Option<Value>,
    /// Type declarations of exposed modules for hosts, and of remotes: `true`, or an object with `generateTypes`,
    /// `consumeTypes` and `tsConfigPath`.
    pub dts: Option<Value>,
    /// Helpers for development, which are not there: `false`, or the ones that are not missed.
    #[schemars(with = "Option<Dev>")]
    pub dev: Option<Value>,
    /// Whose runtime the build has: `v1` (webpack's protocol, small), `v2` (the packages of Module Federation 2, which
    /// the project has to install), or `compact` (what applications use of `v2`, small). `v1` by default, unless
    /// an option asks for what only `v2` has.
    pub protocol: Option<ProtocolName>,
    /// Modules that extend the runtime of `v2` and `compact`: requests, or `[request, parameter]`.
    #[schemars(with = "Option<Vec<RuntimePluginItem>>")]
    pub runtime_plugins: Option<Value>,
    /// When versions of a shared package are chosen; `loaded-first` needs protocol `v2` or `compact`.
    pub share_strategy: Option<ShareStrategyName>,
    /// Package or file that the runtime of `v2` is looked up from; the project by default.
    pub implementation: Option<String>,
    /// JavaScript that gives the public path of the container when it starts: the body of a function, or a function.
    #[schemars(with = "Option<String>")]
    pub get_public_path: Option<Value>,
    #[schemars(with = "Option<ExperimentsOptions>")]
    pub experiments: Option<Value>,
    /// What `@module-federation/bridge-react` needs of the build.
    #[schemars(with = "Option<BridgeOptions>")]
    pub bridge: Option<Value>,
    /// Recognised, not supported yet.
    pub data_prefetch: Option<Value>,
    /// The runtime is never a file, whatever is said here.
    pub virtual_runtime_entry: Option<bool>,
    /// Every entry waits for shared and remote modules, as with `experiments.asyncStartup`.
    #[serde(rename = "async")]
    #[schemars(with = "Option<AsyncBoundary>")]
    pub async_boundary: Option<Value>,
    /// Consumers of shares with `treeShaking` tell the runtime what they use; `true`.
    pub inject_tree_shaking_used_exports: Option<bool>,
    /// Shared packages with `treeShaking` are built apart into this folder, by somebody else: the Node package says so. Runtime and
    /// manifest name their files.
    pub package_folder: Option<String>,
    /// Folder of packages that are built apart, which the Node package does.
    pub tree_shaking_dir: Option<Value>,
    /// The same, as rspack calls it.
    pub tree_shaking_shared_dir: Option<Value>,
    /// Plugins of the builds of single packages, which the Node package does.
    pub tree_shaking_shared_plugins: Option<Value>,
    /// Plugins that these builds do not have.
    pub tree_shaking_shared_exclude_plugins: Option<Value>,
    /// Of rspack's single plugins (`SharePlugin` …): whether they belong to Module Federation 2. `protocol` says that here.
    pub enhanced: Option<bool>,
}

/// Whose runtime the build has.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub(super) enum ProtocolName {
    V1,
    V2,
    Compact,
}

#[derive(JsonSchema)]
#[serde(untagged)]
#[expect(dead_code, reason = "describes a value to the JSON schema")]
pub(super) enum RuntimePluginItem {
    Request(String),
    WithParameter((String, Value)),
}

/// When versions of a shared package are chosen.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub(super) enum ShareStrategyName {
    VersionFirst,
    LoadedFirst,
}

/// What Module Federation 2 and rspack call experiments.
#[derive(Debug, Default, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields, default)]
pub(super) struct ExperimentsOptions {
    /// Entries that use shared or remote modules wait until these are there. Default: those without a library, and
    /// ES modules; `true`: all of them, a library is a promise then.
    pub async_startup: Option<bool>,
    /// Protocol `v2`: take `@module-federation/runtime-core` from the global `_FEDERATION_RUNTIME_CORE`.
    pub external_runtime: Option<bool>,
    /// Protocol `v2`: put it there for the other builds of the page. Only in a build that exposes nothing.
    pub provide_external_runtime: Option<bool>,
    /// What the runtime of `v2` leaves out. The others have what is used anyway.
    #[schemars(with = "Option<RuntimeOptimization>")]
    pub optimization: Option<Value>,
}

/// Parts of the runtime of Module Federation 2.
#[derive(Debug, Default, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields, default)]
pub(super) struct RuntimeOptimization {
    /// No manifests.
    pub disable_snapshot: Option<bool>,
    /// No remotes.
    pub disable_remote: Option<bool>,
    /// No shared packages.
    pub disable_shared: Option<bool>,
    /// `web` or `node`.
    pub target: Option<String>,
}

/// What the bridge packages need of the build.
#[derive(Debug, Default, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields, default)]
pub(super) struct BridgeOptions {
    /// `react-router-dom` is that of the bridge, which knows where the application stands in its host; `false`: the bridge
    /// without a router. By default, if `@module-federation/bridge-react` is among the dependencies.
    pub enable_bridge_router: Option<bool>,
    /// The opposite, as it was called before.
    pub disable_alias: Option<bool>,
}

#[derive(JsonSchema)]
#[serde(untagged)]
#[expect(dead_code, reason = "describes a value to the JSON schema")]
pub(super) enum Dev {
    Switch(bool),
    Options(DevOptions),
}

/// What a build that is watched does when one of its remotes has been built.
#[derive(Debug, Default, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields, default)]
pub(super) struct DevOptions {
    /// `fedpack dev` does not load pages again when a remote is built.
    pub disable_live_reload: Option<bool>,
    /// Types of remotes are fetched by builds only, not as soon as a remote is built.
    pub disable_hot_types_reload: Option<bool>,
    /// Remotes that only become known at run time need no types.
    pub disable_dynamic_remote_type_hints: Option<bool>,
}

#[derive(JsonSchema)]
#[serde(untagged)]
#[expect(dead_code, reason = "describes a value to the JSON schema")]
pub(super) enum AsyncBoundary {
    Switch(bool),
    Options(AsyncBoundaryOptions),
}

/// `async` as an object. Both say what need not wait, which is found without them.
#[derive(Debug, Default, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields, default)]
pub(super) struct AsyncBoundaryOptions {
    /// Recognised, without effect: modules that run at once.
    pub eager: Option<Value>,
    /// Recognised, without effect: chunks that do not wait.
    pub exclude_chunk: Option<Value>,
}

#[derive(JsonSchema)]
#[serde(untagged)]
#[expect(dead_code, reason = "describes a value to the JSON schema")]
pub(super) enum Manifest {
    Switch(bool),
    Options(ManifestOptions),
}

/// Names and contents of the manifest.
#[derive(Debug, Default, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields, default)]
pub(super) struct ManifestOptions {
    /// Folder of both files, relative to the output folder.
    pub file_path: Option<String>,
    /// Name of the manifest, `mf-manifest.json` by default; the stats are `<name>-stats.json` then.
    pub file_name: Option<String>,
    /// Leave the lists of files empty.
    pub disable_assets_analyze: Option<bool>,
    /// Members that are added to both files.
    #[schemars(with = "Option<BTreeMap<String, Value>>")]
    pub additional_data: Option<Value>,
}

/// A text or a list of texts.
#[derive(JsonSchema)]
#[serde(untagged)]
#[expect(dead_code, reason = "describes a value to the JSON schema")]
pub(super) enum OneOrMany {
    One(String),
    Many(Vec<String>),
}

/// A text, or `false`.
#[derive(JsonSchema)]
#[serde(untagged)]
#[expect(dead_code, reason = "describes a value to the JSON schema")]
pub(super) enum TextOrFalse {
    Text(String),
    Off(bool),
}

/// A text, or a switch.
#[derive(JsonSchema)]
#[serde(untagged)]
#[expect(dead_code, reason = "describes a value to the JSON schema")]
pub(super) enum TextOrSwitch {
    Text(String),
    Switch(bool),
}

/// `output.library` of the container.
#[derive(Debug, Default, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields, default)]
pub(super) struct LibraryOptions {
    /// `var`, `module`, `commonjs-module`, `global`, `window`, …
    #[serde(rename = "type")]
    pub library_type: Option<String>,
    /// Name of the global; the container's name by default.
    #[schemars(with = "Option<OneOrMany>")]
    pub name: Option<Value>,
    /// Export of the container to publish. Rarely useful.
    #[schemars(with = "Option<OneOrMany>")]
    pub export: Option<Value>,
    /// Recognised, without effect: comments in the wrapper of `umd`.
    pub auxiliary_comment: Option<Value>,
    /// Give the AMD module of `umd` its name. Default: false.
    pub umd_named_define: Option<bool>,
    /// Object that AMD's `define` and `require` are members of.
    pub amd_container: Option<String>,
}

/// A shared package that is built on its own.
#[derive(Debug, Default, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields, default)]
pub(super) struct SharedPackageOptions {
    /// Request of the package.
    pub import: Option<String>,
    /// Exports that the file has to have. Default: all of them.
    pub used_exports: Option<Vec<String>>,
    /// Second name of the container: other bundlers do not agree how it is called.
    pub other_name: Option<String>,
}

/// `exposes`: by public name, or a list of such objects or of requests.
#[derive(JsonSchema)]
#[serde(untagged)]
#[expect(dead_code, reason = "describes a value to the JSON schema")]
pub(super) enum Exposes {
    Map(BTreeMap<String, ExposeItem>),
    List(Vec<ExposeListItem>),
}

#[derive(JsonSchema)]
#[serde(untagged)]
#[expect(dead_code, reason = "describes a value to the JSON schema")]
pub(super) enum ExposeListItem {
    Request(String),
    Map(BTreeMap<String, ExposeItem>),
}

#[derive(JsonSchema)]
#[serde(untagged)]
#[expect(dead_code, reason = "describes a value to the JSON schema")]
pub(super) enum ExposeItem {
    Request(String),
    Requests(Vec<String>),
    Options(ExposeOptions),
}

/// One exposed module.
#[derive(Debug, Default, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields, default)]
pub(super) struct ExposeOptions {
    /// Module, or several that are evaluated in order; the last one's exports are exposed.
    #[schemars(with = "OneOrMany")]
    pub import: Option<Value>,
    /// Name of the chunk.
    pub name: Option<String>,
    /// Layer of the modules.
    pub layer: Option<String>,
}

/// `remotes`: by name, or a list of such objects or of names.
#[derive(JsonSchema)]
#[serde(untagged)]
#[expect(dead_code, reason = "describes a value to the JSON schema")]
pub(super) enum Remotes {
    Map(BTreeMap<String, RemoteItem>),
    List(Vec<RemoteListItem>),
}

#[derive(JsonSchema)]
#[serde(untagged)]
#[expect(dead_code, reason = "describes a value to the JSON schema")]
pub(super) enum RemoteListItem {
    External(String),
    Map(BTreeMap<String, RemoteItem>),
}

#[derive(JsonSchema)]
#[serde(untagged)]
#[expect(dead_code, reason = "describes a value to the JSON schema")]
pub(super) enum RemoteItem {
    External(String),
    Externals(Vec<String>),
    Options(RemoteOptions),
}

/// One remote.
#[derive(Debug, Default, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields, default)]
pub(super) struct RemoteOptions {
    /// Where the container is: `name@https://…/remoteEntry.js`, or `<type> <request>`; several are tried in order.
    #[schemars(with = "OneOrMany")]
    pub external: Option<Value>,
    /// Share scope to give to the remote.
    #[schemars(with = "Option<OneOrMany>")]
    pub share_scope: Option<Value>,
}

/// `shared`: by package name, or a list of names and such objects.
#[derive(JsonSchema)]
#[serde(untagged)]
#[expect(dead_code, reason = "describes a value to the JSON schema")]
pub(super) enum Shared {
    Map(BTreeMap<String, SharedItem>),
    List(Vec<SharedListItem>),
}

#[derive(JsonSchema)]
#[serde(untagged)]
#[expect(dead_code, reason = "describes a value to the JSON schema")]
pub(super) enum SharedListItem {
    Package(String),
    Map(BTreeMap<String, SharedItem>),
}

#[derive(JsonSchema)]
#[serde(untagged)]
#[expect(dead_code, reason = "describes a value to the JSON schema")]
pub(super) enum SharedItem {
    /// A version range, or the request of the local copy.
    RangeOrRequest(String),
    Options(Box<SharedOptions>),
}

#[derive(JsonSchema)]
#[serde(untagged)]
#[expect(dead_code, reason = "describes a value to the JSON schema")]
pub(super) enum TreeShaking {
    Switch(bool),
    Options(TreeShakingOptions),
}

/// `treeShaking` of a share.
#[derive(Debug, Default, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields, default)]
pub(super) struct TreeShakingOptions {
    /// Who decides which consumers get the part: the runtime, from what they use, or a server, through a snapshot
    /// (`server-calc`, the runtime's default).
    pub mode: Option<TreeShakingModeName>,
    /// Exports that the part has, beside those that this build uses.
    pub used_exports: Option<Vec<String>>,
    /// Name of the file, where the package is built apart.
    pub filename: Option<String>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub(super) enum TreeShakingModeName {
    RuntimeInfer,
    ServerCalc,
}

/// Which requests or versions of a shared package `include` and `exclude` mean.
#[derive(Debug, Default, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields, default)]
pub(super) struct ShareConditionOptions {
    /// What follows the key's slash: the whole text, or a regular expression.
    #[schemars(with = "Option<TextOrRegexp>")]
    pub request: Option<Value>,
    /// Version range of the local copy.
    pub version: Option<String>,
    /// Version to compare instead of the local copy's.
    pub fallback_version: Option<String>,
}

#[derive(JsonSchema)]
#[serde(untagged)]
#[expect(dead_code, reason = "describes a value to the JSON schema")]
pub(super) enum TextOrRegexp {
    Text(String),
    Regexp(RawRegexp),
}

/// `provides`: by request, or a list of requests and such objects.
#[derive(JsonSchema)]
#[serde(untagged)]
#[expect(dead_code, reason = "describes a value to the JSON schema")]
pub(super) enum Provides {
    Map(BTreeMap<String, ProvidedItem>),
    List(Vec<ProvidedListItem>),
}

#[derive(JsonSchema)]
#[serde(untagged)]
#[expect(dead_code, reason = "describes a value to the JSON schema")]
pub(super) enum ProvidedListItem {
    Request(String),
    Map(BTreeMap<String, ProvidedItem>),
}

#[derive(JsonSchema)]
#[serde(untagged)]
#[expect(dead_code, reason = "describes a value to the JSON schema")]
pub(super) enum ProvidedItem {
    /// Name in the share scope.
    ShareKey(String),
    Options(Box<SharedOptions>),
}

/// One shared package.
#[derive(Debug, Default, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields, default)]
pub(super) struct SharedOptions {
    /// Include local copy and versions in the initial chunks, so that they can be used synchronously.
    pub eager: Option<bool>,
    /// The local copy; `false`: there is none, another build must provide it.
    #[schemars(with = "Option<TextOrFalse>")]
    pub import: Option<Value>,
    /// Package whose required version is looked up, when the request does not tell.
    pub package_name: Option<String>,
    /// Version range that this build accepts; `false`: any. Read from package.json by default.
    #[schemars(with = "Option<TextOrFalse>")]
    pub required_version: Option<Value>,
    /// Name in the share scope; the key by default.
    pub share_key: Option<String>,
    /// Share scope.
    #[schemars(with = "Option<OneOrMany>")]
    pub share_scope: Option<Value>,
    /// Allow only one version on the page.
    pub singleton: Option<bool>,
    /// Refuse a version outside of the range instead of warning.
    pub strict_version: Option<bool>,
    /// Version of the local copy; `false`: none. Read from package.json by default.
    #[schemars(with = "Option<TextOrFalse>")]
    pub version: Option<Value>,
    /// Only requests of modules in this layer are shared.
    pub issuer_layer: Option<String>,
    /// Layer of the local copy.
    pub layer: Option<String>,
    /// What the applications use together, as `fedpack share merge` wrote it: the local copy is built with that, and the
    /// rest of the package can be loaded into it later.
    pub usage: Option<String>,
    /// With `usage`: leave the rest out of the build. Who needs more than `usage` says is refused at run time.
    pub seal: Option<bool>,
    /// Build the local copy so that `fedpack share shake` can shake it afterwards, without the sources: whole, with a list
    /// of its modules in `share-modules.json`.
    pub annotate: Option<bool>,
    /// What requests are compared with, instead of the key. So several entries can be about one package.
    pub request: Option<String>,
    /// Share only what fits; the rest is bundled.
    #[schemars(with = "Option<ShareConditionOptions>")]
    pub include: Option<Value>,
    /// Do not share what fits; it is bundled.
    #[schemars(with = "Option<ShareConditionOptions>")]
    pub exclude: Option<Value>,
    /// Compare relative requests, too: by what follows the last `node_modules/` in their path.
    pub allow_node_modules_suffix_match: Option<bool>,
    /// Share what is below the package as well: with `react` also `react/jsx-runtime`. Default: true for the name of a
    /// package. Subpaths of their own entry are not concerned, nor are style sheets, JSON and other assets.
    pub subpaths: Option<bool>,
    /// Of one share: `federation.shareStrategy` is for all.
    pub share_strategy: Option<ShareStrategyName>,
    /// As `treeShaking: {"mode": …}`, in what rspack's `ProvideSharedPlugin` takes.
    pub tree_shaking_mode: Option<TreeShakingModeName>,
    /// Give consumers that need no more the part of the local copy that this build uses, as Module Federation 2 does.
    #[schemars(with = "Option<TreeShaking>")]
    pub tree_shaking: Option<Value>,
}

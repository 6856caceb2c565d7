//! What the runtime of one chunk is made from: plain data, no graph.

use fedpack_graph::{RuntimeRequirements, chunk_graph::ModuleId};

use crate::{
    config::{ChunkLoading, ModuleErrors, Platform, PublicPath},
    federation::{package_files::PackageFile, share_usage::TreeShaking},
};

/// Module ids and chunk ids as they stand in the output.
pub type OutputId = ModuleId;

/// Everything that the runtime of one chunk with a runtime needs to know.
///
/// Start from `RuntimePlan::default()` and fill what the chunk has; what is left empty costs no bytes.
#[derive(Debug, Clone)]
pub struct RuntimePlan {
    /// Union of what the modules of all chunks under this runtime mention. Needs that follow from the
    /// other fields (chunk loading for lazy chunks, sharing for `consumes`, …) are added by the runtime.
    pub requirements: RuntimeRequirements,
    pub platform: Platform,
    pub chunk_loading: ChunkLoading,
    /// The output is an ES module: `import.meta.url` exists, `require` does not.
    pub output_module: bool,
    /// `output.uniqueName`: `from` of share scope entries, prefix of `data-webpack` attributes.
    pub unique_name: String,
    /// `webpackChunk` + name.
    pub chunk_loading_global: String,
    /// The runtimes that this one stands for, if pushed chunks name those that take them in.
    pub stands_for: Vec<usize>,
    /// `self`, `globalThis`, …: the object that carries `chunk_loading_global`.
    pub global_object: String,
    /// Chunks that are there when the runtime starts: the chunk of the runtime itself.
    pub own_chunks: Vec<OutputId>,
    /// Chunks that can be asked for but have no script (style sheet only, or federation rows only).
    pub chunks_without_js: Vec<OutputId>,
    /// Chunks whose style sheet the page has already (injected into the HTML).
    pub initial_css: Vec<OutputId>,
    /// Final file names, with hashes, relative to the output folder, of every chunk that this runtime may
    /// load.
    pub js_files: Vec<(OutputId, String)>,
    pub css_files: Vec<(OutputId, String)>,
    pub public_path: PublicPath,
    /// `baseUri` of the entry.
    pub base_uri: Option<String>,
    /// A function that gives the public path instead.
    pub public_path_function: Option<String>,
    /// From the folder of the file with this runtime to the output folder: `""`, `"../"`.
    pub undo_path: String,
    /// `anonymous` or `use-credentials`.
    pub cross_origin_loading: Option<String>,
    /// What the files of chunks are checked against.
    pub integrity: Integrity,
    /// `type` of script tags.
    pub script_type: Option<String>,
    /// Milliseconds.
    pub chunk_load_timeout: u32,
    /// Name of the trusted types policy.
    pub trusted_types: Option<String>,
    /// A page that refuses the policy gets plain addresses, which it may refuse as well.
    pub continues_without_policy: bool,
    /// What `define.amd` and `require.amd` are, if they are more than an empty object: JSON.
    pub amd_options: Option<String>,
    /// Value of `h()`.
    pub full_hash: String,
    /// Value of `j`.
    pub runtime_id: Option<OutputId>,
    /// When a chunk on the left has been asked for, prefetch those on the right.
    pub prefetch: Vec<(OutputId, Vec<OutputId>)>,
    /// When a chunk on the left is asked for, preload those on the right.
    pub preload: Vec<(OutputId, Vec<OutputId>)>,
    /// Prefetched once entries have run.
    pub startup_prefetch: Vec<StartupPrefetch>,
    pub startup: Startup,
    /// The result is `__webpack_require__`: entries in files of their own require this one (`runtimeChunk` on
    /// node). `startup` is empty then.
    pub gives_require: bool,
    pub sharing: Sharing,
    pub consumes: Consumes,
    pub remotes: Remotes,
    /// Externals of type `script` that the application itself imports.
    pub script_externals: Vec<ScriptExternal>,
    /// For a container entry: `get` and `init` become the result, `startup` should be empty.
    pub container: Option<Container>,
    /// What this runtime has of Module Federation 2, if it has some of it and does the work itself.
    pub federation_instance: Option<FederationInstance>,
    /// `shareStrategy: "loaded-first"`, in fedpack's own runtime.
    pub takes_loaded_first: bool,
    /// Federation is done by the package of Module Federation 2, which this runtime's entries start.
    pub federation_package: Option<FederationPackage>,
    /// Containers whose chunks use this runtime and have none: their modules.
    pub container_modules: Vec<(OutputId, Container)>,
    pub module_errors: ModuleErrors,
    /// `output.ignoreBrowserWarnings`.
    pub is_silent: bool,
    /// `Cannot find module 'x'` instead of a TypeError when a module is missing; for development.
    pub checks_module_exists: bool,
}

/// What is executed when the runtime has been set up.
#[derive(Debug, Clone, Default)]
pub struct Startup {
    /// In order; the exports of the last one are the result. Empty: no result.
    pub modules: Vec<OutputId>,
    /// Other chunks of the entrypoint that must be there first.
    pub wait_for: Vec<OutputId>,
    /// Chunks whose shared and remote modules have to be ready before `modules` run; empty: they need none.
    pub shared_chunks: Vec<OutputId>,
    /// With `shared_chunks`: what runs before these are asked for, the runtime of Module Federation 2.
    pub first: Vec<OutputId>,
}

/// Where a module is: load the chunks, then require it. No chunks: it is in the runtime's own chunk.
#[derive(Debug, Clone)]
pub struct ModuleRef {
    pub chunks: Vec<OutputId>,
    pub module: OutputId,
    /// It evaluates to a promise.
    pub is_async: bool,
}

/// What this build brings into share scopes.
#[derive(Debug, Clone, Default)]
pub struct Sharing {
    pub provides: Vec<Provide>,
    /// Per scope: external modules (remotes) that are initialised with it, in order.
    pub externals: Vec<(String, Vec<OutputId>)>,
    /// Local copies, provided or fallback, that were built with a part of their exports.
    pub copies: Vec<PartialCopy>,
}

/// A local copy with a part of its package.
#[derive(Debug, Clone)]
pub struct PartialCopy {
    pub module: OutputId,
    /// Exports that are there without the rest; `None`: all.
    pub kept: Option<Vec<String>>,
    pub rest: CopyRest,
    /// With `treeShaking`: exports that this build uses. That is its part, where all of them are there without the rest.
    pub used: Option<Vec<String>>,
}

#[derive(Debug, Clone)]
pub enum CopyRest {
    /// Chunks to load, and the module that brings the rest.
    Supplement(ModuleRef),
    /// There is none: share key, and applications that the copy was made for.
    Sealed { key: String, fleet: String },
}

#[derive(Debug, Clone)]
pub struct Provide {
    pub scope: String,
    pub key: String,
    pub version: String,
    pub eager: bool,
    pub singleton: bool,
    pub strict: bool,
    /// The range as configured.
    pub range: Option<String>,
    /// The provided module itself.
    pub module: ModuleRef,
    /// With a runtime of Module Federation 2.
    pub tree_shaking: Option<TreeShaking>,
    /// The whole package is there as a file of its own, too.
    pub package: Option<PackageFile>,
}

/// ConsumeShared modules.
#[derive(Debug, Clone, Default)]
pub struct Consumes {
    pub modules: Vec<Consume>,
    /// Lazy chunk → ConsumeShared modules that must be ready with it.
    pub chunks: Vec<(OutputId, Vec<OutputId>)>,
    /// ConsumeShared modules of initial chunks.
    pub initial: Vec<OutputId>,
    /// Chunk of a supplement → ConsumeShared modules, and what is needed of them from then on; `None`: all.
    pub further: Vec<(OutputId, Vec<FurtherNeed>)>,
}

/// A ConsumeShared module, and the exports that are needed of it; `None`: all.
pub type FurtherNeed = (OutputId, Option<Vec<String>>);

#[derive(Debug, Clone)]
pub struct Consume {
    pub id: OutputId,
    /// One or several.
    pub scopes: Vec<String>,
    pub key: String,
    /// The range as configured or inferred (`^18.0.0 || ~17.2`); `None` is any version.
    pub range: Option<String>,
    pub strict: bool,
    pub singleton: bool,
    pub eager: bool,
    pub fallback: Option<ModuleRef>,
    /// Exports that are needed; `None`: all, or nobody asks.
    pub needs: Option<Vec<String>>,
    /// With a runtime of Module Federation 2.
    pub tree_shaking: Option<TreeShaking>,
    /// Importers can do without it: they ask for it in a `try` block, or later.
    pub is_dispensable: bool,
    /// Importers await it, as its local copy evaluates to a promise.
    pub is_async: bool,
}

/// Remote modules.
#[derive(Debug, Clone, Default)]
pub struct Remotes {
    pub modules: Vec<RemoteModule>,
    /// Lazy chunk → remote modules that must be ready with it.
    pub chunks: Vec<(OutputId, Vec<OutputId>)>,
    /// Containers loaded by script tag. Their external modules are made by the runtime from these rows, so
    /// they need no code in any chunk.
    pub scripts: Vec<ScriptExternal>,
    /// Containers loaded in another way (promise, import, commonjs, …): for error messages only.
    pub others: Vec<(OutputId, String)>,
    /// Lists of externals tried in order; the fallback module is made by the runtime.
    pub fallbacks: Vec<(OutputId, Vec<OutputId>)>,
}

#[derive(Debug, Clone)]
pub struct RemoteModule {
    pub id: OutputId,
    /// One or several.
    pub scopes: Vec<String>,
    /// Name that imports start with.
    pub remote: String,
    /// `./Widget` or `.`.
    pub expose: String,
    /// The external (or fallback) module that gives the container.
    pub external: OutputId,
}

#[derive(Debug, Clone)]
pub struct ScriptExternal {
    pub id: OutputId,
    /// The spec: `catalog@http://localhost:4101/remoteEntry.js`. A dotted name is a nested global.
    pub spec: String,
}

/// The container entry.
#[derive(Debug, Clone)]
pub struct Container {
    /// The scopes that a host may give to it.
    pub share_scopes: Vec<String>,
    pub exposes: Vec<Expose>,
    /// What is exposed is a shared package that is built on its own.
    pub is_package: bool,
}

/// `federation`: the abilities of Module Federation 2 in fedpack's own runtime.
#[derive(Debug, Clone, Default)]
pub struct FederationInstance {
    /// Name of the container.
    pub name: String,
    pub share_strategy: &'static str,
    /// Script remotes of the configuration.
    pub remotes: Vec<ScriptRemote>,
    /// A module of the entry brings runtime plugins.
    pub is_started_by_plugins: bool,
    pub uses: FederationUses,
}

bitflags::bitflags! {
    /// What a build uses of [`FederationInstance`].
    #[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
    pub struct FederationUses: u16 {
        const LOAD_REMOTE = 1;
        const REGISTER_REMOTES = 1 << 1;
        const PRELOAD = 1 << 2;
        const PLUGINS = 1 << 3;
        const MANIFESTS = 1 << 4;
        /// The target has `import()`.
        const IMPORTS_MODULES = 1 << 5;
        const LOAD_SHARE = 1 << 6;
        const REGISTER_SHARED = 1 << 7;
        /// Sources name hooks that few plugins have.
        const STEP_HOOKS = 1 << 8;
    }
}

#[derive(Debug, Clone)]
pub struct ScriptRemote {
    /// The module that gives the container, if one is imported from it.
    pub external: Option<OutputId>,
    /// Name that imports start with.
    pub alias: String,
    /// Name of the container.
    pub name: String,
    /// Address of the container or of its manifest.
    pub entry: String,
    pub scopes: Vec<String>,
}

/// What the package of Module Federation 2 has to know besides the other tables.
#[derive(Debug, Clone)]
pub struct FederationPackage {
    /// Name of the container.
    pub name: String,
    pub share_strategy: &'static str,
    /// How containers of this build are published.
    pub library_type: &'static str,
    /// Every remote of the configuration, used or not, by the name that imports start with.
    pub remotes: Vec<(String, Vec<RemoteInfo>)>,
    /// The target has `import()`.
    pub imports_modules: bool,
    /// Other builds take its largest part from this one.
    pub is_provided: bool,
}

#[derive(Debug, Clone)]
pub struct RemoteInfo {
    /// Name of the container; empty if only the container itself knows it.
    pub name: String,
    /// Address of the container or of its manifest.
    pub entry: String,
    pub external_type: &'static str,
    pub scopes: Vec<String>,
}

#[derive(Debug, Clone)]
pub struct Expose {
    /// `./Widget`.
    pub key: String,
    pub chunks: Vec<OutputId>,
    /// All are evaluated in order; the last one is the result.
    pub modules: Vec<ExposedModule>,
}

#[derive(Debug, Clone)]
pub struct ExposedModule {
    pub id: OutputId,
    /// It evaluates to a promise.
    pub is_async: bool,
}

/// `output.integrity` of the files that a runtime loads by tags.
#[derive(Debug, Clone, Default)]
pub struct Integrity {
    pub scripts: Vec<(OutputId, String)>,
    pub sheets: Vec<(OutputId, String)>,
}

/// What is prefetched when an entry has run.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StartupPrefetch {
    /// Chunks of the entry, where they are files beside the runtime; else it has run when the runtime ends.
    pub entry_chunks: Vec<OutputId>,
    pub chunks: Vec<OutputId>,
}

impl Default for RuntimePlan {
    fn default() -> Self {
        Self {
            requirements: RuntimeRequirements::empty(),
            platform: Platform::Web,
            chunk_loading: ChunkLoading::Jsonp,
            output_module: false,
            unique_name: String::new(),
            chunk_loading_global: "webpackChunk".into(),
            stands_for: Vec::new(),
            global_object: "self".into(),
            own_chunks: Vec::new(),
            chunks_without_js: Vec::new(),
            initial_css: Vec::new(),
            js_files: Vec::new(),
            css_files: Vec::new(),
            public_path: PublicPath::Fixed(String::new()),
            base_uri: None,
            public_path_function: None,
            undo_path: String::new(),
            cross_origin_loading: None,
            integrity: Integrity::default(),
            script_type: None,
            chunk_load_timeout: 120_000,
            trusted_types: None,
            continues_without_policy: false,
            amd_options: None,
            full_hash: String::new(),
            runtime_id: None,
            prefetch: Vec::new(),
            preload: Vec::new(),
            startup_prefetch: Vec::new(),
            startup: Startup::default(),
            gives_require: false,
            sharing: Sharing::default(),
            consumes: Consumes::default(),
            remotes: Remotes::default(),
            script_externals: Vec::new(),
            container: None,
            federation_instance: None,
            takes_loaded_first: false,
            federation_package: None,
            container_modules: Vec::new(),
            module_errors: ModuleErrors::default(),
            is_silent: false,
            checks_module_exists: false,
        }
    }
}

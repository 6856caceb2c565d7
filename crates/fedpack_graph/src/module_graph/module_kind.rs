use super::{ContextRequest, Resource};
use crate::{LocalDependencyIdx, RemoteIdx, ShareIdx};

/// What a module is. Closed set: every stage matches on all of it.
#[derive(Debug)]
pub enum ModuleKind {
    /// A file: JavaScript, JSON, CSS or asset.
    Normal { module_type: ModuleType },
    /// A folder of modules, chosen from at run time.
    Context(Box<ContextModule>),
    /// An empty module (`browser: {x: false}`).
    Ignored,
    /// A module that could not be found and is allowed to be missing: throws `MODULE_NOT_FOUND` when run.
    Missing { request: String },
    /// Comes from outside: a global, `require`, `import`, a script.
    External {
        request: Vec<String>,
        external_type: ExternalType,
        /// What a default import is, where the configuration says it.
        interop: Option<ExternalInterop>,
    },
    /// Asks the share scope at run time; falls back to the local copy.
    ConsumeShared(Box<ConsumeShared>),
    /// Puts the local copy into the share scope at start-up.
    ProvideShared(Box<ProvideShared>),
    /// Brings the rest of a shared module's copy into it, where `usage` made a part of the copy enough for most.
    SharedSupplement(SharedSupplement),
    /// `get` and `init` of this build's container.
    ContainerEntry(Box<ContainerEntry>),
    /// A module of another build's container.
    Remote(Box<Remote>),
    /// Starts the runtime of Module Federation 2, before the entry that it stands in front of.
    FederationRuntime(Box<FederationRuntime>),
    /// `loadRemote` and the like, for applications that import them from `@module-federation/runtime`: fedpack's own.
    FederationApi,
}

impl ModuleKind {
    /// webpack's name of the module's type, as statistics show it and rules of `splitChunks` test it.
    pub fn type_name(&self) -> &'static str {
        match self {
            Self::Normal { module_type } => module_type.name(),
            Self::ConsumeShared(_) => "consume-shared-module",
            Self::ProvideShared(_) => "provide-module",
            Self::Remote(_) => "remote-module",
            Self::Context(_)
            | Self::Ignored
            | Self::Missing { .. }
            | Self::External { .. }
            | Self::SharedSupplement(_)
            | Self::ContainerEntry(_)
            | Self::FederationRuntime(_)
            | Self::FederationApi => "javascript/dynamic",
        }
    }
}

/// How a `Normal` module's source is read, and how strict its interop is (webpack's module types).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum ModuleType {
    /// `javascript/auto`: `.js` without `"type"`, `.jsx`, `.ts`, `.tsx`.
    JavascriptAuto,
    /// `javascript/esm`: `.mjs`, or `"type": "module"`: strict interop with CommonJS.
    JavascriptEsm,
    /// `javascript/dynamic`: `.cjs`, or `"type": "commonjs"`.
    JavascriptDynamic,
    Json,
    /// Global CSS.
    Css,
    /// CSS module (`*.module.css`).
    CssModule,
    /// CSS module whose names are the page's where `:local()` does not say otherwise.
    CssGlobal,
    /// `asset`: inlined under the limit, else a file. Decided in scan, so later stages see one of the next three.
    Asset,
    AssetResource,
    AssetInline,
    /// `asset/source`: the text.
    AssetSource,
    /// `asset/bytes`: a `Uint8Array`.
    AssetBytes,
    /// `webassembly/async`: evaluates to a promise, as it is fetched and compiled.
    WebAssembly,
}

impl ModuleType {
    /// webpack's name of the type.
    pub fn name(self) -> &'static str {
        match self {
            Self::JavascriptAuto => "javascript/auto",
            Self::JavascriptEsm => "javascript/esm",
            Self::JavascriptDynamic => "javascript/dynamic",
            Self::Json => "json",
            Self::Css => "css",
            Self::CssModule => "css/module",
            Self::CssGlobal => "css/global",
            Self::Asset => "asset",
            Self::AssetResource => "asset/resource",
            Self::AssetInline => "asset/inline",
            Self::AssetSource => "asset/source",
            Self::AssetBytes => "asset/bytes",
            Self::WebAssembly => "webassembly/async",
        }
    }

    pub fn is_javascript(self) -> bool {
        matches!(self, Self::JavascriptAuto | Self::JavascriptEsm | Self::JavascriptDynamic)
    }

    pub fn is_css(self) -> bool {
        matches!(self, Self::Css | Self::CssModule | Self::CssGlobal)
    }
}

/// webpack's `interop` of an external: what a default import of it is, whoever imports it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum ExternalInterop {
    /// `esModule`: its property `default`.
    EsModule,
    /// `default`: all that it exports.
    Default,
}

/// webpack's `externalsType`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum ExternalType {
    Var,
    Assign,
    This,
    Window,
    SelfObject,
    Global,
    Commonjs,
    Commonjs2,
    CommonjsModule,
    NodeCommonjs,
    Amd,
    Umd,
    System,
    Jsonp,
    Promise,
    Import,
    Module,
    ModuleImport,
    Script,
}

#[derive(Debug)]
pub struct ContextModule {
    pub request: ContextRequest,
    /// Key (`./a.js`) and the dependency that it stands for, sorted by key.
    pub elements: Vec<(String, LocalDependencyIdx)>,
}

/// A semver range: the text and nothing else, parsed where it is used.
pub type Range = String;

#[derive(Debug)]
pub struct ConsumeShared {
    pub share: ShareIdx,
    /// Share scope names, first one decides.
    pub share_scopes: Vec<String>,
    pub share_key: String,
    /// `None`: any version.
    pub required_version: Option<Range>,
    pub strict_version: bool,
    pub singleton: bool,
    pub eager: bool,
    /// `None` with `import: false`.
    pub fallback: Option<LocalDependencyIdx>,
    pub fallback_resource: Option<Resource>,
    /// With `usage`.
    pub supplement: Option<LocalDependencyIdx>,
}

#[derive(Debug)]
pub struct ProvideShared {
    pub share: ShareIdx,
    pub share_scopes: Vec<String>,
    pub share_key: String,
    /// `"0"` when the package has no version.
    pub version: String,
    pub eager: bool,
    pub singleton: bool,
    pub required_version: Option<Range>,
    pub strict_version: bool,
    pub provided: LocalDependencyIdx,
    /// With `usage`.
    pub supplement: Option<LocalDependencyIdx>,
}

#[derive(Debug)]
pub struct SharedSupplement {
    /// Root of the copy.
    pub copy: LocalDependencyIdx,
}

#[derive(Debug)]
pub struct FederationRuntime {
    /// The package that does the work, from the project's `node_modules`; `None`: fedpack's own runtime does.
    pub package: Option<LocalDependencyIdx>,
    /// The part of it that this build provides for others.
    pub core: Option<LocalDependencyIdx>,
    /// Runtime plugins in order, each with the parameter that it is called with, as JSON.
    pub plugins: Vec<(LocalDependencyIdx, Option<String>)>,
}

#[derive(Debug)]
pub struct ContainerEntry {
    pub name: String,
    pub share_scopes: Vec<String>,
    pub exposes: Vec<Expose>,
    /// The only exposed module is a shared package that is built on its own.
    pub package: Option<SharedPackage>,
}

/// A shared package that is built on its own, with a container of another interface (contract §10.2).
#[derive(Debug, Clone, Default)]
pub struct SharedPackage {
    /// What it has to have; `None`: all.
    pub used_exports: Option<Vec<String>>,
}

#[derive(Debug)]
pub struct Expose {
    /// As configured: `./Widget`, `.`.
    pub key: String,
    /// Chunk name, if configured.
    pub name: Option<String>,
    /// Layer of the modules.
    pub layer: Option<String>,
    /// All are evaluated in order; the last one's exports are the exposed module.
    pub imports: Vec<LocalDependencyIdx>,
}

#[derive(Debug)]
pub struct Remote {
    pub remote: RemoteIdx,
    /// `./Widget`, `.`.
    pub expose: String,
    pub share_scopes: Vec<String>,
    /// The externals to try, in order.
    pub containers: Vec<LocalDependencyIdx>,
}

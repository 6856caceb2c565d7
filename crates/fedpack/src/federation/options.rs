//! `ModuleFederationPlugin` options, checked and with shorthands expanded (contract §6, §8.1).

use std::{path::PathBuf, sync::Arc};

use fedpack_graph::{
    RemoteIdx, ShareIdx,
    module_graph::{EntryRuntime, ExternalType, SharedPackage},
};
use oxc_index::IndexVec;

use serde_json::{Map, Value};

use super::{async_startup::AsyncStartup, types::TypesConfig, version::satisfies};
use crate::{config::LibraryConfig, regexp::Regexp};

use super::share_usage::ShareUsage;
pub use super::{
    normalize::{OptionProblem, external_type, external_type_names, library_type, normalize},
    raw_options::RawFederationOptions,
};

/// What one build has to do with federation: everything that its plugin instances ask for. A request is for the
/// first remote or share that takes it, in the order of the instances.
#[derive(Debug, Clone, Default)]
pub struct FederationConfig {
    /// Name of the first instance that has one; empty for a build that only consumes.
    pub name: String,
    pub containers: Vec<ContainerConfig>,
    pub remotes: IndexVec<RemoteIdx, RemoteConfig>,
    pub consumes: IndexVec<ShareIdx, ConsumeRule>,
    pub provides: IndexVec<ShareIdx, ProvideRule>,
    /// Whose runtime the build has: as the last instance says that says something of it.
    pub protocol: Protocol,
    /// No option names the protocol, and `compact` has all that others ask for: it takes the place of `v2` where the packages
    /// are not installed, and of `v1` where the sources import the runtime.
    pub may_be_compact: bool,
    /// Package or folder that the runtime of [`Protocol::V2`] is looked up from; the project by default.
    pub implementation: Option<String>,
    pub runtime_plugins: Vec<RuntimePlugin>,
    pub share_strategy: ShareStrategy,
    pub async_startup: AsyncStartup,
    /// What computes the public path of containers.
    pub get_public_path: Option<GetPublicPath>,
    /// Whose `@module-federation/runtime-core` a build of [`Protocol::V2`] has.
    pub runtime_core: RuntimeCore,
    /// Folder of shared packages that are built apart, if they are.
    pub package_folder: Option<String>,
    /// `bridge.enableBridgeRouter`; `None`: as the dependencies of the project say.
    pub bridge_router: Option<bool>,
    /// Constants of the runtime of [`Protocol::V2`], from `experiments.optimization`.
    pub runtime_constants: Vec<(&'static str, Value)>,
    /// `dts`: type declarations that are made or fetched: of the first instance that asks for them.
    pub types: Option<TypesConfig>,
    /// Manifest and stats for hosts and servers, if they are to be written: of the first instance that asks for them.
    pub manifest: Option<ManifestConfig>,
    /// `shareUsage`: name of the file that says what this build uses of shared packages.
    pub share_usage: Option<String>,
    pub dev: DevConfig,
}

/// `dev`: what a build that is watched does when one of its remotes has been built. Nothing of it is in the output.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct DevConfig {
    /// Pages are loaded again.
    pub live_reload: bool,
    /// The remote's types are fetched again.
    pub hot_types: bool,
}

impl Default for DevConfig {
    fn default() -> Self {
        Self { live_reload: true, hot_types: true }
    }
}

/// `experiments.externalRuntime` and `experiments.provideExternalRuntime`: the builds of a page may have one copy of
/// the package's largest part, in a global.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct RuntimeCore {
    /// Another build has put it there.
    pub is_external: bool,
    /// This build puts it there.
    pub is_provided: bool,
}

/// What one instance exposes.
#[derive(Debug, Clone)]
pub struct ContainerConfig {
    /// Name of the container, and of its entry.
    pub name: String,
    /// `remoteEntry.js`.
    pub filename: Option<String>,
    /// How the container is published; `var <name>` by default.
    pub library: LibraryConfig,
    pub exposes: Vec<ExposeConfig>,
    /// The scopes that a host may give to it; `["default"]`.
    pub share_scopes: Vec<String>,
    /// Unless a chunk is named, in the container's own file, whatever `optimization.runtimeChunk` says: another
    /// build loads it by one file.
    pub runtime: EntryRuntime,
    /// `sharedPackage`: what is exposed is a shared package, for runtimes that load it in place of a build's own copy.
    pub package: Option<SharedPackage>,
}

impl FederationConfig {
    /// The container whose entry has this name.
    pub fn container(&self, name: &str) -> Option<&ContainerConfig> {
        self.containers.iter().find(|container| container.name == name)
    }
}

/// `federation.protocol`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Protocol {
    /// webpack's: fedpack's own small runtime.
    #[default]
    V1,
    /// Module Federation 2, with its package from the project's `node_modules`.
    V2,
    /// The abilities of Module Federation 2 in fedpack's own small runtime.
    Compact,
}

/// A module of the build that extends the federation runtime.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RuntimePlugin {
    pub request: String,
    /// What its default export is called with, as JSON.
    pub parameter: Option<String>,
}

/// `federation.shareStrategy`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum ShareStrategy {
    /// All remotes register their versions before one is chosen.
    #[default]
    VersionFirst,
    /// What is in use already is taken; remotes register theirs when they are first used.
    LoadedFirst,
}

impl ShareStrategy {
    pub fn name(self) -> &'static str {
        match self {
            Self::VersionFirst => "version-first",
            Self::LoadedFirst => "loaded-first",
        }
    }
}

/// `federation.manifest`.
#[derive(Debug, Clone, PartialEq)]
pub struct ManifestConfig {
    /// `mf-manifest.json`, relative to the output folder.
    pub file: String,
    /// `mf-stats.json`.
    pub stats_file: String,
    /// Without it the lists of files are empty.
    pub lists_assets: bool,
    /// Members that are added to the stats, and replace those of the same name.
    pub additional_data: Map<String, Value>,
    /// `$MF_BUILD_NAME`, else the name in package.json.
    pub build_name: String,
    /// `$MF_BUILD_VERSION`, else the version in package.json.
    pub build_version: String,
}

#[derive(Debug, Clone)]
pub struct ExposeConfig {
    /// `./Widget`.
    pub key: String,
    pub imports: Vec<String>,
    pub name: Option<String>,
    /// Of the modules.
    pub layer: Option<String>,
}

/// `federation.getPublicPath`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct GetPublicPath {
    /// An expression that is a function.
    pub function: String,
    /// The body of a function, as manifests have it.
    pub body: String,
}

#[derive(Debug, Clone)]
pub struct RemoteConfig {
    /// The name that requests start with.
    pub key: String,
    /// Tried in order.
    pub externals: Vec<RemoteExternal>,
    pub share_scopes: Vec<String>,
}

#[derive(Debug, Clone)]
pub struct RemoteExternal {
    pub external_type: ExternalType,
    /// `catalog@http://localhost:4101/remoteEntry.js`.
    pub request: String,
    /// `internal ./x`: a module of this build used as a container.
    pub is_internal: bool,
}

/// How a share's key is compared (contract §6.1).
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ShareKeyMatch {
    /// The raw request equals this.
    Exact(String),
    /// The raw request starts with this, which ends in `/`.
    Prefix(String),
    /// The final resource is this file.
    Resource(PathBuf),
}

#[derive(Debug, Clone)]
pub struct ConsumeRule {
    /// Number of the plugin instance.
    pub instance: usize,
    /// The key as configured, for messages.
    pub key: String,
    pub matches: ShareKeyMatch,
    pub share_scopes: Vec<String>,
    pub share_key: String,
    /// Request of the local copy; `None` with `import: false`.
    pub import: Option<String>,
    pub required_version: RequiredVersion,
    pub package_name: Option<String>,
    pub strict_version: bool,
    pub singleton: bool,
    pub eager: bool,
    /// Only requests of modules in this layer.
    pub issuer_layer: Option<String>,
    /// Layer of the local copy.
    pub layer: Option<String>,
    /// `usage`: build the local copy with what the fleet uses.
    pub usage: Option<Arc<ShareUsage>>,
    pub filter: ShareFilter,
    /// The key is compared with what follows `node_modules/` in the path of a relative request, too.
    pub node_modules_suffix: bool,
    /// `react` is `react/jsx-runtime` as well (`subpaths`).
    pub subpaths: bool,
}

/// `include` and `exclude`: what of a share is really shared. The rest is bundled as any other module.
#[derive(Debug, Clone, Default)]
pub struct ShareFilter {
    pub include: Option<ShareCondition>,
    pub exclude: Option<ShareCondition>,
}

/// Holds if all of its parts do.
#[derive(Debug, Clone)]
pub struct ShareCondition {
    /// Of the request, what follows the prefix.
    pub request: Option<RequestCondition>,
    /// Range that the version of the local copy is in.
    pub version: Option<String>,
    /// Stands for the version of the local copy.
    pub fallback_version: Option<String>,
}

#[derive(Debug, Clone)]
pub enum RequestCondition {
    Text(String),
    Pattern(Regexp),
}

impl ShareFilter {
    /// Whether a request is shared; `remainder` is what follows the prefix, or the request where there is none.
    pub fn takes_request(&self, remainder: &str) -> bool {
        let holds = |condition: &Option<ShareCondition>| {
            condition.as_ref().and_then(|condition| condition.request.as_ref()).map(|request| match request {
                RequestCondition::Text(text) => text == remainder,
                RequestCondition::Pattern(pattern) => pattern.is_match(remainder),
            })
        };
        holds(&self.include) != Some(false) && holds(&self.exclude) != Some(true)
    }

    /// Whether a version of the local copy is shared; `None` where it is not known.
    pub fn takes_version(&self, version: Option<&str>) -> bool {
        let fits = |condition: &ShareCondition, version: Option<&str>| {
            Some(satisfies(version?, condition.version.as_deref()?))
        };
        let is_included = self.include.as_ref().is_none_or(|include| {
            let fallback = include.fallback_version.as_deref();
            fits(include, version) != Some(false) || fits(include, fallback) == Some(true)
        });
        let is_excluded = self.exclude.as_ref().is_some_and(|exclude| {
            fits(exclude, exclude.fallback_version.as_deref().or(version)) == Some(true)
        });
        is_included && !is_excluded
    }
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub enum RequiredVersion {
    /// From the importing package's package.json (contract §6.3).
    Infer,
    /// `requiredVersion: false`.
    Any,
    Range(String),
}

#[derive(Debug, Clone)]
pub struct ProvideRule {
    /// Number of the plugin instance: a module is provided once by each of them.
    pub instance: usize,
    /// The key as configured, for messages.
    pub key: String,
    pub matches: ShareKeyMatch,
    pub share_scopes: Vec<String>,
    pub share_key: String,
    /// `None`: the resolved package's version. `version: false` gives `"0"`.
    pub version: Option<String>,
    pub eager: bool,
    pub singleton: bool,
    pub required_version: Option<String>,
    pub strict_version: bool,
    /// As [`ConsumeRule::usage`].
    pub usage: Option<Arc<ShareUsage>>,
    /// Only modules in this layer.
    pub layer: Option<String>,
    pub filter: ShareFilter,
    pub node_modules_suffix: bool,
    pub subpaths: bool,
}

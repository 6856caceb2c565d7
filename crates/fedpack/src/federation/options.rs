//! `ModuleFederationPlugin` options, checked and with shorthands expanded (contract §6, §8.1).

use std::{path::PathBuf, sync::Arc};

use fedpack_graph::{RemoteIdx, ShareIdx, module_graph::ExternalType};
use oxc_index::IndexVec;
use serde_json::{Map, Value};

use crate::config::LibraryConfig;

use super::share_usage::ShareUsage;
pub use super::{
    normalize::{OptionProblem, external_type, external_type_names, library_type, normalize},
    raw_options::RawFederationOptions,
};

/// What one build has to do with federation.
#[derive(Debug, Clone, Default)]
pub struct FederationConfig {
    /// Container name; empty for a build that only consumes.
    pub name: String,
    /// `remoteEntry.js`.
    pub filename: Option<String>,
    /// How the container is published; `var <name>` by default.
    pub library: Option<LibraryConfig>,
    pub exposes: Vec<ExposeConfig>,
    pub remotes: IndexVec<RemoteIdx, RemoteConfig>,
    pub consumes: IndexVec<ShareIdx, ConsumeRule>,
    pub provides: IndexVec<ShareIdx, ProvideRule>,
    /// Default share scopes; `["default"]`.
    pub share_scopes: Vec<String>,
    /// Whose runtime the build has.
    pub protocol: Protocol,
    /// Package or folder that the runtime of [`Protocol::V2`] is looked up from; the project by default.
    pub implementation: Option<String>,
    pub runtime_plugins: Vec<RuntimePlugin>,
    pub share_strategy: ShareStrategy,
    /// Manifest and stats for hosts and servers, if they are to be written.
    pub manifest: Option<ManifestConfig>,
    /// `shareUsage`: name of the file that says what this build uses of shared packages.
    pub share_usage: Option<String>,
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
    pub issuer_layer: Option<String>,
    pub layer: Option<String>,
    /// `usage`: build the local copy with what the fleet uses.
    pub usage: Option<Arc<ShareUsage>>,
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
}

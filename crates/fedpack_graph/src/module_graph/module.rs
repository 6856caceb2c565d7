use std::{ops::Range as StdRange, path::PathBuf, sync::Arc};

use super::{ContextRequest, ExternalInterop, ExternalType, ModuleKind, ModuleType};
use crate::{ConnectionIdx, ModuleIdx, PackageIdx, RemoteIdx, ShareIdx};

/// Path, query and fragment of what was resolved.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Default)]
pub struct Resource {
    pub path: PathBuf,
    /// With the leading `?`, or empty.
    pub query: String,
    /// With the leading `#`, or empty.
    pub fragment: String,
}

/// Identity of a module. Two requests that lead to equal keys are one module.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum ModuleKey {
    Normal {
        resource: Resource,
        module_type: ModuleType,
        layer: Option<String>,
        /// Loaders that JavaScript runs on it, as requests (`path?query`), the last one first to run. Empty for files that
        /// are read as they are.
        loaders: Vec<String>,
        /// The name that rules know it by, where a request gives one: `./a.css!=!./a.js`.
        match_resource: Option<PathBuf>,
    },
    /// `resolve.alias: {x: false}`, `browser: {x: false}`, IgnorePlugin: an empty module.
    Ignored {
        identity: String,
    },
    /// A required module that does not exist: throws when run.
    Missing {
        request: String,
    },
    Context {
        directory: PathBuf,
        request: Box<ContextRequest>,
    },
    External {
        request: Vec<String>,
        external_type: ExternalType,
        interop: Option<ExternalInterop>,
    },
    ConsumeShared {
        share: ShareIdx,
        /// Share key after a prefix match: `lib/` + remainder.
        share_key: String,
        /// The range text, after inference from the importing package.
        required_version: Option<String>,
        /// Resource of the local copy.
        fallback: Option<Resource>,
    },
    ProvideShared {
        share: ShareIdx,
        share_key: String,
        version: Option<String>,
        resource: Resource,
    },
    SharedSupplement {
        /// Resource of the copy's root.
        copy: Resource,
    },
    ContainerEntry {
        name: String,
    },
    FederationRuntime,
    FederationApi,
    Remote {
        remote: RemoteIdx,
        expose: String,
    },
}

/// What a package.json says about a module.
#[derive(Debug, Clone)]
pub struct Package {
    /// Folder of the package.json.
    pub root: PathBuf,
    pub name: Option<String>,
    pub version: Option<String>,
}

/// Whether a module must run when only its exports are asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum SideEffectsFlag {
    /// No package.json or rule says anything: syntax decides.
    #[default]
    Unknown,
    /// `sideEffects: false`, or not among the listed globs.
    None,
    /// Declared to have side effects.
    Declared,
}

#[derive(Debug)]
pub struct Module {
    pub key: ModuleKey,
    /// Readable, unique, stable over runs and folders: `./src/index.tsx`, `../node_modules/react/index.js`,
    /// `webpack/sharing/consume/default/react`. Module ids are made from it.
    pub identifier: String,
    pub kind: ModuleKind,
    pub package: Option<PackageIdx>,
    pub side_effects: SideEffectsFlag,
    /// Layer, for `issuerLayer` rules.
    pub layer: Option<String>,
    /// Source as read, for diagnostics, source maps and asset contents. Empty for synthetic modules.
    pub source: Arc<str>,
    /// Range into `ModuleGraph::dependencies`.
    pub dependencies: StdRange<u32>,
    /// Connections whose target this is, in arrival order.
    pub incoming: Vec<ConnectionIdx>,
    /// First importer found, for messages. `None` for entries.
    pub issuer: Option<ModuleIdx>,
    /// Source bytes, for split rules and stats.
    pub size: u32,
    /// Reasons why an optimisation was not applied, for `--explain` and stats.
    pub bailouts: Vec<String>,
}

impl Module {
    /// The resource, for modules that have one of their own.
    pub fn resource(&self) -> Option<&Resource> {
        match &self.key {
            ModuleKey::Normal { resource, .. } => Some(resource),
            _ => None,
        }
    }
}

//! Modules, what they ask for (dependencies), and what they got (connections). Written by scan only.

mod connection;
mod dependency;
mod module;
mod module_kind;
mod walk;

pub use connection::{Connection, ConnectionCondition};
pub use dependency::{
    ContextMode, ContextRequest, Dependency, DependencyKind, DynamicImportOptions, FetchHint, Interop,
    MemberPath, ReferencedExports, Span,
};
pub use module::{Module, ModuleKey, Package, Resource, SideEffectsFlag};
pub use module_kind::{
    ConsumeShared, ContainerEntry, ContextModule, Expose, ExternalInterop, ExternalType, FederationRuntime,
    ModuleKind, ModuleType, ProvideShared, Range, Remote, SharedPackage, SharedSupplement,
};
pub use walk::Reach;

use indexmap::IndexMap;
use oxc_index::IndexVec;
use rustc_hash::FxBuildHasher;

use crate::{ConnectionIdx, DependencyIdx, LocalDependencyIdx, ModuleIdx, PackageIdx};

/// One entry of the build: `entry: {name: {import, …}}`, or the container entry of federation.
#[derive(Debug, Clone)]
pub struct Entry {
    /// Entrypoint and chunk name.
    pub name: String,
    /// Entry dependencies in order; the last one's exports are the entry's exports.
    pub dependencies: Vec<DependencyIdx>,
    /// File name template of the entry chunk (`remoteEntry.js` for a container), else `output.filename`.
    pub filename: Option<String>,
    /// Names of entries that are loaded before this one (`dependOn`).
    pub depend_on: Vec<String>,
    pub runtime: EntryRuntime,
    /// What it would load on demand is in its own chunk.
    pub loads_nothing_later: bool,
}

/// Where the runtime of an entry is.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub enum EntryRuntime {
    /// Where `optimization.runtimeChunk` puts it.
    #[default]
    AsConfigured,
    /// In the entry's own file (`runtime: false`).
    Own,
    /// In the chunk of this name, with that of other entries that name it too.
    Chunk(String),
}

#[derive(Debug, Default)]
pub struct ModuleGraph {
    pub modules: IndexVec<ModuleIdx, Module>,
    pub dependencies: IndexVec<DependencyIdx, Dependency>,
    pub connections: IndexVec<ConnectionIdx, Connection>,
    pub packages: IndexVec<PackageIdx, Package>,
    pub by_key: IndexMap<ModuleKey, ModuleIdx, FxBuildHasher>,
    pub entries: Vec<Entry>,
    /// Modules that have no importer but belong to every entry's chunk group (provided shared modules).
    pub includes: Vec<DependencyIdx>,
}

impl ModuleGraph {
    /// The dependency that a module's summary calls `local`.
    pub fn dependency_of(&self, module: ModuleIdx, local: LocalDependencyIdx) -> DependencyIdx {
        DependencyIdx::from_usize(self.modules[module].dependencies.start as usize + local.index())
    }

    /// What a dependency was resolved to; `None` when it was ignored or could not be resolved.
    pub fn target(&self, dependency: DependencyIdx) -> Option<ModuleIdx> {
        self.dependencies[dependency].connection.map(|connection| self.connections[connection].module)
    }

    /// All dependencies of a module, in source order.
    pub fn dependencies_of(
        &self,
        module: ModuleIdx,
    ) -> impl DoubleEndedIterator<Item = DependencyIdx> + use<> {
        self.modules[module].dependencies.clone().map(|raw| DependencyIdx::from_usize(raw as usize))
    }

    pub fn package_of(&self, module: ModuleIdx) -> Option<&Package> {
        self.modules[module].package.map(|package| &self.packages[package])
    }
}

//! What link decided. One writer per table: the pass named in its documentation.

use fixedbitset::FixedBitSet;
use oxc_index::IndexVec;
use rustc_hash::FxHashMap;

use crate::{ConnectionIdx, ImportIdx, ModuleIdx, StatementIdx};

#[derive(Debug, Default)]
pub struct LinkOutput {
    /// `module_order`: modules in evaluation order (depth-first, dependencies first), the same in every run.
    /// Holds every module that is reachable from an entry, through any dependency.
    pub order: Vec<ModuleIdx>,
    /// `async_modules`: contains a top-level await, or synchronously imports a module that does.
    pub is_async: IndexVec<ModuleIdx, bool>,
    /// `provided_exports`.
    pub provided: IndexVec<ModuleIdx, ProvidedExports>,
    /// `bind_imports`: what each import binding of each module means.
    pub bindings: IndexVec<ModuleIdx, IndexVec<ImportIdx, Binding>>,
    /// `side_effects`: evaluating the module (or something it must evaluate) can be observed.
    pub has_side_effects: IndexVec<ModuleIdx, bool>,
    /// `used_exports`: which modules, statements and exports are live.
    pub used: IndexVec<ModuleIdx, UsedModule>,
    /// `used_exports`: connections that make the target run. An inactive one is not followed by chunking.
    pub connection_active: IndexVec<ConnectionIdx, bool>,
}

/// The names that a module exports, `export *` resolved.
#[derive(Debug, Clone, Default)]
pub struct ProvidedExports {
    /// Name → where it comes from. Sorted by name. Ambiguous star names are absent (and a diagnostic).
    pub names: FxHashMap<String, ResolvedExport>,
    /// Some names are only known at run time (CommonJS, externals, remotes, or a star of such).
    pub unknown: bool,
    /// Modules whose run-time exports are re-exported by `export *` (they are `unknown` themselves).
    pub dynamic_stars: Vec<ModuleIdx>,
}

/// Where an export lives after following re-exports.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct ResolvedExport {
    /// The module that declares it, or the last one before run time decides (CommonJS, remote, shared).
    pub module: ModuleIdx,
    /// Its name there; `None` for the namespace object of `module` (`export * as ns`).
    pub name: Option<String>,
}

/// What an import binding means.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub enum Binding {
    /// Not resolved (missing module, ignored): reading it gives `undefined`.
    #[default]
    Missing,
    /// The export `name` of `module`, read through the module object of `module` with its interop.
    /// `module` is the target of the import, or a module behind side-effect-free re-exports of it.
    Export { module: ModuleIdx, name: String },
    /// The namespace object of `module`.
    Namespace { module: ModuleIdx },
}

#[derive(Debug, Clone, Default)]
pub struct UsedModule {
    /// The module is part of the output.
    pub included: bool,
    /// The module's body must be evaluated where it is imported for its effects.
    pub statements: LiveStatements,
    pub exports: UsedExports,
}

#[derive(Debug, Clone, Default)]
pub enum LiveStatements {
    /// Everything: shaking is off, the module is CommonJS, or nothing could be removed.
    #[default]
    All,
    /// Rows are [`StatementIdx`].
    Some(FixedBitSet),
}

impl LiveStatements {
    pub fn contains(&self, statement: StatementIdx) -> bool {
        match self {
            Self::All => true,
            Self::Some(set) => set.contains(statement.index()),
        }
    }
}

#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub enum UsedExports {
    /// The namespace object escapes, or another build may read any of them.
    #[default]
    All,
    /// Only these names, sorted.
    Names(Vec<String>),
}

impl UsedExports {
    pub fn contains(&self, name: &str) -> bool {
        match self {
            Self::All => true,
            Self::Names(names) => names.binary_search_by(|probe| probe.as_str().cmp(name)).is_ok(),
        }
    }
}

//! Which runtimes load which groups, and what these use: a group goes without the rest.

use fedpack_graph::{
    ChunkGroupIdx, DependencyIdx, ModuleIdx, link_output::LinkOutput, module_graph::ModuleGraph,
};
use fixedbitset::FixedBitSet;
use oxc_index::IndexVec;
use rustc_hash::FxHashMap;

/// Empty where all entries have one runtime.
#[derive(Debug, Default)]
pub struct Narrowing {
    /// Rows of `LinkOutput::runtimes` that load each group.
    runtimes: IndexVec<ChunkGroupIdx, FixedBitSet>,
    /// For each set of them, what any of these uses.
    included: FxHashMap<FixedBitSet, FixedBitSet>,
}

impl Narrowing {
    /// `entrypoints` are in the order of entries. A runtime loads a group if one of its modules asks for it.
    pub fn new(
        graph: &ModuleGraph,
        link: &LinkOutput,
        entrypoints: &[(String, ChunkGroupIdx)],
        group_of_dependency: &FxHashMap<DependencyIdx, ChunkGroupIdx>,
        groups: usize,
    ) -> Self {
        if link.runtimes.is_empty() {
            return Self::default();
        }
        let none = FixedBitSet::with_capacity(link.runtimes.len());
        let mut runtimes = IndexVec::from_vec(vec![none; groups]);
        for (row, runtime) in link.runtimes.iter().enumerate() {
            for place in runtime.entries.ones() {
                runtimes[entrypoints[place].1].insert(row);
            }
            for (&dependency, &group) in group_of_dependency {
                let connection = graph.dependencies[dependency].connection;
                if connection.is_some_and(|connection| runtime.active.contains(connection.index())) {
                    runtimes[group].insert(row);
                }
            }
        }
        let mut included: FxHashMap<FixedBitSet, FixedBitSet> = FxHashMap::default();
        for of_group in &runtimes {
            if !included.contains_key(of_group) {
                let mut modules = FixedBitSet::with_capacity(graph.modules.len());
                of_group.ones().for_each(|row| modules.union_with(&link.runtimes[row].included));
                included.insert(of_group.clone(), modules);
            }
        }
        Self { runtimes, included }
    }

    pub fn runtimes(&self, group: ChunkGroupIdx) -> FixedBitSet {
        self.runtimes.get(group).cloned().unwrap_or_default()
    }

    /// What the group may hold. `None`: anything.
    pub fn modules(&self, group: ChunkGroupIdx) -> Option<&FixedBitSet> {
        self.runtimes.get(group).and_then(|runtimes| self.included.get(runtimes))
    }

    pub fn has(modules: Option<&FixedBitSet>, module: ModuleIdx) -> bool {
        modules.is_none_or(|modules| modules.contains(module.index()))
    }
}

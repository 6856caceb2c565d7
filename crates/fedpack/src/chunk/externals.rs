//! Externals stand where an entry is: what a library's wrapper passes in can be seen in its own file only, and an external
//! that is a name may be there no longer when a chunk is loaded.

use fedpack_graph::{
    ChunkGroupIdx, ChunkIdx, ModuleIdx,
    chunk_graph::ChunkGroupKind,
    module_graph::{ExternalType, ModuleGraph, ModuleKind},
};
use rustc_hash::FxHashSet;

use super::plan::ChunkPlan;

/// Moves externals out of chunks that start nothing, into the entry chunks that lead to these, as webpack does.
pub fn move_to_entries(graph: &ModuleGraph, plan: &mut ChunkPlan) {
    for chunk in plan.chunks.indices() {
        if !plan.chunks[chunk].entry_modules.is_empty() {
            continue;
        }
        let modules = plan.chunks[chunk].modules.iter().copied();
        let moved: Vec<ModuleIdx> = modules.filter(|&module| stands_in_entries(graph, module)).collect();
        if moved.is_empty() {
            continue;
        }
        let entries = entry_chunks_above(plan, chunk);
        if entries.is_empty() {
            continue;
        }
        plan.chunks[chunk].modules.retain(|module| !moved.contains(module));
        for entry in entries {
            plan.chunks[entry].modules.extend(&moved);
            plan.sort_modules(entry);
        }
    }
}

/// Modules that are asked for where they are used may stay there: `import`, and scripts, which the runtime loads.
fn stands_in_entries(graph: &ModuleGraph, module: ModuleIdx) -> bool {
    let ModuleKind::External { external_type, .. } = &graph.modules[module].kind else { return false };
    !matches!(
        external_type,
        ExternalType::Module | ExternalType::Import | ExternalType::ModuleImport | ExternalType::Script
    )
}

/// The nearest chunks with entry modules of the groups that load `chunk`, or of those that load these.
fn entry_chunks_above(plan: &ChunkPlan, chunk: ChunkIdx) -> Vec<ChunkIdx> {
    let mut entries = Vec::new();
    let mut stack = plan.chunks[chunk].groups.clone();
    let mut seen: FxHashSet<ChunkGroupIdx> = stack.iter().copied().collect();
    while let Some(group) = stack.pop() {
        let row = &plan.groups[group];
        if matches!(row.kind, ChunkGroupKind::Entrypoint { .. }) {
            let starting = |chunk: &ChunkIdx| !plan.chunks[*chunk].entry_modules.is_empty();
            entries.extend(row.chunks.iter().copied().filter(starting));
        } else {
            stack.extend(row.parents.iter().filter(|&&parent| seen.insert(parent)));
        }
    }
    entries.sort_unstable();
    entries.dedup();
    entries
}

//! From the plan to the tables that later stages read.

use fedpack_graph::{
    ChunkIdx, ModuleIdx,
    chunk_graph::{ChunkGraph, ModuleSet},
    link_output::LinkOutput,
    module_graph::ModuleGraph,
};
use oxc_index::IndexVec;

use super::{ids::Ids, plan::ChunkPlan};

pub fn finish(
    graph: &ModuleGraph,
    link: &LinkOutput,
    mut plan: ChunkPlan,
    ids: Ids,
    style_sheets: IndexVec<ChunkIdx, ModuleSet>,
) -> ChunkGraph {
    debug_assert!(link.order.len() <= graph.modules.len());
    let mut chunks_of: IndexVec<ModuleIdx, Vec<_>> =
        IndexVec::from_vec(vec![Vec::new(); graph.modules.len()]);
    for (idx, chunk) in plan.chunks.iter_mut_enumerated() {
        chunk.id = ids.chunks[idx].clone();
        chunk.groups.sort_unstable();
        for &module in &chunk.modules {
            chunks_of[module].push(idx);
        }
    }
    ChunkGraph {
        chunks: plan.chunks,
        groups: plan.groups,
        entrypoints: plan.entrypoints,
        chunks_of,
        style_sheets,
        group_of_dependency: plan.group_of_dependency,
        module_ids: ids.modules,
    }
}

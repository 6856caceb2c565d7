//! Graphs as statistics tell them, after the modules of copies have left their chunks or a part of their texts.

use fedpack_graph::{
    ChunkIdx, ModuleIdx,
    chunk_graph::{ChunkGraph, ModuleSet},
};
use rustc_hash::FxHashMap;

use crate::{
    bundler::Graphs,
    share::shake::{PlacedModule, side_file::Id},
};

/// Puts modules into the chunks that have them now. Of modules in one function each has its part of what is left.
pub fn place(graphs: &mut Graphs, placed: &[PlacedModule]) {
    let ids = graphs.chunks.module_ids.iter_enumerated();
    let modules: FxHashMap<Id, ModuleIdx> =
        ids.filter_map(|(module, id)| Some((Id::of(id)?, module))).collect();
    let mut changed: Vec<ChunkIdx> = Vec::new();
    for row in placed {
        let Some(&root) = modules.get(&row.id) else { continue };
        let group = graphs.concatenation.group(root);
        let members: Vec<ModuleIdx> = group.map_or_else(|| vec![root], |group| group.members().collect());
        let before: u64 = members.iter().map(|&member| u64::from(graphs.module_sizes[member])).sum();
        for member in members {
            let bytes = u64::from(graphs.module_sizes[member]) * row.bytes / before.max(1);
            graphs.module_sizes[member] = u32::try_from(bytes).unwrap_or(u32::MAX);
            if !row.from.is_empty() {
                move_module(&mut graphs.chunks, member, &row.from, &row.to);
                changed.extend(&row.to);
            }
        }
    }
    changed.sort_unstable();
    changed.dedup();
    let rank: FxHashMap<ModuleIdx, usize> =
        graphs.link.order.iter().enumerate().map(|(rank, &module)| (module, rank)).collect();
    for chunk in changed {
        sort(&mut graphs.chunks.chunks[chunk].modules, &rank);
    }
}

fn move_module(chunks: &mut ChunkGraph, module: ModuleIdx, from: &[ChunkIdx], to: &[ChunkIdx]) {
    for &chunk in from {
        chunks.chunks[chunk].modules.shift_remove(&module);
    }
    for &chunk in to {
        chunks.chunks[chunk].modules.insert(module);
    }
    let chunks_of = &mut chunks.chunks_of[module];
    chunks_of.retain(|chunk| !from.contains(chunk));
    chunks_of.extend(to);
    chunks_of.sort_unstable();
    chunks_of.dedup();
}

/// Evaluation order.
fn sort(modules: &mut ModuleSet, rank: &FxHashMap<ModuleIdx, usize>) {
    modules.sort_by_key(|module| (rank.get(module).copied().unwrap_or(usize::MAX), *module));
}

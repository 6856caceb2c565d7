//! Fewer chunks for the same modules: equal ones are merged, empty ones dropped.

use fedpack_graph::{
    ChunkIdx, ModuleIdx,
    chunk_graph::{Chunk, ChunkKind},
    link_output::LinkOutput,
};
use rustc_hash::FxHashMap;

use super::plan::ChunkPlan;

/// Chunks with the same modules become one. Never one that is executed at start-up: entries, containers, workers; nor
/// two whose runtimes use different things of a module.
pub fn merge_duplicates(link: &LinkOutput, plan: &mut ChunkPlan) {
    let mut first_with: FxHashMap<Vec<ModuleIdx>, ChunkIdx> = FxHashMap::default();
    let mut merged = Vec::new();
    for (idx, chunk) in plan.chunks.iter_enumerated() {
        if chunk.modules.is_empty() || !may_be_merged(chunk) {
            continue;
        }
        let modules: Vec<_> = chunk.modules.iter().copied().collect();
        match first_with.get(&modules) {
            Some(&first) if !have_equal_modules(link, plan, first, idx) => {}
            Some(&first) => merged.push((first, idx)),
            None => {
                first_with.insert(modules, idx);
            }
        }
    }
    for (into, from) in merged {
        merge(plan, into, from);
    }
    drop_empty(plan);
}

/// Whether two chunks with the same modules have the same of each.
fn have_equal_modules(link: &LinkOutput, plan: &ChunkPlan, left: ChunkIdx, right: ChunkIdx) -> bool {
    let (of_left, of_right) = (plan.runtimes_of(left), plan.runtimes_of(right));
    of_left == of_right
        || plan.chunks[left]
            .modules
            .iter()
            .all(|&module| link.usage_in(module, &of_left) == link.usage_in(module, &of_right))
}

fn may_be_merged(chunk: &Chunk) -> bool {
    match chunk.kind {
        ChunkKind::Entry | ChunkKind::Container | ChunkKind::Runtime => false,
        ChunkKind::Shared | ChunkKind::Expose | ChunkKind::Async | ChunkKind::Common => true,
    }
}

/// Puts all modules of two chunks into the first one; whoever has loaded either loads that. Modules are not sorted.
pub fn unite(plan: &mut ChunkPlan, into: ChunkIdx, from: ChunkIdx) {
    let modules = std::mem::take(&mut plan.chunks[from].modules);
    plan.chunks[into].modules.extend(modules);
    merge(plan, into, from);
}

fn merge(plan: &mut ChunkPlan, into: ChunkIdx, from: ChunkIdx) {
    let groups = std::mem::take(&mut plan.chunks[from].groups);
    for group in groups {
        let chunks = &mut plan.groups[group].chunks;
        chunks.retain(|&chunk| chunk != into);
        for chunk in chunks.iter_mut().filter(|chunk| **chunk == from) {
            *chunk = into;
        }
        if !plan.chunks[into].groups.contains(&group) {
            plan.chunks[into].groups.push(group);
        }
    }
    let removed = &mut plan.chunks[from];
    removed.modules.clear();
    let (name, kind, reason) = (removed.name.take(), removed.kind, std::mem::take(&mut removed.reason));
    let kept = &mut plan.chunks[into];
    kept.name = better_name(kept.name.take(), name);
    if kept.reason != reason {
        kept.reason = format!("{}; {reason}", kept.reason);
    }
    // What another build may ask for is what people look for in the statistics.
    if kind == ChunkKind::Expose || kept.kind != ChunkKind::Expose && kind == ChunkKind::Shared {
        kept.kind = kind;
    }
}

/// The shorter one; of equal length the first in the alphabet.
fn better_name(a: Option<String>, b: Option<String>) -> Option<String> {
    match (a, b) {
        (Some(a), Some(b)) => Some(if (b.len(), &b) < (a.len(), &a) { b } else { a }),
        (a, b) => a.or(b),
    }
}

/// Async chunks without modules: everything they need is there when they are asked for.
pub fn drop_empty(plan: &mut ChunkPlan) {
    plan.retain_chunks(|_, chunk| {
        !chunk.modules.is_empty() || chunk.has_runtime || !chunk.entry_modules.is_empty()
    });
}

//! Subpaths of one shared package that the same chunks ask for come in one chunk.
//!
//! antd imports fifty icons, each by its subpath (`@ant-design/icons/es/icons/CloseOutlined`). Each is negotiated by
//! itself, as it has a share key of its own, and each has a local copy. Whoever needs one of them needs all: they
//! are asked for together, when the chunk is loaded that imports them. So their copies are one file, and what they have
//! in common is in it once.

use std::collections::BTreeMap;

use fedpack_graph::{
    ChunkGroupIdx, ChunkIdx, ModuleIdx, ShareIdx,
    chunk_graph::ChunkKind,
    link_output::LinkOutput,
    module_graph::{ModuleGraph, ModuleKind},
};
use rustc_hash::FxHashMap;

use super::{optimize, plan::ChunkPlan};
use crate::federation::consume_shared::package_of_request;

/// Groups of copies that are asked for by the same chunks: share, package (a share may be of a whole scope, `@mui/`), chunks,
/// and whether the fleet needs them.
type Together<'g> = (ShareIdx, &'g str, Vec<ChunkIdx>, bool);

pub fn merge_subpaths(graph: &ModuleGraph, link: &LinkOutput, plan: &mut ChunkPlan) {
    let consumers = subpath_consumers(graph, link, plan);
    if consumers.len() < 2 {
        return;
    }
    let mut asked_by: FxHashMap<ModuleIdx, Vec<ChunkIdx>> =
        consumers.iter().map(|consumer| (consumer.module, Vec::new())).collect();
    for (chunk, row) in plan.chunks.iter_enumerated() {
        for module in &row.modules {
            if let Some(chunks) = asked_by.get_mut(module) {
                chunks.push(chunk);
            }
        }
    }
    let mut of_groups: BTreeMap<ChunkGroupIdx, Together<'_>> = BTreeMap::new();
    for consumer in consumers {
        let chunks = asked_by.remove(&consumer.module).unwrap_or_default();
        let is_kept = link.shares.is_kept(consumer.module);
        let row = of_groups
            .entry(consumer.copy)
            .or_insert_with(|| (consumer.share, consumer.package, Vec::new(), false));
        row.2.extend(chunks);
        row.3 |= is_kept;
    }
    let mut together: BTreeMap<Together<'_>, Vec<ChunkIdx>> = BTreeMap::new();
    for (group, (share, package, mut chunks, is_kept)) in of_groups {
        chunks.sort_unstable();
        chunks.dedup();
        if let [chunk] = plan.groups[group].chunks[..]
            && !chunks.is_empty()
        {
            together.entry((share, package, chunks, is_kept)).or_default().push(chunk);
        }
    }
    for chunks in together.into_values() {
        let [first, others @ ..] = chunks.as_slice() else { continue };
        for &other in others.iter().filter(|other| *other != first) {
            optimize::unite(plan, *first, other);
        }
        plan.sort_modules(*first);
    }
    optimize::drop_empty(plan);
}

/// A ConsumeShared module of a subpath, with the group of its local copy.
struct Consumer<'g> {
    module: ModuleIdx,
    share: ShareIdx,
    package: &'g str,
    copy: ChunkGroupIdx,
}

/// The package itself is none: it may be much larger, and others ask for it alone.
fn subpath_consumers<'g>(graph: &'g ModuleGraph, link: &LinkOutput, plan: &ChunkPlan) -> Vec<Consumer<'g>> {
    let mut keys: FxHashMap<ShareIdx, Vec<&str>> = FxHashMap::default();
    let mut consumers = Vec::new();
    for &module in &link.order {
        let ModuleKind::ConsumeShared(consume) = &graph.modules[module].kind else { continue };
        keys.entry(consume.share).or_default().push(&consume.share_key);
        let Some(copy) = consume.fallback else { continue };
        let Some(&copy) = plan.group_of_dependency.get(&graph.dependency_of(module, copy)) else { continue };
        let is_copy = |&chunk: &ChunkIdx| plan.chunks[chunk].kind == ChunkKind::Shared;
        if plan.groups[copy].chunks.iter().all(is_copy) {
            let key = consume.share_key.as_str();
            let package = package_of_request(key).unwrap_or(key);
            consumers.push((key, Consumer { module, share: consume.share, package, copy }));
        }
    }
    let is_package = |key: &str, share: ShareIdx| {
        let is_below = |other: &&str| other.strip_prefix(key).is_some_and(|rest| rest.starts_with('/'));
        keys[&share].iter().any(is_below)
    };
    consumers.retain(|&(key, ref consumer)| key != consumer.package && !is_package(key, consumer.share));
    consumers.into_iter().map(|(_, consumer)| consumer).collect()
}

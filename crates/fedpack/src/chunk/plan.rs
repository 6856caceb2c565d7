//! The chunk graph while it is made: chunks may still be merged, split and dropped.

use fedpack_graph::{
    ChunkGroupIdx, ChunkIdx, DependencyIdx, ModuleIdx,
    chunk_graph::{Chunk, ChunkGroup, ChunkGroupKind, ChunkKind, ModuleId, runtimes_of_groups},
    link_output::LinkOutput,
    module_graph::{EntryRuntime, ModuleGraph},
};
use fixedbitset::FixedBitSet;
use indexmap::IndexSet;
use oxc_index::IndexVec;
use rustc_hash::FxHashMap;

use super::{
    ChunkOptions,
    assign::{Assigned, AssignedGroup},
};
use crate::config::RuntimeChunk;

#[derive(Debug)]
pub struct ChunkPlan {
    pub chunks: IndexVec<ChunkIdx, Chunk>,
    pub groups: IndexVec<ChunkGroupIdx, ChunkGroup>,
    pub entrypoints: Vec<(String, ChunkGroupIdx)>,
    pub group_of_dependency: FxHashMap<DependencyIdx, ChunkGroupIdx>,
    /// Place of each module in evaluation order.
    pub position: IndexVec<ModuleIdx, u32>,
}

impl ChunkPlan {
    /// One chunk for each group.
    pub fn new(graph: &ModuleGraph, link: &LinkOutput, assigned: Assigned) -> Self {
        let mut position = IndexVec::from_vec(vec![u32::MAX; graph.modules.len()]);
        for (place, &module) in link.order.iter().enumerate() {
            position[module] = u32::try_from(place).expect("fewer modules than fit in a ModuleIdx");
        }
        let mut plan = Self {
            chunks: IndexVec::with_capacity(assigned.groups.len()),
            groups: IndexVec::with_capacity(assigned.groups.len()),
            entrypoints: assigned.entrypoints,
            group_of_dependency: assigned.group_of_dependency,
            position,
        };
        for group in assigned.groups {
            plan.add_group(group);
        }
        plan
    }

    fn add_group(&mut self, group: AssignedGroup) {
        let mut modules: Vec<_> = group.modules.ones().map(ModuleIdx::from_usize).collect();
        modules.sort_unstable_by_key(|&module| self.position[module]);
        let is_entrypoint = matches!(group.kind, ChunkGroupKind::Entrypoint { .. });
        let chunk = self.chunks.push(Chunk {
            kind: group.chunk_kind,
            name: group.name.clone(),
            id: ModuleId::None,
            modules: modules.into_iter().collect(),
            groups: vec![self.groups.next_idx()],
            entry_modules: group.entry_modules,
            has_runtime: is_entrypoint && group.depend_on.is_empty(),
            filename: group.filename,
            id_hints: Vec::new(),
            reason: group.reason,
        });
        self.groups.push(ChunkGroup {
            name: group.name,
            kind: group.kind,
            chunks: vec![chunk],
            parents: group.parents,
            children: group.children,
            available: group.available,
            runtimes: group.runtimes,
            prefetch: group.prefetch,
            preload: group.preload,
            fetch_priority: group.fetch_priority,
        });
    }

    /// The runtimes that may load a chunk.
    pub fn runtimes_of(&self, chunk: ChunkIdx) -> FixedBitSet {
        runtimes_of_groups(&self.groups, &self.chunks[chunk].groups)
    }

    /// A chunk without modules that belongs to no group yet.
    pub fn add_chunk(&mut self, kind: ChunkKind, name: Option<String>, reason: String) -> ChunkIdx {
        self.chunks.push(Chunk {
            kind,
            name,
            id: ModuleId::None,
            modules: IndexSet::default(),
            groups: Vec::new(),
            entry_modules: Vec::new(),
            has_runtime: false,
            filename: None,
            id_hints: Vec::new(),
            reason,
        })
    }

    /// Makes every group of `chunk` load `other` as well: before it, but after the chunk with the runtime.
    pub fn load_with(&mut self, chunk: ChunkIdx, other: ChunkIdx) {
        for group in self.chunks[chunk].groups.clone() {
            let loaded = &mut self.groups[group].chunks;
            if !loaded.contains(&other) {
                let place = loaded.iter().position(|&there| there == chunk).unwrap_or(loaded.len());
                let is_after = loaded.get(place).is_some_and(|&there| self.chunks[there].has_runtime);
                loaded.insert(place + usize::from(is_after), other);
                self.chunks[other].groups.push(group);
            }
        }
    }

    /// In evaluation order again, after modules came from several chunks.
    pub fn sort_modules(&mut self, chunk: ChunkIdx) {
        let position = &self.position;
        self.chunks[chunk].modules.sort_unstable_by_key(|&module| position[module]);
    }

    /// Loaded at start-up on some way.
    pub fn can_be_initial(&self, chunk: ChunkIdx) -> bool {
        self.chunks[chunk].groups.iter().any(|&group| self.is_entrypoint(group))
    }

    /// Never loaded on demand.
    pub fn is_only_initial(&self, chunk: ChunkIdx) -> bool {
        self.chunks[chunk].groups.iter().all(|&group| self.is_entrypoint(group))
    }

    fn is_entrypoint(&self, group: ChunkGroupIdx) -> bool {
        matches!(self.groups[group].kind, ChunkGroupKind::Entrypoint { .. })
    }

    /// Whether other entries depend on this one.
    fn has_dependents(&self, group: ChunkGroupIdx) -> bool {
        self.groups[group].children.iter().any(|&child| {
            matches!(self.groups[child].kind, ChunkGroupKind::Entrypoint { is_worker: false, .. })
        })
    }

    /// Keeps the chunks of `keep`, in order, and renumbers.
    pub fn retain_chunks(&mut self, keep: impl Fn(ChunkIdx, &Chunk) -> bool) {
        let mut renumbered: IndexVec<ChunkIdx, Option<ChunkIdx>> = IndexVec::with_capacity(self.chunks.len());
        let mut kept = IndexVec::with_capacity(self.chunks.len());
        for (idx, chunk) in std::mem::take(&mut self.chunks).into_iter_enumerated() {
            let is_kept = keep(idx, &chunk);
            renumbered.push(is_kept.then(|| kept.push(chunk)));
        }
        self.chunks = kept;
        for group in &mut self.groups {
            group.chunks = group.chunks.iter().filter_map(|&chunk| renumbered[chunk]).collect();
        }
    }
}

/// `optimization.runtimeChunk`, and the `runtime` of entries. A container keeps its runtime unless it names a chunk:
/// another build loads it by one file. A worker keeps it in any case.
///
/// Where files ask for files, an entry that others depend on gives them its runtime in a file of its own, too.
pub fn separate_runtimes(graph: &ModuleGraph, plan: &mut ChunkPlan, options: &ChunkOptions) {
    let mut by_name: FxHashMap<String, ChunkIdx> = FxHashMap::default();
    let runtimes: FxHashMap<&str, &EntryRuntime> =
        graph.entries.iter().map(|entry| (entry.name.as_str(), &entry.runtime)).collect();
    for (entry, group) in plan.entrypoints.clone() {
        let ChunkGroupKind::Entrypoint { is_container, is_worker: false } = plan.groups[group].kind else {
            continue;
        };
        let with_runtime = plan.groups[group].chunks.iter().copied();
        let Some(own) = with_runtime.into_iter().find(|&chunk| plan.chunks[chunk].has_runtime) else {
            continue;
        };
        let must_give_runtime = options.files_ask_for_files && plan.has_dependents(group);
        let name = match (runtimes.get(entry.as_str()), &options.runtime_chunk) {
            (Some(EntryRuntime::Chunk(name)), _) => name.clone(),
            (Some(EntryRuntime::Own), _) | (_, RuntimeChunk::Off) if must_give_runtime => {
                format!("runtime~{entry}")
            }
            (Some(EntryRuntime::Own), _) => continue,
            (_, _) if is_container => continue,
            (_, RuntimeChunk::Off) => continue,
            (_, RuntimeChunk::Single(name)) => name.clone(),
            (_, RuntimeChunk::Multiple) => format!("runtime~{entry}"),
        };
        plan.chunks[own].has_runtime = false;
        let runtime = *by_name.entry(name.clone()).or_insert_with(|| {
            let chunk =
                plan.add_chunk(ChunkKind::Runtime, Some(name), String::from("runtime of the entries"));
            plan.chunks[chunk].has_runtime = true;
            chunk
        });
        let position = &mut plan.groups[group].chunks;
        // Now that it has no runtime, the entry's own chunk comes last, behind what it needs.
        position.retain(|&chunk| chunk != own);
        position.insert(0, runtime);
        position.push(own);
        plan.chunks[runtime].groups.push(group);
    }
}

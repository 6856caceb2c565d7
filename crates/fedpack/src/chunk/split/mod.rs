//! `optimization.splitChunks`: modules that several chunks hold, or that a cache group asks for, get a chunk of their own.
//!
//! webpack's procedure: every cache group collects candidates, sets of modules for a set of chunks
//! ([`candidates`]); the best candidate is carried out, others lose the modules it took, until none is left.
//! The container's own chunk takes no part: another build loads it as one file.

mod candidates;

use fedpack_graph::{
    ChunkIdx, ModuleIdx,
    chunk_graph::{Chunk, ChunkKind},
    link_output::LinkOutput,
    module_graph::ModuleGraph,
};

use self::candidates::{Candidate, Candidates};
use super::plan::ChunkPlan;
use crate::config::{CacheGroupConfig, SplitChunksConfig, SplitChunksFilter};

/// Of this size on, a candidate is split out whatever the number of requests (webpack's `enforceSizeThreshold`).
const ENFORCED_SIZE: u64 = 50_000;

pub fn split_chunks(
    graph: &ModuleGraph,
    link: &LinkOutput,
    config: &SplitChunksConfig,
    plan: &mut ChunkPlan,
) {
    let mut candidates = Candidates::collect(graph, link, config, plan);
    let mut touched = Vec::new();
    while let Some(candidate) = candidates.take_best(config) {
        Split { config, plan, candidates: &mut candidates, touched: &mut touched }.carry_out(candidate);
    }
    touched.sort_unstable();
    touched.dedup();
    for chunk in touched {
        plan.sort_modules(chunk);
    }
}

fn passes(filter: SplitChunksFilter, plan: &ChunkPlan, chunk: ChunkIdx) -> bool {
    if !may_be_split(&plan.chunks[chunk]) {
        return false;
    }
    match filter {
        SplitChunksFilter::Async => !plan.can_be_initial(chunk),
        SplitChunksFilter::Initial => plan.can_be_initial(chunk),
        SplitChunksFilter::All => true,
    }
}

fn may_be_split(chunk: &Chunk) -> bool {
    match chunk.kind {
        ChunkKind::Container | ChunkKind::Runtime => false,
        ChunkKind::Entry | ChunkKind::Shared | ChunkKind::Expose | ChunkKind::Async | ChunkKind::Common => {
            true
        }
    }
}

struct Split<'a> {
    config: &'a SplitChunksConfig,
    plan: &'a mut ChunkPlan,
    candidates: &'a mut Candidates,
    touched: &'a mut Vec<ChunkIdx>,
}

impl Split<'_> {
    fn carry_out(&mut self, mut candidate: Candidate) {
        let rule = &self.config.cache_groups[candidate.rule];
        let existing = self.existing_chunk(rule, &candidate);
        if let Some(existing) = existing {
            candidate.chunks.retain(|&chunk| chunk != existing);
            if candidate.chunks.is_empty() {
                return;
            }
        }
        let mut used = candidate.chunks.clone();
        if !rule.enforce && candidate.size() < ENFORCED_SIZE {
            used.retain(|&chunk| self.may_load_one_more(chunk));
        }
        used.retain(|&chunk| {
            candidate.modules.iter().any(|module| self.plan.chunks[chunk].modules.contains(module))
        });
        if used.len() < candidate.chunks.len() {
            // Try again for those that are left, in turn with the other candidates.
            used.extend(existing);
            used.sort_unstable();
            if used.len() >= rule.min_chunks as usize {
                candidate.chunks = used;
                self.candidates.put_back(candidate);
            }
            return;
        }
        let chunk = existing.unwrap_or_else(|| self.new_chunk(rule, &candidate));
        self.move_modules(&candidate, &used, chunk);
        self.candidates.take_away(&candidate.modules, &used, self.config);
    }

    /// The chunk of that name, or one that holds exactly these modules already.
    fn existing_chunk(&self, rule: &CacheGroupConfig, candidate: &Candidate) -> Option<ChunkIdx> {
        if let Some(name) = &candidate.name {
            let mut chunks = self.plan.chunks.iter_enumerated();
            return chunks.find(|(_, chunk)| chunk.name.as_ref() == Some(name)).map(|(idx, _)| idx);
        }
        if !rule.reuse_existing_chunk {
            return None;
        }
        let holds_exactly = |chunk: &ChunkIdx| {
            let row = &self.plan.chunks[*chunk];
            let is_started = candidate.chunks.len() > 1 && !row.entry_modules.is_empty();
            !is_started
                && row.modules.len() == candidate.modules.len()
                && candidate.modules.iter().all(|module| row.modules.contains(module))
        };
        let fitting = candidate.chunks.iter().copied().filter(holds_exactly);
        fitting.min_by_key(|&chunk| {
            let name = &self.plan.chunks[chunk].name;
            (name.is_none(), name.as_ref().map_or(0, String::len), name.clone(), chunk)
        })
    }

    fn may_load_one_more(&self, chunk: ChunkIdx) -> bool {
        let groups = self.plan.chunks[chunk].groups.iter();
        let requests = groups.map(|&group| self.plan.groups[group].chunks.len()).max().unwrap_or(0);
        let initial = self.config.max_initial_requests as usize;
        let later = self.config.max_async_requests as usize;
        let most = if self.plan.is_only_initial(chunk) {
            initial
        } else if self.plan.can_be_initial(chunk) {
            initial.min(later)
        } else {
            later
        };
        requests < most
    }

    fn new_chunk(&mut self, rule: &CacheGroupConfig, candidate: &Candidate) -> ChunkIdx {
        let reason = match &candidate.name {
            Some(name) => format!("split chunk (cache group: {}) (name: {name})", rule.key),
            None => format!("split chunk (cache group: {})", rule.key),
        };
        self.plan.add_chunk(ChunkKind::Common, candidate.name.clone(), reason)
    }

    fn move_modules(&mut self, candidate: &Candidate, used: &[ChunkIdx], to: ChunkIdx) {
        for &from in used {
            self.plan.load_with(from, to);
            for module in &candidate.modules {
                self.plan.chunks[from].modules.swap_remove(module);
            }
        }
        self.plan.chunks[to].modules.extend(candidate.modules.iter().copied());
        self.touched.extend(used);
        self.touched.push(to);
    }
}

/// Bytes of scripts and of styles: they end in different files, so each has to be worth a request.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
struct Sizes {
    script: u64,
    style: u64,
}

impl Sizes {
    fn of(graph: &ModuleGraph, module: ModuleIdx) -> Self {
        use fedpack_graph::module_graph::ModuleKind;
        let row = &graph.modules[module];
        let size = u64::from(row.size);
        match &row.kind {
            ModuleKind::Normal { module_type } if module_type.is_css() => Self { script: 0, style: size },
            _ => Self { script: size, style: 0 },
        }
    }

    fn add(&mut self, other: Self) {
        self.script += other.script;
        self.style += other.style;
    }

    fn total(self) -> u64 {
        self.script + self.style
    }
}

//! `optimization.splitChunks`: modules that several chunks hold, or that a cache group asks for, get a chunk of their own.
//!
//! webpack's procedure: every cache group collects candidates, sets of modules for a set of chunks
//! ([`candidates`]); the best candidate is carried out, others lose the modules it took, until none is left.
//! At last, what is still too large is cut ([`cut`]).
//! The container's own chunk takes no part in any of it: another build loads it as one file.

mod candidates;
mod cut;
mod sizes;

use fedpack_graph::{
    ChunkIdx,
    chunk_graph::{Chunk, ChunkKind},
    link_output::LinkOutput,
    module_graph::ModuleGraph,
};
use rustc_hash::{FxHashMap, FxHashSet};
use serde_json::{Value, json};

use self::candidates::{Candidate, Candidates};
use super::plan::ChunkPlan;
use crate::{
    config::{CacheGroupConfig, CutConfig, SplitChunksConfig, SplitChunksFilter},
    diagnostics::{Diagnostics, chunk as diagnostics},
};

pub fn split_chunks(
    graph: &ModuleGraph,
    link: &LinkOutput,
    config: &SplitChunksConfig,
    plan: &mut ChunkPlan,
) -> Diagnostics {
    let mut candidates = Candidates::collect(graph, link, config, plan);
    let mut split = Split {
        config,
        plan,
        touched: FxHashSet::default(),
        made: FxHashMap::default(),
        refused: Vec::new(),
    };
    while let Some(candidate) = candidates.take_best(config) {
        split.carry_out(candidate, &mut candidates);
    }
    let Split { touched, made, mut refused, .. } = split;
    for chunk in touched {
        plan.sort_modules(chunk);
    }
    cut::cut_large_chunks(graph, config, &made, plan);
    refused.sort_unstable();
    refused.dedup();
    let row = |chunk: ChunkIdx| &plan.chunks[chunk];
    let problems = refused.into_iter().map(|(rule, chunk)| {
        diagnostics::cache_group_named_like_a_start(&config.cache_groups[rule], row(chunk))
    });
    problems.collect()
}

fn passes(filter: &SplitChunksFilter, plan: &ChunkPlan, chunk: ChunkIdx) -> bool {
    if !may_be_split(&plan.chunks[chunk]) {
        return false;
    }
    match filter {
        SplitChunksFilter::Async => !plan.can_be_initial(chunk),
        SplitChunksFilter::Initial => plan.can_be_initial(chunk),
        SplitChunksFilter::All => true,
        SplitChunksFilter::Named(test) => {
            plan.chunks[chunk].name.as_ref().is_some_and(|name| test.is_match(name))
        }
        SplitChunksFilter::Script(script) => script.is_true(&chunk_for_script(plan, chunk)),
    }
}

/// What a function is told of a chunk.
fn chunk_for_script(plan: &ChunkPlan, chunk: ChunkIdx) -> Value {
    let row = &plan.chunks[chunk];
    json!({
        "name": row.name, "canBeInitial": plan.can_be_initial(chunk), "isOnlyInitial": plan.is_only_initial(chunk),
        "hasRuntime": matches!(row.kind, ChunkKind::Entry),
    })
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
    /// Chunks whose modules are no longer in evaluation order.
    touched: FxHashSet<ChunkIdx>,
    /// Chunks that cache groups made, and how they are to be cut.
    made: FxHashMap<ChunkIdx, CutConfig>,
    /// Cache groups that would put modules into a chunk which others cannot load, and have not loaded before.
    refused: Vec<(usize, ChunkIdx)>,
}

impl Split<'_> {
    fn carry_out(&mut self, mut candidate: Candidate, candidates: &mut Candidates) {
        let rule = &self.config.cache_groups[candidate.rule];
        let existing = self.existing_chunk(rule, &candidate);
        if let Some(existing) = existing {
            candidate.chunks.retain(|&chunk| chunk != existing);
            if candidate.chunks.is_empty() {
                return;
            }
            let is_out_of_reach =
                self.cannot_be_loaded(existing) || self.is_asked_for_later(existing, &candidate.chunks);
            if is_out_of_reach && !self.is_loaded_before(existing, &candidate.chunks) {
                self.refused.push((candidate.rule, existing));
                return;
            }
        }
        let is_enforced = candidate.is_enforced(rule);
        let mut used = candidate.chunks.clone();
        if !is_enforced {
            used.retain(|&chunk| self.may_load_one_more(rule, chunk));
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
                candidates.put_back(candidate, rule);
            }
            return;
        }
        if let (false, [only]) = (is_enforced, used.as_slice())
            && candidates.keep_remaining(&mut candidate, rule, &self.plan.chunks[*only])
        {
            candidate.chunks.extend(existing);
            candidate.chunks.sort_unstable();
            candidates.put_back(candidate, rule);
            return;
        }
        let chunk = existing.unwrap_or_else(|| self.new_chunk(rule, &candidate));
        self.mark(rule, chunk);
        self.move_modules(&candidate, &used, chunk);
        candidates.take_away(&candidate.modules, &used, self.config);
    }

    /// A container is loaded by other builds, as one file; a chunk with a runtime starts an entry of its own.
    fn cannot_be_loaded(&self, chunk: ChunkIdx) -> bool {
        let row = &self.plan.chunks[chunk];
        row.has_runtime || row.kind == ChunkKind::Container
    }

    /// Whether `existing` starts an entry, and chunks that are loaded on demand would load it: this would start it.
    fn is_asked_for_later(&self, existing: ChunkIdx, chunks: &[ChunkIdx]) -> bool {
        !self.plan.chunks[existing].entry_modules.is_empty()
            && chunks.iter().any(|&chunk| !self.plan.is_only_initial(chunk))
    }

    /// Whether all that load `chunks` have loaded `existing` before: it is a chunk of those who asked for them, or of those
    /// who asked for these. A worker has nothing of the page that starts it.
    fn is_loaded_before(&self, existing: ChunkIdx, chunks: &[ChunkIdx]) -> bool {
        if self.plan.chunks[existing].kind == ChunkKind::Container {
            return false;
        }
        let mut queue: Vec<_> =
            chunks.iter().flat_map(|&chunk| self.plan.chunks[chunk].groups.iter().copied()).collect();
        let mut seen: FxHashSet<_> = queue.iter().copied().collect();
        while let Some(group) = queue.pop() {
            let row = &self.plan.groups[group];
            if row.chunks.contains(&existing) {
                continue;
            }
            if row.kind.is_worker() || row.parents.is_empty() {
                return false;
            }
            queue.extend(row.parents.iter().copied().filter(|&parent| seen.insert(parent)));
        }
        true
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

    fn may_load_one_more(&self, rule: &CacheGroupConfig, chunk: ChunkIdx) -> bool {
        let groups = self.plan.chunks[chunk].groups.iter();
        let requests = groups.map(|&group| self.plan.groups[group].chunks.len()).max().unwrap_or(0);
        let initial = rule.max_initial_requests as usize;
        let later = rule.max_async_requests as usize;
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

    /// Notes what the cache group says about the chunk.
    fn mark(&mut self, rule: &CacheGroupConfig, chunk: ChunkIdx) {
        let row = &mut self.plan.chunks[chunk];
        if let Some(filename) = &rule.filename {
            // Ids and hashes are not made yet; what the function gives is a template.
            let chunk = || {
                let chunk = json!({ "name": row.name, "id": "[id]", "hash": "[chunkhash]" });
                json!({ "chunk": chunk, "contentHashType": "javascript" })
            };
            let filename = filename.text(chunk).into_owned();
            row.filename = Some(filename);
        }
        if let Some(hint) = &rule.id_hint
            && let Err(place) = row.id_hints.binary_search(hint)
        {
            row.id_hints.insert(place, hint.clone());
        }
        let cut = match self.made.remove(&chunk) {
            // Several groups fill one chunk: the strictest limits hold.
            Some(other) => CutConfig {
                min_size: other.min_size.max(rule.cut.min_size),
                max_async_size: other.max_async_size.min(rule.cut.max_async_size),
                max_initial_size: other.max_initial_size.min(rule.cut.max_initial_size),
                name_delimiter: other.name_delimiter,
            },
            None => rule.cut.clone(),
        };
        self.made.insert(chunk, cut);
    }

    fn move_modules(&mut self, candidate: &Candidate, used: &[ChunkIdx], to: ChunkIdx) {
        let row = &self.plan.chunks[to];
        let starts_something = row.has_runtime || !row.entry_modules.is_empty();
        let is_there = starts_something && self.is_loaded_before(to, used);
        for &from in used {
            if !is_there {
                self.plan.load_with(from, to);
            }
            for module in &candidate.modules {
                self.plan.chunks[from].modules.swap_remove(module);
            }
        }
        self.plan.chunks[to].modules.extend(candidate.modules.iter().copied());
        self.touched.extend(used);
        self.touched.insert(to);
    }
}

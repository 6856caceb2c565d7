//! Which modules could move out of which chunks, by which cache group.

use std::{borrow::Cow, cmp::Ordering};

use fedpack_graph::{
    ChunkIdx, ModuleIdx, chunk_graph::Chunk, link_output::LinkOutput, module_graph::ModuleGraph,
    runtime_usage::ModuleUsage,
};
use indexmap::IndexMap;
use oxc_index::IndexVec;
use rustc_hash::{FxBuildHasher, FxHashSet};
use serde_json::{Value, json};

use super::{
    chunk_for_script, passes,
    sizes::{Kinds, Sizes},
};
use crate::{
    chunk::plan::ChunkPlan,
    config::{CacheGroupConfig, ModuleTest, SplitChunksConfig, Template},
};

/// With more different sets of chunks than this, only the sets themselves are candidates and not their subsets, whose
/// number may grow with the square.
const MOST_SETS_FOR_SUBSETS: usize = 400;

#[derive(Debug, Clone)]
pub struct Candidate {
    /// Position of the cache group.
    pub rule: usize,
    pub name: Option<String>,
    /// In evaluation order.
    pub modules: Vec<ModuleIdx>,
    /// Ascending.
    pub chunks: Vec<ChunkIdx>,
    sizes: Sizes,
}

impl Candidate {
    /// Large enough to be split out whatever the other limits say.
    pub fn is_enforced(&self, rule: &CacheGroupConfig) -> bool {
        let threshold = rule.enforce_size_threshold;
        !threshold.is_empty() && self.sizes.below(threshold) == Kinds::NONE
    }
}

#[derive(Debug)]
pub struct Candidates {
    list: Vec<Candidate>,
    /// Of each module.
    sizes: IndexVec<ModuleIdx, Sizes>,
    /// Place of each module in evaluation order.
    position: IndexVec<ModuleIdx, u32>,
}

/// Modules that are in exactly the same chunks.
type Sets = IndexMap<Vec<ChunkIdx>, Vec<ModuleIdx>, FxBuildHasher>;

/// Modules and chunks of candidates that may still grow.
type Drafts = IndexMap<(usize, DraftKey), (Vec<ModuleIdx>, Vec<ChunkIdx>), FxBuildHasher>;

#[derive(PartialEq, Eq, Hash)]
enum DraftKey {
    /// All candidates of one name are one, over all their chunks.
    Name(String),
    Chunks(Vec<ChunkIdx>),
}

impl Candidates {
    pub fn collect(
        graph: &ModuleGraph,
        link: &LinkOutput,
        config: &SplitChunksConfig,
        plan: &ChunkPlan,
    ) -> Self {
        let sets = chunk_sets(graph, link, plan);
        let mut drafts = Drafts::default();
        for (rule, cache_group) in config.cache_groups.iter().enumerate() {
            let filtered = FilteredChunks::new(cache_group, plan);
            for (chunks, modules) in &sets {
                let matching: Vec<_> =
                    modules.iter().copied().filter(|&module| matches(graph, cache_group, module)).collect();
                if matching.is_empty() {
                    continue;
                }
                for subset in subsets(&sets, chunks) {
                    let least = cache_group.min_chunks as usize;
                    let passing = if subset.len() < least { Vec::new() } else { filtered.of(subset) };
                    if passing.is_empty() || passing.len() < least {
                        continue;
                    }
                    for (name, modules) in by_name(graph, plan, cache_group, &passing, &matching) {
                        add_to_draft(&mut drafts, rule, name, passing.clone(), &modules);
                    }
                }
            }
        }
        let sizes = graph.modules.indices().map(|module| Sizes::of(graph, module)).collect();
        let mut candidates = Self { list: Vec::new(), sizes, position: plan.position.clone() };
        for ((rule, key), (modules, chunks)) in drafts {
            let name = match key {
                DraftKey::Name(name) => Some(name),
                DraftKey::Chunks(_) => None,
            };
            candidates.add(Candidate { rule, name, modules, chunks, sizes: Sizes::default() }, config);
        }
        candidates
    }

    fn add(&mut self, mut candidate: Candidate, config: &SplitChunksConfig) {
        let position = &self.position;
        candidate.modules.sort_unstable_by_key(|&module| position[module]);
        candidate.modules.dedup();
        let rule = &config.cache_groups[candidate.rule];
        if self.keep_worthwhile(&mut candidate, rule) {
            self.list.push(candidate);
        }
    }

    /// Drops scripts or styles that are too small to be a file; false if nothing is left, or too little is won.
    fn keep_worthwhile(&self, candidate: &mut Candidate, rule: &CacheGroupConfig) -> bool {
        candidate.sizes = self.size_of(&candidate.modules);
        let too_small = candidate.sizes.below(rule.min_size);
        if too_small != Kinds::NONE {
            self.drop_kinds(candidate, too_small);
        }
        // Nothing but modules without source: not worth a file either.
        let has_limit = !rule.min_size.or(rule.min_size_reduction).is_zero();
        if candidate.modules.is_empty() || has_limit && candidate.sizes.total() == 0 {
            return false;
        }
        let reduction = candidate.sizes.times(candidate.chunks.len() as u64);
        reduction.below(rule.min_size_reduction) == Kinds::NONE
    }

    /// Leaves the modules of these kinds where they are.
    fn drop_kinds(&self, candidate: &mut Candidate, kinds: Kinds) {
        candidate.modules.retain(|&module| !self.sizes[module].has_any(kinds));
        candidate.sizes = self.size_of(&candidate.modules);
    }

    /// `minRemainingSize`: modules whose kind would leave too little behind in `chunk` stay there. True if there are such.
    pub fn keep_remaining(&self, candidate: &mut Candidate, rule: &CacheGroupConfig, chunk: &Chunk) -> bool {
        if rule.min_remaining_size.is_empty() {
            return false;
        }
        let taken: FxHashSet<_> = candidate.modules.iter().copied().collect();
        let mut remaining = Sizes::default();
        for &module in chunk.modules.iter().filter(|module| !taken.contains(module)) {
            remaining.add(self.sizes[module]);
        }
        let too_small = remaining.below(rule.min_remaining_size);
        if too_small == Kinds::NONE {
            return false;
        }
        self.drop_kinds(candidate, too_small);
        true
    }

    fn size_of(&self, modules: &[ModuleIdx]) -> Sizes {
        let mut total = Sizes::default();
        for &module in modules {
            total.add(self.sizes[module]);
        }
        total
    }

    /// Back in turn with the others, if what is left of it is still worth a chunk.
    pub fn put_back(&mut self, mut candidate: Candidate, rule: &CacheGroupConfig) {
        if self.keep_worthwhile(&mut candidate, rule) {
            self.list.push(candidate);
        }
    }

    pub fn take_best(&mut self, config: &SplitChunksConfig) -> Option<Candidate> {
        let best = (0..self.list.len()).reduce(|best, other| {
            let order = self.compare(&self.list[other], &self.list[best], config);
            if order == Ordering::Greater { other } else { best }
        })?;
        Some(self.list.remove(best))
    }

    /// webpack's order: priority, number of chunks, saved bytes, position of the cache group, number of modules.
    fn compare(&self, a: &Candidate, b: &Candidate, config: &SplitChunksConfig) -> Ordering {
        let priority = |candidate: &Candidate| config.cache_groups[candidate.rule].priority;
        let saved = |candidate: &Candidate| {
            candidate.sizes.total() * (candidate.chunks.len() as u64).saturating_sub(1)
        };
        let places = |candidate: &Candidate| -> Vec<u32> {
            candidate.modules.iter().map(|&module| self.position[module]).collect()
        };
        priority(a)
            .cmp(&priority(b))
            .then_with(|| a.chunks.len().cmp(&b.chunks.len()))
            .then_with(|| saved(a).cmp(&saved(b)))
            .then_with(|| b.rule.cmp(&a.rule))
            .then_with(|| a.modules.len().cmp(&b.modules.len()))
            .then_with(|| places(b).cmp(&places(a)))
    }

    /// Modules that were split out of `chunks` can no longer be split out of them by others.
    pub fn take_away(&mut self, modules: &[ModuleIdx], chunks: &[ChunkIdx], config: &SplitChunksConfig) {
        let taken: FxHashSet<_> = modules.iter().copied().collect();
        let mut list = std::mem::take(&mut self.list);
        list.retain_mut(|candidate| {
            let overlaps = candidate.chunks.iter().any(|chunk| chunks.contains(chunk))
                && candidate.modules.iter().any(|module| taken.contains(module));
            if !overlaps {
                return true;
            }
            candidate.modules.retain(|module| !taken.contains(module));
            let rule = &config.cache_groups[candidate.rule];
            self.keep_worthwhile(candidate, rule)
        });
        self.list = list;
    }
}

fn chunk_sets(graph: &ModuleGraph, link: &LinkOutput, plan: &ChunkPlan) -> Sets {
    let mut chunks_of: IndexVec<ModuleIdx, Vec<ChunkIdx>> =
        IndexVec::from_vec(vec![Vec::new(); graph.modules.len()]);
    for (idx, chunk) in plan.chunks.iter_enumerated() {
        for &module in &chunk.modules {
            chunks_of[module].push(idx);
        }
    }
    let mut sets = Sets::default();
    for &module in &link.order {
        let chunks = std::mem::take(&mut chunks_of[module]);
        for chunks in with_equal_usage(link, plan, module, chunks) {
            sets.entry(chunks).or_default().push(module);
        }
    }
    sets
}

/// Chunks whose runtimes use different things of a module have nothing in common there
/// (`splitChunks.usedExports` of webpack, which is on where `optimization.usedExports` is).
fn with_equal_usage(
    link: &LinkOutput,
    plan: &ChunkPlan,
    module: ModuleIdx,
    chunks: Vec<ChunkIdx>,
) -> Vec<Vec<ChunkIdx>> {
    let is_narrowed = link.runtimes.iter().any(|runtime| runtime.narrowed.contains_key(&module));
    if !is_narrowed || chunks.len() < 2 {
        return if chunks.is_empty() { Vec::new() } else { vec![chunks] };
    }
    let mut sets: Vec<(Option<ModuleUsage>, Vec<ChunkIdx>)> = Vec::new();
    for chunk in chunks {
        let usage = link.usage_in(module, &plan.runtimes_of(chunk));
        match sets.iter_mut().find(|(other, _)| *other == usage) {
            Some((_, chunks)) => chunks.push(chunk),
            None => sets.push((usage, vec![chunk])),
        }
    }
    sets.into_iter().map(|(_, chunks)| chunks).collect()
}

/// The set itself first, then all sets of the graph that are part of it.
fn subsets<'a>(sets: &'a Sets, chunks: &'a [ChunkIdx]) -> impl Iterator<Item = &'a [ChunkIdx]> {
    let others = if sets.len() <= MOST_SETS_FOR_SUBSETS { sets.len() } else { 0 };
    let parts = sets.keys().take(others).map(Vec::as_slice).filter(|other| {
        other.len() < chunks.len() && other.iter().all(|chunk| chunks.binary_search(chunk).is_ok())
    });
    std::iter::once(chunks).chain(parts)
}

/// The chunks that a cache group looks at.
struct FilteredChunks {
    passing: IndexVec<ChunkIdx, bool>,
}

impl FilteredChunks {
    fn new(rule: &CacheGroupConfig, plan: &ChunkPlan) -> Self {
        Self { passing: plan.chunks.indices().map(|chunk| passes(&rule.chunks, plan, chunk)).collect() }
    }

    fn of(&self, chunks: &[ChunkIdx]) -> Vec<ChunkIdx> {
        chunks.iter().copied().filter(|&chunk| self.passing[chunk]).collect()
    }
}

fn matches(graph: &ModuleGraph, rule: &CacheGroupConfig, module: ModuleIdx) -> bool {
    let row = &graph.modules[module];
    let fits = |test: &ModuleTest| match test {
        ModuleTest::Path(test) => {
            row.resource().is_some_and(|resource| test.is_match(&resource.path.to_string_lossy()))
        }
        ModuleTest::Script(script) => script.is_true(&module_for_script(graph, module)),
    };
    rule.module_type.as_ref().is_none_or(|test| test.is_match(row.kind.type_name()))
        && rule.layer.as_ref().is_none_or(|test| test.is_match(row.layer.as_deref().unwrap_or("")))
        && rule.test.as_ref().is_none_or(fits)
}

/// What a function is told of a module.
fn module_for_script(graph: &ModuleGraph, module: ModuleIdx) -> Value {
    let row = &graph.modules[module];
    let resource = row.resource();
    json!({
        "resource": resource.map(|it| format!("{}{}{}", it.path.to_string_lossy(), it.query, it.fragment)),
        "path": resource.map(|it| it.path.to_string_lossy()),
        "identifier": row.identifier, "type": row.kind.type_name(), "layer": row.layer, "size": row.size,
    })
}

/// Modules with the name that their chunk is to have; a function is asked for each of them.
fn by_name<'m>(
    graph: &ModuleGraph,
    plan: &ChunkPlan,
    cache_group: &CacheGroupConfig,
    chunks: &[ChunkIdx],
    modules: &'m [ModuleIdx],
) -> Vec<(Option<String>, Cow<'m, [ModuleIdx]>)> {
    let script = match &cache_group.name {
        None => return vec![(None, Cow::Borrowed(modules))],
        Some(Template::Text(name)) => return vec![(Some(name.clone()), Cow::Borrowed(modules))],
        Some(Template::Script(script)) => script,
    };
    let chunks: Vec<Value> = chunks.iter().map(|&chunk| chunk_for_script(plan, chunk)).collect();
    let mut groups: IndexMap<Option<String>, Vec<ModuleIdx>, FxBuildHasher> = IndexMap::default();
    for &module in modules {
        let asked =
            json!({ "module": module_for_script(graph, module), "chunks": chunks, "key": cache_group.key });
        groups.entry(script.text(&asked).filter(|name| !name.is_empty())).or_default().push(module);
    }
    groups.into_iter().map(|(name, modules)| (name, Cow::Owned(modules))).collect()
}

fn add_to_draft(
    drafts: &mut Drafts,
    rule: usize,
    name: Option<String>,
    chunks: Vec<ChunkIdx>,
    modules: &[ModuleIdx],
) {
    let key = name.map_or_else(|| DraftKey::Chunks(chunks.clone()), DraftKey::Name);
    let draft = drafts.entry((rule, key)).or_default();
    draft.0.extend_from_slice(modules);
    if draft.1 != chunks {
        draft.1.extend(chunks);
        draft.1.sort_unstable();
        draft.1.dedup();
    }
}

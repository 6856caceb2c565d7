//! Modules of which single runtimes use less than the build: they are printed once more, for the chunks of these.
//!
//! ```js
//! // both.js                               // in a.js                       // in b.js
//! export const x = 1, y = 2;               d(exports, { x: () => x })       d(exports, { y: () => y })
//! ```
//!
//! All texts of a module agree on everything that others can see: its id, which modules share its function, and what
//! properties of exports objects are called.

use std::sync::Arc;

use fedpack_graph::{
    ChunkGroupIdx, ChunkIdx, ModuleIdx, RuntimeRequirements,
    chunk_graph::{ChunkGraph, runtimes_of_groups},
    concatenation::{ConcatenatedModule, Concatenation},
    link_output::{LinkOutput, UsedExports},
    runtime_usage::ModuleUsage,
};
use fixedbitset::FixedBitSet;
use oxc_index::IndexVec;
use rustc_hash::FxHashMap;

use super::{GenerateInput, module::RenderedModule};
use crate::{
    chunk,
    scan::ecma::ast::{AstTable, EcmaAst},
};

/// The texts of all modules, by the chunk that they stand in.
#[derive(Default)]
pub struct RenderedModules {
    /// As the build uses them.
    pub whole: IndexVec<ModuleIdx, Option<RenderedModule>>,
    /// As some runtimes do: those modules that differ.
    pub narrowed: Vec<FxHashMap<ModuleIdx, RenderedModule>>,
    /// Rows of `narrowed`. Empty if that is.
    pub of_chunk: FxHashMap<ChunkIdx, usize>,
}

impl RenderedModules {
    pub fn get(&self, chunk: ChunkIdx, module: ModuleIdx) -> Option<&RenderedModule> {
        let narrowed = self.of_chunk.get(&chunk).and_then(|&row| self.narrowed[row].get(&module));
        narrowed.or_else(|| self.whole[module].as_ref())
    }

    /// All texts of all modules, in a stable order.
    pub fn texts(&self, order: &[ModuleIdx]) -> impl Iterator<Item = &RenderedModule> {
        order.iter().flat_map(|&module| {
            let narrowed = self.narrowed.iter().filter_map(move |texts| texts.get(&module));
            self.whole[module].iter().chain(narrowed)
        })
    }

    /// What each module needs of the runtime in any of its texts.
    pub fn requirements(&self) -> IndexVec<ModuleIdx, RuntimeRequirements> {
        let of = |row: &RenderedModule| row.requirements;
        let mut all: IndexVec<ModuleIdx, RuntimeRequirements> =
            self.whole.iter().map(|row| row.as_ref().map(of).unwrap_or_default()).collect();
        for (module, row) in self.narrowed.iter().flatten() {
            all[*module] |= row.requirements;
        }
        all
    }
}

/// Chunk → the runtimes that take it in when it is pushed; of a chunk with a runtime, those that this one stands for. A chunk
/// without a row is for every runtime that gets it.
pub type NamedRuntimes = FxHashMap<ChunkIdx, Vec<usize>>;

/// Several runtimes may stand on one page, and get all that is pushed. Where they have different texts of a module, every chunk
/// names those that it is for (rows of `LinkOutput::runtimes`). Otherwise only the chunks that start an entry do. Empty where
/// nothing has to be named.
pub fn named_runtimes(input: GenerateInput<'_>, modules: &RenderedModules) -> NamedRuntimes {
    let chunk_graph = input.chunk_graph;
    let starts = |chunk: ChunkIdx| {
        let row = &chunk_graph.chunks[chunk];
        !row.has_runtime && !row.entry_modules.is_empty()
    };
    if modules.narrowed.is_empty() && !chunk_graph.chunks.indices().any(starts) {
        return NamedRuntimes::default();
    }
    if !input.link.runtimes.is_empty() {
        let rows = chunk_graph.chunks.iter_enumerated().map(|(chunk, row)| {
            (chunk, runtimes_of_groups(&chunk_graph.groups, &row.groups).ones().collect::<Vec<_>>())
        });
        return rows.filter(|(_, runtimes)| !runtimes.is_empty()).collect();
    }
    let mut with_runtime: Vec<ChunkIdx> =
        chunk_graph.chunks.indices().filter(|&chunk| is_runtime_of_pages(chunk_graph, chunk)).collect();
    if with_runtime.len() < 2 {
        return NamedRuntimes::default();
    }
    with_runtime.sort_by_key(|&chunk| &chunk_graph.chunks[chunk].id);
    let places: FxHashMap<ChunkIdx, usize> =
        with_runtime.iter().enumerate().map(|(place, &chunk)| (chunk, place)).collect();
    let mut named: NamedRuntimes = places.iter().map(|(&chunk, &place)| (chunk, vec![place])).collect();
    for chunk in chunk_graph.chunks.indices().filter(|&chunk| starts(chunk)) {
        let loaded = loaded_before(chunk_graph, chunk);
        named.insert(chunk, loaded.iter().filter_map(|chunk| places.get(chunk).copied()).collect());
    }
    named
}

/// Workers get nothing of what pages push.
fn is_runtime_of_pages(chunk_graph: &ChunkGraph, chunk: ChunkIdx) -> bool {
    let row = &chunk_graph.chunks[chunk];
    let is_worker = |group: &ChunkGroupIdx| chunk_graph.groups[*group].kind.is_worker();
    row.has_runtime && !row.groups.iter().all(is_worker)
}

/// Of a chunk that starts an entry: all chunks that this starts with.
pub fn loaded_before(chunk_graph: &ChunkGraph, chunk: ChunkIdx) -> Vec<ChunkIdx> {
    let is_entrypoint = |group: &&ChunkGroupIdx| chunk_graph.groups[**group].kind.is_entrypoint();
    let own = chunk_graph.chunks[chunk].groups.iter().find(is_entrypoint);
    own.map(|&group| chunk_graph.chunks_at_start(group)).unwrap_or_default()
}

/// What is printed once more for some runtimes, and the tables that say how.
pub struct Narrowed {
    pub chunks: Vec<ChunkIdx>,
    pub modules: FixedBitSet,
    pub link: LinkOutput,
    pub concatenation: Concatenation,
}

/// One row for each set of runtimes that has chunks with such modules, in the order of chunks. Empty where all entries have
/// one runtime.
pub fn narrowed(input: GenerateInput<'_>) -> impl Iterator<Item = Narrowed> {
    let chunk_graph = input.chunk_graph;
    let mut by_runtimes: indexmap::IndexMap<FixedBitSet, Vec<ChunkIdx>, rustc_hash::FxBuildHasher> =
        indexmap::IndexMap::default();
    for (chunk, row) in chunk_graph.chunks.iter_enumerated().filter(|_| !input.link.runtimes.is_empty()) {
        let runtimes = runtimes_of_groups(&chunk_graph.groups, &row.groups);
        by_runtimes.entry(runtimes).or_default().push(chunk);
    }
    by_runtimes.into_iter().filter_map(move |(runtimes, chunks)| narrowed_for(input, &runtimes, chunks))
}

fn narrowed_for(input: GenerateInput<'_>, runtimes: &FixedBitSet, chunks: Vec<ChunkIdx>) -> Option<Narrowed> {
    let GenerateInput { link, chunk_graph, concatenation, .. } = input;
    let mut modules = FixedBitSet::with_capacity(link.used.len());
    let mut groups: Vec<ModuleIdx> = Vec::new();
    let mut rows: FxHashMap<ModuleIdx, ModuleUsage> = FxHashMap::default();
    let mut seen = FixedBitSet::with_capacity(link.used.len());
    for &module in chunks.iter().flat_map(|&chunk| &chunk_graph.chunks[chunk].modules) {
        if seen.put(module.index()) {
            continue;
        }
        let Some(group) = concatenation.group(module) else {
            if let Some(usage) = link.usage_in(module, runtimes) {
                modules.insert(module.index());
                rows.insert(module, usage);
            }
            continue;
        };
        // Members stand where their root does.
        if group.root != module {
            continue;
        }
        let narrowed: Vec<_> =
            group.members().filter_map(|member| Some((member, link.usage_in(member, runtimes)?))).collect();
        let is_whole =
            narrowed.is_empty() && group.members().all(|member| link.is_included_in(member, runtimes));
        if !is_whole {
            modules.extend(group.members().map(ModuleIdx::index));
            rows.extend(narrowed);
            groups.push(module);
        }
    }
    if modules.is_clear() {
        return None;
    }
    let mut own = link.clone();
    own.constants.written.retain(|row| rows.get(&row.0).is_none_or(|usage| usage.written.contains(row)));
    for (module, usage) in rows {
        own.mangled[module] = properties(link, module, &usage.exports);
        own.static_imports[module].retain(|row| usage.imports.binary_search(&row.module).is_ok());
        own.reexports[module] = usage.reexports;
        own.used[module].exports = usage.exports;
        own.used[module].statements = usage.statements;
    }
    let concatenation = narrowed_groups(input, &own, groups, &mut modules);
    Some(Narrowed { chunks, modules, link: own, concatenation })
}

/// Properties that stand for `exports`: those that they have everywhere.
fn properties(link: &LinkOutput, module: ModuleIdx, exports: &UsedExports) -> Vec<Arc<str>> {
    match exports {
        UsedExports::Names(names) if !link.mangled[module].is_empty() => {
            names.iter().map(|name| Arc::from(link.property(module, name))).collect()
        }
        UsedExports::Names(_) | UsedExports::All => Vec::new(),
    }
}

/// The functions of `roots`, without members that nothing asks for. These are not printed, and a root that is alone
/// then stands for itself.
fn narrowed_groups(
    input: GenerateInput<'_>,
    link: &LinkOutput,
    roots: Vec<ModuleIdx>,
    modules: &mut FixedBitSet,
) -> Concatenation {
    let mut concatenation = input.concatenation.clone();
    for root in roots {
        let Some(group) = concatenation.group_of[root] else { continue };
        let group_of = &input.concatenation.group_of;
        let parts =
            chunk::parts(link, input.chunk_graph, root, |module: ModuleIdx| group_of[module] == Some(group));
        let narrowed = ConcatenatedModule { root, parts };
        let kept: Vec<ModuleIdx> = narrowed.members().collect();
        for member in input.concatenation.groups[group].members() {
            if kept.len() < 2 || !kept.contains(&member) {
                concatenation.group_of[member] = None;
            }
            modules.set(member.index(), kept.contains(&member));
        }
        concatenation.groups[group] = narrowed;
    }
    concatenation
}

/// The programs of `modules`, which are printed more than once.
pub fn duplicates(asts: &AstTable, modules: &FixedBitSet) -> AstTable {
    asts.iter_enumerated()
        .map(|(module, ast)| {
            ast.as_ref().filter(|_| modules.contains(module.index())).map(EcmaAst::duplicate)
        })
        .collect()
}

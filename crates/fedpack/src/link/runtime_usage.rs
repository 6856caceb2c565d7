//! What single runtimes use, where entries have runtimes of their own: the sweep of [`used_exports`](super::used_exports)
//! once more from the entries of each.

mod shared_chunks;

use fedpack_graph::{
    ModuleIdx,
    link_output::{StaticImport, UsedModule, written_of},
    module_graph::{EntryRuntime, ModuleGraph},
    runtime_usage::{ModuleUsage, RuntimeUsage},
};
use fixedbitset::FixedBitSet;
use rayon::prelude::*;
use rustc_hash::FxHashMap;

pub use self::shared_chunks::Mentions;
use self::shared_chunks::{add_mentions, shared_modules};
use super::{share_usage::Input, used_exports::Usage};
use crate::config::RuntimeChunk;

/// A build with more runtimes than this takes what all of them use for what each uses: a sweep for each, and a chunk
/// for every set of them, would cost more than they save.
const MOST_RUNTIMES: usize = 64;

/// What a runtime needs for the text of a chunk that it shares may make it need more of another one. A build in which
/// that goes on for longer has one usage for all.
const MOST_ROUNDS: usize = 8;

/// Empty with one runtime.
pub fn runtime_usage(input: Input<'_>, usage: &Usage) -> Vec<RuntimeUsage> {
    let Some(runtime_chunk) = &input.options.runtime_chunk else { return Vec::new() };
    let starts = runtimes_of_entries(input.graph, runtime_chunk);
    if starts.len() < 2 || starts.len() > MOST_RUNTIMES {
        return Vec::new();
    }
    let mut mentions = vec![Mentions::default(); starts.len()];
    let sweep = |(entries, mentions): (&FixedBitSet, &Mentions)| {
        narrowed(usage, input.sweep_from(entries, mentions), entries.clone())
    };
    let mut runtimes: Vec<RuntimeUsage> = starts.par_iter().zip(&mentions).map(sweep).collect();
    for _ in 0..MOST_ROUNDS {
        let shared = shared_modules(input, usage, &runtimes);
        let has_grown = add_mentions(input, usage, &shared, &runtimes, &mut mentions);
        if !has_grown.contains(&true) {
            return runtimes;
        }
        let rows = runtimes.par_iter_mut().zip(has_grown).zip(starts.par_iter().zip(&mentions));
        rows.filter(|((_, has_grown), _)| *has_grown).for_each(|((row, _), start)| *row = sweep(start));
    }
    Vec::new()
}

/// The entries of each runtime, in the order of their first ones.
fn runtimes_of_entries(graph: &ModuleGraph, runtime_chunk: &RuntimeChunk) -> Vec<FixedBitSet> {
    let places: FxHashMap<&str, usize> =
        graph.entries.iter().enumerate().map(|(place, entry)| (entry.name.as_str(), place)).collect();
    // By entry, another one that has the same runtime, until it is the first of them.
    let mut same: Vec<usize> = (0..graph.entries.len()).collect();
    let mut by_name: FxHashMap<&str, usize> = FxHashMap::default();
    for (place, entry) in graph.entries.iter().enumerate() {
        for depended_on in entry.depend_on.iter().filter_map(|name| places.get(name.as_str())) {
            unite(&mut same, place, *depended_on);
        }
        let name = match (&entry.runtime, runtime_chunk) {
            (EntryRuntime::Chunk(name), _) => Some(name),
            (EntryRuntime::AsConfigured, RuntimeChunk::Single(name)) => Some(name),
            (EntryRuntime::Own, _) | (_, RuntimeChunk::Off | RuntimeChunk::Multiple) => None,
        };
        if let Some(name) = name {
            unite(&mut same, place, *by_name.entry(name).or_insert(place));
        }
    }
    let mut runtimes: Vec<FixedBitSet> = Vec::new();
    let mut runtime_of: Vec<Option<usize>> = vec![None; same.len()];
    for place in 0..same.len() {
        let first = first(&same, place);
        let runtime = *runtime_of[first].get_or_insert_with(|| {
            runtimes.push(FixedBitSet::with_capacity(same.len()));
            runtimes.len() - 1
        });
        runtimes[runtime].insert(place);
    }
    runtimes
}

fn first(same: &[usize], mut place: usize) -> usize {
    while same[place] != place {
        place = same[place];
    }
    place
}

fn unite(same: &mut [usize], left: usize, right: usize) {
    let (left, right) = (first(same, left), first(same, right));
    same[left.max(right)] = left.min(right);
}

/// What of `own`, the usage of one runtime, is less than `all`, that of the build.
fn narrowed(all: &Usage, own: Usage, entries: FixedBitSet) -> RuntimeUsage {
    let mut runtime = RuntimeUsage {
        entries,
        included: FixedBitSet::with_capacity(own.used.len()),
        active: own
            .connection_active
            .iter()
            .enumerate()
            .filter(|(_, active)| **active)
            .map(|(row, _)| row)
            .collect(),
        narrowed: FxHashMap::default(),
    };
    let Usage { used, static_imports, reexports, written: all_written, .. } = own;
    let rows = used.into_iter_enumerated().zip(static_imports.into_iter().zip(reexports));
    for ((module, used), (imports, reexports)) in rows.filter(|((_, used), _)| used.included) {
        runtime.included.insert(module.index());
        let imports = modules_of(&imports);
        let written = written_of(&all_written, module);
        let UsedModule { exports, statements, .. } = used;
        let is_equal = exports == all.used[module].exports
            && statements == all.used[module].statements
            && imports == modules_of(&all.static_imports[module])
            && reexports == all.reexports[module]
            && written == written_of(&all.written, module);
        if !is_equal {
            runtime.narrowed.insert(
                module,
                ModuleUsage { exports, statements, imports, reexports, written: written.to_vec() },
            );
        }
    }
    runtime
}

impl Usage {
    /// What the tables say of one module.
    fn row(&self, module: ModuleIdx) -> ModuleUsage {
        ModuleUsage {
            exports: self.used[module].exports.clone(),
            statements: self.used[module].statements.clone(),
            imports: modules_of(&self.static_imports[module]),
            reexports: self.reexports[module].clone(),
            written: written_of(&self.written, module).to_vec(),
        }
    }
}

fn modules_of(imports: &[StaticImport]) -> Vec<ModuleIdx> {
    let mut modules: Vec<ModuleIdx> = imports.iter().map(|import| import.module).collect();
    modules.sort_unstable();
    modules
}

//! Ids of modules and chunks: unique in the build, the same in every run and folder.

use fedpack_graph::{
    ChunkIdx, ModuleIdx,
    chunk_graph::ModuleId,
    link_output::LinkOutput,
    module_graph::{DependencyKind, ModuleGraph, ModuleKind},
};
use oxc_index::IndexVec;
use rustc_hash::{FxHashMap, FxHashSet};
use xxhash_rust::xxh3::xxh3_64_with_seed;

use super::{ChunkOptions, keys::path_slug, plan::ChunkPlan};
use crate::config::IdStrategy;

#[derive(Debug)]
pub struct Ids {
    pub modules: IndexVec<ModuleIdx, ModuleId>,
    pub chunks: IndexVec<ChunkIdx, ModuleId>,
}

impl Ids {
    pub fn new(graph: &ModuleGraph, link: &LinkOutput, plan: &ChunkPlan, options: &ChunkOptions) -> Self {
        Self {
            modules: module_ids(graph, link, plan, options.module_ids),
            chunks: chunk_ids(graph, plan, options.chunk_ids),
        }
    }
}

/// Identifiers, but that some are named as in webpack: a module that asks for a shared package without the range
/// (`webpack/sharing/consume/default/react/react`), an external by what asks for it (`react`). Where there are several for
/// one request, the others have their whole identifiers.
fn readable_module_names<'g>(graph: &'g ModuleGraph, modules: &[ModuleIdx]) -> Vec<&'g str> {
    let mut taken = FxHashSet::default();
    let name = |&module: &ModuleIdx| {
        let row = &graph.modules[module];
        let identifier = row.identifier.as_str();
        match &row.kind {
            ModuleKind::ConsumeShared(_) => {
                let short = identifier.split_once(' ').map_or(identifier, |(name, _)| name);
                if taken.insert(short) { short } else { identifier }
            }
            ModuleKind::External { .. } => {
                let short = external_request(graph, module).unwrap_or(identifier);
                if taken.insert(short) { short } else { identifier }
            }
            _ => identifier,
        }
    };
    modules.iter().map(name).collect()
}

/// The first of the requests for an external. `None` for those that nobody wrote, as the container of a remote.
fn external_request(graph: &ModuleGraph, module: ModuleIdx) -> Option<&str> {
    let incoming = graph.modules[module].incoming.iter();
    let asking = incoming.map(|&connection| &graph.dependencies[graph.connections[connection].dependency]);
    let written = asking.filter(|dependency| dependency.kind != DependencyKind::RemoteContainer);
    written.map(|dependency| dependency.request.as_str()).min()
}

fn module_ids(
    graph: &ModuleGraph,
    link: &LinkOutput,
    plan: &ChunkPlan,
    strategy: IdStrategy,
) -> IndexVec<ModuleIdx, ModuleId> {
    let mut is_placed = IndexVec::from_vec(vec![false; graph.modules.len()]);
    for &module in plan.chunks.iter().flat_map(|chunk| &chunk.modules) {
        is_placed[module] = true;
    }
    let placed: Vec<_> = link.order.iter().copied().filter(|&module| is_placed[module]).collect();
    let mut ids = IndexVec::from_vec(vec![ModuleId::None; graph.modules.len()]);
    match strategy {
        IdStrategy::Named => {
            for (&module, name) in placed.iter().zip(distinct_names(&readable_module_names(graph, &placed))) {
                ids[module] = ModuleId::Text(name);
            }
        }
        IdStrategy::Natural => {
            for (number, module) in (0..).zip(placed) {
                ids[module] = ModuleId::Number(number);
            }
        }
        IdStrategy::Hashed => {
            let mut taken = FxHashSet::default();
            for module in placed {
                let text = hashed_text(&graph.modules[module].identifier, &mut taken);
                ids[module] = ModuleId::Text(text);
            }
        }
        IdStrategy::Deterministic => {
            let named = placed.into_iter().map(|module| (graph.modules[module].identifier.as_str(), module));
            for (module, number) in deterministic_numbers(named.collect()) {
                ids[module] = ModuleId::Number(number);
            }
        }
    }
    ids
}

fn chunk_ids(graph: &ModuleGraph, plan: &ChunkPlan, strategy: IdStrategy) -> IndexVec<ChunkIdx, ModuleId> {
    let mut ids = IndexVec::from_vec(vec![ModuleId::None; plan.chunks.len()]);
    match strategy {
        IdStrategy::Named => {
            let names = readable_names(graph, plan);
            for (chunk, name) in names.into_iter_enumerated() {
                ids[chunk] = ModuleId::Text(name);
            }
        }
        IdStrategy::Natural => {
            for (number, chunk) in (0..).zip(plan.chunks.indices()) {
                ids[chunk] = ModuleId::Number(number);
            }
        }
        // webpack has no hashed texts for chunks.
        IdStrategy::Deterministic | IdStrategy::Hashed => {
            let identities: Vec<String> =
                plan.chunks.indices().map(|chunk| identity(graph, plan, chunk)).collect();
            let named = identities.iter().map(String::as_str).zip(plan.chunks.indices());
            for (chunk, number) in deterministic_numbers(named.collect()) {
                ids[chunk] = ModuleId::Number(number);
            }
        }
    }
    ids
}

/// Short numbers from hashes of the names. The range leaves room for twenty times as many, so that a new
/// item seldom moves another.
fn deterministic_numbers<T: Copy>(mut items: Vec<(&str, T)>) -> Vec<(T, u32)> {
    const SMALLEST_RANGE: u64 = 1000;
    const ROOM: u64 = 20;
    const FIRST: u64 = 100;
    let wanted = items.len() as u64 * ROOM;
    let mut range = SMALLEST_RANGE;
    while range < wanted {
        range *= 10;
    }
    items.sort_by(|a, b| a.0.cmp(b.0));
    let mut taken = FxHashSet::default();
    let mut number = |name: &str| {
        for seed in 0.. {
            let hash = xxh3_64_with_seed(name.as_bytes(), seed);
            let number = u32::try_from(FIRST + hash % (range - FIRST)).expect("the range fits in 32 bits");
            if taken.insert(number) {
                return number;
            }
        }
        unreachable!("seeds do not run out before a free number is found")
    };
    items.into_iter().map(|(name, item)| (item, number(name))).collect()
}

/// The names, and where several are the same (a file with and without its rule's loaders), each with a hash behind it, as
/// in webpack.
fn distinct_names(names: &[&str]) -> Vec<String> {
    let mut counts = FxHashMap::default();
    for &name in names {
        *counts.entry(name).or_insert(0_u32) += 1;
    }
    let mut taken: FxHashSet<String> = FxHashSet::default();
    let mut distinct = |name: &str| {
        for seed in 0.. {
            let text = format!("{name}?{:04x}", xxh3_64_with_seed(name.as_bytes(), seed) & 0xffff);
            if !counts.contains_key(text.as_str()) && taken.insert(text.clone()) {
                return text;
            }
        }
        unreachable!("seeds do not run out before a free text is found")
    };
    names.iter().map(|&name| if counts[name] == 1 { name.to_owned() } else { distinct(name) }).collect()
}

/// The first letters of a hash of the name, as many as make it different from those before.
fn hashed_text(name: &str, taken: &mut FxHashSet<String>) -> String {
    const SHORTEST: usize = 4;
    const DIGITS: &[u8; 32] = b"abcdefghijklmnopqrstuvwxyz234567";
    let mut text = String::new();
    for seed in 0.. {
        let mut hash = xxh3_64_with_seed(name.as_bytes(), seed);
        // Five bits each, twelve times.
        for _ in 0..12 {
            text.push(char::from(DIGITS[(hash % 32) as usize]));
            hash /= 32;
            if text.len() >= SHORTEST && taken.insert(text.clone()) {
                return text;
            }
        }
    }
    unreachable!("seeds do not run out before a free text is found")
}

/// What makes a chunk the same one in the next build: its name, else its root modules.
fn identity(graph: &ModuleGraph, plan: &ChunkPlan, chunk: ChunkIdx) -> String {
    let row = &plan.chunks[chunk];
    if let Some(name) = &row.name {
        return name.clone();
    }
    let mut identity = format!("{:?}", row.kind);
    for root in roots(graph, plan, chunk) {
        identity.push('|');
        identity.push_str(&graph.modules[root].identifier);
    }
    identity
}

/// Modules that nothing else in the chunk imports, by identifier. Of a cycle, all of its modules may be missing: then
/// the chunk's last module in evaluation order stands for it.
fn roots(graph: &ModuleGraph, plan: &ChunkPlan, chunk: ChunkIdx) -> Vec<ModuleIdx> {
    let modules = &plan.chunks[chunk].modules;
    let is_root = |module: &ModuleIdx| {
        !graph.modules[*module]
            .incoming
            .iter()
            .filter_map(|&connection| graph.connections[connection].origin)
            .any(|origin| origin != *module && modules.contains(&origin))
    };
    let mut roots: Vec<_> = modules.iter().copied().filter(is_root).collect();
    if roots.is_empty() {
        roots.extend(modules.last());
    }
    roots.sort_unstable_by(|&a, &b| graph.modules[a].identifier.cmp(&graph.modules[b].identifier));
    roots
}

/// Chunk names, else slugs of the root modules behind hints: `src_routes_cart_tsx`,
/// `vendors-node_modules_react_index_js`. Given names go before made ones.
fn readable_names(graph: &ModuleGraph, plan: &ChunkPlan) -> IndexVec<ChunkIdx, String> {
    let mut taken: FxHashSet<String> = plan.chunks.iter().filter_map(|chunk| chunk.name.clone()).collect();
    let mut next: FxHashMap<String, u32> = FxHashMap::default();
    let named = plan.chunks.iter_enumerated().map(|(chunk, row)| match &row.name {
        Some(name) => name.clone(),
        None => {
            let wanted = readable_name(graph, plan, chunk);
            let mut name = wanted.clone();
            while !taken.insert(name.clone()) {
                let number = next.entry(wanted.clone()).or_insert(1);
                *number += 1;
                name = format!("{wanted}-{number}");
            }
            name
        }
    });
    named.collect()
}

/// `./src/lazy-page.js` → `src_lazy-page_js`, as webpack names it.
fn module_slug(identifier: &str) -> String {
    let mut slug = String::with_capacity(identifier.len());
    for character in identifier.trim_start_matches(['.', '/']).chars() {
        if character.is_ascii_alphanumeric() || character == '-' && !slug.is_empty() {
            slug.push(character);
        } else if !slug.ends_with('_') {
            slug.push('_');
        }
    }
    slug.trim_end_matches('_').to_owned()
}

fn readable_name(graph: &ModuleGraph, plan: &ChunkPlan, chunk: ChunkIdx) -> String {
    const LONGEST: usize = 100;
    let roots = roots(graph, plan, chunk);
    let hints = plan.chunks[chunk].id_hints.iter().map(|hint| path_slug(hint));
    let slugs = roots.iter().map(|&root| module_slug(&graph.modules[root].identifier));
    let name = hints.chain(slugs).collect::<Vec<_>>().join("-");
    if name.len() <= LONGEST {
        return name;
    }
    let hash = xxh3_64_with_seed(name.as_bytes(), 0);
    format!("{}_{:08x}", &name[..LONGEST], hash >> 32)
}

//! Chunks of random graphs: against a plain reading of the rules, and by loading them in random order.

use std::{
    collections::{BTreeMap, BTreeSet},
    fmt::Write as _,
};

use fedpack_graph::{
    ChunkGroupIdx, DependencyIdx, ModuleIdx,
    chunk_graph::ChunkGroupKind,
    module_graph::{ModuleGraph, Reach},
    text_graph::TextGraph,
};

use super::{ChunkOptions, Chunked, options};
use crate::config::{CacheGroupConfig, CutConfig, SizeLimits, SplitChunksConfig, SplitChunksFilter};

struct Random(u64);

impl Random {
    fn below(&mut self, limit: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) as usize % limit
    }
}

fn random_text(random: &mut Random) -> String {
    let count = 5 + random.below(12);
    let mut text = String::from("entry one = m0\n");
    match random.below(3) {
        0 => text.push_str("entry two = m1\n"),
        1 => text.push_str("entry two = m1 after one\n"),
        _ => {}
    }
    for module in 0..count {
        writeln!(text, "size m{module} {}", 100 + random.below(400)).unwrap();
        for _ in 0..random.below(4) {
            let target = random.below(count);
            match random.below(9) {
                0..4 => writeln!(text, "m{module} -> m{target}").unwrap(),
                4..7 => writeln!(text, "m{module} ~> m{target}").unwrap(),
                7 => writeln!(text, "m{module} ~> m{target} as name{}", random.below(2)).unwrap(),
                _ => writeln!(text, "m{module} *> m{target}").unwrap(),
            }
        }
    }
    text
}

fn targets(graph: &ModuleGraph, module: ModuleIdx, reach: Reach) -> Vec<(DependencyIdx, ModuleIdx)> {
    let dependencies = graph.dependencies_of(module).filter(|&dependency| graph.reach(dependency) == reach);
    dependencies.map(|dependency| (dependency, graph.target(dependency).unwrap())).collect()
}

/// Everything that has to be there when `root` runs.
fn closure(graph: &ModuleGraph, root: ModuleIdx) -> BTreeSet<ModuleIdx> {
    let mut seen = BTreeSet::new();
    let mut stack = vec![root];
    while let Some(module) = stack.pop() {
        if seen.insert(module) {
            stack.extend(targets(graph, module, Reach::Together).into_iter().map(|(_, target)| target));
        }
    }
    seen
}

/// Roots of each group: of entries and workers, and of what loads later.
fn roots(chunked: &Chunked) -> BTreeMap<ChunkGroupIdx, Vec<ModuleIdx>> {
    let graph = &chunked.text.graph;
    let mut roots: BTreeMap<ChunkGroupIdx, Vec<ModuleIdx>> = BTreeMap::new();
    for (entry, (_, group)) in graph.entries.iter().zip(&chunked.chunks.entrypoints) {
        roots.entry(*group).or_default().push(graph.target(entry.dependencies[0]).unwrap());
    }
    for (&dependency, &group) in &chunked.chunks.group_of_dependency {
        roots.entry(group).or_default().push(graph.target(dependency).unwrap());
    }
    roots
}

/// Applies "a group holds what its roots need and not all of its parents have" to all groups, starting with
/// everything available, until nothing changes.
fn plain_modules(chunked: &Chunked) -> BTreeMap<ChunkGroupIdx, BTreeSet<ModuleIdx>> {
    let graph = &chunked.text.graph;
    let everything: BTreeSet<ModuleIdx> = graph.modules.indices().collect();
    let is_async = |group: ChunkGroupIdx| chunked.chunks.groups[group].kind == ChunkGroupKind::Async;
    let needed: BTreeMap<ChunkGroupIdx, BTreeSet<ModuleIdx>> = roots(chunked)
        .into_iter()
        .map(|(group, roots)| (group, roots.into_iter().flat_map(|root| closure(graph, root)).collect()))
        .collect();
    let depend_on = |group: ChunkGroupIdx| -> Vec<ChunkGroupIdx> {
        let position = chunked.chunks.entrypoints.iter().position(|(_, entry)| *entry == group);
        let names = position.map_or(&[][..], |position| &graph.entries[position].depend_on);
        let group_of = |name: &String| chunked.chunks.entrypoints.iter().find(|(entry, _)| entry == name);
        names.iter().filter_map(|name| Some(group_of(name)?.1)).collect()
    };
    let mut available: BTreeMap<ChunkGroupIdx, BTreeSet<ModuleIdx>> = needed
        .keys()
        .map(|&group| {
            let starts_empty = !is_async(group) && depend_on(group).is_empty();
            (group, if starts_empty { BTreeSet::new() } else { everything.clone() })
        })
        .collect();
    loop {
        let own = |group: &ChunkGroupIdx| -> BTreeSet<ModuleIdx> {
            needed[group].difference(&available[group]).copied().collect()
        };
        let there = |group: &ChunkGroupIdx| -> BTreeSet<ModuleIdx> {
            own(group).union(&available[group]).copied().collect()
        };
        let mut next = available.clone();
        for &group in needed.keys() {
            if is_async(group) {
                let loads_it = |parent: &&ChunkGroupIdx| {
                    own(parent).iter().any(|&module| {
                        let later = targets(graph, module, Reach::Later);
                        later
                            .iter()
                            .any(|(dependency, _)| chunked.chunks.group_of_dependency[dependency] == group)
                    })
                };
                let common = needed.keys().filter(loads_it).map(there);
                next.insert(group, common.reduce(|a, b| &a & &b).unwrap_or_else(|| everything.clone()));
            } else if !depend_on(group).is_empty() {
                let all = depend_on(group).iter().flat_map(there).collect();
                next.insert(group, all);
            }
        }
        if next == available {
            return needed.keys().map(|&group| (group, own(&group))).collect();
        }
        available = next;
    }
}

#[test]
fn groups_hold_what_the_rules_say() {
    let one_to_one = ChunkOptions { merge_duplicate_chunks: false, ..options() };
    for seed in 0..1500 {
        let text = random_text(&mut Random(seed));
        let chunked = Chunked::new(TextGraph::parse(&text).unwrap(), &one_to_one);
        for (group, expected) in plain_modules(&chunked) {
            let chunks = &chunked.chunks.groups[group].chunks;
            let modules: BTreeSet<ModuleIdx> =
                chunks.iter().flat_map(|&chunk| &chunked.chunks.chunks[chunk].modules).copied().collect();
            assert_eq!(modules, expected, "seed {seed}, {group:?}\n{text}");
        }
    }
}

fn split_everything() -> ChunkOptions {
    let size = |bytes| SizeLimits { script: Some(bytes), style: Some(bytes) };
    let cut = CutConfig {
        min_size: size(300),
        max_async_size: size(900),
        max_initial_size: size(700),
        name_delimiter: String::from("-"),
    };
    let shared = CacheGroupConfig {
        key: String::from("shared"),
        test: None,
        module_type: None,
        layer: None,
        name: None,
        filename: None,
        id_hint: None,
        priority: 0,
        chunks: SplitChunksFilter::All,
        min_size: size(300),
        min_size_reduction: size(500),
        min_remaining_size: size(200),
        enforce_size_threshold: size(1500),
        min_chunks: 2,
        max_async_requests: 3,
        max_initial_requests: 3,
        reuse_existing_chunk: true,
        cut: cut.clone(),
    };
    let named = CacheGroupConfig {
        key: String::from("named"),
        test: Some(crate::config::ModuleTest::Path(crate::regexp::Regexp::new("m[1-3]", "").unwrap())),
        name: Some("libs".into()),
        min_chunks: 1,
        priority: -5,
        ..shared.clone()
    };
    let split = SplitChunksConfig {
        cache_groups: vec![shared, named],
        fallback_chunks: SplitChunksFilter::All,
        fallback_cut: cut,
        hide_path_info: false,
    };
    ChunkOptions { split_chunks: Some(split), ..options() }
}

/// Loads groups in random order, as a page does, and checks that whatever is asked for can run.
fn load_at_random(chunked: &Chunked, random: &mut Random, text: &str) {
    let graph = &chunked.text.graph;
    for (entry, (_, group)) in graph.entries.iter().zip(&chunked.chunks.entrypoints) {
        let mut loaded: BTreeSet<ModuleIdx> = BTreeSet::new();
        let load = |loaded: &mut BTreeSet<ModuleIdx>, group: ChunkGroupIdx| {
            for &chunk in &chunked.chunks.groups[group].chunks {
                loaded.extend(&chunked.chunks.chunks[chunk].modules);
            }
        };
        for name in &entry.depend_on {
            let (_, base) = chunked.chunks.entrypoints.iter().find(|(entry, _)| entry == name).unwrap();
            load(&mut loaded, *base);
        }
        load(&mut loaded, *group);
        let root = graph.target(entry.dependencies[0]).unwrap();
        // What may run: what has been asked for, and what that needs.
        let mut running = closure(graph, root);
        for _ in 0..30 {
            assert!(running.is_subset(&loaded), "{running:?} {loaded:?}\n{text}");
            let later: Vec<_> = running
                .iter()
                .flat_map(|&module| targets(graph, module, Reach::Later))
                .filter(|(dependency, _)| {
                    let group = chunked.chunks.group_of_dependency[dependency];
                    chunked.chunks.groups[group].kind == ChunkGroupKind::Async
                })
                .collect();
            if later.is_empty() {
                break;
            }
            let (dependency, target) = later[random.below(later.len())];
            load(&mut loaded, chunked.chunks.group_of_dependency[&dependency]);
            running.extend(closure(graph, target));
        }
    }
}

#[test]
fn whatever_is_asked_for_is_there() {
    for seed in 0..1500 {
        let mut random = Random(seed);
        let text = random_text(&mut random);
        for options in [options(), split_everything()] {
            let chunked = Chunked::new(TextGraph::parse(&text).unwrap(), &options);
            load_at_random(&chunked, &mut random, &text);
        }
    }
}

#[test]
fn tables_agree_with_each_other() {
    for seed in 0..500 {
        let text = random_text(&mut Random(seed));
        let chunked = Chunked::new(TextGraph::parse(&text).unwrap(), &split_everything());
        let chunks = &chunked.chunks;
        let mut ids = BTreeSet::new();
        for (idx, chunk) in chunks.chunks.iter_enumerated() {
            assert!(ids.insert(chunk.id.clone()), "{text}");
            assert!(!chunk.groups.is_empty(), "{text}");
            assert!(chunk.groups.iter().all(|&group| chunks.groups[group].chunks.contains(&idx)), "{text}");
            assert!(chunk.modules.iter().all(|&module| chunks.chunks_of[module].contains(&idx)), "{text}");
        }
        for (idx, group) in chunks.groups.iter_enumerated() {
            assert!(group.chunks.iter().all(|&chunk| chunks.chunks[chunk].groups.contains(&idx)), "{text}");
            assert!(
                group.children.iter().all(|&child| chunks.groups[child].parents.contains(&idx)),
                "{text}"
            );
            let runtimes = group.chunks.iter().filter(|&&chunk| chunks.chunks[chunk].has_runtime).count();
            let needs_runtime = matches!(group.kind, ChunkGroupKind::Entrypoint { .. });
            assert!(runtimes <= usize::from(needs_runtime), "{text}");
        }
    }
}

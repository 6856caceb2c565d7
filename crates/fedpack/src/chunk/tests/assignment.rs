//! Groups, availability, runtime chunks, ids.

use super::{Chunked, chunked, chunked_with, options};
use crate::{
    chunk::ChunkOptions,
    config::{IdStrategy, RuntimeChunk},
};
use fedpack_graph::{chunk_graph::ModuleId, text_graph::TextGraph};

#[test]
fn what_parents_have_is_left_out() {
    let graph = chunked(
        "entry main = a
         a -> shared
         a ~> b
         b -> shared, c
         c ~> d
         d -> c, e, shared",
    );
    assert_eq!(graph.list(), ["Entry main: shared a", "Async b: c b", "Async d: e d"]);
    assert_eq!(graph.loads("a", 1), "b");
}

#[test]
fn only_what_all_parents_have_is_left_out() {
    let graph = chunked(
        "entry one = a
         entry two = b
         a -> x, y
         b -> x, z
         a ~> c
         b ~> c
         c -> x, y, z",
    );
    assert_eq!(graph.list(), ["Entry one: x y a", "Entry two: x z b", "Async c: y z c"]);
}

#[test]
fn groups_that_load_each_other() {
    let graph = chunked(
        "entry main = a
         a -> x
         a ~> b
         b -> x, y
         b ~> c
         c -> x, y, z
         c ~> b
         c ~> a",
    );
    assert_eq!(graph.list(), ["Entry main: x a", "Async b: y b", "Async c: z c"]);
    // Everything is there already.
    assert_eq!(graph.loads("c", 4), "");
}

#[test]
fn a_cycle_with_two_ways_in() {
    // `y` is there on the way by `b`, not on the way from `a` straight to `c`.
    let graph = chunked(
        "entry main = a
         a ~> b, c
         b -> y
         b ~> c
         c -> y
         c ~> b",
    );
    assert_eq!(graph.list(), ["Entry main: a", "Async b: y b", "Async c: y c"]);
}

#[test]
fn imports_of_one_module_share_a_chunk() {
    let graph = chunked("entry main = a; a -> b; a ~> c; b ~> c");
    assert_eq!(graph.list(), ["Entry main: b a", "Async c: c"]);
    assert_eq!(graph.loads("a", 1), graph.loads("b", 0));
}

#[test]
fn names_join_chunks() {
    let graph = chunked("entry main = a; a ~> b as pages; a ~> c as pages");
    assert_eq!(graph.list(), ["Entry main: a", "Async pages: b c"]);
}

#[test]
fn the_name_of_an_entry_is_taken() {
    let graph = chunked("entry main = a; a ~> b as main");
    assert_eq!(graph.diagnostics[0].code, "FED0603");
    assert_eq!(graph.list(), ["Entry main: a", "Async b: b"]);
}

#[test]
fn workers_start_afresh() {
    let graph = chunked("entry main = a; a -> x; a *> w; a *> w as job; w -> x; w ~> lazy; lazy -> x, y");
    assert_eq!(graph.list(), ["Entry main: x a", "Entry w: x w", "Entry job: x w", "Async lazy: y lazy"]);
    let worker = graph.chunks.chunks.iter().find(|chunk| chunk.name.as_deref() == Some("job")).unwrap();
    assert!(worker.has_runtime);
    assert_eq!(worker.entry_modules, [graph.module("w")]);
}

#[test]
fn a_worker_may_be_an_entry_too() {
    let graph = chunked("entry main = a; entry job = w; a *> w as job");
    assert!(graph.diagnostics.is_empty(), "{:?}", graph.diagnostics);
    assert_eq!(graph.list(), ["Entry main: a", "Entry job: w", "Entry w: w"]);
    let graph = chunked("entry main = a; entry job = x; a *> w as job");
    assert_eq!(graph.diagnostics[0].code, "FED0603");
}

#[test]
fn depend_on_shares_modules_and_runtime() {
    let graph = chunked(
        "entry page = a after base, other
         entry base = b
         entry other = c
         a -> x, y, z
         b -> x
         c -> y
         a ~> d
         d -> x, y, z, w",
    );
    assert_eq!(graph.list(), ["Entry page: z a", "Entry base: x b", "Entry other: y c", "Async d: w d"]);
    let runtimes: Vec<_> = graph.chunks.chunks.iter().map(|chunk| chunk.has_runtime).collect();
    assert_eq!(runtimes, [false, true, true, false]);
}

#[test]
fn depend_on_mistakes() {
    let graph = chunked("entry main = a after mian; entry other = b after other");
    let codes: Vec<_> = graph.diagnostics.iter().map(|problem| problem.code).collect();
    assert_eq!(codes, ["FED0601", "FED0602"]);
    let graph = chunked("entry a = a after b; entry b = b after a");
    assert_eq!(graph.diagnostics[0].code, "FED0602");
    assert_eq!(graph.list(), ["Entry a: a", "Entry b: b"]);
}

#[test]
fn runtime_chunks() {
    let text = "entry main = a; entry page = b; entry app = c; container c {./x: a}";
    let single = ChunkOptions { runtime_chunk: RuntimeChunk::Single(String::from("runtime")), ..options() };
    let graph = chunked_with(text, &single);
    assert_eq!(graph.entrypoint("main"), "runtime main");
    assert_eq!(graph.entrypoint("page"), "runtime page");
    assert_eq!(graph.entrypoint("app"), "app");
    let multiple = ChunkOptions { runtime_chunk: RuntimeChunk::Multiple, ..options() };
    let graph = chunked_with(text, &multiple);
    assert_eq!(graph.entrypoint("main"), "runtime~main main");
    assert_eq!(graph.entrypoint("app"), "app");
}

#[test]
fn equal_chunks_are_merged() {
    let text = "entry main = a; a ~> b as long_name; a ~> b as name";
    let graph = chunked(text);
    assert_eq!(graph.list(), ["Entry main: a", "Async name: b"]);
    assert_eq!(graph.loads("a", 0), graph.loads("a", 1));
    let graph = chunked_with(text, &ChunkOptions { merge_duplicate_chunks: false, ..options() });
    assert_eq!(graph.list().len(), 3);
}

#[test]
fn contexts() {
    let list = |context: &str| {
        chunked(&format!("entry main = a; a: f = require(k); a: effect f; context k {context}")).list()
    };
    assert_eq!(list("lazy -> b, c"), ["Entry main: k a", "Async b: b", "Async c: c"]);
    assert_eq!(list("once -> b, c"), ["Entry main: k a", "Async b-c: b c"]);
    assert_eq!(list("eager -> b, c"), ["Entry main: b c k a"]);
    assert_eq!(list("sync -> b, c"), ["Entry main: b c k a"]);
    assert_eq!(list("weak -> b, c"), ["Entry main: k a"]);
    assert_eq!(list("lazy -> b, c as l-[request]"), ["Entry main: k a", "Async l-b: b", "Async l-c: c"]);
}

#[test]
fn ids_are_short_unique_and_stable() {
    let deterministic = ChunkOptions {
        module_ids: IdStrategy::Deterministic,
        chunk_ids: IdStrategy::Deterministic,
        ..options()
    };
    let mut text = String::from("entry main = a\n");
    for index in 0..400 {
        text.push_str(&format!("a ~> b{index}\n"));
    }
    let graph = chunked_with(&text, &deterministic);
    let mut seen = rustc_hash::FxHashSet::default();
    for id in &graph.chunks.module_ids {
        let ModuleId::Number(number) = id else { panic!("{id:?}") };
        assert!((100..10_000).contains(number));
        assert!(seen.insert(*number));
    }
    // One module more does not move the others, but for those that collide with it.
    let more = chunked_with(&format!("{text}a ~> another"), &deterministic);
    let moved = (0..400)
        .map(|index| format!("b{index}"))
        .filter(|name| {
            graph.chunks.module_ids[graph.module(name)] != more.chunks.module_ids[more.module(name)]
        })
        .count();
    assert!(moved <= 1, "{moved}");
}

#[test]
fn nothing_follows_the_numbering_of_modules() {
    let text = "entry main = a
         entry page = b
         a -> x, y
         b -> z, x
         a ~> l1, l2
         b ~> l2, l3
         l1 -> p, q
         l2 -> q, r
         l3 -> r, p
         l3 ~> l1
         a *> w
         w -> r, x";
    let expected = chunked(text).description();
    for seed in 1..20_u64 {
        let mut state = seed;
        let graph = TextGraph::parse_numbered(text, |names| {
            for last in (1..names.len()).rev() {
                state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
                names.swap(last, (state >> 33) as usize % (last + 1));
            }
        });
        assert_eq!(Chunked::new(graph.unwrap(), &options()).description(), expected);
    }
}

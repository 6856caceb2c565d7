//! `splitChunks`.

use super::{Chunked, chunked_with, options};
use crate::{
    chunk::ChunkOptions,
    config::{CacheGroupConfig, SplitChunksConfig, SplitChunksFilter},
};

fn rule(key: &str, chunks: SplitChunksFilter) -> CacheGroupConfig {
    CacheGroupConfig {
        key: key.to_owned(),
        test: None,
        name: None,
        priority: 0,
        chunks,
        min_size: 20_000,
        min_chunks: 1,
        enforce: false,
        reuse_existing_chunk: false,
    }
}

/// webpack's production defaults.
fn defaults(chunks: SplitChunksFilter) -> SplitChunksConfig {
    SplitChunksConfig {
        chunks,
        min_size: 20_000,
        min_chunks: 1,
        max_async_requests: 30,
        max_initial_requests: 30,
        cache_groups: vec![
            CacheGroupConfig {
                min_chunks: 2,
                priority: -20,
                reuse_existing_chunk: true,
                ..rule("default", chunks)
            },
            CacheGroupConfig {
                test: Some(regex::Regex::new("[\\\\/]node_modules[\\\\/]").unwrap()),
                priority: -10,
                reuse_existing_chunk: true,
                ..rule("defaultVendors", chunks)
            },
        ],
    }
}

fn split(text: &str, config: SplitChunksConfig) -> Chunked {
    chunked_with(text, &ChunkOptions { split_chunks: Some(config), ..options() })
}

const SHARED: &str = "entry main = a
     a ~> b, c
     b -> lib, own_b
     c -> lib, own_c
     size lib 30000
     size b 30000";

#[test]
fn modules_of_two_chunks_move_out() {
    let graph = split(SHARED, defaults(SplitChunksFilter::Async));
    assert_eq!(graph.list(), ["Entry main: a", "Async b: own_b b", "Async c: own_c c", "Common lib: lib"]);
    assert_eq!(graph.loads("a", 0), "lib b");
}

#[test]
fn small_modules_stay() {
    let graph = split(&format!("{SHARED}\nsize lib 19999"), defaults(SplitChunksFilter::Async));
    assert_eq!(graph.list().len(), 3);
}

#[test]
fn packages_of_async_chunks_move_out() {
    let text = "entry main = a
         a -> vendor1
         a ~> b
         b -> vendor2
         size vendor1 50000
         size vendor2 50000
         path vendor1 node_modules/v1/index.js
         path vendor2 node_modules/v2/index.js";
    let graph = split(text, defaults(SplitChunksFilter::Async));
    assert_eq!(graph.list(), ["Entry main: vendor1 a", "Async b: b", "Common vendor2: vendor2"]);
    let graph = split(text, defaults(SplitChunksFilter::All));
    assert_eq!(
        graph.list(),
        ["Entry main: a", "Async b: b", "Common vendor1: vendor1", "Common vendor2: vendor2"]
    );
    // The chunk with the runtime is first.
    assert_eq!(graph.entrypoint("main"), "main vendor1");
}

#[test]
fn the_container_stays_whole() {
    let graph = split(
        "entry remote = c
         entry main = a
         container c {./x: x}
         include p
         provide p -> lib eager
         a -> lib
         size lib 90000
         path lib node_modules/lib/index.js",
        defaults(SplitChunksFilter::All),
    );
    assert_eq!(
        graph.list(),
        ["Container remote: c lib p", "Entry main: a p", "Expose x: x", "Common lib: lib"]
    );
    assert_eq!(graph.entrypoint("remote"), "remote");
}

#[test]
fn an_existing_chunk_is_used_again() {
    let graph = split(
        "entry main = a
         a ~> lib, b, c
         b -> lib
         c -> lib
         size lib 30000",
        defaults(SplitChunksFilter::Async),
    );
    assert_eq!(graph.list(), ["Entry main: a", "Async lib: lib", "Async b: b", "Async c: c"]);
    assert_eq!(graph.loads("a", 1), "lib b");
    assert_eq!(graph.loads("a", 0), "lib");
}

#[test]
fn no_more_requests_than_allowed() {
    let config = SplitChunksConfig { max_async_requests: 1, ..defaults(SplitChunksFilter::Async) };
    assert_eq!(split(SHARED, config.clone()).list().len(), 3);
    // Large ones go out all the same, and so does what is enforced.
    assert_eq!(split(&format!("{SHARED}\nsize lib 50000"), config.clone()).list().len(), 4);
    let mut enforced = config;
    enforced.cache_groups[0].enforce = true;
    assert_eq!(split(SHARED, enforced).list().len(), 4);
}

#[test]
fn a_name_collects_over_all_chunks() {
    let named = CacheGroupConfig { name: Some(String::from("libs")), ..rule("libs", SplitChunksFilter::All) };
    let config = SplitChunksConfig { cache_groups: vec![named], ..defaults(SplitChunksFilter::All) };
    let mut with_test = config;
    with_test.cache_groups[0].test = Some(regex::Regex::new("node_modules").unwrap());
    let graph = split(
        "entry main = a
         a -> v1
         a ~> b
         b -> v2
         size v1 15000
         size v2 15000
         path v1 node_modules/v1.js
         path v2 node_modules/v2.js",
        with_test,
    );
    assert_eq!(graph.list(), ["Entry main: a", "Async b: b", "Common libs: v1 v2"]);
    assert_eq!(graph.entrypoint("main"), "main libs");
}

#[test]
fn smaller_sets_profit_from_what_larger_ones_share() {
    // `x` is in all three chunks, `y` in two: with subsets, {b, c} gets both when only together they are large enough.
    let graph = split(
        "entry main = a
         a ~> b, c, d
         b -> x, y
         c -> x, y
         d -> x
         size x 15000
         size y 15000",
        defaults(SplitChunksFilter::Async),
    );
    assert_eq!(
        graph.list(),
        ["Entry main: a", "Async b: b", "Async c: c", "Async d: x d", "Common x-y: x y"]
    );
}

#[test]
fn styles_are_measured_apart() {
    let graph = split(
        "entry main = a
         a ~> b, c
         b -> lib, style
         c -> lib, style
         css style
         size style 900
         size lib 30000",
        defaults(SplitChunksFilter::Async),
    );
    assert_eq!(graph.list(), ["Entry main: a", "Async b: style b", "Async c: style c", "Common lib: lib"]);
}

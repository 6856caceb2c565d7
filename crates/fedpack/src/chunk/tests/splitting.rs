//! `splitChunks`.

use fedpack_graph::text_graph::TextGraph;

use super::{Chunked, chunked_with, options};
use crate::{
    chunk::ChunkOptions,
    config::{CacheGroupConfig, CutConfig, RuntimeChunk, SizeLimits, SplitChunksConfig, SplitChunksFilter},
};

fn both(bytes: u64) -> SizeLimits {
    SizeLimits { script: Some(bytes), style: Some(bytes) }
}

fn rule(key: &str, chunks: SplitChunksFilter) -> CacheGroupConfig {
    CacheGroupConfig {
        key: key.to_owned(),
        test: None,
        module_type: None,
        layer: None,
        name: None,
        filename: None,
        id_hint: None,
        priority: 0,
        chunks,
        min_size: both(20_000),
        min_size_reduction: SizeLimits::default(),
        min_remaining_size: SizeLimits::default(),
        enforce_size_threshold: both(50_000),
        min_chunks: 1,
        max_async_requests: 30,
        max_initial_requests: 30,
        reuse_existing_chunk: false,
        cut: CutConfig {
            min_size: both(20_000),
            max_async_size: SizeLimits::default(),
            max_initial_size: SizeLimits::default(),
            name_delimiter: "-".to_owned(),
        },
    }
}

fn with_groups(cache_groups: Vec<CacheGroupConfig>) -> SplitChunksConfig {
    let fallback_cut = cache_groups[0].cut.clone();
    SplitChunksConfig {
        cache_groups,
        fallback_chunks: SplitChunksFilter::All,
        fallback_cut,
        hide_path_info: false,
    }
}

/// webpack's production defaults, without `minRemainingSize`.
fn defaults(chunks: SplitChunksFilter) -> SplitChunksConfig {
    with_groups(vec![
        CacheGroupConfig {
            min_chunks: 2,
            priority: -20,
            reuse_existing_chunk: true,
            ..rule("default", chunks.clone())
        },
        CacheGroupConfig {
            test: Some(crate::config::ModuleTest::Path(
                crate::regexp::Regexp::new("[\\\\/]node_modules[\\\\/]", "").unwrap(),
            )),
            priority: -10,
            reuse_existing_chunk: true,
            ..rule("defaultVendors", chunks)
        },
    ])
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
    let mut config = defaults(SplitChunksFilter::Async);
    config.cache_groups[0].max_async_requests = 1;
    assert_eq!(split(SHARED, config.clone()).list().len(), 3);
    // Large ones go out all the same, and so does what is enforced.
    assert_eq!(split(&format!("{SHARED}\nsize lib 50000"), config.clone()).list().len(), 4);
    let mut lower = config.clone();
    lower.cache_groups[0].enforce_size_threshold = both(30_000);
    assert_eq!(split(SHARED, lower).list().len(), 4);
    let mut never = config;
    never.cache_groups[0].enforce_size_threshold = SizeLimits::default();
    assert_eq!(split(&format!("{SHARED}\nsize lib 90000"), never).list().len(), 3);
}

#[test]
fn a_name_collects_over_all_chunks() {
    let named = CacheGroupConfig { name: Some("libs".into()), ..rule("libs", SplitChunksFilter::All) };
    let mut with_test = with_groups(vec![named]);
    with_test.cache_groups[0].test =
        Some(crate::config::ModuleTest::Path(crate::regexp::Regexp::new("node_modules", "").unwrap()));
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

#[test]
fn little_saved_is_not_worth_a_chunk() {
    let mut config = defaults(SplitChunksFilter::Async);
    config.cache_groups[0].min_size_reduction = both(60_001);
    assert_eq!(split(SHARED, config.clone()).list().len(), 3);
    config.cache_groups[0].min_size_reduction = both(60_000);
    assert_eq!(split(SHARED, config).list().len(), 4);
}

#[test]
fn what_stays_behind_has_a_least_size() {
    let text = "entry main = a
         a -> lib
         size a 100
         size lib 30000
         path lib node_modules/lib/index.js";
    let mut config = defaults(SplitChunksFilter::All);
    config.cache_groups[1].min_remaining_size = both(101);
    assert_eq!(split(text, config.clone()).list(), ["Entry main: lib a"]);
    config.cache_groups[1].min_remaining_size = both(100);
    assert_eq!(split(text, config.clone()).list(), ["Entry main: a", "Common lib: lib"]);
    // Large ones go out all the same.
    config.cache_groups[1].min_remaining_size = both(101);
    assert_eq!(split(&format!("{text}\nsize lib 50000"), config).list().len(), 2);
}

#[test]
fn types_and_layers_choose_modules() {
    let text = "entry main = a
         a -> style, lib
         css style
         size style 30000
         size lib 30000";
    let group = |test: CacheGroupConfig| {
        let mut text = TextGraph::parse(text).unwrap();
        let lib = text.find("lib").unwrap();
        text.graph.modules[lib].layer = Some(String::from("ui-kit"));
        let config = with_groups(vec![CacheGroupConfig { name: Some("out".into()), ..test }]);
        Chunked::new(text, &ChunkOptions { split_chunks: Some(config), ..options() }).list()
    };
    let all = || rule("group", SplitChunksFilter::All);
    let pattern = |source: &str| Some(crate::regexp::Regexp::new(source, "").unwrap());
    let by_type = group(CacheGroupConfig { module_type: pattern("^css"), ..all() });
    assert_eq!(by_type, ["Entry main: lib a", "Common out: style"]);
    let by_layer = group(CacheGroupConfig { layer: pattern("^ui"), ..all() });
    assert_eq!(by_layer, ["Entry main: style a", "Common out: lib"]);
}

const LARGE: &str = "entry main = a
     a -> lib/one, lib/two, other/three
     size lib/one 30000
     size lib/two 30000
     size other/three 30000";

fn cut_at(bytes: u64) -> SplitChunksConfig {
    let mut config = defaults(SplitChunksFilter::Async);
    config.fallback_cut.max_initial_size = both(bytes);
    config
}

#[test]
fn large_chunks_are_cut() {
    let graph = split(LARGE, cut_at(65_000));
    assert_eq!(graph.list(), ["Entry main: lib/one lib/two a", "Common main-other_three: other/three"]);
    assert_eq!(graph.entrypoint("main"), "main main-other_three");
    let mut hidden = cut_at(65_000);
    hidden.hide_path_info = true;
    let hidden = split(LARGE, hidden);
    let name = hidden.chunks.chunks.iter().nth(1).and_then(|chunk| chunk.name.clone()).unwrap();
    assert!(name.strip_prefix("main-").is_some_and(|hash| hash.len() == 8), "{name}");
    assert_eq!(split(LARGE, cut_at(95_000)).list().len(), 1);
}

#[test]
fn styles_are_cut_in_their_order() {
    let text = "entry main = a
         a -> z, y, x
         css x
         css y
         css z
         size x 30000
         size y 30000
         size z 30000";
    let graph = split(text, cut_at(30_000));
    // The chunk with the runtime is loaded first, so it keeps the first part.
    assert_eq!(graph.entrypoint("main"), "main main-y main-x");
    assert_eq!(graph.list()[0], "Entry main: z a");
    let options = ChunkOptions {
        split_chunks: Some(cut_at(30_000)),
        runtime_chunk: RuntimeChunk::Single(String::from("runtime")),
        ..options()
    };
    let graph = chunked_with(text, &options);
    assert_eq!(graph.entrypoint("main"), "runtime main-z main-y main");
}

#[test]
fn a_container_is_never_cut_or_filled() {
    let text = "entry shop = c
         entry main = a
         container c {./x: x}
         a -> lib
         size lib 90000";
    let graph = split(text, cut_at(20_000));
    assert!(graph.list().contains(&String::from("Container shop: c")));
    let named = CacheGroupConfig { name: Some("shop".into()), ..rule("libs", SplitChunksFilter::All) };
    let graph = split(text, with_groups(vec![named]));
    assert_eq!(graph.list(), ["Container shop: c", "Entry main: lib a", "Expose x: x"]);
    assert_eq!(graph.diagnostics[0].code, "FED0604");
}

#[test]
fn a_group_may_fill_an_entry_that_is_there_before() {
    let text = "entry main = a
         entry other = o
         a ~> page
         page -> lib
         page ~> deep
         deep -> lib2
         size lib 30000
         size lib2 30000
         path lib node_modules/lib/index.js
         path lib2 node_modules/lib2/index.js";
    let mut config = defaults(SplitChunksFilter::Async);
    config.cache_groups[1].name = Some("main".into());
    let graph = split(text, config.clone());
    assert_eq!(
        graph.list(),
        ["Entry main: a lib lib2", "Entry other: o", "Async page: page", "Async deep: deep"]
    );
    assert_eq!(graph.loads("page", 1), "deep", "what is there is not loaded once more");
    let graph = split(&format!("{text}\n o ~> deep"), config);
    assert_eq!(graph.diagnostics[0].code, "FED0604", "`other` has no chunk of `main`");
}

#[test]
fn a_group_may_fill_an_entry_without_runtime() {
    let text = "entry libs = l
         entry main = a
         a -> lib
         size lib 30000
         path lib node_modules/lib/index.js";
    let mut config = defaults(SplitChunksFilter::All);
    config.cache_groups[1].name = Some("libs".into());
    assert_eq!(split(text, config.clone()).diagnostics[0].code, "FED0604");
    let single = RuntimeChunk::Single(String::from("runtime"));
    let options = ChunkOptions { split_chunks: Some(config), runtime_chunk: single, ..options() };
    let graph = chunked_with(text, &options);
    assert_eq!(graph.list(), ["Entry libs: l lib", "Entry main: a", "Runtime runtime: "]);
    assert_eq!(graph.entrypoint("main"), "runtime libs main");
}

#[test]
fn what_is_left_equal_is_merged() {
    let graph = split(
        "entry main = a
         a ~> b as one
         a ~> b as two, lib as two
         size lib 30000
         path lib node_modules/lib/index.js",
        defaults(SplitChunksFilter::Async),
    );
    assert_eq!(graph.list(), ["Entry main: a", "Async one: b", "Common lib: lib"]);
    assert_eq!((graph.loads("a", 0), graph.loads("a", 1)), ("one".into(), "lib one".into()));
}

//! Where federation's module kinds go.

use super::chunked;

#[test]
fn exposes_have_chunks_of_their_own() {
    let graph = chunked(
        "entry remote = c
         container c {./x: a, ./y: b as widget, ./z: a}
         a -> lib
         b -> lib",
    );
    assert_eq!(
        graph.list(),
        // Two exposes of one module have equal chunks.
        ["Container remote: c", "Expose a: lib a", "Expose widget: lib b"]
    );
    assert_eq!(graph.loads("c", 0), graph.loads("c", 2));
    assert!(graph.chunks.chunks[fedpack_graph::ChunkIdx::from_usize(0)].has_runtime);
}

#[test]
fn a_lazy_shared_copy_is_loaded_on_its_own() {
    let graph = chunked(
        "entry main = a
         include p
         provide p -> react
         consume s -> react
         a -> s
         react -> helper",
    );
    assert_eq!(graph.list(), ["Entry main: s a p", "Shared react: helper react"]);
    assert_eq!(graph.loads("s", 0), "react");
    assert_eq!(graph.loads("p", 0), "react");
}

#[test]
fn an_eager_shared_copy_is_in_its_parents_chunk() {
    let graph = chunked(
        "entry main = a
         include p
         provide p -> react eager
         consume s -> react eager
         a -> s",
    );
    assert_eq!(graph.list(), ["Entry main: react s a p"]);
}

#[test]
fn provided_modules_belong_to_every_entry_but_workers() {
    let graph = chunked(
        "entry main = a
         entry remote = c
         container c {./x: a}
         include p
         provide p -> react
         a *> w",
    );
    assert_eq!(
        graph.list(),
        ["Entry main: a p", "Container remote: c p", "Entry w: w", "Expose a: a", "Shared react: react"]
    );
}

#[test]
fn remotes_stay_with_their_importer_and_their_scripts_with_entries() {
    let graph = chunked(
        "entry main = a
         a ~> page
         page => r
         remote r
         r -> script
         external script",
    );
    assert_eq!(graph.list(), ["Entry main: a script", "Async page: r page"]);
}

#[test]
fn what_the_host_has_loaded_does_not_count_for_the_container() {
    let graph = chunked(
        "entry main = a
         entry remote = c
         container c {./b: b}
         a -> lib
         a ~> b
         b -> lib",
    );
    // The expose brings `lib`, the import() of the host does not.
    assert_eq!(graph.list(), ["Entry main: lib a", "Container remote: c", "Async b: b", "Expose b-2: lib b"]);
}

//! Order, provided exports and their conflicts.

use fedpack_graph::{summary::Presence, text_graph::TextGraph};

use super::{Linked, PRODUCTION, linked};
use crate::diagnostics::Severity;

#[test]
fn order_is_post_order_with_later_modules_last() {
    let graph = linked(
        "entry main = a
         a ~> lazy
         a -> b, c
         b -> d
         c -> d
         lazy -> e, d
         include p
         provide p -> q",
    );
    assert_eq!(graph.order(), "d b c a p e lazy q");
}

#[test]
fn order_survives_cycles() {
    let graph = linked("entry main = a; a -> b; b -> c; c -> a, d");
    assert_eq!(graph.order(), "d c b a");
}

#[test]
fn reexports_lead_to_the_declaration() {
    let graph = linked(
        "entry main = a
         a: export {x, y as z} from b
         a: export * as ns from c
         b: export {x} from c
         b: export y =
         c: export x =",
    );
    assert_eq!(graph.provided("a"), "ns=c.* x=c.x z=b.y");
    assert_eq!(graph.provided("b"), "x=c.x y=b.y");
}

#[test]
fn stars_leave_out_default_and_own_names_win() {
    let graph = linked(
        "entry main = a
         a: export * from b
         a: export x =
         b: export x =
         b: export y =
         b: export default =",
    );
    assert_eq!(graph.provided("a"), "x=a.x y=b.y");
    assert!(graph.diagnostics.is_empty());
}

#[test]
fn a_name_of_two_stars_is_left_out() {
    let graph = linked(
        "entry main = a
         a: export * from b
         a: export * from c
         b: export x =
         c: export x =
         c: export y =",
    );
    assert_eq!(graph.provided("a"), "y=c.y");
    assert_eq!(
        graph.problems(),
        ["FED0403 warning ./a does not export \"x\": `export *` brings it from ./b and from ./c"]
    );
    assert_eq!(graph.diagnostics[0].labels.len(), 2);
}

#[test]
fn a_left_out_name_does_not_hide_another() {
    let graph = linked(
        "entry main = a
         a: export * from b
         a: export * from d
         b: export * from c
         b: export * from d
         c: export x =
         d: export x =",
    );
    assert_eq!(graph.provided("b"), "");
    assert_eq!(graph.provided("a"), "x=d.x");
}

#[test]
fn one_binding_by_two_stars_is_no_conflict() {
    let graph = linked(
        "entry main = a
         a: export * from b
         a: export * from c
         b: export * from d
         c: export {x} from d
         d: export x =",
    );
    assert_eq!(graph.provided("a"), "x=d.x");
    assert!(graph.diagnostics.is_empty());
}

#[test]
fn a_strict_module_may_not_have_conflicting_stars() {
    let graph = linked(
        "entry main = a; mjs a
         a: export * from b
         a: export * from c
         b: export x =
         c: export x =",
    );
    assert!(graph.problems()[0].starts_with("FED0403 error"));
}

#[test]
fn stars_of_unknown_modules_are_left_to_run_time() {
    let graph = linked(
        "entry main = a
         a: export * from b
         b: export * from c
         b: export x =
         cjs c",
    );
    assert_eq!(graph.provided("a"), "x=b.x ?");
    assert_eq!(graph.provided("b"), "x=b.x ?");
    assert_eq!(graph.provided("c"), "?");
}

#[test]
fn cyclic_stars_share_their_names() {
    let graph = linked(
        "entry main = a
         a: export * from b
         a: export x =
         b: export * from c
         b: export y =
         c: export * from a
         c: export * from d
         d: export z =",
    );
    assert_eq!(graph.provided("a"), "x=a.x y=b.y z=d.z");
    assert_eq!(graph.provided("b"), "x=a.x y=b.y z=d.z");
    assert_eq!(graph.provided("c"), "x=a.x y=b.y z=d.z");
    assert!(graph.diagnostics.is_empty());
}

#[test]
fn around_a_cycle_of_stars_the_next_name_wins() {
    let graph = linked(
        "entry main = a
         a: export * from b
         a: export x =
         b: export * from c
         c: export * from d
         c: export x =
         d: export * from a",
    );
    assert_eq!(graph.provided("a"), "x=a.x");
    assert_eq!(graph.provided("b"), "x=c.x");
    assert_eq!(graph.provided("c"), "x=c.x");
    assert_eq!(graph.provided("d"), "x=a.x");
    assert!(graph.diagnostics.is_empty());
}

#[test]
fn a_cycle_of_stars_that_comes_to_two_names_has_neither() {
    let graph = linked(
        "entry main = a
         a: export * from b
         a: export * from c
         b: export * from a
         b: export x =
         c: export * from a
         c: export x =",
    );
    assert_eq!(graph.provided("a"), "");
    assert_eq!(graph.provided("b"), "x=b.x");
    assert_eq!(graph.diagnostics.len(), 1);
}

/// A name in which two members of a cycle do not agree is the affair of who reads it.
#[test]
fn a_strict_cycle_of_stars_may_come_to_two_names() {
    let text = "entry main = entry; mjs entry, a, c
         entry: import {y} from a
         entry: effect y
         a: export * from b
         a: export * from c
         a: export y =
         b: export x =
         c: export * from a
         c: export x =";
    let problems = linked(text).problems();
    assert_eq!(problems.len(), 1);
    assert!(problems[0].starts_with("FED0403 warning"), "{problems:?}");
    let problems = linked(&text.replace("{y}", "{x}").replace("effect y", "effect x")).problems();
    assert!(problems.iter().any(|problem| problem.starts_with("FED0401 error")), "{problems:?}");
}

#[test]
fn presence_of_exports_says_how_conflicting_stars_are_told() {
    let told = |presence| {
        let text = "entry main = a; mjs a
             a: export * from b
             a: export * from c
             b: export x =
             c: export x =";
        let mut text = TextGraph::parse(text).unwrap();
        let a = text.find("a").unwrap();
        text.summaries[a].as_mut().unwrap().exports_presence.reexports = presence;
        let linked = Linked::new(text, &PRODUCTION);
        linked.diagnostics.iter().map(|problem| problem.severity).collect::<Vec<_>>()
    };
    assert_eq!(told(Presence::Silent), []);
    assert_eq!(told(Presence::Warn), [Severity::Warning]);
    assert_eq!(told(Presence::Error), [Severity::Error]);
    assert_eq!(told(Presence::Auto), [Severity::Error]);
}

#[test]
fn a_circle_of_reexports_is_reported_once() {
    let graph = linked(
        "entry main = a
         a: import {x} from b
         a: effect x
         b: export {x} from c
         c: export {x} from d
         d: export {x} from b",
    );
    assert_eq!(graph.provided("b"), "x=?");
    assert_eq!(graph.binding("a", 0), "missing");
    assert_eq!(
        graph.problems(),
        ["FED0404 error \"x\" is re-exported in a circle of 3 exports and declared by none"]
    );
    assert_eq!(graph.diagnostics[0].labels.len(), 3);
}

#[test]
fn json_has_its_keys() {
    let graph = linked("entry main = a; a: import {x} from j; json j {x, y}; a: effect x");
    assert_eq!(graph.provided("j"), "default=j.default x=j.x y=j.y");
    assert_eq!(graph.used("j"), "x");
    let used = |mentions: &str| {
        let text = format!(
            "entry main = a; a: import {{default as d}} from j; json j {{x, y}}; a: effect {mentions}"
        );
        linked(&text).used("j")
    };
    assert_eq!(used("d.x"), "x");
    assert_eq!(used("d.x d.map"), "default x");
    assert_eq!(used("d"), "default");
}

#[test]
fn containers_provide_get_and_init() {
    let graph = linked("entry app = c; container c {./x: a}; a: export x =");
    assert_eq!(graph.provided("c"), "get=c.get init=c.init");
    assert_eq!(graph.used("a"), "*");
}

#[test]
fn shared_modules_are_known_at_run_time_only() {
    let graph = linked(
        "entry main = a
         a: export * from s
         consume s -> r
         r: export x =",
    );
    assert_eq!(graph.provided("s"), "?");
    assert_eq!(graph.provided("a"), "?");
}

//! What imports mean, and what is wrong with them.

use super::{DEVELOPMENT, linked, linked_with};

#[test]
fn a_pure_barrel_is_looked_through() {
    let text = "entry main = a
         a: import {x} from barrel
         a: effect x
         barrel: export {x} from x
         barrel: export {y} from y
         x: export x =
         y: export y =";
    let graph = linked(text);
    assert_eq!(graph.binding("a", 0), "x.x");
    assert_eq!(graph.included(), "x a");
    assert_eq!(graph.imports("a"), "x");
    let graph = linked_with(text, &DEVELOPMENT);
    assert_eq!(graph.binding("a", 0), "barrel.x");
    assert_eq!(graph.included(), "x y barrel a");
}

#[test]
fn a_barrel_with_effects_stays_in_between() {
    let graph = linked(
        "entry main = a
         a: import {x} from barrel
         a: effect x
         barrel: export {x} from x
         barrel: export {y} from y
         barrel: effect
         x: export x =
         y: export y =",
    );
    assert_eq!(graph.binding("a", 0), "barrel.x");
    assert_eq!(graph.included(), "x barrel a");
    assert_eq!(graph.reexports("barrel"), "x=x.x");
}

#[test]
fn a_declared_pure_barrel_hides_no_effects_on_the_way() {
    // `mid` has effects, and runs when what it brings is used; `barrel` may be left out all the same.
    let graph = linked(
        "entry main = a
         pure barrel
         a: import {x} from barrel
         a: effect x
         barrel: export * from mid
         barrel: effect
         mid: export * from x
         mid: effect
         x: export x =",
    );
    assert_eq!(graph.binding("a", 0), "mid.x");
    assert_eq!(graph.included(), "x mid a");
}

#[test]
fn shared_remote_external_and_commonjs_are_not_looked_through() {
    for kind in ["consume b -> c", "remote b", "external b", "cjs b"] {
        let graph = linked(&format!(
            "entry main = a
             a: import {{x}} from barrel
             a: effect x
             barrel: export {{x}} from b
             pure barrel
             {kind}
             c: export x ="
        ));
        assert_eq!(graph.binding("a", 0), "b.x", "{kind}");
        assert_eq!(graph.imports("a"), "b", "{kind}");
    }
}

#[test]
fn members_of_namespaces_are_read_where_they_live() {
    let graph = linked(
        "entry main = a
         a: import * as ns from barrel
         a: import {inner} from barrel
         a: effect ns.x inner.y
         barrel: export {x} from x
         barrel: export * as inner from y
         x: export x =
         y: export y =
         y: export z =",
    );
    assert_eq!(graph.binding("a", 0), "barrel.*");
    assert_eq!(graph.binding("a", 1), "y.*");
    assert_eq!((graph.used("barrel"), graph.used("x")), (String::new(), "x".to_owned()));
    assert_eq!(graph.used("y"), "y");
}

#[test]
fn names_that_are_not_there_are_reported_where_they_are_imported() {
    let text = "entry main = a
         a: import {conut} from b
         a: effect conut
         b: export count =
         b: export other =";
    let graph = linked(text);
    assert_eq!(graph.problems(), ["FED0401 warning \"conut\" is not exported by ./b"]);
    let problem = &graph.diagnostics[0];
    assert_eq!(problem.help.as_deref(), Some("did you mean \"count\"? exports: count, other"));
    let label = &problem.labels[0];
    assert_eq!(&label.source[label.span.start as usize..label.span.end as usize], "import {conut} from b");
    assert_eq!(graph.binding("a", 0), "missing");
    let graph = linked(&format!("{text}; mjs a"));
    assert_eq!(graph.problems(), ["FED0401 error \"conut\" is not exported by ./b"]);
}

#[test]
fn unread_imports_may_have_been_types() {
    let graph = linked("entry main = a; a: import {T} from b; b: export x =");
    assert!(graph.diagnostics.is_empty());
}

#[test]
fn members_of_namespaces_are_checked() {
    let graph = linked("entry main = a; a: import * as ns from b; a: effect ns.y ns.x; b: export x =");
    assert_eq!(graph.problems(), ["FED0401 warning \"y\" is not exported by ./b"]);
    let graph = linked("entry main = a; a: import * as ns from b; a: effect ns ns.y; b: export x =");
    assert!(graph.diagnostics.is_empty());
}

#[test]
fn unknown_reexports_are_reported() {
    let graph = linked("entry main = a; a: export {y} from b; b: export x =");
    assert_eq!(graph.problems(), ["FED0401 warning \"y\" is not exported by ./b"]);
}

#[test]
fn shared_modules_are_checked_against_the_local_copy() {
    let graph = linked(
        "entry main = a
         mjs a
         a: import {x, y} from s
         a: effect x y
         consume s -> r
         r: export x =",
    );
    assert_eq!(
        graph.problems(),
        ["FED0405 warning \"y\" is not exported by ./r, the local copy of shared module \"./s\""]
    );
    assert_eq!(graph.binding("a", 1), "s.y");
}

#[test]
fn data_has_a_default_export_only() {
    let graph = linked("entry main = a; a: import {x} from j; a: effect x; json j {x}");
    assert!(graph.problems()[0].starts_with("FED0402 warning"));
    let graph = linked("entry main = a; mjs a; a: import {x} from j; a: effect x; json j {x}");
    assert!(graph.problems()[0].starts_with("FED0402 error"));
    let graph = linked("entry main = a; a: import {default as j} from j; a: effect j; json j {x}");
    assert!(graph.diagnostics.is_empty());
}

#[test]
fn code_in_a_cycle_keeps_its_place() {
    let text = "entry main = main
         main: import {seen} from a
         main: effect seen
         a: import {seen} from b
         a: export {seen}
         a: export late =
         b: import {late} from a
         b: export seen = late";
    assert_eq!(linked(text).binding("main", 0), "a.seen");
    // Whoever declares it takes the responsibility, and a mere barrel has nothing to see.
    assert_eq!(linked(&format!("{text}\npure a")).binding("main", 0), "b.seen");
    let barrel = text.replace("a: export late =", "b: export late =").replace("late} from a", "x} from a");
    assert_eq!(linked(&barrel).binding("main", 0), "b.seen");
}

//! Side effects, used exports, live statements, async modules.

use super::{DEVELOPMENT, LinkOptions, PRODUCTION, linked, linked_with};

#[test]
fn unused_exports_and_what_only_they_use_are_dead() {
    let graph = linked(
        "entry main = a
         a: import {f} from b
         a: effect f
         b: import {x} from c
         b: import {y} from d
         b: export f = x
         b: export g = y helper
         b: helper =
         c: export x =
         d: export y =",
    );
    assert_eq!(graph.included(), "c b a");
    assert_eq!(graph.used("b"), "f");
    // Two import declarations and `f`.
    assert_eq!(graph.statements("b"), "0 1 2");
    assert_eq!(graph.imports("b"), "c");
}

#[test]
fn modules_with_effects_run_without_being_used() {
    let text = "entry main = a
         a -> polyfill, pure_module, declared
         a: import {x} from b
         polyfill: effect
         pure_module: export y =
         declared: effect
         pure declared
         b: export x =
         b -> style
         css style";
    let graph = linked(text);
    assert_eq!(graph.included(), "polyfill style b a");
    assert_eq!(graph.imports("a"), "polyfill b");
    assert_eq!(graph.used("b"), "");
}

#[test]
fn a_declaration_overrules_syntax_and_what_is_below() {
    let graph = linked(
        "entry main = a
         a -> b, d
         pure b
         b -> c
         b: effect
         c: effect
         effects d
         d: export x =",
    );
    assert_eq!(graph.included(), "d a");
}

#[test]
fn a_cycle_of_innocent_modules_is_innocent() {
    let graph = linked("entry main = a; a -> b; b -> c; c -> b; c: export x =");
    assert_eq!(graph.included(), "a");
    let graph = linked("entry main = a; a -> b; b -> c; c -> b; c: effect");
    assert_eq!(graph.included(), "c b a");
}

#[test]
fn entries_are_run_and_not_read_unless_they_are_a_library() {
    let text = "entry main = a, b; a: export x =; a: effect; b: export y =; b: export {x} from a";
    let graph = linked(text);
    assert_eq!(graph.used("a"), "");
    assert_eq!(graph.used("b"), "");
    let library = LinkOptions { entries_with_library: vec![String::from("main")], ..PRODUCTION };
    let graph = linked_with(text, &library);
    assert_eq!(graph.used("b"), "*");
    assert_eq!(graph.used("a"), "x");
    assert_eq!(graph.reexports("b"), "x=a.x");
}

#[test]
fn other_builds_may_read_everything() {
    let graph = linked(
        "entry app = c
         container c {./x: a}
         include p
         provide p -> b
         a: import {s} from s
         a: export x = s
         a: export y =
         consume s -> r
         b: export z =
         r: export s =
         r: export t =",
    );
    assert_eq!(graph.used("a"), "*");
    assert_eq!(graph.used("b"), "*");
    assert_eq!(graph.used("r"), "*");
    assert_eq!(graph.statements("r"), "*");
}

#[test]
fn dynamic_imports_use_what_they_name() {
    let graph = linked(
        "entry main = a
         a ~> b {x}
         a ~> c
         b: export x =
         b: export y = z
         b: import {z} from d
         c: export x =
         d: export z =",
    );
    assert_eq!(graph.used("b"), "x");
    assert_eq!(graph.used("c"), "*");
    assert_eq!(graph.included(), "a b c");
}

#[test]
fn dynamic_imports_of_dead_statements_load_nothing() {
    let graph = linked(
        "entry main = a
         a: import {f} from b
         a: effect f
         b: export f = import(c)
         b: export g = import(d) require(e)
         cjs e",
    );
    assert_eq!(graph.included(), "b a c");
}

#[test]
fn commonjs_is_kept_whole() {
    let graph = linked(
        "entry main = a
         a: import {x} from b
         a: effect x
         cjs b
         b => c
         c: export y =
         c: export z =",
    );
    assert_eq!(graph.used("b"), "*");
    assert_eq!(graph.used("c"), "*");
    assert_eq!(graph.statements("b"), "*");
}

#[test]
fn stars_pass_on_what_is_used() {
    let graph = linked(
        "entry main = a
         a: import {x, z} from b
         a: effect x z
         b: effect
         b: export * from c
         b: export * from d
         b: export * from e
         c: export x =
         c: export y =
         d: export w =
         cjs e",
    );
    assert_eq!(graph.used("b"), "x z");
    assert_eq!(graph.used("c"), "x");
    // `z` can only come from the CommonJS module.
    assert_eq!(graph.reexports("b"), "x=c.x +e");
    assert_eq!(graph.included(), "c e b a");
}

#[test]
fn an_escaping_namespace_uses_all() {
    let graph = linked(
        "entry main = a
         a: import * as ns from b
         a: effect ns
         b: export x =
         b: export * from c
         c: export y =
         c: export default =",
    );
    assert_eq!(graph.used("b"), "*");
    assert_eq!(graph.reexports("b"), "y=c.y");
    assert_eq!(graph.imports("b"), "c");
}

#[test]
fn development_keeps_everything() {
    let graph = linked_with(
        "entry main = a
         a: import {x} from b
         b: export x =
         b: export y = z
         b: import {z} from c
         c: export z =
         pure c",
        &DEVELOPMENT,
    );
    assert_eq!(graph.included(), "c b a");
    assert_eq!(graph.used("b"), "*");
    assert_eq!(graph.statements("b"), "*");
}

#[test]
fn weak_contexts_include_nothing() {
    let graph = linked("entry main = a; a: f = import(k); context k weak -> b; a: effect f");
    assert_eq!(graph.included(), "a k");
}

#[test]
fn top_level_await_spreads_over_static_imports() {
    let graph = linked(
        "entry main = a
         a -> b
         a ~> d
         b: import {x} from barrel
         b: effect x
         barrel: export {x} from c
         pure barrel, c
         c: await
         c: export x =
         d -> d2
         d2 => c",
    );
    let is_async = |name| graph.link.is_async[graph.module(name)];
    assert!(is_async("a") && is_async("b") && is_async("c"));
    assert!(!is_async("d") && !is_async("d2"));
}

#[test]
fn top_level_await_in_a_cycle() {
    let graph = linked("entry main = a; a -> b; b -> c; c -> b; c: await");
    assert!(["a", "b", "c"].iter().all(|name| graph.link.is_async[graph.module(name)]));
}

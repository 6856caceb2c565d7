//! Sizes at which a quadratic pass or a recursion would be seen.

use std::{
    fmt::Write as _,
    time::{Duration, Instant},
};

use super::{DEVELOPMENT, LinkOptions, Linked, PRODUCTION};

/// Generous: these take a tenth of it unoptimised on a busy machine, and a quadratic pass many times as much.
const LIMIT: Duration = Duration::from_secs(20);

fn in_time(text: &str, options: &LinkOptions) -> Linked {
    let graph = fedpack_graph::text_graph::TextGraph::parse(text).unwrap();
    let start = Instant::now();
    let linked = Linked::new(graph, options);
    let elapsed = start.elapsed();
    assert!(elapsed < LIMIT, "link took {elapsed:?}");
    linked
}

fn star_chain(length: usize, body: &str) -> String {
    let mut text = String::from("entry main = entry\n");
    for index in 0..length {
        write!(text, "m{index}: export x{index} =\n{}", body.replace('N', &index.to_string())).unwrap();
        if index + 1 < length {
            writeln!(text, "m{index}: export * from m{}", index + 1).unwrap();
        }
    }
    text
}

#[test]
fn ten_thousand_stars_one_name() {
    let mut text = star_chain(10_000, "");
    text.push_str("entry: import {x9999} from m0\nentry: effect x9999");
    let graph = in_time(&text, &PRODUCTION);
    assert_eq!(graph.binding("entry", 0), "m9999.x9999");
    assert_eq!(graph.included(), "m9999 entry");
}

#[test]
fn ten_thousand_stars_all_names() {
    let mut text = star_chain(10_000, "");
    for index in 0..10_000 {
        writeln!(text, "entry: import {{x{index}}} from m0\nentry: effect x{index}").unwrap();
    }
    let graph = in_time(&text, &PRODUCTION);
    assert_eq!(graph.binding("entry", 5000), "m5000.x5000");
}

#[test]
fn ten_thousand_stars_as_a_namespace() {
    let mut text = star_chain(10_000, "");
    text.push_str("entry: import * as ns from m0\nentry: effect ns");
    for (options, listed) in [(PRODUCTION, "x9999=m9999.x9999"), (DEVELOPMENT, "x9999=m9500.x9999")] {
        let graph = in_time(&text, &options);
        assert_eq!(graph.used("m0"), "*");
        assert_eq!(graph.reexports("m0"), "+m1");
        // The first that has few enough names of stars to list them, in production from where they are declared.
        assert!(graph.reexports("m9499").ends_with(listed));
    }
}

#[test]
fn ten_thousand_stars_with_effects() {
    let mut text = star_chain(10_000, "mN: effect\n");
    text.push_str("entry: import {x9999} from m0\nentry: effect x9999");
    let graph = in_time(&text, &PRODUCTION);
    assert_eq!(graph.binding("entry", 0), "m0.x9999");
    assert_eq!(graph.reexports("m5000"), "x9999=m5001.x9999");
}

#[test]
fn a_ring_of_ten_thousand_stars() {
    let ring = "m9999: export * from m0\nentry: import {x5000} from m9999\nentry: effect x5000";
    let graph = in_time(&(star_chain(10_000, "") + ring), &PRODUCTION);
    assert_eq!(graph.binding("entry", 0), "m9999.x5000");
    assert_eq!(graph.reexports("m2500"), "x5000=m2501.x5000");
    let graph = in_time(&(star_chain(10_000, "pure mN\n") + ring), &PRODUCTION);
    assert_eq!(graph.binding("entry", 0), "m5000.x5000");
}

/// A search for each module and name, through all modules, would be cubic.
#[test]
fn a_dense_cycle_of_stars_as_namespaces() {
    const COUNT: usize = 400;
    let mut text = String::from("entry main = entry\n");
    for index in 0..COUNT {
        writeln!(text, "m{index}: export x{index} =\nm{index}: effect").unwrap();
        for step in [1, 7, 13] {
            writeln!(text, "m{index}: export * from m{}", (index + step) % COUNT).unwrap();
        }
        writeln!(text, "entry: import * as n{index} from m{index}\nentry: effect n{index}").unwrap();
    }
    for options in [PRODUCTION, DEVELOPMENT] {
        let graph = in_time(&text, &options);
        // Two steps of 13 and one of 7, of which the first star of the three goes first.
        assert!(graph.reexports("m0").split(' ').any(|it| it == "x33=m7.x33"));
    }
}

#[test]
fn a_chain_of_named_reexports() {
    let mut text = String::from("entry main = entry\nentry: import {x} from m0\nentry: effect x\n");
    for index in 0..10_000 {
        writeln!(text, "m{index}: export {{x}} from m{}", index + 1).unwrap();
    }
    text.push_str("m10000: export x =");
    let graph = in_time(&text, &PRODUCTION);
    assert_eq!(graph.binding("entry", 0), "m10000.x");
}

#[test]
fn fifty_thousand_imports_deep() {
    let mut text = String::from("entry main = m0\n");
    for index in 0..50_000 {
        writeln!(text, "m{index}: import {{x}} from m{}\nm{index}: export x = x", index + 1).unwrap();
    }
    text.push_str("m50000: export x =\nm50000: effect\nm50000: await");
    for options in [PRODUCTION, DEVELOPMENT] {
        let graph = in_time(&text, &options);
        assert!(graph.link.is_async[graph.module("m0")]);
        assert_eq!(graph.text.name(graph.link.order[0]), "m50000");
    }
}

#[test]
fn a_wide_barrel_with_many_importers() {
    let mut text = String::from("entry main = root\npure barrel\nbarrel: effect\n");
    for index in 0..2_000 {
        writeln!(text, "barrel: export * from icon{index}\nicon{index}: export i{index} =").unwrap();
        writeln!(text, "user{index}: import {{i{index}}} from barrel\nuser{index}: effect i{index}").unwrap();
        writeln!(text, "root -> user{index}").unwrap();
    }
    let graph = in_time(&text, &PRODUCTION);
    assert_eq!(graph.imports("user1234"), "icon1234");
    assert!(!graph.link.used[graph.module("barrel")].included);
}

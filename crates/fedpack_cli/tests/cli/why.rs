//! `fedpack build --explain`.

use crate::program::{Finished, Project};

/// An application with a package of three modules, one of them unused, and a CommonJS module.
fn project() -> Project {
    Project::new(&[
        ("fedpack.config.json", r#"{ "entry": "./src/index.js", "mode": "production" }"#),
        (
            "src/index.js",
            "import { total } from './cart.js';\nimport * as old from './old.js';\nimport { add } from 'kit';\nconsole.log(total(), old.name, add(3, 4));\n",
        ),
        (
            "src/cart.js",
            "import { add } from 'kit';\nconsole.log('cart');\nexport const total = () => add(1, 2);\nexport const unused = 1;\n",
        ),
        ("src/old.js", "exports.name = module.id;\n"),
        ("src/dead.js", "export const dead = 1;\n"),
        ("node_modules/kit/package.json", r#"{ "name": "kit", "version": "2.3.4", "sideEffects": false }"#),
        ("node_modules/kit/index.js", "export * from './add.js';\nexport * from './subtract.js';\n"),
        ("node_modules/kit/add.js", "export const add = (a, b) => console.log('adds') || a + b;\n"),
        ("node_modules/kit/subtract.js", "export const subtract = (a, b) => a - b;\n"),
    ])
}

fn explain(project: &Project, subject: &str) -> Finished {
    project.run(&["build", "--quiet", "--no-color", "--explain", subject])
}

fn text(project: &Project, subject: &str) -> String {
    let explained = explain(project, subject);
    assert_eq!(explained.code, 0, "{}", explained.stderr);
    explained.stdout
}

#[track_caller]
fn has(text: &str, part: &str) {
    assert!(text.contains(part), "{part:?} is not in\n{text}");
}

#[test]
fn a_module_is_explained_by_who_asks_for_it_and_what_is_used() {
    let text = text(&project(), "src/cart.js");
    has(&text, "import chain\n  ./src/index.js\n    ./src/cart.js (line 1: ./cart.js)\n");
    has(&text, "asked for by\n  ./src/index.js:1 (harmony side effect evaluation)\n");
    has(&text, "used exports: 1\n  total  by ./src/index.js\n");
    has(&text, "unused exports: 1\n  unused\n");
}

#[test]
fn what_keeps_a_module_apart_is_said_with_what_would_change_it() {
    let text = text(&project(), "old.js");
    has(&text, "ModuleConcatenation bailout: Module is not an ECMAScript module");
    has(&text, "An ES module build of it");
}

#[test]
fn a_module_that_is_left_out_says_so() {
    has(&text(&project(), "kit/subtract.js"), "Not in the output");
}

#[test]
fn a_package_is_explained_by_its_importers_and_modules() {
    let text = text(&project(), "kit");
    has(&text, "kit 2.3.4: ");
    has(&text, "in 1 of 3 modules");
    has(&text, "./src/cart.js (uses add, through re-exports) → ./node_modules/kit/add.js");
}

#[test]
fn all_bytes_have_an_owner() {
    let text = text(&project(), "bytes");
    has(&text, "the application 3 modules");
    has(&text, "kit 1 module");
    has(&text, "runtime, and what stands around modules");
}

#[test]
fn what_was_not_built_is_an_error_that_says_how_to_go_on() {
    let explained = explain(&project(), "src/dead.js");
    assert_eq!(explained.code, 2);
    has(&explained.stderr, "no module or package `src/dead.js` was built; `--explain bytes` lists what was");
}

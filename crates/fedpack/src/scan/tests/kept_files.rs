//! Builds that take over what earlier ones have read come out as builds from nothing.

use std::{
    fs,
    path::Path,
    sync::Arc,
    time::{Duration, SystemTime},
};

use fedpack_graph::module_graph::ModuleKey;
use proptest::prelude::*;
use serde_json::json;

use super::project::Project;
use crate::{
    bundler::{Build, Bundler},
    scan::kept_files::KeptFiles,
};

/// Each file with the texts that it may have; the first one is what it begins with.
const FILES: [(&str, &[&str]); 9] = [
    (
        "index.tsx",
        &[
            "import { a } from './a'; import './sheet.css'; import data from './data.json'; \
             import kit from 'kit'; import styles from './card.module.css'; import url from './logo.png'; \
             console.log(a, data.list, kit, styles.box, url, <p/>); import('./late').then(it => it.late);",
            "import { a } from './a'; console.log(a); import('./late');",
            "import { a } from './a'; import { b } from './b'; console.log(a, b, <b/>);",
            "console.log(;",
        ],
    ),
    (
        "a.ts",
        &["export const a: number = 1;", "export const a = 2; export const z = 3;", "export * from './b';"],
    ),
    (
        "b.js",
        &[
            "export const a = 'b', b = 'b';",
            "exports.a = 1; exports.b = 2;",
            "export const b = import.meta.url;",
        ],
    ),
    ("late.js", &["export const late = 1, other = 2;", "import './b'; export const late = 3;"]),
    ("sheet.css", &["@import './more.css'; .a { color: red }", ".a { color: blue }"]),
    ("more.css", &[".m { margin: 1px }", ".m {"]),
    (
        "card.module.css",
        &[".box { color: red } .gone { color: green }", ".box { composes: a from './sheet.css' }"],
    ),
    ("data.json", &["{\"list\": [1], \"unused\": 2}", "{\"list\": 3}", "{"]),
    ("node_modules/kit/index.js", &["module.exports = require('./own');", "export default 'kit';"]),
];

/// Those that come and go, or say how others are read.
const OTHERS: [(&str, &[&str]); 5] = [
    ("a.js", &["export const a = 'found before a.ts';"]),
    ("tsconfig.json", &["{\"compilerOptions\": {\"jsxImportSource\": \"kit\"}}", "{}"]),
    (
        "node_modules/kit/package.json",
        &["{\"sideEffects\": false}", "{\"main\": \"other.js\"}", "{\"type\": \"module\"}"],
    ),
    ("node_modules/kit/own.js", &["module.exports = 'own';", "exports.own = 1;"]),
    ("logo.png", &["picture", "larger picture"]),
];

/// Writes a file, or takes it away. Steps are minutes apart, and all long ago.
fn set(root: &Path, file: &str, text: Option<&str>, step: u64) {
    let path = root.join(file);
    let Some(text) = text else {
        // It may not be there.
        return drop(fs::remove_file(path));
    };
    fs::create_dir_all(path.parent().expect("a folder")).expect("made");
    fs::write(&path, text).expect("written");
    let time = SystemTime::UNIX_EPOCH + Duration::from_secs(1_000_000_000 + 60 * step);
    fs::File::options().write(true).open(path).expect("there").set_modified(time).expect("set");
}

fn project() -> Project {
    let options = json!({
        "mode": "production", "entry": "./index.tsx", "devtool": "source-map",
        "jsx": {"runtime": "automatic"}, "externals": {"react/jsx-runtime": "jsx", "kit/jsx-runtime": "kit"},
    });
    let project = Project::new(options, &[]);
    for (file, texts) in FILES.iter().chain(&OTHERS[3..]) {
        set(&project.root, file, Some(texts[0]), 0);
    }
    project
}

/// All that a user sees of a build.
fn outcome(build: &Build) -> (Vec<(String, String)>, Vec<String>, Vec<std::path::PathBuf>) {
    let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    let files = build.assets.iter().map(|(name, asset)| (name.to_owned(), text(&asset.bytes))).collect();
    let problems = build.diagnostics.iter().map(|problem| format!("{problem:?}")).collect();
    (files, problems, build.watch_files.clone())
}

/// A file, and what to do with it: one of its texts, or `None`.
fn change() -> impl Strategy<Value = (&'static str, Option<&'static str>)> {
    let all: Vec<(&str, &[&str])> = FILES.into_iter().chain(OTHERS).collect();
    (0..all.len(), 0..4usize).prop_map(move |(file, text)| (all[file].0, all[file].1.get(text).copied()))
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 24, ..ProptestConfig::default() })]

    #[test]
    fn builds_after_changes_are_as_if_from_nothing(changes in prop::collection::vec(change(), 1..12)) {
        let project = project();
        let bundler = Bundler::new(project.config.clone());
        let mut kept = KeptFiles::default();
        prop_assert_eq!(
            outcome(&bundler.build_again_in_memory(&mut kept)),
            outcome(&bundler.build_in_memory())
        );
        for (step, (file, text)) in (1..).zip(changes) {
            set(&project.root, file, text, step);
            let again = outcome(&bundler.build_again_in_memory(&mut kept));
            prop_assert_eq!(again, outcome(&bundler.build_in_memory()), "after {} became {:?}", file, text);
        }
    }
}

/// Names of the modules that two builds have the same copy of, which none of them has read for itself.
fn taken_over(before: &Build, after: &Build) -> Vec<String> {
    let modules = |build: &'_ Build| build.graphs.as_ref().expect("built").modules.modules.len();
    assert_eq!(modules(before), modules(after));
    let graphs = [before, after].map(|build| &build.graphs.as_ref().expect("built").modules);
    let is_same = |key: &ModuleKey| {
        let [one, other] = graphs.map(|graph| &graph.modules[graph.by_key[key]].source);
        !one.is_empty() && Arc::ptr_eq(one, other)
    };
    let mut names: Vec<String> = graphs[0]
        .modules
        .iter()
        .filter(|module| is_same(&module.key))
        .map(|module| module.identifier.clone())
        .collect();
    names.sort_unstable();
    names
}

#[test]
fn only_what_has_changed_is_read() {
    let project = project();
    let bundler = Bundler::new(project.config.clone());
    let mut kept = KeptFiles::default();
    let first = bundler.build_again_in_memory(&mut kept);
    set(&project.root, "a.ts", Some("export const a: number = 5;"), 1);
    let second = bundler.build_again_in_memory(&mut kept);
    let unchanged = [
        "./card.module.css",
        "./data.json",
        "./index.tsx",
        "./late.js",
        "./more.css",
        "./node_modules/kit/index.js",
        "./node_modules/kit/own.js",
        "./sheet.css",
    ];
    assert_eq!(taken_over(&first, &second), unchanged);
}

#[test]
fn a_file_that_was_written_a_moment_ago_is_read_once_more() {
    let project = project();
    let bundler = Bundler::new(project.config.clone());
    let mut kept = KeptFiles::default();
    fs::write(project.root.join("late.js"), "export const late = 'new';").expect("written");
    let first = bundler.build_again_in_memory(&mut kept);
    let second = bundler.build_again_in_memory(&mut kept);
    let names = taken_over(&first, &second);
    assert!(names.contains(&"./a.ts".to_owned()) && !names.contains(&"./late.js".to_owned()), "{names:?}");
}

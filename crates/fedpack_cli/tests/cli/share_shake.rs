//! `fedpack share shake`: applications are built, shaken without their sources, and run.

use std::process::Command;

use fedpack::share::shake::side_file::content_hash;
use serde_json::Value;

use crate::program::Project;

/// A barrel with private state below it, an own export, CommonJS, a namespace, and a nested barrel.
const KIT: &[(&str, &str)] = &[
    (
        "node_modules/kit/package.json",
        r#"{ "name": "kit", "version": "1.2.0", "main": "index.js", "sideEffects": false }"#,
    ),
    (
        "node_modules/kit/index.js",
        "export * from './a.js';\nexport { b, default as bDefault } from './b.js';\nexport * as ns from './c.js';\n\
         import { count } from './state.js';\nexport const own = (by) => count(by) + 1000;\n\
         export { default as legacy, x } from './legacy.cjs';\nexport { deep, far } from './more/index.js';\n",
    ),
    (
        "node_modules/kit/a.js",
        "import { count } from './state.js';\nexport const a = () => 'a' + count(1);\n",
    ),
    (
        "node_modules/kit/b.js",
        "import { count } from './state.js';\nimport { c } from './c.js';\nexport const b = () => 'b' + count(1) + c();\n\
         export default function bDefault() { return b() + b(); }\n",
    ),
    ("node_modules/kit/c.js", "export const c = () => 'c';\nexport const d = () => c() + 'd';\n"),
    ("node_modules/kit/state.js", "let total = 0;\nexport const count = (by) => (total += by);\n"),
    ("node_modules/kit/legacy.cjs", "exports.x = () => 'x';\nexports.y = 2;\n"),
    (
        "node_modules/kit/more/index.js",
        "export { deep } from './deep.js';\nexport { far } from './far.js';\nexport const near = 1;\n",
    ),
    (
        "node_modules/kit/more/deep.js",
        "import { count } from '../state.js';\nexport const deep = () => 'deep' + count(1);\n",
    ),
    ("node_modules/kit/more/far.js", "export const far = () => 'far';\n"),
];

/// How chunks are written, and how a script starts the built application.
pub struct Format<'o> {
    options: &'o str,
    pub run: &'static str,
}

const COMMONJS: Format<'static> =
    Format { options: r#""target": "node""#, run: "require('./dist/main.js');" };
pub const ASYNC_NODE: Format<'static> =
    Format { options: r#""target": "async-node""#, run: "require('./dist/main.js');" };
pub const MODULE: Format<'static> = Format {
    options: r#""target": "node", "experiments": { "outputModule": true }, "output": { "module": true, "filename": "[name].mjs", "chunkFilename": "[id].[contenthash].mjs" }"#,
    run: "import('./dist/main.mjs');",
};
/// Pages: a script element is a file that is evaluated.
pub const JSONP: Format<'static> = Format {
    options: r#""target": "web", "output": { "publicPath": "", "chunkFilename": "[id].[contenthash].js" }"#,
    run: "globalThis.self = globalThis;
globalThis.document = {
  querySelector: () => null,
  createElement: () => ({ setAttribute() {}, remove() {} }),
  head: { appendChild(script) {
    setTimeout(() => {
      (0, eval)(require('fs').readFileSync('dist/' + script.src, 'utf8'));
      script.onload({ type: 'load' });
    });
  } },
};
(0, eval)(require('fs').readFileSync('dist/main.js', 'utf8'));",
};

const ENTRY: &str = "import('kit').then(({ a, own }) => console.log(a(), own(1)));\n\
    // What a stranger sees, who asks for all of it.\n\
    globalThis.stranger = () => Promise.resolve(__webpack_init_sharing__('default'))\n\
      .then(() => __webpack_share_scopes__.default.kit['1.2.0'].get()).then((factory) => factory());\n\
    globalThis.asking = (names) => Promise.resolve(__webpack_init_sharing__('default'))\n\
      .then(() => __webpack_share_scopes__.default.kit['1.2.0'].getExports(names)).then((factory) => factory());\n";

fn built(format: &Format<'_>, more: &str) -> Project {
    let project = configured(KIT, format, more);
    project.write("index.js", ENTRY);
    run_all(&project, &[BUILD, MERGE]);
    project
}

/// A project with a shared package, configured.
pub fn configured(kit: &[(&str, &str)], format: &Format<'_>, more: &str) -> Project {
    let project = Project::new(kit);
    project.write(
        "fedpack.config.json",
        &format!(
            r#"{{ "entry": "./index.js", {}, "federation": {{ "name": "app", "shareUsage": true, "manifest": true,
                "shared": {{ "kit": {{ "requiredVersion": "^1.0.0", "singleton": true, "annotate": true }} }} }}{more} }}"#,
            format.options
        ),
    );
    project
}

const BUILD: &[&str] = &["build"];
const MERGE: &[&str] = &["share", "merge", "dist", "-o", "union.json"];
pub const SHAKE: &[&str] = &["share", "shake", "dist", "--usage", "union.json"];

/// Commands that all succeed.
#[track_caller]
pub fn run_all(project: &Project, commands: &[&[&str]]) {
    for arguments in commands {
        let done = project.run(arguments);
        assert_eq!(done.code, 0, "{}", done.stderr);
    }
}

pub fn node(project: &Project, script: &str) -> String {
    let output =
        Command::new("node").args(["-e", script]).current_dir(project.path()).output().expect("node starts");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8_lossy(&output.stdout).into_owned()
}

/// All files, with their contents.
pub fn contents(project: &Project) -> Vec<(String, String)> {
    project
        .files("dist")
        .into_iter()
        .map(|name| (name.clone(), project.read(&format!("dist/{name}"))))
        .collect()
}

fn shaken(format: &Format<'_>) {
    let project = built(format, "");
    let text = |project: &Project| -> String {
        contents(project).into_iter().filter(|(name, _)| name.contains("js")).map(|(_, text)| text).collect()
    };
    let whole = node(
        &project,
        &format!(
            "{}\nsetTimeout(() => stranger().then((kit) => console.log(Object.keys(kit).sort().join())), 100)",
            format.run
        ),
    );
    let before = text(&project);
    let done = project.run(&["share", "shake", "dist", "--usage", "union.json"]);
    assert_eq!(done.code, 0, "{}", done.stderr);
    assert!(done.stdout.contains("2 of 9 exports"), "{}", done.stdout);
    assert_ne!(before, text(&project));
    // Its own part, then a stranger: the same instance with the same private state, and all of its names.
    let script = format!(
        "{}
setTimeout(() => asking(['a']).then((part) => {{
  const kept = Object.keys(part).sort().join();
  return stranger().then((kit) => {{
    console.log(Object.keys(kit).sort().join());
    console.log(kept, part === kit, kit.b(), kit.bDefault(), kit.ns.d(), kit.legacy.y, kit.x(), kit.deep(), kit.far(), kit.own(1));
  }});
}}), 100)",
        format.run
    );
    let after = node(&project, &script);
    let (all, rest) = after.split_at(whole.len());
    assert_eq!(all, whole, "the names of the whole package");
    // `total` is 2 after the application's own calls.
    assert_eq!(rest, "a,own true b3c b4cb5c cd 2 x deep6 far 1007\n");
}

#[test]
fn commonjs_chunks_are_shaken() {
    shaken(&COMMONJS);
}

#[test]
fn chunks_of_async_node_are_shaken() {
    shaken(&ASYNC_NODE);
}

#[test]
fn chunks_of_es_modules_are_shaken() {
    shaken(&MODULE);
}

#[test]
fn chunks_of_pages_are_shaken() {
    shaken(&JSONP);
}

/// A package that is one file: functions with private state, a class and its child, constants, and calls that are marked.
const SINGLE: &[(&str, &str)] = &[
    (
        "node_modules/kit/package.json",
        r#"{ "name": "kit", "version": "1.2.0", "main": "index.js", "sideEffects": false }"#,
    ),
    (
        "node_modules/kit/index.js",
        "import { far } from './far.js';\nlet total = 0;\nconst table = { known: 'yes' };\n\
         class Base { base() { return table.known; } }\n\
         export const a = () => 'a' + ++total + new Base().base();\n\
         export const own = (by) => (total += by) + 1000;\n\
         export class Child extends Base { child() { return [this instanceof Base, this.base(), far(), 'of the child']; } }\n\
         const made = /* @__PURE__ */ globalThis.make('made by a call without effects');\n\
         export const reads = () => [made, table.known, new Child().child().length, 'reads what is private'];\n\
         export let last = 0;\nexport const setLast = (value) => { last = value; };\n",
    ),
    ("node_modules/kit/far.js", "export const far = () => 'far away';\n"),
];

/// What nobody needs leaves a module which stays, and comes back into the same classes and the same state.
#[test]
fn declarations_leave_modules_that_stay() {
    for format in [&COMMONJS, &MODULE, &JSONP] {
        let project = Project::new(SINGLE);
        project.write("index.js", ENTRY);
        project.write(
            "fedpack.config.json",
            &format!(
                r#"{{ "entry": "./index.js", "mode": "production", {}, "federation": {{ "name": "app", "shareUsage": true,
                    "shared": {{ "kit": {{ "requiredVersion": "^1.0.0", "singleton": true, "annotate": true }} }} }} }}"#,
                format.options
            ),
        );
        run_all(&project, &[BUILD, MERGE]);
        let marked = contents(&project).iter().any(|(_, text)| text.contains("@__PURE__"));
        let done = project.run(SHAKE);
        assert_eq!(done.code, 0, "{}", done.stderr);
        assert!(done.stdout.contains("2 of 6 exports"), "{}", done.stdout);
        // In its supplement, and nowhere else.
        let scripts: Vec<(String, String)> =
            contents(&project).into_iter().filter(|(name, _)| name.ends_with("js")).collect();
        let holding = |text: &str| {
            scripts
                .iter()
                .filter(|(_, script)| script.contains(text))
                .map(|(name, _)| name)
                .collect::<Vec<_>>()
        };
        let supplement = holding("reads what is private");
        assert_eq!(supplement.len(), 1);
        for text in ["of the child", "made by a call", "far away"] {
            assert_eq!(holding(text), supplement, "{text}");
        }
        assert!(marked && holding("@__PURE__").is_empty(), "marks are for shake");
        let script = format!(
            "let calls = 0;
globalThis.make = (text) => [text, ++calls];
{}
setTimeout(() => asking(['a']).then((part) => {{
  const before = [Object.keys(part).join(), calls];
  return stranger().then((kit) => {{
    kit.setLast(7);
    console.log(...before, part === kit, Object.keys(kit).sort().join());
    console.log(kit.a(), kit.own(1), new kit.Child().child().join(), JSON.stringify(kit.reads()), JSON.stringify(kit.reads()[0]), kit.last);
  }});
}}), 100)",
            format.run
        );
        assert_eq!(
            node(&project, &script),
            "a1yes 1002\na,own 0 true Child,a,last,own,reads,setLast\n\
             a3yes 1004 true,yes,far away,of the child \
             [[\"made by a call without effects\",1],\"yes\",4,\"reads what is private\"] \
             [\"made by a call without effects\",1] 7\n"
        );
    }
}

#[test]
fn sealed_copies_have_what_the_fleet_uses_and_nothing_else() {
    let project = built(&COMMONJS, "");
    run_all(&project, &[&["share", "shake", "dist", "--usage", "union.json", "--seal"]]);
    let scripts: String = contents(&project).into_iter().map(|(_, text)| text).collect();
    assert!(!scripts.contains("`deep`") && !scripts.contains("`far`"), "nobody uses them");
    let script = "require('./dist/main.js');
setTimeout(() => asking(['own']).then((part) => {
  const refused = (error) => console.log(error.message);
  console.log(Object.keys(part).join(), part.own(1));
  return asking(['far']).catch(refused).then(stranger).catch(refused);
}), 100)";
    assert_eq!(
        node(&project, script),
        "a1 1002\na,own 1003\n\
         Shared module kit is sealed: it has what app need, but not far\n\
         Shared module kit is sealed: it has what app need, but not all of it\n"
    );
    // A union of what another application uses must not be given to this one.
    let report: Value = serde_json::from_str(&project.read("dist/share-usage.json")).expect("it is JSON");
    assert_eq!(report["fedpack"]["shares"][0]["sealed"]["app"], serde_json::json!(["a", "own"]));
}

#[cfg(unix)]
#[test]
fn folders_are_shaken_once_and_apart_from_each_other() {
    let project = built(&COMMONJS, "");
    std::os::unix::fs::symlink("dist", project.path().join("current")).expect("links can be made");
    std::fs::create_dir_all(project.path().join("dist/inner")).expect("folders can be made");
    let texts = || [project.read("dist/main.js"), project.read("dist/share-modules.json")];
    let before = texts();
    let shake = |folders: &[&str]| {
        let arguments = [&["share", "shake"], folders, &["--usage", "union.json"]].concat();
        project.run(&arguments)
    };
    let nested = shake(&["dist", "dist/inner"]);
    assert_eq!(nested.code, 1);
    assert!(
        nested.stderr.contains("FED0555") && nested.stderr.contains("is inside of dist"),
        "{}",
        nested.stderr
    );
    let missing = shake(&["dist", "not-there"]);
    assert!(missing.code == 1 && missing.stderr.contains("not-there cannot be read"), "{}", missing.stderr);
    assert_eq!(before, texts(), "nothing is changed");
    let done = shake(&["dist", "./dist", "current"]);
    assert_eq!(done.code, 0, "{}", done.stderr);
    assert_eq!(done.stdout.matches("2 of 9 exports").count(), 1, "{}", done.stdout);
    assert!(project.path().join("dist/inner").is_dir());
}

#[test]
fn a_dry_run_says_what_would_go_and_writes_nothing() {
    let project = built(&JSONP, "");
    let before = contents(&project);
    let dry = project.run(&["share", "shake", "dist", "--usage", "union.json", "--dry-run"]);
    assert_eq!(dry.code, 0, "{}", dry.stderr);
    for text in ["kit 1.2.0", "2 of 9 exports", "kit/b.js", "kit/more/deep.js", "mf-manifest.json", " -> "] {
        assert!(dry.stdout.contains(text), "{text}: {}", dry.stdout);
    }
    assert!(!dry.stdout.contains("kit/a.js"), "{}", dry.stdout);
    assert_eq!(before, contents(&project));
}

#[test]
fn it_says_why_a_copy_stays_whole() {
    let project = built(&COMMONJS, "");
    let union: Value = serde_json::from_str(&project.read("union.json")).expect("it is JSON");
    let told = |row: &dyn Fn(&mut Value), part: &str| {
        let mut union = union.clone();
        let rows = union["fedpack"]["shares"].as_array_mut().expect("a list");
        rows.iter_mut().filter(|share| share["key"] == "kit").for_each(row);
        project.write("union.json", &union.to_string());
        let dry = project.run(&["share", "shake", "dist", "--usage", "union.json", "--dry-run"]);
        assert!(dry.code == 0 && dry.stdout.contains(part), "{part}: {}{}", dry.stdout, dry.stderr);
    };
    told(&|share| share["scope"] = "other".into(), "does not list this version of it");
    let place = serde_json::json!([{ "reason": "spread", "application": "app", "file": "x.js", "line": 1, "column": 1 }]);
    told(&|share| share["unknown"] = place.clone(), "says that any of its exports may be read");
}

#[test]
fn no_more_is_used_than_there_is() {
    for seal in [&[][..], &["--seal"]] {
        let project = built(&COMMONJS, "");
        let shake = ["share", "shake", "dist", "--usage", "union.json"];
        run_all(&project, &[&[&shake[..], seal].concat()]);
        let usage: Value = serde_json::from_str(&project.read("dist/share-usage.json")).expect("it is JSON");
        let copies = usage["shipped"]["copies"].as_array().expect("a list");
        assert!(!copies.is_empty());
        for copy in copies {
            assert!(copy["used"].as_u64() <= copy["bytes"].as_u64(), "{copy}");
        }
    }
}

#[test]
fn hashes_manifests_pages_and_source_maps_follow() {
    let more = r#", "devtool": "source-map", "html": { "title": "app" }"#;
    let options = r#""target": "web", "output": { "filename": "[name].[contenthash].js", "chunkFilename": "[id].[contenthash].js" }"#;
    let project = built(&Format { options, run: "" }, more);
    let done = project.run(&["share", "shake", "dist", "--usage", "union.json"]);
    assert_eq!(done.code, 0, "{}", done.stderr);
    let files = project.files("dist");
    let scripts: Vec<&String> = files.iter().filter(|name| name.ends_with(".js")).collect();
    for script in &scripts {
        let text = project.read(&format!("dist/{script}"));
        let comment = text.rsplit("sourceMappingURL=").next().expect("there is a map").trim();
        assert_eq!(comment, format!("{script}.map"), "{files:?}");
        let map: Value =
            serde_json::from_str(&project.read(&format!("dist/{script}.map"))).expect("it is JSON");
        assert_eq!(map["file"].as_str(), Some(script.as_str()));
    }
    // Whatever names a script names one that is there.
    let named = |text: &str| -> Vec<String> {
        let words = text.split(|it: char| !(it.is_ascii_alphanumeric() || "._-".contains(it)));
        words.filter(|word| word.ends_with(".js") && word.len() > 20).map(str::to_owned).collect()
    };
    for file in ["index.html", "mf-manifest.json", "mf-stats.json", "share-usage.json"] {
        let names = named(&project.read(&format!("dist/{file}")));
        assert!(!names.is_empty(), "{file}");
        assert!(names.iter().all(|name| files.contains(name)), "{file}: {names:?} of {files:?}");
    }
    // `deep` is in the supplement, and its map says where it was written.
    let has_rows =
        |name: &&&String| project.read(&format!("dist/{name}")).contains("__webpack_require__.rs(");
    let supplement = scripts.iter().find(has_rows).expect("one has it");
    let sources = project.read(&format!("dist/{supplement}.map"));
    assert!(sources.contains("more/deep.js") && !sources.contains("kit/a.js"), "{sources}");
    let script = format!(
        "const {{ SourceMap }} = require('module'), fs = require('fs');
const text = fs.readFileSync('dist/{supplement}', 'utf8');
const lines = text.slice(0, text.indexOf('deep`')).split('\\n');
const map = new SourceMap(JSON.parse(fs.readFileSync('dist/{supplement}.map', 'utf8')));
const entry = map.findEntry(lines.length - 1, lines.at(-1).length);
console.log(entry.originalSource.endsWith('kit/more/deep.js'), entry.originalLine);"
    );
    assert_eq!(node(&project, &script), "true 1\n");
}

const TOOLKIT: &[(&str, &str)] = &[
    (
        "node_modules/toolkit/package.json",
        r#"{ "name": "toolkit", "version": "2.0.0", "main": "index.js", "sideEffects": false, "dependencies": { "redux": "^5.0.0" } }"#,
    ),
    (
        "node_modules/toolkit/index.js",
        "export { configure } from './configure.js';\nexport { slice } from './slice.js';\n",
    ),
    (
        "node_modules/toolkit/configure.js",
        "import { isPlain } from 'redux';\nexport const configure = (it) => isPlain(it);\n",
    ),
    (
        "node_modules/toolkit/slice.js",
        "import { bindAll } from 'redux';\nexport const slice = () => bindAll();\n",
    ),
    (
        "node_modules/redux/package.json",
        r#"{ "name": "redux", "version": "5.0.1", "main": "index.js", "sideEffects": false }"#,
    ),
    (
        "node_modules/redux/index.js",
        "export { isPlain } from './plain.js';\nexport { bindAll } from './bind.js';\nexport { combine } from './combine.js';\n",
    ),
    ("node_modules/redux/plain.js", "export const isPlain = (it) => `plain ${it}`;\n"),
    ("node_modules/redux/bind.js", "export const bindAll = () => 'bound';\n"),
    ("node_modules/redux/combine.js", "export const combine = () => 'combined';\n"),
    (
        "index.js",
        "import('toolkit').then(({ configure }) => console.log(configure(1)));
const scope = () => Promise.resolve(__webpack_init_sharing__('default')).then(() => __webpack_share_scopes__.default);
globalThis.whole = () => scope().then((it) => it.toolkit['2.0.0'].get()).then((factory) => factory());
globalThis.redux = (names) => scope().then((it) => it.redux['5.0.1'].getExports(names)).then((factory) => factory());
",
    ),
    (
        "fedpack.config.json",
        r#"{ "entry": "./index.js", "target": "node", "federation": { "name": "app", "shareUsage": true, "shared": {
            "toolkit": { "requiredVersion": "^2.0.0", "annotate": true },
            "redux": { "requiredVersion": "^5.0.0", "annotate": true } } } }"#,
    ),
];

/// `toolkit` needs a part of `redux`, and its supplement another one.
#[test]
fn what_copies_need_of_each_other_is_stated_anew() {
    let project = Project::new(TOOLKIT);
    run_all(&project, &[BUILD, MERGE, SHAKE]);
    let script = "require('./dist/main.js');
setTimeout(() => redux(['isPlain']).then((part) => {
  const before = Object.keys(part).join();
  return whole().then((toolkit) => console.log(before, toolkit.slice(), Object.keys(part).sort().join()));
}), 100)";
    // The application starts without `bindAll`; who asks for all of `toolkit` has it brought into the same object.
    assert_eq!(node(&project, script), "plain 1\nisPlain bound bindAll,combine,isPlain\n");
}

#[test]
fn files_that_are_not_what_the_build_wrote_are_left_alone() {
    let project = built(&COMMONJS, "");
    let whole = contents(&project);
    let refused = |code: &str, part: &str| {
        let before = contents(&project);
        let failed = project.run(&["share", "shake", "dist", "--usage", "union.json"]);
        assert_eq!(failed.code, 1, "{}", failed.stdout);
        assert!(failed.stderr.contains(code) && failed.stderr.contains(part), "{part}: {}", failed.stderr);
        assert_eq!(before, contents(&project), "nothing is changed");
        for (name, text) in &whole {
            project.write(&format!("dist/{name}"), text);
        }
    };
    let side = project.read("dist/share-modules.json");
    let has_deep = |row: &&(String, String)| row.0.ends_with(".js") && row.1.contains("`deep`");
    let chunk = whole.iter().find(has_deep).expect("one has it");
    // Minified by another tool, or edited.
    project.write(&format!("dist/{}", chunk.0), &chunk.1.replace("`deep`", "'deep'"));
    refused("FED0556", &chunk.0);
    for (text, part) in [
        (side[..side.len() / 2].to_owned(), "cannot be used"),
        (side.replacen("\"version\":3", "\"version\":1", 1), "format is 1"),
        ("[".repeat(100_000), "cannot be used"),
        (side.replacen("\"scripts\":{", "\"scripts\":{\"../../x.js\":\"0\",", 1), "not in the folder"),
        (side.replacen("\"copies\":[", "\"copies\":[{\"__proto__\":1},", 1), "cannot be used"),
        (side.replacen("\"runtimes\":[", "\"runtimes\":[\"other.js\",", 1), "says nothing of"),
    ] {
        project.write("dist/share-modules.json", &text);
        refused("FED0555", part);
    }
    // Of another bundler, and vouched for by a file that says so.
    let foreign = "(self.webpackChunkapp=self.webpackChunkapp||[]).push([[7],{742:function(e,t,n){n.d(t,{a:()=>r});var r=1}}]);";
    for text in
        [foreign, "export const a = 1, __webpack_modules__ = {};", "define([\"exports\"], e => {});", ""]
    {
        let hash = |text: &str| content_hash(text.as_bytes());
        project.write(&format!("dist/{}", chunk.0), text);
        project.write("dist/share-modules.json", &side.replace(&hash(&chunk.1), &hash(text)));
        refused("FED0556", "cannot be told apart");
    }
    let large =
        std::fs::File::create(project.path().join("dist/share-modules.json")).expect("it can be written");
    large.set_len(1 << 32).expect("it has holes");
    drop(large);
    let failed = project.run(&["share", "shake", "dist", "--usage", "union.json"]);
    assert!(failed.code == 1 && failed.stderr.contains("bytes long"), "{}", failed.stderr);
    // Of another bundler, or without `annotate`.
    std::fs::remove_file(project.path().join("dist/share-modules.json")).expect("it is there");
    refused("FED0555", "share-modules.json");
    // Unions of others.
    let union = project.read("union.json");
    project.write("union.json", &union.replace("\"app\"", "\"other\""));
    refused("FED0557", "`app`");
    let invented = "\"invented\": { \"state\": \"used\" }, \"own\": {";
    project.write("union.json", &union.replace("\"own\": {", invented));
    refused("FED0558", "`invented`");
    project.write("union.json", &union[..union.len() / 2]);
    refused("FED0550", "union.json");
    project.write("union.json", &union);
    let done = project.run(&["share", "shake", "dist", "--usage", "union.json"]);
    assert_eq!(done.code, 0, "{}", done.stderr);
    let again = project.run(&["share", "shake", "dist", "--usage", "union.json"]);
    assert!(again.code == 1 && again.stderr.contains("already"), "{}", again.stderr);
}

/// With the same knowledge of the fleet, a build with `usage` writes what `share shake` makes of a build without.
#[test]
fn builds_with_usage_are_shaken_in_the_same_way() {
    for (format, more) in [(&COMMONJS, ""), (&MODULE, r#", "devtool": "source-map""#), (&JSONP, "")] {
        let project = built(format, more);
        let configuration = project.read("fedpack.config.json");
        let scripts = || -> Vec<(String, String)> {
            contents(&project).into_iter().filter(|(name, _)| !name.starts_with("share-")).collect()
        };
        run_all(&project, &[SHAKE]);
        let shaken = scripts();
        let with_usage = configuration.replace("\"annotate\": true", "\"usage\": \"union.json\"");
        project.write("fedpack.config.json", &with_usage);
        std::fs::remove_dir_all(project.path().join("dist")).expect("it was built");
        run_all(&project, &[BUILD]);
        assert!(
            !project.files("dist").contains(&"share-modules.json".to_owned()),
            "nothing is left to shake"
        );
        let built = scripts();
        let names =
            |files: &[(String, String)]| files.iter().map(|(name, _)| name.clone()).collect::<Vec<_>>();
        assert_eq!(names(&shaken), names(&built));
        for ((name, shaken), (_, built)) in shaken.iter().zip(&built) {
            assert_eq!(shaken, built, "{name}");
        }
        let script = format!(
            "{}\nsetTimeout(() => stranger().then((kit) => console.log(kit.b(), Object.keys(kit).length)), 100)",
            format.run
        );
        assert_eq!(node(&project, &script), "a1 1002\nb3c 9\n");
    }
}

/// It builds, as whoever needs more is given more: but somebody should know.
#[test]
fn usage_that_names_what_a_copy_has_not_is_a_warning() {
    let project = built(&COMMONJS, "");
    let invented = "\"invented\": { \"state\": \"used\" }, \"own\": {";
    project.write("union.json", &project.read("union.json").replace("\"own\": {", invented));
    let configuration = project.read("fedpack.config.json");
    let with_usage = configuration.replace("\"annotate\": true", "\"usage\": \"union.json\"");
    project.write("fedpack.config.json", &with_usage);
    let done = project.run(BUILD);
    assert_eq!(done.code, 0, "{}", done.stderr);
    let said = done.stdout + &done.stderr;
    assert!(said.contains("FED0558") && said.contains("`invented` of `kit`"), "{said}");
    assert_eq!(node(&project, COMMONJS.run), "a1 1002\n");
}

/// Texts that are evaluated one by one, or hold their maps, cannot be taken apart: copies are shaken module by module.
#[test]
fn builds_with_maps_inside_are_shaken_by_modules() {
    for devtool in ["inline-source-map", "eval"] {
        let project = built(&COMMONJS, "");
        let configuration = project.read("fedpack.config.json");
        let devtool = format!("\"usage\": \"union.json\" }} }} }}, \"devtool\": \"{devtool}\" }}");
        project.write("fedpack.config.json", &configuration.replace("\"annotate\": true } } } }", &devtool));
        run_all(&project, &[BUILD]);
        let asked =
            "setTimeout(() => asking(['a']).then((kit) => console.log(Object.keys(kit).join())), 100)";
        assert_eq!(
            node(&project, &format!("{}\n{asked}", COMMONJS.run)),
            "a1 1002\na,own\n",
            "its own statements stay, and names that are passed on are not there"
        );
    }
}

/// Builds again, with `usage` in place of `annotate`.
fn built_with_usage(project: &Project) {
    let configuration = project.read("fedpack.config.json");
    project.write(
        "fedpack.config.json",
        &configuration.replace("\"annotate\": true", "\"usage\": \"union.json\""),
    );
    std::fs::remove_dir_all(project.path().join("dist")).expect("it was built");
    let done = project.run(BUILD);
    assert_eq!(done.code, 0, "{}", done.stderr);
    assert!(
        !done.stderr.contains("FED05") && !done.stdout.contains("FED05"),
        "{}{}",
        done.stdout,
        done.stderr
    );
}

#[test]
fn statistics_tell_where_modules_of_copies_are() {
    let project = built(&MODULE, "");
    let of = |stats: &Value, name: &str| {
        let rows = stats["modules"].as_array().expect("a list").iter();
        let mut flat = rows.flat_map(|row| row["modules"].as_array().into_iter().flatten().chain([row]));
        let named = format!("./node_modules/kit/{name}");
        let row = flat.find(|row| row["name"] == *named).expect("it is there").clone();
        let chunk = row["chunks"][0].clone();
        let chunks = stats["chunks"].as_array().expect("a list");
        let file = chunks.iter().find(|row| row["id"] == chunk).expect("it is there")["files"][0].clone();
        (row["bytes"].as_u64().expect("a number"), file.as_str().expect("a name").to_owned())
    };
    let build = || -> Value {
        run_all(&project, &[&["build", "--json", "stats.json"]]);
        serde_json::from_str(&project.read("stats.json")).expect("it is JSON")
    };
    let whole = build();
    built_with_usage(&project);
    let shaken = build();
    // Those that went are in the file of the supplement, those that stay in that of the copy.
    for (name, text) in [("a.js", "`a`"), ("more/deep.js", "`deep`"), ("more/far.js", "`far`")] {
        let (_, file) = of(&shaken, name);
        assert!(project.read(&format!("dist/{file}")).contains(text), "{name} is in {file}");
    }
    assert_ne!(of(&shaken, "a.js").1, of(&shaken, "more/deep.js").1);
    assert_eq!(of(&whole, "a.js").1.split('.').next(), of(&whole, "more/deep.js").1.split('.').next());
    let copy = of(&shaken, "index.js").1;
    let names = ["index.js", "a.js", "state.js", "more/deep.js", "more/far.js"];
    let there = names.iter().map(|name| of(&shaken, name)).filter(|(_, file)| *file == copy);
    let bytes: u64 = there.map(|(bytes, _)| bytes).sum();
    assert!(bytes > 0 && bytes < project.read(&format!("dist/{copy}")).len() as u64, "{bytes} in {copy}");
}

/// Short hashes cannot be found in other files: modules go then, at link time. Only names of scripts are in other files.
#[test]
fn builds_with_short_hashes_in_templates_are_shaken_by_modules() {
    let asked = "setTimeout(() => asking(['a']).then((kit) => console.log(Object.keys(kit).join())), 100)";
    for (template, is_short) in [
        (r#""chunkFilename": "[id].[contenthash:6].js""#, true),
        (r#""chunkFilename": "[chunkhash:4]-[contenthash].js""#, true),
        (r#""chunkFilename": "[id].[contenthash:8].js""#, false),
        (r#""assetModuleFilename": "[hash:6][ext]", "cssFilename": "[contenthash:6].css""#, false),
    ] {
        let options = format!(r#""target": "node", "output": {{ {template} }}"#);
        let project = built(&Format { options: &options, run: "" }, "");
        // A declaration that nobody needs, in a module that stays.
        let with_more = project.read("node_modules/kit/a.js") + "export const more = () => 'more of a';\n";
        project.write("node_modules/kit/a.js", &with_more);
        built_with_usage(&project);
        let output = node(&project, &format!("{}\n{asked}", COMMONJS.run));
        assert_eq!(output, "a1 1002\na,own\n", "{template}");
        let has_more = |row: &&(String, String)| row.1.contains("more of a");
        let files = contents(&project);
        let (name, text) = files.iter().find(has_more).expect("it is somewhere");
        let is_in_supplement = text.contains("__webpack_require__.rs(");
        assert_eq!(is_in_supplement, !is_short, "{template}: {name}");
    }
}

/// Digits of the `debugId` comment of a script.
fn debug_id(text: &str) -> Option<&str> {
    text.rsplit_once("//# debugId=").map(|(_, rest)| rest.split('\n').next().unwrap_or(rest))
}

/// What the build says in its maps beside positions is there after shaking, and about the new contents.
#[test]
fn debug_ids_and_ignored_sources_follow() {
    let more = r#", "devtool": "source-map-debugids""#;
    let options = r#""target": "web", "output": { "chunkFilename": "[id].[contenthash].js", "sourceMap": { "ignoreList": { "$regexp": "kit/(a|b|state)\\.js$|more/deep" } } }"#;
    let project = built(&Format { options, run: "" }, more);
    let before = contents(&project);
    let with_usage = Project::new(KIT);
    for name in ["fedpack.config.json", "index.js", "union.json"] {
        with_usage.write(name, &project.read(name));
    }
    for (name, text) in &before {
        with_usage.write(&format!("dist/{name}"), text);
    }
    run_all(&project, &[SHAKE]);
    built_with_usage(&with_usage);
    for project in [&project, &with_usage] {
        let mut in_lists = Vec::new();
        let mut ids = 0;
        for (name, text) in contents(project).iter().filter(|(name, _)| name.ends_with(".js")) {
            let map: Value =
                serde_json::from_str(&project.read(&format!("dist/{name}.map"))).expect("it is JSON");
            let id = debug_id(text).expect("each script has one");
            assert_eq!(map["debugId"].as_str(), Some(id), "{name}");
            let is_as_it_was = before.contains(&(name.clone(), text.clone()));
            let is_known = before.iter().any(|(_, text)| debug_id(text) == Some(id));
            assert_eq!(is_as_it_was, is_known, "{name}: one id is one text");
            ids += usize::from(!is_known);
            let list = map["ignoreList"].as_array().unwrap_or_else(|| panic!("{name}: {map}"));
            let sources = |number: &Value| map["sources"][number.as_u64()? as usize].as_str();
            let found: Vec<&str> = list.iter().filter_map(sources).collect();
            let is_ignored = |source: &&str| {
                ["kit/a.js", "kit/b.js", "kit/state.js", "more/deep.js"]
                    .iter()
                    .any(|end| source.ends_with(end))
            };
            let all = map["sources"].as_array().expect("they are listed");
            let wanted: Vec<&str> = all.iter().filter_map(Value::as_str).filter(is_ignored).collect();
            assert_eq!(found, wanted, "{name}");
            in_lists
                .extend(found.iter().map(|source| source.rsplit('/').next().unwrap_or(source).to_owned()));
        }
        assert!(ids >= 3, "copy, supplement and runtime are new");
        in_lists.sort();
        assert_eq!(in_lists, ["a.js", "b.js", "deep.js", "state.js"]);
    }
}

/// `output.hashSalt` changes all names, those of files that are shaken among them.
#[test]
fn new_names_have_the_salt_of_the_build() {
    let names_with = |salt: &str| -> [Vec<String>; 2] {
        let options = format!(
            r#""target": "web", "output": {{ "filename": "[name].[contenthash].js", "chunkFilename": "[id].[contenthash].js"{salt} }}"#
        );
        let project = built(&Format { options: &options, run: "" }, "");
        run_all(&project, &[SHAKE]);
        let scripts = || -> Vec<String> {
            project.files("dist").into_iter().filter(|name| name.ends_with(".js")).collect()
        };
        let shaken = scripts();
        built_with_usage(&project);
        [shaken, scripts()]
    };
    let plain = names_with("");
    let salted = names_with(r#", "hashSalt": "pepper""#);
    for names in [&plain, &salted] {
        assert_eq!(names[0], names[1], "builds and `share shake` agree");
    }
    assert_eq!(plain[0].len(), salted[0].len());
    assert!(plain[0].iter().all(|name| !salted[0].contains(name)), "{plain:?} {salted:?}");
    assert_eq!(names_with(r#", "hashSalt": """#), plain);
}

/// One file that is wrong is one warning, whatever other shares stand between those that name it.
#[test]
fn usage_that_does_not_fit_is_said_once() {
    let project = built(&COMMONJS, "");
    let invented = "\"invented\": { \"state\": \"used\" }, \"own\": {";
    let union = project.read("union.json");
    project.write("other.json", &union);
    project.write("union.json", &union.replace("\"own\": {", invented));
    for name in ["kit2", "kit3"] {
        let manifest = format!(
            r#"{{ "name": "{name}", "version": "1.0.0", "main": "index.js", "sideEffects": false }}"#
        );
        project.write(&format!("node_modules/{name}/package.json"), &manifest);
        project.write(&format!("node_modules/{name}/index.js"), "export const a = () => 1;\n");
    }
    project.write("index.js", &format!("{ENTRY}import('kit2'); import('kit3');\n"));
    let configuration = project.read("fedpack.config.json").replace(
        "\"annotate\": true }",
        r#""usage": "union.json" }, "kit2": { "usage": "other.json" }, "kit3": { "usage": "union.json" }"#,
    );
    project.write("fedpack.config.json", &configuration);
    let done = project.run(BUILD);
    assert_eq!(done.code, 0, "{}", done.stderr);
    let said = done.stdout + &done.stderr;
    assert_eq!(said.matches("FED0558").count(), 1, "{said}");
}

/// Modules of one package that others ask for by subpath have share keys of their own, and are one file where the same chunks
/// ask for them. After shaking, a chunk asks for those only that its modules still read.
#[test]
fn subpaths_that_are_needed_together_are_one_file() {
    let icon = |name: &str| {
        let text = format!("import {{ draw }} from './draw.js';\nexport default () => draw('{name}');\n");
        (format!("node_modules/icons/{name}.js"), text)
    };
    let project = Project::new(&[
        (
            "node_modules/icons/package.json",
            r#"{ "name": "icons", "version": "1.0.0", "sideEffects": false }"#,
        ),
        (
            "node_modules/icons/index.js",
            "export { default as Lock } from './lock.js';\nexport { default as Star } from './star.js';\n",
        ),
        (
            "node_modules/icons/draw.js",
            "let drawn = 0;\nexport const draw = (name) => name + ' is drawn, it is number ' + ++drawn;\n",
        ),
        (
            "node_modules/kit/package.json",
            r#"{ "name": "kit", "version": "1.0.0", "main": "index.js", "sideEffects": false, "dependencies": { "icons": "1" } }"#,
        ),
        (
            "node_modules/kit/index.js",
            "export { a } from './a.js';\nexport { b } from './b.js';\nexport { c } from './c.js';\n",
        ),
        (
            "node_modules/kit/a.js",
            "import star from 'icons/star.js';\nimport user from 'icons/user.js';\nexport const a = () => star() + user();\n",
        ),
        (
            "node_modules/kit/b.js",
            "import lock from 'icons/lock.js';\nimport sun from 'icons/sun.js';\nexport const b = () => lock() + sun();\n",
        ),
        ("node_modules/kit/c.js", "import lock from 'icons/lock.js';\nexport const c = () => lock();\n"),
        (
            "index.js",
            "import('kit').then(({ a }) => console.log(a()));\n\
             globalThis.stranger = () => __webpack_share_scopes__.default.kit['1.0.0'].get().then((factory) => factory());\n",
        ),
        (
            "fedpack.config.json",
            r#"{ "entry": "./index.js", "target": "node", "federation": { "name": "app", "shareUsage": true, "shared": {
                "kit": { "requiredVersion": "^1.0.0", "annotate": true },
                "icons": { "requiredVersion": "^1.0.0", "annotate": true } } } }"#,
        ),
    ]);
    for name in ["lock", "star", "sun", "user"] {
        let (file, text) = icon(name);
        project.write(&file, &text);
    }
    run_all(&project, &[BUILD, MERGE]);
    let having = |text: &str| {
        let scripts = project.files("dist").into_iter().filter(|name| name.ends_with(".js"));
        scripts.filter(|name| project.read(&format!("dist/{name}")).contains(text)).collect::<Vec<_>>()
    };
    let (star, lock) = (having("`star`"), having("`lock`"));
    assert_eq!((star.len(), lock.len()), (1, 1), "{star:?} {lock:?}");
    assert_eq!((&star, &lock), (&having("`user`"), &having("`sun`")), "those that are needed together");
    assert_ne!(star, lock, "what the application needs is apart from the rest");
    run_all(&project, &[SHAKE]);
    let loaded = "const { Module } = require('module'), load = Module._load, files = [];
Module._load = (file, ...rest) => (/^\\.\\/\\d+\\.js$/.test(file) && files.push(file.slice(2)), load(file, ...rest));
require('./dist/main.js');";
    let script = format!(
        "{loaded}\nsetTimeout(() => {{
  const first = files.slice();
  stranger().then((kit) => {{ console.log(kit.b(), Object.keys(kit).sort().join()); console.log(first.join(), '|', files.join()); }});
}}, 100)"
    );
    let output = node(&project, &script);
    let lines: Vec<&str> = output.lines().collect();
    assert_eq!(
        lines[..2],
        [
            "star is drawn, it is number 1user is drawn, it is number 2",
            "lock is drawn, it is number 3sun is drawn, it is number 4 a,b,c"
        ]
    );
    let (first, all) = lines[2].split_once('|').expect("both are listed");
    assert!(first.contains(&star[0]) && !first.contains(&lock[0]), "{output}");
    assert!(all.contains(&lock[0]), "{output}");
}

/// `export *` of CommonJS brings names that no build knows.
#[test]
fn names_that_are_only_known_at_run_time_may_be_used() {
    let project = Project::new(&[
        (
            "node_modules/kit/package.json",
            r#"{ "name": "kit", "version": "1.0.0", "main": "index.js", "sideEffects": false }"#,
        ),
        (
            "node_modules/kit/index.js",
            "export * from './legacy.cjs';\nexport { a } from './a.js';\nexport { b } from './b.js';\n",
        ),
        (
            "node_modules/kit/legacy.cjs",
            "for (const name of ['x', 'y']) exports[name] = () => name + name;\nexports.__esModule = true;\n",
        ),
        ("node_modules/kit/a.js", "export const a = () => 'a';\n"),
        ("node_modules/kit/b.js", "export const b = () => 'b';\n"),
        ("index.js", "import('kit').then(({ a, x }) => console.log(a(), x()));\n"),
        (
            "fedpack.config.json",
            r#"{ "entry": "./index.js", "target": "node", "federation": { "name": "app", "shareUsage": true,
                "shared": { "kit": { "requiredVersion": "^1.0.0", "annotate": true } } } }"#,
        ),
    ]);
    run_all(&project, &[BUILD, MERGE, SHAKE]);
    assert_eq!(node(&project, "require('./dist/main.js');"), "a xx\n");
}

/// Browsers would refuse scripts whose integrity the page and the runtime name as it was before.
#[test]
fn a_build_with_integrity_is_left_alone_and_shaken_when_it_is_built() {
    let options = r#""target": "web", "html": {}, "output": { "integrity": "sha384" }"#;
    let project = built(&Format { options, ..JSONP }, "");
    let before = contents(&project);
    let failed = project.run(SHAKE);
    assert!(failed.code == 1 && failed.stderr.contains("FED0559"), "{}", failed.stderr);
    assert_eq!(before, contents(&project), "nothing is changed");
    let config = project.read("fedpack.config.json");
    project
        .write("fedpack.config.json", &config.replace("\"annotate\": true", "\"usage\": \"./union.json\""));
    run_all(&project, &[BUILD]);
    let names = |row: &(String, String)| row.1.contains("integrity=\"sha384-");
    let after = contents(&project);
    assert!(after.iter().any(names) && after != before);
}

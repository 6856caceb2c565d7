use serde_json::{Value, json};

use super::stats;
use crate::test_build::build;

fn config(folder: &std::path::Path) -> crate::config::Config {
    let context = crate::config::NormalizeContext {
        folder: folder.to_path_buf(),
        ..crate::config::NormalizeContext::default()
    };
    crate::config::normalize(crate::config::raw::RawOptions::default(), &context).0
}

const FILES: [(&str, &str); 6] = [
    (
        "index.js",
        "import { a } from './a.js';\nimport './s.css';\nconsole.log(a);\nimport(/* webpackChunkName: 'lazy' */ './lazy.js')",
    ),
    ("a.js", "export const a = Math.random(); export const unused = 1"),
    ("lazy.js", "import { a } from './a.js'; require('./c.cjs'); export default a"),
    ("c.cjs", "exports.x = Math.random()"),
    ("s.css", ".s{background:url(./i.png)}"),
    ("i.png", "i"),
];

#[test]
fn modules_chunks_and_assets() {
    let build = build(
        &FILES,
        r#"{"optimization": {"chunkIds": "named", "moduleIds": "named"}, "devtool": "source-map"}"#,
    );
    let stats = stats(&build, &config("/app".as_ref()));
    assert_eq!(stats["assetsByChunkName"], json!({"main": ["main.js", "main.css"], "lazy": ["lazy.js"]}));
    assert_eq!(stats["entrypoints"]["main"]["chunks"], json!(["main"]));
    assert_eq!(stats["entrypoints"]["main"]["assets"][1]["name"], "main.css");
    assert_eq!(stats["namedChunkGroups"]["lazy"]["name"], "lazy");
    assert_eq!(stats["outputPath"], "./dist");
    assert_eq!(stats["errorsCount"], 0);

    let chunk = |id: &str| {
        stats["chunks"].as_array().expect("rows").iter().find(|row| row["id"] == id).expect("there")
    };
    assert_eq!(chunk("main")["entry"], true);
    assert_eq!(chunk("main")["initial"], true);
    assert_eq!(chunk("main")["kind"], "entry");
    assert_eq!(chunk("main")["children"], json!(["lazy"]));
    assert_eq!(chunk("main")["origins"][0]["loc"], "main");
    assert_eq!(chunk("main")["auxiliaryFiles"], json!(["main.css.map", "main.js.map"]));
    assert_eq!(chunk("lazy")["parents"], json!(["main"]));
    assert_eq!(chunk("lazy")["initial"], false);
    assert_eq!(chunk("lazy")["runtime"], json!(["main"]));
    assert_eq!(chunk("lazy")["files"], json!(["lazy.js"]));
    assert_eq!(chunk("lazy")["origins"][0]["moduleName"], "./index.js");
    assert_eq!(chunk("lazy")["origins"][0]["request"], "./lazy.js");
    assert!(chunk("lazy")["origins"][0]["loc"].as_str().expect("text").starts_with("4:"));

    let module = |name: &str| {
        stats["modules"].as_array().expect("rows").iter().find(|row| row["name"] == name).expect("there")
    };
    assert_eq!(module("./a.js")["providedExports"], json!(["a", "unused"]));
    assert_eq!(module("./a.js")["usedExports"], json!(["a"]));
    assert_eq!(module("./a.js")["issuerName"], "./index.js");
    assert_eq!(module("./a.js")["depth"], 1);
    let reasons = module("./a.js")["reasons"].as_array().expect("rows");
    let names: Vec<&Value> = reasons.iter().map(|reason| &reason["moduleName"]).collect();
    assert_eq!(names, ["./index.js", "./lazy.js"]);
    assert_eq!(reasons[0]["type"], "harmony side effect evaluation");
    assert_eq!(reasons[0]["userRequest"], "./a.js");
    assert_eq!(reasons[0]["loc"], "1:18-26");
    assert_eq!(module("./c.cjs")["providedExports"], Value::Null);
    assert_eq!(module("./index.js")["reasons"][0]["type"], "entry");
    assert_eq!(module("./s.css")["moduleType"], "css");

    let asset = |name: &str| {
        stats["assets"].as_array().expect("rows").iter().find(|row| row["name"] == name).expect("there")
    };
    assert_eq!(asset("main.js")["chunkNames"], json!(["main"]));
    assert_eq!(asset("main.js")["info"]["related"]["sourceMap"], "main.js.map");
    assert_eq!(asset("main.js")["related"][0]["name"], "main.js.map");
    assert_eq!(asset("i.png")["info"]["sourceFilename"], "i.png");
    assert_eq!(asset("i.png")["size"], 1);
}

#[test]
fn modules_that_became_one_function_are_one_row() {
    let files = [
        ("index.js", "import { b } from './b.js'; import { c } from './c.cjs'; console.log(b, c)"),
        ("b.js", "import { d } from './d.js'; export const b = d + Math.random()"),
        ("c.cjs", "exports.c = Math.random()"),
        ("d.js", "export const d = Math.random()"),
    ];
    let build = build(&files, "{}");
    let stats = stats(&build, &config("/app".as_ref()));
    let names = |rows: &Value| -> Vec<String> {
        rows.as_array()
            .expect("rows")
            .iter()
            .map(|row| row["name"].as_str().expect("text").to_owned())
            .collect()
    };
    let function = &stats["modules"][1];
    assert_eq!(names(&stats["modules"]), ["./c.cjs", "./index.js + 2 modules"]);
    assert_eq!(names(&function["modules"]), ["./d.js", "./b.js", "./index.js"]);
    assert_eq!(function["modules"][0]["id"], Value::Null);
    assert_eq!(function["id"], function["modules"][2]["id"]);
    assert_eq!(function["size"], files[0].1.len() + files[1].1.len() + files[3].1.len());
    let of_chunk = &stats["chunks"][0]["modules"];
    assert_eq!(names(of_chunk), ["./c.cjs", "./index.js + 2 modules"]);
    assert_eq!(of_chunk[1]["chunks"], function["chunks"]);
}

#[test]
fn equal_projects_have_equal_stats() {
    let text = || {
        let folder = tempfile::tempdir().expect("a folder");
        let build = crate::test_build::build_in(folder.path(), &FILES, "{}");
        let text = stats(&build, &config(folder.path())).to_string();
        assert!(!text.contains(&*folder.path().to_string_lossy()), "{text}");
        text
    };
    assert_eq!(text(), text());
}

#[test]
fn problems_have_places_without_absolute_paths() {
    let folder = tempfile::tempdir().expect("a folder");
    let source: std::sync::Arc<str> = "a\nbc".into();
    let span = fedpack_graph::module_graph::Span { start: 2, end: 4 };
    let path = folder.path().join("x.js");
    let message = format!("Cannot read {}", path.display());
    let problem =
        crate::diagnostics::BuildDiagnostic::warning("FED0000", message).label(&path, &source, span, "here");
    let value = super::problems::problem(&problem, &config(folder.path()));
    assert_eq!(value["message"], "Cannot read ./x.js");
    assert_eq!(value["moduleName"], "./x.js");
    assert_eq!(value["loc"], "2:0-2");
}

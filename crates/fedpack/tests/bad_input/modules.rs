//! Requests, syntax, exports.

use super::support::{answers, build, fails_with, project, succeeds};

#[test]
fn missing_file_names_the_nearest_and_the_place() {
    let project = project(&[
        ("index.js", "import './fine';\n\nimport './component/widgit';\n"),
        ("fine.js", ""),
        ("component/widget.js", ""),
    ]);
    fails_with(&project, &["FED0100", "./component/widgit", "./component/widget", "index.js:3:"]);
}

#[test]
fn missing_package_names_the_nearest_installed() {
    let project = project(&[
        ("index.js", "import 'reactt';\n"),
        ("package.json", r#"{ "name": "app", "dependencies": { "react": "1.0.0" } }"#),
        ("node_modules/react/package.json", r#"{ "name": "react", "version": "1.0.0" }"#),
        ("node_modules/react/index.js", ""),
    ]);
    fails_with(&project, &["FED0101", "reactt", "`react`", "index.js:1:"]);
}

#[test]
fn all_missing_modules_are_reported_at_once() {
    let project = project(&[
        ("index.js", "import './first-missing';\nimport './other';\n"),
        (
            "other.js",
            "export * from './second-missing';\nrequire('./third-missing');\nimport('fourth-missing');\n",
        ),
    ]);
    fails_with(&project, &["./first-missing", "./second-missing", "./third-missing", "fourth-missing"]);
}

#[test]
fn missing_entry() {
    let project = project(&[("fedpack.config.json", r#"{ "entry": "./src/app.js" }"#), ("src/apps.js", "")]);
    fails_with(&project, &["FED0100", "./src/app.js"]);
}

#[test]
fn sub_path_that_a_package_does_not_export() {
    let project = project(&[
        ("index.js", "import 'pkg/internal';\n"),
        (
            "node_modules/pkg/package.json",
            r#"{ "name": "pkg", "exports": { ".": "./index.js", "./feature": "./feature.js" } }"#,
        ),
        ("node_modules/pkg/index.js", ""),
        ("node_modules/pkg/feature.js", ""),
        ("node_modules/pkg/internal.js", ""),
    ]);
    fails_with(&project, &["FED0103", "`./internal`", "index.js:1:"]);
}

#[test]
fn node_module_in_a_browser_program() {
    let project = project(&[
        ("fedpack.config.json", r#"{ "target": "web" }"#),
        ("index.js", "import fs from 'fs';\nfs.readFileSync('x');\n"),
    ]);
    fails_with(&project, &["FED0102", "fs", "index.js:1:"]);
}

#[test]
fn syntax_errors_of_all_files_are_reported_at_once() {
    let project = project(&[
        ("index.js", "import './one';\nimport './two.ts';\nimport './three.jsx';\nimport './four.json';\n"),
        ("one.js", "\n\nfunction ( {\n"),
        ("two.ts", "let a: = 1;\n"),
        ("three.jsx", "export default () => <div></span>;\n"),
        ("four.json", "{ \"a\": 1,, }\n"),
    ]);
    fails_with(&project, &["one.js:3:", "two.ts:1:", "three.jsx:1:", "four.json:1:", "FED0204", "FED0209"]);
}

#[test]
fn imports_of_a_script() {
    let project = project(&[
        ("package.json", r#"{ "type": "commonjs" }"#),
        ("index.js", "import { a } from './a.js';\nconsole.log(a);\n"),
        ("a.js", "export const a = 1;\n"),
    ]);
    // The message may be broken at any space.
    fails_with(&project, &["FED0204", "index.js:1:", "CommonJS", "\"commonjs\"`", "`.mjs`"]);
}

#[test]
fn several_errors_of_one_file_are_reported_at_once() {
    let project = project(&[(
        "index.js",
        "let a = 1;\nlet a = 2;\n\nconst b = 1;\nconst b = 2;\nbreak;\nexport { missing };\n",
    )]);
    fails_with(&project, &["index.js:1:", "index.js:4:", "index.js:6:", "index.js:7:"]);
}

#[test]
fn missing_files_beside_syntax_errors() {
    let project =
        project(&[("index.js", "import './broken';\nimport './not-there';\n"), ("broken.js", "if (\n")]);
    fails_with(&project, &["FED0100", "./not-there", "broken.js"]);
}

/// As webpack: an error in strict modules (`.mjs`, `"type": "module"`), whose names can be relied on.
#[test]
fn unknown_export_imported_by_a_strict_module() {
    let project = project(&[
        ("fedpack.config.json", r#"{ "entry": "./index.mjs" }"#),
        (
            "index.mjs",
            "import { count, conut } from './counter.js';\nimport nothing from './counter.js';\nconsole.log(count, conut, nothing);\n",
        ),
        ("counter.js", "export const count = 1;\n"),
    ]);
    fails_with(&project, &["FED0401", "\"conut\"", "count", "index.mjs:1:", "\"default\"", "index.mjs:2:"]);
}

#[test]
fn unknown_export_through_a_barrel_of_a_strict_package() {
    let project = project(&[
        ("package.json", r#"{ "name": "app", "type": "module" }"#),
        ("index.js", "export { gone } from './barrel.js';\n"),
        ("barrel.js", "export * from './a.js';\nexport * from './b.js';\n"),
        ("a.js", "export const a = 1;\n"),
        ("b.js", "export const b = 1;\n"),
    ]);
    fails_with(&project, &["FED0401", "\"gone\"", "index.js:1:"]);
}

/// As webpack: a warning in modules that may as well be CommonJS, and `undefined` at run time.
#[test]
fn unknown_export_imported_by_a_loose_module() {
    let project = project(&[
        ("index.js", "\nimport { count, conut } from './counter';\nconsole.log(count, conut);\n"),
        ("counter.js", "export const count = 1;\n"),
    ]);
    let built = succeeds(&project);
    for text in ["FED0401", "\"conut\"", "count", "index.js:2:"] {
        assert!(built.stderr.contains(text), "no {text:?}: {}", built.report());
    }
}

/// `exportsPresence` of a parser, the most precise form of it: a rule goes before the type, both before `strictExportPresence`.
#[test]
fn unknown_exports_are_told_as_options_say() {
    let config = |rest: &str| {
        format!(
            r#"{{ "module": {{ "strictExportPresence": true,
                "parser": {{ "javascript": {{ "reexportExportsPresence": "warn" }} }},
                "rules": [{rest}] }} }}"#
        )
    };
    let files = |config: &str| {
        project(&[
            ("fedpack.config.json", config),
            (
                "index.js",
                "import { conut } from './counter';\nexport { gone } from './counter';\nconsole.log(conut);\n",
            ),
            ("counter.js", "export const count = 1;\n"),
        ])
    };
    fails_with(&files(&config("")), &["error", "FED0401", "\"conut\"", "warning", "\"gone\""]);
    let silent = r#"{ "test": { "$regexp": "index" }, "parser": { "exportsPresence": "error", "importExportsPresence": false } }"#;
    let built = succeeds(&files(&config(silent)));
    assert!(built.stderr.contains("\"gone\"") && !built.stderr.contains("\"conut\""), "{}", built.report());
    let refused =
        build(&files(r#"{ "module": { "parser": { "javascript": { "exportsPresence": "loud" } } } }"#));
    for text in ["FED0015", "module.parser.javascript.exportsPresence", "\"auto\""] {
        assert!(refused.stderr.contains(text), "no {text:?}: {}", refused.report());
    }
}

#[test]
fn circular_reexports_that_declare_nothing() {
    let project = project(&[
        ("index.js", "import { x } from './a';\nconsole.log(x);\n"),
        ("a.js", "export { x } from './b';\n"),
        ("b.js", "export { x } from './a';\n"),
    ]);
    fails_with(&project, &["FED0404", "\"x\""]);
}

#[test]
fn assignment_to_an_import() {
    let project = project(&[
        ("index.js", "import { a } from './a';\n\na = 2;\na++;\n"),
        ("a.js", "export let a = 1;\n"),
    ]);
    fails_with(&project, &["FED0205", "`a`", "index.js:3:"]);
}

#[test]
fn broken_style_sheet_and_missing_image() {
    let project = project(&[
        ("fedpack.config.json", r#"{ "target": "web" }"#),
        ("index.js", "import './a.css';\nimport './b.css';\n"),
        ("a.css", ".a { background: url(./not-there.png) }\n"),
        ("b.css", ".b { color: red;\n.c } {\n"),
    ]);
    fails_with(&project, &["./not-there.png", "a.css:1:", "b.css"]);
}

#[test]
fn broken_package_json_is_named() {
    let project = project(&[
        ("index.js", "import 'pkg';\n"),
        ("node_modules/pkg/package.json", "{ \"name\": \"pkg\",\n"),
        ("node_modules/pkg/index.js", ""),
    ]);
    fails_with(&project, &["FED0105", "pkg/package.json"]);
}

#[test]
fn loaders_in_requests() {
    let project = project(&[("index.js", "import 'raw-loader!./a.txt';\n"), ("a.txt", "")]);
    fails_with(&project, &["FED0106", "raw-loader", "index.js:1:"]);
}

#[test]
fn empty_and_nearly_empty_modules_build() {
    let project = project(&[
        (
            "index.js",
            "import './empty';\nimport './comment';\nimport './bom';\nimport './crlf';\nimport './directive';\nimport './empty.css';\n",
        ),
        ("empty.js", ""),
        ("comment.js", "// only a comment"),
        ("bom.js", "\u{feff}export const x = 1;\n"),
        ("crlf.js", "export const a = 1;\r\nexport const b = `x\r\ny`;\r\n"),
        ("directive.js", "'use strict'"),
        ("empty.css", ""),
    ]);
    succeeds(&project);
}

#[test]
fn null_bytes_and_control_characters() {
    let project = project(&[
        ("index.js", "export const a = 'x\u{0}y';\nimport './b';\n"),
        ("b.js", "a\u{0}b = 1;\u{8}\n"),
    ]);
    answers(&project);
}

#[test]
fn import_of_a_folder_without_index() {
    let project = project(&[("index.js", "import './folder';\n"), ("folder/a.js", "")]);
    fails_with(&project, &["FED0100", "./folder", "index.js:1:"]);
}

#[test]
fn case_of_the_file_name_matters() {
    let project = project(&[("index.js", "import './component';\n"), ("Component.js", "")]);
    fails_with(&project, &["FED0100", "./component", "./Component"]);
}

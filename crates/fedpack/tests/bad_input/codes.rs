//! Every code of a diagnostic is stable, so every code has a project that triggers it: here, in the other files of
//! this test, or among the fixtures and the tests of the command line.

use std::{collections::BTreeSet, fs, path::Path};

use fedpack_testing::project::files_below;

use super::support::{build, project};

/// A small project, and what is said about it.
struct Case {
    code: &'static str,
    /// Also in the message.
    text: &'static str,
    files: &'static [(&'static str, &'static str)],
}

const LIB: (&str, &str) = ("node_modules/lib/package.json", r#"{ "name": "lib", "version": "1.0.0" }"#);
const LIB_INDEX: (&str, &str) = ("node_modules/lib/index.js", "console.log(1);\n");
const CONFIG: &str = "fedpack.config.json";
const PACKAGE: (&str, &str) = ("package.json", r#"{ "name": "the-app" }"#);
const EMPTY: (&str, &str) = ("index.js", "");

const CASES: &[Case] = &[
    Case {
        code: "FED0708",
        text: "main.js",
        files: &[
            ("index.js", "console.log('0123456789');\n"),
            (CONFIG, r#"{ "entry": "./index.js", "performance": { "hints": "error", "maxAssetSize": 10 } }"#),
        ],
    },
    Case {
        code: "FED0709",
        text: "\"main\"",
        files: &[
            ("index.js", "console.log('0123456789');\n"),
            (
                CONFIG,
                r#"{ "entry": "./index.js", "performance": { "hints": "error", "maxEntrypointSize": 10 } }"#,
            ),
        ],
    },
    Case {
        code: "FED0604",
        text: "\"shop\" of the container",
        files: &[
            ("index.js", "import 'lib';\n"),
            LIB,
            LIB_INDEX,
            PACKAGE,
            (
                CONFIG,
                r#"{
                    "entry": "./index.js",
                    "federation": { "name": "shop", "exposes": { "./x": "./index.js" } },
                    "optimization": { "splitChunks": {
                        "chunks": "all",
                        "cacheGroups": { "libs": { "test": { "$regexp": "lib" }, "name": "shop", "enforce": true } }
                    } }
                }"#,
            ),
        ],
    },
    Case {
        code: "FED0604",
        text: "\"main\" of an entry",
        files: &[
            ("index.js", "import './page.js';\n"),
            ("other.js", "import('./page.js');\n"),
            ("page.js", "import 'lib'; console.log('page');\n"),
            LIB,
            LIB_INDEX,
            PACKAGE,
            (
                CONFIG,
                r#"{
                    "entry": { "main": "./index.js", "other": "./other.js" },
                    "optimization": { "runtimeChunk": "single", "splitChunks": {
                        "chunks": "all",
                        "cacheGroups": { "libs": { "test": { "$regexp": "lib" }, "name": "main", "enforce": true } }
                    } }
                }"#,
            ),
        ],
    },
    Case {
        code: "FED0605",
        text: "imported here after ./a.css",
        files: &[
            ("index.js", "import('./one.js'); import('./two.js');\n"),
            ("one.js", "import './a.css'; import './b.css'; export default 1;\n"),
            ("two.js", "import './b.css'; import './a.css'; export default 2;\n"),
            ("a.css", ".a { color: red }\n"),
            ("b.css", ".b { color: red }\n"),
            (
                CONFIG,
                r#"{
                    "entry": "./index.js",
                    "optimization": { "splitChunks": {
                        "cacheGroups": { "styles": { "type": "css", "name": "styles", "chunks": "all", "enforce": true } }
                    } }
                }"#,
            ),
        ],
    },
    Case {
        code: "FED0014",
        text: "plugins",
        files: &[EMPTY, (CONFIG, r#"{ "plugins": [{ "name": "SomePlugin" }] }"#)],
    },
    Case {
        code: "FED0015",
        text: "define",
        files: &[EMPTY, (CONFIG, r#"{ "define": { "BROKEN": "1 +" } }"#)],
    },
    Case {
        code: "FED0015",
        text: "\"bse\"",
        files: &[EMPTY, (CONFIG, r#"{ "entry": { "app": { "import": "./index.js", "dependOn": "bse" } } }"#)],
    },
    Case {
        code: "FED0111",
        text: "is not valid",
        files: &[("index.js", "require.context('./a', true, /a{2,1}/);\n"), ("a/a.js", "")],
    },
    Case {
        code: "FED0211",
        text: "browsers",
        files: &[
            ("index.js", "const a = 1;\na;\n"),
            (CONFIG, r#"{ "target": ["web", "browserslist"] }"#),
            ("package.json", r#"{ "name": "app", "browserslist": ["no such browsers"] }"#),
        ],
    },
    Case {
        code: "FED0015",
        text: "output.integrity",
        files: &[EMPTY, (CONFIG, r#"{ "output": { "integrity": [] } }"#)],
    },
    Case {
        code: "FED0016",
        text: "of another origin",
        files: &[
            EMPTY,
            (
                CONFIG,
                r#"{ "output": { "integrity": true, "crossOriginLoading": false, "publicPath": "https://cdn.example/" } }"#,
            ),
        ],
    },
    Case {
        code: "FED0006",
        text: "productio",
        files: &[EMPTY, (CONFIG, r#"{ "devtool": "sorce-map", "output": { "chunkLoading": "productio" } }"#)],
    },
    Case {
        code: "FED0004",
        text: "dynamicImportMod",
        files: &[
            EMPTY,
            (
                CONFIG,
                r#"{ "entry": "./index.js", "module": { "parser": { "javascript": { "dynamicImportMod": "eager" } } } }"#,
            ),
        ],
    },
    Case {
        code: "FED0007",
        text: "import",
        files: &[EMPTY, (CONFIG, r#"{ "entry": { "main": { "filename": "a.js" } } }"#)],
    },
    Case {
        code: "FED0012",
        text: "(unclosed",
        files: &[
            EMPTY,
            (
                CONFIG,
                r#"{ "module": { "rules": [{ "test": { "$regexp": "(unclosed" }, "type": "asset" }] } }"#,
            ),
        ],
    },
    Case {
        code: "FED0013",
        text: "some-loader",
        files: &[
            EMPTY,
            (CONFIG, r#"{ "module": { "rules": [{ "test": { "$regexp": "x" }, "use": "some-loader" }] } }"#),
        ],
    },
    Case {
        code: "FED0104",
        text: "#nothing",
        files: &[
            ("index.js", "import '#nothing';\n"),
            ("package.json", r##"{ "name": "app", "imports": { "#something": "./index.js" } }"##),
        ],
    },
    Case {
        code: "FED0107",
        text: "`aliased`",
        files: &[
            ("index.js", "import 'aliased';\n"),
            (CONFIG, r#"{ "resolve": { "alias": { "aliased": "./not-there.js" } } }"#),
        ],
    },
    Case {
        code: "FED0108",
        text: "tsconfig.json",
        files: &[
            ("index.js", "import './a.ts';\n"),
            ("a.ts", ""),
            ("tsconfig.json", "{ \"compilerOptions\": "),
        ],
    },
    Case { code: "FED0206", text: "`require`", files: &[("index.js", "globalThis.load = require;\n")] },
    Case {
        code: "FED0207",
        text: "expression",
        files: &[("index.js", "const f = (x) => import(x);\nf('a');\n")],
    },
    Case {
        code: "FED0208",
        text: "webpackChunkName",
        files: &[("index.js", "import(/* webpackChunkName: x y */ './a');\n"), ("a.js", "")],
    },
    Case {
        code: "FED0212",
        text: "require.ensure",
        files: &[("index.js", "const list = [];\nrequire.ensure(list, () => {});\n")],
    },
    Case {
        code: "FED0213",
        text: "AMD",
        files: &[("index.js", "const list = [];\nrequire(list, () => {});\n")],
    },
    Case {
        code: "FED0216",
        text: "takes no `as`",
        files: &[("index.js", "export default import.meta.glob('./pages/*.js', { as: 'raw' });\n")],
    },
    Case {
        code: "FED0215",
        text: "webpackExports",
        files: &[
            ("index.js", "import(/* webpackExports: ['a'] */ './a').then(({ b }) => b);\n"),
            ("a.js", "export const a = 1, b = 2;\n"),
        ],
    },
    Case {
        code: "FED0218",
        text: "App.vue",
        files: &[("index.js", "import './App.vue';\n"), ("App.vue", "\n<template><b>hi</b></template>\n")],
    },
    Case {
        code: "FED0214",
        text: "answer.wasm",
        files: &[("index.js", "import './answer.wasm';\n"), ("answer.wasm", "no magic number")],
    },
    Case {
        code: "FED0301",
        text: "a.css",
        files: &[("index.js", "import './a.css';\n"), ("a.css", ".a { color: red; } }\n")],
    },
    Case {
        code: "FED0302",
        text: "closed",
        files: &[("index.js", "import './a.css';\n"), ("a.css", ".a { color: red;\n")],
    },
    Case {
        code: "FED0305",
        text: "composes",
        files: &[
            ("index.js", "import s from './a.module.css';\ns;\n"),
            ("a.module.css", ".a {} .a .b { composes: a; }\n"),
        ],
    },
    Case {
        code: "FED0306",
        text: "`missing`",
        files: &[
            ("index.js", "import s from './a.module.css';\ns;\n"),
            ("a.module.css", ".a { composes: missing; }\n"),
        ],
    },
    Case {
        code: "FED0217",
        text: "async function",
        files: &[
            ("index.js", "console.log(await 1);\nexport {};\n"),
            (CONFIG, r#"{ "entry": "./index.js", "target": ["node", "es2016"] }"#),
        ],
    },
    Case {
        code: "FED0309",
        text: "a.unheard-of",
        files: &[
            ("index.js", "import url from './a.unheard-of'; console.log(url);\n"),
            ("a.unheard-of", "x"),
            (
                CONFIG,
                r#"{ "entry": "./index.js", "module": { "rules": [
                    { "test": { "$regexp": "unheard" }, "type": "asset" }
                ] } }"#,
            ),
        ],
    },
    Case {
        code: "FED0308",
        text: "`missing`",
        files: &[
            ("index.js", "import s from './a.module.css';\ns;\n"),
            ("a.module.css", ".a { composes: missing from './b.module.css'; }\n"),
            ("b.module.css", ".b {}\n"),
        ],
    },
    Case {
        code: "FED0402",
        text: "\"name\"",
        files: &[
            ("index.js", "import './a.mjs';\n"),
            ("a.mjs", "import { name } from './data.json';\nconsole.log(name);\n"),
            ("data.json", r#"{ "name": 1 }"#),
        ],
    },
    Case {
        code: "FED0403",
        text: "\"x\"",
        files: &[
            ("index.js", "import { x } from './both';\nconsole.log(x);\n"),
            ("both.js", "export * from './a';\nexport * from './b';\n"),
            ("a.js", "export const x = 1;\n"),
            ("b.js", "export const x = 2;\n"),
        ],
    },
    Case {
        code: "FED0405",
        text: "\"gone\"",
        files: &[
            ("index.js", "import('./a');\n"),
            ("a.js", "import { gone } from 'lib';\nconsole.log(gone);\n"),
            LIB,
            ("node_modules/lib/index.js", "export const here = 1;\n"),
            PACKAGE,
            (
                CONFIG,
                r#"{ "federation": { "name": "app", "shared": { "lib": { "requiredVersion": "^1.0.0" } } } }"#,
            ),
        ],
    },
    Case {
        code: "FED0501",
        text: "eager",
        files: &[
            EMPTY,
            LIB,
            LIB_INDEX,
            (CONFIG, r#"{ "federation": { "name": "app", "shared": { "lib": { "eager": "yes" } } } }"#),
        ],
    },
    Case {
        code: "FED0502",
        text: "dataPrefetch",
        files: &[EMPTY, (CONFIG, r#"{ "federation": { "name": "app", "dataPrefetch": true } }"#)],
    },
    Case {
        code: "FED0509",
        text: "scrpt",
        files: &[
            EMPTY,
            (
                CONFIG,
                r#"{ "federation": { "name": "app", "remoteType": "scrpt", "remotes": { "a": "a@http://x/y.js" } } }"#,
            ),
        ],
    },
    Case {
        code: "FED0511",
        text: "lib/",
        files: &[
            EMPTY,
            LIB,
            LIB_INDEX,
            (CONFIG, r#"{ "federation": { "name": "app", "shared": { "lib/": { "shareKey": "lib" } } } }"#),
        ],
    },
    Case {
        code: "FED0512",
        text: "exposes",
        files: &[EMPTY, (CONFIG, r#"{ "federation": { "name": "app", "exposes": { "./a": [] } } }"#)],
    },
    Case {
        code: "FED0513",
        text: "`shop`",
        files: &[
            EMPTY,
            (
                CONFIG,
                r#"{ "federation": { "name": "app", "remotes": [{ "shop": "shop@http://x/a.js" }, { "shop": "shop@http://x/b.js" }] } }"#,
            ),
        ],
    },
    Case {
        code: "FED0514",
        text: "`lib`",
        files: &[
            EMPTY,
            LIB,
            LIB_INDEX,
            (
                CONFIG,
                r#"{ "federation": { "name": "app", "shared": ["lib", { "lib": { "singleton": true } }] } }"#,
            ),
        ],
    },
    Case {
        code: "FED0517",
        text: "provideExternalRuntime",
        files: &[
            EMPTY,
            (
                CONFIG,
                r#"{ "federation": { "name": "app", "exposes": { "./a": "./index.js" }, "experiments": { "provideExternalRuntime": true } } }"#,
            ),
        ],
    },
    Case {
        code: "FED0518",
        text: "@module-federation/bridge-react",
        files: &[
            EMPTY,
            (CONFIG, r#"{ "federation": { "name": "app", "bridge": { "enableBridgeRouter": true } } }"#),
        ],
    },
    Case {
        code: "FED0518",
        text: "`react-router-dom` is shared",
        files: &[
            EMPTY,
            ("node_modules/@module-federation/bridge-react/package.json", r#"{ "version": "2.0.0" }"#),
            (
                CONFIG,
                r#"{ "federation": { "name": "app", "bridge": { "enableBridgeRouter": true }, "shared": ["react-router-dom"] } }"#,
            ),
        ],
    },
    Case {
        code: "FED0521",
        text: "`lib`",
        files: &[
            ("index.js", "import('lib');\n"),
            ("node_modules/lib/package.json", r#"{ "name": "lib" }"#),
            LIB_INDEX,
            PACKAGE,
            (
                CONFIG,
                r#"{ "federation": { "name": "app", "shared": { "lib": { "requiredVersion": false } } } }"#,
            ),
        ],
    },
    Case {
        code: "FED0523",
        text: "./src/store",
        files: &[EMPTY, (CONFIG, r#"{ "federation": { "name": "app", "shared": { "./src/store": {} } } }"#)],
    },
    Case {
        code: "FED0603",
        text: "\"main\"",
        files: &[
            ("index.js", "import(/* webpackChunkName: \"main\" */ './a');\n"),
            ("a.js", ""),
            (CONFIG, r#"{ "entry": { "main": "./index.js" } }"#),
        ],
    },
    Case {
        code: "FED0570",
        text: "total",
        files: &[
            ("a.ts", "import { price } from './b';\nexport const total = price * 2;\n"),
            ("b.ts", "export const price: number = 3;\n"),
            (CONFIG, TYPES),
        ],
    },
    Case {
        code: "FED0571",
        text: "npm install -D typescript",
        files: &[
            ("a.ts", "import { price } from './b';\nexport const total = price * 2;\n"),
            ("b.ts", "export const price: number = 3;\n"),
            (CONFIG, TYPES),
        ],
    },
    Case {
        code: "FED0574",
        text: "b.ts",
        files: &[
            ("a.ts", "import type { Price } from './b';\nexport const price: Price = 3;\n"),
            ("b.ts", "export type Price = ;\n"),
            (CONFIG, TYPES),
        ],
    },
    Case {
        code: "FED0576",
        text: "catalog",
        files: &[
            EMPTY,
            (
                CONFIG,
                r#"{ "federation": { "name": "app", "dts": true, "remotes": { "catalog": "catalog@http://127.0.0.1:9/remoteEntry.js" } } }"#,
            ),
        ],
    },
    Case {
        code: "FED0702",
        text: "../escape.js",
        files: &[EMPTY, (CONFIG, r#"{ "output": { "filename": "../escape.js" } }"#)],
    },
    Case {
        code: "FED0703",
        text: "name",
        files: &[
            ("a.js", ""),
            ("b.js", ""),
            (
                CONFIG,
                r#"{ "entry": { "a": { "import": "./a.js", "filename": "name" }, "b": { "import": "./b.js", "filename": "name/b.js" } } }"#,
            ),
        ],
    },
];

/// Publishes the types of `a.ts`.
const TYPES: &str = r#"{ "entry": {}, "federation": { "name": "app", "exposes": { "./a": "./a.ts" }, "dts": { "consumeTypes": false } } }"#;

#[test]
fn every_case_is_diagnosed_with_its_code() {
    let mut wrong = Vec::new();
    for case in CASES {
        let built = build(&project(case.files));
        let said = built.stderr.contains(case.code) && built.stderr.contains(case.text);
        if !said || !matches!(built.code, Some(0..=2)) {
            wrong.push(format!("{} with {:?}: {}", case.code, case.text, built.report()));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n\n"));
}

/// Codes that no project of a few small files triggers, and why.
const ELSEWHERE: &[(&str, &str)] = &[
    ("FED0002", "needs a configuration that exists and cannot be read"),
    ("FED0010", "needs a configuration that Node evaluates: tests of the configuration"),
    ("FED0016", "tests of the configuration"),
    ("FED0017", "tests of the configuration"),
    ("FED0109", "what the resolver may say beyond the other codes"),
    ("FED0190", "needs a plugin, which is Rust: tests of the plugin driver"),
    ("FED0191", "needs a plugin"),
    ("FED0250", "tests/package"),
    ("FED0251", "tests/package"),
    ("FED0252", "tests/package"),
    ("FED0210", "the configuration is checked first, and says FED0015"),
    ("FED0300", "needs an asset of gigabytes"),
    ("FED0304", "the configuration is checked first"),
    ("FED0307", "what is named by `url()` becomes an asset, whatever its extension"),
    ("FED0320", "the configuration is checked first; for a template that goes away in between"),
    ("FED0572", "needs a `tsc` that finds something"),
    ("FED0573", "needs a source that goes away in between"),
    ("FED0575", "what is written into the archive is text in memory"),
    ("FED0577", "needs a server: tests of fedpack_remote_types"),
    ("FED0578", "needs a folder that cannot be written"),
    ("FED0601", "the configuration is checked first, and says FED0015"),
    ("FED0602", "the configuration is checked first, and says FED0015"),
    ("FED0690", "needs a machine without threads"),
    ("FED0706", "the configuration is checked first"),
    ("FED0707", "needs a file that can be replaced and cannot be removed"),
];

#[test]
fn every_code_has_a_case() {
    let crates = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
    let defined = codes_in(&crates.join("fedpack/src/diagnostics"), "rs");
    let mut tested: BTreeSet<String> = ELSEWHERE.iter().map(|(code, _)| (*code).to_owned()).collect();
    tested.extend(codes_in(&crates.join("fedpack/tests"), "rs"));
    tested.extend(codes_in(&crates.join("fedpack/tests"), "json"));
    tested.extend(codes_in(&crates.join("fedpack_cli/tests"), "rs"));
    let missing: Vec<_> = defined.difference(&tested).collect();
    assert!(missing.is_empty(), "no test triggers {missing:?}");
}

fn codes_in(folder: &Path, extension: &str) -> BTreeSet<String> {
    let mut codes = BTreeSet::new();
    for file in files_below(folder).expect("a folder of the workspace") {
        if file.extension().is_none_or(|found| found != extension) {
            continue;
        }
        let text = fs::read_to_string(folder.join(file)).unwrap_or_default();
        // What stands below is a unit test, whose codes are made up.
        let text = text.split("#[cfg(test)]").next().unwrap_or_default();
        let is_code = |code: &&str| code[4..].bytes().all(|byte| byte.is_ascii_digit());
        codes.extend(
            text.match_indices("\"FED0")
                .filter_map(|(at, _)| text.get(at + 1..at + 8))
                .filter(is_code)
                .map(str::to_owned),
        );
    }
    codes
}

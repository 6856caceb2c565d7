//! What can be wrong between builds.

use super::support::{fails_with, project, succeeds};

fn with_federation(options: &str, files: &[(&str, &str)]) -> fedpack_testing::project::Project {
    let config = format!(r#"{{ "federation": {options} }}"#);
    let mut all =
        vec![("fedpack.config.json", config.as_str()), ("package.json", r#"{ "name": "the-app" }"#)];
    all.extend_from_slice(files);
    project(&all)
}

#[test]
fn expose_that_does_not_exist() {
    let project = with_federation(
        r#"{ "name": "app", "filename": "container.js", "exposes": { "./Widget": "./src/Wdget" } }"#,
        &[("index.js", ""), ("src/Widget.js", "")],
    );
    fails_with(&project, &["FED0524", "./Widget", "./src/Wdget", "./src/Widget"]);
}

#[test]
fn two_exposes_of_one_name() {
    let project = with_federation(
        r#"{ "name": "app", "filename": "container.js", "exposes": [{ "./a": "./a" }, { "./a": "./b" }] }"#,
        &[("index.js", ""), ("a.js", ""), ("b.js", "")],
    );
    fails_with(&project, &["FED0503", "`./a`", "fedpack.config.json:"]);
}

#[test]
fn expose_key_that_nobody_can_ask_for() {
    let project = with_federation(
        r#"{ "name": "app", "filename": "container.js", "exposes": { "Widget": "./a" } }"#,
        &[("index.js", ""), ("a.js", "")],
    );
    let built = succeeds(&project);
    for text in ["FED0504", "`Widget`", "./Widget"] {
        assert!(built.report().contains(text), "{}", built.report());
    }
}

/// A library that cannot wait for what it shares, and its remote.
fn synchronous_library(experiments: &str) -> fedpack_testing::project::Project {
    let config = format!(
        r#"{{
            "output": {{ "library": {{ "type": "commonjs2" }} }},
            "federation": {{ "name": "app", "shared": ["lib"], "remotes": {{ "shop": "shop@http://x/r.js" }}{experiments} }}
        }}"#
    );
    project(&[
        ("fedpack.config.json", config.as_str()),
        ("package.json", r#"{ "name": "the-app", "dependencies": { "lib": "^1.0.0" } }"#),
        ("index.js", "export * from './view';\nimport 'shop/Cart';\n"),
        ("view.js", "import { lib } from 'lib';\nexport const view = lib;\n"),
        ("node_modules/lib/package.json", r#"{ "name": "lib", "version": "1.0.0" }"#),
        ("node_modules/lib/index.js", "export const lib = 1;"),
    ])
}

#[test]
fn library_that_needs_a_share_at_once() {
    let texts =
        ["FED0529", "`lib`", "./index.js → ./view.js → lib", "view.js:1", "index.js:1", "import()", "eager"];
    fails_with(&synchronous_library(""), &texts);
    fails_with(&synchronous_library(""), &["FED0529", "`shop/Cart`", "index.js:2"]);
    let switched_off = r#", "experiments": { "asyncStartup": false }"#;
    fails_with(&synchronous_library(switched_off), &["FED0529", "asyncStartup` is off"]);
    succeeds(&synchronous_library(r#", "experiments": { "asyncStartup": true }"#));
}

#[test]
fn commonjs_library_that_needs_a_share_at_once() {
    let library = |index: &str, view: &str| {
        project(&[
            (
                "fedpack.config.json",
                r#"{ "output": { "library": { "type": "commonjs2" } }, "federation": { "name": "app", "shared": ["lib"] } }"#,
            ),
            ("package.json", r#"{ "name": "the-app", "dependencies": { "lib": "^1.0.0" } }"#),
            ("index.js", index),
            ("view.js", view),
            ("node_modules/lib/package.json", r#"{ "name": "lib", "version": "1.0.0" }"#),
            ("node_modules/lib/index.js", "exports.lib = 1;"),
        ])
    };
    fails_with(
        &library(
            "exports.view = require('./view').view;\n",
            "\nconst { lib } = require('lib');\nexports.view = lib;\n",
        ),
        &["FED0529", "`lib`", "./index.js → ./view.js → lib", "view.js:2", "index.js:1", "import()", "eager"],
    );
    // A `require` that may come later, or not at all, is the application's affair.
    succeeds(&library("exports.view = () => require('lib').lib;\n", ""));
    succeeds(&library("exports.view = globalThis.late && require('lib');\n", ""));
    succeeds(&library("try { exports.view = require('lib'); } catch {}\n", ""));
}

#[test]
fn runtime_of_module_federation_2_in_a_build_with_protocol_v1() {
    for request in ["@module-federation/runtime", "@module-federation/enhanced/runtime"] {
        let application = |protocol: &str| {
            with_federation(
                &format!(r#"{{ "name": "app", "protocol": "{protocol}" }}"#),
                &[
                    (
                        "index.js",
                        &format!("import {{ loadRemote }} from '{request}';\nloadRemote('shop/Cart');\n"),
                    ),
                    ("node_modules/@module-federation/runtime/index.js", "exports.loadRemote = () => {};"),
                    (
                        "node_modules/@module-federation/enhanced/runtime.js",
                        "module.exports = require('@module-federation/runtime');",
                    ),
                ],
            )
        };
        let built = succeeds(&application("v1"));
        for text in ["FED0533", request, "protocol: \"compact\"", "\"v2\"", "index.js:1"] {
            assert!(built.report().contains(text), "{}", built.report());
        }
        assert_eq!(built.report().matches("FED0533").count(), 1, "{}", built.report());
        assert!(!succeeds(&application("compact")).report().contains("FED0533"));
    }
}

#[test]
fn manifest_of_a_remote_that_does_not_list_what_is_imported() {
    let project = with_federation(
        r#"{
            "name": "app", "remoteType": "commonjs-module",
            "remotes": { "shop": "../shop/dist/remoteEntry.js", "near": "./near/mf-manifest.json" }
        }"#,
        &[
            ("index.js", "import('shop/Crt');\nimport('shop/Cart');\nimport('near/Thing');\n"),
            ("shop/dist/mf-manifest.json", r#"{ "exposes": [{ "path": "./Cart" }] }"#),
            ("near/mf-manifest.json", r#"{ "exposes": [{ "path": "./Thing" }] }"#),
        ],
    );
    let built = succeeds(&project);
    for text in ["FED0530", "`shop/Crt`", "Did you mean `shop/Cart`?", "index.js:1"] {
        assert!(built.report().contains(text), "{}", built.report());
    }
    assert_eq!(built.report().matches("FED0530").count(), 1, "{}", built.report());
}

#[test]
fn public_path_that_is_no_code() {
    let project = with_federation(r#"{ "name": "app", "getPublicPath": "return (" }"#, &[("index.js", "")]);
    fails_with(&project, &["FED0501", "federation.getPublicPath", "JavaScript"]);
}

#[test]
fn container_without_a_name() {
    let project = with_federation(
        r#"{ "filename": "container.js", "exposes": { "./a": "./a" } }"#,
        &[("index.js", ""), ("a.js", "")],
    );
    fails_with(&project, &["FED0510"]);
}

#[test]
fn container_name_that_is_no_variable() {
    let project = with_federation(
        r#"{ "name": "my-app", "filename": "container.js", "exposes": { "./a": "./a" } }"#,
        &[("index.js", ""), ("a.js", "")],
    );
    fails_with(&project, &["FED0506", "my-app", "my_app"]);
}

#[test]
fn shared_package_that_is_not_installed() {
    let project = with_federation(
        r#"{ "name": "app", "shared": { "not-installed": { "requiredVersion": "^1.0.0" } } }"#,
        &[("index.js", "import('not-installed');\n")],
    );
    fails_with(&project, &["FED0522", "not-installed", "import"]);
}

#[test]
fn shared_package_that_nobody_imports_need_not_be_installed() {
    let project = with_federation(
        r#"{ "name": "app", "shared": ["not-installed"] }"#,
        &[("index.js", "console.log(1);\n")],
    );
    succeeds(&project);
}

#[test]
fn shared_without_import_need_not_be_installed() {
    let project = with_federation(
        r#"{ "name": "app", "shared": { "not-installed": { "import": false, "requiredVersion": "^1.0.0" } } }"#,
        &[("index.js", "import('not-installed');\n")],
    );
    succeeds(&project);
}

#[test]
fn invalid_version_ranges() {
    for range in ["latest", "^x.y", "workspace:*", "one.two"] {
        let options =
            format!(r#"{{ "name": "app", "shared": {{ "lib": {{ "requiredVersion": "{range}" }} }} }}"#);
        let project = with_federation(
            &options,
            &[
                ("index.js", "import('lib');\n"),
                ("node_modules/lib/package.json", r#"{ "name": "lib", "version": "1.0.0" }"#),
                ("node_modules/lib/index.js", ""),
            ],
        );
        let built = succeeds(&project);
        for text in ["FED0505", range, "fedpack.config.json:"] {
            assert!(built.report().contains(text), "{}", built.report());
        }
    }
    let options = r#"{ "name": "app", "shared": { "lib": { "include": { "version": "newest" } } } }"#;
    let project = with_federation(options, &[("index.js", "")]);
    fails_with(&project, &["FED0505", "include.version", "newest"]);
}

#[test]
fn two_containers_of_one_name() {
    let container = r#"{ "name": "app", "filename": "container.js", "exposes": { "./a": "./a" } }"#;
    let project = with_federation(&format!("[{container}, {container}]"), &[("index.js", ""), ("a.js", "")]);
    fails_with(&project, &["FED0515", "`app`", "fedpack.config.json:"]);
}

#[test]
fn singleton_of_which_only_a_part_is_shared() {
    let shared = r#"{ "lib": { "singleton": true, "exclude": { "version": "^1.0.0" } } }"#;
    let project = with_federation(&format!(r#"{{ "shared": {shared} }}"#), &[("index.js", "")]);
    let built = succeeds(&project);
    assert!(built.report().contains("FED0516"), "{}", built.report());
}

#[test]
fn ranges_of_package_json_that_are_no_versions_mean_any() {
    // pnpm's and npm's own notations are not errors of this project.
    for range in ["workspace:*", "catalog:", "latest", "github:user/lib", "npm:other@^1.0.0"] {
        let manifest = format!(r#"{{ "name": "the-app", "dependencies": {{ "lib": "{range}" }} }}"#);
        let project = project(&[
            ("fedpack.config.json", r#"{ "federation": { "name": "app", "shared": ["lib"] } }"#),
            ("package.json", &manifest),
            ("index.js", "import('lib');\n"),
            ("node_modules/lib/package.json", r#"{ "name": "lib", "version": "1.0.0" }"#),
            ("node_modules/lib/index.js", ""),
        ]);
        succeeds(&project);
    }
}

#[test]
fn no_required_version_is_a_warning() {
    let project = with_federation(
        r#"{ "name": "app", "shared": ["lib"] }"#,
        &[
            ("index.js", "import('lib');\n"),
            ("node_modules/lib/package.json", r#"{ "name": "lib", "version": "1.0.0" }"#),
            ("node_modules/lib/index.js", ""),
        ],
    );
    let built = succeeds(&project);
    assert!(built.stderr.contains("FED0520") && built.stderr.contains("`lib`"), "{}", built.report());
}

#[test]
fn import_cycle_through_federation() {
    let project = with_federation(
        r#"{
            "name": "app",
            "filename": "container.js",
            "exposes": { "./A": "./a", "./B": "./b" },
            "remotes": { "app": "app@http://localhost:1/container.js" }
        }"#,
        &[
            ("index.js", ""),
            ("a.js", "import { b } from 'app/B';\nexport const a = b;\n"),
            ("b.js", "import { a } from 'app/A';\nexport const b = a;\n"),
        ],
    );
    fails_with(&project, &["FED0525", "app/A", "app/B"]);
}

#[test]
fn own_container_does_not_expose_what_is_imported() {
    let project = with_federation(
        r#"{
            "name": "app",
            "filename": "container.js",
            "exposes": { "./Widget": "./a" },
            "remotes": { "app": "app@http://localhost:1/container.js" }
        }"#,
        &[("index.js", "import('app/Wigdet');\n"), ("a.js", "")],
    );
    fails_with(&project, &["FED0526", "./Wigdet", "app/Widget", "index.js:1:"]);
}

#[test]
fn remote_addresses_that_cannot_work() {
    let malformed = with_federation(
        r#"{ "name": "app", "remotes": { "shop": "http://localhost:1/remoteEntry.js" } }"#,
        &[("index.js", "import('shop/A');\n")],
    );
    fails_with(&malformed, &["FED0508", "shop", "fedpack.config.json:"]);
    let of_type = |option: &str| {
        let options = format!(
            r#"{{ "name": "app", {option}, "remotes": {{ "shop": "shop@http://localhost:1/remoteEntry.js" }} }}"#
        );
        with_federation(&options, &[("index.js", "import('shop/A');\n")])
    };
    fails_with(&of_type(r#""remoteType": "var""#), &["FED0507", "shop", "remoteType"]);
    // Nobody has said that it is no script.
    let built = succeeds(&of_type(r#""library": { "type": "var", "name": "app" }"#));
    assert!(built.report().contains("FED0507"), "{}", built.report());
}

#[test]
fn unknown_options_name_the_nearest() {
    let project = with_federation(
        r#"{ "name": "app", "shared": { "lib": { "singletn": true } }, "expose": {} }"#,
        &[("index.js", "")],
    );
    fails_with(&project, &["FED0500", "singletn", "singleton", "exposes", "fedpack.config.json:"]);
}

#[test]
fn options_of_another_protocol() {
    let project = with_federation(
        r#"{ "name": "app", "protocol": "v1", "runtimePlugins": ["./plugin.js"], "shareStrategy": "loaded-first" }"#,
        &[("index.js", ""), ("plugin.js", "export default () => ({ name: 'plugin' });")],
    );
    fails_with(&project, &["FED0519", "federation.runtimePlugins", "federation.shareStrategy", "`compact`"]);
}

#[test]
fn runtime_package_that_is_not_installed() {
    let project = with_federation(r#"{ "name": "app", "protocol": "v2" }"#, &[("index.js", "")]);
    fails_with(&project, &["FED0540", "@module-federation/webpack-bundler-runtime", "npm install"]);
}

#[test]
fn without_the_runtime_package_the_compact_runtime_is_used() {
    let plugin = ("plugin.js", "export default () => ({ name: 'plugin' });");
    let project = with_federation(
        r#"{ "name": "app", "runtimePlugins": ["./plugin.js"] }"#,
        &[("index.js", ""), plugin],
    );
    let built = succeeds(&project);
    for text in ["FED0541", "webpack-bundler-runtime", "`compact`"] {
        assert!(built.report().contains(text), "{}", built.report());
    }
    let project = with_federation(
        r#"{ "name": "app", "runtimePlugins": ["./plugin.js"], "implementation": "some-runtime" }"#,
        &[("index.js", ""), plugin],
    );
    fails_with(&project, &["FED0540", "`some-runtime`"]);
}

#[test]
fn runtime_plugin_that_does_not_exist() {
    let project = with_federation(
        r#"{ "name": "app", "runtimePlugins": ["./plugn.js"] }"#,
        &[
            ("index.js", ""),
            ("plugin.js", "export default () => ({ name: 'plugin' });"),
            (
                "node_modules/@module-federation/webpack-bundler-runtime/package.json",
                r#"{ "main": "index.js" }"#,
            ),
            ("node_modules/@module-federation/webpack-bundler-runtime/index.js", ""),
        ],
    );
    fails_with(&project, &["./plugn.js", "./plugin.js"]);
}

#[test]
fn runtime_plugins_of_the_wrong_form() {
    let project = with_federation(
        r#"{ "name": "app", "runtimePlugins": ["./a.js", { "path": "./b.js" }] }"#,
        &[("index.js", "")],
    );
    fails_with(&project, &["FED0501", "runtimePlugins"]);
}

#[test]
fn usage_that_is_none() {
    let with_usage = |text: &str| {
        let shared = r#"{ "name": "app", "shared": { "lib": { "usage": "./union.json" } } }"#;
        with_federation(shared, &[("index.js", ""), ("union.json", text)])
    };
    let union = r#"{
        "treeShake": { "lib": { "a": true } },
        "fedpack": { "version": 1, "kind": "union", "applications": ["b"], "shares": [
            { "key": "lib", "scope": "default", "exports": { "a": { "state": "used" } } }
        ] }
    }"#;
    succeeds(&with_usage(union));
    fails_with(&with_usage(&union[..90]), &["FED0527", "union.json", "JSON", "fedpack.config.json:"]);
    fails_with(&with_usage("{}"), &["FED0527", "usage", "merge"]);
    fails_with(&with_usage(&union.replace("\"version\": 1", "\"version\": 2")), &["FED0527", "format"]);
    fails_with(&with_usage(&union.replace("true", "false")), &["FED0527", "`lib`", "edited"]);
    fails_with(&with_usage(&union.replace("\"used\"", "\"sometimes\"")), &["FED0527", "sometimes"]);
    fails_with(&with_usage(&"{\"a\":".repeat(10_000)), &["FED0527", "recursion"]);
    let missing = r#"{ "name": "app", "shared": { "lib": { "usage": "./nowhere.json" } } }"#;
    fails_with(&with_federation(missing, &[("index.js", "")]), &["FED0527", "nowhere.json", "read"]);
}

#[test]
fn seal_without_usage() {
    let project =
        with_federation(r#"{ "name": "app", "shared": { "lib": { "seal": true } } }"#, &[("index.js", "")]);
    fails_with(&project, &["FED0528", "usage", "fedpack.config.json:"]);
}

#[test]
fn manifest_of_a_remote_with_protocol_v1() {
    let project = with_federation(
        r#"{ "name": "app", "protocol": "v1", "remotes": { "shop": "shop@https://shop.test/mf-manifest.json" } }"#,
        &[("index.js", "")],
    );
    fails_with(&project, &["FED0519", "federation.remotes.shop", "`compact`"]);
}

#[test]
fn what_the_compact_runtime_does_not_have() {
    for federation in [r#"{ "name": "app", "protocol": "compact" }"#, r#"{ "name": "app" }"#] {
        let module = "import { loadScript } from '@module-federation/runtime'; loadScript('a.js');";
        let project = with_federation(federation, &[("index.js", module)]);
        let expected = ["FED0401", "loadScript", "compact federation runtime", "loadRemote", "\"v2\""];
        fails_with(&project, &expected);
    }
}

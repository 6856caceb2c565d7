use std::io::Write;

use flate2::{Compression, write::GzEncoder};

use crate::test_build::{build, file};

/// Everything that the compact runtime has: its whole interface, a manifest, a runtime plugin, sharing.
const FILES: &[(&str, &str)] = &[
    ("index.js", "import('./widget');"),
    ("widget.js", "import {shell} from 'shell'; import 'catalog/List'; export default shell;"),
    (
        "all.js",
        "import {createInstance, getInstance, init, loadRemote, loadShare, loadShareSync, preloadRemote, registerGlobalPlugins, registerPlugins, registerRemotes, registerShared} from '@module-federation/runtime';
         export default [createInstance, getInstance, init, loadRemote, loadShare, loadShareSync, preloadRemote, registerGlobalPlugins, registerPlugins, registerRemotes, registerShared];",
    ),
    ("one.js", "import {getInstance} from '@module-federation/runtime'; export default getInstance;"),
    ("plugin.js", "export default () => ({name: 'plugin'});"),
];

fn container(federation: &str) -> String {
    let options = format!(
        r#"{{
            "output": {{"filename": "[name].js", "chunkFilename": "[name].js"}},
            "federation": {{"name": "shop", "filename": "remoteEntry.js", "shared": {{"shell": {{"import": false, "singleton": true, "requiredVersion": "^1.0.0"}}}}, {federation}}}
        }}"#
    );
    file(&build(FILES, &options), "remoteEntry.js")
}

const REMOTE: &str = r#""remotes": {"catalog": "catalog@https://catalog.test/remoteEntry.js"}"#;

#[test]
fn all_of_the_compact_runtime_fits_into_8_kb() {
    let code = container(
        r#""protocol": "compact", "runtimePlugins": ["./plugin.js"],
           "exposes": {"./Widget": "./widget.js", "./all": "./all.js"},
           "remotes": {"catalog": "catalog@https://catalog.test/mf-manifest.json"}"#,
    );
    for text in [
        "RUNTIME-003",
        "RUNTIME-004",
        "RUNTIME-006",
        "errorLoadRemote",
        "preload",
        "beforeLoadShare",
        "createInstance",
    ] {
        assert!(code.contains(text), "the build has all of it: {text}");
    }
    let mut gzip = GzEncoder::new(Vec::new(), Compression::best());
    gzip.write_all(code.as_bytes()).expect("memory can be written");
    let size = gzip.finish().expect("memory can be written").len();
    assert!(size < 8 * 1000, "remoteEntry.js has {size} bytes, gzip");
}

#[test]
fn what_a_build_does_not_use_of_the_compact_runtime_is_not_in_it() {
    let with = |protocol: &str, expose: &str| {
        container(&format!(r#""protocol": "{protocol}", "exposes": {{"./x": "./{expose}"}}, {REMOTE}"#))
    };
    assert_eq!(with("compact", "widget.js"), with("v1", "widget.js"), "the same options, the same bytes");
    let little = with("compact", "one.js");
    for text in ["RUNTIME-003", "RUNTIME-006", "errorLoadRemote", "preload", "beforeLoadShare"] {
        assert!(!little.contains(text), "nobody asked for {text}");
    }
}

#[test]
fn options_with_their_usual_values_cost_a_container_no_byte() {
    let with = |more: &str| {
        container(&format!(r#""protocol": "v1", "exposes": {{"./x": "./widget.js"}}, {REMOTE}{more}"#))
    };
    let plain = with("");
    for option in [r#""dts": false"#, r#""shareScope": "default""#, r#""remoteType": "script""#] {
        assert_eq!(with(&format!(", {option}")), plain, "{option}");
    }
}

#[test]
fn each_part_of_the_compact_runtime_comes_with_who_uses_it() {
    // What is imported, a text of its part, and texts of what that part needs.
    let parts: [(&str, &str, &[&str]); 4] = [
        ("loadShareSync", "RUNTIME-006", &[]),
        ("registerRemotes", "RUNTIME-003", &[]),
        ("preloadRemote", "`preload`", &["RUNTIME-003"]),
        ("loadRemote", "loadFactory", &[]),
    ];
    for (name, own, needed) in parts {
        let module = format!("import {{{name}}} from '@module-federation/runtime'; export default {name};");
        let options = r#"{
            "output": {"filename": "[name].js", "chunkFilename": "[name].js"},
            "federation": {"name": "shop", "filename": "remoteEntry.js", "protocol": "compact", "exposes": {"./x": "./x.js"}}
        }"#;
        let code = file(&build(&[("index.js", ""), ("x.js", &module)], options), "remoteEntry.js");
        assert!(code.contains(own), "{name} brings {own}");
        for (_, other, _) in parts.iter().filter(|(_, other, _)| *other != own && !needed.contains(other)) {
            assert!(!code.contains(other), "{name} does not need {other}");
        }
        assert!(!code.contains("errorLoadRemote"), "{name} needs no plugins");
    }
    let plain = file(
        &build(&[("index.js", "import('./x');"), ("x.js", "")], r#"{"output": {"filename": "[name].js"}}"#),
        "main.js",
    );
    for text in ["__FEDERATION__", "shared scope", "container", "init"] {
        assert!(!plain.contains(text), "a build without federation has none of it: {text}");
    }
}

//! `fedpack share`, on what builds wrote.

use serde_json::Value;

use crate::program::Project;

const TOOLKIT: &[(&str, &str)] = &[
    (
        "node_modules/toolkit/package.json",
        r#"{ "name": "toolkit", "version": "2.0.0", "main": "index.js", "module": "index.js", "sideEffects": false, "dependencies": { "redux": "^5.0.0" } }"#,
    ),
    ("node_modules/toolkit/index.js", "export * from './configure.js';\nexport * from './slice.js';\n"),
    (
        "node_modules/toolkit/configure.js",
        "import { isPlainObject, compose as unusedHere } from 'redux';\nexport const configure = (it) => isPlainObject(it);\n",
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
        "export const isPlainObject = (it) => !!it;\nexport const combine = () => 1;\nexport const compose = () => 2;\nexport const bindAll = () => 3;\n",
    ),
];

fn fleet() -> Project {
    let project = Project::new(TOOLKIT);
    let configuration = |name: &str, redux: &str| {
        format!(
            r#"{{ "entry": "./index.js", "federation": {{ "name": "{name}", "shareUsage": true,
                "shared": {{ "toolkit": {{ "requiredVersion": "^2.0.0" }}, "redux": {{ "requiredVersion": "^5.0.0"{redux} }} }} }} }}"#
        )
    };
    project.write("a/fedpack.config.json", &configuration("a", ""));
    project.write("a/index.js", "import('./bootstrap.js');\n");
    project.write("a/bootstrap.js", "import { configure, slice } from 'toolkit';\nconsole.log(configure);\n");
    project.write("b/fedpack.config.json", &configuration("b", ""));
    let load = "async function load() {\n  const { combine } = await import('redux');\n  return combine();\n}\nload();\n";
    project.write("b/index.js", load);
    for name in ["a", "b"] {
        let built = project.run(&["build", name]);
        assert_eq!(built.code, 0, "{}", built.stderr);
    }
    project
}

fn states(project: &Project, file: &str, key: &str) -> Vec<String> {
    let value: Value = serde_json::from_str(&project.read(file)).expect("it is JSON");
    let shares = value["fedpack"]["shares"].as_array().expect("a list").iter();
    let row = shares.filter(|row| row["key"] == key).collect::<Vec<_>>();
    assert_eq!(row.len(), 1, "{key} has one row");
    assert_eq!(row[0]["unknown"], Value::Null);
    let exports = row[0]["exports"].as_object().expect("an object");
    exports.iter().map(|(name, usage)| format!("{name} {}", usage["state"].as_str().unwrap())).collect()
}

/// `@reduxjs/toolkit` needs `redux.isPlainObject`, which no application imports.
#[test]
fn what_shared_packages_need_of_each_other_is_used() {
    let project = fleet();
    assert_eq!(
        states(&project, "a/dist/share-usage.json", "toolkit"),
        ["configure used", "slice imported-unused"]
    );
    // `compose` is imported by what runs, `bindAll` by what does not.
    assert_eq!(
        states(&project, "a/dist/share-usage.json", "redux"),
        ["bindAll not-imported", "combine not-imported", "compose imported-unused", "isPlainObject used"]
    );
    let merged = project.run(&["share", "merge", "a/dist", "b/dist/share-usage.json", "-o", "union.json"]);
    assert_eq!((merged.code, merged.stdout.as_str()), (0, ""), "{}", merged.stderr);
    assert_eq!(
        states(&project, "union.json", "redux"),
        ["bindAll not-imported", "combine used", "compose imported-unused", "isPlainObject used"]
    );
    let union: Value = serde_json::from_str(&project.read("union.json")).expect("it is JSON");
    assert_eq!(union["treeShake"]["redux"]["isPlainObject"], true);
    assert_eq!(union["treeShake"]["redux"]["compose"], false);
    let facts = &union["treeShake"]["redux"]["chunk_characteristics"];
    assert_eq!(facts.as_object().expect("an object").len(), 14);
    assert_eq!(
        (facts["is_shared_chunk"].as_bool(), facts["chunk_format"].as_str()),
        (Some(true), Some("jsonp"))
    );
    let place = &union["fedpack"]["shares"][0]["exports"]["isPlainObject"]["uses"][0];
    assert_eq!((place["application"].as_str(), place["package"].as_str()), (Some("a"), Some("toolkit")));
    assert_eq!((place["line"].as_u64(), place["column"].as_u64()), (Some(1), Some(10)));
}

#[test]
fn usage_is_printed_for_people() {
    let project = fleet();
    let printed = project.run(&["share", "usage", "a/dist"]);
    assert_eq!(printed.code, 0, "{}", printed.stderr);
    for text in [
        "redux",
        "5.0.1 (^5.0.0)",
        "1 of 4 exports used, about ",
        "isPlainObject",
        "configure.js:1:10 in toolkit",
    ] {
        assert!(printed.stdout.contains(text), "{text}: {}", printed.stdout);
    }
    assert!(!printed.stdout.contains("bindAll"), "{}", printed.stdout);
}

#[test]
fn exports_have_actions_and_confidence() {
    let project = fleet();
    let usage: serde_json::Value =
        serde_json::from_str(&project.read("a/dist/share-usage.json")).expect("it is JSON");
    let of = |export: &str| {
        let row = &usage["annotations"]["redux"][export];
        (row["action"].as_str(), row["confidence"].as_str())
    };
    assert_eq!(of("isPlainObject"), (Some("keep"), Some("high")));
    assert_eq!(of("bindAll"), (Some("eliminate"), Some("high")));
    // Who keeps the namespace may read any of it.
    project.write("a/index.js", "import * as redux from 'redux';\nconsole.log(redux);\n");
    let built = project.run(&["build", "a"]);
    assert_eq!(built.code, 0, "{}", built.stderr);
    let usage: serde_json::Value =
        serde_json::from_str(&project.read("a/dist/share-usage.json")).expect("it is JSON");
    let row = &usage["annotations"]["redux"]["bindAll"];
    assert_eq!((row["action"].as_str(), row["confidence"].as_str()), (Some("keep"), Some("low")));
}

/// Keys are data, whatever their names; depth and size have limits.
#[test]
fn hostile_usage_files_are_read_or_refused() {
    let project = fleet();
    let usage = project.read("a/dist/share-usage.json");
    let merge = |name: &str| project.run(&["share", "merge", name, "b/dist"]);
    let odd = usage.replace("bindAll", "__proto__").replace("combine", "constructor");
    assert_ne!(odd, usage);
    project.write("odd.json", &odd);
    let merged = merge("odd.json");
    assert_eq!(merged.code, 0, "{}", merged.stderr);
    let union: serde_json::Value = serde_json::from_str(&merged.stdout).expect("it is JSON");
    assert_eq!(union["treeShake"]["redux"]["__proto__"].as_bool(), Some(false));
    for (name, text, part) in [
        ("deep.json", "{\"fedpack\":".repeat(100_000), "recursion"),
        (
            "odd_rows.json",
            usage.replacen("\"shares\": [", "\"shares\": [{\"__proto__\": 1},", 1),
            "__proto__",
        ),
        ("odd_root.json", "[]".to_owned(), "no object"),
        ("other.json", r#"{ "treeShake": { "redux": { "bindAll": true } } }"#.to_owned(), "no `fedpack`"),
    ] {
        project.write(name, &text);
        let failed = merge(name);
        assert_eq!(failed.code, 1, "{name}: {}", failed.stdout);
        assert!(
            failed.stderr.contains("FED0550") && failed.stderr.contains(part),
            "{name}: {}",
            failed.stderr
        );
    }
    let large = std::fs::File::create(project.path().join("large.json")).expect("it can be written");
    large.set_len(1 << 32).expect("it has holes");
    drop(large);
    let failed = merge("large.json");
    assert!(failed.code == 1 && failed.stderr.contains("bytes long"), "{}", failed.stderr);
}

#[test]
fn files_that_cannot_be_merged_are_named() {
    let project = fleet();
    project.write("half.json", &project.read("a/dist/share-usage.json")[..200]);
    let failed = project.run(&["share", "merge", "b/dist", "half.json", "nowhere.json", "-o", "union.json"]);
    assert_eq!(failed.code, 1);
    assert_eq!(failed.stderr.matches("FED0550").count(), 2, "{}", failed.stderr);
    assert!(
        failed.stderr.contains("half.json") && failed.stderr.contains("nowhere.json"),
        "{}",
        failed.stderr
    );
    assert!(!project.files(".").contains(&"union.json".to_owned()), "nothing is written");

    // A copy that was sealed for `a` alone, and an application that needs more of it.
    let sealed = project
        .read("a/dist/share-usage.json")
        .replace(r#""key": "redux","#, r#""key": "redux", "sealed": { "a": ["isPlainObject"] },"#);
    project.write("sealed.json", &sealed);
    let failed = project.run(&["share", "merge", "sealed.json", "b/dist"]);
    assert_eq!(failed.code, 1);
    for text in ["FED0551", "`b`", "`combine`", "./index.js:2:", "`a`"] {
        assert!(failed.stderr.contains(text), "{text}: {}", failed.stderr);
    }
}

/// `lib` is shared by `a` and bundled by `b`, `icons` is bundled by both, `alone` is shared by `a` only.
#[test]
fn built_applications_are_audited() {
    let project = Project::new(&[]);
    let long = |name: &str| format!("export const {name} = () => '{}';\n", name.repeat(600));
    for package in ["lib", "icons", "alone"] {
        let folder = format!("node_modules/{package}");
        let description = format!(
            r#"{{ "name": "{package}", "version": "1.0.0", "main": "index.js", "sideEffects": false }}"#
        );
        project.write(&format!("{folder}/package.json"), &description);
        let text = long(&format!("{package}One")) + &long(&format!("{package}Two"));
        project.write(&format!("{folder}/index.js"), &text);
    }
    let imports = "import { libOne } from 'lib';\nimport { iconsOne } from 'icons';\n";
    project.write(
        "a/index.js",
        &format!("{imports}import {{ aloneOne }} from 'alone';\nconsole.log(libOne, libOne, iconsOne, iconsOne, aloneOne);\n"),
    );
    project
        .write("b/index.js", &format!("{imports}console.log(libOne(), libOne(), iconsOne(), iconsOne());\n"));
    for (name, shared) in [("a", r#""lib": "^1.0.0", "alone": "^1.0.0""#), ("b", "")] {
        let configuration = format!(
            r#"{{ "entry": "./index.js", "federation": {{ "name": "{name}", "shareUsage": true, "shared": {{ {shared} }} }} }}"#
        );
        project.write(&format!("{name}/fedpack.config.json"), &configuration);
        let built = project.run(&["build", name]);
        assert_eq!(built.code, 0, "{}", built.stderr);
    }
    let audited = project.run(&["share", "audit", "a/dist", "b/dist", "--json"]);
    assert_eq!(audited.code, 0, "{}", audited.stderr);
    let value: Value = serde_json::from_str(&audited.stdout).expect("it is JSON");
    let line = |finding: &Value| {
        let name = finding["package"].as_str().or(finding["key"].as_str()).expect("a name");
        format!("{} {name}", finding["kind"].as_str().expect("a kind"))
    };
    let findings = value["findings"].as_array().expect("a list");
    let mut lines: Vec<String> = findings.iter().map(line).collect();
    lines.sort();
    assert_eq!(lines, ["duplicate lib", "shared-for-nothing alone", "worth-sharing icons"]);
    let saves = |kind: &str| {
        let finding = findings.iter().find(|finding| finding["kind"] == kind);
        finding.and_then(|finding| finding["saves"].as_u64()).expect("a number")
    };
    // Who bundles it has one of two functions, whose text is 600 times its name; both are mentioned twice, so that they
    // are not moved into the application's own module.
    assert!((3_600..4_200).contains(&saves("duplicate")), "{}", audited.stdout);
    assert!((4_800..5_400).contains(&saves("worth-sharing")), "{}", audited.stdout);
    assert!((4_800..5_400).contains(&saves("shared-for-nothing")), "{}", audited.stdout);
    let printed = project.run(&["share", "audit", "a/dist", "b/dist"]);
    for text in [
        "Duplicate: lib",
        "shared by a",
        "Worth sharing: icons",
        "only a consumes it",
        "saves 3.",
        "2 applications: a, b",
    ] {
        assert!(printed.stdout.contains(text), "{text}: {}", printed.stdout);
    }
    // A union says nothing of bytes.
    let merged = project.run(&["share", "merge", "a/dist", "b/dist", "-o", "union.json"]);
    assert_eq!(merged.code, 0, "{}", merged.stderr);
    let refused = project.run(&["share", "audit", "a/dist", "union.json"]);
    assert!(refused.code == 1 && refused.stderr.contains("FED0554"), "{}", refused.stderr);
}

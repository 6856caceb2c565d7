//! What the documents in `docs/` and `README.md` say is compared with the sources: diagnostic codes, options, examples.

use std::{
    collections::{BTreeMap, BTreeSet},
    fs,
    path::{Path, PathBuf},
};

use fedpack::config::load::{LoadOptions, load};
use regex::Regex;
use serde_json::Value;

fn repository() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
}

fn read(path: &str) -> String {
    fs::read_to_string(repository().join(path)).unwrap_or_else(|error| panic!("{path}: {error}"))
}

fn rust_files(folder: &Path, files: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).expect("the folder is readable") {
        let path = entry.expect("the folder is readable").path();
        if path.is_dir() {
            rust_files(&path, files);
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            files.push(path);
        }
    }
}

/// Codes that diagnostics are made with. What tests make up is not among them.
fn codes_in_sources() -> BTreeSet<String> {
    let mut files = Vec::new();
    rust_files(&repository().join("crates/fedpack/src/diagnostics"), &mut files);
    let code = Regex::new(r#""(FED\d{4})""#).unwrap();
    let mut codes = BTreeSet::new();
    for file in files {
        let text = fs::read_to_string(&file).expect("a source is readable");
        let text = text.split("#[cfg(test)]").next().unwrap_or_default();
        codes.extend(code.captures_iter(text).map(|found| found[1].to_owned()));
    }
    codes
}

/// The first cells of table rows that are one code span: `` | `output.path` | … | ``.
fn described_options(document: &str) -> Vec<String> {
    let row = Regex::new(r"(?m)^\| `([^`\s]+)` \|").unwrap();
    row.captures_iter(document).map(|found| found[1].to_owned()).collect()
}

#[test]
fn every_code_is_in_the_table_and_the_other_way_round() {
    let row = Regex::new(r"(?m)^\| (FED\d{4}) \|").unwrap();
    let document = read("docs/diagnostics.md");
    let documented: Vec<String> = row.captures_iter(&document).map(|found| found[1].to_owned()).collect();
    let distinct: BTreeSet<String> = documented.iter().cloned().collect();
    assert_eq!(documented.len(), distinct.len(), "a code has two rows");
    let sources = codes_in_sources();
    let missing: Vec<_> = sources.difference(&distinct).collect();
    let stale: Vec<_> = distinct.difference(&sources).collect();
    assert!(missing.is_empty() && stale.is_empty(), "not documented: {missing:?}, gone: {stale:?}");
}

/// Every option of the schema, by its path without list marks and free names: `module.rules.test`.
fn options() -> BTreeMap<String, String> {
    let schema: Value = serde_json::from_str(&read("docs/fedpack.schema.json")).expect("the schema is JSON");
    let mut options = BTreeMap::new();
    walk(&schema, &schema, "", &mut Vec::new(), &mut options);
    options
}

fn walk<'s>(
    schema: &'s Value,
    node: &'s Value,
    path: &str,
    inside: &mut Vec<&'s str>,
    options: &mut BTreeMap<String, String>,
) {
    if let Some(reference) = node.get("$ref").and_then(Value::as_str) {
        // A rule in a rule is a rule; what a condition looks like is not an option, nor how the Node package marks a
        // function.
        let is_value = ["/RawCondition", "/RawRegexp", "/RawScript"].iter().any(|it| reference.ends_with(it));
        if !inside.contains(&reference) && !is_value {
            let target = schema.pointer(reference.trim_start_matches('#')).expect("the schema is whole");
            inside.push(reference);
            walk(schema, target, path, inside, options);
            inside.pop();
        }
    }
    for key in ["anyOf", "oneOf", "allOf"] {
        for branch in node.get(key).and_then(Value::as_array).into_iter().flatten() {
            walk(schema, branch, path, inside, options);
        }
    }
    for key in ["items", "additionalProperties"] {
        if let Some(inner) = node.get(key) {
            walk(schema, inner, path, inside, options);
        }
    }
    for (name, property) in node.get("properties").and_then(Value::as_object).into_iter().flatten() {
        let path = if path.is_empty() { name.clone() } else { format!("{path}.{name}") };
        let description = property.get("description").and_then(Value::as_str).unwrap_or_default();
        options.entry(path.clone()).or_insert_with(|| description.to_owned());
        walk(schema, property, &path, inside, options);
    }
}

/// The same names written out in a document: `module.rules[].test`, `federation.shared.<name>.eager`.
fn plain(path: &str) -> String {
    path.replace("[]", "").replace(".<name>", "")
}

/// Options whose parts are documented at another place: a library's, parsers and generators by type, another spelling,
/// `resolve` of a rule, and what is written as `federation.shared`.
fn is_documented_elsewhere(option: &str) -> bool {
    ["entry.library.", "module.parser.", "module.generator.", "resolve.tsconfig.", "$schema"]
        .iter()
        .chain(&["module.rules.resolve.", "federation.consumes.", "federation.provides."])
        .any(|prefix| option.starts_with(prefix))
}

#[test]
fn every_option_is_documented_and_the_other_way_round() {
    let documents = read("docs/configuration.md") + &read("docs/federation.md");
    let span = Regex::new("`([^`\n]+)`").unwrap();
    let named: BTreeSet<String> = span.captures_iter(&documents).map(|found| plain(&found[1])).collect();
    let options = options();
    let missing: Vec<_> = options
        .keys()
        .filter(|option| !is_documented_elsewhere(option) && !named.contains(*option))
        .collect();
    assert!(missing.is_empty(), "not in docs/configuration.md or docs/federation.md: {missing:?}");

    let document = read("docs/configuration.md");
    let (supported, _) = document.split_once("\n## Not supported").expect("the section exists");
    let stale: Vec<String> =
        described_options(supported).into_iter().filter(|cell| !options.contains_key(&plain(cell))).collect();
    assert!(stale.is_empty(), "docs/configuration.md describes what is no option: {stale:?}");
}

#[test]
fn what_has_no_effect_is_said_to_have_none() {
    let document = read("docs/configuration.md");
    let (_, list) = document.split_once("## Accepted without effect").expect("the section exists");
    let list = list.split("\n## ").next().unwrap_or_default();
    let span = Regex::new("`([^`\n]+)`").unwrap();
    let named: BTreeSet<String> = span.captures_iter(list).map(|found| plain(&found[1])).collect();
    let expected: BTreeSet<String> = options()
        .into_iter()
        .filter(|(option, description)| {
            !is_documented_elsewhere(option) && description.starts_with("Accepted without effect")
        })
        .map(|(option, _)| option)
        .collect();
    let missing: Vec<_> = expected.difference(&named).collect();
    assert!(missing.is_empty(), "without effect, and not in the list: {missing:?}");
}

/// Every configuration that a document shows (a `jsonc` block) is one that fedpack takes.
#[test]
fn examples_are_valid_configurations() {
    let block = Regex::new(r"(?s)```jsonc\n(.*?)```").unwrap();
    let mut count = 0;
    for document in ["README.md", "docs/configuration.md", "docs/federation.md"] {
        for found in block.captures_iter(&read(document)) {
            let folder = tempfile::tempdir().expect("a folder can be made");
            fs::create_dir(folder.path().join("src")).expect("a folder can be made");
            fs::write(folder.path().join("src/index.html"), "<!doctype html>")
                .expect("a file can be written");
            fs::write(folder.path().join("fedpack.config.jsonc"), &found[1]).expect("a file can be written");
            let options = LoadOptions { folder: folder.path().into(), ..LoadOptions::default() };
            let loaded = load(&options);
            let messages: Vec<&str> =
                loaded.diagnostics.iter().map(|problem| problem.message.as_str()).collect();
            assert!(messages.is_empty(), "{document}: {messages:?} in\n{}", &found[1]);
            count += 1;
        }
    }
    assert!(count > 3, "the documents have examples");
}

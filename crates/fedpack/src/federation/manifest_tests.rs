use serde_json::{Value, json};

use super::{Manifest, Stats};
use crate::test_build::{build, file};

const FILES: &[(&str, &str)] = &[
    ("package.json", r#"{"name": "shop-app", "version": "1.2.3", "dependencies": {"lib": "^2.0.0"}}"#),
    ("index.js", "import('./bootstrap');"),
    ("bootstrap.js", "import('catalog/List');"),
    (
        "Cart.js",
        "import './cart.css'; import {total} from 'lib'; export {total}; export const more = () => import('./more');",
    ),
    ("whole.js", "export const whole = () => import('lib');"),
    ("cart.css", "body { color: red }"),
    ("more.js", "import 'catalog/Other'; import {shell} from 'shell'; export default shell;"),
    ("Two.js", "export default 2;"),
    ("late.js", "export const late = async () => { const {unused} = await import('lib'); return unused; };"),
    ("node_modules/lib/package.json", r#"{"name": "lib", "version": "2.4.0", "main": "index.js"}"#),
    ("node_modules/lib/index.js", "import 'base'; export const total = 1, unused = 2;"),
    ("node_modules/base/package.json", r#"{"name": "base", "version": "0.1.0", "main": "index.js"}"#),
    ("node_modules/base/index.js", "export const base = 1; console.log(base);"),
];

const OPTIONS: &str = r#"{
    "output": {"filename": "[name].js", "chunkFilename": "[name]-chunk.js"},
    "optimization": {"chunkIds": "named", "moduleIds": "named"},
    "federation": {
        "name": "shop",
        "filename": "remoteEntry.js",
        "exposes": {"./Two": "./Two.js", "./Cart": "./Cart.js"},
        "remotes": {
            "unused": "other@https://unused.test/remoteEntry.js",
            "catalog": "catalog@https://catalog.test/mf-manifest.json"
        },
        "shared": {"lib": {}, "base": {"singleton": true, "requiredVersion": false}, "shell": {"import": false}},
        "manifest": true,
        "protocol": "compact"
    }
}"#;

fn read(name: &str, options: &str) -> Value {
    serde_json::from_str(&file(&build(FILES, options), name)).expect("JSON")
}

fn column(rows: &Value, name: &str) -> Vec<Value> {
    rows.as_array().expect("a list").iter().map(|row| row[name].clone()).collect()
}

#[test]
fn hosts_find_the_container() {
    let manifest = read("mf-manifest.json", OPTIONS);
    assert_eq!((&manifest["id"], &manifest["name"]), (&json!("shop"), &json!("shop")));
    assert_eq!(
        manifest["metaData"],
        json!({
            "name": "shop",
            "type": "app",
            "buildInfo": {"buildVersion": "1.2.3", "buildName": "shop-app"},
            "remoteEntry": {"name": "remoteEntry.js", "path": "", "type": "global"},
            "types": {"path": "", "name": "", "zip": "", "api": ""},
            "globalName": "shop",
            "pluginVersion": env!("CARGO_PKG_VERSION"),
            "publicPath": "auto",
        })
    );
}

#[test]
fn exposes_have_their_own_files_and_those_they_load() {
    let manifest = read("mf-manifest.json", OPTIONS);
    assert_eq!(column(&manifest["exposes"], "path"), ["./Cart", "./Two"]);
    let cart = &manifest["exposes"][0];
    assert_eq!((&cart["id"], &cart["name"]), (&json!("shop:Cart"), &json!("Cart")));
    let sizes = |assets: &Value| {
        ["js", "css"]
            .map(|kind| ["sync", "async"].map(|when| assets[kind][when].as_array().expect("a list").len()))
    };
    assert_eq!(sizes(&cart["assets"]), [[1, 1], [1, 0]], "{cart}");
    assert_eq!(sizes(&manifest["exposes"][1]["assets"]), [[1, 0], [0, 0]]);
    let shared = manifest["shared"][1]["assets"]["js"]["sync"][0].as_str().expect("a file of lib");
    assert!(!cart.to_string().contains(shared), "files of shared packages are listed with these");
}

#[test]
fn shared_packages_say_version_and_range() {
    let manifest = read("mf-manifest.json", OPTIONS);
    let shared = &manifest["shared"];
    assert_eq!(column(shared, "name"), ["base", "lib", "shell"]);
    assert_eq!(column(shared, "version"), ["0.1.0", "2.4.0", ""]);
    assert_eq!(column(shared, "requiredVersion"), ["*", "^2.0.0", "*"]);
    assert_eq!(column(shared, "singleton"), [true, false, false]);
    assert_eq!(shared[1]["assets"]["js"]["sync"].as_array().map(Vec::len), Some(1));
}

#[test]
fn remotes_are_told_whether_used_or_not() {
    let manifest = read("mf-manifest.json", OPTIONS);
    assert_eq!(
        manifest["remotes"],
        json!([
            {
                "alias": "catalog", "moduleName": "List", "federationContainerName": "catalog",
                "entry": "https://catalog.test/mf-manifest.json"
            },
            {
                "alias": "catalog", "moduleName": "Other", "federationContainerName": "catalog",
                "entry": "https://catalog.test/mf-manifest.json"
            },
            {
                "alias": "unused", "moduleName": ".", "federationContainerName": "other",
                "entry": "https://unused.test/remoteEntry.js"
            },
        ])
    );
}

#[test]
fn stats_say_who_needs_what() {
    let stats = read("mf-stats.json", OPTIONS);
    assert_eq!(
        column(&stats["remotes"], "usedIn"),
        [json!(["bootstrap.js"]), json!(["more.js"]), json!(["UNKNOWN"])]
    );
    assert_eq!(column(&stats["exposes"], "file"), ["Cart.js", "Two.js"]);
    assert_eq!(column(&stats["exposes"], "requires"), [json!(["lib", "shell"]), json!([])]);
    let shared = &stats["shared"];
    assert_eq!(column(shared, "usedIn"), [json!([]), json!(["./Cart"]), json!(["./Cart"])]);
    assert_eq!(column(shared, "deps"), [json!([]), json!(["base"]), json!([])]);
    assert_eq!(column(shared, "usedExports"), [json!([]), json!(["total"]), json!(["shell"])]);
    assert_eq!(column(shared, "eager"), [false, false, false]);
    assert_eq!(column(shared, "shareScope"), ["default", "default", "default"]);
}

#[test]
fn what_is_read_after_an_import_call_is_known_of_shares_that_are_shaken() {
    let with_late =
        OPTIONS.replace(r#""./Two": "./Two.js""#, r#""./late": "./late.js", "./Two": "./Two.js""#);
    let used = |options: &str| column(&read("mf-stats.json", options)["shared"], "usedExports")[1].clone();
    assert_eq!(used(&with_late), json!([]), "an `import()` may read anything");
    let shaken = with_late.replace(r#""lib": {}"#, r#""lib": {"treeShaking": true}"#);
    assert_eq!(used(&shaken), json!(["total", "unused"]));
    let whole = shaken.replace("late.js", "whole.js");
    assert_eq!(used(&whole), json!([]), "its namespace goes anywhere");
}

#[test]
fn names_and_contents_can_be_chosen() {
    let options = OPTIONS.replace(
        r#""manifest": true"#,
        r#""manifest": {"filePath": "meta", "fileName": "shop.json", "disableAssetsAnalyze": true, "additionalData": {"region": "eu"}}"#,
    );
    let manifest = read("meta/shop.json", &options);
    assert_eq!(manifest["region"], "eu");
    assert_eq!(
        manifest["exposes"][0]["assets"],
        json!({"js": {"sync": [], "async": []}, "css": {"sync": [], "async": []}})
    );
    assert_eq!(read("meta/shop-stats.json", &options)["exposes"][0]["file"], "Cart.js");
    let without = OPTIONS.replace(r#""manifest": true"#, r#""manifest": false"#);
    let build = build(FILES, &without);
    assert!(!build.assets.names().any(|name| name.ends_with(".json")));
}

/// The schemas in `docs/`, made from the types.
#[test]
fn the_schema_in_the_docs_is_up_to_date() {
    let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../../docs");
    let generator = || schemars::generate::SchemaSettings::draft07().into_generator();
    for (name, schema) in [
        ("mf-manifest.schema.json", generator().into_root_schema_for::<Manifest>().to_value()),
        ("mf-stats.schema.json", generator().into_root_schema_for::<Stats>().to_value()),
    ] {
        let file = folder.join(name);
        let schema = format!("{schema:#}\n");
        if std::env::var_os("FEDPACK_BLESS").is_some() {
            std::fs::write(&file, &schema).expect("docs/ can be written");
        }
        let text = std::fs::read_to_string(&file).unwrap_or_default();
        assert!(text == schema, "run: FEDPACK_BLESS=1 cargo test -p fedpack --lib schema_in_the_docs");
    }
}

use std::{collections::BTreeMap, io::Read as _, path::Path};

use serde_json::{Value, json};
use tempfile::TempDir;

use super::*;
use crate::config::{NormalizeContext, normalize, raw::RawOptions};

fn write(root: &Path, files: &[(&str, &str)]) {
    for (name, text) in files {
        let file = root.join(name);
        std::fs::create_dir_all(file.parent().expect("it is in the folder")).expect("folders can be made");
        std::fs::write(file, text).expect("files can be written");
    }
}

/// Builds the types of a project; contents of the archive by name, and the other files.
fn types(files: &[(&str, &str)], exposes: Value) -> (BTreeMap<String, String>, GeneratedTypes) {
    types_with(files, json!({ "exposes": exposes, "dts": { "consumeTypes": false } }))
}

/// `federation` without its name.
fn types_with(files: &[(&str, &str)], mut federation: Value) -> (BTreeMap<String, String>, GeneratedTypes) {
    federation["name"] = json!("shop");
    let folder = TempDir::new().expect("a temporary folder");
    let root = folder.path().canonicalize().expect("it exists");
    write(&root, files);
    let raw: RawOptions = serde_json::from_value(json!({
        "entry": {},
        "federation": federation,
    }))
    .expect("they are options");
    let (config, problems) =
        normalize(raw, &NormalizeContext { folder: root, ..NormalizeContext::default() });
    assert_eq!(problems.len(), 0, "{problems:?}");
    let generated = generate(&config);
    let mut contents = BTreeMap::new();
    if let Some((_, bytes)) = generated.files.iter().find(|(name, _)| name.ends_with(".zip")) {
        let mut archive = zip::ZipArchive::new(std::io::Cursor::new(bytes)).expect("it is an archive");
        for index in 0..archive.len() {
            let mut file = archive.by_index(index).expect("it is in the archive");
            let mut text = String::new();
            file.read_to_string(&mut text).expect("it is text");
            contents.insert(file.name().expect("it is text").into_owned(), text);
        }
    }
    (contents, generated)
}

fn names(contents: &BTreeMap<String, String>) -> Vec<&str> {
    contents.keys().map(String::as_str).collect()
}

#[test]
fn the_archive_has_what_the_types_of_exposes_need() {
    let (contents, generated) = types(
        &[
            ("tsconfig.json", r#"{ "compilerOptions": { "paths": { "@/*": ["./src/*"] } } }"#),
            (
                "src/Cart.tsx",
                "import type { Item } from '@/model';\nimport { helper } from './helper';\nexport default function Cart(props: { items: Item[] }): string { return helper(props.items.length); }\n",
            ),
            (
                "src/model.ts",
                "import type { Money } from './money';\nexport interface Item { price: Money }\n",
            ),
            ("src/money.d.ts", "export type Money = number & { unit: 'EUR' };\n"),
            ("src/helper.ts", "export const helper = (count: number): string => `${count}`;\n"),
            ("src/ui/index.ts", "/** How many. */\nexport const count: number = 1;\n"),
            ("src/plain.js", "export const untyped = 1;\n"),
        ],
        json!({ "./Cart": "./src/Cart", "./ui/all": "./src/ui", "./plain": "./src/plain.js" }),
    );
    assert_eq!(generated.diagnostics.len(), 0, "{:?}", generated.diagnostics);
    assert_eq!(
        names(&contents),
        [
            "Cart.d.ts",
            "compiled-types/Cart.d.ts",
            "compiled-types/model.d.ts",
            "compiled-types/money.d.ts",
            "compiled-types/ui/index.d.ts",
            "ui/all.d.ts",
        ]
    );
    assert_eq!(
        contents["Cart.d.ts"],
        "export * from './compiled-types/Cart.js';\nexport { default } from './compiled-types/Cart.js';\n"
    );
    assert_eq!(contents["ui/all.d.ts"], "export * from '../compiled-types/ui/index.js';\n");
    // An alias of tsconfig.json means nothing to a host.
    assert!(
        contents["compiled-types/Cart.d.ts"].contains("from \"./model.js\""),
        "{}",
        contents["compiled-types/Cart.d.ts"]
    );
    assert!(contents["compiled-types/ui/index.d.ts"].contains("How many."));
    let (name, api) = &generated.files[1];
    assert_eq!(name, "@mf-types.d.ts");
    assert_eq!(
        String::from_utf8_lossy(api),
        "export type RemoteKeys = 'REMOTE_ALIAS_IDENTIFIER/Cart' | 'REMOTE_ALIAS_IDENTIFIER/ui/all';
export type PackageType<T> =
  T extends 'REMOTE_ALIAS_IDENTIFIER/Cart' ? typeof import('REMOTE_ALIAS_IDENTIFIER/Cart') :
  T extends 'REMOTE_ALIAS_IDENTIFIER/ui/all' ? typeof import('REMOTE_ALIAS_IDENTIFIER/ui/all') :
  any;
"
    );
}

#[test]
fn a_type_that_must_be_inferred_is_named_where_there_is_no_compiler() {
    let (contents, generated) = types(
        &[
            ("src/Cart.ts", "import { price } from './price';\nexport const total = price * 2;\n"),
            ("src/price.ts", "export const price: number = 3;\n"),
        ],
        json!({ "./Cart": "./src/Cart" }),
    );
    let codes: Vec<_> = generated.diagnostics.iter().map(|problem| problem.code).collect();
    assert_eq!(codes, ["FED0570", "FED0571"]);
    let label = &generated.diagnostics[0].labels[0];
    assert_eq!(&label.source[label.span.start as usize..label.span.end as usize], "total");
    // Hosts still get the rest.
    assert!(contents.contains_key("Cart.d.ts"), "{contents:?}");
}

#[test]
fn nothing_is_published_without_typescript() {
    let (contents, generated) = types(&[("src/a.js", "export const a = 1;\n")], json!({ "./a": "./src/a" }));
    assert_eq!((contents.len(), generated.files.len(), generated.diagnostics.len()), (0, 0, 0));
}

#[test]
fn types_of_remotes_and_packages_are_in_the_archive_where_it_is_asked_for() {
    let files = [
        (
            "src/Cart.ts",
            "import type { Row } from 'catalog/List';\nimport type { Big } from 'big';\nimport type { Left } from 'left/part';\nimport type { EventEmitter } from 'node:events';\nexport interface Cart { rows: Row[]; big: Big; left: Left; events: EventEmitter }\n",
        ),
        ("@mf-types/catalog/List.d.ts", "export * from './compiled-types/List.js';\n"),
        ("@mf-types/catalog/compiled-types/List.d.ts", "export interface Row { id: number }\n"),
        ("@mf-types/other/Other.d.ts", "export {};\n"),
        ("node_modules/big/package.json", r#"{ "name": "big", "types": "./types/index.d.ts" }"#),
        (
            "node_modules/big/types/index.d.ts",
            "import type { Small } from '@scope/small';\nexport type Big = Small[];\n",
        ),
        ("node_modules/big/index.js", ""),
        ("node_modules/@scope/small/package.json", "{}"),
        ("node_modules/@scope/small/index.js", ""),
        ("node_modules/@types/scope__small/index.d.ts", "export type Small = 1;\n"),
        ("node_modules/left/part.d.ts", "export type Left = 'left';\n"),
    ];
    let archive = |generate: Value| {
        let (contents, generated) = types_with(
            &files,
            json!({
                "exposes": { "./Cart": "./src/Cart" },
                "remotes": { "catalog": "catalog@http://localhost/remoteEntry.js", "other": "other@http://localhost/r.js" },
                "dts": { "generateTypes": generate },
            }),
        );
        assert_eq!(generated.diagnostics.len(), 0, "{:?}", generated.diagnostics);
        let own = ["Cart.d.ts", "compiled-types/Cart.d.ts"];
        names(&contents).into_iter().filter(|name| !own.contains(name)).map(str::to_owned).collect::<Vec<_>>()
    };
    assert_eq!(archive(json!(true)), Vec::<String>::new());
    let remote = ["node_modules/catalog/List.d.ts", "node_modules/catalog/compiled-types/List.d.ts"];
    assert_eq!(archive(json!({ "extractRemoteTypes": true })), remote);
    let packages = [
        "node_modules/@types/scope__small/index.d.ts",
        "node_modules/big/package.json",
        "node_modules/big/types/index.d.ts",
        "node_modules/left/part.d.ts",
    ];
    assert_eq!(archive(json!({ "extractThirdParty": true })), packages);
    let excluding = json!({ "exclude": ["left", { "$regexp": "^@scope/" }] });
    assert_eq!(archive(json!({ "extractThirdParty": excluding })), packages[1..3]);
}

/// A compiler that takes the arguments of `tsc`, and makes of each file a type of its name.
const COMPILER: &str = "const fs = require('fs'), path = require('path');
const { files, compilerOptions: { rootDir, outDir } } = JSON.parse(fs.readFileSync(process.argv[process.argv.indexOf('--project') + 1], 'utf8'));
for (const file of files) {
  const out = path.join(outDir, path.relative(rootDir, file).replace(/\\.ts$/, '') + '.d.ts');
  fs.mkdirSync(path.dirname(out), { recursive: true });
  fs.writeFileSync(out, `declare const made: '${path.basename(file)}';\nexport default made;\n`);
}
";

#[test]
fn components_have_the_types_that_their_own_compiler_makes() {
    let files = [
        ("tsconfig.json", "{}"),
        ("src/List.vue", "<script setup lang=\"ts\">defineProps<{ of: string }>();</script>"),
        ("src/List.ts", "export const total: number = 1;\nexport { default as List } from './List.vue';\n"),
        ("node_modules/vue-tsc/package.json", r#"{ "bin": { "vue-tsc": "./run.js" } }"#),
        ("node_modules/vue-tsc/run.js", COMPILER),
    ];
    let with = |compiler: &str| {
        types_with(
            &files,
            json!({
                "exposes": { "./List": "./src/List.vue", "./total": "./src/List.ts" },
                "dts": { "consumeTypes": false, "generateTypes": { "compilerInstance": compiler } },
            }),
        )
    };
    let (contents, generated) = with("vue-tsc");
    assert_eq!(generated.diagnostics.len(), 0, "{:?}", generated.diagnostics);
    assert_eq!(
        names(&contents),
        ["List.d.ts", "compiled-types/List.d.ts", "compiled-types/List.vue.d.ts", "total.d.ts"]
    );
    assert_eq!(
        contents["List.d.ts"],
        "export * from './compiled-types/List.vue.js';\nexport { default } from './compiled-types/List.vue.js';\n"
    );
    assert!(contents["compiled-types/List.vue.d.ts"].contains("'List.vue'"));
    let (contents, generated) = with("tsc");
    assert_eq!(
        names(&contents),
        ["compiled-types/List.d.ts", "total.d.ts"],
        "components have no types with tsc"
    );
    assert_eq!(generated.diagnostics.len(), 0, "{:?}", generated.diagnostics);
    let (_, generated) = with("other-tsc");
    let problem = generated.diagnostics.first().expect("it is not installed");
    assert!(problem.code == "FED0571" && problem.message.contains("other-tsc"), "{problem:?}");
}

//! A build writes the same bytes, wherever it is made, by how many threads, and whatever the machine does meanwhile: scripts, maps,
//! style sheets, assets, manifest, statistics, usage and what `share shake` needs.

use std::{
    collections::BTreeMap,
    fmt::Write as _,
    path::Path,
    process::{Child, Stdio},
};

use crate::program::Project;

/// Pages that are loaded on demand; each asks for others, so that the order in which files are read matters nowhere.
const PAGES: usize = 24;

/// Folders of one application each, whose paths differ in length and order.
const PLACES: [&str; 4] = ["a", "checkouts/of a/longer path", "z", "checkouts/zz/b"];

/// Every file in a folder and below, by path.
fn contents(folder: &Path) -> BTreeMap<String, Vec<u8>> {
    let mut files = BTreeMap::new();
    let mut folders = vec![folder.to_owned()];
    while let Some(next) = folders.pop() {
        for entry in std::fs::read_dir(&next).expect("the folder is there") {
            let path = entry.expect("readable").path();
            if path.is_dir() {
                folders.push(path);
                continue;
            }
            let name = path.strip_prefix(folder).expect("it is inside").to_string_lossy().into_owned();
            files.insert(name, std::fs::read(&path).expect("it is a file"));
        }
    }
    files
}

/// Fails with the place of the first difference.
fn assert_same(first: &BTreeMap<String, Vec<u8>>, other: &BTreeMap<String, Vec<u8>>, which: &str) {
    let names = |files: &BTreeMap<String, Vec<u8>>| files.keys().cloned().collect::<Vec<_>>();
    assert_eq!(names(first), names(other), "names of files: {which}");
    for (name, bytes) in first {
        let same = bytes.iter().zip(&other[name]).take_while(|(left, right)| left == right).count();
        let excerpt = |bytes: &[u8]| {
            let part = &bytes[same.saturating_sub(40)..bytes.len().min(same + 80)];
            String::from_utf8_lossy(part).into_owned()
        };
        assert!(bytes == &other[name], "{name}: {which}\n  {}\n  {}", excerpt(bytes), excerpt(&other[name]));
    }
}

/// An application with everything that could go by an order of arrival, a time or a path: it exposes and consumes, shares
/// packages of all kinds, and has entries with a common runtime, lazy pages, a worker, assets, style sheets and maps.
fn write_application(
    project: &Project,
    folder: &str,
    name: &str,
    federation: &str,
    minimize: bool,
    threads: usize,
) {
    let write = |file: &str, text: &str| project.write(&format!("{folder}/{file}"), text);
    write(
        "package.json",
        &format!(r#"{{ "name": "{name}", "version": "3.1.0", "dependencies": {{ "kit": "^1.0.0" }} }}"#),
    );
    write(
        "fedpack.config.json",
        &format!(
            r#"{{ "entry": {{ "main": "./src/index.js", "admin": "./src/admin.js" }}, "threads": {threads}, "devtool": "source-map",
                "output": {{ "filename": "[name].[contenthash].js", "chunkFilename": "chunks/[contenthash].js", "integrity": true,
                    "crossOriginLoading": "anonymous" }}, "html": true,
                "optimization": {{ "minimize": {minimize}, "runtimeChunk": "single", "splitChunks": {{ "chunks": "all", "minSize": 0 }} }},
                "federation": {{ "name": "{name}", "filename": "remoteEntry.js", "manifest": true, "dts": false, "shareUsage": true,
                    "exposes": {{ "./Second": "./src/page2.js", "./First": "./src/page1.js", "./Both": ["./src/page1.js", "./src/page2.js"] }},
                    "remotes": {{ "other": "other@http://localhost:1/remoteEntry.js", "another": "another@http://localhost:1/mf.js" }},
                    "shared": {{ "theme": {{ "singleton": true }}, "kit": {{ "singleton": true, "annotate": true }}, "words/": {{}} }},
                    {federation} }} }}"#
        ),
    );
    for (file, text) in [
        (
            "node_modules/kit/package.json",
            r#"{ "name": "kit", "version": "1.4.0", "type": "module", "sideEffects": false }"#,
        ),
        ("node_modules/theme/package.json", r#"{ "name": "theme", "version": "2.0.0" }"#),
        ("node_modules/theme/index.js", "exports.dark = 'dark'; exports.light = require('./light.js');\n"),
        ("node_modules/theme/light.js", "/*! theme, a licence */\nmodule.exports = 'light';\n"),
        ("node_modules/words/package.json", r#"{ "name": "words", "version": "0.3.0", "type": "module" }"#),
        ("node_modules/words/yes.js", "export const yes = 'yes';\n"),
        ("node_modules/words/no.js", "export const no = 'no';\n"),
        ("src/dot.svg", "<svg xmlns=\"http://www.w3.org/2000/svg\"/>"),
        ("src/worker.js", "import { tool3 } from 'kit';\npostMessage(tool3());\n"),
        (
            "src/look.module.css",
            ".box { color: red; background: url(./dot.svg); }\n.line { composes: box; }\n",
        ),
        ("src/data.json", r#"{ "b": 1, "a": [1, 2, { "deep": true }] }"#),
    ] {
        write(file, text);
    }
    let mut barrel = String::new();
    for index in 0..PAGES {
        write(
            &format!("node_modules/kit/tool{index}.js"),
            &format!(
                "import {{ tool{} }} from './index.js';\nexport const tool{index} = (depth) => depth ? tool{}(depth - 1) : 'tool {index}';\n",
                (index * 7 + 3) % PAGES,
                (index * 7 + 3) % PAGES
            ),
        );
        let _ = writeln!(barrel, "export * from './tool{index}.js';");
        let (next, far) = ((index + 1) % PAGES, (index * 5 + 2) % PAGES);
        write(
            &format!("src/page{index}.js"),
            &format!(
                "import {{ tool{index}, tool{far} }} from 'kit';\nimport {{ dark, light }} from 'theme';\nimport './page{index}.css';\n\
                 import {{ shared{} }} from './common{}.js';\n\
                 export const page{index} = () => [tool{index}(2), tool{far}(0), dark, light, shared{}];\n\
                 export const next = () => import('./page{next}.js');\nexport const far = () => import('./page{far}.js');\n",
                index % 5,
                index % 5,
                index % 5
            ),
        );
        write(&format!("src/page{index}.css"), &format!(".page{index} {{ margin: {index}px; }}\n"));
    }
    write("node_modules/kit/index.js", &barrel);
    for index in 0..5 {
        write(
            &format!("src/common{index}.js"),
            &format!("import data from './data.json';\nexport const shared{index} = [data.a, {index}];\n"),
        );
    }
    write(
        "src/index.js",
        "import look from './look.module.css';\nimport dot from './dot.svg';\nimport { yes } from 'words/yes.js';\n\
         document.title = [look.line, dot, yes, import.meta.url].join();\n\
         export const load = (name) => import(`./page${name}.js`);\nexport const worker = () => new Worker(new URL('./worker.js', import.meta.url));\n\
         import('other/Thing').then(console.log, () => import('another/Thing'));\n",
    );
    write(
        "src/admin.js",
        "import { no } from 'words/no.js';\nimport('./page3.js').then(({ page3 }) => console.log(no, page3()));\n",
    );
}

fn start(project: &Project, arguments: &[&str]) -> Child {
    let mut command = project.command(arguments);
    command.arg("--quiet").stdout(Stdio::null()).stderr(Stdio::piped()).spawn().expect("the program starts")
}

fn finish(build: Child) {
    let output = build.wait_with_output().expect("it ends");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
}

#[test]
fn ten_builds_of_a_federated_application_are_equal() {
    for (federation, minimize) in [
        (r#""protocol": "v1""#, true),
        (r#""protocol": "v1""#, false),
        (r#""protocol": "compact", "shareStrategy": "loaded-first""#, true),
        (r#""protocol": "compact""#, false),
    ] {
        let project = Project::new(&[]);
        for (place, threads) in PLACES.iter().zip([1, 2, 3, 8]) {
            write_application(&project, place, "shop", federation, minimize, threads);
        }
        let mut built: Vec<(String, BTreeMap<String, Vec<u8>>)> = Vec::new();
        let mut keep = |place: &str, how: &str| {
            let files = contents(&project.path().join(place).join("dist"));
            built.push((format!("{place}, {how}, minimize: {minimize}, {federation}"), files));
        };
        // Four at a time, twice: the second time over what was there.
        for how in ["beside others", "beside others once more"] {
            let running: Vec<Child> = PLACES.iter().map(|place| start(&project, &["build", place])).collect();
            running.into_iter().for_each(finish);
            PLACES.iter().for_each(|place| keep(place, how));
        }
        for how in ["alone", "alone once more"] {
            finish(start(&project, &["build", PLACES[0]]));
            keep(PLACES[0], how);
        }
        assert_eq!(built.len(), 10);
        let (_, first) = &built[0];
        for expected in
            ["remoteEntry.js", "mf-manifest.json", "mf-stats.json", "share-usage.json", "index.html"]
        {
            assert!(first.contains_key(expected), "{expected} is not among {:?}", first.keys());
        }
        for (which, files) in &built[1..] {
            assert_same(first, files, which);
        }
    }
}

#[test]
fn ten_builds_of_a_workspace_are_equal() {
    for minimize in [true, false] {
        let project = Project::new(&[]);
        for (place, threads) in PLACES.iter().zip([1, 2, 3, 8]) {
            project
                .write(&format!("{place}/package.json"), r#"{ "name": "root", "workspaces": ["apps/*"] }"#);
            for name in ["shop", "cart"] {
                write_application(
                    &project,
                    &format!("{place}/apps/{name}"),
                    name,
                    r#""protocol": "compact""#,
                    minimize,
                    threads,
                );
            }
            // The two do not use the same.
            project.write(&format!("{place}/apps/cart/src/page3.js"), "export const page3 = () => 'less';\n");
        }
        let mut built = Vec::new();
        let mut keep = |place: &str, how: &str| {
            let of = |name: &str| contents(&project.path().join(place).join("apps").join(name).join("dist"));
            built.push((format!("{place}, {how}, minimize: {minimize}"), [of("shop"), of("cart")]));
        };
        for how in ["beside others", "beside others once more"] {
            let running: Vec<Child> =
                PLACES.iter().map(|place| start(&project, &["build", "--workspace", place])).collect();
            running.into_iter().for_each(finish);
            PLACES.iter().for_each(|place| keep(place, how));
        }
        for (how, folders) in [
            ("named", ["a/apps/shop", "a/apps/cart"]),
            ("the other way round", ["a/apps/cart", "a/apps/shop"]),
        ] {
            finish(start(&project, &["build", folders[0], folders[1]]));
            keep("a", how);
        }
        assert_eq!(built.len(), 10);
        let (_, first) = &built[0];
        for (which, files) in &built[1..] {
            for (left, right) in first.iter().zip(files) {
                assert_same(left, right, which);
            }
        }
    }
}

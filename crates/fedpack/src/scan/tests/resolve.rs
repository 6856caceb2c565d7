use serde_json::json;

use crate::scan::{
    resolve::{
        ResolveKind::{Css, Directory, Esm, EsmFullySpecified, Require, Url},
        split_query,
    },
    tests::project::Project,
};

#[test]
fn extensions_folders_and_queries() {
    let project = Project::new(
        json!({}),
        &[
            ("src/a.ts", ""),
            ("src/b/index.tsx", ""),
            ("src/c#d.js", ""),
            ("src/x.js", ""),
            ("src/data.json", ""),
        ],
    );
    assert_eq!(project.esm("src/x.js", "./a"), "./src/a.ts");
    assert_eq!(project.esm("src/x.js", "./b"), "./src/b/index.tsx");
    assert_eq!(project.esm("src/x.js", "./b/"), "./src/b/index.tsx");
    assert_eq!(project.esm("src/x.js", "./data.json?raw#hash"), "./src/data.json?raw#hash");
    assert_eq!(project.esm("src/x.js", "./c#d"), "./src/c#d.js");
    assert_eq!(project.esm("src/x.js", "/src/a"), "./src/a.ts", "the context is a root");
    assert_eq!(project.esm("src/x.js", &format!("file://{}/src/a.ts", project.root.display())), "./src/a.ts");
    assert_eq!(project.esm("src/x.js", "data:text/javascript,1#2"), "data:text/javascript,1#2");
    assert_eq!(project.esm("src/a.ts", "./a.js"), "./src/a.ts", "TypeScript's spelling");
    assert!(project.esm("src/x.js", "./a.js").starts_with("error"));
    assert_eq!(split_query("#a/b?c"), ("#a/b", "?c"));
}

#[test]
fn strict_modules_write_extensions() {
    let project = Project::new(
        json!({}),
        &[
            ("a.mjs", ""),
            ("b.js", ""),
            ("dir/index.js", ""),
            ("node_modules/pkg/package.json", r#"{"main": "main"}"#),
            ("node_modules/pkg/main.js", ""),
            ("node_modules/pkg/sub.js", ""),
        ],
    );
    let strict = |request| project.resolve(EsmFullySpecified, "a.mjs", request);
    assert_eq!(strict("./b.js"), "./b.js");
    assert!(strict("./b").starts_with("error"));
    assert!(strict("./dir").starts_with("error"));
    assert_eq!(strict("pkg"), "./node_modules/pkg/main.js");
    assert!(strict("pkg/sub").starts_with("error"));
}

#[test]
fn alias_and_fallback() {
    let project = Project::new(
        json!({"resolve": {
            "alias": {"@": "./src", "off": false, "exact$": "./src/a.js", "many": ["./none.js", "./src/a.js"]},
            "fallback": {"fs": false, "path": "./src/a.js", "lib": "./src/a.js"},
        }}),
        &[
            ("src/a.js", ""),
            ("node_modules/lib/package.json", "{}"),
            ("node_modules/lib/index.js", ""),
            ("node_modules/exact/sub.js", ""),
        ],
    );
    assert_eq!(project.esm("x.js", "@/a"), "./src/a.js");
    assert_eq!(project.esm("x.js", "off"), "ignored");
    assert_eq!(project.esm("x.js", "exact"), "./src/a.js");
    assert_eq!(project.esm("x.js", "exact/sub"), "./node_modules/exact/sub.js");
    assert_eq!(project.esm("x.js", "many"), "./src/a.js");
    assert_eq!(project.esm("x.js", "fs"), "ignored");
    assert_eq!(project.esm("x.js", "node:fs"), "ignored");
    assert_eq!(project.esm("x.js", "node:path"), "./src/a.js");
    assert_eq!(project.esm("x.js", "lib"), "./node_modules/lib/index.js", "a fallback comes last");
}

#[test]
fn conditions_depend_on_the_dependency() {
    let files = [
        (
            "node_modules/dual/package.json",
            r#"{"exports": {".": {"import": "./i.mjs", "require": "./r.cjs"},
            "./env": {"development": "./dev.js", "production": "./prod.js"},
            "./place": {"node": "./node.js", "browser": "./browser.js"},
            "./style": {"style": "./a.css", "default": "./a.js"}, "./private/*": null}}"#,
        ),
        ("node_modules/dual/i.mjs", ""),
        ("node_modules/dual/r.cjs", ""),
        ("node_modules/dual/dev.js", ""),
        ("node_modules/dual/prod.js", ""),
        ("node_modules/dual/node.js", ""),
        ("node_modules/dual/browser.js", ""),
        ("node_modules/dual/a.css", ""),
        ("node_modules/dual/a.js", ""),
        ("node_modules/dual/hidden.js", ""),
        (
            "node_modules/old/package.json",
            r#"{"main": "./m.js", "module": "./esm.js", "browser": "./b.js", "style": "./s.css"}"#,
        ),
        ("node_modules/old/m.js", ""),
        ("node_modules/old/esm.js", ""),
        ("node_modules/old/b.js", ""),
        ("node_modules/old/s.css", ""),
    ];
    let web = Project::new(json!({}), &files);
    assert_eq!(web.esm("x.js", "dual"), "./node_modules/dual/i.mjs");
    assert_eq!(web.resolve(Require, "x.js", "dual"), "./node_modules/dual/r.cjs");
    assert_eq!(web.esm("x.js", "dual/env"), "./node_modules/dual/prod.js");
    assert_eq!(web.esm("x.js", "dual/place"), "./node_modules/dual/browser.js");
    assert_eq!(web.resolve(Css, "x.css", "dual/style"), "./node_modules/dual/a.css");
    assert_eq!(web.esm("x.js", "dual/style"), "./node_modules/dual/a.js");
    assert!(web.esm("x.js", "dual/hidden.js").contains("PackagePathNotExported"));
    assert_eq!(web.esm("x.js", "old"), "./node_modules/old/b.js");
    assert_eq!(web.resolve(Css, "x.css", "old"), "./node_modules/old/s.css");
    let node = Project::new(json!({"target": "node", "mode": "development"}), &files);
    assert_eq!(node.esm("x.js", "dual/env"), "./node_modules/dual/dev.js");
    assert_eq!(node.esm("x.js", "dual/place"), "./node_modules/dual/node.js");
    assert_eq!(node.esm("x.js", "old"), "./node_modules/old/esm.js");
}

#[test]
fn browser_maps_and_package_imports() {
    let project = Project::new(
        json!({}),
        &[
            (
                "node_modules/pkg/package.json",
                r##"{"name": "pkg", "browser": {"./server.js": "./client.js", "fs": false, "net": "./net.js", "./gone.js": false},
            "imports": {"#dep": {"browser": "./client.js", "default": "./server.js"}}}"##,
            ),
            ("node_modules/pkg/index.js", ""),
            ("node_modules/pkg/server.js", ""),
            ("node_modules/pkg/client.js", ""),
            ("node_modules/pkg/net.js", ""),
            ("node_modules/pkg/gone.js", ""),
        ],
    );
    let issuer = "node_modules/pkg/index.js";
    assert_eq!(project.esm(issuer, "./server"), "./node_modules/pkg/client.js");
    assert_eq!(project.esm(issuer, "fs"), "ignored");
    assert_eq!(project.esm(issuer, "net"), "./node_modules/pkg/net.js");
    assert_eq!(project.esm(issuer, "./gone"), "ignored");
    assert_eq!(project.esm(issuer, "#dep"), "./node_modules/pkg/client.js");
    assert!(project.esm(issuer, "#other").starts_with("error"));
}

#[test]
fn tsconfig_paths_of_the_nearest_file() {
    let project = Project::new(
        json!({}),
        &[
            (
                "tsconfig.json",
                r#"{"compilerOptions": {"paths": {"~/*": ["./src/*"]}}, "references": [{"path": "./packages/ui"}]}"#,
            ),
            ("src/a.ts", ""),
            ("src/main.ts", ""),
            (
                "packages/ui/tsconfig.json",
                r#"{
            // comments are fine
            "extends": "./base.json", "include": ["**/*"],
        }"#,
            ),
            (
                "packages/ui/base.json",
                r#"{"compilerOptions": {"composite": true, "paths": {"~/*": ["./lib/*"]}}}"#,
            ),
            ("packages/ui/lib/a.ts", ""),
            ("packages/ui/main.ts", ""),
        ],
    );
    assert_eq!(project.esm("src/main.ts", "~/a"), "./src/a.ts");
    assert_eq!(project.esm("packages/ui/main.ts", "~/a"), "./packages/ui/lib/a.ts");
    let off = Project::new(
        json!({"resolve": {"tsConfig": false}}),
        &[("tsconfig.json", r#"{"compilerOptions": {"paths": {"~/*": ["./src/*"]}}}"#), ("src/a.ts", "")],
    );
    assert!(off.esm("src/main.ts", "~/a").starts_with("error"));
    let broken =
        Project::new(json!({}), &[("tsconfig.json", "{\"compilerOptions\": "), ("a.ts", ""), ("b.ts", "")]);
    assert_eq!(broken.esm("a.ts", "./b"), "./b.ts", "a broken tsconfig does not stop the build");
}

#[test]
fn symbolic_links_lead_to_one_file() {
    let project = Project::new(
        json!({}),
        &[
            (
                "node_modules/.pnpm/a@1.0.0/node_modules/a/package.json",
                r#"{"name": "a", "version": "1.0.0"}"#,
            ),
            ("node_modules/.pnpm/a@1.0.0/node_modules/a/index.js", ""),
            ("node_modules/.pnpm/a@1.0.0/node_modules/b", "->../../b@2.0.0/node_modules/b"),
            (
                "node_modules/.pnpm/b@2.0.0/node_modules/b/package.json",
                r#"{"name": "b", "version": "2.0.0"}"#,
            ),
            ("node_modules/.pnpm/b@2.0.0/node_modules/b/index.js", ""),
            ("node_modules/a", "->.pnpm/a@1.0.0/node_modules/a"),
        ],
    );
    let a = "./node_modules/.pnpm/a@1.0.0/node_modules/a/index.js";
    assert_eq!(project.esm("src/x.js", "a"), a);
    assert_eq!(project.esm(a, "b"), "./node_modules/.pnpm/b@2.0.0/node_modules/b/index.js");
}

#[test]
fn css_urls_and_folders() {
    let project = Project::new(
        json!({}),
        &[("src/a.css", ""), ("src/b.css", ""), ("src/img/x.png", ""), ("node_modules/lib/c.css", "")],
    );
    assert_eq!(project.resolve(Css, "src/a.css", "b"), "./src/b.css");
    assert_eq!(project.resolve(Css, "src/a.css", "./b.css"), "./src/b.css");
    assert_eq!(project.resolve(Css, "src/a.css", "lib/c.css"), "./node_modules/lib/c.css");
    assert_eq!(project.resolve(Url, "src/a.css", "img/x.png"), "./src/img/x.png");
    assert_eq!(project.resolve(Directory, "src/a.css", "./img"), "./src/img");
    assert!(project.resolve(Esm, "src/a.css", "img/x.png").starts_with("error"));
}

//! What options come to, by example.

use fedpack_graph::module_graph::ModuleType;
use serde_json::{Value, json};

use super::*;
use crate::config::{
    ChunkLoading, ExternalRule, HostModules, HtmlInject, IdStrategy, InlineCondition, LibraryType,
    ModuleTest, Platform, PublicPath, RuleModuleType, RuleSubject, RuntimeChunk, SizeLimits,
    SplitChunksFilter, engine_targets,
};

fn with(options: Value) -> (Config, Vec<String>) {
    let raw = serde_json::from_value(options).expect("the options fit the types");
    let context = NormalizeContext { folder: PathBuf::from("/app"), ..NormalizeContext::default() };
    let (config, diagnostics) = normalize(raw, &context);
    (config, diagnostics.into_iter().map(|diagnostic| diagnostic.message).collect())
}

fn good(options: Value) -> Config {
    let (config, problems) = with(options);
    assert_eq!(problems, [""; 0]);
    config
}

fn problems(options: Value) -> Vec<String> {
    with(options).1
}

#[test]
fn what_css_loader_makes_of_a_file() {
    let type_with = |modules: serde_json::Value| {
        let loader = json!({ "loader": "css-loader", "options": { "modules": modules } });
        good(json!({ "module": { "rules": [{ "test": { "$regexp": "\\.css$" }, "use": [loader] }] } })).rules
            [0]
        .module_type
    };
    let fixed = |module_type| Some(RuleModuleType::Fixed(module_type));
    for by_name in [json!(null), json!({ "auto": true }), json!({ "auto": true, "mode": "local" })] {
        assert_eq!(type_with(by_name), Some(RuleModuleType::CssByName));
    }
    for local in [json!(true), json!("local"), json!({}), json!({ "mode": "pure" })] {
        assert_eq!(type_with(local), fixed(ModuleType::CssModule));
    }
    for global in [json!("icss"), json!({ "mode": "icss" }), json!({ "mode": "global" })] {
        assert_eq!(type_with(global), fixed(ModuleType::CssGlobal));
    }
    assert_eq!(type_with(json!(false)), fixed(ModuleType::Css));
}

#[test]
fn what_loaders_make_of_jsx() {
    let jsx_with = |loader: &str, options: Value| {
        let item = json!({ "loader": loader, "options": options });
        good(json!({ "module": { "rules": [{ "test": { "$regexp": "x$" }, "use": [item] }] } })).jsx
    };
    let swc = |react: Value| {
        let jsc =
            json!({ "parser": { "syntax": "typescript", "tsx": true }, "transform": { "react": react } });
        jsx_with("swc-loader", json!({ "jsc": jsc }))
    };
    let classic = swc(json!({ "pragma": "h", "importSource": "kit" }));
    assert_eq!((classic.runtime, classic.factory.as_deref()), (Some(JsxRuntime::Classic), Some("h")));
    assert_eq!(classic.import_source, None);
    let automatic = swc(json!({ "runtime": "automatic", "importSource": "kit", "development": true }));
    assert_eq!(automatic.runtime, Some(JsxRuntime::Automatic));
    assert_eq!((automatic.import_source.as_deref(), automatic.development), (Some("kit"), true));
    // Its files have no markup: that of others is not its business.
    let scripts = jsx_with("swc-loader", json!({ "jsc": { "parser": { "syntax": "typescript" } } }));
    assert_eq!((scripts.runtime, scripts.is_classic_by_default), (None, false));

    let open = jsx_with("esbuild-loader", json!({ "jsxDev": true, "jsxFactory": "h" }));
    assert_eq!((open.runtime, open.is_classic_by_default, open.development), (None, true, true));
    let text = "{ // as in the file\n \"compilerOptions\": { \"jsx\": \"react-jsx\", \"jsxImportSource\": \"kit\" } }";
    let object = json!({ "compilerOptions": { "jsx": "react-jsx", "jsxImportSource": "kit" } });
    for raw in [json!(text), object] {
        let told = jsx_with("esbuild-loader", json!({ "tsconfigRaw": raw, "jsx": "transform" }));
        assert_eq!((told.runtime, told.import_source.as_deref()), (Some(JsxRuntime::Automatic), Some("kit")));
    }
    let without = jsx_with("esbuild-loader", json!({ "tsconfigRaw": "{}" }));
    assert_eq!(without.runtime, Some(JsxRuntime::Classic));
    let typescript =
        jsx_with("ts-loader", json!({ "compilerOptions": { "jsx": "react", "jsxFactory": "h" } }));
    assert_eq!((typescript.runtime, typescript.factory.as_deref()), (Some(JsxRuntime::Classic), Some("h")));
}

#[test]
fn esbuild_targets_are_languages_and_engines() {
    let lowering_for = |target: Value| {
        let item = json!({ "loader": "esbuild-loader", "options": { "target": target } });
        good(json!({ "target": "web", "module": { "rules": [{ "use": [item] }] } })).target.lowering
    };
    let queries = |names: &[&str]| Some(names.iter().map(|&name| name.to_owned()).collect::<Vec<_>>());
    assert_eq!(lowering_for(json!("es2015")), queries(&["es2015"]));
    assert_eq!(lowering_for(json!(["ES6"])), queries(&["es2015"]));
    assert_eq!(lowering_for(json!("chrome58")), queries(&["chrome >= 58"]));
    let both = json!(["es2020", "node14.17", "hermes0.7"]);
    assert_eq!(lowering_for(both), queries(&["es2020", "node >= 14.17"]));
    assert_eq!(lowering_for(json!("esnext")), None);
    let engines = lowering_for(json!(["chrome58", "safari11"])).expect("there are engines");
    assert_eq!(engine_targets(&engines).expect("queries").len(), 2);
}

#[test]
fn modes_choose_defaults() {
    let development = good(json!({ "mode": "development" }));
    assert_eq!(development.devtool.kind, SourceMapKind::External);
    assert_eq!(development.optimization.module_ids, IdStrategy::Named);
    assert!(!development.optimization.minimize && !development.optimization.used_exports);
    assert_eq!(development.resolve.condition_names, ["webpack", "module", "development", "browser"]);
    let none = good(json!({ "mode": "none" }));
    assert_eq!(none.optimization.chunk_ids, IdStrategy::Natural);
    let defined: Vec<_> = none.define.iter().collect();
    assert_eq!(defined, [(&"import.meta.env".to_owned(), &"{}".to_owned())]);
}

#[test]
fn a_main_field_below_the_top_level_is_left_out_with_a_warning() {
    let fields = json!({ "resolve": { "mainFields": ["browser", ["jam", "main"], ["module"]] } });
    let (config, found) = with(fields);
    assert_eq!(config.resolve.main_fields, ["browser", "module"]);
    assert!(found.len() == 1 && found[0].contains("resolve.mainFields[1]"), "{found:?}");
}

#[test]
fn targets_choose_how_chunks_are_loaded() {
    let node = good(json!({ "target": "node18" }));
    assert_eq!(node.target.platform, Platform::Node);
    assert_eq!(node.target.lowering, Some(vec!["node 18".to_owned()]));
    assert_eq!(node.output.chunk_loading, ChunkLoading::Require);
    assert_eq!(node.output.public_path, PublicPath::Fixed(String::new()));
    assert_eq!(node.resolve.main_fields, ["module", "main"]);
    let worker = good(json!({ "target": ["webworker", "es2020"] }));
    assert_eq!(worker.output.chunk_loading, ChunkLoading::ImportScripts);
    assert_eq!(worker.target.lowering, Some(vec!["es2020".to_owned()]));
    let page = good(json!({ "target": "electron30-renderer" }));
    assert_eq!(page.output.chunk_loading, ChunkLoading::Jsonp);
    assert_eq!(page.resolve.main_fields, ["browser", "module", "main"]);
    assert!(page.node.builtins_are_external);
    assert_eq!(page.node.host_modules, HostModules::ELECTRON | HostModules::ELECTRON_RENDERER);
    assert_eq!(good(json!({ "target": "nwjs0.48" })).output.chunk_loading, ChunkLoading::AsyncNode);
    let module = good(json!({ "experiments": { "outputModule": true } }));
    assert_eq!(
        (module.output.chunk_loading, module.output.filename.as_text()),
        (ChunkLoading::Import, Some("[name].mjs"))
    );
    let versions = good(json!({ "target": "browserslist:node 18, node 20" }));
    assert_eq!(versions.target.platform, Platform::Node);
    assert_eq!(good(json!({ "target": "browserslist:node 18, chrome 120" })).target.platform, Platform::Web);
    assert_eq!(problems(json!({ "target": "node1x" })).len(), 1);
    let [es5] = problems(json!({ "target": ["web", "es5"] })).try_into().expect("one");
    assert_eq!(es5, "Option `target[1]` asks for ECMAScript 5, which is not written");
}

#[test]
fn every_kind_of_source_map() {
    for (devtool, kind, nosources, cheap) in [
        (json!(false), SourceMapKind::Off, false, false),
        (json!("eval"), SourceMapKind::Eval, false, false),
        (json!("source-map"), SourceMapKind::External, false, false),
        (json!("hidden-nosources-source-map"), SourceMapKind::Hidden, true, false),
        (json!("inline-cheap-module-source-map"), SourceMapKind::Inline, false, true),
        (json!("eval-cheap-source-map"), SourceMapKind::EvalSourceMap, false, true),
    ] {
        let found = good(json!({ "devtool": devtool })).devtool;
        assert_eq!((found.kind, found.nosources, found.cheap), (kind, nosources, cheap), "{devtool}");
    }
    for wrong in ["sourcemap", "cheap-inline-source-map", "eval-", ""] {
        assert_eq!(problems(json!({ "devtool": wrong })).len(), 1, "{wrong}");
    }
}

#[test]
fn entries_depend_on_each_other_but_not_in_circles() {
    let entry = json!({ "a": { "import": "./a", "dependOn": "b" }, "b": { "import": ["./b"], "dependOn": ["c"] }, "c": "./c" });
    let config = good(json!({ "entry": entry }));
    let names: Vec<&str> = config.entries.iter().map(|entry| entry.name.as_str()).collect();
    assert_eq!(names, ["a", "b", "c"]);
    let circle =
        json!({ "a": { "import": "./a", "dependOn": "b" }, "b": { "import": "./b", "dependOn": "a" } });
    assert_eq!(problems(json!({ "entry": circle })).len(), 2);
}

#[test]
fn a_container_needs_no_entry() {
    let federation = json!({ "name": "shop", "filename": "remoteEntry.js", "exposes": { "./A": "./a" } });
    let config = good(json!({ "federation": federation }));
    assert!(config.entries.is_empty());
    assert_eq!(config.output.unique_name, "shop");
    assert_eq!(config.output.chunk_loading_global, "webpackChunkshop");
}

#[test]
fn rules_keep_their_shape_and_conditions_can_be_put_together() {
    let regexp = |source: &str| json!({ "$regexp": { "source": source, "flags": "i" } });
    let config = good(json!({ "module": { "rules": [
        false,
        "...",
        { "test": regexp("\\.tsx?$"), "use": { "loader": "builtin:swc-loader", "options": {
            "jsc": { "transform": { "react": { "runtime": "classic", "pragma": "h" } } } } } },
        { "test": regexp("\\.svg$"), "oneOf": [
            { "resourceQuery": regexp("inline"), "type": "asset/inline" },
            { "type": "asset", "parser": { "dataUrlCondition": { "maxSize": 4 } }, "generator": { "filename": "i/[hash][ext]" } },
        ] },
        { "test": regexp("\\.css$"), "include": "./src", "use": ["style-loader", { "loader": "css-loader", "options": { "modules": { "localIdentName": "[hash]-[local]" } } }] },
        { "test": { "and": [{ "or": [regexp("\\.js$"), regexp("\\.jsx$")] }], "not": [regexp("skip")] },
          "issuer": regexp("\\.ts$"), "exclude": regexp("node_modules"), "layer": "x" },
    ] } }));
    assert_eq!((config.jsx.runtime, config.jsx.factory.as_deref()), (Some(JsxRuntime::Classic), Some("h")));
    let [_, svg, css, logic] = config.rules.as_slice() else { panic!("four rules") };
    let fixed = |module_type| Some(RuleModuleType::Fixed(module_type));
    let types: Vec<_> = svg.one_of.iter().map(|rule| rule.module_type).collect();
    assert_eq!(types, [fixed(ModuleType::AssetInline), fixed(ModuleType::Asset)]);
    assert!(matches!(svg.one_of[1].inlining, Some(InlineCondition::UpTo(4))));
    assert_eq!(css.module_type, fixed(ModuleType::CssModule));
    assert!(svg.conditions[0].1.matches("/app/A.SVG"));
    assert!(css.conditions[1].1.matches("/app/src/a.css") && !css.conditions[1].1.matches("/app/a.css"));
    let [(RuleSubject::Path, test), (RuleSubject::Issuer, issuer), (RuleSubject::Path, exclude)] =
        logic.conditions.as_slice()
    else {
        panic!("three conditions")
    };
    assert!(test.matches("a.js") && test.matches("a.jsx") && !test.matches("a.skip.js"));
    assert!(issuer.matches("/app/x.ts") && !issuer.matches("/app/x.js"));
    assert!(!exclude.matches("/app/node_modules/a.js") && exclude.matches("/app/a.js"));
    let name = css.css.local_ident_name.as_ref().expect("of the rule");
    assert_eq!(name.template, "[hash]-[local]");
    assert_eq!(config.css.options.local_ident_name.template, "[hash]", "that of the build stays");
}

fn script(bytes: u64) -> SizeLimits {
    SizeLimits { script: Some(bytes), style: None }
}

fn both(bytes: u64) -> SizeLimits {
    SizeLimits { script: Some(bytes), style: Some(bytes) }
}

#[test]
fn parser_options_that_nobody_reads_are_named() {
    let parser = json!({
        "javascript": { "createRequire": true, "deferImport": true, "exprContextCritical": false, "worker": true },
        "javascript/esm": { "url": false },
    });
    let said = problems(json!({ "entry": "./a", "module": { "parser": parser } }));
    let expected = [
        "Option `module.parser.javascript.deferImport` has no effect",
        "Option `module.parser.javascript.exprContextCritical` has no effect",
        "Option `module.parser[\"javascript/esm\"].url` has no effect",
    ];
    assert_eq!(said, expected);
}

#[test]
fn sizes_go_by_kind() {
    let config = good(json!({ "optimization": { "splitChunks": {
        "defaultSizeTypes": ["javascript"],
        "minSize": 1000,
        "maxSize": { "javascript": 5000, "css": 7000 },
        "maxAsyncSize": 6000,
        "cacheGroups": {
            "lib": { "$regexp": "lib" },
            "styles": { "type": { "$regexp": "^css" }, "layer": "ui", "maxInitialSize": 4000, "idHint": "" },
        },
        "fallbackCacheGroup": { "chunks": "initial", "maxSize": 9000 },
    } } }));
    let split = config.optimization.split_chunks.expect("it is on");
    let [_, _, lib, styles] = split.cache_groups.as_slice() else { panic!("four groups") };
    let larger = SizeLimits { script: Some(6000), style: Some(7000) };
    assert_eq!((lib.cut.min_size, lib.cut.max_async_size), (script(1000), larger));
    assert!(matches!(&lib.test, Some(ModuleTest::Path(test)) if test.is_match("/a/lib/b.js")));
    let initial = SizeLimits { script: Some(4000), style: Some(7000) };
    assert_eq!((styles.cut.max_async_size, styles.cut.max_initial_size), (larger, initial));
    assert_eq!(styles.id_hint, None);
    assert!(styles.layer.as_ref().is_some_and(|layer| layer.is_match("ui-kit") && !layer.is_match("")));
    assert_eq!(split.fallback_cut.max_initial_size, SizeLimits { script: Some(9000), style: Some(7000) });
    assert!(matches!(split.fallback_chunks, SplitChunksFilter::Initial));
}

#[test]
fn split_chunks_merge_with_the_built_in_groups() {
    let config = good(json!({ "optimization": { "runtimeChunk": "single", "splitChunks": {
        "chunks": "all",
        "minSize": { "javascript": 5 },
        "cacheGroups": {
            "default": false,
            "defaultVendors": { "name": "vendors" },
            "react": { "test": { "$regexp": "react" }, "enforce": true, "priority": 10 },
        },
    } } }));
    assert_eq!(config.optimization.runtime_chunk, RuntimeChunk::Single("runtime".to_owned()));
    let split = config.optimization.split_chunks.expect("it is on");
    let [vendors, react] = split.cache_groups.as_slice() else { panic!("two groups") };
    assert_eq!(
        (vendors.key.as_str(), vendors.name.as_ref().and_then(Template::as_text), vendors.priority),
        ("defaultVendors", Some("vendors"), -10)
    );
    assert!(vendors.reuse_existing_chunk && vendors.test.is_some());
    assert_eq!(vendors.id_hint.as_deref(), Some("vendors"));
    assert_eq!((vendors.min_size, vendors.max_async_requests), (script(5), 30));
    assert_eq!((vendors.min_remaining_size, vendors.enforce_size_threshold), (script(5), both(50_000)));
    // `enforce` leaves no limit but its own.
    assert_eq!((react.min_size, react.min_remaining_size), (SizeLimits::default(), SizeLimits::default()));
    assert_eq!((react.max_async_requests, react.min_chunks), (u32::MAX, 1));
    assert_eq!((react.id_hint.as_deref(), react.reuse_existing_chunk), (Some("react"), false));
    assert!(good(json!({ "optimization": { "splitChunks": false } })).optimization.split_chunks.is_none());
}

#[test]
fn definitions_are_code() {
    let config = good(json!({ "define": {
        "VERSION": "\"1.2\"", "N": 4, "process.env": { "API": "\"/api\"" }, "LIST": ["1", true],
    } }));
    let define: Vec<(&str, &str)> =
        config.define.iter().map(|(name, code)| (name.as_str(), code.as_str())).collect();
    let (of_vite, define): (Vec<_>, Vec<_>) =
        define.into_iter().partition(|(name, _)| name.starts_with("import.meta.env"));
    assert_eq!(of_vite.len(), 7);
    assert_eq!(
        define,
        [
            ("VERSION", "\"1.2\""),
            ("N", "4"),
            ("process.env.API", "\"/api\""),
            ("process.env", "{\"API\":(\"/api\"),\"NODE_ENV\":(\"production\")}"),
            ("LIST", "[1,true]"),
            ("process.env.NODE_ENV", "\"production\""),
        ]
    );
    assert_eq!(
        problems(json!({ "define": { "A": "1 +" } })),
        ["Option `define.A` is not a JavaScript expression"]
    );
    let conflict = problems(json!({ "define": { "process.env.NODE_ENV": "\"test\"" } }));
    assert_eq!(conflict.len(), 1);
}

#[test]
fn externals_have_types() {
    let config = good(json!({
        "output": { "library": { "type": "umd", "name": "Lib" } },
        "externals": ["plain", { "$regexp": "^@x/" }, {
            "react": "React", "fs": "commonjs fs", "path": ["a", "b"], "off": false,
            "both": { "root": "Both", "commonjs": "both" },
        }],
    }));
    let shown: Vec<String> = config
        .externals
        .iter()
        .map(|rule| match rule {
            ExternalRule::Exact { request, external, external_type, .. } => {
                format!("{request} {external:?} {external_type:?}")
            }
            ExternalRule::Pattern(pattern) => format!("pattern, matches @x/y: {}", pattern.is_match("@x/y")),
        })
        .collect();
    assert_eq!(
        shown,
        [
            "plain [\"plain\"] None",
            "pattern, matches @x/y: true",
            "react [\"React\"] None",
            "fs [\"fs\"] Some(Commonjs)",
            "path [\"a\", \"b\"] None",
            "both [\"Both\"] None",
        ]
    );
    assert_eq!(config.output.library.expect("there is one").library_type, LibraryType::Umd);
}

#[test]
fn lists_take_in_the_defaults() {
    let config =
        good(json!({ "resolve": { "extensions": [".vue", "..."], "alias": { "a$": "./b", "c": false } } }));
    assert_eq!(config.resolve.extensions[..2], [".vue", ".tsx"]);
    assert_eq!(config.resolve.alias, [("a$".to_owned(), vec!["./b".to_owned()]), ("c".to_owned(), vec![])]);
}

#[test]
fn pages() {
    let config = good(
        json!({ "entry": { "a": "./a" }, "html": [{ "chunks": ["a"] }, { "filename": "b.html", "scriptLoading": "blocking" }] }),
    );
    assert_eq!(config.html[0].inject, HtmlInject::Head);
    assert_eq!(config.html[1].inject, HtmlInject::Body);
    assert_eq!(problems(json!({ "html": [{}, { "template": "./no.html", "chunks": ["mein"] }] })).len(), 3);
}

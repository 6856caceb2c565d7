use std::path::Path;

use fedpack_graph::module_graph::{
    ContextMode, ContextRequest, DependencyKind, ExternalType, ModuleKey, ModuleKind, ModuleType,
    ReferencedExports, SideEffectsFlag, Span,
};
use serde_json::json;

use crate::diagnostics::Severity;
use crate::scan::{
    module_draft::{ModuleDraft, Target, synthetic_dependency},
    side_effects::side_effects,
    tests::project::{Project, module, problem},
};

fn require() -> DependencyKind {
    DependencyKind::Require { referenced: ReferencedExports::All }
}

fn dynamic_import() -> DependencyKind {
    DependencyKind::DynamicImport(Box::default())
}

fn type_of(draft: &ModuleDraft) -> ModuleType {
    match draft.kind {
        ModuleKind::Normal { module_type } => module_type,
        ref other => panic!("{other:?}"),
    }
}

#[test]
fn module_types() {
    let project = Project::new(
        json!({"module": {"rules": [{"resourceQuery": {"$regexp": "raw"}, "type": "asset/source"}]}}),
        &[
            ("a.js", ""),
            ("a.ts", ""),
            ("a.mjs", ""),
            ("a.cjs", ""),
            ("a.json", ""),
            ("a.css", ""),
            ("a.module.css", ""),
            ("a.svg", ""),
            ("esm/package.json", r#"{"type": "module"}"#),
            ("esm/a.js", ""),
            ("esm/a.ts", ""),
            ("cjs/package.json", r#"{"type": "commonjs"}"#),
            ("cjs/a.js", ""),
        ],
    );
    for (request, expected) in [
        ("./a.js", ModuleType::JavascriptAuto),
        ("./a.ts", ModuleType::JavascriptAuto),
        ("./a.mjs", ModuleType::JavascriptEsm),
        ("./a.cjs", ModuleType::JavascriptDynamic),
        ("./esm/a.js", ModuleType::JavascriptEsm),
        ("./esm/a.ts", ModuleType::JavascriptAuto),
        ("./cjs/a.js", ModuleType::JavascriptDynamic),
        ("./a.json", ModuleType::Json),
        ("./a.css", ModuleType::Css),
        ("./a.module.css", ModuleType::CssModule),
        ("./a.svg", ModuleType::Asset),
        ("./a.js?raw", ModuleType::AssetSource),
        ("data:text/javascript,1", ModuleType::JavascriptEsm),
        ("data:application/json,1", ModuleType::Json),
    ] {
        assert_eq!(type_of(&project.import("", request)), expected, "{request}");
    }
    let url = module(project.factorize("a.js", DependencyKind::NewUrl, "./a.css"));
    assert_eq!(type_of(&url), ModuleType::AssetResource);
    assert_eq!(url.identifier(&project.config), "./a.css|asset/resource");
    let mut json = synthetic_dependency(DependencyKind::EsmImport, "./a.js");
    json.import_type = Some("json".into());
    assert_eq!(type_of(&module(project.factorize_dependency("", &json))), ModuleType::Json);
}

#[test]
fn identifiers_are_relative_to_the_context() {
    let project = Project::new(
        json!({"context": "./app"}),
        &[("app/src/a.ts", ""), ("lib/b.js", ""), ("app/node_modules/x/index.js", "")],
    );
    assert_eq!(project.import("", "./src/a?q").identifier(&project.config), "./src/a.ts?q");
    assert_eq!(project.import("", "../lib/b").identifier(&project.config), "../lib/b.js");
    assert_eq!(project.import("", "x").identifier(&project.config), "./node_modules/x/index.js");
}

#[test]
fn side_effects_of_package_json() {
    let project = Project::new(
        json!({"module": {"rules": [{"test": {"$regexp": "pure\\.js$"}, "sideEffects": false}]}}),
        &[
            ("node_modules/none/package.json", r#"{"sideEffects": false}"#),
            ("node_modules/none/index.js", ""),
            ("node_modules/some/package.json", r#"{"sideEffects": ["*.css", "./polyfill.js"]}"#),
            ("node_modules/some/index.js", ""),
            ("node_modules/some/polyfill.js", ""),
            ("node_modules/some/a/b.css", ""),
            ("node_modules/nested/package.json", "{}"),
            ("node_modules/nested/esm/package.json", r#"{"sideEffects": false}"#),
            ("node_modules/nested/esm/a.js", ""),
            ("node_modules/nested/a.js", ""),
            ("pure.js", ""),
            ("a.js", ""),
        ],
    );
    for (request, expected) in [
        ("none", SideEffectsFlag::None),
        ("some", SideEffectsFlag::None),
        ("some/polyfill", SideEffectsFlag::Unknown),
        ("some/a/b.css", SideEffectsFlag::Unknown),
        ("nested/esm/a", SideEffectsFlag::None),
        ("nested/a", SideEffectsFlag::Unknown),
        ("./pure", SideEffectsFlag::None),
        ("./a", SideEffectsFlag::Unknown),
    ] {
        assert_eq!(side_effects(&project.import("", request)), expected, "{request}");
    }
}

#[test]
fn externals() {
    let project = Project::new(
        json!({"externals": ["jquery", {"react": "React", "lib": "commonjs lib", "deep": ["a", "b"]}, {"$regexp": "^ext/"}]}),
        &[("a.js", "")],
    );
    let external = |request: &str| match project.import("a.js", request).key {
        ModuleKey::External { request, external_type, .. } => (request.join("."), external_type),
        other => panic!("{other:?}"),
    };
    assert_eq!(external("jquery"), ("jquery".into(), ExternalType::Var));
    assert_eq!(external("react"), ("React".into(), ExternalType::Var));
    assert_eq!(external("lib"), ("lib".into(), ExternalType::Commonjs));
    assert_eq!(external("deep"), ("a.b".into(), ExternalType::Var));
    assert_eq!(external("ext/x"), ("ext/x".into(), ExternalType::Var));
    assert_eq!(external("https://host/x.js"), ("https://host/x.js".into(), ExternalType::Import));
    let react = project.import("a.js", "react");
    assert_eq!(react.identifier(&project.config), "external var \"React\"");
    for kind in [DependencyKind::NewUrl, DependencyKind::CssUrl, DependencyKind::CssImport] {
        assert!(matches!(project.factorize("a.js", kind, "//host/x.css").target, Target::Verbatim));
    }
}

#[test]
fn modules_of_node() {
    let node = Project::new(json!({"target": "node"}), &[("a.js", "")]);
    for request in ["fs", "node:test"] {
        let draft = node.import("a.js", request);
        assert!(matches!(draft.key, ModuleKey::External { external_type: ExternalType::NodeCommonjs, .. }));
    }
    let web = Project::new(json!({}), &[("a.js", ""), ("node_modules/buffer/index.js", "")]);
    assert_eq!(web.file_of(&web.import("a.js", "buffer")), "./node_modules/buffer/index.js");
    let (code, message, help) = problem(&web.factorize("a.js", DependencyKind::EsmImport, "node:path"));
    assert_eq!(
        (code, message.as_str()),
        ("FED0102", "`node:path` is a module of Node, which browsers do not have")
    );
    assert!(help.contains(r#"resolve.fallback: {"path": "path-browserify"}"#), "{help}");
}

#[test]
fn missing_modules_say_what_was_meant() {
    let project = Project::new(
        json!({}),
        &[
            ("package.json", r#"{"dependencies": {"react": "^18.0.0", "lodash-es": "^4.0.0"}}"#),
            ("pnpm-lock.yaml", ""),
            ("src/main.js", "import './buton';"),
            ("src/Button.tsx", ""),
            ("src/button.css", ""),
            ("src/page.vue", ""),
            ("src/pages/index.js", ""),
            ("src/m/package.json", r#"{"type": "module"}"#),
            ("src/m/a.js", ""),
            ("src/m/b.js", ""),
            ("node_modules/lib/package.json", r#"{"exports": {".": "./i.js", "./feature": "./f.js"}}"#),
            ("node_modules/old/index.js", ""),
            ("node_modules/old/lib/parse.js", ""),
            ("node_modules/empty/package.json", "{}"),
            ("node_modules/bad/package.json", "{\n  \"name\": ]\n}"),
            ("src/empty/x.txt", ""),
        ],
    );
    let ask =
        |issuer: &str, request: &str| problem(&project.factorize(issuer, DependencyKind::EsmImport, request));
    let (code, message, help) = ask("src/main.js", "./Buton");
    assert_eq!(code, "FED0100");
    assert!(message.contains("Tried: Buton, Buton.tsx"), "{message}");
    assert_eq!(help, "Did you mean `./Button` or `./button`?");
    assert!(ask("src/main.js", "./PAGES/index.js").2.contains("Did you mean `pages`?"));
    assert!(ask("src/main.js", "./button").2.contains("Write the extension"));
    assert!(ask("src/main.js", "./page").2.contains("`./page.vue`"));
    assert!(ask("src/main.js", "./BUTTON.CSS").2.contains("called `./button.css`"));
    assert!(ask("src/main.js", "./empty").2.contains("without an index file"));
    assert!(ask("src/m/a.js", "./b").2.contains("write `./b.js`"));
    assert!(ask("src/main.js", "react").2.contains("not installed: run `pnpm install`"));
    assert_eq!(
        ask("src/main.js", "lodash-s").2,
        "Did you mean `lodash-es`? Or install it: `pnpm add lodash-s`."
    );
    assert!(ask("src/main.js", "pages").2.contains("write `./pages`"));
    let (code, _, help) = ask("src/main.js", "lib/featur");
    assert_eq!((code, help.as_str()), ("FED0103", "Did you mean `./feature`?"));
    assert_eq!(ask("src/main.js", "old/lib/pars").2, "Did you mean `old/lib/parse`?");
    assert_eq!(ask("src/main.js", "empty").0, "FED0109");
    let (code, message, _) = ask("src/main.js", "bad");
    assert!(code == "FED0105" && message.contains("bad/package.json"), "{message}");
    assert_eq!(ask("src/main.js", "raw-loader!./button.css").0, "FED0106");
}

#[test]
fn missing_modules_in_try_are_warnings() {
    let project = Project::new(json!({}), &[("a.js", "try { require('x') } catch {}")]);
    let mut dependency = synthetic_dependency(require(), "x");
    dependency.optional = true;
    dependency.span = Span { start: 14, end: 17 };
    let found = project.factorize_dependency("a.js", &dependency);
    assert_eq!(found.diagnostics[0].severity, Severity::Warning);
    assert_eq!(found.diagnostics[0].labels[0].span, dependency.span);
    let Target::Module(draft) = found.target else { panic!() };
    assert!(matches!(draft.kind, ModuleKind::Missing { .. }));
}

const SHARED_FILES: [(&str, &str); 9] = [
    ("package.json", r#"{"name": "app", "dependencies": {"react": "^18.0.0", "lib": "workspace:*"}}"#),
    ("src/a.js", ""),
    ("node_modules/react/package.json", r#"{"name": "react", "version": "18.3.1"}"#),
    ("node_modules/react/index.js", ""),
    ("node_modules/react/jsx-runtime.js", ""),
    (
        "node_modules/lib/package.json",
        r#"{"name": "lib", "version": "2.1.0", "peerDependencies": {"react": ">=17"}}"#,
    ),
    ("node_modules/lib/index.js", ""),
    ("node_modules/lib/map.js", ""),
    ("src/store.js", ""),
];

fn shared(options: serde_json::Value) -> Project {
    Project::new(json!({"federation": {"name": "app", "shared": options}}), &SHARED_FILES)
}

fn consumed(draft: &ModuleDraft) -> (&str, Option<&str>) {
    match &draft.kind {
        ModuleKind::ConsumeShared(consume) => {
            (consume.share_key.as_str(), consume.required_version.as_deref())
        }
        other => panic!("{other:?}"),
    }
}

#[test]
fn shared_packages_are_consumed_and_provided() {
    let project = shared(json!({"react": {"singleton": true}, "lib/": {}, "lib": {}}));
    let mut react = project.import("src/a.js", "react");
    assert_eq!(consumed(&react), ("react", Some("^18.0.0")));
    assert_eq!(
        react.identifier(&project.config),
        "webpack/sharing/consume/default/react/react ^18.0.0 ./node_modules/react/index.js"
    );
    let (mut found, _) = project.dependencies_of(&mut react);
    let fallback = found.remove(0);
    let provides = fallback.provides.iter().map(|it| it.identifier(&project.config)).collect::<Vec<_>>();
    assert_eq!(provides, ["provide shared module (default) react@18.3.1 = ./node_modules/react/index.js"]);
    let mut provide = fallback.provides.into_iter().next().unwrap();
    let (found, _) = project.dependencies_of(&mut provide);
    let provided = found.into_iter().next().unwrap();
    assert!(provided.provides.is_empty());
    assert_eq!(project.file_of(&module(provided)), "./node_modules/react/index.js");

    assert_eq!(consumed(&project.import("src/a.js", "lib/map")), ("lib/map", Some("^2.1.0")), "workspace:*");
    assert_eq!(consumed(&project.import("src/a.js", "lib")), ("lib", Some("^2.1.0")));
    assert_eq!(consumed(&project.import("node_modules/lib/map.js", "react")), ("react", Some(">=17")));
    assert_eq!(consumed(&project.import("node_modules/react/index.js", "react")), ("react", None));
    let runtime = project.import("src/a.js", "react/jsx-runtime");
    assert_eq!(
        consumed(&runtime),
        ("react/jsx-runtime", Some("^18.0.0")),
        "a package is all that is below it"
    );
    let required = module(project.factorize("src/a.js", require(), "react"));
    assert_eq!(required.key, project.import("src/a.js", "react").key);
}

#[test]
fn shared_options_reach_the_module() {
    let project = shared(json!({
        "react": {"import": false, "requiredVersion": "^17.0.0", "shareScope": "other"},
        "./src/store": {"shareKey": "store", "version": "1.0.0"},
        "unknown": {"import": "./src/a.js"},
    }));
    let react = project.import("src/a.js", "react");
    assert_eq!(consumed(&react), ("react", Some("^17.0.0")));
    assert!(react.dependencies.is_empty());
    assert_eq!(react.identifier(&project.config), "webpack/sharing/consume/other/react ^17.0.0");

    let store = project.import("src/a.js", "./store");
    assert_eq!(consumed(&store), ("store", None), "files have no required version");
    assert!(store.diagnostics.is_empty());
    let files = project.provided_files();
    let files: Vec<_> = files.iter().map(|it| it.identifier(&project.config)).collect();
    assert!(
        files.contains(&"provide shared module (default) store@1.0.0 = ./src/store.js".to_owned()),
        "{files:?}"
    );

    let vue = shared(json!(["vue"])).import("src/a.js", "vue");
    assert!(vue.dependencies.is_empty(), "not installed");
}

#[test]
fn remotes() {
    let project = Project::new(
        json!({"federation": {"name": "app", "remotes": {
            "catalog": ["catalog@http://localhost:1/r.js", "internal ./src/a.js"], "other": "other@http://localhost:2/r.js",
        }}}),
        &SHARED_FILES,
    );
    let mut list = module(project.factorize("src/a.js", dynamic_import(), "catalog/List"));
    assert_eq!(list.identifier(&project.config), "webpack/container/remote/catalog/List");
    assert!(matches!(&list.key, ModuleKey::Remote { expose, .. } if expose == "./List"));
    let (found, problems) = project.dependencies_of(&mut list);
    assert!(problems.is_empty());
    let mut found = found.into_iter().map(module);
    let script = found.next().unwrap();
    assert_eq!(script.identifier(&project.config), "webpack/container/reference/catalog");
    assert!(matches!(script.kind, ModuleKind::External { external_type: ExternalType::Script, .. }));
    assert_eq!(project.file_of(&found.next().unwrap()), "./src/a.js");
    let whole = project.import("src/a.js", "other");
    assert!(matches!(&whole.key, ModuleKey::Remote { expose, .. } if expose == "."));
    assert_eq!(
        problem(&project.factorize("src/a.js", DependencyKind::EsmImport, "catalogue/x")).0,
        "FED0101"
    );
}

#[test]
fn exposes() {
    let project = Project::new(
        json!({"federation": {"name": "app", "filename": "r.js", "exposes": {"./A": "./src/a", "./B": ["./src/a", "./src/stor"]}}}),
        &SHARED_FILES,
    );
    let mut entry = crate::federation::container_entry::factorize(
        &project.config.federation.as_ref().unwrap().containers[0],
    );
    assert_eq!(entry.identifier(&project.config), "webpack/container/entry/app");
    let (found, _) = project.dependencies_of(&mut entry);
    let missing = &found[2];
    let (code, message, help) = problem(missing);
    assert_eq!(code, "FED0524");
    assert!(
        message.starts_with("The module that is exposed as `./B` does not exist.\nCannot find `./src/stor`")
    );
    assert!(help.contains("Did you mean `./src/store`?"), "{help}");
}

#[test]
fn contexts() {
    let project = Project::new(
        json!({}),
        &[
            ("a.js", ""),
            ("locale/de.js", ""),
            ("locale/en.json", ""),
            ("locale/en.js", ""),
            ("locale/.hidden.js", ""),
            ("locale/sub/index.js", ""),
            ("locale/node_modules/x.js", ""),
        ],
    );
    let request = |include: Option<&str>, recursive, affixes: Option<(&str, &str)>| {
        DependencyKind::Context(Box::new(ContextRequest {
            directory: "./locale".into(),
            recursive,
            include: include.map(|source| (source.to_owned(), String::new())),
            only: None,
            exclude: None,
            mode: ContextMode::Lazy,
            chunk_name: None,
            fixed: Vec::new(),
            affixes: affixes.map(|(before, after)| (before.to_owned(), after.to_owned())),
            namespace_object: None,
            exports: Vec::new(),
            query: String::new(),
            addresses: false,
            import_type: None,
        }))
    };
    let elements = |kind: DependencyKind| {
        let mut draft = module(project.factorize("a.js", kind, "./locale"));
        let (found, problems) = project.dependencies_of(&mut draft);
        assert!(problems.is_empty(), "{problems:?}");
        let files: Vec<String> = found.into_iter().map(|it| project.file_of(&module(it))).collect();
        let ModuleKind::Context(context) = draft.kind else { panic!() };
        let elements = context.elements.iter();
        elements.map(|(key, file)| format!("{key} = {}", files[file.index()])).collect::<Vec<_>>()
    };
    assert_eq!(
        elements(request(None, true, None)),
        [
            "./de = ./locale/de.js",
            "./de.js = ./locale/de.js",
            "./en = ./locale/en.js",
            "./en.js = ./locale/en.js",
            "./en.json = ./locale/en.json",
            "./sub = ./locale/sub/index.js",
            "./sub/ = ./locale/sub/index.js",
            "./sub/index = ./locale/sub/index.js",
            "./sub/index.js = ./locale/sub/index.js",
        ]
    );
    assert_eq!(
        elements(request(Some(r"\.js$"), false, None)),
        ["./de.js = ./locale/de.js", "./en.js = ./locale/en.js"]
    );
    assert_eq!(elements(request(None, true, Some(("./locale/e", ".js")))), ["./en.js = ./locale/en.js"]);
    let mut draft = module(project.factorize("a.js", request(Some("x{2,1}"), true, None), "./locale"));
    let (_, problems) = project.dependencies_of(&mut draft);
    assert_eq!(problems[0].code, "FED0111");
    assert_eq!(draft.identifier(&project.config), "./locale recursive /x{2,1}/ lazy");
}

#[test]
fn packages_are_the_installed_ones() {
    let project = Project::new(
        json!({}),
        &[
            ("node_modules/lib/package.json", r#"{"name": "lib", "version": "1.2.3"}"#),
            ("node_modules/lib/esm/package.json", r#"{"type": "module"}"#),
            ("node_modules/lib/esm/a.js", ""),
        ],
    );
    let draft = project.import("", "lib/esm/a.js");
    let package = draft.package.as_ref().unwrap().to_package();
    assert_eq!((package.name.as_deref(), package.version.as_deref()), (Some("lib"), Some("1.2.3")));
    assert_eq!(package.root, Path::new(&project.root).join("node_modules/lib"));
    assert_eq!(type_of(&draft), ModuleType::JavascriptEsm);
}

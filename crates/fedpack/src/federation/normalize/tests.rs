use std::path::Path;

use fedpack_graph::module_graph::{EntryRuntime, ExternalType};
use serde_json::{Value, json};

use super::normalize;
use crate::{
    config::LibraryType,
    federation::{
        FederationConfig, Protocol, RawFederationOptions, RequiredVersion, ShareKeyMatch, ShareStrategy,
        types::IpFamily,
    },
};

fn read(options: Value) -> (FederationConfig, Vec<String>) {
    let (config, problems) = normalize(&RawFederationOptions(options), Path::new("/app"), false);
    let text = |problem: &super::OptionProblem| {
        format!("{} {}: {}", problem.diagnostic.code, problem.path.join("/"), problem.diagnostic.message)
    };
    (config, problems.iter().map(text).collect())
}

#[test]
fn expands_shorthands() {
    let (config, problems) = read(json!({
        "name": "shop",
        "filename": "remoteEntry.js",
        "exposes": {"./Cart": "./src/Cart", ".": {"import": ["./a", "./b"], "name": "all"}},
        "remotes": {"catalog": "catalog@http://localhost:1/remoteEntry.js", "x": ["promise load()", "internal ./local"]},
        "shared": ["react", {"lib/": {"singleton": true}, "vue": "^3.0.0", "other": "./src/other", "ui": {"import": false}}],
    }));
    assert_eq!(problems, Vec::<String>::new());
    let [container] = config.containers.as_slice() else { panic!("one container") };
    let library = container.library.clone();
    assert_eq!((library.library_type, library.name), (LibraryType::Var, vec!["shop".to_owned()]));
    assert_eq!(container.exposes[1].imports, ["./a", "./b"]);
    assert_eq!(config.remotes.len(), 2);
    let catalog = &config.remotes.raw[0].externals[0];
    assert_eq!(catalog.external_type, ExternalType::Script);
    assert!(config.remotes.raw[1].externals[1].is_internal);

    let consumes = &config.consumes.raw;
    assert_eq!(consumes[0].matches, ShareKeyMatch::Exact("react".into()));
    assert!(consumes[0].strict_version);
    assert_eq!(consumes[1].matches, ShareKeyMatch::Prefix("lib/".into()));
    assert!(!consumes[1].strict_version, "singletons only warn");
    assert_eq!(consumes[2].required_version, RequiredVersion::Range("^3.0.0".into()));
    assert_eq!(consumes[3].import.as_deref(), Some("./src/other"));
    assert_eq!(config.provides.raw[3].matches, ShareKeyMatch::Resource("/app/src/other".into()));
    assert_eq!(consumes[4].import, None);
    assert_eq!(config.provides.len(), 4, "without a local copy nothing is provided");
}

#[test]
fn names_mistakes_by_path() {
    let (_, problems) = read(json!({
        "nam": "shop",
        "shared": {"react": {"singletn": true, "eager": "yes", "requiredVersion": "latest"}},
    }));
    assert_eq!(
        problems,
        [
            "FED0500 federation/nam: `federation` has no option `nam`.",
            "FED0500 federation/shared/react/singletn: `federation.shared.react` has no option `singletn`.",
            "FED0501 federation/shared/react/eager: `federation.shared.react.eager` must be a boolean.",
            "FED0505 federation/shared/react/requiredVersion: `federation.shared.react.requiredVersion` is `latest`, which is not a version range, so that no version is in it: `latest` is no version.",
        ]
    );
}

#[test]
fn refuses_script_addresses_for_other_types() {
    let (config, problems) = read(json!({
        "name": "shop", "library": {"type": "var", "name": "shop"}, "remotes": {"a": "a@http://x/r.js"},
    }));
    assert_eq!(config.remotes.raw[0].externals[0].external_type, ExternalType::Script);
    assert!(problems[0].starts_with("FED0507"), "{problems:?}");
    let (config, problems) = read(json!({
        "name": "shop", "remoteType": "var", "remotes": {"a": "a@http://x/r.js"},
    }));
    assert!(config.remotes.is_empty());
    assert_eq!(problems.len(), 1);
    assert!(problems[0].starts_with("FED0507"), "{problems:?}");
    let (config, problems) = read(
        json!({"remoteType": "module", "remotes": {"a": "https://x/remoteEntry.js", "b": "script b@http://x/r.js"}}),
    );
    assert_eq!(problems, Vec::<String>::new());
    assert_eq!(config.remotes.raw[0].externals[0].external_type, ExternalType::Module);
    assert_eq!(config.remotes.raw[1].externals[0].external_type, ExternalType::Script);
}

#[test]
fn instances_stand_side_by_side() {
    let (config, problems) = read(json!([
        {"name": "a", "exposes": ["./a"], "runtime": "common", "library": {"type": "system"}},
        {"remotes": {"other": "other@http://x/r.js"}, "shareScope": "second"},
        {"consumes": ["lib", {"ui": "^1.0.0"}], "provides": {"lib": "renamed"}},
        {"shared": {"icons": {"request": "icons/", "exclude": {"request": {"$regexp": "^x"}}}, "react": {"subpaths": false}}},
    ]));
    assert_eq!(problems, Vec::<String>::new());
    assert_eq!(config.name, "a");
    assert_eq!(config.containers[0].runtime, EntryRuntime::Chunk("common".into()));
    assert_eq!(config.containers[0].library.name, Vec::<String>::new(), "loaders know its name");
    assert_eq!(config.remotes.raw[0].share_scopes, ["second"]);
    let consumes = &config.consumes.raw;
    assert_eq!((consumes[0].strict_version, consumes[1].strict_version), (false, true));
    assert!(!consumes[0].subpaths, "only `shared` is about whole packages");
    assert_eq!(config.provides.raw[0].share_key, "renamed");
    assert_eq!((consumes[2].instance, consumes[2].share_key.as_str()), (3, "icons/"));
    assert!(consumes[2].filter.takes_request("sun") && !consumes[2].filter.takes_request("xyz"));
    assert!(!consumes[3].subpaths);
}

#[test]
fn checks_exposes_and_names() {
    let (config, problems) = read(json!({
        "name": "my-shop", "exposes": ["./a", {"./a": "./b", "Widget": "./w"}, {"./c": []}],
    }));
    let keys: Vec<&str> = config.containers[0].exposes.iter().map(|it| it.key.as_str()).collect();
    assert_eq!(keys, ["./a", "Widget"]);
    let codes: Vec<&str> = problems.iter().map(|it| &it[..7]).collect();
    assert_eq!(codes, ["FED0503", "FED0504", "FED0512", "FED0506"]);
    let (_, problems) = read(json!({"exposes": {"./a": "./a"}}));
    assert!(problems[0].starts_with("FED0510"), "{problems:?}");
}

#[test]
fn with_a_manifest_chunks_of_exposes_have_names() {
    let names = |manifest: bool| {
        let (config, _) = read(json!({
            "name": "shop", "manifest": manifest,
            "exposes": {"./ui/Button-bar": "./a", ".": "./b", "./c": {"import": "./c", "name": "own"}, "./d-e": "./d", "./d_e": "./e"},
        }));
        let names = config.containers[0].exposes.iter().map(|it| it.name.clone());
        names.collect::<Vec<_>>()
    };
    let name = |text: &str| Some(text.to_owned());
    let given = [
        name("__federation_expose_ui__Button_bar"),
        name("__federation_expose_default_export"),
        name("own"),
        None,
        None,
    ];
    assert_eq!(names(true), given);
    assert_eq!(names(false), [None, None, name("own"), None, None]);
}

#[test]
fn names_what_has_no_effect() {
    let names = |options| {
        let (_, problems) = read(options);
        problems.iter().map(|it| it.split(':').next().unwrap().to_owned()).collect::<Vec<_>>()
    };
    assert_eq!(
        names(json!({"dev": true, "dataPrefetch": true, "async": {"eager": "x"}})),
        ["FED0502 federation/dataPrefetch", "FED0502 federation/async/eager"]
    );
    let hints = json!({"dev": {"disableDynamicRemoteTypeHints": false}});
    assert_eq!(names(hints), ["FED0502 federation/dev/disableDynamicRemoteTypeHints"]);
    let done = json!({"virtualRuntimeEntry": true, "async": true, "bridge": {"enableBridgeRouter": false}, "dev": false});
    assert_eq!(names(done), [""; 0]);
    assert_eq!(
        names(json!({"dts": {
            "generateTypes": {"compilerInstance": "vue-tsc", "outputDir": "types", "deleteTsConfig": true, "afterGenerate": "x"},
            "consumeTypes": {"family": 5},
            "displayErrorInTerminal": true,
            "cwd": "..",
        }})),
        [
            "FED0502 federation/dts/cwd",
            "FED0502 federation/dts/generateTypes/afterGenerate",
            "FED0501 federation/dts/consumeTypes/family",
        ]
    );
    let families = [0, 4, 6].map(|family| json!({"dts": {"consumeTypes": {"family": family}}}));
    assert_eq!(
        families.map(|options| read(options).0.types.and_then(|it| it.consume).and_then(|it| it.family)),
        [None, Some(IpFamily::V4), Some(IpFamily::V6),]
    );
    let compact = json!({"protocol": "compact", "experiments": {"externalRuntime": true}});
    assert_eq!(names(compact), ["FED0502 federation/experiments/externalRuntime"]);
}

#[test]
fn instances_have_one_protocol() {
    let (config, problems) = read(json!([
        {"name": "a", "protocol": "compact", "runtimePlugins": ["./one"], "shareStrategy": "loaded-first"},
        {"name": "b", "remotes": {"c": "c@https://c.test/remoteEntry.js"}, "runtimePlugins": ["./two"]},
    ]));
    assert_eq!(problems, [""; 0]);
    assert_eq!(config.protocol, Protocol::Compact);
    assert_eq!(config.share_strategy, ShareStrategy::LoadedFirst);
    let plugins: Vec<&str> = config.runtime_plugins.iter().map(|plugin| plugin.request.as_str()).collect();
    assert_eq!(plugins, ["./one", "./two"]);
}

#[test]
fn experiments_of_the_runtime() {
    let (config, problems) = read(json!({"name": "host", "experiments": {"provideExternalRuntime": true}}));
    assert_eq!((config.protocol, problems.len()), (Protocol::V2, 0));
    assert!(config.runtime_core.is_provided && !config.runtime_core.is_external);
    let (_, problems) = read(json!({
        "name": "shop", "exposes": {"./Cart": "./cart"}, "experiments": {"provideExternalRuntime": true}
    }));
    assert!(problems[0].starts_with("FED0517"), "{problems:?}");
}

#[test]
fn values_of_options_are_checked() {
    let (_, problems) = read(json!({"shareStrategy": "other"}));
    assert!(problems[0].starts_with("FED0501"), "{problems:?}");
}

#[test]
fn the_public_path_is_code() {
    let function = |text: &str| {
        let (config, problems) = read(json!({ "getPublicPath": text }));
        config.get_public_path.map(|it| (it.function, it.body)).ok_or(problems)
    };
    let pair = |function: &str, body: &str| Ok((function.to_owned(), body.to_owned()));
    assert_eq!(
        function("return window.base"),
        pair("(function(){return window.base\n})", "return window.base")
    );
    assert_eq!(function("() => self.base"), pair("(() => self.base)", "return (() => self.base)()"));
    let problems = function("return (").unwrap_err();
    assert!(problems[0].starts_with("FED0501"), "{problems:?}");
}

#[test]
fn schema_has_every_option() {
    let schema = serde_json::to_string(&schemars::schema_for!(RawFederationOptions)).unwrap();
    for name in ["exposes", "remotes", "shareScope", "requiredVersion", "strictVersion", "runtimePlugins"] {
        assert!(schema.contains(name), "{name}");
    }
}

#[test]
fn what_one_instance_switches_off_for_development_is_off() {
    let dev = |options| {
        let (config, problems) = read(options);
        assert_eq!(problems, [""; 0]);
        (config.dev.live_reload, config.dev.hot_types)
    };
    assert_eq!(dev(json!({})), (true, true));
    assert_eq!(dev(json!({"dev": true})), (true, true));
    assert_eq!(dev(json!({"dev": false})), (false, false));
    let all_off = json!({"dev": {"disableLiveReload": true, "disableHotTypesReload": true, "disableDynamicRemoteTypeHints": true}});
    assert_eq!(dev(all_off), (false, false));
    let instances = json!([{"dev": {"disableLiveReload": true}}, {"dev": {"disableLiveReload": false}}, {}]);
    assert_eq!(dev(instances), (false, true));
}

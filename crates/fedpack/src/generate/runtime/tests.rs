use fedpack_graph::RuntimeRequirements as Requirements;

use super::*;
use crate::config::ModuleErrors;

fn id(number: u32) -> OutputId {
    OutputId::Number(number)
}

fn host_plan() -> RuntimePlan {
    RuntimePlan {
        requirements: Requirements::DEFINE_PROPERTY_GETTERS | Requirements::MAKE_NAMESPACE_OBJECT,
        unique_name: "shell".into(),
        chunk_loading_global: "webpackChunkshell".into(),
        own_chunks: vec![id(1)],
        js_files: vec![(id(20), "20.0a1b2c3d.js".into()), (id(21), "21.4e5f6071.js".into())],
        public_path: crate::config::PublicPath::Auto,
        startup: Startup { modules: vec![id(100)], ..Startup::default() },
        sharing: Sharing {
            provides: vec![Provide {
                scope: "default".into(),
                key: "react".into(),
                version: "19.0.0".into(),
                eager: false,
                singleton: false,
                strict: false,
                range: None,
                module: ModuleRef { chunks: vec![id(21)], module: id(210), is_async: false },
                tree_shaking: None,
                package: None,
            }],
            externals: vec![("default".into(), vec![id(300)])],
            copies: vec![],
        },
        consumes: Consumes {
            modules: vec![Consume {
                id: id(211),
                scopes: vec!["default".into()],
                key: "react".into(),
                range: Some("^19.0.0".into()),
                strict: false,
                singleton: true,
                eager: false,
                fallback: Some(ModuleRef { chunks: vec![id(21)], module: id(210), is_async: false }),
                needs: None,
                tree_shaking: None,
                is_dispensable: false,
                is_async: false,
            }],
            chunks: vec![(id(20), vec![id(211)])],
            initial: vec![],
            further: vec![],
        },
        remotes: Remotes {
            modules: vec![RemoteModule {
                id: id(301),
                scopes: vec!["default".into()],
                remote: "remote".into(),
                expose: "./List".into(),
                external: id(300),
            }],
            chunks: vec![(id(20), vec![id(301)])],
            scripts: vec![ScriptExternal {
                id: id(300),
                spec: "catalog@http://localhost:4101/remoteEntry.js".into(),
            }],
            ..Remotes::default()
        },
        ..RuntimePlan::default()
    }
}

fn container_plan() -> RuntimePlan {
    RuntimePlan {
        startup: Startup::default(),
        remotes: Remotes::default(),
        sharing: Sharing { externals: vec![], ..host_plan().sharing },
        container: Some(Container {
            share_scopes: vec!["default".into()],
            exposes: vec![Expose {
                key: "./List".into(),
                chunks: vec![id(20)],
                modules: vec![ExposedModule { id: id(200), is_async: false }],
            }],
            is_package: false,
        }),
        css_files: vec![(id(20), "20.0a1b2c3d.css".into()), (id(22), "22.0a1b2c3d.css".into())],
        ..host_plan()
    }
}

#[test]
fn a_plain_entry_has_only_require() {
    let plan = RuntimePlan {
        startup: Startup { modules: vec![id(1), id(2)], ..Startup::default() },
        ..RuntimePlan::default()
    };
    let code = render_runtime(&plan, RuntimeStyle::Minified);
    assert!(code.starts_with("function("), "{code}");
    assert!(code.len() < 260, "{} bytes: {code}", code.len());
}

#[test]
fn parts_that_are_not_used_are_left_out() {
    let code = render_runtime(&host_plan(), RuntimeStyle::Readable);
    for absent in ["fetchpriority", "nonce", "prefetch", "strictModule", "MODULE_NOT_FOUND", "usesRanges"] {
        assert!(!code.contains(absent), "{absent} in {code}");
    }
    assert!(code.contains("Unsatisfied version"));
    let container = render_runtime(&container_plan(), RuntimeStyle::Readable);
    assert!(!container.contains("ScriptExternalLoadError"));
    assert!(container.contains("does not exist in container"));
}

#[test]
fn the_same_plan_gives_the_same_bytes() {
    let render = || render_runtime(&host_plan(), RuntimeStyle::Minified);
    assert_eq!(render(), render());
}

/// A remote entry made by webpack 5 with the same content is 3.5 kB.
#[test]
fn a_container_is_small() {
    use std::io::Write as _;

    let sizes: Vec<(&str, usize, usize)> = [("container", container_plan()), ("host", host_plan())]
        .into_iter()
        .map(|(name, plan)| {
            let code = render_runtime(&plan, RuntimeStyle::Minified);
            let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::best());
            encoder.write_all(code.as_bytes()).expect("memory is written");
            (name, code.len(), encoder.finish().expect("memory is written").len())
        })
        .collect();
    assert!(sizes.iter().all(|(_, _, gzip)| *gzip < 3200), "{sizes:?}");
}

/// Runs a script of `runtime/test/rendered/` in node.
fn run_in_node(script: &str, arguments: &[&std::ffi::OsStr]) {
    let script = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("runtime/test/rendered").join(script);
    let output = std::process::Command::new("node")
        .arg(script)
        .args(arguments)
        .output()
        .expect("node is installed, the build needs it too");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
}

#[test]
fn a_host_and_a_container_share_a_module() {
    for style in [RuntimeStyle::Minified, RuntimeStyle::Readable] {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let write = |name: &str, plan: &RuntimePlan| {
            std::fs::write(folder.path().join(name), render_runtime(plan, style)).expect("a file is written");
        };
        write("host.js", &host_plan());
        let container = RuntimePlan {
            unique_name: "catalog".into(),
            chunk_loading_global: "webpackChunkcatalog".into(),
            ..container_plan()
        };
        write("container.js", &container);
        run_in_node("federation.js", &[folder.path().as_os_str()]);
    }
}

#[test]
fn modules_that_throw() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    for (name, module_errors) in [
        ("ignored", ModuleErrors::Ignored),
        ("rethrown", ModuleErrors::Rethrown),
        ("retried", ModuleErrors::Retried),
    ] {
        let plan = RuntimePlan {
            module_errors,
            checks_module_exists: true,
            startup: Startup { modules: vec![id(1)], ..Startup::default() },
            ..RuntimePlan::default()
        };
        let file = folder.path().join(name);
        std::fs::write(&file, render_runtime(&plan, RuntimeStyle::Minified)).expect("a file is written");
        run_in_node("modules.js", &[file.as_os_str(), name.as_ref()]);
    }
}

/// Every requirement alone, and every way to load chunks, gives a runtime that parses.
#[test]
fn every_requirement_renders() {
    let loadings = [
        ChunkLoading::Jsonp,
        ChunkLoading::ImportScripts,
        ChunkLoading::Require,
        ChunkLoading::AsyncNode,
        ChunkLoading::Import,
    ];
    for requirement in Requirements::all().iter() {
        let plan =
            RuntimePlan { requirements: requirement, runtime_id: Some(id(7)), ..RuntimePlan::default() };
        let code = render_runtime(&plan, RuntimeStyle::Minified);
        // These are written by others: user code, a container, Module Federation's start, or `require` itself.
        let is_written_elsewhere = Requirements::REQUIRE
            | Requirements::SCRIPT_NONCE
            | Requirements::ENTRY_MODULE_ID
            | Requirements::FEDERATION
            | Requirements::CURRENT_REMOTE_GET_SCOPE;
        if let Some(member) = requirement.member()
            && !is_written_elsewhere.contains(requirement)
        {
            // `E` and `G` need a document, `C` chunks that come as exports.
            let is_there = code.contains(&format!(".{member}="));
            assert!(is_there || requirement == Requirements::EXTERNAL_INSTALL_CHUNK, "{member} in {code}");
        }
    }
    for chunk_loading in loadings {
        for wait_for in [vec![], vec![id(20)]] {
            let plan = RuntimePlan {
                chunk_loading,
                startup: Startup { modules: vec![id(1)], wait_for, ..Startup::default() },
                requirements: Requirements::EXTERNAL_INSTALL_CHUNK | Requirements::ON_CHUNKS_LOADED,
                ..host_plan()
            };
            assert!(!render_runtime(&plan, RuntimeStyle::Minified).is_empty());
        }
    }
}

#[test]
fn rendered_runtimes_parse() {
    for plan in [RuntimePlan::default(), host_plan(), container_plan()] {
        for style in [RuntimeStyle::Minified, RuntimeStyle::Readable] {
            let code = format!("({})", render_runtime(&plan, style));
            let allocator = oxc::allocator::Allocator::default();
            let parsed = oxc::parser::Parser::new(&allocator, &code, oxc::span::SourceType::cjs()).parse();
            assert!(parsed.diagnostics.is_empty(), "{code}");
        }
    }
}

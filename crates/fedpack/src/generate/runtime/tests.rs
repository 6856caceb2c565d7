use fedpack_graph::RuntimeRequirements as Requirements;

use super::*;

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
        startup: Startup { modules: vec![id(100)], wait_for: vec![] },
        sharing: Sharing {
            provides: vec![Provide {
                scope: "default".into(),
                key: "react".into(),
                version: "19.0.0".into(),
                eager: false,
                module: ModuleRef { chunks: vec![id(21)], module: id(210) },
            }],
            externals: vec![("default".into(), vec![id(300)])],
        },
        consumes: Consumes {
            modules: vec![Consume {
                id: id(211),
                scope: "default".into(),
                key: "react".into(),
                range: Some("^19.0.0".into()),
                strict: false,
                singleton: true,
                eager: false,
                fallback: Some(ModuleRef { chunks: vec![id(21)], module: id(210) }),
            }],
            chunks: vec![(id(20), vec![id(211)])],
            initial: vec![],
        },
        remotes: Remotes {
            modules: vec![RemoteModule {
                id: id(301),
                scope: "default".into(),
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
            share_scope: "default".into(),
            exposes: vec![Expose { key: "./List".into(), chunks: vec![id(20)], modules: vec![id(200)] }],
        }),
        css_files: vec![(id(20), "20.0a1b2c3d.css".into()), (id(22), "22.0a1b2c3d.css".into())],
        ..host_plan()
    }
}

#[test]
fn a_plain_entry_has_only_require() {
    let plan = RuntimePlan {
        startup: Startup { modules: vec![id(1), id(2)], wait_for: vec![] },
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
    assert!(sizes.iter().all(|(_, _, gzip)| *gzip < 3100), "{sizes:?}");
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

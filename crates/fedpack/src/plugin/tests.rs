use std::sync::{Arc, Mutex};

use fedpack_graph::{
    ChunkGroupIdx, ChunkIdx, ModuleIdx,
    chunk_graph::{Chunk, ChunkGraph, ChunkGroup, ChunkGroupKind, ChunkKind, ModuleId},
    module_graph::{DependencyKind, ModuleGraph, ModuleKey, ModuleKind, ModuleType},
};
use serde_json::json;

use super::{
    BeforeResolveArgs, BuildModuleArgs, ChunkPlan, ChunkPlanError, CreateModuleArgs, EmitArgs, FactorizeArgs,
    HookSet, Keep, ModuleSource, Plugin, PluginDriver, PluginError, PluginResult, ResolveRequest,
};
use crate::{
    bundler::Bundler,
    emit::{Asset, AssetKind, Assets},
    scan::{
        module_draft::{ModuleDraft, Target},
        tests::project::{Project, problem},
    },
};

/// Notes every call; drops `drop-me`, renames `old`, invents `virtual:x`, fails on `fail`.
struct Recorder {
    hooks: HookSet,
    calls: Mutex<Vec<String>>,
}

impl Recorder {
    fn new(hooks: HookSet) -> Arc<Self> {
        Arc::new(Self { hooks, calls: Mutex::default() })
    }

    fn note(&self, call: &str) {
        self.calls.lock().unwrap().push(call.to_owned());
    }
}

impl Plugin for Recorder {
    fn name(&self) -> &str {
        "recorder"
    }

    fn hooks(&self) -> HookSet {
        self.hooks
    }

    fn before_resolve(
        &self,
        args: &BeforeResolveArgs<'_>,
        request: &mut ResolveRequest,
    ) -> PluginResult<Keep> {
        self.note(&format!("beforeResolve {}", request.request));
        assert!(args.issuer.is_some());
        match request.request.as_str() {
            "drop-me" => return Ok(Keep::Drop),
            "old" => request.request = "./a.js".into(),
            "fail" => return Err(PluginError("no such luck".into())),
            _ => {}
        }
        Ok(Keep::Yes)
    }

    fn factorize(
        &self,
        _args: &FactorizeArgs<'_>,
        request: &ResolveRequest,
    ) -> PluginResult<Option<ModuleDraft>> {
        self.note(&format!("factorize {}", request.request));
        if let Some(name) = request.request.strip_prefix("virtual:") {
            let key = ModuleKey::Ignored { identity: name.into() };
            return Ok(Some(ModuleDraft::new(key, ModuleKind::Ignored)));
        }
        if request.request == "bad-number" {
            "x".parse::<u32>()?;
        }
        Ok(None)
    }

    fn create_module(&self, _args: &CreateModuleArgs<'_>, draft: &mut ModuleDraft) -> PluginResult<()> {
        draft.layer = Some("server".into());
        draft.key = ModuleKey::Missing { request: "other".into() };
        Ok(())
    }

    fn emit(&self, _args: &EmitArgs<'_>, assets: &mut Assets) -> PluginResult<()> {
        assets.remove("secret.txt");
        Ok(())
    }
}

fn project(plugin: Arc<Recorder>) -> Project {
    let mut project = Project::new(json!({}), &[("a.js", ""), ("b.js", "")]);
    project.plugins = PluginDriver::new(vec![plugin]);
    project
}

#[test]
fn requests_pass_through_plugins() {
    let plugin = Recorder::new(HookSet::BEFORE_RESOLVE | HookSet::FACTORIZE);
    let project = project(plugin.clone());
    let ask = |request: &str| {
        let resolver = crate::scan::resolve::Resolver::new(&project.config, &Default::default());
        let (factorizer, _) =
            crate::scan::factorize::Factorizer::new(&project.config, &resolver, &project.plugins);
        let path = project.root.join("b.js");
        let issuer = crate::scan::factorize::IssuerInfo {
            fully_specified: None,
            path: Some(&path),
            ..crate::scan::factorize::IssuerInfo::entry(&project.config)
        };
        let dependency = crate::scan::module_draft::synthetic_dependency(DependencyKind::EsmImport, request);
        factorizer.factorize(&issuer, &dependency)
    };
    assert!(matches!(ask("drop-me").target, Target::None));
    let Target::Module(draft) = ask("old").target else { panic!() };
    assert_eq!(project.file_of(&draft), "./a.js");
    let Target::Module(draft) = ask("virtual:x").target else { panic!() };
    assert_eq!(draft.key, ModuleKey::Ignored { identity: "x".into() });
    let (code, message, _) = problem(&ask("fail"));
    assert_eq!(
        (code, message.as_str()),
        ("FED0190", "Plugin `recorder` failed in `beforeResolve`: no such luck")
    );
    let (_, message, _) = problem(&ask("bad-number"));
    assert!(message.contains("`factorize`: invalid digit"), "{message}");
    assert_eq!(
        *plugin.calls.lock().unwrap(),
        [
            "beforeResolve drop-me",
            "beforeResolve old",
            "factorize ./a.js",
            "beforeResolve virtual:x",
            "factorize virtual:x",
            "beforeResolve fail",
            "beforeResolve bad-number",
            "factorize bad-number",
        ]
    );
}

#[test]
fn uninterested_plugins_are_not_called() {
    let plugin = Recorder::new(HookSet::EMIT);
    let project = project(plugin.clone());
    project.import("", "./a.js");
    assert!(plugin.calls.lock().unwrap().is_empty());
    assert!(project.plugins.wants(HookSet::EMIT) && !project.plugins.wants(HookSet::FACTORIZE));
}

#[test]
fn keys_stay() {
    let project = project(Recorder::new(HookSet::CREATE_MODULE));
    let mut draft = ModuleDraft::new(ModuleKey::Ignored { identity: "x".into() }, ModuleKind::Ignored);
    let problems = project.plugins.create_module(&CreateModuleArgs { config: &project.config }, &mut draft);
    assert_eq!(problems[0].code, "FED0191");
    assert_eq!(draft.key, ModuleKey::Ignored { identity: "x".into() });
    assert_eq!(draft.layer.as_deref(), Some("server"));
}

/// Two groups: the first loads chunks 0 and 1, the second chunk 2. Modules 0 and 1 are in chunk 0, 2 in chunk 2.
fn chunks() -> ChunkGraph {
    let mut graph = ChunkGraph::default();
    let chunk = |modules: &[usize], group: usize, is_entry: bool| Chunk {
        kind: ChunkKind::Async,
        name: None,
        id: ModuleId::None,
        modules: modules.iter().map(|module| ModuleIdx::from_usize(*module)).collect(),
        groups: vec![ChunkGroupIdx::from_usize(group)],
        entry_modules: if is_entry { vec![ModuleIdx::from_usize(modules[0])] } else { Vec::new() },
        has_runtime: is_entry,
        filename: None,
        id_hints: Vec::new(),
        reason: String::new(),
    };
    graph.chunks.push(chunk(&[0, 1], 0, true));
    graph.chunks.push(chunk(&[], 0, false));
    graph.chunks.push(chunk(&[2], 1, false));
    for chunks in [vec![0, 1], vec![2]] {
        graph.groups.push(ChunkGroup {
            name: None,
            kind: ChunkGroupKind::Async,
            chunks: chunks.into_iter().map(ChunkIdx::from_usize).collect(),
            parents: Vec::new(),
            children: Vec::new(),
            available: Default::default(),
            runtimes: Default::default(),
            prefetch: None,
            preload: None,
            fetch_priority: None,
        });
    }
    // Modules 1 and 2 are style sheets.
    for sheets in [&[1][..], &[], &[2]] {
        graph.style_sheets.push(sheets.iter().map(|sheet| ModuleIdx::from_usize(*sheet)).collect());
    }
    for chunk in [0, 0, 2] {
        graph.chunks_of.push(vec![ChunkIdx::from_usize(chunk)]);
    }
    graph
}

#[test]
fn chunk_plans_stay_consistent() {
    let (modules, mut graph) = (ModuleGraph::default(), chunks());
    let module = ModuleIdx::from_usize;
    let chunk = ChunkIdx::from_usize;
    let order = [module(1), module(0), module(2)];
    let mut plan = ChunkPlan::new(&modules, &mut graph, &order);
    assert_eq!(plan.move_module(module(0), chunk(0), chunk(1)), Err(ChunkPlanError::IsEntryModule));
    assert_eq!(plan.move_module(module(2), chunk(0), chunk(1)), Err(ChunkPlanError::NotInChunk));
    assert_eq!(plan.move_module(module(1), chunk(0), chunk(2)), Err(ChunkPlanError::NotAlwaysLoaded));
    assert_eq!(plan.move_module(module(1), chunk(0), chunk(9)), Err(ChunkPlanError::NoSuchChunk));
    assert_eq!(plan.merge_chunks(chunk(2), chunk(0)), Err(ChunkPlanError::HasRuntime));
    plan.move_module(module(1), chunk(0), chunk(1)).unwrap();
    assert_eq!(plan.chunks().chunks_of[module(1)], [chunk(1)]);
    plan.merge_chunks(chunk(1), chunk(2)).unwrap();
    assert_eq!(plan.chunks().chunks[chunk(1)].modules.as_slice(), &[module(1), module(2)]);
    assert_eq!(plan.chunks().groups[ChunkGroupIdx::from_usize(1)].chunks, [chunk(1)]);
    assert!(plan.chunks().chunks[chunk(2)].modules.is_empty());
    let sheets: Vec<usize> = plan.chunks().style_sheets.iter().map(|sheets| sheets.len()).collect();
    assert_eq!(sheets, [0, 2, 0]);
    assert_eq!(plan.chunks().style_sheets[chunk(1)].as_slice(), &[module(1), module(2)]);
}

/// Takes part at every hook of a whole build.
struct Everywhere;

impl Plugin for Everywhere {
    fn name(&self) -> &str {
        "everywhere"
    }

    fn hooks(&self) -> HookSet {
        HookSet::all()
    }

    fn before_resolve(
        &self,
        _args: &BeforeResolveArgs<'_>,
        request: &mut ResolveRequest,
    ) -> PluginResult<Keep> {
        if request.request == "./nowhere.js" {
            request.request = "./b.js".into();
        }
        Ok(Keep::Yes)
    }

    fn factorize(
        &self,
        args: &FactorizeArgs<'_>,
        request: &ResolveRequest,
    ) -> PluginResult<Option<ModuleDraft>> {
        Ok(request.request.strip_prefix("virtual:").map(|name| {
            let path = args.directory.join(format!("{name}.js"));
            let text = "import b from './b.js'; export default ['made up', b];";
            ModuleDraft::virtual_module(path, ModuleType::JavascriptAuto, text)
        }))
    }

    fn build_module(&self, args: &BuildModuleArgs<'_>, source: &mut ModuleSource) -> PluginResult<()> {
        if args.resource.path.ends_with("b.js") {
            source.text = source.text.replace("old text", "new text");
        }
        Ok(())
    }

    fn optimize_chunks(&self, plan: &mut ChunkPlan<'_>) -> PluginResult<()> {
        assert_eq!(plan.chunks().chunks.len(), 1);
        Ok(())
    }

    fn emit(&self, _args: &EmitArgs<'_>, assets: &mut Assets) -> PluginResult<()> {
        let text = "by a plugin".as_bytes().to_vec();
        assets.replace("extra.txt", Asset::new(AssetKind::Other, text));
        Ok(())
    }
}

#[test]
fn a_build_with_a_plugin() {
    let files = [
        ("src/index.js", "import b from './nowhere.js'; import made from 'virtual:x'; console.log(b, made);"),
        ("src/b.js", "export default 'old text';"),
    ];
    let project = Project::new(json!({"mode": "development", "devtool": false}), &files);
    let build = Bundler::with_plugins(project.config.clone(), vec![Arc::new(Everywhere)]).build_in_memory();
    assert!(build.diagnostics.is_empty(), "{:?}", build.diagnostics);
    let text = |name: &str| String::from_utf8(build.assets.get(name).unwrap().bytes.clone()).unwrap();
    assert_eq!(text("extra.txt"), "by a plugin");
    let main = text("main.js");
    assert!(main.contains("new text") && main.contains("made up") && !main.contains("old text"), "{main}");
    assert!(main.contains("./src/x.js"), "virtual modules have readable names");
}

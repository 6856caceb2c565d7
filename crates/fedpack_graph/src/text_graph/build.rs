//! Drafts → graph and summaries.

use std::path::PathBuf;

use oxc_index::IndexVec;
use rustc_hash::FxHashMap;

use super::parse::{Draft, DraftDependency, DraftKind, Drafts};
use crate::{
    DependencyIdx, LocalDependencyIdx, ModuleIdx, RemoteIdx, ShareIdx,
    module_graph::{
        Connection, ConnectionCondition, ConsumeShared, ContainerEntry, ContextModule, ContextRequest,
        Dependency, DependencyKind, Entry, EntryRuntime, Expose, ExternalType, Interop, Module, ModuleGraph,
        ModuleKey, ModuleKind, ModuleType, ProvideShared, Remote, Resource, Span,
    },
    summary::{ModuleSummary, SummaryTable},
};

/// Of both tables.
type Row = (Module, Option<Box<ModuleSummary>>);

pub fn build(drafts: Drafts, names: &FxHashMap<String, ModuleIdx>) -> (ModuleGraph, SummaryTable) {
    let mut graph = ModuleGraph::default();
    let mut rows: IndexVec<ModuleIdx, Option<Row>> = drafts.modules.iter().map(|_| None).collect();
    let mut links = Vec::new();
    for (name, mut draft) in drafts.modules {
        let module = names[&name];
        let start = graph.dependencies.len();
        for DraftDependency { target, kind, span } in std::mem::take(&mut draft.dependencies) {
            let dependency = add_dependency(&mut graph, Some(module), &target, kind, span);
            links.push((dependency, names[&target]));
        }
        let dependencies = raw(start)..raw(graph.dependencies.len());
        rows[module] = Some(add_module(name, draft, dependencies));
    }
    let mut summaries = SummaryTable::new();
    for (module, summary) in rows.into_iter().flatten() {
        let module = graph.modules.push(module);
        graph.by_key.insert(graph.modules[module].key.clone(), module);
        summaries.push(summary);
    }
    for entry in drafts.entries {
        let add = |name: &String| {
            let dependency = add_dependency(&mut graph, None, name, DependencyKind::Entry, Span::default());
            links.push((dependency, names[name]));
            dependency
        };
        let dependencies = entry.modules.iter().map(add).collect();
        graph.entries.push(Entry {
            name: entry.name,
            dependencies,
            filename: None,
            depend_on: entry.depend_on,
            runtime: EntryRuntime::default(),
            loads_nothing_later: false,
        });
    }
    for name in drafts.includes {
        let kind = DependencyKind::ProvideInclude;
        let dependency = add_dependency(&mut graph, None, &name, kind, Span::default());
        links.push((dependency, names[&name]));
        graph.includes.push(dependency);
    }
    for (dependency, module) in links {
        connect(&mut graph, dependency, module);
    }
    (graph, summaries)
}

fn raw(index: usize) -> u32 {
    u32::try_from(index).expect("fewer dependencies than fit in a DependencyIdx")
}

fn add_dependency(
    graph: &mut ModuleGraph,
    parent: Option<ModuleIdx>,
    target: &str,
    kind: DependencyKind,
    span: Span,
) -> DependencyIdx {
    graph.dependencies.push(Dependency {
        parent,
        request: format!("./{target}"),
        kind,
        span,
        import_type: None,
        optional: false,
        immediate: false,
        connection: None,
    })
}

fn connect(graph: &mut ModuleGraph, dependency: DependencyIdx, module: ModuleIdx) {
    let row = &graph.dependencies[dependency];
    let origin = row.parent;
    let condition = match row.kind {
        DependencyKind::EsmImport => ConnectionCondition::UsedOrSideEffects,
        _ => ConnectionCondition::Always,
    };
    let connection =
        graph.connections.push(Connection { origin, dependency, module, condition, explanation: None });
    graph.dependencies[dependency].connection = Some(connection);
    graph.modules[module].incoming.push(connection);
    let target = &mut graph.modules[module];
    target.issuer = target.issuer.or(origin);
}

fn add_module(name: String, draft: Draft, dependencies: std::ops::Range<u32>) -> Row {
    let path = draft.path.as_ref().map_or_else(|| format!("/app/{name}"), |path| format!("/app/{path}"));
    let resource = Resource { path: PathBuf::from(path), ..Resource::default() };
    let has_summary = matches!(
        draft.kind,
        DraftKind::Esm | DraftKind::Mjs | DraftKind::CommonJs | DraftKind::Json | DraftKind::Asset
    );
    let kind = module_kind(&name, draft.kind, dependencies.len());
    let module = Module {
        key: module_key(&name, &kind, resource),
        identifier: format!("./{name}"),
        kind,
        package: None,
        side_effects: draft.side_effects,
        layer: None,
        size: draft.size.unwrap_or_else(|| raw(draft.source.len())),
        source: draft.source.into(),
        dependencies,
        incoming: Vec::new(),
        issuer: None,
        bailouts: Vec::new(),
    };
    (module, has_summary.then(|| Box::new(draft.summary)))
}

fn module_key(name: &str, kind: &ModuleKind, resource: Resource) -> ModuleKey {
    match kind {
        ModuleKind::Normal { module_type } => ModuleKey::Normal {
            resource,
            module_type: *module_type,
            layer: None,
            loaders: Vec::new(),
            match_resource: None,
        },
        // Synthetic modules have no resource; any key of their own will do.
        _ => ModuleKey::Ignored { identity: name.to_owned() },
    }
}

fn module_kind(name: &str, draft: DraftKind, dependency_count: usize) -> ModuleKind {
    let first = (dependency_count > 0).then(|| LocalDependencyIdx::from_usize(0));
    let normal = |module_type| ModuleKind::Normal { module_type };
    match draft {
        DraftKind::Esm => normal(ModuleType::JavascriptAuto),
        DraftKind::Mjs => normal(ModuleType::JavascriptEsm),
        DraftKind::CommonJs => normal(ModuleType::JavascriptDynamic),
        DraftKind::Json => normal(ModuleType::Json),
        DraftKind::Css => normal(ModuleType::Css),
        DraftKind::Asset => normal(ModuleType::AssetResource),
        DraftKind::Ignored => ModuleKind::Ignored,
        DraftKind::External => ModuleKind::External {
            request: vec![name.to_owned()],
            external_type: ExternalType::Var,
            interop: None,
        },
        DraftKind::Remote => ModuleKind::Remote(Box::new(Remote {
            remote: RemoteIdx::from_usize(0),
            expose: format!("./{name}"),
            share_scopes: vec![String::from("default")],
            containers: (0..dependency_count).map(LocalDependencyIdx::from_usize).collect(),
        })),
        DraftKind::Consume { eager } => ModuleKind::ConsumeShared(Box::new(ConsumeShared {
            share: ShareIdx::from_usize(0),
            share_scopes: vec![String::from("default")],
            share_key: name.to_owned(),
            required_version: None,
            strict_version: false,
            singleton: false,
            eager,
            fallback: first,
            fallback_resource: None,
            supplement: None,
        })),
        DraftKind::Provide { eager } => ModuleKind::ProvideShared(Box::new(ProvideShared {
            share: ShareIdx::from_usize(0),
            share_scopes: vec![String::from("default")],
            share_key: name.to_owned(),
            version: String::from("1.0.0"),
            eager,
            singleton: false,
            required_version: None,
            strict_version: false,
            provided: LocalDependencyIdx::from_usize(0),
            supplement: None,
        })),
        DraftKind::Container(keys) => ModuleKind::ContainerEntry(Box::new(ContainerEntry {
            name: name.to_owned(),
            share_scopes: vec![String::from("default")],
            exposes: (0..)
                .map(LocalDependencyIdx::from_usize)
                .zip(keys)
                .map(|(import, (key, name))| Expose { key, name, layer: None, imports: vec![import] })
                .collect(),
            package: None,
        })),
        DraftKind::Context { mode, chunk_name } => ModuleKind::Context(Box::new(ContextModule {
            request: ContextRequest {
                directory: String::from("."),
                recursive: true,
                include: None,
                only: None,
                exclude: None,
                mode,
                chunk_name,
                affixes: None,
                fixed: Vec::new(),
                namespace_object: Some(Interop::Loose),
                exports: Vec::new(),
                query: String::new(),
                addresses: false,
                import_type: None,
            },
            elements: (0..dependency_count)
                .map(|index| (format!("./{index}.js"), LocalDependencyIdx::from_usize(index)))
                .collect(),
        })),
    }
}

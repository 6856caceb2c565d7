//! `--json`: what was built, and why, for other tools. Names are those of webpack's stats where the thing is the same.
//!
//! Follows evaluation order and names, never the order in which modules arrived: equal builds give equal statistics.

use std::path::Path;

use fedpack_graph::{
    ChunkGroupIdx, ChunkIdx, ConnectionIdx, ModuleIdx,
    chunk_graph::{ChunkGroupKind, ChunkKind, ModuleId},
    link_output::UsedExports,
    module_graph::{DependencyKind, ModuleKind, ModuleType, SideEffectsFlag},
};
use oxc_index::IndexVec;
use serde_json::{Map, Value, json};

use crate::{
    bundler::{Build, Graphs},
    config::Config,
    emit::Assets,
};

/// A barrel may pass on thousands of names.
const NAME_LIMIT: usize = 200;

/// The whole build as plain data.
pub fn stats(build: &Build, config: &Config) -> Value {
    let mut stats = Map::new();
    stats.insert("name".to_owned(), json!(config.name));
    stats.insert("outputPath".to_owned(), json!(config.output.path));
    stats.insert("context".to_owned(), json!(config.context));
    let timings = build.timings.iter().map(|timing| (timing.stage.to_owned(), json!(timing.milliseconds)));
    stats.insert("timings".to_owned(), Value::Object(timings.collect()));
    let writer = build.graphs.as_ref().map(|graphs| Writer::new(graphs, &build.assets, &config.context));
    let names = |chunks: &[ChunkIdx]| writer.as_ref().map_or(Value::Null, |writer| writer.chunk_ids(chunks));
    let assets = build.assets.iter().map(|(name, asset)| {
        let related = asset.info.related.iter().map(|(kind, name)| ((*kind).to_owned(), json!(name)));
        json!({
            "name": name,
            "size": asset.bytes.len(),
            "chunks": names(&asset.info.chunks),
            "immutable": asset.info.is_immutable(),
            "contenthash": asset.info.content_hash,
            "sourceFilename": asset.info.source_filename,
            "related": Value::Object(related.collect()),
        })
    });
    stats.insert("assets".to_owned(), assets.collect());
    if let Some(writer) = &writer {
        stats.insert("entrypoints".to_owned(), writer.entrypoints());
        stats.insert("chunks".to_owned(), writer.chunks());
        stats.insert("modules".to_owned(), writer.modules());
    }
    Value::Object(stats)
}

struct Writer<'a> {
    graphs: &'a Graphs,
    assets: &'a Assets,
    /// Files of each chunk, by name.
    files: IndexVec<ChunkIdx, Vec<&'a str>>,
    context: &'a Path,
}

impl<'a> Writer<'a> {
    fn new(graphs: &'a Graphs, assets: &'a Assets, context: &'a Path) -> Self {
        let mut files: IndexVec<ChunkIdx, Vec<&str>> =
            graphs.chunks.chunks.iter().map(|_| Vec::new()).collect();
        for (name, asset) in assets.iter() {
            for &chunk in &asset.info.chunks {
                files[chunk].push(name);
            }
        }
        Self { graphs, assets, files, context }
    }

    fn chunk_ids(&self, chunks: &[ChunkIdx]) -> Value {
        chunks.iter().map(|&chunk| id(&self.graphs.chunks.chunks[chunk].id)).collect()
    }

    fn entrypoints(&self) -> Value {
        let entrypoints = self.graphs.chunks.entrypoints.iter();
        Value::Object(entrypoints.map(|(name, group)| (name.clone(), self.entrypoint(*group))).collect())
    }

    fn entrypoint(&self, group: ChunkGroupIdx) -> Value {
        let group = &self.graphs.chunks.groups[group];
        let files: Vec<&str> =
            group.chunks.iter().flat_map(|&chunk| self.files[chunk].iter().copied()).collect();
        let size = |name: &str| self.assets.get(name).map_or(0, |asset| asset.bytes.len());
        let assets: Vec<Value> =
            files.iter().map(|name| json!({ "name": name, "size": size(name) })).collect();
        let total: usize = files.iter().map(|name| size(name)).sum();
        let is_container = matches!(group.kind, ChunkGroupKind::Entrypoint { is_container: true, .. });
        json!({
            "chunks": self.chunk_ids(&group.chunks),
            "assets": assets,
            "assetsSize": total,
            "container": is_container,
        })
    }

    fn chunks(&self) -> Value {
        let chunks = self.graphs.chunks.chunks.iter_enumerated();
        let mut rows: Vec<(&ModuleId, Value)> =
            chunks.map(|(index, chunk)| (&chunk.id, self.chunk(index))).collect();
        rows.sort_by(|a, b| a.0.cmp(b.0));
        rows.into_iter().map(|(_, row)| row).collect()
    }

    fn chunk(&self, index: ChunkIdx) -> Value {
        let chunk = &self.graphs.chunks.chunks[index];
        let groups = &self.graphs.chunks.groups;
        let is_initial =
            chunk.groups.iter().any(|&group| matches!(groups[group].kind, ChunkGroupKind::Entrypoint { .. }));
        let neighbours = |pick: fn(&fedpack_graph::chunk_graph::ChunkGroup) -> &Vec<ChunkGroupIdx>| {
            let mut ids: Vec<&ModuleId> = chunk
                .groups
                .iter()
                .flat_map(|&group| pick(&groups[group]))
                .flat_map(|&group| &groups[group].chunks)
                .map(|&other| &self.graphs.chunks.chunks[other].id)
                .collect();
            ids.sort();
            ids.dedup();
            ids.into_iter().map(id).collect::<Vec<Value>>()
        };
        let size: u64 =
            chunk.modules.iter().map(|&module| u64::from(self.graphs.modules.modules[module].size)).sum();
        let modules: Vec<Value> =
            chunk.modules.iter().map(|&module| id(&self.graphs.chunks.module_ids[module])).collect();
        json!({
            "id": id(&chunk.id),
            "names": chunk.name.iter().collect::<Vec<_>>(),
            "kind": chunk_kind(chunk.kind),
            "reason": chunk.reason,
            "initial": is_initial,
            "entry": chunk.has_runtime,
            "files": self.files[index],
            "size": size,
            "modules": modules,
            "parents": neighbours(|group| &group.parents),
            "children": neighbours(|group| &group.children),
        })
    }

    fn modules(&self) -> Value {
        self.graphs.link.order.iter().map(|&module| self.module(module)).collect()
    }

    fn module(&self, index: ModuleIdx) -> Value {
        let Graphs { modules: graph, link, chunks } = self.graphs;
        let module = &graph.modules[index];
        let package = graph.package_of(index);
        let used = &link.used[index];
        json!({
            "id": id(&chunks.module_ids[index]),
            "name": module.identifier,
            "moduleType": module_kind(&module.kind),
            "resource": module.resource().map(|resource| {
                let path = resource.path.strip_prefix(self.context).unwrap_or(&resource.path);
                format!("{}{}", path.display(), resource.query)
            }),
            "package": package.map(|package| json!({ "name": package.name, "version": package.version })),
            "layer": module.layer,
            "size": module.size,
            "included": used.included,
            "async": link.is_async[index],
            "sideEffects": {
                "declared": match module.side_effects {
                    SideEffectsFlag::Unknown => Value::Null,
                    SideEffectsFlag::None => Value::Bool(false),
                    SideEffectsFlag::Declared => Value::Bool(true),
                },
                "found": link.has_side_effects[index],
            },
            "chunks": self.chunk_ids(&chunks.chunks_of[index]),
            "reasons": self.reasons(&module.incoming),
            "providedExports": link.provided.names(index).take(NAME_LIMIT).map(|name| &**name).collect::<Vec<&str>>(),
            "moreExportsAtRunTime": link.provided.modules[index].unknown,
            "usedExports": match &used.exports {
                UsedExports::All => Value::Bool(true),
                UsedExports::Names(names) => json!(names),
            },
            "optimizationBailout": module.bailouts,
        })
    }

    /// Who asks for a module, sorted: connections are in order of arrival.
    fn reasons(&self, incoming: &[ConnectionIdx]) -> Value {
        let Graphs { modules: graph, link, .. } = self.graphs;
        let mut reasons: Vec<(Option<&str>, u32, Value)> = incoming
            .iter()
            .map(|&connection| {
                let row = &graph.connections[connection];
                let dependency = &graph.dependencies[row.dependency];
                let origin = row.origin.map(|origin| graph.modules[origin].identifier.as_str());
                let reason = json!({
                    "module": origin,
                    "type": dependency_kind(&dependency.kind),
                    "userRequest": dependency.request,
                    "active": link.connection_active[connection],
                    "explanation": row.explanation,
                });
                (origin, dependency.span.start, reason)
            })
            .collect();
        reasons.sort_by(|a, b| (a.0, a.1).cmp(&(b.0, b.1)));
        reasons.into_iter().map(|(_, _, reason)| reason).collect()
    }
}

fn id(id: &ModuleId) -> Value {
    match id {
        ModuleId::None => Value::Null,
        ModuleId::Number(number) => json!(number),
        ModuleId::Text(text) => json!(text),
    }
}

fn chunk_kind(kind: ChunkKind) -> &'static str {
    match kind {
        ChunkKind::Entry => "entry",
        ChunkKind::Container => "container",
        ChunkKind::Shared => "shared",
        ChunkKind::Expose => "expose",
        ChunkKind::Async => "async",
        ChunkKind::Common => "common",
        ChunkKind::Runtime => "runtime",
    }
}

fn module_kind(kind: &ModuleKind) -> &'static str {
    match kind {
        ModuleKind::Normal { module_type } => match module_type {
            ModuleType::JavascriptAuto => "javascript/auto",
            ModuleType::JavascriptEsm => "javascript/esm",
            ModuleType::JavascriptDynamic => "javascript/dynamic",
            ModuleType::Json => "json",
            ModuleType::Css => "css",
            ModuleType::CssModule => "css/module",
            ModuleType::Asset => "asset",
            ModuleType::AssetResource => "asset/resource",
            ModuleType::AssetInline => "asset/inline",
            ModuleType::AssetSource => "asset/source",
        },
        ModuleKind::Context(_) => "context",
        ModuleKind::Ignored => "ignored",
        ModuleKind::Missing { .. } => "missing",
        ModuleKind::External { .. } => "external",
        ModuleKind::ConsumeShared(_) => "consume-shared-module",
        ModuleKind::ProvideShared(_) => "provide-module",
        ModuleKind::ContainerEntry(_) => "container-entry",
        ModuleKind::Remote(_) => "remote-module",
    }
}

fn dependency_kind(kind: &DependencyKind) -> &'static str {
    match kind {
        DependencyKind::Entry => "entry",
        DependencyKind::EsmImport => "import",
        DependencyKind::Require { .. } => "require",
        DependencyKind::RequireResolve => "require.resolve",
        DependencyKind::Weak => "weak",
        DependencyKind::DynamicImport(_) => "import()",
        DependencyKind::Context(_) => "context",
        DependencyKind::ContextElement => "context element",
        DependencyKind::NewUrl => "new URL()",
        DependencyKind::Worker { .. } => "new Worker()",
        DependencyKind::CssImport => "@import",
        DependencyKind::CssUrl => "url()",
        DependencyKind::CssComposes => "composes",
        DependencyKind::ConsumeFallback => "consume fallback",
        DependencyKind::Provided => "provided module",
        DependencyKind::ProvideInclude => "provided",
        DependencyKind::Exposed => "exposed",
        DependencyKind::RemoteContainer => "remote container",
        DependencyKind::Hot => "module.hot",
    }
}

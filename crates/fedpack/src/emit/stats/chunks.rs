//! Chunks, their groups, and their files.

use fedpack_graph::{
    ChunkGroupIdx, ChunkIdx, DependencyIdx, ModuleIdx,
    chunk_graph::{ChunkGraph, ChunkGroupKind, ChunkKind},
    module_graph::ModuleGraph,
};
use oxc_index::IndexVec;
use rustc_hash::{FxHashMap, FxHashSet};
use serde_json::{Map, Value, json};

use super::{Build, id, ids, modules, problems::LineTable};
use crate::emit::AssetKind;

/// Chunks by id: an order that does not depend on how chunks came to be.
pub fn order(chunk_graph: &ChunkGraph) -> Vec<ChunkIdx> {
    let mut order: Vec<ChunkIdx> = chunk_graph.chunks.indices().collect();
    order.sort_by(|a, b| chunk_graph.chunks[*a].id.cmp(&chunk_graph.chunks[*b].id));
    order
}

/// Names of the files of each chunk, scripts first.
pub struct FilesOfChunks<'b> {
    files: IndexVec<ChunkIdx, Vec<&'b str>>,
    auxiliary: IndexVec<ChunkIdx, Vec<&'b str>>,
}

impl<'b> FilesOfChunks<'b> {
    pub fn new(build: &Build<'b>) -> Self {
        let empty = IndexVec::from_vec(vec![Vec::new(); build.chunk_graph.chunks.len()]);
        let mut table = Self { files: empty.clone(), auxiliary: empty };
        for (name, asset) in build.assets.iter() {
            for &chunk in &asset.info.chunks {
                match asset.info.kind {
                    AssetKind::JavaScript => table.files[chunk].insert(0, name),
                    AssetKind::Css => table.files[chunk].push(name),
                    AssetKind::SourceMap | AssetKind::Html | AssetKind::Resource | AssetKind::Other => {
                        table.auxiliary[chunk].push(name);
                    }
                }
                table.auxiliary[chunk].extend(asset.info.related.iter().map(|(_, name)| name.as_str()));
            }
        }
        table
    }

    /// Of all chunks of a group in load order, each once.
    fn of_group(&self, build: &Build<'_>, group: ChunkGroupIdx) -> Vec<&'b str> {
        let mut seen = FxHashSet::default();
        let chunks = build.chunk_graph.groups[group].chunks.iter();
        chunks
            .flat_map(|&chunk| self.files[chunk].iter().copied())
            .filter(|name| seen.insert(*name))
            .collect()
    }
}

pub fn assets_by_chunk_name(build: &Build<'_>, files: &FilesOfChunks<'_>) -> Value {
    let rows = named(build).into_iter().map(|(name, group)| (name, json!(files.of_group(build, group))));
    Value::Object(rows.collect())
}

pub fn entrypoints(build: &Build<'_>, files: &FilesOfChunks<'_>) -> Value {
    let rows = build.chunk_graph.entrypoints.iter();
    Value::Object(rows.map(|(name, group)| (name.clone(), group_row(build, files, name, *group))).collect())
}

pub fn named_groups(build: &Build<'_>, files: &FilesOfChunks<'_>) -> Value {
    let rows = named(build).into_iter();
    Value::Object(
        rows.map(|(name, group)| {
            let row = group_row(build, files, &name, group);
            (name, row)
        })
        .collect(),
    )
}

/// Entrypoints in entry order, then other groups with names, by name.
fn named(build: &Build<'_>) -> Vec<(String, ChunkGroupIdx)> {
    let mut groups = build.chunk_graph.entrypoints.clone();
    let mut seen: FxHashSet<String> = groups.iter().map(|(name, _)| name.clone()).collect();
    let mut others: Vec<(String, ChunkGroupIdx)> = build
        .chunk_graph
        .groups
        .iter_enumerated()
        .filter_map(|(group, row)| Some((row.name.clone()?, group)))
        .filter(|(name, _)| seen.insert(name.clone()))
        .collect();
    others.sort();
    groups.extend(others);
    groups
}

fn group_row(build: &Build<'_>, files: &FilesOfChunks<'_>, name: &str, group: ChunkGroupIdx) -> Value {
    let names = files.of_group(build, group);
    let size = |name: &str| build.assets.get(name).map_or(0, |asset| asset.bytes.len());
    let row = &build.chunk_graph.groups[group];
    json!({
        "name": name,
        "container": matches!(row.kind, ChunkGroupKind::Entrypoint { is_container: true, .. }),
        "chunks": ids(build, &row.chunks),
        "assets": names.iter().map(|name| json!({ "name": name, "size": size(name) })).collect::<Vec<_>>(),
        "filteredAssets": 0,
        "assetsSize": names.iter().map(|name| size(name)).sum::<usize>(),
        "auxiliaryAssets": [],
        "filteredAuxiliaryAssets": 0,
        "auxiliaryAssetsSize": 0,
        "children": {},
        "childAssets": {},
        "isOverSizeLimit": false,
    })
}

pub fn chunks(build: &Build<'_>, files: &FilesOfChunks<'_>, order: &[ChunkIdx]) -> Vec<Value> {
    let mut origins = Origins::new(build);
    order.iter().map(|&chunk| chunk_row(build, files, &mut origins, chunk)).collect()
}

/// The dependencies that ask for each group, and the lines of the modules that have them.
struct Origins<'b> {
    of_groups: FxHashMap<ChunkGroupIdx, Vec<DependencyIdx>>,
    lines: FxHashMap<ModuleIdx, LineTable<'b>>,
}

fn chunk_row<'b>(
    build: &Build<'b>,
    files: &FilesOfChunks<'_>,
    origins: &mut Origins<'b>,
    chunk: ChunkIdx,
) -> Value {
    let chunk_graph = build.chunk_graph;
    let row = &chunk_graph.chunks[chunk];
    let groups = || row.groups.iter().map(|&group| &chunk_graph.groups[group]);
    let chunks_of = |of: &[ChunkGroupIdx]| -> Vec<ChunkIdx> {
        of.iter().flat_map(|&group| chunk_graph.groups[group].chunks.iter().copied()).collect()
    };
    let parents = groups().flat_map(|group| chunks_of(&group.parents)).collect();
    let children = groups().flat_map(|group| chunks_of(&group.children)).collect();
    let siblings =
        groups().flat_map(|group| group.chunks.iter().copied()).filter(|&other| other != chunk).collect();
    let mut sizes = Map::new();
    let mut size = 0;
    for &module in &row.modules {
        let bytes = u64::from(build.graph.modules[module].size);
        size += bytes;
        let kind = modules::size_kind(&build.graph.modules[module].kind);
        let known = sizes.get(kind).and_then(Value::as_u64).unwrap_or(0);
        sizes.insert(kind.into(), (known + bytes).into());
    }
    let is_initial = groups().any(|group| matches!(group.kind, ChunkGroupKind::Entrypoint { .. }));
    let runtimes =
        row.groups.iter().flat_map(|&group| runtimes_of(chunk_graph, group)).collect::<FxHashSet<_>>();
    let mut runtimes: Vec<String> = runtimes.into_iter().collect();
    runtimes.sort_unstable();
    json!({
        "type": "chunk",
        "id": id(&row.id),
        "names": row.name.iter().collect::<Vec<_>>(),
        "kind": kind_name(row.kind),
        "reason": row.reason,
        "rendered": !files.files[chunk].is_empty(),
        "initial": is_initial,
        "entry": row.has_runtime,
        "recorded": false,
        "size": size,
        "sizes": sizes,
        "idHints": row.id_hints,
        "runtime": runtimes,
        "files": files.files[chunk],
        "auxiliaryFiles": files.auxiliary[chunk],
        "hash": build.assets.of_chunk(chunk).find_map(|(_, asset)| asset.info.content_hash.as_deref()),
        "childrenByOrder": {},
        "siblings": sorted_ids(build, siblings),
        "parents": sorted_ids(build, parents),
        "children": sorted_ids(build, children),
        "modules": modules::of_chunk(build, &row.modules),
        "origins": origins.rows(build, chunk),
    })
}

fn sorted_ids(build: &Build<'_>, mut chunks: Vec<ChunkIdx>) -> Vec<Value> {
    chunks.sort_by(|a, b| build.chunk_graph.chunks[*a].id.cmp(&build.chunk_graph.chunks[*b].id));
    chunks.dedup();
    ids(build, &chunks)
}

/// Names of the entrypoints above a group.
fn runtimes_of(chunk_graph: &ChunkGraph, group: ChunkGroupIdx) -> Vec<String> {
    let mut names = Vec::new();
    let mut seen: FxHashSet<ChunkGroupIdx> = [group].into_iter().collect();
    let mut work = vec![group];
    while let Some(next) = work.pop() {
        let row = &chunk_graph.groups[next];
        if matches!(row.kind, ChunkGroupKind::Entrypoint { .. }) {
            names.extend(row.name.clone());
        }
        work.extend(row.parents.iter().copied().filter(|&parent| seen.insert(parent)));
    }
    names
}

fn kind_name(kind: ChunkKind) -> &'static str {
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

impl<'b> Origins<'b> {
    fn new(build: &Build<'b>) -> Self {
        let mut of_groups: FxHashMap<ChunkGroupIdx, Vec<DependencyIdx>> = FxHashMap::default();
        for (&dependency, &group) in &build.chunk_graph.group_of_dependency {
            of_groups.entry(group).or_default().push(dependency);
        }
        let key = |dependency: &DependencyIdx| {
            let dependency = &build.graph.dependencies[*dependency];
            let parent = dependency.parent.map(|parent| build.graph.modules[parent].identifier.as_str());
            (parent, dependency.span.start, dependency.request.as_str())
        };
        for dependencies in of_groups.values_mut() {
            dependencies.sort_by(|a, b| key(a).cmp(&key(b)));
        }
        Self { of_groups, lines: FxHashMap::default() }
    }

    fn rows(&mut self, build: &Build<'b>, chunk: ChunkIdx) -> Vec<Value> {
        let graph: &'b ModuleGraph = build.graph;
        let mut rows = Vec::new();
        for &group in &build.chunk_graph.chunks[chunk].groups {
            let entry = build.chunk_graph.entrypoints.iter().find(|(_, entry)| *entry == group);
            if let Some((name, _)) = entry {
                let entry = graph.entries.iter().find(|entry| entry.name == *name);
                let request = entry.and_then(|entry| entry.dependencies.last());
                let request = request.map(|&dependency| graph.dependencies[dependency].request.as_str());
                let request = build.request(request.unwrap_or_default());
                rows.push(origin_row("", name, &request, Value::Null));
            }
            for &dependency in self.of_groups.get(&group).into_iter().flatten() {
                let dependency = &graph.dependencies[dependency];
                let Some(parent) = dependency.parent else { continue };
                let module = &graph.modules[parent];
                let lines = self.lines.entry(parent).or_insert_with(|| LineTable::new(&module.source));
                let location = lines.location(dependency.span);
                let module_id = id(&build.chunk_graph.module_ids[parent]);
                let request = build.request(&dependency.request);
                rows.push(origin_row(&module.identifier, &location, &request, module_id));
            }
        }
        rows
    }
}

fn origin_row(module: &str, location: &str, request: &str, module_id: Value) -> Value {
    json!({
        "module": module,
        "moduleIdentifier": module,
        "moduleName": module,
        "loc": location,
        "request": request,
        "moduleId": module_id,
    })
}

//! The build described as JSON, in the form of webpack's stats, so that tools which read those can read ours.
//!
//! Everything is in a stable order and no path is absolute: two builds of one project give equal stats. What
//! differs from run to run (time, date) is added by whoever writes the file.

mod chunks;
mod modules;
mod problems;
mod skipped;
mod users;

use std::path::Path;

use fedpack_graph::{
    ChunkIdx, ModuleIdx,
    chunk_graph::{ChunkGraph, ModuleId},
    concatenation::Concatenation,
    link_output::LinkOutput,
    module_graph::ModuleGraph,
};
use oxc_index::IndexVec;
use serde_json::{Map, Value, json};
use xxhash_rust::xxh3::Xxh3;

use super::{Asset, AssetKind, Assets, Emitted};
use crate::{
    bundler::{self, Graphs},
    config::{Config, PublicPath},
    diagnostics::Severity,
    scan::module_draft::relative_path,
};

/// The tables of a finished build.
#[derive(Clone, Copy)]
struct Build<'b> {
    graph: &'b ModuleGraph,
    link: &'b LinkOutput,
    chunk_graph: &'b ChunkGraph,
    concatenation: &'b Concatenation,
    module_sizes: &'b IndexVec<ModuleIdx, u32>,
    assets: &'b Assets,
    emitted: Option<&'b Emitted>,
    context: &'b Path,
}

impl Build<'_> {
    /// Requests made by the bundler itself are absolute paths.
    fn request(&self, request: &str) -> String {
        relative_path(Path::new(request), self.context)
    }
}

/// Stats of a build, with webpack's names, and `kind` and `reason` of each chunk besides. A build that failed
/// has no more than its problems.
pub fn stats(build: &bundler::Build, config: &Config) -> Value {
    let of = |severity: Severity| -> Vec<Value> {
        let wanted = build.diagnostics.iter().filter(|problem| problem.severity == severity);
        wanted.map(|problem| problems::problem(problem, config)).collect()
    };
    let (errors, warnings) = (of(Severity::Error), of(Severity::Warning));
    let mut stats = json!({
        "name": config.name,
        "version": env!("CARGO_PKG_VERSION"),
        "hash": hash_of(&build.assets, config),
        "publicPath": match &config.output.public_path {
            PublicPath::Auto => "auto",
            PublicPath::Fixed(path) => path,
        },
        "outputPath": relative_path(&config.output.path, &config.context),
        "errorsCount": errors.len(),
        "warningsCount": warnings.len(),
        "errors": errors,
        "warnings": warnings,
        "children": [],
    });
    if let Some(graphs) = &build.graphs {
        let Graphs { modules: graph, link, chunks: chunk_graph, concatenation, module_sizes } = graphs;
        let tables = Build {
            graph,
            link,
            chunk_graph,
            concatenation,
            module_sizes,
            assets: &build.assets,
            emitted: build.emitted.as_ref(),
            context: &config.context,
        };
        add_tables(&mut stats, &tables);
    }
    stats
}

fn add_tables(stats: &mut Value, build: &Build<'_>) {
    let files = chunks::FilesOfChunks::new(build);
    let order = chunks::order(build.chunk_graph);
    let assets = build.assets.iter().map(|(name, asset)| asset_row(build, name, asset));
    stats["assets"] = assets.collect();
    stats["assetsByChunkName"] = chunks::assets_by_chunk_name(build, &files);
    stats["entrypoints"] = chunks::entrypoints(build, &files);
    stats["namedChunkGroups"] = chunks::named_groups(build, &files);
    stats["chunks"] = chunks::chunks(build, &files, &order).into();
    stats["modules"] = modules::modules(build, &order).into();
}

/// Of all files: equal hashes, equal output.
fn hash_of(assets: &Assets, config: &Config) -> String {
    let mut hasher = Xxh3::new();
    for (name, asset) in assets.iter() {
        for part in [name.as_bytes(), &asset.bytes] {
            hasher.update(&(part.len() as u64).to_le_bytes());
            hasher.update(part);
        }
    }
    let mut hash = format!("{:032x}", hasher.digest128());
    hash.truncate(config.output.hash_digest_length.clamp(4, 32));
    hash
}

fn asset_row(build: &Build<'_>, name: &str, asset: &Asset) -> Value {
    let mut chunks = asset.info.chunks.clone();
    chunks.sort_by(|a, b| build.chunk_graph.chunks[*a].id.cmp(&build.chunk_graph.chunks[*b].id));
    let names: Vec<&String> =
        chunks.iter().filter_map(|&chunk| build.chunk_graph.chunks[chunk].name.as_ref()).collect();
    let is_unchanged = build
        .emitted
        .is_some_and(|emitted| emitted.unchanged.binary_search_by(|known| known.as_str().cmp(name)).is_ok());
    let related: Vec<Value> = asset
        .info
        .related
        .iter()
        .map(|(kind, name)| {
            let size = build.assets.get(name).map_or(0, |asset| asset.bytes.len());
            json!({ "type": kind, "name": name, "size": size })
        })
        .collect();
    let mut row = json!({
        "type": "asset",
        "name": name,
        "size": asset.bytes.len(),
        "emitted": !is_unchanged,
        "comparedForEmit": is_unchanged,
        "cached": false,
        "info": info(asset),
        "chunkNames": names,
        "chunkIdHints": [],
        "auxiliaryChunkNames": [],
        "auxiliaryChunkIdHints": [],
        "related": related,
        "chunks": ids(build, &chunks),
        "auxiliaryChunks": [],
        "isOverSizeLimit": false,
    });
    // As webpack-subresource-integrity has it, for servers that write pages.
    if let Some(integrity) = &asset.info.integrity {
        row["integrity"] = integrity.as_str().into();
    }
    row
}

fn info(asset: &Asset) -> Value {
    let mut info = Map::new();
    if let Some(hash) = &asset.info.content_hash {
        info.insert("immutable".into(), true.into());
        info.insert("contenthash".into(), hash.as_str().into());
    }
    if asset.info.kind == AssetKind::JavaScript {
        info.insert("javascriptModule".into(), false.into());
    }
    if asset.info.kind == AssetKind::SourceMap {
        info.insert("development".into(), true.into());
    }
    if let Some(source) = &asset.info.source_filename {
        info.insert("sourceFilename".into(), source.as_str().into());
    }
    if !asset.info.related.is_empty() {
        let related =
            asset.info.related.iter().map(|(kind, name)| ((*kind).to_string(), name.as_str().into()));
        info.insert("related".into(), Value::Object(related.collect()));
    }
    Value::Object(info)
}

fn id(id: &ModuleId) -> Value {
    match id {
        ModuleId::None => Value::Null,
        ModuleId::Number(number) => (*number).into(),
        ModuleId::Text(text) => text.as_str().into(),
    }
}

fn ids(build: &Build<'_>, chunks: &[ChunkIdx]) -> Vec<Value> {
    chunks.iter().map(|&chunk| id(&build.chunk_graph.chunks[chunk].id)).collect()
}

#[cfg(test)]
mod tests;

//! `performance`: files and entries that are larger than they should be.

use fedpack_graph::{ChunkIdx, chunk_graph::ChunkGraph};
use oxc_index::IndexVec;

use super::{AssetKind, Assets};
use crate::{
    config::{Config, PerformanceConfig},
    diagnostics::{Diagnostics, bundler as problems},
    generate::ChunkFiles,
};

/// Sizes as they are written; source maps do not count, as no visitor loads them.
pub fn check(
    assets: &Assets,
    chunk_graph: &ChunkGraph,
    files: &IndexVec<ChunkIdx, ChunkFiles>,
    config: &Config,
) -> Diagnostics {
    let Some(PerformanceConfig { severity, max_asset_size, max_entrypoint_size }) = config.performance else {
        return Diagnostics::new();
    };
    let mut found = Diagnostics::new();
    let size_of = |name: &str| assets.get(name).map_or(0, |asset| asset.bytes.len() as u64);
    for (name, asset) in assets.iter() {
        let size = asset.bytes.len() as u64;
        if asset.info.kind != AssetKind::SourceMap && size > max_asset_size {
            found.push(problems::large_asset(severity, name, size, max_asset_size));
        }
    }
    for (name, group) in &chunk_graph.entrypoints {
        let row = &chunk_graph.groups[*group];
        // A worker is loaded by the page that starts it, not with it.
        if row.kind.is_worker() {
            continue;
        }
        let of_chunk = |chunk: &ChunkIdx| [&files[*chunk].javascript, &files[*chunk].css];
        let names: Vec<&str> =
            row.chunks.iter().flat_map(of_chunk).filter_map(|name| name.as_deref()).collect();
        let size = names.iter().map(|name| size_of(name)).sum();
        if size > max_entrypoint_size {
            found.push(problems::large_entrypoint(severity, name, size, max_entrypoint_size, &names));
        }
    }
    found
}

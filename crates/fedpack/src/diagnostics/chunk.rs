//! Problems of chunk assignment (FED0600 to FED0619).

use fedpack_graph::{
    DependencyIdx,
    chunk_graph::{Chunk, ChunkKind},
    module_graph::ModuleGraph,
};

use super::{BuildDiagnostic, nearest::nearest};
use crate::config::CacheGroupConfig;

/// `entry: {a: {dependOn: "x"}}`, and there is no entry `x`.
pub fn depend_on_unknown<'a>(
    entry: &str,
    wanted: &str,
    entries: impl Iterator<Item = &'a str>,
) -> BuildDiagnostic {
    let message = format!("entry \"{entry}\" depends on \"{wanted}\", and there is no entry of that name");
    let diagnostic = BuildDiagnostic::error("FED0601", message);
    match nearest(wanted, entries) {
        Some(name) => diagnostic.help(format!("did you mean \"{name}\"?")),
        None => diagnostic.help("name an entry in `dependOn`, or remove the option"),
    }
}

/// Entries that wait for each other.
pub fn depend_on_cycle(entry: &str, other: &str) -> BuildDiagnostic {
    let message = format!("entry \"{entry}\" depends on \"{other}\", which depends on \"{entry}\"");
    BuildDiagnostic::error("FED0602", message).help("remove one of the two from `dependOn`")
}

/// `import(/* webpackChunkName: "main" */ "./x")` beside an entry `main`: an initial chunk cannot be loaded on demand.
pub fn chunk_name_of_entry(graph: &ModuleGraph, dependency: DependencyIdx, name: &str) -> BuildDiagnostic {
    let row = &graph.dependencies[dependency];
    let message = format!("chunk name \"{name}\" is that of an entry, which cannot be loaded on demand");
    let mut diagnostic = BuildDiagnostic::error("FED0603", message);
    if let Some(parent) = row.parent.map(|parent| &graph.modules[parent])
        && let Some(resource) = parent.resource()
    {
        let text = format!("\"{}\" is loaded here", row.request);
        diagnostic = diagnostic.label(&resource.path, &parent.source, row.span, text);
    }
    diagnostic.help("give the chunk another `webpackChunkName`, or rename the entry")
}

/// `cacheGroups: {lib: {name: "shop"}}`, and `shop` is the container, which is loaded by other builds as one file, or an
/// entry, whose chunk would start it wherever it is loaded.
pub fn cache_group_named_like_a_start(group: &CacheGroupConfig, chunk: &Chunk) -> BuildDiagnostic {
    let name = chunk.name.as_deref().unwrap_or_default();
    let key = &group.key;
    let (what, help) = match chunk.kind {
        ChunkKind::Container => (
            "the container, which must stay one file that other builds load",
            "give the cache group another `name`",
        ),
        _ => (
            "an entry, which other chunks cannot load",
            "give the cache group another `name`, or set `optimization.runtimeChunk`",
        ),
    };
    let message = format!("cache group \"{key}\" of `splitChunks` has the name \"{name}\" of {what}");
    BuildDiagnostic::error("FED0604", message).help(help)
}

//! Problems of chunk assignment (FED0600 to FED0619).

use fedpack_graph::{
    DependencyIdx, ModuleIdx,
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
/// entry that is not there before what needs the modules: its chunk would start it there.
pub fn cache_group_named_like_a_start(group: &CacheGroupConfig, chunk: &Chunk) -> BuildDiagnostic {
    let name = chunk.name.as_deref().unwrap_or_default();
    let key = &group.key;
    let (what, help) = match chunk.kind {
        ChunkKind::Container => (
            "the container, which must stay one file that other builds load",
            "give the cache group another `name`",
        ),
        _ => (
            "an entry that is not there before all that needs its modules",
            "give the cache group another `name`, or let the others name the entry in `dependOn`",
        ),
    };
    let message = format!("cache group \"{key}\" of `splitChunks` has the name \"{name}\" of {what}");
    BuildDiagnostic::error("FED0604", message).help(help)
}

/// Two style sheets of a chunk that two of those who load it import in different orders. Chains lead from what starts
/// the group to the sheet.
pub struct StyleConflict {
    pub first: ModuleIdx,
    pub second: ModuleIdx,
    /// To `first` and `second`, in this order.
    pub wanted: [Vec<ModuleIdx>; 2],
    /// To `second` and `first`, in this order. `None`: by no other alone.
    pub followed: Option<[Vec<ModuleIdx>; 2]>,
}

/// What the sheets say of one element depends on their order, and the chunk can have only one.
pub fn style_sheets_in_conflict(
    graph: &ModuleGraph,
    chunk: &Chunk,
    conflict: &StyleConflict,
) -> BuildDiagnostic {
    let name = |module: ModuleIdx| graph.modules[module].identifier.as_str();
    let way = |chain: &[ModuleIdx]| chain.iter().map(|&module| name(module)).collect::<Vec<_>>().join(" → ");
    let ways = |chains: &[Vec<ModuleIdx>; 2]| format!("{}, then {}", way(&chains[0]), way(&chains[1]));
    let of_chunk = chunk.name.as_deref().map_or_else(String::new, |name| format!(" of the chunk \"{name}\""));
    let (first, second) = (name(conflict.first), name(conflict.second));
    let other = match &conflict.followed {
        Some(chains) => format!("It is the other way round here, and in the file: {}.", ways(chains)),
        None => {
            "In the file it is the other way round, as the imports of others want it together.".to_owned()
        }
    };
    let wanted = ways(&conflict.wanted);
    let mut diagnostic = BuildDiagnostic::warning(
        "FED0605",
        format!(
            "style sheets{of_chunk} are imported in two orders.\n{first} is before {second} here: {wanted}.\n{other}"
        ),
    );
    let followed = conflict.followed.iter().map(|chains| (&chains[1], second));
    for (chain, earlier) in std::iter::once((&conflict.wanted[1], first)).chain(followed) {
        let [.., importer, sheet] = chain[..] else { continue };
        let mut dependencies = graph.dependencies_of(importer);
        let place = dependencies.find(|&dependency| graph.target(dependency) == Some(sheet));
        if let (Some(place), Some(resource)) = (place, graph.modules[importer].resource()) {
            let (source, span) = (&graph.modules[importer].source, graph.dependencies[place].span);
            diagnostic =
                diagnostic.label(&resource.path, source, span, format!("imported here after {earlier}"));
        }
    }
    diagnostic.help("import them in one order everywhere, or make the later one `@import` the earlier")
}

//! When an entry starts that uses shared or remote modules: these have to be asked for first, which takes time (the
//! *async boundary*, which other bundlers have written by hand).

use fedpack_graph::{
    ChunkGroupIdx, ChunkIdx, DependencyIdx, ModuleIdx,
    chunk_graph::{ChunkGraph, ChunkGroupKind},
    link_output::LinkOutput,
    module_graph::{ConsumeShared, DependencyKind, ModuleGraph, ModuleKind},
};
use rustc_hash::{FxHashMap, FxHashSet};

use super::FederationConfig;
use crate::{
    config::{Config, LibraryType},
    diagnostics::{BuildDiagnostic, Diagnostics, federation as diagnostics},
};

/// `federation.experiments.asyncStartup`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum AsyncStartup {
    /// Entries wait, unless somebody reads their exports as soon as they are loaded.
    #[default]
    Automatic,
    /// `true`: all entries wait; a library is a promise.
    Always,
    /// `false`: no entry waits.
    Never,
}

/// The entries that start when the shared and remote modules of some chunks are there, and these chunks.
pub type DeferredEntries = FxHashMap<ChunkGroupIdx, Vec<ChunkIdx>>;

/// Which entries wait, and the shared and remote modules that others need at once although they cannot wait. After chunking, so
/// that imports which are left out do not count.
pub fn entry_starts(
    graph: &ModuleGraph,
    link: &LinkOutput,
    chunk_graph: &ChunkGraph,
    config: &Config,
) -> (DeferredEntries, Diagnostics) {
    let mut deferred = DeferredEntries::default();
    let mut problems = Diagnostics::new();
    let Some(federation) = &config.federation else { return (deferred, problems) };
    for (group, row) in chunk_graph.groups.iter_enumerated() {
        let chunks = lazy_chunks(graph, chunk_graph, group);
        if chunks.is_empty() {
            continue;
        }
        let entry_modules: Vec<ModuleIdx> = row
            .chunks
            .iter()
            .flat_map(|&chunk| chunk_graph.chunks[chunk].entry_modules.iter().copied())
            .collect();
        match (federation.async_startup, library_type(chunk_graph, config, group)) {
            (AsyncStartup::Always, _) => {
                deferred.insert(group, chunks);
            }
            (AsyncStartup::Automatic, None | Some(LibraryType::Module)) => {
                if needs_lazy_modules(graph, link, &entry_modules) {
                    deferred.insert(group, chunks);
                }
            }
            (AsyncStartup::Automatic, Some(_)) | (AsyncStartup::Never, _) => {
                let name = row.name.as_deref().unwrap_or_default();
                for way in ways_to_lazy_modules(graph, link, &entry_modules) {
                    problems.extend(refused(graph, federation, name, &way));
                }
            }
        }
    }
    (deferred, problems)
}

/// Whether an entry needs something that is not ready at once as soon as it starts: by what it runs itself, or by any `require` in
/// what that leads to. A `require` in a function of the entry's own may come later, when somebody has made its module ready.
fn needs_lazy_modules(graph: &ModuleGraph, link: &LinkOutput, entry_modules: &[ModuleIdx]) -> bool {
    let mut seen: FxHashSet<ModuleIdx> = entry_modules.iter().copied().collect();
    let mut open = entry_modules.to_vec();
    while let Some(module) = open.pop() {
        if is_lazy_module(graph, module) {
            return true;
        }
        let is_entry = entry_modules.contains(&module);
        let needed = needs(graph, link, module)
            .filter(|need| !is_entry || graph.dependencies[need.dependency].immediate)
            .map(|need| need.module);
        open.extend(needed.filter(|&module| seen.insert(module)));
    }
    false
}

struct Need {
    module: ModuleIdx,
    dependency: DependencyIdx,
}

/// What a module imports by declarations or asks for by `require`.
fn needs(graph: &ModuleGraph, link: &LinkOutput, module: ModuleIdx) -> impl Iterator<Item = Need> {
    let imported = link.static_imports[module]
        .iter()
        .map(|import| Need { module: import.module, dependency: import.dependency });
    let required = graph.dependencies_of(module).filter_map(|dependency| {
        let row = &graph.dependencies[dependency];
        let connection = row.connection.filter(|&connection| link.connection_active[connection])?;
        let module = graph.connections[connection].module;
        matches!(row.kind, DependencyKind::Require { .. }).then_some(Need { module, dependency })
    });
    imported.chain(required)
}

/// How the exports of an entry are published. Those of a container's file are the container, whatever runs beside it.
fn library_type(chunk_graph: &ChunkGraph, config: &Config, group: ChunkGroupIdx) -> Option<LibraryType> {
    let group = &chunk_graph.groups[group];
    if matches!(group.kind, ChunkGroupKind::Entrypoint { is_container: true, .. }) {
        return None;
    }
    config.entry_library(group.name.as_deref()?).map(|library| library.library_type)
}

/// Chunks that an entry starts with and that have modules which are not ready at once. Those of entries that it
/// depends on count, too: their modules are there, but may not be ready.
fn lazy_chunks(graph: &ModuleGraph, chunk_graph: &ChunkGraph, group: ChunkGroupIdx) -> Vec<ChunkIdx> {
    let is_entry = |module: &ModuleIdx| {
        !matches!(
            graph.modules[*module].kind,
            ModuleKind::ContainerEntry(_) | ModuleKind::FederationRuntime(_)
        )
    };
    let has_entry = |chunk: &ChunkIdx| chunk_graph.chunks[*chunk].entry_modules.iter().any(is_entry);
    if !chunk_graph.groups[group].kind.is_entrypoint()
        || !chunk_graph.groups[group].chunks.iter().any(has_entry)
    {
        return Vec::new();
    }
    let is_lazy = |chunk: &ChunkIdx| {
        chunk_graph.chunks[*chunk].modules.iter().any(|&module| is_lazy_module(graph, module))
    };
    chunk_graph.chunks_at_start(group).into_iter().filter(is_lazy).collect()
}

fn is_lazy_module(graph: &ModuleGraph, module: ModuleIdx) -> bool {
    match &graph.modules[module].kind {
        ModuleKind::ConsumeShared(consume) => !consume.eager,
        ModuleKind::Remote(_) => true,
        _ => false,
    }
}

/// The shortest chain of what is sure to run to each module that is not ready at once.
fn ways_to_lazy_modules(
    graph: &ModuleGraph,
    link: &LinkOutput,
    entry_modules: &[ModuleIdx],
) -> Vec<Vec<DependencyIdx>> {
    let mut came_by: FxHashMap<ModuleIdx, Option<(ModuleIdx, DependencyIdx)>> =
        entry_modules.iter().map(|&module| (module, None)).collect();
    let mut open: std::collections::VecDeque<ModuleIdx> = entry_modules.iter().copied().collect();
    let mut ways = Vec::new();
    while let Some(module) = open.pop_front() {
        if is_lazy_module(graph, module) {
            let mut way = Vec::new();
            let mut here = module;
            while let Some(Some((importer, dependency))) = came_by.get(&here) {
                way.push(*dependency);
                here = *importer;
            }
            way.reverse();
            ways.push(way);
            continue;
        }
        for need in needs(graph, link, module).filter(|need| graph.dependencies[need.dependency].immediate) {
            came_by.entry(need.module).or_insert_with(|| {
                open.push_back(need.module);
                Some((module, need.dependency))
            });
        }
    }
    ways
}

fn refused(
    graph: &ModuleGraph,
    federation: &FederationConfig,
    entry: &str,
    way: &[DependencyIdx],
) -> Option<BuildDiagnostic> {
    let last = way.last()?;
    let target = graph.target(*last)?;
    let what = match &graph.modules[target].kind {
        ModuleKind::ConsumeShared(consume) if is_provided_eagerly(graph, consume) => return None,
        ModuleKind::ConsumeShared(consume) => diagnostics::SyncUse::Shared(&consume.share_key),
        ModuleKind::Remote(_) => diagnostics::SyncUse::Remote(&graph.dependencies[*last].request),
        _ => return None,
    };
    let chain: Vec<&str> = way
        .iter()
        .filter_map(|&dependency| {
            Some(graph.modules[graph.dependencies[dependency].parent?].identifier.as_str())
        })
        .collect();
    let mut problem =
        diagnostics::used_synchronously(entry, what, &chain, federation.async_startup == AsyncStartup::Never);
    for &dependency in way.iter().rev() {
        let row = &graph.dependencies[dependency];
        let Some(importer) = row.parent.map(|parent| &graph.modules[parent]) else { continue };
        if let Some(resource) = importer.resource().filter(|_| row.span.end > 0) {
            let text = if dependency == *last { "needed synchronously here" } else { "imported from here" };
            problem = problem.label(&resource.path, &importer.source, row.span, text);
        }
    }
    Some(problem)
}

/// A build that provides a package eagerly has it at once, also where it asks for it as if it had not.
fn is_provided_eagerly(graph: &ModuleGraph, consume: &ConsumeShared) -> bool {
    graph.modules.iter().any(|module| match &module.kind {
        ModuleKind::ProvideShared(provide) => {
            provide.eager
                && provide.share_key == consume.share_key
                && provide.share_scopes.iter().any(|scope| consume.share_scopes.contains(scope))
        }
        _ => false,
    })
}

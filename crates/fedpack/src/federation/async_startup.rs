//! When an entry starts that uses shared or remote modules: these have to be asked for first, which takes time (the
//! *async boundary*, which other bundlers have written by hand).

use fedpack_graph::{
    ChunkGroupIdx, ChunkIdx, DependencyIdx, ModuleIdx,
    chunk_graph::{ChunkGraph, ChunkGroupKind},
    link_output::LinkOutput,
    module_graph::{ConsumeShared, ModuleGraph, ModuleKind},
};
use rustc_hash::FxHashMap;

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

/// How an entry starts.
#[derive(Debug, PartialEq, Eq)]
pub enum EntryStart {
    AtOnce,
    /// When the shared and remote modules of these chunks are there.
    WhenReady(Vec<ChunkIdx>),
    /// It would have to wait, and must not.
    Refused,
}

/// How the entry of a chunk group starts. After chunking.
pub fn start_of(
    graph: &ModuleGraph,
    chunk_graph: &ChunkGraph,
    config: &Config,
    group: ChunkGroupIdx,
) -> EntryStart {
    let Some(federation) = &config.federation else { return EntryStart::AtOnce };
    let chunks = lazy_chunks(graph, chunk_graph, group);
    if chunks.is_empty() {
        return EntryStart::AtOnce;
    }
    match (federation.async_startup, library_type(chunk_graph, config, group)) {
        (AsyncStartup::Never, _) => EntryStart::Refused,
        (AsyncStartup::Always, _) | (AsyncStartup::Automatic, None | Some(LibraryType::Module)) => {
            EntryStart::WhenReady(chunks)
        }
        (AsyncStartup::Automatic, Some(_)) => EntryStart::Refused,
    }
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
    let is_entrypoint =
        |group: ChunkGroupIdx| matches!(chunk_graph.groups[group].kind, ChunkGroupKind::Entrypoint { .. });
    let is_entry = |module: &ModuleIdx| {
        !matches!(
            graph.modules[*module].kind,
            ModuleKind::ContainerEntry(_) | ModuleKind::FederationRuntime(_)
        )
    };
    let has_entry = |chunk: &ChunkIdx| chunk_graph.chunks[*chunk].entry_modules.iter().any(is_entry);
    if !is_entrypoint(group) || !chunk_graph.groups[group].chunks.iter().any(has_entry) {
        return Vec::new();
    }
    let is_lazy = |chunk: &ChunkIdx| {
        chunk_graph.chunks[*chunk].modules.iter().any(|&module| is_lazy_module(graph, module))
    };
    let mut groups = vec![group];
    let mut chunks = Vec::new();
    let mut next = 0;
    while let Some(&group) = groups.get(next) {
        next += 1;
        for chunk in chunk_graph.groups[group].chunks.iter().copied().filter(is_lazy) {
            if !chunks.contains(&chunk) {
                chunks.push(chunk);
            }
        }
        // A worker has nothing of those who start it.
        let is_worker =
            matches!(chunk_graph.groups[group].kind, ChunkGroupKind::Entrypoint { is_worker: true, .. });
        for &parent in chunk_graph.groups[group].parents.iter().filter(|_| !is_worker) {
            if is_entrypoint(parent) && !groups.contains(&parent) {
                groups.push(parent);
            }
        }
    }
    chunks
}

fn is_lazy_module(graph: &ModuleGraph, module: ModuleIdx) -> bool {
    match &graph.modules[module].kind {
        ModuleKind::ConsumeShared(consume) => !consume.eager,
        ModuleKind::Remote(_) => true,
        _ => false,
    }
}

/// Shared and remote modules that an entry imports statically although it cannot wait for them. After chunking, so that
/// imports which are left out do not count.
pub fn check(
    graph: &ModuleGraph,
    link: &LinkOutput,
    chunk_graph: &ChunkGraph,
    config: &Config,
) -> Diagnostics {
    let mut problems = Diagnostics::new();
    let Some(federation) = &config.federation else { return problems };
    for (name, group) in &chunk_graph.entrypoints {
        if start_of(graph, chunk_graph, config, *group) != EntryStart::Refused {
            continue;
        }
        let chunks = chunk_graph.groups[*group].chunks.iter();
        let entry_modules: Vec<ModuleIdx> =
            chunks.flat_map(|&chunk| chunk_graph.chunks[chunk].entry_modules.iter().copied()).collect();
        for way in ways_to_lazy_modules(graph, link, &entry_modules) {
            problems.extend(refused(graph, federation, name, &way));
        }
    }
    problems
}

/// The shortest chain of import declarations to each module that is not ready at once.
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
        for import in &link.static_imports[module] {
            came_by.entry(import.module).or_insert_with(|| {
                open.push_back(import.module);
                Some((module, import.dependency))
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

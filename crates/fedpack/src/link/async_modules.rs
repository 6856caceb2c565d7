//! Which modules evaluate to a promise: those with a top-level await, and ES modules that import one.
//!
//! A shared module does where its local copy does: another build's copy of it will hardly be a different one, and who
//! waits for what is there at once goes on at once.
//!
//! `require()` of such a module gives the promise of its exports, as in webpack, and does not make its caller async.

use fedpack_graph::{
    ModuleIdx,
    link_output::StaticImport,
    module_graph::{ExternalType, ModuleGraph, ModuleKind},
    summary::SummaryTable,
};
use oxc_index::IndexVec;

pub fn async_modules(
    graph: &ModuleGraph,
    summaries: &SummaryTable,
    static_imports: &IndexVec<ModuleIdx, Vec<StaticImport>>,
) -> IndexVec<ModuleIdx, bool> {
    let mut is_async: IndexVec<ModuleIdx, bool> = graph
        .modules
        .iter_enumerated()
        .map(|(module_idx, module)| {
            is_async_external(&module.kind)
                || summaries[module_idx].as_ref().is_some_and(|summary| summary.has_top_level_await)
        })
        .collect();
    let mut work: Vec<_> =
        is_async.iter_enumerated().filter(|(_, is_async)| **is_async).map(|(module, _)| module).collect();
    if work.is_empty() {
        return is_async;
    }
    let mut importers = importers(static_imports);
    for (consume, copy) in copies(graph) {
        importers[copy].push(consume);
    }
    while let Some(module) = work.pop() {
        for &importer in &importers[module] {
            if !is_async[importer] {
                is_async[importer] = true;
                work.push(importer);
            }
        }
    }
    is_async
}

fn importers(static_imports: &IndexVec<ModuleIdx, Vec<StaticImport>>) -> IndexVec<ModuleIdx, Vec<ModuleIdx>> {
    let mut importers = IndexVec::from_vec(vec![Vec::new(); static_imports.len()]);
    for (importer, imports) in static_imports.iter_enumerated() {
        for import in imports {
            importers[import.module].push(importer);
        }
    }
    importers
}

/// ConsumeShared modules, and the local copies that they may give.
fn copies(graph: &ModuleGraph) -> impl Iterator<Item = (ModuleIdx, ModuleIdx)> {
    graph.modules.iter_enumerated().filter_map(|(module_idx, module)| {
        let ModuleKind::ConsumeShared(consume) = &module.kind else { return None };
        let copy = graph.target(graph.dependency_of(module_idx, consume.fallback?))?;
        Some((module_idx, copy))
    })
}

/// The value of these externals is a promise until it is awaited.
fn is_async_external(kind: &ModuleKind) -> bool {
    let ModuleKind::External { external_type, .. } = kind else { return false };
    match external_type {
        ExternalType::Promise | ExternalType::Import | ExternalType::ModuleImport | ExternalType::Script => true,
        ExternalType::Var
        | ExternalType::Assign
        | ExternalType::This
        | ExternalType::Window
        | ExternalType::SelfObject
        | ExternalType::Global
        | ExternalType::Commonjs
        | ExternalType::Commonjs2
        | ExternalType::CommonjsModule
        | ExternalType::NodeCommonjs
        | ExternalType::Amd
        | ExternalType::Umd
        | ExternalType::System
        | ExternalType::Jsonp
        // A static import at the top of the output.
        | ExternalType::Module => false,
    }
}

//! Which modules have to run even if nobody uses what they export.
//!
//! As in webpack, a `sideEffects` declaration decides for its module alone and overrules syntax; otherwise an ES
//! module is free of effects if its own statements are, and everything that it evaluates is. Facts run
//! backwards along imports, so a cycle of innocent modules stays innocent.

use fedpack_graph::{
    ModuleIdx,
    link_output::ProvidedTable,
    module_graph::{DependencyKind, ModuleGraph, ModuleKind, ModuleType, SideEffectsFlag},
    summary::{ExportsKind, ModuleSummary, SummaryTable},
};
use oxc_index::IndexVec;

use super::{
    LinkOptions,
    components::Components,
    innocence::{Innocence, innocence},
};

#[derive(Debug)]
pub struct SideEffects {
    /// Importing the module can be observed. The table of `LinkOutput`.
    pub has_side_effects: IndexVec<ModuleIdx, bool>,
    /// Bindings stop at this module: it has side effects, or leaving it out of a cycle would change the order
    /// in which the rest of the cycle runs.
    pub is_opaque: IndexVec<ModuleIdx, bool>,
    /// The module, or anything below it, is opaque, whatever the module itself declares.
    pub reaches_opaque: IndexVec<ModuleIdx, bool>,
    pub innocence: Innocence,
}

pub fn side_effects(
    graph: &ModuleGraph,
    summaries: &SummaryTable,
    options: &LinkOptions,
    order: &[ModuleIdx],
    provided: &ProvidedTable,
) -> SideEffects {
    // About statements: what a package says of its modules has no part in it.
    let innocence = innocence(graph, summaries, order, provided);
    if !options.side_effects {
        let all = IndexVec::from_vec(vec![true; graph.modules.len()]);
        return SideEffects {
            has_side_effects: all.clone(),
            is_opaque: all.clone(),
            reaches_opaque: all,
            innocence,
        };
    }
    let none = IndexVec::from_vec(vec![false; graph.modules.len()]);
    let own = order
        .iter()
        .copied()
        .filter(|&module| has_own_side_effects(graph, module, summaries[module].as_deref(), &innocence));
    let mut has_side_effects = none.clone();
    spread_to_importers(graph, &mut has_side_effects, own.collect(), |importer| {
        graph.modules[importer].side_effects != SideEffectsFlag::None
    });
    let mut is_opaque = has_side_effects.clone();
    for module in modules_with_code_in_cycles(graph, summaries, order) {
        is_opaque[module] = true;
    }
    let mut reaches_opaque = none;
    let all = order.iter().copied().filter(|&module| is_opaque[module]).collect();
    spread_to_importers(graph, &mut reaches_opaque, all, |_| true);
    SideEffects { has_side_effects, is_opaque, reaches_opaque, innocence }
}

/// In a cycle, pure code may still see how far the others got. Where nobody has declared that this does not
/// matter, such a module keeps its place:
///
/// ```js
/// import { seen } from "./b";      // import { late } from "./a"; export const seen = typeof late;
/// export var late = "late"; export { seen };
/// ```
fn modules_with_code_in_cycles(
    graph: &ModuleGraph,
    summaries: &SummaryTable,
    order: &[ModuleIdx],
) -> Vec<ModuleIdx> {
    let imports = Components::new(graph.modules.len(), order.iter().copied(), |module| {
        let dependencies = graph.dependencies_of(module);
        dependencies
            .filter(|&dependency| graph.dependencies[dependency].kind == DependencyKind::EsmImport)
            .filter_map(|dependency| graph.target(dependency))
    });
    let is_undeclared = |module: &ModuleIdx| graph.modules[*module].side_effects == SideEffectsFlag::Unknown;
    let has_code = |module: &ModuleIdx| {
        let summary = summaries[*module].as_deref();
        summary.is_some_and(|summary| {
            summary.statements.iter().any(|statement| !statement.is_module_declaration)
        })
    };
    let cycles = imports.iter().filter(|component| component.len() > 1);
    cycles.flatten().copied().filter(is_undeclared).filter(has_code).collect()
}

fn has_own_side_effects(
    graph: &ModuleGraph,
    index: ModuleIdx,
    summary: Option<&ModuleSummary>,
    innocence: &Innocence,
) -> bool {
    let module = &graph.modules[index];
    match module.side_effects {
        SideEffectsFlag::None => return false,
        SideEffectsFlag::Declared => return true,
        SideEffectsFlag::Unknown => {}
    }
    match &module.kind {
        ModuleKind::Normal { module_type } => match module_type {
            ModuleType::JavascriptAuto | ModuleType::JavascriptEsm | ModuleType::JavascriptDynamic => {
                summary.is_none_or(|summary| has_effect_in_syntax(index, summary, innocence))
            }
            ModuleType::WebAssembly => summary
                .is_none_or(|summary| summary.statements.iter().any(|statement| statement.has_side_effects)),
            ModuleType::Json => false,
            // A style sheet is there for its effect; an asset's file is written when it is imported.
            ModuleType::Css
            | ModuleType::CssModule
            | ModuleType::CssGlobal
            | ModuleType::Asset
            | ModuleType::AssetResource
            | ModuleType::AssetInline
            | ModuleType::AssetSource
            | ModuleType::AssetBytes => true,
        },
        ModuleKind::Ignored | ModuleKind::FederationApi => false,
        // What runs is decided at run time, by another build or not at all: never assumed to be innocent.
        ModuleKind::Context(_)
        | ModuleKind::Missing { .. }
        | ModuleKind::External { .. }
        | ModuleKind::ConsumeShared(_)
        | ModuleKind::ProvideShared(_)
        | ModuleKind::SharedSupplement(_)
        | ModuleKind::ContainerEntry(_)
        | ModuleKind::FederationRuntime(_)
        | ModuleKind::Remote(_) => true,
    }
}

fn has_effect_in_syntax(module: ModuleIdx, summary: &ModuleSummary, innocence: &Innocence) -> bool {
    match summary.exports_kind {
        ExportsKind::Esm => {
            let mut statements = summary.statements.iter_enumerated();
            summary.has_top_level_await
                || statements.any(|(index, statement)| {
                    statement.has_side_effects && !innocence.contains(module, index)
                })
        }
        // Nothing is left of a file of types, and of an empty one.
        ExportsKind::CommonJs | ExportsKind::CommonJsFlaggedEsm | ExportsKind::CommonJsUnflagged => {
            !summary.statements.is_empty()
        }
        ExportsKind::DefaultObject => false,
    }
}

fn spread_to_importers(
    graph: &ModuleGraph,
    marked: &mut IndexVec<ModuleIdx, bool>,
    mut work: Vec<ModuleIdx>,
    accepts: impl Fn(ModuleIdx) -> bool,
) {
    for &module in &work {
        marked[module] = true;
    }
    while let Some(module) = work.pop() {
        for &connection in &graph.modules[module].incoming {
            let connection = &graph.connections[connection];
            if graph.dependencies[connection.dependency].kind != DependencyKind::EsmImport {
                continue;
            }
            if let Some(importer) = connection.origin
                && !marked[importer]
                && accepts(importer)
            {
                marked[importer] = true;
                work.push(importer);
            }
        }
    }
}

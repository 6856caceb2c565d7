//! Which modules have to run even if nobody uses what they export.
//!
//! As in webpack, a `sideEffects` declaration decides for its module alone and overrules syntax; otherwise an ES
//! module is free of effects if its own statements are, and everything that it evaluates is. Facts run
//! backwards along imports, so a cycle of innocent modules stays innocent.

use fedpack_graph::{
    ModuleIdx,
    module_graph::{DependencyKind, ModuleGraph, ModuleKind, ModuleType, SideEffectsFlag},
    summary::{ExportsKind, ModuleSummary, SummaryTable},
};
use oxc_index::IndexVec;

use super::LinkOptions;

#[derive(Debug)]
pub struct SideEffects {
    /// Importing the module can be observed. The table of `LinkOutput`.
    pub has_side_effects: IndexVec<ModuleIdx, bool>,
    /// The module, or anything below it, has side effects, whatever the module itself declares: leaving out the
    /// module leaves those out as well. Never false where `has_side_effects` is true.
    pub reaches_side_effects: IndexVec<ModuleIdx, bool>,
}

pub fn side_effects(
    graph: &ModuleGraph,
    summaries: &SummaryTable,
    options: &LinkOptions,
    order: &[ModuleIdx],
) -> SideEffects {
    if !options.side_effects {
        let all = IndexVec::from_vec(vec![true; graph.modules.len()]);
        return SideEffects { has_side_effects: all.clone(), reaches_side_effects: all };
    }
    let mut has_side_effects = IndexVec::from_vec(vec![false; graph.modules.len()]);
    let own: Vec<_> = order
        .iter()
        .copied()
        .filter(|&module| has_own_side_effects(graph, module, summaries[module].as_deref()))
        .collect();
    spread_to_importers(graph, &mut has_side_effects, own, |importer| {
        graph.modules[importer].side_effects != SideEffectsFlag::None
    });
    let mut reaches_side_effects = IndexVec::from_vec(vec![false; graph.modules.len()]);
    let all = order.iter().copied().filter(|&module| has_side_effects[module]).collect();
    spread_to_importers(graph, &mut reaches_side_effects, all, |_| true);
    SideEffects { has_side_effects, reaches_side_effects }
}

fn has_own_side_effects(graph: &ModuleGraph, module: ModuleIdx, summary: Option<&ModuleSummary>) -> bool {
    let module = &graph.modules[module];
    match module.side_effects {
        SideEffectsFlag::None => return false,
        SideEffectsFlag::Declared => return true,
        SideEffectsFlag::Unknown => {}
    }
    match &module.kind {
        ModuleKind::Normal { module_type } => match module_type {
            ModuleType::JavascriptAuto | ModuleType::JavascriptEsm | ModuleType::JavascriptDynamic => {
                summary.is_none_or(has_effect_in_syntax)
            }
            ModuleType::Json => false,
            // A style sheet is there for its effect; an asset's file is written when it is imported.
            ModuleType::Css
            | ModuleType::CssModule
            | ModuleType::Asset
            | ModuleType::AssetResource
            | ModuleType::AssetInline
            | ModuleType::AssetSource => true,
        },
        ModuleKind::Ignored => false,
        // What runs is decided at run time, by another build or not at all: never assumed to be innocent.
        ModuleKind::Context(_)
        | ModuleKind::Missing { .. }
        | ModuleKind::External { .. }
        | ModuleKind::ConsumeShared(_)
        | ModuleKind::ProvideShared(_)
        | ModuleKind::ContainerEntry(_)
        | ModuleKind::Remote(_) => true,
    }
}

fn has_effect_in_syntax(summary: &ModuleSummary) -> bool {
    match summary.exports_kind {
        ExportsKind::Esm => {
            summary.has_top_level_await
                || summary.statements.iter().any(|statement| statement.has_side_effects)
        }
        ExportsKind::CommonJs | ExportsKind::CommonJsFlaggedEsm => true,
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

//! What the sweep over live exports has found, in the form of `LinkOutput`'s tables.

use std::sync::Arc;

use fedpack_graph::{
    LocalDependencyIdx, ModuleIdx,
    link_output::{Binding, ProvidedTable, ReExports, StaticImport, UsedExports},
    module_graph::ModuleGraph,
    summary::{ExportsKind, ModuleSummary},
};
use fixedbitset::FixedBitSet;
use oxc_index::IndexVec;
use rustc_hash::FxHashSet;

/// Whether all exports of a module are known by name.
pub fn lists_exports(summary: Option<&ModuleSummary>) -> bool {
    summary.is_some_and(|summary| match summary.exports_kind {
        ExportsKind::Esm | ExportsKind::DefaultObject => true,
        ExportsKind::CommonJs | ExportsKind::CommonJsFlaggedEsm | ExportsKind::CommonJsUnflagged => false,
    })
}

pub fn used_names(
    provided: &ProvidedTable,
    module: ModuleIdx,
    used_rows: &FixedBitSet,
    others: FxHashSet<&str>,
) -> UsedExports {
    let own = provided.own(module).filter(|(row, _)| used_rows.contains(row.index()));
    let mut names: Vec<String> = own.map(|(_, export)| export.name.to_string()).collect();
    if !others.is_empty() {
        names.extend(others.into_iter().map(str::to_owned));
        names.sort_unstable();
    }
    UsedExports::Names(names)
}

/// By declaration; in one declaration its own target first, then the others as they would have been evaluated.
pub fn in_order(
    graph: &ModuleGraph,
    mut imports: Vec<StaticImport>,
    position: &IndexVec<ModuleIdx, u32>,
) -> Vec<StaticImport> {
    const FEW: usize = 16;
    imports.sort_unstable_by_key(|import| {
        let is_direct = graph.target(import.dependency) == Some(import.module);
        (import.dependency, !is_direct, position[import.module])
    });
    imports.dedup();
    let mut kept: Vec<StaticImport> = Vec::with_capacity(imports.len());
    if imports.len() <= FEW {
        for import in imports {
            if kept.iter().all(|earlier| earlier.module != import.module) {
                kept.push(import);
            }
        }
    } else {
        let mut seen = FxHashSet::default();
        kept.extend(imports.into_iter().filter(|import| seen.insert(import.module)));
    }
    kept
}

pub fn reexports(
    mut names: Vec<(&Arc<str>, Binding)>,
    mut dynamic_stars: Vec<LocalDependencyIdx>,
) -> ReExports {
    names.sort_by(|a, b| a.0.cmp(b.0));
    names.dedup_by(|later, first| later.0 == first.0);
    dynamic_stars.sort_unstable();
    dynamic_stars.dedup();
    let names = names.into_iter().map(|(name, binding)| (Arc::clone(name), binding)).collect();
    ReExports { names, dynamic_stars }
}

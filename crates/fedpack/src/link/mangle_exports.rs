//! Short names for the properties of exports objects.
//!
//! ```js
//! __webpack_require__.d(exports, { formatCurrency: () => f });    // → { e: () => f }
//! (0, money.formatCurrency)(3)                                    // → (0, money.e)(3)
//! ```
//!
//! Only where every reader is an import declaration of this build, whose code is rewritten: never across `require()`
//! and `import()`, whose results are read by names in the source, and never where the object itself is handed on, as
//! that of an exposed, provided or shared module is.

use std::sync::Arc;

use fedpack_graph::{
    ConnectionIdx, ModuleIdx,
    link_output::{ReExports, ShareTable, UsedExports, UsedModule},
    module_graph::{DependencyKind, ModuleGraph, ModuleKind, ModuleType, Reach},
    summary::{ExportsKind, SummaryTable},
};
use fixedbitset::FixedBitSet;
use oxc::mangler::base54;
use oxc_index::IndexVec;
use rayon::prelude::*;
use rustc_hash::FxHashSet;
use xxhash_rust::xxh3::xxh3_64_with_seed;

use crate::config::MangleExports;

/// For each module the new names of its `UsedExports::Names`, in their order; empty where names stay.
#[expect(clippy::too_many_arguments, reason = "the tables of the passes before it")]
pub fn mangle_exports(
    graph: &ModuleGraph,
    summaries: &SummaryTable,
    strategy: MangleExports,
    used: &IndexVec<ModuleIdx, UsedModule>,
    connection_active: &IndexVec<ConnectionIdx, bool>,
    reexports: &IndexVec<ModuleIdx, ReExports>,
    members_read: &FixedBitSet,
    shares: &ShareTable,
) -> IndexVec<ModuleIdx, Vec<Arc<str>>> {
    if strategy == MangleExports::Off {
        return IndexVec::from_vec(vec![Vec::new(); graph.modules.len()]);
    }
    let mut is_read_by_name = read_by_name(graph, connection_active, reexports);
    is_read_by_name.union_with(members_read);
    is_read_by_name.extend(shares.supplemented(graph).map(|module| module.index()));
    let rows: Vec<Vec<Arc<str>>> = (0..graph.modules.len())
        .into_par_iter()
        .map(ModuleIdx::from_usize)
        .map(|module| {
            let is_esm = is_script(&graph.modules[module].kind)
                && summaries[module].as_ref().is_some_and(|summary| summary.exports_kind == ExportsKind::Esm);
            match &used[module].exports {
                UsedExports::Names(names)
                    if is_esm
                        && !is_read_by_name.contains(module.index())
                        // Asked for by importers, but never declared.
                        && names.iter().all(|name| name != "__esModule") =>
                {
                    short_names(names, strategy)
                }
                _ => Vec::new(),
            }
        })
        .collect();
    IndexVec::from_vec(rows)
}

/// A WebAssembly module has the names that its bytes say.
fn is_script(kind: &ModuleKind) -> bool {
    !matches!(kind, ModuleKind::Normal { module_type: ModuleType::WebAssembly })
}

/// Modules whose exports objects are read in code that is not rewritten, or copied from at run time.
fn read_by_name(
    graph: &ModuleGraph,
    connection_active: &IndexVec<ConnectionIdx, bool>,
    reexports: &IndexVec<ModuleIdx, ReExports>,
) -> FixedBitSet {
    let mut found = FixedBitSet::with_capacity(graph.modules.len());
    for (dependency, row) in graph.dependencies.iter_enumerated() {
        let Some(connection) = row.connection else { continue };
        let is_read = match row.kind {
            DependencyKind::EsmImport | DependencyKind::Entry | DependencyKind::Worker { .. } => false,
            // A weak request may find the module where another one has brought it.
            _ => connection_active[connection] || graph.reach(dependency) == Reach::Never,
        };
        if is_read {
            found.insert(graph.connections[connection].module.index());
        }
    }
    for (module, row) in reexports.iter_enumerated() {
        for &star in &row.dynamic_stars {
            found.insert(module.index());
            if let Some(target) = graph.target(graph.dependency_of(module, star)) {
                found.insert(target.index());
            }
        }
    }
    found
}

fn short_names(names: &[String], strategy: MangleExports) -> Vec<Arc<str>> {
    match strategy {
        MangleExports::Off => Vec::new(),
        MangleExports::Size => {
            (0..).zip(names).map(|(number, _)| Arc::from(base54(number).as_str())).collect()
        }
        MangleExports::Deterministic => deterministic_names(names),
    }
}

/// From hashes of the names, so that a new export seldom changes the name of another, and with it the importers'
/// chunks. The range is small, so that modules have names in common, which compresses better.
fn deterministic_names(names: &[String]) -> Vec<Arc<str>> {
    const ROOM: usize = 2;
    let range = (names.len() * ROOM).next_power_of_two() as u64;
    let mut taken = FxHashSet::default();
    let named = names.iter().map(|name| {
        for seed in 0.. {
            let hash = xxh3_64_with_seed(name.as_bytes(), seed);
            let number = hash % range;
            if taken.insert(number) {
                let number = u32::try_from(number).expect("fewer exports than fit in an ExportIdx");
                return Arc::from(base54(number).as_str());
            }
        }
        unreachable!("seeds do not run out before a free name is found")
    });
    named.collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names(count: usize) -> Vec<String> {
        (0..count).map(|number| format!("name{number}")).collect()
    }

    #[test]
    fn names_of_one_module_differ() {
        for strategy in [MangleExports::Size, MangleExports::Deterministic] {
            let short = short_names(&names(400), strategy);
            let different: FxHashSet<&Arc<str>> = short.iter().collect();
            assert_eq!(different.len(), 400, "{strategy:?}");
            assert!(short.iter().all(|name| name.len() <= 2), "{strategy:?}");
        }
    }

    #[test]
    fn a_new_export_leaves_the_names_of_others() {
        let before = short_names(&names(5), MangleExports::Deterministic);
        let mut more = names(5);
        more.push("zebra".to_owned());
        let after = short_names(&more, MangleExports::Deterministic);
        assert_eq!(before[..], after[..5]);
        assert!(before.iter().all(|name| name.len() == 1));
    }
}

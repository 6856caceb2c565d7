//! Which imports are values that are written where they are read (`optimization.inlineExports`).
//!
//! Re-exports are followed whatever runs on the way: a module with effects is evaluated by its import declaration, not by
//! the name. What comes from another build, by sharing or from a remote, is never a known value.

use std::sync::Arc;

use fedpack_graph::{
    ModuleIdx,
    link_output::{ConstantImport, ConstantTable, ProvidedTable},
    module_graph::{ModuleGraph, ModuleKind, ModuleType},
    summary::{
        Constant, ExportTarget, ImportUsage, ImportedName, ModuleSummary, SummaryTable, TopLevelSymbol,
    },
};
use oxc_index::IndexVec;
use rayon::prelude::*;

pub fn constants(
    graph: &ModuleGraph,
    summaries: &SummaryTable,
    order: &[ModuleIdx],
    provided: &ProvidedTable,
) -> ConstantTable {
    let found: Vec<_> = order
        .par_iter()
        .filter(|&&module| reads_names(&graph.modules[module].kind))
        .filter_map(|&module| {
            let rows = rows(graph, summaries, provided, module, summaries[module].as_deref()?);
            (!rows.is_empty()).then_some((module, rows))
        })
        .collect();
    let mut table = ConstantTable {
        rows: IndexVec::from_vec(vec![Vec::new(); graph.modules.len()]),
        ..ConstantTable::default()
    };
    for (module, rows) in found {
        table.rows[module] = rows;
    }
    table
}

/// WebAssembly and style sheets ask for objects, in which a name has to be there.
fn reads_names(kind: &ModuleKind) -> bool {
    matches!(
        kind,
        ModuleKind::Normal {
            module_type: ModuleType::JavascriptAuto
                | ModuleType::JavascriptEsm
                | ModuleType::JavascriptDynamic
        }
    )
}

fn rows(
    graph: &ModuleGraph,
    summaries: &SummaryTable,
    provided: &ProvidedTable,
    module: ModuleIdx,
    summary: &ModuleSummary,
) -> Vec<ConstantImport> {
    let mut rows = Vec::new();
    for (index, import) in summary.imports.iter_enumerated() {
        let Some(target) = graph.target(graph.dependency_of(module, import.dependency)) else { continue };
        let row = |name: &str, member: Option<&str>| {
            let (source, value) = constant(summaries, provided, target, name)?;
            Some(ConstantImport { import: index, member: member.map(Box::from), value, source })
        };
        match (&import.imported, &import.usage) {
            (ImportedName::Name(name), _) => rows.extend(row(name, None)),
            (ImportedName::Namespace, ImportUsage::Members(members)) => {
                rows.extend(members.iter().filter_map(|member| row(member, Some(member))));
            }
            (ImportedName::Namespace, ImportUsage::Unused | ImportUsage::Whole) => {}
        }
    }
    rows.sort_unstable_by(|left, right| left.key().cmp(&right.key()));
    rows
}

fn constant(
    summaries: &SummaryTable,
    provided: &ProvidedTable,
    target: ModuleIdx,
    name: &str,
) -> Option<((ModuleIdx, Arc<str>), Constant)> {
    let (source, symbol) = declaration(summaries, provided, target, name)?;
    Some((source, symbol.constant.clone()?))
}

/// The module that declares the export `name` of `target`, its name there, and what it is.
pub fn declaration<'s>(
    summaries: &'s SummaryTable,
    provided: &ProvidedTable,
    target: ModuleIdx,
    name: &str,
) -> Option<((ModuleIdx, Arc<str>), &'s TopLevelSymbol)> {
    let found = provided.get(target, name)?;
    let name = found.name.as_ref()?;
    let row = provided.find_own(found.module, name)?;
    let summary = summaries[found.module].as_deref()?;
    let ExportTarget::Local(symbol) = &summary.exports.get(provided.exports[row].position? as usize)?.target
    else {
        return None;
    };
    Some(((found.module, Arc::clone(name)), &summary.symbols[*symbol]))
}

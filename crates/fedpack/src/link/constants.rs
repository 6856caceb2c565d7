//! Which imports are values that are written where they are read (`optimization.inlineExports`).
//!
//! Re-exports are followed whatever runs on the way: a module with effects is evaluated by its import declaration, not by
//! the name. What comes from another build, by sharing or from a remote, is never a known value.

use std::sync::Arc;

use fedpack_graph::{
    LocalSymbolIdx, ModuleIdx,
    link_output::{ClosedObjects, ConstantImport, ConstantTable, ProvidedTable},
    module_graph::{ModuleGraph, ModuleKind, ModuleType},
    summary::{Constant, ExportTarget, ImportUsage, ImportedName, ModuleSummary, ReadObject, SummaryTable},
};
use oxc_index::IndexVec;
use rayon::prelude::*;

pub fn constants(
    graph: &ModuleGraph,
    summaries: &SummaryTable,
    order: &[ModuleIdx],
    provided: &ProvidedTable,
    objects: &ClosedObjects,
) -> ConstantTable {
    let found: Vec<_> = order
        .par_iter()
        .filter(|&&module| reads_names(&graph.modules[module].kind))
        .filter_map(|&module| {
            let rows = rows(graph, summaries, provided, objects, module, summaries[module].as_deref()?);
            (!rows.is_empty()).then_some((module, rows))
        })
        .collect();
    let mut table = IndexVec::from_vec(vec![Vec::new(); graph.modules.len()]);
    for (module, rows) in found {
        table[module] = rows;
    }
    ConstantTable { rows: Arc::new(table), written: Vec::new() }
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
    objects: &ClosedObjects,
    module: ModuleIdx,
    summary: &ModuleSummary,
) -> Vec<ConstantImport> {
    let mut rows = Vec::new();
    for (index, import) in summary.imports.iter_enumerated() {
        let Some(target) = graph.target(graph.dependency_of(module, import.dependency)) else { continue };
        let row = |name: &str, member: Option<&str>| {
            let (source, value) = constant(summaries, provided, target, name)?;
            Some(ConstantImport { import: index, member: member.map(Box::from), value, source: Some(source) })
        };
        match (&import.imported, &import.usage) {
            (ImportedName::Name(name), usage) => {
                rows.extend(row(name, None));
                let ImportUsage::Members(members) = usage else { continue };
                let object = closed_object(summaries, provided, objects, target, name);
                let properties = members.iter().filter_map(|member| object?.property(member));
                rows.extend(properties.filter_map(|property| {
                    let value = property.constant.clone()?;
                    let member = Some(property.name.clone());
                    Some(ConstantImport { import: index, member, value, source: None })
                }));
            }
            (ImportedName::Namespace, ImportUsage::Members(members)) => {
                rows.extend(members.iter().filter_map(|member| row(member, Some(member))));
            }
            (ImportedName::Namespace, ImportUsage::Unused | ImportUsage::Whole) => {}
        }
    }
    rows.sort_unstable_by(|left, right| left.key().cmp(&right.key()));
    rows
}

/// The object that `name` of `target` is, if all that is done with it is known.
fn closed_object<'a>(
    summaries: &'a SummaryTable,
    provided: &ProvidedTable,
    objects: &ClosedObjects,
    target: ModuleIdx,
    name: &str,
) -> Option<&'a ReadObject> {
    let (module, symbol) = provided_symbol(summaries, provided, target, name)?;
    objects.rows.get(&(module, symbol))?;
    summaries[module].as_deref()?.symbols[symbol].facts.as_deref()?.object.as_ref()
}

fn constant(
    summaries: &SummaryTable,
    provided: &ProvidedTable,
    target: ModuleIdx,
    name: &str,
) -> Option<((ModuleIdx, Arc<str>), Constant)> {
    let (module, symbol) = provided_symbol(summaries, provided, target, name)?;
    let value = summaries[module].as_deref()?.symbols[symbol].constant.clone()?;
    let name = provided.get(target, name)?.name.as_ref()?;
    Some(((module, Arc::clone(name)), value))
}

/// The top-level symbol behind `name` of `target`, through all re-exports.
pub fn provided_symbol(
    summaries: &SummaryTable,
    provided: &ProvidedTable,
    target: ModuleIdx,
    name: &str,
) -> Option<(ModuleIdx, LocalSymbolIdx)> {
    let found = provided.get(target, name)?;
    let row = provided.find_own(found.module, found.name.as_deref()?)?;
    let position = provided.exports[row].position? as usize;
    match summaries[found.module].as_deref()?.exports.get(position)?.target {
        ExportTarget::Local(symbol) => Some((found.module, symbol)),
        ExportTarget::ReExport { .. } => None,
    }
}

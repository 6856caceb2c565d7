//! Statements whose only effects are calls of imported functions that are marked as free of effects.
//!
//! ```js
//! import {create} from "./create";   // /* #__NO_SIDE_EFFECTS__ */ export function create() { … }
//! const unused = create();           // has no effect, although a call of an unknown function has
//! ```

use fedpack_graph::{
    ModuleIdx, StatementIdx,
    link_output::ProvidedTable,
    module_graph::ModuleGraph,
    summary::{ImportReference, ImportedName, ModuleSummary, Statement, SummaryTable},
};
use rustc_hash::FxHashSet;

use super::constants::provided_symbol;

#[derive(Debug, Default)]
pub struct PureCalls {
    statements: FxHashSet<(ModuleIdx, StatementIdx)>,
}

impl PureCalls {
    /// Whether `statement`, that of `module` with that number, must be kept even if nothing refers to what it declares.
    pub fn has_side_effects(&self, module: ModuleIdx, index: StatementIdx, statement: &Statement) -> bool {
        statement.has_side_effects && !self.statements.contains(&(module, index))
    }
}

pub fn pure_calls(
    graph: &ModuleGraph,
    summaries: &SummaryTable,
    order: &[ModuleIdx],
    provided: &ProvidedTable,
) -> PureCalls {
    let mut statements = FxHashSet::default();
    for &module in order {
        let Some(summary) = summaries[module].as_deref() else { continue };
        let is_pure = |call: &ImportReference| is_pure(graph, summaries, provided, module, summary, call);
        for (index, statement) in summary.statements.iter_enumerated() {
            if !statement.calls.is_empty() && statement.calls.iter().all(is_pure) {
                statements.insert((module, index));
            }
        }
    }
    PureCalls { statements }
}

fn is_pure(
    graph: &ModuleGraph,
    summaries: &SummaryTable,
    provided: &ProvidedTable,
    module: ModuleIdx,
    summary: &ModuleSummary,
    call: &ImportReference,
) -> bool {
    let import = &summary.imports[call.import];
    let Some(target) = graph.target(graph.dependency_of(module, import.dependency)) else { return false };
    let declared = match (&import.imported, &call.member) {
        (ImportedName::Name(name), None) | (ImportedName::Namespace, Some(name)) => {
            provided_symbol(summaries, provided, target, name)
        }
        // A namespace that is re-exported by a name; a member of anything else may be any function.
        (ImportedName::Name(name), Some(member)) => provided
            .get(target, name)
            .filter(|found| found.name.is_none())
            .and_then(|found| provided_symbol(summaries, provided, found.module, member)),
        (ImportedName::Namespace, None) => None,
    };
    declared.is_some_and(|(module, symbol)| {
        summaries[module].as_deref().is_some_and(|summary| summary.symbols[symbol].is_pure_function)
    })
}

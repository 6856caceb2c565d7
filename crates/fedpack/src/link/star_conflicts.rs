//! How it is told that two stars of a module bring one name.

use fedpack_graph::{
    link_output::ProvidedTable,
    module_graph::ModuleGraph,
    summary::{Presence, SummaryTable},
};

use super::StarConflict;
use crate::diagnostics::{Diagnostics, Severity, link as report};

/// As `reexportExportsPresence` of the module says.
pub fn star_conflicts(
    graph: &ModuleGraph,
    summaries: &SummaryTable,
    provided: &ProvidedTable,
    conflicts: &[StarConflict],
) -> Diagnostics {
    let told = conflicts.iter().filter_map(|conflict| {
        let severity = severity(summaries, provided, conflict)?;
        Some(report::conflicting_star(severity, graph, summaries, provided, conflict))
    });
    told.collect()
}

/// `None`: it is not told.
fn severity(summaries: &SummaryTable, provided: &ProvidedTable, conflict: &StarConflict) -> Option<Severity> {
    let summary = summaries[conflict.module].as_deref()?;
    match summary.exports_presence.reexports {
        Presence::Silent => None,
        Presence::Error => Some(Severity::Error),
        Presence::Warn => Some(Severity::Warning),
        // Around a cycle the members see a name differently, and who reads it where it is ambiguous is told so.
        Presence::Auto if summary.strict_interop && !provided.modules[conflict.module].is_in_star_cycle => {
            Some(Severity::Error)
        }
        Presence::Auto => Some(Severity::Warning),
    }
}

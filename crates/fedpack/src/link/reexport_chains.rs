//! Where re-exports lead: `export {a} from "./b"` to `./b`, and on from there to the module that declares the name.

use std::sync::Arc;

use fedpack_graph::{
    ExportIdx, LocalDependencyIdx, ModuleIdx,
    link_output::{DeclaredExport, ProvidedTable, ResolvedExport, UnresolvedExport},
    module_graph::ModuleGraph,
    summary::{ExportTarget, ImportedName, SummaryTable},
};
use oxc_index::IndexVec;

pub type Resolution = Result<ResolvedExport, UnresolvedExport>;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Progress {
    Untouched,
    Open,
    Done,
}

/// Follows chains on demand. Each row is followed once, unless its end is not known yet.
pub struct ReexportChains<'a> {
    graph: &'a ModuleGraph,
    summaries: &'a SummaryTable,
    progress: IndexVec<ExportIdx, Progress>,
}

enum Next {
    Row(ExportIdx),
    End(Resolution),
    NotKnownYet,
}

impl<'a> ReexportChains<'a> {
    pub fn new(graph: &'a ModuleGraph, summaries: &'a SummaryTable, table: &ProvidedTable) -> Self {
        let progress = IndexVec::from_vec(vec![Progress::Untouched; table.exports.len()]);
        Self { graph, summaries, progress }
    }

    pub fn resolve_all(mut self, table: &mut ProvidedTable) {
        for row in table.exports.indices() {
            self.resolve(table, row, |_| true);
        }
    }

    /// The end of a row's chain, also noted in the table. `None`: it passes a module whose inherited names are
    /// not known yet.
    pub fn resolve(
        &mut self,
        table: &mut ProvidedTable,
        start: ExportIdx,
        knows_inherited: impl Fn(ModuleIdx) -> bool,
    ) -> Option<Resolution> {
        let mut chain = Vec::new();
        let mut current = start;
        let end = loop {
            match self.progress[current] {
                Progress::Done => break Some(table.exports[current].resolved.clone()),
                Progress::Open => break Some(Err(UnresolvedExport::Cycle)),
                Progress::Untouched => {}
            }
            self.progress[current] = Progress::Open;
            chain.push(current);
            match self.next(table, current, &knows_inherited) {
                Next::Row(next) => current = next,
                Next::End(end) => break Some(end),
                Next::NotKnownYet => break None,
            }
        };
        for row in chain {
            match &end {
                Some(end) => {
                    self.progress[row] = Progress::Done;
                    table.exports[row].resolved = end.clone();
                }
                None => self.progress[row] = Progress::Untouched,
            }
        }
        end
    }

    fn next(
        &self,
        table: &ProvidedTable,
        row: ExportIdx,
        knows_inherited: &impl Fn(ModuleIdx) -> bool,
    ) -> Next {
        let export = &table.exports[row];
        let Some((dependency, imported)) = reexport_source(self.summaries, export) else {
            return Next::End(export.resolved.clone());
        };
        let Some(target) = self.graph.target(self.graph.dependency_of(export.module, dependency)) else {
            return Next::End(Err(UnresolvedExport::Missing));
        };
        let ImportedName::Name(name) = imported else {
            return Next::End(Ok(ResolvedExport { module: target, name: None }));
        };
        if let Some(own) = table.find_own(target, name) {
            return Next::Row(own);
        }
        if !knows_inherited(target) {
            return Next::NotKnownYet;
        }
        match table.find(target, name) {
            Some(next) => Next::Row(next),
            None if table.modules[target].unknown => {
                Next::End(Ok(ResolvedExport { module: target, name: Some(Arc::from(name.as_str())) }))
            }
            None => Next::End(Err(UnresolvedExport::Missing)),
        }
    }
}

/// Where a re-export takes its value from; `None` for an export of the module's own.
pub fn reexport_source<'a>(
    summaries: &'a SummaryTable,
    export: &DeclaredExport,
) -> Option<(LocalDependencyIdx, &'a ImportedName)> {
    let summary = summaries[export.module].as_deref()?;
    match &summary.exports[export.position? as usize].target {
        ExportTarget::Local(_) => None,
        ExportTarget::ReExport { dependency, imported } => Some((*dependency, imported)),
    }
}

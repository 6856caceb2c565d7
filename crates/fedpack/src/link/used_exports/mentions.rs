//! What texts of chunks mention that a runtime shares with others.

use fedpack_graph::summary::SummaryTable;

use super::Sweep;
use crate::link::{members::Members, runtime_usage::Mentions};

impl<'a> Sweep<'a> {
    pub(super) fn take_mentioned(&mut self, mentions: &Mentions) {
        let summaries: &'a SummaryTable = self.summaries;
        for &(module, statement) in &mentions.statements {
            let Some(summary) = summaries[module].as_deref() else { continue };
            for reference in &summary.statements[statement].imports {
                let members = Members::of_reference(summary, reference);
                self.live_import(module, summary, reference.import, members);
            }
        }
        for &(module, row) in &mentions.imports {
            self.import(module, row.dependency, row.module);
        }
        for &dependency in &mentions.dependencies {
            self.activate(dependency);
        }
    }
}

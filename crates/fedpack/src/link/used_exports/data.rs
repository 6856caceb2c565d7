//! What is live of data: keys at any depth.

use fedpack_graph::{
    ModuleIdx,
    module_graph::{ModuleKind, ModuleType},
    summary::{ExportsKind, ModuleSummary},
};

use super::{Live, Sweep};
use crate::link::members::Members;

impl<'a> Sweep<'a> {
    pub(super) fn is_data(&self, module: ModuleIdx) -> bool {
        let summary = self.summaries[module].as_ref();
        summary.is_some_and(|summary| summary.exports_kind == ExportsKind::DefaultObject)
    }

    /// `data.key`, of which only `members` are read if there are any.
    pub(super) fn live_data(&mut self, module: ModuleIdx, key: &'a str, members: Members<'a>) {
        self.include(module);
        if self.states[module].uses_all {
            return;
        }
        if !self.options.used_exports {
            return self.work.push(Live::Export(module, "default"));
        }
        match self.provided.find_own(module, key).filter(|_| key != "default") {
            Some(row) => self.used_rows.insert(row.index()),
            None if self.is_list(module) && is_of_list(key) => {
                self.states[module].other_names.insert(key);
            }
            // `data.hasOwnProperty`, `list.map`: a method may read all of it.
            None => return self.work.push(Live::Export(module, "default")),
        }
        let data = self.states[module].data.get_or_insert_default();
        data.read(std::iter::once(key).chain(members.iter()));
    }

    /// A JSON text without keys.
    fn is_list(&self, module: ModuleIdx) -> bool {
        let has_keys = |summary: &ModuleSummary| !summary.data_keys.is_empty();
        matches!(self.graph.modules[module].kind, ModuleKind::Normal { module_type: ModuleType::Json })
            && !self.summaries[module].as_deref().is_some_and(has_keys)
    }
}

/// A position in a list, or `length`.
fn is_of_list(name: &str) -> bool {
    name == "length" || !name.is_empty() && name.bytes().all(|byte| byte.is_ascii_digit())
}

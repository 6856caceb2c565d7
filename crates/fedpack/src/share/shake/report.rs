//! What became of copies, for people and for `share-usage.json`.

use super::{
    ShakenCopy,
    plan::{Plan, Work},
};
use crate::share::usage_file::{ShareRow, ShippedCopy, UsageFile};

/// Why a copy stays whole.
pub const NOT_LISTED: &str = "the union does not list this version of it";
pub const MAY_BE_READ: &str = "the union says that any of its exports may be read";

impl<'s> Work<'_, 's> {
    pub fn report(&self, plan: &Plan<'s>) -> ShakenCopy {
        let mut gone: Vec<(String, u64)> = self
            .side
            .modules
            .iter()
            .filter(|module| plan.gone.contains(&&module.id))
            .map(|module| (module.name.clone(), self.bytes(&module.id)))
            .collect();
        gone.sort_by(|left, right| right.1.cmp(&left.1).then_with(|| left.0.cmp(&right.0)));
        let exports = plan.copy.exports.len();
        let before: u64 = plan.stays.iter().chain(&plan.gone).map(|id| self.bytes(id)).sum();
        ShakenCopy {
            key: plan.copy.key.clone(),
            version: plan.copy.version.clone(),
            kept: plan.kept.as_ref().map_or(exports, Vec::len),
            exports,
            before,
            after: plan.stays.iter().map(|id| self.bytes_left(id)).sum(),
            whole_because: match () {
                () if !plan.is_listed => Some(NOT_LISTED),
                () if gone.is_empty() && plan.kept.is_none() && self.in_part(plan).is_empty() => {
                    Some("there is nothing that can go")
                }
                () => None,
            },
            declarations: self.in_part(plan).iter().map(|(_, rest)| rest.units.len()).sum(),
            gone,
        }
    }

    pub fn size(&self, plan: &Plan<'s>) -> CopySize {
        let report = self.report(plan);
        let gone = report.gone.iter().map(|(_, bytes)| bytes).sum();
        CopySize {
            key: plan.copy.key.clone(),
            scope: plan.copy.scope.clone(),
            version: plan.copy.version.clone(),
            bytes: report.after,
            supplement: if self.fleet.is_some() { 0 } else { gone },
            sealed: plan.kept.clone().filter(|_| self.fleet.is_some()),
        }
    }
}

/// What `share-usage.json` says of a copy.
#[derive(Debug)]
pub struct CopySize {
    key: String,
    scope: String,
    version: Option<String>,
    bytes: u64,
    supplement: u64,
    /// Exports that it has for good.
    sealed: Option<Vec<String>>,
}

impl CopySize {
    pub fn write(&self, report: &mut UsageFile, application: &str) {
        let is_of = |row: &&mut ShippedCopy| {
            row.key == self.key && row.scope == self.scope && row.version == self.version
        };
        let mut shipped = report.shipped.iter_mut().flat_map(|shipped| &mut shipped.copies);
        if let Some(row) = shipped.find(is_of) {
            row.bytes = self.bytes;
            // It was estimated from the text of whole modules; functions that were put together are shorter.
            row.used = row.used.min(row.bytes);
            row.supplement = self.supplement;
        }
        let is_about = |row: &&mut ShareRow| {
            row.key == self.key && row.scope == self.scope && row.versions == self.version.as_slice()
        };
        for row in report.used.shares.iter_mut().filter(is_about) {
            row.sealed.extend(self.sealed.clone().map(|kept| (application.to_owned(), kept)));
        }
    }
}

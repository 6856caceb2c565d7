//! `usage` of a share: what the applications of a fleet use of it together.

use std::path::Path;

use crate::share::{Problem, UsedShares, merge::accepts_version, usage_file};

/// A file of usage, for one share.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ShareUsage {
    /// As written in the configuration, for messages.
    pub file: String,
    pub used: UsedShares,
    /// `seal`: what is not used is left out for good.
    pub seal: bool,
    /// `annotate`: the copy is built whole, so that it can be shaken afterwards.
    pub annotate: bool,
}

impl ShareUsage {
    /// # Errors
    ///
    /// What is wrong with the file.
    pub fn read(path: &Path, file: &str, seal: bool) -> Result<Self, Problem> {
        let used = usage_file::read(path)?.used;
        Ok(Self { file: file.to_owned(), used, seal, annotate: false })
    }

    /// What applications that are built together use.
    pub fn of_workspace(used: UsedShares) -> Self {
        Self { file: "the workspace".to_owned(), used, seal: false, annotate: false }
    }

    /// Nothing is known yet.
    pub fn to_come() -> Self {
        Self { annotate: true, ..Self::of_workspace(UsedShares::none()) }
    }

    /// Exports that consumers of a copy of this version may ask for; `None`: any, because somebody may read any,
    /// or because the file does not know the share.
    pub fn needed(&self, key: &str, scope: &str, version: Option<&str>) -> Option<Vec<String>> {
        let mut names = Vec::new();
        let mut is_listed = false;
        for row in self.used.shares.iter().filter(|row| row.key == key && row.scope == scope) {
            if version.is_none_or(|version| accepts_version(row, version)) {
                is_listed = true;
                names.extend(row.needed()?.into_iter().map(str::to_owned));
            }
        }
        names.sort_unstable();
        names.dedup();
        is_listed.then_some(names)
    }
}

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
    /// `treeShaking`: the copy has what this build uses, and applications that are built together with it.
    pub tree_shaking: Option<TreeShaking>,
}

/// `treeShaking` of a share, as Module Federation 2 has it (contract §10.2).
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct TreeShaking {
    pub mode: Option<TreeShakingMode>,
    /// Exports that the copy has, whether this build uses them or not.
    pub used_exports: Vec<String>,
    /// `injectTreeShakingUsedExports`: consumers say what they use.
    pub states_needs: bool,
    /// Name of the file, if the package is built apart.
    pub filename: Option<String>,
}

/// Who decides whether a consumer gets a copy's part or all of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TreeShakingMode {
    /// The runtime, from what a consumer uses.
    RuntimeInfer,
    /// A server that knows all applications, through a snapshot.
    ServerCalc,
}

impl ShareUsage {
    /// # Errors
    ///
    /// What is wrong with the file.
    pub fn read(path: &Path, file: &str, seal: bool) -> Result<Self, Problem> {
        let used = usage_file::read(path)?.used;
        Ok(Self { file: file.to_owned(), used, seal, annotate: false, tree_shaking: None })
    }

    /// What applications that are built together use.
    pub fn of_workspace(used: UsedShares) -> Self {
        Self { file: "the workspace".to_owned(), used, seal: false, annotate: false, tree_shaking: None }
    }

    /// `seal` without `usage`: what is built together with this application says what is used.
    pub fn sealed() -> Self {
        Self { seal: true, ..Self::of_workspace(UsedShares::none()) }
    }

    /// Nothing is known yet.
    pub fn to_come() -> Self {
        Self { annotate: true, ..Self::of_workspace(UsedShares::none()) }
    }

    /// What this build itself uses.
    pub fn of_own(tree_shaking: TreeShaking) -> Self {
        let file = "treeShaking".to_owned();
        Self { file, tree_shaking: Some(tree_shaking), ..Self::of_workspace(UsedShares::none()) }
    }

    /// Whether the file knows the share.
    pub fn lists(&self, key: &str, scope: &str, version: Option<&str>) -> bool {
        let mut rows = self.used.shares.iter().filter(|row| row.key == key && row.scope == scope);
        rows.any(|row| version.is_none_or(|version| accepts_version(row, version)))
    }

    /// Exports that consumers of a copy of this version may ask for; `None`: any, because somebody may read any,
    /// or because the file does not know the share.
    pub fn needed(&self, key: &str, scope: &str, version: Option<&str>) -> Option<Vec<String>> {
        let mut names = Vec::new();
        let mut is_listed = false;
        for row in self.used.shares.iter().filter(|row| row.key == key && row.scope == scope) {
            if version.is_none_or(|version| accepts_version(row, version)) {
                is_listed = true;
                match row.needed() {
                    Some(needed) => names.extend(needed.into_iter().map(str::to_owned)),
                    // Who may read any gets the whole, beside the part.
                    None if self.tree_shaking.is_some() => {}
                    None => return None,
                }
            }
        }
        let configured = self.tree_shaking.iter().flat_map(|tree_shaking| &tree_shaking.used_exports);
        names.extend(configured.cloned());
        names.sort_unstable();
        names.dedup();
        (is_listed || self.tree_shaking.is_some()).then_some(names)
    }
}

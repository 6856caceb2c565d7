//! `fedpack share audit`: what applications that are built already could share better, and what it would save.
//!
//! All of it is computed from the usage files: who consumes which share, in which version, and how many bytes of which
//! package a build ships (`shipped`). Bytes are those of a page that has all of the applications, before compression.

use std::{
    cmp::Reverse,
    collections::{BTreeMap, BTreeSet},
};

use serde::Serialize;

use super::{
    merge::groups,
    usage_file::{ShareRow, ShippedCopy, UsageFile},
};
use crate::federation::version::{Version, satisfies};

/// Less is not worth a change.
const LEAST_BYTES: u64 = 1_000;

/// One thing to change. `saves` is what a page with all applications would load less.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(tag = "kind", rename_all = "kebab-case", rename_all_fields = "camelCase")]
pub enum Finding {
    /// Some application shares the package, and others have it in their own files besides.
    Duplicate { package: String, copies: Vec<Carried>, shared_by: Vec<String>, saves: u64 },
    /// Several applications have the package in their own files, and none shares it.
    WorthSharing { package: String, copies: Vec<Carried>, saves: u64 },
    /// One application has several versions of a package in its own files.
    SeveralVersions { package: String, application: String, versions: Vec<String>, saves: u64 },
    /// Versions of a share that no range brings together: each is loaded.
    MismatchedVersions { key: String, scope: String, groups: Vec<VersionGroup>, saves: u64 },
    /// There is one version of a singleton, and it is not what an application asks for.
    UnsatisfiedSingleton { key: String, scope: String, version: String, application: String, range: String },
    /// Nobody else consumes what the application shares: without sharing, what it does not use would be left out.
    SharedForNothing { key: String, scope: String, application: String, bytes: u64, used: u64, saves: u64 },
    /// More is loaded than the applications use together: `usage` would leave it out.
    UnusedExports { key: String, scope: String, bytes: u64, used_at_most: u64, saves: u64 },
}

impl Finding {
    pub fn saves(&self) -> u64 {
        match self {
            Self::Duplicate { saves, .. }
            | Self::WorthSharing { saves, .. }
            | Self::SeveralVersions { saves, .. }
            | Self::MismatchedVersions { saves, .. }
            | Self::SharedForNothing { saves, .. }
            | Self::UnusedExports { saves, .. } => *saves,
            Self::UnsatisfiedSingleton { .. } => 0,
        }
    }

    /// Mistakes first, then by what is to be gained.
    fn order(&self) -> (bool, Reverse<u64>, &str) {
        let name = match self {
            Self::Duplicate { package, .. }
            | Self::WorthSharing { package, .. }
            | Self::SeveralVersions { package, .. } => package,
            Self::MismatchedVersions { key, .. }
            | Self::UnsatisfiedSingleton { key, .. }
            | Self::SharedForNothing { key, .. }
            | Self::UnusedExports { key, .. } => key,
        };
        (!matches!(self, Self::UnsatisfiedSingleton { .. }), Reverse(self.saves()), name)
    }
}

/// A package in the files of an application.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct Carried {
    pub application: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub version: Option<String>,
    pub bytes: u64,
    /// Share whose local copy brings it. Absent: the application's own code.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub within: Option<String>,
}

/// Versions of a share of which one serves all.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct VersionGroup {
    pub versions: Vec<String>,
    pub ranges: Vec<String>,
    pub applications: Vec<String>,
    /// Of the copy that is loaded.
    pub bytes: u64,
}

/// Findings about applications that meet on a page. Files without `shipped` (unions) say nothing here.
pub fn audit(files: &[UsageFile]) -> Vec<Finding> {
    let fleet: Vec<Application<'_>> = files.iter().filter_map(Application::of).collect();
    let mut found = packages(&fleet);
    let duplicates: BTreeSet<String> = found
        .iter()
        .filter_map(|finding| match finding {
            Finding::Duplicate { package, .. } => Some(package.clone()),
            _ => None,
        })
        .collect();
    found.extend(shares(&fleet, &duplicates));
    let is_worth_it = |finding: &Finding| {
        finding.saves() >= LEAST_BYTES || matches!(finding, Finding::UnsatisfiedSingleton { .. })
    };
    found.retain(is_worth_it);
    found.sort_by(|left, right| left.order().cmp(&right.order()));
    found
}

struct Application<'a> {
    name: &'a str,
    file: &'a UsageFile,
    shipped: &'a super::usage_file::Shipped,
}

impl<'a> Application<'a> {
    fn of(file: &'a UsageFile) -> Option<Self> {
        Some(Self { name: file.used.applications.first()?, file, shipped: file.shipped.as_ref()? })
    }

    fn copy_of(&self, row: &ShareRow) -> Option<&'a ShippedCopy> {
        self.shipped.copy_of(row)
    }
}

/// One may stand in for the other, as the ranges that npm writes have it.
fn are_compatible(left: Option<&str>, right: Option<&str>) -> bool {
    let (Some(left), Some(right)) = (left, right) else { return left == right };
    left == right || satisfies(left, &format!("^{right}")) || satisfies(right, &format!("^{left}"))
}

/// Packages that are there without being shared.
fn packages(fleet: &[Application<'_>]) -> Vec<Finding> {
    let mut carried: BTreeMap<&str, Vec<Carried>> = BTreeMap::new();
    // Name → applications that share it, with the version of their copy.
    let mut shared: BTreeMap<&str, Vec<(&str, Option<&str>)>> = BTreeMap::new();
    for application in fleet {
        for row in &application.file.used.shares {
            if let Some(package) = &row.package {
                let version = row.versions.first().map(String::as_str);
                shared.entry(package).or_default().push((application.name, version));
            }
        }
        let keys_of = |package: &str| -> BTreeSet<&str> {
            let rows = application.file.used.shares.iter();
            rows.filter(|row| row.package.as_deref() == Some(package)).map(|row| row.key.as_str()).collect()
        };
        for package in &application.shipped.packages {
            let row = |bytes: u64, within: Option<&String>| Carried {
                application: application.name.to_owned(),
                version: package.version.clone(),
                bytes,
                within: within.cloned(),
            };
            let keys = keys_of(&package.name);
            let rows = carried.entry(&package.name).or_default();
            rows.extend((package.own > 0).then(|| row(package.own, None)));
            let others = package.copies.iter().filter(|(key, _)| !keys.contains(key.as_str()));
            rows.extend(others.map(|(key, &bytes)| row(bytes, Some(key))));
        }
    }
    let mut found = Vec::new();
    for (package, rows) in carried {
        found.extend(several_versions(package, &rows));
        for group in compatible(rows) {
            let sharing: BTreeSet<String> = shared
                .get(package)
                .into_iter()
                .flatten()
                .filter(|(_, version)| are_compatible(group[0].version.as_deref(), *version))
                .map(|(application, _)| (*application).to_owned())
                .collect();
            let loads = loads(&group);
            let all: u64 = loads.iter().sum();
            let package = package.to_owned();
            if !sharing.is_empty() {
                let shared_by = sharing.into_iter().collect();
                found.push(Finding::Duplicate { package, copies: group, shared_by, saves: all });
            } else if loads.len() > 1 {
                let saves = all - loads.iter().max().copied().unwrap_or_default();
                found.push(Finding::WorthSharing { package, copies: group, saves });
            }
        }
    }
    found
}

/// What is loaded on a page: each application's own, and once what copies bring along. Copies of one build have their modules
/// in common, and mostly come from one build.
fn loads(group: &[Carried]) -> Vec<u64> {
    let mut own: BTreeMap<&str, u64> = BTreeMap::new();
    let mut along: BTreeMap<&str, u64> = BTreeMap::new();
    for row in group {
        let loads = if row.within.is_none() { &mut own } else { &mut along };
        *loads.entry(&row.application).or_default() += row.bytes;
    }
    own.into_values().chain(along.into_values().max()).collect()
}

fn compatible(rows: Vec<Carried>) -> Vec<Vec<Carried>> {
    let mut groups: Vec<Vec<Carried>> = Vec::new();
    for row in rows {
        let fits = |other: &Carried| are_compatible(other.version.as_deref(), row.version.as_deref());
        match groups.iter_mut().find(|group| group.iter().all(fits)) {
            Some(group) => group.push(row),
            None => groups.push(vec![row]),
        }
    }
    groups
}

fn several_versions(package: &str, rows: &[Carried]) -> Vec<Finding> {
    let mut by_application: BTreeMap<&str, Vec<&Carried>> = BTreeMap::new();
    for row in rows.iter().filter(|row| row.within.is_none()) {
        by_application.entry(&row.application).or_default().push(row);
    }
    by_application.retain(|_, rows| rows.len() > 1);
    let finding = |(application, rows): (&str, Vec<&Carried>)| {
        let bytes = || rows.iter().map(|row| row.bytes);
        Finding::SeveralVersions {
            package: package.to_owned(),
            application: application.to_owned(),
            versions: rows.iter().filter_map(|row| row.version.clone()).collect(),
            saves: bytes().sum::<u64>() - bytes().max().unwrap_or_default(),
        }
    };
    by_application.into_iter().map(finding).collect()
}

/// A consumer's row, and whose it is.
type Consumer<'f, 'a> = (&'f Application<'a>, &'a ShareRow);

/// `duplicates`: packages that others should consume, too.
fn shares(fleet: &[Application<'_>], duplicates: &BTreeSet<String>) -> Vec<Finding> {
    let mut by_key: BTreeMap<(&str, &str), Vec<Consumer<'_, '_>>> = BTreeMap::new();
    for application in fleet {
        for row in &application.file.used.shares {
            by_key.entry((&row.key, &row.scope)).or_default().push((application, row));
        }
    }
    let mut found = Vec::new();
    for ((key, scope), consumers) in by_key {
        let share = Share { key, scope, consumers };
        found.extend(share.unsatisfied());
        let groups = share.groups();
        found.extend(share.mismatched(&groups));
        // What those use of it who have a copy of their own is not known.
        if share.has_package_in(duplicates) {
            continue;
        }
        match share.for_nothing(fleet.len()) {
            Some(finding) => found.push(finding),
            None => found.extend(groups.iter().filter_map(|group| share.unused(group))),
        }
    }
    found
}

struct Share<'f, 'a> {
    key: &'a str,
    scope: &'a str,
    consumers: Vec<Consumer<'f, 'a>>,
}

impl<'f, 'a> Share<'f, 'a> {
    fn names(&self) -> (String, String) {
        (self.key.to_owned(), self.scope.to_owned())
    }

    fn has_package_in(&self, names: &BTreeSet<String>) -> bool {
        self.consumers.iter().any(|(_, row)| row.package.as_ref().is_some_and(|name| names.contains(name)))
    }

    /// Consumers that may be given each other's copies.
    fn groups(&self) -> Vec<Vec<Consumer<'f, 'a>>> {
        groups(self.consumers.clone(), |consumer| consumer.1)
    }

    fn unsatisfied(&self) -> Vec<Finding> {
        let Some(version) = highest(&self.consumers) else { return Vec::new() };
        let mut found = Vec::new();
        for (application, row) in self.consumers.iter().filter(|(_, row)| row.singleton) {
            let fits = |range: &&String| *range == "*" || satisfies(version, range);
            for range in row.ranges.iter().filter(|range| !fits(range)) {
                let (key, scope) = self.names();
                found.push(Finding::UnsatisfiedSingleton {
                    key,
                    scope,
                    version: version.to_owned(),
                    application: application.name.to_owned(),
                    range: range.clone(),
                });
            }
        }
        found
    }

    fn mismatched(&self, groups: &[Vec<Consumer<'_, '_>>]) -> Option<Finding> {
        let described: Vec<VersionGroup> = groups.iter().filter_map(|group| version_group(group)).collect();
        let bytes = || described.iter().map(|group| group.bytes);
        let saves = bytes().sum::<u64>() - bytes().max().unwrap_or_default();
        let (key, scope) = self.names();
        (described.len() > 1).then_some(Finding::MismatchedVersions { key, scope, groups: described, saves })
    }

    fn for_nothing(&self, applications: usize) -> Option<Finding> {
        let consumers: BTreeSet<&str> =
            self.consumers.iter().map(|(application, _)| application.name).collect();
        if applications < 2 || consumers.len() != 1 {
            return None;
        }
        let (application, row) = self.consumers.first()?;
        let copy = application.copy_of(row)?;
        let (key, scope) = self.names();
        Some(Finding::SharedForNothing {
            key,
            scope,
            application: application.name.to_owned(),
            bytes: copy.bytes,
            used: copy.used,
            saves: copy.bytes.saturating_sub(copy.used),
        })
    }

    fn unused(&self, group: &[Consumer<'_, '_>]) -> Option<Finding> {
        let copy = loaded(group)?;
        if group.iter().any(|(_, row)| !row.unknown.is_empty()) {
            return None;
        }
        // What they use may be the same: together they use this much at most.
        let used = |(application, row): &Consumer<'_, '_>| {
            application.copy_of(row).map_or(copy.bytes, |copy| copy.used)
        };
        let used_at_most = group.iter().map(used).sum::<u64>().min(copy.bytes);
        let (key, scope) = self.names();
        let saves = copy.bytes - used_at_most;
        Some(Finding::UnusedExports { key, scope, bytes: copy.bytes, used_at_most, saves })
    }
}

fn highest<'a>(consumers: &[Consumer<'_, 'a>]) -> Option<&'a str> {
    let versions = consumers.iter().flat_map(|(_, row)| row.versions.iter().map(String::as_str));
    versions.max_by_key(|version| Version::parse(version))
}

/// The copy that a page loads: that of the highest version.
fn loaded<'a>(group: &[Consumer<'_, 'a>]) -> Option<&'a ShippedCopy> {
    let version = highest(group);
    let copies = group.iter().filter_map(|(application, row)| application.copy_of(row));
    let of_version = copies.filter(|copy| version.is_none() || copy.version.as_deref() == version);
    of_version.max_by_key(|copy| copy.bytes)
}

fn version_group(group: &[Consumer<'_, '_>]) -> Option<VersionGroup> {
    let lists = |list: fn(&ShareRow) -> &[String]| -> Vec<String> {
        let all: BTreeSet<&String> = group.iter().flat_map(|(_, row)| list(row)).collect();
        all.into_iter().cloned().collect()
    };
    let applications: BTreeSet<&str> = group.iter().map(|(application, _)| application.name).collect();
    Some(VersionGroup {
        versions: lists(|row| &row.versions),
        ranges: lists(|row| &row.ranges),
        applications: applications.into_iter().map(str::to_owned).collect(),
        bytes: loaded(group)?.bytes,
    })
}

#[cfg(test)]
#[path = "audit_tests.rs"]
mod tests;

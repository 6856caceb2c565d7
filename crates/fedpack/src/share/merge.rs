//! `fedpack share merge`: what several applications use together.
//!
//! True wins, and unknown counts as used. Versions that could stand in for each other at run time are one group; all
//! versions of a singleton are one, since whichever is chosen serves everybody. What a sealed copy lacks and an
//! application of its group needs is a conflict: merging would promise what that copy cannot keep.

use std::collections::{BTreeMap, BTreeSet};

use super::usage_file::{ExportUsage, Place, ShareRow, UsageFile, UsageKind, UsedShares, VERSION};
use crate::federation::version::satisfies;

/// A sealed copy without an export that is used.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Conflict {
    pub key: String,
    /// `None`: the user may read any.
    pub export: Option<String>,
    /// Application with the sealed copy.
    pub sealed_by: String,
    pub used_at: Place,
}

/// # Errors
///
/// Uses that sealed copies of the same group do not cover, in the order of keys and exports.
pub fn merge(files: Vec<UsageFile>) -> Result<UsageFile, Vec<Conflict>> {
    let mut applications = BTreeSet::new();
    let mut chunks = BTreeMap::new();
    let mut by_key: BTreeMap<(String, String), Vec<ShareRow>> = BTreeMap::new();
    for file in files {
        applications.extend(file.used.applications);
        for (key, facts) in file.chunks {
            chunks.entry(key).or_insert(facts);
        }
        for row in file.used.shares {
            by_key.entry((row.key.clone(), row.scope.clone())).or_default().push(row);
        }
    }
    let rows = by_key.into_values().flat_map(|rows| groups(rows, |row| row));
    let shares: Vec<ShareRow> = rows.map(unite).collect();
    let conflicts: Vec<Conflict> = shares.iter().flat_map(uncovered).collect();
    if !conflicts.is_empty() {
        return Err(conflicts);
    }
    let applications = applications.into_iter().collect();
    let used = UsedShares { version: VERSION, kind: UsageKind::Union, applications, shares };
    Ok(UsageFile { used, chunks, shipped: None })
}

/// Rows of one key, or what has one (`row_of`), split into groups that never meet at run time.
pub(super) fn groups<T>(items: Vec<T>, row_of: impl Fn(&T) -> &ShareRow) -> Vec<Vec<T>> {
    if items.iter().any(|item| row_of(item).singleton) {
        return vec![items];
    }
    let mut groups: Vec<Vec<T>> = Vec::new();
    for item in items {
        // A row may tie groups together that had nothing to do with each other before.
        let (mut together, apart): (Vec<_>, Vec<_>) = groups
            .into_iter()
            .partition(|group| group.iter().any(|other| may_meet(row_of(other), row_of(&item))));
        let mut joined: Vec<T> = together.drain(..).flatten().collect();
        joined.push(item);
        groups = apart;
        groups.push(joined);
    }
    groups.sort_by_cached_key(|group| -> BTreeSet<String> {
        group.iter().flat_map(|item| row_of(item).versions.iter().cloned()).collect()
    });
    groups
}

/// One may be given the other's copy.
fn may_meet(left: &ShareRow, right: &ShareRow) -> bool {
    accepts(left, right) || accepts(right, left)
        // Neither has a copy: whatever serves one may serve the other.
        || (left.versions.is_empty() && right.versions.is_empty())
}

fn accepts(consumer: &ShareRow, provider: &ShareRow) -> bool {
    provider.versions.iter().any(|version| accepts_version(consumer, version))
}

/// Whether a copy of this version may be given to one of the row's consumers.
pub fn accepts_version(consumer: &ShareRow, version: &str) -> bool {
    consumer.singleton
        || consumer.ranges.is_empty()
        || consumer.versions.iter().any(|own| own == version)
        || consumer.ranges.iter().any(|range| range == "*" || satisfies(version, range))
}

pub(crate) fn unite(rows: Vec<ShareRow>) -> ShareRow {
    let mut rows = rows.into_iter();
    let mut united = rows.next().expect("groups are not empty");
    for row in rows {
        united.package = united.package.or(row.package);
        united.versions.extend(row.versions);
        united.ranges.extend(row.ranges);
        united.singleton |= row.singleton;
        united.unknown.extend(row.unknown);
        for (application, names) in row.sealed {
            // Twice the same application: only what both of its copies have can be relied on.
            united
                .sealed
                .entry(application)
                .and_modify(|known| known.retain(|name| names.contains(name)))
                .or_insert(names);
        }
        for (name, usage) in row.exports {
            match united.exports.entry(name) {
                std::collections::btree_map::Entry::Vacant(entry) => {
                    entry.insert(usage);
                }
                std::collections::btree_map::Entry::Occupied(mut entry) => {
                    unite_export(entry.get_mut(), usage)
                }
            }
        }
    }
    for list in [&mut united.versions, &mut united.ranges] {
        list.sort();
        list.dedup();
    }
    united.unknown.sort();
    united.unknown.dedup();
    for usage in united.exports.values_mut() {
        usage.uses.sort();
        usage.uses.dedup();
    }
    united
}

pub(crate) fn unite_export(known: &mut ExportUsage, other: ExportUsage) {
    if known.state.is_needed() && other.state.is_needed() {
        // Who reads the export itself may read any member.
        if known.members.is_empty() || other.members.is_empty() {
            known.members.clear();
        } else {
            known.members.extend(other.members);
        }
    } else if other.state.is_needed() {
        known.members = other.members;
    }
    known.state = known.state.max(other.state);
    known.uses.extend(other.uses);
}

fn uncovered(row: &ShareRow) -> Vec<Conflict> {
    let mut conflicts = Vec::new();
    for (application, kept) in &row.sealed {
        let conflict = |export: Option<&String>, used_at: &Place| Conflict {
            key: row.key.clone(),
            export: export.cloned(),
            sealed_by: application.clone(),
            used_at: used_at.clone(),
        };
        // What the sealed copy's own application does is its own affair: it was built with that copy.
        let others = |place: &&Place| place.application != *application;
        let unknown = row.unknown.iter().map(|unknown| &unknown.place).filter(others);
        conflicts.extend(unknown.map(|place| conflict(None, place)));
        for (name, usage) in &row.exports {
            if usage.state.is_needed() && !kept.contains(name) {
                conflicts.extend(
                    usage.uses.iter().find(|place| others(place)).map(|place| conflict(Some(name), place)),
                );
            }
        }
    }
    conflicts
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::share::usage_file::{ExportState, read_text};

    /// `a: lib 1.2.0 ^1.0.0 map=used zip=not-imported`.
    fn application(text: &str) -> UsageFile {
        let (name, rest) = text.split_once(": ").unwrap();
        let mut words = rest.split(' ');
        let key = words.next().unwrap().to_owned();
        let version = words.next().unwrap();
        let range = words.next().unwrap().to_owned();
        let mut row = ShareRow {
            singleton: key.ends_with('!'),
            key: key.trim_end_matches('!').to_owned(),
            scope: "default".into(),
            package: None,
            versions: (version != "-").then(|| version.to_owned()).into_iter().collect(),
            ranges: vec![range],
            exports: BTreeMap::new(),
            unknown: Vec::new(),
            sealed: BTreeMap::new(),
        };
        for word in words {
            let (export, state) = word.split_once('=').unwrap();
            if state == "sealed" {
                row.sealed.entry(name.to_owned()).or_default().push(export.to_owned());
                continue;
            }
            let state = serde_json::from_value(state.into()).unwrap();
            let place = Place {
                application: name.to_owned(),
                file: format!("./{name}.js"),
                line: 3,
                column: 1,
                package: None,
                runtimes: Vec::new(),
            };
            let usage = ExportUsage { state, members: BTreeSet::new(), uses: vec![place] };
            row.exports.insert(export.to_owned(), usage);
        }
        let used = UsedShares {
            version: VERSION,
            kind: UsageKind::Application,
            applications: vec![name.to_owned()],
            shares: vec![row],
        };
        UsageFile { used, chunks: BTreeMap::new(), shipped: None }
    }

    fn merged(files: &[&str]) -> Vec<String> {
        let union = merge(files.iter().map(|file| application(file)).collect()).unwrap();
        // What is written can be read again.
        assert_eq!(read_text(&union.to_text()).unwrap(), union);
        union
            .used
            .shares
            .iter()
            .map(|row| {
                let needed = row.needed().map_or_else(|| "*".to_owned(), |names| names.join(" "));
                format!("{} {}: {needed}", row.key, row.versions.join("+"))
            })
            .collect()
    }

    #[test]
    fn true_wins_and_unknown_counts_as_used() {
        let files = [
            "a: lib 1.0.0 ^1.0.0 map=used zip=not-imported",
            "b: lib 1.0.0 ^1.0.0 map=imported-unused zip=unknown",
        ];
        assert_eq!(merged(&files), ["lib 1.0.0: map zip"]);
        let files = ["a: lib 1.0.0 ^1.0.0 map=imported-unused", "b: lib 1.0.0 ^1.0.0 map=not-imported"];
        assert_eq!(merged(&files), ["lib 1.0.0: "]);
    }

    #[test]
    fn versions_that_never_meet_are_kept_apart() {
        let files = ["a: lib 1.0.0 ^1.0.0 one=used", "b: lib 2.0.0 ^2.0.0 two=used"];
        assert_eq!(merged(&files), ["lib 1.0.0: one", "lib 2.0.0: two"]);
        // A consumer of both ties them together, whoever comes first.
        let files =
            ["a: lib 1.0.0 ^1.0.0 one=used", "b: lib 2.0.0 ^2.0.0 two=used", "c: lib - >=1 three=used"];
        assert_eq!(merged(&files), ["lib 1.0.0+2.0.0: one three two"]);
        let files =
            ["c: lib - >=1 three=used", "a: lib 1.0.0 ^1.0.0 one=used", "b: lib 2.0.0 ^2.0.0 two=used"];
        assert_eq!(merged(&files), ["lib 1.0.0+2.0.0: one three two"]);
    }

    #[test]
    fn versions_of_a_singleton_are_one_group() {
        let files = ["a: lib! 1.0.0 ^1.0.0 one=used", "b: lib 2.0.0 ^2.0.0 two=used"];
        assert_eq!(merged(&files), ["lib 1.0.0+2.0.0: one two"]);
    }

    #[test]
    fn the_order_of_files_does_not_matter() {
        let files =
            ["a: lib 1.0.0 ^1.0.0 one=used", "b: lib 1.1.0 ^1.1.0 two=unknown", "c: lib 2.0.0 ^2.0.0 x=used"];
        let forwards = merge(files.iter().map(|file| application(file)).collect()).unwrap();
        let backwards = merge(files.iter().rev().map(|file| application(file)).collect()).unwrap();
        assert_eq!(forwards, backwards);
        // Merging a union once more changes nothing.
        assert_eq!(merge(vec![forwards.clone(), application(files[0])]).unwrap(), forwards);
    }

    #[test]
    fn a_sealed_copy_must_cover_its_group() {
        let files = ["a: lib 1.0.0 ^1.0.0 map=used map=sealed", "b: lib 1.0.0 ^1.0.0 zip=used"];
        let conflicts = merge(files.iter().map(|file| application(file)).collect()).unwrap_err();
        assert_eq!(conflicts.len(), 1);
        assert_eq!((conflicts[0].sealed_by.as_str(), conflicts[0].export.as_deref()), ("a", Some("zip")));
        assert_eq!((conflicts[0].used_at.file.as_str(), conflicts[0].used_at.line), ("./b.js", 3));
        // Another version, which is never given to `b`.
        assert_eq!(
            merged(&["a: lib 2.0.0 ^2.0.0 map=used map=sealed", "b: lib 1.0.0 ^1.0.0 zip=used"]).len(),
            2
        );
    }

    #[test]
    fn files_that_are_none_are_refused() {
        let whole = merge(vec![application("a: lib 1.0.0 ^1.0.0 map=used")]).unwrap().to_text();
        let problem = |text: &str| read_text(text).unwrap_err().to_string();
        assert!(problem(&whole[..whole.len() / 2]).starts_with("is not JSON"));
        assert!(problem("[]").starts_with("is not a usage file"));
        assert!(problem(r#"{"treeShake": {}}"#).contains("has no `fedpack`"));
        assert!(problem(&whole.replace("\"version\": 1", "\"version\": 7")).contains("format 7"));
        assert!(problem(&whole.replace("\"map\": true", "\"map\": false")).contains("`map` of `lib`"));
        assert!(problem(&"[".repeat(100_000)).starts_with("is not JSON"));
        let large = tempfile::NamedTempFile::new().unwrap();
        large.as_file().set_len(1 << 32).unwrap();
        let problem = super::super::usage_file::read(large.path()).unwrap_err().to_string();
        assert!(problem.contains("4294967296 bytes long"), "{problem}");
        // Keys are data.
        let named = whole.replace("\"lib\"", "\"__proto__\"").replace("\"map\"", "\"constructor\"");
        assert_eq!(read_text(&named).unwrap().used.shares[0].exports.len(), 1);
        assert_eq!(read_text(&named).unwrap().used.shares[0].key, "__proto__");
        assert!(ExportState::Unknown.is_needed() && !ExportState::ImportedUnused.is_needed());
    }
}

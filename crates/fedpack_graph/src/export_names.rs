//! A persistent, ordered map from export names to rows of [`crate::link_output::ProvidedTable`].
//!
//! Modules that are joined by `export *` share most of their names. A map of its own for each would be
//! quadratic in a chain of stars; here a module's map shares all nodes that it does not change with the map
//! of its target. The shape is that of a treap whose priorities are hashes of the names, so equal sets have equal shapes
//! and the union of two maps with a common part stops where they become the same node.

use std::{
    cmp::Ordering,
    hash::{Hash, Hasher},
    sync::Arc,
};

use rustc_hash::FxHasher;

use crate::ExportIdx;

#[derive(Debug, Clone, Default)]
pub struct ExportNames {
    root: Link,
}

type Link = Option<Arc<Node>>;

#[derive(Debug)]
struct Node {
    name: Arc<str>,
    export: ExportIdx,
    priority: u64,
    left: Link,
    right: Link,
}

/// Two rows with one name; the first one stays in the map.
pub type NameConflict = (ExportIdx, ExportIdx);

impl ExportNames {
    pub fn is_empty(&self) -> bool {
        self.root.is_none()
    }

    pub fn get(&self, name: &str) -> Option<ExportIdx> {
        let mut link = &self.root;
        while let Some(node) = link {
            link = match name.cmp(&node.name) {
                Ordering::Equal => return Some(node.export),
                Ordering::Less => &node.left,
                Ordering::Greater => &node.right,
            };
        }
        None
    }

    /// The map with this name, replacing what it had.
    #[must_use]
    pub fn with(&self, name: &Arc<str>, export: ExportIdx) -> Self {
        let single = Self {
            root: Some(Arc::new(Node {
                name: Arc::clone(name),
                export,
                priority: priority_of(name),
                left: None,
                right: None,
            })),
        };
        single.union(self, &mut Vec::new())
    }

    /// The map without this name.
    #[must_use]
    pub fn without(&self, name: &str) -> Self {
        let (less, same, greater) = split(&self.root, name);
        if same.is_none() {
            return self.clone();
        }
        Self { root: union(&less, &greater, &mut Vec::new()) }
    }

    /// Names of both. Where both have a name for different rows, ours stays and the pair is reported.
    #[must_use]
    pub fn union(&self, other: &Self, conflicts: &mut Vec<NameConflict>) -> Self {
        Self { root: union(&self.root, &other.root, conflicts) }
    }

    /// Sorted by name.
    pub fn iter(&self) -> ExportNamesIter<'_> {
        let mut iter = ExportNamesIter { path: Vec::new() };
        iter.descend(&self.root);
        iter
    }
}

fn priority_of(name: &str) -> u64 {
    let mut hasher = FxHasher::default();
    name.hash(&mut hasher);
    // Names of generated code differ in a digit; mix, so that near names get unrelated priorities.
    let mut mixed = hasher.finish();
    mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    mixed ^ (mixed >> 31)
}

fn is_same(a: &Link, b: &Link) -> bool {
    match (a, b) {
        (None, None) => true,
        (Some(a), Some(b)) => Arc::ptr_eq(a, b),
        _ => false,
    }
}

/// Recursion is as deep as the map, which is logarithmic in the number of names.
fn union(a: &Link, b: &Link, conflicts: &mut Vec<NameConflict>) -> Link {
    let (Some(node_a), Some(node_b)) = (a, b) else {
        return a.as_ref().or(b.as_ref()).cloned();
    };
    if Arc::ptr_eq(node_a, node_b) {
        return a.clone();
    }
    let a_is_root = node_a.priority.cmp(&node_b.priority).then_with(|| node_a.name.cmp(&node_b.name)).is_ge();
    if a_is_root {
        let (less, same, greater) = split(b, &node_a.name);
        if let Some(other) = same
            && other != node_a.export
        {
            conflicts.push((node_a.export, other));
        }
        let left = union(&node_a.left, &less, conflicts);
        let right = union(&node_a.right, &greater, conflicts);
        if is_same(&left, &node_a.left) && is_same(&right, &node_a.right) {
            return a.clone();
        }
        Some(Arc::new(Node {
            name: Arc::clone(&node_a.name),
            export: node_a.export,
            priority: node_a.priority,
            left,
            right,
        }))
    } else {
        let (less, same, greater) = split(a, &node_b.name);
        let export = same.unwrap_or(node_b.export);
        if export != node_b.export {
            conflicts.push((export, node_b.export));
        }
        let left = union(&less, &node_b.left, conflicts);
        let right = union(&greater, &node_b.right, conflicts);
        if export == node_b.export && is_same(&left, &node_b.left) && is_same(&right, &node_b.right) {
            return b.clone();
        }
        Some(Arc::new(Node {
            name: Arc::clone(&node_b.name),
            export,
            priority: node_b.priority,
            left,
            right,
        }))
    }
}

fn split(link: &Link, name: &str) -> (Link, Option<ExportIdx>, Link) {
    let Some(node) = link else { return (None, None, None) };
    let rebuild = |left: Link, right: Link| {
        Some(Arc::new(Node {
            name: Arc::clone(&node.name),
            export: node.export,
            priority: node.priority,
            left,
            right,
        }))
    };
    match name.cmp(&node.name) {
        Ordering::Equal => (node.left.clone(), Some(node.export), node.right.clone()),
        Ordering::Less => {
            let (less, same, greater) = split(&node.left, name);
            if less.is_none() && same.is_none() {
                // Nothing was cut off: keep the node, so that it stays shared.
                return (None, None, link.clone());
            }
            (less, same, rebuild(greater, node.right.clone()))
        }
        Ordering::Greater => {
            let (less, same, greater) = split(&node.right, name);
            if greater.is_none() && same.is_none() {
                return (link.clone(), None, None);
            }
            (rebuild(node.left.clone(), less), same, greater)
        }
    }
}

pub struct ExportNamesIter<'a> {
    path: Vec<&'a Node>,
}

impl<'a> ExportNamesIter<'a> {
    fn descend(&mut self, mut link: &'a Link) {
        while let Some(node) = link {
            self.path.push(node);
            link = &node.left;
        }
    }
}

impl<'a> Iterator for ExportNamesIter<'a> {
    type Item = (&'a Arc<str>, ExportIdx);

    fn next(&mut self) -> Option<Self::Item> {
        let node = self.path.pop()?;
        self.descend(&node.right);
        Some((&node.name, node.export))
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::*;

    fn map(names: &[(&str, usize)]) -> ExportNames {
        names.iter().fold(ExportNames::default(), |map, &(name, export)| {
            map.with(&Arc::from(name), ExportIdx::from_usize(export))
        })
    }

    fn listed(names: &ExportNames) -> Vec<(String, usize)> {
        names.iter().map(|(name, export)| (name.to_string(), export.index())).collect()
    }

    #[test]
    fn iterates_in_order_and_finds() {
        let names = map(&[("c", 3), ("a", 1), ("b", 2), ("a", 9)]);
        assert_eq!(listed(&names), [("a".into(), 9), ("b".into(), 2), ("c".into(), 3)]);
        assert_eq!(names.get("b"), Some(ExportIdx::from_usize(2)));
        assert_eq!(names.get("d"), None);
        assert_eq!(listed(&names.without("b")), [("a".into(), 9), ("c".into(), 3)]);
    }

    #[test]
    fn union_prefers_the_left_and_reports() {
        let mut conflicts = Vec::new();
        let both = map(&[("a", 1), ("b", 2)]).union(&map(&[("b", 7), ("c", 3)]), &mut conflicts);
        assert_eq!(listed(&both), [("a".into(), 1), ("b".into(), 2), ("c".into(), 3)]);
        assert_eq!(conflicts, [(ExportIdx::from_usize(2), ExportIdx::from_usize(7))]);
    }

    #[test]
    fn agrees_with_an_ordinary_map() {
        let mut state = 7_u64;
        let mut random = |below: u64| {
            state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
            (state >> 33) % below
        };
        for _ in 0..200 {
            let (mut a, mut b) = (ExportNames::default(), ExportNames::default());
            let (mut plain_a, mut plain_b) = (BTreeMap::new(), BTreeMap::new());
            for _ in 0..random(40) {
                let name = format!("n{}", random(30));
                let export = random(3) as usize;
                if random(2) == 0 {
                    a = a.with(&Arc::from(name.as_str()), ExportIdx::from_usize(export));
                    plain_a.insert(name, export);
                } else {
                    b = b.with(&Arc::from(name.as_str()), ExportIdx::from_usize(export));
                    plain_b.insert(name, export);
                }
            }
            let mut conflicts = Vec::new();
            let union = a.union(&b, &mut conflicts);
            let expected_conflicts = plain_a
                .iter()
                .filter(|(name, export)| plain_b.get(*name).is_some_and(|other| other != *export));
            assert_eq!(conflicts.len(), expected_conflicts.count());
            plain_b.extend(plain_a);
            assert_eq!(listed(&union), plain_b.into_iter().collect::<Vec<_>>());
        }
    }

    #[test]
    fn a_shared_part_is_kept_as_it_is() {
        let base = map(&[("a", 1), ("b", 2), ("c", 3)]);
        let union = base.union(&base.clone(), &mut Vec::new());
        assert!(is_same(&union.root, &base.root));
        let more = base.with(&Arc::from("d"), ExportIdx::from_usize(4));
        let union = more.union(&base, &mut Vec::new());
        assert!(is_same(&union.root, &more.root));
    }
}

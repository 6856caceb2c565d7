//! Names that several modules around a cycle of `export *` bring: each member of the cycle sees what it comes to first, and its own
//! name ends the search, so the members do not agree.
//!
//! ```js
//! // a.js                     // b.js                     // c.js
//! export * from "./b";        export * from "./c";        export * from "./a";
//! export const x = 1;                                     export const x = 3;
//! ```
//!
//! `x` of `b.js` is that of `c.js`. One value a member and name is spread against the direction of the stars; it changes
//! twice at most, so a name costs as much as the cycle has stars.

use std::sync::Arc;

use fedpack_graph::{ExportIdx, ModuleIdx};
use rustc_hash::FxHashMap;

/// What a member of the cycle sees of one name.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Seen {
    Nothing,
    Row(ExportIdx),
    Ambiguous,
}

/// The stars of a strongly connected component.
pub struct StarCycle<'a> {
    members: &'a [ModuleIdx],
    /// By position of the target: positions of members with a star of it, in the order of members.
    importers: Vec<Vec<usize>>,
}

/// How names of the component are looked up.
pub trait Lookup {
    /// The row that a member declares.
    fn own(&self, module: ModuleIdx, name: &str) -> Option<ExportIdx>;
    /// Rows that stars of a member bring from outside of the component.
    fn brought_from_outside(&self, module: ModuleIdx, name: &str) -> Vec<ExportIdx>;
    /// Whether both lead to one place, or it is not known yet.
    fn are_same(&mut self, a: ExportIdx, b: ExportIdx) -> bool;
}

/// Two rows that meet in a member.
pub type Meeting = (ModuleIdx, ExportIdx, ExportIdx);

impl<'a> StarCycle<'a> {
    /// `targets` gives what the stars of a member lead to, also outside of the component.
    pub fn new<I: Iterator<Item = ModuleIdx>>(
        members: &'a [ModuleIdx],
        targets: impl Fn(ModuleIdx) -> I,
    ) -> Self {
        let positions: FxHashMap<ModuleIdx, usize> =
            members.iter().enumerate().map(|(position, &module)| (module, position)).collect();
        let mut importers = vec![Vec::new(); members.len()];
        for (position, &module) in members.iter().enumerate() {
            for target in targets(module).filter_map(|target| positions.get(&target).copied()) {
                importers[target].push(position);
            }
        }
        Self { members, importers }
    }

    /// What each member sees of `name`, in the order of members, and where two of them met.
    pub fn see(&self, name: &Arc<str>, lookup: &mut impl Lookup) -> (Vec<Seen>, Option<Meeting>) {
        let own: Vec<_> = self.members.iter().map(|&module| lookup.own(module, name)).collect();
        let mut seen: Vec<_> = own.iter().map(|row| row.map_or(Seen::Nothing, Seen::Row)).collect();
        let mut meeting = None;
        let mut changed = Vec::new();
        for (position, &module) in self.members.iter().enumerate() {
            if own[position].is_none() {
                for row in lookup.brought_from_outside(module, name) {
                    self.meet(position, Seen::Row(row), &mut seen, lookup, &mut meeting);
                }
            }
            if seen[position] != Seen::Nothing {
                changed.push(position);
            }
        }
        while let Some(position) = changed.pop() {
            let value = seen[position];
            for &importer in &self.importers[position] {
                if own[importer].is_none() && self.meet(importer, value, &mut seen, lookup, &mut meeting) {
                    changed.push(importer);
                }
            }
        }
        (seen, meeting)
    }

    /// Whether what the member sees has changed.
    fn meet(
        &self,
        position: usize,
        value: Seen,
        seen: &mut [Seen],
        lookup: &mut impl Lookup,
        meeting: &mut Option<Meeting>,
    ) -> bool {
        let next = match (seen[position], value) {
            (Seen::Nothing, value) => value,
            (Seen::Row(first), Seen::Row(second)) if first != second && !lookup.are_same(first, second) => {
                meeting.get_or_insert((self.members[position], first, second));
                Seen::Ambiguous
            }
            (Seen::Row(_), Seen::Ambiguous) => Seen::Ambiguous,
            (before, _) => before,
        };
        std::mem::replace(&mut seen[position], next) != next
    }
}

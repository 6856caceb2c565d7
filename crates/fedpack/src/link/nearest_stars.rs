//! Which star of a module in a cycle of `export *` brings a name: the one from which the name is nearest. The target of another
//! may have it by way of this very module.
//!
//! ```js
//! // a.js                     // b.js                     // deep.js
//! export * from "./b";        export * from "./a";        export const x = 1;
//! export * from "./deep";
//! ```
//!
//! One search against the direction of the stars, from where a name enters the cycle, tells it for all members.

use std::collections::VecDeque;

use fedpack_graph::{ExportIdx, LocalDependencyIdx, ModuleIdx, link_output::ProvidedTable};
use rustc_hash::FxHashMap;

/// An `export *` with a target.
#[derive(Debug, Clone, Copy)]
pub struct Star {
    pub dependency: LocalDependencyIdx,
    pub target: ModuleIdx,
    /// Its place among the stars of its module.
    rank: usize,
}

/// The cycles of stars of a graph.
#[derive(Debug, Default)]
pub struct StarCycles {
    cycles: Vec<Cycle>,
    /// Cycle and position of each member.
    places: FxHashMap<ModuleIdx, (usize, usize)>,
}

#[derive(Debug)]
struct Cycle {
    members: Vec<ModuleIdx>,
    /// By position of the target: positions of members with a star of it.
    importers: Vec<Vec<(usize, Star)>>,
    /// Stars of members that lead out of the cycle, in the order of members.
    leaving: Vec<(usize, Star)>,
}

/// What has been found, by cycle and row: the star of each member.
pub type Found = FxHashMap<(usize, ExportIdx), Box<[Option<Star>]>>;

impl StarCycles {
    /// `stars` gives those of a member in source order.
    pub fn add<I: Iterator<Item = (LocalDependencyIdx, ModuleIdx)>>(
        &mut self,
        members: &[ModuleIdx],
        stars: impl Fn(ModuleIdx) -> I,
    ) {
        let number = self.cycles.len();
        self.places
            .extend(members.iter().enumerate().map(|(position, &member)| (member, (number, position))));
        let mut cycle = Cycle {
            members: members.to_vec(),
            importers: vec![Vec::new(); members.len()],
            leaving: Vec::new(),
        };
        for (position, &member) in members.iter().enumerate() {
            for (rank, (dependency, target)) in stars(member).enumerate() {
                let star = Star { dependency, target, rank };
                match self.places.get(&target) {
                    Some(&(of, inside)) if of == number => {
                        if target != member {
                            cycle.importers[inside].push((position, star));
                        }
                    }
                    _ => cycle.leaving.push((position, star)),
                }
            }
        }
        self.cycles.push(cycle);
    }

    /// The star of `module` from which `row` is nearest, if `module` is in a cycle and has the row from a star.
    pub fn nearest(
        &self,
        module: ModuleIdx,
        row: ExportIdx,
        provided: &ProvidedTable,
        found: &mut Found,
    ) -> Option<Star> {
        let &(number, position) = self.places.get(&module)?;
        found.entry((number, row)).or_insert_with(|| self.of_members(number, row, provided))[position]
    }

    /// Breadth first, so that each member comes after what is nearer to the row.
    fn of_members(&self, number: usize, row: ExportIdx, provided: &ProvidedTable) -> Box<[Option<Star>]> {
        let cycle = &self.cycles[number];
        let export = &provided.exports[row];
        let has_row = |module| provided.find(module, &export.name) == Some(row);
        let mut stars: Vec<Option<Star>> = vec![None; cycle.members.len()];
        let mut distances: Vec<Option<usize>> = vec![None; cycle.members.len()];
        let mut queue = VecDeque::new();
        match self.places.get(&export.module) {
            Some(&(of, position)) if of == number => {
                distances[position] = Some(0);
                queue.push_back((position, 0));
            }
            _ => {
                for &(position, star) in &cycle.leaving {
                    if stars[position].is_none() && has_row(star.target) && has_row(cycle.members[position]) {
                        stars[position] = Some(star);
                        distances[position] = Some(1);
                        queue.push_back((position, 1));
                    }
                }
            }
        }
        while let Some((target, distance)) = queue.pop_front() {
            for &(importer, star) in &cycle.importers[target] {
                match distances[importer] {
                    None if has_row(cycle.members[importer]) => {
                        stars[importer] = Some(star);
                        distances[importer] = Some(distance + 1);
                        queue.push_back((importer, distance + 1));
                    }
                    // Of two that are equally near, the first in the source.
                    Some(other)
                        if other == distance + 1 && stars[importer].is_some_and(|it| star.rank < it.rank) =>
                    {
                        stars[importer] = Some(star);
                    }
                    _ => {}
                }
            }
        }
        stars.into_boxed_slice()
    }
}

//! Names for the scope that members share, given to all of them at once.

use oxc::{
    ast::ast::{Expression, ObjectProperty},
    ast_visit::{VisitMut, walk_mut},
    mangler::base54,
    syntax::keyword::is_reserved_keyword,
};
use rustc_hash::{FxHashMap, FxHashSet};

use super::shared_scope::SharedName;

/// A name that is needed, in the order in which the members mention them.
#[derive(Debug, Clone)]
pub struct Demand {
    pub name: SharedName,
    /// How often it will be written.
    pub uses: usize,
    /// What a reader would like to see.
    pub wanted: String,
}

pub type Names = FxHashMap<SharedName, String>;

/// The shortest names for those that are written most. Among names of one length the order is that of the
/// demands, so that neighbours get similar names, which compresses better.
///
/// `free`: names that members use without declaring them.
pub fn short_names(demands: &[Demand], free: &FxHashSet<String>) -> Names {
    let mut ranked: Vec<usize> = (0..demands.len()).collect();
    ranked.sort_by_key(|&index| std::cmp::Reverse(demands[index].uses));
    let mut candidates = (0..)
        .map(|number| base54(number).as_str().to_owned())
        .filter(|name| !is_reserved_keyword(name) && !free.contains(name));
    let short: Vec<String> = candidates.by_ref().take(demands.len()).collect();
    let mut names = Names::default();
    let mut rest = ranked.as_mut_slice();
    for same_length in short.chunk_by(|a, b| a.len() == b.len()) {
        let (batch, others) = rest.split_at_mut(same_length.len());
        batch.sort_unstable();
        for (&mut index, name) in batch.iter_mut().zip(same_length) {
            names.insert(demands[index].name, name.clone());
        }
        rest = others;
    }
    names
}

/// Names as wanted, numbered where several members want the same.
///
/// `taken`: all names that occur in the members in other scopes, or free.
pub fn readable_names(demands: &[Demand], taken: &FxHashSet<String>) -> Names {
    let mut used: FxHashSet<String> = FxHashSet::default();
    let mut names = Names::default();
    for demand in demands {
        let is_usable = |name: &String, used: &FxHashSet<String>| {
            !taken.contains(name) && !used.contains(name) && !is_reserved_keyword(name)
        };
        let mut name = demand.wanted.clone();
        let mut number = 0;
        while !is_usable(&name, &used) {
            name = format!("{}_{number}", demand.wanted);
            number += 1;
        }
        used.insert(name.clone());
        names.insert(demand.name, name);
    }
    names
}

/// Visits a property whose value `visitor` may rename or replace: `{ a }` is then written `{ a: b }`.
pub fn walk_renamed_property<'a>(visitor: &mut impl VisitMut<'a>, property: &mut ObjectProperty<'a>) {
    let Expression::Identifier(value) = &property.value else {
        return walk_mut::walk_object_property(visitor, property);
    };
    let before = value.name;
    walk_mut::walk_object_property(visitor, property);
    property.shorthand &= matches!(&property.value, Expression::Identifier(value) if value.name == before);
}

#[cfg(test)]
mod tests {
    use fedpack_graph::{LocalSymbolIdx, ModuleIdx};

    use super::*;

    fn symbol(number: usize) -> SharedName {
        SharedName::Symbol(ModuleIdx::from_usize(0), LocalSymbolIdx::from_usize(number))
    }

    fn demand(number: usize, uses: usize, wanted: &str) -> Demand {
        Demand { name: symbol(number), uses, wanted: wanted.to_owned() }
    }

    #[test]
    fn the_most_written_names_are_the_shortest() {
        let demands: Vec<Demand> = (0..60).map(|number| demand(number, number, "x")).collect();
        let names = short_names(&demands, &FxHashSet::default());
        assert_eq!(names[&symbol(59)].len(), 1);
        assert_eq!(names[&symbol(0)].len(), 2);
        let different: FxHashSet<&String> = names.values().collect();
        assert_eq!(different.len(), 60);
    }

    #[test]
    fn names_that_are_used_undeclared_are_left_alone() {
        let free = FxHashSet::from_iter(["e".to_owned()]);
        let names = short_names(&[demand(0, 1, "x")], &free);
        assert_ne!(names[&symbol(0)], "e");
    }

    #[test]
    fn readable_names_keep_what_was_written_as_far_as_they_can() {
        let taken = FxHashSet::from_iter(["inner".to_owned()]);
        let demands = [demand(0, 1, "a"), demand(1, 1, "a"), demand(2, 1, "inner"), demand(3, 1, "a_0")];
        let names = readable_names(&demands, &taken);
        assert_eq!(names[&symbol(0)], "a");
        assert_eq!(names[&symbol(1)], "a_0");
        assert_eq!(names[&symbol(2)], "inner_0");
        assert_eq!(names[&symbol(3)], "a_0_0");
    }
}

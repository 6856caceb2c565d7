//! In which order the style sheets of a chunk stand. Scripts run when they are asked for, so one order of evaluation is
//! right for all chunks; style sheets apply as they stand, and must stand as those who load the chunk import them.

use std::{cmp::Reverse, collections::BinaryHeap};

use fedpack_graph::{
    ChunkGroupIdx, ChunkIdx, DependencyIdx, ModuleIdx,
    chunk_graph::ModuleSet,
    module_graph::{DependencyKind, ModuleGraph, ModuleKind},
};
use oxc_index::IndexVec;
use rustc_hash::{FxBuildHasher, FxHashMap};

use super::{edges::Edges, plan::ChunkPlan};
use crate::diagnostics::{Diagnostics, chunk as problems};

/// The style sheets of each chunk, as every group that loads the chunk imports them. Where two groups disagree, one of
/// them is followed, which is a warning (as with `mini-css-extract-plugin`).
pub fn style_orders(
    graph: &ModuleGraph,
    edges: &Edges,
    plan: &ChunkPlan,
) -> (IndexVec<ChunkIdx, ModuleSet>, Diagnostics) {
    let mut walks = Walks { graph, edges, plan, roots: None, done: FxHashMap::default() };
    let mut diagnostics = Vec::new();
    let mut orders = IndexVec::with_capacity(plan.chunks.len());
    for (idx, chunk) in plan.chunks.iter_enumerated() {
        let sheets = chunk.modules.iter().copied().filter(|&module| is_style_sheet(graph, module));
        let sheets: ModuleSet = sheets.collect();
        orders.push(if sheets.len() < 2 {
            sheets
        } else {
            for &group in &chunk.groups {
                walks.walk(group);
            }
            let wishes: Vec<Wish> = chunk.groups.iter().map(|&group| walks.wish(group, &sheets)).collect();
            let order = merge(&sheets, &wishes);
            diagnostics.extend(conflicts(&order, &wishes).into_iter().map(|conflict| {
                problems::style_sheets_in_conflict(graph, &plan.chunks[idx], &walks.describe(&conflict))
            }));
            order
        });
    }
    (orders, diagnostics)
}

fn is_style_sheet(graph: &ModuleGraph, module: ModuleIdx) -> bool {
    matches!(graph.modules[module].kind, ModuleKind::Normal { module_type } if module_type.is_css())
}

/// The sheets of one chunk that scripts of one group import, in the group's order.
struct Wish {
    group: ChunkGroupIdx,
    order: Vec<ModuleIdx>,
}

/// `group` wants `first` before `second`; the chunk, and `other`, have it the other way round. Without another, groups
/// contradict each other in a circle.
struct Conflict {
    group: ChunkGroupIdx,
    other: Option<ChunkGroupIdx>,
    first: ModuleIdx,
    second: ModuleIdx,
}

/// As few steps as possible away from the order of evaluation, which `sheets` come in.
fn merge(sheets: &ModuleSet, wishes: &[Wish]) -> ModuleSet {
    let place = |module: ModuleIdx| sheets.get_index_of(&module).expect("wishes are about these sheets");
    let mut next: Vec<Vec<usize>> = vec![Vec::new(); sheets.len()];
    let mut waits_for = vec![0_usize; sheets.len()];
    for pair in wishes.iter().flat_map(|wish| wish.order.windows(2)) {
        next[place(pair[0])].push(place(pair[1]));
        waits_for[place(pair[1])] += 1;
    }
    let mut ready: BinaryHeap<Reverse<usize>> =
        (0..sheets.len()).filter(|&sheet| waits_for[sheet] == 0).map(Reverse).collect();
    let mut is_placed = vec![false; sheets.len()];
    let mut order = ModuleSet::with_capacity_and_hasher(sheets.len(), FxBuildHasher);
    let mut unplaced = 0;
    loop {
        let sheet = match ready.pop() {
            Some(Reverse(sheet)) => sheet,
            // All that is left waits for something: the wishes contradict each other.
            None => match (unplaced..sheets.len()).find(|&sheet| !is_placed[sheet]) {
                Some(sheet) => sheet,
                None => return order,
            },
        };
        while unplaced < sheets.len() && is_placed[unplaced] {
            unplaced += 1;
        }
        if std::mem::replace(&mut is_placed[sheet], true) {
            continue;
        }
        order.insert(sheets[sheet]);
        for &after in &next[sheet] {
            waits_for[after] -= 1;
            if waits_for[after] == 0 && !is_placed[after] {
                ready.push(Reverse(after));
            }
        }
    }
}

/// What is to be told of the groups whose wish is not followed; each pair of sheets once.
fn conflicts(order: &ModuleSet, wishes: &[Wish]) -> Vec<Conflict> {
    let mut found: Vec<Conflict> = Vec::new();
    for wish in wishes {
        let mut pairs = wish.order.windows(2);
        let Some(broken) = pairs.find(|pair| order.get_index_of(&pair[0]) > order.get_index_of(&pair[1]))
        else {
            continue;
        };
        let group = wish.group;
        let contradicted = wishes.iter().find_map(|other| Some((other.group, contradiction(wish, other)?)));
        let conflict = match contradicted {
            Some((other, [first, second])) => Conflict { group, other: Some(other), first, second },
            None => Conflict { group, other: None, first: broken[0], second: broken[1] },
        };
        let pair = [conflict.first, conflict.second];
        if !found.iter().any(|known| pair.contains(&known.first) && pair.contains(&known.second)) {
            found.push(conflict);
        }
    }
    found
}

/// Two sheets that `wish` has in this order, one after the other as far as both know them, and `other` the other way
/// round.
fn contradiction(wish: &Wish, other: &Wish) -> Option<[ModuleIdx; 2]> {
    let places: FxHashMap<ModuleIdx, usize> =
        other.order.iter().enumerate().map(|(place, &sheet)| (sheet, place)).collect();
    let known: Vec<(usize, ModuleIdx)> =
        wish.order.iter().filter_map(|sheet| Some((*places.get(sheet)?, *sheet))).collect();
    let pair = known.windows(2).find(|pair| pair[0].0 > pair[1].0)?;
    Some([pair[0].1, pair[1].1])
}

/// What a group loads, in its own order.
#[derive(Default)]
struct GroupWalk {
    /// Style sheets that something else than an `@import` asks for; a sheet orders its own imports itself.
    sheets: Vec<ModuleIdx>,
    /// By whom a module is first imported.
    importer: FxHashMap<ModuleIdx, ModuleIdx>,
}

struct Walks<'g> {
    graph: &'g ModuleGraph,
    edges: &'g Edges,
    plan: &'g ChunkPlan,
    roots: Option<FxHashMap<ChunkGroupIdx, Vec<ModuleIdx>>>,
    done: FxHashMap<ChunkGroupIdx, GroupWalk>,
}

impl Walks<'_> {
    /// Depth first, as modules are evaluated, without what is there already.
    fn walk(&mut self, group: ChunkGroupIdx) {
        if self.done.contains_key(&group) {
            return;
        }
        let roots = self.roots(group);
        let mut visited = self.plan.groups[group].available.clone();
        visited.grow(self.graph.modules.len());
        let mut walk = GroupWalk::default();
        for root in roots {
            let mut stack = Vec::new();
            if !visited.put(root.index()) {
                stack.push((root, 0));
            }
            while let Some((module, edge)) = stack.last_mut() {
                let Some(&target) = self.edges.together(*module).get(*edge) else {
                    if self.is_ordered_by_scripts(*module) {
                        walk.sheets.push(*module);
                    }
                    stack.pop();
                    continue;
                };
                *edge += 1;
                if !visited.put(target.index()) {
                    walk.importer.insert(target, *module);
                    stack.push((target, 0));
                }
            }
        }
        self.done.insert(group, walk);
    }

    fn is_ordered_by_scripts(&self, module: ModuleIdx) -> bool {
        let row = &self.graph.modules[module];
        let mut asked = row.incoming.iter().map(|&connection| self.graph.connections[connection].dependency);
        is_style_sheet(self.graph, module)
            && asked.any(|dependency| self.graph.dependencies[dependency].kind != DependencyKind::CssImport)
    }

    /// What starts the group: entry modules, or what `import()` and the like name, first place first.
    fn roots(&mut self, group: ChunkGroupIdx) -> Vec<ModuleIdx> {
        let (graph, plan) = (self.graph, self.plan);
        let roots = self.roots.get_or_insert_with(|| {
            let mut dependencies: Vec<_> = plan.group_of_dependency.iter().collect();
            let parent = |dependency: DependencyIdx| graph.dependencies[dependency].parent;
            dependencies.sort_by_key(|&(&dependency, _)| {
                (parent(dependency).map(|module| plan.position[module]), dependency)
            });
            let mut roots: FxHashMap<ChunkGroupIdx, Vec<ModuleIdx>> = FxHashMap::default();
            for (&dependency, &group) in dependencies {
                roots.entry(group).or_default().extend(graph.target(dependency));
            }
            roots
        });
        let chunks = plan.groups[group].chunks.iter();
        let entries = chunks.flat_map(|&chunk| plan.chunks[chunk].entry_modules.iter().copied());
        entries.chain(roots.get(&group).into_iter().flatten().copied()).collect()
    }

    fn wish(&self, group: ChunkGroupIdx, sheets: &ModuleSet) -> Wish {
        let order = self.done[&group].sheets.iter().copied().filter(|sheet| sheets.contains(sheet)).collect();
        Wish { group, order }
    }

    fn describe(&self, conflict: &Conflict) -> problems::StyleConflict {
        let &Conflict { group, other, first, second } = conflict;
        problems::StyleConflict {
            first,
            second,
            wanted: [self.chain(group, first), self.chain(group, second)],
            followed: other.map(|other| [self.chain(other, second), self.chain(other, first)]),
        }
    }

    /// From what starts the group to the module.
    fn chain(&self, group: ChunkGroupIdx, module: ModuleIdx) -> Vec<ModuleIdx> {
        let importer = &self.done[&group].importer;
        let mut chain: Vec<ModuleIdx> =
            std::iter::successors(Some(module), |module| importer.get(module).copied()).collect();
        chain.reverse();
        chain
    }
}

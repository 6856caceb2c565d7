//! Evaluation order of all reachable modules, independent of the order in which scan found them.

use std::collections::VecDeque;

use fedpack_graph::{
    DependencyIdx, ModuleIdx,
    module_graph::{ModuleGraph, Reach},
};
use fixedbitset::FixedBitSet;

/// Depth-first post-order over what is loaded together, from the entries in order, then from the includes by
/// identifier; then the same from each module that is loaded later, first found first.
pub fn module_order(graph: &ModuleGraph) -> Vec<ModuleIdx> {
    let mut walk = Walk {
        graph,
        order: Vec::with_capacity(graph.modules.len()),
        visited: FixedBitSet::with_capacity(graph.modules.len()),
        later: VecDeque::new(),
    };
    let mut includes: Vec<_> = graph.includes.iter().filter_map(|&include| graph.target(include)).collect();
    includes.sort_by(|&a, &b| graph.modules[a].identifier.cmp(&graph.modules[b].identifier));
    let entries = graph.entries.iter().flat_map(|entry| &entry.dependencies);
    for root in entries.filter_map(|&dependency| graph.target(dependency)).chain(includes) {
        walk.depth_first(root);
    }
    while let Some(root) = walk.later.pop_front() {
        walk.depth_first(root);
    }
    walk.order
}

struct Walk<'a> {
    graph: &'a ModuleGraph,
    order: Vec<ModuleIdx>,
    visited: FixedBitSet,
    later: VecDeque<ModuleIdx>,
}

impl Walk<'_> {
    fn depth_first(&mut self, root: ModuleIdx) {
        if self.visited.put(root.index()) {
            return;
        }
        let mut stack = vec![(root, self.graph.modules[root].dependencies.clone())];
        while let Some((module, rest)) = stack.last_mut() {
            let Some(raw) = rest.next() else {
                self.order.push(*module);
                stack.pop();
                continue;
            };
            let dependency = DependencyIdx::from_usize(raw as usize);
            let Some(target) = self.graph.target(dependency) else { continue };
            if self.graph.reach(dependency) != Reach::Together {
                self.later.push_back(target);
            } else if !self.visited.put(target.index()) {
                stack.push((target, self.graph.modules[target].dependencies.clone()));
            }
        }
    }
}

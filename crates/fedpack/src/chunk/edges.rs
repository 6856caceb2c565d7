//! What loading a module means, as link left it: the modules that must be there with it, and the dependencies
//! that may load more later.

use fedpack_graph::{
    DependencyIdx, ModuleIdx,
    link_output::LinkOutput,
    module_graph::{DependencyKind, ModuleGraph, Reach},
};
use oxc_index::IndexVec;
use rustc_hash::FxHashMap;

/// Rows are empty for modules that are not part of the output. One allocation per kind of edge.
pub struct Edges {
    together: Vec<ModuleIdx>,
    later: Vec<DependencyIdx>,
    /// Where each module's edges end in the two lists.
    ends: IndexVec<ModuleIdx, (u32, u32)>,
}

impl Edges {
    pub fn new(graph: &ModuleGraph, link: &LinkOutput) -> Self {
        let mut edges = Self {
            together: Vec::new(),
            later: Vec::new(),
            ends: IndexVec::with_capacity(graph.modules.len()),
        };
        let mut supplements = supplements(graph, link);
        for module in graph.modules.indices() {
            if link.used[module].included {
                edges.add(graph, link, module);
                edges.later.extend(supplements.remove(&module).unwrap_or_default());
            }
            edges.ends.push((length(&edges.together), length(&edges.later)));
        }
        edges
    }

    fn add(&mut self, graph: &ModuleGraph, link: &LinkOutput, module: ModuleIdx) {
        let mut imports = link.static_imports[module].iter().peekable();
        for dependency in graph.dependencies_of(module) {
            while let Some(import) = imports.next_if(|import| import.dependency <= dependency) {
                self.together.push(import.module);
            }
            let row = &graph.dependencies[dependency];
            let Some(connection) = row.connection else { continue };
            let is_import = row.kind == DependencyKind::EsmImport;
            if is_import || !link.connection_active[connection] {
                continue;
            }
            match graph.reach(dependency) {
                Reach::Together => self.together.push(graph.connections[connection].module),
                Reach::Later if row.kind == DependencyKind::Supplement => {}
                Reach::Later => self.later.push(dependency),
                Reach::Never => {}
            }
        }
    }

    fn start(&self, module: ModuleIdx) -> (usize, usize) {
        match module.index().checked_sub(1) {
            None => (0, 0),
            Some(previous) => {
                let (together, later) = self.ends[ModuleIdx::from_usize(previous)];
                (together as usize, later as usize)
            }
        }
    }

    /// In source order.
    pub fn together(&self, module: ModuleIdx) -> &[ModuleIdx] {
        &self.together[self.start(module).0..self.ends[module].0 as usize]
    }

    /// In source order.
    pub fn later(&self, module: ModuleIdx) -> &[DependencyIdx] {
        &self.later[self.start(module).1..self.ends[module].1 as usize]
    }
}

/// What asks for the supplement of a copy, by the root of the copy: a supplement holds what is not there once its copy
/// is, whoever has asked for either.
fn supplements(graph: &ModuleGraph, link: &LinkOutput) -> FxHashMap<ModuleIdx, Vec<DependencyIdx>> {
    let mut by_copy: FxHashMap<ModuleIdx, Vec<DependencyIdx>> = FxHashMap::default();
    for supplement in &link.shares.supplements {
        let incoming = graph.modules[supplement.module].incoming.iter();
        let mut asking: Vec<_> =
            incoming.map(|&connection| graph.connections[connection].dependency).collect();
        asking.sort_unstable();
        by_copy.entry(supplement.copy).or_default().extend(asking);
    }
    by_copy
}

fn length<T>(list: &[T]) -> u32 {
    u32::try_from(list.len()).expect("fewer edges than fit in a ConnectionIdx")
}

//! Which modules may be asked for something while they run for the first time.
//!
//! ```js
//! // a.js                            // b.js, which runs first
//! import "./b";                      import { f } from "./a"; f();
//! var text = "a";
//! export function f() { return text; }   // undefined when b.js asks
//! ```
//!
//! Of all other modules nobody sees a declaration before it has been reached.

use fedpack_graph::{
    ModuleIdx,
    link_output::StaticImport,
    module_graph::{DependencyKind, ModuleGraph, ModuleKind, Reach},
};
use fixedbitset::FixedBitSet;
use oxc_index::IndexVec;

use super::components::Components;

/// Bits are those of [`ModuleIdx`].
pub fn cycles(
    graph: &ModuleGraph,
    order: &[ModuleIdx],
    static_imports: &IndexVec<ModuleIdx, Vec<StaticImport>>,
) -> FixedBitSet {
    // What answers a shared or remote module at run time may ask for any module that this build provides.
    let provided: Vec<ModuleIdx> = order
        .iter()
        .copied()
        .filter(|&module| matches!(graph.modules[module].kind, ModuleKind::ProvideShared(_)))
        .collect();
    let components = Components::new(graph.modules.len(), order.iter().copied(), |module| {
        let is_answered_elsewhere =
            matches!(graph.modules[module].kind, ModuleKind::ConsumeShared(_) | ModuleKind::Remote(_));
        let imported = static_imports[module].iter().map(|row| row.module);
        let others = graph
            .dependencies_of(module)
            .filter(|&dependency| runs_at_once(graph, dependency))
            .filter_map(|dependency| graph.target(dependency));
        imported.chain(others).chain(provided.iter().copied().filter(move |_| is_answered_elsewhere))
    });
    let mut found = FixedBitSet::with_capacity(graph.modules.len());
    for component in components.iter().filter(|component| component.len() > 1) {
        found.extend(component.iter().map(|module| module.index()));
    }
    let asks_itself =
        |&module: &ModuleIdx| graph.dependencies_of(module).any(|row| graph.target(row) == Some(module));
    found.extend(order.iter().copied().filter(asks_itself).map(ModuleIdx::index));
    found
}

/// Whether the module that has the dependency may run its target before it is done itself.
fn runs_at_once(graph: &ModuleGraph, dependency: fedpack_graph::DependencyIdx) -> bool {
    match graph.dependencies[dependency].kind {
        // `static_imports` has what import declarations run.
        DependencyKind::EsmImport => false,
        // Loaded before, and then asked for by id.
        DependencyKind::Weak | DependencyKind::ConsumeFallback | DependencyKind::Provided => true,
        _ => graph.reach(dependency) == Reach::Together,
    }
}

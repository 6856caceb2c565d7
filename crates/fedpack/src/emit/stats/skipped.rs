//! Modules that are asked for past others, which only pass names on and have no side effects.

use fedpack_graph::{
    ModuleIdx,
    module_graph::{DependencyKind, ModuleKind},
};
use rustc_hash::{FxHashMap, FxHashSet};

use super::{Build, modules::NAME_LIMIT};

/// webpack's words for it.
pub const EXPLANATION: &str = "(skipped side-effect-free modules)";

/// Module → those that ask for it past others, by identifier.
pub type Skipped = FxHashMap<ModuleIdx, Vec<ModuleIdx>>;

pub fn skipped(build: &Build<'_>) -> Skipped {
    let mut skipped = Skipped::default();
    for origin in build.graph.modules.indices() {
        for module in asked_past_others(build, origin) {
            skipped.entry(module).or_default().push(origin);
        }
    }
    for origins in skipped.values_mut() {
        origins.sort_by(|left, right| {
            build.graph.modules[*left].identifier.cmp(&build.graph.modules[*right].identifier)
        });
    }
    skipped
}

/// What `origin` evaluates, or passes on, and does not name itself.
fn asked_past_others(build: &Build<'_>, origin: ModuleIdx) -> FxHashSet<ModuleIdx> {
    let (graph, link) = (build.graph, build.link);
    let imported = graph
        .dependencies_of(origin)
        .filter(|&dependency| graph.dependencies[dependency].kind == DependencyKind::EsmImport)
        .filter_map(|dependency| graph.target(dependency));
    let direct: FxHashSet<ModuleIdx> = imported.collect();
    if direct.is_empty() {
        return FxHashSet::default();
    }
    let is_passed = |module: &ModuleIdx| {
        matches!(graph.modules[*module].kind, ModuleKind::Normal { .. })
            && link.has_side_effects.get(*module) == Some(&false)
    };
    let evaluated = link.static_imports.get(origin).into_iter().flatten().map(|row| row.module);
    let mut found: FxHashSet<ModuleIdx> = evaluated.collect();
    let provided = &link.provided;
    if direct.iter().all(is_passed) {
        let own = provided.own(origin).filter_map(|(_, export)| export.resolved.as_ref().ok());
        found.extend(own.take(NAME_LIMIT).map(|resolved| resolved.module));
    }
    for (name, row) in provided.inherited(origin).take(NAME_LIMIT) {
        let brings = |target: &ModuleIdx| is_passed(target) && provided.find(*target, name) == Some(row);
        if let Ok(resolved) = &provided.exports[row].resolved
            && direct.iter().any(brings)
        {
            found.insert(resolved.module);
        }
    }
    found.retain(|module| *module != origin && !direct.contains(module));
    found
}

//! How many bytes of which package a build ships, and with what they are loaded.

use std::collections::BTreeMap;

use fedpack_graph::{
    ModuleIdx,
    link_output::LinkOutput,
    module_graph::{DependencyKind, ModuleGraph, ModuleKind},
};
use fixedbitset::FixedBitSet;
use oxc_index::IndexVec;

use crate::{
    config::Config,
    share::usage_file::{Shipped, ShippedCopy, ShippedPackage},
};

pub fn shipped(
    graph: &ModuleGraph,
    link: &LinkOutput,
    sizes: &IndexVec<ModuleIdx, u32>,
    config: &Config,
) -> Shipped {
    let search = Search { graph, link };
    let own = search.loaded_anyway();
    let copies = search.copies();
    let mut packages: BTreeMap<(String, Option<String>), ShippedPackage> = BTreeMap::new();
    let mut add =
        |module: ModuleIdx, copy: Option<&str>| {
            let package = graph.package_of(module).filter(|it| !config.context.starts_with(&it.root));
            let Some((package, name)) = package.and_then(|it| Some((it, it.name.clone()?))) else { return };
            let row = packages.entry((name.clone(), package.version.clone())).or_insert_with(|| {
                ShippedPackage { name, version: package.version.clone(), own: 0, copies: BTreeMap::new() }
            });
            let bytes = match copy {
                None => &mut row.own,
                Some(key) => row.copies.entry(key.to_owned()).or_default(),
            };
            *bytes += u64::from(sizes[module]);
        };
    for module in own.ones().map(ModuleIdx::from_usize) {
        add(module, None);
    }
    let mut rows = Vec::new();
    let mut counted: BTreeMap<&str, FixedBitSet> = BTreeMap::new();
    for copy in copies {
        let only_here = |modules: FixedBitSet| -> Vec<ModuleIdx> {
            modules.difference(&own).map(ModuleIdx::from_usize).collect()
        };
        let kept = search.reached(vec![copy.root]);
        let rest = copy.supplement.map(|supplement| search.reached(vec![supplement])).map(|mut modules| {
            modules.difference_with(&kept);
            only_here(modules)
        });
        let kept = only_here(kept);
        let of_key =
            counted.entry(copy.key).or_insert_with(|| FixedBitSet::with_capacity(graph.modules.len()));
        for &module in kept.iter().chain(rest.iter().flatten()) {
            if !of_key.put(module.index()) {
                add(module, Some(copy.key));
            }
        }
        let bytes = |modules: &[ModuleIdx]| modules.iter().map(|&it| u64::from(sizes[it])).sum();
        let used = |&module: &ModuleIdx| {
            f64::from(sizes[module]) * f64::from(link.shares.own_parts.get(module).copied().unwrap_or(1.0))
        };
        rows.push(ShippedCopy {
            key: copy.key.to_owned(),
            scope: copy.scope.to_owned(),
            version: graph.package_of(copy.root).and_then(|package| package.version.clone()),
            bytes: bytes(&kept),
            used: kept.iter().chain(rest.iter().flatten()).map(used).sum::<f64>().round() as u64,
            supplement: rest.as_deref().map_or(0, bytes),
        });
    }
    rows.sort_by(|left, right| {
        let order = |row: &ShippedCopy| (row.key.clone(), row.scope.clone(), row.version.clone());
        order(left).cmp(&order(right))
    });
    Shipped { packages: packages.into_values().collect(), copies: rows }
}

struct Copy<'a> {
    key: &'a str,
    scope: &'a str,
    root: ModuleIdx,
    supplement: Option<ModuleIdx>,
}

/// What leads to what, in the output.
pub(super) struct Search<'a> {
    pub graph: &'a ModuleGraph,
    pub link: &'a LinkOutput,
}

impl<'a> Search<'a> {
    /// Each local copy once, under the first key that has it.
    fn copies(&self) -> Vec<Copy<'a>> {
        let mut seen = FixedBitSet::with_capacity(self.graph.modules.len());
        let mut copies = Vec::new();
        for &module in &self.link.order {
            let ModuleKind::ConsumeShared(consume) = &self.graph.modules[module].kind else { continue };
            let target = |local| self.graph.target(self.graph.dependency_of(module, local));
            let Some(root) = consume.fallback.and_then(target) else { continue };
            if self.link.used[module].included && !seen.put(root.index()) {
                copies.push(Copy {
                    key: &consume.share_key,
                    scope: consume.share_scopes.first().map_or("default", String::as_str),
                    root,
                    supplement: consume.supplement.and_then(target).filter(|&it| self.link.used[it].included),
                });
            }
        }
        copies
    }

    /// What entries and exposed modules lead to, other than through the share scope.
    pub fn loaded_anyway(&self) -> FixedBitSet {
        let entries = self.graph.entries.iter().flat_map(|entry| &entry.dependencies);
        self.reached(entries.filter_map(|&dependency| self.graph.target(dependency)).collect())
    }

    /// At once or later; shared modules are an end.
    pub fn reached(&self, mut work: Vec<ModuleIdx>) -> FixedBitSet {
        let mut modules = FixedBitSet::with_capacity(self.graph.modules.len());
        while let Some(module) = work.pop() {
            let kind = &self.graph.modules[module].kind;
            let is_shared = matches!(kind, ModuleKind::ConsumeShared(_) | ModuleKind::ProvideShared(_));
            if !modules.put(module.index()) && !is_shared {
                work.extend(next_modules(self.graph, self.link, module));
            }
        }
        modules
    }
}

/// Modules that `module` asks for, at once or later.
pub fn next_modules<'a>(
    graph: &'a ModuleGraph,
    link: &'a LinkOutput,
    module: ModuleIdx,
) -> impl Iterator<Item = ModuleIdx> + use<'a> {
    let imported = link.static_imports[module].iter().map(|import| import.module);
    let others = graph.dependencies_of(module).filter_map(|dependency| {
        let row = &graph.dependencies[dependency];
        let is_active = row.kind != DependencyKind::EsmImport && link.connection_active[row.connection?];
        is_active.then(|| graph.target(dependency))?
    });
    imported.chain(others)
}

//! The names that each module exports, and where each of them lives.
//!
//! First every module's own names, then what `export *` brings (strongly connected components of the star graph,
//! targets first, each name set shared with the target's), then the chains of named re-exports. A name that two stars
//! bring from different places is ambiguous: it is not exported at all, as the standard and webpack have it.

use std::{collections::BTreeSet, sync::Arc};

use fedpack_graph::{
    ExportIdx, LocalDependencyIdx, ModuleIdx,
    export_names::{ExportNames, NameConflict},
    link_output::{DeclaredExport, ProvidedExports, ProvidedTable, ResolvedExport},
    module_graph::{ModuleGraph, ModuleKind},
    summary::{ExportTarget, ExportsKind, ModuleSummary, SummaryTable},
};
use oxc_index::IndexVec;

use super::{
    components::Components,
    nearest_stars::StarCycles,
    reexport_chains::ReexportChains,
    star_cycles::{Lookup, Seen, StarCycle},
};
use crate::federation::federation_runtime::FEDERATION_API;

/// A name that two stars of one module bring from different places.
#[derive(Debug, Clone, Copy)]
pub struct StarConflict {
    pub module: ModuleIdx,
    pub kept: ExportIdx,
    pub hidden: ExportIdx,
}

/// The names of all modules, which of them two stars of a module bring, and what its stars are around a cycle.
pub fn provided_exports(
    graph: &ModuleGraph,
    summaries: &SummaryTable,
    order: &[ModuleIdx],
) -> (ProvidedTable, Vec<StarConflict>, StarCycles) {
    let mut table = own_exports(graph, summaries, order);
    let (conflicts, cycles) = Stars::new(graph, summaries, &mut table).inherit(order);
    ReexportChains::new(graph, summaries, &table).resolve_all(&mut table);
    (table, conflicts, cycles)
}

fn own_exports(graph: &ModuleGraph, summaries: &SummaryTable, order: &[ModuleIdx]) -> ProvidedTable {
    let mut table = ProvidedTable {
        modules: IndexVec::from_vec(vec![ProvidedExports::default(); graph.modules.len()]),
        exports: IndexVec::new(),
    };
    for &module in order {
        let start = table.exports.len();
        let (mut own, is_unknown) = own_names(&graph.modules[module].kind, summaries[module].as_deref());
        own.sort_by(|a, b| a.0.cmp(&b.0));
        own.dedup_by(|later, first| later.0 == first.0);
        table.exports.extend(own.into_iter().map(|(name, position)| {
            let resolved = ResolvedExport { module, name: Some(Arc::clone(&name)) };
            DeclaredExport { module, name, position, resolved: Ok(resolved) }
        }));
        let row = &mut table.modules[module];
        row.own = index_u32(start)..index_u32(table.exports.len());
        row.unknown = is_unknown;
        row.same_as = same_as(graph, module);
    }
    table
}

fn index_u32(index: usize) -> u32 {
    u32::try_from(index).expect("fewer exports than fit in an ExportIdx")
}

/// A name, with its position in the summary.
type OwnName = (Arc<str>, Option<u32>);

/// All names, and whether there may be others.
fn own_names(kind: &ModuleKind, summary: Option<&ModuleSummary>) -> (Vec<OwnName>, bool) {
    if let ModuleKind::ContainerEntry(_) = kind {
        return (vec![(Arc::from("get"), None), (Arc::from("init"), None)], false);
    }
    if let ModuleKind::FederationApi = kind {
        return (FEDERATION_API.iter().map(|&name| (Arc::from(name), None)).collect(), false);
    }
    let Some(summary) = summary else { return (Vec::new(), true) };
    let listed = summary
        .exports
        .iter()
        .enumerate()
        .map(|(position, export)| (Arc::from(export.name.as_str()), Some(index_u32(position))));
    match summary.exports_kind {
        ExportsKind::Esm => (listed.collect(), false),
        ExportsKind::DefaultObject => {
            let members = summary.data_keys.iter().map(|name| (Arc::from(name.as_str()), None));
            (listed.chain(members).chain([(Arc::from("default"), None)]).collect(), false)
        }
        ExportsKind::CommonJs | ExportsKind::CommonJsFlaggedEsm | ExportsKind::CommonJsUnflagged => {
            (Vec::new(), true)
        }
    }
}

fn same_as(graph: &ModuleGraph, module: ModuleIdx) -> Option<ModuleIdx> {
    let local = match &graph.modules[module].kind {
        ModuleKind::ConsumeShared(consume) => consume.fallback?,
        ModuleKind::ProvideShared(provide) => provide.provided,
        ModuleKind::Normal { .. }
        | ModuleKind::Context(_)
        | ModuleKind::Ignored
        | ModuleKind::Missing { .. }
        | ModuleKind::External { .. }
        | ModuleKind::SharedSupplement(_)
        | ModuleKind::ContainerEntry(_)
        | ModuleKind::FederationRuntime(_)
        | ModuleKind::FederationApi
        | ModuleKind::Remote(_) => return None,
    };
    graph.target(graph.dependency_of(module, local))
}

/// Spreads names along `export *`.
struct Stars<'a> {
    graph: &'a ModuleGraph,
    summaries: &'a SummaryTable,
    table: &'a mut ProvidedTable,
    chains: ReexportChains<'a>,
    /// Names that a star of this module would bring.
    visible: IndexVec<ModuleIdx, ExportNames>,
    /// `visible` is final.
    is_done: IndexVec<ModuleIdx, bool>,
    conflicts: Vec<StarConflict>,
    cycles: StarCycles,
}

impl<'a> Stars<'a> {
    fn new(graph: &'a ModuleGraph, summaries: &'a SummaryTable, table: &'a mut ProvidedTable) -> Self {
        let count = graph.modules.len();
        Self {
            graph,
            summaries,
            chains: ReexportChains::new(graph, summaries, table),
            table,
            visible: IndexVec::from_vec(vec![ExportNames::default(); count]),
            is_done: IndexVec::from_vec(vec![false; count]),
            conflicts: Vec::new(),
            cycles: StarCycles::default(),
        }
    }

    fn inherit(mut self, order: &[ModuleIdx]) -> (Vec<StarConflict>, StarCycles) {
        let count = self.graph.modules.len();
        let (graph, summaries) = (self.graph, self.summaries);
        // Targets of re-exports first, so that two names can be compared by where they lead.
        let reexports = Components::new(count, order.iter().copied(), |module| {
            reexport_targets(graph, summaries, module)
        });
        let starring = reexports.members.into_iter().filter(|&module| !stars(summaries, module).is_empty());
        let stars = Components::new(count, starring, |module| {
            stars(summaries, module).iter().filter_map(move |&star| star_target(graph, module, star))
        });
        for component in stars.iter() {
            self.close(component, &stars);
        }
        (self.conflicts, self.cycles)
    }

    /// All targets of the component's stars are inside of it or done.
    fn close(&mut self, component: &[ModuleIdx], components: &Components) {
        for &module in component {
            self.visible[module] = self.starred_own_names(module);
        }
        let mut inherited = ExportNames::default();
        let mut is_unknown = false;
        let mut candidates = Vec::new();
        for &module in component {
            if component.len() > 1 {
                // Each member of a cycle sees what all members have.
                inherited = inherited.union(&self.visible[module], &mut candidates);
            }
            for &star in stars(self.summaries, module) {
                // Nobody has asked for what it would bring, so its target has not been read.
                let Some(target) = star_target(self.graph, module, star) else {
                    is_unknown = true;
                    continue;
                };
                if !components.are_together(module, target) {
                    inherited = inherited.union(&self.visible[target], &mut candidates);
                    is_unknown |= self.table.modules[target].unknown;
                }
            }
        }
        if let &[module] = component {
            for (kept, hidden) in candidates {
                self.leave_out_if_ambiguous(module, &mut inherited, kept, hidden);
            }
            return self.finish(module, inherited, is_unknown, components);
        }
        let (graph, summaries) = (self.graph, self.summaries);
        self.cycles.add(component, |module| {
            let stars = stars(summaries, module).iter();
            stars.filter_map(move |&star| Some((star, star_target(graph, module, star)?)))
        });
        let mut of_members = vec![inherited; component.len()];
        if !candidates.is_empty() {
            self.see_names_of_several(component, components, &candidates, &mut of_members);
        }
        for (&module, inherited) in component.iter().zip(of_members) {
            self.table.modules[module].is_in_star_cycle = true;
            self.finish(module, inherited, is_unknown, components);
        }
    }

    /// What the members of a cycle do not have in common.
    fn see_names_of_several(
        &mut self,
        component: &[ModuleIdx],
        components: &Components,
        candidates: &[NameConflict],
        of_members: &mut [ExportNames],
    ) {
        let (graph, summaries) = (self.graph, self.summaries);
        let cycle = StarCycle::new(component, |module| {
            stars(summaries, module).iter().filter_map(move |&star| star_target(graph, module, star))
        });
        let names: BTreeSet<Arc<str>> =
            candidates.iter().map(|&(kept, _)| Arc::clone(&self.table.exports[kept].name)).collect();
        for name in names {
            let (seen, meeting) = cycle.see(&name, &mut OfCycle { stars: self, components });
            let conflict = meeting.map(|(module, kept, hidden)| StarConflict { module, kept, hidden });
            self.conflicts.extend(conflict);
            for (inherited, seen) in of_members.iter_mut().zip(seen) {
                *inherited = match seen {
                    Seen::Row(row) => inherited.with(&name, row),
                    Seen::Nothing | Seen::Ambiguous => inherited.without(&name),
                };
            }
        }
    }

    /// Whether two rows lead to one place; `true` as long as it is not known where they lead.
    fn are_same(&mut self, a: ExportIdx, b: ExportIdx) -> bool {
        let is_done = &self.is_done;
        let summaries = self.summaries;
        let knows = |module| is_done[module] || stars(summaries, module).is_empty();
        let mut end = |row| self.chains.resolve(self.table, row, knows);
        match (end(a), end(b)) {
            (Some(Ok(first)), Some(Ok(second))) => first == second,
            _ => true,
        }
    }

    /// `export *` leaves out `default`.
    fn starred_own_names(&self, module: ModuleIdx) -> ExportNames {
        self.table
            .own(module)
            .filter(|(_, export)| &*export.name != "default")
            .fold(ExportNames::default(), |names, (row, export)| names.with(&export.name, row))
    }

    /// Two stars bring one name. That is fine if it leads to one place, or if the module has the name itself.
    fn leave_out_if_ambiguous(
        &mut self,
        module: ModuleIdx,
        inherited: &mut ExportNames,
        kept: ExportIdx,
        hidden: ExportIdx,
    ) {
        let name = Arc::clone(&self.table.exports[kept].name);
        if self.table.find_own(module, &name).is_none() && !self.are_same(kept, hidden) {
            *inherited = inherited.without(&name);
            self.conflicts.push(StarConflict { module, kept, hidden });
        }
    }

    fn finish(
        &mut self,
        module: ModuleIdx,
        inherited: ExportNames,
        is_unknown: bool,
        components: &Components,
    ) {
        self.is_done[module] = true;
        let stars = stars(self.summaries, module);
        if stars.is_empty() {
            return;
        }
        self.visible[module] = self.visible[module].union(&inherited, &mut Vec::new());
        let is_dynamic = |&star: &LocalDependencyIdx| {
            star_target(self.graph, module, star).is_some_and(|target| {
                let is_inside = components.are_together(module, target);
                target != module && if is_inside { is_unknown } else { self.table.modules[target].unknown }
            })
        };
        let dynamic_stars = stars.iter().copied().filter(is_dynamic).collect();
        let row = &mut self.table.modules[module];
        row.inherited = inherited;
        row.unknown |= is_unknown;
        row.dynamic_stars = dynamic_stars;
    }
}

/// What members of a cycle of stars find, as far as it is known.
struct OfCycle<'stars, 'a> {
    stars: &'stars mut Stars<'a>,
    components: &'stars Components,
}

impl Lookup for OfCycle<'_, '_> {
    fn own(&self, module: ModuleIdx, name: &str) -> Option<ExportIdx> {
        self.stars.table.find_own(module, name)
    }

    fn brought_from_outside(&self, module: ModuleIdx, name: &str) -> Vec<ExportIdx> {
        let Stars { graph, summaries, visible, .. } = &*self.stars;
        let targets = stars(summaries, module).iter().filter_map(|&star| star_target(graph, module, star));
        let outside = targets.filter(|&target| !self.components.are_together(module, target));
        outside.filter_map(|target| visible[target].get(name)).collect()
    }

    fn are_same(&mut self, a: ExportIdx, b: ExportIdx) -> bool {
        self.stars.are_same(a, b)
    }
}

fn stars(summaries: &SummaryTable, module: ModuleIdx) -> &[LocalDependencyIdx] {
    match summaries[module].as_deref() {
        Some(summary) if summary.exports_kind == ExportsKind::Esm => &summary.star_exports,
        _ => &[],
    }
}

fn star_target(graph: &ModuleGraph, module: ModuleIdx, star: LocalDependencyIdx) -> Option<ModuleIdx> {
    graph.target(graph.dependency_of(module, star))
}

/// Modules that a module re-exports from, by name or by star.
fn reexport_targets<'a>(
    graph: &'a ModuleGraph,
    summaries: &'a SummaryTable,
    module: ModuleIdx,
) -> impl Iterator<Item = ModuleIdx> + use<'a> {
    let exports = summaries[module].as_deref().map_or(&[][..], |summary| &summary.exports);
    let named = exports.iter().filter_map(|export| match &export.target {
        ExportTarget::Local(_) => None,
        ExportTarget::ReExport { dependency, .. } => Some(*dependency),
    });
    let dependencies = stars(summaries, module).iter().copied().chain(named);
    dependencies.filter_map(move |dependency| graph.target(graph.dependency_of(module, dependency)))
}

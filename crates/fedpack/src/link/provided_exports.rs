//! The names that each module exports, and where each of them lives.
//!
//! First every module's own names, then what `export *` brings (strongly connected components of the star graph,
//! targets first, each name set shared with the target's), then the chains of named re-exports.

use std::sync::Arc;

use fedpack_graph::{
    ExportIdx, LocalDependencyIdx, ModuleIdx,
    export_names::{ExportNames, NameConflict},
    link_output::{DeclaredExport, ProvidedExports, ProvidedTable, ResolvedExport, UnresolvedExport},
    module_graph::{ModuleGraph, ModuleKind},
    summary::{ExportTarget, ExportsKind, ImportedName, ModuleSummary, SummaryTable},
};
use oxc_index::IndexVec;

/// A name that two stars of one module bring from different modules.
#[derive(Debug, Clone, Copy)]
pub struct StarConflict {
    pub module: ModuleIdx,
    pub kept: ExportIdx,
    pub hidden: ExportIdx,
}

/// Conflicts are candidates: both sides may still turn out to be one binding.
pub fn provided_exports(
    graph: &ModuleGraph,
    summaries: &SummaryTable,
    order: &[ModuleIdx],
) -> (ProvidedTable, Vec<StarConflict>) {
    let mut table = own_exports(graph, summaries, order);
    let conflicts = Stars::new(graph, summaries, &mut table).inherit(order);
    resolve_reexports(graph, summaries, &mut table);
    (table, conflicts)
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

/// Names with their position in the summary, and whether there may be others.
fn own_names(kind: &ModuleKind, summary: Option<&ModuleSummary>) -> (Vec<(Arc<str>, Option<u32>)>, bool) {
    if let ModuleKind::ContainerEntry(_) = kind {
        return (vec![(Arc::from("get"), None), (Arc::from("init"), None)], false);
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
            let members = summary.commonjs_exports.iter().map(|name| (Arc::from(name.as_str()), None));
            (listed.chain(members).chain([(Arc::from("default"), None)]).collect(), false)
        }
        ExportsKind::CommonJs | ExportsKind::CommonJsFlaggedEsm => (Vec::new(), true),
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
        | ModuleKind::ContainerEntry(_)
        | ModuleKind::Remote(_) => return None,
    };
    graph.target(graph.dependency_of(module, local))
}

/// Spreads names along `export *`. Tarjan's algorithm with a stack of its own: components come out targets first.
struct Stars<'a> {
    graph: &'a ModuleGraph,
    summaries: &'a SummaryTable,
    table: &'a mut ProvidedTable,
    /// Names that a star of this module would bring, once known.
    visible: IndexVec<ModuleIdx, ExportNames>,
    /// Order of discovery; 0: not yet.
    discovered: IndexVec<ModuleIdx, u32>,
    lowest: IndexVec<ModuleIdx, u32>,
    is_open: IndexVec<ModuleIdx, bool>,
    open: Vec<ModuleIdx>,
    /// First member of the module's component, once closed.
    component: IndexVec<ModuleIdx, Option<ModuleIdx>>,
    conflicts: Vec<StarConflict>,
}

impl<'a> Stars<'a> {
    fn new(graph: &'a ModuleGraph, summaries: &'a SummaryTable, table: &'a mut ProvidedTable) -> Self {
        let count = graph.modules.len();
        Self {
            graph,
            summaries,
            table,
            visible: IndexVec::from_vec(vec![ExportNames::default(); count]),
            discovered: IndexVec::from_vec(vec![0; count]),
            lowest: IndexVec::from_vec(vec![0; count]),
            is_open: IndexVec::from_vec(vec![false; count]),
            open: Vec::new(),
            component: IndexVec::from_vec(vec![None; count]),
            conflicts: Vec::new(),
        }
    }

    fn inherit(mut self, order: &[ModuleIdx]) -> Vec<StarConflict> {
        let mut clock = 0;
        for &root in order {
            if self.discovered[root] == 0 && !self.stars(root).is_empty() {
                self.search(root, &mut clock);
            }
        }
        self.conflicts
    }

    fn stars(&self, module: ModuleIdx) -> &'a [LocalDependencyIdx] {
        match self.summaries[module].as_deref() {
            Some(summary) if summary.exports_kind == ExportsKind::Esm => &summary.star_exports,
            _ => &[],
        }
    }

    fn target(&self, module: ModuleIdx, star: LocalDependencyIdx) -> Option<ModuleIdx> {
        self.graph.target(self.graph.dependency_of(module, star))
    }

    fn discover(&mut self, module: ModuleIdx, clock: &mut u32) {
        *clock += 1;
        self.discovered[module] = *clock;
        self.lowest[module] = *clock;
        self.is_open[module] = true;
        self.open.push(module);
    }

    fn search(&mut self, root: ModuleIdx, clock: &mut u32) {
        self.discover(root, clock);
        let mut stack = vec![(root, self.stars(root).iter())];
        while let Some((module, rest)) = stack.last_mut() {
            let module = *module;
            if let Some(&star) = rest.next() {
                let Some(target) = self.target(module, star) else { continue };
                if self.discovered[target] == 0 {
                    self.discover(target, clock);
                    stack.push((target, self.stars(target).iter()));
                } else if self.is_open[target] {
                    self.lowest[module] = self.lowest[module].min(self.discovered[target]);
                }
                continue;
            }
            stack.pop();
            if let Some((parent, _)) = stack.last() {
                self.lowest[*parent] = self.lowest[*parent].min(self.lowest[module]);
            }
            if self.lowest[module] == self.discovered[module] {
                let start = self.open.iter().rposition(|&open| open == module);
                let start = start.expect("a component's root is open until the component is closed");
                let component = self.open.split_off(start);
                self.close(&component);
            }
        }
    }

    /// All targets of the component's stars are inside of it or done.
    fn close(&mut self, component: &[ModuleIdx]) {
        for &module in component {
            self.is_open[module] = false;
            self.component[module] = Some(component[0]);
            self.visible[module] = self.starred_own_names(module);
        }
        let is_cycle = component.len() > 1;
        let mut inherited = ExportNames::default();
        let mut is_unknown = false;
        let mut conflicts = Vec::new();
        for &module in component {
            if is_cycle {
                // Each member sees what all members have.
                inherited = inherited.union(&self.visible[module], &mut Vec::new());
            }
            for &star in self.stars(module) {
                // A star without a target is an error of its own, and what it would bring is not known.
                let Some(target) = self.target(module, star) else {
                    is_unknown = true;
                    continue;
                };
                if self.component[target] != Some(component[0]) {
                    inherited = inherited.union(&self.visible[target], &mut conflicts);
                    is_unknown |= self.table.modules[target].unknown;
                }
            }
        }
        for &module in component {
            self.finish(module, &inherited, is_unknown);
        }
        if !is_cycle {
            self.report(component[0], conflicts);
        }
    }

    /// `export *` leaves out `default`.
    fn starred_own_names(&self, module: ModuleIdx) -> ExportNames {
        self.table
            .own(module)
            .filter(|(_, export)| &*export.name != "default")
            .fold(ExportNames::default(), |names, (row, export)| names.with(&export.name, row))
    }

    fn finish(&mut self, module: ModuleIdx, inherited: &ExportNames, is_unknown: bool) {
        if self.stars(module).is_empty() {
            return;
        }
        self.visible[module] = self.visible[module].union(inherited, &mut Vec::new());
        let dynamic_stars = self.stars(module).iter().copied().filter(|&star| {
            self.target(module, star).is_some_and(|target| {
                let is_inside = self.component[target] == self.component[module];
                target != module && if is_inside { is_unknown } else { self.table.modules[target].unknown }
            })
        });
        let dynamic_stars = dynamic_stars.collect();
        let row = &mut self.table.modules[module];
        row.inherited = inherited.clone();
        row.unknown |= is_unknown;
        row.dynamic_stars = dynamic_stars;
    }

    fn report(&mut self, module: ModuleIdx, conflicts: Vec<NameConflict>) {
        for (kept, hidden) in conflicts {
            if self.table.find_own(module, &self.table.exports[kept].name).is_none() {
                self.conflicts.push(StarConflict { module, kept, hidden });
            }
        }
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Progress {
    Untouched,
    Open,
    Done,
}

/// Follows each re-export to where the name lives. Each row is looked at once.
fn resolve_reexports(graph: &ModuleGraph, summaries: &SummaryTable, table: &mut ProvidedTable) {
    let mut progress = IndexVec::from_vec(vec![Progress::Untouched; table.exports.len()]);
    for start in table.exports.indices() {
        let mut chain = Vec::new();
        let mut current = start;
        let result = loop {
            match progress[current] {
                Progress::Done => break table.exports[current].resolved.clone(),
                Progress::Open => break Err(UnresolvedExport::Cycle),
                Progress::Untouched => {}
            }
            progress[current] = Progress::Open;
            chain.push(current);
            match next_of_reexport(graph, summaries, table, current) {
                Next::Row(next) => current = next,
                Next::End(result) => break result,
            }
        };
        for row in chain {
            progress[row] = Progress::Done;
            table.exports[row].resolved = result.clone();
        }
    }
}

enum Next {
    Row(ExportIdx),
    End(Result<ResolvedExport, UnresolvedExport>),
}

fn next_of_reexport(
    graph: &ModuleGraph,
    summaries: &SummaryTable,
    table: &ProvidedTable,
    row: ExportIdx,
) -> Next {
    let export = &table.exports[row];
    let Some((dependency, imported)) = reexport_source(summaries, export) else {
        return Next::End(export.resolved.clone());
    };
    let Some(target) = graph.target(graph.dependency_of(export.module, dependency)) else {
        return Next::End(Err(UnresolvedExport::Missing));
    };
    let ImportedName::Name(name) = imported else {
        return Next::End(Ok(ResolvedExport { module: target, name: None }));
    };
    match table.find(target, name) {
        Some(next) => Next::Row(next),
        None if table.modules[target].unknown => {
            Next::End(Ok(ResolvedExport { module: target, name: Some(Arc::from(name.as_str())) }))
        }
        None => Next::End(Err(UnresolvedExport::Missing)),
    }
}

/// Where a re-export takes its value from; `None` for an export of the module's own.
pub fn reexport_source<'a>(
    summaries: &'a SummaryTable,
    export: &DeclaredExport,
) -> Option<(LocalDependencyIdx, &'a ImportedName)> {
    let summary = summaries[export.module].as_deref()?;
    match &summary.exports[export.position? as usize].target {
        ExportTarget::Local(_) => None,
        ExportTarget::ReExport { dependency, imported } => Some((*dependency, imported)),
    }
}

//! Object literals of which every mention is known to be a read of one property.
//!
//! ```js
//! export const KEYS = { enter: 13, escape: 27, up: () => move(-1) };
//! // elsewhere, and nothing else anywhere:
//! if (key === KEYS.enter) KEYS.up();          // if (key === 13) KEYS.up();     export const KEYS = { up: … };
//! ```
//!
//! Nobody can tell that properties are missing that nobody reads, or that a short value is written in place of the read. Known
//! are the mentions of the whole graph, whether they are live or not: what another build may get hold of is not looked at.

use fedpack_graph::{
    LocalSymbolIdx, ModuleIdx,
    link_output::{ClosedObjects, ProvidedTable},
    module_graph::{DependencyKind, ModuleGraph},
    summary::{
        ExportTarget, ExportsKind, ImportUsage, ImportedName, ModuleFeatures, ModuleSummary, ReadObject,
        SummaryTable,
    },
};
use oxc_index::IndexVec;
use rustc_hash::{FxHashMap, FxHashSet};

use super::constants::provided_symbol;

pub fn closed_objects(
    graph: &ModuleGraph,
    summaries: &SummaryTable,
    order: &[ModuleIdx],
    provided: &ProvidedTable,
) -> ClosedObjects {
    let mut search = Search {
        graph,
        summaries,
        provided,
        rows: candidates(summaries, order),
        is_open: IndexVec::from_vec(vec![false; graph.modules.len()]),
    };
    if search.rows.is_empty() {
        return ClosedObjects::default();
    }
    let entries = graph.entries.iter().flat_map(|entry| &entry.dependencies).chain(&graph.includes);
    for &dependency in entries {
        search.open_all(graph.target(dependency));
    }
    for &module in order {
        search.mentions_of(module);
    }
    ClosedObjects { rows: search.rows }
}

type Rows = FxHashMap<(ModuleIdx, LocalSymbolIdx), FxHashSet<Box<str>>>;

/// With what their own modules read.
fn candidates(summaries: &SummaryTable, order: &[ModuleIdx]) -> Rows {
    let mut rows = Rows::default();
    for &module in order {
        let Some(summary) = summaries[module].as_deref() else { continue };
        for (symbol, row) in summary.symbols.iter_enumerated() {
            if let Some(object) = row.facts.as_deref().and_then(|facts| facts.object.as_ref()) {
                let read = object.read.iter().filter(|name| is_kept(object, name)).cloned();
                rows.insert((module, symbol), read.collect());
            }
        }
    }
    rows
}

/// Its value cannot stand where it is read.
fn is_kept(object: &ReadObject, name: &str) -> bool {
    object.property(name).is_some_and(|property| property.constant.is_none())
}

struct Search<'a> {
    graph: &'a ModuleGraph,
    summaries: &'a SummaryTable,
    provided: &'a ProvidedTable,
    /// Objects of which no other mention has been found so far.
    rows: Rows,
    /// Modules of which all exports may be read in any way.
    is_open: IndexVec<ModuleIdx, bool>,
}

impl Search<'_> {
    fn mentions_of(&mut self, module: ModuleIdx) {
        let graph = self.graph;
        let summary = self.summaries[module].as_deref();
        let esm = summary.filter(|summary| {
            summary.exports_kind == ExportsKind::Esm && !summary.features.contains(ModuleFeatures::EVAL)
        });
        for dependency in graph.dependencies_of(module) {
            if esm.is_none() || graph.dependencies[dependency].kind != DependencyKind::EsmImport {
                self.open_all(graph.target(dependency));
            }
        }
        if let Some(summary) = esm {
            self.imports_of(module, summary);
        }
    }

    fn imports_of(&mut self, module: ModuleIdx, summary: &ModuleSummary) {
        for import in &summary.imports {
            let target = self.graph.target(self.graph.dependency_of(module, import.dependency));
            let Some(target) = target else { continue };
            match (&import.imported, &import.usage) {
                (_, ImportUsage::Unused) => {}
                (ImportedName::Name(name), ImportUsage::Whole) => self.open(target, name),
                (ImportedName::Name(name), ImportUsage::Members(members)) => self.read(target, name, members),
                (ImportedName::Namespace, ImportUsage::Whole) => self.open_all(Some(target)),
                (ImportedName::Namespace, ImportUsage::Members(members)) => {
                    for member in members {
                        self.open(target, member);
                    }
                }
            }
        }
        for export in &summary.exports {
            if let ExportTarget::ReExport { dependency, imported: ImportedName::Namespace } = export.target {
                self.open_all(self.graph.target(self.graph.dependency_of(module, dependency)));
            }
        }
    }

    fn open(&mut self, target: ModuleIdx, name: &str) {
        if let Some(symbol) = provided_symbol(self.summaries, self.provided, target, name) {
            self.rows.remove(&symbol);
        }
    }

    fn read(&mut self, target: ModuleIdx, name: &str, members: &[String]) {
        let Some((module, symbol)) = provided_symbol(self.summaries, self.provided, target, name) else {
            return;
        };
        let Some(row) = self.rows.get_mut(&(module, symbol)) else { return };
        let facts = self.summaries[module].as_deref().and_then(|it| it.symbols[symbol].facts.as_deref());
        let Some(object) = facts.and_then(|facts| facts.object.as_ref()) else { return };
        // What it inherits may read all of it: `KEYS.hasOwnProperty(name)`.
        if members.iter().any(|member| object.property(member).is_none()) {
            self.rows.remove(&(module, symbol));
            return;
        }
        let kept = members.iter().filter(|member| is_kept(object, member));
        row.extend(kept.map(|member| Box::from(member.as_str())));
    }

    /// All that the exports object of `module` has.
    fn open_all(&mut self, module: Option<ModuleIdx>) {
        let mut work: Vec<ModuleIdx> = module.into_iter().collect();
        while let Some(module) = work.pop() {
            if std::mem::replace(&mut self.is_open[module], true) {
                continue;
            }
            let Some(summary) = self.summaries[module].as_deref() else { continue };
            for export in &summary.exports {
                self.open(module, &export.name);
            }
            let stars = summary.star_exports.iter();
            work.extend(stars.filter_map(|&star| self.graph.target(self.graph.dependency_of(module, star))));
        }
    }
}

//! What each imported name stands for, seen from the importing module.
//!
//! A name is followed to the module that declares it as long as all modules on the way are free of side
//! effects (webpack's re-targeting), so that those need not be part of the output:
//!
//! ```js
//! // index.js                          // barrel.js ("sideEffects": false)
//! import {a} from "./barrel";          export {a} from "./a";
//! ```
//!
//! binds `a` of `index.js` to `./a`. Shared modules, remotes, externals and CommonJS are never looked through.

use std::{cell::RefCell, sync::Arc};

use fedpack_graph::{
    ExportIdx, ImportIdx, LocalDependencyIdx, ModuleIdx,
    link_output::{Binding, ConstantTable, NamespaceMembers, NamespacePath, ProvidedTable},
    module_graph::{ModuleGraph, ModuleKind, ModuleType, Span},
    summary::{
        ExportTarget, ExportsKind, ImportUsage, ImportedName, ModuleFeatures, ModuleSummary, Presence,
        SummaryTable,
    },
};
use oxc_index::IndexVec;
use rayon::prelude::*;
use rustc_hash::FxHashSet;

use super::{
    nearest_stars::{Found, StarCycles},
    reexport_chains::reexport_source,
    side_effects::SideEffects,
};
use crate::diagnostics::{Diagnostics, Severity, link as report};

#[derive(Debug)]
pub struct Bindings {
    /// The table of `LinkOutput`.
    pub imports: IndexVec<ModuleIdx, IndexVec<ImportIdx, Binding>>,
    /// What the declaring module of each row has to read to provide it: itself for a local export, what is
    /// behind it for a re-export.
    pub sources: IndexVec<ExportIdx, Binding>,
    /// The table of `LinkOutput`.
    pub members: NamespaceMembers,
    /// The table of `LinkOutput`, by the pass `constants`.
    pub constants: ConstantTable,
    pub star_cycles: StarCycles,
}

pub fn bind_imports(
    graph: &ModuleGraph,
    summaries: &SummaryTable,
    order: &[ModuleIdx],
    effects: &SideEffects,
    provided: &ProvidedTable,
    star_cycles: StarCycles,
) -> Bindings {
    let cycles = &star_cycles;
    let none = IndexVec::new();
    let nearest = &RefCell::default();
    let sources =
        Binder { graph, summaries, effects, provided, sources: &none, cycles, nearest }.bind_sources();
    let bound: Vec<_> = order
        .par_iter()
        .map_init(RefCell::default, |nearest, &module| {
            let binder = Binder { graph, summaries, effects, provided, sources: &sources, cycles, nearest };
            let bound = binder.bind_module(module);
            let members = binder.bind_members(module, &bound);
            let paths = binder.bind_paths(module, &bound);
            (bound, members, paths)
        })
        .collect();
    let mut imports = IndexVec::from_vec(vec![IndexVec::new(); graph.modules.len()]);
    let mut members = IndexVec::from_vec(vec![Vec::new(); graph.modules.len()]);
    let mut paths = IndexVec::from_vec(vec![Vec::new(); graph.modules.len()]);
    for (&module, (bound, of_namespaces, of_paths)) in order.iter().zip(bound) {
        imports[module] = bound;
        members[module] = of_namespaces;
        paths[module] = of_paths;
    }
    Bindings {
        imports,
        sources,
        members: NamespaceMembers { rows: members, paths },
        constants: ConstantTable::default(),
        star_cycles,
    }
}

/// Looks names up from importers. Cheap to copy: made of references.
#[derive(Clone, Copy)]
pub struct Binder<'a> {
    pub graph: &'a ModuleGraph,
    pub summaries: &'a SummaryTable,
    pub effects: &'a SideEffects,
    pub provided: &'a ProvidedTable,
    pub sources: &'a IndexVec<ExportIdx, Binding>,
    pub cycles: &'a StarCycles,
    /// What this pass has asked `cycles` for.
    pub nearest: &'a RefCell<Found>,
}

enum Located {
    /// As the row's own module reads it.
    AsSource(ExportIdx),
    Here(Binding),
}

impl<'a> Binder<'a> {
    fn bind_module(self, module: ModuleIdx) -> IndexVec<ImportIdx, Binding> {
        let Some(summary) = self.summaries[module].as_deref() else { return IndexVec::new() };
        let imports = summary.imports.iter();
        imports.map(|import| self.bind(module, import.dependency, &import.imported)).collect()
    }

    /// Members of namespaces that are read one by one, where they live elsewhere.
    fn bind_members(
        self,
        module: ModuleIdx,
        bound: &IndexVec<ImportIdx, Binding>,
    ) -> Vec<(ImportIdx, Box<str>, Binding)> {
        let Some(summary) = self.summaries[module].as_deref() else { return Vec::new() };
        let mut rows = Vec::new();
        for (import, binding) in bound.iter_enumerated() {
            let (Binding::Namespace { module: target }, ImportUsage::Members(members)) =
                (binding, &summary.imports[import].usage)
            else {
                continue;
            };
            for member in members {
                let found = self.bind_name(*target, member);
                if found.module().is_some_and(|declaring| declaring != *target) {
                    rows.push((import, Box::from(member.as_str()), found));
                }
            }
        }
        rows.sort_unstable_by(|left, right| (left.0, &left.1).cmp(&(right.0, &right.1)));
        rows
    }

    /// Paths that lead through more than one namespace, as far as these go.
    fn bind_paths(self, module: ModuleIdx, bound: &IndexVec<ImportIdx, Binding>) -> Vec<NamespacePath> {
        let Some(summary) = self.summaries[module].as_deref() else { return Vec::new() };
        let mut rows = Vec::new();
        for path in &summary.paths {
            let mut binding = bound[path.import].clone();
            let mut count = 0;
            while let (Binding::Namespace { module: target }, Some(member)) =
                (&binding, path.members.get(count))
            {
                match self.bind_name(*target, member) {
                    Binding::Missing => break,
                    found => binding = found,
                }
                count += 1;
            }
            if count > 1 {
                rows.push(NamespacePath {
                    import: path.import,
                    members: path.members[..count].into(),
                    binding,
                });
            }
        }
        rows.sort_unstable_by(|left, right| {
            (left.import, &left.members).cmp(&(right.import, &right.members))
        });
        rows.dedup();
        rows
    }

    fn bind(self, module: ModuleIdx, dependency: LocalDependencyIdx, imported: &ImportedName) -> Binding {
        match (self.graph.target(self.graph.dependency_of(module, dependency)), imported) {
            (None, _) => Binding::Missing,
            (Some(target), ImportedName::Namespace) => Binding::Namespace { module: target },
            (Some(target), ImportedName::Name(name)) => self.bind_name(target, name),
        }
    }

    /// What `name` of `target` is for a module that imports it from there.
    pub fn bind_name(self, target: ModuleIdx, name: &str) -> Binding {
        match self.locate(target, name) {
            Located::AsSource(row) => self.sources[row].clone(),
            Located::Here(binding) => binding,
        }
    }

    fn locate(self, target: ModuleIdx, name: &str) -> Located {
        let Some(row) = self.provided.find(target, name) else {
            return Located::Here(if self.provided.modules[target].unknown {
                Binding::Export { module: target, name: Arc::from(name) }
            } else {
                Binding::Missing
            });
        };
        let export = &self.provided.exports[row];
        if export.resolved.is_err() {
            return Located::Here(Binding::Missing);
        }
        let mut module = target;
        loop {
            if self.effects.is_opaque[module] {
                return Located::Here(Binding::Export { module, name: Arc::clone(&export.name) });
            }
            if module == export.module {
                return Located::AsSource(row);
            }
            // If bindings stop nowhere below, there is no need to look at each star on the way.
            module = if self.effects.reaches_opaque[module] {
                self.star_of(module, row).map_or(export.module, |(_, next)| next)
            } else {
                export.module
            };
        }
    }

    /// The first `export *` of `module` that brings `row`, and its target. In a cycle of stars it is the one from which the row
    /// is nearest: from the target of another it might come by way of this very module.
    pub fn star_of(self, module: ModuleIdx, row: ExportIdx) -> Option<(LocalDependencyIdx, ModuleIdx)> {
        let mut bringing = self.stars_bringing(module, row);
        let first = bringing.next()?;
        if !self.provided.modules[module].is_in_star_cycle {
            return Some(first);
        }
        if bringing.next().is_none() {
            return Some(first);
        }
        let nearest = self.cycles.nearest(module, row, self.provided, &mut self.nearest.borrow_mut());
        Some(nearest.map_or(first, |star| (star.dependency, star.target)))
    }

    fn stars_bringing(
        self,
        module: ModuleIdx,
        row: ExportIdx,
    ) -> impl Iterator<Item = (LocalDependencyIdx, ModuleIdx)> + use<'a> {
        let stars = self.summaries[module].as_deref().map_or(&[][..], |summary| &summary.star_exports);
        let name = &self.provided.exports[row].name;
        let targets = stars.iter().filter_map(move |&star| {
            Some((star, self.graph.target(self.graph.dependency_of(module, star))?))
        });
        targets.filter(move |&(_, target)| target != module && self.provided.find(target, name) == Some(row))
    }

    /// Each row depends on at most one other row: chains, followed once.
    fn bind_sources(self) -> IndexVec<ExportIdx, Binding> {
        let mut sources: IndexVec<ExportIdx, Option<Binding>> =
            IndexVec::from_vec(vec![None; self.provided.exports.len()]);
        for start in self.provided.exports.indices() {
            let mut chain = Vec::new();
            let mut current = start;
            let binding = loop {
                if let Some(binding) = &sources[current] {
                    break binding.clone();
                }
                chain.push(current);
                // Rows of a cycle are unresolved, and `source` gives up at those, so the chain ends.
                match self.source(current) {
                    Located::AsSource(next) => current = next,
                    Located::Here(binding) => break binding,
                }
            };
            for row in chain {
                sources[row] = Some(binding.clone());
            }
        }
        sources.into_iter().map(Option::unwrap_or_default).collect()
    }

    fn source(self, row: ExportIdx) -> Located {
        let export = &self.provided.exports[row];
        if export.resolved.is_err() {
            return Located::Here(Binding::Missing);
        }
        let Some((dependency, imported)) = reexport_source(self.summaries, export) else {
            return Located::Here(Binding::Export { module: export.module, name: Arc::clone(&export.name) });
        };
        let target = self.graph.target(self.graph.dependency_of(export.module, dependency));
        match (target, imported) {
            (None, _) => Located::Here(Binding::Missing),
            (Some(target), ImportedName::Namespace) => Located::Here(Binding::Namespace { module: target }),
            (Some(target), ImportedName::Name(name)) => self.locate(target, name),
        }
    }
}

/// Names that are imported or re-exported but that their module does not provide. Only what is mentioned is
/// checked: an import that nobody reads may have been a type.
pub fn unknown_exports(
    graph: &ModuleGraph,
    summaries: &SummaryTable,
    order: &[ModuleIdx],
    provided: &ProvidedTable,
) -> Diagnostics {
    let check = Check { graph, summaries, provided };
    let mut diagnostics: Diagnostics = order
        .par_iter()
        .filter_map(|&module| Some((module, summaries[module].as_deref()?)))
        .flat_map_iter(|(module, summary)| check.module(module, summary))
        .collect();
    diagnostics.extend(report::reexport_cycles(graph, summaries, provided));
    diagnostics
}

struct Check<'a> {
    graph: &'a ModuleGraph,
    summaries: &'a SummaryTable,
    provided: &'a ProvidedTable,
}

impl Check<'_> {
    fn module(&self, module: ModuleIdx, summary: &ModuleSummary) -> Diagnostics {
        let mut reported = FxHashSet::default();
        let mut diagnostics = Vec::new();
        let presence = summary.exports_presence;
        let mut check = |dependency, name: &str, span, presence| {
            if let Some(problem) = self.name(module, summary, dependency, name, span, presence)
                && reported.insert((dependency, name.to_owned()))
            {
                diagnostics.push(problem);
            }
        };
        for import in &summary.imports {
            match (&import.imported, &import.usage) {
                (_, ImportUsage::Unused) | (ImportedName::Namespace, ImportUsage::Whole) => {}
                (ImportedName::Name(name), _) => {
                    check(import.dependency, name, import.span, presence.imports)
                }
                (ImportedName::Namespace, ImportUsage::Members(members)) => {
                    for member in members {
                        check(import.dependency, member, import.span, presence.imports);
                    }
                }
            }
        }
        // `export {T} from "./types"`: one file alone does not tell whether `T` is a type.
        if summary.features.contains(ModuleFeatures::TYPESCRIPT) {
            return diagnostics;
        }
        for export in &summary.exports {
            if let ExportTarget::ReExport { dependency, imported: ImportedName::Name(name) } = &export.target
            {
                check(*dependency, name, export.span, presence.reexports);
            }
        }
        diagnostics
    }

    fn name(
        &self,
        importer: ModuleIdx,
        summary: &ModuleSummary,
        dependency: LocalDependencyIdx,
        name: &str,
        span: Span,
        presence: Presence,
    ) -> Option<crate::diagnostics::BuildDiagnostic> {
        let dependency = self.graph.dependency_of(importer, dependency);
        let target = self.graph.target(dependency)?;
        let place = report::ImportPlace { graph: self.graph, importer, dependency, target, span };
        // webpack's `auto`: what a strict module may not do is an error, elsewhere it gives `undefined`.
        // What the package has and fedpack's own federation runtime has not would be called all the same.
        let is_strict =
            summary.strict_interop || matches!(self.graph.modules[target].kind, ModuleKind::FederationApi);
        let severity = match presence {
            Presence::Auto if is_strict => Severity::Error,
            Presence::Auto | Presence::Warn => Severity::Warning,
            Presence::Error => Severity::Error,
            Presence::Silent => return None,
        };
        if let ModuleKind::ConsumeShared(_) = self.graph.modules[target].kind {
            let fallback = self.provided.modules[target].same_as?;
            let is_known = !self.provided.modules[fallback].unknown && self.is_namespace(fallback);
            return (is_known && self.provided.find(fallback, name).is_none())
                .then(|| report::shared_export_unknown(&place, name, self.provided, fallback));
        }
        if self.provided.modules[target].unknown {
            return None;
        }
        let is_provided = self.provided.find(target, name).is_some();
        let is_data = !self.is_namespace(target) && name != "default";
        if is_data && summary.strict_interop && is_provided {
            return Some(report::named_import_of_data(&place, name, Severity::Error));
        }
        if !is_provided {
            return Some(report::export_not_found(&place, name, self.provided, severity));
        }
        let is_json =
            matches!(self.graph.modules[target].kind, ModuleKind::Normal { module_type: ModuleType::Json });
        (is_data && is_json).then(|| report::named_import_of_data(&place, name, Severity::Warning))
    }

    fn is_namespace(&self, module: ModuleIdx) -> bool {
        self.summaries[module]
            .as_ref()
            .is_none_or(|summary| summary.exports_kind != ExportsKind::DefaultObject)
    }
}

//! What is live of the names that `export *` brings.

use std::sync::Arc;

use fedpack_graph::{
    ExportIdx, LocalDependencyIdx, ModuleIdx,
    link_output::{Binding, ProvidedTable},
    summary::ModuleSummary,
};

use super::{Live, Sweep};

/// A module that exposes everything and stars more names than this passes them on at run time, so that a long
/// chain of stars does not list every name in every module.
const MOST_LISTED_STAR_NAMES: usize = 500;
/// Names that stars pass on, over all modules, of which on a module that uses many of them counts as one that exposes everything:
/// a thousand names through ten thousand modules would be ten million rows.
const MOST_INHERITED_NAMES: usize = 200_000;

impl<'a> Sweep<'a> {
    /// A live name that comes from a star: from which, and what it is there.
    pub(super) fn live_inherited_export(&mut self, module: ModuleIdx, row: ExportIdx) {
        self.inherited_names += 1;
        if self.inherited_names > MOST_INHERITED_NAMES
            && self.states[module].other_names.len() > MOST_LISTED_STAR_NAMES / 10
            && !self.copies.lists_stars()
        {
            return self.work.push(Live::AllExports(module));
        }
        if let Some((star, target)) = self.binder.star_of(module, row) {
            self.live_through_star(module, row, star, target);
        }
    }

    /// The name of `row`, which `star` of `module` brings from `target`, is read from where it is declared.
    fn live_through_star(
        &mut self,
        module: ModuleIdx,
        row: ExportIdx,
        star: LocalDependencyIdx,
        target: ModuleIdx,
    ) {
        let provided: &'a ProvidedTable = self.provided;
        let export = &provided.exports[row];
        let binding = self.binder.bind_name(target, &export.name);
        let dependency = self.graph.dependency_of(module, star);
        match &binding {
            Binding::Missing => {}
            Binding::Export { module: source, .. } => {
                self.import(module, dependency, *source);
                // The name at the source is that of a row, which lives as long as the tables.
                if let Some(name) = self.stable_name(&binding) {
                    self.work.push(Live::Export(*source, name));
                } else {
                    self.work.push(Live::AllExports(*source));
                }
            }
            Binding::Namespace { module: source } => {
                self.import(module, dependency, *source);
                self.work.push(Live::AllExports(*source));
            }
        }
        self.states[module].reexports.push((&export.name, binding));
    }

    /// A name that some star may bring at run time: all of those stay, and may be asked for it.
    pub(super) fn live_run_time_name(&mut self, module: ModuleIdx, name: &'a str) {
        let provided: &'a ProvidedTable = self.provided;
        if self.copies.keeps_modules() && !provided.modules[module].dynamic_stars.is_empty() {
            // What such a star copies at run time would take the place of a name that comes later.
            return self.work.push(Live::AllExports(module));
        }
        for &star in &provided.modules[module].dynamic_stars {
            let dependency = self.graph.dependency_of(module, star);
            let Some(target) = self.graph.target(dependency) else { continue };
            self.import(module, dependency, target);
            self.work.push(Live::Export(target, name));
            self.states[module].dynamic_stars.push(star);
        }
    }

    /// Whether there are too many names of stars to list them.
    pub(super) fn passes_on_at_run_time(&self, module: ModuleIdx) -> bool {
        let inherited = self.provided.inherited(module);
        !self.copies.lists_stars()
            && inherited.take(MOST_LISTED_STAR_NAMES + 1).count() > MOST_LISTED_STAR_NAMES
    }

    /// Nobody sees whether a star leads through this module or to what is behind it:
    ///
    /// ```js
    /// import * as all from "./barrel";   // barrel.js: export * from "./middle";   middle.js: export * from "./a";
    /// ```
    ///
    /// `barrel.js` reads its names from `a.js`. A copy that may be shaken later keeps its modules.
    pub(super) fn is_passage(&self, target: ModuleIdx) -> bool {
        !self.copies.keeps_modules()
            && !self.binder.effects.is_opaque[target]
            && !self.provided.modules[target].unknown
            && self.esm(target).is_some_and(|summary| !summary.star_exports.is_empty())
    }

    /// All names of all stars, each read from the star that brings it, or from behind it.
    pub(super) fn list_inherited(&mut self, module: ModuleIdx, summary: &'a ModuleSummary, is_long: bool) {
        let provided: &'a ProvidedTable = self.provided;
        self.states[module].dynamic_stars.extend_from_slice(if is_long {
            &summary.star_exports
        } else {
            &provided.modules[module].dynamic_stars
        });
        if is_long {
            return;
        }
        for (name, row) in provided.inherited(module) {
            match self.binder.star_of(module, row) {
                Some((star, target)) if self.is_passage(target) => {
                    self.live_through_star(module, row, star, target);
                }
                Some((_, target)) => {
                    let binding = Binding::Export { module: target, name: Arc::clone(name) };
                    self.states[module].reexports.push((name, binding));
                }
                None => {}
            }
        }
    }
}

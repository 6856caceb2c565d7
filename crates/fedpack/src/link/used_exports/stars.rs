//! What is live of the names that `export *` brings.

use std::sync::Arc;

use fedpack_graph::{
    ExportIdx, ModuleIdx,
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
        let provided: &'a ProvidedTable = self.provided;
        self.inherited_names += 1;
        if self.inherited_names > MOST_INHERITED_NAMES
            && self.states[module].other_names.len() > MOST_LISTED_STAR_NAMES / 10
            && !self.copies.lists_stars()
        {
            return self.work.push(Live::AllExports(module));
        }
        let export = &provided.exports[row];
        let Some((star, target)) = self.binder.star_of(module, row) else { return };
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

    /// All names of all stars, each read from the star that brings it.
    pub(super) fn list_inherited(&mut self, module: ModuleIdx, summary: &'a ModuleSummary) {
        let provided: &'a ProvidedTable = self.provided;
        let inherited = provided.inherited(module);
        let is_long = !self.copies.lists_stars()
            && inherited.take(MOST_LISTED_STAR_NAMES + 1).count() > MOST_LISTED_STAR_NAMES;
        self.states[module].dynamic_stars.extend_from_slice(if is_long {
            &summary.star_exports
        } else {
            &provided.modules[module].dynamic_stars
        });
        if is_long {
            return;
        }
        for (name, row) in provided.inherited(module) {
            if let Some((_, target)) = self.binder.star_of(module, row) {
                let binding = Binding::Export { module: target, name: Arc::clone(name) };
                self.states[module].reexports.push((name, binding));
            }
        }
    }
}

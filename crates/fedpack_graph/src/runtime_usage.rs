//! What is live for single runtimes, where entries have runtimes of their own and use different things.
//!
//! ```js
//! // a.js                                  // b.js
//! import { x } from "./both.js";           import { y } from "./both.js";
//! ```
//!
//! The file of `a` has no `y`, and that of `b` has no `x`; a chunk that both load has what either needs. What a runtime
//! uses is part of what the build uses, so only differences are kept.

use std::sync::Arc;

use fixedbitset::FixedBitSet;
use rustc_hash::FxHashMap;

use crate::{
    LocalDependencyIdx, ModuleIdx,
    link_output::{Binding, LinkOutput, LiveStatements, ReExports, UsedExports, written_of},
};

/// One runtime. None is listed where all entries have the same one.
#[derive(Debug, Default, Clone)]
pub struct RuntimeUsage {
    /// Entries that have it, by their place in `ModuleGraph::entries`.
    pub entries: FixedBitSet,
    /// Modules that are part of the output for it.
    pub included: FixedBitSet,
    /// Connections that make their targets run in it.
    pub active: FixedBitSet,
    /// Those of which it uses less than the build does.
    pub narrowed: FxHashMap<ModuleIdx, ModuleUsage>,
}

/// What `LinkOutput` says of one module, for some runtimes only.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ModuleUsage {
    pub exports: UsedExports,
    pub statements: LiveStatements,
    /// The modules of its `StaticImport`s, sorted.
    pub imports: Vec<ModuleIdx>,
    pub reexports: ReExports,
    /// Exports whose value is written elsewhere, with the module, sorted.
    pub written: Vec<(ModuleIdx, Arc<str>)>,
}

impl ModuleUsage {
    fn unite(&mut self, other: &Self) {
        self.exports = match (std::mem::take(&mut self.exports), &other.exports) {
            (UsedExports::Names(mine), UsedExports::Names(theirs)) => {
                UsedExports::Names(sorted(mine.into_iter().chain(theirs.iter().cloned())))
            }
            (UsedExports::All, _) | (_, UsedExports::All) => UsedExports::All,
        };
        match (&mut self.statements, &other.statements) {
            (LiveStatements::Some(mine), LiveStatements::Some(theirs)) => mine.union_with(theirs),
            (_, LiveStatements::All) => self.statements = LiveStatements::All,
            (LiveStatements::All, LiveStatements::Some(_)) => {}
        }
        self.imports = sorted(self.imports.iter().chain(&other.imports).copied());
        let names = std::mem::take(&mut self.reexports.names);
        let mut names: Vec<(Arc<str>, Binding)> =
            names.into_iter().chain(other.reexports.names.iter().cloned()).collect();
        names.sort_by(|left, right| left.0.cmp(&right.0));
        names.dedup_by(|later, first| later.0 == first.0);
        let stars: Vec<LocalDependencyIdx> =
            sorted(self.reexports.dynamic_stars.iter().chain(&other.reexports.dynamic_stars).copied());
        self.reexports = ReExports { names, dynamic_stars: stars };
        self.written = sorted(self.written.iter().chain(&other.written).cloned());
    }
}

fn sorted<T: Ord>(all: impl Iterator<Item = T>) -> Vec<T> {
    let mut all: Vec<T> = all.collect();
    all.sort_unstable();
    all.dedup();
    all
}

impl LinkOutput {
    /// The row of `module` in all tables of the build.
    pub fn usage_of(&self, module: ModuleIdx) -> ModuleUsage {
        let used = &self.used[module];
        ModuleUsage {
            exports: used.exports.clone(),
            statements: used.statements.clone(),
            imports: sorted(self.static_imports[module].iter().map(|row| row.module)),
            reexports: self.reexports[module].clone(),
            written: written_of(&self.constants.written, module).to_vec(),
        }
    }

    /// Whether one of `runtimes` has `module`.
    pub fn is_included_in(&self, module: ModuleIdx, runtimes: &FixedBitSet) -> bool {
        runtimes.ones().any(|runtime| self.runtimes[runtime].included.contains(module.index()))
    }

    /// What `runtimes` use of `module` together, if that is less than the build uses of it. `None` also for a module that
    /// none of them has.
    pub fn usage_in(&self, module: ModuleIdx, runtimes: &FixedBitSet) -> Option<ModuleUsage> {
        if self.runtimes.is_empty() {
            return None;
        }
        let rows: Vec<&RuntimeUsage> = runtimes.ones().map(|runtime| &self.runtimes[runtime]).collect();
        united_usage(&rows, module).filter(|united| *united != self.usage_of(module))
    }
}

/// What `runtimes` use of `module` together. `None` if one of them uses all that the build does, or none has it.
pub fn united_usage(runtimes: &[&RuntimeUsage], module: ModuleIdx) -> Option<ModuleUsage> {
    let mut united: Option<ModuleUsage> = None;
    for runtime in runtimes.iter().filter(|runtime| runtime.included.contains(module.index())) {
        let row = runtime.narrowed.get(&module)?;
        match &mut united {
            Some(all) => all.unite(row),
            None => united = Some(row.clone()),
        }
    }
    united
}

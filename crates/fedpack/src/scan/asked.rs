//! What modules are asked for, so that those nobody asks for anything are not read.
//!
//! ```js
//! // index.js of a package with "sideEffects": false          // app.js
//! export { Button } from "./button";                           import { Button } from "ui";
//! export { Table } from "./table";                             // nobody asks for `Table`
//! ```
//!
//! A file that is declared to be free of side effects is there for its exports. Until somebody asks for one of them, an
//! import declaration does not lead to it: `./table` is found, but neither read nor part of the graph.
//!
//! Asked for is all that link may find to be used, and more: every name that a module mentions, and everything of what
//! anything else than an import declaration leads to. So what is read does not depend on the order of arrival.

use fedpack_graph::{
    DependencyIdx, LocalDependencyIdx, ModuleIdx,
    module_graph::{Dependency, DependencyKind, ModuleKind, SideEffectsFlag},
    summary::{ExportTarget, ExportsKind, ImportUsage, ImportedName, ModuleFeatures, ModuleSummary},
};
use fixedbitset::FixedBitSet;
use oxc_index::IndexVec;
use rustc_hash::{FxHashMap, FxHashSet};

use super::{
    Owner, Task,
    build::BuildContext,
    module_draft::{Factorized, ModuleDraft, Target},
    side_effects::side_effects,
};
use crate::{
    config::Config,
    plugin::{HookSet, PluginDriver},
};

/// A module that is asked for more names than these, which only its stars can have, is asked for everything: or each of ten
/// thousand names would go down a chain of ten thousand stars.
const MOST_NAMES_OF_STARS: usize = 200;

/// Whether modules may be left unread: not where link keeps every export, nor where plugins decide about modules.
pub fn leaves_modules_unread(config: &Config, plugins: &PluginDriver) -> bool {
    let optimization = &config.optimization;
    let knows_usage = optimization.used_exports && optimization.side_effects && optimization.provided_exports;
    knows_usage && !plugins.wants(HookSet::CREATE_MODULE)
}

/// Which dependencies of a module lead nowhere until somebody asks for what they pass on.
pub fn waiting(summary: Option<&ModuleSummary>, dependencies: &[(Dependency, Factorized)]) -> FixedBitSet {
    let mut waiting = FixedBitSet::with_capacity(dependencies.len());
    let Some(summary) = summary.filter(|summary| shows_its_reads(summary)) else { return waiting };
    for (position, (dependency, factorized)) in dependencies.iter().enumerate() {
        let may_wait = dependency.kind == DependencyKind::EsmImport && is_there_for_its_exports(factorized);
        waiting.set(position, may_wait);
    }
    for import in summary.imports.iter().filter(|import| import.usage != ImportUsage::Unused) {
        waiting.set(import.dependency.index(), false);
    }
    waiting
}

/// Import declarations lead to what is used by their names only.
fn shows_its_reads(summary: &ModuleSummary) -> bool {
    summary.exports_kind == ExportsKind::Esm && !summary.features.contains(ModuleFeatures::EVAL)
}

fn passes_names_on(summary: &ModuleSummary) -> bool {
    let is_passed_on = |target: &ExportTarget| matches!(target, ExportTarget::ReExport { .. });
    !summary.star_exports.is_empty() || summary.exports.iter().any(|export| is_passed_on(&export.target))
}

fn is_there_for_its_exports(factorized: &Factorized) -> bool {
    let Factorized { target: Target::Module(draft), provides, diagnostics } = factorized else {
        return false;
    };
    let is_code = matches!(draft.kind, ModuleKind::Normal { module_type } if module_type.is_javascript());
    is_code && provides.is_empty() && diagnostics.is_empty() && side_effects(draft) == SideEffectsFlag::None
}

/// What somebody asks a module for.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
enum Ask {
    Everything,
    Name(String),
}

impl Ask {
    fn of(imported: &ImportedName) -> Self {
        match imported {
            ImportedName::Name(name) => Self::Name(name.clone()),
            ImportedName::Namespace => Self::Everything,
        }
    }
}

/// What the modules of a graph have been asked for so far.
#[derive(Default)]
pub struct Asked {
    modules: IndexVec<ModuleIdx, AskedOfModule>,
    /// Targets of dependencies that nobody has asked for.
    waiting: FxHashMap<DependencyIdx, Box<ModuleDraft>>,
}

#[derive(Default)]
struct AskedOfModule {
    is_read: bool,
    everything: bool,
    names: FxHashSet<String>,
    /// Positions of its exports, if some of them come from elsewhere.
    exports: FxHashMap<String, usize>,
    /// Names that went to the stars.
    names_of_stars: usize,
}

impl Asked {
    /// A module that has not been read.
    pub fn add_module(&mut self) {
        self.modules.push(AskedOfModule::default());
    }

    /// `dependency` leads nowhere for now.
    pub fn wait(&mut self, dependency: DependencyIdx, draft: Box<ModuleDraft>) {
        self.waiting.insert(dependency, draft);
    }
}

impl Owner {
    /// `dependency` leads to something of which everything may be read.
    pub(super) fn ask_for_everything(
        &mut self,
        context: &BuildContext<'_>,
        dependency: DependencyIdx,
        spawn: &mut impl FnMut(Task),
    ) {
        let target = self.output.graph.target(dependency);
        self.ask(context, target.map(|target| (target, Ask::Everything)).into_iter().collect(), spawn);
    }

    /// The module and its summary are there: what others have asked it for goes on, and it asks for what it mentions.
    pub(super) fn ask_from(
        &mut self,
        context: &BuildContext<'_>,
        module: ModuleIdx,
        spawn: &mut impl FnMut(Task),
    ) {
        let mut work = Vec::new();
        let graph = &self.output.graph;
        let summary = self.output.summaries[module].as_deref();
        let asked = &mut self.asked.modules[module];
        asked.is_read = true;
        if let Some(summary) = summary.filter(|summary| shows_its_reads(summary)) {
            if passes_names_on(summary) {
                let exports = summary.exports.iter().enumerate();
                asked.exports.extend(exports.map(|(position, export)| (export.name.clone(), position)));
            }
            for import in &summary.imports {
                let Some(target) = graph.target(graph.dependency_of(module, import.dependency)) else {
                    continue;
                };
                match (&import.imported, &import.usage) {
                    (_, ImportUsage::Unused) => {}
                    (ImportedName::Namespace, ImportUsage::Members(members)) => {
                        work.extend(members.iter().map(|member| (target, Ask::Name(member.clone()))));
                    }
                    (imported, ImportUsage::Members(_) | ImportUsage::Whole) => {
                        work.push((target, Ask::of(imported)));
                    }
                }
            }
        }
        let is_shown = summary.is_some_and(shows_its_reads);
        let others = graph.dependencies_of(module).filter(|&dependency| {
            !is_shown || graph.dependencies[dependency].kind != DependencyKind::EsmImport
        });
        work.extend(others.filter_map(|dependency| Some((graph.target(dependency)?, Ask::Everything))));
        let so_far = std::mem::take(&mut asked.names);
        let everything = std::mem::take(&mut asked.everything).then_some(Ask::Everything);
        work.extend(so_far.into_iter().map(Ask::Name).chain(everything).map(|ask| (module, ask)));
        self.ask(context, work, spawn);
    }

    fn ask(
        &mut self,
        context: &BuildContext<'_>,
        mut work: Vec<(ModuleIdx, Ask)>,
        spawn: &mut impl FnMut(Task),
    ) {
        while let Some((module, ask)) = work.pop() {
            let asked = &mut self.asked.modules[module];
            let is_known = match &ask {
                _ if asked.everything => true,
                Ask::Everything => std::mem::replace(&mut asked.everything, true),
                Ask::Name(name) => !asked.names.insert(name.clone()),
            };
            if is_known || !asked.is_read {
                continue;
            }
            for (dependency, ask) in self.passed_on(module, ask) {
                if let Some(draft) = self.asked.waiting.remove(&dependency) {
                    self.lead(context, dependency, *draft, spawn);
                }
                work.extend(self.output.graph.target(dependency).map(|target| (target, ask)));
            }
        }
    }

    /// What a module that has been read asks others for, if it is asked for `ask`.
    fn passed_on(&mut self, module: ModuleIdx, ask: Ask) -> Vec<(DependencyIdx, Ask)> {
        let Some(summary) = self.output.summaries[module].as_deref() else { return Vec::new() };
        let graph = &self.output.graph;
        let row = |local: LocalDependencyIdx| graph.dependency_of(module, local);
        let stars = || summary.star_exports.iter().copied().map(row);
        let source = |target: &ExportTarget| match target {
            ExportTarget::ReExport { dependency, imported } => Some((row(*dependency), Ask::of(imported))),
            ExportTarget::Local(_) => None,
        };
        let asked = &mut self.asked.modules[module];
        match ask {
            Ask::Everything => {
                let named = summary.exports.iter().filter_map(|export| source(&export.target));
                named.chain(stars().map(|star| (star, Ask::Everything))).collect()
            }
            Ask::Name(name) => {
                if let Some(&position) = asked.exports.get(&name) {
                    return source(&summary.exports[position].target).into_iter().collect();
                }
                // Any star may have it.
                if summary.star_exports.is_empty() || name == "default" {
                    return Vec::new();
                }
                asked.names_of_stars += 1;
                let of_stars = match asked.names_of_stars > MOST_NAMES_OF_STARS {
                    true => Ask::Everything,
                    false => Ask::Name(name),
                };
                stars().map(|star| (star, of_stars.clone())).collect()
            }
        }
    }
}

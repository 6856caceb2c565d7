//! What is live: modules, top-level statements, exports, and the imports that make something run.
//!
//! One sweep from the entries. A live statement makes live what it mentions: symbols of its module, and through
//! imports the exports of others; a live export its declaration. An import declaration by itself only makes
//! its target run, and only a target with side effects:
//!
//! ```js
//! import {a, b} from "./pure";   // "./pure" runs because `a` is used; the declaration of `b` is not live
//! console.log(a);
//! ```
//!
//! What another build may read is never shaken: exports of exposed, provided and fallback modules are all used, except of
//! copies of which [`Copies`] names what their builds need.

mod data;
mod members;
mod mentions;
mod stars;

use std::{cell::RefCell, collections::BTreeSet, sync::Arc};

use fedpack_graph::{
    ConnectionIdx, DependencyIdx, ExportIdx, ImportIdx, LocalDependencyIdx, LocalSymbolIdx, ModuleIdx,
    StatementIdx,
    link_output::{
        Binding, DataUse, LiveStatements, ProvidedTable, ReExports, StaticImport, UsedExports, UsedModule,
    },
    module_graph::{
        ConnectionCondition, DependencyKind, ModuleGraph, ModuleKind, Reach, ReferencedExports, SharedPackage,
    },
    summary::{
        AssignedExport, CommonJsShape, ExportTarget, ExportsKind, ListedExports, ModuleSummary, SummaryTable,
    },
};
use fixedbitset::FixedBitSet;
use oxc_index::IndexVec;
use rustc_hash::{FxHashMap, FxHashSet};

use super::{
    LinkOptions,
    bind_imports::{Binder, Bindings},
    members::Members,
    runtime_usage::Mentions,
    share_usage::Copies,
    side_effects::SideEffects,
    usage_tables::{in_order, lists_exports, reexports, used_names},
};

#[derive(Debug)]
pub struct Usage {
    pub used: IndexVec<ModuleIdx, UsedModule>,
    pub connection_active: IndexVec<ConnectionIdx, bool>,
    pub static_imports: IndexVec<ModuleIdx, Vec<StaticImport>>,
    pub reexports: IndexVec<ModuleIdx, ReExports>,
    /// What importers need of each ConsumeShared module that is included.
    pub shared_needs: FxHashMap<ModuleIdx, UsedExports>,
    /// Modules whose namespace is handed on, and of which single members are read from it: by their names.
    pub read_by_name: FixedBitSet,
    /// The table of `LinkOutput`.
    pub data: FxHashMap<ModuleIdx, DataUse>,
    /// The table of `ConstantTable`.
    pub written: Vec<(ModuleIdx, Arc<str>)>,
}

/// With `start`, from these entries only, and with what is mentioned beside them.
#[expect(clippy::too_many_arguments, reason = "the tables of the passes before it")]
pub fn used_exports(
    graph: &ModuleGraph,
    summaries: &SummaryTable,
    options: &LinkOptions,
    order: &[ModuleIdx],
    effects: &SideEffects,
    provided: &ProvidedTable,
    bindings: &Bindings,
    copies: &Copies<'_>,
    start: Option<(&FixedBitSet, &Mentions)>,
) -> Usage {
    let nearest = RefCell::default();
    let Bindings { sources, star_cycles: cycles, .. } = bindings;
    let binder = Binder { graph, summaries, effects, provided, sources, cycles, nearest: &nearest };
    let mut sweep = Sweep::new(binder, options, bindings, copies);
    sweep.start_at_entries(start.map(|(entries, _)| entries));
    if let Some((_, mentions)) = start {
        sweep.take_mentioned(mentions);
    }
    sweep.run();
    sweep.finish(order)
}

/// Something that turned out to be live, and whose consequences are to be drawn.
enum Live<'a> {
    Module(ModuleIdx),
    Statement(ModuleIdx, StatementIdx),
    Symbol(ModuleIdx, LocalSymbolIdx),
    Export(ModuleIdx, &'a str),
    /// Of an export that is a namespace, one member.
    Member(ExportIdx, Members<'a>),
    /// Of a module that is data, a key, or what members of it hold.
    Data(ModuleIdx, &'a str, Members<'a>),
    AllExports(ModuleIdx),
}

#[derive(Default)]
struct State<'a> {
    is_included: bool,
    /// `require.resolveWeak` gives its id.
    is_read_by_id: bool,
    uses_all: bool,
    /// Used names that the module does not declare itself.
    other_names: FxHashSet<&'a str>,
    statements: FixedBitSet,
    symbols: FixedBitSet,
    static_imports: Vec<StaticImport>,
    reexports: Vec<(&'a Arc<str>, Binding)>,
    dynamic_stars: Vec<LocalDependencyIdx>,
    /// Of data: what is read of each key.
    data: Option<Box<DataUse>>,
}

/// Sets a bit and says whether it was set. Most modules never need their sets, so these start empty.
fn put(set: &mut FixedBitSet, bit: usize) -> bool {
    set.grow(bit + 1);
    set.put(bit)
}

struct Sweep<'a> {
    graph: &'a ModuleGraph,
    summaries: &'a SummaryTable,
    provided: &'a ProvidedTable,
    binder: Binder<'a>,
    bindings: &'a Bindings,
    options: &'a LinkOptions,
    copies: &'a Copies<'a>,
    states: IndexVec<ModuleIdx, State<'a>>,
    /// Used rows of [`ProvidedTable::exports`], where not all of the module is used.
    used_rows: FixedBitSet,
    /// Live names that came from stars, of all modules.
    inherited_names: usize,
    /// Those among them that are namespaces of which only members are used.
    partial_rows: FixedBitSet,
    read_by_name: FixedBitSet,
    connection_active: IndexVec<ConnectionIdx, bool>,
    /// Exports whose value stands where they are read.
    written: BTreeSet<&'a (ModuleIdx, Arc<str>)>,
    work: Vec<Live<'a>>,
}

impl<'a> Sweep<'a> {
    fn new(
        binder: Binder<'a>,
        options: &'a LinkOptions,
        bindings: &'a Bindings,
        copies: &'a Copies<'a>,
    ) -> Self {
        Self {
            graph: binder.graph,
            summaries: binder.summaries,
            provided: binder.provided,
            binder,
            bindings,
            options,
            copies,
            states: binder.graph.modules.iter().map(|_| State::default()).collect(),
            inherited_names: 0,
            used_rows: FixedBitSet::with_capacity(binder.provided.exports.len()),
            partial_rows: FixedBitSet::with_capacity(binder.provided.exports.len()),
            read_by_name: FixedBitSet::with_capacity(binder.graph.modules.len()),
            connection_active: IndexVec::from_vec(vec![false; binder.graph.connections.len()]),
            written: BTreeSet::new(),
            work: Vec::new(),
        }
    }

    fn start_at_entries(&mut self, entries: Option<&FixedBitSet>) {
        let rows = self.graph.entries.iter().enumerate();
        for (_, entry) in rows.filter(|(place, _)| entries.is_none_or(|entries| entries.contains(*place))) {
            for &dependency in &entry.dependencies {
                self.activate(dependency);
            }
            // The last import's exports are those of the entry.
            if self.options.entries_with_library.contains(&entry.name)
                && let Some(&last) = entry.dependencies.last()
                && let Some(module) = self.graph.target(last)
            {
                self.work.push(Live::AllExports(module));
            }
        }
        for &include in &self.graph.includes {
            self.activate(include);
        }
    }

    fn run(&mut self) {
        while let Some(live) = self.work.pop() {
            match live {
                Live::Module(module) => self.include(module),
                Live::Statement(module, statement) => self.live_statement(module, statement),
                Live::Symbol(module, symbol) => self.live_symbol(module, symbol),
                Live::Export(module, name) => self.live_export(module, name),
                Live::Member(row, members) => self.live_member(row, members),
                Live::Data(module, key, members) => self.live_data(module, key, members),
                Live::AllExports(module) => self.all_exports(module),
            }
        }
    }

    /// ES modules are shaken by statement and export, CommonJS by export, where its text shows them; of all others
    /// everything is live.
    fn esm(&self, module: ModuleIdx) -> Option<&'a ModuleSummary> {
        let summaries: &'a SummaryTable = self.summaries;
        summaries[module].as_deref().filter(|summary| summary.exports_kind == ExportsKind::Esm)
    }

    fn include(&mut self, module: ModuleIdx) {
        if std::mem::replace(&mut self.states[module].is_included, true) {
            return;
        }
        if self.states[module].is_read_by_id {
            self.work.push(Live::AllExports(module));
        }
        let Some(summary) = self.esm(module) else {
            return self.include_whole(module);
        };
        self.states[module].statements.grow(summary.statements.len());
        self.states[module].symbols.grow(summary.symbols.len());
        let keeps_all = !self.options.used_exports;
        for (index, statement) in summary.statements.iter_enumerated() {
            let is_kept = self.copies.keeps_statement(module, index);
            let has_side_effects =
                statement.has_side_effects && !self.binder.effects.innocence.contains(module, index);
            if is_kept || keeps_all || has_side_effects || statement.is_module_declaration {
                self.work.push(Live::Statement(module, index));
            }
        }
        if keeps_all {
            self.work.push(Live::AllExports(module));
        }
        self.include_dependencies(module, summary);
    }

    /// `eval("x()")` runs: it sees whatever the module has.
    fn everything_is_visible(&mut self, module: ModuleIdx, summary: &'a ModuleSummary) {
        self.work.extend(summary.statements.indices().map(|index| Live::Statement(module, index)));
        self.work.push(Live::AllExports(module));
        for import in summary.imports.indices() {
            self.live_import(module, summary, import, Members::default());
        }
    }

    /// Imports that are there for their effect, and what stands outside of statements.
    fn include_dependencies(&mut self, module: ModuleIdx, summary: &'a ModuleSummary) {
        let mut others = Vec::new();
        for (position, dependency) in self.graph.dependencies_of(module).enumerate() {
            if self.graph.dependencies[dependency].kind == DependencyKind::EsmImport {
                self.import_for_effect(module, dependency);
            } else {
                others.push((LocalDependencyIdx::from_usize(position), dependency));
            }
        }
        if others.is_empty() {
            return;
        }
        let mut in_statement = FixedBitSet::with_capacity(self.graph.modules[module].dependencies.len());
        for statement in &summary.statements {
            in_statement.extend(statement.dependencies.iter().map(|dependency| dependency.index()));
        }
        for (local, dependency) in others {
            if !in_statement.contains(local.index()) {
                self.activate(dependency);
            }
        }
    }

    fn import_for_effect(&mut self, module: ModuleIdx, dependency: DependencyIdx) {
        let Some(connection) = self.graph.dependencies[dependency].connection else { return };
        let connection = &self.graph.connections[connection];
        let target = connection.module;
        let always = match connection.condition {
            ConnectionCondition::Always => true,
            ConnectionCondition::UsedOrSideEffects => self.binder.effects.has_side_effects[target],
        };
        if always {
            self.import(module, dependency, target);
        }
    }

    /// CommonJS, data, styles, assets, and all kinds without source.
    fn include_whole(&mut self, module: ModuleIdx) {
        let waiting = self.waiting_dependencies(module);
        let same = self.same(module).map(|(dependency, _)| dependency);
        for (position, dependency) in self.graph.dependencies_of(module).enumerate() {
            if waiting.contains(position) {
                continue;
            }
            match self.graph.target(dependency) {
                Some(target) if same == Some(dependency) => self.evaluate(dependency, target),
                Some(target) if self.graph.dependencies[dependency].kind == DependencyKind::EsmImport => {
                    self.import(module, dependency, target);
                    self.work.push(Live::AllExports(target));
                }
                _ => self.activate(dependency),
            }
        }
        if let Some(listed) = self.listed(module) {
            self.work.extend(listed.read.iter().map(|name| Live::Export(module, name)));
        }
    }

    /// Exports of a CommonJS module, where its text shows all of them. A copy that must be restorable is whole.
    fn listed(&self, module: ModuleIdx) -> Option<&'a ListedExports> {
        match self.commonjs(module)? {
            CommonJsShape::Listed(listed) => Some(listed),
            CommonJsShape::Same(_) | CommonJsShape::Open(_) => None,
        }
    }

    /// Of a module whose exports are those of another one: its dependency, and that module.
    fn same(&self, module: ModuleIdx) -> Option<(DependencyIdx, ModuleIdx)> {
        let CommonJsShape::Same(local) = self.commonjs(module)? else { return None };
        let dependency = self.graph.dependency_of(module, *local);
        Some((dependency, self.graph.target(dependency)?))
    }

    fn commonjs(&self, module: ModuleIdx) -> Option<&'a CommonJsShape> {
        let summaries: &'a SummaryTable = self.summaries;
        let is_shaken = self.options.used_exports && !self.copies.keeps_modules();
        summaries[module].as_deref().filter(|_| is_shaken)?.commonjs.as_ref()
    }

    /// What only values ask for that are left out while nobody reads them.
    fn waiting_dependencies(&self, module: ModuleIdx) -> FixedBitSet {
        let mut waiting = FixedBitSet::new();
        for row in self.listed(module).into_iter().flat_map(|listed| &listed.assigned) {
            let range = row.waiting.start as usize..row.waiting.end as usize;
            waiting.grow(range.end);
            waiting.insert_range(range);
        }
        waiting
    }

    /// Somebody reads `name` of a CommonJS module.
    fn live_property(&mut self, module: ModuleIdx, name: &'a str) {
        if let Some(listed) = self.listed(module) {
            for row in listed.rows(name) {
                self.activate_range(module, row);
            }
        } else if let Some((_, target)) = self.same(module) {
            self.work.push(Live::Export(target, name));
        }
    }

    fn all_properties(&mut self, module: ModuleIdx) {
        if let Some(listed) = self.listed(module) {
            for row in &listed.assigned {
                self.activate_range(module, row);
            }
        } else if let Some((_, target)) = self.same(module) {
            self.work.push(Live::AllExports(target));
        }
    }

    fn activate_range(&mut self, module: ModuleIdx, row: &AssignedExport) {
        for local in row.waiting.clone() {
            self.activate(self.graph.dependency_of(module, LocalDependencyIdx::from_usize(local as usize)));
        }
    }

    /// The target is part of the build, and nothing of it is read here.
    fn evaluate(&mut self, dependency: DependencyIdx, target: ModuleIdx) {
        if let Some(connection) = self.graph.dependencies[dependency].connection {
            self.connection_active[connection] = true;
        }
        self.work.push(Live::Module(target));
    }

    /// Any dependency but an ESM import: its target is part of the build, with what is used of it.
    fn activate(&mut self, dependency_idx: DependencyIdx) {
        let dependency = &self.graph.dependencies[dependency_idx];
        let Some(connection) = dependency.connection else { return };
        if self.connection_active[connection] {
            return;
        }
        if self.graph.reach(dependency_idx) == Reach::Never {
            // An optional one is the question of `__webpack_is_included__`, which reads nothing.
            if !dependency.optional {
                self.may_be_read(self.graph.connections[connection].module);
            }
            return;
        }
        self.connection_active[connection] = true;
        let target = self.graph.connections[connection].module;
        self.work.push(Live::Module(target));
        let graph: &'a ModuleGraph = self.graph;
        match &graph.dependencies[dependency_idx].kind {
            // Run, but not read.
            DependencyKind::Entry
            | DependencyKind::RequireResolve
            | DependencyKind::Worker { .. }
            | DependencyKind::ProvideInclude
            | DependencyKind::Supplement
            | DependencyKind::Supplemented => {}
            DependencyKind::ConsumeFallback | DependencyKind::Provided => {
                let copies: &'a Copies<'a> = self.copies;
                match copies.needed(target) {
                    Some(names) => self.use_names(target, names),
                    None => self.work.push(Live::AllExports(target)),
                }
            }
            DependencyKind::Require { referenced } | DependencyKind::ProvidedName { referenced } => {
                self.use_referenced(target, referenced);
            }
            DependencyKind::DynamicImport(options) => {
                let importer = graph.dependencies[dependency_idx].parent;
                match &options.exports {
                    ReferencedExports::All => self.work.push(Live::AllExports(target)),
                    ReferencedExports::Names(names) => {
                        for path in names {
                            self.live_path(importer, target, Members::Path(path));
                        }
                    }
                }
            }
            DependencyKind::ContextElement => {
                let parent = graph.dependencies[dependency_idx].parent;
                match parent.map(|parent| &graph.modules[parent].kind) {
                    Some(ModuleKind::Context(context)) if !context.request.exports.is_empty() => {
                        for name in &context.request.exports {
                            self.live_name(None, target, name, None);
                        }
                    }
                    _ => self.work.push(Live::AllExports(target)),
                }
            }
            DependencyKind::EsmImport
            | DependencyKind::Weak
            | DependencyKind::Context(_)
            | DependencyKind::NewUrl
            | DependencyKind::CssImport
            | DependencyKind::CssUrl
            | DependencyKind::CssComposes
            | DependencyKind::FederationRuntime
            | DependencyKind::RemoteContainer
            | DependencyKind::Hot => self.work.push(Live::AllExports(target)),
            DependencyKind::Exposed => {
                let parent = graph.dependencies[dependency_idx].parent;
                match parent.map(|parent| &graph.modules[parent].kind) {
                    Some(ModuleKind::ContainerEntry(container)) => match &container.package {
                        Some(SharedPackage { used_exports: Some(names) }) => self.use_names(target, names),
                        Some(SharedPackage { used_exports: None }) | None => {
                            self.work.push(Live::AllExports(target));
                        }
                    },
                    _ => self.work.push(Live::AllExports(target)),
                }
            }
        }
    }

    /// Somebody knows the id of `target`, and may read anything of it where it is part of the build.
    fn may_be_read(&mut self, target: ModuleIdx) {
        self.states[target].is_read_by_id = true;
        if self.states[target].is_included {
            self.work.push(Live::AllExports(target));
        }
    }

    fn use_referenced(&mut self, target: ModuleIdx, referenced: &'a ReferencedExports) {
        match referenced {
            ReferencedExports::All => self.work.push(Live::AllExports(target)),
            // `require()` of an async module gives a promise.
            ReferencedExports::Names(names)
                if names.iter().any(|path| self.is_member_of_promise(target, &path[0])) =>
            {
                self.work.push(Live::AllExports(target));
            }
            ReferencedExports::Names(names) => {
                for path in names {
                    self.live_required(target, Members::Path(path));
                }
            }
        }
    }

    fn is_member_of_promise(&self, target: ModuleIdx, name: &str) -> bool {
        matches!(name, "then" | "catch" | "finally")
            && self.esm(target).is_some()
            && self.provided.find(target, name).is_none()
    }

    fn use_names(&mut self, target: ModuleIdx, names: &'a [String]) {
        self.work.extend(names.iter().map(|name| Live::Export(target, name)));
    }

    fn live_statement(&mut self, module: ModuleIdx, index: StatementIdx) {
        if put(&mut self.states[module].statements, index.index()) {
            return;
        }
        let Some(summary) = self.esm(module) else { return };
        let statement = &summary.statements[index];
        if statement.evaluates_text {
            self.everything_is_visible(module, summary);
        }
        // A statement with effects may run without a reader of what it declares, but then it is there for all.
        for &symbol in statement.declares.iter().chain(&statement.references) {
            self.work.push(Live::Symbol(module, symbol));
        }
        for reference in &statement.imports {
            let members = Members::of_reference(summary, reference);
            self.live_import(module, summary, reference.import, members);
        }
        for &local in &statement.dependencies {
            let dependency = self.graph.dependency_of(module, local);
            if self.graph.dependencies[dependency].kind != DependencyKind::EsmImport {
                self.activate(dependency);
            }
        }
    }

    fn live_symbol(&mut self, module: ModuleIdx, symbol: LocalSymbolIdx) {
        if put(&mut self.states[module].symbols, symbol.index()) {
            return;
        }
        let Some(summary) = self.esm(module) else { return };
        let declared_in = &summary.symbols[symbol].declared_in;
        self.work.extend(declared_in.iter().map(|&statement| Live::Statement(module, statement)));
    }

    fn live_import(
        &mut self,
        module: ModuleIdx,
        summary: &'a ModuleSummary,
        import: ImportIdx,
        members: Members<'a>,
    ) {
        let bindings: &'a Bindings = self.bindings;
        let dependency = self.graph.dependency_of(module, summary.imports[import].dependency);
        let member = members.first();
        if let Some(constant) = bindings.constants.get(module, import, member) {
            match (&constant.source, bindings.imports[module][import].module()) {
                (Some(source), _) => drop(self.written.insert(source)),
                // The module of the object runs, as it did when the property was read.
                (None, Some(target)) => self.import(module, dependency, target),
                (None, None) => {}
            }
            return;
        }
        let (binding, members) = bindings.read(module, import, members);
        self.use_binding(module, dependency, binding, members);
    }

    /// `module` makes `target` run.
    fn import(&mut self, module: ModuleIdx, dependency: DependencyIdx, target: ModuleIdx) {
        if let Some(connection) = self.graph.dependencies[dependency].connection
            && self.graph.connections[connection].module == target
        {
            self.connection_active[connection] = true;
        }
        if module != target {
            self.states[module].static_imports.push(StaticImport { dependency, module: target });
        }
        self.work.push(Live::Module(target));
    }

    fn live_export(&mut self, module: ModuleIdx, name: &'a str) {
        self.include(module);
        if self.states[module].uses_all {
            return;
        }
        if name != "default" && self.is_data(module) {
            return self.live_data(module, name, Members::default());
        }
        let provided: &'a ProvidedTable = self.provided;
        if let Some(row) = provided.find_own(module, name) {
            let is_new = !self.used_rows.put(row.index());
            let was_partial = self.partial_rows.contains(row.index());
            self.partial_rows.set(row.index(), false);
            if (is_new || was_partial)
                && let Some(summary) = self.esm(module)
            {
                self.live_own_export(module, summary, row);
            }
        } else if self.states[module].other_names.insert(name) {
            if let Some(copy) = self.copies.behind(provided, module) {
                self.work.push(Live::Export(copy, name));
            }
            if self.esm(module).is_none() {
                return self.live_property(module, name);
            }
            match provided.modules[module].inherited.get(name) {
                Some(row) => self.live_inherited_export(module, row),
                None => self.live_run_time_name(module, name),
            }
        }
    }

    fn live_own_export(&mut self, module: ModuleIdx, summary: &'a ModuleSummary, row: ExportIdx) {
        let provided: &'a ProvidedTable = self.provided;
        let bindings: &'a Bindings = self.bindings;
        let export = &provided.exports[row];
        let Some(position) = export.position else { return };
        match &summary.exports[position as usize].target {
            ExportTarget::Local(symbol) => self.work.push(Live::Symbol(module, *symbol)),
            ExportTarget::ReExport { dependency, .. } => {
                let binding = &bindings.sources[row];
                let dependency = self.graph.dependency_of(module, *dependency);
                self.use_binding(module, dependency, binding, Members::default());
                self.states[module].reexports.push((&export.name, binding.clone()));
            }
        }
    }

    /// The name that a binding reads, as it stands in a table.
    fn stable_name(&self, binding: &Binding) -> Option<&'a str> {
        let Binding::Export { module, name } = binding else { return None };
        let provided: &'a ProvidedTable = self.provided;
        provided.find(*module, name).map(|row| &*provided.exports[row].name)
    }

    fn all_exports(&mut self, module: ModuleIdx) {
        if std::mem::replace(&mut self.states[module].uses_all, true) {
            return;
        }
        self.include(module);
        if let Some(copy) = self.copies.behind(self.provided, module) {
            self.work.push(Live::AllExports(copy));
        }
        let Some(summary) = self.esm(module) else { return self.all_properties(module) };
        let state = &mut self.states[module];
        state.reexports.clear();
        state.dynamic_stars.clear();
        let provided: &'a ProvidedTable = self.provided;
        for (row, _) in provided.own(module) {
            self.live_own_export(module, summary, row);
        }
        let is_long = self.passes_on_at_run_time(module);
        for &star in &summary.star_exports {
            let dependency = self.graph.dependency_of(module, star);
            if let Some(target) = self.graph.target(dependency).filter(|&target| target != module)
                && (is_long || !self.is_passage(target))
            {
                self.import(module, dependency, target);
                self.work.push(Live::AllExports(target));
            }
        }
        self.list_inherited(module, summary, is_long);
    }

    fn finish(self, order: &[ModuleIdx]) -> Usage {
        let mut position = IndexVec::from_vec(vec![u32::MAX; self.graph.modules.len()]);
        for (index, &module) in order.iter().enumerate() {
            position[module] = u32::try_from(index).expect("fewer modules than fit in a ModuleIdx");
        }
        let count = self.states.len();
        let listed: FixedBitSet = order
            .iter()
            .filter(|&&module| self.listed(module).is_some())
            .map(|module| module.index())
            .collect();
        let mut usage = Usage {
            used: IndexVec::with_capacity(count),
            connection_active: self.connection_active,
            static_imports: IndexVec::with_capacity(count),
            reexports: IndexVec::with_capacity(count),
            shared_needs: FxHashMap::default(),
            read_by_name: self.read_by_name,
            data: FxHashMap::default(),
            written: self.written.into_iter().cloned().collect(),
        };
        for (module, mut state) in self.states.into_iter_enumerated() {
            let summary = self.summaries[module].as_deref();
            let is_shaken = summary.is_some_and(|summary| summary.exports_kind == ExportsKind::Esm);
            if state.is_included && matches!(self.graph.modules[module].kind, ModuleKind::ConsumeShared(_)) {
                let mut names: Vec<String> = state.other_names.iter().map(|&name| name.to_owned()).collect();
                names.sort_unstable();
                let needs = if state.uses_all { UsedExports::All } else { UsedExports::Names(names) };
                usage.shared_needs.insert(module, needs);
            }
            if let Some(data) = state.data.take().filter(|_| !state.uses_all) {
                usage.data.insert(module, *data);
            }
            let exports = if state.uses_all || !lists_exports(summary) && !listed.contains(module.index()) {
                UsedExports::All
            } else {
                used_names(self.provided, module, &self.used_rows, state.other_names)
            };
            usage.static_imports.push(in_order(self.graph, state.static_imports, &position));
            usage.reexports.push(reexports(state.reexports, state.dynamic_stars));
            usage.used.push(UsedModule {
                included: state.is_included,
                exports,
                statements: if is_shaken && state.is_included && state.statements.count_zeroes(..) > 0 {
                    LiveStatements::Some(state.statements)
                } else {
                    LiveStatements::All
                },
            });
        }
        usage
    }
}

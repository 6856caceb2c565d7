//! Shared modules: what is used of them, and which part of a local copy is enough.
//!
//! Three questions, each a sweep of [`used_exports`] that looks at local copies in another way:
//!
//! | sweep | of a local copy counts as used | answers |
//! |---|---|---|
//! | full | everything; of a sealed copy what its `usage` and this build need | what the output can be asked for |
//! | kept | what `usage` and this build need, by whole modules | what is loaded before anybody asks for more |
//! | own | what this build needs, by statements | what it tells the fleet (`share-usage.json`) |
//!
//! A sweep goes on through ConsumeShared modules into their local copies, so what one shared package needs of another is
//! found like any other use, at any depth: `@reduxjs/toolkit` needs `redux.isPlainObject` as soon as something that is
//! used of it does.
//!
//! What is in the full sweep and not in the kept one goes into **supplements** (`docs/design/shared-shaking.md` says why
//! that is safe). A module that is kept at all keeps all of its statements, so that it has its private state once; what
//! it merely passes on from others (`export {a} from "./a"`) can be added to its namespace later.

use std::sync::Arc;

use fedpack_graph::{
    ConnectionIdx, DependencyIdx, ImportIdx, ModuleIdx, StatementIdx,
    link_output::{
        Binding, ProvidedTable, ReExports, Restore, SealedCopy, ShareTable, ShareUse, ShareUseKind,
        StaticImport, Supplement, UsedExports, UsedModule,
    },
    module_graph::{DependencyKind, ModuleGraph, ModuleKind, Reach, ReferencedExports, Span},
    summary::{ExportTarget, ExportsKind, ModuleSummary, SummaryTable},
};
use fixedbitset::FixedBitSet;
use oxc_index::IndexVec;
use rustc_hash::{FxHashMap, FxHashSet};

use super::{
    LinkOptions,
    bind_imports::Bindings,
    side_effects::SideEffects,
    used_exports::{Usage, used_exports},
};
use crate::federation::ShareUsage;

/// What a sweep takes for used of local copies of shared modules.
#[derive(Debug, Default)]
pub struct Copies<'a> {
    /// By root: exports that are used whether this build uses them or not. Of a root that is not here, all are.
    needed: FxHashMap<ModuleIdx, Vec<String>>,
    /// Modules keep the statements that are live here.
    whole_modules: Option<&'a IndexVec<ModuleIdx, UsedModule>>,
    /// Names of `export *` are written one by one, however many they are: each may be taken out afterwards.
    lists_stars: bool,
}

impl Copies<'_> {
    pub fn needed(&self, root: ModuleIdx) -> Option<&[String]> {
        self.needed.get(&root).map(Vec::as_slice)
    }

    /// The local copy behind a ConsumeShared module, if what is used of one is used of the other.
    pub fn behind(&self, provided: &ProvidedTable, consumed: ModuleIdx) -> Option<ModuleIdx> {
        provided.modules[consumed].same_as.filter(|copy| self.needed.contains_key(copy))
    }

    pub fn lists_stars(&self) -> bool {
        self.lists_stars
    }

    pub fn keeps_modules(&self) -> bool {
        self.whole_modules.is_some()
    }

    pub fn keeps_statement(&self, module: ModuleIdx, statement: StatementIdx) -> bool {
        self.whole_modules.is_some_and(|used| used[module].statements.contains(statement))
    }
}

/// Tables of the passes before this one.
#[derive(Clone, Copy)]
pub struct Input<'a> {
    pub graph: &'a ModuleGraph,
    pub summaries: &'a SummaryTable,
    pub options: &'a LinkOptions,
    pub order: &'a [ModuleIdx],
    pub effects: &'a SideEffects,
    pub provided: &'a ProvidedTable,
    pub bindings: &'a Bindings,
}

/// Without options of shares: one sweep, and an empty table.
pub fn usage_with_shares(input: Input<'_>) -> (Usage, ShareTable) {
    let roots = Roots::new(input);
    let lists_stars = !roots.annotated.is_empty();
    let full = input.sweep(&Copies { needed: roots.sealed.clone(), whole_modules: None, lists_stars });
    let mut table = ShareTable::default();
    if roots.is_empty() && !input.options.shares.reports {
        // Another build may have a part.
        if input.states_needs() {
            table.needs = input.stated_needs(&full);
        }
        return (full, table);
    }

    if input.options.shares.reports {
        let own = input.sweep(&Copies { needed: roots.all, ..Copies::default() });
        table.own_parts = own_parts(input, &own, &full);
        table.uses = Uses { input, usage: &own, uses: Vec::new() }.collect();
    }
    table.sealed = sealed_copies(input, &full, &roots.sealed);
    let restorable = without_top_level_await(input, &full, roots.restorable);
    let annotated = without_top_level_await(input, &full, roots.annotated);
    let kept_as_built: FxHashMap<_, _> = roots.sealed.clone().into_iter().chain(restorable.clone()).collect();
    let mut usage = if restorable.is_empty() {
        full
    } else {
        let needed = roots.sealed.into_iter().chain(restorable.clone()).collect();
        let kept = input.sweep(&Copies { needed, whole_modules: Some(&full.used), lists_stars });
        let split = Split { input, full: &full, kept: &kept };
        table.supplements = split.supplements(&restorable);
        split.joined(&table.supplements)
    };
    if !annotated.is_empty() {
        let needed: FxHashMap<_, _> = kept_as_built.into_iter().chain(annotated.clone()).collect();
        // The fleet is not known yet, but this application is part of it.
        let kept = input.sweep(&Copies { needed: needed.clone(), whole_modules: None, lists_stars });
        let included = input.graph.modules.indices().filter(|&module| kept.used[module].included);
        table.kept = included.map(|module| module.index()).collect();
        let own = input.sweep(&Copies { needed, whole_modules: Some(&usage.used), lists_stars });
        table.own_needs = input.stated_needs(&own);
        annotate(input, &annotated, &mut usage, &mut table);
    }
    table.needs = input.stated_needs(&usage);
    (usage, table)
}

impl Input<'_> {
    /// What a build says that it needs. Where the local copy is CommonJS, `default` may be read as the module itself,
    /// whatever another build's version is.
    fn stated(self, consumed: ModuleIdx, needs: &UsedExports) -> UsedExports {
        let copy = self.provided.modules[consumed].same_as;
        let is_esm = |copy: ModuleIdx| {
            self.summaries[copy].as_ref().is_some_and(|summary| summary.exports_kind == ExportsKind::Esm)
        };
        match needs {
            UsedExports::Names(names)
                if names.iter().any(|name| name == "default") && !copy.is_none_or(is_esm) =>
            {
                UsedExports::All
            }
            _ => needs.clone(),
        }
    }

    fn states_needs(self) -> bool {
        let mut consumed = self.options.shares.consumed.iter().flatten();
        consumed.any(|usage| usage.tree_shaking.as_ref().is_some_and(|it| it.states_needs))
    }

    fn stated_needs(self, usage: &Usage) -> Vec<(ModuleIdx, UsedExports)> {
        let needs =
            |&module: &ModuleIdx| Some((module, self.stated(module, usage.shared_needs.get(&module)?)));
        self.order.iter().filter_map(needs).collect()
    }

    fn sweep(self, copies: &Copies<'_>) -> Usage {
        used_exports(
            self.graph,
            self.summaries,
            self.options,
            self.order,
            self.effects,
            self.provided,
            self.bindings,
            copies,
        )
    }
}

/// Roots of local copies, with the exports that their `usage` lists.
#[derive(Debug, Default)]
struct Roots {
    sealed: FxHashMap<ModuleIdx, Vec<String>>,
    restorable: FxHashMap<ModuleIdx, Vec<String>>,
    /// Every root, without any.
    all: FxHashMap<ModuleIdx, Vec<String>>,
    /// Roots that are built whole, and shaken afterwards. Without names.
    annotated: FxHashMap<ModuleIdx, Vec<String>>,
}

impl Roots {
    fn new(input: Input<'_>) -> Self {
        let mut roots = Self::default();
        let mut whole = FxHashSet::default();
        let mut stays_whole = FxHashSet::default();
        for module in input.graph.modules.indices() {
            let Some(share) = Share::of(input, module) else { continue };
            let Some(root) = input.provided.modules[module].same_as else { continue };
            roots.all.insert(root, Vec::new());
            let needed = share.usage.and_then(|usage| {
                let version = input.graph.package_of(root).and_then(|package| package.version.as_deref());
                // An eager copy must be given whole, and at once.
                (usage.seal || !share.is_eager)
                    .then(|| usage.needed(share.key, share.scope, share.version.or(version)))?
                    .map(|names| (usage.seal, names))
            });
            match needed {
                None => {
                    whole.insert(root);
                    if share.usage.is_some_and(|usage| usage.annotate) && !share.is_eager {
                        roots.annotated.insert(root, Vec::new());
                    } else {
                        stays_whole.insert(root);
                    }
                }
                Some((seal, names)) => {
                    let list = if seal { &mut roots.sealed } else { &mut roots.restorable };
                    list.entry(root).or_default().extend(names);
                }
            }
        }
        // One file can be the copy of several shares: the most careful of them decides.
        roots.sealed.retain(|root, _| !whole.contains(root) && !roots.restorable.contains_key(root));
        let Self { restorable, sealed, .. } = &roots;
        let is_shaken = |root: &ModuleIdx| restorable.contains_key(root) || sealed.contains_key(root);
        stays_whole.extend(roots.annotated.keys().copied().filter(is_shaken));
        roots.restorable.retain(|root, _| !whole.contains(root));
        roots.annotated.retain(|root, _| !stays_whole.contains(root));
        roots
    }

    fn is_empty(&self) -> bool {
        self.sealed.is_empty() && self.restorable.is_empty() && self.annotated.is_empty()
    }
}

struct Share<'a> {
    key: &'a str,
    scope: &'a str,
    version: Option<&'a str>,
    is_eager: bool,
    usage: Option<&'a ShareUsage>,
}

impl<'a> Share<'a> {
    fn of(input: Input<'a>, module: ModuleIdx) -> Option<Self> {
        let scope = |scopes: &'a [String]| scopes.first().map_or("default", String::as_str);
        let options = input.options;
        match &input.graph.modules[module].kind {
            ModuleKind::ConsumeShared(consume) => Some(Self {
                key: &consume.share_key,
                scope: scope(&consume.share_scopes),
                version: None,
                is_eager: consume.eager,
                usage: options.shares.consumed.get(consume.share.index()).and_then(Option::as_deref),
            }),
            ModuleKind::ProvideShared(provide) => Some(Self {
                key: &provide.share_key,
                scope: scope(&provide.share_scopes),
                version: Some(&provide.version),
                is_eager: provide.eager,
                usage: options.shares.provided.get(provide.share.index()).and_then(Option::as_deref),
            }),
            ModuleKind::Normal { .. }
            | ModuleKind::Context(_)
            | ModuleKind::Ignored
            | ModuleKind::Missing { .. }
            | ModuleKind::External { .. }
            | ModuleKind::SharedSupplement(_)
            | ModuleKind::FederationRuntime(_)
            | ModuleKind::FederationApi
            | ModuleKind::ContainerEntry(_)
            | ModuleKind::Remote(_) => None,
        }
    }
}

/// The part of each module of the full sweep that is in the application's own, by statements.
fn own_parts(input: Input<'_>, own: &Usage, full: &Usage) -> IndexVec<ModuleIdx, f32> {
    let part = |module: ModuleIdx| {
        if !own.used[module].included {
            return 0.0;
        }
        let Some(summary) = input.summaries[module].as_deref() else { return 1.0 };
        let count = |usage: &Usage| {
            let live = &usage.used[module].statements;
            let rows = summary.statements.iter_enumerated();
            rows.filter(|(index, row)| !row.is_module_declaration && live.contains(*index)).count()
        };
        match count(full) {
            0 => 1.0,
            all => count(own) as f32 / all as f32,
        }
    };
    input.graph.modules.indices().map(part).collect()
}

/// Copies with a top-level await stay whole: what is restored must be there at once.
fn without_top_level_await(
    input: Input<'_>,
    full: &Usage,
    mut restorable: FxHashMap<ModuleIdx, Vec<String>>,
) -> FxHashMap<ModuleIdx, Vec<String>> {
    let awaits = |module: ModuleIdx| {
        input.summaries[module].as_ref().is_some_and(|summary| summary.has_top_level_await)
    };
    if input.order.iter().any(|&module| awaits(module)) {
        restorable.retain(|&root, _| !evaluated_with(input.graph, full, root).into_iter().any(awaits));
    }
    restorable
}

/// The module, and all that is evaluated with it.
fn evaluated_with(graph: &ModuleGraph, usage: &Usage, root: ModuleIdx) -> Vec<ModuleIdx> {
    reached_from(graph, usage, root, |dependency| graph.reach(dependency) == Reach::Together)
}

fn reached_from(
    graph: &ModuleGraph,
    usage: &Usage,
    root: ModuleIdx,
    follows: impl Fn(DependencyIdx) -> bool,
) -> Vec<ModuleIdx> {
    let mut seen = FxHashSet::from_iter([root]);
    let mut modules = vec![root];
    let mut next = 0;
    while let Some(&module) = modules.get(next) {
        next += 1;
        let imported = usage.static_imports[module].iter().map(|import| import.module);
        let required = graph.dependencies_of(module).filter_map(|dependency| {
            let row = &graph.dependencies[dependency];
            let is_active = usage.connection_active[row.connection?];
            let is_other = row.kind != DependencyKind::EsmImport && follows(dependency);
            (is_active && is_other).then(|| graph.target(dependency))?
        });
        for target in imported.chain(required) {
            if seen.insert(target) {
                modules.push(target);
            }
        }
    }
    modules
}

fn sealed_copies(
    input: Input<'_>,
    full: &Usage,
    sealed: &FxHashMap<ModuleIdx, Vec<String>>,
) -> Vec<SealedCopy> {
    let mut copies = Vec::new();
    for &copy in input.order.iter().filter(|module| sealed.contains_key(module)) {
        // Of CommonJS all is there.
        let UsedExports::Names(names) = &full.used[copy].exports else { continue };
        let fleet = input.graph.modules.indices().find_map(|module| {
            let is_copy = input.provided.modules[module].same_as == Some(copy);
            let usage = Share::of(input, module).filter(|_| is_copy)?.usage?;
            Some(usage.used.applications.clone())
        });
        let kept = names.iter().map(|name| Arc::from(name.as_str())).collect();
        copies.push(SealedCopy { copy, kept, fleet: fleet.unwrap_or_default() });
    }
    copies
}

/// Gives whole copies a supplement with nothing in it, for `fedpack share shake` to fill. What they consist of, as far as it
/// can be passed on by name, are modules that may be there or not; in all of them, calls that do nothing are marked.
fn annotate(
    input: Input<'_>,
    roots: &FxHashMap<ModuleIdx, Vec<String>>,
    usage: &mut Usage,
    table: &mut ShareTable,
) {
    let graph = input.graph;
    let mut separate = FxHashSet::default();
    for &module in input.order {
        let ModuleKind::SharedSupplement(supplement) = &graph.modules[module].kind else { continue };
        let Some(copy) = graph.target(graph.dependency_of(module, supplement.copy)) else { continue };
        let is_esm =
            input.summaries[copy].as_ref().is_some_and(|summary| summary.exports_kind == ExportsKind::Esm);
        if !roots.contains_key(&copy) || !is_esm {
            continue;
        }
        let modules = reached_from(graph, usage, copy, |_| true);
        let mut needs = Vec::new();
        for &reached in &modules {
            let passed_on = usage.reexports[reached].names.iter().filter_map(|(_, binding)| binding.module());
            separate.extend(passed_on.filter(|&source| !table.is_kept(source)));
            needs.extend(usage.shared_needs.get(&reached).map(|full| (reached, input.stated(reached, full))));
        }
        needs.sort_unstable_by_key(|(consumed, _)| graph.modules[*consumed].identifier.as_str());
        separate.insert(copy);
        usage.used[module].included = true;
        for &connection in &graph.modules[module].incoming {
            usage.connection_active[connection] = true;
        }
        let (restores, evaluates) = (Vec::new(), Vec::new());
        table.supplements.push(Supplement { module, copy, kept: None, restores, evaluates, needs });
        table.marked.grow(graph.modules.len());
        table.marked.extend(modules.iter().map(|reached| reached.index()));
    }
    table.separate = input.order.iter().copied().filter(|module| separate.contains(module)).collect();
}

/// The full build, and the part of it that is loaded first.
struct Split<'a> {
    input: Input<'a>,
    full: &'a Usage,
    kept: &'a Usage,
}

impl Split<'_> {
    fn is_kept(&self, module: ModuleIdx) -> bool {
        self.kept.used[module].included
    }

    fn supplements(&self, restorable: &FxHashMap<ModuleIdx, Vec<String>>) -> Vec<Supplement> {
        let graph = self.input.graph;
        let mut position = IndexVec::from_vec(vec![u32::MAX; graph.modules.len()]);
        for (index, &module) in self.input.order.iter().enumerate() {
            position[module] = u32::try_from(index).expect("fewer modules than fit in a ModuleIdx");
        }
        let mut supplements = Vec::new();
        for &module in self.input.order {
            let ModuleKind::SharedSupplement(supplement) = &graph.modules[module].kind else { continue };
            let Some(copy) = graph.target(graph.dependency_of(module, supplement.copy)) else { continue };
            // A root that passes everything on as it is can be given to everybody.
            if !restorable.contains_key(&copy) || self.restore(copy).is_none() {
                continue;
            }
            let mut modules = evaluated_with(graph, self.full, copy);
            modules.sort_unstable_by_key(|&module| position[module]);
            supplements.push(Supplement {
                module,
                copy,
                kept: Some(self.kept_names(copy)),
                restores: modules.iter().filter_map(|&module| self.restore(module)).collect(),
                evaluates: self.evaluates(&modules),
                needs: modules.iter().filter_map(|&module| self.further_needs(module)).collect(),
            });
        }
        supplements
    }

    /// What the kept modules would have imported besides, in the order of the full build. Whatever else was left out is
    /// imported by these.
    fn evaluates(&self, modules: &[ModuleIdx]) -> Vec<ModuleIdx> {
        let mut seen = FxHashSet::default();
        let mut evaluates = Vec::new();
        for &module in modules.iter().filter(|&&module| self.is_kept(module)) {
            let imported = self.full.static_imports[module].iter().map(|import| import.module);
            evaluates.extend(imported.filter(|&target| !self.is_kept(target) && seen.insert(target)));
        }
        evaluates
    }

    /// What the kept part of a module does not pass on.
    fn restore(&self, module: ModuleIdx) -> Option<Restore> {
        if !self.is_kept(module) {
            return None;
        }
        let (full, kept) = (&self.full.reexports[module], &self.kept.reexports[module]);
        let is_missing = |name: &Arc<str>| kept.names.binary_search_by(|row| row.0.cmp(name)).is_err();
        let names: Vec<_> = full.names.iter().filter(|(name, _)| is_missing(name)).cloned().collect();
        let stars = full.dynamic_stars.iter().filter(|star| !kept.dynamic_stars.contains(star));
        let stars: Vec<_> = stars.copied().collect();
        (!names.is_empty() || !stars.is_empty()).then_some(Restore { module, names, stars })
    }

    fn kept_names(&self, copy: ModuleIdx) -> Vec<Arc<str>> {
        let mut names: Vec<Arc<str>> =
            self.kept.reexports[copy].names.iter().map(|(name, _)| Arc::clone(name)).collect();
        let is_own = |position: Option<u32>| {
            let summary = self.input.summaries[copy].as_deref();
            position.zip(summary).is_some_and(|(position, summary)| {
                matches!(summary.exports[position as usize].target, ExportTarget::Local(_))
            })
        };
        let own = self.input.provided.own(copy).filter(|(_, export)| is_own(export.position));
        names.extend(own.map(|(_, export)| Arc::clone(&export.name)));
        names.sort_unstable();
        names.dedup();
        names
    }

    fn further_needs(&self, module: ModuleIdx) -> Option<(ModuleIdx, UsedExports)> {
        let full = self.full.shared_needs.get(&module)?;
        let kept = self.kept.shared_needs.get(&module)?;
        (full != kept).then(|| (module, self.input.stated(module, full)))
    }

    /// Kept modules as they are kept, all others as in the full build, and what supplements evaluate.
    fn joined(&self, supplements: &[Supplement]) -> Usage {
        let graph = self.input.graph;
        let pick = |module: ModuleIdx| if self.is_kept(module) { self.kept } else { self.full };
        let connection_active = graph.connections.iter_enumerated().map(|(index, connection)| {
            let is_supplement = graph.dependencies[connection.dependency].kind == DependencyKind::Supplement;
            if is_supplement {
                return supplements.iter().any(|supplement| supplement.module == connection.module);
            }
            let from = connection.origin.map_or(self.full, pick);
            from.connection_active[index]
        });
        let connection_active: IndexVec<ConnectionIdx, bool> = connection_active.collect();
        let modules = || graph.modules.indices();
        let mut static_imports: IndexVec<ModuleIdx, Vec<StaticImport>> =
            modules().map(|module| pick(module).static_imports[module].clone()).collect();
        let reexports: IndexVec<ModuleIdx, ReExports> =
            modules().map(|module| pick(module).reexports[module].clone()).collect();
        let mut used = self.full.used.clone();
        for module in modules() {
            if let ModuleKind::SharedSupplement(_) = graph.modules[module].kind {
                used[module].included = supplements.iter().any(|supplement| supplement.module == module);
            }
        }
        for supplement in supplements {
            let dependency =
                DependencyIdx::from_usize(graph.modules[supplement.module].dependencies.start as usize);
            let mut seen = FxHashSet::default();
            static_imports[supplement.module] = supplement
                .mentioned(graph)
                .filter(|&module| seen.insert(module))
                .map(|module| StaticImport { dependency, module })
                .collect();
        }
        let mut shared_needs = self.full.shared_needs.clone();
        shared_needs.extend(self.kept.shared_needs.iter().map(|(&module, needs)| (module, needs.clone())));
        let written = self.full.written.clone();
        let mut read_by_name = self.full.read_by_name.clone();
        read_by_name.union_with(&self.kept.read_by_name);
        Usage { used, connection_active, static_imports, reexports, shared_needs, read_by_name, written }
    }
}

/// Every place where a live module asks a ConsumeShared module for something.
struct Uses<'a> {
    input: Input<'a>,
    usage: &'a Usage,
    uses: Vec<ShareUse>,
}

impl Uses<'_> {
    fn collect(mut self) -> Vec<ShareUse> {
        for &module in self.input.order {
            if self.usage.used[module].included {
                if let Some(summary) = self.input.summaries[module].as_deref() {
                    self.imports(module, summary);
                    self.passed_on(module, summary);
                }
                self.dependencies(module);
            }
        }
        self.uses
    }

    fn is_consumed(&self, module: ModuleIdx) -> bool {
        matches!(self.input.graph.modules[module].kind, ModuleKind::ConsumeShared(_))
    }

    fn add(&mut self, consumed: ModuleIdx, importer: ModuleIdx, span: Span, what: ShareUseKind) {
        let place = ShareUse { consumed, importer, span, what };
        if self.uses.last() != Some(&place) {
            self.uses.push(place);
        }
    }

    fn imports(&mut self, module: ModuleIdx, summary: &ModuleSummary) {
        let bindings = &self.input.bindings.imports[module];
        let consumed = |binding: &Binding| binding.module().filter(|&target| self.is_consumed(target));
        let members = self.input.bindings.members.rows[module].iter().map(|row| &row.2);
        if !bindings.iter().chain(members).any(|binding| consumed(binding).is_some()) {
            return;
        }
        let mut mentioned = FixedBitSet::with_capacity(summary.imports.len());
        let live = &self.usage.used[module].statements;
        let everything_runs = summary.exports_kind != ExportsKind::Esm;
        let mut evaluating =
            summary.statements.iter_enumerated().filter(|(_, statement)| statement.evaluates_text);
        if everything_runs || evaluating.any(|(index, _)| live.contains(index)) {
            for import in summary.imports.indices() {
                self.mention(module, summary, import, None);
            }
            return;
        }
        for (index, statement) in summary.statements.iter_enumerated() {
            if !live.contains(index) {
                continue;
            }
            for reference in &statement.imports {
                mentioned.insert(reference.import.index());
                self.mention(module, summary, reference.import, reference.member.as_deref());
            }
        }
        for (index, import) in summary.imports.iter_enumerated() {
            if mentioned.contains(index.index()) {
                continue;
            }
            if let Binding::Export { module: target, name } = &bindings[index]
                && self.is_consumed(*target)
            {
                let what = ShareUseKind::ImportedUnused { name: Arc::clone(name) };
                self.add(*target, module, import.span, what);
            }
        }
    }

    fn mention(
        &mut self,
        module: ModuleIdx,
        summary: &ModuleSummary,
        import: ImportIdx,
        member: Option<&str>,
    ) {
        let span = summary.imports[import].span;
        let bindings = &self.input.bindings;
        let (binding, member) = match member.and_then(|member| bindings.members.get(module, import, member)) {
            Some(binding) => (binding, None),
            None => (&bindings.imports[module][import], member),
        };
        match binding {
            Binding::Missing => {}
            Binding::Export { module: target, name } => {
                if self.is_consumed(*target) {
                    self.use_name(*target, module, span, name, member);
                }
            }
            Binding::Namespace { module: target } => {
                if self.is_consumed(*target) {
                    match member {
                        Some(member) => self.use_name(*target, module, span, member, None),
                        None => {
                            let what = ShareUseKind::Anything("its namespace object is passed around");
                            self.add(*target, module, span, what);
                        }
                    }
                }
            }
        }
    }

    /// `default` of CommonJS is the exports object itself, so a member of it is an export.
    fn use_name(
        &mut self,
        consumed: ModuleIdx,
        importer: ModuleIdx,
        span: Span,
        name: &str,
        member: Option<&str>,
    ) {
        let export = |name: &str, member: Option<&str>| ShareUseKind::Export {
            name: Arc::from(name),
            member: member.map(Arc::from),
        };
        if name != "default" || self.copy_is_esm(consumed) {
            return self.add(consumed, importer, span, export(name, member));
        }
        match member {
            Some(member) => {
                self.add(consumed, importer, span, export(name, Some(member)));
                self.add(consumed, importer, span, export(member, None));
            }
            None => {
                let what = ShareUseKind::Anything("its default import may be the whole CommonJS module");
                self.add(consumed, importer, span, what);
            }
        }
    }

    fn copy_is_esm(&self, consumed: ModuleIdx) -> bool {
        let copy = self.input.provided.modules[consumed].same_as;
        copy.and_then(|copy| self.input.summaries[copy].as_deref())
            .is_some_and(|summary| summary.exports_kind == ExportsKind::Esm)
    }

    /// `export {a} from "lib"`, `export * from "lib"`, as far as somebody uses it.
    fn passed_on(&mut self, module: ModuleIdx, summary: &ModuleSummary) {
        let reexports = &self.usage.reexports[module];
        for (exported, binding) in &reexports.names {
            let Some(target) = binding.module().filter(|&target| self.is_consumed(target)) else { continue };
            let export = summary.exports.iter().find(|export| *export.name == **exported);
            let span = export.map(|export| export.span).unwrap_or_default();
            match binding {
                Binding::Export { name, .. } => self.use_name(target, module, span, name, None),
                Binding::Missing | Binding::Namespace { .. } => {
                    self.add(
                        target,
                        module,
                        span,
                        ShareUseKind::Anything("its namespace object is passed around"),
                    );
                }
            }
        }
        for &star in &reexports.dynamic_stars {
            let dependency = self.input.graph.dependency_of(module, star);
            let Some(target) = self.input.graph.target(dependency).filter(|&it| self.is_consumed(it)) else {
                continue;
            };
            let span = self.input.graph.dependencies[dependency].span;
            match &self.usage.used[module].exports {
                UsedExports::All => {
                    self.add(target, module, span, ShareUseKind::Anything("`export *` passes all of it on"));
                }
                UsedExports::Names(names) => {
                    let others = names.iter().filter(|name| self.input.provided.find(module, name).is_none());
                    for name in others {
                        self.use_name(target, module, span, name, None);
                    }
                }
            }
        }
    }

    /// `require()`, `import()`, exposes, contexts.
    fn dependencies(&mut self, module: ModuleIdx) {
        let graph = self.input.graph;
        for dependency in graph.dependencies_of(module) {
            let row = &graph.dependencies[dependency];
            let Some(target) = graph.target(dependency).filter(|&target| self.is_consumed(target)) else {
                continue;
            };
            let is_active = row.connection.is_some_and(|connection| self.usage.connection_active[connection]);
            let referenced = match &row.kind {
                DependencyKind::EsmImport => {
                    if self.input.summaries[module]
                        .as_ref()
                        .is_some_and(|summary| summary.exports_kind != ExportsKind::Esm)
                    {
                        &ReferencedExports::All
                    } else {
                        continue;
                    }
                }
                DependencyKind::Require { referenced } | DependencyKind::ProvidedName { referenced } => {
                    referenced
                }
                DependencyKind::DynamicImport(options) => &options.exports,
                DependencyKind::Entry
                | DependencyKind::RequireResolve
                | DependencyKind::Weak
                | DependencyKind::Context(_)
                | DependencyKind::ContextElement
                | DependencyKind::NewUrl
                | DependencyKind::Worker { .. }
                | DependencyKind::CssImport
                | DependencyKind::CssUrl
                | DependencyKind::CssComposes
                | DependencyKind::ConsumeFallback
                | DependencyKind::Provided
                | DependencyKind::Supplement
                | DependencyKind::Supplemented
                | DependencyKind::ProvideInclude
                | DependencyKind::FederationRuntime
                | DependencyKind::Exposed
                | DependencyKind::RemoteContainer
                | DependencyKind::Hot => &ReferencedExports::All,
            };
            match referenced {
                _ if !is_active => {}
                ReferencedExports::All => {
                    self.add(target, module, row.span, ShareUseKind::Anything("it is loaded as a whole"));
                }
                ReferencedExports::Names(names) => {
                    for name in names {
                        self.use_name(target, module, row.span, name, None);
                    }
                }
            }
        }
    }
}

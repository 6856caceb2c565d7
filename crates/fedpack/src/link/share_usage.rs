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
    ConnectionIdx, DependencyIdx, ModuleIdx, StatementIdx,
    link_output::{
        ProvidedTable, ReExports, Restore, SealedCopy, ShareTable, StaticImport, Supplement, UsedExports,
        UsedModule,
    },
    module_graph::{DependencyKind, ModuleGraph, ModuleKind, Reach},
    summary::{ExportTarget, ExportsKind, SummaryTable},
};
use fixedbitset::FixedBitSet;
use oxc_index::IndexVec;
use rustc_hash::{FxHashMap, FxHashSet};

use super::{
    LinkOptions,
    bind_imports::Bindings,
    runtime_usage::Mentions,
    share_uses::share_uses,
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
    /// Which modules; `None`: all.
    only: Option<&'a FixedBitSet>,
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
        let is_meant = self.only.is_none_or(|modules| modules.contains(module.index()));
        let used = self.whole_modules.filter(|_| is_meant);
        used.is_some_and(|used| used[module].statements.contains(statement))
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

/// What marks the exports object of an ES module.
const ES_MODULE: &str = "__esModule";

/// Without options of shares: one sweep, and an empty table.
pub fn usage_with_shares(input: Input<'_>) -> (Usage, ShareTable) {
    let roots = Roots::new(input);
    let lists_stars = !roots.annotated.is_empty() || !roots.shaken.is_empty();
    let full = input.sweep(&Copies { needed: roots.sealed.clone(), lists_stars, ..Copies::default() });
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
        table.uses = share_uses(input, &own);
    }
    table.sealed = sealed_copies(input, &full, &roots.sealed);
    let restorable = without_top_level_await(input, &full, roots.restorable);
    let annotated = without_top_level_await(input, &full, roots.annotated);
    let shaken = without_top_level_await(input, &full, roots.shaken);
    let kept_as_built: FxHashMap<_, _> = roots.sealed.clone().into_iter().chain(restorable.clone()).collect();
    let mut usage = if restorable.is_empty() {
        full
    } else {
        let needed = roots.sealed.into_iter().chain(restorable.clone()).collect();
        let whole_modules = Some(&full.used);
        let kept = input.sweep(&Copies { needed, whole_modules, lists_stars, ..Copies::default() });
        let split = Split { input, full: &full, kept: &kept };
        table.supplements = split.supplements(&restorable);
        split.joined(&table.supplements)
    };
    let parts: FxHashMap<_, _> = annotated.into_iter().chain(shaken.clone()).collect();
    if !parts.is_empty() {
        let needed: FxHashMap<_, _> = kept_as_built.into_iter().chain(parts.clone()).collect();
        // Of a fleet that is not known yet this application is a part.
        let kept = input.sweep(&Copies { needed: needed.clone(), lists_stars, ..Copies::default() });
        let included = input.graph.modules.indices().filter(|&module| kept.used[module].included);
        table.kept = included.map(|module| module.index()).collect();
        let outside = loaded_anyway(input.graph, &usage);
        let own = input.sweep(&Copies {
            needed,
            whole_modules: Some(&usage.used),
            only: Some(&outside),
            lists_stars,
        });
        table.own_needs = input.stated_needs(&own);
        annotate(input, &parts, &shaken, &mut usage, &mut table);
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
        self.sweep_of(copies, None)
    }

    /// What these entries alone make live, beside what is mentioned.
    pub fn sweep_from(self, entries: &FixedBitSet, mentions: &Mentions) -> Usage {
        self.sweep_of(&Copies::default(), Some((entries, mentions)))
    }

    fn sweep_of(self, copies: &Copies<'_>, start: Option<(&FixedBitSet, &Mentions)>) -> Usage {
        used_exports(
            self.graph,
            self.summaries,
            self.options,
            self.order,
            self.effects,
            self.provided,
            self.bindings,
            copies,
            start,
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
    /// Roots that are shaken as soon as they are printed.
    shaken: FxHashMap<ModuleIdx, Vec<String>>,
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
                    let list = match seal {
                        true => &mut roots.sealed,
                        false if input.options.shares.shakes_texts => &mut roots.shaken,
                        false => &mut roots.restorable,
                    };
                    list.entry(root).or_default().extend(names);
                }
            }
        }
        // One file can be the copy of several shares: the most careful of them decides.
        let Self { restorable, sealed, shaken, annotated, .. } = &mut roots;
        sealed.retain(|root, _| {
            !whole.contains(root) && !restorable.contains_key(root) && !shaken.contains_key(root)
        });
        // Consumers read `default` of what they do not know by this mark.
        let is_esm = |root: &ModuleIdx| {
            input.summaries[*root].as_ref().is_some_and(|summary| summary.exports_kind == ExportsKind::Esm)
        };
        for (_, names) in sealed.iter_mut().filter(|(root, _)| is_esm(root)) {
            names.push(ES_MODULE.to_owned());
        }
        shaken.retain(|root, _| !whole.contains(root) && !restorable.contains_key(root));
        let is_shaken = |root: &ModuleIdx| {
            restorable.contains_key(root) || sealed.contains_key(root) || shaken.contains_key(root)
        };
        stays_whole.extend(annotated.keys().copied().filter(is_shaken));
        restorable.retain(|root, _| !whole.contains(root));
        annotated.retain(|root, _| !stays_whole.contains(root));
        roots
    }

    fn is_empty(&self) -> bool {
        let Self { sealed, restorable, all: _, annotated, shaken } = self;
        [sealed, restorable, annotated, shaken].iter().all(|roots| roots.is_empty())
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

/// Copies with a top-level await stay whole: what is restored must be there at once. So do those that import another shared
/// module whose copy has one, and await it.
fn without_top_level_await(
    input: Input<'_>,
    full: &Usage,
    mut restorable: FxHashMap<ModuleIdx, Vec<String>>,
) -> FxHashMap<ModuleIdx, Vec<String>> {
    let awaits = |module: ModuleIdx| {
        input.summaries[module].as_ref().is_some_and(|summary| summary.has_top_level_await)
    };
    if input.order.iter().any(|&module| awaits(module)) {
        let follows = |dependency: DependencyIdx| {
            input.graph.reach(dependency) == Reach::Together
                || input.graph.dependencies[dependency].kind == DependencyKind::ConsumeFallback
        };
        restorable
            .retain(|&root, _| !reached_from(input.graph, full, &[root], follows).into_iter().any(awaits));
    }
    restorable
}

/// The module, and all that is evaluated with it.
fn evaluated_with(graph: &ModuleGraph, usage: &Usage, root: ModuleIdx) -> Vec<ModuleIdx> {
    reached_from(graph, usage, &[root], |dependency| graph.reach(dependency) == Reach::Together)
}

fn reached_from(
    graph: &ModuleGraph,
    usage: &Usage,
    roots: &[ModuleIdx],
    follows: impl Fn(DependencyIdx) -> bool,
) -> Vec<ModuleIdx> {
    let mut seen: FxHashSet<ModuleIdx> = roots.iter().copied().collect();
    let mut modules = roots.to_vec();
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
        let exports = names.iter().filter(|name| *name != ES_MODULE);
        let kept = exports.map(|name| Arc::from(name.as_str())).collect();
        copies.push(SealedCopy { copy, kept, fleet: fleet.unwrap_or_default() });
    }
    copies
}

/// Gives whole copies a supplement with nothing in it, for `fedpack share shake` to fill. What they consist of, as far as it
/// can be passed on by name, are modules that may be there or not; in all of them, calls that do nothing are marked.
fn annotate(
    input: Input<'_>,
    roots: &FxHashMap<ModuleIdx, Vec<String>>,
    shaken: &FxHashMap<ModuleIdx, Vec<String>>,
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
        let modules = reached_from(graph, usage, &[copy], |_| true);
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
        let fleet = shaken.get(&copy).map(|names| needed_of(input, table, copy, names));
        table.supplements.push(Supplement { module, copy, kept: None, restores, evaluates, needs, fleet });
        table.marked.grow(graph.modules.len());
        table.marked.extend(modules.iter().map(|reached| reached.index()));
    }
    table.separate = input.order.iter().copied().filter(|module| separate.contains(module)).collect();
}

/// What the fleet needs of a copy: what it is said to, and what this build needs itself.
fn needed_of(input: Input<'_>, table: &ShareTable, copy: ModuleIdx, names: &[String]) -> UsedExports {
    let mut all = names.to_vec();
    for (consumed, needs) in &table.own_needs {
        if input.provided.modules[*consumed].same_as == Some(copy) {
            match needs {
                UsedExports::All => return UsedExports::All,
                UsedExports::Names(names) => all.extend(names.iter().cloned()),
            }
        }
    }
    all.sort_unstable();
    all.dedup();
    UsedExports::Names(all)
}

/// What is loaded whether local copies are or not.
fn loaded_anyway(graph: &ModuleGraph, usage: &Usage) -> FixedBitSet {
    let is_copy = |dependency: DependencyIdx| {
        matches!(
            graph.dependencies[dependency].kind,
            DependencyKind::ConsumeFallback | DependencyKind::Provided | DependencyKind::Supplement
        )
    };
    let entries = graph.entries.iter().flat_map(|entry| &entry.dependencies).chain(&graph.includes);
    let roots: Vec<ModuleIdx> = entries.filter_map(|&dependency| graph.target(dependency)).collect();
    let reached = reached_from(graph, usage, &roots, |dependency| !is_copy(dependency));
    reached.into_iter().map(|module| module.index()).collect()
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
                fleet: None,
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
        let data = self.full.data.clone();
        let mut read_by_name = self.full.read_by_name.clone();
        read_by_name.union_with(&self.kept.read_by_name);
        Usage {
            used,
            connection_active,
            static_imports,
            reexports,
            shared_needs,
            read_by_name,
            data,
            written,
        }
    }
}

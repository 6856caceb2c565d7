//! What link decided. One writer per table: the pass named in its documentation.

use std::{collections::BTreeMap, ops::Range, sync::Arc};

use fixedbitset::FixedBitSet;
use oxc_index::IndexVec;
use rustc_hash::{FxHashMap, FxHashSet};

use crate::{
    ConnectionIdx, DependencyIdx, ExportIdx, ImportIdx, LocalDependencyIdx, LocalSymbolIdx, ModuleIdx,
    StatementIdx,
    export_names::ExportNames,
    module_graph::{ModuleGraph, Span},
    runtime_usage::RuntimeUsage,
    summary::Constant,
};

/// Large tables that nothing changes are behind an `Arc`: what is printed for single runtimes has a copy with rows of its own.
#[derive(Debug, Default, Clone)]
pub struct LinkOutput {
    /// `module_order`: modules in evaluation order (depth-first, dependencies first), the same in every run.
    /// Holds every module that is reachable from an entry, through any dependency.
    pub order: Vec<ModuleIdx>,
    /// `async_modules`: contains a top-level await, or synchronously imports a module that does.
    pub is_async: IndexVec<ModuleIdx, bool>,
    /// `cycles`: modules of which something may be asked while they run for the first time.
    pub in_cycle: FixedBitSet,
    /// `provided_exports`.
    pub provided: Arc<ProvidedTable>,
    /// `bind_imports`: what each import binding of each module means.
    pub bindings: Arc<IndexVec<ModuleIdx, IndexVec<ImportIdx, Binding>>>,
    /// `bind_imports`: members of namespace imports that live behind re-exports without side effects.
    pub namespace_members: Arc<NamespaceMembers>,
    /// `constants`: imports whose value is written where they are read. What `bindings` and `namespace_members` say of
    /// them is not asked for.
    pub constants: ConstantTable,
    /// `closed_objects`: objects of which some properties are left out, or written where they are read.
    pub objects: Arc<ClosedObjects>,
    /// `used_exports`: of modules that are data and not used as a whole, what is read of each key.
    pub data: Arc<FxHashMap<ModuleIdx, DataUse>>,
    /// `side_effects`: evaluating the module (or something it must evaluate) can be observed.
    pub has_side_effects: IndexVec<ModuleIdx, bool>,
    /// `used_exports`: which modules, statements and exports are live.
    pub used: IndexVec<ModuleIdx, UsedModule>,
    /// `used_exports`: connections that make the target run. An inactive one is not followed by chunking.
    pub connection_active: IndexVec<ConnectionIdx, bool>,
    /// `used_exports`: what the `import` and `export … from` declarations of each module evaluate.
    /// Replaces the direct targets of those declarations, for chunking and for code generation.
    pub static_imports: IndexVec<ModuleIdx, Vec<StaticImport>>,
    /// `used_exports`: names that each module passes on from other modules.
    pub reexports: IndexVec<ModuleIdx, ReExports>,
    /// `share_usage`: what is used of shared modules, and what their local copies are built with.
    pub shares: ShareTable,
    /// `mangle_exports`: for each module the properties of its exports object that stand for its
    /// [`UsedExports::Names`], in their order; empty where the names themselves do.
    pub mangled: IndexVec<ModuleIdx, Vec<Arc<str>>>,
    /// `runtime_usage`: what single runtimes use of all this. Empty where all entries have one runtime.
    pub runtimes: Vec<RuntimeUsage>,
}

impl LinkOutput {
    /// The property of the exports object of `module` that holds its export `name`.
    pub fn property<'n>(&'n self, module: ModuleIdx, name: &'n str) -> &'n str {
        let UsedExports::Names(names) = &self.used[module].exports else { return name };
        let position = names.binary_search_by(|probe| probe.as_str().cmp(name)).ok();
        position.and_then(|position| self.mangled[module].get(position)).map_or(name, |property| property)
    }
}

/// Shared modules of the build. Empty unless the build takes part in shaking them.
#[derive(Debug, Default, Clone)]
pub struct ShareTable {
    /// What the output needs of each ConsumeShared module, wherever it is imported; the order is `order`'s.
    pub needs: Vec<(ModuleIdx, UsedExports)>,
    /// What the application by itself uses, place by place, in the order of modules and statements. Only with
    /// `federation.shareUsage`.
    pub uses: Vec<ShareUse>,
    /// Local copies that are built with a part of their exports, and what brings the rest.
    pub supplements: Vec<Supplement>,
    /// Local copies that have a part of their exports for good.
    pub sealed: Vec<SealedCopy>,
    /// Modules that can be taken out of built chunks one by one (`federation.shared.<name>.annotate`): no other function
    /// may take them in.
    pub separate: Vec<ModuleIdx>,
    /// With such copies: modules that stay in them, whoever else is in the fleet. Empty without.
    pub kept: FixedBitSet,
    /// Modules of copies that can be shaken: calls without effects stay marked in the output, until they are.
    pub marked: FixedBitSet,
    /// What the build needs of each ConsumeShared module, apart from what copies that can be shaken need of it beyond what the
    /// application itself does. Only if copies are annotated.
    pub own_needs: Vec<(ModuleIdx, UsedExports)>,
    /// The part of each module, from 0 to 1, that the application by itself runs. Empty without `federation.shareUsage`.
    pub own_parts: IndexVec<ModuleIdx, f32>,
}

impl ShareTable {
    pub fn needs_of(&self, consumed: ModuleIdx) -> Option<&UsedExports> {
        self.needs.iter().find(|(module, _)| *module == consumed).map(|(_, needs)| needs)
    }

    /// [`Supplement::mentioned`] of all supplements, and what may be one day.
    pub fn supplemented(&self, graph: &ModuleGraph) -> impl Iterator<Item = ModuleIdx> {
        let mentioned = self.supplements.iter().flat_map(|supplement| supplement.mentioned(graph));
        mentioned.chain(self.separate.iter().copied())
    }

    /// Whether a module is not one that copies may lose.
    pub fn is_kept(&self, module: ModuleIdx) -> bool {
        self.kept.is_empty() || self.kept.contains(module.index())
    }

    pub fn supplement(&self, module: ModuleIdx) -> Option<&Supplement> {
        self.supplements.iter().find(|supplement| supplement.module == module)
    }
}

/// One place where something is asked of a ConsumeShared module.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ShareUse {
    pub consumed: ModuleIdx,
    pub importer: ModuleIdx,
    pub span: Span,
    pub what: ShareUseKind,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ShareUseKind {
    /// The export, or only this member of it.
    Export { name: Arc<str>, member: Option<Arc<str>> },
    /// An import declaration binds it, and nothing that runs mentions it.
    ImportedUnused { name: Arc<str> },
    /// Anything may be read. Why.
    Anything(&'static str),
}

/// The part of a local copy that is loaded when a consumer needs it.
#[derive(Debug, Clone)]
pub struct Supplement {
    /// The SharedSupplement module.
    pub module: ModuleIdx,
    /// Root of the copy.
    pub copy: ModuleIdx,
    /// Exports that the copy has without its supplement, sorted. `None`: all, until the built chunks are shaken.
    pub kept: Option<Vec<Arc<str>>>,
    /// What modules of the copy get, dependencies first.
    pub restores: Vec<Restore>,
    /// Modules that were left out and that the copy's modules import, in the order in which these would have
    /// evaluated them. They import whatever else was left out.
    pub evaluates: Vec<ModuleIdx>,
    /// ConsumeShared modules of which the supplement needs more than the rest of the build.
    pub needs: Vec<(ModuleIdx, UsedExports)>,
    /// What the fleet needs of the copy, if that is known: it is shaken for this as soon as it is printed.
    pub fleet: Option<UsedExports>,
}

impl Supplement {
    /// Modules whose exports objects it reads, extends or evaluates, by their ids and by the names of exports: no other
    /// function may take these in.
    pub fn mentioned(&self, graph: &ModuleGraph) -> impl Iterator<Item = ModuleIdx> {
        let restored = self.restores.iter().flat_map(|restore| {
            let sources = restore.names.iter().filter_map(|(_, binding)| binding.module());
            let stars = restore.stars.iter();
            let stars = stars.filter_map(|&star| graph.target(graph.dependency_of(restore.module, star)));
            std::iter::once(restore.module).chain(sources).chain(stars)
        });
        restored.chain(self.evaluates.iter().copied())
    }
}

/// Names that a module passes on from other modules, and has not without a supplement.
#[derive(Debug, Clone)]
pub struct Restore {
    pub module: ModuleIdx,
    pub names: Vec<(Arc<str>, Binding)>,
    pub stars: Vec<LocalDependencyIdx>,
}

#[derive(Debug, Clone)]
pub struct SealedCopy {
    /// Root of the copy.
    pub copy: ModuleIdx,
    /// Exports that it has, sorted.
    pub kept: Vec<Arc<str>>,
    /// Applications whose needs it covers.
    pub fleet: Vec<String>,
}

/// One module that an import declaration evaluates.
///
/// `import {a} from "./barrel"`, where the barrel has no side effects and `a` lives in `./a`, gives one row
/// with `./a`, and none for `./barrel`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct StaticImport {
    /// The declaration. Rows are in its order, and each module is there once.
    pub dependency: DependencyIdx,
    pub module: ModuleIdx,
}

/// What a module defines on its exports object beside its own symbols. Only what is used.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ReExports {
    /// `export {a as b} from`, `export * as b from`, and the names of `export *`: exported name and where to
    /// read it. Sorted by name.
    pub names: Vec<(Arc<str>, Binding)>,
    /// `export *` whose target's names are only known at run time: copy what the target has then and the module
    /// itself has not, `default` apart.
    pub dynamic_stars: Vec<LocalDependencyIdx>,
}

/// All exports of all modules.
#[derive(Debug, Default)]
pub struct ProvidedTable {
    pub modules: IndexVec<ModuleIdx, ProvidedExports>,
    pub exports: IndexVec<ExportIdx, DeclaredExport>,
}

/// An export under the name that its module gives it (`export const a`, `export {a} from`), no star.
#[derive(Debug, Clone)]
pub struct DeclaredExport {
    pub module: ModuleIdx,
    pub name: Arc<str>,
    /// Position in the summary's `exports`; `None` for modules without such a list (JSON `default`, containers).
    pub position: Option<u32>,
    pub resolved: Result<ResolvedExport, UnresolvedExport>,
}

/// Why a re-export leads nowhere. Reading it gives `undefined`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum UnresolvedExport {
    /// Its target does not provide the name, or there is no target.
    Missing,
    /// It comes back to itself.
    Cycle,
}

/// The names that a module exports, `export *` resolved.
#[derive(Debug, Clone, Default)]
pub struct ProvidedExports {
    /// Rows of [`ProvidedTable::exports`] that the module declares, sorted by name.
    pub own: Range<u32>,
    /// Names that come by `export *`; where an own export has the same name, that one counts. Names that two stars
    /// bring from different places are left out.
    pub inherited: ExportNames,
    /// Some names are only known at run time (CommonJS, externals, remotes, shared, or a star of such).
    pub unknown: bool,
    /// `export *` declarations whose target is `unknown`.
    pub dynamic_stars: Vec<LocalDependencyIdx>,
    /// Its stars lead back to it, by way of others.
    pub is_in_star_cycle: bool,
    /// `ConsumeShared`: names of this module are a hint for checks, no more: another build's version may answer.
    /// `ProvideShared`: the provided module.
    pub same_as: Option<ModuleIdx>,
}

impl ProvidedTable {
    /// The row for `name` as seen from `module`.
    pub fn find(&self, module: ModuleIdx, name: &str) -> Option<ExportIdx> {
        self.find_own(module, name).or_else(|| self.modules[module].inherited.get(name))
    }

    /// The row for `name` if `module` itself declares it.
    pub fn find_own(&self, module: ModuleIdx, name: &str) -> Option<ExportIdx> {
        let own = &self.modules[module].own;
        let rows = &self.exports.raw[own.start as usize..own.end as usize];
        let position = rows.binary_search_by(|row| (*row.name).cmp(name)).ok()?;
        Some(ExportIdx::from_usize(own.start as usize + position))
    }

    /// Where `name` of `module` lives; `None` also when it is only known at run time.
    pub fn get(&self, module: ModuleIdx, name: &str) -> Option<&ResolvedExport> {
        self.exports[self.find(module, name)?].resolved.as_ref().ok()
    }

    /// Rows that the module itself declares, sorted by name.
    pub fn own(&self, module: ModuleIdx) -> impl Iterator<Item = (ExportIdx, &DeclaredExport)> {
        self.modules[module].own.clone().map(|raw| {
            let export = ExportIdx::from_usize(raw as usize);
            (export, &self.exports[export])
        })
    }

    /// Rows that come by `export *` and are not hidden by an own export, sorted by name.
    pub fn inherited(&self, module: ModuleIdx) -> impl Iterator<Item = (&Arc<str>, ExportIdx)> {
        self.modules[module].inherited.iter().filter(move |(name, _)| self.find_own(module, name).is_none())
    }

    /// All known names, own ones first, each part sorted.
    pub fn names(&self, module: ModuleIdx) -> impl Iterator<Item = &Arc<str>> {
        self.own(module).map(|(_, export)| &export.name).chain(self.inherited(module).map(|(name, _)| name))
    }
}

/// Where an export lives after following re-exports.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct ResolvedExport {
    /// The module that declares it, or the last one before run time decides (CommonJS, remote, shared).
    pub module: ModuleIdx,
    /// Its name there; `None` for the namespace object of `module` (`export * as ns`).
    pub name: Option<Arc<str>>,
}

/// What `ns.member` means, where `ns` is only read in this way and the module itself need not be asked.
///
/// ```js
/// import * as ns from "./barrel"; ns.a();     // barrel.js: export {a} from "./a";
/// ```
///
/// So it is with members of namespaces that are members: `ns.tools.saw()`, where barrel.js has `export * as tools from "./tools"`.
#[derive(Debug, Default)]
pub struct NamespaceMembers {
    /// Sorted by import and member.
    pub rows: IndexVec<ModuleIdx, Vec<(ImportIdx, Box<str>, Binding)>>,
    /// Two members or more, sorted by import and members.
    pub paths: IndexVec<ModuleIdx, Vec<NamespacePath>>,
}

/// `ns.tools.saw`, where `ns` and `tools` are namespaces.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NamespacePath {
    pub import: ImportIdx,
    pub members: Box<[Box<str>]>,
    pub binding: Binding,
}

impl NamespaceMembers {
    /// `None`: it is read from the namespace's own module.
    pub fn get(&self, module: ModuleIdx, import: ImportIdx, member: &str) -> Option<&Binding> {
        let rows = self.rows.get(module)?;
        let position = rows.binary_search_by(|row| row.0.cmp(&import).then_with(|| (*row.1).cmp(member)));
        position.ok().map(|position| &rows[position].2)
    }

    /// What a path of exactly these members means.
    pub fn path(&self, module: ModuleIdx, import: ImportIdx, members: &[&str]) -> Option<&Binding> {
        let rows = self.paths.get(module)?;
        let position = rows.binary_search_by(|row| {
            let of_row = row.members.iter().map(|name| &**name);
            row.import.cmp(&import).then_with(|| of_row.cmp(members.iter().copied()))
        });
        position.ok().map(|position| &rows[position].binding)
    }

    /// What as many of the members of a path as possible mean, and how many these are.
    pub fn longest_path(
        &self,
        module: ModuleIdx,
        import: ImportIdx,
        members: &[Box<str>],
    ) -> Option<(&Binding, usize)> {
        self.paths.get(module).filter(|rows| !rows.is_empty())?;
        let members: Vec<&str> = members.iter().map(|name| &**name).collect();
        let counts = (2..=members.len()).rev();
        let mut found =
            counts.filter_map(|count| Some((self.path(module, import, &members[..count])?, count)));
        found.next()
    }
}

/// What is read of a value that is data.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum DataUse {
    Whole,
    /// Only these members: keys, positions in lists, and `length`; there may be names among them that the data has not.
    Members(BTreeMap<Box<str>, DataUse>),
}

impl Default for DataUse {
    fn default() -> Self {
        Self::Members(BTreeMap::new())
    }
}

impl DataUse {
    /// One more path is read; nothing but the value itself, if it is empty.
    pub fn read<'n>(&mut self, path: impl IntoIterator<Item = &'n str>) {
        let mut read = self;
        for name in path {
            let Self::Members(members) = read else { return };
            read = members.entry(Box::from(name)).or_default();
        }
        *read = Self::Whole;
    }
}

/// Object literals that nobody does anything with but read their properties, and with each the properties that somebody
/// reads whose value does not stand where they are read.
#[derive(Debug, Default)]
pub struct ClosedObjects {
    pub rows: FxHashMap<(ModuleIdx, LocalSymbolIdx), FxHashSet<Box<str>>>,
}

/// Imports, and members of namespace imports, that are known values.
///
/// ```js
/// import {SIZE} from "./sizes"; use(SIZE);     // use(4), where sizes.js has: export const SIZE = 4;
/// ```
#[derive(Debug, Default, Clone)]
pub struct ConstantTable {
    /// Sorted by import and member.
    pub rows: Arc<IndexVec<ModuleIdx, Vec<ConstantImport>>>,
    /// `used_exports`: exports whose value is written elsewhere, sorted. Nobody asks their modules for them.
    pub written: Vec<(ModuleIdx, Arc<str>)>,
}

#[derive(Debug, Clone)]
pub struct ConstantImport {
    pub import: ImportIdx,
    /// `None`: the binding itself.
    pub member: Option<Box<str>>,
    pub value: Constant,
    /// The module that declares the constant, and its name there. `None`: it is a property of an object.
    pub source: Option<(ModuleIdx, Arc<str>)>,
}

impl ConstantImport {
    pub fn key(&self) -> (ImportIdx, Option<&str>) {
        (self.import, self.member.as_deref())
    }
}

/// The rows of one module.
pub fn written_of(written: &[(ModuleIdx, Arc<str>)], module: ModuleIdx) -> &[(ModuleIdx, Arc<str>)] {
    let rows = &written[written.partition_point(|row| row.0 < module)..];
    &rows[..rows.partition_point(|row| row.0 == module)]
}

impl ConstantTable {
    /// What the binding is, or else `member` of the namespace that it is.
    pub fn get(&self, module: ModuleIdx, import: ImportIdx, member: Option<&str>) -> Option<&ConstantImport> {
        let rows = self.rows.get(module)?;
        let find = |member: Option<&str>| {
            let position = rows.binary_search_by(|row| row.key().cmp(&(import, member)));
            position.ok().map(|position| &rows[position])
        };
        find(None).or_else(|| member.and_then(|member| find(Some(member))))
    }

    /// What `member` of the object or namespace that is imported is.
    pub fn member(&self, module: ModuleIdx, import: ImportIdx, member: &str) -> Option<&Constant> {
        self.get(module, import, Some(member)).filter(|row| row.member.is_some()).map(|row| &row.value)
    }

    /// Exports of `module` whose value is written elsewhere.
    pub fn written_of(&self, module: ModuleIdx) -> impl Iterator<Item = &Arc<str>> {
        written_of(&self.written, module).iter().map(|(_, name)| name)
    }

    /// Whether the value of an export is written in another module.
    pub fn is_written(&self, module: ModuleIdx, name: &str) -> bool {
        self.written.binary_search_by(|row| (row.0, &*row.1).cmp(&(module, name))).is_ok()
    }
}

/// What an import binding means.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub enum Binding {
    /// Not resolved (missing module, ignored, no such export): reading it gives `undefined`.
    #[default]
    Missing,
    /// The export `name` of `module`, read through the module object of `module` with its interop.
    /// `module` is the target of the import, or a module behind side-effect-free re-exports of it.
    Export { module: ModuleIdx, name: Arc<str> },
    /// The namespace object of `module`.
    Namespace { module: ModuleIdx },
}

impl Binding {
    pub fn module(&self) -> Option<ModuleIdx> {
        match self {
            Self::Missing => None,
            Self::Export { module, .. } | Self::Namespace { module } => Some(*module),
        }
    }
}

#[derive(Debug, Clone, Default)]
pub struct UsedModule {
    /// The module is part of the output.
    pub included: bool,
    /// The module's body must be evaluated where it is imported for its effects.
    pub statements: LiveStatements,
    pub exports: UsedExports,
}

#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub enum LiveStatements {
    /// Everything: shaking is off, the module is CommonJS, or nothing could be removed.
    #[default]
    All,
    /// Rows are [`StatementIdx`]. Module declarations (`import`, `export … from`) are always among them: what they
    /// do is said by [`LinkOutput::static_imports`] and [`LinkOutput::reexports`].
    Some(FixedBitSet),
}

impl LiveStatements {
    pub fn contains(&self, statement: StatementIdx) -> bool {
        match self {
            Self::All => true,
            Self::Some(set) => set.contains(statement.index()),
        }
    }
}

#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub enum UsedExports {
    /// The namespace object escapes, or another build may read any of them.
    #[default]
    All,
    /// Only these names, sorted.
    Names(Vec<String>),
}

impl UsedExports {
    pub fn contains(&self, name: &str) -> bool {
        match self {
            Self::All => true,
            Self::Names(names) => names.binary_search_by(|probe| probe.as_str().cmp(name)).is_ok(),
        }
    }
}

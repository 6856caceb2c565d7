//! Every place where a live module asks a shared module for something: what a build tells the fleet, with the line.

use std::sync::Arc;

use fedpack_graph::{
    ImportIdx, ModuleIdx,
    link_output::{Binding, NamespaceMembers, ShareUse, ShareUseKind, UsedExports},
    module_graph::{DependencyKind, ModuleKind, ReferencedExports, Span},
    summary::{ExportsKind, ModuleSummary},
};
use fixedbitset::FixedBitSet;

use super::{members::Members, share_usage::Input, used_exports::Usage};

/// In the order of modules and statements.
pub fn share_uses(input: Input<'_>, usage: &Usage) -> Vec<ShareUse> {
    Uses { input, usage, uses: Vec::new() }.collect()
}

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
        let NamespaceMembers { rows, paths } = &self.input.bindings.members;
        let members = rows[module].iter().map(|row| &row.2);
        let members = members.chain(paths[module].iter().map(|row| &row.binding));
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
                self.mention(module, summary, import, Members::default());
            }
            return;
        }
        for (index, statement) in summary.statements.iter_enumerated() {
            if !live.contains(index) {
                continue;
            }
            for reference in &statement.imports {
                mentioned.insert(reference.import.index());
                let members = Members::of_reference(summary, reference);
                self.mention(module, summary, reference.import, members);
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
        members: Members<'_>,
    ) {
        let span = summary.imports[import].span;
        let bindings = self.input.bindings;
        let (binding, members) = bindings.read(module, import, members);
        match binding {
            Binding::Missing => {}
            Binding::Export { module: target, name } => {
                if self.is_consumed(*target) {
                    self.use_name(*target, module, span, name, members.first());
                }
            }
            Binding::Namespace { module: target } => {
                if self.is_consumed(*target) {
                    match members.first() {
                        Some(member) => {
                            self.use_name(*target, module, span, member, members.after(1).first());
                        }
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
                    for path in names {
                        let members = Members::Path(path);
                        let name = members.first().unwrap_or_default();
                        self.use_name(target, module, row.span, name, members.after(1).first());
                    }
                }
            }
        }
    }
}

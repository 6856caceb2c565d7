//! What is live of values of which only some members are read: of namespaces, and of data.

use fedpack_graph::{
    DependencyIdx, ExportIdx, ModuleIdx,
    link_output::{Binding, ProvidedTable, ResolvedExport},
    summary::{ExportTarget, ExportsKind},
};

use super::{Live, Sweep};
use crate::link::{bind_imports::Bindings, exports_kind::exports_kind, members::Members};

impl<'a> Sweep<'a> {
    /// `module` reads `binding`, or only `members` of it, by way of an import or re-export declaration.
    pub(super) fn use_binding(
        &mut self,
        module: ModuleIdx,
        dependency: DependencyIdx,
        binding: &'a Binding,
        members: Members<'a>,
    ) {
        match binding {
            Binding::Missing => {}
            Binding::Export { module: target, name } => {
                self.import(module, dependency, *target);
                self.live_in_namespace(Some(module), *target, name, members);
            }
            Binding::Namespace { module: target } => {
                self.import(module, dependency, *target);
                match members.first() {
                    Some(member) => {
                        self.live_in_namespace(Some(module), *target, member, members.after(1));
                    }
                    None => self.work.push(Live::AllExports(*target)),
                }
            }
        }
    }

    /// `importer` reads `path` of the namespace of `target`; nobody, if that is done by `import()`.
    pub(super) fn live_path(&mut self, importer: Option<ModuleIdx>, target: ModuleIdx, path: Members<'a>) {
        if let Some(name) = path.first() {
            self.live_in_namespace(importer, target, name, path.after(1));
        }
    }

    /// `require()` of `target`, of which `path` is read.
    pub(super) fn live_required(&mut self, target: ModuleIdx, path: Members<'a>) {
        let Some(name) = path.first() else { return };
        let live = if self.is_data(target) {
            Live::Data(target, name, path.after(1))
        } else {
            self.of_namespace(target, name, path.after(1))
        };
        self.work.push(live);
    }

    fn live_in_namespace(
        &mut self,
        importer: Option<ModuleIdx>,
        target: ModuleIdx,
        name: &'a str,
        members: Members<'a>,
    ) {
        if self.is_data(target) {
            let live = match members.first() {
                Some(key) if name == "default" => Live::Data(target, key, members.after(1)),
                None if name == "default" => Live::Export(target, name),
                _ => Live::Data(target, name, members),
            };
            return self.work.push(live);
        }
        match self.namespace_row(target, name).filter(|_| members.first().is_some()) {
            Some(row) => self.work.push(Live::Member(row, members)),
            None => self.live_name(importer, target, name, members.first()),
        }
    }

    /// The export `name` of `target`, or if that is a namespace as well only its `members`.
    fn of_namespace(&self, target: ModuleIdx, name: &'a str, members: Members<'a>) -> Live<'a> {
        match self.namespace_row(target, name).filter(|_| members.first().is_some()) {
            Some(row) => Live::Member(row, members),
            None => Live::Export(target, name),
        }
    }

    /// `importer` reads `name` of `target`, or only `member` of it. The `default` of CommonJS may be all of its exports.
    pub(super) fn live_name(
        &mut self,
        importer: Option<ModuleIdx>,
        target: ModuleIdx,
        name: &'a str,
        member: Option<&'a str>,
    ) {
        let kind = exports_kind(self.graph, self.summaries, target);
        let is_strict = importer
            .and_then(|importer| self.summaries[importer].as_deref())
            .is_some_and(|summary| summary.strict_interop);
        let is_whole = name == "default"
            && match kind {
                Some(ExportsKind::CommonJsFlaggedEsm) => is_strict || importer.is_none(),
                Some(ExportsKind::CommonJs | ExportsKind::CommonJsUnflagged) => true,
                Some(ExportsKind::Esm | ExportsKind::DefaultObject) | None => false,
            };
        self.work.push(match member {
            Some(member) if is_whole && (is_strict || kind != Some(ExportsKind::CommonJs)) => {
                Live::Export(target, member)
            }
            _ if is_whole => Live::AllExports(target),
            _ => Live::Export(target, name),
        });
    }

    /// `export * as name from "x"`: the row of `name`, if it is the namespace of an ES module, by way of others or not.
    fn namespace_row(&self, target: ModuleIdx, name: &str) -> Option<ExportIdx> {
        self.esm(target)?;
        let row = self.provided.find_own(target, name)?;
        let ResolvedExport { module, name: None } = self.provided.exports[row].resolved.as_ref().ok()? else {
            return None;
        };
        self.esm(*module).map(|_| row)
    }

    /// `name.member`, where `name` is exported by a module that has to be asked for it:
    ///
    /// ```js
    /// import { tools } from "./effects.js"; tools.saw();       // effects.js: export * as tools from "./tools.js"; run();
    /// ```
    pub(super) fn live_member(&mut self, row: ExportIdx, members: Members<'a>) {
        let Some(member) = members.first() else { return };
        let provided: &'a ProvidedTable = self.provided;
        let bindings: &'a Bindings = self.bindings;
        let export = &provided.exports[row];
        let module = export.module;
        self.include(module);
        let binding = &bindings.sources[row];
        let Some(source) = binding.module() else { return };
        self.work.push(match binding {
            Binding::Export { name, .. } => match self.namespace_row(source, name) {
                Some(row) => Live::Member(row, members),
                None => Live::Export(source, name),
            },
            Binding::Namespace { .. } | Binding::Missing => {
                self.read_by_name.insert(source.index());
                self.of_namespace(source, member, members.after(1))
            }
        });
        if self.states[module].uses_all || self.used_rows.put(row.index()) {
            return;
        }
        self.partial_rows.insert(row.index());
        let position = export.position.and_then(|position| self.esm(module)?.exports.get(position as usize));
        if let Some(ExportTarget::ReExport { dependency, .. }) = position.map(|export| &export.target) {
            let dependency = self.graph.dependency_of(module, *dependency);
            self.import(module, dependency, source);
            self.states[module].reexports.push((&export.name, binding.clone()));
        }
    }
}

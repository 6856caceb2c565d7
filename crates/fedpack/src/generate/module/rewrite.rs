//! The walk over a module's live statements that puts in what link and chunk decided: imported names become
//! members of module variables, placeholders become `__webpack_require__` calls.

use std::collections::BTreeSet;

use fedpack_graph::{
    DependencyIdx, LocalDependencyIdx, ModuleIdx, RuntimeRequirements,
    chunk_graph::{ChunkGroupKind, ModuleId},
    link_output::{Binding, ResolvedExport, UsedExports},
    module_graph::{ContextMode, DependencyKind, DynamicImportOptions, ModuleKind},
    summary::{CommonJsBailout, CommonJsShape},
};
use oxc::{
    allocator::TakeIn,
    ast::ast::*,
    ast_visit::{VisitMut, walk_mut},
    span::{GetSpan, SPAN, Span},
};

use super::{
    ModuleContext,
    builder::Js,
    commonjs, data,
    imports::Imports,
    interop::{ExportsType, exports_type},
};
use crate::config::{MangleExports, Mode};
use crate::scan::ecma::{
    ast::{DEPENDENCY_PLACEHOLDER, EXPORTS_QUESTION, REQUIRE, ReferenceMark},
    known_member,
};

pub struct Rewriter<'a, 'c, 'i> {
    pub js: Js<'a>,
    pub context: &'c ModuleContext<'c>,
    pub module: ModuleIdx,
    pub imports: &'i mut Imports<'c>,
    pub requirements: RuntimeRequirements,
    /// Of a CommonJS module: the names that are read of it, if others are left out.
    pub read_names: Option<&'c UsedExports>,
}

impl<'a> Rewriter<'a, '_, '_> {
    fn import_mark(expression: &Expression<'a>) -> Option<fedpack_graph::ImportIdx> {
        let Expression::Identifier(identifier) = expression else { return None };
        match ReferenceMark::decode(identifier.reference_id.get()) {
            ReferenceMark::Import(import) => Some(import),
            ReferenceMark::Local | ReferenceMark::TopLevel(_) | ReferenceMark::Global => None,
        }
    }

    /// `ns.member`, where `ns` is a namespace import: the member may be reached without the namespace.
    fn namespace_member(&mut self, expression: &mut Expression<'a>) -> bool {
        let Some((object, name)) = known_member(expression) else { return false };
        let Some(import) = Self::import_mark(object) else { return false };
        let is_namespace =
            matches!(self.context.link.bindings[self.module].get(import), Some(Binding::Namespace { .. }));
        // A namespace is always there: `ns?.member` is the same.
        if !is_namespace {
            return false;
        }
        let value = self.imports.binding(self.js, import, Some(name));
        *expression = placed(value, place_of_member(expression));
        true
    }

    /// `ns.tools.saw`, where both are namespaces: as if `saw` were imported from where it is declared.
    fn namespace_path(&mut self, expression: &mut Expression<'a>) -> bool {
        let members = &self.context.link.namespace_members;
        if members.paths.get(self.module).is_none_or(Vec::is_empty) {
            return false;
        }
        let mut names = Vec::new();
        let mut object = &*expression;
        while names.len() < LONGEST_PATH
            && !matches!(object, Expression::ChainExpression(_))
            && let Some((inner, name)) = known_member(object)
        {
            names.push(name);
            object = inner;
        }
        names.reverse();
        let Some(import) = Self::import_mark(object) else { return false };
        let Some(binding) = members.path(self.module, import, &names) else { return false };
        let is_constant = names
            .first()
            .is_some_and(|first| self.context.link.constants.get(self.module, import, Some(first)).is_some());
        if is_constant {
            return false;
        }
        *expression = placed(self.imports.binding_value(self.js, binding), place_of_member(expression));
        true
    }

    /// `KEYS.enter`, where the value stands instead of the read; so does that of `KEYS?.enter`, as literals are there.
    fn known_property(&self, expression: &mut Expression<'a>) -> bool {
        let Some((Expression::Identifier(object), name)) = known_member(expression) else { return false };
        let link = self.context.link;
        let value = match ReferenceMark::decode(object.reference_id.get()) {
            ReferenceMark::Import(import) => link.constants.member(self.module, import, name),
            ReferenceMark::TopLevel(symbol) if link.objects.rows.contains_key(&(self.module, symbol)) => {
                let summary = self.context.summaries[self.module].as_deref();
                let facts = summary.and_then(|summary| summary.symbols[symbol].facts.as_deref());
                let property = facts.and_then(|facts| facts.object.as_ref()?.property(name));
                property.and_then(|property| property.constant.as_ref())
            }
            ReferenceMark::TopLevel(_) | ReferenceMark::Local | ReferenceMark::Global => None,
        };
        let Some(value) = value else { return false };
        *expression = self.js.constant(value);
        true
    }

    fn dependency(&mut self, expression: &mut Expression<'a>) -> bool {
        let Expression::CallExpression(call) = &mut *expression else { return false };
        let is_placeholder =
            matches!(&call.callee, Expression::Identifier(callee) if callee.name == DEPENDENCY_PLACEHOLDER);
        if !is_placeholder {
            return false;
        }
        let Some(Expression::NumericLiteral(number)) =
            call.arguments.first().and_then(Argument::as_expression)
        else {
            return false;
        };
        let local = LocalDependencyIdx::from_usize(number.value as usize);
        let span = call.span;
        let argument = call.arguments.get_mut(1).and_then(Argument::as_expression_mut).map(|argument| {
            self.visit_expression(argument);
            argument.take_in(&self.js.allocator)
        });
        let dependency = self.context.graph.dependency_of(self.module, local);
        let mut replacement = self.dependency_expression(dependency, argument);
        if let Expression::CallExpression(call) = &mut replacement {
            call.span = span;
        }
        *expression = replacement;
        true
    }

    fn dependency_expression(
        &mut self,
        dependency: DependencyIdx,
        argument: Option<Expression<'a>>,
    ) -> Expression<'a> {
        let js = self.js;
        let target = self.context.graph.target(dependency);
        let id = target.map_or(ModuleId::None, |target| self.context.chunk_graph.module_ids[target].clone());
        self.requirements |= RuntimeRequirements::REQUIRE;
        match &self.context.graph.dependencies[dependency].kind {
            DependencyKind::RequireResolve => js.module_id(&id),
            DependencyKind::Weak => match (argument, target) {
                (Some(Expression::StringLiteral(_)), _) => js.boolean(id != ModuleId::None),
                (Some(_), Some(target)) => {
                    let loaded = js.call(js.member(js.identifier("Promise"), "resolve"), []);
                    self.namespace_after(loaded, target, &id)
                }
                // As in webpack, a module that is not there has the id `null`.
                _ if id == ModuleId::None => js.null(),
                _ => js.module_id(&id),
            },
            DependencyKind::DynamicImport(options) if argument.is_some() => {
                self.load_chunks(dependency, options.fetch_priority.as_deref())
            }
            DependencyKind::DynamicImport(options) => self.dynamic_import(dependency, target, &id, options),
            DependencyKind::Context(_) => match argument {
                Some(argument) => js.call(js.require(&id), [argument]),
                None => js.require(&id),
            },
            DependencyKind::NewUrl => {
                self.requirements |= RuntimeRequirements::BASE_URI;
                // A file that `alias` leaves out is an empty one.
                let is_ignored = target
                    .is_some_and(|it| matches!(self.context.graph.modules[it].kind, ModuleKind::Ignored));
                if is_ignored {
                    return js.new_object(js.identifier("URL"), [js.string("data:,"), js.runtime("b")]);
                }
                // `parser.url: "relative"`
                if argument.is_some() {
                    self.requirements |= RuntimeRequirements::RELATIVE_URL;
                    return js.new_object(js.runtime("U"), [js.require(&id)]);
                }
                js.new_object(js.identifier("URL"), [js.require(&id), js.runtime("b")])
            }
            DependencyKind::Worker { .. } => self.worker_url(dependency),
            _ if target.is_none() => {
                let (throws, request) = self.throw_of_missing(dependency);
                js.call(throws, [request])
            }
            _ => js.require(&id),
        }
    }

    /// What a plugin has left out is not found, as in webpack: the function that says so, and what it says.
    fn throw_of_missing(&mut self, dependency: DependencyIdx) -> (Expression<'a>, Expression<'a>) {
        self.requirements |= RuntimeRequirements::MISSING_MODULE;
        let request = &self.context.graph.dependencies[dependency].request;
        (self.js.runtime("mm"), self.js.string(request))
    }

    /// webpack's `__webpack_exports_info__`: what is used of this module, and what it provides.
    fn exports_question(&self, expression: &mut Expression<'a>) -> bool {
        let Expression::CallExpression(call) = &*expression else { return false };
        let is_question =
            matches!(&call.callee, Expression::Identifier(callee) if callee.name == EXPORTS_QUESTION);
        let Some(Expression::StringLiteral(question)) =
            call.arguments.first().and_then(Argument::as_expression).filter(|_| is_question)
        else {
            return false;
        };
        let js = self.js;
        let used = &self.context.link.used[self.module].exports;
        let answer = match (question.value.rsplit_once('.'), used) {
            (Some((path, property)), _) => self.answer_of_path(path, property),
            (None, UsedExports::Names(names)) if question.value == "usedExports" => {
                let written = self.context.link.constants.written.iter();
                let written = written.filter(|row| row.0 == self.module).map(|row| &*row.1);
                let names: BTreeSet<&str> = names.iter().map(String::as_str).chain(written).collect();
                js.array(names.into_iter().map(|name| js.string(name)))
            }
            (None, UsedExports::All) if question.value == "usedExports" => match self.commonjs(self.module) {
                Some(CommonJsShape::Open(reason)) if *reason != CommonJsBailout::ThisOfFunction => js.null(),
                _ => js.boolean(true),
            },
            (None, _) => js.undefined(),
        };
        *expression = answer;
        true
    }

    /// `name.used`, and of namespaces that are exported `namespace.name.used`. What is read of an export's own value, nobody
    /// keeps account of, but that the export is used.
    fn answer_of_path(&self, path: &str, property: &str) -> Expression<'a> {
        let (js, link) = (self.js, self.context.link);
        let (mut module, mut path) = (self.module, path);
        while let Some((namespace, rest)) = path.split_once('.')
            && let Some(ResolvedExport { module: target, name: None }) = link.provided.get(module, namespace)
        {
            (module, path) = (*target, rest);
        }
        let (name, deeper) = path.split_once('.').map_or((path, None), |(name, rest)| (name, Some(rest)));
        let used = &link.used[module].exports;
        let is_written = link.constants.is_written(module, name);
        if let Some(deeper) = deeper
            && let Some(answer) = self.answer_of_data(module, name, deeper, property)
        {
            return answer;
        }
        match property {
            "used" | "useInfo" => {
                let of_data = || data::of_key(self.context, module, name).is_some_and(|key| key.is_used(""));
                js.boolean(is_written || used.contains(name) || of_data())
            }
            "provideInfo" if deeper.is_some() => js.undefined(),
            "provideInfo" => self.is_provided(module, name),
            "canMangle" => {
                let is_on = self.context.config.optimization.mangle_exports != MangleExports::Off;
                let is_listed = matches!(used, UsedExports::Names(names)
                    if names.is_empty() || !link.mangled[module].is_empty());
                let is_there = link.provided.find(module, name).is_some();
                js.boolean(is_on && deeper.is_none() && (is_written || is_there && is_listed))
            }
            _ => js.undefined(),
        }
    }

    /// What is asked of a member of data that `module` exports as `name`.
    fn answer_of_data(
        &self,
        module: ModuleIdx,
        name: &str,
        path: &str,
        property: &str,
    ) -> Option<Expression<'a>> {
        let key = data::of_key(self.context, module, name)?;
        let js = self.js;
        Some(match property {
            "used" | "useInfo" => js.boolean(key.is_used(path)),
            // As in webpack, whose `exportsDepth` is one in development.
            "provideInfo" if self.context.config.mode == Mode::Production => match key.has(path) {
                Some(is_there) => js.boolean(is_there),
                None => js.undefined(),
            },
            "canMangle" => js.boolean(false),
            _ => js.undefined(),
        })
    }

    fn commonjs(&self, module: ModuleIdx) -> Option<&CommonJsShape> {
        self.context.summaries[module].as_deref()?.commonjs.as_ref()
    }

    /// `undefined` where only run time can tell.
    fn is_provided(&self, module: ModuleIdx, name: &str) -> Expression<'a> {
        let provided = &self.context.link.provided;
        if let Some(CommonJsShape::Listed(listed)) = self.commonjs(module) {
            return self.js.boolean(!listed.rows(name).is_empty());
        }
        if provided.find(module, name).is_some() {
            self.js.boolean(true)
        } else if provided.modules[module].unknown {
            self.js.undefined()
        } else {
            self.js.boolean(false)
        }
    }

    /// `__webpack_require__.e(chunk).then(__webpack_require__.bind(__webpack_require__, id))`.
    fn dynamic_import(
        &mut self,
        dependency: DependencyIdx,
        target: Option<ModuleIdx>,
        id: &ModuleId,
        options: &DynamicImportOptions,
    ) -> Expression<'a> {
        let js = self.js;
        let Some(target) = target else {
            let (throws, request) = self.throw_of_missing(dependency);
            let bound = js.call(js.member(throws, "bind"), [js.null(), request]);
            let resolved = js.call(js.member(js.identifier("Promise"), "resolve"), []);
            return js.call(js.member(resolved, "then"), [bound]);
        };
        let loaded = if options.mode == ContextMode::Eager {
            js.call(js.member(js.identifier("Promise"), "resolve"), [])
        } else {
            self.load_chunks(dependency, options.fetch_priority.as_deref())
        };
        self.namespace_after(loaded, target, id)
    }

    /// `loaded.then(…)`, giving the namespace of `target` as this module sees it.
    fn namespace_after(
        &mut self,
        loaded: Expression<'a>,
        target: ModuleIdx,
        id: &ModuleId,
    ) -> Expression<'a> {
        let js = self.js;
        let strict =
            self.context.summaries[self.module].as_ref().is_some_and(|summary| summary.strict_interop);
        let exports_type = exports_type(self.context.graph, self.context.summaries, target, strict);
        let bind = |object: Expression<'a>, arguments: Vec<Expression<'a>>| {
            let mut all = vec![js.identifier(REQUIRE)];
            all.extend(arguments);
            js.call(js.member(object, "bind"), all)
        };
        // What an asynchronous module exports is a promise at first; a namespace is made of what it becomes.
        if exports_type != ExportsType::Namespace && self.context.link.is_async[target] {
            self.requirements |= RuntimeRequirements::CREATE_FAKE_NAMESPACE_OBJECT;
            let exports =
                js.call(js.member(loaded, "then"), [bind(js.identifier(REQUIRE), vec![js.module_id(id)])]);
            let mode = js.number(f64::from(exports_type.dynamic_import_mode() & !1));
            let namespace = js.call(js.runtime("t"), [js.identifier("exports"), mode]);
            return js.call(js.member(exports, "then"), [js.arrow(&["exports"], namespace)]);
        }
        let get = match exports_type {
            ExportsType::Namespace => bind(js.identifier(REQUIRE), vec![js.module_id(id)]),
            _ => {
                self.requirements |= RuntimeRequirements::CREATE_FAKE_NAMESPACE_OBJECT;
                let mode = js.number(f64::from(exports_type.dynamic_import_mode()));
                bind(js.runtime("t"), vec![js.module_id(id), mode])
            }
        };
        js.call(js.member(loaded, "then"), [get])
    }

    /// A promise for the chunks of the group that `dependency` loads.
    fn load_chunks(&mut self, dependency: DependencyIdx, fetch_priority: Option<&str>) -> Expression<'a> {
        let js = self.js;
        let chunks = self.context.chunks_to_load(dependency);
        let mut loads: Vec<Expression<'a>> = chunks
            .iter()
            .map(|id| {
                let mut arguments = vec![js.module_id(id)];
                if let Some(priority) = fetch_priority {
                    arguments.push(js.string(priority));
                }
                js.call(js.runtime("e"), arguments)
            })
            .collect();
        if !loads.is_empty() {
            self.requirements |= RuntimeRequirements::ENSURE_CHUNK;
        }
        match loads.len() {
            0 => js.call(js.member(js.identifier("Promise"), "resolve"), []),
            1 => loads.remove(0),
            _ => js.call(js.member(js.identifier("Promise"), "all"), [js.array(loads)]),
        }
    }

    /// `new URL(__webpack_require__.p + __webpack_require__.u(chunk), __webpack_require__.b)`.
    fn worker_url(&mut self, dependency: DependencyIdx) -> Expression<'a> {
        let js = self.js;
        let chunk_graph = self.context.chunk_graph;
        let Some(&group) = chunk_graph.group_of_dependency.get(&dependency) else { return js.undefined() };
        debug_assert!(matches!(chunk_graph.groups[group].kind, ChunkGroupKind::Entrypoint { .. }));
        let Some(&chunk) =
            chunk_graph.groups[group].chunks.iter().find(|&&chunk| chunk_graph.chunks[chunk].has_runtime)
        else {
            return js.undefined();
        };
        self.requirements |= RuntimeRequirements::BASE_URI | RuntimeRequirements::GET_CHUNK_SCRIPT_FILENAME;
        let folder = if let Some(path) = &self.context.config.output.worker_public_path {
            js.string(path)
        } else {
            self.requirements |= RuntimeRequirements::PUBLIC_PATH;
            js.runtime("p")
        };
        let file = js.call(js.runtime("u"), [js.module_id(&chunk_graph.chunks[chunk].id)]);
        let path = Expression::new_binary_expression(
            SPAN,
            folder,
            BinaryOperator::Addition,
            file,
            &oxc::ast::builder::AstBuilder::new(js.allocator),
        );
        js.new_object(js.identifier("URL"), [path, js.runtime("b")])
    }
}

/// Scan notes no longer ones.
const LONGEST_PATH: usize = 64;

/// Of `object.name`, what source maps call by that name.
fn place_of_member(expression: &Expression<'_>) -> Span {
    match expression {
        Expression::StaticMemberExpression(member) => member.property.span,
        Expression::ComputedMemberExpression(member) => member.expression.span(),
        other => other.span(),
    }
}

/// Gives what stands for an imported name the place of that name, for source maps.
fn placed(mut expression: Expression<'_>, place: Span) -> Expression<'_> {
    match &mut expression {
        Expression::Identifier(identifier) => identifier.span = place,
        Expression::StaticMemberExpression(member) => member.property.span = place,
        _ => {}
    }
    expression
}

impl<'a> VisitMut<'a> for Rewriter<'a, '_, '_> {
    fn visit_expression(&mut self, it: &mut Expression<'a>) {
        match it {
            Expression::Identifier(identifier) => {
                let place = identifier.span;
                if let Some(import) = Self::import_mark(it) {
                    *it = placed(self.imports.binding(self.js, import, None), place);
                }
                return;
            }
            Expression::StaticMemberExpression(_) | Expression::ComputedMemberExpression(_) => {
                if self.known_property(it) || self.namespace_path(it) || self.namespace_member(it) {
                    return;
                }
            }
            Expression::CallExpression(_) => {
                if self.dependency(it) || self.exports_question(it) {
                    return;
                }
            }
            _ => {}
        }
        walk_mut::walk_expression(self, it);
    }

    fn visit_statement(&mut self, it: &mut Statement<'a>) {
        if let Some(used) = self.read_names {
            commonjs::drop_unused(self.js, it, used);
        }
        walk_mut::walk_statement(self, it);
    }

    fn visit_call_expression(&mut self, it: &mut CallExpression<'a>) {
        let is_import = Self::import_mark(&it.callee).is_some();
        walk_mut::walk_call_expression(self, it);
        if is_import && it.callee.is_member_expression() {
            let callee = it.callee.take_in(&self.js.allocator);
            it.callee = self.js.detached(callee);
        }
    }

    fn visit_tagged_template_expression(&mut self, it: &mut TaggedTemplateExpression<'a>) {
        let is_import = Self::import_mark(&it.tag).is_some();
        walk_mut::walk_tagged_template_expression(self, it);
        if is_import && it.tag.is_member_expression() {
            let tag = it.tag.take_in(&self.js.allocator);
            it.tag = self.js.detached(tag);
        }
    }

    fn visit_object_property(&mut self, it: &mut ObjectProperty<'a>) {
        if it.shorthand && Self::import_mark(&it.value).is_some() {
            it.shorthand = false;
        }
        walk_mut::walk_object_property(self, it);
    }
}

//! Calls that ask for modules: `require()`, `import()`, `require.context()`. `addresses.rs` has `new URL()`.
//!
//! ```js
//! require("./a")                          // __fedpack_dependency__(0)
//! require(x ? "./a" : "./b")              // x ? __fedpack_dependency__(0) : __fedpack_dependency__(1)
//! import(`./pages/${name}.js`)            // __fedpack_dependency__(2, `./${name}.js`)
//! ```

use fedpack_graph::module_graph::{
    ContextMode, ContextRequest, DependencyKind, DynamicImportOptions, Interop, ReferencedExports,
};
use oxc::{
    allocator::{ArenaVec, TakeIn},
    ast::ast::*,
    ast_visit::{VisitMut, walk_mut},
    span::{SPAN, Span},
};

use super::{
    declarations::graph_span,
    define::Value,
    magic_comments::{self, MagicComments, regular_expression},
    visitor::Visitor,
};
use crate::{
    diagnostics::scan::{self as problems, Place},
    scan::context::nothing,
};

impl<'a> Visitor<'a, '_> {
    /// `require(…)` and relatives. True if `expression` is done.
    pub(super) fn visit_dependency_call(&mut self, expression: &mut Expression<'a>) -> bool {
        if self.visit_provided(expression) {
            return true;
        }
        let Expression::CallExpression(call) = &mut *expression else { return false };
        let span = call.span;
        match &call.callee {
            callee if self.is_require(callee) => {
                if self.amd_require(expression) {
                    return true;
                }
                let Expression::CallExpression(call) = &mut *expression else { return false };
                let Some(argument) = call.arguments.first_mut().and_then(Argument::as_expression_mut) else {
                    return false;
                };
                let argument = argument.take_in(&self.allocator);
                *expression = self.require_call(argument, span);
                true
            }
            callee if self.is_free(callee, "__webpack_is_included__") => self.is_included(expression),
            callee if self.is_define(self.chosen(callee)) => self.define_call(expression),
            Expression::StaticMemberExpression(member) => {
                let is_require = self.is_require(&member.object);
                let is_meta = matches!(member.object, Expression::ImportMeta(_));
                match member.property.name.as_str() {
                    "resolve" if is_require => {
                        self.require_resolve(expression, &DependencyKind::RequireResolve)
                    }
                    "resolveWeak" if is_require => self.require_resolve(expression, &DependencyKind::Weak),
                    "ensure" if is_require && self.options.has_require_ensure != Some(false) => {
                        self.require_ensure(expression)
                    }
                    "include" if is_require && self.options.has_require_include != Some(false) => {
                        self.require_include(expression)
                    }
                    "then" if matches!(member.object, Expression::ImportExpression(_)) => {
                        self.import_then(call)
                    }
                    "context" if is_require && self.options.has_require_context != Some(false) => {
                        self.require_context(expression, false)
                    }
                    "webpackContext" if is_meta => self.require_context(expression, true),
                    _ => self.visit_defined_export(call) || self.visit_worker_call(expression),
                }
            }
            _ => self.visit_worker_call(expression),
        }
    }

    /// A request that is known. `require(__filename)` and `import(import.meta.url)` ask for the file itself, whatever
    /// these names become elsewhere.
    fn request_text(&self, argument: &Expression<'a>) -> Option<String> {
        let is_own_address = matches!(
            argument,
            Expression::StaticMemberExpression(member)
                if matches!(member.object, Expression::ImportMeta(_)) && member.property.name == "url"
        );
        if is_own_address || self.is_free(argument, "__filename") {
            let Place { path, resource_query, resource_fragment, .. } = self.place;
            return Some(format!("{}{resource_query}{resource_fragment}", path.display()));
        }
        match self.evaluate(argument)? {
            Value::String(text) => Some(text),
            _ => None,
        }
    }

    pub(super) fn require_call(&mut self, mut argument: Expression<'a>, span: Span) -> Expression<'a> {
        if let Some(request) = self.request_text(&argument) {
            if let Some(variable) = self.local_modules.variable(&request, None) {
                return self.local_name(&variable);
            }
            let referenced = self.referenced_hint.take().unwrap_or_default();
            if let Some(requests) = self.ensured.last_mut() {
                requests.push(request.clone());
                return self.require_of_ensured(request, span);
            }
            let dependency = self.add_dependency(request, DependencyKind::Require { referenced }, span);
            return self.placeholder(dependency, None, span);
        }
        if let Expression::ConditionalExpression(conditional) = &mut argument {
            self.referenced_hint = None;
            self.visit_expression(&mut conditional.test);
            let consequent = conditional.consequent.take_in(&self.allocator);
            let alternate = conditional.alternate.take_in(&self.allocator);
            conditional.consequent = self.require_call(consequent, span);
            conditional.alternate = self.require_call(alternate, span);
            return argument;
        }
        let hint = self.referenced_hint.take();
        let request = self.partial_request(&mut argument);
        let mut context = self.context_of(request, ContextMode::Sync, span, &MagicComments::default());
        if let Some(hint) = hint {
            context.exports = hint.first_names();
        }
        self.rewrite_leading_text(&mut argument, &context);
        self.visit_expression(&mut argument);
        let dependency =
            self.add_dependency(context.directory.clone(), DependencyKind::Context(Box::new(context)), span);
        self.placeholder(dependency, Some(argument), span)
    }

    /// `require` that is not called: a function which finds nothing.
    pub(super) fn bare_require(&mut self, span: Span) -> Expression<'a> {
        let warning = problems::require_is_not_called(self.place, graph_span(span));
        self.warn(warning);
        let context = nothing(ContextMode::Sync);
        let dependency =
            self.add_dependency(".".to_string(), DependencyKind::Context(Box::new(context)), span);
        self.placeholder(dependency, None, span)
    }

    /// `__webpack_is_included__("x")`: the answer is link's, and generate puts it in for the second argument.
    fn is_included(&mut self, expression: &mut Expression<'a>) -> bool {
        let Expression::CallExpression(call) = &*expression else { return false };
        let span = call.span;
        let argument = call.arguments.first().and_then(Argument::as_expression);
        let Some(Value::String(request)) = argument.and_then(|argument| self.evaluate(argument)) else {
            return false;
        };
        let dependency = self.add_dependency(request, DependencyKind::Weak, span);
        // What does not exist is not included.
        self.dependencies[dependency.index()].optional = true;
        let answer = self.string("included", span);
        *expression = self.placeholder(dependency, Some(answer), span);
        true
    }

    /// `require.resolve("x")` and `require.resolveWeak("x")`.
    fn require_resolve(&mut self, expression: &mut Expression<'a>, kind: &DependencyKind) -> bool {
        let Expression::CallExpression(call) = &mut *expression else { return false };
        let span = call.span;
        let Some(argument) = call.arguments.first_mut().and_then(Argument::as_expression_mut) else {
            return false;
        };
        let argument = argument.take_in(&self.allocator);
        *expression = self.id_of(argument, kind, span);
        true
    }

    /// `require.include("x")`: the module is part of the chunk, and is not evaluated.
    fn require_include(&mut self, expression: &mut Expression<'a>) -> bool {
        let Expression::CallExpression(call) = &*expression else { return false };
        let span = call.span;
        let argument = call.arguments.first().and_then(Argument::as_expression);
        let Some(Value::String(request)) = argument.and_then(|argument| self.evaluate(argument)) else {
            return false;
        };
        self.add_dependency(request, DependencyKind::RequireResolve, span);
        *expression = Expression::new_void_0(span, &self.builder);
        true
    }

    fn id_of(&mut self, mut argument: Expression<'a>, kind: &DependencyKind, span: Span) -> Expression<'a> {
        if let Some(request) = self.request_text(&argument) {
            let dependency = self.add_dependency(request, kind.clone(), span);
            return self.placeholder(dependency, None, span);
        }
        if let Expression::ConditionalExpression(conditional) = &mut argument {
            self.visit_expression(&mut conditional.test);
            let consequent = conditional.consequent.take_in(&self.allocator);
            let alternate = conditional.alternate.take_in(&self.allocator);
            conditional.consequent = self.id_of(consequent, kind, span);
            conditional.alternate = self.id_of(alternate, kind, span);
            return argument;
        }
        let is_weak = *kind == DependencyKind::Weak;
        let mode = if is_weak { ContextMode::Weak } else { ContextMode::Sync };
        let request = self.partial_request(&mut argument);
        let context = self.context_of(request, mode, span, &MagicComments::default());
        self.rewrite_leading_text(&mut argument, &context);
        self.visit_expression(&mut argument);
        let dependency =
            self.add_dependency(context.directory.clone(), DependencyKind::Context(Box::new(context)), span);
        let context = self.placeholder(dependency, None, span);
        let name = IdentifierName::new(SPAN, "resolve", &self.builder);
        let resolve = Expression::new_static_member_expression(SPAN, context, name, false, &self.builder);
        Expression::new_call_expression(span, resolve, None, [Argument::from(argument)], false, &self.builder)
    }

    /// `require.context(dir, deep, /re/, mode)` and `import.meta.webpackContext(dir, {…})`.
    fn require_context(&mut self, expression: &mut Expression<'a>, is_meta: bool) -> bool {
        let Expression::CallExpression(call) = &*expression else { return false };
        let span = call.span;
        let argument = |index: usize| call.arguments.get(index).and_then(Argument::as_expression);
        let Some(Value::String(directory)) = argument(0).and_then(|argument| self.evaluate(argument)) else {
            return false;
        };
        let mut context =
            ContextRequest { directory, recursive: true, include: None, ..nothing(ContextMode::Sync) };
        if is_meta {
            if let Some(Expression::ObjectExpression(options)) = argument(1) {
                self.read_context_options(options, &mut context);
            }
        } else {
            if let Some(Value::Boolean(recursive)) = argument(1).and_then(|argument| self.evaluate(argument))
            {
                context.recursive = recursive;
            }
            context.include = argument(2).and_then(|argument| self.regexp(argument));
            if let Some(Value::String(mode)) = argument(3).and_then(|argument| self.evaluate(argument)) {
                context.mode = context_mode(&mode);
            }
        }
        let dependency =
            self.add_dependency(context.directory.clone(), DependencyKind::Context(Box::new(context)), span);
        *expression = self.placeholder(dependency, None, span);
        true
    }

    fn read_context_options(&self, options: &ObjectExpression<'a>, context: &mut ContextRequest) {
        for property in &options.properties {
            let ObjectPropertyKind::ObjectProperty(property) = property else { continue };
            let PropertyKey::StaticIdentifier(name) = &property.key else { continue };
            let value = self.evaluate(&property.value);
            match (name.name.as_str(), value) {
                ("recursive", Some(Value::Boolean(value))) => context.recursive = value,
                ("mode", Some(Value::String(value))) => context.mode = context_mode(&value),
                ("chunkName", Some(Value::String(value))) => context.chunk_name = Some(value),
                ("regExp", _) => context.include = self.regexp(&property.value),
                ("include", _) => context.only = self.regexp(&property.value),
                ("exclude", _) => context.exclude = self.regexp(&property.value),
                _ => {}
            }
        }
    }

    /// Source and flags of `/source/flags` and of `new RegExp("source", "flags")`.
    fn regexp(&self, expression: &Expression<'a>) -> Option<(String, String)> {
        match expression {
            Expression::RegExpLiteral(literal) => Some(regular_expression(literal)),
            Expression::NewExpression(new) if self.is_free(&new.callee, "RegExp") => {
                let mut parts = new.arguments.iter().map(|argument| {
                    match argument.as_expression().and_then(|argument| self.evaluate(argument)) {
                        Some(Value::String(text)) => Some(text),
                        _ => None,
                    }
                });
                Some((parts.next()??, parts.next().unwrap_or_else(|| Some(String::new()))?))
            }
            _ => None,
        }
    }

    /// `import(…)`.
    pub(super) fn visit_import_expression(&mut self, expression: &mut Expression<'a>) {
        let Expression::ImportExpression(import) = &mut *expression else { return };
        let span = import.span;
        let comments = magic_comments::read(self.source, self.comments, span);
        self.report_invalid(&comments, span);
        if comments.ignore {
            return walk_mut::walk_expression(self, expression);
        }
        let import_type = import.options.as_ref().and_then(|options| options_type(options));
        let mut source = import.source.take_in(&self.allocator);
        let hint = self.referenced_hint.take();
        *expression = self.import_call(&mut source, span, &comments, hint, import_type);
    }

    pub(super) fn report_invalid(&mut self, comments: &MagicComments, span: Span) {
        for invalid in &comments.invalid {
            let problem = problems::invalid_magic_comment(self.place, graph_span(span), invalid);
            self.diagnostics.push(problem);
        }
    }

    /// What the comments say, else the configuration.
    fn import_options(&self, comments: &MagicComments) -> DynamicImportOptions {
        let defaults = self.options;
        let mut options = comments.import.clone();
        if let Some(mode) = defaults.import_mode.filter(|_| !comments.mode_given) {
            options.mode = mode;
        }
        options.prefetch = options.prefetch.or(defaults.import_prefetch.flatten());
        options.preload = options.preload.or(defaults.import_preload.flatten());
        options.fetch_priority =
            options.fetch_priority.or_else(|| defaults.import_fetch_priority.clone().flatten());
        if self.settings.imports_nothing_later && options.mode != ContextMode::AsyncWeak {
            options.mode = ContextMode::Eager;
        }
        options
    }

    fn import_call(
        &mut self,
        source: &mut Expression<'a>,
        span: Span,
        comments: &MagicComments,
        hint: Option<ReferencedExports>,
        import_type: Option<String>,
    ) -> Expression<'a> {
        if let Some(request) = self.request_text(source) {
            let mut options = self.import_options(comments);
            if let Some(hint) = hint {
                if options.exports != ReferencedExports::All {
                    let warning = problems::overruled_exports(self.place, graph_span(span));
                    self.warn(warning);
                }
                options.exports = hint;
            }
            let is_weak = options.mode == ContextMode::AsyncWeak;
            let kind =
                if is_weak { DependencyKind::Weak } else { DependencyKind::DynamicImport(Box::new(options)) };
            let dependency = self.add_dependency(request, kind, span);
            self.dependencies[dependency.index()].import_type = import_type;
            // The argument tells the promise of the module from `require.resolveWeak`, which is its id.
            let wants_promise = is_weak.then(|| Expression::new_boolean_literal(span, true, &self.builder));
            return self.placeholder(dependency, wants_promise, span);
        }
        if let Expression::ConditionalExpression(conditional) = source {
            self.visit_expression(&mut conditional.test);
            let consequent = self.import_call(
                &mut conditional.consequent,
                span,
                comments,
                hint.clone(),
                import_type.clone(),
            );
            let alternate = self.import_call(&mut conditional.alternate, span, comments, hint, import_type);
            conditional.consequent = consequent;
            conditional.alternate = alternate;
            return source.take_in(&self.allocator);
        }
        let request = self.partial_request(source);
        let mut context = self.context_of(request, comments.import.mode, span, comments);
        context.namespace_object = Some(self.interop());
        context.import_type = import_type;
        if let Some(hint) = hint {
            context.exports = hint.first_names();
        }
        self.rewrite_leading_text(source, &context);
        self.visit_expression(source);
        let dependency =
            self.add_dependency(context.directory.clone(), DependencyKind::Context(Box::new(context)), span);
        let argument = source.take_in(&self.allocator);
        self.placeholder(dependency, Some(argument), span)
    }

    fn interop(&self) -> Interop {
        if self.summary.strict_interop { Interop::Strict } else { Interop::Loose }
    }

    /// `new require("x")` → `new (function () { return require("x"); })()`.
    pub(super) fn new_require(&mut self, expression: &mut Expression<'a>) -> bool {
        let Expression::NewExpression(new) = &mut *expression else { return false };
        let span = new.span;
        let Some(argument) = new.arguments.first_mut().and_then(Argument::as_expression_mut) else {
            return false;
        };
        let argument = argument.take_in(&self.allocator);
        let value = self.require_call(argument, span);
        let callee = self.function_that_returns(value);
        *expression = Expression::new_new_expression(span, callee, None, [], &self.builder);
        true
    }

    fn function_that_returns(&self, value: Expression<'a>) -> Expression<'a> {
        let result = Statement::new_return_statement(SPAN, Some(value), &self.builder);
        let directives = ArenaVec::new_in(&self.allocator);
        let body = FunctionBody::boxed(SPAN, directives, [result], &self.builder);
        let kind = FormalParameterKind::FormalParameter;
        let parameters = ArenaVec::new_in(&self.allocator);
        let parameters = FormalParameters::boxed(SPAN, kind, parameters, None, &self.builder);
        Expression::new_function_expression(
            SPAN,
            FunctionType::FunctionExpression,
            None,
            false,
            false,
            false,
            None,
            None,
            parameters,
            None,
            Some(body),
            &self.builder,
        )
    }
}

fn context_mode(text: &str) -> ContextMode {
    match text {
        "lazy" => ContextMode::Lazy,
        "lazy-once" => ContextMode::LazyOnce,
        "eager" => ContextMode::Eager,
        "weak" => ContextMode::Weak,
        "async-weak" => ContextMode::AsyncWeak,
        _ => ContextMode::Sync,
    }
}

/// `{ with: { type: "json" } }`.
fn options_type(options: &Expression<'_>) -> Option<String> {
    fn property<'e, 'a>(object: &'e Expression<'a>, name: &str) -> Option<&'e Expression<'a>> {
        let Expression::ObjectExpression(object) = object else { return None };
        object.properties.iter().find_map(|property| match property {
            ObjectPropertyKind::ObjectProperty(property) => match &property.key {
                PropertyKey::StaticIdentifier(key) if key.name == name => Some(&property.value),
                _ => None,
            },
            ObjectPropertyKind::SpreadProperty(_) => None,
        })
    }
    match property(property(options, "with")?, "type")? {
        Expression::StringLiteral(value) => Some(value.value.to_string()),
        _ => None,
    }
}

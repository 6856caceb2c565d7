//! AMD: `define` makes the module's exports, `require([…], callback)` is its `import()`.
//!
//! ```js
//! define(["./a", "exports"], (a, exports) => { … });
//! // __webpack_require__.amdF(module, exports, (a, exports) => { … }, [require("./a"), exports])
//! define("part", factory); define(["part"], other);        // the first is used in this file, and only here
//! // __WEBPACK_LOCAL_MODULE_0__ = __webpack_require__.amdL("part", factory)
//! require(["./a"], (a) => { … }, onError);
//! // Promise.all([load("./a")]).then(() => ((a) => { … }).apply(null, [require("./a")])).catch(onError)
//! ```
//!
//! webpack's rules: only where CommonJS is spoken, so not in ES modules, and not with `amd: false`. Then UMD packages
//! that ask for `define.amd` first take that branch.

use fedpack_graph::{
    RuntimeRequirements,
    summary::{CommonJsBailout, ModuleFeatures},
};
use oxc::{
    allocator::{ArenaVec, TakeIn},
    ast::ast::*,
    ast_visit::VisitMut,
    span::{SPAN, Span},
    syntax::symbol::SymbolId,
};

use super::{
    aliases::FreeFunction, declarations::graph_span, define::Value, evaluate::evaluate_texts,
    visitor::Visitor,
};
use crate::diagnostics::scan as problems;

/// What `define` was called with.
struct Definition<'a> {
    name: Option<String>,
    dependencies: Option<Vec<Expression<'a>>>,
    factory: Expression<'a>,
}

impl<'a> Visitor<'a, '_> {
    pub(super) fn has_define(&self) -> bool {
        self.has_amd && !self.is_esm && self.has_commonjs()
    }

    /// `define(…)`. True if `expression` is done.
    pub(super) fn define_call(&mut self, expression: &mut Expression<'a>) -> bool {
        let Expression::CallExpression(call) = &mut *expression else { return false };
        let span = call.span;
        let Some(definition) = self.definition(call) else { return false };
        let Definition { name, dependencies, mut factory } = definition;
        let listed = match &dependencies {
            Some(items) => self.aliases_of_items(items),
            None => vec![Some(FreeFunction::Require)],
        };
        if let Some(parameters) = callback_parameters(&factory) {
            self.alias_parameters(&parameters, &listed);
        }
        let dependencies = dependencies.map(|items| self.amd_values(items, name.as_deref(), span));
        self.visit_expression(&mut factory);
        let local = self.local_modules.define(span.start);
        *expression = match (local, name) {
            (Some(variable), Some(name)) => {
                self.local_definition(&variable, &name, factory, dependencies, span)
            }
            _ => self.definition_of_exports(factory, dependencies, span),
        };
        true
    }

    fn definition(&self, call: &mut CallExpression<'a>) -> Option<Definition<'a>> {
        let (name, list) = match &call.arguments[..] {
            [_] => (None, None),
            [Argument::StringLiteral(name), _] => (Some(name.value.to_string()), None),
            [_, _] => (None, Some(0)),
            [name, _, _] => match self.evaluate(name.as_expression()?)? {
                Value::String(name) => (Some(name), Some(1)),
                _ => return None,
            },
            _ => return None,
        };
        call.arguments.last()?.as_expression()?;
        let dependencies = match list {
            None => None,
            Some(position) => Some(self.amd_items(call.arguments[position].as_expression_mut()?)?),
        };
        let factory = call.arguments.last_mut()?.as_expression_mut()?.take_in(&self.allocator);
        Some(Definition { name, dependencies, factory })
    }

    /// `__webpack_require__.amdF(module, exports, factory, dependencies)`.
    fn definition_of_exports(
        &mut self,
        factory: Expression<'a>,
        dependencies: Option<Vec<Expression<'a>>>,
        span: Span,
    ) -> Expression<'a> {
        let callee = self.runtime_member(RuntimeRequirements::AMD_FACTORY, span);
        let own = [self.module_object(), self.exports_object(), factory];
        let list = dependencies.map(|values| self.list(values));
        let arguments = own.into_iter().chain(list).map(Argument::from);
        let arguments = ArenaVec::from_iter_in(arguments, &self.allocator);
        Expression::new_call_expression(span, callee, None, arguments, false, &self.builder)
    }

    /// `variable = __webpack_require__.amdL("name", factory, (module, exports) => dependencies)`.
    fn local_definition(
        &mut self,
        variable: &str,
        name: &str,
        factory: Expression<'a>,
        dependencies: Option<Vec<Expression<'a>>>,
        span: Span,
    ) -> Expression<'a> {
        let callee = self.runtime_member(RuntimeRequirements::AMD_LOCAL_MODULE, span);
        let id = self.string(name, SPAN);
        let list = dependencies.map(|values| {
            let list = self.list(values);
            self.arrow(&["module", "exports"], list)
        });
        let arguments = [id, factory].into_iter().chain(list).map(Argument::from);
        let arguments = ArenaVec::from_iter_in(arguments, &self.allocator);
        let made = Expression::new_call_expression(span, callee, None, arguments, false, &self.builder);
        let target = SimpleAssignmentTarget::new_assignment_target_identifier(
            SPAN,
            self.allocator.alloc_str(variable) as &str,
            &self.builder,
        );
        let operator = AssignmentOperator::Assign;
        Expression::new_assignment_expression(span, operator, target.into(), made, &self.builder)
    }

    /// `require([…])` with callbacks, or without. True if `expression` is done.
    pub(super) fn amd_require(&mut self, expression: &mut Expression<'a>) -> bool {
        if !self.has_amd {
            return false;
        }
        let Expression::CallExpression(call) = &mut *expression else { return false };
        let span = call.span;
        let count = call.arguments.len();
        let Some(list) = call.arguments.first_mut().and_then(Argument::as_expression_mut) else {
            return false;
        };
        let Some(items) = self.amd_items(list) else {
            let Some(list) = call.arguments[0].as_expression() else { return false };
            // browserify's `require(name, true)`.
            let is_flagged = call
                .arguments
                .get(1)
                .and_then(Argument::as_expression)
                .is_some_and(|second| matches!(self.evaluate(second), Some(Value::Boolean(_))));
            let is_commonjs =
                count == 1 || is_flagged || matches!(self.evaluate(list), Some(Value::String(_)));
            if !is_commonjs {
                let problem = problems::amd_require(self.place, graph_span(span));
                self.diagnostics.push(problem);
            }
            return false;
        };
        let mut callbacks = call.arguments.iter_mut().skip(1).filter_map(Argument::as_expression_mut);
        let callback = callbacks.next().map(|it| it.take_in(&self.allocator));
        let on_error = callbacks.next().map(|it| it.take_in(&self.allocator));
        self.ensured.push(Vec::new());
        let aliases = self.aliases_of_items(&items);
        let values = self.amd_values(items, None, span);
        let values = self.list(values);
        let result = match callback {
            None => values,
            Some(mut callback) => {
                let own = self.visit_callback(&mut callback, &aliases);
                self.ensured.last_mut().expect("pushed above").extend(own);
                let null = Expression::new_null_literal(SPAN, &self.builder);
                self.call_member(callback, "apply", [null, values])
            }
        };
        let requests = self.ensured.pop().unwrap_or_default();
        let loaded = self.load_all(requests, None, span);
        let run = self.arrow(&[], result);
        *expression = self.call_member(loaded, "then", [run]);
        if let Some(mut on_error) = on_error {
            self.visit_expression(&mut on_error);
            let promise = expression.take_in(&self.allocator);
            *expression = self.call_member(promise, "catch", [on_error]);
        }
        true
    }

    /// The expressions of a list that is written out. `None`: it is none, and still there.
    fn amd_items(&self, list: &mut Expression<'a>) -> Option<Vec<Expression<'a>>> {
        if let Some(texts) = evaluate_texts(list, self) {
            return Some(texts.iter().map(|text| self.string(text, SPAN)).collect());
        }
        let Expression::ArrayExpression(array) = list else { return None };
        if array.elements.iter().any(|element| element.as_expression().is_none()) {
            return None;
        }
        let elements = array.elements.iter_mut().filter_map(ArrayExpressionElement::as_expression_mut);
        Some(elements.map(|element| element.take_in(&self.allocator)).collect())
    }

    fn amd_values(
        &mut self,
        items: Vec<Expression<'a>>,
        definer: Option<&str>,
        span: Span,
    ) -> Vec<Expression<'a>> {
        items.into_iter().map(|item| self.amd_value(item, definer, span)).collect()
    }

    /// What a request in a list gives. `definer`: name of the module that is being defined.
    fn amd_value(&mut self, mut item: Expression<'a>, definer: Option<&str>, span: Span) -> Expression<'a> {
        if let Expression::ConditionalExpression(conditional) = &mut item
            && self.evaluate(&conditional.test).is_none()
        {
            self.visit_expression(&mut conditional.test);
            let consequent = conditional.consequent.take_in(&self.allocator);
            let alternate = conditional.alternate.take_in(&self.allocator);
            conditional.consequent = self.amd_value(consequent, definer, span);
            conditional.alternate = self.amd_value(alternate, definer, span);
            return item;
        }
        match self.evaluate(&item) {
            Some(Value::String(request)) => match request.as_str() {
                "require" => self.require_object(),
                "module" => self.module_object(),
                "exports" => self.exports_object(),
                request => match self.local_modules.variable(request, definer) {
                    Some(variable) => self.local_name(&variable),
                    None => self.require_call(item, span),
                },
            },
            _ => self.require_call(item, span),
        }
    }

    /// What parameters are other names of, for a list of requests.
    fn aliases_of_items(&self, items: &[Expression<'a>]) -> Vec<Option<FreeFunction>> {
        let is_require =
            |item| self.evaluate(item).is_some_and(|value| value == Value::String("require".to_owned()));
        items.iter().map(|item| is_require(item).then_some(FreeFunction::Require)).collect()
    }

    /// What a callback requires is loaded before it is called: the requests. What is no function that is written out
    /// is evaluated at once, and requires for itself.
    pub(super) fn visit_callback(
        &mut self,
        callback: &mut Expression<'a>,
        functions: &[Option<FreeFunction>],
    ) -> Vec<String> {
        let Some(parameters) = callback_parameters(callback) else {
            let outer = std::mem::take(&mut self.ensured);
            self.visit_expression(callback);
            self.ensured = outer;
            return Vec::new();
        };
        self.alias_parameters(&parameters, functions);
        self.ensured.push(Vec::new());
        self.visit_expression(callback);
        self.ensured.pop().unwrap_or_default()
    }

    fn alias_parameters(&mut self, parameters: &[Option<SymbolId>], functions: &[Option<FreeFunction>]) {
        for (parameter, function) in parameters.iter().zip(functions) {
            if let (Some(symbol), Some(function)) = (parameter, function) {
                self.aliases.insert(*symbol, *function);
            }
        }
    }

    pub(super) fn local_name(&self, variable: &str) -> Expression<'a> {
        let variable: &'a str = self.allocator.alloc_str(variable);
        Expression::new_identifier(SPAN, variable, &self.builder)
    }

    fn module_object(&mut self) -> Expression<'a> {
        self.commonjs.escape(CommonJsBailout::UsedAsValue);
        self.summary.features |= ModuleFeatures::MODULE;
        Expression::new_identifier(SPAN, "module", &self.builder)
    }

    /// In an ES module there is no `exports`: its own object is a namespace.
    fn exports_object(&mut self) -> Expression<'a> {
        self.commonjs.escape(CommonJsBailout::UsedAsValue);
        if self.is_esm {
            return Expression::new_object_expression(SPAN, [], &self.builder);
        }
        self.summary.features |= ModuleFeatures::EXPORTS;
        Expression::new_identifier(SPAN, "exports", &self.builder)
    }

    pub(super) fn list(&self, values: Vec<Expression<'a>>) -> Expression<'a> {
        let elements = values.into_iter().map(ArrayExpressionElement::from);
        let elements = ArenaVec::from_iter_in(elements, &self.allocator);
        Expression::new_array_expression(SPAN, elements, &self.builder)
    }

    /// `(names) => value`.
    fn arrow(&self, names: &[&'static str], value: Expression<'a>) -> Expression<'a> {
        let items = names.iter().map(|&name| {
            let pattern = BindingPattern::new_binding_identifier(SPAN, name, &self.builder);
            FormalParameter::new_plain(SPAN, pattern, &self.builder)
        });
        let items = ArenaVec::from_iter_in(items, &self.allocator);
        let kind = FormalParameterKind::ArrowFormalParameters;
        let parameters = FormalParameters::boxed(SPAN, kind, items, None, &self.builder);
        let body = ArrowFunctionBody::from(value);
        Expression::new_arrow_function_expression(SPAN, false, None, parameters, None, body, &self.builder)
    }
}

/// Symbols of the parameters of a function that is written out, or bound to its first arguments, or made by
/// CoffeeScript's `(function (_this) { return function (…) { … }; })(this)`. `None`: it is something else.
fn callback_parameters(callback: &Expression<'_>) -> Option<Vec<Option<SymbolId>>> {
    let (parameters, bound) = match callback {
        Expression::FunctionExpression(function) => (&function.params, 0),
        Expression::ArrowFunctionExpression(function) => (&function.params, 0),
        Expression::CallExpression(call) => match &call.callee {
            Expression::StaticMemberExpression(member) if member.property.name == "bind" => {
                let Expression::FunctionExpression(function) = &member.object else { return None };
                (&function.params, call.arguments.len().saturating_sub(1))
            }
            Expression::FunctionExpression(outer) => {
                let [Statement::ReturnStatement(result)] = &outer.body.as_ref()?.statements[..] else {
                    return None;
                };
                let Expression::FunctionExpression(inner) = result.argument.as_ref()? else { return None };
                let [Argument::ThisExpression(_)] = &call.arguments[..] else { return None };
                (&inner.params, 0)
            }
            _ => return None,
        },
        _ => return None,
    };
    let symbol = |parameter: &FormalParameter<'_>| match &parameter.pattern {
        BindingPattern::BindingIdentifier(name) => name.symbol_id.get(),
        _ => None,
    };
    Some(parameters.items.iter().skip(bound).map(symbol).collect())
}

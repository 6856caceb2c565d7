//! A call of an arrow function that is written there, and that only computes something of its arguments, is what it
//! computes.
//!
//! ```js
//! lines.map((line) => ((l) => `${l.price}`)(line));     // → lines.map((line) => `${line.price}`);
//! ```

use oxc::{
    allocator::{CloneIn, TakeIn},
    ast::ast::*,
    ast_visit::{Visit, VisitMut, walk_mut},
    semantic::{Reference, Scoping},
    syntax::{scope::ScopeFlags, symbol::SymbolId},
};
use rustc_hash::{FxHashMap, FxHashSet};

use super::{super::builder::Js, names::walk_renamed_property};

/// Whether anything has changed; `scoping`, of the program as it was, is out of date then.
pub fn dissolve_calls<'a>(js: Js<'a>, program: &mut Program<'a>, scoping: &Scoping) -> bool {
    let mut dissolver = Dissolver { js, scoping, has_changed: false };
    dissolver.visit_program(program);
    dissolver.has_changed
}

struct Dissolver<'s, 'a> {
    js: Js<'a>,
    scoping: &'s Scoping,
    has_changed: bool,
}

impl<'a> VisitMut<'a> for Dissolver<'_, 'a> {
    fn visit_expression(&mut self, it: &mut Expression<'a>) {
        walk_mut::walk_expression(self, it);
        let Expression::CallExpression(call) = it else { return };
        self.drop_missing(call);
        if let Some(value) = self.value(call) {
            *it = value;
            self.has_changed = true;
        }
    }
}

impl<'a> Dissolver<'_, 'a> {
    fn value(&self, call: &mut CallExpression<'a>) -> Option<Expression<'a>> {
        let CallExpression {
            callee: Expression::ArrowFunctionExpression(arrow), arguments, optional, ..
        } = call
        else {
            return None;
        };
        let params = &arrow.params;
        if *optional || arrow.r#async || params.rest.is_some() || params.items.len() != arguments.len() {
            return None;
        }
        let mut values = FxHashMap::default();
        for (param, argument) in params.items.iter().zip(arguments.iter()) {
            let BindingPattern::BindingIdentifier(name) = &param.pattern else { return None };
            let Argument::Identifier(argument) = argument else { return None };
            if param.initializer.is_some() {
                return None;
            }
            let (name, value) = (name.symbol_id.get()?, self.symbol(argument)?);
            if !self.keeps_its_value(name) || !self.keeps_its_value(value) {
                return None;
            }
            values.insert(name, (**argument).clone_in_with_semantic_ids(self.js.allocator));
        }
        let body = returned(&arrow.body)?;
        let mut functions = Functions::default();
        functions.visit_expression(body);
        if functions.has_any {
            return None;
        }
        let mut body = take_returned(self.js, &mut arrow.body)?;
        Substitute { js: self.js, scoping: self.scoping, values }.visit_expression(&mut body);
        Some(body)
    }

    /// Parameters for which the only call has no argument: `((a, b) => b ? a : 1)(x)` → `((a) => void 0 ? a : 1)(x)`.
    fn drop_missing(&mut self, call: &mut CallExpression<'a>) {
        let CallExpression { callee: Expression::ArrowFunctionExpression(arrow), arguments, .. } = call
        else {
            return;
        };
        let is_spread = arguments.iter().any(|argument| matches!(argument, Argument::SpreadElement(_)));
        if is_spread || arrow.params.rest.is_some() {
            return;
        }
        let mut missing = FxHashSet::default();
        while arrow.params.items.len() > arguments.len()
            && let Some(param) = arrow.params.items.last()
            && param.initializer.is_none()
            && let BindingPattern::BindingIdentifier(name) = &param.pattern
            && let Some(symbol) = name.symbol_id.get().filter(|&symbol| self.keeps_its_value(symbol))
        {
            missing.insert(symbol);
            arrow.params.items.pop();
        }
        if !missing.is_empty() {
            self.has_changed = true;
            let mut undefined = Undefined { js: self.js, scoping: self.scoping, missing };
            undefined.visit_formal_parameters(&mut arrow.params);
            undefined.visit_arrow_function_body(&mut arrow.body);
        }
    }

    fn symbol(&self, identifier: &IdentifierReference<'a>) -> Option<SymbolId> {
        self.scoping.get_reference(identifier.reference_id.get()?).symbol_id()
    }

    fn keeps_its_value(&self, symbol: SymbolId) -> bool {
        self.scoping.symbol_redeclarations(symbol).is_empty()
            && !self.scoping.get_resolved_references(symbol).any(Reference::is_write)
            // Another member may write to its own.
            && !self.scoping.symbol_flags(symbol).is_import()
    }
}

fn returned<'b, 'a>(body: &'b ArrowFunctionBody<'a>) -> Option<&'b Expression<'a>> {
    match body {
        ArrowFunctionBody::FunctionBody(body) => match body.statements.as_slice() {
            [Statement::ReturnStatement(statement)] => statement.argument.as_ref(),
            _ => None,
        },
        body => body.as_expression(),
    }
}

fn take_returned<'a>(js: Js<'a>, body: &mut ArrowFunctionBody<'a>) -> Option<Expression<'a>> {
    match body {
        ArrowFunctionBody::FunctionBody(body) => match body.statements.as_mut_slice() {
            [Statement::ReturnStatement(statement)] => statement.argument.take(),
            _ => None,
        },
        body => Some(body.as_expression_mut()?.take_in(&js.allocator)),
    }
}

/// Looks for functions: one that is made there may run later, when a `var` has another value, and has names of its own.
/// Without them, nothing but the parameters has another meaning inside than outside.
#[derive(Default)]
struct Functions {
    has_any: bool,
}

impl<'a> Visit<'a> for Functions {
    fn visit_function(&mut self, _: &Function<'a>, _: ScopeFlags) {
        self.has_any = true;
    }

    fn visit_arrow_function_expression(&mut self, _: &ArrowFunctionExpression<'a>) {
        self.has_any = true;
    }

    fn visit_class(&mut self, _: &Class<'a>) {
        self.has_any = true;
    }
}

struct Substitute<'s, 'a> {
    js: Js<'a>,
    scoping: &'s Scoping,
    values: FxHashMap<SymbolId, IdentifierReference<'a>>,
}

impl<'a> VisitMut<'a> for Substitute<'_, 'a> {
    fn visit_identifier_reference(&mut self, it: &mut IdentifierReference<'a>) {
        let reference = it.reference_id.get();
        let symbol = reference.and_then(|reference| self.scoping.get_reference(reference).symbol_id());
        if let Some(value) = symbol.and_then(|symbol| self.values.get(&symbol)) {
            let span = it.span;
            *it = value.clone_in_with_semantic_ids(self.js.allocator);
            it.span = span;
        }
    }

    fn visit_object_property(&mut self, it: &mut ObjectProperty<'a>) {
        walk_renamed_property(self, it);
    }
}

/// Names that have no value.
struct Undefined<'s, 'a> {
    js: Js<'a>,
    scoping: &'s Scoping,
    missing: FxHashSet<SymbolId>,
}

impl<'a> VisitMut<'a> for Undefined<'_, 'a> {
    fn visit_expression(&mut self, it: &mut Expression<'a>) {
        if let Expression::Identifier(identifier) = it
            && let Some(reference) = identifier.reference_id.get()
            && let Some(symbol) = self.scoping.get_reference(reference).symbol_id()
            && self.missing.contains(&symbol)
        {
            *it = self.js.undefined();
            return;
        }
        walk_mut::walk_expression(self, it);
    }

    fn visit_object_property(&mut self, it: &mut ObjectProperty<'a>) {
        walk_mut::walk_object_property(self, it);
        it.shorthand &= matches!(it.value, Expression::Identifier(_));
    }
}

//! `require.ensure`, the `import()` of CommonJS: what its callback requires is loaded before the callback runs.
//!
//! ```js
//! require.ensure(["./a"], (require) => { require("./b"); }, onError, "name");
//! // Promise.all([load("./b"), load("./a")]).then(((require) => { require(id of "./b"); }).bind(null, require)).catch(onError)
//! ```

use fedpack_graph::module_graph::{DependencyKind, DynamicImportOptions};
use indexmap::IndexSet;
use oxc::{
    allocator::{ArenaVec, TakeIn},
    ast::ast::*,
    ast_visit::VisitMut,
    span::{GetSpan, SPAN, Span},
};

use super::{
    aliases::FreeFunction, ast::ReferenceMark, declarations::graph_span, define::Value, visitor::Visitor,
};
use crate::diagnostics::scan as problems;

impl<'a> Visitor<'a, '_> {
    /// True if `expression` is done.
    pub(super) fn require_ensure(&mut self, expression: &mut Expression<'a>) -> bool {
        let Expression::CallExpression(call) = &mut *expression else { return false };
        let span = call.span;
        let listed = call.arguments.first().and_then(Argument::as_expression).and_then(|it| self.texts(it));
        let callback = call.arguments.get_mut(1).and_then(Argument::as_expression_mut);
        let (Some(listed), Some(callback)) = (listed, callback) else {
            let problem = problems::require_ensure(self.place, graph_span(span));
            self.diagnostics.push(problem);
            return false;
        };
        let mut callback = callback.take_in(&self.allocator);
        let mut rest = call.arguments.iter_mut().skip(2).filter_map(Argument::as_expression_mut);
        let (third, fourth) = (rest.next(), rest.next());
        let third_text = third.as_deref().and_then(|it| self.text(it));
        let chunk_name = fourth.as_deref().and_then(|it| self.text(it)).or_else(|| third_text.clone());
        let on_error = third.filter(|_| third_text.is_none()).map(|it| it.take_in(&self.allocator));

        let mut requests = self.visit_callback(&mut callback, &[Some(FreeFunction::Require)]);
        requests.extend(listed);
        let loaded = self.load_all(requests, chunk_name.as_ref(), span);
        let require = self.require_object();
        let null = Expression::new_null_literal(SPAN, &self.builder);
        let bound = self.call_member(callback, "bind", [null, require]);
        let on_error = on_error.map(|mut on_error| {
            self.visit_expression(&mut on_error);
            on_error
        });
        let done = self.call_member(loaded, "then", [bound]);
        *expression = match on_error {
            Some(on_error) => self.call_member(done, "catch", [on_error]),
            None => done,
        };
        true
    }

    /// A promise for the chunks of all requests, each asked for once.
    pub(super) fn load_all(
        &mut self,
        requests: Vec<String>,
        chunk_name: Option<&String>,
        span: Span,
    ) -> Expression<'a> {
        let requests: IndexSet<String> = requests.into_iter().collect();
        let loads = requests.into_iter().map(|request| self.load(request, chunk_name, span)).collect();
        self.all(loads)
    }

    /// `require("x")` in a callback: the module is there by then, and not part of this module's own chunk.
    pub(super) fn require_of_ensured(&mut self, request: String, span: Span) -> Expression<'a> {
        let dependency = self.add_dependency(request, DependencyKind::Weak, span);
        let id = self.placeholder(dependency, None, span);
        let require = self.require_object();
        Expression::new_call_expression(span, require, None, [Argument::from(id)], false, &self.builder)
    }

    /// A promise for the chunk of a module, which is not evaluated: that is what the second argument says.
    fn load(&mut self, request: String, chunk_name: Option<&String>, span: Span) -> Expression<'a> {
        let options =
            DynamicImportOptions { chunk_name: chunk_name.cloned(), ..DynamicImportOptions::default() };
        let dependency = self.add_dependency(request, DependencyKind::DynamicImport(Box::new(options)), span);
        let only_load = Expression::new_boolean_literal(SPAN, true, &self.builder);
        self.placeholder(dependency, Some(only_load), span)
    }

    fn all(&mut self, mut promises: Vec<Expression<'a>>) -> Expression<'a> {
        if promises.len() == 1 {
            return promises.remove(0);
        }
        let promise = Expression::new_identifier(SPAN, "Promise", &self.builder);
        if let Expression::Identifier(identifier) = &promise {
            identifier.reference_id.set(ReferenceMark::Global.encode());
        }
        let list = self.list(promises);
        self.call_member(promise, "all", [list])
    }

    pub(super) fn call_member(
        &self,
        object: Expression<'a>,
        name: &'static str,
        arguments: impl IntoIterator<Item = Expression<'a>>,
    ) -> Expression<'a> {
        let name = IdentifierName::new(SPAN, name, &self.builder);
        let callee =
            Expression::new_static_member_expression(object.span(), object, name, false, &self.builder);
        let arguments = ArenaVec::from_iter_in(arguments.into_iter().map(Argument::from), &self.allocator);
        Expression::new_call_expression(SPAN, callee, None, arguments, false, &self.builder)
    }

    /// A text, or a list of texts.
    fn texts(&self, expression: &Expression<'a>) -> Option<Vec<String>> {
        match expression {
            Expression::ArrayExpression(array) => {
                array.elements.iter().map(|element| self.text(element.as_expression()?)).collect()
            }
            _ => self.text(expression).map(|text| vec![text]),
        }
    }

    fn text(&self, expression: &Expression<'a>) -> Option<String> {
        match self.evaluate(expression)? {
            Value::String(text) => Some(text),
            _ => None,
        }
    }
}

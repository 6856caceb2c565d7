//! Names that a removed branch still declares: `if (false) { var x }` leaves `var x`.

use oxc::{
    ast::ast::{ArrowFunctionExpression, BindingIdentifier, Class, Function, Statement, VariableDeclaration},
    ast_visit::Visit,
    syntax::scope::ScopeFlags,
};
use oxc_ecmascript::BoundNames;

/// `var` names of a statement, without those of nested functions.
pub fn hoisted_names<'a>(statement: &Statement<'a>) -> Vec<BindingIdentifier<'a>> {
    let mut collector = Collector::default();
    collector.visit_statement(statement);
    collector.names
}

#[derive(Default)]
struct Collector<'a> {
    names: Vec<BindingIdentifier<'a>>,
}

impl<'a> Visit<'a> for Collector<'a> {
    fn visit_variable_declaration(&mut self, it: &VariableDeclaration<'a>) {
        if !it.kind.is_var() {
            return;
        }
        it.bound_names(&mut |identifier| {
            if !self.names.iter().any(|known| known.name == identifier.name) {
                self.names.push(identifier.clone());
            }
        });
    }
    fn visit_function(&mut self, _: &Function<'a>, _: ScopeFlags) {}
    fn visit_arrow_function_expression(&mut self, _: &ArrowFunctionExpression<'a>) {}
    fn visit_class(&mut self, _: &Class<'a>) {}
}

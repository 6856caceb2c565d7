//! Names that a removed branch still declares: `if (false) { var x }` leaves `var x`.

use oxc::{
    ast::ast::{ArrowFunctionExpression, BindingIdentifier, Class, Function, Statement, VariableDeclaration},
    ast_visit::Visit,
    semantic::Scoping,
    syntax::scope::{ScopeFlags, ScopeId},
};
use oxc_ecmascript::BoundNames;

/// `var` names of a statement, without those of nested functions. Where code is not strict, a function of a block is one of
/// them, too.
pub fn hoisted_names<'a>(statement: &Statement<'a>, scoping: &Scoping) -> Vec<BindingIdentifier<'a>> {
    let mut collector = Collector { names: Vec::new(), scoping };
    collector.visit_statement(statement);
    collector.names
}

struct Collector<'a, 's> {
    names: Vec<BindingIdentifier<'a>>,
    scoping: &'s Scoping,
}

impl<'a> Collector<'a, '_> {
    fn add(&mut self, identifier: &BindingIdentifier<'a>) {
        if !self.names.iter().any(|known| known.name == identifier.name) {
            self.names.push(identifier.clone());
        }
    }
}

impl Collector<'_, '_> {
    /// Annex B of the standard: unless the name is taken on the way to the function around it.
    fn leaves_its_block(&self, name: &BindingIdentifier<'_>, own: ScopeId) -> bool {
        if self.scoping.scope_flags(own).is_strict_mode() {
            return false;
        }
        let block = self.scoping.scope_parent_id(own);
        let mut scope = block.and_then(|block| self.scoping.scope_parent_id(block));
        while let Some(around) = scope {
            let taken = self.scoping.get_binding(around, name.name);
            if taken.is_some() && taken != name.symbol_id.get() {
                return false;
            }
            scope = match self.scoping.scope_flags(around).is_var() {
                true => None,
                false => self.scoping.scope_parent_id(around),
            };
        }
        true
    }
}

impl<'a> Visit<'a> for Collector<'a, '_> {
    fn visit_variable_declaration(&mut self, it: &VariableDeclaration<'a>) {
        if !it.kind.is_var() {
            return;
        }
        it.bound_names(&mut |identifier| self.add(identifier));
    }
    fn visit_function(&mut self, it: &Function<'a>, _: ScopeFlags) {
        if let Some(name) = &it.id
            && it.is_declaration()
            && !it.r#async
            && !it.generator
            && it.scope_id.get().is_some_and(|scope| self.leaves_its_block(name, scope))
        {
            self.add(name);
        }
    }
    fn visit_arrow_function_expression(&mut self, _: &ArrowFunctionExpression<'a>) {}
    fn visit_class(&mut self, _: &Class<'a>) {}
}

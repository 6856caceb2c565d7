//! Other names of `require`: `var load; load = require; load("./locale/" + name)`.
//!
//! Packages write this to hide a request from one bundler; for webpack `load` is `require` from there on, and
//! so the modules are in the bundle. The name itself then holds nothing.

use oxc::{
    allocator::ReplaceWith,
    ast::ast::*,
    span::GetSpan,
    syntax::{operator::AssignmentOperator, symbol::SymbolId},
};

use super::visitor::Visitor;

impl<'a> Visitor<'a, '_> {
    /// Is `expression` the free `require`, `module.require`, or another name of it?
    pub(super) fn is_require(&self, expression: &Expression<'a>) -> bool {
        if !self.has_commonjs() {
            return false;
        }
        match expression {
            Expression::StaticMemberExpression(member) => {
                member.property.name == "require" && self.is_free(&member.object, "module")
            }
            _ => self.is_free(expression, "require") || self.is_require_alias(expression),
        }
    }

    pub(super) fn is_require_alias(&self, expression: &Expression<'a>) -> bool {
        let Expression::Identifier(identifier) = expression else { return false };
        !self.require_aliases.is_empty()
            && self.symbol_of(identifier).is_some_and(|symbol| self.require_aliases.contains(&symbol))
    }

    /// `name = require`. True if the assignment is done.
    pub(super) fn alias_by_assignment(&mut self, assignment: &mut AssignmentExpression<'a>) -> bool {
        if assignment.operator != AssignmentOperator::Assign || !self.is_require(&assignment.right) {
            return false;
        }
        let AssignmentTarget::AssignmentTargetIdentifier(identifier) = &assignment.left else { return false };
        let Some(symbol) = self.symbol_of(identifier) else { return false };
        if !self.can_be_alias(symbol, 1) {
            return false;
        }
        self.require_aliases.insert(symbol);
        self.mark(identifier);
        self.clear(&mut assignment.right);
        true
    }

    /// `var name = require`. True if the initial value is done.
    pub(super) fn alias_by_declaration(&mut self, declarator: &mut VariableDeclarator<'a>) -> bool {
        let BindingPattern::BindingIdentifier(identifier) = &declarator.id else { return false };
        let Some(symbol) = identifier.symbol_id.get() else { return false };
        match &mut declarator.init {
            Some(init) if self.is_require(init) && self.can_be_alias(symbol, 0) => {
                self.require_aliases.insert(symbol);
                self.clear(init);
                true
            }
            _ => false,
        }
    }

    /// A name with another value elsewhere is no alias, nor one that other modules may see.
    fn can_be_alias(&self, symbol: SymbolId, writes: usize) -> bool {
        let is_visible_outside = self.is_esm && self.names.symbols.contains_key(&symbol);
        !is_visible_outside
            && !self.names.imports.contains_key(&symbol)
            && self.scoping.get_resolved_references(symbol).filter(|reference| reference.is_write()).count()
                == writes
    }

    fn symbol_of(&self, identifier: &IdentifierReference<'a>) -> Option<SymbolId> {
        let reference = identifier.reference_id.get()?;
        (reference.index() < self.scoping.references_len())
            .then(|| self.scoping.get_reference(reference).symbol_id())
            .flatten()
    }

    fn clear(&self, value: &mut Expression<'a>) {
        let span = value.span();
        value.replace_with(|_| Expression::new_void_0(span, &self.builder));
    }
}

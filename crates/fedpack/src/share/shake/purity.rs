//! Which declarations of a printed module may go, or be evaluated later.
//!
//! The rules are those of `scan/ecma/purity.rs`, for text in which an import is `r.name`. Calls without effects are told by
//! their marks, which a build with `annotate` leaves in.

use oxc::{
    ast::ast::{
        Argument, ArrayExpressionElement, Class, ClassElement, Expression, IdentifierReference,
        ObjectPropertyKind, PropertyKey, UnaryOperator,
    },
    semantic::{Scoping, SymbolId},
};
use oxc_ecmascript::{
    GlobalContext,
    side_effects::{MayHaveSideEffects, MayHaveSideEffectsContext, PropertyReadSideEffects},
};

pub struct Purity<'s, 'i> {
    pub scoping: &'s Scoping,
    /// Variables that hold modules: their properties are getters of the runtime.
    pub is_module: &'i dyn Fn(SymbolId) -> bool,
}

impl Purity<'_, '_> {
    pub fn is_pure(&self, expression: &Expression<'_>) -> bool {
        match expression {
            Expression::FunctionExpression(_) | Expression::ArrowFunctionExpression(_) => true,
            Expression::ClassExpression(class) => self.is_pure_class(class),
            Expression::StaticMemberExpression(member) => self.reads_module(&member.object),
            Expression::CallExpression(call) => call.pure && self.are_pure(&call.arguments),
            Expression::NewExpression(call) if call.pure => self.are_pure(&call.arguments),
            Expression::ConditionalExpression(it) => {
                self.is_pure(&it.test) && self.is_pure(&it.consequent) && self.is_pure(&it.alternate)
            }
            Expression::LogicalExpression(it) => self.is_pure(&it.left) && self.is_pure(&it.right),
            Expression::SequenceExpression(it) => it.expressions.iter().all(|it| self.is_pure(it)),
            Expression::UnaryExpression(it)
                if matches!(it.operator, UnaryOperator::LogicalNot | UnaryOperator::Void) =>
            {
                self.is_pure(&it.argument)
            }
            Expression::ObjectExpression(object) => object.properties.iter().all(|property| match property {
                // Its getters may be called.
                ObjectPropertyKind::SpreadProperty(_) => false,
                ObjectPropertyKind::ObjectProperty(property) => {
                    self.is_pure_key(&property.key) && self.is_pure(&property.value)
                }
            }),
            Expression::ArrayExpression(array) => array.elements.iter().all(|element| match element {
                ArrayExpressionElement::SpreadElement(_) => false,
                ArrayExpressionElement::Elision(_) => true,
                element => element.as_expression().is_some_and(|it| self.is_pure(it)),
            }),
            other => !other.may_have_side_effects(self),
        }
    }

    pub fn is_pure_class(&self, class: &Class<'_>) -> bool {
        let is_pure_element = |element: &ClassElement<'_>| match element {
            ClassElement::MethodDefinition(method) => {
                method.decorators.is_empty() && self.is_pure_key(&method.key)
            }
            ClassElement::PropertyDefinition(property) => {
                property.decorators.is_empty()
                    && self.is_pure_key(&property.key)
                    && (!property.r#static || property.value.as_ref().is_none_or(|it| self.is_pure(it)))
            }
            _ => false,
        };
        class.decorators.is_empty()
            && class.heritage.as_ref().is_none_or(|it| self.is_pure(&it.expression))
            && class.body.body.iter().all(is_pure_element)
    }

    /// `[f()]: …` calls; a computed key may also have a `toString`.
    fn is_pure_key(&self, key: &PropertyKey<'_>) -> bool {
        key.as_expression().is_none_or(|it| it.is_literal())
    }

    fn are_pure(&self, arguments: &[Argument<'_>]) -> bool {
        arguments.iter().all(|it| it.as_expression().is_some_and(|it| self.is_pure(it)))
    }

    /// `r` of `r = n(742)`.
    fn reads_module(&self, object: &Expression<'_>) -> bool {
        let Expression::Identifier(identifier) = object else { return false };
        let symbol = self.scoping.get_reference(identifier.reference_id()).symbol_id();
        symbol.is_some_and(self.is_module)
    }
}

impl<'a> GlobalContext<'a> for Purity<'_, '_> {
    fn is_global_reference(&self, reference: &IdentifierReference<'a>) -> bool {
        self.scoping.get_reference(reference.reference_id()).symbol_id().is_none()
    }
}

impl<'a> MayHaveSideEffectsContext<'a> for Purity<'_, '_> {
    fn annotations(&self) -> bool {
        true
    }

    fn manual_pure_functions(&self, _: &Expression) -> bool {
        false
    }

    fn property_read_side_effects(&self) -> PropertyReadSideEffects {
        PropertyReadSideEffects::All
    }

    fn unknown_global_side_effects(&self) -> bool {
        true
    }
}

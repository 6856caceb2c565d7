//! Which top-level statements may be dropped when nobody needs what they declare, and which may be evaluated elsewhere.

use fedpack_graph::summary::StatementKind;
use oxc::ast::ast::{
    ArrayExpressionElement, BindingPattern, ClassElement, Expression, IdentifierReference,
    ObjectPropertyKind, PropertyKind, Statement, UnaryOperator,
};
use oxc_ecmascript::{
    GlobalContext, ToPrimitive,
    side_effects::{MayHaveSideEffects, MayHaveSideEffectsContext, PropertyReadSideEffects},
};

use super::{ast::ReferenceMark, default_name};

/// Asks oxc's side effect analysis with the marks that scan has written.
pub fn has_side_effects(statement: &Statement<'_>) -> bool {
    effects_of(statement, &MarkedReferences)
}

/// The same of an expression.
pub fn expression_has_side_effects(expression: &Expression<'_>) -> bool {
    effects_of_value(expression, &MarkedReferences)
}

/// The same with what `context` knows.
pub fn effects_of<'a>(statement: &Statement<'a>, context: &impl MayHaveSideEffectsContext<'a>) -> bool {
    match statement {
        Statement::EmptyStatement(_) => false,
        statement if let Some(value) = default_name::named_value(statement) => {
            effects_of_value(value, context)
        }
        Statement::VariableDeclaration(declaration)
            if !declaration.kind.is_using()
                && declaration.declarations.iter().all(|it| it.id.is_binding_identifier()) =>
        {
            let mut values = declaration.declarations.iter().filter_map(|it| it.init.as_ref());
            values.any(|value| effects_of_value(value, context))
        }
        statement => statement.may_have_side_effects(context),
    }
}

/// As minifiers do, a value in a template literal is taken for one that becomes a text without effects, unless what the text is made
/// with stands right there.
fn effects_of_value<'a>(value: &Expression<'a>, context: &impl MayHaveSideEffectsContext<'a>) -> bool {
    match value {
        Expression::TemplateLiteral(template) => {
            let mut parts = template.expressions.iter();
            parts.any(|part| effects_of_value(part, context) || has_text_of_its_own(part, context))
        }
        value => value.may_have_side_effects(context),
    }
}

/// `{ toString() { … } }`, and what may give one. As with `-{ valueOf() { … } }`, the method may do anything.
fn has_text_of_its_own<'a>(value: &Expression<'a>, context: &impl MayHaveSideEffectsContext<'a>) -> bool {
    match value.get_inner_expression() {
        value @ Expression::ObjectExpression(_) => value.to_primitive(context).is_symbol() != Some(false),
        Expression::ClassExpression(class) => {
            class.heritage_expression().is_some() || class.body.body.iter().any(ClassElement::r#static)
        }
        Expression::ConditionalExpression(choice) => {
            has_text_of_its_own(&choice.consequent, context)
                || has_text_of_its_own(&choice.alternate, context)
        }
        Expression::LogicalExpression(choice) => {
            has_text_of_its_own(&choice.left, context) || has_text_of_its_own(&choice.right, context)
        }
        Expression::SequenceExpression(sequence) => {
            sequence.expressions.last().is_some_and(|last| has_text_of_its_own(last, context))
        }
        _ => false,
    }
}

struct MarkedReferences;

impl<'a> GlobalContext<'a> for MarkedReferences {
    fn is_global_reference(&self, reference: &IdentifierReference<'a>) -> bool {
        ReferenceMark::decode(reference.reference_id.get()) == ReferenceMark::Global
    }
}

impl<'a> MayHaveSideEffectsContext<'a> for MarkedReferences {
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

/// `stands_alone`: it mentions no name of the module and has no side effects.
pub fn statement_kind(statement: &Statement<'_>, stands_alone: bool) -> StatementKind {
    match statement {
        Statement::FunctionDeclaration(_) => StatementKind::Function,
        Statement::VariableDeclaration(declaration) if !declaration.kind.is_using() => {
            let [declarator] = declaration.declarations.as_slice() else { return StatementKind::Other };
            match (&declarator.id, &declarator.init) {
                (
                    BindingPattern::BindingIdentifier(_),
                    Some(Expression::ArrowFunctionExpression(_) | Expression::FunctionExpression(_)),
                ) => StatementKind::FunctionValue,
                (BindingPattern::BindingIdentifier(_), Some(_)) if stands_alone => StatementKind::Data,
                _ => StatementKind::Other,
            }
        }
        _ => StatementKind::Other,
    }
}

/// Made of literals only.
pub fn is_data(expression: &Expression<'_>) -> bool {
    match expression {
        Expression::ArrayExpression(array) => array.elements.iter().all(|element| match element {
            ArrayExpressionElement::SpreadElement(_) => false,
            ArrayExpressionElement::Elision(_) => true,
            element => element.as_expression().is_some_and(is_data),
        }),
        Expression::ObjectExpression(object) => object.properties.iter().all(|property| match property {
            ObjectPropertyKind::SpreadProperty(_) => false,
            ObjectPropertyKind::ObjectProperty(property) => {
                property.kind == PropertyKind::Init && !property.computed && is_data(&property.value)
            }
        }),
        Expression::UnaryExpression(unary) => {
            unary.operator == UnaryOperator::UnaryNegation
                && matches!(unary.argument, Expression::NumericLiteral(_))
        }
        expression => matches!(
            expression,
            Expression::StringLiteral(_)
                | Expression::NumericLiteral(_)
                | Expression::BooleanLiteral(_)
                | Expression::NullLiteral(_)
        ),
    }
}

//! The `.name` of anonymous default exports is "default".

use oxc::{
    allocator::ArenaBox,
    ast::{ast::*, builder::AstBuilder},
    span::SPAN,
};

use super::ast::DEFAULT_EXPORT;

/// `({ default: value }).default`: an anonymous function or class is called by its property. Others stay.
pub fn named<'a>(value: Expression<'a>, builder: &AstBuilder<'a>) -> Expression<'a> {
    let is_anonymous = match &value {
        Expression::ArrowFunctionExpression(_) => true,
        Expression::FunctionExpression(function) => function.id.is_none(),
        Expression::ClassExpression(class) => class.id.is_none(),
        _ => false,
    };
    if !is_anonymous {
        return value;
    }
    let object = Expression::new_object_expression(SPAN, [property("default", value, builder)], builder);
    let name = IdentifierName::new(SPAN, "default", builder);
    Expression::new_static_member_expression(SPAN, object, name, false, builder)
}

/// What [`named`] has wrapped, in the declaration that was made of it.
pub fn named_value<'s, 'a>(statement: &'s Statement<'a>) -> Option<&'s Expression<'a>> {
    let Statement::VariableDeclaration(declaration) = statement else { return None };
    let [declarator] = declaration.declarations.as_slice() else { return None };
    let Some(Expression::StaticMemberExpression(member)) = &declarator.init else { return None };
    let Expression::ObjectExpression(object) = &member.object else { return None };
    let [ObjectPropertyKind::ObjectProperty(property)] = object.properties.as_slice() else { return None };
    let is_default = property.kind == PropertyKind::Init && property.key.is_specific_static_name("default");
    (is_default && member.property.name == "default").then_some(&property.value)
}

/// A hoisted function cannot get its name from an expression:
/// `Object.defineProperty(__WEBPACK_DEFAULT_EXPORT__, "name", { value: "default", configurable: true });`
pub fn name_function<'a>(builder: &AstBuilder<'a>) -> Statement<'a> {
    let text = |text: &'static str| Expression::new_string_literal(SPAN, text, None, builder);
    let object = Expression::new_identifier(SPAN, "Object", builder);
    let define = IdentifierName::new(SPAN, "defineProperty", builder);
    let callee = Expression::new_static_member_expression(SPAN, object, define, false, builder);
    let configurable = Expression::new_boolean_literal(SPAN, true, builder);
    let descriptor =
        [property("value", text("default"), builder), property("configurable", configurable, builder)];
    let arguments = [
        Argument::from(Expression::new_identifier(SPAN, DEFAULT_EXPORT, builder)),
        Argument::from(text("name")),
        Argument::from(Expression::new_object_expression(SPAN, descriptor, builder)),
    ];
    let call = Expression::new_call_expression(SPAN, callee, None, arguments, false, builder);
    Statement::new_expression_statement(SPAN, call, builder)
}

/// `name: value` of an object that is written.
pub(super) fn property<'a>(
    name: &'static str,
    value: Expression<'a>,
    builder: &AstBuilder<'a>,
) -> ObjectPropertyKind<'a> {
    let key = IdentifierName::new(SPAN, name, builder);
    let key = PropertyKey::StaticIdentifier(ArenaBox::new_in(key, builder));
    ObjectPropertyKind::new_object_property(
        SPAN,
        PropertyKind::Init,
        key,
        value,
        false,
        false,
        false,
        builder,
    )
}

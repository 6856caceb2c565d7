//! Exports of CommonJS modules that nobody reads are left out.
//!
//! ```js
//! exports.unused = value;                                   // ;          or `value;`, if it has effects
//! module.exports = { used, unused };                        // module.exports = { used };
//! Object.defineProperty(exports, "unused", { get: f });     // ;
//! ```
//!
//! Only whole statements: scan has noted what they ask for ([`fedpack_graph::summary::AssignedExport`]), and link has left
//! that out.

use fedpack_graph::{ModuleIdx, link_output::UsedExports, summary::CommonJsShape};
use oxc::{allocator::TakeIn, ast::ast::*};

use super::{ModuleContext, builder::Js};
use crate::scan::ecma::{ast::ReferenceMark, purity::expression_has_side_effects};

/// The names that are read of a module whose exports its text shows; `None`: all of them stay.
pub fn read_names<'c>(context: &ModuleContext<'c>, module: ModuleIdx) -> Option<&'c UsedExports> {
    let shape = context.summaries[module].as_deref()?.commonjs.as_ref()?;
    let used = &context.link.used[module].exports;
    (matches!(shape, CommonJsShape::Listed(_)) && *used != UsedExports::All).then_some(used)
}

/// Takes what only makes unused exports out of a statement.
pub fn drop_unused<'a>(js: Js<'a>, statement: &mut Statement<'a>, used: &UsedExports) {
    let Statement::ExpressionStatement(row) = statement else { return };
    match &mut row.expression {
        Expression::AssignmentExpression(assignment) if assignment.operator == AssignmentOperator::Assign => {
            let AssignmentTarget::StaticMemberExpression(target) = &assignment.left else { return };
            if is_exports(&target.object) {
                if is_kept(&target.property.name, used) {
                    return;
                }
                let value = assignment.right.take_in(&js.allocator);
                if expression_has_side_effects(&value) {
                    row.expression = value;
                } else {
                    *statement = js.empty_statement();
                }
            } else if is_module_exports(target)
                && let Expression::ObjectExpression(object) = &mut assignment.right
            {
                object.properties.retain(|property| match property {
                    ObjectPropertyKind::ObjectProperty(property) => {
                        property.key.static_name().is_none_or(|name| is_kept(&name, used))
                            || expression_has_side_effects(&property.value)
                    }
                    ObjectPropertyKind::SpreadProperty(_) => true,
                });
            }
        }
        Expression::CallExpression(call) => {
            if let Some((name, descriptor)) = defined_property(call)
                && !is_kept(name, used)
                && !expression_has_side_effects(descriptor)
            {
                *statement = js.empty_statement();
            }
        }
        _ => {}
    }
}

fn is_kept(name: &str, used: &UsedExports) -> bool {
    name == "__esModule" || used.contains(name)
}

fn is_free(expression: &Expression<'_>, name: &str) -> bool {
    matches!(expression, Expression::Identifier(identifier)
        if identifier.name == name
            && ReferenceMark::decode(identifier.reference_id.get()) == ReferenceMark::Global)
}

fn is_exports(object: &Expression<'_>) -> bool {
    match object {
        Expression::StaticMemberExpression(member) => is_module_exports(member),
        object => is_free(object, "exports"),
    }
}

fn is_module_exports(member: &StaticMemberExpression<'_>) -> bool {
    member.property.name == "exports" && is_free(&member.object, "module")
}

fn defined_property<'e, 'a>(call: &'e CallExpression<'a>) -> Option<(&'e str, &'e Expression<'a>)> {
    let Expression::StaticMemberExpression(callee) = &call.callee else { return None };
    let [target, Argument::StringLiteral(name), descriptor] = &call.arguments[..] else { return None };
    let is_define = callee.property.name == "defineProperty" && is_free(&callee.object, "Object");
    let is_own = is_define && is_exports(target.as_expression()?);
    is_own.then_some(name.value.as_str()).zip(descriptor.as_expression())
}

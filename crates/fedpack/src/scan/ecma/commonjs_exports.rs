//! What a CommonJS module does with its exports object, as far as its own text tells.
//!
//! ```js
//! Object.defineProperty(exports, "__esModule", { value: true }); exports.a = 1;   // flagged
//! exports.a = 1; module.exports.b = 2;                                            // unflagged
//! module.exports = { a: 1 };                                                      // unflagged
//! module.exports = require("./other"); fill(exports);                             // only run time can tell
//! ```
//!
//! So an importer of the first reads `exports.default` and one of the second `exports`, without asking at run time.

use fedpack_graph::summary::{ExportsKind, ModuleFeatures};
use oxc::{ast::ast::*, ast_visit::VisitMut};

use super::{define::Value, visitor::Visitor};

const FLAG: &str = "__esModule";

/// What has been seen so far.
#[derive(Debug, Default)]
pub struct CommonJsExports {
    /// A top-level statement sets `__esModule`.
    is_flagged: bool,
    /// The object goes somewhere else, or is replaced by something unknown, or may get the flag on some path.
    escapes: bool,
}

impl CommonJsExports {
    pub fn escape(&mut self) {
        self.escapes = true;
    }

    /// `exports.name` is read or written.
    pub fn member(&mut self, name: &str) {
        self.escapes |= name == FLAG && !self.is_flagged;
    }

    pub fn kind(&self) -> ExportsKind {
        match (self.escapes, self.is_flagged) {
            (true, _) => ExportsKind::CommonJs,
            (false, true) => ExportsKind::CommonJsFlaggedEsm,
            (false, false) => ExportsKind::CommonJsUnflagged,
        }
    }
}

impl<'a> Visitor<'a, '_> {
    /// `exports`, `module.exports`, `this` of the module.
    pub(super) fn is_exports_object(&self, expression: &Expression<'a>) -> bool {
        match expression {
            Expression::ThisExpression(_) => self.this_depth == 0,
            Expression::StaticMemberExpression(member) => self.is_module_exports(member),
            _ => self.is_free(expression, "exports"),
        }
    }

    pub(super) fn is_module_exports(&self, member: &StaticMemberExpression<'a>) -> bool {
        member.property.name == "exports" && self.is_free(&member.object, "module")
    }

    /// Looks whether a top-level statement is one that sets the flag, before it is visited.
    pub(super) fn note_flag(&mut self, statement: &Statement<'a>) {
        if let Statement::ExpressionStatement(statement) = statement
            && self.sets_flag(&statement.expression)
        {
            self.commonjs.is_flagged = true;
        }
    }

    fn sets_flag(&self, expression: &Expression<'a>) -> bool {
        match expression {
            Expression::SequenceExpression(sequence) => {
                sequence.expressions.iter().any(|expression| self.sets_flag(expression))
            }
            Expression::AssignmentExpression(assignment) => match &assignment.left {
                AssignmentTarget::StaticMemberExpression(member) => {
                    member.property.name == FLAG
                        && self.is_exports_object(&member.object)
                        && self.is_true(&assignment.right)
                }
                _ => false,
            },
            Expression::CallExpression(call) => {
                self.defined_property(call).is_some_and(|name| name == FLAG)
                    && call
                        .arguments
                        .get(2)
                        .and_then(Argument::as_expression)
                        .is_some_and(|descriptor| self.is_true_descriptor(descriptor))
            }
            _ => false,
        }
    }

    fn is_true(&self, expression: &Expression<'a>) -> bool {
        self.evaluate(expression) == Some(Value::Boolean(true))
    }

    fn is_true_descriptor(&self, descriptor: &Expression<'a>) -> bool {
        let Expression::ObjectExpression(descriptor) = descriptor else { return false };
        descriptor.properties.iter().any(|property| match property {
            ObjectPropertyKind::ObjectProperty(property) => {
                property.key.is_specific_static_name("value") && self.is_true(&property.value)
            }
            ObjectPropertyKind::SpreadProperty(_) => false,
        })
    }

    /// The name in `Object.defineProperty(exports, "name", …)`.
    pub(super) fn defined_property<'e>(&self, call: &'e CallExpression<'a>) -> Option<&'e str> {
        let Expression::StaticMemberExpression(callee) = &call.callee else { return None };
        let [target, Argument::StringLiteral(name), _] = &call.arguments[..] else { return None };
        let is_define = callee.property.name == "defineProperty" && self.is_free(&callee.object, "Object");
        (is_define && self.is_exports_object(target.as_expression()?)).then_some(name.value.as_str())
    }

    /// `module.exports = value`, where `value` has no `__esModule` and is nobody else's.
    pub(super) fn is_own_exports(&self, value: &Expression<'a>) -> bool {
        match value {
            Expression::ObjectExpression(object) => object.properties.iter().all(|property| match property {
                ObjectPropertyKind::ObjectProperty(property) => {
                    property.key.static_name().is_some_and(|name| name != FLAG && name != "__proto__")
                }
                ObjectPropertyKind::SpreadProperty(_) => false,
            }),
            // `import * as f from "./f"; f()` is common for a function that is exported as a whole.
            _ => false,
        }
    }

    /// `exports.name`, `module.exports.name`, `this.name`: the object itself goes nowhere.
    pub(super) fn visit_exports_member(&mut self, member: &mut StaticMemberExpression<'a>) -> bool {
        if !self.is_exports_object(&member.object) {
            return false;
        }
        self.commonjs.member(&member.property.name);
        self.visit_exports_object(&member.object);
        true
    }

    /// Marks `exports`, `module.exports` or `this` where it does not escape.
    pub(super) fn visit_exports_object(&mut self, object: &Expression<'a>) {
        match object {
            Expression::ThisExpression(_) => self.summary.features |= ModuleFeatures::THIS,
            Expression::StaticMemberExpression(member) => {
                self.summary.features |= ModuleFeatures::MODULE;
                self.mark_of_expression(&member.object);
            }
            object => {
                self.summary.features |= ModuleFeatures::EXPORTS;
                self.mark_of_expression(object);
            }
        }
    }

    /// `module.exports = { … }`.
    pub(super) fn visit_own_exports(&mut self, assignment: &mut AssignmentExpression<'a>) -> bool {
        let AssignmentTarget::StaticMemberExpression(target) = &assignment.left else { return false };
        if self.is_esm
            || assignment.operator != AssignmentOperator::Assign
            || !self.is_module_exports(target)
            || !self.is_own_exports(&assignment.right)
        {
            return false;
        }
        self.summary.features |= ModuleFeatures::MODULE;
        self.mark_of_expression(&target.object);
        self.visit_expression(&mut assignment.right);
        true
    }

    pub(super) fn mark_of_expression(&mut self, expression: &Expression<'a>) {
        if let Expression::Identifier(identifier) = expression {
            self.mark(identifier);
        }
    }
}

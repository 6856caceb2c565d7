//! What a CommonJS module does with its exports object, as far as its own text tells.
//!
//! ```js
//! Object.defineProperty(exports, "__esModule", { value: true }); exports.a = 1;   // flagged
//! exports.a = 1; module.exports.b = 2;                                            // unflagged
//! module.exports = { a: 1 };                                                      // unflagged
//! module.exports = require("./other"); fill(exports);                             // only run time can tell
//! ```
//!
//! Where every use of the object names a property, those that nobody reads are left out.
//!
//! An importer of the first reads `exports.default` and one of the second `exports`, without asking at run time.

use std::ops::Range;

use fedpack_graph::{
    LocalDependencyIdx,
    module_graph::{Dependency, DependencyKind},
    summary::{AssignedExport, CommonJsBailout, CommonJsShape, ExportsKind, ListedExports, ModuleFeatures},
};
use oxc::{ast::ast::*, ast_visit::VisitMut, semantic::Scoping};

use super::{define::Value, exported_functions::ExportedFunctions, purity, visitor::Visitor};

const FLAG: &str = "__esModule";

/// What has been seen so far.
#[derive(Debug, Default)]
pub struct CommonJsExports {
    /// A top-level statement sets `__esModule`.
    is_flagged: bool,
    /// The object goes somewhere else, or is replaced by something unknown, or may get the flag on some path.
    escape: Option<CommonJsBailout>,
    /// `module.exports = require("x")`.
    same: Option<LocalDependencyIdx>,
    listed: ListedExports,
    pub functions: ExportedFunctions,
}

impl CommonJsExports {
    pub fn escape(&mut self, reason: CommonJsBailout) {
        self.escape.get_or_insert(reason);
    }

    /// `exports.name` is read or written.
    fn member(&mut self, name: &str) {
        if name == FLAG && !self.is_flagged {
            self.escape(CommonJsBailout::LateFlag);
        }
    }

    fn read(&mut self, name: &str) {
        self.member(name);
        if !self.listed.read.iter().any(|known| known == name) {
            self.listed.read.push(name.to_owned());
        }
    }

    fn assign(&mut self, name: &str, waiting: Range<u32>) {
        self.member(name);
        self.listed.assigned.push(AssignedExport { name: name.to_owned(), waiting });
    }

    fn same_as(&mut self, dependency: LocalDependencyIdx) {
        if self.same.replace(dependency).is_some() {
            self.escape(CommonJsBailout::Replaced);
        }
    }

    pub fn kind(&self) -> ExportsKind {
        match (self.escape.is_some() || self.same.is_some(), self.is_flagged) {
            (true, _) => ExportsKind::CommonJs,
            (false, true) => ExportsKind::CommonJsFlaggedEsm,
            (false, false) => ExportsKind::CommonJsUnflagged,
        }
    }

    pub fn shape(mut self, scoping: &Scoping) -> CommonJsShape {
        match (self.escape, self.same) {
            (Some(reason), _) => CommonJsShape::Open(reason),
            (None, Some(dependency)) if self.listed == ListedExports::default() => {
                CommonJsShape::Same(dependency)
            }
            (None, Some(_)) => CommonJsShape::Open(CommonJsBailout::Replaced),
            (None, None) if self.functions.may_read_exports(scoping) => {
                CommonJsShape::Open(CommonJsBailout::ThisOfFunction)
            }
            (None, None) => {
                self.listed.assigned.sort_by(|left, right| left.name.cmp(&right.name));
                CommonJsShape::Listed(self.listed)
            }
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
                AssignmentTarget::StaticMemberExpression(member) if self.is_module_exports(member) => {
                    self.has_true_property(&assignment.right, FLAG)
                }
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
                        .is_some_and(|descriptor| self.has_true_property(descriptor, "value"))
            }
            _ => false,
        }
    }

    fn is_true(&self, expression: &Expression<'a>) -> bool {
        self.evaluate(expression) == Some(Value::Boolean(true))
    }

    /// `{ name: true }`.
    fn has_true_property(&self, object: &Expression<'a>, name: &str) -> bool {
        let Expression::ObjectExpression(object) = object else { return false };
        object.properties.iter().any(|property| match property {
            ObjectPropertyKind::ObjectProperty(property) => {
                property.key.is_specific_static_name(name) && self.is_true(&property.value)
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
                    property.key.static_name().is_some_and(|name| name != "__proto__")
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
        self.commonjs.read(&member.property.name);
        self.visit_exports_object(&member.object);
        true
    }

    /// The same as the target of an assignment in the midst of an expression.
    pub(super) fn visit_exports_target(&mut self, member: &mut StaticMemberExpression<'a>) -> bool {
        if !self.is_exports_object(&member.object) {
            return false;
        }
        self.commonjs.assign(&member.property.name, 0..0);
        self.visit_exports_object(&member.object);
        true
    }

    /// `exports.count += 1`, `exports.count++` read it, too.
    pub(super) fn note_own_read(&mut self, target: &SimpleAssignmentTarget<'a>) {
        if let SimpleAssignmentTarget::StaticMemberExpression(member) = target
            && self.is_exports_object(&member.object)
        {
            self.commonjs.read(&member.property.name);
        }
    }

    /// A statement that does nothing but export: it can be left out while nobody reads what it exports. True if it is
    /// one, and done.
    pub(super) fn visit_export_statement(&mut self, expression: &mut Expression<'a>) -> bool {
        match expression {
            Expression::AssignmentExpression(assignment)
                if assignment.operator == AssignmentOperator::Assign =>
            {
                let AssignmentTarget::StaticMemberExpression(target) = &assignment.left else { return false };
                if self.is_exports_object(&target.object) {
                    self.visit_exports_object(&target.object);
                    let name = target.property.name;
                    // Where `this` stands for something else, generate would have to know.
                    let is_named = !matches!(target.object, Expression::ThisExpression(_));
                    let waiting = self.visit_exported_value(&mut assignment.right);
                    self.commonjs.assign(&name, if is_named { waiting } else { 0..0 });
                    return true;
                }
                self.visit_own_exports(assignment) || self.visit_same_exports(assignment)
            }
            Expression::CallExpression(call) => self.visit_defined_export(call),
            _ => false,
        }
    }

    /// A value that is exported: what it asks for, if it has no effects of its own.
    fn visit_exported_value(&mut self, value: &mut Expression<'a>) -> Range<u32> {
        let start = self.dependency_count();
        let name = self.exported_name(value);
        let outer = self.commonjs.functions.enter_exported_value(self.this_depth);
        self.visit_expression(value);
        self.commonjs.functions.leave_exported_value(outer);
        self.commonjs.functions.export(name, value);
        if purity::expression_has_side_effects(value) { 0..0 } else { start..self.dependency_count() }
    }

    fn dependency_count(&self) -> u32 {
        u32::try_from(self.dependencies.len()).expect("fewer dependencies than fit in their index")
    }

    /// `module.exports = require("x")` that is evaluated whatever happens.
    fn visit_same_exports(&mut self, assignment: &mut AssignmentExpression<'a>) -> bool {
        let AssignmentTarget::StaticMemberExpression(target) = &assignment.left else { return false };
        let Expression::CallExpression(call) = &assignment.right else { return false };
        if !self.is_unconditional() || !self.is_module_exports(target) || !self.is_require(&call.callee) {
            return false;
        }
        self.summary.features |= ModuleFeatures::MODULE;
        self.mark_of_expression(&target.object);
        let first = self.dependencies.len();
        self.visit_expression(&mut assignment.right);
        match &self.dependencies[first..] {
            [Dependency { kind: DependencyKind::Require { .. }, optional: false, .. }] => {
                self.commonjs.same_as(LocalDependencyIdx::from_usize(first));
            }
            _ => self.commonjs.escape(CommonJsBailout::Replaced),
        }
        true
    }

    /// `Object.defineProperty(exports, "a", …)`. True if `call` is done.
    pub(super) fn visit_defined_export(&mut self, call: &mut CallExpression<'a>) -> bool {
        if self.is_esm {
            return false;
        }
        let Some(name) = self.defined_property(call).map(str::to_owned) else { return false };
        self.visit_expression(&mut call.callee);
        let mut is_named = false;
        if let Some(target) = call.arguments[0].as_expression() {
            is_named = !matches!(target, Expression::ThisExpression(_));
            self.visit_exports_object(target);
        }
        let Some(descriptor) = call.arguments[2].as_expression_mut() else { return false };
        if let Expression::ObjectExpression(literal) = &*descriptor {
            for property in &literal.properties {
                if let ObjectPropertyKind::ObjectProperty(property) = property {
                    let name = self.exported_name(&property.value);
                    self.commonjs.functions.export(name, &property.value);
                }
            }
        }
        let waiting = self.visit_exported_value(descriptor);
        self.commonjs.assign(&name, if is_named { waiting } else { 0..0 });
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
        let Expression::ObjectExpression(object) = &mut assignment.right else { return false };
        for property in &mut object.properties {
            let ObjectPropertyKind::ObjectProperty(property) = property else { continue };
            let Some(name) = property.key.static_name().map(std::borrow::Cow::into_owned) else { continue };
            let waiting = self.visit_exported_property(property);
            self.commonjs.assign(&name, waiting);
        }
        true
    }

    fn visit_exported_property(&mut self, property: &mut ObjectProperty<'a>) -> Range<u32> {
        let start = self.dependency_count();
        let name = self.exported_name(&property.value);
        let outer = self.commonjs.functions.enter_exported_value(self.this_depth);
        self.visit_object_property(property);
        self.commonjs.functions.leave_exported_value(outer);
        self.commonjs.functions.export(name, &property.value);
        if purity::expression_has_side_effects(&property.value) {
            0..0
        } else {
            start..self.dependency_count()
        }
    }

    pub(super) fn mark_of_expression(&mut self, expression: &Expression<'a>) {
        if let Expression::Identifier(identifier) = expression {
            self.mark(identifier);
        }
    }
}

//! Whether a function that a CommonJS module exports may read exports through its `this`.
//!
//! ```js
//! exports.a = function () { return this.b; };     // x.a() reads b, whose name nobody writes
//! function C() { this.props = {}; }               // writes only: `new x.C()` needs no other export
//! exports.C = C;
//! ```
//!
//! Functions are looked into where they are written out, or where the name that is exported has no other value. What
//! calls and other values stand for is not known: then every function of the module counts that has a `this`. Functions of
//! other modules are taken to have none that they read these exports by.

use oxc::{ast::ast::*, semantic::Scoping, syntax::symbol::SymbolId};
use rustc_hash::{FxHashMap, FxHashSet};

use super::{ast::EXPORTS_QUESTION, visitor::Visitor};

#[derive(Debug, Default)]
pub struct ExportedFunctions {
    /// [`Visitor::this_depth`] in a value that is being exported.
    exported: Option<u32>,
    /// A function with `this` is exported where it is written.
    has_this: bool,
    /// Functions around the current node, innermost last, by the names that stand for them.
    around: Vec<Option<SymbolId>>,
    /// The name of the function that comes next.
    next: Option<SymbolId>,
    /// Functions with `this` that have a name.
    named: FxHashSet<SymbolId>,
    /// Others have a `this`, too.
    unnamed: bool,
    /// What top-level variables are set to where they are declared.
    values: FxHashMap<SymbolId, NamedValue>,
    /// Exported names.
    names: Vec<SymbolId>,
    /// Names that are written to a `this`, which may be the exports object.
    written: Vec<SymbolId>,
    /// A value is exported of which it is not known what functions it may be.
    elsewhere: bool,
    /// Code of classes reads a `this`.
    in_classes: bool,
    /// Classes around the current node: what is `this` in them is no exports object.
    classes: u32,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum NamedValue {
    Function,
    NoFunction,
    SameAs(SymbolId),
}

impl ExportedFunctions {
    /// `this`, read in a function.
    pub fn read_this(&mut self, depth: u32) {
        if self.exported == Some(depth) {
            self.has_this = true;
        } else if self.classes > 0 {
            self.in_classes = true;
        } else {
            match self.around.last().copied().flatten() {
                Some(name) => drop(self.named.insert(name)),
                None => self.unnamed = true,
            }
        }
    }

    pub fn enter_function(&mut self, declared: Option<SymbolId>) {
        let name = self.next.take().or(declared);
        self.around.push(name);
    }

    pub fn leave_function(&mut self) {
        self.around.pop();
    }

    pub fn enter_class(&mut self) -> Option<u32> {
        self.classes += 1;
        self.exported.take()
    }

    pub fn leave_class(&mut self, outer: Option<u32>) {
        self.classes -= 1;
        self.exported = outer;
    }

    pub fn enter_exported_value(&mut self, this_depth: u32) -> Option<u32> {
        self.exported.replace(this_depth + 1)
    }

    pub fn leave_exported_value(&mut self, outer: Option<u32>) {
        self.exported = outer;
    }

    /// `name` is what `value` was before it was visited, if that is a variable.
    pub fn export(&mut self, name: Option<SymbolId>, value: &Expression<'_>) {
        match name {
            Some(name) => self.names.push(name),
            None => self.elsewhere |= may_be_function_of_elsewhere(value),
        }
    }

    /// Whether calling an export as `x.name()` may read other exports.
    pub fn may_read_exports(&self, scoping: &Scoping) -> bool {
        self.has_this
            || self.elsewhere && (self.has_any_this() || self.in_classes)
            || self.written.iter().any(|&name| self.is_function_with_this(name, scoping))
            || self.names.iter().any(|&name| self.may_have_this(name, scoping))
    }

    /// Of a name that is written to `this`. What parameters and other variables of functions are comes from outside, or is
    /// no function.
    fn is_function_with_this(&self, name: SymbolId, scoping: &Scoping) -> bool {
        let is_declared = scoping.symbol_flags(name).is_function() || self.values.contains_key(&name);
        (is_declared || scoping.symbol_scope_id(name) == scoping.root_scope_id())
            && self.may_have_this(name, scoping)
    }

    fn has_any_this(&self) -> bool {
        self.unnamed || !self.named.is_empty()
    }

    fn may_have_this(&self, mut name: SymbolId, scoping: &Scoping) -> bool {
        // A circle of names has no value.
        for _ in 0..=self.values.len() {
            if scoping.symbol_is_mutated(name) || !scoping.symbol_redeclarations(name).is_empty() {
                return self.has_any_this();
            }
            name = match self.values.get(&name) {
                Some(NamedValue::NoFunction) => return false,
                Some(NamedValue::Function) => return self.named.contains(&name),
                Some(NamedValue::SameAs(other)) => *other,
                None if scoping.symbol_flags(name).is_function() => return self.named.contains(&name),
                None => return self.has_any_this(),
            };
        }
        false
    }
}

impl<'a> Visitor<'a, '_> {
    /// The variable that is exported by its name, before the value is visited.
    pub(super) fn exported_name(&self, value: &Expression<'a>) -> Option<SymbolId> {
        match value {
            Expression::Identifier(identifier) => self.symbol_of(identifier),
            _ => None,
        }
    }

    /// `var name = value` in a CommonJS module, before the value is visited.
    pub(super) fn note_named_value(&mut self, declarator: &VariableDeclarator<'a>) {
        let BindingPattern::BindingIdentifier(name) = &declarator.id else { return };
        let Some(symbol) = name.symbol_id.get() else { return };
        let value = match &declarator.init {
            None => NamedValue::NoFunction,
            Some(Expression::FunctionExpression(_)) => {
                self.commonjs.functions.next = Some(symbol);
                NamedValue::Function
            }
            Some(Expression::Identifier(other)) => match self.symbol_of(other) {
                Some(other) => NamedValue::SameAs(other),
                None => return,
            },
            Some(value) if !may_be_function_of_elsewhere(value) || self.is_symbol(value) => {
                NamedValue::NoFunction
            }
            Some(_) => return,
        };
        self.commonjs.functions.values.insert(symbol, value);
    }

    /// `Symbol("a")`, `Symbol.for("a")`.
    fn is_symbol(&self, value: &Expression<'a>) -> bool {
        let Expression::CallExpression(call) = value else { return false };
        match &call.callee {
            Expression::StaticMemberExpression(callee) => {
                callee.property.name == "for" && self.is_free(&callee.object, "Symbol")
            }
            callee => self.is_free(callee, "Symbol"),
        }
    }

    /// `this.name = value` in a function reads nothing of `this`; but `this` may be the exports object, and so the value
    /// exported. True if `assignment` is one, and done.
    pub(super) fn visit_write_to_this(&mut self, assignment: &mut AssignmentExpression<'a>) -> bool {
        let is_one = !self.is_esm
            && self.this_depth > 0
            && assignment.operator == AssignmentOperator::Assign
            && matches!(&assignment.left, AssignmentTarget::StaticMemberExpression(target)
                if matches!(target.object, Expression::ThisExpression(_)));
        if is_one {
            self.note_written(&assignment.right);
            let outer = self.commonjs.functions.enter_exported_value(self.this_depth);
            oxc::ast_visit::VisitMut::visit_expression(self, &mut assignment.right);
            self.commonjs.functions.leave_exported_value(outer);
        }
        is_one
    }

    /// What of a value that is written to `this` may be a function, beside those that are written out in it.
    fn note_written(&mut self, value: &Expression<'a>) {
        match value {
            Expression::Identifier(identifier) => {
                let name = self.symbol_of(identifier);
                self.commonjs.functions.written.extend(name);
            }
            Expression::LogicalExpression(logical) => {
                self.note_written(&logical.left);
                self.note_written(&logical.right);
            }
            Expression::ConditionalExpression(conditional) => {
                self.note_written(&conditional.consequent);
                self.note_written(&conditional.alternate);
            }
            Expression::AssignmentExpression(assignment) => self.note_written(&assignment.right),
            // An object, or a property of what came from outside.
            Expression::NewExpression(_) | Expression::ThisExpression(_) => {}
            Expression::StaticMemberExpression(member)
                if matches!(&member.object, Expression::Identifier(object)
                    if self.symbol_of(object).is_some_and(|object| !self.names.symbols.contains_key(&object))) =>
                {}
            value => self.commonjs.functions.elsewhere |= may_be_function_of_elsewhere(value),
        }
    }
}

/// Functions that are written out are looked into; what a name or a call stands for is not known.
fn may_be_function_of_elsewhere(value: &Expression<'_>) -> bool {
    let is_answer = matches!(value, Expression::CallExpression(call)
        if matches!(&call.callee, Expression::Identifier(callee) if callee.name == EXPORTS_QUESTION));
    !(is_answer
        || value.is_literal()
        || matches!(
            value,
            Expression::FunctionExpression(_)
                | Expression::ArrowFunctionExpression(_)
                | Expression::ClassExpression(_)
                | Expression::ObjectExpression(_)
                | Expression::ArrayExpression(_)
                | Expression::TemplateLiteral(_)
                | Expression::UnaryExpression(_)
                | Expression::BinaryExpression(_)
        ))
}

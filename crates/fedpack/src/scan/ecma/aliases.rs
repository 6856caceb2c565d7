//! Other names of `require` and of AMD's `define`: `var load; load = require; load("./locale/" + name)`.
//!
//! Packages write this to hide a request from one bundler; for webpack `load` is `require` from there on, and
//! so the modules are in the bundle. The name itself then holds nothing. Arguments of functions that are called where
//! they stand give names too:
//!
//! ```js
//! (function (define) { define(function (require) { … }); })(typeof define === "function" ? define : other);
//! ```

use oxc::{
    allocator::ReplaceWith,
    ast::ast::*,
    span::GetSpan,
    syntax::{operator::AssignmentOperator, symbol::SymbolId},
};

use fedpack_graph::summary::{ExportTarget, ImportedName};

use super::{define::Value, visitor::Visitor};

/// A function of the bundler that a variable may be another name of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FreeFunction {
    Require,
    /// What `createRequire(import.meta.url)` gives, also in files without CommonJS.
    CreatedRequire,
    Define,
}

impl FreeFunction {
    pub fn name(self) -> &'static str {
        match self {
            Self::Require | Self::CreatedRequire => "require",
            Self::Define => "define",
        }
    }
}

impl<'a> Visitor<'a, '_> {
    /// Is `expression` the free `require`, `module.require`, or another name of it?
    pub(super) fn is_require(&self, expression: &Expression<'a>) -> bool {
        if self.is_created_require(expression) {
            return true;
        }
        if !self.has_commonjs() {
            return false;
        }
        match expression {
            Expression::StaticMemberExpression(member) => {
                member.property.name == "require" && self.is_free(&member.object, "module")
            }
            _ => self.is_free(expression, "require") || self.alias(expression) == Some(FreeFunction::Require),
        }
    }

    /// With `createRequire` of the parser's options: is `expression` `createRequire(import.meta.url)`, or a name of that?
    fn is_created_require(&self, expression: &Expression<'a>) -> bool {
        if self.options.creates_require != Some(true) {
            return false;
        }
        let Expression::CallExpression(call) = expression else {
            return self.alias(expression) == Some(FreeFunction::CreatedRequire);
        };
        let [Argument::StaticMemberExpression(url)] = call.arguments.as_slice() else { return false };
        matches!(url.object, Expression::ImportMeta(_))
            && url.property.name == "url"
            && self.is_create_require(&call.callee)
    }

    /// Is `callee` an import of Node's `createRequire`?
    fn is_create_require(&self, callee: &Expression<'a>) -> bool {
        let Expression::Identifier(callee) = callee else { return false };
        let Some(import) = self.import_of(callee) else { return false };
        let import = &self.summary.imports[import];
        let request = &self.dependencies[import.dependency.index()].request;
        matches!(&import.imported, ImportedName::Name(name) if name == "createRequire")
            && matches!(request.as_str(), "module" | "node:module")
    }

    /// Is `expression` AMD's `define`, or another name of it?
    pub(super) fn is_define(&self, expression: &Expression<'a>) -> bool {
        self.has_define()
            && (self.is_free(expression, "define") || self.alias(expression) == Some(FreeFunction::Define))
    }

    /// What a variable is another name of.
    pub(super) fn alias(&self, expression: &Expression<'a>) -> Option<FreeFunction> {
        let Expression::Identifier(identifier) = expression else { return None };
        self.alias_of(identifier)
    }

    pub(super) fn alias_of(&self, identifier: &IdentifierReference<'_>) -> Option<FreeFunction> {
        if self.aliases.is_empty() {
            return None;
        }
        self.aliases.get(&self.symbol_of(identifier)?).copied()
    }

    /// The function that a value is, with conditions that are known decided.
    fn free_function(&self, value: &Expression<'a>) -> Option<FreeFunction> {
        let value = self.chosen(value);
        if self.is_created_require(value) {
            Some(FreeFunction::CreatedRequire)
        } else if self.is_require(value) {
            Some(FreeFunction::Require)
        } else if self.is_define(value) {
            Some(FreeFunction::Define)
        } else {
            None
        }
    }

    /// `typeof define === "function" && define.amd ? define : other` → `define`.
    pub(super) fn chosen<'e>(&self, mut expression: &'e Expression<'a>) -> &'e Expression<'a> {
        loop {
            expression = match expression {
                Expression::ConditionalExpression(conditional) => match self.evaluate(&conditional.test) {
                    Some(value) if value.is_truthy() => &conditional.consequent,
                    Some(_) => &conditional.alternate,
                    None => return expression,
                },
                Expression::LogicalExpression(logical) => match self.evaluate(&logical.left) {
                    Some(value) if takes_left(logical.operator, &value) => &logical.left,
                    Some(_) => &logical.right,
                    None => return expression,
                },
                _ => return expression,
            }
        }
    }

    /// `name = require`. True if the assignment is done.
    pub(super) fn alias_by_assignment(&mut self, assignment: &mut AssignmentExpression<'a>) -> bool {
        if assignment.operator != AssignmentOperator::Assign {
            return false;
        }
        let AssignmentTarget::AssignmentTargetIdentifier(identifier) = &assignment.left else { return false };
        let Some(function) = self.free_function(&assignment.right) else { return false };
        // Whether and when that happens is open, and until then the name holds something else, which is there to be called.
        if function == FreeFunction::CreatedRequire {
            return false;
        }
        let Some(symbol) = self.symbol_of(identifier) else { return false };
        if !self.can_be_alias(symbol, 1, function) {
            return false;
        }
        self.aliases.insert(symbol, function);
        self.mark(identifier);
        self.clear(&mut assignment.right);
        true
    }

    /// `var name = require`. True if the initial value is done.
    pub(super) fn alias_by_declaration(&mut self, declarator: &mut VariableDeclarator<'a>) -> bool {
        let BindingPattern::BindingIdentifier(identifier) = &declarator.id else { return false };
        let (Some(symbol), Some(init)) = (identifier.symbol_id.get(), &mut declarator.init) else {
            return false;
        };
        match self.free_function(init) {
            Some(function) if self.can_be_alias(symbol, 0, function) => {
                self.aliases.insert(symbol, function);
                self.clear(init);
                true
            }
            _ => false,
        }
    }

    /// `(function (name) { … })(require)`, `(function (name) { … }).call(this, require)`.
    pub(super) fn alias_by_call(&mut self, call: &mut CallExpression<'a>) {
        let (callee, first) = match &call.callee {
            Expression::StaticMemberExpression(member) if member.property.name == "call" => {
                (&member.object, 1)
            }
            callee => (callee, 0),
        };
        let parameters = match callee {
            Expression::FunctionExpression(function) => &function.params,
            Expression::ArrowFunctionExpression(function) => &function.params,
            _ => return,
        };
        let arguments = call.arguments.iter().skip(first);
        let mut found = Vec::new();
        for (position, (parameter, argument)) in parameters.items.iter().zip(arguments).enumerate() {
            // Where a list is spread, nobody knows which argument is which.
            let Some(argument) = argument.as_expression() else { break };
            if let BindingPattern::BindingIdentifier(name) = &parameter.pattern
                && let Some(symbol) = name.symbol_id.get()
                && let Some(function) = self.free_function(argument)
                && self.can_be_alias(symbol, 0, function)
            {
                found.push((first + position, symbol, function));
            }
        }
        for (position, symbol, function) in found {
            self.aliases.insert(symbol, function);
            if let Some(argument) = call.arguments[position].as_expression_mut() {
                self.clear(argument);
            }
        }
    }

    /// A name with another value elsewhere is no alias, nor one that other modules may see.
    fn can_be_alias(&self, symbol: SymbolId, writes: usize, function: FreeFunction) -> bool {
        // Code above was left to the value.
        if function == FreeFunction::CreatedRequire && self.mentioned.contains(&symbol) {
            return false;
        }
        let top_level = self.names.symbols.get(&symbol).filter(|_| self.is_esm);
        let is_visible_outside = match function {
            FreeFunction::CreatedRequire => top_level.is_some_and(|&symbol| {
                self.summary.exports.iter().any(|export| export.target == ExportTarget::Local(symbol))
            }),
            FreeFunction::Require | FreeFunction::Define => top_level.is_some(),
        };
        !is_visible_outside
            && !self.names.imports.contains_key(&symbol)
            && self.scoping.get_resolved_references(symbol).filter(|reference| reference.is_write()).count()
                == writes
    }

    pub(super) fn symbol_of(&self, identifier: &IdentifierReference<'_>) -> Option<SymbolId> {
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

/// Whether `left && right` and the like give the value on the left.
pub(super) fn takes_left(operator: LogicalOperator, left: &Value) -> bool {
    match operator {
        LogicalOperator::And => !left.is_truthy(),
        LogicalOperator::Or => left.is_truthy(),
        LogicalOperator::Coalesce => !left.is_nullish(),
    }
}

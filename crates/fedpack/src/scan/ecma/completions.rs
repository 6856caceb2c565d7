//! Statements that only add to what another statement declares. They are needed if that name is, and not otherwise:
//!
//! ```js
//! function Button() {}
//! Button.displayName = "Button";                  // goes with `Button`
//! Button.prototype.press = function () {};        // so does this
//! Button.prototype = Control.prototype;           // and this, but nothing more on its `prototype` does
//! const Menu = /* #__PURE__ */ memo(Button);
//! Menu.displayName = "Menu";                      // a call may give anybody's object: only React's own names
//! ```
//!
//! Rollup and terser leave them out in the same way.

use fedpack_graph::LocalSymbolIdx;
use oxc::{ast::ast::*, syntax::symbol::SymbolId};
use rustc_hash::{FxHashMap, FxHashSet};

use super::{purity, visitor::Visitor};

/// What may be set on a top-level name without anybody else noticing.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Receiver {
    /// A function that is written out and has a `prototype`: anything, also that, and on it.
    Function,
    /// The same with another object for a `prototype`: anything but what is set on that.
    Redirected,
    /// A class that is written out: anything, also on its `prototype`.
    Class,
    /// An object that is written out, or a function without a `prototype` (setting something on that throws): anything.
    Object,
    /// It may inherit setters, or be somebody else's object: names that only React's tools look at.
    Foreign,
}

/// Names of React that are set on components and contexts.
const REACT_NAMES: [&str; 6] =
    ["displayName", "propTypes", "defaultProps", "contextType", "contextTypes", "childContextTypes"];

#[derive(Debug, Default)]
pub struct Completions {
    receivers: FxHashMap<SymbolId, Receiver>,
    /// Functions and classes so far: reading their `prototype` has no effects.
    callables: FxHashSet<SymbolId>,
}

/// A statement that sets a property of what another one declares.
pub struct Completion {
    symbol: LocalSymbolIdx,
    /// The value is `Control.prototype`, which after the visit is a member like any other.
    takes_prototype: bool,
}

impl Completion {
    /// The symbol, if `statement`, which was visited, does nothing else.
    pub fn symbol(&self, statement: &Statement<'_>) -> Option<LocalSymbolIdx> {
        (self.takes_prototype || has_harmless_value(statement)).then_some(self.symbol)
    }
}

impl<'a> Visitor<'a, '_> {
    /// The declaration that a statement may complete, before it is visited. Notes what a declaration declares.
    pub(super) fn completed(&mut self, statement: &Statement<'a>) -> Option<Completion> {
        if !self.is_esm {
            return None;
        }
        match statement {
            Statement::FunctionDeclaration(function) => {
                self.note_receiver(function.id.as_ref(), Some(function_receiver(function)));
                self.note_callable(function.id.as_ref());
            }
            Statement::ClassDeclaration(class) => {
                self.note_receiver(class.id.as_ref(), class_receiver(class));
                self.note_callable(class.id.as_ref());
            }
            Statement::VariableDeclaration(declaration) => {
                if let [declarator] = declaration.declarations.as_slice()
                    && let BindingPattern::BindingIdentifier(name) = &declarator.id
                {
                    let receiver = declarator.init.as_ref().and_then(receiver);
                    self.note_receiver(Some(name), receiver);
                }
            }
            Statement::ExpressionStatement(statement) => {
                let completed = self.completed_by(&statement.expression);
                self.note_redirected(&statement.expression);
                return completed;
            }
            _ => {}
        }
        None
    }

    fn note_receiver(&mut self, name: Option<&BindingIdentifier<'a>>, receiver: Option<Receiver>) {
        let Some(symbol) = name.and_then(|name| name.symbol_id.get()) else { return };
        if let Some(receiver) = receiver {
            self.completions.receivers.insert(symbol, receiver);
        }
    }

    fn note_callable(&mut self, name: Option<&BindingIdentifier<'a>>) {
        let symbol = name.and_then(|name| name.symbol_id.get());
        self.completions.callables.extend(symbol.filter(|&symbol| !self.scoping.symbol_is_mutated(symbol)));
    }

    /// What is set on a `prototype` that was set before is set on somebody else's object.
    fn note_redirected(&mut self, expression: &Expression<'a>) {
        if let Some(assignment) = redirection(expression)
            && let AssignmentTarget::StaticMemberExpression(target) = &assignment.left
            && let Expression::Identifier(identifier) = &target.object
            && let Some(symbol) = self.symbol_of(identifier)
            && let Some(receiver) = self.completions.receivers.get_mut(&symbol)
        {
            *receiver = Receiver::Redirected;
        }
    }

    /// `name.property = value`, `name.prototype.property = value`.
    fn completed_by(&self, expression: &Expression<'a>) -> Option<Completion> {
        let Expression::AssignmentExpression(assignment) = expression else { return None };
        let AssignmentTarget::StaticMemberExpression(target) = &assignment.left else { return None };
        if assignment.operator != AssignmentOperator::Assign || target.property.name == "__proto__" {
            return None;
        }
        let (object, is_prototype) = match &target.object {
            Expression::StaticMemberExpression(inner) if inner.property.name == "prototype" => {
                (&inner.object, true)
            }
            object => (object, false),
        };
        let Expression::Identifier(identifier) = object else { return None };
        let symbol = self.symbol_of(identifier)?;
        let is_redirection = target.property.name == "prototype";
        let fits = match self.completions.receivers.get(&symbol)? {
            Receiver::Function => !(is_prototype && is_redirection),
            Receiver::Redirected => !is_prototype,
            // That of a class cannot be set, and trying throws.
            Receiver::Class => !is_redirection,
            Receiver::Object => !is_prototype,
            Receiver::Foreign => !is_prototype && REACT_NAMES.contains(&target.property.name.as_str()),
        };
        let is_its_only_value =
            !self.scoping.symbol_is_mutated(symbol) && self.scoping.symbol_redeclarations(symbol).is_empty();
        let symbol = self.names.symbols.get(&symbol).copied().filter(|_| fits && is_its_only_value)?;
        Some(Completion { symbol, takes_prototype: self.is_own_prototype(&assignment.right) })
    }

    /// `Control.prototype` of a function or class above: no getter.
    fn is_own_prototype(&self, value: &Expression<'a>) -> bool {
        let Expression::StaticMemberExpression(member) = value else { return false };
        let Expression::Identifier(identifier) = &member.object else { return false };
        member.property.name == "prototype"
            && self.symbol_of(identifier).is_some_and(|symbol| self.completions.callables.contains(&symbol))
    }
}

/// Whether the value of a statement that may complete a declaration does nothing, after it was visited.
fn has_harmless_value(statement: &Statement<'_>) -> bool {
    let Statement::ExpressionStatement(statement) = statement else { return false };
    let Expression::AssignmentExpression(assignment) = &statement.expression else { return false };
    !purity::expression_has_side_effects(&assignment.right)
}

/// `name.prototype = …`
fn redirection<'e, 'a>(expression: &'e Expression<'a>) -> Option<&'e AssignmentExpression<'a>> {
    let Expression::AssignmentExpression(assignment) = expression else { return None };
    let AssignmentTarget::StaticMemberExpression(target) = &assignment.left else { return None };
    (target.property.name == "prototype").then_some(&**assignment)
}

fn receiver(value: &Expression<'_>) -> Option<Receiver> {
    match value {
        Expression::FunctionExpression(function) => Some(function_receiver(function)),
        Expression::ArrowFunctionExpression(_) => Some(Receiver::Object),
        Expression::ClassExpression(class) => class_receiver(class),
        Expression::ObjectExpression(object) => object
            .properties
            .iter()
            .all(|property| match property {
                ObjectPropertyKind::ObjectProperty(property) => {
                    property.kind == PropertyKind::Init
                        && property.key.static_name().is_some_and(|name| name != "__proto__")
                }
                ObjectPropertyKind::SpreadProperty(_) => false,
            })
            .then_some(Receiver::Object),
        Expression::CallExpression(call) => call.pure.then_some(Receiver::Foreign),
        Expression::NewExpression(call) => call.pure.then_some(Receiver::Foreign),
        Expression::ParenthesizedExpression(inner) => receiver(&inner.expression),
        _ => None,
    }
}

fn function_receiver(function: &Function<'_>) -> Receiver {
    let has_prototype = function.generator || !function.r#async;
    if has_prototype { Receiver::Function } else { Receiver::Object }
}

/// A setter, its own or an inherited one, may do anything.
fn class_receiver(class: &Class<'_>) -> Option<Receiver> {
    let has_setter = class.body.body.iter().any(|element| match element {
        ClassElement::MethodDefinition(method) => method.kind == MethodDefinitionKind::Set,
        ClassElement::AccessorProperty(_) => true,
        _ => false,
    });
    match (has_setter, class.heritage.is_some()) {
        (true, _) => None,
        (false, true) => Some(Receiver::Foreign),
        (false, false) => Some(Receiver::Class),
    }
}

//! Statements that only add to what another statement declares. They are needed if that name is, and not otherwise:
//!
//! ```js
//! function Button() {}
//! Button.displayName = "Button";                  // goes with `Button`
//! Button.prototype.press = function () {};        // so does this
//! const Menu = /* #__PURE__ */ memo(Button);
//! Menu.displayName = "Menu";                      // a call may give anybody's object: only React's own names
//! ```
//!
//! Rollup and terser leave them out in the same way.

use fedpack_graph::LocalSymbolIdx;
use oxc::{ast::ast::*, syntax::symbol::SymbolId};
use rustc_hash::FxHashMap;

use super::{purity, visitor::Visitor};

/// What may be set on a top-level name without anybody else noticing.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Receiver {
    /// A function or a class that is written out: anything, also on its `prototype`.
    Function,
    /// An object that is written out: anything.
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
}

impl<'a> Visitor<'a, '_> {
    /// The declaration that a statement may complete, before it is visited. Notes what a declaration declares.
    pub(super) fn completed(&mut self, statement: &Statement<'a>) -> Option<LocalSymbolIdx> {
        if !self.is_esm {
            return None;
        }
        match statement {
            Statement::FunctionDeclaration(function) => {
                self.note_receiver(function.id.as_ref(), Some(Receiver::Function));
            }
            Statement::ClassDeclaration(class) => {
                self.note_receiver(class.id.as_ref(), class_receiver(class));
            }
            Statement::VariableDeclaration(declaration) => {
                if let [declarator] = declaration.declarations.as_slice()
                    && let BindingPattern::BindingIdentifier(name) = &declarator.id
                {
                    let receiver = declarator.init.as_ref().and_then(receiver);
                    self.note_receiver(Some(name), receiver);
                }
            }
            Statement::ExpressionStatement(statement) => return self.completed_by(&statement.expression),
            _ => {}
        }
        None
    }

    fn note_receiver(&mut self, name: Option<&BindingIdentifier<'a>>, receiver: Option<Receiver>) {
        if let Some(symbol) = name.and_then(|name| name.symbol_id.get())
            && let Some(receiver) = receiver
        {
            self.completions.receivers.insert(symbol, receiver);
        }
    }

    /// `name.property = value`, `name.prototype.property = value`.
    fn completed_by(&self, expression: &Expression<'a>) -> Option<LocalSymbolIdx> {
        let Expression::AssignmentExpression(assignment) = expression else { return None };
        let AssignmentTarget::StaticMemberExpression(target) = &assignment.left else { return None };
        // A `prototype` that is set is somebody else's object, and so is what is set on it.
        let is_redirected = matches!(target.property.name.as_str(), "__proto__" | "prototype");
        if assignment.operator != AssignmentOperator::Assign || is_redirected {
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
        let fits = match self.completions.receivers.get(&symbol)? {
            Receiver::Function => true,
            Receiver::Object => !is_prototype,
            Receiver::Foreign => !is_prototype && REACT_NAMES.contains(&target.property.name.as_str()),
        };
        let is_its_only_value =
            !self.scoping.symbol_is_mutated(symbol) && self.scoping.symbol_redeclarations(symbol).is_empty();
        let symbol = self.names.symbols.get(&symbol).copied();
        symbol.filter(|_| fits && is_its_only_value)
    }
}

/// Whether a statement that may complete a declaration does nothing else, after it was visited.
pub fn only_completes(statement: &Statement<'_>) -> bool {
    match statement {
        Statement::ExpressionStatement(statement) => match &statement.expression {
            Expression::AssignmentExpression(assignment) => {
                !purity::expression_has_side_effects(&assignment.right)
            }
            _ => false,
        },
        _ => false,
    }
}

fn receiver(value: &Expression<'_>) -> Option<Receiver> {
    match value {
        Expression::FunctionExpression(_) | Expression::ArrowFunctionExpression(_) => {
            Some(Receiver::Function)
        }
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
        (false, false) => Some(Receiver::Function),
    }
}

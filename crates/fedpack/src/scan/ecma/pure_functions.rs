//! `/* #__NO_SIDE_EFFECTS__ */`: functions whose calls may be left out where nobody needs what they return, in this module
//! and in those that import them.
//!
//! ```js
//! /* #__NO_SIDE_EFFECTS__ */ export function create(options) { … }
//! const unused = create({});                                         // may go
//! ```

use oxc::{ast::ast::*, semantic::Scoping, syntax::symbol::SymbolId};
use rustc_hash::FxHashSet;

use super::default_name;

/// Calls of these by name are marked, so that the minifier may leave them out where they stand. `facts.rs` says the same of
/// them to other modules.
pub fn pure_functions(body: &[Statement<'_>], scoping: &Scoping) -> FxHashSet<SymbolId> {
    let symbols = body.iter().filter_map(|statement| pure_function(statement)?.symbol_id.get());
    symbols.filter(|&symbol| keeps_its_value(scoping, symbol)).collect()
}

/// The name that a statement gives to a function with the mark.
fn pure_function<'s, 'a>(statement: &'s Statement<'a>) -> Option<&'s BindingIdentifier<'a>> {
    match statement {
        Statement::FunctionDeclaration(function) => function.id.as_ref().filter(|_| function.pure),
        Statement::VariableDeclaration(declaration) => {
            let [declarator] = declaration.declarations.as_slice() else { return None };
            let BindingPattern::BindingIdentifier(id) = &declarator.id else { return None };
            let value = default_name::named_value(statement).or(declarator.init.as_ref());
            let is_pure = match value? {
                Expression::ArrowFunctionExpression(function) => function.pure,
                Expression::FunctionExpression(function) => function.pure,
                _ => false,
            };
            is_pure.then_some(&**id)
        }
        _ => None,
    }
}

fn keeps_its_value(scoping: &Scoping, symbol: SymbolId) -> bool {
    !scoping.symbol_is_mutated(symbol) && scoping.symbol_redeclarations(symbol).is_empty()
}

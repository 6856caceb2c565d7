//! `/* #__NO_SIDE_EFFECTS__ */`: functions whose calls may be left out where nobody needs what they return, in this module
//! and in those that import them.
//!
//! ```js
//! /* #__NO_SIDE_EFFECTS__ */ export function create(options) { … }
//! const unused = create({});                                         // may go
//! ```

use fedpack_graph::{LocalSymbolIdx, summary::ModuleSummary};
use oxc::{ast::ast::*, semantic::Scoping, syntax::symbol::SymbolId};
use rustc_hash::FxHashSet;

use super::{declarations::DeclaredNames, default_name};

/// Notes them in the summary. What calls in the module itself are looked up by is returned.
pub fn note_pure_functions(
    body: &[Statement<'_>],
    scoping: &Scoping,
    names: &DeclaredNames,
    summary: &mut ModuleSummary,
) -> FxHashSet<SymbolId> {
    let mut found = FxHashSet::default();
    for (position, statement) in body.iter().enumerate() {
        let Some(id) = pure_function(statement) else { continue };
        let local = match id.symbol_id.get() {
            Some(symbol) if keeps_its_value(scoping, symbol) => {
                found.insert(symbol);
                names.symbols.get(&symbol).copied()
            }
            Some(_) => None,
            None => synthetic(names, position),
        };
        if let Some(local) = local {
            summary.symbols[local].is_pure_function = true;
        }
    }
    found
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

/// A default export without a name.
fn synthetic(names: &DeclaredNames, position: usize) -> Option<LocalSymbolIdx> {
    names.synthetic.iter().find(|row| row.0 == position).map(|row| row.1)
}

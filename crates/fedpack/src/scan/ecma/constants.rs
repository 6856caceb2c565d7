//! Top-level constants of short values, which importers may write instead of the name:
//!
//! ```js
//! export const SIZE = 4;
//! export default "dark";
//! ```

use fedpack_graph::summary::{Constant, ModuleSummary};
use oxc::ast::ast::*;

use super::{
    declarations::DeclaredNames,
    define::Value,
    evaluate::{NoNames, evaluate},
};

/// As in webpack: what takes no more room than a name.
pub const MOST_BYTES: usize = 6;

/// Fills `summary.symbols[…].constant`. The body has been folded.
pub fn note_constants(program: &Program<'_>, names: &DeclaredNames, summary: &mut ModuleSummary) {
    for (position, statement) in program.body.iter().enumerate() {
        let Statement::VariableDeclaration(variables) = statement else { continue };
        let VariableDeclarationKind::Const = variables.kind else { continue };
        for declarator in &variables.declarations {
            let (BindingPattern::BindingIdentifier(id), Some(init)) = (&declarator.id, &declarator.init)
            else {
                continue;
            };
            let declared = id.symbol_id.get().and_then(|symbol| names.symbols.get(&symbol).copied());
            let default = || names.synthetic.iter().find(|row| row.0 == position).map(|row| row.1);
            let Some(symbol) = declared.or_else(default) else { continue };
            summary.symbols[symbol].constant = short_constant(init, MOST_BYTES);
        }
    }
}

/// A value that takes no more than `most_bytes`.
pub fn short_constant(init: &Expression<'_>, most_bytes: usize) -> Option<Constant> {
    match evaluate(init, &NoNames)? {
        Value::Undefined => Some(Constant::Undefined),
        Value::Null => Some(Constant::Null),
        Value::Boolean(value) => Some(Constant::Boolean(value)),
        Value::Number(value) if value.is_finite() && value.to_string().len() <= most_bytes => {
            Some(Constant::Number(value))
        }
        Value::String(text) if text.len() <= most_bytes => Some(Constant::String(text.into())),
        Value::Number(_) | Value::String(_) | Value::Truthy => None,
    }
}

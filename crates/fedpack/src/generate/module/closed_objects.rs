//! Leaves properties out of object literals that nobody reads there ([`ClosedObjects`]).
//!
//! ```js
//! export const KEYS = { enter: 13, up: () => move(-1) };      // export const KEYS = { up: () => move(-1) };
//! ```

use fedpack_graph::{ModuleIdx, summary::ModuleSummary};
use oxc::ast::ast::{Expression, ObjectPropertyKind, Program, Statement};

use super::ModuleContext;

/// `program` has one statement for each row of `summary.statements`.
pub fn leave_out_unread(
    context: &ModuleContext<'_>,
    module: ModuleIdx,
    summary: &ModuleSummary,
    program: &mut Program<'_>,
) {
    if context.link.objects.rows.is_empty() {
        return;
    }
    for (symbol, row) in summary.symbols.iter_enumerated().filter(|(_, row)| row.facts.is_some()) {
        let Some(read) = context.link.objects.rows.get(&(module, symbol)) else { continue };
        let &[statement, ..] = row.declared_in.as_slice() else { continue };
        let Some(Statement::VariableDeclaration(declaration)) = program.body.get_mut(statement.index())
        else {
            continue;
        };
        let value = declaration.declarations.first_mut().and_then(|declarator| declarator.init.as_mut());
        if let Some(Expression::ObjectExpression(object)) = value.map(Expression::without_parentheses_mut) {
            object.properties.retain(|property| match property {
                ObjectPropertyKind::ObjectProperty(property) => {
                    property.key.static_name().is_none_or(|name| read.contains(&*name))
                }
                ObjectPropertyKind::SpreadProperty(_) => true,
            });
        }
    }
}

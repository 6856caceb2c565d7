//! `var` at the top level of a member becomes `let` where nobody can tell, so that the compressor, which follows the
//! values of `var` in few cases only, takes its value for the only one.
//!
//! ```js
//! var tag = "[object Null]";                     // → let tag = "[object Null]";
//! function name(value) { return tag; }           // → function name(value) { return "[object Null]"; }
//! ```
//!
//! Before its declaration a `var` is `undefined`, and reading a `let` throws. So nothing that runs before the
//! declaration may mention it, not even through functions; and the module must not be part of a cycle, in which others
//! could call its functions by then (`LinkOutput::in_cycle`).

use fedpack_graph::{LocalSymbolIdx, StatementIdx, summary::ModuleSummary};
use fixedbitset::FixedBitSet;
use oxc::ast::ast::{BindingPattern, Expression, Program, Statement, VariableDeclarationKind};

/// `program` has one statement for each row of `summary.statements`.
pub fn let_for_var(program: &mut Program<'_>, summary: &ModuleSummary) {
    let mut run =
        Run { summary, reached: FixedBitSet::with_capacity(summary.symbols.len()), work: Vec::new() };
    for (index, statement) in program.body.iter_mut().enumerate() {
        let index = StatementIdx::from_usize(index);
        let Some(row) = summary.statements.get(index) else { return };
        if runs_code(statement) {
            run.reach(row.references.iter().copied());
        }
        let Some(symbol) = declared_once(statement, row.declares.as_slice(), summary) else { continue };
        if !run.reached.contains(symbol.index())
            && let Statement::VariableDeclaration(declaration) = statement
        {
            declaration.kind = VariableDeclarationKind::Let;
        }
    }
}

/// The symbol of `var x = …` if the statement declares nothing else, and nothing else declares it.
fn declared_once(
    statement: &Statement<'_>,
    declares: &[LocalSymbolIdx],
    summary: &ModuleSummary,
) -> Option<LocalSymbolIdx> {
    let Statement::VariableDeclaration(declaration) = statement else { return None };
    let [declarator] = declaration.declarations.as_slice() else { return None };
    let is_name = matches!(declarator.id, BindingPattern::BindingIdentifier(_));
    let &[symbol] = declares else { return None };
    let is_one = declaration.kind.is_var() && is_name && declarator.init.is_some();
    (is_one && summary.is_declared_once(symbol)).then_some(symbol)
}

/// Whether evaluating `statement` may call functions of the module, or read its names.
fn runs_code(statement: &Statement<'_>) -> bool {
    match statement {
        Statement::FunctionDeclaration(_) | Statement::EmptyStatement(_) => false,
        Statement::VariableDeclaration(declaration) => declaration.declarations.iter().any(|declarator| {
            declarator.init.as_ref().is_some_and(|value| {
                !matches!(value, Expression::FunctionExpression(_) | Expression::ArrowFunctionExpression(_))
            })
        }),
        _ => true,
    }
}

/// What may have been mentioned so far.
struct Run<'s> {
    summary: &'s ModuleSummary,
    reached: FixedBitSet,
    work: Vec<LocalSymbolIdx>,
}

impl Run<'_> {
    /// Each symbol is followed once, so all statements together take time linear in their references.
    fn reach(&mut self, symbols: impl Iterator<Item = LocalSymbolIdx>) {
        self.work.extend(symbols);
        while let Some(symbol) = self.work.pop() {
            if self.reached.put(symbol.index()) {
                continue;
            }
            for &statement in &self.summary.symbols[symbol].declared_in {
                self.work.extend(&self.summary.statements[statement].references);
            }
        }
    }
}

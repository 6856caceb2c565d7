//! What is left of a branch whose condition is known at build time.

use oxc::{
    allocator::{ArenaBox, ArenaVec, TakeIn},
    ast::ast::*,
    ast_visit::VisitMut,
    span::SPAN,
};

use super::{
    aliases::takes_left, define::Value, evaluate::compared_templates, hoisting::hoisted_names,
    visitor::Visitor,
};

/// A condition whose result is known.
struct Known {
    value: Value,
    /// Evaluating it may have effects, which are to stay.
    has_effects: bool,
}

impl<'a> Visitor<'a, '_> {
    pub(super) fn fold_conditional(&mut self, expression: &mut Expression<'a>) -> bool {
        let Expression::ConditionalExpression(conditional) = &mut *expression else { return false };
        let Some(known) = self.condition(&conditional.test) else { return false };
        let taken =
            if known.value.is_truthy() { &mut conditional.consequent } else { &mut conditional.alternate };
        let taken = taken.take_in(&self.allocator);
        *expression = self.after(&known, &mut conditional.test, taken);
        self.visit_expression(expression);
        true
    }

    pub(super) fn fold_logical(&mut self, expression: &mut Expression<'a>) -> bool {
        let Expression::LogicalExpression(logical) = &mut *expression else { return false };
        let known = match logical.operator {
            LogicalOperator::Coalesce => self.value(&logical.left),
            LogicalOperator::And | LogicalOperator::Or => self.condition(&logical.left),
        };
        let Some(known) = known else { return false };
        *expression = if takes_left(logical.operator, &known.value) {
            logical.left.take_in(&self.allocator)
        } else {
            let right = logical.right.take_in(&self.allocator);
            self.after(&known, &mut logical.left, right)
        };
        self.visit_expression(expression);
        true
    }

    /// Removes the branch of an `if` that cannot run; names that it hoists stay declared.
    pub(super) fn fold_if(&mut self, statement: &mut Statement<'a>) -> bool {
        let Statement::IfStatement(branch) = &mut *statement else { return false };
        let Some(known) = self.condition(&branch.test) else { return false };
        let (taken, dead) = if known.value.is_truthy() {
            (Some(branch.consequent.take_in(&self.allocator)), branch.alternate.take())
        } else {
            (branch.alternate.take(), Some(branch.consequent.take_in(&self.allocator)))
        };
        let span = branch.span;
        let mut kept = taken.unwrap_or_else(|| Statement::new_empty_statement(span, &self.builder));
        if known.has_effects {
            let test = branch.test.take_in(&self.allocator);
            let test = Statement::new_expression_statement(span, test, &self.builder);
            kept = Statement::new_block_statement(span, [test, kept], &self.builder);
        }
        if let Some(declaration) = dead.and_then(|dead| self.hoisted_declaration(&dead)) {
            kept = Statement::new_block_statement(span, [declaration, kept], &self.builder);
        }
        *statement = kept;
        self.visit_statement(statement);
        true
    }

    /// Whether a condition holds.
    fn condition(&self, test: &Expression<'a>) -> Option<Known> {
        self.value(test).or_else(|| {
            let holds = self.holds_in_the_end(test)?;
            Some(Known { value: Value::Boolean(holds), has_effects: true })
        })
    }

    /// `anything || true` and `anything && false`: what the first part is makes no difference.
    fn holds_in_the_end(&self, test: &Expression<'a>) -> Option<bool> {
        let Expression::LogicalExpression(logical) = test else { return None };
        let deciding = match logical.operator {
            LogicalOperator::Or => true,
            LogicalOperator::And => false,
            LogicalOperator::Coalesce => return None,
        };
        let decides = |side: &Expression<'a>| {
            let known = self.evaluate(side).map(|value| value.is_truthy());
            known.or_else(|| self.holds_in_the_end(side)) == Some(deciding)
        };
        (decides(&logical.right) || decides(&logical.left)).then_some(deciding)
    }

    fn value(&self, test: &Expression<'a>) -> Option<Known> {
        if let Some(value) = self.evaluate(test) {
            return Some(Known { value, has_effects: false });
        }
        let value = Value::Boolean(compared_templates(test)?);
        Some(Known { value, has_effects: true })
    }

    /// `test, taken` where the test has to run.
    fn after(&self, known: &Known, test: &mut Expression<'a>, taken: Expression<'a>) -> Expression<'a> {
        if !known.has_effects {
            return taken;
        }
        let test = test.take_in(&self.allocator);
        Expression::new_sequence_expression(SPAN, [test, taken], &self.builder)
    }

    /// Visits the statements of a block in order; what follows a `return` never runs and asks for nothing.
    pub(super) fn visit_reachable(&mut self, statements: &mut [Statement<'a>]) {
        let mut is_unreachable = false;
        for statement in statements {
            if is_unreachable {
                self.drop_unreachable(statement);
            }
            self.visit_statement(statement);
            is_unreachable |= terminates(statement);
        }
    }

    /// Functions stay, since they are hoisted, and so do names.
    fn drop_unreachable(&mut self, statement: &mut Statement<'a>) {
        let stays = match &*statement {
            Statement::FunctionDeclaration(_) | Statement::ClassDeclaration(_) => true,
            // In scope of functions that are hoisted over it.
            Statement::VariableDeclaration(declaration) => !declaration.kind.is_var(),
            _ => false,
        };
        if !stays {
            let declaration = self.hoisted_declaration(statement);
            *statement = declaration.unwrap_or_else(|| Statement::new_empty_statement(SPAN, &self.builder));
        }
    }

    /// `var a, b;` for the names that a removed statement declares in the function around it.
    fn hoisted_declaration(&self, removed: &Statement<'a>) -> Option<Statement<'a>> {
        let names = hoisted_names(removed, self.scoping);
        if names.is_empty() {
            return None;
        }
        let declarators = ArenaVec::from_iter_in(
            names.into_iter().map(|identifier| {
                let id = BindingPattern::BindingIdentifier(ArenaBox::new_in(identifier, &self.allocator));
                VariableDeclarator::new(SPAN, id, None, None, false, &self.builder)
            }),
            &self.allocator,
        );
        let kind = VariableDeclarationKind::Var;
        Some(Statement::new_variable_declaration(SPAN, kind, declarators, false, &self.builder))
    }
}

/// Control never passes the end of this statement, which was folded before.
fn terminates(statement: &Statement<'_>) -> bool {
    match statement {
        Statement::ReturnStatement(_)
        | Statement::ThrowStatement(_)
        | Statement::BreakStatement(_)
        | Statement::ContinueStatement(_) => true,
        Statement::BlockStatement(block) => block.body.iter().any(terminates),
        Statement::IfStatement(branch) => {
            terminates(&branch.consequent) && branch.alternate.as_ref().is_some_and(terminates)
        }
        Statement::TryStatement(tried) => {
            let all_end = |body: &[Statement<'_>]| body.iter().any(terminates);
            tried.finalizer.as_ref().is_some_and(|finalizer| all_end(&finalizer.body))
                || all_end(&tried.block.body)
                    && tried.handler.as_ref().is_none_or(|handler| all_end(&handler.body.body))
        }
        _ => false,
    }
}

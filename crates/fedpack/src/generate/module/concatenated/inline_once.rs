//! What is written once and read once stands where it is read.
//!
//! oxc's compressor moves a value to the statement after it. This pass knows two more cases at the top level of an
//! ES module, of names that nothing else can see:
//!
//! ```js
//! const prices = [1, 2]; const counts = [3]; f(prices);    // → const counts = [3]; f([1, 2]);
//! function sum(list) { … }  export const g = () => sum(x);  // → export const g = () => (function (list) { … })(x);
//! ```
//!
//! A literal without names may be made later, if it is still made once. So may a function, and, since only the call can
//! see it, also in a function that calls it. Nobody can tell a function
//! that is called there from an arrow function, which is shorter, and which the compressor knows how to dissolve.

use oxc::{
    allocator::Allocator,
    ast::{ast::*, builder::AstBuilder},
    ast_visit::{Visit, VisitMut, walk, walk_mut},
    semantic::{Scoping, SemanticBuilder},
    span::SPAN,
    syntax::{
        reference::ReferenceId,
        scope::{ScopeFlags, ScopeId},
        symbol::SymbolId,
    },
};
use rustc_hash::{FxHashMap, FxHashSet};

use super::{super::builder::Js, dissolve::dissolve_calls};
use crate::scan::ecma::purity::is_data;

/// What moves may contain the only reference to something else, which moves first: one more round.
const MOST_ROUNDS: usize = 4;

/// Moves what it can. The scoping is that of the changed program.
pub fn inline_once<'a>(allocator: &'a Allocator, program: &mut Program<'a>) -> Scoping {
    let mut scoping = SemanticBuilder::new().build(program).semantic.into_scoping();
    let mut has_calls = false;
    for _ in 0..MOST_ROUNDS {
        let movable = movable(program, &scoping);
        if movable.is_empty() {
            break;
        }
        has_calls |= movable.iter().any(|moved| moved.is_called);
        let values = movable
            .into_iter()
            .map(|moved| {
                let value = take_value(allocator, &mut program.body[moved.statement], moved.is_called);
                (moved.reference, value)
            })
            .collect();
        Mover { values }.visit_program(program);
        program.body.retain(|statement| !matches!(statement, Statement::EmptyStatement(_)));
        scoping = SemanticBuilder::new().build(program).semantic.into_scoping();
    }
    if has_calls && dissolve_calls(Js::new(allocator), program, &scoping) {
        scoping = SemanticBuilder::new().build(program).semantic.into_scoping();
    }
    scoping
}

/// A value that is to stand in the place of a reference.
struct Movable {
    reference: ReferenceId,
    /// What declares the value.
    statement: usize,
    /// The reference is what a call calls.
    is_called: bool,
}

/// None of the statements contains another of the references.
fn movable(program: &Program<'_>, scoping: &Scoping) -> Vec<Movable> {
    let candidates = candidates(program, scoping);
    if candidates.is_empty() {
        return Vec::new();
    }
    let mut sites = Sites { candidates: &candidates, found: FxHashMap::default(), place: Place::default() };
    sites.visit_program(program);
    let found = sites.found;
    let mut movable: Vec<Movable> = candidates
        .iter()
        .filter_map(|(&reference, candidate)| {
            let site = found.get(&reference).filter(|site| candidate.may_move(site, scoping, reference))?;
            Some(Movable { reference, statement: candidate.statement, is_called: site.is_callee })
        })
        .collect();
    let containing: FxHashSet<usize> =
        movable.iter().map(|moved| found[&moved.reference].statement).collect();
    movable.retain(|moved| !containing.contains(&moved.statement));
    movable
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
    /// Made of literals only.
    Data,
    Function {
        /// The name is there before its statement is reached.
        is_hoisted: bool,
    },
}

struct Candidate {
    /// Its declaration in the program's body, which declares nothing else.
    statement: usize,
    kind: Kind,
    /// Names that the value mentions.
    names: FxHashSet<String>,
}

/// Where the only reference stands.
#[derive(Clone, Copy, Default)]
struct Place {
    statement: usize,
    function_depth: u32,
    loop_depth: u32,
}

#[derive(Clone, Copy)]
struct Site {
    statement: usize,
    is_at_top_level: bool,
    is_in_loop: bool,
    is_callee: bool,
}

impl Candidate {
    fn may_move(&self, site: &Site, scoping: &Scoping, reference: ReferenceId) -> bool {
        let is_declared_before = site.statement > self.statement;
        if site.is_in_loop || !self.names_mean_the_same(scoping, scoping.get_reference(reference).scope_id())
        {
            return false;
        }
        match self.kind {
            Kind::Data => site.is_at_top_level && is_declared_before,
            Kind::Function { is_hoisted } if site.is_at_top_level => is_hoisted || is_declared_before,
            Kind::Function { .. } => site.is_callee,
        }
    }

    /// No scope between the reference and the top declares a name that the value mentions.
    fn names_mean_the_same(&self, scoping: &Scoping, from: ScopeId) -> bool {
        let root = scoping.root_scope_id();
        scoping
            .scope_ancestors(from)
            .take_while(|&scope| scope != root)
            .all(|scope| scoping.get_bindings(scope).keys().all(|name| !self.names.contains(name.as_str())))
    }
}

/// Declarations whose name is read once, by the reference that they are listed under.
fn candidates(program: &Program<'_>, scoping: &Scoping) -> FxHashMap<ReferenceId, Candidate> {
    let mut found = FxHashMap::default();
    for (statement, row) in program.body.iter().enumerate() {
        let Some((symbol, kind)) = declared_value(row) else { continue };
        let [reference] = scoping.get_resolved_reference_ids(symbol) else { continue };
        if !scoping.get_reference(*reference).flags().is_read_only()
            || !scoping.symbol_redeclarations(symbol).is_empty()
        {
            continue;
        }
        let mut names = OuterNames::new(scoping);
        names.visit_statement(row);
        if !names.is_bound_to_its_place {
            found.insert(*reference, Candidate { statement, kind, names: names.names });
        }
    }
    found
}

fn declared_value(statement: &Statement<'_>) -> Option<(SymbolId, Kind)> {
    match statement {
        Statement::FunctionDeclaration(function) => {
            Some((function.id.as_ref()?.symbol_id.get()?, Kind::Function { is_hoisted: true }))
        }
        Statement::VariableDeclaration(declaration) if !declaration.kind.is_using() => {
            let [declarator] = declaration.declarations.as_slice() else { return None };
            let BindingPattern::BindingIdentifier(id) = &declarator.id else { return None };
            let kind = match declarator.init.as_ref()? {
                Expression::ArrowFunctionExpression(_) => Kind::Function { is_hoisted: false },
                Expression::ArrayExpression(_) | Expression::ObjectExpression(_)
                    if is_data(declarator.init.as_ref()?) =>
                {
                    Kind::Data
                }
                _ => return None,
            };
            Some((id.symbol_id.get()?, kind))
        }
        _ => None,
    }
}

/// Names that a value takes from outside of itself.
struct OuterNames<'s> {
    scoping: &'s Scoping,
    names: FxHashSet<String>,
    /// It has the `this` or `arguments` of where it stands.
    is_bound_to_its_place: bool,
    function_depth: u32,
}

impl<'s> OuterNames<'s> {
    fn new(scoping: &'s Scoping) -> Self {
        Self { scoping, names: FxHashSet::default(), is_bound_to_its_place: false, function_depth: 0 }
    }
}

impl<'a> Visit<'a> for OuterNames<'_> {
    fn visit_identifier_reference(&mut self, it: &IdentifierReference<'a>) {
        self.is_bound_to_its_place |= it.name == "arguments" && self.function_depth == 0;
        let symbol =
            it.reference_id.get().and_then(|reference| self.scoping.get_reference(reference).symbol_id());
        let root = self.scoping.root_scope_id();
        if symbol.is_none_or(|symbol| self.scoping.symbol_scope_id(symbol) == root) {
            self.names.insert(it.name.to_string());
        }
    }

    fn visit_new_target(&mut self, _: &NewTarget) {
        self.is_bound_to_its_place |= self.function_depth == 0;
    }

    fn visit_this_expression(&mut self, _: &ThisExpression) {
        self.is_bound_to_its_place |= self.function_depth == 0;
    }

    fn visit_function(&mut self, it: &Function<'a>, flags: ScopeFlags) {
        self.function_depth += 1;
        walk::walk_function(self, it, flags);
        self.function_depth -= 1;
    }
}

/// Finds where candidates are read.
struct Sites<'c> {
    candidates: &'c FxHashMap<ReferenceId, Candidate>,
    found: FxHashMap<ReferenceId, Site>,
    place: Place,
}

impl Sites<'_> {
    fn note(&mut self, expression: &Expression<'_>, is_callee: bool) {
        let Expression::Identifier(identifier) = expression else { return };
        let Some(reference) = identifier.reference_id.get() else { return };
        if self.candidates.contains_key(&reference) {
            self.found.entry(reference).or_insert(Site {
                statement: self.place.statement,
                is_at_top_level: self.place.function_depth == 0,
                is_in_loop: self.place.loop_depth > 0,
                is_callee,
            });
        }
    }

    fn in_function(&mut self, walk: impl FnOnce(&mut Self)) {
        let loops = std::mem::take(&mut self.place.loop_depth);
        self.place.function_depth += 1;
        walk(self);
        self.place.function_depth -= 1;
        self.place.loop_depth = loops;
    }

    fn in_loop(&mut self, walk: impl FnOnce(&mut Self)) {
        self.place.loop_depth += 1;
        walk(self);
        self.place.loop_depth -= 1;
    }
}

impl<'a> Visit<'a> for Sites<'_> {
    fn visit_program(&mut self, it: &Program<'a>) {
        for (statement, row) in it.body.iter().enumerate() {
            self.place = Place { statement, ..Place::default() };
            self.visit_statement(row);
        }
    }

    fn visit_expression(&mut self, it: &Expression<'a>) {
        self.note(it, false);
        walk::walk_expression(self, it);
    }

    /// `const a = f` is left to `aliases`: a declared function is shorter than a value.
    fn visit_variable_declarator(&mut self, it: &VariableDeclarator<'a>) {
        if !matches!(it.init, Some(Expression::Identifier(_))) {
            walk::walk_variable_declarator(self, it);
        }
    }

    fn visit_call_expression(&mut self, it: &CallExpression<'a>) {
        self.note(&it.callee, !it.optional);
        walk::walk_call_expression(self, it);
    }

    fn visit_function(&mut self, it: &Function<'a>, flags: ScopeFlags) {
        self.in_function(|this| walk::walk_function(this, it, flags));
    }

    fn visit_arrow_function_expression(&mut self, it: &ArrowFunctionExpression<'a>) {
        self.in_function(|this| walk::walk_arrow_function_expression(this, it));
    }

    fn visit_class_body(&mut self, it: &ClassBody<'a>) {
        self.in_function(|this| walk::walk_class_body(this, it));
    }

    fn visit_for_statement(&mut self, it: &ForStatement<'a>) {
        self.in_loop(|this| walk::walk_for_statement(this, it));
    }

    fn visit_for_in_statement(&mut self, it: &ForInStatement<'a>) {
        self.in_loop(|this| walk::walk_for_in_statement(this, it));
    }

    fn visit_for_of_statement(&mut self, it: &ForOfStatement<'a>) {
        self.in_loop(|this| walk::walk_for_of_statement(this, it));
    }

    fn visit_while_statement(&mut self, it: &WhileStatement<'a>) {
        self.in_loop(|this| walk::walk_while_statement(this, it));
    }

    fn visit_do_while_statement(&mut self, it: &DoWhileStatement<'a>) {
        self.in_loop(|this| walk::walk_do_while_statement(this, it));
    }
}

/// The value of a declaration, which is empty afterwards.
fn take_value<'a>(
    allocator: &'a Allocator,
    statement: &mut Statement<'a>,
    is_called: bool,
) -> Expression<'a> {
    let builder = AstBuilder::new(allocator);
    let empty = Statement::new_empty_statement(SPAN, &builder);
    match std::mem::replace(statement, empty) {
        Statement::FunctionDeclaration(function) if is_called && may_be_arrow(&function) => {
            let Function { span, r#async, params, body, .. } = function.unbox();
            let body = ArrowFunctionBody::FunctionBody(body.expect("a declared function has a body"));
            Expression::new_arrow_function_expression(span, r#async, None, params, None, body, &builder)
        }
        Statement::FunctionDeclaration(mut function) => {
            function.r#type = FunctionType::FunctionExpression;
            function.id = None;
            Expression::FunctionExpression(function)
        }
        Statement::VariableDeclaration(mut declaration) => {
            declaration.declarations[0].init.take().expect("candidates have a value")
        }
        _ => unreachable!("no other statement is a candidate"),
    }
}

/// Whether the same call of an arrow function does the same.
fn may_be_arrow(function: &Function<'_>) -> bool {
    let mut place = OwnPlace::default();
    place.visit_formal_parameters(&function.params);
    if let Some(body) = &function.body {
        place.visit_function_body(body);
    }
    // Sloppy functions may have two parameters of one name; members are strict.
    !function.generator && !place.is_asked_for
}

/// Looks for `this`, `arguments` and `new.target` of a function.
#[derive(Default)]
struct OwnPlace {
    is_asked_for: bool,
}

impl<'a> Visit<'a> for OwnPlace {
    fn visit_identifier_reference(&mut self, it: &IdentifierReference<'a>) {
        self.is_asked_for |= it.name == "arguments";
    }

    fn visit_this_expression(&mut self, _: &ThisExpression) {
        self.is_asked_for = true;
    }

    fn visit_new_target(&mut self, _: &NewTarget) {
        self.is_asked_for = true;
    }

    fn visit_function(&mut self, _: &Function<'a>, _: ScopeFlags) {}
}

struct Mover<'a> {
    values: FxHashMap<ReferenceId, Expression<'a>>,
}

impl<'a> VisitMut<'a> for Mover<'a> {
    fn visit_expression(&mut self, it: &mut Expression<'a>) {
        if let Expression::Identifier(identifier) = it
            && let Some(reference) = identifier.reference_id.get()
            && let Some(value) = self.values.remove(&reference)
        {
            *it = value;
            return;
        }
        walk_mut::walk_expression(self, it);
    }

    fn visit_object_property(&mut self, it: &mut ObjectProperty<'a>) {
        let was_name = matches!(it.value, Expression::Identifier(_));
        walk_mut::walk_object_property(self, it);
        if was_name && !matches!(it.value, Expression::Identifier(_)) {
            it.shorthand = false;
        }
    }
}

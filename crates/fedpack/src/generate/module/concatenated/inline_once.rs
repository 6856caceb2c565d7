//! What is written once and read once stands where it is read.
//!
//! oxc's compressor moves a value to the statement after it. This pass knows more cases, of names that nothing else can
//! see:
//!
//! ```js
//! const prices = [1, 2]; const counts = [3]; f(prices);    // → const counts = [3]; f([1, 2]);
//! function sum(list) { … }  export const g = () => sum(x);  // → export const g = () => ((list) => { … })(x);
//! ```
//!
//! At the top level of an ES module, a literal without names may be made later, if it is still made once. So may a
//! function in any body, and, since only the call can see it, also in a function that calls it. Nobody can tell a
//! function that is called there from an arrow function, which is shorter, and which the compressor knows how to
//! dissolve.

use oxc::{
    allocator::Allocator,
    ast::{ast::*, builder::AstBuilder},
    ast_visit::{Visit, VisitMut, walk, walk_mut},
    semantic::Scoping,
    span::SPAN,
    str::Ident,
    syntax::{
        reference::ReferenceId,
        scope::{ScopeFlags, ScopeId},
        symbol::SymbolId,
    },
};
use rustc_hash::{FxHashMap, FxHashSet};

use super::{super::builder::Js, dissolve::dissolve_calls};
use crate::scan::ecma::{
    purity::is_data,
    scoping::{expected_stats, scoping_of, stats_of},
};

/// What moves may contain the only reference to something else, which moves first: one more round.
const MOST_ROUNDS: usize = 4;

/// Moves what it can. The scoping is that of the changed program.
pub fn inline_once<'a>(allocator: &'a Allocator, program: &mut Program<'a>) -> Scoping {
    let mut scoping = scoping_of(program, expected_stats(program.source_text));
    let mut has_calls = false;
    for _ in 0..MOST_ROUNDS {
        let moves = moves(program, &scoping);
        if moves.is_empty() {
            break;
        }
        has_calls |= moves.values().any(|moved| moved.is_called);
        let mut taker = Taker { allocator, moves, body: 0, bodies: 0, values: FxHashMap::default() };
        taker.visit_program(program);
        Mover { values: taker.values }.visit_program(program);
        scoping = scoping_of(program, stats_of(&scoping));
    }
    if has_calls && dissolve_calls(Js::new(allocator), program, &scoping) {
        scoping = scoping_of(program, stats_of(&scoping));
    }
    scoping
}

/// A statement of a body. Bodies of functions are numbered in the order in which they begin; 0 is the program.
type Place = (usize, usize);

/// What happens to the declaration at a place.
struct Move {
    reference: ReferenceId,
    /// The reference is what a call calls.
    is_called: bool,
}

/// None of the statements is in another, or contains a reference that another of them goes to.
fn moves(program: &Program<'_>, scoping: &Scoping) -> FxHashMap<Place, Move> {
    let mut search = Candidates { scoping, bodies: 0, around: Vec::new(), found: FxHashMap::default() };
    search.statements(&program.body, 0);
    let candidates = search.found;
    let mut moves = FxHashMap::default();
    if candidates.is_empty() {
        return moves;
    }
    let mut sites = Sites {
        candidates: &candidates,
        bodies: 0,
        around: Vec::new(),
        loops: 0,
        found: FxHashMap::default(),
    };
    sites.statements(&program.body, 0);
    let sites = sites.found;
    let mut ready: Vec<(&Candidate, &Site)> = candidates
        .iter()
        .filter_map(|(reference, candidate)| {
            let site = sites.get(reference)?;
            candidate.may_move(site, scoping, *reference).then_some((candidate, site))
        })
        .collect();
    ready.sort_unstable_by_key(|(candidate, _)| candidate.place);
    let mut busy: FxHashSet<Place> = FxHashSet::default();
    for (candidate, site) in ready {
        let mut around = candidate.around.iter().chain(&site.around);
        if busy.contains(&candidate.place) || around.clone().any(|place| moves.contains_key(place)) {
            continue;
        }
        // Its own place is among those around a reference in itself.
        if around.any(|place| *place == candidate.place) {
            continue;
        }
        busy.extend(candidate.around.iter().chain(&site.around));
        moves.insert(candidate.place, Move { reference: site.reference, is_called: site.is_callee });
    }
    moves
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
    /// Its declaration, which declares nothing else.
    place: Place,
    /// The statements that the declaration is in, outermost first.
    around: Vec<Place>,
    kind: Kind,
    /// Names that the value takes from outside, and what they mean there.
    names: Vec<(String, Option<SymbolId>)>,
}

/// Where the only reference stands.
struct Site {
    reference: ReferenceId,
    /// The statements that it is in, outermost first: one of each body around it.
    around: Vec<Place>,
    /// In a loop of the innermost body.
    is_in_loop: bool,
    is_callee: bool,
}

impl Candidate {
    fn may_move(&self, site: &Site, scoping: &Scoping, reference: ReferenceId) -> bool {
        let Some(&(_, statement)) = site.around.iter().find(|place| place.0 == self.place.0) else {
            return false;
        };
        let is_in_same_body = site.around.last().is_some_and(|place| place.0 == self.place.0);
        let is_declared_before = statement > self.place.1;
        if site.is_in_loop || !self.names_mean_the_same(scoping, scoping.get_reference(reference).scope_id())
        {
            return false;
        }
        match self.kind {
            Kind::Data => is_in_same_body && is_declared_before,
            Kind::Function { is_hoisted } if is_in_same_body => is_hoisted || is_declared_before,
            Kind::Function { .. } => site.is_callee,
        }
    }

    fn names_mean_the_same(&self, scoping: &Scoping, from: ScopeId) -> bool {
        self.names
            .iter()
            .all(|(name, symbol)| scoping.find_binding(from, Ident::from(name.as_str())) == *symbol)
    }
}

/// Finds declarations whose name is read once, by the reference that they are listed under.
struct Candidates<'s> {
    scoping: &'s Scoping,
    /// How many bodies have begun, the program apart.
    bodies: usize,
    around: Vec<Place>,
    found: FxHashMap<ReferenceId, Candidate>,
}

impl<'a> Candidates<'_> {
    fn statements(&mut self, statements: &[Statement<'a>], body: usize) {
        for (index, statement) in statements.iter().enumerate() {
            self.declaration(statement, (body, index));
            self.around.push((body, index));
            self.visit_statement(statement);
            self.around.pop();
        }
    }

    fn declaration(&mut self, statement: &Statement<'a>, place: Place) {
        let Some((symbol, kind)) = declared_value(statement) else { return };
        if kind == Kind::Data && place.0 != 0 {
            return;
        }
        let [reference] = self.scoping.get_resolved_reference_ids(symbol) else { return };
        let scope = self.scoping.symbol_scope_id(symbol);
        if !self.scoping.get_reference(*reference).flags().is_read_only()
            || !self.scoping.symbol_redeclarations(symbol).is_empty()
            || self.scoping.scope_flags(scope).contains_direct_eval()
        {
            return;
        }
        let mut names = OuterNames {
            scoping: self.scoping,
            outer: scope,
            names: FxHashMap::default(),
            is_bound_to_its_place: false,
            function_depth: 0,
        };
        names.visit_statement(statement);
        if !names.is_bound_to_its_place {
            let names = names.names.into_iter().collect();
            self.found.insert(*reference, Candidate { place, around: self.around.clone(), kind, names });
        }
    }
}

impl<'a> Visit<'a> for Candidates<'_> {
    fn visit_function_body(&mut self, it: &FunctionBody<'a>) {
        self.bodies += 1;
        self.statements(&it.statements, self.bodies);
    }
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
    /// The scope that the value stands in.
    outer: ScopeId,
    names: FxHashMap<String, Option<SymbolId>>,
    /// It has the `this` or `arguments` of where it stands.
    is_bound_to_its_place: bool,
    function_depth: u32,
}

impl<'a> Visit<'a> for OuterNames<'_> {
    fn visit_identifier_reference(&mut self, it: &IdentifierReference<'a>) {
        self.is_bound_to_its_place |= it.name == "arguments" && self.function_depth == 0;
        let scoping = self.scoping;
        let symbol = it.reference_id.get().and_then(|reference| scoping.get_reference(reference).symbol_id());
        let is_outer = |&symbol: &SymbolId| {
            let declared = scoping.symbol_scope_id(symbol);
            scoping.scope_ancestors(self.outer).any(|scope| scope == declared)
        };
        if symbol.is_none() || symbol.as_ref().is_some_and(is_outer) {
            self.names.insert(it.name.to_string(), symbol);
        }
    }

    fn visit_new_target(&mut self, _: &NewTarget) {
        self.is_bound_to_its_place |= self.function_depth == 0;
    }

    fn visit_super(&mut self, _: &Super) {
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
    bodies: usize,
    around: Vec<Place>,
    loops: u32,
    found: FxHashMap<ReferenceId, Site>,
}

impl<'a> Sites<'_> {
    fn statements(&mut self, statements: &[Statement<'a>], body: usize) {
        for (index, statement) in statements.iter().enumerate() {
            self.around.push((body, index));
            self.visit_statement(statement);
            self.around.pop();
        }
    }

    fn note(&mut self, expression: &Expression<'_>, is_callee: bool) {
        let Expression::Identifier(identifier) = expression else { return };
        let Some(reference) = identifier.reference_id.get() else { return };
        if self.candidates.contains_key(&reference) {
            self.found.entry(reference).or_insert_with(|| Site {
                reference,
                around: self.around.clone(),
                is_in_loop: self.loops > 0,
                is_callee,
            });
        }
    }

    fn in_loop(&mut self, walk: impl FnOnce(&mut Self)) {
        self.loops += 1;
        walk(self);
        self.loops -= 1;
    }

    /// What is evaluated when a function is called, or a class made, but has no body: as a body without statements.
    fn elsewhere(&mut self, walk: impl FnOnce(&mut Self)) {
        let loops = std::mem::take(&mut self.loops);
        self.around.push((usize::MAX, 0));
        walk(self);
        self.around.pop();
        self.loops = loops;
    }
}

impl<'a> Visit<'a> for Sites<'_> {
    fn visit_function_body(&mut self, it: &FunctionBody<'a>) {
        self.bodies += 1;
        self.statements(&it.statements, self.bodies);
    }

    fn visit_function(&mut self, it: &Function<'a>, flags: ScopeFlags) {
        self.elsewhere(|this| walk::walk_function(this, it, flags));
    }

    fn visit_arrow_function_expression(&mut self, it: &ArrowFunctionExpression<'a>) {
        self.elsewhere(|this| walk::walk_arrow_function_expression(this, it));
    }

    fn visit_class_body(&mut self, it: &ClassBody<'a>) {
        self.elsewhere(|this| walk::walk_class_body(this, it));
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

/// Takes what moves out of the program.
struct Taker<'a> {
    allocator: &'a Allocator,
    moves: FxHashMap<Place, Move>,
    body: usize,
    bodies: usize,
    values: FxHashMap<ReferenceId, Expression<'a>>,
}

impl<'a> Taker<'a> {
    fn statements(&mut self, statements: &mut oxc::allocator::ArenaVec<'a, Statement<'a>>) {
        let mut has_moved = false;
        for (index, statement) in statements.iter_mut().enumerate() {
            walk_mut::walk_statement(self, statement);
            if let Some(moved) = self.moves.remove(&(self.body, index)) {
                let value = take_value(self.allocator, statement, moved.is_called);
                self.values.insert(moved.reference, value);
                has_moved = true;
            }
        }
        if has_moved {
            statements.retain(|statement| !matches!(statement, Statement::EmptyStatement(_)));
        }
    }
}

impl<'a> VisitMut<'a> for Taker<'a> {
    fn visit_program(&mut self, it: &mut Program<'a>) {
        self.statements(&mut it.body);
    }

    fn visit_function_body(&mut self, it: &mut FunctionBody<'a>) {
        self.bodies += 1;
        let outer = std::mem::replace(&mut self.body, self.bodies);
        self.statements(&mut it.statements);
        self.body = outer;
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
    // Sloppy functions may have two parameters of one name, and directives of their own.
    let mut names = FxHashSet::default();
    let is_sloppy = !function.params.items.iter().all(|param| match &param.pattern {
        BindingPattern::BindingIdentifier(name) => names.insert(name.name),
        _ => true,
    });
    !function.generator && !place.is_asked_for && !is_sloppy
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

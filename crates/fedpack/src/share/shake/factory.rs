//! The text of one module's function → what of it depends on what.
//!
//! ```js
//! (e, t, n) => {
//!   "use strict";
//!   n.d(t, { a: () => r.a, own: () => c });    // getters: `a` is passed on from module 742, `own` is declared here
//!   var r = n(742), o = n(925);                // units: imports
//!   let c = (e) => (0, o.x)(e) + 1;            // and declarations that do nothing by themselves
//!   let d = /* @__PURE__ */ make(), f = g();   // (`f` does)
//! }
//! ```
//!
//! Nothing is assumed of the printer: what does not look like this counts as used. So a module is understood less well
//! after another minifier, but never wrongly.

use std::ops::Range;

use oxc::{
    allocator::Allocator,
    ast::{
        AstKind,
        ast::{
            ArrowFunctionBody, CallExpression, Expression, FormalParameters, ObjectExpression,
            ObjectPropertyKind, PropertyKind, Statement, VariableDeclaration,
        },
    },
    parser::{ParseOptions, Parser},
    semantic::{AstNodes, NodeId, ScopeId, Scoping, SemanticBuilder, SymbolId},
    span::{GetSpan as _, SourceType, Span},
};

use rustc_hash::FxHashSet;

use super::{
    purity::Purity,
    side_file::Id,
    splice::{Edit, removals},
};

/// Ranges are bytes of the function's text.
#[derive(Debug, Default)]
pub struct Factory {
    pub getters: Vec<Getter>,
    pub units: Vec<Unit>,
    /// Where units are mentioned.
    pub uses: Vec<Use>,
    /// Modules that are asked for without a unit.
    pub direct: Vec<(Place, Id, What)>,
    /// Lists of getters and of declarators.
    pub lists: Vec<List>,
    /// Where its body begins.
    pub body: Start,
    /// Where it ends, before the brace.
    pub end: usize,
    /// Module, exports and require, as they are called here.
    pub parameters: [String; 3],
    /// Variables that are no units, where units mention them.
    pub privates: Vec<Private>,
    /// Marks of calls without effects.
    pub marks: Vec<Range<usize>>,
    /// Exports are read or written in a way that does not tell: all of it stays, and all that it asks for.
    pub stays_whole: bool,
}

#[derive(Debug, Clone, Copy)]
pub enum Start {
    /// Behind the brace.
    Block(usize),
    /// Behind the arrow of `() => expression`.
    Arrow(usize),
}

impl Default for Start {
    fn default() -> Self {
        Self::Block(0)
    }
}

/// A property of the object that defines exports.
#[derive(Debug)]
pub struct Getter {
    pub name: String,
    pub passes_on: Option<PassedOn>,
    /// It gives the variable of this unit.
    pub own: Option<usize>,
}

/// An export of another module, as `runtime/restore_exports.js` reads it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PassedOn {
    pub from: Id,
    pub what: PassedName,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub enum PassedName {
    Name(String),
    Namespace,
    /// `n(module)()`.
    InteropDefault,
}

/// A variable that is declared at the top of the function, and can go if nothing mentions it.
#[derive(Debug)]
pub struct Unit {
    pub symbol: SymbolId,
    pub kind: UnitKind,
    pub name: String,
    /// Of its declarator, or of the declaration of a function or class.
    pub range: Range<usize>,
    /// `let`, or nothing before a function or class.
    pub keyword: &'static str,
    /// Something is assigned to it later.
    pub is_mutable: bool,
}

/// A variable that the module keeps for itself.
#[derive(Debug)]
pub struct Private {
    pub place: Place,
    pub name: String,
    pub is_mutable: bool,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub enum UnitKind {
    /// `r = n(742)`.
    Import(Id),
    /// `i = n.n(r)`, for `default`; `i = n.t(r, 2)`, for a namespace. Of another unit.
    Interop { of: SymbolId, is_default: bool },
    /// A function, a class, or a value that is made without effects.
    Own,
}

impl UnitKind {
    pub fn imported(&self) -> Option<&Id> {
        match self {
            Self::Import(target) => Some(target),
            Self::Interop { .. } | Self::Own => None,
        }
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Place {
    /// Code that runs with the module, or may.
    Root,
    Getter(usize),
    Unit(usize),
}

#[derive(Debug)]
pub struct Use {
    pub place: Place,
    pub unit: usize,
    pub what: What,
    pub is_write: bool,
}

impl Factory {
    /// Sorted by place.
    pub fn uses_in(&self, place: Place) -> &[Use] {
        let start = self.uses.partition_point(|row| row.place < place);
        &self.uses[start..start + self.uses[start..].partition_point(|row| row.place == place)]
    }

    pub fn privates_in(&self, place: Place) -> &[Private] {
        let start = self.privates.partition_point(|row| row.place < place);
        &self.privates[start..start + self.privates[start..].partition_point(|row| row.place == place)]
    }

    pub fn is_own(&self, unit: usize) -> bool {
        self.units[unit].kind == UnitKind::Own
    }

    /// The import that an interop unit is of.
    pub fn imported_by(&self, unit: usize) -> Option<usize> {
        let UnitKind::Interop { of, .. } = &self.units[unit].kind else { return None };
        self.units.iter().position(|unit| unit.symbol == *of)
    }

    pub fn direct_in(&self, place: Place) -> &[(Place, Id, What)] {
        let start = self.direct.partition_point(|row| row.0 < place);
        &self.direct[start..start + self.direct[start..].partition_point(|row| row.0 == place)]
    }
}

/// What is read of a module.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum What {
    /// It only runs: `n(742);`.
    Nothing,
    Name(String),
    All,
}

/// Things with commas between them.
#[derive(Debug)]
pub struct List {
    pub items: Vec<Item>,
    /// `let`, where it declares variables.
    pub keyword: &'static str,
    /// What goes if all of them do.
    pub statement: Option<Range<usize>>,
}

impl List {
    /// Takes out what does not stay, and the statement, if that is all of it.
    pub fn edits(&self, stays: impl Fn(Place) -> bool) -> Vec<Edit> {
        let items: Vec<_> = self
            .items
            .iter()
            .map(|item| (item.range.clone(), item.place == Place::Root || stays(item.place)))
            .collect();
        match &self.statement {
            Some(statement) if items.iter().all(|(_, stays)| !stays) => {
                vec![Edit { range: statement.clone(), text: String::new() }]
            }
            _ => removals(&items),
        }
    }
}

#[derive(Debug)]
pub struct Item {
    pub range: Range<usize>,
    /// `Root`: it stays.
    pub place: Place,
}

/// `None`: the text is no function that can be parsed.
pub fn read(text: &str) -> Option<Factory> {
    read_and(text, |_, _| ()).map(|(factory, ())| factory)
}

/// What the names of a text mean.
pub struct Names<'s, 'a> {
    pub scoping: &'s Scoping,
    pub nodes: &'s AstNodes<'a>,
    /// Module, exports, require.
    pub parameters: [Option<SymbolId>; 3],
    /// Of the function: parameters, and what is declared at the top.
    pub scope: ScopeId,
    /// Calls of `n.r` and `n.d`.
    pub definitions: &'s [Range<usize>],
    /// Where statements begin that do something, other than declarations of variables.
    pub runs: &'s [usize],
    /// All statements.
    pub statements: &'s [Range<usize>],
}

/// As [`read`], and what `more` finds in the same text.
pub fn read_and<T>(text: &str, more: impl FnOnce(&Factory, &Names<'_, '_>) -> T) -> Option<(Factory, T)> {
    let source = format!("({text})");
    let allocator = Allocator::default();
    let options = ParseOptions { preserve_parens: false, ..ParseOptions::default() };
    let parsed = Parser::new(&allocator, &source, SourceType::cjs()).with_options(options).parse();
    if !parsed.diagnostics.is_empty() {
        return None;
    }
    let [Statement::ExpressionStatement(statement)] = parsed.program.body.as_slice() else { return None };
    let semantic = SemanticBuilder::new().with_build_nodes(true).build(&parsed.program).semantic;
    let arrow_start = |parameters: &FormalParameters<'_>| {
        let end = parameters.span.end as usize;
        source[end..].find("=>").map(|position| Start::Arrow(end + position + 2 - 1))
    };
    let (parameters, body, scope) = match &statement.expression {
        Expression::ArrowFunctionExpression(arrow) => {
            (&arrow.params, Body::of_arrow(&arrow.body)?, arrow.scope_id())
        }
        Expression::FunctionExpression(function) => {
            let statements = function.body.as_ref()?.statements.as_slice();
            (&function.params, Body::Statements(statements), function.scope_id())
        }
        _ => return None,
    };
    let [module, exports, require] = parameter_symbols(parameters)?;
    let scoping = semantic.scoping();
    let mut reader = Reader {
        scoping,
        nodes: semantic.nodes(),
        module,
        exports,
        require,
        spans: Vec::new(),
        known: FxHashSet::default(),
        definitions: Vec::new(),
        runs: Vec::new(),
        factory: Factory::default(),
    };
    reader.factory.body = match (&body, &statement.expression) {
        (Body::Expression(_), _) => arrow_start(parameters)?,
        (Body::Statements(_), Expression::FunctionExpression(function)) => {
            Start::Block(function.body.as_ref()?.span.start as usize)
        }
        (Body::Statements(_), Expression::ArrowFunctionExpression(arrow)) => {
            Start::Block(arrow.body.span().start as usize)
        }
        _ => return None,
    };
    reader.factory.end = text.len() - 1;
    reader.factory.parameters = [module, exports, require]
        .map(|symbol| symbol.map(|symbol| scoping.symbol_name(symbol).to_owned()).unwrap_or_default());
    let comments = parsed.program.comments.iter().filter(|comment| comment.is_annotation());
    reader.factory.marks = comments.map(|comment| mark(&source, comment.span)).collect();
    let statements: Vec<Range<usize>> = match &body {
        Body::Statements(statements) => statements.iter().map(|it| range(it.span())).collect(),
        Body::Expression(_) => Vec::new(),
    };
    match body {
        Body::Statements(statements) => {
            statements.iter().for_each(|it| reader.statement(it));
            // Code in texts sees every name.
            if !source.contains("eval(") {
                statements.iter().for_each(|it| reader.own(it));
            }
        }
        Body::Expression(expression) => reader.expression(expression),
    }
    reader.finish();
    let names = Names {
        scoping,
        nodes: semantic.nodes(),
        parameters: [module, exports, require],
        scope,
        definitions: &reader.definitions,
        runs: &reader.runs,
        statements: &statements,
    };
    let found = more(&reader.factory, &names);
    Some((reader.factory, found))
}

enum Body<'p, 'a> {
    Statements(&'p [Statement<'a>]),
    Expression(&'p Expression<'a>),
}

impl<'p, 'a> Body<'p, 'a> {
    fn of_arrow(body: &'p ArrowFunctionBody<'a>) -> Option<Self> {
        match body.as_function_body() {
            Some(body) => Some(Self::Statements(body.statements.as_slice())),
            None => body.as_expression().map(Self::Expression),
        }
    }
}

/// Module, exports, require; a function has as many of them as it needs.
fn parameter_symbols(parameters: &FormalParameters<'_>) -> Option<[Option<SymbolId>; 3]> {
    let mut symbols = [None; 3];
    if parameters.items.len() > 3 || parameters.rest.is_some() {
        return None;
    }
    for (symbol, parameter) in symbols.iter_mut().zip(&parameters.items) {
        *symbol = Some(parameter.pattern.get_binding_identifier()?.symbol_id());
    }
    Some(symbols)
}

struct Reader<'s, 'a> {
    scoping: &'s Scoping,
    nodes: &'s AstNodes<'a>,
    module: Option<SymbolId>,
    exports: Option<SymbolId>,
    require: Option<SymbolId>,
    /// Of getters and units.
    spans: Vec<(Span, Place)>,
    /// References that have been understood.
    known: FxHashSet<NodeId>,
    /// Calls of `n.r` and `n.d`.
    definitions: Vec<Range<usize>>,
    runs: Vec<usize>,
    factory: Factory,
}

impl<'a> Reader<'_, 'a> {
    fn symbol(&self, expression: &Expression<'a>) -> Option<SymbolId> {
        let Expression::Identifier(identifier) = expression else { return None };
        self.scoping.get_reference(identifier.reference_id()).symbol_id()
    }

    /// `n` of `n.d(…)`, as a name.
    fn runtime_member<'e>(&self, callee: &'e Expression<'a>) -> Option<&'e str> {
        let Expression::StaticMemberExpression(member) = callee else { return None };
        let is_require = self.require.is_some() && self.symbol(&member.object) == self.require;
        is_require.then_some(member.property.name.as_str())
    }

    fn statement(&mut self, statement: &Statement<'a>) {
        match statement {
            Statement::ExpressionStatement(statement) => {
                let known = self.definitions.len();
                self.expression(&statement.expression);
                let calls = match &statement.expression {
                    Expression::SequenceExpression(sequence) => sequence.expressions.as_slice(),
                    other => std::slice::from_ref(other),
                };
                let imports = calls.iter().filter(|call| self.is_import(call)).count();
                if self.definitions.len() - known + imports < calls.len() {
                    self.runs.push(range(statement.span).start);
                }
            }
            Statement::VariableDeclaration(declaration) => self.declaration(declaration),
            // Some do nothing, which is known once imports are: see `own`.
            Statement::FunctionDeclaration(_) | Statement::ClassDeclaration(_) => {}
            other => self.runs.push(range(other.span()).start),
        }
    }

    /// `n(742)`
    fn is_import(&self, expression: &Expression<'a>) -> bool {
        let Expression::CallExpression(call) = expression else { return false };
        let is_require = self.require.is_some() && self.symbol(&call.callee) == self.require;
        let argument = call.arguments.first().and_then(|it| it.as_expression());
        is_require && argument.and_then(literal_id).is_some()
    }

    fn expression(&mut self, expression: &Expression<'a>) {
        match expression {
            Expression::SequenceExpression(sequence) => {
                sequence.expressions.iter().for_each(|it| self.expression(it));
            }
            Expression::CallExpression(call) => self.call(call),
            _ => {}
        }
    }

    /// `n.r(t)`, `n.d(t, {…})`.
    fn call(&mut self, call: &CallExpression<'a>) {
        let Some(member) = self.runtime_member(&call.callee) else { return };
        let Some(Expression::Identifier(first)) = call.arguments.first().and_then(|it| it.as_expression())
        else {
            return;
        };
        let is_exports = self.scoping.get_reference(first.reference_id()).symbol_id() == self.exports;
        if !is_exports {
            return;
        }
        match (member, call.arguments.get(1).and_then(|it| it.as_expression())) {
            ("r", None) => {
                self.known.insert(first.node_id.get());
                self.definitions.push(range(call.span));
            }
            ("d", Some(Expression::ObjectExpression(object))) => {
                self.known.insert(first.node_id.get());
                self.definitions.push(range(call.span));
                self.getters(object);
            }
            _ => {}
        }
    }

    fn getters(&mut self, object: &ObjectExpression<'a>) {
        let mut items = Vec::new();
        for property in &object.properties {
            let mut place = Place::Root;
            if let ObjectPropertyKind::ObjectProperty(property) = property
                && property.kind == PropertyKind::Init
                && let Expression::ArrowFunctionExpression(_) = &property.value
                && let Some(name) = property.key.static_name()
            {
                place = Place::Getter(self.factory.getters.len());
                self.factory.getters.push(Getter { name: name.into_owned(), passes_on: None, own: None });
            }
            self.item(&mut items, property.span(), place);
        }
        self.factory.lists.push(List { items, keyword: "", statement: None });
    }

    fn item(&mut self, items: &mut Vec<Item>, span: Span, place: Place) {
        if place != Place::Root {
            self.spans.push((span, place));
        }
        items.push(Item { range: range(span), place });
    }

    fn declaration(&mut self, declaration: &VariableDeclaration<'a>) {
        let mut items = Vec::new();
        for declarator in &declaration.declarations {
            // Something is done to a resource where the function ends.
            let init = declarator.init.as_ref().filter(|_| !declaration.kind.is_using());
            let kind = init.and_then(|init| self.unit_kind(init));
            let symbol = declarator.id.get_binding_identifier().map(|id| id.symbol_id());
            let place = match kind.zip(symbol) {
                None => Place::Root,
                Some((kind, symbol)) => self.unit(symbol, kind, declarator.span, "var"),
            };
            self.item(&mut items, declarator.span, place);
        }
        let (keyword, statement) = (declaration.kind.as_str(), Some(range(declaration.span)));
        self.factory.lists.push(List { items, keyword, statement });
    }

    fn unit(&mut self, symbol: SymbolId, kind: UnitKind, span: Span, keyword: &'static str) -> Place {
        self.factory.units.push(Unit {
            symbol,
            kind,
            name: self.scoping.symbol_name(symbol).to_owned(),
            range: range(span),
            keyword,
            is_mutable: self.scoping.symbol_is_mutated(symbol),
        });
        Place::Unit(self.factory.units.len() - 1)
    }

    /// Declarations that may go: after all imports are known, as these may be read without effects.
    fn own(&mut self, statement: &Statement<'a>) {
        match statement {
            Statement::FunctionDeclaration(function) => {
                let symbol = function.id.as_ref().map(|id| id.symbol_id());
                self.own_statement(symbol, function.span);
            }
            Statement::ClassDeclaration(class) if self.purity(|purity| purity.is_pure_class(class)) => {
                self.own_statement(class.id.as_ref().map(|id| id.symbol_id()), class.span);
            }
            Statement::ClassDeclaration(class) => self.runs.push(range(class.span).start),
            Statement::VariableDeclaration(declaration) if !declaration.kind.is_using() => {
                let statement = range(declaration.span);
                let Some(list) =
                    self.factory.lists.iter().position(|list| list.statement.as_ref() == Some(&statement))
                else {
                    return;
                };
                for (index, declarator) in declaration.declarations.iter().enumerate() {
                    let symbol = declarator.id.get_binding_identifier().map(|id| id.symbol_id());
                    let is_pure = match &declarator.init {
                        None => true,
                        Some(init) => self.purity(|purity| purity.is_pure(init)),
                    };
                    let is_free = self.factory.lists[list].items[index].place == Place::Root;
                    if let Some(symbol) = symbol.filter(|it| is_pure && is_free && self.is_declared_once(*it))
                    {
                        let keyword = declaration.kind.as_str();
                        let place = self.unit(symbol, UnitKind::Own, declarator.span, keyword);
                        self.factory.lists[list].items[index].place = place;
                        self.spans.push((declarator.span, place));
                    }
                }
            }
            _ => {}
        }
    }

    fn own_statement(&mut self, symbol: Option<SymbolId>, span: Span) {
        let Some(symbol) = symbol.filter(|it| self.is_declared_once(*it)) else { return };
        let place = self.unit(symbol, UnitKind::Own, span, "");
        let mut items = Vec::new();
        self.item(&mut items, span, place);
        self.factory.lists.push(List { items, keyword: "", statement: Some(range(span)) });
    }

    fn is_declared_once(&self, symbol: SymbolId) -> bool {
        self.scoping.symbol_redeclarations(symbol).is_empty()
    }

    fn purity(&self, question: impl Fn(&Purity<'_, '_>) -> bool) -> bool {
        let units = &self.factory.units;
        let is_module = |symbol: SymbolId| {
            units.iter().any(|unit| unit.symbol == symbol && matches!(unit.kind, UnitKind::Import(_)))
        };
        question(&Purity { scoping: self.scoping, is_module: &is_module })
    }

    /// `n(12)`, `n.n(r)`, `n.t(r, 2)`.
    fn unit_kind(&mut self, init: &Expression<'a>) -> Option<UnitKind> {
        let Expression::CallExpression(call) = init else { return None };
        let first = call.arguments.first().and_then(|it| it.as_expression())?;
        if self.require.is_some() && self.symbol(&call.callee) == self.require && call.arguments.len() == 1 {
            let id = literal_id(first)?;
            if let Expression::Identifier(callee) = &call.callee {
                self.known.insert(callee.node_id.get());
            }
            return Some(UnitKind::Import(id));
        }
        let member = self.runtime_member(&call.callee)?;
        let of = self.symbol(first)?;
        matches!(member, "n" | "t").then_some(UnitKind::Interop { of, is_default: member == "n" })
    }

    fn place_of(&self, span: Span) -> Place {
        let after = self.spans.partition_point(|(other, _)| other.start <= span.start);
        match after.checked_sub(1).map(|index| &self.spans[index]) {
            Some((other, place)) if other.end >= span.end => *place,
            _ => Place::Root,
        }
    }

    fn references(&self, symbol: SymbolId) -> Vec<NodeId> {
        self.scoping.get_resolved_references(symbol).map(|reference| reference.node_id()).collect()
    }

    /// What the expression around `node` reads of it.
    fn read_of(&self, node: NodeId) -> What {
        match self.nodes.parent_kind(node) {
            AstKind::StaticMemberExpression(member)
                if member.object.span() == self.nodes.kind(node).span() =>
            {
                What::Name(member.property.name.to_string())
            }
            AstKind::ComputedMemberExpression(member)
                if member.object.span() == self.nodes.kind(node).span() =>
            {
                match &member.expression {
                    Expression::StringLiteral(name) => What::Name(name.value.to_string()),
                    _ => What::All,
                }
            }
            _ => What::All,
        }
    }

    fn finish(&mut self) {
        self.spans.sort_unstable_by_key(|(span, _)| span.start);
        let is_known = |reader: &Self, node: &NodeId| reader.known.contains(node);
        for symbol in [self.module, self.exports].into_iter().flatten() {
            self.factory.stays_whole |= self.references(symbol).iter().any(|node| !is_known(self, node));
        }
        for unit in 0..self.factory.units.len() {
            for node in self.references(self.factory.units[unit].symbol) {
                let place = self.place_of(self.nodes.kind(node).span());
                let what = self.read_of(node);
                if let Place::Getter(getter) = place {
                    self.passed_on(getter, unit, node, &what);
                }
                let is_write = self.is_write(node);
                self.factory.uses.push(Use { place, unit, what, is_write });
            }
        }
        self.privates();
        for node in self.require.map(|require| self.references(require)).unwrap_or_default() {
            if !is_known(self, &node) {
                self.require_reference(node);
            }
        }
        self.factory.uses.sort_by_key(|row| row.place);
        self.factory.direct.sort_by_key(|row| row.0);
    }

    fn is_write(&self, node: NodeId) -> bool {
        let AstKind::IdentifierReference(reference) = self.nodes.kind(node) else { return true };
        self.scoping.get_reference(reference.reference_id()).is_write()
    }

    /// What units mention of the module beside each other.
    fn privates(&mut self) {
        let units: FxHashSet<SymbolId> = self.factory.units.iter().map(|unit| unit.symbol).collect();
        let parameters = [self.module, self.exports, self.require];
        let is_other = |symbol: &SymbolId| !units.contains(symbol) && !parameters.contains(&Some(*symbol));
        let mut privates = Vec::new();
        for symbol in self.scoping.symbol_ids().filter(is_other) {
            let declared = self.place_of(self.scoping.symbol_span(symbol));
            for node in self.references(symbol) {
                let place = self.place_of(self.nodes.kind(node).span());
                if matches!(place, Place::Unit(_)) && place != declared {
                    privates.push(Private {
                        place,
                        name: self.scoping.symbol_name(symbol).to_owned(),
                        // What is declared several times is as good as assigned to.
                        is_mutable: self.scoping.symbol_is_mutated(symbol) || !self.is_declared_once(symbol),
                    });
                }
            }
        }
        privates.sort_by_key(|row| row.place);
        self.factory.privates = privates;
    }

    /// `n(12).a`, `n.r(t)`, `n.e(4).then(n.bind(n, 12))`.
    fn require_reference(&mut self, node: NodeId) {
        let parent = self.nodes.parent_id(node);
        match self.nodes.kind(parent) {
            AstKind::CallExpression(call) if call.callee.span() == self.nodes.kind(node).span() => {
                let argument = call.arguments.first().and_then(|it| it.as_expression());
                let place = self.place_of(self.nodes.kind(node).span());
                match argument.and_then(literal_id) {
                    Some(id) => {
                        let what = if self.is_unused(parent) { What::Nothing } else { self.read_of(parent) };
                        self.factory.direct.push((place, id, what));
                    }
                    None => self.factory.stays_whole = true,
                }
            }
            // Names that arrive at run time, and hide what is restored later.
            AstKind::StaticMemberExpression(member) if member.property.name == "es" => {
                self.factory.stays_whole = true;
            }
            // Anything else asks for modules that the side file lists.
            _ => {}
        }
    }

    /// A statement, or one of several with commas between them.
    fn is_unused(&self, node: NodeId) -> bool {
        let parent = self.nodes.parent_id(node);
        match self.nodes.kind(parent) {
            AstKind::SequenceExpression(_) => self.is_unused(parent),
            AstKind::ExpressionStatement(_) => true,
            _ => false,
        }
    }

    fn passed_on(&mut self, getter: usize, unit: usize, node: NodeId, what: &What) {
        // The whole body of the getter, and nothing beside it.
        let is_body = |node: NodeId| {
            let body = self.nodes.parent_id(node);
            let arrow = match self.nodes.kind(body) {
                AstKind::ArrowFunctionExpression(_) => Some(body),
                _ => None,
            };
            arrow.is_some_and(|arrow| self.place_of(self.nodes.kind(arrow).span()) == Place::Getter(getter))
        };
        let parent = self.nodes.parent_id(node);
        let passed = match (&self.factory.units[unit].kind, what) {
            (UnitKind::Import(id), What::Name(name)) if is_body(parent) => {
                Some(PassedOn { from: id.clone(), what: PassedName::Name(name.clone()) })
            }
            (UnitKind::Import(id), What::All) if is_body(node) => {
                Some(PassedOn { from: id.clone(), what: PassedName::Namespace })
            }
            (UnitKind::Interop { of, is_default: true }, What::All)
                if is_body(parent) && self.is_call(parent) =>
            {
                let imported = self.factory.units.iter().find(|unit| unit.symbol == *of);
                match imported.map(|unit| &unit.kind) {
                    Some(UnitKind::Import(id)) => {
                        Some(PassedOn { from: id.clone(), what: PassedName::InteropDefault })
                    }
                    _ => None,
                }
            }
            _ => None,
        };
        let is_own = self.factory.is_own(unit) && is_body(node);
        self.factory.getters[getter].own = is_own.then_some(unit);
        self.factory.getters[getter].passes_on = passed;
    }

    fn is_call(&self, node: NodeId) -> bool {
        matches!(self.nodes.kind(node), AstKind::CallExpression(call) if call.arguments.is_empty())
    }
}

/// A mark, with the blank behind it, unless that parts two words: `return/* @__PURE__ */ f()`.
fn mark(source: &str, span: Span) -> Range<usize> {
    let (before, after) = (&source[..span.start as usize], &source[span.end as usize..]);
    let is_word = |it: char| it.is_alphanumeric() || matches!(it, '_' | '$');
    let is_blank = after.starts_with(' ') && !before.ends_with(is_word);
    let range = range(span);
    range.start..range.end + usize::from(is_blank)
}

/// Without the parenthesis in front of the text.
pub fn range(span: Span) -> Range<usize> {
    span.start as usize - 1..span.end as usize - 1
}

pub fn literal_id(expression: &Expression<'_>) -> Option<Id> {
    match expression {
        Expression::NumericLiteral(number) if number.value.fract() == 0.0 && number.value >= 0.0 => {
            Some(Id::Number(number.value as u32))
        }
        Expression::StringLiteral(text) => Some(Id::Text(text.value.to_string())),
        Expression::TemplateLiteral(text) => Some(Id::Text(text.single_quasi()?.to_string())),
        _ => None,
    }
}

#[cfg(test)]
#[path = "factory_tests.rs"]
mod tests;

//! What other modules may want to know of a module's values, and what its statements would have to know of theirs.
//!
//! ```js
//! export const Ticks = { formatters: { numeric } };     // `formatters.numeric` can be read without side effects
//! export function curry(fn) { return () => fn; }         // calling it has none
//! // in another module:
//! export const add = curry((a, b) => a + b);             // has none, assumed that `curry` is pure
//! export class Scale { static format = Ticks.formatters.numeric; }
//! ```
//!
//! What is assumed of the module's own objects is settled here. Of functions, which may call one another, and of imports
//! link finds out (`link/innocence.rs`).

use std::cell::RefCell;

use fedpack_graph::{
    ImportIdx, LocalSymbolIdx, StatementIdx,
    summary::{
        Assumption, ExportTarget, Fact, Facts, ImportUsage, ImportedName, ModuleFeatures, ModuleSummary,
        Named, ReadObject, ReadProperty,
    },
};
use oxc::{
    ast::ast::*,
    ast_visit::{Visit, walk},
};
use oxc_ecmascript::{
    GlobalContext,
    side_effects::{MayHaveSideEffects, MayHaveSideEffectsContext, PropertyReadSideEffects},
};
use oxc_index::IndexVec;
use rustc_hash::{FxHashMap, FxHashSet};

use super::{
    ast::ReferenceMark,
    constants::{MOST_BYTES, short_constant},
    declarations::DeclaredNames,
    purity::{self, is_data},
};

/// How many properties of an exported object are told, and how deep down.
const MOST_PATHS: usize = 64;
const MOST_LEVELS: usize = 3;
/// Objects with more properties are tables, in which names are looked up.
const MOST_PROPERTIES: usize = 500;

/// Fills `facts` of symbols and `assumptions`, once the body has been visited and has its statement rows.
///
/// `written_to`: symbols of objects that have properties written to somewhere in the module. `own_usage`: how top-level
/// names are used in it.
pub fn note_facts(
    program: &Program<'_>,
    names: &DeclaredNames,
    written_to: &FxHashSet<LocalSymbolIdx>,
    own_usage: &IndexVec<LocalSymbolIdx, ImportUsage>,
    summary: &mut ModuleSummary,
) {
    let values = Values::new(program, names, written_to, summary);
    for (&symbol, value) in &values.rows {
        summary.symbols[symbol].facts = function_facts(&value.kind).map(Box::new);
        let asks_for_nothing =
            summary.statements[StatementIdx::from_usize(value.position)].dependencies.is_empty();
        if let ValueKind::Object(object) = value.kind
            && asks_for_nothing
            && !summary.features.contains(ModuleFeatures::EVAL)
            && let Some(object) = read_object(object, &own_usage[symbol])
        {
            summary.symbols[symbol].facts.get_or_insert_default().object = Some(object);
        }
    }
    for export in &summary.exports {
        if let ExportTarget::Local(symbol) = export.target {
            let paths = values.readable_paths(symbol);
            if !paths.is_empty() {
                summary.symbols[symbol].facts.get_or_insert_default().readable = paths;
            }
        }
    }
    for (position, statement) in program.body.iter().enumerate() {
        let index = StatementIdx::from_usize(position);
        if !summary.statements[index].has_side_effects {
            continue;
        }
        let Some(assumptions) = values.settled(assumptions(statement), position, summary) else { continue };
        if assumptions.is_empty() {
            summary.statements[index].has_side_effects = false;
        } else {
            summary.assumptions.push((index, assumptions));
        }
    }
}

/// What top-level names stand for that are set once, where they are declared.
struct Values<'p, 'a> {
    rows: FxHashMap<LocalSymbolIdx, Value<'p, 'a>>,
    written_to: &'p FxHashSet<LocalSymbolIdx>,
}

struct Value<'p, 'a> {
    /// Of its statement.
    position: usize,
    kind: ValueKind<'p, 'a>,
}

#[derive(Clone, Copy)]
enum ValueKind<'p, 'a> {
    Function(&'p Function<'a>),
    Arrow(&'p ArrowFunctionExpression<'a>),
    Object(&'p ObjectExpression<'a>),
    Class(&'p Class<'a>),
}

impl<'p, 'a> ValueKind<'p, 'a> {
    fn of(expression: &'p Expression<'a>) -> Option<Self> {
        match expression.without_parentheses() {
            Expression::FunctionExpression(function) => Some(Self::Function(function)),
            Expression::ArrowFunctionExpression(arrow) => Some(Self::Arrow(arrow)),
            Expression::ObjectExpression(object) => Some(Self::Object(object)),
            Expression::ClassExpression(class) => Some(Self::Class(class)),
            _ => None,
        }
    }
}

impl<'p, 'a> Values<'p, 'a> {
    fn new(
        program: &'p Program<'a>,
        names: &DeclaredNames,
        written_to: &'p FxHashSet<LocalSymbolIdx>,
        summary: &ModuleSummary,
    ) -> Self {
        let mut rows = FxHashMap::default();
        for (position, statement) in program.body.iter().enumerate() {
            let (id, kind) = match statement {
                Statement::FunctionDeclaration(function) => {
                    (function.id.as_ref(), ValueKind::Function(function))
                }
                Statement::ClassDeclaration(class) => (class.id.as_ref(), ValueKind::Class(class)),
                Statement::VariableDeclaration(variables) if !variables.kind.is_using() => {
                    let [declarator] = variables.declarations.as_slice() else { continue };
                    let BindingPattern::BindingIdentifier(id) = &declarator.id else { continue };
                    let Some(kind) = declarator.init.as_ref().and_then(ValueKind::of) else { continue };
                    (Some(&**id), kind)
                }
                _ => continue,
            };
            let declared = id.and_then(|id| names.symbols.get(&id.symbol_id.get()?).copied());
            let default = || names.synthetic.iter().find(|row| row.0 == position).map(|row| row.1);
            let Some(symbol) = declared.or_else(default) else { continue };
            if !summary.symbols[symbol].is_reassigned && summary.is_declared_once(symbol) {
                rows.insert(symbol, Value { position, kind });
            }
        }
        Self { rows, written_to }
    }

    /// `found` without what is known to be true. `None` if something is not.
    fn settled(
        &self,
        found: Option<Vec<Assumption>>,
        position: usize,
        summary: &ModuleSummary,
    ) -> Option<Vec<Assumption>> {
        let mut open = Vec::new();
        for assumption in found? {
            let assumption = through_namespace(assumption, summary)?;
            match (&assumption.of, &assumption.that) {
                (Named::Symbol(symbol), Fact::IsReadable(path)) => {
                    let path: Vec<&str> = path.split('.').collect();
                    if !self.is_readable(*symbol, &path, position) {
                        return None;
                    }
                }
                (Named::Symbol(symbol), Fact::IsPure) => {
                    let facts = summary.symbols[*symbol].facts.as_deref();
                    if !facts?.pure_if.as_ref()?.is_empty() {
                        open.push(assumption);
                    }
                }
                (Named::Import(_) | Named::Member(..), _) => open.push(assumption),
            }
        }
        open.dedup();
        Some(open)
    }

    /// Whether the statement at `position` can read `path` of what `symbol` stands for.
    fn is_readable(&self, symbol: LocalSymbolIdx, path: &[&str], position: usize) -> bool {
        self.settled_value(symbol, position)
            .is_some_and(|value| self.is_readable_in(&value.kind, path, value.position))
    }

    /// Of a symbol that has its value at `position`, and all of its properties.
    fn settled_value(&self, symbol: LocalSymbolIdx, position: usize) -> Option<&Value<'p, 'a>> {
        let value = self.rows.get(&symbol).filter(|value| value.position < position)?;
        (!self.written_to.contains(&symbol)).then_some(value)
    }

    fn is_readable_in(&self, value: &ValueKind<'p, 'a>, path: &[&str], position: usize) -> bool {
        let [name, rest @ ..] = path else { return true };
        let found = properties(value).into_iter().rfind(|(key, _)| key == name);
        found.is_some_and(|(_, property)| {
            rest.is_empty() || property.is_some_and(|it| self.is_readable_value(it, rest, position))
        })
    }

    fn is_readable_value(&self, value: &'p Expression<'a>, path: &[&str], position: usize) -> bool {
        match (own_symbol(value), ValueKind::of(value)) {
            (Some(symbol), _) => self.is_readable(symbol, path, position),
            (None, Some(kind)) => self.is_readable_in(&kind, path, position),
            (None, None) => false,
        }
    }

    /// What can be read of an exported value, after its module has run.
    fn readable_paths(&self, symbol: LocalSymbolIdx) -> Vec<Box<str>> {
        let mut paths = Vec::new();
        if let Some(value) = self.settled_value(symbol, usize::MAX) {
            self.add_paths(&value.kind, value.position, "", MOST_LEVELS, &mut paths);
        }
        paths
    }

    fn add_paths(
        &self,
        value: &ValueKind<'p, 'a>,
        position: usize,
        prefix: &str,
        levels: usize,
        paths: &mut Vec<Box<str>>,
    ) {
        for (name, property) in properties(value) {
            if levels == 0 || paths.len() >= MOST_PATHS {
                return;
            }
            paths.push(format!("{prefix}{name}").into());
            let Some(property) = property else { continue };
            let of_symbol = own_symbol(property).and_then(|symbol| self.settled_value(symbol, position));
            let (kind, position) = match of_symbol {
                Some(value) => (Some(value.kind), value.position),
                None => (ValueKind::of(property), position),
            };
            if let Some(kind) = kind {
                self.add_paths(&kind, position, &format!("{prefix}{name}."), levels - 1, paths);
            }
        }
    }
}

/// The same, where an object that is read, or has a method called, turns out to be a namespace.
fn through_namespace(assumption: Assumption, summary: &ModuleSummary) -> Option<Assumption> {
    let is_namespace = |import: ImportIdx| summary.imports[import].imported == ImportedName::Namespace;
    match assumption {
        Assumption { of: Named::Import(import), that } if is_namespace(import) => match that {
            Fact::IsPure => None,
            Fact::IsReadable(path) => {
                let (name, rest) = path.split_once('.')?;
                let of = Named::Member(import, name.into());
                Some(Assumption { of, that: Fact::IsReadable(rest.into()) })
            }
        },
        assumption => Some(assumption),
    }
}

fn own_symbol(expression: &Expression<'_>) -> Option<LocalSymbolIdx> {
    let Expression::Identifier(identifier) = expression else { return None };
    match ReferenceMark::decode(identifier.reference_id.get()) {
        ReferenceMark::TopLevel(symbol) => Some(symbol),
        ReferenceMark::Local | ReferenceMark::Import(_) | ReferenceMark::Global => None,
    }
}

/// Own properties that are there for certain, in order, with their values where they are written out. None of objects that
/// may have accessors by these names.
fn properties<'p, 'a>(value: &ValueKind<'p, 'a>) -> Vec<(String, Option<&'p Expression<'a>>)> {
    let mut rows = Vec::new();
    match value {
        ValueKind::Function(_) | ValueKind::Arrow(_) => {}
        ValueKind::Object(object) => {
            for property in &object.properties {
                let ObjectPropertyKind::ObjectProperty(property) = property else { return Vec::new() };
                let name = property.key.static_name().filter(|name| name != "__proto__");
                match (name, property.kind) {
                    (Some(name), PropertyKind::Init) => rows.push((name.into_owned(), Some(&property.value))),
                    _ => return Vec::new(),
                }
            }
        }
        ValueKind::Class(class) => {
            for element in &class.body.body {
                match element {
                    ClassElement::PropertyDefinition(field) if field.r#static => {
                        let Some(name) = field.key.static_name() else { return Vec::new() };
                        rows.push((name.into_owned(), field.value.as_ref()));
                    }
                    ClassElement::MethodDefinition(method) if method.r#static => {
                        let is_method = method.kind == MethodDefinitionKind::Method;
                        let name = method.key.static_name().filter(|_| is_method);
                        let Some(name) = name else { return Vec::new() };
                        rows.push((name.into_owned(), None));
                    }
                    ClassElement::StaticBlock(_) | ClassElement::AccessorProperty(_) => return Vec::new(),
                    _ => {}
                }
            }
        }
    }
    rows
}

/// An object with properties that cannot get at one another, of which only properties are read.
fn read_object(object: &ObjectExpression<'_>, usage: &ImportUsage) -> Option<ReadObject> {
    let read = match usage {
        ImportUsage::Whole => return None,
        ImportUsage::Unused => Vec::new(),
        ImportUsage::Members(members) => members.iter().map(|member| member.as_str().into()).collect(),
    };
    if object.properties.len() > MOST_PROPERTIES {
        return None;
    }
    let mut found = ReadObject { properties: Vec::new(), read };
    for property in &object.properties {
        let ObjectPropertyKind::ObjectProperty(property) = property else { return None };
        let name = property.key.static_name().filter(|name| name != "__proto__")?;
        let value = &property.value;
        let constant = short_constant(value, name.len().max(MOST_BYTES));
        let stands_alone =
            constant.is_some() || is_data(value) || matches!(value, Expression::ArrowFunctionExpression(_));
        let is_first = found.property(&name).is_none();
        if property.kind != PropertyKind::Init || !stands_alone || !is_first {
            return None;
        }
        found.properties.push(ReadProperty { name: name.as_ref().into(), constant });
    }
    // What it inherits may read all of it: `KEYS.hasOwnProperty(name)`.
    found.read.iter().all(|name| found.property(name).is_some()).then_some(found)
}

fn function_facts(value: &ValueKind<'_, '_>) -> Option<Facts> {
    let pure_if = match value {
        ValueKind::Function(function) if function.pure => Some(Vec::new()),
        ValueKind::Arrow(arrow) if arrow.pure => Some(Vec::new()),
        ValueKind::Function(function) if !function.r#async && !function.generator => {
            let body = function.body.as_deref()?;
            does_nothing(&function.params, |assuming| is_free_of_effects(&body.statements, assuming))
        }
        ValueKind::Arrow(arrow) if !arrow.r#async => {
            does_nothing(&arrow.params, |assuming| match &arrow.body {
                ArrowFunctionBody::FunctionBody(body) => is_free_of_effects(&body.statements, assuming),
                body => body.as_expression().is_some_and(|value| !value.may_have_side_effects(assuming)),
            })
        }
        _ => None,
    };
    pure_if.map(|assumptions| Facts { pure_if: Some(assumptions), ..Facts::default() })
}

fn is_free_of_effects(statements: &[Statement<'_>], assuming: &Assuming) -> bool {
    !statements.iter().any(|statement| statement.may_have_side_effects(assuming))
}

/// What must be true so that a call with any arguments does nothing.
fn does_nothing(
    params: &FormalParameters<'_>,
    is_free_of_effects: impl FnOnce(&Assuming) -> bool,
) -> Option<Vec<Assumption>> {
    let is_name = |pattern: &BindingPattern<'_>| matches!(pattern, BindingPattern::BindingIdentifier(_));
    let are_names = params.items.iter().all(|param| is_name(&param.pattern) && param.initializer.is_none())
        && params.rest.as_ref().is_none_or(|rest| is_name(&rest.rest.argument));
    let assuming = Assuming::new(PropertyReadSideEffects::All);
    (are_names && is_free_of_effects(&assuming)).then(|| assuming.found.into_inner())
}

/// What must be true so that `statement`, which seems to have side effects, has none.
fn assumptions(statement: &Statement<'_>) -> Option<Vec<Assumption>> {
    let calls = Assuming::new(PropertyReadSideEffects::All);
    if !purity::effects_of(statement, &calls) {
        return Some(calls.found.into_inner());
    }
    let calls = Assuming::new(PropertyReadSideEffects::None);
    if purity::effects_of(statement, &calls) {
        return None;
    }
    let mut reads = Reads { found: calls.found.into_inner(), is_refused: false };
    reads.visit_statement(statement);
    (!reads.is_refused).then_some(reads.found)
}

/// Takes named functions for pure, and notes which.
struct Assuming {
    reads: PropertyReadSideEffects,
    found: RefCell<Vec<Assumption>>,
}

impl Assuming {
    fn new(reads: PropertyReadSideEffects) -> Self {
        Self { reads, found: RefCell::new(Vec::new()) }
    }
}

impl<'a> GlobalContext<'a> for Assuming {
    fn is_global_reference(&self, reference: &IdentifierReference<'a>) -> bool {
        ReferenceMark::decode(reference.reference_id.get()) == ReferenceMark::Global
    }
}

impl<'a> MayHaveSideEffectsContext<'a> for Assuming {
    fn annotations(&self) -> bool {
        true
    }

    fn manual_pure_functions(&self, callee: &Expression) -> bool {
        let named = named(callee);
        self.found.borrow_mut().extend(named.clone().map(|of| Assumption { of, that: Fact::IsPure }));
        named.is_some()
    }

    fn property_read_side_effects(&self) -> PropertyReadSideEffects {
        self.reads
    }

    fn unknown_global_side_effects(&self) -> bool {
        true
    }
}

fn named(expression: &Expression<'_>) -> Option<Named> {
    match expression {
        Expression::Identifier(identifier) => match ReferenceMark::decode(identifier.reference_id.get()) {
            ReferenceMark::TopLevel(symbol) => Some(Named::Symbol(symbol)),
            ReferenceMark::Import(import) => Some(Named::Import(import)),
            ReferenceMark::Local | ReferenceMark::Global => None,
        },
        Expression::StaticMemberExpression(member) if !member.optional => match named(&member.object)? {
            Named::Import(import) => Some(Named::Member(import, member.property.name.as_str().into())),
            Named::Symbol(_) | Named::Member(..) => None,
        },
        _ => None,
    }
}

/// Collects what a statement reads of named objects when it is evaluated. Refuses what else may run a getter.
struct Reads {
    found: Vec<Assumption>,
    is_refused: bool,
}

impl Reads {
    /// `Ticks.formatters.numeric`, `ns.Ticks.formatters.numeric`
    fn path(&mut self, expression: &Expression<'_>) {
        let mut names = Vec::new();
        let mut root = expression;
        while let Expression::StaticMemberExpression(member) = root
            && !member.optional
        {
            names.push(member.property.name.as_str());
            root = &member.object;
        }
        names.reverse();
        match named(root) {
            Some(of) if !names.is_empty() => {
                let path = names.join(".").into();
                self.found.push(Assumption { of, that: Fact::IsReadable(path) });
            }
            _ => self.is_refused = true,
        }
    }

    fn arguments<'a>(&mut self, callee: &Expression<'a>, is_pure: bool, arguments: &[Argument<'a>]) {
        // Functions that are written out have been looked into, and methods may be anybody's.
        self.is_refused |= !is_pure && named(callee).is_none();
        for argument in arguments {
            self.visit_argument(argument);
        }
    }
}

impl<'a> Visit<'a> for Reads {
    fn visit_expression(&mut self, it: &Expression<'a>) {
        let without_reads = Assuming::new(PropertyReadSideEffects::All);
        if self.is_refused || !it.may_have_side_effects(&without_reads) {
            return;
        }
        match it {
            Expression::CallExpression(call) => self.arguments(&call.callee, call.pure, &call.arguments),
            Expression::NewExpression(call) => self.arguments(&call.callee, call.pure, &call.arguments),
            Expression::ChainExpression(_) | Expression::TaggedTemplateExpression(_) => {
                self.is_refused = true
            }
            member if member.is_member_expression() => self.path(member),
            _ => walk::walk_expression(self, it),
        }
    }

    fn visit_function(&mut self, _: &Function<'a>, _: oxc::syntax::scope::ScopeFlags) {}

    fn visit_arrow_function_expression(&mut self, _: &ArrowFunctionExpression<'a>) {}

    fn visit_property_definition(&mut self, it: &PropertyDefinition<'a>) {
        self.visit_property_key(&it.key);
        if let Some(value) = it.value.as_ref().filter(|_| it.r#static) {
            self.visit_expression(value);
        }
    }

    fn visit_accessor_property(&mut self, _: &AccessorProperty<'a>) {
        self.is_refused = true;
    }

    fn visit_spread_element(&mut self, _: &SpreadElement<'a>) {
        self.is_refused = true;
    }

    fn visit_object_pattern(&mut self, _: &ObjectPattern<'a>) {
        self.is_refused = true;
    }

    fn visit_array_pattern(&mut self, _: &ArrayPattern<'a>) {
        self.is_refused = true;
    }
}

//! The text of a chunk → its table of modules, whatever the format around it.

use std::ops::Range;

use oxc::{
    allocator::Allocator,
    ast::ast::{Expression, ObjectExpression, ObjectPropertyKind, PropertyKey},
    ast_visit::{Visit, walk::walk_object_expression},
    parser::Parser,
    span::{GetSpan as _, SourceType},
};

use rustc_hash::FxHashMap;

use super::side_file::Id;

/// Where the modules of a chunk are. Ranges are bytes of its text.
#[derive(Debug)]
pub struct Table {
    pub rows: Vec<Row>,
    by_id: FxHashMap<Id, usize>,
    /// One "use strict" stands at the top and serves all modules.
    pub is_strict: bool,
    /// Of an ES module, where all code is strict.
    pub is_module: bool,
}

impl Table {
    pub fn row(&self, id: &Id) -> Option<&Row> {
        self.rows.get(*self.by_id.get(id)?)
    }
}

#[derive(Debug)]
pub struct Row {
    pub id: Id,
    pub property: Range<usize>,
    pub function: Range<usize>,
}

/// `None`: the text cannot be parsed, or has no table with all of `expected` and, without any, one that `is_ours`.
pub fn table(text: &str, expected: &[&Id], is_ours: impl Fn(&Id) -> bool) -> Option<Table> {
    let allocator = Allocator::default();
    let parsed = parse(&allocator, text)?;
    let is_strict = parsed.directives.iter().any(|directive| directive.directive == "use strict");
    let mut search = TableSearch { expected, is_ours: &is_ours, rows: None };
    search.visit_program(&parsed);
    let is_module = parsed.body.iter().any(|statement| statement.is_module_declaration());
    let rows = search.rows?;
    let by_id = rows.iter().enumerate().map(|(index, row)| (row.id.clone(), index)).collect();
    Some(Table { rows, by_id, is_strict, is_module })
}

pub fn parse<'a>(allocator: &'a Allocator, text: &'a str) -> Option<oxc::ast::ast::Program<'a>> {
    // Chunks of ES modules, or scripts.
    let parsed = [SourceType::cjs(), SourceType::mjs()]
        .into_iter()
        .map(|kind| Parser::new(allocator, text, kind).parse())
        .find(|parsed| parsed.diagnostics.is_empty() && !parsed.panicked)?;
    Some(parsed.program)
}

/// The outermost object that has all of the modules.
struct TableSearch<'e> {
    expected: &'e [&'e Id],
    is_ours: &'e dyn Fn(&Id) -> bool,
    rows: Option<Vec<Row>>,
}

impl<'a> Visit<'a> for TableSearch<'_> {
    fn visit_object_expression(&mut self, object: &ObjectExpression<'a>) {
        if self.rows.is_some() {
            return;
        }
        let rows: Option<Vec<Row>> = object.properties.iter().map(row).collect();
        let has_all = |rows: &Vec<Row>| match self.expected {
            [] => rows.iter().any(|row| (self.is_ours)(&row.id)),
            expected => expected.iter().all(|id| rows.iter().any(|row| row.id == **id)),
        };
        match rows.filter(|rows| !rows.is_empty() && has_all(rows)) {
            Some(rows) => self.rows = Some(rows),
            None => walk_object_expression(self, object),
        }
    }
}

fn row(property: &ObjectPropertyKind<'_>) -> Option<Row> {
    let ObjectPropertyKind::ObjectProperty(property) = property else { return None };
    let is_function =
        matches!(property.value, Expression::ArrowFunctionExpression(_) | Expression::FunctionExpression(_));
    let span = property.span();
    let value = property.value.span();
    let range = |start: u32, end: u32| start as usize..end as usize;
    is_function.then_some(Row {
        id: key_id(&property.key)?,
        property: range(span.start, span.end),
        function: range(value.start, value.end),
    })
}

pub fn key_id(key: &PropertyKey<'_>) -> Option<Id> {
    match key {
        PropertyKey::NumericLiteral(number) if number.value.fract() == 0.0 && number.value >= 0.0 => {
            Some(Id::Number(number.value as u32))
        }
        PropertyKey::StringLiteral(text) => Some(Id::Text(text.value.to_string())),
        PropertyKey::StaticIdentifier(name) => Some(Id::Text(name.name.to_string())),
        _ => None,
    }
}

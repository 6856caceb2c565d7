//! `provide`: free names that stand for modules, as webpack's ProvidePlugin has them.
//!
//! ```js
//! // provide: { $: "jquery", "process.nextTick": ["process/browser", "nextTick"] }
//! import "./style.css";                          import "./style.css";
//! $("p");                                        var $ = __fedpack_provided__("jquery");
//! process.nextTick(f);                           var __fedpack_provided_0__ = __fedpack_provided__("process/browser").nextTick;
//!                                                $("p");
//!                                                __fedpack_provided_0__(f);
//! ```
//!
//! What `define` replaces is not asked for: `process.env.NODE_ENV` needs no `process`.

use oxc::{
    allocator::Allocator,
    ast::{
        ast::{
            Argument, CallExpression, Expression, IdentifierReference, Program, Statement, VariableDeclarator,
        },
        builder::AstBuilder,
    },
    ast_visit::{VisitMut, walk_mut},
    parser::Parser,
    semantic::{Scoping, SemanticBuilder},
    span::{GetSpan, SourceType, Span},
};
use rustc_hash::{FxHashMap, FxHashSet};

use super::{
    ast::PROVIDED,
    define::{DefineTable, Value},
    visitor::Visitor,
};
use crate::config::ProvidedName;
use fedpack_graph::module_graph::{DependencyKind, ReferencedExports};

/// `provide` of the configuration, made ready to look names up. Made once per build.
#[derive(Debug, Default, PartialEq)]
pub struct ProvideTable {
    /// Dotted name → code of the value.
    values: FxHashMap<String, String>,
    /// First parts of the names.
    roots: FxHashSet<String>,
}

impl ProvideTable {
    pub fn new<'p>(names: impl IntoIterator<Item = (&'p String, &'p ProvidedName)>) -> Self {
        let mut table = Self::default();
        for (name, ProvidedName { request, path }) in names {
            let quoted = |text: &str| serde_json::Value::from(text).to_string();
            let path: String = path.iter().map(|key| format!("[{}]", quoted(key))).collect();
            table.values.insert(name.clone(), format!("{PROVIDED}({}){path}", quoted(request)));
            table.roots.insert(name.split('.').next().unwrap_or(name).to_owned());
        }
        table
    }

    /// A cheap "no": most files mention none of the names.
    fn may_be_used_in(&self, source: &str) -> bool {
        self.roots.iter().any(|root| source.contains(root.as_str()))
    }
}

/// Declares the provided names that a program uses as free names. New scoping, if there are any.
pub fn declare<'a>(
    allocator: &'a Allocator,
    program: &mut Program<'a>,
    scoping: &Scoping,
    table: &ProvideTable,
    define: &DefineTable,
) -> Option<Scoping> {
    if !table.may_be_used_in(program.source_text) {
        return None;
    }
    let builder = AstBuilder::new(allocator);
    let mut uses = Uses { builder, scoping, table, define, found: Vec::new() };
    uses.visit_program(program);
    let found = uses.found;
    if found.is_empty() {
        return None;
    }
    let at = program
        .body
        .iter()
        .position(|statement| !matches!(statement, Statement::ImportDeclaration(_)))
        .unwrap_or(program.body.len());
    for (index, Found { variable, value, span }) in found.into_iter().enumerate() {
        let text = allocator.alloc_str(&format!("var {variable} = {value};"));
        let mut parsed = Parser::new(allocator, text, SourceType::script()).parse().program;
        // Where the name is first used is where a module that cannot be found is asked for.
        Place(span).visit_program(&mut parsed);
        if let Some(declaration) = parsed.body.pop() {
            program.body.insert(at + index, declaration);
        }
    }
    Some(SemanticBuilder::new().build(program).semantic.into_scoping())
}

struct Found {
    variable: String,
    value: String,
    span: Span,
}

struct Uses<'a, 't> {
    builder: AstBuilder<'a>,
    scoping: &'t Scoping,
    table: &'t ProvideTable,
    define: &'t DefineTable,
    /// In the order of their first use.
    found: Vec<Found>,
}

impl<'a> Uses<'a, '_> {
    fn is_free(&self, identifier: &IdentifierReference<'a>) -> bool {
        let reference = identifier.reference_id.get();
        reference.is_some_and(|reference| self.scoping.get_reference(reference).symbol_id().is_none())
    }

    /// `process.env` → that text, if its root is a free name that something is provided for.
    fn dotted_name(&self, expression: &Expression<'a>) -> Option<String> {
        match expression {
            Expression::Identifier(identifier) => {
                let is_root = self.table.roots.contains(identifier.name.as_str());
                (is_root && self.is_free(identifier)).then(|| identifier.name.to_string())
            }
            Expression::StaticMemberExpression(member) => {
                Some(format!("{}.{}", self.dotted_name(&member.object)?, member.property.name))
            }
            _ => None,
        }
    }

    /// The variable that holds what `name` stands for.
    fn variable(&mut self, name: &str, span: Span) -> Option<&str> {
        let value = self.table.values.get(name)?;
        let at = self.found.iter().position(|found| found.value == *value && found.is_for(name));
        let at = at.unwrap_or_else(|| {
            let is_path = name.contains('.');
            let variable =
                if is_path { format!("__fedpack_provided_{}__", self.found.len()) } else { name.to_owned() };
            self.found.push(Found { variable, value: value.clone(), span });
            self.found.len() - 1
        });
        Some(&self.found[at].variable)
    }
}

impl Found {
    /// A name has a variable of its own; paths share one for each value.
    fn is_for(&self, name: &str) -> bool {
        if name.contains('.') {
            self.variable.starts_with("__fedpack_provided_")
        } else {
            self.variable == name
        }
    }
}

impl<'a> VisitMut<'a> for Uses<'a, '_> {
    fn visit_expression(&mut self, it: &mut Expression<'a>) {
        if let Some(name) = self.dotted_name(it) {
            if self.define.has(&name) {
                return;
            }
            let (span, is_path) = (it.span(), name.contains('.'));
            if let Some(variable) = self.variable(&name, span) {
                if is_path {
                    let variable = variable.to_owned();
                    let variable: &'a str =
                        oxc::allocator::GetAllocator::allocator(&self.builder).alloc_str(&variable);
                    *it = Expression::new_identifier(span, variable, &self.builder);
                }
                return;
            }
        }
        walk_mut::walk_expression(self, it);
    }
}

struct Place(Span);

impl<'a> VisitMut<'a> for Place {
    fn visit_span(&mut self, span: &mut Span) {
        *span = self.0;
    }
}

/// Whether a statement declares a provided name: it does nothing that anybody sees.
pub fn is_declaration(statement: &Statement<'_>) -> bool {
    let Statement::VariableDeclaration(declaration) = statement else { return false };
    matches!(&declaration.declarations[..], [VariableDeclarator { init: Some(init), .. }] if is_provided(init))
}

fn is_provided(mut value: &Expression<'_>) -> bool {
    while let Expression::ComputedMemberExpression(member) = value {
        value = &member.object;
    }
    matches!(value, Expression::CallExpression(call) if is_call(call))
}

fn is_call(call: &CallExpression<'_>) -> bool {
    matches!(&call.callee, Expression::Identifier(callee) if callee.name == PROVIDED)
}

impl<'a> Visitor<'a, '_> {
    /// `__fedpack_provided__("x")["a"]`, or the call alone. True if it was one.
    pub(super) fn visit_provided(&mut self, expression: &mut Expression<'a>) -> bool {
        let (call, first) = match expression {
            Expression::ComputedMemberExpression(member) => {
                let Expression::StringLiteral(key) = &member.expression else { return false };
                let key = key.value.to_string();
                (&mut member.object, Some(key))
            }
            call => (call, None),
        };
        let Expression::CallExpression(it) = &*call else { return false };
        if !is_call(it) {
            return false;
        }
        let request = it.arguments.first().and_then(Argument::as_expression).and_then(|it| self.evaluate(it));
        let Some(Value::String(request)) = request else { return false };
        let span = it.span;
        let referenced = match first {
            Some(name) => ReferencedExports::of_names([name.as_str()]),
            None => ReferencedExports::All,
        };
        let dependency = self.add_dependency(request, DependencyKind::ProvidedName { referenced }, span);
        *call = self.placeholder(dependency, None, span);
        true
    }
}

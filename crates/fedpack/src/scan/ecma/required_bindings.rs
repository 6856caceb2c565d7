//! What is read of a module that `require()` or `import()` gives:
//!
//! ```js
//! const m = require("./m"); m.a(); const { b } = m;       // a and b
//! const m = await import("./m"); m["a"].c;                // a.c
//! import("./m").then(({ a }) => …);  import("./m").then((m) => m.a);
//! ```
//!
//! The walk counts the places where a name is read by a member. If those are all references of the name, nothing else
//! can be read.

use fedpack_graph::{
    LocalDependencyIdx,
    module_graph::{DependencyKind, MemberPath, ReferencedExports},
    summary::{ExportTarget, ModuleFeatures},
};
use indexmap::IndexSet;
use oxc::{
    ast::ast::*,
    ast_visit::VisitMut,
    span::{GetSpan, Span},
    syntax::symbol::SymbolId,
};
use rustc_hash::FxHashMap;

use super::{ast::DEPENDENCY_PLACEHOLDER, known_values::root_of, visitor::Visitor};
use crate::diagnostics::scan as problems;

#[derive(Debug, Default)]
pub struct RequiredBindings {
    reads: FxHashMap<SymbolId, Reads>,
    /// Variables whose value is that of one `require()`.
    bindings: Vec<(SymbolId, LocalDependencyIdx)>,
    /// The chain of members around the current node, by the place of what it begins with.
    chain: Option<(Span, MemberPath)>,
    /// What is called around the current node.
    callee: Option<Span>,
}

#[derive(Debug, Default)]
struct Reads {
    places: usize,
    paths: IndexSet<MemberPath>,
}

impl Reads {
    fn add(&mut self, paths: impl IntoIterator<Item = MemberPath>) {
        self.places += 1;
        self.paths.extend(paths);
    }
}

impl<'a> Visitor<'a, '_> {
    /// `m.a.b`, `require("./m").a.b`, outermost first: what is read is known before `m.a` is visited.
    pub(super) fn note_chain(&mut self, expression: &Expression<'a>) {
        let is_longer = |member: &MemberExpression<'a>| member.object().is_member_expression();
        if !self.notes_reads
            || self.required.chain.is_some()
            || !expression.as_member_expression().is_some_and(is_longer)
        {
            return;
        }
        let Some(root) = root_of(expression) else { return };
        let is_module = match root {
            Expression::Identifier(name) => self.symbol_of(name).is_some(),
            Expression::CallExpression(call) => self.is_require(&call.callee),
            Expression::AwaitExpression(awaited) => {
                matches!(awaited.argument, Expression::ImportExpression(_))
            }
            _ => false,
        };
        if is_module && let Some(mut members) = self.members_of(expression) {
            // In `m.tools.saw()` it gets `m.tools` as its `this`.
            if self.required.callee == Some(expression.span()) {
                members.pop();
            }
            let path = members.into_iter().map(Box::from).collect();
            self.required.chain = Some((root.span(), path));
        }
    }

    /// `callee(…)`, before it is visited.
    pub(super) fn note_callee(&mut self, callee: &Expression<'a>) {
        if self.notes_reads && callee.is_member_expression() {
            self.required.callee = Some(callee.span());
        }
    }

    /// What is read of `object`: `name`, and of that what the chain that it is part of says.
    pub(super) fn path_read(&mut self, object: &Expression<'a>, name: &str) -> MemberPath {
        match self.required.chain.take() {
            Some((root, path)) if root == object.span() => path,
            _ => MemberPath::from_iter([Box::from(name)]),
        }
    }

    /// `m.name`, before `m` is visited.
    pub(super) fn note_member_read(&mut self, object: &Expression<'a>, name: &str) {
        if self.notes_reads
            && let Expression::Identifier(identifier) = object
            && let Some(symbol) = self.symbol_of(identifier)
        {
            let path = self.path_read(object, name);
            self.required.reads.entry(symbol).or_default().add([path]);
        }
    }

    /// `m["name"]`, `require("./m")["name"]`.
    pub(super) fn note_computed_read(&mut self, member: &ComputedMemberExpression<'a>) {
        let Expression::StringLiteral(name) = &member.expression else { return };
        match &member.object {
            Expression::CallExpression(call) if self.is_require(&call.callee) => {
                let path = self.path_read(&member.object, &name.value);
                self.referenced_hint = Some(ReferencedExports::Names(vec![path]));
            }
            object => self.note_member_read(object, &name.value),
        }
    }

    /// The paths that a pattern reads of `require("x")`, `await import("x")`; notes those that it reads of a variable.
    pub(super) fn destructured_names_of(
        &mut self,
        pattern: &BindingPattern<'a>,
        value: &Expression<'a>,
    ) -> Option<Vec<MemberPath>> {
        match value {
            Expression::AwaitExpression(awaited) => {
                matches!(awaited.argument, Expression::ImportExpression(_))
                    .then(|| destructured_paths(pattern))
                    .flatten()
            }
            Expression::CallExpression(call) if self.is_require(&call.callee) => destructured_paths(pattern),
            Expression::Identifier(identifier) if self.notes_reads => {
                let paths = destructured_paths(pattern)?;
                if let Some(symbol) = self.symbol_of(identifier) {
                    self.required.reads.entry(symbol).or_default().add(paths);
                }
                None
            }
            _ => None,
        }
    }

    /// `const m = require("./m")`, whose dependency is `first`, if it is the only new one.
    pub(super) fn note_require_binding(
        &mut self,
        pattern: &BindingPattern<'a>,
        value: &Expression<'a>,
        first: usize,
    ) {
        if self.notes_reads
            && let BindingPattern::BindingIdentifier(name) = pattern
            && let Some(symbol) = name.symbol_id.get()
            && is_placeholder(value)
            && self.is_required_value(first)
        {
            self.required.bindings.push((symbol, LocalDependencyIdx::from_usize(first)));
        }
    }

    /// Whether the value that was visited just now is what its only dependency gives.
    fn is_required_value(&self, first: usize) -> bool {
        let [dependency] = &self.dependencies[first..] else { return false };
        match &dependency.kind {
            DependencyKind::Require { referenced } => *referenced == ReferencedExports::All,
            DependencyKind::DynamicImport(_) => true,
            DependencyKind::Context(context) => context.exports.is_empty(),
            _ => false,
        }
    }

    /// `import("./m").then(callback)`: what the callback reads. True if `call` is done.
    pub(super) fn import_then(&mut self, call: &mut CallExpression<'a>) -> bool {
        let parameter =
            call.arguments.first().and_then(Argument::as_expression).and_then(|it| self.parameter(it));
        let Expression::StaticMemberExpression(callee) = &mut call.callee else { return false };
        if let Some(Parameter::Names(names)) = &parameter {
            self.referenced_hint = Some(ReferencedExports::Names(names.clone()));
        }
        let first = self.dependencies.len();
        self.visit_expression(&mut callee.object);
        self.referenced_hint = None;
        if let Some(Parameter::Variable(symbol)) = parameter
            && self.notes_reads
            && self.is_required_value(first)
        {
            self.required.bindings.push((symbol, LocalDependencyIdx::from_usize(first)));
        }
        for argument in &mut call.arguments {
            self.visit_argument(argument);
        }
        true
    }

    /// What a callback takes. `None`: anything may be read of it.
    fn parameter(&self, callback: &Expression<'a>) -> Option<Parameter> {
        let parameters = match callback {
            Expression::ArrowFunctionExpression(function) => &function.params,
            Expression::FunctionExpression(function)
                if !self.text_of(function.span).contains("arguments") =>
            {
                &function.params
            }
            _ => return None,
        };
        match parameters.items.first() {
            None if parameters.rest.is_some() => None,
            None => Some(Parameter::Names(Vec::new())),
            Some(parameter) => match &parameter.pattern {
                BindingPattern::BindingIdentifier(name) => name.symbol_id.get().map(Parameter::Variable),
                pattern => destructured_paths(pattern).map(Parameter::Names),
            },
        }
    }

    fn text_of(&self, span: Span) -> &'a str {
        self.source.get(span.start as usize..span.end as usize).unwrap_or_default()
    }

    /// Tells the dependencies of variables what is read of them.
    pub(super) fn narrow_required_bindings(&mut self) {
        if self.summary.features.intersects(ModuleFeatures::EVAL | ModuleFeatures::WITH) {
            return;
        }
        let RequiredBindings { mut reads, bindings, .. } = std::mem::take(&mut self.required);
        for (symbol, dependency) in bindings {
            let references = self.scoping.get_resolved_reference_ids(symbol).len();
            let is_exported = self.names.symbols.get(&symbol).is_some_and(|local| {
                let mut exports = self.summary.exports.iter();
                exports.any(|export| export.target == ExportTarget::Local(*local))
            });
            let reads = reads.entry(symbol).or_default();
            if !is_exported && reads.places == references {
                let names = reads.paths.iter().cloned().collect();
                self.narrow(dependency, names);
            }
        }
    }

    fn narrow(&mut self, dependency: LocalDependencyIdx, names: Vec<MemberPath>) {
        let row = &mut self.dependencies[dependency.index()];
        let span = row.span;
        let is_overruled = match &mut row.kind {
            DependencyKind::Require { referenced } => {
                *referenced = ReferencedExports::Names(names);
                false
            }
            DependencyKind::DynamicImport(options) => {
                let before = std::mem::replace(&mut options.exports, ReferencedExports::Names(names));
                before != ReferencedExports::All
            }
            DependencyKind::Context(context) => {
                context.exports = ReferencedExports::Names(names).first_names();
                false
            }
            _ => false,
        };
        if is_overruled {
            let warning = problems::overruled_exports(self.place, span);
            self.warn(warning);
        }
    }
}

/// What a callback takes.
enum Parameter {
    Variable(SymbolId),
    Names(Vec<MemberPath>),
}

fn is_placeholder(value: &Expression<'_>) -> bool {
    let call = match value {
        Expression::AwaitExpression(awaited) => &awaited.argument,
        value => value,
    };
    let Expression::CallExpression(call) = call else { return false };
    matches!(&call.callee, Expression::Identifier(callee) if callee.name == DEPENDENCY_PLACEHOLDER)
}

/// `const {a, b: c} = …`: the names read, unless there is a rest element or a computed key.
pub(super) fn destructured_names(pattern: &BindingPattern<'_>) -> Option<Vec<String>> {
    let BindingPattern::ObjectPattern(object) = pattern else { return None };
    if object.rest.is_some() {
        return None;
    }
    let names = object.properties.iter().map(|property| match &property.key {
        _ if property.computed => None,
        PropertyKey::StaticIdentifier(name) => Some(name.name.to_string()),
        PropertyKey::StringLiteral(name) => Some(name.value.to_string()),
        _ => None,
    });
    names.collect()
}

/// The same with what is read of each: `const {a, b: {c, d}} = …` reads `a`, `b.c` and `b.d`.
pub(super) fn destructured_paths(pattern: &BindingPattern<'_>) -> Option<Vec<MemberPath>> {
    let names = destructured_names(pattern)?;
    let BindingPattern::ObjectPattern(object) = pattern else { return None };
    let mut paths = Vec::with_capacity(names.len());
    for (name, property) in names.into_iter().zip(&object.properties) {
        let name: Box<str> = name.into();
        match destructured_paths(&property.value) {
            Some(inner) if !inner.is_empty() => {
                paths.extend(
                    inner.into_iter().map(|path| std::iter::once(name.clone()).chain(path).collect()),
                );
            }
            _ => paths.push(MemberPath::from_iter([name])),
        }
    }
    Some(paths)
}

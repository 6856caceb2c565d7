//! Finds an option in the text of a JavaScript or TypeScript configuration, without running it.
//!
//! Best effort: object literals are walked by key, through variables, `defineConfig(…)`, functions that return an
//! object, spreads and conditional expressions. Where that ends, the nearest place found so far is the answer.

use fedpack_graph::module_graph::Span;
use oxc::{
    allocator::Allocator,
    ast::ast::{
        Argument, ArrayExpressionElement, ArrowFunctionBody, BindingPattern, ExportDefaultDeclarationKind,
        Expression, Function, FunctionBody, ObjectExpression, ObjectPropertyKind, Program, Statement,
    },
    parser::Parser,
    span::{GetSpan, SourceType},
};
use rustc_hash::FxHashMap;

use super::{
    path::PathSegment,
    source::{ConfigLanguage, Part},
};

/// Deeper chains of variables and spreads than this are cycles.
const DEPTH_LIMIT: u32 = 64;

pub fn locate(text: &str, language: ConfigLanguage, segments: &[PathSegment], part: Part) -> Option<Span> {
    let allocator = Allocator::default();
    let source_type = match language {
        ConfigLanguage::Typescript => SourceType::ts(),
        _ => SourceType::unambiguous(),
    };
    let program = Parser::new(&allocator, text, source_type).parse().program;
    let finder = Finder { variables: variables(&program), part };
    let root = exported(&program)?;
    let found = finder.find(root, segments, Some(root.span()), 0);
    found.map(|span| Span { start: span.start, end: span.end })
}

type OxcSpan = oxc::span::Span;

struct Finder<'a> {
    variables: FxHashMap<&'a str, Definition<'a>>,
    part: Part,
}

#[derive(Clone, Copy)]
enum Definition<'a> {
    Value(&'a Expression<'a>),
    Function(&'a FunctionBody<'a>),
}

impl<'a> Finder<'a> {
    /// `fallback` is what is known of the place already.
    fn find(
        &self,
        expression: &'a Expression<'a>,
        segments: &[PathSegment],
        fallback: Option<OxcSpan>,
        depth: u32,
    ) -> Option<OxcSpan> {
        if depth > DEPTH_LIMIT || segments.is_empty() {
            return fallback;
        }
        let go = |next: &'a Expression<'a>| self.find(next, segments, fallback, depth + 1);
        match expression.get_inner_expression() {
            Expression::ObjectExpression(object) => self.find_in_object(object, segments, fallback, depth),
            Expression::ArrayExpression(array) => {
                let Some(index) = segments[0].as_index() else { return fallback };
                let element = array.elements.get(index).filter(|_| {
                    !array.elements[..=index]
                        .iter()
                        .any(|element| matches!(element, ArrayExpressionElement::SpreadElement(_)))
                });
                let Some(element) = element.and_then(|element| element.as_expression()) else {
                    return fallback;
                };
                self.find(element, &segments[1..], Some(element.span()), depth + 1)
            }
            Expression::Identifier(name) => match self.variables.get(name.name.as_str()) {
                Some(Definition::Value(value)) => go(value),
                Some(Definition::Function(body)) => self.find_in_body(body, segments, fallback, depth),
                None => fallback,
            },
            Expression::ArrowFunctionExpression(arrow) => match &arrow.body {
                ArrowFunctionBody::FunctionBody(body) => self.find_in_body(body, segments, fallback, depth),
                body => body.as_expression().map_or(fallback, go),
            },
            Expression::FunctionExpression(function) => function
                .body
                .as_ref()
                .map_or(fallback, |body| self.find_in_body(body, segments, fallback, depth)),
            Expression::AwaitExpression(inner) => go(&inner.argument),
            Expression::ConditionalExpression(choice) => {
                self.better(segments, fallback, depth, &[&choice.consequent, &choice.alternate])
            }
            Expression::LogicalExpression(logical) => {
                self.better(segments, fallback, depth, &[&logical.right, &logical.left])
            }
            // `defineConfig({…})`, `merge(base, {…})`: the argument that has the option.
            Expression::CallExpression(call) => {
                let arguments: Vec<_> =
                    call.arguments.iter().rev().filter_map(Argument::as_expression).collect();
                let found = self.better(segments, fallback, depth, &arguments);
                match (&call.callee, found == fallback) {
                    (Expression::Identifier(_), true) => go(&call.callee),
                    _ => found,
                }
            }
            _ => fallback,
        }
    }

    fn find_in_object(
        &self,
        object: &'a ObjectExpression<'a>,
        segments: &[PathSegment],
        fallback: Option<OxcSpan>,
        depth: u32,
    ) -> Option<OxcSpan> {
        let PathSegment::Key(key) = &segments[0] else { return fallback };
        for property in object.properties.iter().rev() {
            match property {
                ObjectPropertyKind::ObjectProperty(property) => {
                    if property.key.static_name().as_deref() != Some(key.as_str()) {
                        continue;
                    }
                    let here = match self.part {
                        Part::Value if segments.len() == 1 => property.value.span(),
                        _ => property.key.span(),
                    };
                    return self.find(&property.value, &segments[1..], Some(here), depth + 1);
                }
                ObjectPropertyKind::SpreadProperty(spread) => {
                    let found = self.find(&spread.argument, segments, fallback, depth + 1);
                    if found != fallback {
                        return found;
                    }
                }
            }
        }
        fallback
    }

    fn find_in_body(
        &self,
        body: &'a FunctionBody<'a>,
        segments: &[PathSegment],
        fallback: Option<OxcSpan>,
        depth: u32,
    ) -> Option<OxcSpan> {
        let returned = body.statements.iter().rev().find_map(|statement| match statement {
            Statement::ReturnStatement(returned) => returned.argument.as_ref(),
            _ => None,
        });
        returned.map_or(fallback, |value| self.find(value, segments, fallback, depth + 1))
    }

    /// The first of several places where something is found.
    fn better(
        &self,
        segments: &[PathSegment],
        fallback: Option<OxcSpan>,
        depth: u32,
        candidates: &[&'a Expression<'a>],
    ) -> Option<OxcSpan> {
        candidates
            .iter()
            .map(|candidate| self.find(candidate, segments, fallback, depth + 1))
            .find(|found| *found != fallback)
            .unwrap_or(fallback)
    }
}

/// The expression behind `export default` or `module.exports =`.
fn exported<'a>(program: &'a Program<'a>) -> Option<&'a Expression<'a>> {
    program.body.iter().rev().find_map(|statement| match statement {
        Statement::ExportDefaultDeclaration(export) => match &export.declaration {
            ExportDefaultDeclarationKind::FunctionDeclaration(function) => returned_value(function),
            other => other.as_expression(),
        },
        Statement::ExpressionStatement(statement) => match &statement.expression {
            Expression::AssignmentExpression(assignment) => {
                let target = assignment.left.as_member_expression()?;
                let is_module_exports = target.static_property_name() == Some("exports")
                    && target.object().is_specific_id("module");
                is_module_exports.then_some(&assignment.right)
            }
            _ => None,
        },
        Statement::TSExportAssignment(export) => Some(&export.expression),
        _ => None,
    })
}

fn returned_value<'a>(function: &'a Function<'a>) -> Option<&'a Expression<'a>> {
    function.body.as_ref()?.statements.iter().rev().find_map(|statement| match statement {
        Statement::ReturnStatement(returned) => returned.argument.as_ref(),
        _ => None,
    })
}

/// Variables and functions of the top level, and those at the start of exported functions.
fn variables<'a>(program: &'a Program<'a>) -> FxHashMap<&'a str, Definition<'a>> {
    let mut variables = FxHashMap::default();
    for statement in &program.body {
        collect(statement, &mut variables);
        if let Statement::ExportDefaultDeclaration(export) = statement {
            match &export.declaration {
                ExportDefaultDeclarationKind::FunctionDeclaration(function) => {
                    for statement in function.body.iter().flat_map(|body| &body.statements) {
                        collect(statement, &mut variables);
                    }
                }
                ExportDefaultDeclarationKind::ArrowFunctionExpression(arrow) => {
                    for statement in arrow.body.as_function_body().iter().flat_map(|body| &body.statements) {
                        collect(statement, &mut variables);
                    }
                }
                _ => {}
            }
        }
    }
    variables
}

fn collect<'a>(statement: &'a Statement<'a>, variables: &mut FxHashMap<&'a str, Definition<'a>>) {
    match statement {
        Statement::VariableDeclaration(declaration) => {
            for declarator in &declaration.declarations {
                if let (BindingPattern::BindingIdentifier(name), Some(value)) =
                    (&declarator.id, &declarator.init)
                {
                    variables.insert(name.name.as_str(), Definition::Value(value));
                }
            }
        }
        Statement::FunctionDeclaration(function) => {
            if let (Some(name), Some(body)) = (&function.id, &function.body) {
                variables.insert(name.name.as_str(), Definition::Function(body));
            }
        }
        _ => {}
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::path::ConfigPath;

    fn located(text: &str, path: &ConfigPath, part: Part) -> String {
        let span = locate(text, ConfigLanguage::Typescript, path.segments(), part).unwrap();
        text[span.start as usize..span.end as usize].to_owned()
    }

    #[test]
    fn walks_literals_variables_and_functions() {
        let output = ConfigPath::of(&["output", "filname"]);
        for text in [
            "export default { output: { filname: 'x' } }",
            "const config: Config = { output: { filname: 'x' } }; export default config;",
            "export default defineConfig({ output: { filname: 'x' } } satisfies Config)",
            "module.exports = (env) => ({ output: { filname: 'x' } })",
            "export default function (env) { const output = { filname: 'x' }; return { output } }",
            "const base = { output: { filname: 'x' } }; export default { ...base, mode: 'none' }",
            "export default process.env.X ? { entry: 'a' } : { output: { filname: 'x' } }",
        ] {
            assert_eq!(located(text, &output, Part::Key), "filname", "{text}");
            assert_eq!(located(text, &output, Part::Value), "'x'", "{text}");
        }
    }

    #[test]
    fn gives_the_nearest_place_for_what_is_computed() {
        let path = ConfigPath::of(&["output", "path"]);
        assert_eq!(located("export default { output: make() }", &path, Part::Value), "output");
    }
}

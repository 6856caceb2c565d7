//! `/* webpackChunkName: "x", webpackPrefetch: true */`: options of one `import()`, `require.context()`,
//! `new Worker()` or `new URL()`, written as the inside of an object literal.

use fedpack_graph::module_graph::{ContextMode, DynamicImportOptions, FetchHint, ReferencedExports};
use oxc::{
    allocator::Allocator,
    ast::ast::{Comment, Expression, ObjectPropertyKind, PropertyKey, RegExpLiteral},
    parser::Parser,
    span::{SourceType, Span},
};

/// Options read from comments.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct MagicComments {
    pub ignore: bool,
    /// `webpackIgnore` is neither `true` nor `false`.
    pub unclear_ignore: bool,
    pub import: DynamicImportOptions,
    pub mode_given: bool,
    /// `webpackInclude`: source and flags.
    pub include: Option<(String, String)>,
    pub exclude: Option<(String, String)>,
    /// Comments that look like options but do not parse.
    pub invalid: Vec<String>,
}

/// Reads the comments that lie within `span`. `comments` are sorted by position.
pub fn read(source: &str, comments: &[Comment], span: Span) -> MagicComments {
    let mut options = MagicComments::default();
    let first = comments.partition_point(|comment| comment.span.start < span.start);
    for comment in comments[first..].iter().take_while(|comment| comment.span.end <= span.end) {
        let text = comment.content_span().source_text(source);
        if text.contains("webpack") || text.contains("fetchPriority") {
            read_comment(text, &mut options);
            if options.unclear_ignore && !options.invalid.iter().any(|invalid| invalid == text.trim()) {
                options.invalid.push(text.trim().to_string());
            }
        } else if text.contains("@vite-ignore") {
            options.ignore = true;
        }
    }
    options
}

fn read_comment(text: &str, options: &mut MagicComments) {
    let allocator = Allocator::default();
    let object = format!("({{{text}}})");
    let Ok(Expression::ObjectExpression(object)) =
        Parser::new(&allocator, &object, SourceType::cjs()).parse_expression().map(unparenthesize)
    else {
        if text.trim_start().starts_with("webpack") {
            options.invalid.push(text.trim().to_string());
        }
        return;
    };
    for property in &object.properties {
        let ObjectPropertyKind::ObjectProperty(property) = property else { continue };
        let PropertyKey::StaticIdentifier(name) = &property.key else { continue };
        read_option(name.name.as_str(), &property.value, options);
    }
}

fn unparenthesize(mut expression: Expression<'_>) -> Expression<'_> {
    while let Expression::ParenthesizedExpression(inner) = expression {
        expression = inner.unbox().expression;
    }
    expression
}

fn read_option(name: &str, value: &Expression<'_>, options: &mut MagicComments) {
    match (name, value) {
        ("webpackIgnore", Expression::BooleanLiteral(value)) => options.ignore = value.value,
        ("webpackIgnore", _) => options.unclear_ignore = true,
        ("webpackChunkName", Expression::StringLiteral(value)) => {
            options.import.chunk_name = Some(value.value.to_string());
        }
        ("webpackChunkName", Expression::TemplateLiteral(value)) if value.expressions.is_empty() => {
            options.import.chunk_name =
                value.quasis.first().and_then(|quasi| quasi.value.cooked).map(|text| text.to_string());
        }
        ("webpackPrefetch", value) => options.import.prefetch = fetch_hint(value),
        ("webpackPreload", value) => options.import.preload = fetch_hint(value),
        ("webpackFetchPriority", Expression::StringLiteral(value)) => {
            options.import.fetch_priority = Some(value.value.to_string());
        }
        ("webpackMode", Expression::StringLiteral(value)) => {
            options.mode_given = true;
            options.import.mode = match value.value.as_str() {
                "eager" => ContextMode::Eager,
                "weak" => ContextMode::AsyncWeak,
                "lazy-once" => ContextMode::LazyOnce,
                _ => ContextMode::Lazy,
            };
        }
        ("webpackExports", Expression::StringLiteral(value)) => {
            options.import.exports = ReferencedExports::of_names([value.value.as_str()]);
        }
        ("webpackExports", Expression::ArrayExpression(array)) => {
            let names = array.elements.iter().filter_map(|element| match element.as_expression() {
                Some(Expression::StringLiteral(value)) => Some(value.value.as_str()),
                _ => None,
            });
            options.import.exports = ReferencedExports::of_names(names);
        }
        ("webpackInclude", Expression::RegExpLiteral(value)) => {
            options.include = Some(regular_expression(value))
        }
        ("webpackExclude", Expression::RegExpLiteral(value)) => {
            options.exclude = Some(regular_expression(value))
        }
        _ => {}
    }
}

/// Source and flags of a literal.
pub fn regular_expression(literal: &RegExpLiteral<'_>) -> (String, String) {
    (literal.regex.pattern.text.to_string(), literal.regex.flags.to_string())
}

fn fetch_hint(value: &Expression<'_>) -> Option<FetchHint> {
    match value {
        Expression::BooleanLiteral(value) => value.value.then_some(FetchHint { order: 0 }),
        Expression::NumericLiteral(value) => Some(FetchHint { order: value.value as i32 }),
        _ => None,
    }
}

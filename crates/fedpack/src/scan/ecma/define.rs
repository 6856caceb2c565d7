//! `define` of the configuration, and the values that are known at build time.

use oxc::{
    allocator::Allocator,
    ast::{ast::*, builder::AstBuilder},
    parser::Parser,
    span::{SPAN, SourceType},
};
use rustc_hash::{FxHashMap, FxHashSet};

use super::{
    ast::{REQUIRE, ReferenceMark},
    evaluate::{NoNames, evaluate},
};

/// `define` of the configuration, split for look-up. Made once per build.
#[derive(Debug, Default, PartialEq)]
pub struct DefineTable {
    /// Dotted name → replacement expression.
    values: FxHashMap<String, DefineValue>,
    /// First parts of the names: most member expressions are dismissed by this.
    roots: FxHashSet<String>,
    /// `typeof X` keys.
    typeofs: FxHashMap<String, Value>,
}

#[derive(Debug, Clone, PartialEq)]
enum DefineValue {
    Constant(Value),
    /// An object, an array or a regular expression, parsed again at each use, in the arena of its module.
    Object(String),
    /// Any other expression; parsed again, too.
    Source(String),
}

/// A primitive known at build time.
#[derive(Debug, Clone, PartialEq)]
pub enum Value {
    Undefined,
    Null,
    Boolean(bool),
    Number(f64),
    String(String),
    /// An object, function or class of unknown content: truthy, and its `typeof` may be known.
    Truthy,
}

impl Value {
    pub fn is_truthy(&self) -> bool {
        match self {
            Self::Undefined | Self::Null => false,
            Self::Boolean(value) => *value,
            Self::Number(value) => *value != 0.0 && !value.is_nan(),
            Self::String(value) => !value.is_empty(),
            Self::Truthy => true,
        }
    }

    pub fn is_nullish(&self) -> bool {
        matches!(self, Self::Undefined | Self::Null)
    }

    pub fn type_of(&self) -> Option<&'static str> {
        match self {
            Self::Undefined => Some("undefined"),
            Self::Null => Some("object"),
            Self::Boolean(_) => Some("boolean"),
            Self::Number(_) => Some("number"),
            Self::String(_) => Some("string"),
            Self::Truthy => None,
        }
    }

    /// The literal for this value; `None` for [`Value::Truthy`].
    pub fn to_expression<'a>(
        &self,
        span: oxc::span::Span,
        builder: &AstBuilder<'a>,
    ) -> Option<Expression<'a>> {
        use oxc::allocator::GetAllocator;
        Some(match self {
            Self::Undefined => Expression::new_void_0(span, builder),
            Self::Null => Expression::new_null_literal(span, builder),
            Self::Boolean(value) => Expression::new_boolean_literal(span, *value, builder),
            Self::Number(value) => {
                Expression::new_numeric_literal(span, *value, None, NumberBase::Decimal, builder)
            }
            Self::String(value) => {
                let text: &'a str = builder.allocator().alloc_str(value);
                Expression::new_string_literal(span, text, None, builder)
            }
            Self::Truthy => return None,
        })
    }
}

impl DefineTable {
    /// `pairs`: dotted name (or `typeof name`) and expression text. A text that does not parse is returned.
    pub fn new<'p>(
        pairs: impl IntoIterator<Item = (&'p String, &'p String)>,
    ) -> (Self, Vec<(String, String)>) {
        let mut table = Self::default();
        let mut invalid = Vec::new();
        for (name, text) in pairs {
            let allocator = Allocator::default();
            let Ok(expression) = Parser::new(&allocator, text, SourceType::ts()).parse_expression() else {
                invalid.push((name.clone(), text.clone()));
                continue;
            };
            let constant = evaluate(&expression, &NoNames);
            if let Some(name) = name.strip_prefix("typeof ") {
                if let Some(value) = constant {
                    table.typeofs.insert(name.trim().to_string(), value);
                }
                continue;
            }
            let root = name.split('.').next().unwrap_or(name);
            table.roots.insert(root.to_string());
            let value = match constant {
                Some(value) if value != Value::Truthy => DefineValue::Constant(value),
                _ if is_object(&expression) => DefineValue::Object(text.clone()),
                _ => DefineValue::Source(text.clone()),
            };
            table.values.insert(name.clone(), value);
        }
        (table, invalid)
    }

    pub fn is_root(&self, name: &str) -> bool {
        self.roots.contains(name)
    }

    pub fn constant(&self, name: &str) -> Option<&Value> {
        match self.values.get(name)? {
            DefineValue::Constant(value) => Some(value),
            DefineValue::Object(_) => Some(&Value::Truthy),
            DefineValue::Source(_) => None,
        }
    }

    pub fn is_object(&self, name: &str) -> bool {
        matches!(self.values.get(name), Some(DefineValue::Object(_)))
    }

    /// Whether its code asks for `__webpack_require__`.
    pub fn asks_runtime(&self, name: &str) -> bool {
        matches!(
            self.values.get(name),
            Some(DefineValue::Object(text) | DefineValue::Source(text)) if text.contains(REQUIRE)
        )
    }

    /// Names of the members of `object` that are defined, sorted.
    pub fn members_of(&self, object: &str) -> Vec<&str> {
        let members = self.values.keys().filter_map(|name| name.strip_prefix(object)?.strip_prefix('.'));
        let mut members: Vec<&str> = members.filter(|name| !name.contains('.')).collect();
        members.sort_unstable();
        members
    }

    pub fn has(&self, name: &str) -> bool {
        self.values.contains_key(name)
    }

    pub fn type_of(&self, name: &str) -> Option<&Value> {
        self.typeofs.get(name)
    }

    /// The replacement for `name`, in the arena of `builder`.
    pub fn expression<'a>(
        &self,
        name: &str,
        span: oxc::span::Span,
        builder: &AstBuilder<'a>,
    ) -> Option<Expression<'a>> {
        use oxc::allocator::GetAllocator;
        match self.values.get(name)? {
            DefineValue::Constant(value) => value.to_expression(span, builder),
            DefineValue::Object(text) | DefineValue::Source(text) => {
                let allocator = builder.allocator();
                let text: &'a str = allocator.alloc_str(text);
                let mut expression =
                    Parser::new(allocator, text, SourceType::ts()).parse_expression().ok()?;
                ClearSpans.visit(&mut expression);
                Some(expression)
            }
        }
    }
}

fn is_object(mut expression: &Expression<'_>) -> bool {
    while let Expression::ParenthesizedExpression(inner) = expression {
        expression = &inner.expression;
    }
    matches!(
        expression,
        Expression::ObjectExpression(_) | Expression::ArrayExpression(_) | Expression::RegExpLiteral(_)
    )
}

/// Spans of a replacement text would point into the module's source: nowhere is better than a wrong place.
struct ClearSpans;

impl ClearSpans {
    fn visit(&mut self, expression: &mut Expression<'_>) {
        use oxc::ast_visit::VisitMut;
        struct Clear;
        impl<'a> VisitMut<'a> for Clear {
            fn visit_span(&mut self, span: &mut oxc::span::Span) {
                *span = SPAN;
            }
            fn visit_identifier_reference(&mut self, it: &mut IdentifierReference<'a>) {
                it.span = SPAN;
                if it.name != REQUIRE {
                    it.reference_id.set(ReferenceMark::Global.encode());
                }
            }
        }
        Clear.visit_expression(expression);
    }
}

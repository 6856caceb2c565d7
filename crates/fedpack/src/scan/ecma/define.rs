//! Static evaluation: what `process.env.NODE_ENV`, `typeof window` and `DEBUG` are at build time.
//!
//! ```js
//! if (process.env.NODE_ENV !== "production") require("./dev");   // gone in production: nothing is required
//! ```

use oxc::{
    allocator::Allocator,
    ast::{ast::*, builder::AstBuilder},
    parser::Parser,
    span::{SPAN, SourceType},
};
use rustc_hash::{FxHashMap, FxHashSet};

use super::ast::ReferenceMark;

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
    /// Any other expression: parsed again at each use, in the arena of its module.
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

    fn is_nullish(&self) -> bool {
        matches!(self, Self::Undefined | Self::Null)
    }

    fn type_of(&self) -> Option<&'static str> {
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
            DefineValue::Source(_) => None,
        }
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
            DefineValue::Source(text) => {
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
                it.reference_id.set(ReferenceMark::Global.encode());
            }
        }
        Clear.visit_expression(expression);
    }
}

/// What the evaluator may ask about names.
pub trait Names {
    /// The value of an identifier or member expression that is known as a whole.
    fn value_of(&self, expression: &Expression<'_>) -> Option<Value>;
    /// `typeof` of it.
    fn type_of(&self, expression: &Expression<'_>) -> Option<Value>;
}

struct NoNames;

impl Names for NoNames {
    fn value_of(&self, expression: &Expression<'_>) -> Option<Value> {
        match expression {
            Expression::Identifier(identifier) if identifier.name == "undefined" => Some(Value::Undefined),
            _ => None,
        }
    }
    fn type_of(&self, _: &Expression<'_>) -> Option<Value> {
        None
    }
}

/// The value of an expression without side effects, if it is known.
pub fn evaluate(expression: &Expression<'_>, names: &impl Names) -> Option<Value> {
    match expression {
        Expression::BooleanLiteral(literal) => Some(Value::Boolean(literal.value)),
        Expression::NumericLiteral(literal) => Some(Value::Number(literal.value)),
        // Half of a surrogate pair has no place in a Rust string.
        Expression::StringLiteral(literal) if literal.lone_surrogates => None,
        Expression::StringLiteral(literal) => Some(Value::String(literal.value.to_string())),
        Expression::NullLiteral(_) => Some(Value::Null),
        Expression::TemplateLiteral(template) => {
            let mut texts = template.quasis.iter().map(|quasi| quasi.value.cooked);
            let mut result = texts.next()??.to_string();
            for (hole, text) in template.expressions.iter().zip(texts) {
                match evaluate(hole, names)? {
                    Value::String(value) => result.push_str(&value),
                    Value::Boolean(value) => result.push_str(if value { "true" } else { "false" }),
                    Value::Null => result.push_str("null"),
                    Value::Undefined => result.push_str("undefined"),
                    // How JavaScript prints a number is not for here.
                    Value::Number(_) | Value::Truthy => return None,
                }
                result.push_str(&text?);
            }
            Some(Value::String(result))
        }
        Expression::ArrowFunctionExpression(_) | Expression::FunctionExpression(_) => Some(Value::Truthy),
        Expression::UnaryExpression(unary) => evaluate_unary(unary, names),
        Expression::BinaryExpression(binary) => evaluate_binary(binary, names),
        Expression::LogicalExpression(logical) => {
            let left = evaluate(&logical.left, names);
            match (logical.operator, &left) {
                (LogicalOperator::And, Some(value)) if !value.is_truthy() => left,
                (LogicalOperator::Or, Some(value)) if value.is_truthy() => left,
                (LogicalOperator::Coalesce, Some(value)) if !value.is_nullish() => left,
                (_, Some(_)) => evaluate(&logical.right, names),
                (_, None) => None,
            }
        }
        Expression::ConditionalExpression(conditional) => {
            let taken = if evaluate(&conditional.test, names)?.is_truthy() {
                &conditional.consequent
            } else {
                &conditional.alternate
            };
            evaluate(taken, names)
        }
        Expression::Identifier(_) | Expression::StaticMemberExpression(_) => names.value_of(expression),
        _ => None,
    }
}

fn evaluate_unary(unary: &UnaryExpression<'_>, names: &impl Names) -> Option<Value> {
    match unary.operator {
        UnaryOperator::LogicalNot => Some(Value::Boolean(!evaluate(&unary.argument, names)?.is_truthy())),
        UnaryOperator::Typeof => names.type_of(&unary.argument).or_else(|| {
            let value = evaluate(&unary.argument, names)?;
            Some(Value::String(value.type_of()?.to_string()))
        }),
        UnaryOperator::Void => evaluate(&unary.argument, names).map(|_| Value::Undefined),
        UnaryOperator::UnaryNegation => match evaluate(&unary.argument, names)? {
            Value::Number(number) => Some(Value::Number(-number)),
            _ => None,
        },
        _ => None,
    }
}

fn evaluate_binary(binary: &BinaryExpression<'_>, names: &impl Names) -> Option<Value> {
    let left = evaluate(&binary.left, names)?;
    let right = evaluate(&binary.right, names)?;
    if left == Value::Truthy || right == Value::Truthy {
        return None;
    }
    let loosely_equal = || {
        if left.is_nullish() || right.is_nullish() {
            Some(left.is_nullish() && right.is_nullish())
        } else if std::mem::discriminant(&left) == std::mem::discriminant(&right) {
            Some(left == right)
        } else {
            None
        }
    };
    let compared = |result: fn(f64, f64) -> bool| match (&left, &right) {
        (Value::Number(left), Value::Number(right)) => Some(Value::Boolean(result(*left, *right))),
        _ => None,
    };
    match binary.operator {
        BinaryOperator::StrictEquality => Some(Value::Boolean(left == right)),
        BinaryOperator::StrictInequality => Some(Value::Boolean(left != right)),
        BinaryOperator::Equality => loosely_equal().map(Value::Boolean),
        BinaryOperator::Inequality => loosely_equal().map(|equal| Value::Boolean(!equal)),
        BinaryOperator::LessThan => compared(|left, right| left < right),
        BinaryOperator::LessEqualThan => compared(|left, right| left <= right),
        BinaryOperator::GreaterThan => compared(|left, right| left > right),
        BinaryOperator::GreaterEqualThan => compared(|left, right| left >= right),
        BinaryOperator::Addition => match (left, right) {
            (Value::Number(left), Value::Number(right)) => Some(Value::Number(left + right)),
            (Value::String(left), Value::String(right)) => Some(Value::String(left + &right)),
            _ => None,
        },
        _ => None,
    }
}

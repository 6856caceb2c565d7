//! Static evaluation: what an expression is at build time, if that is known.
//!
//! ```js
//! if (process.env.NODE_ENV !== "production") require("./dev");   // gone in production: nothing is required
//! define("./a ./b".split(" "), factory);                         // a list of two requests
//! ```

use oxc::ast::ast::*;

use super::define::Value;
use crate::regexp::Regexp;

/// What the evaluator may ask about names.
pub trait Names {
    /// The value of an identifier or member expression that is known as a whole.
    fn value_of(&self, expression: &Expression<'_>) -> Option<Value>;
    /// `typeof` of it.
    fn type_of(&self, expression: &Expression<'_>) -> Option<Value>;
    /// Is it `String.raw` of the language?
    fn is_string_raw(&self, expression: &Expression<'_>) -> bool;
}

/// Of texts that stand in no module: values of `define`.
pub struct NoNames;

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
    fn is_string_raw(&self, _: &Expression<'_>) -> bool {
        false
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
        Expression::TemplateLiteral(template) => template_text(template, |text| text.cooked, names),
        Expression::TaggedTemplateExpression(tagged) if names.is_string_raw(&tagged.tag) => {
            template_text(&tagged.quasi, |text| Some(text.raw), names)
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
        Expression::CallExpression(call) => evaluate_text_method(call, names),
        Expression::Identifier(_)
        | Expression::StaticMemberExpression(_)
        | Expression::ComputedMemberExpression(_)
        | Expression::ChainExpression(_) => names.value_of(expression),
        _ => None,
    }
}

fn template_text<'t, 'a>(
    template: &'t TemplateLiteral<'a>,
    text_of: impl Fn(&'t TemplateElementValue<'a>) -> Option<Str<'a>>,
    names: &impl Names,
) -> Option<Value> {
    let mut texts = template.quasis.iter().map(|quasi| text_of(&quasi.value));
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
    let is_equality = binary.operator.is_equality();
    if is_equality && is_new_object(&binary.left) && is_new_object(&binary.right) {
        // Two objects that have just been made are never one.
        return Some(Value::Boolean(is_negative(binary.operator)));
    }
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

fn is_negative(operator: BinaryOperator) -> bool {
    matches!(operator, BinaryOperator::Inequality | BinaryOperator::StrictInequality)
}

/// A literal that makes an object, without any effect besides.
fn is_new_object(expression: &Expression<'_>) -> bool {
    match expression {
        Expression::RegExpLiteral(_) => true,
        Expression::ArrayExpression(array) => array.elements.is_empty(),
        Expression::ObjectExpression(object) => object.properties.is_empty(),
        _ => false,
    }
}

/// `` `a${x}` === `b${y}` ``: what the texts around the holes decide. The holes may have effects.
pub fn compared_templates(expression: &Expression<'_>) -> Option<bool> {
    let Expression::BinaryExpression(binary) = expression else { return None };
    let (Expression::TemplateLiteral(left), Expression::TemplateLiteral(right)) =
        (&binary.left, &binary.right)
    else {
        return None;
    };
    if !binary.operator.is_equality() {
        return None;
    }
    let ends = |template: &TemplateLiteral<'_>| {
        let first = template.quasis.first()?.value.cooked?.to_string();
        Some((first, template.quasis.last()?.value.cooked?.to_string()))
    };
    let (left_start, left_end) = ends(left)?;
    let (right_start, right_end) = ends(right)?;
    let may_be_equal = (left_start.starts_with(&right_start) || right_start.starts_with(&left_start))
        && (left_end.ends_with(&right_end) || right_end.ends_with(&left_end));
    (!may_be_equal).then(|| is_negative(binary.operator))
}

/// `"a-b".replace("-", "/")`, `.slice(1)`, `.substr(1, 2)`, `.substring(1)`, `.concat("c")` of known texts.
fn evaluate_text_method(call: &CallExpression<'_>, names: &impl Names) -> Option<Value> {
    let Expression::StaticMemberExpression(callee) = &call.callee else { return None };
    let method = callee.property.name.as_str();
    if !matches!(method, "replace" | "slice" | "substr" | "substring" | "concat") {
        return None;
    }
    let Value::String(text) = evaluate(&callee.object, names)? else { return None };
    let result = match method {
        "concat" => {
            let mut text = text;
            for argument in &call.arguments {
                match evaluate(argument.as_expression()?, names)? {
                    Value::String(part) => text.push_str(&part),
                    _ => return None,
                }
            }
            text
        }
        "replace" => {
            let [pattern, replacement] = &call.arguments[..] else { return None };
            let Value::String(replacement) = evaluate(replacement.as_expression()?, names)? else {
                return None;
            };
            replaced(&text, pattern.as_expression()?, &replacement, names)?
        }
        method => {
            let bounds: Option<Vec<f64>> = call
                .arguments
                .iter()
                .map(|argument| match evaluate(argument.as_expression()?, names)? {
                    Value::Number(number) => Some(number),
                    _ => None,
                })
                .collect();
            part_of(&text, method, &bounds?)?
        }
    };
    Some(Value::String(result))
}

fn replaced(text: &str, pattern: &Expression<'_>, replacement: &str, names: &impl Names) -> Option<String> {
    // `$&` and the like have a meaning of their own.
    if replacement.contains('$') {
        return None;
    }
    if let Expression::RegExpLiteral(literal) = pattern {
        let flags = literal.regex.flags.to_string();
        let regexp = Regexp::new(&literal.regex.pattern.text, &flags).ok()?;
        return Some(regexp.replace(text, replacement, flags.contains('g')));
    }
    match evaluate(pattern, names)? {
        Value::String(pattern) => Some(text.replacen(&pattern, replacement, 1)),
        _ => None,
    }
}

/// Positions count UTF-16 units, so only ASCII texts are cut here.
#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "clamped to the length before")]
fn part_of(text: &str, method: &str, bounds: &[f64]) -> Option<String> {
    if !text.is_ascii() || bounds.len() > 2 {
        return None;
    }
    let length = text.len() as f64;
    let from_end = |bound: f64| if bound < 0.0 { (length + bound).max(0.0) } else { bound.min(length) };
    let first = bounds.first().copied().unwrap_or(0.0).trunc();
    let second = bounds.get(1).map(|bound| bound.trunc());
    let (start, end) = match method {
        "slice" => (from_end(first), second.map_or(length, from_end)),
        "substr" => {
            let start = from_end(first);
            (start, second.map_or(length, |count| (start + count.max(0.0)).min(length)))
        }
        _ => {
            let clamp = |bound: f64| bound.clamp(0.0, length);
            let (start, end) = (clamp(first), second.map_or(length, clamp));
            (start.min(end), start.max(end))
        }
    };
    Some(text.get(start as usize..end as usize).unwrap_or_default().to_owned())
}

/// The texts of `"a b".split(" ")`.
pub fn evaluate_texts(expression: &Expression<'_>, names: &impl Names) -> Option<Vec<String>> {
    let Expression::CallExpression(call) = expression else { return None };
    let Expression::StaticMemberExpression(callee) = &call.callee else { return None };
    let ([Argument::StringLiteral(separator)], "split") =
        (&call.arguments[..], callee.property.name.as_str())
    else {
        return None;
    };
    match evaluate(&callee.object, names)? {
        Value::String(text) if !separator.value.is_empty() => {
            Some(text.split(separator.value.as_str()).map(str::to_owned).collect())
        }
        _ => None,
    }
}

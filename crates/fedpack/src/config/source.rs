//! A configuration file as text, and where in it each option stands.

use std::{
    path::{Path, PathBuf},
    sync::Arc,
};

use fedpack_graph::module_graph::Span;
use jsonc_parser::{ast, common::Ranged};
use rustc_hash::FxHashSet;
use serde_json::Value;

use super::{
    locate_js,
    path::{ConfigPath, PathSegment},
};

/// What a configuration came from; tells messages where to point.
#[derive(Debug, Clone)]
pub struct ConfigSource {
    pub file: PathBuf,
    pub text: Arc<str>,
    pub language: ConfigLanguage,
    /// The n-th configuration of a file that exports a list.
    pub item: Option<usize>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ConfigLanguage {
    /// JSON with comments and trailing commas.
    Json,
    Javascript,
    Typescript,
}

/// Which part of `key: value` a message is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Part {
    Key,
    Value,
}

impl ConfigSource {
    pub fn new(file: &Path, text: Arc<str>) -> Self {
        let language = match file.extension().and_then(|extension| extension.to_str()) {
            Some("json" | "jsonc") => ConfigLanguage::Json,
            Some("ts" | "mts" | "cts") => ConfigLanguage::Typescript,
            _ => ConfigLanguage::Javascript,
        };
        Self { file: file.to_owned(), text, language, item: None }
    }

    /// Where the option stands, or the nearest thing around it that can be found. JavaScript is only read, not run,
    /// to answer this: a value that is computed is located where the computation stands.
    pub fn locate(&self, path: &ConfigPath, part: Part) -> Option<Span> {
        let mut segments = Vec::new();
        segments.extend(self.item.map(PathSegment::Index));
        segments.extend_from_slice(path.segments());
        match self.language {
            ConfigLanguage::Json => locate_json(&self.text, &segments, part),
            ConfigLanguage::Javascript | ConfigLanguage::Typescript => {
                locate_js::locate(&self.text, self.language, &segments, part)
            }
        }
    }
}

/// What is wrong with the JSON text, and where.
#[derive(Debug)]
pub struct JsonError {
    pub message: String,
    pub span: Span,
}

/// JSON with comments and trailing commas.
pub fn parse_json(text: &str) -> Result<Value, JsonError> {
    match parse_json_ast(text) {
        Ok(Some(value)) => match duplicate_key(&value) {
            None => Ok(to_value(&value)),
            Some(property) => Err(JsonError {
                message: format!("`{}` is written twice in one object.", property.name.as_str()),
                span: to_span(property.name.range()),
            }),
        },
        Ok(None) => {
            Err(JsonError { message: "The file is empty.".to_owned(), span: Span { start: 0, end: 0 } })
        }
        Err(error) => Err(JsonError { message: error.kind().to_string(), span: to_span(error.range()) }),
    }
}

fn parse_json_ast(text: &str) -> Result<Option<ast::Value<'_>>, jsonc_parser::errors::ParseError> {
    let options = jsonc_parser::ParseOptions {
        allow_comments: true,
        allow_loose_object_property_names: false,
        allow_trailing_commas: true,
        allow_missing_commas: false,
        allow_single_quoted_strings: false,
        allow_hexadecimal_numbers: false,
        allow_unary_plus_numbers: false,
        ..jsonc_parser::ParseOptions::default()
    };
    Ok(jsonc_parser::parse_to_ast(text, &jsonc_parser::CollectOptions::default(), &options)?.value)
}

/// A property whose name its object has already: JSON takes the last one, and what the first said is lost.
fn duplicate_key<'v, 't>(value: &'v ast::Value<'t>) -> Option<&'v ast::ObjectProp<'t>> {
    match value {
        ast::Value::Array(array) => array.elements.iter().find_map(duplicate_key),
        ast::Value::Object(object) => {
            let mut seen = FxHashSet::default();
            object.properties.iter().find_map(|property| {
                if seen.insert(property.name.as_str()) {
                    duplicate_key(&property.value)
                } else {
                    Some(property)
                }
            })
        }
        ast::Value::StringLit(_)
        | ast::Value::NumberLit(_)
        | ast::Value::BooleanLit(_)
        | ast::Value::NullKeyword(_) => None,
    }
}

fn to_value(value: &ast::Value<'_>) -> Value {
    match value {
        ast::Value::StringLit(text) => Value::String(text.value.to_string()),
        ast::Value::NumberLit(number) => {
            number.value.parse().map_or_else(|_| Value::String(number.value.to_owned()), Value::Number)
        }
        ast::Value::BooleanLit(boolean) => Value::Bool(boolean.value),
        ast::Value::NullKeyword(_) => Value::Null,
        ast::Value::Array(array) => Value::Array(array.elements.iter().map(to_value).collect()),
        ast::Value::Object(object) => Value::Object(
            object
                .properties
                .iter()
                .map(|property| (property.name.as_str().to_owned(), to_value(&property.value)))
                .collect(),
        ),
    }
}

fn locate_json(text: &str, segments: &[PathSegment], part: Part) -> Option<Span> {
    let root = parse_json_ast(text).ok()??;
    let mut value = &root;
    let mut found = None;
    for (position, segment) in segments.iter().enumerate() {
        match (value, segment) {
            (ast::Value::Object(object), PathSegment::Key(key)) => {
                // The last of equal keys is the one that counts.
                let property = object.properties.iter().rfind(|property| property.name.as_str() == key);
                let Some(property) = property else { return found };
                let is_last = position + 1 == segments.len();
                found = Some(to_span(match part {
                    Part::Value if is_last => property.value.range(),
                    _ => property.name.range(),
                }));
                value = &property.value;
            }
            (ast::Value::Array(array), segment) => {
                let Some(element) = segment.as_index().and_then(|index| array.elements.get(index)) else {
                    return found;
                };
                found = Some(to_span(element.range()));
                value = element;
            }
            _ => return found,
        }
    }
    found.or_else(|| Some(to_span(root.range())))
}

fn to_span(range: jsonc_parser::common::Range) -> Span {
    let clamp = |offset: usize| u32::try_from(offset).unwrap_or(u32::MAX);
    Span { start: clamp(range.start), end: clamp(range.end) }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn located(text: &str, path: &ConfigPath, part: Part) -> String {
        let source = ConfigSource::new(Path::new("/a/fedpack.config.json"), Arc::from(text));
        let span = source.locate(path, part).unwrap();
        text[span.start as usize..span.end as usize].to_owned()
    }

    #[test]
    fn finds_keys_and_values() {
        let text = r#"{ "entry": "./a", /* x */ "module": { "rules": [{ "type": 1 }, { "type": "b", }] } }"#;
        let rules = ConfigPath::of(&["module", "rules"]);
        assert_eq!(located(text, &rules.index(1).key("type"), Part::Value), "\"b\"");
        assert_eq!(located(text, &rules.index(1).key("type"), Part::Key), "\"type\"");
        assert_eq!(located(text, &rules.index(1).key("tst"), Part::Key), "{ \"type\": \"b\", }");
        assert_eq!(located(text, &ConfigPath::of(&["entry"]), Part::Value), "\"./a\"");
    }

    #[test]
    fn a_name_that_is_written_twice_is_an_error_at_its_second_place() {
        let text = r#"{ "federation": { "exposes": { "./a": "./a", "./a": "./b" } } }"#;
        let error = parse_json(text).expect_err("the first expose would be lost");
        assert_eq!(error.message, "`./a` is written twice in one object.");
        assert_eq!(&text[error.span.start as usize..error.span.end as usize], "\"./a\"");
        assert!(text[..error.span.start as usize].contains("\"./a\": \"./a\""));
    }
}

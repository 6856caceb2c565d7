//! `define`, as DefinePlugin reads it.

use indexmap::IndexMap;
use oxc::{allocator::Allocator, parser::Parser, span::SourceType};
use serde_json::Value;

use super::{
    super::{
        Mode, ProvidedName, TargetConfig,
        path::ConfigPath,
        raw::{OneOrMany, Switchable},
    },
    Checker,
};
use crate::{federation::FederationConfig, regexp::Regexp};

const NODE_ENV: &str = "process.env.NODE_ENV";

/// Dotted name → code. A string is code, an object defines the name and each of its members.
pub fn define(raw: IndexMap<String, Value>, checker: &mut Checker<'_>) -> IndexMap<String, String> {
    let mut define = IndexMap::new();
    let path = ConfigPath::of(&["define"]);
    for (name, value) in raw {
        add(&name, &value, &path.key(&name), &mut define, checker);
    }
    define
}

/// `process.env.NODE_ENV` is the mode, unless it is defined otherwise or switched off.
pub fn add_node_env(
    define: &mut IndexMap<String, String>,
    raw: Option<&Switchable<String>>,
    mode: Mode,
    checker: &mut Checker<'_>,
) {
    let value = match (raw, mode) {
        (Some(Switchable::Switch(false)), _) => return,
        (Some(Switchable::Value(value)), _) => value.as_str(),
        (_, Mode::Production) => "production",
        (_, Mode::Development) => "development",
        (_, Mode::None) => return,
    };
    let code = Value::String(value.to_owned()).to_string();
    let defined = define.entry(NODE_ENV.to_owned()).or_insert_with(|| code.clone());
    if *defined != code {
        let path = ConfigPath::of(&["define", NODE_ENV]);
        let message = format!("is {defined}, but the mode (or `optimization.nodeEnv`) says {code}");
        checker.doubtful(
            &path,
            &message,
            "The definition wins. Set `optimization.nodeEnv` to false to say that it is meant.",
        );
    }
}

/// Constants of the package of Module Federation 2: who this build is, and what it needs of the package. What the
/// configuration defines itself stays.
pub fn add_federation(
    define: &mut IndexMap<String, String>,
    federation: &FederationConfig,
    version: Option<&str>,
    target: &TargetConfig,
) {
    let is_node = target.platform.has_node_builtins();
    let identifier = format!("{}:{}", federation.name, version.unwrap_or("UNKNOWN"));
    let usual = [
        ("FEDERATION_BUILD_IDENTIFIER", Value::String(identifier)),
        ("FEDERATION_HAS_EXPOSES", Value::Bool(!federation.containers.is_empty())),
        ("ENV_TARGET", Value::from(if is_node { "node" } else { "web" })),
    ];
    for (name, value) in federation.runtime_constants.iter().cloned().chain(usual) {
        define.entry(name.to_owned()).or_insert_with(|| value.to_string());
    }
}

/// Dotted name → module, and path of properties in it.
pub fn provide(
    raw: Option<IndexMap<String, OneOrMany<String>>>,
    checker: &mut Checker<'_>,
) -> IndexMap<String, ProvidedName> {
    let path = ConfigPath::of(&["provide"]);
    let mut provided = IndexMap::new();
    for (name, value) in raw.unwrap_or_default() {
        let mut value = value.into_vec().into_iter();
        let request = value.next().filter(|request| !request.is_empty());
        let Some(request) = request.filter(|_| name.split('.').all(is_identifier)) else {
            checker.invalid(
                &path.key(&name),
                "is no name with a module",
                "A name is an identifier, or several with dots: {\"process.nextTick\": [\"process/browser\", \"nextTick\"]}.",
            );
            continue;
        };
        provided.insert(name, ProvidedName { request, path: value.collect() });
    }
    provided
}

fn is_identifier(text: &str) -> bool {
    oxc::syntax::identifier::is_identifier_name(text)
}

fn add(
    name: &str,
    value: &Value,
    path: &ConfigPath,
    define: &mut IndexMap<String, String>,
    checker: &mut Checker<'_>,
) {
    if let Value::Object(members) = value
        && !members.contains_key("$regexp")
    {
        for (member, value) in members {
            add(&format!("{name}.{member}"), value, &path.key(member), define, checker);
        }
    }
    let Some(code) = code(value) else {
        checker.invalid(path, "has a regular expression that cannot be written as code", "Check its source.");
        return;
    };
    let allocator = Allocator::default();
    // In brackets, so that an object is not a block, and a statement not an expression.
    let wrapped = format!("({code})");
    if Parser::new(&allocator, &wrapped, SourceType::mjs()).parse_expression().is_err() {
        checker.invalid(
            path,
            "is not a JavaScript expression",
            "A string in `define` is code. For a text, quote twice: \"\\\"text\\\"\", or JSON.stringify(\"text\").",
        );
        return;
    }
    define.insert(name.to_owned(), code);
}

fn code(value: &Value) -> Option<String> {
    Some(match value {
        Value::String(code) => code.clone(),
        Value::Array(items) => {
            let items: Option<Vec<String>> = items.iter().map(code).collect();
            format!("[{}]", items?.join(","))
        }
        Value::Object(object) => match object.get("$regexp") {
            Some(Value::Object(parts)) => {
                let source = parts.get("source")?.as_str()?;
                let flags = parts.get("flags").and_then(Value::as_str).unwrap_or("");
                Regexp::new(source, flags).ok()?;
                format!("/{source}/{flags}")
            }
            Some(_) => return None,
            None => {
                let members: Option<Vec<String>> = object
                    .iter()
                    .map(|(key, value)| Some(format!("{}:{}", Value::String(key.clone()), code(value)?)))
                    .collect();
                format!("{{{}}}", members?.join(","))
            }
        },
        plain => plain.to_string(),
    })
}

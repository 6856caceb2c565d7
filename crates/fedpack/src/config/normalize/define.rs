//! `define`, as DefinePlugin reads it.

use indexmap::{IndexMap, IndexSet};
use oxc::{allocator::Allocator, parser::Parser, span::SourceType};
use serde_json::Value;

use super::{
    super::{
        Mode, ProvidedName, PublicPath, TargetConfig,
        path::ConfigPath,
        raw::{OneOrMany, Switchable},
    },
    Checker,
};
use crate::{federation::FederationConfig, regexp::Regexp};

const NODE_ENV: &str = "process.env.NODE_ENV";

/// Always an object: code that Vite knows asks for it.
const IMPORT_META_ENV: &str = "import.meta.env";

/// Definitions as they come, before objects know of members that are defined elsewhere.
#[derive(Default)]
pub struct Definitions {
    /// Dotted name → code.
    code: IndexMap<String, String>,
    /// Names that stand for objects which are written out.
    objects: IndexSet<String>,
    /// The parts of names in which a member has dots itself: `{ "A": { "x.y": 1 } }`.
    parts: IndexMap<String, Vec<String>>,
}

/// A string is code, an object defines the name and each of its members.
pub fn define(raw: IndexMap<String, Value>, checker: &mut Checker<'_>) -> Definitions {
    let mut define = Definitions::default();
    let path = ConfigPath::of(&["define"]);
    for (name, value) in raw {
        let parts: Vec<String> = name.split('.').map(str::to_owned).collect();
        add(&parts, &value, &path.key(&name), &mut define, checker);
    }
    define
}

impl Definitions {
    /// Dotted name → code. An object has all members that are defined, wherever that was:
    /// `{ "A": { "b": 1 }, "A.c": 2 }` makes `A` be `{ b: 1, c: 2 }`, as in webpack.
    pub fn merged(mut self) -> IndexMap<String, String> {
        if self.objects.is_empty() {
            return self.code;
        }
        let mut root = Node::default();
        for (name, code) in self.code.iter().filter(|(name, _)| !name.starts_with("typeof ")) {
            let node = parts(&self.parts, name)
                .into_iter()
                .fold(&mut root, |node, part| node.members.entry(part).or_default());
            node.code = (!self.objects.contains(name)).then_some(code);
        }
        let whole: Vec<(String, String)> = self
            .objects
            .iter()
            .filter_map(|name| {
                let node = parts(&self.parts, name)
                    .into_iter()
                    .try_fold(&root, |node, part| node.members.get(part))?;
                Some((name.clone(), node.text()))
            })
            .collect();
        self.code.extend(whole);
        self.code
    }
}

fn parts<'d>(known: &'d IndexMap<String, Vec<String>>, name: &'d str) -> Vec<&'d str> {
    match known.get(name) {
        Some(parts) => parts.iter().map(String::as_str).collect(),
        None => name.split('.').collect(),
    }
}

/// One part of dotted names, and what continues it.
#[derive(Default)]
struct Node<'d> {
    code: Option<&'d String>,
    members: IndexMap<&'d str, Node<'d>>,
}

impl Node<'_> {
    fn text(&self) -> String {
        match self.code {
            Some(code) => format!("({code})"),
            None => object(self.members.iter().map(|(&name, member)| (name, member.text()))),
        }
    }
}

/// `{"a":1}`; `["__proto__"]` is a member like others, without brackets it would be the prototype.
fn object<'n>(members: impl Iterator<Item = (&'n str, String)>) -> String {
    let members: Vec<String> = members
        .map(|(name, code)| {
            let key = Value::from(name).to_string();
            if name == "__proto__" { format!("[{key}]:{code}") } else { format!("{key}:{code}") }
        })
        .collect();
    format!("{{{}}}", members.join(","))
}

/// `process.env.NODE_ENV` is the mode, unless it is defined otherwise or switched off.
pub fn add_node_env(define: &mut Definitions, value: Option<&str>, checker: &mut Checker<'_>) {
    let Some(value) = value else { return };
    let code = Value::from(value).to_string();
    let defined = define.code.entry(NODE_ENV.to_owned()).or_insert_with(|| code.clone());
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

/// `NODE_ENV`: `optimization.nodeEnv`, else the mode; none if either says so.
pub fn node_env(raw: Option<&Switchable<String>>, mode: Mode) -> Option<&str> {
    match (raw, mode) {
        (Some(Switchable::Switch(false)), _) => None,
        (Some(Switchable::Value(value)), _) => Some(value.as_str()),
        (_, Mode::Production) => Some("production"),
        (_, Mode::Development) => Some("development"),
        (_, Mode::None) => None,
    }
}

/// `import.meta.env`: what Vite's has by itself, where the configuration does not define it otherwise. The values are
/// webpack's.
pub fn add_import_meta_env(
    define: &mut Definitions,
    node_env: Option<&str>,
    mode: Mode,
    target: &TargetConfig,
    public_path: &PublicPath,
) {
    let is_other = define.code.contains_key(IMPORT_META_ENV) && !define.objects.contains(IMPORT_META_ENV);
    if is_other {
        return;
    }
    let base = match public_path {
        PublicPath::Fixed(text) if !text.is_empty() => text.as_str(),
        _ => "/",
    };
    let values = node_env.map(|node_env| {
        [
            ("NODE_ENV", Value::from(node_env)),
            ("MODE", Value::from(node_env)),
            ("DEV", Value::from(mode == Mode::Development)),
            ("PROD", Value::from(mode != Mode::Development)),
            ("SSR", Value::from(target.platform.has_node_builtins())),
            ("BASE_URL", Value::from(base)),
        ]
    });
    for (name, value) in values.into_iter().flatten() {
        define.code.entry(format!("{IMPORT_META_ENV}.{name}")).or_insert_with(|| value.to_string());
    }
    define.code.entry(IMPORT_META_ENV.to_owned()).or_insert_with(|| "{}".to_owned());
    define.objects.insert(IMPORT_META_ENV.to_owned());
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
    parts: &[String],
    value: &Value,
    path: &ConfigPath,
    define: &mut Definitions,
    checker: &mut Checker<'_>,
) {
    let name = parts.join(".");
    if parts.len() != name.split('.').count() {
        define.parts.insert(name.clone(), parts.to_vec());
    }
    if let Value::Object(members) = value
        && !members.contains_key("$regexp")
    {
        define.objects.insert(name.clone());
        for (member, value) in members {
            let parts: Vec<String> = parts.iter().chain([member]).cloned().collect();
            add(&parts, value, &path.key(member), define, checker);
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
    define.code.insert(name, code);
}

fn code(value: &Value) -> Option<String> {
    Some(match value {
        Value::String(code) => code.clone(),
        Value::Array(items) => {
            let items: Option<Vec<String>> = items.iter().map(code).collect();
            format!("[{}]", items?.join(","))
        }
        Value::Object(members) => match members.get("$regexp") {
            Some(Value::Object(parts)) => {
                let source = parts.get("source")?.as_str()?;
                let flags = parts.get("flags").and_then(Value::as_str).unwrap_or("");
                Regexp::new(source, flags).ok()?;
                format!("/{source}/{flags}")
            }
            Some(_) => return None,
            None => {
                let members: Option<Vec<(&str, String)>> =
                    members.iter().map(|(key, value)| Some((key.as_str(), code(value)?))).collect();
                object(members?.into_iter())
            }
        },
        plain => plain.to_string(),
    })
}

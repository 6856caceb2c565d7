//! Finds *every* place where a configuration does not fit the schema; serde would stop at the first.
//!
//! Comes in: a JSON value and the schema made from [`super::raw`]. Goes out: problems, each with the path of the
//! value that it is about. Only the parts of JSON schema that schemars writes for our types are known here.

use serde_json::{Map, Value};

use super::path::ConfigPath;

/// One misfit.
#[derive(Debug, Clone, PartialEq)]
pub struct Problem {
    pub path: ConfigPath,
    pub kind: ProblemKind,
}

#[derive(Debug, Clone, PartialEq)]
pub enum ProblemKind {
    /// The last key of the path is not an option of this place.
    UnknownKey { known: Vec<String> },
    /// Neither type nor form fit.
    WrongType { expected: String, found: String },
    /// A text that is none of the possible ones.
    NotAllowed { found: String, allowed: Vec<String> },
    /// A key that must be there is not.
    MissingKey { key: String },
}

/// All problems of `value`, in the order of the file.
pub fn validate(schema: &Value, value: &Value) -> Vec<Problem> {
    let validator = Validator { root: schema };
    let mut problems = Vec::new();
    validator.check(schema, value, &ConfigPath::default(), &mut problems);
    problems
}

struct Validator<'a> {
    root: &'a Value,
}

impl<'a> Validator<'a> {
    fn check(&self, schema: &'a Value, value: &Value, path: &ConfigPath, problems: &mut Vec<Problem>) {
        let branches = self.branches(schema);
        let [branch] = branches.as_slice() else {
            return self.check_alternatives(&branches, value, path, problems);
        };
        let Some(schema) = branch.as_object() else { return };
        if schema.contains_key("enum") || schema.contains_key("const") {
            if !allowed_values(schema).contains(&value) {
                problems.push(self.misfit(&branches, value, path));
            }
            return;
        }
        if !type_fits(schema, value) {
            problems.push(self.misfit(&branches, value, path));
            return;
        }
        match value {
            Value::Object(object) => self.check_object(schema, object, path, problems),
            Value::Array(items) => {
                if let Some(item_schema) = schema.get("items") {
                    for (index, item) in items.iter().enumerate() {
                        self.check(item_schema, item, &path.index(index), problems);
                    }
                }
            }
            _ => {}
        }
    }

    fn check_object(
        &self,
        schema: &'a Map<String, Value>,
        object: &Map<String, Value>,
        path: &ConfigPath,
        problems: &mut Vec<Problem>,
    ) {
        let properties = schema.get("properties").and_then(Value::as_object);
        for (key, value) in object {
            if let Some(property) = properties.and_then(|properties| properties.get(key)) {
                self.check(property, value, &path.key(key), problems);
                continue;
            }
            match schema.get("additionalProperties") {
                Some(Value::Bool(false)) => {
                    let known = properties.map(|known| known.keys().cloned().collect()).unwrap_or_default();
                    problems.push(Problem { path: path.key(key), kind: ProblemKind::UnknownKey { known } });
                }
                Some(additional @ Value::Object(_)) => {
                    self.check(additional, value, &path.key(key), problems);
                }
                _ => {}
            }
        }
        for key in schema.get("required").and_then(Value::as_array).into_iter().flatten() {
            let key = key.as_str().unwrap_or_default();
            if !object.contains_key(key) {
                let kind = ProblemKind::MissingKey { key: key.to_owned() };
                problems.push(Problem { path: path.clone(), kind });
            }
        }
    }

    /// One alternative must fit. If none does, the one that looks most like what was meant tells what is wrong:
    /// the type must be right, and then the fewest and deepest problems win.
    fn check_alternatives(
        &self,
        branches: &[&'a Value],
        value: &Value,
        path: &ConfigPath,
        problems: &mut Vec<Problem>,
    ) {
        let mut best: Option<Vec<Problem>> = None;
        for branch in branches {
            let mut found = Vec::new();
            self.check(branch, value, path, &mut found);
            if found.is_empty() {
                return;
            }
            let is_of_type = branch.as_object().is_some_and(|branch| {
                !branch.contains_key("enum") && !branch.contains_key("const") && type_fits(branch, value)
            });
            if is_of_type && best.as_ref().is_none_or(|best| rank(&found, path) < rank(best, path)) {
                best = Some(found);
            }
        }
        match best {
            Some(best) => problems.extend(best),
            None => problems.push(self.misfit(branches, value, path)),
        }
    }

    fn misfit(&self, branches: &[&'a Value], value: &Value, path: &ConfigPath) -> Problem {
        let allowed: Vec<String> = branches
            .iter()
            .filter_map(|branch| branch.as_object())
            .flat_map(allowed_values)
            .filter_map(|value| value.as_str().map(str::to_owned))
            .collect();
        let kind = match value {
            Value::String(found) if !allowed.is_empty() => {
                ProblemKind::NotAllowed { found: found.clone(), allowed }
            }
            _ => ProblemKind::WrongType { expected: self.describe(branches), found: describe_value(value) },
        };
        Problem { path: path.clone(), kind }
    }

    /// The alternatives of a schema with references followed and nested alternatives laid flat.
    fn branches(&self, schema: &'a Value) -> Vec<&'a Value> {
        let schema = self.follow(schema);
        let alternatives = ["anyOf", "oneOf"].iter().find_map(|key| schema.get(key)?.as_array());
        match alternatives {
            Some(alternatives) => {
                alternatives.iter().flat_map(|alternative| self.branches(alternative)).collect()
            }
            // schemars wraps a reference that has a description of its own.
            None => match schema.get("allOf").and_then(Value::as_array).map(Vec::as_slice) {
                Some([only]) => self.branches(only),
                _ => vec![schema],
            },
        }
    }

    fn follow(&self, mut schema: &'a Value) -> &'a Value {
        while let Some(reference) = schema.get("$ref").and_then(Value::as_str) {
            let pointer = reference.trim_start_matches('#');
            schema = self.root.pointer(pointer).expect("schemars only refers to what it has defined");
        }
        schema
    }

    /// `a string, an array of strings or false`.
    fn describe(&self, branches: &[&'a Value]) -> String {
        self.describe_to(branches, 0)
    }

    fn describe_to(&self, branches: &[&'a Value], depth: usize) -> String {
        let mut parts: Vec<String> = Vec::new();
        let mut add = |part: String| {
            if !parts.contains(&part) {
                parts.push(part);
            }
        };
        for schema in branches.iter().filter_map(|branch| branch.as_object()) {
            for value in allowed_values(schema) {
                if !value.is_null() {
                    add(value.to_string());
                }
            }
            if schema.contains_key("enum") || schema.contains_key("const") {
                continue;
            }
            for name in type_names(schema) {
                match name {
                    "null" => {}
                    "array" => add(match schema.get("items") {
                        // A list of lists of lists says no more.
                        Some(items) if depth < 2 => {
                            format!(
                                "a list of {}",
                                plural(&self.describe_to(&self.branches(items), depth + 1))
                            )
                        }
                        Some(_) => "a list".to_owned(),
                        None => "a list".to_owned(),
                    }),
                    "object" => add(self.describe_object(schema)),
                    "string" => add("a string".to_owned()),
                    "boolean" => add("true or false".to_owned()),
                    "integer" => add("a whole number".to_owned()),
                    "number" => add("a number".to_owned()),
                    _ => {}
                }
            }
        }
        join_alternatives(&parts)
    }

    fn describe_object(&self, schema: &Map<String, Value>) -> String {
        let properties = schema.get("properties").and_then(Value::as_object);
        match properties {
            Some(properties) if properties.contains_key("$regexp") => "a regular expression".to_owned(),
            Some(properties) if properties.len() <= 4 && !properties.is_empty() => {
                let names: Vec<&str> = properties.keys().map(String::as_str).collect();
                format!("an object {{ {} }}", names.join(", "))
            }
            _ => "an object".to_owned(),
        }
    }
}

/// Fewer problems are better; among equals the deeper first problem is.
fn rank(problems: &[Problem], path: &ConfigPath) -> (usize, usize) {
    let is_here = problems.iter().filter(|problem| problem.path == *path).count();
    (is_here, problems.len())
}

fn allowed_values(schema: &Map<String, Value>) -> Vec<&Value> {
    match (schema.get("enum").and_then(Value::as_array), schema.get("const")) {
        (Some(values), _) => values.iter().collect(),
        (None, Some(value)) => vec![value],
        (None, None) => Vec::new(),
    }
}

fn type_names(schema: &Map<String, Value>) -> Vec<&str> {
    match schema.get("type") {
        Some(Value::String(name)) => vec![name.as_str()],
        Some(Value::Array(names)) => names.iter().filter_map(Value::as_str).collect(),
        _ => Vec::new(),
    }
}

fn type_fits(schema: &Map<String, Value>, value: &Value) -> bool {
    let names = type_names(schema);
    names.is_empty()
        || names.iter().any(|name| match *name {
            "null" => value.is_null(),
            "string" => value.is_string(),
            "boolean" => value.is_boolean(),
            "array" => value.is_array(),
            "object" => value.is_object(),
            "number" => value.is_number(),
            // All our integers are counts; serde would refuse a fraction or a negative one.
            "integer" => value.as_u64().is_some_and(|number| u32::try_from(number).is_ok()),
            _ => true,
        })
}

fn describe_value(value: &Value) -> String {
    match value {
        Value::Null => "null".to_owned(),
        Value::Bool(value) => value.to_string(),
        Value::Number(number) => format!("the number {number}"),
        Value::String(_) => "a string".to_owned(),
        Value::Array(_) => "a list".to_owned(),
        Value::Object(object) if object.contains_key("$regexp") => "a regular expression".to_owned(),
        Value::Object(_) => "an object".to_owned(),
    }
}

fn plural(description: &str) -> String {
    match description {
        "a string" => "strings".to_owned(),
        "an object" => "objects".to_owned(),
        "a number" => "numbers".to_owned(),
        other => format!("({other})"),
    }
}

fn join_alternatives(parts: &[String]) -> String {
    match parts {
        [] => "another value".to_owned(),
        [only] => only.clone(),
        [rest @ .., last] => format!("{} or {last}", rest.join(", ")),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::config::schema::json_schema;

    fn problems(value: &Value) -> Vec<String> {
        validate(&json_schema(), value)
            .into_iter()
            .map(|problem| match problem.kind {
                ProblemKind::UnknownKey { .. } => format!("{} unknown", problem.path),
                ProblemKind::WrongType { expected, found } => {
                    format!("{} wants {expected}, is {found}", problem.path)
                }
                ProblemKind::NotAllowed { found, .. } => format!("{} not {found}", problem.path),
                ProblemKind::MissingKey { key } => format!("{} lacks {key}", problem.path),
            })
            .collect()
    }

    #[test]
    fn finds_all_problems_at_once() {
        let value = json!({
            "entri": "./a",
            "mode": "prod",
            "output": { "filname": "x.js", "path": 4, "clean": "yes" },
            "entry": { "main": { "import": "./a", "dependsOn": "b" } },
            "module": { "rules": [{ "test": { "$regexp": "a" }, "type": "assets" }] },
        });
        assert_eq!(
            problems(&value),
            [
                "entri unknown",
                "mode not prod",
                "output.filname unknown",
                "output.path wants a string, is the number 4",
                "output.clean wants true or false or an object { keep, dry }, is a string",
                "entry.main.dependsOn unknown",
                "module.rules[0].type not assets",
            ]
        );
    }

    #[test]
    fn takes_all_shapes_of_an_entry() {
        for entry in
            [json!("./a"), json!(["./a", "./b"]), json!({"a": "./a", "b": ["./b"], "c": {"import": "./c"}})]
        {
            assert_eq!(problems(&json!({ "entry": entry })), [""; 0]);
        }
    }

    #[test]
    fn says_what_was_expected() {
        assert_eq!(
            problems(&json!({ "entry": 4 })),
            ["entry wants a string, a list of strings or an object, is the number 4"]
        );
    }
}

//! Finds the project's browserslist queries, by browserslist's own rules.
//!
//! From the folder upwards, the first of `.browserslistrc`, `browserslist` and package.json's `browserslist`; the
//! section of the environment, else `defaults`. `BROWSERSLIST` and `BROWSERSLIST_ENV` win over files.

use std::path::Path;

use serde_json::Value;

pub fn discover(folder: &Path, environment: &str) -> Option<Vec<String>> {
    if let Ok(queries) = std::env::var("BROWSERSLIST") {
        return Some(split_queries(&queries));
    }
    let from_variable = std::env::var("BROWSERSLIST_ENV").or_else(|_| std::env::var("NODE_ENV"));
    let environment = from_variable.unwrap_or_else(|_| environment.to_owned());
    folder.ancestors().find_map(|folder| in_folder(folder, &environment))
}

fn in_folder(folder: &Path, environment: &str) -> Option<Vec<String>> {
    for name in [".browserslistrc", "browserslist"] {
        if let Ok(text) = std::fs::read_to_string(folder.join(name)) {
            return Some(from_text(&text, environment));
        }
    }
    let text = std::fs::read_to_string(folder.join("package.json")).ok()?;
    let package: Value = serde_json::from_str(&text).ok()?;
    from_package(package.get("browserslist")?, environment)
}

fn from_package(value: &Value, environment: &str) -> Option<Vec<String>> {
    match value {
        Value::String(queries) => Some(split_queries(queries)),
        Value::Array(queries) => Some(queries.iter().filter_map(Value::as_str).map(str::to_owned).collect()),
        Value::Object(sections) => {
            let section = sections.get(environment).or_else(|| sections.get("defaults"))?;
            from_package(section, environment)
        }
        _ => None,
    }
}

/// Lines of queries, `#` comments, `[production staging]` sections.
fn from_text(text: &str, environment: &str) -> Vec<String> {
    let mut of_environment = Vec::new();
    let mut defaults = Vec::new();
    let mut is_wanted = false;
    let mut is_default = true;
    for line in text.lines() {
        let line = line.split('#').next().unwrap_or_default().trim();
        if line.is_empty() {
            continue;
        }
        if let Some(names) = line.strip_prefix('[').and_then(|line| line.strip_suffix(']')) {
            is_wanted = names.split_whitespace().any(|name| name == environment);
            is_default = names.split_whitespace().any(|name| name == "defaults");
            continue;
        }
        if is_wanted {
            of_environment.extend(split_queries(line));
        }
        if is_default {
            defaults.extend(split_queries(line));
        }
    }
    if of_environment.is_empty() { defaults } else { of_environment }
}

fn split_queries(text: &str) -> Vec<String> {
    text.split(',').map(str::trim).filter(|query| !query.is_empty()).map(str::to_owned).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_sections() {
        let text = "# all\ndefaults, not ie 11\n[production]\n> 1%\nfirefox esr # one\n[development]\nlast 1 chrome version\n";
        assert_eq!(from_text(text, "production"), ["> 1%", "firefox esr"]);
        assert_eq!(from_text(text, "test"), ["defaults", "not ie 11"]);
    }
}

//! Finds the project's browserslist queries, by browserslist's own rules.
//!
//! From the folder upwards, the first of `.browserslistrc`, `browserslist` and package.json's `browserslist`; the
//! section of the environment, else `defaults`. `BROWSERSLIST` and `BROWSERSLIST_ENV` win over files. `extends NAME` among
//! the queries stands for those of a package.

use std::{
    path::{Path, PathBuf},
    sync::Arc,
};

use serde_json::Value;

use super::{evaluate::evaluate, source::ConfigSource};

/// Packages that extend one another deeper than this do so in a circle.
const MOST_EXTENDED: usize = 16;

/// The project's queries: what `browserslist` means. `None`: there are none.
///
/// # Errors
/// What is wrong with a package that they extend.
pub fn discover(folder: &Path, environment: &str) -> Result<Option<Vec<String>>, String> {
    let from_variable = std::env::var("BROWSERSLIST_ENV").or_else(|_| std::env::var("NODE_ENV"));
    let environment = from_variable.unwrap_or_else(|_| environment.to_owned());
    let found = match std::env::var("BROWSERSLIST") {
        Ok(queries) => Some(split_queries(&queries)),
        Err(_) => folder.ancestors().find_map(|folder| in_folder(folder, &environment)),
    };
    found.map(|queries| extended(queries, folder, &environment, 0)).transpose()
}

/// What `argument` means in `browserslist:argument`, in webpack's order: an absolute path of a file, which may have `:` and
/// an environment behind it; an environment that the project's browserslist has; a query.
///
/// # Errors
/// What is wrong with the argument: a file that cannot be read.
pub fn named(argument: &str, folder: &Path, environment: &str) -> Result<Vec<String>, String> {
    if Path::new(argument).is_absolute() {
        let (file, environment) = split_environment(argument, environment);
        let text = std::fs::read_to_string(&file)
            .map_err(|error| format!("names {}, which cannot be read: {error}", file.display()))?;
        let is_package = file.file_name().is_some_and(|name| name == "package.json");
        let queries =
            if is_package { of_package(&text, &environment) } else { Some(from_text(&text, &environment)) };
        let queries =
            queries.ok_or_else(|| format!("names {}, which has no browserslist", file.display()))?;
        return extended(queries, file.parent().unwrap_or(folder), &environment, 0);
    }
    let found = folder.ancestors().find_map(|folder| section_in_folder(folder, argument));
    let environment = if found.is_some() { argument } else { environment };
    extended(found.unwrap_or_else(|| vec![argument.to_owned()]), folder, environment, 0)
}

/// The queries, with those of packages in the place of `extends browserslist-config-mine`.
fn extended(
    queries: Vec<String>,
    folder: &Path,
    environment: &str,
    depth: usize,
) -> Result<Vec<String>, String> {
    let mut all = Vec::new();
    for query in queries {
        match query.split_once(char::is_whitespace) {
            Some((word, name)) if word.eq_ignore_ascii_case("extends") => {
                all.extend(of_shared(name.trim(), folder, environment, depth + 1)?);
            }
            _ => all.push(query),
        }
    }
    Ok(all)
}

/// What a package exports: queries, or sections of them.
fn of_shared(name: &str, folder: &Path, environment: &str, depth: usize) -> Result<Vec<String>, String> {
    let problem = |what: &str| format!("extends {name}, {what}");
    if depth > MOST_EXTENDED {
        return Err(problem("which leads back to itself"));
    }
    let file = folder
        .ancestors()
        .find_map(|folder| main_file(&folder.join("node_modules").join(name)))
        .ok_or_else(|| problem("which is not installed"))?;
    let text =
        std::fs::read_to_string(&file).map_err(|error| problem(&format!("which cannot be read: {error}")))?;
    let value = if file.extension().is_some_and(|extension| extension == "json") {
        serde_json::from_str(&text).map_err(|error| problem(&format!("which is no JSON: {error}")))?
    } else {
        let source = ConfigSource::new(&file, Arc::from(text));
        evaluate(&source, None, &mut Vec::new()).map_err(|problems| {
            problem(&format!("which fails: {}", problems.first().map_or("", |first| first.message.as_str())))
        })?
    };
    // A package without a section for the environment adds nothing, as in browserslist.
    let queries = from_package(&value, environment).unwrap_or_default();
    extended(queries, file.parent().unwrap_or(folder), environment, depth)
}

/// The file that a package is, where its folder is one.
fn main_file(package: &Path) -> Option<PathBuf> {
    let manifest = std::fs::read_to_string(package.join("package.json")).ok();
    let manifest: Option<Value> = manifest.and_then(|text| serde_json::from_str(&text).ok());
    let main = manifest.as_ref().and_then(|manifest| manifest.get("main")?.as_str());
    let names = main.into_iter().chain(["index.js", "index.cjs", "index.json"]);
    names.map(|name| package.join(name)).find(|file| file.is_file())
}

/// A drive (`C:`) is part of the path.
fn split_environment(argument: &str, default: &str) -> (PathBuf, String) {
    match argument.rsplit_once(':') {
        Some((file, environment)) if Path::new(file).is_absolute() => (file.into(), environment.to_owned()),
        _ => (argument.into(), default.to_owned()),
    }
}

/// The section of exactly this environment, if the nearest browserslist has it.
fn section_in_folder(folder: &Path, environment: &str) -> Option<Vec<String>> {
    for name in [".browserslistrc", "browserslist"] {
        if let Ok(text) = std::fs::read_to_string(folder.join(name)) {
            return has_section(&text, environment).then(|| from_text(&text, environment));
        }
    }
    let text = std::fs::read_to_string(folder.join("package.json")).ok()?;
    let package: Value = serde_json::from_str(&text).ok()?;
    from_package(package.get("browserslist")?.get(environment)?, environment)
}

fn in_folder(folder: &Path, environment: &str) -> Option<Vec<String>> {
    for name in [".browserslistrc", "browserslist"] {
        if let Ok(text) = std::fs::read_to_string(folder.join(name)) {
            return Some(from_text(&text, environment));
        }
    }
    of_package(&std::fs::read_to_string(folder.join("package.json")).ok()?, environment)
}

fn of_package(text: &str, environment: &str) -> Option<Vec<String>> {
    let package: Value = serde_json::from_str(text).ok()?;
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

fn has_section(text: &str, environment: &str) -> bool {
    let heads = text.lines().filter_map(|line| line.trim().strip_prefix('[')?.strip_suffix(']'));
    heads.flat_map(str::split_whitespace).any(|name| name == environment)
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
        assert!(has_section(text, "development") && !has_section(text, "test"));
    }

    #[test]
    fn an_argument_is_a_file_an_environment_or_a_query() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("browsers");
        std::fs::write(&file, "safari 15\n[modern]\nchrome 120\n").unwrap();
        let package = r#"{"browserslist": {"legacy": "ie 11", "production": ["firefox esr"]}}"#;
        std::fs::write(folder.path().join("package.json"), package).unwrap();
        let named = |argument: &str| named(argument, folder.path(), "production");
        let path = file.to_str().unwrap();
        assert_eq!(named(path).unwrap(), ["safari 15"]);
        assert_eq!(named(&format!("{path}:modern")).unwrap(), ["chrome 120"]);
        assert_eq!(named(folder.path().join("package.json").to_str().unwrap()).unwrap(), ["firefox esr"]);
        assert_eq!(named("legacy").unwrap(), ["ie 11"]);
        assert_eq!(named("last 2 chrome versions").unwrap(), ["last 2 chrome versions"]);
        let shared = folder.path().join("node_modules/browserslist-config-ours");
        std::fs::create_dir_all(&shared).unwrap();
        std::fs::write(shared.join("index.json"), r#"{"production": ["edge 120"], "old": "ie 10"}"#).unwrap();
        std::fs::write(&file, "safari 15\nextends browserslist-config-ours\n").unwrap();
        assert_eq!(named(path).unwrap(), ["safari 15", "edge 120"]);
        assert_eq!(named(&format!("{path}:old")).unwrap(), ["safari 15", "ie 10"]);
        assert!(named("extends browserslist-config-none").unwrap_err().contains("not installed"));
        std::fs::write(shared.join("index.json"), r#"["extends browserslist-config-ours"]"#).unwrap();
        assert!(named(path).unwrap_err().contains("leads back to itself"));
        assert!(named("/no/such/file").unwrap_err().contains("cannot be read"));
    }
}

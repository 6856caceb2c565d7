//! `target`, and which browsers the output is lowered for.

use std::path::Path;

use super::{
    super::{
        Mode, Platform, TargetConfig, browserslist,
        path::ConfigPath,
        raw::{OneOrMany, Switchable},
    },
    Checker,
};

const HELP: &str = "Possible are \"web\", \"webworker\", \"node\" and \"async-node\" (also with a version: \"node20\"), \
    \"es5\", \"es2015\" … \"es2024\", \"browserslist\", \"browserslist:QUERY\", and lists of them such as [\"web\", \"es2020\"].";

/// webpack's default: the project's browserslist if there is one, else `web` without lowering.
pub fn target(
    raw: Option<Switchable<OneOrMany<String>>>,
    folder: &Path,
    mode: Mode,
    checker: &mut Checker<'_>,
) -> TargetConfig {
    let environment = match mode {
        Mode::Development => "development",
        Mode::Production | Mode::None => "production",
    };
    let discover = || browserslist::discover(folder, environment);
    let names = match raw {
        None => return TargetConfig { platform: Platform::Web, lowering: discover() },
        Some(Switchable::Switch(_)) => return TargetConfig { platform: Platform::Neutral, lowering: None },
        Some(Switchable::Value(names)) => names,
    };
    let path = ConfigPath::of(&["target"]);
    let is_list = matches!(names, OneOrMany::Many(_));
    let mut platform = None;
    let mut lowering: Option<Vec<String>> = None;
    for (index, name) in names.as_slice().iter().enumerate() {
        let path = if is_list { path.index(index) } else { path.clone() };
        match parse(name) {
            Some(Part::Platform(found, queries)) => {
                platform = platform.or(Some(found));
                if !queries.is_empty() {
                    lowering.get_or_insert_default().extend(queries);
                }
            }
            Some(Part::Language(version)) => lowering.get_or_insert_default().push(version),
            Some(Part::Browserslist(query)) => {
                let queries = query.map_or_else(&discover, |query| Some(vec![query]));
                match queries {
                    Some(queries) => lowering.get_or_insert_default().extend(queries),
                    None => checker.invalid(
                        &path,
                        "asks for the project's browserslist, but there is none",
                        "Add `browserslist` to package.json, write a .browserslistrc, or give the query: \"browserslist:defaults\".",
                    ),
                }
            }
            None => checker.invalid(&path, &format!("cannot be \"{name}\""), HELP),
        }
    }
    TargetConfig { platform: platform.unwrap_or(Platform::Web), lowering }
}

enum Part {
    Platform(Platform, Vec<String>),
    /// `es2020`.
    Language(String),
    Browserslist(Option<String>),
}

fn parse(name: &str) -> Option<Part> {
    let platform = |platform| Some(Part::Platform(platform, Vec::new()));
    match name {
        "web" => return platform(Platform::Web),
        "webworker" => return platform(Platform::Webworker),
        "browserslist" => return Some(Part::Browserslist(None)),
        _ => {}
    }
    if let Some(query) = name.strip_prefix("browserslist:") {
        return Some(Part::Browserslist(Some(query.trim().to_owned())));
    }
    for (prefix, kind) in [("async-node", Platform::AsyncNode), ("node", Platform::Node)] {
        if let Some(version) = name.strip_prefix(prefix) {
            if version.is_empty() {
                return platform(kind);
            }
            let is_version =
                version.split('.').count() <= 2 && version.split('.').all(|part| part.parse::<u32>().is_ok());
            return is_version.then(|| Part::Platform(kind, vec![format!("node {version}")]));
        }
    }
    let year: u32 = name.strip_prefix("es")?.parse().ok()?;
    (year == 5 || (2015..=2030).contains(&year)).then(|| Part::Language(name.to_owned()))
}

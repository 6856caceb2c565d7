//! `target`, and which browsers the output is lowered for.

use std::path::Path;

use oxc::transformer::Engine;

use super::{
    super::{
        Mode, Platform, TargetConfig, browserslist, engine_targets,
        path::ConfigPath,
        raw::{OneOrMany, Switchable},
    },
    Checker,
};

const HELP: &str = "Possible are \"web\", \"webworker\", \"node\" and \"async-node\" (also with a version: \"node20\"), \
    \"electron-main\", \"electron-preload\", \"electron-renderer\", \"nwjs\", \"es5\", \"es2015\" … \"es2024\", \
    \"browserslist\", \"browserslist:QUERY\", and lists of them such as [\"web\", \"es2020\"].";

const ES5: &str = "Syntax is lowered to ECMAScript 2015, that of the modules and of the runtime alike. For engines that lack it, give \
    the output to another compiler.";

const NO_BROWSERSLIST: &str = "asks for the project's browserslist, but there is none";

const EXTENDS: &str = "Install the package, or write its queries out.";

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
    let names = match raw {
        None => {
            let lowering = browserslist::discover(folder, environment).unwrap_or_else(|problem| {
                checker.invalid(
                    &ConfigPath::of(&["target"]),
                    &format!("is the project's browserslist, which {problem}"),
                    EXTENDS,
                );
                None
            });
            let platform = lowering.as_deref().and_then(platform_of).unwrap_or(Platform::Web);
            return TargetConfig { platform, lowering, style_sheets: None };
        }
        Some(Switchable::Switch(_)) => {
            return TargetConfig { platform: Platform::Neutral, lowering: None, style_sheets: None };
        }
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
            Some(Part::Language(version)) => {
                if version == "es5" {
                    checker.doubtful(&path, "asks for ECMAScript 5, which is not written", ES5);
                }
                lowering.get_or_insert_default().push(version);
            }
            Some(Part::Browserslist(query)) => {
                match query.as_deref().map_or_else(
                    || browserslist::discover(folder, environment)?.ok_or(NO_BROWSERSLIST.to_owned()),
                    |argument| browserslist::named(argument, folder, environment),
                ) {
                    Ok(queries) => {
                        platform = platform.or_else(|| platform_of(&queries));
                        lowering.get_or_insert_default().extend(queries);
                    }
                    Err(problem) => checker.invalid(
                        &path,
                        &problem,
                        "Add `browserslist` to package.json, write a .browserslistrc, or give the query: \"browserslist:defaults\".",
                    ),
                }
            }
            None => checker.invalid(&path, &format!("cannot be \"{name}\""), HELP),
        }
    }
    TargetConfig { platform: platform.unwrap_or(Platform::Web), lowering, style_sheets: None }
}

/// Whether chunks can be ES modules: a browser may load them otherwise, but Node has `import()` from 12.17 on only.
pub fn imports_dynamically(target: &TargetConfig) -> bool {
    let queries = target.lowering.as_deref().unwrap_or_default();
    let oldest_node = engine_targets(queries).ok().and_then(|engines| engines.get(&Engine::Node).copied());
    !target.platform.is_node() || oldest_node.is_none_or(|version| (version.0, version.1) >= (12, 17))
}

/// `node` for queries that mean nothing but versions of Node, as in webpack.
fn platform_of(queries: &[String]) -> Option<Platform> {
    // Queries that are not understood are reported where they are used.
    let targets = engine_targets(queries).ok()?;
    let is_node = !targets.is_empty() && targets.keys().all(|engine| *engine == Engine::Node);
    is_node.then_some(Platform::Node)
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
            return with_version(kind, "node", version);
        }
    }
    if let Some(part) = electron(name).or_else(|| nwjs(name)) {
        return Some(part);
    }
    let year: u32 = name.strip_prefix("es")?.parse().ok()?;
    (year == 5 || (2015..=2030).contains(&year)).then(|| Part::Language(name.to_owned()))
}

/// `electron-main`, `electron37.1-renderer`.
fn electron(name: &str) -> Option<Part> {
    let (version, context) = name.strip_prefix("electron")?.split_once('-')?;
    let platform = match context {
        "main" => Platform::ElectronMain,
        "preload" => Platform::ElectronPreload,
        "renderer" => Platform::ElectronRenderer,
        _ => return None,
    };
    // browserslist has them with both numbers.
    let is_short = !version.is_empty() && !version.contains('.');
    let version = if is_short { format!("{version}.0") } else { version.to_owned() };
    with_version(platform, "electron", &version)
}

/// browserslist knows no versions of it.
fn nwjs(name: &str) -> Option<Part> {
    let version = name.strip_prefix("nwjs").or_else(|| name.strip_prefix("node-webkit"))?;
    (version.is_empty() || is_version(version)).then_some(Part::Platform(Platform::Nwjs, Vec::new()))
}

/// With the browserslist query for `engine` in this version, if there is one.
fn with_version(platform: Platform, engine: &str, version: &str) -> Option<Part> {
    if version.is_empty() {
        return Some(Part::Platform(platform, Vec::new()));
    }
    is_version(version).then(|| Part::Platform(platform, vec![format!("{engine} {version}")]))
}

/// `20`, `14.18`.
fn is_version(text: &str) -> bool {
    text.split('.').count() <= 2 && text.split('.').all(|part| part.parse::<u32>().is_ok())
}

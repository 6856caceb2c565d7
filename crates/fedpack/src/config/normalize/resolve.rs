//! `resolve`.

use std::path::Path;

use super::{
    super::{
        Mode, Platform, ResolveConfig, TargetConfig, TsconfigChoice,
        raw::{OneOrMany, RawAlias, RawAliasTarget, RawResolve, RawTsConfig, Switchable},
    },
    absolute,
};

pub fn resolve(raw: RawResolve, folder: &Path, mode: Mode, target: &TargetConfig) -> ResolveConfig {
    let is_browser = matches!(target.platform, Platform::Web | Platform::Webworker);
    let main_fields: &[&str] = if is_browser { &["browser", "module", "main"] } else { &["module", "main"] };
    let alias_fields: &[&str] = if is_browser { &["browser"] } else { &[] };
    ResolveConfig {
        alias: alias(raw.alias),
        fallback: alias(raw.fallback),
        // TypeScript is native, so its extensions are there without being asked for, before the JavaScript that a
        // compiler may have left beside the source.
        extensions: with_defaults(raw.extensions, &[".tsx", ".ts", ".jsx", ".js", ".mjs", ".cjs", ".json"]),
        extension_alias: raw
            .extension_alias
            .unwrap_or_default()
            .into_iter()
            .map(|(extension, others)| (extension, others.into_vec()))
            .collect(),
        main_fields: with_defaults(raw.main_fields, main_fields),
        main_files: with_defaults(raw.main_files, &["index"]),
        condition_names: condition_names(raw.condition_names, mode, target),
        alias_fields: with_defaults(raw.alias_fields, alias_fields),
        exports_fields: with_defaults(raw.exports_fields, &["exports"]),
        imports_fields: with_defaults(raw.imports_fields, &["imports"]),
        modules: with_defaults(raw.modules, &["node_modules"]),
        symlinks: raw.symlinks.unwrap_or(true),
        prefer_relative: raw.prefer_relative.unwrap_or(false),
        fully_specified: raw.fully_specified.unwrap_or(false),
        tsconfig: match raw.ts_config.or(raw.tsconfig) {
            None | Some(Switchable::Switch(true)) => TsconfigChoice::Auto,
            Some(Switchable::Switch(false)) => TsconfigChoice::Off,
            Some(Switchable::Value(RawTsConfig::File(file))) => TsconfigChoice::File(absolute(folder, &file)),
            Some(Switchable::Value(RawTsConfig::Options(options))) => match options.config_file {
                Some(file) => TsconfigChoice::File(absolute(folder, &file)),
                None => TsconfigChoice::Auto,
            },
        },
    }
}

/// What every kind of dependency has in common; the kind adds `import` or `require`.
fn condition_names(raw: Option<Vec<String>>, mode: Mode, target: &TargetConfig) -> Vec<String> {
    let mut defaults = vec!["webpack", "module"];
    // webpack takes a missing mode for production here.
    defaults.push(if mode == Mode::Development { "development" } else { "production" });
    match target.platform {
        Platform::Web => defaults.push("browser"),
        Platform::Webworker => defaults.extend(["worker", "browser"]),
        Platform::Node | Platform::AsyncNode => defaults.push("node"),
        Platform::Neutral => {}
    }
    with_defaults(raw, &defaults)
}

/// `"..."` in a list stands for the defaults.
fn with_defaults(raw: Option<Vec<String>>, defaults: &[&str]) -> Vec<String> {
    let defaults = || defaults.iter().map(|value| (*value).to_owned());
    let Some(values) = raw else { return defaults().collect() };
    let mut result: Vec<String> = Vec::with_capacity(values.len());
    for value in values {
        if value == "..." {
            result.extend(defaults());
        } else {
            result.push(value);
        }
    }
    result
}

fn alias(raw: Option<Switchable<RawAlias>>) -> Vec<(String, Vec<String>)> {
    match raw.and_then(Switchable::into_value) {
        None => Vec::new(),
        Some(RawAlias::Map(aliases)) => {
            aliases.into_iter().map(|(name, target)| (name, replacements(target))).collect()
        }
        Some(RawAlias::List(items)) => items
            .into_iter()
            .map(|item| {
                let is_exact = item.only_module == Some(true) && !item.name.ends_with('$');
                let name = if is_exact { format!("{}$", item.name) } else { item.name };
                (name, replacements(item.alias))
            })
            .collect(),
    }
}

/// `false` is an empty list: an empty module.
fn replacements(target: RawAliasTarget) -> Vec<String> {
    match target {
        RawAliasTarget::Switch(_) => Vec::new(),
        RawAliasTarget::Paths(OneOrMany::One(path)) => vec![path],
        RawAliasTarget::Paths(OneOrMany::Many(paths)) => paths,
    }
}

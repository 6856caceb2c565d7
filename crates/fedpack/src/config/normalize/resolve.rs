//! `resolve`.

use std::path::{Path, PathBuf};

use indexmap::IndexMap;

use super::{
    super::{
        Mode, ResolveConfig, RuleCondition, TargetConfig, TsconfigChoice,
        path::ConfigPath,
        raw::{
            OneOrMany, RawAlias, RawAliasItem, RawAliasTarget, RawResolve, RawTextTest, RawTsConfig,
            Switchable,
        },
    },
    Checker, absolute,
};

/// Kinds of requests that have options of their own.
const CATEGORIES: [&str; 5] = ["esm", "commonjs", "url", "worker", "css-import"];

/// `byDependency`: each kind gets all options, its own before the general ones.
pub fn by_dependency(
    general: &RawResolve,
    raw: IndexMap<String, RawResolve>,
    folder: &Path,
    mode: Mode,
    target: &TargetConfig,
    checker: &mut Checker<'_>,
) -> IndexMap<String, ResolveConfig> {
    let path = ConfigPath::of(&["resolve", "byDependency"]);
    let mut configs = IndexMap::new();
    for (category, own) in raw {
        let path = path.key(&category);
        if !CATEGORIES.contains(&category.as_str()) {
            let known = CATEGORIES.join("`, `");
            checker.doubtful(
                &path,
                "is about a kind of request that does not exist",
                &format!("The kinds are `{known}`."),
            );
            continue;
        }
        let config = resolve(merged(general, own), folder, mode, target, &path, checker);
        configs.insert(category, config);
    }
    configs
}

/// `resolve` of a rule. The tsconfig.json is that of the build: it is found once for each file.
pub fn of_rule(
    general: &RawResolve,
    mut own: RawResolve,
    folder: &Path,
    mode: Mode,
    target: &TargetConfig,
    path: &ConfigPath,
    checker: &mut Checker<'_>,
) -> ResolveConfig {
    let help = "Say it in the `resolve` of the configuration.";
    if own.by_dependency.take().is_some() {
        checker.doubtful(&path.key("byDependency"), "has no effect in a rule", help);
    }
    if own.ts_config.take().or(own.tsconfig.take()).is_some() {
        checker.doubtful(&path.key("tsConfig"), "has no effect in a rule", help);
    }
    resolve(merged(general, own), folder, mode, target, path, checker)
}

/// `own` before `general`; `"..."` in a list of `own` is the list of `general`.
fn merged(general: &RawResolve, own: RawResolve) -> RawResolve {
    let list = |own, general| merged_list(own, general, |value: &String| value == "...");
    let is_rest = |field: &OneOrMany<String>| matches!(field, OneOrMany::One(name) if name == "...");
    RawResolve {
        alias: merged_aliases(own.alias, &general.alias),
        fallback: merged_aliases(own.fallback, &general.fallback),
        extensions: list(own.extensions, &general.extensions),
        extension_alias: own.extension_alias.or_else(|| general.extension_alias.clone()),
        main_fields: merged_list(own.main_fields, &general.main_fields, is_rest),
        main_files: list(own.main_files, &general.main_files),
        condition_names: list(own.condition_names, &general.condition_names),
        alias_fields: list(own.alias_fields, &general.alias_fields),
        exports_fields: list(own.exports_fields, &general.exports_fields),
        imports_fields: list(own.imports_fields, &general.imports_fields),
        modules: list(own.modules, &general.modules),
        symlinks: own.symlinks.or(general.symlinks),
        prefer_relative: own.prefer_relative.or(general.prefer_relative),
        fully_specified: own.fully_specified.or(general.fully_specified),
        ts_config: own.ts_config.or_else(|| general.ts_config.clone()),
        tsconfig: own.tsconfig.or_else(|| general.tsconfig.clone()),
        roots: list(own.roots, &general.roots),
        restrictions: own.restrictions.or_else(|| general.restrictions.clone()),
        ..RawResolve::default()
    }
}

/// Two objects become one: a name of `general` that `own` has, too, keeps its place and gets the value of `own`, as in webpack.
/// Any other form of `own`, `false` among them, is all there is.
fn merged_aliases(
    own: Option<Switchable<RawAlias>>,
    general: &Option<Switchable<RawAlias>>,
) -> Option<Switchable<RawAlias>> {
    match (own, general) {
        (Some(Switchable::Value(RawAlias::Map(own))), Some(Switchable::Value(RawAlias::Map(general)))) => {
            let mut all = general.clone();
            all.extend(own);
            Some(Switchable::Value(RawAlias::Map(all)))
        }
        (own, general) => own.or_else(|| general.clone()),
    }
}

fn merged_list<T: Clone>(
    own: Option<Vec<T>>,
    general: &Option<Vec<T>>,
    is_rest: impl Fn(&T) -> bool,
) -> Option<Vec<T>> {
    let (Some(own), Some(general)) = (&own, general) else { return own.or_else(|| general.clone()) };
    let mut values = Vec::with_capacity(own.len() + general.len());
    for value in own {
        if is_rest(value) { values.extend(general.iter().cloned()) } else { values.push(value.clone()) }
    }
    Some(values)
}

/// `["jam", "main"]` means `jam.main` of package.json, which no package has had for ten years: it is left out.
fn main_fields(
    raw: Option<Vec<OneOrMany<String>>>,
    path: &ConfigPath,
    checker: &mut Checker<'_>,
) -> Option<Vec<String>> {
    let mut names = Vec::new();
    for (index, field) in raw?.into_iter().enumerate() {
        match <[String; 1]>::try_from(field.into_vec()) {
            Ok([name]) => names.push(name),
            Err(_) => checker.doubtful(
                &path.key("mainFields").index(index),
                "is a path into package.json, which is not looked up",
                "Name a field of its top level.",
            ),
        }
    }
    Some(names)
}

/// `raw` stands at `path`.
pub fn resolve(
    raw: RawResolve,
    folder: &Path,
    mode: Mode,
    target: &TargetConfig,
    path: &ConfigPath,
    checker: &mut Checker<'_>,
) -> ResolveConfig {
    let is_browser = target.platform.reads_browser_field();
    let main_fields: &[&str] = if is_browser { &["browser", "module", "main"] } else { &["module", "main"] };
    let alias_fields: &[&str] = if is_browser { &["browser"] } else { &[] };
    let raw_main_fields = self::main_fields(raw.main_fields, path, checker);
    let mut restrictions = Vec::new();
    for (index, restriction) in raw.restrictions.unwrap_or_default().into_iter().enumerate() {
        let path = path.key("restrictions").index(index);
        restrictions.extend(match restriction {
            RawTextTest::Text(text) => {
                Some(RuleCondition::Prefix(absolute(folder, &text).to_string_lossy().into_owned()))
            }
            RawTextTest::Pattern(pattern) => checker.regexp(&pattern, &path).map(RuleCondition::Pattern),
        });
    }
    ResolveConfig {
        roots: with_defaults(raw.roots, &["."]).iter().map(|root| absolute(folder, root)).collect(),
        restrictions,
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
        main_fields: with_defaults(raw_main_fields, main_fields),
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
    defaults.extend(target.platform.condition_names());
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

/// Aliases that the configuration may have in another way.
pub fn add_aliases(raw: &mut Option<Switchable<RawAlias>>, added: Vec<(&'static str, PathBuf)>) {
    if added.is_empty() {
        return;
    }
    let given = raw.take().and_then(Switchable::into_value);
    let items = added.into_iter().map(|(name, path)| {
        (name.to_owned(), RawAliasTarget::Paths(OneOrMany::One(path.to_string_lossy().into_owned())))
    });
    let aliases = match given.unwrap_or_else(|| RawAlias::Map(IndexMap::new())) {
        RawAlias::Map(mut aliases) => {
            for (name, target) in items {
                aliases.entry(name).or_insert(target);
            }
            RawAlias::Map(aliases)
        }
        // The first one that fits counts.
        RawAlias::List(mut aliases) => {
            aliases.extend(items.map(|(name, alias)| RawAliasItem { name, alias, only_module: None }));
            RawAlias::List(aliases)
        }
    };
    *raw = Some(Switchable::Value(aliases));
}

/// `false` is an empty list: an empty module.
fn replacements(target: RawAliasTarget) -> Vec<String> {
    match target {
        RawAliasTarget::Switch(_) => Vec::new(),
        RawAliasTarget::Paths(OneOrMany::One(path)) => vec![path],
        RawAliasTarget::Paths(OneOrMany::Many(paths)) => paths,
    }
}

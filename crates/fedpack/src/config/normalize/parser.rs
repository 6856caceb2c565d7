//! `module.parser.javascript`: what an `import()` is that says nothing about itself, what a missing export is, and whether
//! there is AMD.

use fedpack_graph::{
    module_graph::{ContextMode, FetchHint},
    summary::Presence,
};
use indexmap::IndexMap;
use serde_json::Value;

use super::{
    super::{
        AddressConfig, DynamicImportConfig, PresenceOptions,
        path::ConfigPath,
        raw::{RawModuleOptions, RawParser, RawPresence, Switchable},
    },
    Checker,
};

pub fn dynamic_import(
    raw: &RawModuleOptions,
    async_chunks: bool,
    checker: &mut Checker<'_>,
) -> DynamicImportConfig {
    let mut config = DynamicImportConfig { never_later: !async_chunks, ..DynamicImportConfig::default() };
    for (path, key, value) in javascript_options(raw) {
        let expected = match (key, value) {
            ("dynamicImportMode", value) => match mode(value) {
                Some(mode) => {
                    config.mode = Some(mode);
                    continue;
                }
                None => "\"lazy\", \"eager\", \"weak\" or \"lazy-once\"",
            },
            ("dynamicImportPrefetch" | "dynamicImportPreload", value) => match hint(value) {
                Some(hint) if key == "dynamicImportPrefetch" => {
                    config.prefetch = hint;
                    continue;
                }
                Some(hint) => {
                    config.preload = hint;
                    continue;
                }
                None => "true, false or a number",
            },
            ("dynamicImportFetchPriority", Value::Bool(false)) => continue,
            ("dynamicImportFetchPriority", Value::String(priority))
                if matches!(priority.as_str(), "low" | "high" | "auto") =>
            {
                config.fetch_priority = Some(priority.clone());
                continue;
            }
            ("dynamicImportFetchPriority", _) => "\"low\", \"high\", \"auto\" or false",
            _ => continue,
        };
        checker.invalid(&path, "has a value without meaning", &format!("Possible are {expected}."));
    }
    config
}

/// Options of `javascript`, then those of `javascript/auto`, with their places.
fn javascript_options(raw: &RawModuleOptions) -> impl Iterator<Item = (ConfigPath, &str, &Value)> {
    let types = raw.parser.iter().flat_map(|parser| {
        [("javascript", &parser.javascript), ("javascript/auto", &parser.javascript_auto)]
    });
    types.flat_map(|(name, options)| {
        let path = ConfigPath::of(&["module", "parser", name]);
        options.iter().flatten().map(move |(key, value)| (path.key(key), key.as_str(), value))
    })
}

/// `exportsPresence` and its more precise forms, for all modules.
pub fn exports_presence(raw: &RawModuleOptions, checker: &mut Checker<'_>) -> PresenceOptions {
    let mut options = PresenceOptions { is_strict: raw.strict_export_presence, ..PresenceOptions::default() };
    for (path, key, value) in javascript_options(raw) {
        let field = match key {
            "exportsPresence" => &mut options.all,
            "importExportsPresence" => &mut options.imports,
            "reexportExportsPresence" => &mut options.reexports,
            "strictExportPresence" => {
                options.is_strict = value.as_bool();
                continue;
            }
            _ => continue,
        };
        match serde_json::from_value(value.clone()) {
            Ok(said) => *field = Some(presence(said)),
            Err(_) => checker.invalid(
                &path,
                "has a value without meaning",
                "Possible are \"auto\", \"warn\", \"error\" and false.",
            ),
        }
    }
    options
}

/// Of a rule.
pub fn rule_exports_presence(raw: &RawParser) -> PresenceOptions {
    PresenceOptions {
        all: raw.exports_presence.clone().map(presence),
        imports: raw.import_exports_presence.clone().map(presence),
        reexports: raw.reexport_exports_presence.clone().map(presence),
        is_strict: raw.strict_export_presence,
    }
}

fn presence(raw: Switchable<RawPresence>) -> Presence {
    match raw {
        Switchable::Switch(false) => Presence::Silent,
        Switchable::Switch(true) | Switchable::Value(RawPresence::Auto) => Presence::Auto,
        Switchable::Value(RawPresence::Warn) => Presence::Warn,
        Switchable::Value(RawPresence::Error) => Presence::Error,
    }
}

/// `url` and `dynamicUrl`.
pub fn addresses(module: &RawModuleOptions) -> AddressConfig {
    let mut config = AddressConfig { is_off: false, has_partial: true };
    for (_, key, value) in javascript_options(module) {
        match key {
            "url" => config.is_off = *value == Value::Bool(false),
            "dynamicUrl" => config.has_partial = *value != Value::Bool(false),
            _ => {}
        }
    }
    config
}

/// `anonymousDefaultExportName`; a library's default exports keep the name that they have, as in webpack.
pub fn names_default_exports(module: &RawModuleOptions, has_library: bool) -> bool {
    let said = javascript_options(module).filter(|(_, key, _)| *key == "anonymousDefaultExportName");
    said.filter_map(|(_, _, value)| value.as_bool()).last().unwrap_or(!has_library)
}

/// `amd`, unless `module.parser.javascript.amd` switches it off.
pub fn amd(
    raw: Option<Switchable<IndexMap<String, Value>>>,
    module: &RawModuleOptions,
) -> Option<serde_json::Map<String, Value>> {
    let is_off =
        javascript_options(module).any(|(_, key, value)| key == "amd" && *value == Value::Bool(false));
    match raw {
        _ if is_off => None,
        Some(Switchable::Switch(false)) => None,
        Some(Switchable::Switch(true)) | None => Some(serde_json::Map::new()),
        Some(Switchable::Value(options)) => Some(options.into_iter().collect()),
    }
}

fn mode(value: &Value) -> Option<ContextMode> {
    Some(match value.as_str()? {
        "lazy" => ContextMode::Lazy,
        "eager" => ContextMode::Eager,
        "weak" => ContextMode::AsyncWeak,
        "lazy-once" => ContextMode::LazyOnce,
        _ => return None,
    })
}

/// A number is an order among others; `true` is 0.
#[expect(clippy::cast_possible_truncation, reason = "a saturating cast is meant")]
fn hint(value: &Value) -> Option<Option<FetchHint>> {
    match value {
        Value::Bool(false) => Some(None),
        Value::Bool(true) => Some(Some(FetchHint { order: 0 })),
        Value::Number(number) => Some(Some(FetchHint { order: number.as_f64()? as i32 })),
        _ => None,
    }
}

//! `module.parser.javascript`: what an `import()` is that says nothing about itself, and whether there is AMD.

use fedpack_graph::module_graph::{ContextMode, FetchHint};
use indexmap::IndexMap;
use serde_json::Value;

use super::{
    super::{
        DynamicImportConfig,
        path::ConfigPath,
        raw::{RawModuleOptions, Switchable},
    },
    Checker,
};

pub fn dynamic_import(
    raw: &RawModuleOptions,
    async_chunks: bool,
    checker: &mut Checker<'_>,
) -> DynamicImportConfig {
    let mut config = DynamicImportConfig { never_later: !async_chunks, ..DynamicImportConfig::default() };
    let Some(options) = raw.parser.as_ref().and_then(|parser| parser.javascript.as_ref()) else {
        return config;
    };
    let path = ConfigPath::of(&["module", "parser", "javascript"]);
    for (key, value) in options {
        let expected = match (key.as_str(), value) {
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
        checker.invalid(&path.key(key), "has a value without meaning", &format!("Possible are {expected}."));
    }
    config
}

/// `amd`, unless `module.parser.javascript.amd` switches it off.
pub fn amd(
    raw: Option<Switchable<IndexMap<String, Value>>>,
    module: &RawModuleOptions,
) -> Option<serde_json::Map<String, Value>> {
    let parser = module.parser.as_ref().and_then(|parser| parser.javascript.as_ref());
    let is_off = parser.and_then(|parser| parser.get("amd")) == Some(&Value::Bool(false));
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

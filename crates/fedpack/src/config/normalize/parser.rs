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
        JavascriptOptions, PresenceOptions, UrlKind, WorkerSyntax, later,
        path::ConfigPath,
        raw::{RawModuleOptions, RawParser, RawPresence, Switchable},
    },
    Checker,
};
use crate::diagnostics::config as diagnostics;

/// Options of `module.parser.javascript`.
pub fn javascript(raw: &RawModuleOptions, checker: &mut Checker<'_>) -> JavascriptOptions {
    let mut options = JavascriptOptions::default();
    for (path, key, value) in javascript_options(raw) {
        if is_known(key) {
            read_javascript(&mut options, key, value, &path, checker);
        } else {
            without_effect(&path, key, checker);
        }
    }
    for (name, said) in raw.parser.iter().flat_map(|parser| {
        [("javascript/esm", &parser.javascript_esm), ("javascript/dynamic", &parser.javascript_dynamic)]
    }) {
        for key in said.iter().flat_map(IndexMap::keys) {
            let path = ConfigPath::of(&["module", "parser", name]).key(key);
            let reason = "Say it for all of JavaScript: `module.parser.javascript`.";
            checker.push(diagnostics::webpack_option_without_effect(checker.source, &path, reason));
        }
    }
    options.workers.get_or_insert_with(WorkerSyntax::workers);
    options
}

/// Names in `module.parser.javascript` that are read, here or by one of the functions below.
const READ: [&str; 19] = [
    "dynamicImportMode",
    "dynamicImportPrefetch",
    "dynamicImportPreload",
    "dynamicImportFetchPriority",
    "url",
    "dynamicUrl",
    "worker",
    "worklet",
    "importMeta",
    "amd",
    "commonjs",
    "requireContext",
    "requireEnsure",
    "requireInclude",
    "exportsPresence",
    "importExportsPresence",
    "reexportExportsPresence",
    "strictExportPresence",
    "anonymousDefaultExportName",
];

/// Names that switch on what is there in any case, or what does nothing in webpack's own defaults.
const IN_ANY_CASE: [&str; 15] = [
    "browserify",
    "harmony",
    "esm",
    "import",
    "system",
    "requireJs",
    "node",
    "commonjsMagicComments",
    "createRequire",
    "overrideStrict",
    "importMetaContext",
    "jsx",
    "inlineConst",
    "typeReexportsPresence",
    "requireResolve",
];

fn is_known(key: &str) -> bool {
    READ.contains(&key) || IN_ANY_CASE.contains(&key)
}

/// An option of webpack's that is not done, or of nobody's.
fn without_effect(path: &ConfigPath, key: &str, checker: &mut Checker<'_>) {
    let reason = match key {
        "pureFunctions" => Some("Say it in a rule: `module.rules[].parser.pureFunctions`."),
        _ if OF_CONTEXTS.iter().any(|start| key.starts_with(start)) => {
            Some("Not supported: contexts are found as webpack does by default.")
        }
        _ => later::explanation(path),
    };
    checker.push(match reason {
        Some(reason) => diagnostics::webpack_option_without_effect(checker.source, path, reason),
        None => {
            let known: Vec<String> = READ.iter().map(|name| (*name).to_owned()).collect();
            diagnostics::unknown_option(checker.source, path, &known, None)
        }
    });
}

/// `exprContextCritical`, `wrappedContextRegExp` …
const OF_CONTEXTS: [&str; 3] = ["exprContext", "unknownContext", "wrappedContext"];

/// Of a rule.
pub fn rule_javascript(raw: &RawParser, path: &ConfigPath, checker: &mut Checker<'_>) -> JavascriptOptions {
    let said = [
        ("dynamicImportMode", &raw.dynamic_import_mode),
        ("dynamicImportPrefetch", &raw.dynamic_import_prefetch),
        ("dynamicImportPreload", &raw.dynamic_import_preload),
        ("dynamicImportFetchPriority", &raw.dynamic_import_fetch_priority),
        ("url", &raw.url),
        ("dynamicUrl", &raw.dynamic_url),
        ("worker", &raw.worker),
        ("worklet", &raw.worklet),
        ("importMeta", &raw.import_meta),
        ("amd", &raw.amd),
        ("commonjs", &raw.commonjs),
        ("createRequire", &raw.create_require),
        ("requireContext", &raw.require_context),
        ("requireEnsure", &raw.require_ensure),
        ("requireInclude", &raw.require_include),
    ];
    let mut options = JavascriptOptions::default();
    for (key, value) in said {
        if let Some(value) = value {
            read_javascript(&mut options, key, value, &path.key(key), checker);
        }
    }
    options
}

fn read_javascript(
    options: &mut JavascriptOptions,
    key: &str,
    value: &Value,
    path: &ConfigPath,
    checker: &mut Checker<'_>,
) {
    // Set, or what is expected.
    fn set<T>(field: &mut Option<T>, value: Option<T>, expected: &'static str) -> Option<&'static str> {
        let is_understood = value.is_some();
        *field = value;
        (!is_understood).then_some(expected)
    }
    const SWITCH: &str = "true and false";
    let problem = match key {
        "dynamicImportMode" => {
            set(&mut options.import_mode, mode(value), "\"lazy\", \"eager\", \"weak\" and \"lazy-once\"")
        }
        "dynamicImportPrefetch" => set(&mut options.import_prefetch, hint(value), "true, false and a number"),
        "dynamicImportPreload" => set(&mut options.import_preload, hint(value), "true, false and a number"),
        "dynamicImportFetchPriority" => set(
            &mut options.import_fetch_priority,
            fetch_priority(value),
            "\"low\", \"high\", \"auto\" and false",
        ),
        "url" => set(&mut options.urls, url_kind(value), "true, false and \"relative\""),
        "dynamicUrl" => set(&mut options.has_partial_urls, value.as_bool(), SWITCH),
        "worker" => set(
            &mut options.workers,
            worker_syntax(value, WorkerSyntax::workers),
            "true, false and a list of texts as \"Worker\" and \"register() from ./pool\"",
        ),
        "worklet" => set(
            &mut options.worklets,
            worker_syntax(value, WorkerSyntax::worklets),
            "true, false and a list of texts as \"*context.audioWorklet.addModule()\"",
        ),
        // An object says which members are replaced: those that are not, mean nothing in a script.
        "importMeta" => set(&mut options.has_import_meta, Some(value != &Value::Bool(false)), SWITCH),
        "amd" => set(&mut options.has_amd, Some(value != &Value::Bool(false)), SWITCH),
        // An object says what of CommonJS is left out of statistics.
        "commonjs" => set(&mut options.has_commonjs, Some(value != &Value::Bool(false)), SWITCH),
        "createRequire" => set(
            &mut options.creates_require,
            value.as_bool().or((value == "createRequire from module").then_some(true)),
            "true, false and \"createRequire from module\"",
        ),
        "requireContext" => set(&mut options.has_require_context, value.as_bool(), SWITCH),
        "requireEnsure" => set(&mut options.has_require_ensure, value.as_bool(), SWITCH),
        "requireInclude" => set(&mut options.has_require_include, value.as_bool(), SWITCH),
        _ => None,
    };
    if let Some(expected) = problem {
        checker.invalid(path, "has a value without meaning", &format!("Possible are {expected}."));
    }
}

fn fetch_priority(value: &Value) -> Option<Option<String>> {
    match value {
        Value::Bool(false) => Some(None),
        Value::String(text) if matches!(text.as_str(), "low" | "high" | "auto") => Some(Some(text.clone())),
        _ => None,
    }
}

fn url_kind(value: &Value) -> Option<UrlKind> {
    match value {
        Value::Bool(false) => Some(UrlKind::Off),
        Value::Bool(true) => Some(UrlKind::Absolute),
        // Of rspack, for output that is an ES module; the address is the same.
        Value::String(text) if text == "new-url-relative" => Some(UrlKind::Absolute),
        Value::String(text) if text == "relative" => Some(UrlKind::Relative),
        _ => None,
    }
}

/// `"..."` in a list stands for those that are there anyway.
fn worker_syntax(value: &Value, defaults: fn() -> Vec<WorkerSyntax>) -> Option<Vec<WorkerSyntax>> {
    match value {
        Value::Bool(false) => Some(Vec::new()),
        Value::Bool(true) => Some(defaults()),
        Value::Array(items) => {
            let mut all = Vec::new();
            for item in items {
                match item.as_str()? {
                    "..." => all.extend(defaults()),
                    text => all.push(WorkerSyntax::parse(text)),
                }
            }
            Some(all)
        }
        _ => None,
    }
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

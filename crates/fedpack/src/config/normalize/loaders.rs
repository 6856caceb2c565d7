//! Loaders whose work is native. A rule with one of them is read for what it says; any other loader is an error.

use std::borrow::Cow;

use fedpack_graph::module_graph::ModuleType;
use oxc_index::IndexVec;
use serde_json::Value;

use super::{
    super::{
        ExportsConvention, JsxConfig, JsxRuntime, LoaderRequest, LocalIdentName, Mode, ResolveConfig,
        RuleCss, RuleModuleType, RuleResolveIdx, TargetConfig, TypescriptConfig, path::ConfigPath,
        raw::RawResolve,
    },
    Checker,
};
use crate::diagnostics::config as diagnostics;

/// What loader options may change, for the whole build.
pub struct Natives<'a> {
    pub jsx: &'a mut JsxConfig,
    pub typescript: &'a mut TypescriptConfig,
    pub target: &'a mut TargetConfig,
    pub resolves: RuleResolves<'a>,
}

/// What `resolve` of rules starts from, and becomes.
pub struct RuleResolves<'a> {
    /// `resolve` of the configuration.
    pub general: &'a RawResolve,
    pub mode: Mode,
    pub found: IndexVec<RuleResolveIdx, ResolveConfig>,
}

/// What loaders say about the files of their rule.
#[derive(Default)]
pub struct LoaderEffect {
    pub module_type: Option<RuleModuleType>,
    pub is_typescript: bool,
    pub css: RuleCss,
    /// What JavaScript is asked to run.
    pub javascript: Vec<LoaderRequest>,
}

/// What a loader makes of the files that it is used for, as far as it can be said by its name. `None`: it is not native.
pub fn effect_of(loader: &str, options: Option<&Value>) -> Option<LoaderEffect> {
    let mut effect = LoaderEffect::default();
    match package_of(loader) {
        "builtin:swc-loader" | "swc-loader" => effect.is_typescript = is_swc_typescript(options),
        "ts-loader" | "esbuild-loader" => effect.is_typescript = true,
        "css-loader" => {
            // What it is asked to make of other files than `.css`, it makes of what the loaders after it return.
            effect.module_type = Some(css_type(options.and_then(|options| options.get("modules"))));
            effect.css = options.map(css_options).unwrap_or_default();
        }
        // What CSS is written into is decided by the build: files.
        "style-loader" | "mini-css-extract-plugin" | "builtin:lightningcss-loader" => {}
        _ => return None,
    }
    Some(effect)
}

/// A loader of a rule: what it says about the rule's files, and about the whole build.
pub fn apply(
    loader: &str,
    options: Option<&Value>,
    path: &ConfigPath,
    natives: &mut Natives<'_>,
    effect: &mut LoaderEffect,
    checker: &mut Checker<'_>,
) {
    let Some(own) = effect_of(loader, options) else {
        checker.push(diagnostics::loader_not_native(checker.source, path, loader));
        return;
    };
    effect.module_type = own.module_type.or(effect.module_type);
    effect.is_typescript |= own.is_typescript;
    effect.css.apply(&own.css);
    match package_of(loader) {
        "builtin:swc-loader" | "swc-loader" => swc_options(options, natives),
        "esbuild-loader" => esbuild_options(options, natives),
        "builtin:lightningcss-loader" => {
            let targets = options.and_then(|options| options.get("targets")).map(queries).unwrap_or_default();
            if !targets.is_empty() {
                natives.target.style_sheets = Some(targets);
            }
        }
        "ts-loader" => compiler_options(options.and_then(|it| it.get("compilerOptions")), natives),
        _ => {}
    }
}

/// css-loader's `localIdentName` where nobody says it.
const CSS_LOADER_NAME: &str = "[hash:base64]";

/// css-loader's options. Functions are numbers there already.
fn css_options(options: &Value) -> RuleCss {
    let modules = options.get("modules");
    let text = |key: &str| modules.and_then(|modules| modules.get(key)?.as_str());
    let function = |key: &str| {
        let number = modules.and_then(|modules| modules.get(key)?.get("$call")?.as_u64());
        number.and_then(|number| u32::try_from(number).ok())
    };
    let get_local_ident = function("getLocalIdent");
    let template = text("localIdentName").or(get_local_ident.map(|_| CSS_LOADER_NAME));
    let is = |value: Option<&Value>| value.and_then(Value::as_bool);
    RuleCss {
        local_ident_name: template.map(|template| LocalIdentName {
            template: template.to_owned(),
            function: get_local_ident,
            has_paths: false,
        }),
        named_exports: None,
        exports_convention: function("exportLocalsConvention")
            .map(ExportsConvention::Function)
            .or_else(|| text("exportLocalsConvention").and_then(exports_convention_of)),
        exports_only: is(modules.and_then(|modules| modules.get("exportOnlyLocals"))),
        url: is(options.get("url")),
        import: is(options.get("import")),
    }
}

/// css-loader's `modules`. An object without `auto` is for all files of the rule; `icss` means that only `:export` and
/// `:import` count, which is what is left of a global CSS module without `:local`.
fn css_type(modules: Option<&Value>) -> RuleModuleType {
    let mode = match modules {
        None | Some(Value::Bool(true) | Value::Null) => Some("local"),
        Some(Value::String(mode)) => Some(mode.as_str()),
        Some(Value::Object(options)) => Some(options.get("mode").and_then(Value::as_str).unwrap_or("local")),
        Some(_) => None,
    };
    let is_auto = modules.is_none_or(|modules| modules.is_null() || modules.get("auto").is_some());
    match mode {
        None => RuleModuleType::Fixed(ModuleType::Css),
        Some(_) if is_auto => RuleModuleType::CssByName,
        Some("global" | "icss") => RuleModuleType::Fixed(ModuleType::CssGlobal),
        Some(_) => RuleModuleType::Fixed(ModuleType::CssModule),
    }
}

/// css-loader's spellings, older ones among them.
fn exports_convention_of(name: &str) -> Option<ExportsConvention> {
    Some(match name {
        "as-is" | "asIs" => ExportsConvention::AsIs,
        "camel-case" | "camelCase" => ExportsConvention::CamelCase,
        "camel-case-only" | "camelCaseOnly" => ExportsConvention::CamelCaseOnly,
        "dashes" => ExportsConvention::Dashes,
        "dashes-only" | "dashesOnly" => ExportsConvention::DashesOnly,
        _ => return None,
    })
}

/// `jsc.parser.syntax`. swc reads JavaScript unless it is told otherwise.
fn is_swc_typescript(options: Option<&Value>) -> bool {
    let syntax = options.and_then(|options| options.pointer("/jsc/parser/syntax")).and_then(Value::as_str);
    syntax == Some("typescript")
}

/// `swc-loader` from a name, a path that `require.resolve` gave, or a name with a query.
fn package_of(loader: &str) -> &str {
    let loader = loader.split('?').next().unwrap_or(loader);
    let known = [
        "builtin:swc-loader",
        "builtin:lightningcss-loader",
        "swc-loader",
        "ts-loader",
        "esbuild-loader",
        "css-loader",
        "style-loader",
        "mini-css-extract-plugin",
    ];
    known
        .into_iter()
        .find(|name| {
            loader == *name
                || loader
                    .split(['/', '\\'])
                    .collect::<Vec<_>>()
                    .windows(2)
                    .any(|parts| parts == ["node_modules", *name])
        })
        .unwrap_or(loader)
}

/// `jsc.transform.react`, `jsc.target`, `env.targets`; the rest of swc's options has no counterpart or is the default.
fn swc_options(options: Option<&Value>, natives: &mut Natives<'_>) {
    let Some(options) = options else { return };
    if let Some(react) = options.pointer("/jsc/transform/react") {
        let text = |key: &str| react.get(key)?.as_str().map(str::to_owned);
        let runtime = match react.get("runtime").and_then(Value::as_str) {
            Some("automatic") => Some(JsxRuntime::Automatic),
            Some("classic") => Some(JsxRuntime::Classic),
            Some("preserve") => Some(JsxRuntime::Preserve),
            _ => None,
        };
        natives.jsx.runtime = runtime.or(natives.jsx.runtime);
        // Without it, swc does not look at the package.
        if runtime == Some(JsxRuntime::Automatic) {
            natives.jsx.import_source = text("importSource").or(natives.jsx.import_source.take());
        }
        natives.jsx.factory = text("pragma").or(natives.jsx.factory.take());
        natives.jsx.fragment = text("pragmaFrag").or(natives.jsx.fragment.take());
        if let Some(development) = react.get("development").and_then(Value::as_bool) {
            natives.jsx.development = development;
        }
    }
    let switch = |pointer: &str| options.pointer(pointer).and_then(Value::as_bool);
    // swc's default, whatever tsconfig.json says. A rule whose files cannot have JSX says nothing about that of others.
    let reads_jsx = ["/jsc/parser/tsx", "/jsc/parser/jsx"].into_iter().any(|it| switch(it) == Some(true));
    if reads_jsx || options.pointer("/jsc/transform/react").is_some() {
        natives.jsx.runtime.get_or_insert(JsxRuntime::Classic);
    }
    let typescript = TypescriptConfig {
        defines_class_fields: switch("/jsc/transform/useDefineForClassFields"),
        has_decorator_metadata: switch("/jsc/transform/decoratorMetadata"),
    };
    natives.typescript.apply(typescript);
    let queries = options.pointer("/env/targets").map(queries).unwrap_or_else(|| {
        let target = options.pointer("/jsc/target").and_then(Value::as_str);
        target.filter(|target| *target != "esnext").map(str::to_lowercase).into_iter().collect()
    });
    if !queries.is_empty() {
        natives.target.lowering = Some(queries);
    }
}

/// Of browserslist: a query, several, or `{"chrome": "80"}`.
fn queries(targets: &Value) -> Vec<String> {
    match targets {
        Value::String(query) => vec![query.clone()],
        Value::Array(queries) => queries.iter().filter_map(Value::as_str).map(str::to_owned).collect(),
        Value::Object(browsers) => browsers
            .iter()
            .map(|(browser, version)| match version {
                Value::String(version) => format!("{browser} >= {version}"),
                version => format!("{browser} >= {version}"),
            })
            .collect(),
        _ => Vec::new(),
    }
}

/// Those of a tsconfig.json that a loader is given.
fn compiler_options(options: Option<&Value>, natives: &mut Natives<'_>) {
    let Some(options) = options else { return };
    let switch = |key: &str| options.get(key).and_then(Value::as_bool);
    natives.typescript.apply(TypescriptConfig {
        defines_class_fields: switch("useDefineForClassFields"),
        has_decorator_metadata: switch("emitDecoratorMetadata"),
    });
    let text = |key: &str| options.get(key).and_then(Value::as_str).map(str::to_owned);
    match text("jsx").as_deref() {
        // Which of the two is for the mode to say, as where tsconfig.json has it.
        Some("react-jsx" | "react-jsxdev") => natives.jsx.runtime = Some(JsxRuntime::Automatic),
        Some("react") => natives.jsx.runtime = Some(JsxRuntime::Classic),
        _ => {}
    }
    let jsx = &mut *natives.jsx;
    // Each runtime refuses the options of the other.
    if jsx.runtime != Some(JsxRuntime::Classic) {
        jsx.import_source = text("jsxImportSource").or(jsx.import_source.take());
    }
    if jsx.runtime != Some(JsxRuntime::Automatic) {
        jsx.factory = text("jsxFactory").or(jsx.factory.take());
        jsx.fragment = text("jsxFragmentFactory").or(jsx.fragment.take());
    }
}

/// `target`, `jsx`, `jsxDev`, `jsxFactory`, `jsxFragment`, `jsxImportSource`, `tsconfigRaw`.
fn esbuild_options(options: Option<&Value>, natives: &mut Natives<'_>) {
    // esbuild's default where tsconfig.json leaves it open.
    natives.jsx.is_classic_by_default = true;
    let Some(options) = options else { return };
    let text = |key: &str| options.get(key).and_then(Value::as_str);
    match text("jsx") {
        Some("automatic") => natives.jsx.runtime = Some(JsxRuntime::Automatic),
        Some("transform") => natives.jsx.runtime = Some(JsxRuntime::Classic),
        Some("preserve") => natives.jsx.runtime = Some(JsxRuntime::Preserve),
        _ => {}
    }
    if let Some(is_development) = options.get("jsxDev").and_then(Value::as_bool) {
        natives.jsx.development = is_development;
    }
    let own = |value: Option<&str>| value.map(str::to_owned);
    natives.jsx.factory = own(text("jsxFactory")).or(natives.jsx.factory.take());
    natives.jsx.fragment = own(text("jsxFragment")).or(natives.jsx.fragment.take());
    natives.jsx.import_source = own(text("jsxImportSource")).or(natives.jsx.import_source.take());
    if let Some(tsconfig) = options.get("tsconfigRaw").and_then(tsconfig_of) {
        // It goes before the options beside it, and tsconfig.json is not read.
        compiler_options(tsconfig.get("compilerOptions"), natives);
        natives.jsx.runtime.get_or_insert(JsxRuntime::Classic);
    }
    let targets = options.get("target").map(esbuild_targets).unwrap_or_default();
    if !targets.is_empty() {
        natives.target.lowering = Some(targets);
    }
}

/// `tsconfigRaw`: an object, or its text. `None`: the text is not one of a tsconfig.json.
fn tsconfig_of(raw: &Value) -> Option<Cow<'_, Value>> {
    let Some(text) = raw.as_str() else { return Some(Cow::Borrowed(raw)) };
    jsonc_parser::parse_to_serde_value(text, &jsonc_parser::ParseOptions::default()).ok().map(Cow::Owned)
}

/// Engines of esbuild that browserslist has, too.
const ENGINES: [&str; 8] = ["chrome", "edge", "firefox", "ie", "ios", "node", "opera", "safari"];

/// `["es2020", "chrome58"]` as language versions and queries: `["es2020", "chrome >= 58"]`. What is of no consequence
/// (`esnext`) or unknown is left out.
fn esbuild_targets(target: &Value) -> Vec<String> {
    let items = target.as_array().map_or(std::slice::from_ref(target), Vec::as_slice);
    let targets = items.iter().filter_map(|item| {
        let name = item.as_str()?.to_ascii_lowercase();
        let (engine, version) = name.split_at(name.find(|it: char| it.is_ascii_digit())?);
        match engine {
            "es" if version == "6" => Some("es2015".to_owned()),
            "es" => Some(name),
            _ => ENGINES.contains(&engine).then(|| format!("{engine} >= {version}")),
        }
    });
    targets.collect()
}

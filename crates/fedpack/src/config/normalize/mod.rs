//! [`RawOptions`] → [`Config`]: checks what the schema cannot say, and fills in webpack 5's defaults for the mode and
//! the target. Where fedpack's default differs from webpack's, the comment at the place says why.

pub(crate) mod css;
mod define;
mod entry;
mod externals;
mod html;
pub(crate) mod loaders;
mod optimization;
mod output;
mod parser;
mod platform;
mod resolve;
pub(crate) mod rules;
mod split_chunks;
mod target;
#[cfg(test)]
mod tests;

use std::{
    path::{Path, PathBuf},
    sync::Arc,
};

use oxc_index::IndexVec;

use super::{
    AssetDefaults, Config, ContextReplacement, CssConfig, DevtoolConfig, InlineCondition, JsxConfig,
    JsxRuntime, Mode, Script, ScriptHost, Scripts, SourceMapKind, TargetConfig, Template, TypescriptConfig,
    path::ConfigPath,
    raw::{
        RawCondition, RawContextReplacement, RawJsx, RawJsxRuntime, RawMode, RawOptions, RawRegexp,
        RawScript, RawTemplate, RawTextTest, Switchable,
    },
    source::{ConfigSource, Part},
};
use crate::{
    diagnostics::{BuildDiagnostic, Diagnostics, config as diagnostics},
    federation::{
        FederationConfig, Protocol, bridge, federation_runtime,
        options::{self, RawFederationOptions},
    },
    regexp::{self, Regexp},
};

/// What is known besides the options themselves.
#[derive(Clone, Default)]
pub struct NormalizeContext {
    /// Folder of the configuration file, or the folder that is built. Absolute.
    pub folder: PathBuf,
    /// `--mode`.
    pub mode: Option<Mode>,
    /// For messages.
    pub source: Option<ConfigSource>,
    /// Calls functions of the configuration; without it there can be none.
    pub scripts: Option<Arc<dyn ScriptHost>>,
    /// Other applications are built with this one.
    pub is_together: bool,
}

/// Fills in everything. The result is complete even if there are errors, but then it must not be built.
pub fn normalize(raw: RawOptions, context: &NormalizeContext) -> (Config, Diagnostics) {
    let mut checker = Checker {
        source: context.source.as_ref(),
        scripts: context.scripts.as_ref(),
        diagnostics: Vec::new(),
    };
    let mode = context.mode.unwrap_or(match raw.mode {
        Some(RawMode::Development) => Mode::Development,
        Some(RawMode::None) => Mode::None,
        Some(RawMode::Production) | None => Mode::Production,
    });
    let folder = absolute(&context.folder, raw.context.as_deref().unwrap_or("."));
    if raw.context.is_some() && !folder.is_dir() {
        let path = ConfigPath::of(&["context"]);
        checker.invalid(
            &path,
            "names a folder that does not exist",
            "The path is relative to the configuration file.",
        );
    }
    let package = PackageJson::read(&folder);
    let wants_module = raw.output.as_ref().and_then(|output| output.module);
    let is_module = wants_module
        .or_else(|| raw.experiments.as_ref().and_then(|experiments| experiments.output_module))
        .unwrap_or(false);

    let mut target = target::target(raw.target, &folder, mode, &mut checker);
    let federation =
        federation(raw.federation.as_ref(), &folder, context.is_together, &package, &mut checker);
    let names = output::Names {
        container: federation.as_ref().map(|federation| federation.name.as_str()),
        package: package.name.as_deref(),
    };
    let output_options = raw.output.unwrap_or_default();
    if is_module && output_options.chunk_format.is_none() && !target::imports_dynamically(&target) {
        checker.invalid(
            &ConfigPath::of(&["target"]),
            "has no ES modules that load others on demand, which `output.module` asks for",
            "Choose a newer version of Node (from 12.17 on), or say how chunks are loaded: `output.chunkFormat`.",
        );
    }
    let loads_chunks = !output_options.chunk_loading.as_ref().is_some_and(Switchable::is_off);
    let async_chunks = output_options.async_chunks.unwrap_or(true) && loads_chunks;
    let output = output::output(output_options, &folder, &names, &target, is_module, &mut checker);
    let entries = entry::entries(raw.entry, &output, federation.as_ref(), &mut checker);
    let mut raw_resolve = raw.resolve.unwrap_or_default();
    if let Some(federation) = &federation {
        match bridge::aliases(federation, &folder, &package.dependencies) {
            Ok(aliases) => resolve::add_aliases(&mut raw_resolve.alias, aliases),
            Err(problem) => {
                let path = ConfigPath::of(&["federation", "bridge"]);
                let problem = diagnostics::at(problem, checker.source, &path, Part::Value, "");
                checker.push(problem);
            }
        }
    }
    let by_dependency = raw_resolve.by_dependency.take().unwrap_or_default();
    let resolve_by_dependency =
        resolve::by_dependency(&raw_resolve, by_dependency, &folder, mode, &target, &mut checker);
    let general_resolve = raw_resolve.clone();
    let resolve =
        resolve::resolve(raw_resolve, &folder, mode, &target, &ConfigPath::of(&["resolve"]), &mut checker);

    let mut jsx = jsx(raw.jsx, mode);
    let is_css_asked_for = raw.experiments.as_ref().and_then(|experiments| experiments.css).unwrap_or(false);
    let module = raw.module.unwrap_or_default();
    let javascript = parser::javascript(&module, &mut checker);
    let names_default_exports = parser::names_default_exports(&module, output.library.is_some());
    let json_generator = module.generator.as_ref().and_then(|generator| generator.json.as_ref());
    let json_parse = json_generator.and_then(|generator| generator.json_parse).unwrap_or(true);
    let exports_presence = parser::exports_presence(&module, &mut checker);
    let resolves = loaders::RuleResolves { general: &general_resolve, mode, found: IndexVec::new() };
    let mut typescript = TypescriptConfig::default();
    let mut natives =
        loaders::Natives { jsx: &mut jsx, typescript: &mut typescript, target: &mut target, resolves };
    let rules = rules::rules(module.rules.as_deref().unwrap_or(&[]), &folder, &mut natives, &mut checker);
    let no_parse = module
        .no_parse
        .as_ref()
        .and_then(|condition| rules::no_parse(condition, &folder, &mut natives, &mut checker));
    let rule_resolves = natives.resolves.found;
    let mut asset_inlining = InlineCondition::UpTo(8096);
    let mut asset_defaults = AssetDefaults::default();
    rules::module_defaults(&module, &mut asset_inlining, &mut asset_defaults, &mut checker);
    let css = CssConfig {
        is_asked_for: is_css_asked_for,
        options: css::options(&module, mode),
        scripts: checker.scripts.map(|host| Scripts(Arc::clone(host))),
    };

    let raw_optimization = raw.optimization.unwrap_or_default();
    let mut define = define::define(raw.define.unwrap_or_default(), &mut checker);
    let node_env = define::node_env(raw_optimization.node_env.as_ref(), mode);
    define::add_node_env(&mut define, node_env, &mut checker);
    define::add_import_meta_env(&mut define, node_env, mode, &target, &output.public_path);
    let optimization = optimization::optimization(raw_optimization, mode, &mut checker);
    let externals_type = externals::default_type(raw.externals_type, output.library.as_ref(), is_module);
    let externals = externals::externals(raw.externals, output.library.as_ref(), &mut checker);
    let devtool = devtool(raw.devtool, mode, &mut checker);
    let html = html::html(raw.html, &folder, is_module, &entries, &mut checker);
    refuse_plugins(raw.plugins.as_deref().unwrap_or(&[]), &mut checker);

    let performance = platform::performance(raw.performance, mode, &target);
    let node = platform::node(raw.node, raw.externals_presets, &target, is_module);

    let mut config = Config {
        name: raw.name,
        context: folder,
        mode,
        entries,
        output,
        resolve,
        resolve_by_dependency,
        rules,
        rule_resolves,
        no_parse,
        exports_presence,
        asset_inlining,
        json_parse,
        asset_defaults,
        css,
        optimization,
        externals,
        externals_type,
        devtool,
        target,
        define: define.merged(),
        provide: define::provide(raw.provide, &mut checker),
        context_replacements: context_replacements(raw.context_replacements, &mut checker),
        jsx,
        typescript,
        federation,
        html,
        performance,
        ignore_warnings: platform::ignored_warnings(raw.ignore_warnings, &mut checker),
        node,
        amd: parser::amd(raw.amd, &module),
        names_default_exports,
        javascript,
        imports_nothing_later: !async_chunks,
        threads: raw.threads.map_or(0, |threads| threads as usize),
        virtual_files: None,
    };
    checker.diagnostics.extend(federation_runtime::settle_protocol(&mut config));
    federation_runtime::add_external(&mut config);
    if let Some(federation) = config.federation.as_ref().filter(|it| it.protocol == Protocol::V2) {
        define::add_federation(&mut config.define, federation, package.version.as_deref(), &config.target);
    }
    (config, checker.diagnostics)
}

/// Collects problems and knows where they stand.
pub(crate) struct Checker<'a> {
    pub source: Option<&'a ConfigSource>,
    scripts: Option<&'a Arc<dyn ScriptHost>>,
    pub diagnostics: Diagnostics,
}

impl Checker<'_> {
    fn push(&mut self, diagnostic: BuildDiagnostic) {
        self.diagnostics.push(diagnostic);
    }

    fn invalid(&mut self, path: &ConfigPath, message: &str, help: &str) {
        self.push(diagnostics::invalid_value(self.source, path, message, help));
    }

    fn not_supported(&mut self, path: &ConfigPath, what: &str, help: &str) {
        self.push(diagnostics::not_supported(self.source, path, what, help));
    }

    fn doubtful(&mut self, path: &ConfigPath, message: &str, help: &str) {
        self.push(diagnostics::doubtful_value(self.source, path, message, help));
    }

    /// `None` and a diagnostic where nobody calls functions.
    fn script(&mut self, raw: RawScript, path: &ConfigPath) -> Option<Script> {
        if let Some(host) = self.scripts {
            return Some(Script::new(raw.function, Arc::clone(host)));
        }
        self.push(diagnostics::not_data(
            self.source,
            path,
            "a function",
            "Functions come with the Node package.",
        ));
        None
    }

    fn template(&mut self, raw: RawTemplate, path: &ConfigPath) -> Option<Template> {
        match raw {
            RawTemplate::Text(text) => Some(Template::Text(text)),
            RawTemplate::Script(script) => self.script(script, path).map(Template::Script),
        }
    }

    /// `None` and a diagnostic when the expression is not one that the matcher knows.
    fn regexp(&mut self, raw: &RawRegexp, path: &ConfigPath) -> Option<Regexp> {
        match Regexp::new(raw.source(), raw.flags()) {
            Ok(regexp) => Some(regexp),
            Err(error) => {
                self.push(diagnostics::bad_regexp(self.source, path, raw.source(), &error));
                None
            }
        }
    }

    /// A name: all of it, or its beginning, as `end` says (`$` or nothing); or an expression.
    fn text_test(&mut self, raw: &RawTextTest, end: &str, path: &ConfigPath) -> Option<Regexp> {
        match raw {
            RawTextTest::Text(text) => Regexp::new(&format!("^{}{end}", regexp::escape(text)), "").ok(),
            RawTextTest::Pattern(pattern) => self.regexp(pattern, path),
        }
    }

    /// A condition as one expression: a text is a prefix, a list is an alternative.
    fn condition(&mut self, raw: &RawCondition, folder: &Path, path: &ConfigPath) -> Option<Regexp> {
        match raw {
            RawCondition::Prefix(prefix) => Some(Regexp::prefix(&absolute(folder, prefix).to_string_lossy())),
            RawCondition::Pattern(pattern) => self.regexp(pattern, path),
            RawCondition::Any(items) => {
                let items = items.iter().enumerate();
                let items: Vec<Regexp> = items
                    .filter_map(|(index, item)| self.condition(item, folder, &path.index(index)))
                    .collect();
                Regexp::any(items)
            }
            RawCondition::Script(_) => {
                let what = "a function inside of a list";
                self.push(diagnostics::not_data(
                    self.source,
                    path,
                    what,
                    "Write one function for the whole test.",
                ));
                None
            }
            RawCondition::Logic(_) => {
                self.not_supported(
                    path,
                    "`and`, `or` and `not` are for conditions of rules",
                    "Write one regular expression, or a list of alternatives.",
                );
                None
            }
        }
    }
}

/// `path` if it is absolute, else `folder` and `path`, without `.` and `..` in between.
pub(crate) fn absolute(folder: &Path, path: &str) -> PathBuf {
    let mut result = PathBuf::new();
    for component in folder.join(path).components() {
        match component {
            std::path::Component::CurDir => {}
            std::path::Component::ParentDir => {
                result.pop();
            }
            other => result.push(other),
        }
    }
    result
}

/// `name` of the package.json in this very folder, as webpack looks for it.
/// What the project's package.json says about the project itself.
#[derive(Debug, Default)]
struct PackageJson {
    name: Option<String>,
    version: Option<String>,
    /// Names, of those for development as well.
    dependencies: Vec<String>,
}

impl PackageJson {
    fn read(folder: &Path) -> Self {
        let Ok(text) = std::fs::read_to_string(folder.join("package.json")) else { return Self::default() };
        let package: serde_json::Value = serde_json::from_str(&text).unwrap_or_default();
        let text = |key: &str| package.get(key)?.as_str().map(str::to_owned);
        let names = |key: &str| package.get(key).and_then(serde_json::Value::as_object);
        let dependencies = ["dependencies", "devDependencies"].into_iter().filter_map(names);
        Self {
            name: text("name"),
            version: text("version"),
            dependencies: dependencies.flat_map(|names| names.keys().cloned()).collect(),
        }
    }
}

fn jsx(raw: Option<RawJsx>, mode: Mode) -> JsxConfig {
    let raw = raw.unwrap_or_default();
    JsxConfig {
        runtime: raw.runtime.map(|runtime| match runtime {
            RawJsxRuntime::Automatic => JsxRuntime::Automatic,
            RawJsxRuntime::Classic => JsxRuntime::Classic,
            RawJsxRuntime::Preserve => JsxRuntime::Preserve,
        }),
        is_classic_by_default: false,
        import_source: raw.import_source,
        factory: raw.factory,
        fragment: raw.fragment,
        development: raw.development.unwrap_or(mode == Mode::Development),
    }
}

/// webpack's pattern `[inline-|hidden-|eval-][nosources-][cheap-[module-]]source-map`, or `eval`.
///
/// webpack's default in development is `eval`, which rebuilds fast but cannot be read. Here maps are cheap, so
/// development gets an external one and readable files.
fn devtool(raw: Option<Switchable<String>>, mode: Mode, checker: &mut Checker<'_>) -> DevtoolConfig {
    let kind_by_default = match mode {
        Mode::Development => SourceMapKind::External,
        Mode::Production | Mode::None => SourceMapKind::Off,
    };
    let mut devtool = DevtoolConfig {
        kind: kind_by_default,
        nosources: false,
        cheap: false,
        debug_ids: false,
        follows_loaders: true,
    };
    let text = match raw {
        None => return devtool,
        Some(Switchable::Switch(false)) => {
            devtool.kind = SourceMapKind::Off;
            return devtool;
        }
        Some(Switchable::Switch(true)) => {
            devtool.kind = SourceMapKind::External;
            return devtool;
        }
        Some(Switchable::Value(text)) => text,
    };
    if text == "eval" {
        devtool.kind = SourceMapKind::Eval;
        return devtool;
    }
    let mut rest = text.as_str();
    if let Some(before) = rest.strip_suffix("-debugids") {
        rest = before;
        devtool.debug_ids = true;
    }
    devtool.kind = SourceMapKind::External;
    for (prefix, kind) in [
        ("inline-", SourceMapKind::Inline),
        ("hidden-", SourceMapKind::Hidden),
        ("eval-", SourceMapKind::EvalSourceMap),
    ] {
        if let Some(after) = rest.strip_prefix(prefix) {
            rest = after;
            devtool.kind = kind;
            break;
        }
    }
    if let Some(after) = rest.strip_prefix("nosources-") {
        rest = after;
        devtool.nosources = true;
    }
    if let Some(after) = rest.strip_prefix("cheap-") {
        devtool.follows_loaders = after.starts_with("module-");
        rest = after.strip_prefix("module-").unwrap_or(after);
        devtool.cheap = true;
    }
    if rest != "source-map" {
        let path = ConfigPath::of(&["devtool"]);
        checker.invalid(
            &path,
            &format!("cannot be \"{text}\""),
            "Possible are false, \"eval\", and \"source-map\" with, in this order, \"inline-\", \"hidden-\" or \"eval-\", \
             then \"nosources-\", then \"cheap-\" or \"cheap-module-\" in front, and \"-debugids\" behind.",
        );
    }
    devtool
}

/// Federation has rules of its own; here its problems get their places.
fn federation(
    raw: Option<&RawFederationOptions>,
    folder: &Path,
    is_together: bool,
    package: &PackageJson,
    checker: &mut Checker<'_>,
) -> Option<FederationConfig> {
    let (mut config, problems) = options::normalize(raw?, folder, is_together);
    if let Some(manifest) = &mut config.manifest {
        let given = |name: &str| std::env::var(name).ok().filter(|value| !value.is_empty());
        let name = given("MF_BUILD_NAME").or_else(|| package.name.clone());
        manifest.build_name = name.unwrap_or_else(|| config.name.clone());
        let version = given("MF_BUILD_VERSION").or_else(|| package.version.clone());
        manifest.build_version = version.unwrap_or_else(|| "UNKNOWN".into());
    }
    for problem in problems {
        let keys: Vec<&str> = problem.path.iter().map(String::as_str).collect();
        let path = ConfigPath::of(&keys);
        // An unknown option is about its name, anything else about the value.
        let part = if problem.diagnostic.code == "FED0500" { Part::Key } else { Part::Value };
        let diagnostic = diagnostics::at(problem.diagnostic, checker.source, &path, part, "");
        checker.push(diagnostic);
    }
    Some(config)
}

fn context_replacements(
    raw: Option<Vec<RawContextReplacement>>,
    checker: &mut Checker<'_>,
) -> Vec<ContextReplacement> {
    let mut replacements = Vec::new();
    for (index, raw) in raw.unwrap_or_default().into_iter().enumerate() {
        let path = ConfigPath::of(&["contextReplacements"]).index(index);
        let Some(test) = checker.regexp(&raw.test, &path.key("test")) else { continue };
        let include = raw.include.filter(|include| checker.regexp(include, &path.key("include")).is_some());
        replacements.push(ContextReplacement {
            test,
            resource: raw.resource,
            recursive: raw.recursive,
            include: include.map(|include| (include.source().to_owned(), include.flags().to_owned())),
            map: raw.map.unwrap_or_default().into_iter().collect(),
        });
    }
    replacements
}

/// `plugins` may be there, and empty: many configurations are shared with webpack.
fn refuse_plugins(plugins: &[serde_json::Value], checker: &mut Checker<'_>) {
    for (index, plugin) in plugins.iter().enumerate() {
        // `cond && new Plugin()`.
        if plugin.is_null() || plugin == &serde_json::Value::Bool(false) {
            continue;
        }
        checker.not_supported(
            &ConfigPath::of(&["plugins"]).index(index),
            "Plugins are JavaScript objects and come with the Node package",
            "Federation, HTML pages and definitions need no plugin: use the options `federation`, `html` and `define`.",
        );
    }
}

/// Shorthand of the submodules.
pub(crate) fn is_web(target: &TargetConfig) -> bool {
    target.platform.is_browser()
}

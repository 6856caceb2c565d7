//! A module before it is in the graph: what a request turned out to mean.

use std::path::{Component, Path, PathBuf};

use fedpack_graph::module_graph::{
    Dependency, DependencyKind, ExternalInterop, ExternalType, Interop, ModuleKey, ModuleKind, ModuleType,
    Resource, Span,
};

use super::resolve::{PackageInfo, is_data_uri};
use crate::{
    config::{
        AssetGenerator, Config, InlineCondition, JavascriptOptions, PresenceOptions, RuleCss, RuleResolveIdx,
    },
    diagnostics::Diagnostics,
    federation::remote,
};

/// The answer of [`super::factorize::Factorizer::factorize`] to one dependency.
#[derive(Debug)]
pub struct Factorized {
    pub target: Target,
    /// Shared modules that must be provided because the target is one of them. Each is an include of the build.
    pub provides: Vec<ModuleDraft>,
    /// Problems of this dependency. Problems of a draft are in the draft, so that they are told once.
    pub diagnostics: Diagnostics,
}

#[derive(Debug)]
pub enum Target {
    Module(Box<ModuleDraft>),
    /// The reference stays in the source as it is: an address of another site, a fragment. No connection.
    Verbatim,
    /// A plugin dropped the request, or it cannot be resolved (then there is a diagnostic). No connection.
    None,
}

impl Target {
    /// Leaves nothing behind where a module was.
    pub fn take_module(&mut self) -> Option<Box<ModuleDraft>> {
        match std::mem::replace(self, Self::None) {
            Self::Module(draft) => Some(draft),
            other => {
                *self = other;
                None
            }
        }
    }
}

impl Factorized {
    pub fn module(draft: ModuleDraft) -> Self {
        Self::of(Target::Module(Box::new(draft)))
    }

    pub fn of(target: Target) -> Self {
        Self { target, provides: Vec::new(), diagnostics: Diagnostics::new() }
    }
}

/// What becomes a module if no module with its key exists yet.
#[derive(Debug)]
pub struct ModuleDraft {
    pub key: ModuleKey,
    pub kind: ModuleKind,
    /// The package of a `Normal` module.
    pub package: Option<PackageInfo>,
    pub layer: Option<String>,
    /// Of kinds that are not read from a file: what they depend on, in the order of their `LocalDependencyIdx`.
    /// Empty for `Normal` and, until [`super::factorize::Factorizer::expand`], for `Context`.
    pub dependencies: Vec<Dependency>,
    /// Where the dependencies' requests are resolved from, if not from the resource or the context.
    pub directory: Option<PathBuf>,
    /// Text of a `Normal` module that a plugin makes up; without it the resource is read.
    pub virtual_source: Option<String>,
    /// What `module.rules` say about it.
    pub rules: RuleSettings,
    /// The request itself named loaders, or wanted some not to be used.
    pub has_inline_loaders: bool,
    /// To be reported when the draft becomes a module.
    pub diagnostics: Diagnostics,
}

/// Settings of matching `module.rules` besides the type.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct RuleSettings {
    pub side_effects: Option<bool>,
    /// `resolve.fullySpecified`, for its own requests.
    pub fully_specified: Option<bool>,
    /// The rest of `resolve`.
    pub resolve: Option<RuleResolveIdx>,
    /// `generator`, of assets.
    pub asset: AssetGenerator,
    /// Of style sheets.
    pub css: RuleCss,
    /// `parser.dataUrlCondition`.
    pub inlining: Option<InlineCondition>,
    /// `extractSourceMap`: the map that the file names is followed.
    pub extract_source_map: Option<bool>,
    /// `generator.JSONParse`
    pub json_parse: Option<bool>,
    /// `parser.pureFunctions`
    pub pure_functions: Option<Vec<String>>,
    /// `parser.exportsPresence`, and what goes with it.
    pub exports_presence: PresenceOptions,
    /// The rest of `parser`, of JavaScript.
    pub javascript: JavascriptOptions,
    /// A native loader reads it as TypeScript, whatever its extension.
    pub is_typescript: bool,
}

impl ModuleDraft {
    pub fn new(key: ModuleKey, kind: ModuleKind) -> Self {
        Self {
            key,
            kind,
            package: None,
            layer: None,
            dependencies: Vec::new(),
            directory: None,
            virtual_source: None,
            rules: RuleSettings::default(),
            has_inline_loaders: false,
            diagnostics: Diagnostics::new(),
        }
    }

    pub fn normal(resource: Resource, module_type: ModuleType, layer: Option<String>) -> Self {
        let kind = ModuleKind::Normal { module_type };
        let key = ModuleKey::Normal {
            resource,
            module_type,
            layer: layer.clone(),
            loaders: Vec::new(),
            match_resource: None,
        };
        Self { layer, ..Self::new(key, kind) }
    }

    /// A module of a plugin: `path` need not exist, it says what the text is by its extension, and what relative
    /// requests in it start from.
    pub fn virtual_module(
        path: impl Into<PathBuf>,
        module_type: ModuleType,
        source: impl Into<String>,
    ) -> Self {
        let resource = Resource { path: path.into(), ..Resource::default() };
        Self { virtual_source: Some(source.into()), ..Self::normal(resource, module_type, None) }
    }

    /// Loaders that JavaScript runs, the last one first.
    pub fn loaders(&self) -> &[String] {
        match &self.key {
            ModuleKey::Normal { loaders, .. } => loaders,
            _ => &[],
        }
    }

    pub fn resource(&self) -> Option<&Resource> {
        match &self.key {
            ModuleKey::Normal { resource, .. } => Some(resource),
            _ => None,
        }
    }

    /// Readable, unique, the same in every run and folder. Made once, when the draft becomes a module.
    pub fn identifier(&self, config: &Config) -> String {
        identifier(self, config)
    }
}

/// A dependency of a synthetic module.
pub fn synthetic_dependency(kind: DependencyKind, request: impl Into<String>) -> Dependency {
    Dependency {
        parent: None,
        request: request.into(),
        kind,
        span: Span::default(),
        import_type: None,
        optional: false,
        immediate: false,
        connection: None,
    }
}

/// webpack's readable identifiers (contract 8.1), with what tells two modules of one name apart at the end.
fn identifier(draft: &ModuleDraft, config: &Config) -> String {
    let context = config.context.as_path();
    match &draft.key {
        ModuleKey::Normal { resource, module_type, layer, loaders, match_resource } => {
            let layer = layer.as_ref().map(|layer| format!("({layer})/")).unwrap_or_default();
            let mut name = String::new();
            if let Some(path) = match_resource {
                name.push_str(&relative_path(path, context));
                name.push_str("!=!");
            }
            // Loaders of rules go without saying: every request for the file has them.
            if draft.has_inline_loaders {
                for loader in loaders {
                    name.push_str(&relative_path(Path::new(loader), context));
                    name.push('!');
                }
            }
            name.push_str(&relative_resource(resource, context));
            // A file that is asset for one importer and code for another is two modules.
            match unusual_type(*module_type, match_resource.as_ref().unwrap_or(&resource.path)) {
                Some(suffix) => format!("{layer}{name}|{suffix}"),
                None => format!("{layer}{name}"),
            }
        }
        ModuleKey::Ignored { identity } => {
            format!("{} (ignored)", relative_path(Path::new(identity), context))
        }
        ModuleKey::Missing { request } => {
            format!("{} (missing)", relative_path(Path::new(request), context))
        }
        ModuleKey::Context { directory, request } => {
            let mut text = relative_path(directory, context);
            if let Some((before, after)) = &request.affixes {
                text.push_str(&format!(" {before}*{after}"));
            }
            text.push_str(if request.recursive { " recursive" } else { " flat" });
            if let Some((source, flags)) = &request.include {
                text.push_str(&format!(" /{source}/{flags}"));
            }
            text.push_str(&format!(" {:?}", request.mode).to_lowercase());
            if let Some(name) = &request.chunk_name {
                text.push_str(&format!(" {name}"));
            }
            if !request.exports.is_empty() {
                text.push_str(&format!(" [{}]", request.exports.join(",")));
            }
            if request.addresses {
                text.push_str(" url");
            }
            if !request.query.is_empty() {
                text.push_str(&format!(" {}", request.query));
            }
            if let Some(import_type) = &request.import_type {
                text.push_str(&format!(" as {import_type}"));
            }
            for (name, filter) in [("include", &request.only), ("exclude", &request.exclude)] {
                if let Some((source, flags)) = filter {
                    text.push_str(&format!(" {name} /{source}/{flags}"));
                }
            }
            match request.namespace_object {
                None => {}
                Some(Interop::Loose) => text.push_str(" namespace object"),
                Some(Interop::Strict) => text.push_str(" strict namespace object"),
            }
            text
        }
        ModuleKey::External { request, external_type, interop } => {
            let federation = config.federation.as_ref();
            let reference = federation.and_then(|it| remote::reference_name(it, request, *external_type));
            if let Some(reference) = reference {
                return reference;
            }
            let request = if let [single] = request.as_slice() {
                format!("\"{single}\"")
            } else {
                format!("[\"{}\"]", request.join("\",\""))
            };
            let interop = match interop {
                None => "",
                Some(ExternalInterop::EsModule) => " as esModule",
                Some(ExternalInterop::Default) => " as default",
            };
            format!("external {} {request}{interop}", external_type_name(*external_type))
        }
        ModuleKey::ConsumeShared { share, share_key, required_version, fallback } => {
            let layer = draft.layer.as_ref().map(|layer| format!("({layer})/")).unwrap_or_default();
            let mut text = format!("{layer}webpack/sharing/consume/");
            if let ModuleKind::ConsumeShared(consume) = &draft.kind {
                text.push_str(&consume.share_scopes.join("|"));
            }
            text.push_str(&format!("/{share_key}"));
            if let Some(import) = draft.dependencies.first() {
                text.push_str(&format!("/{}", import.request));
            }
            if let Some(range) = required_version {
                text.push_str(&format!(" {range}"));
            }
            if let Some(fallback) = fallback {
                text.push_str(&format!(" {}", relative_resource(fallback, context)));
            }
            let rules = config.federation.iter().flat_map(|federation| &federation.consumes);
            text + &number_among_equals(
                rules.take(share.index() + 1).map(|rule| (&rule.share_scopes, &rule.share_key, &rule.layer)),
            )
        }
        ModuleKey::ProvideShared { share, share_key, version, resource } => {
            let layer = draft.layer.as_ref().map(|layer| format!("({layer})/")).unwrap_or_default();
            let mut text = format!("{layer}provide shared module ");
            if let ModuleKind::ProvideShared(provide) = &draft.kind {
                text.push_str(&format!("({}) ", provide.share_scopes.join("|")));
            }
            text.push_str(share_key);
            if let Some(version) = version {
                text.push_str(&format!("@{version}"));
            }
            let rules = config.federation.iter().flat_map(|federation| &federation.provides);
            let number = number_among_equals(
                rules.take(share.index() + 1).map(|rule| (&rule.share_scopes, &rule.share_key, &rule.layer)),
            );
            format!("{text} = {}{number}", relative_resource(resource, context))
        }
        ModuleKey::SharedSupplement { copy } => {
            format!("rest of shared module {}", relative_resource(copy, context))
        }
        ModuleKey::ContainerEntry { name } => format!("webpack/container/entry/{name}"),
        ModuleKey::FederationRuntime => "federation runtime".to_owned(),
        ModuleKey::FederationApi => "compact federation runtime".to_owned(),
        ModuleKey::Remote { remote, expose } => {
            let remotes = config.federation.as_ref().map(|federation| &federation.remotes);
            let key = remotes.and_then(|remotes| remotes.get(*remote)).map_or("", |remote| &remote.key);
            format!("webpack/container/remote/{key}{}", expose.trim_start_matches('.'))
        }
    }
}

/// Shares of one key, scope and layer differ by what asks for them: the second is ` #2`.
fn number_among_equals<T: PartialEq>(rules: impl Iterator<Item = T>) -> String {
    let rules: Vec<T> = rules.collect();
    let equal = rules.last().map_or(0, |own| rules.iter().filter(|rule| *rule == own).count());
    if equal > 1 { format!(" #{equal}") } else { String::new() }
}

/// Says what a file is taken for where its name says otherwise.
fn unusual_type(module_type: ModuleType, path: &Path) -> Option<&'static str> {
    let extension = path.extension().and_then(|it| it.to_str()).unwrap_or_default();
    match module_type {
        ModuleType::JavascriptAuto | ModuleType::JavascriptEsm | ModuleType::JavascriptDynamic => None,
        ModuleType::Json => (extension != "json").then_some("json"),
        ModuleType::Css => (extension != "css" || is_css_module(path)).then_some("css"),
        ModuleType::CssModule => (!is_css_module(path)).then_some("css/module"),
        ModuleType::CssGlobal => Some("css/global"),
        ModuleType::Asset => {
            let is_code = is_script(extension) || matches!(extension, "css" | "json" | "wasm");
            is_code.then_some("asset")
        }
        ModuleType::AssetResource => Some("asset/resource"),
        ModuleType::AssetInline => Some("asset/inline"),
        ModuleType::AssetSource => Some("asset/source"),
        ModuleType::AssetBytes => Some("asset/bytes"),
        ModuleType::WebAssembly => (extension != "wasm").then_some("webassembly"),
    }
}

/// Files without an extension are programs, too: `bin/tool`.
pub fn has_script_extension(path: &Path) -> bool {
    path.extension().and_then(|it| it.to_str()).is_none_or(is_script)
}

fn is_script(extension: &str) -> bool {
    matches!(extension, "js" | "mjs" | "cjs" | "jsx" | "ts" | "tsx" | "mts" | "cts")
}

/// `x.module.css`, `x.modules.scss`.
pub fn is_css_module(path: &Path) -> bool {
    let stem = path.file_stem().and_then(|it| it.to_str()).unwrap_or_default();
    stem.ends_with(".module") || stem.ends_with(".modules")
}

fn relative_resource(resource: &Resource, context: &Path) -> String {
    let path = resource.path.to_string_lossy();
    if is_data_uri(&path) {
        return path.into_owned();
    }
    format!("{}{}{}", relative_path(&resource.path, context), resource.query, resource.fragment)
}

/// `./src/a.ts`, `../shared/b.ts`, with forward slashes; what is not an absolute path stays as it is.
pub fn relative_path(path: &Path, context: &Path) -> String {
    if !path.is_absolute() {
        return path.to_string_lossy().into_owned();
    }
    let path = without_dots(path);
    let mut rest = path.components().peekable();
    let mut base = context.components().peekable();
    while rest.peek().is_some() && rest.peek() == base.peek() {
        rest.next();
        base.next();
    }
    let ups = base.count();
    let mut text = if ups == 0 { String::from(".") } else { vec![".."; ups].join("/") };
    for component in rest {
        text.push('/');
        text.push_str(&component.as_os_str().to_string_lossy());
    }
    text
}

fn without_dots(path: &Path) -> PathBuf {
    let mut result = PathBuf::new();
    for component in path.components() {
        match component {
            Component::CurDir => {}
            Component::ParentDir => {
                result.pop();
            }
            other => result.push(other),
        }
    }
    result
}

/// webpack's name of an externals type.
pub fn external_type_name(external_type: ExternalType) -> &'static str {
    match external_type {
        ExternalType::Var => "var",
        ExternalType::Assign => "assign",
        ExternalType::This => "this",
        ExternalType::Window => "window",
        ExternalType::SelfObject => "self",
        ExternalType::Global => "global",
        ExternalType::Commonjs => "commonjs",
        ExternalType::Commonjs2 => "commonjs2",
        ExternalType::CommonjsModule => "commonjs-module",
        ExternalType::NodeCommonjs => "node-commonjs",
        ExternalType::Amd => "amd",
        ExternalType::Umd => "umd",
        ExternalType::System => "system",
        ExternalType::Jsonp => "jsonp",
        ExternalType::Promise => "promise",
        ExternalType::Import => "import",
        ExternalType::Module => "module",
        ExternalType::ModuleImport => "module-import",
        ExternalType::Script => "script",
    }
}

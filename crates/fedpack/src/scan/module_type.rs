//! What kind of module a file is: by `module.rules`, import attributes, extension and package type.

use std::{
    borrow::Cow,
    path::{Path, PathBuf},
};

use fedpack_graph::module_graph::{DependencyKind, ModuleType, Resource};
use serde_json::json;

use super::{
    module_draft::{RuleSettings, is_css_module},
    package_manifest::PackageManifest,
    resolve::{PackageType, ResolvedFile, is_data_uri},
};
use crate::{
    config::{
        Blocks, Config, Enforce, LoaderRequest, RuleConfig, RuleCss, RuleModuleType, RuleSubject, Script,
        module_type_named, native_loader,
    },
    plugin::InlineLoader,
};

/// What is known of a file before it is read.
pub struct FileTraits {
    pub module_type: ModuleType,
    /// From a rule; else the issuer's.
    pub layer: Option<String>,
    pub rules: RuleSettings,
    /// Loaders that JavaScript runs, the last one first.
    pub loaders: Vec<String>,
}

/// How a file is asked for.
#[derive(Debug, Clone, Copy)]
pub struct Asked<'a> {
    pub dependency: &'a DependencyKind,
    /// `with {type: "json"}`.
    pub import_type: Option<&'a str>,
    pub issuer: Option<&'a Path>,
    pub issuer_layer: Option<&'a str>,
    /// Loaders in the request itself.
    pub inline: Option<&'a InlineLoaders>,
}

/// `-!a-loader!b-loader!./file`.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct InlineLoaders {
    /// Which loaders of rules the request wants not to be used.
    pub without: Without,
    /// For JavaScript to run.
    pub javascript: Vec<LoaderRequest>,
    /// `./name.css!=!./file`: what rules know the file by.
    pub match_resource: Option<Resource>,
    /// Native ones say what is made of the file.
    pub module_type: Option<RuleModuleType>,
    /// `./name.css.webpack[javascript/auto]!=!./file`: what the request itself says.
    pub fixed_type: Option<RuleModuleType>,
    pub is_typescript: bool,
    pub css: RuleCss,
}

impl InlineLoaders {
    /// webpack's notation for the type of a module at the end of its new name: no rule is asked then.
    pub fn take_type_of_name(&mut self) {
        let Some(Resource { path, query, fragment }) = &mut self.match_resource else { return };
        let split = |text: &str| {
            let (rest, name) = text.strip_suffix(']')?.rsplit_once(".webpack[")?;
            Some((rest.to_owned(), module_type_named(name)?))
        };
        let last = [fragment, query].into_iter().find(|part| !part.is_empty());
        self.fixed_type = match last {
            Some(last) => split(last).map(|(rest, module_type)| {
                *last = rest;
                module_type
            }),
            None => split(&path.to_string_lossy()).map(|(rest, module_type)| {
                *path = PathBuf::from(rest);
                module_type
            }),
        };
    }

    /// Loaders, in the order of a request.
    pub fn add(&mut self, loaders: Vec<InlineLoader>) {
        for loader in loaders {
            match loader {
                InlineLoader::JavaScript(request) => {
                    self.javascript.push(LoaderRequest { request, is_native: false });
                }
                InlineLoader::Native { name, options, request } => {
                    self.javascript.push(LoaderRequest { request, is_native: true });
                    let effect = native_loader(&name, options.as_ref()).unwrap_or_default();
                    self.module_type = effect.module_type.or(self.module_type);
                    self.is_typescript |= effect.is_typescript;
                    self.css.apply(&effect.css);
                }
            }
        }
    }
}

/// The mark at the beginning of a request with loaders.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Without {
    /// No mark: all of them are used.
    #[default]
    Nothing,
    /// `!`: those without `enforce`.
    Normal,
    /// `-!`
    PreAndNormal,
    /// `!!`
    All,
}

/// webpack's default rules, then `module.rules` in order: the last match wins.
pub fn file_traits(config: &Config, file: &ResolvedFile, asked: Asked<'_>) -> FileTraits {
    let match_resource = asked.inline.and_then(|inline| inline.match_resource.as_ref());
    let resource = match_resource.unwrap_or(&file.resource);
    let by_default = default_module_type(resource, file.package_type, asked.dependency);
    let path = resource.path.to_string_lossy();
    let issuer = asked.issuer.map(Path::to_string_lossy);
    let mut found = Matching {
        texts: Texts {
            resource,
            real: &file.resource,
            path: &path,
            source_of_block: block_path(&file.resource, Blocks::Source),
            code_of_block: block_path(&file.resource, Blocks::Code),
            issuer: issuer.as_deref().unwrap_or(""),
            asked,
        },
        blocks: None,
        module_type: None,
        layer: None,
        rules: RuleSettings::default(),
        pre: Vec::new(),
        normal: Vec::new(),
        post: Vec::new(),
    };
    let fixed_type = asked.inline.and_then(|inline| inline.fixed_type);
    if fixed_type.is_none() {
        for rule in &config.rules {
            found.apply(rule);
        }
    }
    found.rules.is_typescript |= match_resource.is_some_and(|it| is_typescript(&it.path));
    let loaders = found.loaders();
    let is_css_by_default = by_default.is_css()
        && match_resource.is_none()
        && !matches!(asked.dependency, DependencyKind::CssImport | DependencyKind::CssComposes);
    let inline_type = asked.inline.and_then(|inline| inline.module_type);
    let mut module_type = match fixed_type.or(inline_type).or(found.module_type) {
        Some(RuleModuleType::Fixed(module_type)) => module_type,
        Some(RuleModuleType::CssByName) if is_css_module(&resource.path) => ModuleType::CssModule,
        Some(RuleModuleType::CssByName) => ModuleType::Css,
        // What a loader makes of an image is code, unless a rule says otherwise.
        None if !loaders.is_empty() && by_default == ModuleType::Asset => ModuleType::JavascriptAuto,
        // So is what one makes of a style sheet, unless it is known to return another one, or all are said to.
        None if is_css_by_default && !config.css.is_asked_for && !return_css(&loaders) => {
            ModuleType::JavascriptAuto
        }
        None => by_default,
    };
    // What the importer says about its own import is more precise than any rule.
    match asked.import_type {
        Some("json") => module_type = ModuleType::Json,
        Some("text") => module_type = ModuleType::AssetSource,
        Some("bytes") if found.module_type.is_none() => module_type = ModuleType::AssetBytes,
        Some("css") if !module_type.is_css() => module_type = ModuleType::Css,
        _ => {}
    }
    if let Some(inline) = asked.inline {
        found.rules.is_typescript |= inline.is_typescript;
        found.rules.css.apply(&inline.css);
    }
    FileTraits {
        module_type,
        layer: found.layer.or_else(|| asked.issuer_layer.map(str::to_owned)),
        rules: found.rules,
        loaders: loaders.into_iter().map(|loader| loader.request).collect(),
    }
}

/// Loaders whose result is a style sheet.
const CSS_LOADERS: [&str; 5] =
    ["postcss-loader", "sass-loader", "less-loader", "stylus-loader", "resolve-url-loader"];

/// Whether the last loader to run returns a style sheet. Of the native ones, those that write it somewhere pass on what
/// they are given.
fn return_css(loaders: &[LoaderRequest]) -> bool {
    let is_one_of = |request: &str, packages: &[&str]| {
        request.split(['/', '\\', '?']).any(|part| packages.contains(&part.trim_end_matches(".js")))
    };
    let passes_on = |loader: &&LoaderRequest| {
        loader.is_native && is_one_of(&loader.request, &["style-loader", "mini-css-extract-plugin"])
    };
    let last = loaders.iter().find(|loader| !passes_on(loader));
    last.is_none_or(|loader| loader.is_native || is_one_of(&loader.request, &CSS_LOADERS))
}

/// What conditions are about.
struct Texts<'a> {
    /// As rules know it.
    resource: &'a Resource,
    /// The file itself.
    real: &'a Resource,
    path: &'a str,
    /// Paths of a block.
    source_of_block: Option<String>,
    code_of_block: Option<String>,
    issuer: &'a str,
    asked: Asked<'a>,
}

impl Texts<'_> {
    /// `None`: it is no such block.
    fn of_block(&self, blocks: Blocks) -> Option<&str> {
        match blocks {
            Blocks::Source => self.source_of_block.as_deref(),
            Blocks::Code => self.code_of_block.as_deref(),
        }
    }

    fn of(&self, subject: &RuleSubject, blocks: Option<Blocks>) -> Cow<'_, str> {
        Cow::Borrowed(match subject {
            RuleSubject::Path => match blocks {
                Some(blocks) => self.of_block(blocks).unwrap_or(""),
                None => self.path,
            },
            RuleSubject::RealPath => return self.real.path.to_string_lossy(),
            RuleSubject::Query => &self.resource.query,
            RuleSubject::Fragment => &self.resource.fragment,
            RuleSubject::Issuer => self.issuer,
            RuleSubject::IssuerLayer => self.asked.issuer_layer.unwrap_or(""),
            RuleSubject::Dependency => category(self.asked.dependency),
            RuleSubject::Mimetype => data_uri_mimetype(self.path).unwrap_or_default(),
            RuleSubject::Scheme if is_data_uri(self.path) => "data",
            RuleSubject::Scheme => "",
            RuleSubject::Attribute(name) if name == "type" => self.asked.import_type.unwrap_or_default(),
            RuleSubject::Attribute(_) => "",
            RuleSubject::DescriptionData(keys) => {
                let folder = self.resource.path.parent();
                let manifest = folder.and_then(PackageManifest::nearest);
                let value = manifest.and_then(|manifest| manifest.value(keys));
                return value.map_or(Cow::Borrowed(""), Cow::Owned);
            }
        })
    }
}

/// What the rules that matched have said so far.
struct Matching<'a> {
    texts: Texts<'a>,
    /// Inside of a rule for blocks.
    blocks: Option<Blocks>,
    module_type: Option<RuleModuleType>,
    layer: Option<String>,
    rules: RuleSettings,
    pre: Vec<LoaderRequest>,
    normal: Vec<LoaderRequest>,
    post: Vec<LoaderRequest>,
}

impl Matching<'_> {
    /// Whether the rule was about the file.
    fn apply(&mut self, rule: &RuleConfig) -> bool {
        if rule.blocks.is_some_and(|blocks| self.texts.of_block(blocks).is_none()) {
            return false;
        }
        let outer = self.blocks;
        self.blocks = rule.blocks.or(outer);
        let is_match = self.says(rule);
        self.blocks = outer;
        is_match
    }

    fn says(&mut self, rule: &RuleConfig) -> bool {
        let mut conditions = rule.conditions.iter();
        let blocks = self.blocks;
        if !conditions.all(|(subject, condition)| condition.matches(&self.texts.of(subject, blocks))) {
            return false;
        }
        // With `!!` the request says all that becomes of the file.
        if self.texts.asked.inline.is_none_or(|inline| inline.without != Without::All) {
            self.module_type = rule.module_type.or(self.module_type);
        }
        self.rules.side_effects = rule.side_effects.or(self.rules.side_effects);
        if rule.inlining.is_some() {
            self.rules.inlining.clone_from(&rule.inlining);
        }
        self.rules.extract_source_map = rule.extract_source_map.or(self.rules.extract_source_map);
        self.rules.json_parse = rule.json_parse.or(self.rules.json_parse);
        self.rules.exports_presence.apply(&rule.exports_presence);
        self.rules.javascript.apply(&rule.javascript);
        if rule.pure_functions.is_some() {
            self.rules.pure_functions.clone_from(&rule.pure_functions);
        }
        self.rules.is_typescript |= rule.is_typescript;
        self.rules.fully_specified = rule.fully_specified.or(self.rules.fully_specified);
        self.rules.resolve = rule.resolve.or(self.rules.resolve);
        self.rules.asset.apply(&rule.asset);
        self.rules.css.apply(&rule.css);
        if rule.layer.is_some() {
            self.layer.clone_from(&rule.layer);
        }
        match rule.enforce {
            Enforce::Pre => &mut self.pre,
            Enforce::Normal => &mut self.normal,
            Enforce::Post => &mut self.post,
        }
        .extend_from_slice(&rule.loaders);
        if let Some(script) = &rule.loaders_of {
            self.ask_for_loaders(script, rule.enforce);
        }
        for inner in &rule.rules {
            self.apply(inner);
        }
        for inner in &rule.one_of {
            if self.apply(inner) {
                break;
            }
        }
        true
    }

    /// `use` as a function: what it says of this file.
    fn ask_for_loaders(&mut self, script: &Script, enforce: Enforce) {
        let Texts { resource, real, issuer, .. } = self.texts;
        let mut said = InlineLoaders::default();
        said.add(InlineLoader::from_data(&script.call(&json!({
            "resource": resource.path.to_string_lossy(), "realResource": real.path.to_string_lossy(),
            "resourceQuery": resource.query, "resourceFragment": resource.fragment, "issuer": issuer,
        }))));
        self.module_type = said.module_type.or(self.module_type);
        self.rules.is_typescript |= said.is_typescript;
        self.rules.css.apply(&said.css);
        match enforce {
            Enforce::Pre => &mut self.pre,
            Enforce::Normal => &mut self.normal,
            Enforce::Post => &mut self.post,
        }
        .append(&mut said.javascript);
    }

    /// In the order of a request: the last one runs first.
    fn loaders(&mut self) -> Vec<LoaderRequest> {
        let none = InlineLoaders::default();
        let inline = self.texts.asked.inline.unwrap_or(&none);
        let without = inline.without;
        let mut loaders: Vec<LoaderRequest> = Vec::new();
        if without != Without::All {
            loaders.append(&mut self.post);
        }
        // Where the request gives the file another name, that is what its own loaders have made of it.
        let is_renamed = inline.match_resource.is_some();
        if without == Without::Nothing && is_renamed {
            loaders.append(&mut self.normal);
        }
        loaders.extend_from_slice(&inline.javascript);
        if without == Without::Nothing && !is_renamed {
            loaders.append(&mut self.normal);
        }
        if matches!(without, Without::Nothing | Without::Normal) {
            loaders.append(&mut self.pre);
        }
        // Where all of the work is native, there is nothing for JavaScript to do.
        if loaders.iter().all(|loader| loader.is_native) {
            return Vec::new();
        }
        loaders
    }
}

/// A block of a Vue component by the name that a file with its contents would have.
fn block_path(resource: &Resource, blocks: Blocks) -> Option<String> {
    let mut parameters = resource.query.strip_prefix('?')?.split('&');
    let has = |wanted: &str| parameters.clone().any(|parameter| parameter == wanted);
    if !has("vue") {
        return None;
    }
    let extension = match blocks {
        Blocks::Source => parameters.find_map(|parameter| parameter.strip_prefix("lang="))?,
        Blocks::Code if !has("type=template") => return None,
        Blocks::Code if has("ts=true") => "ts",
        Blocks::Code => "js",
    };
    Some(format!("{}.{extension}", resource.path.to_string_lossy()))
}

/// webpack's names of kinds of dependencies.
pub fn category(dependency: &DependencyKind) -> &'static str {
    match dependency {
        DependencyKind::Require { .. }
        | DependencyKind::RequireResolve
        | DependencyKind::Weak
        | DependencyKind::Context(_)
        | DependencyKind::ContextElement => "commonjs",
        DependencyKind::NewUrl => "url",
        DependencyKind::Worker { .. } => "worker",
        DependencyKind::CssImport => "css-import",
        DependencyKind::CssUrl => "url",
        DependencyKind::CssComposes => "css-compose",
        DependencyKind::Entry
        | DependencyKind::EsmImport
        | DependencyKind::ProvidedName { .. }
        | DependencyKind::DynamicImport(_)
        | DependencyKind::ConsumeFallback
        | DependencyKind::Provided
        | DependencyKind::Supplement
        | DependencyKind::Supplemented
        | DependencyKind::ProvideInclude
        | DependencyKind::Exposed
        | DependencyKind::RemoteContainer
        | DependencyKind::FederationRuntime
        | DependencyKind::Hot => "esm",
    }
}

fn is_typescript(path: &Path) -> bool {
    matches!(path.extension().and_then(|it| it.to_str()), Some("ts" | "tsx" | "mts" | "cts"))
}

fn default_module_type(
    resource: &Resource,
    package_type: Option<PackageType>,
    dependency: &DependencyKind,
) -> ModuleType {
    let path = &resource.path;
    let text = path.to_string_lossy();
    if is_data_uri(&text) {
        return data_uri_module_type(&text, dependency);
    }
    match dependency {
        DependencyKind::NewUrl | DependencyKind::CssUrl => ModuleType::AssetResource,
        DependencyKind::CssComposes => ModuleType::CssModule,
        DependencyKind::CssImport if is_css_module(path) => ModuleType::CssModule,
        DependencyKind::CssImport => ModuleType::Css,
        _ => extension_module_type(path, package_type),
    }
}

fn extension_module_type(path: &Path, package_type: Option<PackageType>) -> ModuleType {
    let extension = path.extension().and_then(|extension| extension.to_str()).unwrap_or_default();
    match extension {
        "mjs" | "mts" => ModuleType::JavascriptEsm,
        "cjs" | "cts" => ModuleType::JavascriptDynamic,
        // TypeScript and JSX are compiled as bundlers do it: strict interop is for what Node could run itself.
        "js" => match package_type {
            Some(PackageType::Module) => ModuleType::JavascriptEsm,
            Some(PackageType::CommonJs) => ModuleType::JavascriptDynamic,
            None => ModuleType::JavascriptAuto,
        },
        "json" => ModuleType::Json,
        "wasm" => ModuleType::WebAssembly,
        "css" if is_css_module(path) => ModuleType::CssModule,
        "css" => ModuleType::Css,
        // Never JavaScript, so no rule is needed to say so.
        "png" | "jpg" | "jpeg" | "gif" | "svg" | "webp" | "avif" | "ico" | "bmp" | "apng" | "woff"
        | "woff2" | "ttf" | "otf" | "eot" | "mp3" | "mp4" | "ogg" | "wav" | "webm" | "flac" | "aac"
        | "pdf" => ModuleType::Asset,
        _ => ModuleType::JavascriptAuto,
    }
}

fn data_uri_module_type(uri: &str, dependency: &DependencyKind) -> ModuleType {
    let mime = data_uri_mimetype(uri).unwrap_or_default();
    match dependency {
        DependencyKind::NewUrl | DependencyKind::CssUrl => ModuleType::AssetInline,
        DependencyKind::CssImport => ModuleType::Css,
        _ => match mime {
            "text/javascript" | "application/javascript" => ModuleType::JavascriptEsm,
            "application/node" => ModuleType::JavascriptAuto,
            "application/json" => ModuleType::Json,
            "text/css" => ModuleType::Css,
            "application/wasm" => ModuleType::WebAssembly,
            _ => ModuleType::AssetInline,
        },
    }
}

/// `text/css` of `data:text/css;charset=utf-8,…`.
fn data_uri_mimetype(uri: &str) -> Option<&str> {
    uri.strip_prefix("data:").map(|rest| rest.split([',', ';']).next().unwrap_or_default())
}

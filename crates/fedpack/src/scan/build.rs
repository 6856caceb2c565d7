//! One module, on a worker thread: read, parse, find dependencies, and find out what each of them means.

use std::{
    fs,
    path::{Path, PathBuf},
    sync::Arc,
};

use fedpack_graph::{
    LocalDependencyIdx,
    module_graph::{Dependency, ModuleKey, ModuleKind, ModuleType, Resource, SideEffectsFlag},
    summary::{ExportTarget, ExportsKind, ExportsPresence, ModuleFeatures, ModuleSummary},
};
use fixedbitset::FixedBitSet;
use oxc_resolver::TsConfig;
use oxc_sourcemap::SourceMap;
use rustc_hash::FxHashSet;

use super::{
    asked,
    asset::{AssetInput, AssetModule, scan_asset, source_file},
    css::{CssInput, CssModule, CssSettings, scan_css},
    data_uri::DataUri,
    ecma::{EcmaInput, EcmaScan, EcmaSettings, ast::EcmaAst, scan_ecma},
    factorize::{Factorizer, IssuerInfo},
    kept_files::{KeptFile, KeptFiles, Unread},
    module_draft::{Factorized, ModuleDraft, has_script_extension},
    parsed_files::{EarlierScans, may_name_its_place},
    side_effects::side_effects,
    source_map_comment,
    webassembly::scan_webassembly,
};
use crate::{
    config::{Config, JavascriptOptions, normalize::absolute},
    diagnostics::{Diagnostics, Severity, scan as problems},
    disk::{self, ReadError},
    federation::container_entry,
    plugin::{BuildModuleArgs, HookSet, LoadArgs, ModuleSource, PluginDriver},
};

/// What all workers share, read-only.
pub struct BuildContext<'b> {
    pub config: &'b Config,
    pub factorizer: &'b Factorizer<'b>,
    pub plugins: &'b PluginDriver,
    pub ecma: &'b EcmaSettings,
    pub css: &'b CssSettings,
    /// In a workspace, what was parsed for other applications.
    pub earlier: Option<EarlierScans<'b>>,
    /// What builds before this one have read; `None`: nobody will build again.
    pub kept: Option<&'b KeptFiles>,
    /// Modules of which nobody asks for anything are not read.
    pub leaves_unread: bool,
}

/// A module that has been read, and what its requests mean.
pub struct ScannedModule {
    pub kind: ModuleKind,
    pub identifier: String,
    pub side_effects: SideEffectsFlag,
    pub source: Arc<str>,
    pub size: u32,
    pub ast: Option<EcmaAst>,
    pub summary: Option<Box<ModuleSummary>>,
    pub css: Option<CssModule>,
    pub asset: Option<AssetModule>,
    /// In the order of their `LocalDependencyIdx`.
    pub dependencies: Vec<(Dependency, Factorized)>,
    /// Those of them that lead nowhere until somebody asks for what they pass on.
    pub waiting: FixedBitSet,
    pub diagnostics: Diagnostics,
    /// What loaders say of where their text comes from.
    pub loader_map: Option<SourceMap<'static>>,
    /// Files that loaders read besides the module's own.
    pub read_besides: Vec<PathBuf>,
    /// Other applications of the workspace may have a copy.
    pub is_common: bool,
    /// A loader does not want its result to be kept, or does more than to return one.
    pub is_volatile: bool,
    /// For the next build.
    pub kept: Option<Box<KeptFile>>,
}

/// Builds one draft. Never fails: what goes wrong is in the diagnostics.
pub fn build_module(context: &BuildContext<'_>, draft: &mut ModuleDraft) -> ScannedModule {
    let mut scanned = ScannedModule {
        kind: ModuleKind::Ignored,
        identifier: draft.identifier(context.config),
        side_effects: side_effects(draft),
        source: Arc::from(""),
        size: 0,
        ast: None,
        summary: None,
        css: None,
        asset: None,
        dependencies: Vec::new(),
        waiting: FixedBitSet::new(),
        diagnostics: std::mem::take(&mut draft.diagnostics),
        loader_map: None,
        read_besides: Vec::new(),
        is_common: false,
        is_volatile: false,
        kept: None,
    };
    scanned.diagnostics.extend(context.factorizer.expand(draft));
    let mut dependencies = std::mem::take(&mut draft.dependencies);
    if let (ModuleKind::Normal { module_type }, ModuleKey::Normal { resource, .. }) =
        (&draft.kind, &draft.key)
    {
        dependencies = match context.kept.filter(|_| !context.plugins.wants(HookSet::BUILD_MODULE)) {
            Some(kept) => build_again(context, kept, draft, resource, *module_type, &mut scanned),
            None => build_normal(context, draft, resource, *module_type, &mut scanned),
        };
    }
    let issuer = IssuerInfo::of_draft(draft, Some(&scanned.source), context.config);
    // What is asked for in vain several times is one mistake.
    let mut refused: FxHashSet<(String, &'static str)> = FxHashSet::default();
    scanned.dependencies = dependencies
        .into_iter()
        .enumerate()
        .map(|(index, dependency)| {
            let exposed_in = container_entry::layer_of(&draft.kind, LocalDependencyIdx::from_usize(index));
            let issuer = IssuerInfo { layer: exposed_in.or(issuer.layer), ..issuer };
            let mut factorized = context.factorizer.factorize(&issuer, &dependency);
            factorized.diagnostics.retain(|problem| {
                problem.severity != Severity::Error
                    || refused.insert((dependency.request.clone(), problem.code))
            });
            (dependency, factorized)
        })
        .collect();
    if context.leaves_unread {
        scanned.waiting = asked::waiting(scanned.summary.as_deref(), &scanned.dependencies);
    }
    if !matches!(scanned.kind, ModuleKind::Normal { .. }) {
        scanned.kind = std::mem::replace(&mut draft.kind, ModuleKind::Ignored);
    }
    scanned
}

/// As [`build_normal`], but only if the file has changed since an earlier build.
fn build_again(
    context: &BuildContext<'_>,
    kept: &KeptFiles,
    draft: &ModuleDraft,
    resource: &Resource,
    module_type: ModuleType,
    scanned: &mut ScannedModule,
) -> Vec<Dependency> {
    let tsconfig = tsconfig_of(context, resource);
    if let Some(dependencies) = kept.take(context.config, draft, tsconfig.as_deref(), scanned) {
        return dependencies;
    }
    let unread = Unread::new(context.config, draft, scanned);
    let dependencies = build_normal(context, draft, resource, module_type, scanned);
    scanned.kept = unread.keep(draft, tsconfig, scanned, &dependencies).map(Box::new);
    dependencies
}

/// Of the user's own files.
fn tsconfig_of(context: &BuildContext<'_>, resource: &Resource) -> Option<Arc<TsConfig>> {
    let is_own_code = resource.path.is_absolute() && !is_in_node_modules(&resource.path);
    is_own_code.then(|| context.factorizer.tsconfig(&resource.path)).flatten()
}

fn build_normal(
    context: &BuildContext<'_>,
    draft: &ModuleDraft,
    resource: &Resource,
    module_type: ModuleType,
    scanned: &mut ScannedModule,
) -> Vec<Dependency> {
    scanned.kind = ModuleKind::Normal { module_type };
    let may_be_common = may_be_common(context, draft, resource);
    if let Some(copied) =
        context.earlier.filter(|_| may_be_common).and_then(|it| it.copy(resource, module_type))
    {
        scanned.source = copied.source;
        scanned.size = copied.size;
        scanned.is_common = true;
        return take_ecma_scan(copied.scan, scanned, context, draft);
    }
    let Some(bytes) = bytes_of(context, draft, resource, module_type, scanned) else { return Vec::new() };
    // Loaders may have made something else of the file.
    let module_type = match scanned.kind {
        ModuleKind::Normal { module_type } => module_type,
        _ => module_type,
    };
    scanned.size = u32::try_from(bytes.len()).unwrap_or(u32::MAX);
    match module_type {
        ModuleType::Asset
        | ModuleType::AssetResource
        | ModuleType::AssetInline
        | ModuleType::AssetSource
        | ModuleType::AssetBytes => {
            let scan = scan_asset(AssetInput {
                path: &resource.path,
                bytes,
                module_type,
                inlining: draft.rules.inlining.as_ref().unwrap_or(&context.config.asset_inlining),
                name: source_file(resource, context.config),
                generator: {
                    let mut generator = context.config.asset_defaults.of(module_type);
                    generator.apply(&draft.rules.asset);
                    generator
                },
            });
            scanned.kind = ModuleKind::Normal { module_type: scan.module_type };
            scanned.asset = Some(scan.asset);
            scanned.summary = Some(Box::new(scan.summary));
            scanned.diagnostics.extend(scan.diagnostics);
            return Vec::new();
        }
        ModuleType::WebAssembly => {
            let scan = scan_webassembly(&resource.path, &bytes);
            let generator = draft.rules.asset.clone();
            scanned.asset = Some(AssetModule { bytes: bytes.into(), generator });
            scanned.summary = Some(Box::new(scan.summary));
            scanned.diagnostics.extend(scan.diagnostics);
            return scan.dependencies;
        }
        ModuleType::JavascriptAuto
        | ModuleType::JavascriptEsm
        | ModuleType::JavascriptDynamic
        | ModuleType::Json
        | ModuleType::Css
        | ModuleType::CssModule
        | ModuleType::CssGlobal => {}
    }
    let Some(mut text) = text(context, resource, module_type, bytes, scanned) else { return Vec::new() };
    if draft.rules.extract_source_map == Some(true)
        && let Some(extracted) = source_map_comment::extract(&text, resource)
    {
        text = Arc::from(extracted.text);
        take_map(extracted.map, context, resource, scanned);
    }
    scanned.source = Arc::clone(&text);
    match module_type {
        ModuleType::Json => {
            let is_literal = !draft.rules.json_parse.unwrap_or(context.config.json_parse);
            json_summary(&resource.path, &text, is_literal, scanned);
            Vec::new()
        }
        ModuleType::Css | ModuleType::CssModule | ModuleType::CssGlobal => {
            let scan = scan_css(
                &CssInput {
                    path: &resource.path,
                    source: &text,
                    identifier: &scanned.identifier,
                    is_module: module_type != ModuleType::Css,
                    is_global: module_type == ModuleType::CssGlobal,
                    rule: &draft.rules.css,
                },
                context.css,
            );
            scanned.css = Some(scan.css);
            scanned.summary = Some(Box::new(scan.summary));
            scanned.diagnostics.extend(scan.diagnostics);
            scan.dependencies
        }
        _ => {
            let is_own_code = !is_in_node_modules(&resource.path);
            let scan = scan_ecma(
                EcmaInput {
                    path: &resource.path,
                    query: &resource.query,
                    fragment: &resource.fragment,
                    layer: draft.layer.as_deref(),
                    source: text,
                    module_type,
                    is_typescript: draft.rules.is_typescript,
                    is_guessed: module_type == ModuleType::JavascriptAuto
                        && draft.loaders().is_empty()
                        && !draft.rules.is_typescript
                        && !has_script_extension(&resource.path),
                    is_opaque: context.config.no_parse.as_ref().is_some_and(|files| {
                        files.matches(&format!("{}{}", resource.path.display(), resource.query))
                    }),
                    is_own_code,
                    javascript: &draft.rules.javascript,
                    tsconfig: tsconfig_of(context, resource),
                },
                context.ecma,
            );
            scanned.is_common =
                may_be_common && scan.diagnostics.is_empty() && !may_name_its_place(&scanned.source);
            take_ecma_scan(scan, scanned, context, draft)
        }
    }
}

/// Only the text of a package's own file, as it is: neither loaders nor the options of a project play a part.
fn may_be_common(context: &BuildContext<'_>, draft: &ModuleDraft, resource: &Resource) -> bool {
    context.earlier.is_some()
        && is_in_node_modules(&resource.path)
        && draft.loaders().is_empty()
        && draft.virtual_source.is_none()
        && context.config.no_parse.is_none()
        && !draft.rules.is_typescript
        && draft.rules.extract_source_map != Some(true)
        && draft.rules.javascript == JavascriptOptions::default()
        && !context.plugins.wants(HookSet::BUILD_MODULE)
}

fn presence(context: &BuildContext<'_>, draft: &ModuleDraft) -> ExportsPresence {
    let mut options = context.config.exports_presence;
    options.apply(&draft.rules.exports_presence);
    options.settle()
}

fn take_ecma_scan(
    scan: EcmaScan,
    scanned: &mut ScannedModule,
    context: &BuildContext<'_>,
    draft: &ModuleDraft,
) -> Vec<Dependency> {
    scanned.ast = scan.ast;
    let exports_presence = presence(context, draft);
    let pure_functions = draft.rules.pure_functions.as_deref().unwrap_or_default();
    let mut summary = ModuleSummary { exports_presence, ..scan.summary };
    for export in summary.exports.iter().filter(|export| pure_functions.contains(&export.name)) {
        if let ExportTarget::Local(symbol) = export.target {
            let symbol = &mut summary.symbols[symbol];
            if !symbol.is_reassigned {
                symbol.facts.get_or_insert_default().pure_if = Some(Vec::new());
            }
        }
    }
    scanned.summary = Some(Box::new(summary));
    scanned.diagnostics.extend(scan.diagnostics);
    scan.dependencies
}

/// What is to be parsed: the file, or what loaders make of it. `None` after a diagnostic.
fn bytes_of(
    context: &BuildContext<'_>,
    draft: &ModuleDraft,
    resource: &Resource,
    module_type: ModuleType,
    scanned: &mut ScannedModule,
) -> Option<Vec<u8>> {
    if !draft.loaders().is_empty() {
        return load(context, draft, resource, module_type, scanned);
    }
    if let Some(text) = &draft.virtual_source {
        return Some(text.clone().into());
    }
    match read(resource, context.config) {
        Ok(bytes) => Some(bytes),
        Err(ReadError::Enormous(size)) => {
            scanned.diagnostics.push(problems::enormous_file(&resource.path, size));
            None
        }
        Err(ReadError::Unreadable(error)) => {
            scanned.diagnostics.push(problems::unreadable_file(&resource.path, &error));
            None
        }
    }
}

fn load(
    context: &BuildContext<'_>,
    draft: &ModuleDraft,
    resource: &Resource,
    module_type: ModuleType,
    scanned: &mut ScannedModule,
) -> Option<Vec<u8>> {
    let extracted = match draft.rules.extract_source_map {
        Some(true) => read(resource, context.config).ok().and_then(|bytes| String::from_utf8(bytes).ok()),
        _ => None,
    };
    // A map that cannot be read is told when the text that loaders make of the file still names it.
    let extracted = extracted.and_then(|text| source_map_comment::extract(&text, resource));
    let extracted = extracted.as_ref().and_then(|it| Some((it.text.as_str(), it.map.as_deref().ok()?)));
    let is_json = |map: &str| serde_json::from_str::<serde_json::Value>(map).is_ok();
    let extracted = extracted.filter(|(_, map)| is_json(map));
    let args = LoadArgs {
        resource,
        module_type,
        layer: draft.layer.as_deref(),
        loaders: draft.loaders(),
        extracted,
    };
    match context.plugins.load(&args) {
        Ok(Some(loaded)) => {
            scanned.read_besides = loaded.dependencies;
            scanned.is_volatile = loaded.is_volatile;
            if context.config.devtool.follows_loaders {
                let map = loaded.source_map.as_deref();
                scanned.loader_map = map.and_then(|map| loader_map(map, resource, &context.config.context));
            }
            if loaded.skips_natives {
                scanned.kind = ModuleKind::Normal { module_type: ModuleType::JavascriptAuto };
            }
            let messages = loaded.messages.iter();
            scanned.diagnostics.extend(
                messages.map(|it| problems::loader_message(&scanned.identifier, it.is_error, &it.text)),
            );
            Some(loaded.bytes)
        }
        Ok(None) => {
            scanned.diagnostics.push(problems::loader_failed(&scanned.identifier, "nothing can run it"));
            None
        }
        Err(error) => {
            scanned.diagnostics.push(problems::loader_failed(&scanned.identifier, &error.0));
            None
        }
    }
}

/// The map that a file names, where no loader has given another.
fn take_map(
    map: Result<String, String>,
    context: &BuildContext<'_>,
    resource: &Resource,
    scanned: &mut ScannedModule,
) {
    if !context.config.devtool.follows_loaders || scanned.loader_map.is_some() {
        return;
    }
    let read = map.and_then(|json| {
        let map = loader_map(&json, resource, &context.config.context);
        map.ok_or_else(|| "the source map that the file names is none".to_owned())
    });
    match read {
        Ok(map) => scanned.loader_map = Some(map),
        Err(problem) => {
            let problem = format!("extractSourceMap: {problem}");
            scanned.diagnostics.push(problems::loader_message(&scanned.identifier, false, &problem));
        }
    }
}

/// A loader's map with absolute sources. `None` for one that cannot be read: loaders make them up as they like.
fn loader_map(json: &str, resource: &Resource, context: &Path) -> Option<SourceMap<'static>> {
    let mut map = SourceMap::from_json_string(json).ok()?.into_owned();
    let root = map.get_source_root().unwrap_or_default().to_owned();
    let folder = resource.path.parent().unwrap_or(context);
    let absolute_source = |source: &str| {
        let source = source.strip_prefix("file://").unwrap_or(source);
        if source.contains("://") {
            return source.to_owned();
        }
        let source = Path::new(&root).join(source);
        // Beside the file, or as the project sees it.
        let found = [folder, context].into_iter().map(|from| from.join(&source)).find(|path| path.is_file());
        let path = found.unwrap_or_else(|| folder.join(&source));
        absolute(folder, &path.to_string_lossy()).to_string_lossy().into_owned()
    };
    let sources: Vec<String> = map.get_sources().map(absolute_source).collect();
    let contents: Vec<Option<String>> = map
        .get_source_contents()
        .map(|content| content.map(str::to_owned))
        .chain(std::iter::repeat(None))
        .zip(&sources)
        .map(|(content, source)| content.or_else(|| fs::read_to_string(source).ok()))
        .collect();
    map.set_sources(&sources);
    map.set_source_contents(contents.iter().map(Option::as_deref).collect());
    Some(map)
}

fn is_in_node_modules(path: &Path) -> bool {
    path.components().any(|part| part.as_os_str() == "node_modules")
}

/// The bytes of a file, or of a `data:` URI.
fn read(resource: &Resource, config: &Config) -> Result<Vec<u8>, ReadError> {
    if let Some(uri) = resource.path.to_str().filter(|path| super::resolve::is_data_uri(path)) {
        return Ok(data_uri_bytes(uri)?);
    }
    match config.virtual_files.as_ref().and_then(|files| files.read(&resource.path)) {
        Some(contents) => Ok(contents.to_vec()),
        None => disk::read(&resource.path),
    }
}

/// The contents of a `data:` URI.
pub(super) fn data_uri_bytes(uri: &str) -> std::io::Result<Vec<u8>> {
    let problem = "a data URI has a comma before its data";
    let parsed = DataUri::parse(uri);
    parsed.ok_or_else(|| std::io::Error::new(std::io::ErrorKind::InvalidData, problem))?.bytes()
}

/// UTF-8 text without byte order mark, after the `buildModule` hook.
fn text(
    context: &BuildContext<'_>,
    resource: &Resource,
    module_type: ModuleType,
    bytes: Vec<u8>,
    scanned: &mut ScannedModule,
) -> Option<Arc<str>> {
    let text = match String::from_utf8(bytes) {
        Ok(text) => text,
        Err(error) => {
            let offset = error.utf8_error().valid_up_to();
            scanned.diagnostics.push(problems::not_utf8(&resource.path, offset));
            return None;
        }
    };
    let text = match text.strip_prefix('\u{feff}') {
        Some(rest) => rest.to_string(),
        None => text,
    };
    if !context.plugins.wants(HookSet::BUILD_MODULE) {
        return Some(Arc::from(text));
    }
    let mut source = ModuleSource { text, source_map: None };
    let args = BuildModuleArgs { resource, module_type };
    scanned.diagnostics.extend(context.plugins.build_module(&args, &mut source));
    Some(Arc::from(source.text))
}

/// The names of a JSON object are its keys.
fn json_summary(path: &Path, text: &Arc<str>, is_literal: bool, scanned: &mut ScannedModule) {
    let mut summary = ModuleSummary { exports_kind: ExportsKind::DefaultObject, ..ModuleSummary::default() };
    summary.features.set(ModuleFeatures::DATA_AS_LITERAL, is_literal);
    match serde_json::from_str::<serde_json::Value>(text) {
        Ok(value) => {
            let keys = value.as_object().into_iter().flat_map(|object| object.keys());
            summary.data_keys = keys.cloned().collect();
        }
        Err(error) => {
            let span = json_position(text, error.line(), error.column());
            let place = problems::Place {
                path,
                source: text,
                resource_query: String::new(),
                resource_fragment: String::new(),
                layer: None,
            };
            scanned.diagnostics.push(problems::invalid_json(&place, span, &error.to_string()));
        }
    }
    scanned.summary = Some(Box::new(summary));
}

/// One-based line and column (in bytes) → the byte at that place.
fn json_position(text: &str, line: usize, column: usize) -> fedpack_graph::module_graph::Span {
    let start: usize = text.split_inclusive('\n').take(line.saturating_sub(1)).map(str::len).sum();
    let offset = (start + column.saturating_sub(1)).min(text.len()) as u32;
    fedpack_graph::module_graph::Span { start: offset, end: (offset + 1).min(text.len() as u32) }
}

//! `federation: {…}` as written → [`FederationConfig`]: shorthands expanded, defaults filled, mistakes reported
//! by the path of the option (contract §2, §6.1, §6.2, §8.1).

use std::{
    path::{Path, PathBuf},
    sync::Arc,
};

use fedpack_graph::module_graph::{EntryRuntime, ExternalType};
use rustc_hash::FxHashSet;
use schemars::JsonSchema;
use serde::de::DeserializeOwned;
use serde_json::{Map, Value};

use super::{
    ConsumeRule, ContainerConfig, ExposeConfig, FederationConfig, Protocol, ProvideRule, RemoteConfig,
    RemoteExternal, RequiredVersion, ShareKeyMatch, ShareUsage,
    consume_shared::{is_path, package_of_request},
    options::{RequestCondition, ShareCondition, ShareFilter},
    protocol_options::ProtocolOptions,
    raw_options::{
        ExposeOptions, FederationOptions, LibraryOptions, RawFederationOptions, RemoteOptions,
        ShareConditionOptions, SharedOptions,
    },
    version::{VersionRange, looks_like_range},
};
use crate::{
    config::{LibraryConfig, LibraryType, raw::RawRegexp},
    diagnostics::{BuildDiagnostic, federation as diagnostics, nearest::nearest},
    regexp::Regexp,
};

/// Where an option stands in the configuration (`["federation", "shared", "react"]`), and what is wrong with it.
#[derive(Debug, Clone)]
pub struct OptionProblem {
    pub path: Vec<String>,
    pub diagnostic: BuildDiagnostic,
}

/// Checks the federation options, those of one instance or a list. `context` is the folder that relative requests are
/// resolved from.
///
/// ```text
/// {name: "shop", exposes: {"./Cart": "./src/Cart"}, shared: ["react"]}
///   → name "shop", library `var shop`, one expose, react consumed and provided in scope "default"
/// ```
pub fn normalize(raw: &RawFederationOptions, context: &Path) -> (FederationConfig, Vec<OptionProblem>) {
    let mut normalizer = Normalizer { context, instance: 0, problems: Vec::new() };
    let mut config = FederationConfig::default();
    let path = OptionPath(vec!["federation".into()]);
    match &raw.0 {
        Value::Array(instances) => {
            for (index, instance) in instances.iter().enumerate() {
                normalizer.instance = index;
                normalizer.federation(instance, &mut config, &path.at(index.to_string()));
            }
        }
        instance => normalizer.federation(instance, &mut config, &path),
    }
    (config, normalizer.problems)
}

/// webpack's name of an externals type, or of a remote's type.
pub fn external_type(name: &str) -> Option<ExternalType> {
    EXTERNAL_TYPES.iter().find(|(known, _)| *known == name).map(|(_, kind)| *kind)
}

/// webpack's names of externals types.
pub fn external_type_names() -> impl Iterator<Item = &'static str> {
    EXTERNAL_TYPES.iter().map(|(name, _)| *name)
}

const EXTERNAL_TYPES: [(&str, ExternalType); 22] = [
    ("var", ExternalType::Var),
    ("assign", ExternalType::Assign),
    ("this", ExternalType::This),
    ("window", ExternalType::Window),
    ("self", ExternalType::SelfObject),
    ("global", ExternalType::Global),
    ("commonjs", ExternalType::Commonjs),
    ("commonjs2", ExternalType::Commonjs2),
    ("commonjs-module", ExternalType::CommonjsModule),
    ("commonjs-static", ExternalType::CommonjsModule),
    ("node-commonjs", ExternalType::NodeCommonjs),
    ("amd", ExternalType::Amd),
    ("amd-require", ExternalType::Amd),
    ("umd", ExternalType::Umd),
    ("umd2", ExternalType::Umd),
    ("system", ExternalType::System),
    ("jsonp", ExternalType::Jsonp),
    ("promise", ExternalType::Promise),
    ("import", ExternalType::Import),
    ("module", ExternalType::Module),
    ("module-import", ExternalType::ModuleImport),
    ("script", ExternalType::Script),
];

/// webpack's name of a library type.
pub fn library_type(name: &str) -> Option<LibraryType> {
    LIBRARY_TYPES.iter().find(|(known, _)| *known == name).map(|(_, kind)| *kind)
}

const LIBRARY_TYPES: [(&str, LibraryType); 18] = [
    ("var", LibraryType::Var),
    ("assign", LibraryType::Assign),
    ("assign-properties", LibraryType::AssignProperties),
    ("this", LibraryType::This),
    ("window", LibraryType::Window),
    ("self", LibraryType::SelfObject),
    ("global", LibraryType::Global),
    ("commonjs", LibraryType::Commonjs),
    ("commonjs2", LibraryType::Commonjs2),
    ("commonjs-module", LibraryType::CommonjsModule),
    ("commonjs-static", LibraryType::CommonjsStatic),
    ("module", LibraryType::Module),
    ("amd", LibraryType::Amd),
    ("amd-require", LibraryType::AmdRequire),
    ("umd", LibraryType::Umd),
    ("umd2", LibraryType::Umd),
    ("system", LibraryType::System),
    ("jsonp", LibraryType::Jsonp),
];

#[derive(Clone)]
pub(super) struct OptionPath(Vec<String>);

impl OptionPath {
    pub(super) fn at(&self, name: impl Into<String>) -> Self {
        let mut path = self.0.clone();
        path.push(name.into());
        Self(path)
    }

    /// `federation.shared.react`, or `federation.exposes["./x"]` where a dot would mislead.
    pub(super) fn text(&self) -> String {
        let mut text = String::new();
        for (index, part) in self.0.iter().enumerate() {
            let is_plain = part.chars().all(|it| it.is_alphanumeric() || it == '_' || it == '$');
            let is_position = part.chars().all(|it| it.is_ascii_digit());
            match (is_plain, index) {
                (true, 0) => text.push_str(part),
                (true, _) if is_position => text.push_str(&format!("[{part}]")),
                (true, _) => text.extend([".", part]),
                (false, _) => text.push_str(&format!("[\"{part}\"]")),
            }
        }
        text
    }
}

pub(super) struct Normalizer<'a> {
    context: &'a Path,
    /// Number of the plugin instance.
    instance: usize,
    problems: Vec<OptionProblem>,
}

impl Normalizer<'_> {
    pub(super) fn report(&mut self, path: &OptionPath, diagnostic: BuildDiagnostic) {
        self.problems.push(OptionProblem { path: path.0.clone(), diagnostic });
    }

    pub(super) fn mistyped(&mut self, path: &OptionPath, expected: &str) {
        self.report(path, diagnostics::mistyped_option(&path.text(), expected));
    }

    /// Reads an object field by field, so that one that does not fit is reported by its own path and the rest
    /// still counts.
    pub(super) fn read<T: DeserializeOwned + JsonSchema + Default>(
        &mut self,
        value: &Value,
        path: &OptionPath,
    ) -> T {
        let Some(object) = value.as_object() else {
            self.mistyped(path, "an object");
            return T::default();
        };
        let known = properties::<T>();
        let mut fitting = Map::new();
        for (name, value) in object {
            if value.is_null() {
                continue;
            }
            if !known.contains(name) {
                let nearest = nearest(name, known.iter().map(String::as_str));
                let problem = diagnostics::unknown_option(name, &path.text(), nearest, &known);
                self.report(&path.at(name), problem);
                continue;
            }
            let single = Map::from_iter([(name.clone(), value.clone())]);
            match serde_json::from_value::<T>(Value::Object(single)) {
                Ok(_) => {
                    fitting.insert(name.clone(), value.clone());
                }
                Err(error) => {
                    let path = path.at(name);
                    let error = error.to_string();
                    let expected = error.rsplit_once("expected ").map_or(error.as_str(), |(_, it)| it);
                    self.mistyped(&path, expected);
                }
            }
        }
        serde_json::from_value(Value::Object(fitting)).unwrap_or_default()
    }

    /// Adds what one instance asks for.
    fn federation(&mut self, value: &Value, config: &mut FederationConfig, path: &OptionPath) {
        let options: FederationOptions = self.read(value, path);
        self.unsupported(&options, path);
        let scopes = self.scopes(options.share_scope.as_ref(), &path.at("shareScope"), &["default".into()]);
        let name = options.name.clone().unwrap_or_default();
        if config.name.is_empty() {
            config.name.clone_from(&name);
        }
        let remote_type = self.remote_type(&options, path);
        if config.share_usage.is_none() {
            config.share_usage = self.share_usage_file(options.share_usage.as_ref(), path);
        }
        if config.manifest.is_none() {
            config.manifest =
                options.manifest.as_ref().and_then(|it| self.manifest(it, &path.at("manifest")));
        }
        if let Some(container) = self.container(&options, name, &scopes, path) {
            if config.container(&container.name).is_some() {
                self.report(&path.at("name"), diagnostics::duplicate_container(&container.name));
            } else {
                config.containers.push(container);
            }
        }
        if let Some(remotes) = &options.remotes {
            self.remotes(remotes, remote_type, &scopes, config, &path.at("remotes"));
        }
        if let Some(shared) = &options.shared {
            self.shared(shared, Side::Both, &scopes, config, &path.at("shared"));
        }
        if let Some(consumes) = &options.consumes {
            self.shared(consumes, Side::Consume, &scopes, config, &path.at("consumes"));
        }
        if let Some(provides) = &options.provides {
            self.shared(provides, Side::Provide, &scopes, config, &path.at("provides"));
        }
        let says_protocol = options.protocol.is_some()
            || options.implementation.is_some()
            || options.runtime_plugins.is_some()
            || options.share_strategy.is_some()
            || options.remotes.is_some();
        if says_protocol {
            let protocol = ProtocolOptions {
                protocol: options.protocol,
                implementation: options.implementation.clone(),
                runtime_plugins: options.runtime_plugins.clone(),
                share_strategy: options.share_strategy,
            };
            self.protocol(protocol, config, path);
        }
    }

    /// The container, if something is exposed.
    fn container(
        &mut self,
        options: &FederationOptions,
        name: String,
        share_scopes: &[String],
        path: &OptionPath,
    ) -> Option<ContainerConfig> {
        let library = options.library.as_ref().map(|it| self.library(it, &name, &path.at("library")));
        let runtime = self.runtime(options.runtime.as_ref(), &path.at("runtime"));
        let exposes = self.exposes(options.exposes.as_ref()?, &path.at("exposes"));
        if exposes.is_empty() {
            return None;
        }
        if name.is_empty() {
            self.report(&path.at("exposes"), diagnostics::container_without_name());
        }
        let library = library.unwrap_or_else(|| LibraryConfig::new(LibraryType::Var, vec![name.clone()]));
        self.check_library_name(&library, path);
        let filename = options.filename.clone();
        Some(ContainerConfig {
            name,
            filename,
            library,
            exposes,
            share_scopes: share_scopes.to_vec(),
            runtime,
        })
    }

    fn runtime(&mut self, value: Option<&Value>, path: &OptionPath) -> EntryRuntime {
        match value {
            None | Some(Value::Bool(false)) => EntryRuntime::Own,
            Some(Value::String(name)) if !name.is_empty() => EntryRuntime::Chunk(name.clone()),
            Some(_) => {
                self.mistyped(path, "the name of a chunk, or `false`");
                EntryRuntime::Own
            }
        }
    }

    /// Options of Module Federation 2 are named, never silently dropped.
    fn unsupported(&mut self, options: &FederationOptions, path: &OptionPath) {
        let is_on = |value: &Option<Value>| value.as_ref().is_some_and(|value| !is_off(value));
        let fatal = [("getPublicPath", &options.get_public_path, "the public path is `output.publicPath`")];
        for (name, value, what) in fatal {
            if is_on(value) {
                let path = path.at(name);
                self.report(&path, diagnostics::option_not_supported(&path.text(), what));
            }
        }
        let harmless = [
            ("dts", &options.dts, "type declarations are neither made nor fetched"),
            ("dev", &options.dev, "its development helpers are not started"),
            ("experiments", &options.experiments, "federation experiments are ignored"),
            ("bridge", &options.bridge, "router bridges are not set up"),
            ("dataPrefetch", &options.data_prefetch, "data is not prefetched"),
            ("virtualRuntimeEntry", &options.virtual_runtime_entry, "the runtime is no file in any case"),
            (
                "injectTreeShakingUsedExports",
                &options.inject_tree_shaking_used_exports,
                "shared packages are kept whole",
            ),
            ("treeShakingDir", &options.tree_shaking_dir, "shared packages are kept whole"),
            (
                "treeShakingSharedPlugins",
                &options.tree_shaking_shared_plugins,
                "shared packages are kept whole",
            ),
            (
                "treeShakingSharedExcludePlugins",
                &options.tree_shaking_shared_exclude_plugins,
                "shared packages are kept whole",
            ),
        ];
        for (name, value, what) in harmless {
            if is_on(value) {
                let path = path.at(name);
                self.report(&path, diagnostics::option_has_no_effect(&path.text(), what));
            }
        }
    }

    fn scopes(&mut self, value: Option<&Value>, path: &OptionPath, default: &[String]) -> Vec<String> {
        match value {
            Some(value) => {
                let scopes = self.texts(value, path);
                if scopes.is_empty() { default.to_vec() } else { scopes }
            }
            None => default.to_vec(),
        }
    }

    /// A text or a list of texts, none of them empty.
    fn texts(&mut self, value: &Value, path: &OptionPath) -> Vec<String> {
        let items = match value {
            Value::Array(items) => items.as_slice(),
            single => std::slice::from_ref(single),
        };
        let texts: Option<Vec<String>> = items.iter().map(|item| item.as_str().map(str::to_owned)).collect();
        let Some(texts) = texts else {
            self.mistyped(path, "a string or an array of strings");
            return Vec::new();
        };
        if texts.is_empty() || texts.iter().any(String::is_empty) {
            self.report(path, diagnostics::empty_option(&path.text(), "a name or request"));
            return Vec::new();
        }
        texts
    }

    fn library(&mut self, value: &Value, name: &str, path: &OptionPath) -> LibraryConfig {
        if value.is_string() || value.is_array() {
            let name = self.texts(value, path);
            return LibraryConfig::new(LibraryType::Var, name);
        }
        let options: LibraryOptions = self.read(value, path);
        if options.auxiliary_comment.as_ref().is_some_and(|value| !is_off(value)) {
            let path = path.at("auxiliaryComment");
            self.report(&path, diagnostics::option_has_no_effect(&path.text(), "no comment is written"));
        }
        let type_name = options.library_type.unwrap_or_else(|| "var".into());
        let library_type = library_type(&type_name).unwrap_or_else(|| {
            let known: Vec<&str> = LIBRARY_TYPES.iter().map(|(name, _)| *name).collect();
            let near = nearest(&type_name, known.iter().copied());
            let path = path.at("type");
            self.report(&path, diagnostics::unknown_type(&path.text(), &type_name, near, &known));
            LibraryType::Var
        });
        let path_of_name = path.at("name");
        let (mut amd_name, mut commonjs_name) = (None, None);
        let mut names = match &options.name {
            Some(Value::Object(by_kind)) => {
                let text = |kind: &str| by_kind.get(kind).and_then(Value::as_str).map(str::to_owned);
                (amd_name, commonjs_name) = (text("amd"), text("commonjs"));
                let root = by_kind.get("root").or_else(|| by_kind.get("commonjs"));
                root.map(|root| self.texts(root, &path_of_name)).unwrap_or_default()
            }
            Some(name) => self.texts(name, &path_of_name),
            None => Vec::new(),
        };
        let needs_name = !matches!(
            library_type,
            LibraryType::Module
                | LibraryType::Commonjs2
                | LibraryType::CommonjsModule
                | LibraryType::CommonjsStatic
                | LibraryType::AssignProperties
                // Loaders of these name a file by its address.
                | LibraryType::Amd
                | LibraryType::AmdRequire
                | LibraryType::System
        );
        if names.is_empty() && needs_name && !name.is_empty() {
            names.push(name.to_owned());
        }
        let export = options.export.map(|export| self.texts(&export, &path.at("export"))).unwrap_or_default();
        LibraryConfig {
            amd_name,
            commonjs_name,
            export,
            umd_named_define: options.umd_named_define.unwrap_or(false),
            amd_container: options.amd_container,
            ..LibraryConfig::new(library_type, names)
        }
    }

    fn check_library_name(&mut self, library: &LibraryConfig, path: &OptionPath) {
        if library.library_type == LibraryType::Var
            && let [name, ..] = library.name.as_slice()
            && !name.is_empty()
            && !is_identifier(name)
        {
            self.report(&path.at("name"), diagnostics::name_is_not_an_identifier(name, "var"));
        }
    }

    /// Contract §2: the explicit option, else the type of an explicit library if that can be loaded, else `script`.
    fn remote_type(&mut self, options: &FederationOptions, path: &OptionPath) -> &'static str {
        let known = |name: &str| EXTERNAL_TYPES.iter().map(|(known, _)| *known).find(|known| *known == name);
        if let Some(name) = &options.remote_type {
            if let Some(name) = known(name) {
                return name;
            }
            let path = path.at("remoteType");
            self.unknown_external_type(name, &path);
            return "script";
        }
        let library_type = options.library.as_ref().and_then(|library| library.get("type"));
        library_type.and_then(Value::as_str).and_then(known).unwrap_or("script")
    }

    fn unknown_external_type(&mut self, name: &str, path: &OptionPath) {
        let known: Vec<&str> = external_type_names().collect();
        let near = nearest(name, known.iter().copied());
        self.report(path, diagnostics::unknown_type(&path.text(), name, near, &known));
    }

    /// The entries of an object, or of the objects and texts of a list; a text is its own key.
    fn entries<'v>(&mut self, value: &'v Value, path: &OptionPath) -> Vec<(OptionPath, String, &'v Value)> {
        let of_object = |object: &'v Map<String, Value>, path: &OptionPath| {
            object.iter().map(|(key, value)| (path.at(key), key.clone(), value)).collect::<Vec<_>>()
        };
        match value {
            Value::Object(object) => of_object(object, path),
            Value::Array(items) => {
                let mut entries = Vec::new();
                for (index, item) in items.iter().enumerate() {
                    let path = path.at(index.to_string());
                    match item {
                        Value::String(text) => entries.push((path, text.clone(), item)),
                        Value::Object(object) => entries.extend(of_object(object, &path)),
                        _ => self.mistyped(&path, "a string or an object"),
                    }
                }
                entries
            }
            _ => {
                self.mistyped(path, "an object or an array");
                Vec::new()
            }
        }
    }

    fn exposes(&mut self, value: &Value, path: &OptionPath) -> Vec<ExposeConfig> {
        let mut exposes: Vec<ExposeConfig> = Vec::new();
        for (path, key, value) in self.entries(value, path) {
            if key != "." && !key.starts_with("./") {
                self.report(&path, diagnostics::bad_expose_key(&key));
            }
            if exposes.iter().any(|expose| expose.key == key) {
                self.report(&path, diagnostics::duplicate_expose(&key));
                continue;
            }
            let (imports, name) = if value.is_object() {
                let options: ExposeOptions = self.read(value, &path);
                if options.layer.is_some() {
                    let path = path.at("layer");
                    let what = "layers of exposes are not kept apart";
                    self.report(&path, diagnostics::option_not_supported(&path.text(), what));
                }
                let import = options.import.unwrap_or(Value::Array(Vec::new()));
                (self.texts(&import, &path.at("import")), options.name)
            } else {
                (self.texts(value, &path), None)
            };
            if !imports.is_empty() {
                exposes.push(ExposeConfig { key, imports, name });
            }
        }
        exposes
    }

    fn remotes(
        &mut self,
        value: &Value,
        remote_type: &'static str,
        default_scopes: &[String],
        config: &mut FederationConfig,
        path: &OptionPath,
    ) {
        let mut keys = FxHashSet::default();
        for (path, key, value) in self.entries(value, path) {
            if !keys.insert(key.clone()) {
                self.report(&path, diagnostics::duplicate_remote(&key));
                continue;
            }
            let (texts, share_scopes) = if value.is_object() {
                let options: RemoteOptions = self.read(value, &path);
                let external = options.external.unwrap_or(Value::Array(Vec::new()));
                let scopes = options.share_scope.as_ref();
                (
                    self.texts(&external, &path.at("external")),
                    self.scopes(scopes, &path.at("shareScope"), default_scopes),
                )
            } else {
                (self.texts(value, &path), default_scopes.to_vec())
            };
            let externals: Vec<RemoteExternal> = texts
                .iter()
                .filter_map(|text| self.remote_external(&key, text, remote_type, &path))
                .collect();
            if !externals.is_empty() {
                config.remotes.push(RemoteConfig { key, externals, share_scopes });
            }
        }
    }

    /// `name@url`, `<type> <request>`, or `internal <request>`.
    fn remote_external(
        &mut self,
        key: &str,
        text: &str,
        remote_type: &'static str,
        path: &OptionPath,
    ) -> Option<RemoteExternal> {
        let is_type = |word: &str| {
            !word.is_empty()
                && word.bytes().all(|it| it.is_ascii_lowercase() || it.is_ascii_digit() || it == b'-')
        };
        let (type_name, request) = match text.split_once(' ') {
            Some((type_name, request)) if is_type(type_name) => (type_name, request.trim_start()),
            _ => (remote_type, text),
        };
        if type_name == "internal" {
            let (external_type, request) = (ExternalType::Var, request.to_owned());
            return Some(RemoteExternal { external_type, request, is_internal: true });
        }
        let Some(external_type) = external_type(type_name) else {
            self.unknown_external_type(type_name, path);
            return None;
        };
        if external_type == ExternalType::Script {
            if !request.split_once('@').is_some_and(|(name, url)| !name.is_empty() && !url.is_empty()) {
                self.report(path, diagnostics::malformed_script_remote(key, request));
                return None;
            }
        } else if is_script_address(request) && external_type != ExternalType::Promise {
            self.report(path, diagnostics::script_remote_without_script_type(key, request, type_name));
            return None;
        }
        Some(RemoteExternal { external_type, request: request.to_owned(), is_internal: false })
    }

    fn shared(
        &mut self,
        value: &Value,
        side: Side,
        scopes: &[String],
        config: &mut FederationConfig,
        path: &OptionPath,
    ) {
        let mut keys = FxHashSet::default();
        for (path, key, value) in self.entries(value, path) {
            if key.is_empty() {
                self.report(&path, diagnostics::empty_option(&path.text(), "a package name"));
                continue;
            }
            let options = match value {
                Value::String(text) => share_of_text(&key, text, side),
                _ => self.read(value, &path),
            };
            let is_new = keys.insert((key.clone(), options.issuer_layer.clone(), options.layer.clone()));
            if !is_new {
                self.report(&path, diagnostics::duplicate_share(&key));
                let instance = self.instance;
                config.consumes.retain(|rule| rule.instance != instance || rule.key != key);
                config.provides.retain(|rule| rule.instance != instance || rule.key != key);
            }
            self.share(key, &options, side, scopes, config, &path);
        }
    }

    fn share(
        &mut self,
        key: String,
        options: &SharedOptions,
        side: Side,
        scopes: &[String],
        config: &mut FederationConfig,
        path: &OptionPath,
    ) {
        self.unsupported_share_options(options, path);
        let request = options.request.clone().filter(|it| !it.is_empty()).unwrap_or_else(|| key.clone());
        let import = match &options.import {
            None => Some(request.clone()),
            Some(Value::Bool(false)) => None,
            Some(Value::String(import)) if !import.is_empty() => Some(import.clone()),
            Some(_) => {
                self.mistyped(&path.at("import"), "a request, or `false`");
                Some(request.clone())
            }
        };
        let share_key = options.share_key.clone().unwrap_or_else(|| match side {
            // A prefix that is named by `request` alone is its own share key.
            Side::Both if !request.ends_with('/') => key.clone(),
            Side::Both | Side::Consume | Side::Provide => request.clone(),
        });
        if request.ends_with('/') {
            for (option, value) in [("shareKey", Some(&share_key)), ("import", import.as_ref())] {
                if let Some(value) = value.filter(|value| !value.ends_with('/')) {
                    self.report(&path.at(option), diagnostics::prefix_mismatch(&key, option, value));
                }
            }
        }
        let required_version = self.required_version(options.required_version.as_ref(), path);
        let singleton = options.singleton.unwrap_or(false);
        let strict_version = options.strict_version.unwrap_or(import.is_some() && !singleton);
        let eager = options.eager.unwrap_or(false);
        let usage = self.usage(options, config.protocol, path);
        let share_scopes = self.scopes(options.share_scope.as_ref(), &path.at("shareScope"), scopes);
        let filter = self.filter(options, singleton, &key, path);
        let node_modules_suffix = options.allow_node_modules_suffix_match.unwrap_or(false);
        let subpaths = options.subpaths.unwrap_or_else(|| {
            let is_renamed = share_key != request || import.as_ref().is_some_and(|import| *import != request);
            side == Side::Both && is_package_name(&request) && !is_renamed
        });
        if side != Side::Consume
            && let Some(import) = &import
        {
            config.provides.push(ProvideRule {
                instance: self.instance,
                key: key.clone(),
                matches: self.share_key_match(import),
                share_scopes: share_scopes.clone(),
                share_key: share_key.clone(),
                version: self.provided_version(options.version.as_ref(), path),
                eager,
                singleton,
                required_version: match &required_version {
                    RequiredVersion::Range(range) => Some(range.clone()),
                    RequiredVersion::Infer | RequiredVersion::Any => None,
                },
                strict_version,
                layer: options.layer.clone(),
                filter: filter.clone(),
                node_modules_suffix,
                subpaths,
                usage: usage.clone(),
            });
        }
        if side != Side::Provide {
            config.consumes.push(ConsumeRule {
                instance: self.instance,
                matches: self.share_key_match(&request),
                key,
                share_scopes,
                share_key,
                import,
                required_version,
                package_name: options.package_name.clone(),
                strict_version,
                singleton,
                eager,
                issuer_layer: options.issuer_layer.clone(),
                layer: options.layer.clone(),
                filter,
                node_modules_suffix,
                subpaths,
                usage,
            });
        }
    }

    fn filter(
        &mut self,
        options: &SharedOptions,
        singleton: bool,
        key: &str,
        path: &OptionPath,
    ) -> ShareFilter {
        let filter = ShareFilter {
            include: options.include.as_ref().and_then(|value| self.condition(value, &path.at("include"))),
            exclude: options.exclude.as_ref().and_then(|value| self.condition(value, &path.at("exclude"))),
        };
        if singleton && (filter.include.is_some() || filter.exclude.is_some()) {
            self.report(path, diagnostics::filtered_singleton(key));
        }
        filter
    }

    fn condition(&mut self, value: &Value, path: &OptionPath) -> Option<ShareCondition> {
        let options: ShareConditionOptions = self.read(value, path);
        let request = match &options.request {
            None => None,
            Some(Value::String(text)) => Some(RequestCondition::Text(text.clone())),
            Some(value) => {
                let pattern = serde_json::from_value::<RawRegexp>(value.clone())
                    .ok()
                    .and_then(|regexp| Regexp::new(regexp.source(), regexp.flags()).ok());
                if pattern.is_none() {
                    self.mistyped(&path.at("request"), "a string or a regular expression");
                }
                pattern.map(RequestCondition::Pattern)
            }
        };
        if let Some(Err(piece)) = options.version.as_deref().map(VersionRange::parse) {
            let path = path.at("version");
            let range = options.version.as_deref().unwrap_or_default();
            self.report(&path, diagnostics::invalid_range(&path.text(), range, &piece));
        }
        let condition =
            ShareCondition { request, version: options.version, fallback_version: options.fallback_version };
        (condition.request.is_some() || condition.version.is_some()).then_some(condition)
    }

    /// `shareUsage: true` is the usual name.
    fn share_usage_file(&mut self, value: Option<&Value>, path: &OptionPath) -> Option<String> {
        match value {
            None | Some(Value::Bool(false)) => None,
            Some(Value::Bool(true)) => Some("share-usage.json".to_owned()),
            Some(Value::String(name)) if !name.is_empty() => Some(name.clone()),
            Some(_) => {
                self.mistyped(&path.at("shareUsage"), "the name of a file, or `true`");
                None
            }
        }
    }

    fn usage(
        &mut self,
        options: &SharedOptions,
        protocol: Protocol,
        path: &OptionPath,
    ) -> Option<Arc<ShareUsage>> {
        let seal = options.seal.unwrap_or(false);
        let Some(file) = &options.usage else {
            if seal {
                self.report(&path.at("seal"), diagnostics::seal_without_usage(&path.at("seal").text()));
            }
            return None;
        };
        let at = path.at("usage");
        if protocol == Protocol::V2 {
            // Its runtime cannot ask for a part, and must never be given one.
            let what = "with protocol `v2` the package is shared whole";
            self.report(&at, diagnostics::option_has_no_effect(&at.text(), what));
            return None;
        }
        match ShareUsage::read(&join(self.context, file), file, seal) {
            Ok(usage) => Some(Arc::new(usage)),
            Err(problem) => {
                self.report(&at, diagnostics::bad_usage_file(&at.text(), file, &problem.to_string()));
                None
            }
        }
    }

    fn unsupported_share_options(&mut self, options: &SharedOptions, path: &OptionPath) {
        if options.tree_shaking.as_ref().is_some_and(|value| !is_off(value)) {
            let path = path.at("treeShaking");
            let what = "the package is shared whole";
            self.report(&path, diagnostics::option_has_no_effect(&path.text(), what));
        }
    }

    fn required_version(&mut self, value: Option<&Value>, path: &OptionPath) -> RequiredVersion {
        match value {
            None => RequiredVersion::Infer,
            Some(Value::Bool(false)) => RequiredVersion::Any,
            Some(Value::String(range)) => match VersionRange::parse(range) {
                Ok(_) => RequiredVersion::Range(range.clone()),
                Err(piece) => {
                    let path = path.at("requiredVersion");
                    self.report(&path, diagnostics::unsatisfiable_range(&path.text(), range, &piece));
                    RequiredVersion::Range(range.clone())
                }
            },
            Some(_) => {
                self.mistyped(&path.at("requiredVersion"), "a version range, or `false`");
                RequiredVersion::Infer
            }
        }
    }

    fn provided_version(&mut self, value: Option<&Value>, path: &OptionPath) -> Option<String> {
        match value {
            None => None,
            // Versions without a number stand under "0" (contract §3).
            Some(Value::Bool(false)) => Some("0".into()),
            Some(Value::String(version)) if !version.is_empty() => Some(version.clone()),
            Some(_) => {
                self.mistyped(&path.at("version"), "a version, or `false`");
                None
            }
        }
    }

    /// Contract §6.1.
    fn share_key_match(&self, key: &str) -> ShareKeyMatch {
        let is_relative = key == "." || key == ".." || key.starts_with("./") || key.starts_with("../");
        if is_relative || Path::new(key).is_absolute() {
            ShareKeyMatch::Resource(join(self.context, key))
        } else if key.ends_with('/') {
            ShareKeyMatch::Prefix(key.to_owned())
        } else {
            ShareKeyMatch::Exact(key.to_owned())
        }
    }
}

/// Which plugin's list a share stands in: `shared`, `consumes` or `provides`.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Side {
    Both,
    Consume,
    Provide,
}

/// The short form (contract §6.2).
fn share_of_text(key: &str, text: &str, side: Side) -> SharedOptions {
    let value = || Some(Value::String(text.to_owned()));
    let is_range = text != key && looks_like_range(text);
    match side {
        Side::Both if is_range => SharedOptions { required_version: value(), ..SharedOptions::default() },
        Side::Both if text == key => SharedOptions::default(),
        Side::Both => SharedOptions { import: value(), ..SharedOptions::default() },
        Side::Consume if is_range => {
            let strict_version = Some(true);
            SharedOptions { required_version: value(), strict_version, ..SharedOptions::default() }
        }
        Side::Consume => SharedOptions { strict_version: Some(false), ..SharedOptions::default() },
        Side::Provide => SharedOptions { share_key: Some(text.to_owned()), ..SharedOptions::default() },
    }
}

/// `react`, `@scope/ui`: no path and no subpath.
fn is_package_name(request: &str) -> bool {
    !is_path(request) && !request.ends_with('/') && package_of_request(request) == Some(request)
}

/// `join` that takes `.` and `..` away, as a resource has none.
fn join(context: &Path, request: &str) -> PathBuf {
    let mut path = PathBuf::new();
    for component in context.join(request).components() {
        match component {
            std::path::Component::CurDir => {}
            std::path::Component::ParentDir => {
                path.pop();
            }
            other => path.push(other),
        }
    }
    path
}

/// Names of the fields of an options type, from its schema.
fn properties<T: JsonSchema>() -> Vec<String> {
    let schema = schemars::schema_for!(T);
    let properties = schema.get("properties").and_then(Value::as_object);
    properties.map(|properties| properties.keys().cloned().collect()).unwrap_or_default()
}

/// `false`, an empty list and an empty object ask for nothing.
fn is_off(value: &Value) -> bool {
    match value {
        Value::Null | Value::Bool(false) => true,
        Value::Array(items) => items.is_empty(),
        Value::Object(object) => object.is_empty(),
        _ => false,
    }
}

/// `name@https://…`, `name@/path`, `name@//host`: what webpack's script type takes.
fn is_script_address(text: &str) -> bool {
    text.split_once('@').is_some_and(|(name, url)| {
        is_identifier(name) && (url.contains("://") || url.starts_with(['/', '.']) || url.ends_with(".js"))
    })
}

fn is_identifier(name: &str) -> bool {
    oxc::syntax::identifier::is_identifier_name(name) && !oxc::syntax::keyword::is_reserved_keyword(name)
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use fedpack_graph::module_graph::{EntryRuntime, ExternalType};
    use serde_json::{Value, json};

    use super::normalize;
    use crate::{
        config::LibraryType,
        federation::{FederationConfig, RawFederationOptions, RequiredVersion, ShareKeyMatch},
    };

    fn read(options: Value) -> (FederationConfig, Vec<String>) {
        let (config, problems) = normalize(&RawFederationOptions(options), Path::new("/app"));
        let text = |problem: &super::OptionProblem| {
            format!("{} {}: {}", problem.diagnostic.code, problem.path.join("/"), problem.diagnostic.message)
        };
        (config, problems.iter().map(text).collect())
    }

    #[test]
    fn expands_shorthands() {
        let (config, problems) = read(json!({
            "name": "shop",
            "filename": "remoteEntry.js",
            "exposes": {"./Cart": "./src/Cart", ".": {"import": ["./a", "./b"], "name": "all"}},
            "remotes": {"catalog": "catalog@http://localhost:1/remoteEntry.js", "x": ["promise load()", "internal ./local"]},
            "shared": ["react", {"lib/": {"singleton": true}, "vue": "^3.0.0", "other": "./src/other", "ui": {"import": false}}],
        }));
        assert_eq!(problems, Vec::<String>::new());
        let [container] = config.containers.as_slice() else { panic!("one container") };
        let library = container.library.clone();
        assert_eq!((library.library_type, library.name), (LibraryType::Var, vec!["shop".to_owned()]));
        assert_eq!(container.exposes[1].imports, ["./a", "./b"]);
        assert_eq!(config.remotes.len(), 2);
        let catalog = &config.remotes.raw[0].externals[0];
        assert_eq!(catalog.external_type, ExternalType::Script);
        assert!(config.remotes.raw[1].externals[1].is_internal);

        let consumes = &config.consumes.raw;
        assert_eq!(consumes[0].matches, ShareKeyMatch::Exact("react".into()));
        assert!(consumes[0].strict_version);
        assert_eq!(consumes[1].matches, ShareKeyMatch::Prefix("lib/".into()));
        assert!(!consumes[1].strict_version, "singletons only warn");
        assert_eq!(consumes[2].required_version, RequiredVersion::Range("^3.0.0".into()));
        assert_eq!(consumes[3].import.as_deref(), Some("./src/other"));
        assert_eq!(config.provides.raw[3].matches, ShareKeyMatch::Resource("/app/src/other".into()));
        assert_eq!(consumes[4].import, None);
        assert_eq!(config.provides.len(), 4, "without a local copy nothing is provided");
    }

    #[test]
    fn names_mistakes_by_path() {
        let (_, problems) = read(json!({
            "nam": "shop",
            "shared": {"react": {"singletn": true, "eager": "yes", "requiredVersion": "latest"}},
        }));
        assert_eq!(
            problems,
            [
                "FED0500 federation/nam: `federation` has no option `nam`.",
                "FED0500 federation/shared/react/singletn: `federation.shared.react` has no option `singletn`.",
                "FED0501 federation/shared/react/eager: `federation.shared.react.eager` must be a boolean.",
                "FED0505 federation/shared/react/requiredVersion: `federation.shared.react.requiredVersion` is `latest`, which is not a version range, so that no version is in it: `latest` is no version.",
            ]
        );
    }

    #[test]
    fn refuses_script_addresses_for_other_types() {
        let (config, problems) = read(json!({
            "name": "shop", "library": {"type": "var", "name": "shop"}, "remotes": {"a": "a@http://x/r.js"},
        }));
        assert!(config.remotes.is_empty());
        assert_eq!(problems.len(), 1);
        assert!(problems[0].starts_with("FED0507"), "{problems:?}");
        let (config, problems) = read(
            json!({"remoteType": "module", "remotes": {"a": "https://x/remoteEntry.js", "b": "script b@http://x/r.js"}}),
        );
        assert_eq!(problems, Vec::<String>::new());
        assert_eq!(config.remotes.raw[0].externals[0].external_type, ExternalType::Module);
        assert_eq!(config.remotes.raw[1].externals[0].external_type, ExternalType::Script);
    }

    #[test]
    fn instances_stand_side_by_side() {
        let (config, problems) = read(json!([
            {"name": "a", "exposes": ["./a"], "runtime": "common", "library": {"type": "system"}},
            {"remotes": {"other": "other@http://x/r.js"}, "shareScope": "second"},
            {"consumes": ["lib", {"ui": "^1.0.0"}], "provides": {"lib": "renamed"}},
            {"shared": {"icons": {"request": "icons/", "exclude": {"request": {"$regexp": "^x"}}}, "react": {"subpaths": false}}},
        ]));
        assert_eq!(problems, Vec::<String>::new());
        assert_eq!(config.name, "a");
        assert_eq!(config.containers[0].runtime, EntryRuntime::Chunk("common".into()));
        assert_eq!(config.containers[0].library.name, Vec::<String>::new(), "loaders know its name");
        assert_eq!(config.remotes.raw[0].share_scopes, ["second"]);
        let consumes = &config.consumes.raw;
        assert_eq!((consumes[0].strict_version, consumes[1].strict_version), (false, true));
        assert!(!consumes[0].subpaths, "only `shared` is about whole packages");
        assert_eq!(config.provides.raw[0].share_key, "renamed");
        assert_eq!((consumes[2].instance, consumes[2].share_key.as_str()), (3, "icons/"));
        assert!(consumes[2].filter.takes_request("sun") && !consumes[2].filter.takes_request("xyz"));
        assert!(!consumes[3].subpaths);
    }

    #[test]
    fn checks_exposes_and_names() {
        let (config, problems) = read(json!({
            "name": "my-shop", "exposes": ["./a", {"./a": "./b", "Widget": "./w"}, {"./c": []}],
        }));
        let keys: Vec<&str> = config.containers[0].exposes.iter().map(|it| it.key.as_str()).collect();
        assert_eq!(keys, ["./a", "Widget"]);
        let codes: Vec<&str> = problems.iter().map(|it| &it[..7]).collect();
        assert_eq!(codes, ["FED0503", "FED0504", "FED0512", "FED0506"]);
        let (_, problems) = read(json!({"exposes": {"./a": "./a"}}));
        assert!(problems[0].starts_with("FED0510"), "{problems:?}");
    }

    #[test]
    fn names_what_is_not_supported() {
        let (_, problems) = read(json!({"getPublicPath": "return '/'", "dev": true, "dts": false}));
        let names: Vec<&str> = problems.iter().map(|it| it.split(':').next().unwrap()).collect();
        assert_eq!(names, ["FED0502 federation/getPublicPath", "FED0502 federation/dev",]);
        let (_, problems) = read(json!({"shareStrategy": "other"}));
        assert!(problems[0].starts_with("FED0501"), "{problems:?}");
    }

    #[test]
    fn schema_has_every_option() {
        let schema = serde_json::to_string(&schemars::schema_for!(RawFederationOptions)).unwrap();
        for name in ["exposes", "remotes", "shareScope", "requiredVersion", "strictVersion", "runtimePlugins"]
        {
            assert!(schema.contains(name), "{name}");
        }
    }
}

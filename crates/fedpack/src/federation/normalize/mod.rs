//! `federation: {…}` as written → [`FederationConfig`]: shorthands expanded, defaults filled, mistakes reported
//! by the path of the option (contract §2, §6.1, §6.2, §8.1).

use std::path::Path;

use schemars::JsonSchema;
use serde::de::DeserializeOwned;
use serde_json::{Map, Value};

mod container;
mod remotes;
mod shares;

pub use container::library_type;
pub use remotes::{external_type, external_type_names};
pub(in crate::federation) use shares::join;

use super::{
    DevConfig, FederationConfig, Protocol,
    async_startup::AsyncStartup,
    protocol_options::ProtocolOptions,
    raw_options::{
        AsyncBoundaryOptions, BridgeOptions, DevOptions, ExperimentsOptions, FederationOptions, ProtocolName,
        RawFederationOptions, RuntimeOptimization,
    },
};
use crate::diagnostics::{BuildDiagnostic, federation as diagnostics, nearest::nearest};
use shares::Side;

/// Where an option stands in the configuration (`["federation", "shared", "react"]`), and what is wrong with it.
#[derive(Debug, Clone)]
pub struct OptionProblem {
    pub path: Vec<String>,
    pub diagnostic: BuildDiagnostic,
}

/// Checks the federation options, those of one instance or a list. `context` is the folder that relative requests are
/// resolved from. `is_together`: other applications are built with this one, and say what they use.
///
/// ```text
/// {name: "shop", exposes: {"./Cart": "./src/Cart"}, shared: ["react"]}
///   → name "shop", library `var shop`, one expose, react consumed and provided in scope "default"
/// ```
pub fn normalize(
    raw: &RawFederationOptions,
    context: &Path,
    is_together: bool,
) -> (FederationConfig, Vec<OptionProblem>) {
    let mut normalizer = Normalizer {
        context,
        is_together,
        instance: 0,
        says_types: false,
        states_needs: true,
        protocol_name: None,
        builds_packages: false,
        problems: Vec::new(),
    };
    let mut config = FederationConfig::default();
    let path = OptionPath::root();
    match &raw.0 {
        Value::Array(instances) => {
            for (index, instance) in instances.iter().enumerate() {
                normalizer.instance = index;
                normalizer.federation(instance, &mut config, &path.at(index.to_string()));
            }
        }
        instance => normalizer.federation(instance, &mut config, &path),
    }
    // What the sources import may ask for the runtime all the same.
    config.may_be_compact |= normalizer.protocol_name.is_none() && config.protocol == Protocol::V1;
    if !normalizer.says_types {
        config.types = normalizer.usual_types(config.protocol);
    }
    (config, normalizer.problems)
}

#[derive(Clone)]
pub(in crate::federation) struct OptionPath(Vec<String>);

impl OptionPath {
    pub(in crate::federation) fn root() -> Self {
        Self(vec!["federation".into()])
    }

    pub(in crate::federation) fn at(&self, name: impl Into<String>) -> Self {
        let mut path = self.0.clone();
        path.push(name.into());
        Self(path)
    }

    /// `federation.shared.react`, or `federation.exposes["./x"]` where a dot would mislead.
    pub(in crate::federation) fn text(&self) -> String {
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

pub(in crate::federation) struct Normalizer<'a> {
    pub(in crate::federation) context: &'a Path,
    is_together: bool,
    /// Number of the plugin instance.
    instance: usize,
    /// Some instance has `dts`.
    says_types: bool,
    /// `injectTreeShakingUsedExports` of this instance.
    states_needs: bool,
    /// `protocol`, as the last instance says that says it.
    pub(in crate::federation) protocol_name: Option<ProtocolName>,
    /// Shared packages are built apart as well.
    builds_packages: bool,
    problems: Vec<OptionProblem>,
}

/// Why options for independent copies of shared packages have no effect.
pub(in crate::federation) const NO_SECOND_BUILD: &str =
    "the whole package is in this build, beside the part; only the Node package builds it apart as well";

impl Normalizer<'_> {
    pub(in crate::federation) fn report(&mut self, path: &OptionPath, diagnostic: BuildDiagnostic) {
        self.problems.push(OptionProblem { path: path.0.clone(), diagnostic });
    }

    pub(in crate::federation) fn mistyped(&mut self, path: &OptionPath, expected: &str) {
        self.report(path, diagnostics::mistyped_option(&path.text(), expected));
    }

    /// Reads an object field by field, so that one that does not fit is reported by its own path and the rest
    /// still counts.
    pub(in crate::federation) fn read<T: DeserializeOwned + JsonSchema + Default>(
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
        if let Some(value) = options.get_public_path.as_ref().filter(|value| !is_off(value)) {
            config.get_public_path = self.get_public_path(value, &path.at("getPublicPath"));
        }
        self.bridge(options.bridge.as_ref(), config, &path.at("bridge"));
        self.dev(options.dev.as_ref(), config, &path.at("dev"));
        self.async_boundary(options.async_boundary.as_ref(), config, &path.at("async"));
        if config.share_usage.is_none() {
            config.share_usage = self.share_usage_file(options.share_usage.as_ref(), path);
        }
        if config.manifest.is_none() {
            config.manifest =
                options.manifest.as_ref().and_then(|it| self.manifest(it, &path.at("manifest")));
        }
        self.says_types |= options.dts.is_some();
        if config.types.is_none() {
            config.types = self.types(options.dts.as_ref(), &path.at("dts"));
        }
        let package = self.shared_package(&options, name.clone(), &scopes, path);
        for container in package.into_iter().chain(self.container(&options, name, &scopes, path)) {
            if config.container(&container.name).is_some() {
                self.report(&path.at("name"), diagnostics::duplicate_container(&container.name));
            } else {
                config.containers.push(container);
            }
        }
        // After containers, which must not provide the runtime.
        self.experiments(options.experiments.as_ref(), config, &path.at("experiments"));
        if let Some(remotes) = &options.remotes {
            self.remotes(remotes, remote_type, &scopes, config, &path.at("remotes"));
        }
        // After remotes, which may have manifests; before shares, which ask what the runtime can do.
        let says_protocol = options.protocol.is_some()
            || options.implementation.is_some()
            || options.runtime_plugins.is_some()
            || options.share_strategy.is_some()
            || options.experiments.is_some()
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
        self.builds_packages = options.package_folder.is_some();
        if let Some(folder) = options.package_folder.clone() {
            config.package_folder = Some(folder);
        }
        self.states_needs = options.inject_tree_shaking_used_exports.unwrap_or(true);
        if let Some(shared) = &options.shared {
            self.shared(shared, Side::Both, &scopes, config, &path.at("shared"));
        }
        if let Some(consumes) = &options.consumes {
            self.shared(consumes, Side::Consume, &scopes, config, &path.at("consumes"));
        }
        if let Some(provides) = &options.provides {
            self.shared(provides, Side::Provide, &scopes, config, &path.at("provides"));
        }
    }

    /// Options of Module Federation 2 are named, never silently dropped.
    fn unsupported(&mut self, options: &FederationOptions, path: &OptionPath) {
        let is_on = |value: &Option<Value>| value.as_ref().is_some_and(|value| !is_off(value));
        let harmless = [
            ("dataPrefetch", &options.data_prefetch, "data is not prefetched"),
            ("treeShakingDir", &options.tree_shaking_dir, NO_SECOND_BUILD),
            ("treeShakingSharedDir", &options.tree_shaking_shared_dir, NO_SECOND_BUILD),
            ("treeShakingSharedPlugins", &options.tree_shaking_shared_plugins, NO_SECOND_BUILD),
            (
                "treeShakingSharedExcludePlugins",
                &options.tree_shaking_shared_exclude_plugins,
                NO_SECOND_BUILD,
            ),
        ];
        for (name, value, what) in harmless {
            if is_on(value) {
                let path = path.at(name);
                self.report(&path, diagnostics::option_has_no_effect(&path.text(), what));
            }
        }
    }

    /// `asyncStartup`, and what is only known by name.
    fn experiments(&mut self, value: Option<&Value>, config: &mut FederationConfig, path: &OptionPath) {
        let Some(value) = value else { return };
        let options: ExperimentsOptions = self.read(value, path);
        match options.async_startup {
            Some(true) => config.async_startup = AsyncStartup::Always,
            Some(false) => config.async_startup = AsyncStartup::Never,
            None => {}
        }
        if let Some(value) = &options.optimization {
            let optimization: RuntimeOptimization = self.read(value, &path.at("optimization"));
            let switches = [
                ("FEDERATION_OPTIMIZE_NO_SNAPSHOT_PLUGIN", optimization.disable_snapshot),
                ("FEDERATION_OPTIMIZE_NO_REMOTE", optimization.disable_remote),
                ("FEDERATION_OPTIMIZE_NO_SHARED", optimization.disable_shared),
            ];
            let switches = switches.into_iter().filter_map(|(name, value)| Some((name, Value::from(value?))));
            let target = optimization.target.map(|target| ("ENV_TARGET", Value::from(target)));
            config.runtime_constants.extend(switches.chain(target));
        }
        config.runtime_core.is_external |= options.external_runtime.unwrap_or(false);
        config.runtime_core.is_provided |= options.provide_external_runtime.unwrap_or(false);
        if config.runtime_core.is_provided && !config.containers.is_empty() {
            let path = path.at("provideExternalRuntime");
            self.report(&path, diagnostics::runtime_provided_by_container(&path.text()));
        }
    }

    /// `async`: every entry waits, as with `experiments.asyncStartup`.
    fn async_boundary(&mut self, value: Option<&Value>, config: &mut FederationConfig, path: &OptionPath) {
        let Some(value) = value.filter(|value| **value != Value::Bool(false)) else { return };
        config.async_startup = AsyncStartup::Always;
        let options: AsyncBoundaryOptions = match value {
            Value::Bool(_) => AsyncBoundaryOptions::default(),
            value => self.read(value, path),
        };
        for (name, value) in [("eager", options.eager), ("excludeChunk", options.exclude_chunk)] {
            if value.is_some() {
                let path = path.at(name);
                let what = "an entry waits only if it needs shared or remote modules, and starts at once where all of them are there";
                self.report(&path, diagnostics::option_has_no_effect(&path.text(), what));
            }
        }
    }

    /// `bridge`: which entry of the bridge package, and whose router.
    fn bridge(&mut self, value: Option<&Value>, config: &mut FederationConfig, path: &OptionPath) {
        let Some(value) = value else { return };
        let options: BridgeOptions = self.read(value, path);
        let given = options.enable_bridge_router.or(options.disable_alias.map(|is_disabled| !is_disabled));
        config.bridge_router = given.or(config.bridge_router);
    }

    /// `dev`: what one instance switches off is off.
    fn dev(&mut self, value: Option<&Value>, config: &mut FederationConfig, path: &OptionPath) {
        let options: DevOptions = match value {
            None | Some(Value::Bool(true)) => return,
            Some(Value::Bool(false)) => {
                config.dev = DevConfig { live_reload: false, hot_types: false };
                return;
            }
            Some(value) => self.read(value, path),
        };
        config.dev.live_reload &= options.disable_live_reload != Some(true);
        config.dev.hot_types &= options.disable_hot_types_reload != Some(true);
        if options.disable_dynamic_remote_type_hints == Some(false) {
            let path = path.at("disableDynamicRemoteTypeHints");
            let what = "types are fetched of the remotes that the configuration names";
            self.report(&path, diagnostics::option_has_no_effect(&path.text(), what));
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

#[cfg(test)]
mod tests;

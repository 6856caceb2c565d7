//! What an instance shares: the rules that `shared`, `consumes` and `provides` mean (contract §6).

use std::{
    path::{Path, PathBuf},
    sync::Arc,
};

use rustc_hash::FxHashSet;
use serde_json::Value;

use super::{NO_SECOND_BUILD, Normalizer, OptionPath};
use crate::{
    config::raw::RawRegexp,
    diagnostics::federation as diagnostics,
    federation::{
        ConsumeRule, FederationConfig, Protocol, ProvideRule, RequiredVersion, ShareKeyMatch, ShareStrategy,
        ShareUsage,
        consume_shared::{is_path, package_of_request},
        options::{RequestCondition, ShareCondition, ShareFilter},
        raw_options::{
            ShareConditionOptions, ShareStrategyName, SharedOptions, TreeShakingModeName, TreeShakingOptions,
        },
        share_usage::{TreeShaking, TreeShakingMode},
        version::{VersionRange, looks_like_range},
    },
    regexp::Regexp,
};

impl Normalizer<'_> {
    pub(super) fn shared(
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

    pub(super) fn share(
        &mut self,
        key: String,
        options: &SharedOptions,
        side: Side,
        scopes: &[String],
        config: &mut FederationConfig,
        path: &OptionPath,
    ) {
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
        if options.share_strategy == Some(ShareStrategyName::LoadedFirst)
            && config.share_strategy != ShareStrategy::LoadedFirst
        {
            let at = path.at("shareStrategy");
            let what = "a build has one strategy for all that it shares: set `federation.shareStrategy`";
            self.report(&at, diagnostics::option_has_no_effect(&at.text(), what));
        }
        let required_version = self.required_version(options.required_version.as_ref(), path);
        let singleton = options.singleton.unwrap_or(false);
        let strict_version = options.strict_version.unwrap_or(import.is_some() && !singleton);
        let eager = options.eager.unwrap_or(false);
        let usage =
            self.usage(options, config.protocol, path).or_else(|| self.tree_shaking(options, eager, path));
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

    pub(super) fn filter(
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

    pub(super) fn condition(&mut self, value: &Value, path: &OptionPath) -> Option<ShareCondition> {
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

    pub(super) fn usage(
        &mut self,
        options: &SharedOptions,
        protocol: Protocol,
        path: &OptionPath,
    ) -> Option<Arc<ShareUsage>> {
        let seal = options.seal.unwrap_or(false);
        let Some(file) = &options.usage else {
            if seal && self.is_together && protocol != Protocol::V2 {
                return Some(Arc::new(ShareUsage::sealed()));
            }
            if seal && !self.is_together {
                self.report(&path.at("seal"), diagnostics::seal_without_usage(&path.at("seal").text()));
            }
            let annotate = options.annotate.unwrap_or(false);
            for (key, is_lost) in [("seal", seal && self.is_together), ("annotate", annotate)] {
                if is_lost && protocol == Protocol::V2 {
                    let at = path.at(key);
                    let what = "with protocol `v2` the package is shared whole";
                    self.report(&at, diagnostics::option_has_no_effect(&at.text(), what));
                }
            }
            return (annotate && protocol != Protocol::V2).then(|| Arc::new(ShareUsage::to_come()));
        };
        if options.annotate == Some(true) {
            let at = path.at("annotate");
            let what = "the copy is shaken already, as `usage` says";
            self.report(&at, diagnostics::option_has_no_effect(&at.text(), what));
        }
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

    /// Contract §10.2. `usage` and `annotate` go before it.
    pub(super) fn tree_shaking(
        &mut self,
        options: &SharedOptions,
        eager: bool,
        path: &OptionPath,
    ) -> Option<Arc<ShareUsage>> {
        let value =
            options.tree_shaking.as_ref().filter(|value| !matches!(value, Value::Null | Value::Bool(false)));
        let path = path.at("treeShaking");
        let options = match (value, options.tree_shaking_mode) {
            (None, None) => return None,
            (None, mode) => TreeShakingOptions { mode, ..TreeShakingOptions::default() },
            (Some(Value::Bool(_)), mode) => TreeShakingOptions { mode, ..TreeShakingOptions::default() },
            (Some(value), _) => self.read(value, &path),
        };
        if options.filename.is_some() && !self.builds_packages {
            let at = path.at("filename");
            self.report(&at, diagnostics::option_has_no_effect(&at.text(), NO_SECOND_BUILD));
        }
        if eager {
            let what = "a copy in the initial chunks is there as a whole";
            self.report(&path, diagnostics::option_has_no_effect(&path.text(), what));
            return None;
        }
        Some(Arc::new(ShareUsage::of_own(TreeShaking {
            mode: options.mode.map(|mode| match mode {
                TreeShakingModeName::RuntimeInfer => TreeShakingMode::RuntimeInfer,
                TreeShakingModeName::ServerCalc => TreeShakingMode::ServerCalc,
            }),
            used_exports: options.used_exports.unwrap_or_default(),
            states_needs: self.states_needs,
            filename: options.filename,
        })))
    }

    pub(super) fn required_version(&mut self, value: Option<&Value>, path: &OptionPath) -> RequiredVersion {
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

    pub(super) fn provided_version(&mut self, value: Option<&Value>, path: &OptionPath) -> Option<String> {
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
    pub(super) fn share_key_match(&self, key: &str) -> ShareKeyMatch {
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
pub(super) enum Side {
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
pub(in crate::federation) fn join(context: &Path, request: &str) -> PathBuf {
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

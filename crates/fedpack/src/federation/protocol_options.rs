//! `federation.protocol` and the options that only some protocols have.

use fedpack_graph::module_graph::ExternalType;
use serde_json::Value;

use super::{
    FederationConfig, Protocol, RemoteConfig, RuntimePlugin, ShareStrategy,
    normalize::{Normalizer, OptionPath},
    raw_options::{ProtocolName, ShareStrategyName},
    remote::entry_address,
};
use crate::diagnostics::federation as diagnostics;

/// The options as written.
pub(super) struct ProtocolOptions {
    pub protocol: Option<ProtocolName>,
    pub implementation: Option<String>,
    pub runtime_plugins: Option<Value>,
    pub share_strategy: Option<ShareStrategyName>,
}

impl Normalizer<'_> {
    /// Fills in the protocol, which all instances have in common. A configuration of Module Federation 2 that does not name
    /// one means `v2` where it asks for something that only `v2` has.
    pub(super) fn protocol(
        &mut self,
        options: ProtocolOptions,
        config: &mut FederationConfig,
        path: &OptionPath,
    ) {
        if let Some(plugins) = options.runtime_plugins {
            let plugins = self.runtime_plugins(&plugins, &path.at("runtimePlugins"));
            config.runtime_plugins.extend(plugins);
        }
        match options.share_strategy {
            Some(ShareStrategyName::LoadedFirst) => config.share_strategy = ShareStrategy::LoadedFirst,
            Some(ShareStrategyName::VersionFirst) => config.share_strategy = ShareStrategy::VersionFirst,
            None => {}
        }
        config.implementation = options.implementation.or_else(|| config.implementation.take());
        self.protocol_name = options.protocol.or(self.protocol_name);
        let manifest_remote = config.remotes.iter().find(|remote| is_manifest(remote));
        let wishes = [
            ("runtimePlugins", !config.runtime_plugins.is_empty(), true),
            ("shareStrategy", config.share_strategy == ShareStrategy::LoadedFirst, true),
            ("remotes", manifest_remote.is_some(), true),
            ("implementation", config.implementation.is_some(), false),
            ("experiments.externalRuntime", config.runtime_core.is_external, true),
            ("experiments.provideExternalRuntime", config.runtime_core.is_provided, true),
        ];
        let wishes = wishes.into_iter().filter(|(_, is_wanted, _)| *is_wanted);
        config.may_be_compact =
            self.protocol_name.is_none() && wishes.clone().all(|(_, _, is_compact)| is_compact);
        config.protocol = match self.protocol_name {
            None if wishes.clone().next().is_some() => Protocol::V2,
            Some(ProtocolName::V1) | None => Protocol::V1,
            Some(ProtocolName::V2) => Protocol::V2,
            Some(ProtocolName::Compact) => Protocol::Compact,
        };
        if config.protocol == Protocol::Compact {
            let core = config.runtime_core;
            for (name, is_set) in
                [("externalRuntime", core.is_external), ("provideExternalRuntime", core.is_provided)]
            {
                if is_set {
                    let path = path.at("experiments").at(name);
                    let what = "the runtime of `compact` is small, and a part of each build";
                    self.report(&path, diagnostics::option_has_no_effect(&path.text(), what));
                }
            }
        }
        let missing = wishes.filter(|(_, _, is_compact)| match config.protocol {
            Protocol::V1 => true,
            Protocol::V2 => false,
            Protocol::Compact => !is_compact,
        });
        for (name, _, is_compact) in missing {
            let path = match manifest_remote {
                Some(remote) if name == "remotes" => path.at(name).at(&remote.key),
                _ => name.split('.').fold(path.clone(), |path, part| path.at(part)),
            };
            self.report(&path, diagnostics::needs_protocol(&path.text(), is_compact));
        }
    }

    /// Requests, or pairs of request and parameter.
    fn runtime_plugins(&mut self, value: &Value, path: &OptionPath) -> Vec<RuntimePlugin> {
        let Value::Array(items) = value else {
            self.mistyped(path, "a list of requests, or of `[request, parameter]`");
            return Vec::new();
        };
        let mut plugins = Vec::with_capacity(items.len());
        for (index, item) in items.iter().enumerate() {
            let pair = match item {
                Value::String(request) => Some((request, None)),
                Value::Array(pair) => match pair.as_slice() {
                    [Value::String(request)] => Some((request, None)),
                    [Value::String(request), parameter] => Some((request, Some(parameter))),
                    _ => None,
                },
                _ => None,
            };
            match pair.filter(|(request, _)| !request.is_empty()) {
                Some((request, parameter)) => plugins.push(RuntimePlugin {
                    request: request.clone(),
                    parameter: parameter.filter(|it| !it.is_null()).map(Value::to_string),
                }),
                None => self.mistyped(&path.at(index.to_string()), "a request, or `[request, parameter]`"),
            }
        }
        plugins
    }
}

/// A script remote whose address is that of a manifest.
fn is_manifest(remote: &RemoteConfig) -> bool {
    remote.externals.iter().any(|external| {
        external.external_type == ExternalType::Script && entry_address(external).contains(".json")
    })
}

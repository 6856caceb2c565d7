//! `federation.protocol` and the options that only some protocols have.

use serde_json::Value;

use super::{
    FederationConfig, Protocol, RuntimePlugin, ShareStrategy,
    normalize::{Normalizer, OptionPath},
    raw_options::{ProtocolName, ShareStrategyName},
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
    /// Fills in the protocol. A configuration of Module Federation 2 that does not name one means `v2` where it asks for
    /// something that only `v2` has.
    pub(super) fn protocol(
        &mut self,
        options: ProtocolOptions,
        config: &mut FederationConfig,
        path: &OptionPath,
    ) {
        config.runtime_plugins = options
            .runtime_plugins
            .map(|plugins| self.runtime_plugins(&plugins, &path.at("runtimePlugins")))
            .unwrap_or_default();
        config.share_strategy = match options.share_strategy {
            Some(ShareStrategyName::LoadedFirst) => ShareStrategy::LoadedFirst,
            Some(ShareStrategyName::VersionFirst) | None => ShareStrategy::VersionFirst,
        };
        config.implementation = options.implementation;
        let wishes = [
            ("runtimePlugins", !config.runtime_plugins.is_empty()),
            ("shareStrategy", config.share_strategy == ShareStrategy::LoadedFirst),
            ("implementation", config.implementation.is_some()),
        ];
        let mut wishes = wishes.into_iter().filter(|(_, is_wanted)| *is_wanted).map(|(name, _)| name);
        config.protocol = match options.protocol {
            Some(ProtocolName::V1) => {
                for name in wishes {
                    let path = path.at(name);
                    self.report(&path, diagnostics::needs_protocol(&path.text(), "v2"));
                }
                Protocol::V1
            }
            Some(ProtocolName::V2) => Protocol::V2,
            None if wishes.next().is_some() => Protocol::V2,
            None => Protocol::V1,
        };
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

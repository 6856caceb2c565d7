//! What a build brings to share scopes and asks of them, as plain data: part of `mf-stats.json`, and what `fedpack explain`
//! reads.

use std::collections::BTreeSet;

use fedpack_graph::{
    ModuleIdx,
    module_graph::{ConsumeShared, ModuleGraph, ModuleKind},
};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{FederationConfig, Protocol};
use crate::config::Config;

/// Sharing of one build. Lists are sorted.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct SharingFacts {
    /// `from` of what it registers.
    pub unique_name: String,
    /// `v1`, `v2` or `compact`.
    pub protocol: String,
    /// `version-first` or `loaded-first`.
    pub share_strategy: String,
    pub consumes: Vec<ConsumeFacts>,
    pub provides: Vec<ProvideFacts>,
}

/// What a build asks for: one row for each range and each set of flags.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct ConsumeFacts {
    pub share_key: String,
    /// Looked up in order.
    pub share_scopes: Vec<String>,
    /// Absent: any version.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub required_version: Option<String>,
    pub strict_version: bool,
    pub singleton: bool,
    pub eager: bool,
    /// Version of the copy that it has itself; absent without one.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub local_copy: Option<String>,
    /// Modules that import it.
    pub used_in: Vec<String>,
}

/// What a build registers.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct ProvideFacts {
    pub share_key: String,
    pub share_scopes: Vec<String>,
    pub version: String,
    pub eager: bool,
}

/// `is_included`: link says what is left of the graph; before, all of it counts.
pub fn sharing_facts(
    graph: &ModuleGraph,
    is_included: impl Fn(ModuleIdx) -> bool,
    federation: &FederationConfig,
    config: &Config,
) -> SharingFacts {
    let mut consumes = Vec::new();
    let mut provides = Vec::new();
    for (module, row) in graph.modules.iter_enumerated() {
        match &row.kind {
            ModuleKind::ConsumeShared(consume) if is_included(module) => {
                consumes.push(consume_facts(graph, module, consume));
            }
            ModuleKind::ProvideShared(provide) => provides.push(ProvideFacts {
                share_key: provide.share_key.clone(),
                share_scopes: provide.share_scopes.clone(),
                version: provide.version.clone(),
                eager: provide.eager,
            }),
            _ => {}
        }
    }
    consumes.sort();
    provides.sort();
    provides.dedup();
    SharingFacts {
        unique_name: config.output.unique_name.clone(),
        protocol: match federation.protocol {
            Protocol::V1 => "v1",
            Protocol::V2 => "v2",
            Protocol::Compact => "compact",
        }
        .to_owned(),
        share_strategy: federation.share_strategy.name().to_owned(),
        consumes,
        provides,
    }
}

fn consume_facts(graph: &ModuleGraph, module: ModuleIdx, consume: &ConsumeShared) -> ConsumeFacts {
    let importers: BTreeSet<&str> = graph.modules[module]
        .incoming
        .iter()
        .filter_map(|&connection| graph.connections[connection].origin)
        .map(|importer| graph.modules[importer].identifier.as_str())
        .collect();
    ConsumeFacts {
        share_key: consume.share_key.clone(),
        share_scopes: consume.share_scopes.clone(),
        required_version: consume.required_version.clone(),
        strict_version: consume.strict_version,
        singleton: consume.singleton,
        eager: consume.eager,
        local_copy: consume
            .fallback
            .and_then(|local| graph.target(graph.dependency_of(module, local)))
            .map(|copy| version_of(graph, copy)),
        used_in: importers.into_iter().map(str::to_owned).collect(),
    }
}

/// Contract §3: a package without a version stands under `"0"`.
fn version_of(graph: &ModuleGraph, module: ModuleIdx) -> String {
    let package = graph.modules[module].package.map(|package| &graph.packages[package]);
    package.and_then(|package| package.version.clone()).unwrap_or_else(|| "0".to_owned())
}

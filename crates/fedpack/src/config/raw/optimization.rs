//! `optimization`.

use indexmap::IndexMap;
use schemars::JsonSchema;
use serde::Deserialize;
use serde_json::Value;

use super::{RawCondition, Switchable};

#[derive(Debug, Clone, Default, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct RawOptimization {
    /// Default: in production.
    pub minimize: Option<bool>,
    /// Default: `deterministic` in production, `named` in development, `natural` without a mode.
    pub module_ids: Option<RawIds>,
    /// As `moduleIds`.
    pub chunk_ids: Option<RawIds>,
    /// Leave out exports that nobody uses. Default: in production.
    pub used_exports: Option<RawUsedExports>,
    /// Leave out modules that have no side effects and of which nothing is used. Default: true. `flag` means the same:
    /// syntax is always read besides package.json.
    pub side_effects: Option<RawSideEffects>,
    /// Accepted without effect: what modules export is always found out.
    pub provided_exports: Option<bool>,
    /// Accepted without effect: a chunk never holds what its parents have loaded.
    pub remove_available_modules: Option<bool>,
    /// Default: true.
    pub merge_duplicate_chunks: Option<bool>,
    /// Shared chunks.
    pub split_chunks: Option<Switchable<RawSplitChunks>>,
    /// A chunk of its own for the runtime: `true` or `multiple` for one for each entry, `single` for one for all.
    pub runtime_chunk: Option<RawRuntimeChunk>,
    /// Value of `process.env.NODE_ENV`; `false`: left alone. Default: the mode.
    pub node_env: Option<Switchable<String>>,
    /// Accepted without effect: the minifier is built in.
    pub minimizer: Option<Vec<Value>>,
    /// Accepted without effect: modules are not concatenated yet.
    pub concatenate_modules: Option<bool>,
    /// Accepted without effect: empty chunks are never written.
    pub remove_empty_chunks: Option<bool>,
    /// Accepted without effect: exports keep their names.
    pub mangle_exports: Option<Value>,
    /// Accepted without effect: comes with `usedExports`.
    pub inner_graph: Option<bool>,
    /// Accepted without effect: hashes are always of the real content.
    pub real_content_hash: Option<bool>,
    /// Accepted without effect: output is only written when the build has no errors.
    pub emit_on_errors: Option<bool>,
    /// Accepted without effect.
    pub flag_included_chunks: Option<bool>,
    /// Accepted without effect.
    pub avoid_entry_iife: Option<bool>,
    /// Accepted without effect.
    pub inline_exports: Option<bool>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum RawIdStrategy {
    Named,
    Deterministic,
    Natural,
    /// Same as `deterministic`.
    Size,
    /// Same as `named`.
    Hashed,
}

/// `false` leaves the default.
pub type RawIds = Switchable<RawIdStrategy>;

#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(untagged)]
pub enum RawUsedExports {
    Switch(bool),
    Global(RawUsedExportsGlobal),
}

#[derive(Debug, Clone, Copy, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum RawUsedExportsGlobal {
    Global,
}

#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(untagged)]
pub enum RawSideEffects {
    Switch(bool),
    Flag(RawSideEffectsFlag),
}

#[derive(Debug, Clone, Copy, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum RawSideEffectsFlag {
    Flag,
}

#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(untagged)]
pub enum RawRuntimeChunk {
    Switch(bool),
    Kind(RawRuntimeChunkKind),
    Named(RawRuntimeChunkName),
}

#[derive(Debug, Clone, Copy, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum RawRuntimeChunkKind {
    Single,
    Multiple,
}

#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct RawRuntimeChunkName {
    /// Default: `runtime`.
    pub name: Option<String>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum RawChunksFilter {
    Async,
    Initial,
    All,
}

#[derive(Debug, Clone, Default, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct RawSplitChunks {
    /// Which chunks are looked at. Default: `async`.
    pub chunks: Option<RawChunksFilter>,
    /// Smallest shared chunk, in bytes of source. Default: 20000 in production, 10000 otherwise.
    pub min_size: Option<RawSize>,
    /// Chunks that must share a module. Default: 1.
    pub min_chunks: Option<f64>,
    /// Default: 30 in production, no limit otherwise.
    pub max_async_requests: Option<f64>,
    /// Default: 30 in production, no limit otherwise.
    pub max_initial_requests: Option<f64>,
    /// `{default: false}` and `{defaultVendors: false}` switch the built-in groups off.
    pub cache_groups: Option<IndexMap<String, Switchable<RawCacheGroup>>>,
    /// Name of shared chunks without a name of their own; `false`: named by content.
    pub name: Option<Switchable<String>>,
    /// Accepted without effect: chunks are not cut by size yet.
    pub max_size: Option<Value>,
    /// Accepted without effect: chunks are not cut by size yet.
    pub max_async_size: Option<Value>,
    /// Accepted without effect: chunks are not cut by size yet.
    pub max_initial_size: Option<Value>,
    /// Accepted without effect.
    pub automatic_name_delimiter: Option<Value>,
    /// Accepted without effect.
    pub hide_path_info: Option<Value>,
    /// Accepted without effect.
    pub used_exports: Option<Value>,
    /// Accepted without effect.
    pub min_remaining_size: Option<Value>,
    /// Accepted without effect.
    pub min_size_reduction: Option<Value>,
    /// Accepted without effect.
    pub enforce_size_threshold: Option<Value>,
    /// Accepted without effect.
    pub default_size_types: Option<Value>,
}

/// Bytes, or bytes by kind of source (`{"javascript": 20000}`), of which `javascript` counts.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(untagged)]
pub enum RawSize {
    Bytes(f64),
    PerKind(IndexMap<String, f64>),
}

#[derive(Debug, Clone, Default, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct RawCacheGroup {
    /// Modules of the group, by path. Default: all.
    pub test: Option<RawCondition>,
    /// One chunk of this name; `false`: named by content.
    pub name: Option<Switchable<String>>,
    /// A module goes to the group of highest priority. Default: 0.
    pub priority: Option<f64>,
    pub chunks: Option<RawChunksFilter>,
    pub min_size: Option<RawSize>,
    pub min_chunks: Option<f64>,
    /// Ignore the limits of size and number.
    pub enforce: Option<bool>,
    /// Use a chunk that already holds just these modules. Default: false.
    pub reuse_existing_chunk: Option<bool>,
    /// Accepted without effect.
    pub id_hint: Option<Value>,
    /// Accepted without effect: chunks are not cut by size yet.
    pub max_size: Option<Value>,
    /// Accepted without effect.
    pub max_async_requests: Option<Value>,
    /// Accepted without effect.
    pub max_initial_requests: Option<Value>,
}

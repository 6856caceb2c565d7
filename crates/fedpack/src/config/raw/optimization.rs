//! `optimization`.

use indexmap::IndexMap;
use schemars::JsonSchema;
use serde::Deserialize;
use serde_json::Value;

use super::{RawCondition, RawRegexp, RawScript, RawTemplate, Switchable};

#[derive(Debug, Clone, Default, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct RawOptimization {
    /// Default: in production.
    pub minimize: Option<bool>,
    /// Default: `deterministic` in production, `named` in development, `natural` without a mode.
    pub module_ids: Option<RawIds>,
    /// As `moduleIds`.
    pub chunk_ids: Option<RawIds>,
    /// Leave out exports that nobody uses. Default: in production. Of entries with runtimes of their own each is looked at
    /// by itself; with `global`, all together.
    pub used_exports: Option<RawUsedExports>,
    /// Leave out rules of CSS modules that need a class which no script of this build asks for. Default: as `usedExports`, but not
    /// where the file has several configurations: a server's may write what this one's sheets are for.
    pub remove_unused_classes: Option<bool>,
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
    /// Leave classes and functions their names where scripts are minified, as programs need it that read `name` of a class: `true`
    /// for both, `classes`, or `functions`. Modules are not put into common functions then. Default: false.
    pub keep_names: Option<RawKeepNames>,
    /// Accepted without effect: the minifier is built in.
    pub minimizer: Option<Vec<Value>>,
    /// Put ES modules into one function where all of their importers are in it, too. Default: in production.
    pub concatenate_modules: Option<bool>,
    /// Put the values of constants and enum members where they are read. Default: in production.
    pub inline_exports: Option<bool>,
    /// Accepted without effect: empty chunks are never written.
    pub remove_empty_chunks: Option<bool>,
    /// Short names for exports that only this build reads: `deterministic` or `true` for names that stay the same
    /// after edits, `size` for the shortest. Default: `deterministic` in production.
    pub mangle_exports: Option<RawMangleExports>,
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
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum RawIdStrategy {
    Named,
    Deterministic,
    Natural,
    /// Same as `deterministic`.
    Size,
    /// Short texts from hashes; of chunks, the same as `deterministic`.
    Hashed,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum RawMangleStrategy {
    Deterministic,
    Size,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum RawKeptNames {
    Classes,
    Functions,
}

pub type RawKeepNames = Switchable<RawKeptNames>;

pub type RawMangleExports = Switchable<RawMangleStrategy>;

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

/// Which chunks a rule looks at.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(untagged)]
pub enum RawChunks {
    Kind(RawChunksKind),
    /// Chunks whose name matches; a chunk without a name does not.
    Named(RawRegexp),
    /// Called with the chunk.
    Script(RawScript),
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum RawChunksKind {
    Async,
    Initial,
    All,
}

#[derive(Debug, Clone, Default, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct RawSplitChunks {
    /// Which chunks are looked at: `async`, `initial`, `all`, or an expression for their names. Default: `async`.
    pub chunks: Option<RawChunks>,
    /// Smallest shared chunk, in bytes of source. Default: 20000 in production, 10000 otherwise.
    pub min_size: Option<RawSize>,
    /// Least number of bytes that the chunks of a shared chunk must lose together. Default: none.
    pub min_size_reduction: Option<RawSize>,
    /// What must at least stay behind in the only chunk that a module leaves. Default: `minSize` in production, else 0.
    pub min_remaining_size: Option<RawSize>,
    /// Of this size on, a shared chunk is made whatever the other limits say. Default: 50000 in production, else 30000.
    pub enforce_size_threshold: Option<RawSize>,
    /// Larger chunks are cut into parts, along folders and always at the same places. Default: none.
    pub max_size: Option<RawSize>,
    /// `maxSize` of chunks that are loaded on demand.
    pub max_async_size: Option<RawSize>,
    /// `maxSize` of chunks that are loaded at start-up.
    pub max_initial_size: Option<RawSize>,
    /// Chunks that must share a module. Default: 1.
    pub min_chunks: Option<f64>,
    /// Files that are loaded at the same time for one `import()`. Default: 30 in production, no limit otherwise.
    pub max_async_requests: Option<f64>,
    /// Files that are loaded for an entry. Default: 30 in production, no limit otherwise.
    pub max_initial_requests: Option<f64>,
    /// `{default: false}` and `{defaultVendors: false}` switch the built-in groups off. An expression or a text is the
    /// `test` of a group.
    pub cache_groups: Option<IndexMap<String, RawCacheGroupItem>>,
    /// How chunks that no cache group made are cut by size.
    pub fallback_cache_group: Option<RawFallbackCacheGroup>,
    /// Name of shared chunks without a name of their own; `false`: named by content.
    pub name: Option<Switchable<RawTemplate>>,
    /// File name template of shared chunks. Default: `output.chunkFilename`.
    pub filename: Option<RawTemplate>,
    /// Between the name of a chunk that was cut and the name of a part. Default: `-`.
    pub automatic_name_delimiter: Option<String>,
    /// Names of parts are hashes, not paths. Default: in production.
    pub hide_path_info: Option<bool>,
    /// Kinds of source that a size without a kind is about: `javascript`, `css`. Default: both.
    pub default_size_types: Option<Vec<String>>,
    /// Accepted without effect: an export is used by the whole build or not, so the copies of a module are always equal.
    pub used_exports: Option<bool>,
}

/// Bytes, or bytes by kind of source: `{"javascript": 20000, "css": 5000}`.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(untagged)]
pub enum RawSize {
    Bytes(f64),
    PerKind(IndexMap<String, f64>),
}

/// A text, or an expression that a text must match.
#[derive(Debug, Clone, PartialEq, Deserialize, JsonSchema)]
#[serde(untagged)]
pub enum RawTextTest {
    Text(String),
    Pattern(RawRegexp),
}

/// A cache group, only its `test`, or `false` for none.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(untagged)]
pub enum RawCacheGroupItem {
    /// Only `false` has a meaning; `true` asks for the default.
    Switch(bool),
    Test(RawTextTest),
    Group(Box<RawCacheGroup>),
}

#[derive(Debug, Clone, Default, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct RawCacheGroup {
    /// Modules of the group, by path. Default: all.
    pub test: Option<RawCondition>,
    /// Modules of the group, by type: `json`, or an expression such as `/^css/`. Default: all.
    #[serde(rename = "type")]
    pub module_type: Option<RawTextTest>,
    /// Modules of the group, by the beginning of their layer, or an expression for it; `""`: those without. Default: all.
    pub layer: Option<RawTextTest>,
    /// One chunk of this name; `false`: named by content.
    pub name: Option<Switchable<RawTemplate>>,
    /// File name template of the group's chunks.
    pub filename: Option<RawTemplate>,
    /// Readable chunk ids begin with it. Default: the group's key.
    pub id_hint: Option<String>,
    /// A module goes to the group of highest priority. Default: 0.
    pub priority: Option<f64>,
    /// As `splitChunks.chunks`, for this group.
    pub chunks: Option<RawChunks>,
    /// As `splitChunks.minSize`, for this group.
    pub min_size: Option<RawSize>,
    /// As `splitChunks.minSizeReduction`, for this group.
    pub min_size_reduction: Option<RawSize>,
    /// As `splitChunks.minRemainingSize`, for this group. Default: its `minSize`, where that is given.
    pub min_remaining_size: Option<RawSize>,
    /// As `splitChunks.enforceSizeThreshold`, for this group.
    pub enforce_size_threshold: Option<RawSize>,
    /// As `splitChunks.maxSize`, for this group.
    pub max_size: Option<RawSize>,
    /// As `splitChunks.maxAsyncSize`, for this group.
    pub max_async_size: Option<RawSize>,
    /// As `splitChunks.maxInitialSize`, for this group.
    pub max_initial_size: Option<RawSize>,
    /// As `splitChunks.minChunks`, for this group.
    pub min_chunks: Option<f64>,
    /// As `splitChunks.maxAsyncRequests`, for this group.
    pub max_async_requests: Option<f64>,
    /// As `splitChunks.maxInitialRequests`, for this group.
    pub max_initial_requests: Option<f64>,
    /// As `splitChunks.automaticNameDelimiter`, for this group.
    pub automatic_name_delimiter: Option<String>,
    /// Ignore the limits of size and number that the group does not set itself.
    pub enforce: Option<bool>,
    /// Use a chunk that already holds just these modules. Default: false.
    pub reuse_existing_chunk: Option<bool>,
    /// Accepted without effect: an export is used by the whole build or not, so the copies of a module are always equal.
    pub used_exports: Option<bool>,
}

/// `splitChunks.fallbackCacheGroup`.
#[derive(Debug, Clone, Default, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct RawFallbackCacheGroup {
    /// Which chunks are cut. Default: `all`.
    pub chunks: Option<RawChunks>,
    /// Default: `splitChunks.minSize`.
    pub min_size: Option<RawSize>,
    /// Default: `splitChunks.maxSize`.
    pub max_size: Option<RawSize>,
    /// Default: `splitChunks.maxAsyncSize`.
    pub max_async_size: Option<RawSize>,
    /// Default: `splitChunks.maxInitialSize`.
    pub max_initial_size: Option<RawSize>,
    /// Default: `splitChunks.automaticNameDelimiter`.
    pub automatic_name_delimiter: Option<String>,
}

//! `optimization`, checked.

use super::{Script, Template};
use crate::regexp::Regexp;

#[derive(Debug, Clone)]
pub struct OptimizationConfig {
    pub minimize: bool,
    pub module_ids: IdStrategy,
    pub chunk_ids: IdStrategy,
    /// Drop unused exports and statements, and modules without side effects.
    pub used_exports: bool,
    /// What one runtime does not use is left out of its chunks, whatever others use.
    pub used_exports_by_runtime: bool,
    /// Leave out rules of CSS modules that need a class which no script asks for.
    pub remove_unused_classes: bool,
    pub side_effects: bool,
    pub provided_exports: bool,
    pub mangle_exports: MangleExports,
    /// What keeps its name where scripts are minified.
    pub kept_names: KeptNames,
    /// Put ES modules into one function where that changes nothing.
    pub concatenate_modules: bool,
    /// Put the values of constants and enum members where they are read.
    pub inline_exports: bool,
    pub remove_available_modules: bool,
    pub merge_duplicate_chunks: bool,
    pub split_chunks: Option<SplitChunksConfig>,
    pub runtime_chunk: RuntimeChunk,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum MangleExports {
    Off,
    /// Few letters from a hash of the name, so that names are the same after edits.
    Deterministic,
    /// The shortest names.
    Size,
}

#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct KeptNames {
    pub classes: bool,
    pub functions: bool,
}

impl KeptNames {
    pub fn any(self) -> bool {
        self.classes || self.functions
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum IdStrategy {
    /// Readable paths.
    Named,
    /// Short numbers from a hash of the identifier.
    Deterministic,
    /// Short texts from a hash of the identifier.
    Hashed,
    /// Consecutive numbers.
    Natural,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub enum RuntimeChunk {
    Off,
    /// One runtime chunk of this name for all entries.
    Single(String),
    /// `runtime~<entry>` for each.
    Multiple,
}

/// `optimization.splitChunks`.
#[derive(Debug, Clone)]
pub struct SplitChunksConfig {
    pub cache_groups: Vec<CacheGroupConfig>,
    /// Which of the chunks that no cache group made are cut by size…
    pub fallback_chunks: SplitChunksFilter,
    /// …and how.
    pub fallback_cut: CutConfig,
    /// Parts of a chunk are named by a hash instead of a path.
    pub hide_path_info: bool,
}

#[derive(Debug, Clone)]
pub enum SplitChunksFilter {
    Async,
    Initial,
    All,
    /// Chunks whose name matches.
    Named(Regexp),
    /// Called with the chunk.
    Script(Script),
}

/// A limit in bytes for each kind of source, as they end in different files. `None`: no limit of that kind.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct SizeLimits {
    pub script: Option<u64>,
    pub style: Option<u64>,
}

impl SizeLimits {
    /// `other` for the kinds that have no limit here.
    #[must_use]
    pub fn or(self, other: Self) -> Self {
        Self { script: self.script.or(other.script), style: self.style.or(other.style) }
    }

    /// The smaller limit of each kind.
    #[must_use]
    pub fn min(self, other: Self) -> Self {
        let smaller = |a: Option<u64>, b: Option<u64>| a.into_iter().chain(b).min();
        Self { script: smaller(self.script, other.script), style: smaller(self.style, other.style) }
    }

    /// The larger limit of each kind.
    #[must_use]
    pub fn max(self, other: Self) -> Self {
        Self { script: self.script.max(other.script), style: self.style.max(other.style) }
    }

    pub fn is_empty(self) -> bool {
        self == Self::default()
    }

    /// No limit that anything could miss.
    pub fn is_zero(self) -> bool {
        self.script.unwrap_or(0) == 0 && self.style.unwrap_or(0) == 0
    }
}

/// How a chunk that is too large is cut into parts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CutConfig {
    /// No part is smaller.
    pub min_size: SizeLimits,
    /// Of chunks that are loaded on demand.
    pub max_async_size: SizeLimits,
    /// Of chunks that are loaded at start-up.
    pub max_initial_size: SizeLimits,
    /// Between the name of the chunk and that of the part.
    pub name_delimiter: String,
}

/// Which modules a cache group is about.
#[derive(Debug, Clone)]
pub enum ModuleTest {
    /// Of the file's path.
    Path(Regexp),
    /// Called with the module.
    Script(Script),
}

/// A cache group, complete: `enforce` and the options of `splitChunks` itself are worked in.
#[derive(Debug, Clone)]
pub struct CacheGroupConfig {
    pub key: String,
    pub test: Option<ModuleTest>,
    /// Of webpack's name of the module type.
    pub module_type: Option<Regexp>,
    /// Of the layer; a module without one has an empty layer.
    pub layer: Option<Regexp>,
    pub name: Option<Template>,
    pub filename: Option<Template>,
    pub id_hint: Option<String>,
    pub priority: i32,
    pub chunks: SplitChunksFilter,
    pub min_size: SizeLimits,
    /// Size times number of chunks.
    pub min_size_reduction: SizeLimits,
    /// What stays behind when there is only one chunk to take from.
    pub min_remaining_size: SizeLimits,
    /// Of this size on, requests and what stays behind do not count. Empty: they always count.
    pub enforce_size_threshold: SizeLimits,
    pub min_chunks: u32,
    pub max_async_requests: u32,
    pub max_initial_requests: u32,
    pub reuse_existing_chunk: bool,
    pub cut: CutConfig,
}

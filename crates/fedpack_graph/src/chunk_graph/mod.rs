//! Chunks, chunk groups and what is in them. Written by the chunk stage only.

use fixedbitset::FixedBitSet;
use indexmap::IndexSet;
use oxc_index::IndexVec;
use rustc_hash::FxHashMap;

use crate::{ChunkGroupIdx, ChunkIdx, DependencyIdx, ModuleIdx};

/// Modules in an order.
pub type ModuleSet = IndexSet<ModuleIdx, rustc_hash::FxBuildHasher>;

#[derive(Debug, Default)]
pub struct ChunkGraph {
    pub chunks: IndexVec<ChunkIdx, Chunk>,
    pub groups: IndexVec<ChunkGroupIdx, ChunkGroup>,
    /// Entry name → its group, in entry order.
    pub entrypoints: Vec<(String, ChunkGroupIdx)>,
    /// Chunks that hold a module, ascending.
    pub chunks_of: IndexVec<ModuleIdx, Vec<ChunkIdx>>,
    /// The style sheets of each chunk in the order in which those who load the chunk import them.
    pub style_sheets: IndexVec<ChunkIdx, ModuleSet>,
    /// The group that a dynamic import, worker, expose, lazy shared fallback or lazy provide loads.
    pub group_of_dependency: FxHashMap<DependencyIdx, ChunkGroupIdx>,
    /// Module id as it stands in the output: number or text, unique per build, the same in every run.
    pub module_ids: IndexVec<ModuleIdx, ModuleId>,
}

impl ChunkGraph {
    /// All chunks that an entrypoint starts with, those of the entries that it depends on among them. A worker has nothing of
    /// those who start it.
    pub fn chunks_at_start(&self, entrypoint: ChunkGroupIdx) -> Vec<ChunkIdx> {
        let mut groups = vec![entrypoint];
        let mut chunks = Vec::new();
        let mut next = 0;
        while let Some(&group) = groups.get(next) {
            next += 1;
            let row = &self.groups[group];
            for &chunk in &row.chunks {
                if !chunks.contains(&chunk) {
                    chunks.push(chunk);
                }
            }
            for &parent in row.parents.iter().filter(|_| !row.kind.is_worker()) {
                if self.groups[parent].kind.is_entrypoint() && !groups.contains(&parent) {
                    groups.push(parent);
                }
            }
        }
        chunks
    }
}

#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum ModuleId {
    /// Not part of the output.
    None,
    Number(u32),
    Text(String),
}

/// The seed's chunk kinds, shown in stats.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ChunkKind {
    /// An entry of the application, or a worker.
    Entry,
    /// The container (`remoteEntry.js`).
    Container,
    /// Holds shared modules (a fallback or provided copy) and what only they need.
    Shared,
    /// Holds an exposed module.
    Expose,
    /// Loaded by `import()`.
    Async,
    /// Split out of several chunks.
    Common,
    /// Runtime only (`runtimeChunk`).
    Runtime,
}

#[derive(Debug)]
pub struct Chunk {
    pub kind: ChunkKind,
    pub name: Option<String>,
    /// Unique per build, the same in every run.
    pub id: ModuleId,
    /// In evaluation order (`LinkOutput::order`).
    pub modules: ModuleSet,
    pub groups: Vec<ChunkGroupIdx>,
    /// Executed at start-up, in order, when this chunk is an entrypoint's own chunk.
    pub entry_modules: Vec<ModuleIdx>,
    /// This chunk carries the runtime (`__webpack_require__`) for its entrypoint.
    pub has_runtime: bool,
    /// File name template given by the entry, `chunkFilename` rules otherwise.
    pub filename: Option<String>,
    /// `idHint` of the cache groups that made the chunk: a readable id begins with them. Ascending.
    pub id_hints: Vec<String>,
    /// Why the chunk exists, for people.
    pub reason: String,
}

#[derive(Debug)]
pub struct ChunkGroup {
    pub name: Option<String>,
    pub kind: ChunkGroupKind,
    /// Load order; for an entrypoint the chunk with the runtime is first.
    pub chunks: Vec<ChunkIdx>,
    pub parents: Vec<ChunkGroupIdx>,
    pub children: Vec<ChunkGroupIdx>,
    /// Modules that are loaded when this group is asked for, on every way to it.
    pub available: FixedBitSet,
    /// Rows of `LinkOutput::runtimes` that may load it; empty if that table is.
    pub runtimes: FixedBitSet,
    pub prefetch: Option<i32>,
    pub preload: Option<i32>,
    pub fetch_priority: Option<String>,
}

/// The runtimes that may load a chunk of these groups: rows of `LinkOutput::runtimes`.
pub fn runtimes_of_groups(
    groups: &IndexVec<ChunkGroupIdx, ChunkGroup>,
    of_chunk: &[ChunkGroupIdx],
) -> FixedBitSet {
    let mut runtimes = FixedBitSet::new();
    for &group in of_chunk {
        runtimes.union_with(&groups[group].runtimes);
    }
    runtimes
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ChunkGroupKind {
    /// Has a runtime of its own: entries, the container, workers.
    Entrypoint {
        is_container: bool,
        is_worker: bool,
    },
    Async,
}

impl ChunkGroupKind {
    pub fn is_entrypoint(self) -> bool {
        matches!(self, Self::Entrypoint { .. })
    }

    pub fn is_worker(self) -> bool {
        matches!(self, Self::Entrypoint { is_worker: true, .. })
    }
}

//! The chunk graph as `optimizeChunks` may change it: every operation keeps it consistent or is refused.

use std::fmt;

use fedpack_graph::{
    ChunkIdx, ModuleIdx,
    chunk_graph::{Chunk, ChunkGraph},
    module_graph::ModuleGraph,
};

/// Moves and merges with checks.
pub struct ChunkPlan<'a> {
    graph: &'a ModuleGraph,
    chunks: &'a mut ChunkGraph,
    order: &'a [ModuleIdx],
}

/// Why an operation was refused.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ChunkPlanError {
    NoSuchChunk,
    /// The module is not in the chunk that it should leave.
    NotInChunk,
    /// Start-up runs the module from this chunk.
    IsEntryModule,
    /// The other chunk is not loaded wherever this one is.
    NotAlwaysLoaded,
    /// Two chunks with runtimes of their own.
    HasRuntime,
}

impl fmt::Display for ChunkPlanError {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(match self {
            Self::NoSuchChunk => "there is no such chunk",
            Self::NotInChunk => "the module is not in this chunk",
            Self::IsEntryModule => "the module is run at start-up by its chunk",
            Self::NotAlwaysLoaded => "the module would not be loaded wherever it is needed",
            Self::HasRuntime => "chunks with a runtime cannot be merged",
        })
    }
}

impl std::error::Error for ChunkPlanError {}

impl<'a> ChunkPlan<'a> {
    /// `order` is `LinkOutput::order`: modules stand in a chunk as they are evaluated.
    pub fn new(graph: &'a ModuleGraph, chunks: &'a mut ChunkGraph, order: &'a [ModuleIdx]) -> Self {
        Self { graph, chunks, order }
    }

    pub fn modules(&self) -> &ModuleGraph {
        self.graph
    }

    pub fn chunks(&self) -> &ChunkGraph {
        self.chunks
    }

    /// Takes a module out of `from` and puts it into `to`, which must be loaded wherever `from` is.
    pub fn move_module(
        &mut self,
        module: ModuleIdx,
        from: ChunkIdx,
        to: ChunkIdx,
    ) -> Result<(), ChunkPlanError> {
        let source = self.chunk(from)?;
        let target = self.chunk(to)?;
        if !source.modules.contains(&module) {
            return Err(ChunkPlanError::NotInChunk);
        }
        if source.entry_modules.contains(&module) {
            return Err(ChunkPlanError::IsEntryModule);
        }
        if !source.groups.iter().all(|group| target.groups.contains(group)) {
            return Err(ChunkPlanError::NotAlwaysLoaded);
        }
        self.chunks.chunks[from].modules.shift_remove(&module);
        self.chunks.chunks[to].modules.insert(module);
        self.sort(to);
        // Behind those that are there.
        if self.chunks.style_sheets[from].shift_remove(&module) {
            self.chunks.style_sheets[to].insert(module);
        }
        let chunks_of = &mut self.chunks.chunks_of[module];
        chunks_of.retain(|chunk| *chunk != from);
        if !chunks_of.contains(&to) {
            chunks_of.push(to);
            chunks_of.sort_unstable();
        }
        Ok(())
    }

    /// Puts all modules of `from` into `into`; `from` stays behind, empty and without groups.
    pub fn merge_chunks(&mut self, into: ChunkIdx, from: ChunkIdx) -> Result<(), ChunkPlanError> {
        self.chunk(into)?;
        let source = self.chunk(from)?;
        if source.has_runtime || into == from {
            return Err(ChunkPlanError::HasRuntime);
        }
        if !source.entry_modules.is_empty() {
            return Err(ChunkPlanError::IsEntryModule);
        }
        let source = &mut self.chunks.chunks[from];
        let modules = std::mem::take(&mut source.modules);
        let sheets = std::mem::take(&mut self.chunks.style_sheets[from]);
        self.chunks.style_sheets[into].extend(sheets);
        let source = &mut self.chunks.chunks[from];
        let groups = std::mem::take(&mut source.groups);
        for group in groups {
            let chunks = &mut self.chunks.groups[group].chunks;
            if chunks.contains(&into) {
                chunks.retain(|chunk| *chunk != from);
            } else {
                for chunk in chunks.iter_mut().filter(|chunk| **chunk == from) {
                    *chunk = into;
                }
                self.chunks.chunks[into].groups.push(group);
            }
        }
        for module in modules {
            self.chunks.chunks[into].modules.insert(module);
            let chunks_of = &mut self.chunks.chunks_of[module];
            chunks_of.retain(|chunk| *chunk != from && *chunk != into);
            chunks_of.push(into);
            chunks_of.sort_unstable();
        }
        self.sort(into);
        Ok(())
    }

    fn chunk(&self, chunk: ChunkIdx) -> Result<&Chunk, ChunkPlanError> {
        self.chunks.chunks.get(chunk).ok_or(ChunkPlanError::NoSuchChunk)
    }

    /// Evaluation order; modules that `order` does not know come last.
    fn sort(&mut self, chunk: ChunkIdx) {
        let modules = &mut self.chunks.chunks[chunk].modules;
        let mut rest = std::mem::take(modules);
        for module in self.order {
            if rest.swap_remove(module) {
                modules.insert(*module);
            }
        }
        rest.sort_unstable();
        modules.extend(rest);
    }
}

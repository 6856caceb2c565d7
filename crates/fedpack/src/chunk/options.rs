//! What the chunk stage needs of the configuration.

use crate::config::{ChunkLoading, Config, IdStrategy, RuntimeChunk, SplitChunksConfig};

#[derive(Debug, Clone)]
pub struct ChunkOptions {
    pub merge_duplicate_chunks: bool,
    pub split_chunks: Option<SplitChunksConfig>,
    pub runtime_chunk: RuntimeChunk,
    /// An entry in a file of its own asks for the file of its runtime.
    pub files_ask_for_files: bool,
    pub module_ids: IdStrategy,
    pub chunk_ids: IdStrategy,
}

impl ChunkOptions {
    pub fn new(config: &Config) -> Self {
        let optimization = &config.optimization;
        Self {
            merge_duplicate_chunks: optimization.merge_duplicate_chunks,
            split_chunks: optimization.split_chunks.clone(),
            runtime_chunk: optimization.runtime_chunk.clone(),
            files_ask_for_files: match config.output.chunk_loading {
                ChunkLoading::Require | ChunkLoading::AsyncNode | ChunkLoading::Import => true,
                ChunkLoading::Jsonp | ChunkLoading::ImportScripts => false,
            },
            module_ids: optimization.module_ids,
            chunk_ids: optimization.chunk_ids,
        }
    }
}

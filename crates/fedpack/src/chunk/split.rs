//! `optimization.splitChunks`: modules that several chunks hold, or that a cache group asks for, get a chunk of their own.

use fedpack_graph::{link_output::LinkOutput, module_graph::ModuleGraph};

use super::plan::ChunkPlan;
use crate::config::SplitChunksConfig;

pub fn split_chunks(
    _graph: &ModuleGraph,
    _link: &LinkOutput,
    _config: &SplitChunksConfig,
    _plan: &mut ChunkPlan,
) {
}

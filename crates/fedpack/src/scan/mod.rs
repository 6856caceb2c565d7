//! Entries → module graph: resolve, read, parse, find dependencies; again for what they lead to.

pub mod asset;
pub mod ecma;

/// Reserved (not committed) stack of each worker: oxc recurses by nesting level.
pub const STACK_SIZE: usize = 512 * 1024 * 1024;

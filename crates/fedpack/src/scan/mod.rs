//! Entries → module graph: resolve, read, parse, find dependencies; again for what they lead to.

pub mod asset;
pub mod context;
pub mod css;
pub mod ecma;
pub mod factorize;
pub mod missing;
pub mod module_draft;
pub mod module_type;
mod node_builtins;
pub mod package_manifest;
pub mod resolve;
pub mod side_effects;

#[cfg(test)]
mod factorize_tests;
#[cfg(test)]
mod resolve_tests;
#[cfg(test)]
mod test_project;

/// Reserved (not committed) stack of each worker: oxc recurses by nesting level.
pub const STACK_SIZE: usize = 512 * 1024 * 1024;

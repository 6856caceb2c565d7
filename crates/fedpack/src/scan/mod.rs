//! Entries → module graph: resolve, read, parse, find dependencies; again for what they lead to.

pub mod asset;
pub mod context;
pub mod css;
pub mod ecma;
pub mod factorize;
mod factorize_tests;
pub mod missing;
pub mod module_draft;
pub mod module_type;
mod node_builtins;
pub mod package_manifest;
pub mod resolve;
mod resolve_tests;
pub mod side_effects;
mod test_project;

#[cfg(test)]
#[cfg(test)]
#[cfg(test)]

/// Reserved (not committed) stack of each worker: oxc recurses by nesting level.
pub const STACK_SIZE: usize = 512 * 1024 * 1024;

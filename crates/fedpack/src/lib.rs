//! The pipeline: options → scan → link → chunk → generate → emit.

pub mod bundler;
pub mod chunk;
pub mod config;
pub mod diagnostics;
mod disk;
pub mod emit;
pub mod federation;
pub mod generate;
pub mod link;
pub mod plugin;
pub mod regexp;
pub mod scan;
pub mod share;
pub mod virtual_files;
pub mod workspace;

#[cfg(test)]
mod test_build;

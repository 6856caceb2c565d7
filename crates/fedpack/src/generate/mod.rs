//! Graphs and ASTs → assets.

pub mod asset;
pub mod filename;
pub mod module;
pub mod runtime;

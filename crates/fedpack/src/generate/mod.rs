//! Graphs and ASTs → assets.

pub mod module;
pub mod runtime;

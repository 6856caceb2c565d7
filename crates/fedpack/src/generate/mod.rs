//! Graphs and ASTs → assets.

pub mod runtime;

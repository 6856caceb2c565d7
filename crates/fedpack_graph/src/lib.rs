//! The data of the pipeline: module graph, module summaries, link results and chunk graph.
//!
//! Nothing in this crate reads a file, prints, calls a plugin or waits. Each table has one writer (named in
//! its documentation) and is read-only afterwards, so that link and chunk logic can be tested on graphs
//! that a test writes down as text.

pub mod chunk_graph;
pub mod concatenation;
pub mod export_names;
pub mod index;
pub mod link_output;
pub mod module_graph;
pub mod runtime_requirements;
pub mod runtime_usage;
pub mod summary;
pub mod text_graph;

pub use index::*;
pub use runtime_requirements::RuntimeRequirements;

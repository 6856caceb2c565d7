//! [`ModuleGraph`] + [`LinkOutput`] → [`ChunkGraph`]: which module is loaded in which file, and when.

mod assign;
mod concatenate;
mod edges;
mod externals;
mod finish;
mod ids;
mod keys;
mod optimize;
mod options;
mod plan;
mod runtimes;
mod split;
mod style_order;
mod subpaths;

#[cfg(test)]
mod tests;

use fedpack_graph::{
    chunk_graph::ChunkGraph, concatenation::Concatenation, link_output::LinkOutput,
    module_graph::ModuleGraph, summary::SummaryTable,
};

pub(crate) use concatenate::parts;
pub(crate) use keys::{GroupKey, group_request};
pub use options::ChunkOptions;

use crate::{config::Config, diagnostics::Diagnostics};

pub fn chunk(graph: &ModuleGraph, link: &LinkOutput, config: &Config) -> (ChunkGraph, Diagnostics) {
    chunk_with(graph, link, &ChunkOptions::new(config))
}

/// Which modules become one function. After plugins have had their say on chunks.
pub fn concatenate(
    graph: &ModuleGraph,
    summaries: &SummaryTable,
    link: &LinkOutput,
    chunk_graph: &ChunkGraph,
    config: &Config,
) -> Concatenation {
    if !config.optimization.concatenate_modules {
        return Concatenation::default();
    }
    concatenate::concatenate(graph, summaries, link, chunk_graph)
}

/// As [`chunk`], with only the options that matter here.
pub fn chunk_with(
    graph: &ModuleGraph,
    link: &LinkOutput,
    options: &ChunkOptions,
) -> (ChunkGraph, Diagnostics) {
    let edges = edges::Edges::new(graph, link);
    let (assigned, mut diagnostics) = assign::assign(graph, link, &edges);
    let mut plan = plan::ChunkPlan::new(graph, link, assigned);
    // Before splitting, which needs to know what starts an entry and how many files that takes.
    plan::separate_runtimes(graph, &mut plan, options);
    if options.merge_duplicate_chunks {
        subpaths::merge_subpaths(graph, link, &mut plan);
        optimize::merge_duplicates(link, &mut plan);
    }
    if let Some(split) = &options.split_chunks {
        diagnostics.extend(split::split_chunks(graph, link, split, &mut plan));
        // What is left of two chunks may be equal.
        if options.merge_duplicate_chunks {
            optimize::merge_duplicates(link, &mut plan);
        }
    }
    externals::move_to_entries(graph, &mut plan);
    optimize::drop_empty(&mut plan);
    let (style_sheets, found) = style_order::style_orders(graph, &edges, &plan);
    diagnostics.extend(found);
    let ids = ids::Ids::new(graph, link, &plan, options);
    (finish::finish(graph, link, plan, ids, style_sheets), diagnostics)
}

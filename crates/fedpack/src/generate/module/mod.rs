//! Modules → factory functions, one at a time and in parallel.

mod builder;
mod closed_objects;
mod commonjs;
pub mod concatenated;
mod data;
mod imports;
mod interop;
mod javascript;
pub mod print;
mod rewrite;
mod supplement;
pub mod synthetic;
pub mod webassembly;

use fedpack_graph::{
    DependencyIdx, ModuleIdx, RuntimeRequirements,
    chunk_graph::{ChunkGraph, ModuleId},
    concatenation::Concatenation,
    link_output::LinkOutput,
    module_graph::ModuleGraph,
    summary::SummaryTable,
};
use fixedbitset::FixedBitSet;
use oxc::allocator::TakeIn;

use self::builder::Js;
pub use self::{
    interop::{ExportsType, exports_type},
    print::{PrintOptions, Printed},
};
use crate::{config::Config, federation::async_startup::DeferredEntries, scan::ecma::ast::EcmaAst};

/// What printing a module reads. All of it is read-only.
pub struct ModuleContext<'c> {
    pub graph: &'c ModuleGraph,
    pub summaries: &'c SummaryTable,
    pub link: &'c LinkOutput,
    pub chunk_graph: &'c ChunkGraph,
    pub concatenation: &'c Concatenation,
    pub deferred_entries: &'c DeferredEntries,
    pub config: &'c Config,
    /// Chunks that have one "use strict" at their top, by [`fedpack_graph::ChunkIdx`].
    pub strict_chunks: &'c FixedBitSet,
    /// Externals that may be missing, by [`ModuleIdx`].
    pub optional_externals: &'c FixedBitSet,
    /// ConsumeShared modules that their importers can do without, by [`ModuleIdx`].
    pub dispensable_shares: &'c FixedBitSet,
}

/// A module as it stands in chunks.
#[derive(Debug, Default)]
pub struct RenderedModule {
    pub printed: Printed,
    /// What its code mentions of the runtime.
    pub requirements: RuntimeRequirements,
}

impl ModuleContext<'_> {
    /// Whether a strict module must say so itself: a chunk that holds it does not.
    pub fn needs_use_strict(&self, module: ModuleIdx) -> bool {
        !self.config.output.module
            && self.chunk_graph.chunks_of[module]
                .iter()
                .any(|chunk| !self.strict_chunks.contains(chunk.index()))
    }

    /// Ids of the chunks that `dependency` has to load: those of its group that are not there anyway.
    pub fn chunks_to_load(&self, dependency: DependencyIdx) -> Vec<ModuleId> {
        match self.chunk_graph.group_of_dependency.get(&dependency) {
            None => Vec::new(),
            Some(&group) => self.chunk_graph.groups[group]
                .chunks
                .iter()
                .filter(|&&chunk| !self.chunk_graph.chunks[chunk].has_runtime)
                .map(|&chunk| self.chunk_graph.chunks[chunk].id.clone())
                .collect(),
        }
    }
}

/// Renders a module with JavaScript source.
pub fn render_javascript(
    context: &ModuleContext<'_>,
    module: ModuleIdx,
    mut ast: EcmaAst,
    options: &PrintOptions,
) -> RenderedModule {
    let Some(summary) = &context.summaries[module] else { return RenderedModule::default() };
    ast.with_mut(|owner, program| {
        let js = Js::new(&owner.allocator);
        let mut program = program.take_in(&js.allocator);
        program.source_text = &owner.source;
        let factory = javascript::factory(context, module, summary, js, &mut program);
        let printed = print::print(&owner.allocator, &mut program, factory.function, options);
        RenderedModule { printed, requirements: factory.requirements }
    })
}

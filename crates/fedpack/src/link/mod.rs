//! [`ModuleGraph`] + summaries → [`LinkOutput`]: what each name means, what runs, and what can be left out.
//!
//! One pass per file, one table per pass. Every pass is a work list over modules, statements or edges: linear in them,
//! and without recursion on the depth of the graph.

mod async_modules;
mod bind_imports;
mod closed_objects;
pub(crate) mod components;
mod constants;
mod cycles;
mod exports_kind;
mod innocence;
mod mangle_exports;
mod members;
mod module_order;
mod nearest_stars;
mod options;
mod provided_exports;
mod reexport_chains;
mod runtime_usage;
mod share_usage;
mod share_uses;
mod side_effects;
mod star_conflicts;
mod star_cycles;
mod usage_tables;
mod used_exports;

#[cfg(test)]
mod tests;

use std::sync::Arc;

use fedpack_graph::{
    link_output::{ClosedObjects, ConstantTable, LinkOutput},
    module_graph::ModuleGraph,
    summary::SummaryTable,
};

pub use exports_kind::exports_kind;
pub use options::{LinkOptions, ShareOptions};
pub use provided_exports::StarConflict;
pub use reexport_chains::reexport_source;

use self::used_exports::Usage;
use crate::{config::Config, diagnostics::Diagnostics};

/// `moves_modules`: plugins may put modules into other chunks.
pub fn link(
    graph: &ModuleGraph,
    summaries: &SummaryTable,
    config: &Config,
    moves_modules: bool,
) -> (LinkOutput, Diagnostics) {
    let mut options = LinkOptions::new(config);
    options.joins_chunks |= moves_modules;
    link_with(graph, summaries, &options)
}

/// As [`link`], with only the options that matter here.
pub fn link_with(
    graph: &ModuleGraph,
    summaries: &SummaryTable,
    options: &LinkOptions,
) -> (LinkOutput, Diagnostics) {
    let order = pass("module_order", || module_order::module_order(graph));
    let (provided, conflicts, star_cycles) =
        pass("provided_exports", || provided_exports::provided_exports(graph, summaries, &order));
    let effects =
        pass("side_effects", || side_effects::side_effects(graph, summaries, options, &order, &provided));
    let mut bindings = pass("bind_imports", || {
        bind_imports::bind_imports(graph, summaries, &order, &effects, &provided, star_cycles)
    });
    let mut objects = ClosedObjects::default();
    if options.inline_exports {
        if options.used_exports {
            objects = pass("closed_objects", || {
                closed_objects::closed_objects(graph, summaries, &order, &provided)
            });
        }
        bindings.constants =
            pass("constants", || constants::constants(graph, summaries, &order, &provided, &objects));
    }
    let input = share_usage::Input {
        graph,
        summaries,
        options,
        order: &order,
        effects: &effects,
        provided: &provided,
        bindings: &bindings,
    };
    let (usage, shares) = pass("used_exports", || share_usage::usage_with_shares(input));
    let runtimes = pass("runtime_usage", || runtime_usage::runtime_usage(input, &usage));
    let is_async =
        pass("async_modules", || async_modules::async_modules(graph, summaries, &usage.static_imports));

    let in_cycle = pass("cycles", || cycles::cycles(graph, &order, &usage.static_imports));

    let mangled = pass("mangle_exports", || {
        let Usage { used, connection_active, reexports, read_by_name, .. } = &usage;
        mangle_exports::mangle_exports(
            graph,
            summaries,
            options.mangle_exports,
            used,
            connection_active,
            reexports,
            read_by_name,
            &shares,
        )
    });

    let mut diagnostics = star_conflicts::star_conflicts(graph, summaries, &provided, &conflicts);
    diagnostics.extend(pass("unknown_exports", || {
        bind_imports::unknown_exports(graph, summaries, &order, &provided)
    }));
    let output = LinkOutput {
        order,
        is_async,
        in_cycle,
        provided: Arc::new(provided),
        bindings: Arc::new(bindings.imports),
        namespace_members: Arc::new(bindings.members),
        constants: ConstantTable { written: usage.written, ..bindings.constants },
        objects: Arc::new(objects),
        data: Arc::new(usage.data),
        has_side_effects: effects.has_side_effects,
        used: usage.used,
        connection_active: usage.connection_active,
        static_imports: usage.static_imports,
        reexports: usage.reexports,
        shares,
        mangled,
        runtimes,
    };
    (output, diagnostics)
}

/// A span of `--profile`.
fn pass<T>(name: &'static str, run: impl FnOnce() -> T) -> T {
    tracing::info_span!("pass", name).in_scope(run)
}

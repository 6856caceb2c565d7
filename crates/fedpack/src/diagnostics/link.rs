//! Problems that link finds (FED0400 to FED0499).

use std::path::PathBuf;

use fedpack_graph::{
    DependencyIdx, ExportIdx, ModuleIdx,
    link_output::{ProvidedTable, UnresolvedExport},
    module_graph::{ModuleGraph, ModuleKind, Span},
    summary::{ImportedName, SummaryTable},
};
use rustc_hash::FxHashSet;

use super::{BuildDiagnostic, Diagnostics, Severity};
use crate::link::{StarConflict, reexport_source};

/// Where a name is imported or re-exported.
pub struct ImportPlace<'a> {
    pub graph: &'a ModuleGraph,
    pub importer: ModuleIdx,
    pub dependency: DependencyIdx,
    pub target: ModuleIdx,
    pub span: Span,
}

impl ImportPlace<'_> {
    fn request(&self) -> &str {
        &self.graph.dependencies[self.dependency].request
    }
}

/// `import {x} from "./a"`, and `./a` has no export `x`.
pub fn export_not_found(
    place: &ImportPlace<'_>,
    name: &str,
    provided: &ProvidedTable,
    severity: Severity,
) -> BuildDiagnostic {
    let message = format!("\"{name}\" is not exported by {}", identifier(place.graph, place.target));
    let label = format!("imported here from \"{}\"", place.request());
    let mut help = available_names(provided, place.target, name);
    if matches!(place.graph.modules[place.target].kind, ModuleKind::FederationApi) {
        help.push_str(
            "\nWith `protocol: \"v2\"` in the options of federation the build has the package itself, and all of it.",
        );
    }
    labelled(new(severity, "FED0401", message), place.graph, place.importer, place.span, label).help(help)
}

/// A named import of a data module: only `default` is there for strict importers, and soon for all.
///
/// ```js
/// import {version} from "./package.json";
/// ```
pub fn named_import_of_data(place: &ImportPlace<'_>, name: &str, severity: Severity) -> BuildDiagnostic {
    let target = identifier(place.graph, place.target);
    let message = match severity {
        Severity::Error => {
            format!("\"{name}\" cannot be imported by name: {target} only has a default export")
        }
        Severity::Warning => format!(
            "\"{name}\" should not be imported by name: {target} is data, whose standard export is \"default\""
        ),
    };
    labelled(
        new(severity, "FED0402", message),
        place.graph,
        place.importer,
        place.span,
        format!("imported here from \"{}\"", place.request()),
    )
    .help(format!("write `import data from \"{}\"` and read `data.{name}`", place.request()))
}

/// Two `export *` of one module bring the same name from different places, so it has neither.
pub fn conflicting_star(
    severity: Severity,
    graph: &ModuleGraph,
    summaries: &SummaryTable,
    provided: &ProvidedTable,
    conflict: &StarConflict,
) -> BuildDiagnostic {
    let name = &provided.exports[conflict.kept].name;
    let first = provided.exports[conflict.kept].module;
    let second = provided.exports[conflict.hidden].module;
    let message = format!(
        "{} does not export \"{name}\": `export *` brings it from {} and from {}",
        identifier(graph, conflict.module),
        identifier(graph, first),
        identifier(graph, second)
    );
    let diagnostic = new(severity, "FED0403", message);
    let diagnostic = label_export(diagnostic, graph, summaries, provided, conflict.kept, "one is here");
    label_export(diagnostic, graph, summaries, provided, conflict.hidden, "the other is here")
        .help(format!("add `export {{ {name} }} from …` to say which one is meant"))
}

/// `export {x} from` declarations that lead back to each other: nobody declares `x`. One report per cycle.
pub fn reexport_cycles(
    graph: &ModuleGraph,
    summaries: &SummaryTable,
    provided: &ProvidedTable,
) -> Diagnostics {
    let mut seen = FxHashSet::default();
    let mut diagnostics = Vec::new();
    for (row, export) in provided.exports.iter_enumerated() {
        if export.resolved != Err(UnresolvedExport::Cycle) || seen.contains(&row) {
            continue;
        }
        let mut path = Vec::new();
        let mut current = Some(row);
        while let Some(row) = current.filter(|&row| seen.insert(row)) {
            path.push(row);
            current = next_row(graph, summaries, provided, row);
        }
        // A way into a cycle that is reported already ends outside of `path`.
        if let Some(start) = current.and_then(|row| path.iter().position(|&other| other == row)) {
            diagnostics.push(reexport_cycle(graph, summaries, provided, &path[start..]));
        }
    }
    diagnostics
}

fn next_row(
    graph: &ModuleGraph,
    summaries: &SummaryTable,
    provided: &ProvidedTable,
    row: ExportIdx,
) -> Option<ExportIdx> {
    let export = &provided.exports[row];
    let (dependency, imported) = reexport_source(summaries, export)?;
    let target = graph.target(graph.dependency_of(export.module, dependency))?;
    match imported {
        ImportedName::Name(name) => provided.find(target, name),
        ImportedName::Namespace => None,
    }
}

fn reexport_cycle(
    graph: &ModuleGraph,
    summaries: &SummaryTable,
    provided: &ProvidedTable,
    cycle: &[ExportIdx],
) -> BuildDiagnostic {
    const SHOWN: usize = 4;
    let name = &provided.exports[cycle[0]].name;
    let mut diagnostic = BuildDiagnostic::error(
        "FED0404",
        format!("\"{name}\" is re-exported in a circle of {} exports and declared by none", cycle.len()),
    );
    for &row in cycle.iter().take(SHOWN) {
        diagnostic = label_export(diagnostic, graph, summaries, provided, row, "re-exported here");
    }
    diagnostic
        .help(format!("declare \"{name}\" in one of the modules, or import it from the module that does"))
}

/// The local copy of a shared module does not have the name. Another build's copy may.
pub fn shared_export_unknown(
    place: &ImportPlace<'_>,
    name: &str,
    provided: &ProvidedTable,
    fallback: ModuleIdx,
) -> BuildDiagnostic {
    let message = format!(
        "\"{name}\" is not exported by {}, the local copy of shared module \"{}\"",
        identifier(place.graph, fallback),
        place.request()
    );
    let label = "`undefined` unless another version is used at run time";
    labelled(BuildDiagnostic::warning("FED0405", message), place.graph, place.importer, place.span, label)
        .help(available_names(provided, fallback, name))
}

fn new(severity: Severity, code: &'static str, message: String) -> BuildDiagnostic {
    match severity {
        Severity::Error => BuildDiagnostic::error(code, message),
        Severity::Warning => BuildDiagnostic::warning(code, message),
    }
}

fn identifier(graph: &ModuleGraph, module: ModuleIdx) -> &str {
    &graph.modules[module].identifier
}

fn labelled(
    diagnostic: BuildDiagnostic,
    graph: &ModuleGraph,
    module: ModuleIdx,
    span: Span,
    text: impl Into<String>,
) -> BuildDiagnostic {
    let module = &graph.modules[module];
    let file =
        module.resource().map_or_else(|| PathBuf::from(&module.identifier), |resource| resource.path.clone());
    diagnostic.label(file, &module.source, span, text)
}

fn label_export(
    diagnostic: BuildDiagnostic,
    graph: &ModuleGraph,
    summaries: &SummaryTable,
    provided: &ProvidedTable,
    row: ExportIdx,
    text: &str,
) -> BuildDiagnostic {
    let export = &provided.exports[row];
    let span = summaries[export.module]
        .as_ref()
        .zip(export.position)
        .map(|(summary, position)| summary.exports[position as usize].span);
    match span {
        Some(span) => labelled(diagnostic, graph, export.module, span, text),
        None => diagnostic,
    }
}

/// The nearest names, and what there is.
fn available_names(provided: &ProvidedTable, module: ModuleIdx, wanted: &str) -> String {
    const SHOWN: usize = 12;
    const NEAR: f64 = 0.75;
    let names: Vec<&str> = provided.names(module).map(|name| &**name).collect();
    if names.is_empty() {
        return "the module has no exports".to_owned();
    }
    let mut near: Vec<(f64, &str)> = names
        .iter()
        .map(|&name| (strsim::jaro_winkler(wanted, name), name))
        .filter(|&(likeness, _)| likeness >= NEAR)
        .collect();
    near.sort_by(|a, b| b.0.total_cmp(&a.0).then_with(|| a.1.cmp(b.1)));
    let mut help = match near.as_slice() {
        [] => String::new(),
        near => {
            let near: Vec<_> = near.iter().take(3).map(|(_, name)| format!("\"{name}\"")).collect();
            format!("did you mean {}? ", near.join(" or "))
        }
    };
    let mut sorted = names;
    sorted.sort_unstable();
    help.push_str("exports: ");
    help.push_str(&sorted.iter().take(SHOWN).copied().collect::<Vec<_>>().join(", "));
    if sorted.len() > SHOWN {
        help.push_str(&format!(" and {} more", sorted.len() - SHOWN));
    }
    help
}

//! What kind of exports a module has, where its text alone does not tell.

use fedpack_graph::{
    ModuleIdx,
    module_graph::ModuleGraph,
    summary::{CommonJsShape, ExportsKind, SummaryTable},
};

/// So many modules may pass on the exports of the next one; in a circle nobody has any.
const LONGEST_CHAIN: usize = 16;

/// The kind of a JavaScript or data module; `None` for all others.
///
/// ```js
/// module.exports = require("./cjs/react.production.js");      // of the same kind as that one
/// ```
pub fn exports_kind(graph: &ModuleGraph, summaries: &SummaryTable, module: ModuleIdx) -> Option<ExportsKind> {
    let mut current = module;
    for step in 0..LONGEST_CHAIN {
        let summary = summaries[current].as_deref();
        let Some(CommonJsShape::Same(local)) = summary.and_then(|summary| summary.commonjs.as_ref()) else {
            let kind = summary.map(|summary| summary.exports_kind);
            return match kind {
                _ if step == 0 => kind,
                Some(ExportsKind::CommonJsFlaggedEsm | ExportsKind::CommonJsUnflagged) => kind,
                // Run time knows of namespaces, data and others whether they have `__esModule`.
                Some(ExportsKind::Esm | ExportsKind::DefaultObject | ExportsKind::CommonJs) | None => {
                    Some(ExportsKind::CommonJs)
                }
            };
        };
        match graph.target(graph.dependency_of(current, *local)) {
            Some(target) => current = target,
            None => break,
        }
    }
    Some(ExportsKind::CommonJs)
}

//! Module graphs written as text, so that link and chunk can be tested without files.
//!
//! One statement a line, or several with `;` between them. `#` starts a comment. Modules are made by mention.
//!
//! ```text
//! entry main = a, b              entry point, of the last one's exports
//! entry page = c after main      dependOn
//! include p                      belongs to every entry
//! a -> b, c                      import "b"; import "c"
//! a ~> b                         import("b"), in a statement with effects; `as name` names the chunk, `{x}` what is used
//! a => b                         require("b"), the same
//! a *> b                         new Worker(new URL("b")), the same
//! a: import {x, y as z} from b
//! a: import * as ns from b
//! a: export {x, y as z} from b
//! a: export * from b
//! a: export * as n from b
//! a: export {x, y as z}          of symbols or imports
//! a: export f = x ns.y import(b) require(c)     a pure declaration that mentions these
//! a: f = x                       the same, not exported
//! a: effect f x ns.y import(b)   a statement with effects
//! a: await                       top-level await
//! cjs a, b   mjs a   css a   asset a   external a   remote a   ignored a
//! json a {x, y}
//! pure a, b                      "sideEffects": false
//! effects a                      "sideEffects": true
//! consume s -> b                 shared module with a local copy; `eager`
//! provide p -> b                 `eager`
//! container c {./x: b, ./y: d as name}
//! context k lazy -> b, c         lazy, once, eager, sync, weak; `as name`
//! size a 30000
//! path a node_modules/a/index.js
//! ```

mod build;
mod parse;

use rustc_hash::FxHashMap;

use crate::{ModuleIdx, module_graph::ModuleGraph, summary::SummaryTable};

#[derive(Debug)]
pub struct TextGraph {
    pub graph: ModuleGraph,
    pub summaries: SummaryTable,
    names: FxHashMap<String, ModuleIdx>,
}

impl TextGraph {
    /// Modules are numbered by first mention.
    pub fn parse(text: &str) -> Result<Self, String> {
        Self::parse_numbered(text, |_| {})
    }

    /// As [`Self::parse`], but `number` puts the modules into any order, as a parallel scan does.
    pub fn parse_numbered(text: &str, number: impl FnOnce(&mut [String])) -> Result<Self, String> {
        let drafts = parse::parse(text)?;
        let mut order: Vec<String> = drafts.modules.keys().cloned().collect();
        number(&mut order);
        let names: FxHashMap<_, _> =
            order.into_iter().enumerate().map(|(index, name)| (name, ModuleIdx::from_usize(index))).collect();
        let (graph, summaries) = build::build(drafts, &names);
        Ok(Self { graph, summaries, names })
    }

    /// The module of that name, if the text mentions it.
    pub fn find(&self, name: &str) -> Option<ModuleIdx> {
        self.names.get(name).copied()
    }

    /// The name of a module in the text.
    pub fn name(&self, module: ModuleIdx) -> &str {
        self.graph.modules[module].identifier.trim_start_matches("./")
    }
}

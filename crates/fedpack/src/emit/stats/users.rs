//! Which modules import what of each module.

use std::collections::{BTreeMap, BTreeSet};

use fedpack_graph::{ModuleIdx, link_output::Binding};
use rustc_hash::FxHashMap;
use serde_json::Value;

use super::Build;

/// The name under which those stand that import the whole namespace.
const NAMESPACE: &str = "*";

/// Importers of each export, by the module that has it after re-exports without effects are looked through.
pub struct Users<'b> {
    of_modules: FxHashMap<ModuleIdx, BTreeMap<&'b str, BTreeSet<&'b str>>>,
}

impl<'b> Users<'b> {
    /// Looks at what is part of the output. An import counts also where only code that was left out mentions it.
    pub fn new(build: &Build<'b>) -> Self {
        let mut of_modules: FxHashMap<ModuleIdx, BTreeMap<&str, BTreeSet<&str>>> = FxHashMap::default();
        for (importer, imports) in build.link.bindings.iter_enumerated() {
            if !build.link.used.get(importer).is_some_and(|used| used.included) {
                continue;
            }
            let name_of_importer = build.graph.modules[importer].identifier.as_str();
            let of_namespaces = build.link.namespace_members.rows.get(importer).into_iter().flatten();
            for binding in imports.iter().chain(of_namespaces.map(|(_, _, binding)| binding)) {
                let (module, name) = match binding {
                    Binding::Missing => continue,
                    Binding::Export { module, name } => (*module, &**name),
                    Binding::Namespace { module } => (*module, NAMESPACE),
                };
                of_modules.entry(module).or_default().entry(name).or_default().insert(name_of_importer);
            }
        }
        Self { of_modules }
    }

    /// `{ "name": ["./importer.js"] }`.
    pub fn of(&self, module: ModuleIdx) -> Value {
        let names = self.of_modules.get(&module).into_iter().flatten();
        let rows = names.map(|(name, importers)| {
            ((*name).to_owned(), importers.iter().copied().collect::<Vec<_>>().into())
        });
        Value::Object(rows.collect())
    }
}

//! Class names of CSS modules that nothing asks for, as far as that can be proved, and the sheets without their rules.
//!
//! ```js
//! import styles, { title } from "./card.module.css";   // `.card {}` and `.title {}` stay, `.old:hover {}` goes
//! element.className = styles.card + title;
//! ```

use std::borrow::Cow;

use fedpack_graph::{
    LocalDependencyIdx, ModuleIdx,
    link_output::UsedExports,
    module_graph::{DependencyKind, ModuleGraph},
    summary::{ExportTarget, ImportUsage, ImportedName, ModuleSummary},
};
use rustc_hash::{FxHashMap, FxHashSet};

use super::prune::without_rules_of;
use crate::{
    generate::GenerateInput,
    scan::css::{ComposedName, CssExport, CssModule, CssText},
};

/// By module: the local names that are left out. Modules of which any name may be asked for are not listed.
#[derive(Debug, Default)]
pub struct UnusedNames(FxHashMap<ModuleIdx, FxHashSet<String>>);

impl UnusedNames {
    pub fn new(input: GenerateInput<'_>) -> Self {
        if !input.config.optimization.remove_unused_classes {
            return Self::default();
        }
        let mut asked = FxHashMap::default();
        let mut work = Vec::new();
        for (module, sheet) in input.css.iter_enumerated() {
            let Some(sheet) = sheet.as_ref().filter(|sheet| !sheet.exports.is_empty()) else { continue };
            // One that is in no file has no rules to leave out, and names that can be foretold may be written elsewhere.
            let is_pruned = !sheet.scripts.exports_only && sheet.scripts.has_hashed_names;
            let names = if is_pruned { names_of_scripts(input, module, sheet) } else { None };
            // Of a sheet whose names are all kept, all compose.
            let composing =
                names.clone().unwrap_or_else(|| sheet.exports.keys().map(String::as_str).collect());
            work.extend(composing.into_iter().map(|name| (module, name)));
            if let Some(names) = names {
                asked.insert(module, names);
            }
        }
        spread_over_composed(input, &mut asked, work);
        let unused = asked.into_iter().filter_map(|(module, names)| {
            let sheet = input.css[module].as_ref()?;
            let rest = sheet
                .exports
                .iter()
                .filter(|(name, export)| !export.is_value && !names.contains(name.as_str()));
            Some((module, rest.map(|(name, _)| name.clone()).collect::<FxHashSet<_>>()))
        });
        Self(unused.filter(|(_, names)| !names.is_empty()).collect())
    }

    pub fn contains(&self, module: ModuleIdx, name: &str) -> bool {
        self.0.get(&module).is_some_and(|names| names.contains(name))
    }

    /// The rules of a sheet that may match something.
    pub fn body<'s>(&self, module: ModuleIdx, sheet: &'s CssModule) -> Cow<'s, CssText> {
        let Some(names) = self.0.get(&module) else { return Cow::Borrowed(&sheet.body) };
        let classes: FxHashSet<&str> =
            names.iter().filter_map(|name| Some(sheet.exports.get(name)?.scoped.as_str())).collect();
        without_rules_of(&sheet.body, &classes)
    }
}

/// Local names that scripts read; `None`: it is not known which. A sheet that is only evaluated keeps all.
fn names_of_scripts<'g>(
    input: GenerateInput<'g>,
    module: ModuleIdx,
    sheet: &'g CssModule,
) -> Option<FxHashSet<&'g str>> {
    let link = input.link;
    if is_only_composed(input.graph, module) {
        return Some(FxHashSet::default());
    }
    let UsedExports::Names(used) = &link.used[module].exports else { return None };
    if used.is_empty() {
        return None;
    }
    let mut read: FxHashSet<&str> = used.iter().map(String::as_str).collect();
    let is_default_read = read.remove("default");
    for &connection in &input.graph.modules[module].incoming {
        let connection = &input.graph.connections[connection];
        match input.graph.dependencies[connection.dependency].kind {
            DependencyKind::CssComposes => continue,
            DependencyKind::EsmImport => {}
            _ => return None,
        }
        if !is_default_read {
            continue;
        }
        let importer = connection.origin?;
        let summary = input.summaries[importer].as_deref()?;
        let is_this = |dependency: LocalDependencyIdx| {
            input.graph.dependency_of(importer, dependency) == connection.dependency
        };
        read.extend(members_of_default(summary, is_this)?);
    }
    let names = sheet.exports.iter().map(|(name, export)| (name.as_str(), export));
    let is_read =
        |(name, export): &(&'g str, &CssExport)| export.spelled(name).any(|name| read.contains(name));
    Some(names.filter(is_read).map(|(name, _)| name).collect())
}

/// Other sheets compose its names, which link takes for a use of all, and that is all.
fn is_only_composed(graph: &ModuleGraph, module: ModuleIdx) -> bool {
    let mut incoming =
        graph.modules[module].incoming.iter().map(|&connection| &graph.connections[connection]);
    incoming.all(|it| matches!(graph.dependencies[it.dependency].kind, DependencyKind::CssComposes))
}

/// What one module reads of the object of all names; `None`: it hands the object on.
fn members_of_default(
    summary: &ModuleSummary,
    is_this: impl Fn(LocalDependencyIdx) -> bool,
) -> Option<Vec<&str>> {
    let mut read = Vec::new();
    for import in summary.imports.iter().filter(|import| is_this(import.dependency)) {
        match (&import.imported, &import.usage) {
            (_, ImportUsage::Unused) => {}
            (ImportedName::Name(name), _) if name != "default" => {}
            (ImportedName::Name(_), ImportUsage::Members(members)) => {
                read.extend(members.iter().map(String::as_str));
            }
            (ImportedName::Namespace, ImportUsage::Members(members))
                if members.iter().all(|member| member != "default") => {}
            (_, ImportUsage::Members(_) | ImportUsage::Whole) => return None,
        }
    }
    let hands_on = summary.exports.iter().any(|export| match &export.target {
        ExportTarget::ReExport { dependency, imported } if is_this(*dependency) => match imported {
            ImportedName::Name(name) => name == "default",
            ImportedName::Namespace => true,
        },
        ExportTarget::ReExport { .. } | ExportTarget::Local(_) => false,
    });
    (!hands_on).then_some(read)
}

/// `.a { composes: b }`: who has `a` has `b`.
fn spread_over_composed<'g>(
    input: GenerateInput<'g>,
    asked: &mut FxHashMap<ModuleIdx, FxHashSet<&'g str>>,
    mut work: Vec<(ModuleIdx, &'g str)>,
) {
    let mut seen: FxHashSet<(ModuleIdx, &str)> = work.iter().copied().collect();
    while let Some((module, name)) = work.pop() {
        if let Some(names) = asked.get_mut(&module) {
            names.insert(name);
        }
        let export = input.css.get(module).and_then(Option::as_ref).and_then(|sheet| sheet.exports.get(name));
        for composed in export.into_iter().flat_map(|export| &export.composes) {
            let next = match composed {
                ComposedName::Global(_) => continue,
                ComposedName::Local(name) => (module, name.as_str()),
                ComposedName::Imported { dependency, name } => {
                    let dependency = input.graph.dependency_of(module, *dependency);
                    let Some(target) = input.graph.target(dependency) else { continue };
                    (target, name.as_str())
                }
            };
            if seen.insert(next) {
                work.push(next);
            }
        }
    }
}

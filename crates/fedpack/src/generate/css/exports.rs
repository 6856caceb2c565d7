//! What importing a style sheet gives to a script: names → class texts, `composes` resolved.

use fedpack_graph::{
    ModuleIdx, RuntimeRequirements,
    module_graph::{ModuleGraph, ModuleKind, ModuleType},
};
use indexmap::IndexMap;
use rustc_hash::{FxBuildHasher, FxHashSet};

use super::CssContext;
use crate::{
    diagnostics::{Diagnostics, assets as problems},
    generate::module::{
        ModuleContext, RenderedModule,
        synthetic::{json_string, rendered},
    },
    scan::css::{ComposedName, CssTable},
};

/// All local names of a sheet in source order, with the text for `class="…"`: the name in the output, then
/// those that it composes. Empty for a sheet that is not a CSS module.
///
/// `.a { composes: b c from "./x.module.css" }` is `("a", "main_a x_b x_c")`.
pub fn css_exports(graph: &ModuleGraph, css: &CssTable, module: ModuleIdx) -> Vec<(String, String)> {
    let Some(Some(sheet)) = css.get(module) else { return Vec::new() };
    sheet
        .exports
        .keys()
        .map(|name| {
            let mut texts = Vec::new();
            collect(graph, css, module, name, &mut FxHashSet::default(), &mut texts);
            (name.clone(), texts.join(" "))
        })
        .collect()
}

/// The names as scripts see them: `generator.exportsConvention`. Of two names with one spelling the first counts.
fn spelled_exports(css: &CssContext<'_>, module: ModuleIdx) -> IndexMap<String, String, FxBuildHasher> {
    let mut spelled = IndexMap::default();
    let Some(Some(sheet)) = css.css.get(module) else { return spelled };
    for (name, text) in css_exports(css.graph, css.css, module) {
        if css.unused.contains(module, &name) {
            continue;
        }
        for spelling in sheet.exports[&name].spelled(&name) {
            spelled.entry(spelling.to_owned()).or_insert_with(|| text.clone());
        }
    }
    spelled
}

/// The factory of a style sheet's module: getters for the names that are used, and for an object of all names.
/// `None` for other modules.
///
/// `.a {}` is `{a: () => "main_a", default: () => styles}`, with `styles` as `{"a": "main_a"}`.
pub fn render_factory(
    context: &ModuleContext<'_>,
    css: &CssContext<'_>,
    module: ModuleIdx,
) -> Option<RenderedModule> {
    let view = css.css.get(module)?.as_ref()?.scripts;
    let used = &context.link.used[module].exports;
    let names = spelled_exports(css, module);
    // As importers read it: `mangleExports` may have shortened it.
    let property = |name: &str| json_string(context.link.property(module, name));
    let mut getters: Vec<String> = names
        .iter()
        .filter(|(name, _)| view.named_exports && *name != "default" && used.contains(name))
        .map(|(name, text)| format!("{}:()=>{}", property(name), json_string(text)))
        .collect();
    let mut styles = String::new();
    let is_module = matches!(
        context.graph.modules[module].kind,
        ModuleKind::Normal { module_type: ModuleType::CssModule | ModuleType::CssGlobal }
    );
    if is_module && used.contains("default") {
        getters.push(format!("{}:()=>styles", property("default")));
        let rows: Vec<String> = names
            .iter()
            .map(|(name, text)| format!("{}:{}", property_key(name), json_string(text)))
            .collect();
        styles = format!("const styles={{{}}};", rows.join(","));
    }
    let (code, requirements) = if getters.is_empty() {
        ("()=>{}".to_string(), RuntimeRequirements::empty())
    } else {
        let getters = getters.join(",");
        let code = format!(
            "(module,exports,__webpack_require__)=>{{__webpack_require__.r(exports);\
             __webpack_require__.d(exports,{{{getters}}});{styles}}}"
        );
        let requirements = RuntimeRequirements::REQUIRE
            | RuntimeRequirements::MAKE_NAMESPACE_OBJECT
            | RuntimeRequirements::DEFINE_PROPERTY_GETTERS;
        (code, requirements)
    };
    Some(rendered(code, requirements))
}

/// `__proto__` as a plain key would set the prototype.
fn property_key(name: &str) -> String {
    if name == "__proto__" { "[\"__proto__\"]".to_string() } else { json_string(name) }
}

/// The text of a value or name of a sheet, with the values of other sheets that it is made of. A name that is not there
/// stands for itself.
pub fn value_of(graph: &ModuleGraph, css: &CssTable, module: ModuleIdx, name: &str) -> String {
    value_within(graph, css, module, name, MAX_VALUES)
}

/// Sheets may take values from each other in a circle.
const MAX_VALUES: usize = 64;

fn value_within(graph: &ModuleGraph, css: &CssTable, module: ModuleIdx, name: &str, depth: usize) -> String {
    let sheet = css.get(module).and_then(Option::as_ref);
    let Some((sheet, export)) = sheet.and_then(|sheet| Some((sheet, sheet.exports.get(name)?))) else {
        return name.to_owned();
    };
    let imported = |number: usize| {
        let (dependency, name) = &sheet.imported_values.values[number];
        match graph.target(graph.dependency_of(module, *dependency)) {
            Some(target) if depth > 0 => value_within(graph, css, target, name, depth - 1),
            _ => name.clone(),
        }
    };
    sheet.imported_values.fill(&export.scoped, imported).into_owned()
}

/// Depth first, each name once. Sheets may compose each other in a cycle.
fn collect(
    graph: &ModuleGraph,
    css: &CssTable,
    module: ModuleIdx,
    name: &str,
    seen: &mut FxHashSet<(ModuleIdx, String)>,
    texts: &mut Vec<String>,
) {
    let mut push = |text: &str| {
        if !texts.iter().any(|known| known == text) {
            texts.push(text.to_string());
        }
    };
    let export = css.get(module).and_then(Option::as_ref).and_then(|sheet| sheet.exports.get(name));
    let Some(export) = export else {
        // A sheet that is not a CSS module: its names are what they are.
        push(name);
        return;
    };
    if !seen.insert((module, name.to_string())) {
        return;
    }
    push(&value_of(graph, css, module, name));
    for composed in &export.composes {
        match composed {
            ComposedName::Global(name) => {
                if !texts.contains(name) {
                    texts.push(name.clone());
                }
            }
            ComposedName::Local(name) => collect(graph, css, module, name, seen, texts),
            ComposedName::Imported { dependency, name } => {
                if let Some(target) = graph.target(graph.dependency_of(module, *dependency)) {
                    collect(graph, css, target, name, seen, texts);
                }
            }
        }
    }
}

/// Names composed from another CSS module that it has not.
pub fn check_composed_names(context: &CssContext<'_>) -> Diagnostics {
    let graph = context.graph;
    let mut found = Vec::new();
    for (module, sheet) in context.css.iter_enumerated() {
        let Some(sheet) = sheet.as_ref().filter(|_| context.is_included(module)) else { continue };
        let composed = sheet.exports.values().flat_map(|export| &export.composes);
        let composed = composed.filter_map(|composed| match composed {
            ComposedName::Imported { dependency, name } => Some((dependency, name)),
            ComposedName::Local(_) | ComposedName::Global(_) => None,
        });
        let values = sheet.imported_values.values.iter().map(|(dependency, name)| (dependency, name));
        for (dependency, name) in composed.chain(values) {
            let dependency = graph.dependency_of(module, *dependency);
            let Some(target) = graph.target(dependency) else { continue };
            let known = context.css.get(target).and_then(Option::as_ref);
            // A sheet without local names is global, or empty.
            if known.is_none_or(|known| !known.exports.is_empty() && !known.exports.contains_key(name)) {
                let importer = &graph.modules[module];
                let path = importer.resource().map(|resource| resource.path.clone()).unwrap_or_default();
                let span = graph.dependencies[dependency].span;
                let target = &graph.modules[target].identifier;
                let problem = problems::unknown_imported_name(&path, &importer.source, span, name, target);
                found.push((&importer.identifier, span.start, problem));
            }
        }
    }
    found.sort_by(|a, b| (a.0, a.1).cmp(&(b.0, b.1)));
    found.into_iter().map(|(_, _, problem)| problem).collect()
}

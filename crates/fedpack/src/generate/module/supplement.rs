//! The module that brings the rest of a shared package into a copy that was built with a part of it: rows, which
//! `runtime/restore_exports.js` reads.
//!
//! ```js
//! // copy, [module, { name: [source, name] }, stars?] …, what to evaluate
//! module.exports = __webpack_require__.rs(12, [[12, { zip: [40, "default"] }]], [40, 41])
//! ```

use fedpack_graph::{
    ModuleIdx, RuntimeRequirements,
    chunk_graph::ModuleId,
    link_output::{Binding, Restore},
};

use super::{
    ModuleContext, RenderedModule,
    interop::{ExportsType, exports_type},
    synthetic::{id_literal, json_string, rendered},
};

/// How the runtime reads a source; the numbers are those of `restore_exports.js`.
mod mode {
    /// `default` of what may be CommonJS: `n(module)()`.
    pub const INTEROP_DEFAULT: u32 = 1;
    /// A namespace object made for CommonJS: `t(module, 2)`.
    pub const FAKE_NAMESPACE: u32 = 2;
}

pub fn render(context: &ModuleContext<'_>, module: ModuleIdx) -> RenderedModule {
    let Some(supplement) = context.link.shares.supplement(module) else {
        return rendered("()=>{}".to_owned(), RuntimeRequirements::empty());
    };
    let mut requirements = RuntimeRequirements::REQUIRE | RuntimeRequirements::RESTORE_EXPORTS;
    let id = |module: ModuleIdx| id_literal(&context.chunk_graph.module_ids[module]);
    let is_placed = |module: &ModuleIdx| context.chunk_graph.module_ids[*module] != ModuleId::None;
    let restores: Vec<String> = supplement
        .restores
        .iter()
        .filter(|restore| is_placed(&restore.module))
        .map(|restore| restore_row(context, restore, &mut requirements))
        .collect();
    let evaluates: Vec<String> = supplement.evaluates.iter().copied().filter(is_placed).map(id).collect();
    let code = format!(
        "(module,exports,__webpack_require__)=>{{module.exports=__webpack_require__.rs({},[{}],[{}])}}",
        id(supplement.copy),
        restores.join(","),
        evaluates.join(",")
    );
    rendered(code, requirements)
}

fn restore_row(
    context: &ModuleContext<'_>,
    restore: &Restore,
    requirements: &mut RuntimeRequirements,
) -> String {
    let names = restore.names.iter().map(|(name, binding)| {
        // `{"__proto__": x}` would set the prototype.
        let key = if **name == *"__proto__" { "[\"__proto__\"]".to_owned() } else { json_string(name) };
        format!("{key}:{}", source_row(context, restore.module, binding, requirements))
    });
    let names: Vec<String> = names.collect();
    let stars = restore.stars.iter().filter_map(|&star| {
        let target = context.graph.target(context.graph.dependency_of(restore.module, star))?;
        let id = &context.chunk_graph.module_ids[target];
        (target != restore.module && *id != ModuleId::None).then(|| id_literal(id))
    });
    let stars: Vec<String> = stars.collect();
    let id = id_literal(&context.chunk_graph.module_ids[restore.module]);
    let stars = if stars.is_empty() { String::new() } else { format!(",[{}]", stars.join(",")) };
    format!("[{id},{{{}}}{stars}]", names.join(","))
}

/// What [`super::imports::Imports`] would read, as data.
fn source_row(
    context: &ModuleContext<'_>,
    importer: ModuleIdx,
    binding: &Binding,
    requirements: &mut RuntimeRequirements,
) -> String {
    let Some(source) = binding.module() else { return "[]".to_owned() };
    let id = &context.chunk_graph.module_ids[source];
    if *id == ModuleId::None {
        return "[]".to_owned();
    }
    let id = id_literal(id);
    let is_strict = context.summaries[importer].as_ref().is_some_and(|summary| summary.strict_interop);
    let kind = exports_type(context.graph, context.summaries, source, is_strict);
    let name = match binding {
        Binding::Missing => return "[]".to_owned(),
        Binding::Export { name, .. } => Some(&**name),
        Binding::Namespace { .. } => None,
    };
    match (name, kind) {
        (None, ExportsType::Namespace | ExportsType::Dynamic)
        | (Some("default"), ExportsType::DefaultWithNamed | ExportsType::DefaultOnly) => format!("[{id}]"),
        (None, ExportsType::DefaultWithNamed | ExportsType::DefaultOnly) => {
            *requirements |= RuntimeRequirements::CREATE_FAKE_NAMESPACE_OBJECT;
            let bits = if kind == ExportsType::DefaultOnly { 0 } else { 2 };
            format!("[{id},{bits},{}]", mode::FAKE_NAMESPACE)
        }
        (Some("default"), ExportsType::Dynamic) => {
            *requirements |= RuntimeRequirements::COMPAT_GET_DEFAULT_EXPORT;
            format!("[{id},0,{}]", mode::INTEROP_DEFAULT)
        }
        (Some(_), ExportsType::DefaultOnly) => "[]".to_owned(),
        (Some(name), _) => format!("[{id},{}]", json_string(name)),
    }
}

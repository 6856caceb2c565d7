//! WebAssembly modules → factory functions.
//!
//! ```js
//! // (import "./a" "f" (func)) (export "g" (func …))
//! (module, __webpack_exports__, __webpack_require__) => {
//!   __webpack_require__.a(module, async (handle, result) => {
//!     var a = __webpack_require__(12);
//!     await __webpack_require__.v(__webpack_exports__, "1b2c.module.wasm", { "./a": { f: a.f } });
//!     …
//! ```

use fedpack_graph::{
    ModuleIdx, RuntimeRequirements, chunk_graph::ModuleId, link_output::UsedExports, summary::ModuleSummary,
};
use indexmap::IndexMap;
use oxc::{
    allocator::{Allocator, Dummy},
    ast::ast::{Expression, Program},
};

use super::{
    ModuleContext, RenderedModule,
    builder::{FunctionShape, Js},
    imports::Imports,
    javascript::{EXPORTS, MODULE, async_body, await_dependencies, require_in_order},
    print::{self, PrintOptions},
};
use crate::scan::ecma::ast::REQUIRE;

/// `file`: where the module is, seen from the output folder.
pub fn render(
    context: &ModuleContext<'_>,
    module: ModuleIdx,
    summary: &ModuleSummary,
    file: &str,
    options: &PrintOptions,
) -> RenderedModule {
    let allocator = Allocator::default();
    let js = Js::new(&allocator);
    let mut imports = Imports::new(context, module);
    require_in_order(context, module, &mut imports);
    let mut arguments = vec![js.identifier(EXPORTS), js.string(file)];
    arguments.extend(import_object(context, module, summary, js, &mut imports));
    let declarations = imports.declarations(js);

    let mut requirements = imports.requirements
        | RuntimeRequirements::REQUIRE
        | RuntimeRequirements::ASYNC_MODULE
        | RuntimeRequirements::INSTANTIATE_WASM;
    let mut body = js.vec([]);
    if context.link.used[module].exports == UsedExports::All {
        requirements |= RuntimeRequirements::MAKE_NAMESPACE_OBJECT;
        body.push(js.expression_statement(js.call(js.runtime("r"), [js.identifier(EXPORTS)])));
    }
    body.extend(declarations.statements);
    if !declarations.asynchronous.is_empty() {
        body.extend(await_dependencies(js, &declarations.asynchronous));
    }
    body.extend(declarations.after);
    let instantiated = js.call(js.runtime("v"), arguments);
    body.push(js.expression_statement(js.await_expression(instantiated)));

    let statements = js.vec([async_body(js, body, true)]);
    let directives = js.directives(context.needs_use_strict(module));
    let shape = FunctionShape::Arrow { is_async: false };
    let function = js.function(shape, &[MODULE, EXPORTS, REQUIRE], directives, statements);
    let mut program = Program::dummy(&allocator);
    RenderedModule { printed: print::print(&allocator, &mut program, function, options), requirements }
}

/// `{ "./a": { f: a.f } }`, by the names that the module itself has for others. `None` without imports.
fn import_object<'a>(
    context: &ModuleContext<'_>,
    module: ModuleIdx,
    summary: &ModuleSummary,
    js: Js<'a>,
    imports: &mut Imports<'_>,
) -> Option<Expression<'a>> {
    let mut modules: IndexMap<&str, Vec<(String, Expression<'a>)>> = IndexMap::new();
    for (index, import) in summary.imports.iter_enumerated() {
        let dependency = context.graph.dependency_of(module, import.dependency);
        let request = context.graph.dependencies[dependency].request.as_str();
        let is_there = context
            .graph
            .target(dependency)
            .is_some_and(|target| context.chunk_graph.module_ids[target] != ModuleId::None);
        let value = if is_there { imports.binding(js, index, None) } else { js.undefined() };
        modules.entry(request).or_default().push((import.local.clone(), value));
    }
    let modules = modules.into_iter().map(|(request, items)| (request.to_owned(), js.object(items)));
    let modules: Vec<_> = modules.collect();
    (!modules.is_empty()).then(|| js.object(modules))
}

//! JavaScript modules: AST → factory function.
//!
//! ```js
//! import {a} from "./a"; export const b = a + 1;
//! // becomes
//! (module, __webpack_exports__, __webpack_require__) => {
//!   "use strict";
//!   __webpack_require__.r(__webpack_exports__);
//!   __webpack_require__.d(__webpack_exports__, { b: () => b });
//!   var a__0 = __webpack_require__(12);
//!   const b = a__0.a + 1;
//! }
//! ```

use fedpack_graph::{
    ModuleIdx, RuntimeRequirements, StatementIdx,
    chunk_graph::ModuleId,
    summary::{ExportTarget, ExportsKind, ModuleFeatures, ModuleSummary},
};
use oxc::{
    allocator::{ArenaVec, TakeIn},
    ast::ast::{Expression, Program, Statement},
    ast_visit::VisitMut,
};

use super::{
    ModuleContext,
    builder::{FunctionShape, Js},
    closed_objects::leave_out_unread,
    commonjs,
    imports::Imports,
    rewrite::Rewriter,
};
pub use crate::scan::ecma::ast::EXPORTS;
use crate::scan::ecma::ast::REQUIRE;

pub(super) const MODULE: &str = "module";
const UNUSED_MODULE: &str = "__unused_webpack_module";

/// The factory of a module, and what it needs of the runtime.
pub struct Factory<'a> {
    pub function: Expression<'a>,
    pub requirements: RuntimeRequirements,
}

pub fn factory<'a>(
    context: &ModuleContext<'_>,
    module: ModuleIdx,
    summary: &ModuleSummary,
    js: Js<'a>,
    program: &mut Program<'a>,
) -> Factory<'a> {
    leave_out_unread(context, module, summary, program);
    let body = live_statements(context, module, js, program);
    match summary.exports_kind {
        ExportsKind::Esm => esm_factory(context, module, summary, js, body),
        ExportsKind::CommonJs
        | ExportsKind::CommonJsFlaggedEsm
        | ExportsKind::CommonJsUnflagged
        | ExportsKind::DefaultObject => commonjs_factory(context, module, summary, js, program, body),
    }
}

pub fn live_statements<'a>(
    context: &ModuleContext<'_>,
    module: ModuleIdx,
    js: Js<'a>,
    program: &mut Program<'a>,
) -> ArenaVec<'a, Statement<'a>> {
    let live = &context.link.used[module].statements;
    let statements = program.body.take_in(&js.allocator);
    js.vec(statements.into_iter().enumerate().filter_map(|(index, statement)| {
        let is_kept = !matches!(statement, Statement::EmptyStatement(_))
            && live.contains(StatementIdx::from_usize(index));
        is_kept.then_some(statement)
    }))
}

fn commonjs_factory<'a>(
    context: &ModuleContext<'_>,
    module: ModuleIdx,
    summary: &ModuleSummary,
    js: Js<'a>,
    program: &Program<'a>,
    mut body: ArenaVec<'a, Statement<'a>>,
) -> Factory<'a> {
    let mut imports = Imports::new(context, module);
    let mut rewriter = Rewriter {
        js,
        context,
        module,
        imports: &mut imports,
        requirements: summary.requirements,
        read_names: commonjs::read_names(context, module),
    };
    for statement in &mut body {
        rewriter.visit_statement(statement);
    }
    let mut requirements = rewriter.requirements;
    let needs_module = summary.features.contains(ModuleFeatures::NODE_MODULE);
    if needs_module {
        requirements |= RuntimeRequirements::NODE_MODULE_DECORATOR;
        let decorated = js.call(js.runtime("nmd"), [js.identifier(MODULE)]);
        body.insert(0, js.expression_statement(js.assign(MODULE, decorated)));
    }
    let uses_require = !requirements.is_empty();
    let uses_exports = uses_require || summary.features.contains(ModuleFeatures::EXPORTS);
    let uses_module = uses_exports || needs_module || summary.features.contains(ModuleFeatures::MODULE);
    let mut parameters = Vec::new();
    if uses_module {
        parameters.push(MODULE);
    }
    if uses_exports {
        parameters.push("exports");
    }
    if uses_require {
        parameters.push(REQUIRE);
    }
    // `arguments` and `this` are the factory's own, as in Node's wrapper.
    let has_own_this = summary.features.intersects(ModuleFeatures::THIS | ModuleFeatures::EVAL)
        || program.source_text.contains("arguments");
    let shape = if has_own_this { FunctionShape::Function } else { FunctionShape::Arrow { is_async: false } };
    let directives = js.directives(program.has_use_strict_directive() && context.needs_use_strict(module));
    Factory { function: js.function(shape, &parameters, directives, body), requirements }
}

fn esm_factory<'a>(
    context: &ModuleContext<'_>,
    module: ModuleIdx,
    summary: &ModuleSummary,
    js: Js<'a>,
    mut body: ArenaVec<'a, Statement<'a>>,
) -> Factory<'a> {
    let mut imports = Imports::new(context, module);
    require_in_order(context, module, &mut imports);
    let mut rewriter = Rewriter {
        js,
        context,
        module,
        imports: &mut imports,
        requirements: summary.requirements,
        read_names: None,
    };
    for statement in &mut body {
        rewriter.visit_statement(statement);
    }
    let mut requirements = rewriter.requirements;
    let exports = export_statements(context, module, summary, js, &mut imports, &mut requirements);
    let stars = star_statements(context, module, js, &mut imports, &mut requirements);
    let declarations = imports.declarations(js);
    requirements |= imports.requirements;

    let mut header = exports;
    if summary.features.contains(ModuleFeatures::MODULE) {
        requirements |= RuntimeRequirements::HARMONY_MODULE_DECORATOR;
        let decorated = js.call(js.runtime("hmd"), [js.identifier(MODULE)]);
        header.insert(0, js.expression_statement(js.assign(MODULE, decorated)));
    }
    let is_async = context.link.is_async[module];
    header.extend(declarations.statements);
    if !declarations.asynchronous.is_empty() {
        header.extend(await_dependencies(js, &declarations.asynchronous));
    }
    header.extend(declarations.after);
    header.extend(stars);
    header.append(&mut body);

    let uses_module = summary.features.contains(ModuleFeatures::MODULE) || is_async;
    let module_parameter = if uses_module { MODULE } else { UNUSED_MODULE };
    let statements = if is_async {
        requirements |= RuntimeRequirements::ASYNC_MODULE;
        let wrapped = async_body(js, header, summary.has_top_level_await);
        js.vec([wrapped])
    } else {
        header
    };
    let uses_require = !requirements.is_empty();
    let uses_exports = uses_require;
    let mut parameters = Vec::new();
    if uses_module || uses_exports {
        parameters.push(module_parameter);
    }
    if uses_exports {
        parameters.push(EXPORTS);
    }
    if uses_require {
        parameters.push(REQUIRE);
    }
    let directives = js.directives(context.needs_use_strict(module));
    let shape = FunctionShape::Arrow { is_async: false };
    Factory { function: js.function(shape, &parameters, directives, statements), requirements }
}

/// Link's list of what the import declarations evaluate, in order.
pub(super) fn require_in_order(context: &ModuleContext<'_>, module: ModuleIdx, imports: &mut Imports<'_>) {
    for row in &context.link.static_imports[module] {
        if !matches!(context.chunk_graph.module_ids[row.module], ModuleId::None) {
            imports.require(row.module);
        }
    }
}

/// `__webpack_require__.r(…)` and `__webpack_require__.d(…, {…})`.
fn export_statements<'a>(
    context: &ModuleContext<'_>,
    module: ModuleIdx,
    summary: &ModuleSummary,
    js: Js<'a>,
    imports: &mut Imports<'_>,
    requirements: &mut RuntimeRequirements,
) -> ArenaVec<'a, Statement<'a>> {
    let used = &context.link.used[module].exports;
    let mut statements = js.vec([]);
    if used.contains("__esModule") {
        *requirements |= RuntimeRequirements::MAKE_NAMESPACE_OBJECT;
        statements.push(js.expression_statement(js.call(js.runtime("r"), [js.identifier(EXPORTS)])));
    }
    let mut getters: Vec<(String, Expression<'a>)> = Vec::new();
    for export in &summary.exports {
        if let ExportTarget::Local(symbol) = &export.target
            && used.contains(&export.name)
        {
            let property = context.link.property(module, &export.name).to_owned();
            getters.push((property, js.thunk(js.identifier(&summary.symbols[*symbol].name))));
        }
    }
    statements.extend(define_getters(context, module, js, imports, requirements, getters, |_| {
        js.identifier(EXPORTS)
    }));
    statements
}

/// `__webpack_require__.d(object, {…})`: `getters` of what the module itself declares, and those of its re-exports, by
/// name. `None` where there is nothing to define, and no object is asked for.
pub(super) fn define_getters<'a>(
    context: &ModuleContext<'_>,
    module: ModuleIdx,
    js: Js<'a>,
    imports: &mut Imports<'_>,
    requirements: &mut RuntimeRequirements,
    mut getters: Vec<(String, Expression<'a>)>,
    object: impl FnOnce(&mut Imports<'_>) -> Expression<'a>,
) -> Option<Statement<'a>> {
    for (name, binding) in &context.link.reexports[module].names {
        let value = imports.binding_value(js, binding);
        getters.push((context.link.property(module, name).to_owned(), js.thunk(value)));
    }
    getters.sort_by(|left, right| left.0.cmp(&right.0));
    getters.dedup_by(|left, right| left.0 == right.0);
    if getters.is_empty() {
        return None;
    }
    *requirements |= RuntimeRequirements::DEFINE_PROPERTY_GETTERS;
    let object = object(imports);
    Some(js.expression_statement(js.call(js.runtime("d"), [object, js.object(getters)])))
}

/// `export *` of modules whose names are known at run time only.
fn star_statements<'a>(
    context: &ModuleContext<'_>,
    module: ModuleIdx,
    js: Js<'a>,
    imports: &mut Imports<'_>,
    requirements: &mut RuntimeRequirements,
) -> ArenaVec<'a, Statement<'a>> {
    let mut statements = js.vec([]);
    for &star in &context.link.reexports[module].dynamic_stars {
        let Some(target) = context.graph.target(context.graph.dependency_of(module, star)) else { continue };
        if target == module || matches!(context.chunk_graph.module_ids[target], ModuleId::None) {
            continue;
        }
        *requirements |= RuntimeRequirements::EXPORT_STAR;
        let from = imports.object(js, target);
        statements.push(js.expression_statement(js.call(js.runtime("es"), [from, js.identifier(EXPORTS)])));
    }
    statements
}

const ASYNC_DEPENDENCIES: &str = "__webpack_async_dependencies__";
const HANDLE_ASYNC: &str = "__webpack_handle_async_dependencies__";
const ASYNC_RESULT: &str = "__webpack_async_result__";

/// ```js
/// var deps = handle([a, b]);
/// [a, b] = deps.then ? (await deps)() : deps;
/// ```
pub(super) fn await_dependencies<'a>(js: Js<'a>, variables: &[String]) -> [Statement<'a>; 2] {
    let handled =
        js.call(js.identifier(HANDLE_ASYNC), [js.array(variables.iter().map(|name| js.identifier(name)))]);
    let awaited = js.call(js.await_expression(js.identifier(ASYNC_DEPENDENCIES)), []);
    let value = js.conditional(
        js.member(js.identifier(ASYNC_DEPENDENCIES), "then"),
        awaited,
        js.identifier(ASYNC_DEPENDENCIES),
    );
    [
        js.variable(ASYNC_DEPENDENCIES, Some(handled)),
        js.expression_statement(js.assign_array(variables, value)),
    ]
}

/// `__webpack_require__.a(module, async (handle, result) => { try { …; result(); } catch (e) { result(e); } }, hasAwait)`
pub(super) fn async_body<'a>(
    js: Js<'a>,
    mut body: ArenaVec<'a, Statement<'a>>,
    has_await: bool,
) -> Statement<'a> {
    body.push(js.expression_statement(js.call(js.identifier(ASYNC_RESULT), [])));
    let error = "__webpack_async_error__";
    let handler = js.expression_statement(js.call(js.identifier(ASYNC_RESULT), [js.identifier(error)]));
    let guarded = js.try_catch(body, error, handler);
    let function = js.function(
        FunctionShape::Arrow { is_async: true },
        &[HANDLE_ASYNC, ASYNC_RESULT],
        js.directives(false),
        js.vec([guarded]),
    );
    let mut arguments = vec![js.identifier(MODULE), function];
    if has_await {
        arguments.push(js.number(1.0));
    }
    js.expression_statement(js.call(js.runtime("a"), arguments))
}

//! Modules that no JavaScript source stands behind: data, contexts, externals, and modules that are not there.
//!
//! Their factories are data with a fixed frame, so they are written as text; what they do at run time is in
//! the runtime's files.

use fedpack_graph::{
    LocalDependencyIdx, ModuleIdx, RuntimeRequirements,
    chunk_graph::ModuleId,
    module_graph::{
        ContextMode, ContextModule, ExternalType, FederationRuntime, Interop, ModuleKind, ModuleType,
    },
    summary::ModuleFeatures,
};

use super::{
    super::asset::AssetOutput, ModuleContext, RenderedModule, data::drop_unused_keys, interop::exports_type,
    print::Printed, supplement,
};

/// Mode of `__webpack_require__.t` that only requires.
const AS_IT_IS: u32 = 1 | 8;

/// `None` for kinds that the runtime makes from its tables.
pub fn render(
    context: &ModuleContext<'_>,
    module: ModuleIdx,
    asset: Option<&AssetOutput>,
) -> Option<RenderedModule> {
    match &context.graph.modules[module].kind {
        ModuleKind::Normal { module_type } => normal(context, module, *module_type, asset),
        ModuleKind::Context(context_module) => Some(context_function(context, module, context_module)),
        ModuleKind::Ignored => Some(rendered("()=>{}".to_string(), RuntimeRequirements::empty())),
        ModuleKind::Missing { request } => Some(rendered(
            format!(
                "(module,exports,__webpack_require__)=>{{__webpack_require__.mm({})}}",
                json_string(request)
            ),
            RuntimeRequirements::REQUIRE | RuntimeRequirements::MISSING_MODULE,
        )),
        ModuleKind::External { request, external_type, .. } => {
            let external = external(context, request, *external_type)?;
            let is_optional = context.optional_externals.contains(module.index());
            Some(if is_optional { if_there(external, request, *external_type) } else { external })
        }
        ModuleKind::FederationApi => Some(rendered(
            "(module,exports,__webpack_require__)=>{module.exports=__webpack_require__.federation}".into(),
            RuntimeRequirements::REQUIRE,
        )),
        ModuleKind::FederationRuntime(runtime) => Some(federation_runtime(context, module, runtime)),
        ModuleKind::SharedSupplement(_) => Some(supplement::render(context, module)),
        ModuleKind::ConsumeShared(_)
        | ModuleKind::ProvideShared(_)
        | ModuleKind::ContainerEntry(_)
        | ModuleKind::Remote(_) => None,
    }
}

/// A factory whose text is complete.
pub fn rendered(code: String, requirements: RuntimeRequirements) -> RenderedModule {
    RenderedModule { printed: Printed { code, ..Printed::default() }, requirements }
}

/// `__webpack_require__.mf([[plugin, parameter], …], package, core)`: the data is in the runtime, in
/// `runtime/federation_package.js` or `runtime/federation_instance.js`.
fn federation_runtime(
    context: &ModuleContext<'_>,
    module: ModuleIdx,
    runtime: &FederationRuntime,
) -> RenderedModule {
    let required = |local: LocalDependencyIdx| {
        let target = context.graph.target(context.graph.dependency_of(module, local))?;
        Some(format!("__webpack_require__({})", id_literal(&context.chunk_graph.module_ids[target])))
    };
    let plugins: Vec<String> = runtime
        .plugins
        .iter()
        .filter_map(|(local, parameter)| {
            let parameter = parameter.as_ref().map(|it| format!(",{it}")).unwrap_or_default();
            Some(format!("[{}{parameter}]", required(*local)?))
        })
        .collect();
    let packages = runtime.package.and_then(required).into_iter().chain(runtime.core.and_then(required));
    let packages: String = packages.map(|it| format!(",{it}")).collect();
    rendered(
        format!(
            "(module,exports,__webpack_require__)=>{{__webpack_require__.mf([{}]{packages})}}",
            plugins.join(",")
        ),
        RuntimeRequirements::REQUIRE,
    )
}

fn exports(value: &str) -> RenderedModule {
    rendered(format!("module=>{{module.exports={value}}}"), RuntimeRequirements::empty())
}

fn normal(
    context: &ModuleContext<'_>,
    module: ModuleIdx,
    module_type: ModuleType,
    asset: Option<&AssetOutput>,
) -> Option<RenderedModule> {
    match (module_type, asset) {
        (ModuleType::Json, _) => {
            // Invalid JSON has been reported by scan; the build does not come here with errors.
            let source = &context.graph.modules[module].source;
            let mut value: serde_json::Value = serde_json::from_str(source).ok()?;
            drop_unused_keys(&mut value, &context.link.used[module].exports, context.link.data.get(&module));
            let is_literal = context.summaries[module]
                .as_ref()
                .is_some_and(|summary| summary.features.contains(ModuleFeatures::DATA_AS_LITERAL));
            Some(exports(&json_literal(&value, is_literal)))
        }
        (_, Some(AssetOutput::File { address })) => Some(rendered(
            format!(
                "(module,exports,__webpack_require__)=>{{module.exports=__webpack_require__.p+{}}}",
                json_string(address)
            ),
            RuntimeRequirements::REQUIRE | RuntimeRequirements::PUBLIC_PATH,
        )),
        (_, Some(AssetOutput::Bytes(base64))) => Some(rendered(
            format!(
                "(module,exports,__webpack_require__)=>{{module.exports=__webpack_require__.tb({})}}",
                json_string(base64)
            ),
            RuntimeRequirements::REQUIRE | RuntimeRequirements::TO_BYTES,
        )),
        (_, Some(AssetOutput::Address(text) | AssetOutput::DataUrl(text) | AssetOutput::Source(text))) => {
            Some(exports(&json_string(text)))
        }
        (_, None) => None,
    }
}

/// Engines parse a long text in `JSON.parse` faster than the same object as a literal.
fn json_literal(value: &serde_json::Value, is_literal: bool) -> String {
    /// In a literal, this key without brackets would set the prototype.
    const PROTOTYPE: &str = "\"__proto__\":";
    let text = value.to_string().replace('\u{2028}', "\\u2028").replace('\u{2029}', "\\u2029");
    if is_literal || text.len() < 20 || !(value.is_object() || value.is_array()) {
        // Quotation marks inside of a text have a backslash, so that what is found is a key.
        return text.replace(PROTOTYPE, "[\"__proto__\"]:");
    }
    format!("JSON.parse('{}')", text.replace('\\', "\\\\").replace('\'', "\\'"))
}

/// A JavaScript string literal.
pub fn json_string(text: &str) -> String {
    serde_json::Value::from(text).to_string().replace('\u{2028}', "\\u2028").replace('\u{2029}', "\\u2029")
}

/// A module or chunk id as a literal.
pub fn id_literal(id: &ModuleId) -> String {
    match id {
        ModuleId::None => "void 0".to_string(),
        ModuleId::Number(number) => number.to_string(),
        ModuleId::Text(text) => json_string(text),
    }
}

/// `module.exports = __webpack_require__.cx({"./a.js": [id, mode, chunks…]}, kind, id)`.
fn context_function(
    context: &ModuleContext<'_>,
    module: ModuleIdx,
    context_module: &ContextModule,
) -> RenderedModule {
    let mode = context_module.request.mode;
    let mut rows = Vec::new();
    for (key, local) in &context_module.elements {
        let dependency = context.graph.dependency_of(module, *local);
        let Some(target) = context.graph.target(dependency) else { continue };
        let id = &context.chunk_graph.module_ids[target];
        if *id == ModuleId::None && !matches!(mode, ContextMode::Weak | ContextMode::AsyncWeak) {
            continue;
        }
        let row = if *id == ModuleId::None && mode == ContextMode::Weak {
            "null".to_owned()
        } else if mode == ContextMode::Sync || mode == ContextMode::Weak {
            id_literal(id)
        } else {
            let mode_of_t = context_module.request.namespace_object.map_or(AS_IT_IS, |interop| {
                let is_strict = interop == Interop::Strict;
                exports_type(context.graph, context.summaries, target, is_strict).dynamic_import_mode()
            });
            let mut row = vec![id_literal(id), mode_of_t.to_string()];
            if matches!(mode, ContextMode::Lazy | ContextMode::LazyOnce) {
                row.extend(context.chunks_to_load(dependency).iter().map(id_literal));
            }
            format!("[{}]", row.join(","))
        };
        rows.push(format!("{}:{row}", json_string(key)));
    }
    let kind = match mode {
        ContextMode::Sync => 0,
        ContextMode::Lazy | ContextMode::LazyOnce => 1,
        ContextMode::Eager => 2,
        ContextMode::Weak => 3,
        ContextMode::AsyncWeak => 4,
    };
    let own_id = id_literal(&context.chunk_graph.module_ids[module]);
    let mut requirements = RuntimeRequirements::REQUIRE | RuntimeRequirements::CREATE_CONTEXT;
    if kind == 1 {
        requirements |= RuntimeRequirements::ENSURE_CHUNK | RuntimeRequirements::CREATE_FAKE_NAMESPACE_OBJECT;
    } else if kind != 0 && kind != 3 {
        requirements |= RuntimeRequirements::CREATE_FAKE_NAMESPACE_OBJECT;
    }
    rendered(
        format!(
            "(module,exports,__webpack_require__)=>{{module.exports=__webpack_require__.cx({{{}}},{kind},{own_id})}}",
            rows.join(",")
        ),
        requirements,
    )
}

fn external(
    context: &ModuleContext<'_>,
    request: &[String],
    external_type: ExternalType,
) -> Option<RenderedModule> {
    let (first, rest) = request.split_first()?;
    let members: String = rest.iter().map(|part| format!("[{}]", json_string(part))).collect();
    let imported = || {
        let import = &context.config.output.import_function_name;
        exports(&format!("{import}({}){}", json_string(first), then_members(&members)))
    };
    let on = |object: &str| exports(&format!("{object}[{}]{members}", json_string(first)));
    Some(match external_type {
        ExternalType::Var | ExternalType::Assign | ExternalType::Promise => {
            exports(&format!("{first}{members}"))
        }
        ExternalType::This => rendered(
            format!(
                "function(module){{module.exports=(function(){{return this}})()[{}]{members}}}",
                json_string(first)
            ),
            RuntimeRequirements::empty(),
        ),
        ExternalType::Window => on("window"),
        ExternalType::SelfObject => on("self"),
        ExternalType::Global => on(&context.config.output.global_object),
        ExternalType::Commonjs
        | ExternalType::Commonjs2
        | ExternalType::CommonjsModule
        | ExternalType::NodeCommonjs
            if context.config.node.is_esm =>
        {
            let require = RuntimeRequirements::NODE_REQUIRE;
            let variable = require.node_variable().expect("it has a variable");
            let value = format!("{variable}({}){members}", json_string(first));
            RenderedModule { requirements: require, ..exports(&value) }
        }
        ExternalType::Commonjs
        | ExternalType::Commonjs2
        | ExternalType::CommonjsModule
        | ExternalType::NodeCommonjs => exports(&format!("require({}){members}", json_string(first))),
        ExternalType::Import | ExternalType::ModuleImport => imported(),
        ExternalType::Module if context.config.output.module => {
            exports(&format!("{}{members}", module_external_variable(first)))
        }
        ExternalType::Module => imported(),
        ExternalType::Amd | ExternalType::Umd | ExternalType::System | ExternalType::Jsonp => {
            exports(&library_external_variable(first))
        }
        // Made by the runtime from its rows.
        ExternalType::Script => return None,
    })
}

/// An external that is a name, and may be missing: what asks for it hears so as from `require`.
fn if_there(external: RenderedModule, request: &[String], external_type: ExternalType) -> RenderedModule {
    let name = match external_type {
        ExternalType::Var | ExternalType::Assign => request[0].clone(),
        ExternalType::Amd | ExternalType::Umd | ExternalType::System | ExternalType::Jsonp => {
            library_external_variable(&request[0])
        }
        ExternalType::This
        | ExternalType::Window
        | ExternalType::SelfObject
        | ExternalType::Global
        | ExternalType::Commonjs
        | ExternalType::Commonjs2
        | ExternalType::CommonjsModule
        | ExternalType::NodeCommonjs
        | ExternalType::Promise
        | ExternalType::Import
        | ExternalType::Module
        | ExternalType::ModuleImport
        | ExternalType::Script => return external,
    };
    let missing = json_string(&request.join("."));
    rendered(
        format!(
            "(module,exports,__webpack_require__)=>{{if(typeof {name}===\"undefined\")__webpack_require__.mm({missing});\
             ({})(module)}}",
            external.printed.code
        ),
        RuntimeRequirements::REQUIRE | RuntimeRequirements::MISSING_MODULE,
    )
}

fn then_members(members: &str) -> String {
    if members.is_empty() { String::new() } else { format!(".then(module=>module{members})") }
}

/// Variable of `import * as … from "request"` at the top of a chunk.
pub fn module_external_variable(request: &str) -> String {
    format!("__WEBPACK_EXTERNAL_{}", variable_characters(request))
}

/// Parameter that a library wrapper passes an external in.
pub fn library_external_variable(request: &str) -> String {
    format!("__WEBPACK_EXTERNAL_MODULE_{}__", variable_characters(request))
}

/// Letters and digits stay; all else becomes its code, so that two requests never share a name.
fn variable_characters(request: &str) -> String {
    request
        .chars()
        .map(|c| if c.is_ascii_alphanumeric() { c.to_string() } else { format!("_{:x}_", c as u32) })
        .collect()
}

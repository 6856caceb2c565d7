//! How the exports of an entry are published: `output.library`, and the container's own library.

use fedpack_graph::{
    ChunkIdx,
    chunk_graph::ChunkKind,
    module_graph::{ExternalType, ModuleKind},
};

use super::{
    chunk::property,
    module::{
        ModuleContext,
        synthetic::{json_string, library_external_variable},
    },
    runtime_plan::shared_chunks,
};
use crate::config::{ExternalRule, LibraryConfig, LibraryType, UmdNames};

/// Text around the expression that runs the entry and gives its exports.
pub struct Wrapper {
    pub before: String,
    pub after: String,
    /// `var x` at the top of a sloppy script is a global either way, but a strict script cannot assign to an
    /// undeclared name.
    pub allows_strict: bool,
}

impl Wrapper {
    pub fn new(before: impl Into<String>, after: impl Into<String>) -> Self {
        Self { before: before.into(), after: after.into(), allows_strict: true }
    }
}

/// The library of the entry that `chunk` starts, if it has one.
pub fn library_of<'c>(context: &'c ModuleContext<'_>, chunk: ChunkIdx) -> Option<&'c LibraryConfig> {
    let row = &context.chunk_graph.chunks[chunk];
    let config = context.config;
    if row.kind == ChunkKind::Container {
        let container = config.federation.as_ref()?.container(row.name.as_deref()?)?;
        return Some(&container.library);
    }
    config.entry_library(row.name.as_deref()?)
}

pub fn wrapper(context: &ModuleContext<'_>, chunk: ChunkIdx) -> Wrapper {
    match library_of(context, chunk) {
        Some(library) => with_other_name(context, library, wrapper_of(context, chunk, library)),
        None => Wrapper::new("", ";"),
    }
}

/// `module.exports["other"]=module.exports["name"]=…`
fn with_other_name(context: &ModuleContext<'_>, library: &LibraryConfig, wrapper: Wrapper) -> Wrapper {
    let Some(other) = &library.other_name else { return wrapper };
    let object = match library.library_type {
        LibraryType::This => "this",
        LibraryType::Window => "window",
        LibraryType::SelfObject => "self",
        LibraryType::Global => &context.config.output.global_object,
        LibraryType::Commonjs => "exports",
        LibraryType::Commonjs2 | LibraryType::CommonjsModule => "module.exports",
        _ => return wrapper,
    };
    Wrapper { before: format!("{}={}", property(object, other), wrapper.before), ..wrapper }
}

/// As [`wrapper`], for an entry that is started by a function: a variable is declared outside of it.
pub struct WrapperInFunction {
    pub declaration: String,
    pub wrapper: Wrapper,
}

pub fn wrapper_in_function(context: &ModuleContext<'_>, chunk: ChunkIdx) -> WrapperInFunction {
    match library_of(context, chunk) {
        Some(library) if library.library_type == LibraryType::Var => {
            let assigned = LibraryConfig { library_type: LibraryType::Assign, ..library.clone() };
            let names = entry_names(context, chunk, library);
            WrapperInFunction {
                declaration: names.first().map(|first| format!("var {first};")).unwrap_or_default(),
                wrapper: wrapper_of(context, chunk, &assigned),
            }
        }
        _ => WrapperInFunction { declaration: String::new(), wrapper: wrapper(context, chunk) },
    }
}

/// The library's name, `[name]` filled in.
fn entry_names(context: &ModuleContext<'_>, chunk: ChunkIdx, library: &LibraryConfig) -> Vec<String> {
    let entry = context.chunk_graph.chunks[chunk].name.as_deref().unwrap_or_default();
    library.name.iter().map(|part| part.replace("[name]", entry)).collect()
}

fn wrapper_of(context: &ModuleContext<'_>, chunk: ChunkIdx, library: &LibraryConfig) -> Wrapper {
    let name = entry_names(context, chunk, library);
    let export: String = library.export.iter().map(|part| format!("[{}]", json_string(part))).collect();
    match library.library_type {
        LibraryType::Var => match name.split_first() {
            Some((first, [])) => Wrapper::new(format!("var {first};{first}="), format!("{export};")),
            Some((first, rest)) => {
                let (path, before) = nested(first, rest, &format!("var {first};"));
                Wrapper::new(format!("{before}{path}="), format!("{export};"))
            }
            None => Wrapper::new("", ";"),
        },
        LibraryType::Assign => match name.split_first() {
            Some((first, rest)) => {
                let (path, before) = nested(first, rest, "");
                Wrapper {
                    allows_strict: false,
                    ..Wrapper::new(format!("{before}{path}="), format!("{export};"))
                }
            }
            None => Wrapper::new("", ";"),
        },
        LibraryType::This => on_object("this", &name, &export),
        LibraryType::Window => on_object("window", &name, &export),
        LibraryType::SelfObject => on_object("self", &name, &export),
        LibraryType::Global => on_object(&context.config.output.global_object, &name, &export),
        LibraryType::Commonjs => on_object("exports", &name, &export),
        LibraryType::AssignProperties => match name.split_first() {
            Some((first, rest)) => {
                let (path, before) = nested(first, rest, "");
                Wrapper {
                    allows_strict: false,
                    ..Wrapper::new(
                        format!("{before}Object.assign({path}=typeof {path}===\"object\"?{path}:{{}},"),
                        format!("{export});"),
                    )
                }
            }
            None => Wrapper::new("", ";"),
        },
        LibraryType::Commonjs2 | LibraryType::CommonjsModule if name.is_empty() => {
            Wrapper::new("module.exports=", format!("{export};"))
        }
        LibraryType::Commonjs2 | LibraryType::CommonjsModule => on_object("module.exports", &name, &export),
        LibraryType::CommonjsStatic => static_exports(context, chunk, &export),
        LibraryType::Module => module_exports(context, chunk, &export),
        LibraryType::Amd | LibraryType::AmdRequire => amd(context, chunk, library, &name, &export),
        LibraryType::Umd => umd(context, chunk, library, &name, &export),
        LibraryType::System => system(context, chunk, &name, &export),
        LibraryType::Jsonp => {
            let callback = name.first().map_or("webpackJsonp", String::as_str);
            Wrapper::new(format!("{callback}("), format!("{export});"))
        }
    }
}

/// `a = a || {}` for each part but the last; the path of the last, and the statements before.
fn nested(first: &str, rest: &[String], declaration: &str) -> (String, String) {
    let mut path = first.to_string();
    let mut before = declaration.to_string();
    for part in rest {
        before.push_str(&format!("{path}={path}||{{}};"));
        path = property(&path, part);
    }
    (path, before)
}

fn on_object(object: &str, name: &[String], export: &str) -> Wrapper {
    if name.is_empty() {
        return Wrapper::new(format!("Object.assign({object},"), format!("{export});"));
    }
    let mut before = String::new();
    let mut path = object.to_string();
    for (index, part) in name.iter().enumerate() {
        path = property(&path, part);
        if index + 1 < name.len() {
            before.push_str(&format!("{path}={path}||{{}};"));
        }
    }
    Wrapper::new(format!("{before}{path}="), format!("{export};"))
}

/// Names of the entry's exports that link knows, sorted.
fn export_names(context: &ModuleContext<'_>, chunk: ChunkIdx) -> Vec<String> {
    let entry_modules = &context.chunk_graph.chunks[chunk].entry_modules;
    let mut names: Vec<String> = match entry_modules.last() {
        None => Vec::new(),
        Some(&module) => match &context.graph.modules[module].kind {
            ModuleKind::ContainerEntry(_) => vec!["get".to_string(), "init".to_string()],
            _ => context.link.provided.names(module).map(|name| name.to_string()).collect(),
        },
    };
    names.sort_unstable();
    names
}

/// `exports.a = …`, so that Node sees the names of a CommonJS module without running it, and an ES module can import them;
/// then whatever else turns out to be exported.
fn static_exports(context: &ModuleContext<'_>, chunk: ChunkIdx, export: &str) -> Wrapper {
    let result = "__webpack_exports__";
    let names = if export.is_empty() { export_names(context, chunk) } else { Vec::new() };
    let mut after = format!("{export};");
    for name in &names {
        after.push_str(&format!("{}={};", property("exports", name), property(result, name)));
    }
    after.push_str(&format!(
        "for(var __webpack_name__ in {result})if(!(__webpack_name__ in exports))\
         exports[__webpack_name__]={result}[__webpack_name__];\
         if({result}.__esModule)Object.defineProperty(exports,\"__esModule\",{{value:true}});"
    ));
    Wrapper::new(format!("var {result}="), after)
}

/// `export { … }`: names must stand in the text, so they are those that link knows.
fn module_exports(context: &ModuleContext<'_>, chunk: ChunkIdx, export: &str) -> Wrapper {
    let result = "__webpack_exports__";
    let entry_modules = &context.chunk_graph.chunks[chunk].entry_modules;
    let names = export_names(context, chunk);
    let mut after = format!("{export};");
    let mut exported = Vec::new();
    for (index, name) in names.iter().enumerate() {
        let variable = format!("__webpack_export_{index}");
        after.push_str(&format!("var {variable}={};", property(result, name)));
        let name =
            if oxc::syntax::identifier::is_identifier_name(name) { name.clone() } else { json_string(name) };
        exported.push(format!("{variable} as {name}"));
    }
    if names.is_empty() {
        after.push_str(&format!("export{{{result} as default}};"));
    } else {
        after.push_str(&format!("export{{{}}};", exported.join(",")));
    }
    // Importers of an ES module wait for it, so its exports may be a promise until then.
    let is_promise = entry_modules.last().is_some_and(|&module| context.link.is_async[module]);
    let awaited = if is_promise || !shared_chunks(context, chunk).is_empty() { "await " } else { "" };
    Wrapper::new(format!("var {result}={awaited}"), after)
}

/// An external that the wrapper passes in.
struct PassedExternal<'c> {
    request: &'c [String],
    parameter: String,
    is_optional: bool,
}

/// In module order.
fn passed_externals<'c>(
    context: &'c ModuleContext<'_>,
    chunk: ChunkIdx,
    types: &[ExternalType],
) -> Vec<PassedExternal<'c>> {
    let mut externals = Vec::new();
    for &module in &context.chunk_graph.chunks[chunk].modules {
        if let ModuleKind::External { request, external_type, .. } = &context.graph.modules[module].kind
            && types.contains(external_type)
            && let Some(first) = request.first()
        {
            externals.push(PassedExternal {
                request,
                parameter: library_external_variable(first),
                is_optional: context.optional_externals.contains(module.index()),
            });
        }
    }
    externals
}

/// `a,b`
fn parameters(externals: &[PassedExternal<'_>]) -> String {
    externals.iter().map(|external| external.parameter.as_str()).collect::<Vec<_>>().join(",")
}

/// Between arguments of AMD's functions: tools look for `define(["a"], (` in output that people read.
fn comma(context: &ModuleContext<'_>) -> &'static str {
    if context.config.optimization.minimize { "," } else { ", " }
}

/// `define`, or `container.define`.
fn amd_function(library: &LibraryConfig, function: &str) -> String {
    match &library.amd_container {
        Some(container) => format!("{container}.{function}"),
        None => function.to_owned(),
    }
}

fn amd(
    context: &ModuleContext<'_>,
    chunk: ChunkIdx,
    library: &LibraryConfig,
    name: &[String],
    export: &str,
) -> Wrapper {
    let externals = passed_externals(context, chunk, &[ExternalType::Amd]);
    let requests: Vec<String> = externals.iter().map(|external| json_string(&external.request[0])).collect();
    let is_required = library.library_type == LibraryType::AmdRequire;
    let name = library.amd_name.as_ref().or(name.first()).filter(|_| !is_required);
    let function = amd_function(library, if is_required { "require" } else { "define" });
    let comma = comma(context);
    // `define` without a name needs no list where nothing is asked for, as in webpack; `require` always has one.
    let first = match name {
        None if externals.is_empty() && !is_required => String::new(),
        None => format!("[{}]{comma}", requests.join(comma)),
        Some(name) => format!("{}{comma}[{}]{comma}", json_string(name), requests.join(comma)),
    };
    Wrapper::new(format!("{function}({first}({})=>", parameters(&externals)), format!("{export});"))
}

/// What the external whose global is `request` is called elsewhere, if the configuration says so.
fn umd_names<'c>(context: &'c ModuleContext<'_>, request: &[String]) -> Option<&'c UmdNames> {
    context.config.externals.iter().find_map(|rule| match rule {
        ExternalRule::Exact { external, umd, .. } if external == request => umd.as_ref(),
        ExternalRule::Exact { .. } | ExternalRule::Pattern(_) => None,
    })
}

/// Universal module: AMD, CommonJS, or properties of the global object.
fn umd(
    context: &ModuleContext<'_>,
    chunk: ChunkIdx,
    library: &LibraryConfig,
    name: &[String],
    export: &str,
) -> Wrapper {
    let externals = passed_externals(context, chunk, &[ExternalType::Umd, ExternalType::Amd]);
    let list = |make: &dyn Fn(&PassedExternal<'_>, Option<&UmdNames>) -> String| {
        let rendered = externals.iter().map(|external| make(external, umd_names(context, external.request)));
        rendered.collect::<Vec<_>>().join(",")
    };
    let require = |external: &PassedExternal<'_>, path: &[String]| {
        let Some((first, rest)) = path.split_first() else { return String::new() };
        let module = format!("require({})", json_string(first));
        let value = rest.iter().fold(module, |object, part| property(&object, part));
        // Who asks for it in vain hears so then.
        if external.is_optional { format!("(()=>{{try{{return {value}}}catch(e){{}}}})()") } else { value }
    };
    let required2 = list(&|it, names| require(it, names.map_or(it.request, |names| &names.commonjs2)));
    let required = list(&|it, names| require(it, names.map_or(it.request, |names| &names.commonjs)));
    let global = |external: &PassedExternal<'_>| {
        external.request.iter().fold("root".to_string(), |object, part| property(&object, part))
    };
    let globals = list(&|external, _| global(external));
    // AMD has nothing that may be missing: there, the global stands for it.
    let always: Vec<&PassedExternal<'_>> =
        externals.iter().filter(|external| !external.is_optional).collect();
    let requests = always.iter().map(|external| {
        json_string(&umd_names(context, external.request).map_or(external.request, |names| &names.amd)[0])
    });
    let comma = comma(context);
    let requests = requests.collect::<Vec<_>>().join(comma);
    let amd_factory = if always.len() == externals.len() {
        "factory".to_owned()
    } else {
        let given = always.iter().map(|external| external.parameter.as_str()).collect::<Vec<_>>().join(",");
        let passed = list(&|external, _| {
            if external.is_optional { global(external) } else { external.parameter.clone() }
        });
        format!("({given})=>factory({passed})")
    };
    let publish = |object: &str, name: &[String]| match name {
        [] => format!("Object.assign({object},{{}},value)"),
        [only] => format!("{}=value", property(object, only)),
        [first, rest @ ..] => {
            let mut path = property(object, first);
            let mut text = String::new();
            for part in rest {
                text.push_str(&format!("{path}={path}||{{}},"));
                path = property(&path, part);
            }
            format!("({text}{path}=value)")
        }
    };
    let commonjs_name = library.commonjs_name.as_ref().map(|name| vec![name.clone()]);
    let amd_name = library.amd_name.as_ref().or(name.last()).filter(|_| library.umd_named_define);
    let amd_name = amd_name.map(|name| format!("{}{comma}", json_string(name))).unwrap_or_default();
    let define = amd_function(library, "define");
    let made = if externals.is_empty() {
        "factory()".to_owned()
    } else {
        format!("typeof exports===\"object\"?factory({required}):factory({globals})")
    };
    let before = format!(
        "(function(root,factory){{if(typeof exports===\"object\"&&typeof module===\"object\")module.exports=factory({required2});else if(typeof {define}===\"function\"&&{define}.amd){define}({amd_name}[{requests}]{comma}{amd_factory});else{{var value={made};if(typeof exports===\"object\"){};else {}}}}})({},({})=>",
        publish("exports", commonjs_name.as_deref().unwrap_or(name)),
        publish("root", name),
        context.config.output.global_object,
        parameters(&externals),
    );
    Wrapper::new(before, format!("{export});"))
}

/// ```js
/// System.register("app", ["react"], publish => {
///   var react = Object.defineProperty({}, "__esModule", { value: true, writable: true });
///   return { setters: [m => { Object.assign(react, { default: m }, m) }], execute() { publish(…) } };
/// });
/// ```
///
/// What SystemJS gives is a namespace, with `default` for the default export, and may be given again when it changes. As in
/// webpack, what has no `default` is its own: a bundle of CommonJS is given as it is.
fn system(context: &ModuleContext<'_>, chunk: ChunkIdx, name: &[String], export: &str) -> Wrapper {
    let name = name.first().map(|name| format!("{},", json_string(name))).unwrap_or_default();
    let externals = passed_externals(context, chunk, &[ExternalType::System]);
    let requests: Vec<String> = externals.iter().map(|external| json_string(&external.request[0])).collect();
    let variables: Vec<&str> = externals.iter().map(|external| external.parameter.as_str()).collect();
    let setters: Vec<String> = variables
        .iter()
        .map(|variable| format!("module=>{{Object.assign({variable},{{default:module}},module)}}"))
        .collect();
    let (declared, setters) = if variables.is_empty() {
        (String::new(), String::new())
    } else {
        let namespace = "Object.defineProperty({},\"__esModule\",{value:true,writable:true})";
        let declared: Vec<String> =
            variables.iter().map(|variable| format!("{variable}={namespace}")).collect();
        (format!("var {};", declared.join(",")), format!("setters:[{}],", setters.join(",")))
    };
    Wrapper::new(
        format!(
            "System.register({name}[{}],(publish,__system_context__)=>{{{declared}return{{{setters}execute(){{publish(",
            requests.join(",")
        ),
        format!("{export})}}}}}});"),
    )
}

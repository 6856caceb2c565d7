//! Finished modules → the text of a chunk, in the format that its runtime loads.

use fedpack_graph::{
    ChunkIdx, ModuleIdx, RuntimeRequirements,
    chunk_graph::ModuleId,
    module_graph::{ExternalType, ModuleKind},
};
use oxc_sourcemap::SourceMap;

use super::{
    library,
    module::{
        ModuleContext, RenderedModule,
        synthetic::{id_literal, json_string, module_external_variable},
    },
    narrowed::{NamedRuntimes, RenderedModules, loaded_before},
    rope::Rope,
    runtime::literal::numbers,
    runtime_plan::{Order, requires_runtime, shared_chunks},
};
use crate::config::ChunkLoading;

/// How output is laid out for people.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Layout {
    Compact,
    Readable,
}

/// Text of a chunk before its name, hash and source map comment.
pub struct ChunkText {
    pub code: String,
    pub map: Option<SourceMap<'static>>,
    pub legal_comments: Vec<String>,
}

pub struct ChunkInput<'p, 'c> {
    pub context: &'p ModuleContext<'c>,
    pub chunk: ChunkIdx,
    pub modules: &'p RenderedModules,
    pub layout: Layout,
    pub with_map: bool,
    /// One "use strict" for the whole chunk: none of its modules has one.
    pub is_strict: bool,
    pub named_runtimes: &'p NamedRuntimes,
}

impl ChunkInput<'_, '_> {
    /// Whether the chunk has code of its own, apart from a runtime.
    pub fn has_code(&self) -> bool {
        self.rendered().next().is_some() || self.startup().is_some()
    }

    fn rendered(&self) -> impl Iterator<Item = (ModuleIdx, &RenderedModule)> {
        self.context.chunk_graph.chunks[self.chunk]
            .modules
            .iter()
            .filter_map(|&module| Some((module, self.modules.get(self.chunk, module)?)))
    }

    /// Of a chunk without runtime that starts its entry itself: the chunks that it must wait for, among them those of the
    /// entries that it depends on.
    fn startup(&self) -> Option<Vec<&ModuleId>> {
        let chunk_graph = self.context.chunk_graph;
        let chunk = &chunk_graph.chunks[self.chunk];
        if chunk.has_runtime || chunk.entry_modules.is_empty() {
            return None;
        }
        let chunks = loaded_before(chunk_graph, self.chunk);
        Some(chunks.into_iter().map(|chunk| &chunk_graph.chunks[chunk].id).collect())
    }

    /// The expression that runs the entry modules and gives the exports of the last one: `r(1),r(2)`, or, where these wait
    /// for shared and remote modules, `r(1),r.X(0,[chunks],()=>r(2))`.
    fn run_entry(&self, require: &str) -> String {
        let chunk_graph = self.context.chunk_graph;
        let entry_modules = &chunk_graph.chunks[self.chunk].entry_modules;
        let main = entry_modules.last().filter(|_| self.asks_for_main());
        let calls = |modules: &[ModuleIdx]| -> Vec<String> {
            let call = |module: &ModuleIdx| {
                let id = id_literal(&chunk_graph.module_ids[*module]);
                let note = if main == Some(module) { format!("{require}.s=") } else { String::new() };
                format!("{require}({note}{id})")
            };
            modules.iter().map(call).collect()
        };
        let shared = shared_chunks(self.context, self.chunk);
        if shared.is_empty() {
            return calls(entry_modules).join(",");
        }
        let Order { first, then } = Order::of(self.context, entry_modules);
        let chunks: Vec<String> = shared.iter().map(id_literal).collect();
        let start = format!("{require}.X(0,[{}],()=>({}))", chunks.join(","), calls(&then).join(","));
        let mut steps = calls(&first);
        steps.push(start);
        steps.join(",")
    }

    /// `{ 12: (m,e,r)=>{…}, … }`
    fn module_table(&self, rope: &mut Rope, legal_comments: &mut Vec<String>) {
        rope.push("{");
        let mut is_first = true;
        for (module, rendered) in self.rendered() {
            if !is_first {
                rope.push(",");
            }
            is_first = false;
            if self.layout == Layout::Readable {
                let identifier = &self.context.graph.modules[module].identifier;
                rope.push(&format!(
                    "\n// {}\n",
                    identifier.replace(['\n', '\r', '\u{2028}', '\u{2029}'], " ")
                ));
            }
            rope.push(&id_literal(&self.context.chunk_graph.module_ids[module]));
            rope.push(":");
            rope.push_mapped(&rendered.printed.code, rendered.printed.map.as_ref());
            for comment in &rendered.printed.legal_comments {
                if !legal_comments.contains(comment) {
                    legal_comments.push(comment.clone());
                }
            }
        }
        rope.push(if self.layout == Layout::Readable { "\n}" } else { "}" });
    }

    /// `__webpack_require__=>{…}`: starts the entry once its chunks are there, and publishes it.
    fn startup_function(&self, library: &library::Wrapper) -> Option<String> {
        let chunks: Vec<String> = self.startup()?.into_iter().map(id_literal).collect();
        let start = format!("{}({}){}", library.before, self.run_entry("r"), library.after);
        Some(format!("r=>{{r.O(0,[{}],()=>{{{start}}})}}", chunks.join(",")))
    }

    /// Whether some module of the build says `require.main`.
    fn asks_for_main(&self) -> bool {
        let mut modules = self.modules.whole.iter().flatten();
        modules.any(|module| module.requirements.contains(RuntimeRequirements::ENTRY_MODULE_ID))
    }

    /// `import * as … from "…"` for externals of an ES module.
    fn module_imports(&self, rope: &mut Rope) {
        if !self.context.config.output.module {
            return;
        }
        // Several externals may be members of one module.
        let mut imported: Vec<&str> = Vec::new();
        for &module in &self.context.chunk_graph.chunks[self.chunk].modules {
            if let ModuleKind::External { request, external_type: ExternalType::Module, .. } =
                &self.context.graph.modules[module].kind
                && let Some(first) = request.first()
                && !imported.contains(&first.as_str())
            {
                imported.push(first);
                let variable = module_external_variable(first);
                rope.push(&format!("import * as {variable} from {};", json_string(first)));
            }
        }
        self.node_variables(rope);
    }

    /// What CommonJS has in Node and ES modules have not, as far as modules of the chunk mention it. Outside of the modules,
    /// as what `devtool: "eval"` makes of them has no `import.meta`.
    fn node_variables(&self, rope: &mut Rope) {
        let mentioned =
            self.rendered().fold(RuntimeRequirements::empty(), |all, (_, module)| all | module.requirements);
        let mut declare = |requirement: RuntimeRequirements, value: &str| {
            if mentioned.contains(requirement)
                && let Some(variable) = requirement.node_variable()
            {
                rope.push(&format!("const {variable}={value};"));
            }
        };
        declare(RuntimeRequirements::NODE_REQUIRE, "__webpack_create_require__(import.meta.url)");
        declare(RuntimeRequirements::NODE_FILENAME, "__webpack_file_path__(import.meta.url)");
        declare(
            RuntimeRequirements::NODE_DIRNAME,
            "__webpack_file_path__(import.meta.url+\"/..\").slice(0,-1)",
        );
        // Imports come first wherever they stand.
        if mentioned.contains(RuntimeRequirements::NODE_REQUIRE) {
            rope.push("import{createRequire as __webpack_create_require__}from\"module\";");
        }
        if mentioned.intersects(RuntimeRequirements::NODE_FILENAME | RuntimeRequirements::NODE_DIRNAME) {
            rope.push("import{fileURLToPath as __webpack_file_path__}from\"url\";");
        }
    }
}

/// A chunk that a runtime elsewhere loads.
pub fn render_loaded_chunk(input: &ChunkInput<'_, '_>) -> ChunkText {
    let output = &input.context.config.output;
    let mut rope = Rope::new(input.with_map);
    let mut legal_comments = Vec::new();
    input.module_imports(&mut rope);
    let mut allows_strict = true;
    let id = id_literal(&input.context.chunk_graph.chunks[input.chunk].id);
    let mut declaration = String::new();
    let startup = if requires_runtime(output.chunk_loading) {
        None
    } else {
        let library = library::wrapper_in_function(input.context, input.chunk);
        declaration = library.declaration;
        allows_strict = library.wrapper.allows_strict;
        input.startup_function(&library.wrapper)
    };
    if input.is_strict && !output.module && allows_strict {
        rope.push("\"use strict\";");
    }
    match output.chunk_loading {
        ChunkLoading::Jsonp | ChunkLoading::ImportScripts => {
            let global = property(&output.global_object, &output.chunk_loading_global);
            rope.push(&declaration);
            rope.push(&format!("({global}={global}||[]).push([[{id}],"));
            input.module_table(&mut rope, &mut legal_comments);
            let taken_in_by = input.named_runtimes.get(&input.chunk);
            if startup.is_some() || taken_in_by.is_some() {
                rope.push(",");
                rope.push(startup.as_deref().unwrap_or("0"));
            }
            if let Some(runtimes) = taken_in_by {
                rope.push(",");
                rope.push(&numbers(runtimes));
            }
            rope.push("]);");
        }
        ChunkLoading::Require | ChunkLoading::AsyncNode => {
            rope.push(&format!("exports.id={id};exports.ids=[{id}];exports.modules="));
            input.module_table(&mut rope, &mut legal_comments);
            rope.push(";");
            if let Some(startup) = startup {
                rope.push(&format!("exports.runtime={startup};"));
            }
        }
        ChunkLoading::Import => {
            // An entry brings itself to its runtime, and may have exports of these names.
            let is_entry = !input.context.chunk_graph.chunks[input.chunk].entry_modules.is_empty();
            rope.push(if is_entry { "const " } else { "export const " });
            rope.push(&format!("id={id},ids=[{id}],modules="));
            input.module_table(&mut rope, &mut legal_comments);
            if let Some(startup) = startup {
                rope.push(&format!(",runtime={startup}"));
            }
            rope.push(";");
        }
    }
    let (code, map) = rope.finish();
    ChunkText { code, map, legal_comments }
}

/// What an entry in a file of its own asks for, as seen from it.
#[derive(Debug, Clone, Copy)]
pub struct RequiredFiles<'f> {
    pub runtime: &'f str,
    /// Its other chunks.
    pub others: &'f [String],
    /// Entries of `dependOn`.
    pub depended_on: &'f [String],
}

/// An entry in a file of its own, where files ask for files: brings itself and the entry's other chunks to the
/// runtime, and runs.
///
/// ```js
/// exports.id=1;exports.ids=[1];exports.modules={…};
/// var r=require("./runtime.js");r.C(exports);r.C(require("./vendors.js"));module.exports=r(12);
/// // as an ES module
/// import r from "./runtime.mjs";import * as vendors from "./vendors.mjs";
/// const id=1,ids=[1],modules={…};r.C({ids,modules});r.C(vendors);r(12);
/// ```
///
/// Entries that it depends on are asked for first, and register themselves.
pub fn render_required_entry(input: &ChunkInput<'_, '_>, files: &RequiredFiles<'_>) -> ChunkText {
    let RequiredFiles { runtime, others, depended_on } = *files;
    let ChunkText { mut code, map, legal_comments } = render_loaded_chunk(input);
    let runtime = json_string(runtime);
    if input.context.config.output.chunk_loading == ChunkLoading::Import {
        // Imports run first wherever they stand; behind the modules they leave the source map as it is.
        for entry in depended_on {
            code.push_str(&format!("import {};", json_string(entry)));
        }
        code.push_str(&format!("import __webpack_require__ from {runtime};"));
        for (index, other) in others.iter().enumerate() {
            code.push_str(&format!("import * as __webpack_chunk_{index} from {};", json_string(other)));
        }
        code.push_str("__webpack_require__.C({ids,modules});");
        for index in 0..others.len() {
            code.push_str(&format!("__webpack_require__.C(__webpack_chunk_{index});"));
        }
    } else {
        for entry in depended_on {
            code.push_str(&format!("require({});", json_string(entry)));
        }
        code.push_str(&format!("var __webpack_require__=require({runtime});__webpack_require__.C(exports);"));
        for other in others {
            code.push_str(&format!("__webpack_require__.C(require({}));", json_string(other)));
        }
    }
    let library = library::wrapper(input.context, input.chunk);
    let run = input.run_entry("__webpack_require__");
    code.push_str(&format!("{}({run}){}", library.before, library.after));
    ChunkText { code, map, legal_comments }
}

/// A chunk with a runtime: `(function(modules){…})({…})`, published as the entry's library.
///
/// `imported`: files of initial chunks that an ES module imports and passes to its runtime.
pub fn render_runtime_chunk(
    input: &ChunkInput<'_, '_>,
    runtime: &str,
    gives_require: bool,
    imported: &[String],
) -> ChunkText {
    let mut rope = Rope::new(input.with_map);
    let mut legal_comments = Vec::new();
    input.module_imports(&mut rope);
    for (index, file) in imported.iter().enumerate() {
        rope.push(&format!("import * as __webpack_chunk_{index} from {};", json_string(file)));
    }
    let library = if gives_require {
        let give = match input.context.config.output.chunk_loading {
            ChunkLoading::Import => "export default ",
            _ => "module.exports=",
        };
        library::Wrapper::new(give, ";")
    } else {
        library::wrapper(input.context, input.chunk)
    };
    if input.is_strict && !input.context.config.output.module && library.allows_strict {
        rope.push("\"use strict\";");
    }
    rope.push(&library.before);
    rope.push("(");
    rope.push(runtime);
    // The runtime is a function, whose `this` is the file's only if it is told.
    rope.push(if input.context.config.output.global_object == "this" { ").call(this," } else { ")(" });
    input.module_table(&mut rope, &mut legal_comments);
    if !imported.is_empty() {
        let names: Vec<String> =
            (0..imported.len()).map(|index| format!("__webpack_chunk_{index}")).collect();
        rope.push(&format!(",[{}]", names.join(",")));
    }
    rope.push(")");
    rope.push(&library.after);
    let (code, map) = rope.finish();
    ChunkText { code, map, legal_comments }
}

/// `self.webpackChunkapp`, `self["webpackChunkmy-app"]`.
pub fn property(object: &str, name: &str) -> String {
    if oxc::syntax::identifier::is_identifier_name(name) {
        format!("{object}.{name}")
    } else {
        format!("{object}[{}]", json_string(name))
    }
}

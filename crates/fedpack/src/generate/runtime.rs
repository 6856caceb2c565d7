//! The runtime of a chunk: which files of `runtime/*.js` it needs, and the data they are installed with.
//!
//! In goes a [`RuntimePlan`]; out comes one JavaScript function expression that takes the chunk's module
//! table. Which file needs which other file is read from the files' own `import` statements: `import "./l.js"`
//! asks for the member that `l.js` installs, `import { f } from "./l.js"` only for its code.

mod features;
mod filename_table;
mod files;
mod install;
pub(super) mod literal;
mod plan;
mod print;

use files::RuntimeFile;
use install::Installed;

pub use plan::{
    Consume, Consumes, Container, CopyRest, Expose, ExposedModule, FederationInstance, FederationPackage,
    FederationUses, FurtherNeed, ModuleRef, OutputId, PartialCopy, Provide, RemoteInfo, RemoteModule,
    Remotes, RuntimePlan, ScriptExternal, ScriptRemote, Sharing, Startup, StartupPrefetch,
};

use crate::config::ChunkLoading;

/// How the runtime is printed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RuntimeStyle {
    /// One line, local names shortened.
    Minified,
    /// Names as in the source, what the chunk does not use left out.
    Readable,
}

/// Renders the runtime as a function expression; the caller applies it to the chunk's module table:
///
/// ```js
/// (function(__webpack_modules__) { …; return __webpack_require__(123) })({ 123: function(module, exports, __webpack_require__) { … } })
/// ```
///
/// Its result is the exports of the last startup module, or the container's `{get, init}`. With
/// `ChunkLoading::Import` and chunks to wait for, the second argument is the array of their namespaces, in the
/// order of `startup.wait_for`, which the ES module imports statically.
#[must_use]
pub fn render_runtime(plan: &RuntimePlan, style: RuntimeStyle) -> String {
    print::print(&source(plan), style)
}

/// The function before it is optimised: bodies of files, constants, one call per installed member, start.
fn source(plan: &RuntimePlan) -> String {
    let installed = install::installed_files(plan);
    let start = Start::of(plan);
    let is_given_chunks = start.wait == Some("startup_module.js");
    let mut text = String::from("export default function(__webpack_modules__");
    text.push_str(if is_given_chunks { ", __webpack_chunks__) {\n" } else { ") {\n" });
    push_features(&mut text, plan, &installed);
    push_bodies(&mut text, &installed, &start);
    text.push_str("const __webpack_require__ = createRequire(__webpack_modules__);\n");
    if installed.iter().any(|file| matches!(file.name, "remote.js" | "script_external.js")) {
        push_constant(&mut text, install::ADDRESSES, &install::script_remotes(plan));
    }
    if installed.iter().any(|file| matches!(file.name, "share_scope.js" | "consume_shared.js")) {
        push_constant(&mut text, install::COPIES, &install::copies(plan));
    }
    if install::asks_by_name(plan) {
        push_constant(&mut text, install::PROVIDES, &install::described_provides(plan));
    }
    for Installed { name, file } in &installed {
        push_install(&mut text, file, &install::arguments(plan, name));
    }
    start.push(&mut text, plan);
    text.push('}');
    text
}

fn push_features(text: &mut String, plan: &RuntimePlan, installed: &[Installed]) {
    let names: Vec<&str> = installed.iter().map(|file| file.name).collect();
    for (name, value) in features::features(plan, &names) {
        push_constant(text, name, if value { "true" } else { "false" });
    }
}

fn push_constant(text: &mut String, name: &str, value: &str) {
    text.extend(["const ", name, " = ", value, ";\n"]);
}

/// The bodies of all files that are installed, or whose code is used by these.
fn push_bodies(text: &mut String, installed: &[Installed], start: &Start) {
    let mut names: Vec<&'static str> = installed.iter().map(|file| file.name).collect();
    let mut wanted: Vec<&'static str> = vec!["require.js"];
    wanted.extend(installed.iter().flat_map(|file| file.file.code.iter().copied()));
    for file in installed {
        text.push_str(&file.file.body);
    }
    wanted.extend(start.files());
    while let Some(name) = wanted.pop() {
        if names.contains(&name) {
            continue;
        }
        names.push(name);
        let file = RuntimeFile::read(name);
        text.push_str(&file.body);
        wanted.extend(file.code);
    }
}

/// `{ const parameter = argument; …; body }`.
fn push_install(text: &mut String, file: &RuntimeFile, arguments: &[String]) {
    let install = file.install.as_ref().expect("a file that is imported for its member installs one");
    text.push_str("{\n");
    for (index, parameter) in install.parameters.iter().enumerate() {
        push_constant(text, parameter, arguments.get(index).map_or("undefined", String::as_str));
    }
    text.push_str(install.body);
    text.push_str("}\n");
}

/// `function(__webpack_require__, argument, …)`.
fn push_call(text: &mut String, function: &str, arguments: &[String]) {
    text.extend([function, "(__webpack_require__"]);
    for argument in arguments {
        text.push(',');
        text.push_str(argument);
    }
    text.push(')');
}

/// What happens at the end of the runtime, and gives its result.
struct Start {
    /// File whose function waits for other chunks.
    wait: Option<&'static str>,
    /// File whose function makes the container.
    container: Option<&'static str>,
    /// File whose function prefetches when entries have run.
    prefetch: Option<&'static str>,
}

impl Start {
    fn of(plan: &RuntimePlan) -> Self {
        let wait = if plan.startup.wait_for.is_empty() {
            None
        } else {
            Some(match plan.chunk_loading {
                ChunkLoading::Jsonp => "startup_when_loaded.js",
                ChunkLoading::ImportScripts | ChunkLoading::Require => "startup_load.js",
                ChunkLoading::AsyncNode => "startup_load_async.js",
                ChunkLoading::Import => "startup_module.js",
            })
        };
        let container = plan.container.as_ref();
        let file = |container: &Container| match container.is_package {
            true => "package_container.js",
            false => "container.js",
        };
        let waits = plan.startup_prefetch.iter().any(|prefetch| install::waits_for_entry(plan, prefetch));
        let prefetch = (features::has_document(plan) && waits).then_some("startup_prefetch.js");
        Self { wait, container: container.map(file), prefetch }
    }

    fn files(&self) -> impl Iterator<Item = &'static str> {
        self.wait.into_iter().chain(self.container).chain(self.prefetch)
    }

    fn push(&self, text: &mut String, plan: &RuntimePlan) {
        let Some(wait) = self.wait else {
            push_run(text, plan);
            return;
        };
        let chunks = match plan.chunk_loading {
            ChunkLoading::Import => "__webpack_chunks__".into(),
            _ => literal::ids(&plan.startup.wait_for),
        };
        let mut run = String::from("() => {\n");
        push_run(&mut run, plan);
        run.push('}');
        text.push_str("return ");
        push_call(text, wait_function(wait), &[chunks, run]);
        text.push_str(";\n");
    }
}

/// The function that a `startup_*.js` file exports.
fn wait_function(file: &str) -> &'static str {
    match file {
        "startup_when_loaded.js" => "startWhenLoaded",
        "startup_load.js" => "startAfterLoading",
        "startup_load_async.js" => "startAfterLoadingAsync",
        _ => "startWithChunks",
    }
}

/// Starts the entry, now or when what it shares is there, and returns the result.
fn push_run(text: &mut String, plan: &RuntimePlan) {
    use fedpack_graph::RuntimeRequirements as Requirements;

    if let Some(last) = plan.startup.modules.last()
        && plan.requirements.contains(Requirements::ENTRY_MODULE_ID)
    {
        text.extend(["__webpack_require__.s = ", &literal::id(last), ";\n"]);
    }
    for module in &plan.startup.first {
        text.extend(["__webpack_require__(", &literal::id(module), ");\n"]);
    }
    let is_deferred = !plan.startup.shared_chunks.is_empty();
    if is_deferred {
        // A container is there at once, whatever starts beside it.
        text.push_str(if plan.container.is_some() { "" } else { "return " });
        let chunks = literal::ids(&plan.startup.shared_chunks);
        text.extend(["__webpack_require__.X(0, ", &chunks, ", () => {\n"]);
    }
    push_entry(text, plan, is_deferred || plan.container.is_none());
    if is_deferred {
        text.push_str("});\n");
    }
    if let Some(container) = &plan.container {
        text.push_str("return ");
        if container.is_package {
            let arguments = install::package_container_arguments(plan, container);
            push_call(text, "createPackageContainer", &arguments);
        } else {
            push_call(text, "createContainer", &install::container_arguments(container));
        }
        text.push_str(";\n");
    } else if plan.startup.modules.is_empty() && plan.gives_require {
        text.push_str("return __webpack_require__;\n");
    }
}

/// Requires the startup modules, and prefetches what may be wanted next.
fn push_entry(text: &mut String, plan: &RuntimePlan, gives_exports: bool) {
    let last = plan.startup.modules.len().checked_sub(1).filter(|_| gives_exports);
    for (index, module) in plan.startup.modules.iter().enumerate() {
        if Some(index) == last {
            text.push_str("const exports = ");
        }
        text.extend(["__webpack_require__(", &literal::id(module), ");\n"]);
    }
    let has_document = features::has_document(plan);
    for prefetch in plan.startup_prefetch.iter().filter(|_| has_document) {
        let chunks = literal::ids(&prefetch.chunks);
        if install::waits_for_entry(plan, prefetch) {
            push_call(text, "prefetchAfterStart", &[literal::ids(&prefetch.entry_chunks), chunks]);
            text.push_str(";\n");
        } else {
            text.extend([&chunks, ".forEach(__webpack_require__.E);\n"]);
        }
    }
    if last.is_some() {
        text.push_str("return exports;\n");
    }
}

#[cfg(test)]
mod tests;

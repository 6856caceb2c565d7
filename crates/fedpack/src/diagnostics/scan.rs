//! FED0200–0299: reading, parsing and what stands in a JavaScript module.

use std::{path::Path, sync::Arc};

use fedpack_graph::module_graph::Span;
use oxc::diagnostics::OxcDiagnostic;

use super::BuildDiagnostic;

/// The module that a message is about.
pub struct Place<'p> {
    pub path: &'p Path,
    pub source: &'p Arc<str>,
    pub resource_query: String,
    pub resource_fragment: String,
    pub layer: Option<&'p str>,
}

/// The file cannot be read.
pub fn unreadable_file(path: &Path, error: &std::io::Error) -> BuildDiagnostic {
    BuildDiagnostic::error("FED0200", format!("Cannot read {}: {error}", path.display()))
        .help("Check that the file exists and that you may read it.")
}

/// A loader threw, or its worker died.
pub fn loader_failed(module: &str, message: &str) -> BuildDiagnostic {
    BuildDiagnostic::error("FED0250", format!("A loader failed on {module}\n{message}"))
        .help("The message is the loader's own. Its stack says where in the loader it comes from.")
}

/// `this.emitError`, `this.emitWarning` of a loader.
pub fn loader_message(module: &str, is_error: bool, text: &str) -> BuildDiagnostic {
    let message = format!("A loader says of {module}\n{text}");
    if is_error {
        BuildDiagnostic::error("FED0251", message)
    } else {
        BuildDiagnostic::warning("FED0252", message)
    }
}

/// The bytes are not UTF-8.
pub fn not_utf8(path: &Path, offset: usize) -> BuildDiagnostic {
    BuildDiagnostic::error(
        "FED0201",
        format!("{} is not UTF-8 text: the byte at offset {offset} is invalid", path.display()),
    )
    .help("Save the file as UTF-8. If it is an image, a font or other data, give it an asset type with a rule in `module.rules`.")
}

/// More than four gigabytes: positions in a source are 32 bits.
pub fn enormous_file(path: &Path, size: u64) -> BuildDiagnostic {
    BuildDiagnostic::error("FED0202", format!("{} has {size} bytes, too many for a module", path.display()))
        .help("Load it at run time, or give it the type `asset/resource`.")
}

/// Brackets nested so deeply that recursive code cannot follow.
pub fn too_deep(path: &Path, depth: usize, limit: usize) -> BuildDiagnostic {
    BuildDiagnostic::error(
        "FED0203",
        format!("{} nests brackets {depth} levels deep; fedpack reads up to {limit}", path.display()),
    )
    .help("Data of this shape belongs into a JSON file.")
}

/// A syntax error, as the parser words it.
pub fn syntax_error(place: &Place<'_>, problem: &OxcDiagnostic) -> BuildDiagnostic {
    let mut diagnostic = BuildDiagnostic::error("FED0204", problem.message.to_string());
    for label in problem.labels.iter() {
        let start = label.offset();
        let span = Span { start, end: start + label.len() };
        diagnostic = diagnostic.label(place.path, place.source, span, label.label().unwrap_or(""));
    }
    match &problem.help {
        Some(help) => diagnostic.help(help.to_string()),
        // The parser does not know why it was told to read a script.
        None if problem.message.ends_with("outside a module") => diagnostic.help(
            "This file is a CommonJS script, by its extension `.cjs` or by `\"type\": \"commonjs\"` in the nearest package.json. \
             Remove that line, or name the file `.mjs`.",
        ),
        None => diagnostic,
    }
}

/// `import "./App.vue"` without a loader: markup, which JSX would make sense of.
pub fn no_javascript(place: &Place<'_>) -> BuildDiagnostic {
    let start = u32::try_from(place.source.find('<').unwrap_or_default()).unwrap_or_default();
    BuildDiagnostic::error("FED0218", format!("{} is no JavaScript", place.path.display()))
        .label(place.path, place.source, Span { start, end: start + 1 }, "markup")
        .help(what_to_do_with_a_guess(place))
}

/// For a file that was read as JavaScript only because nothing says what else it is.
pub fn what_to_do_with_a_guess(place: &Place<'_>) -> String {
    let extension = place.path.extension().unwrap_or_default().to_string_lossy();
    format!(
        "Nothing says what `.{extension}` files are. Give them a type, as in \
         {{\"test\": {{\"$regexp\": \"\\\\.{extension}$\"}}, \"type\": \"asset/source\"}} in `module.rules`, or a loader (with the Node package)."
    )
}

/// `a = 1` where `a` is imported.
pub fn assignment_to_import(place: &Place<'_>, span: Span, name: &str) -> BuildDiagnostic {
    BuildDiagnostic::error("FED0205", format!("`{name}` is imported and cannot be assigned to"))
        .label(place.path, place.source, span, "assigned here")
        .help("Export a function from the other module that changes the value.")
}

/// `const load = require;`
pub fn require_is_not_called(place: &Place<'_>, span: Span) -> BuildDiagnostic {
    BuildDiagnostic::warning(
        "FED0206",
        "`require` is used as a value, so fedpack cannot know which modules it loads",
    )
    .label(place.path, place.source, span, "finds no module at run time")
    .help("Call `require(\"…\")` with a text, or use `__non_webpack_require__` for Node's own.")
}

/// `import(name)`, `require(name)`.
pub fn request_is_an_expression(place: &Place<'_>, span: Span) -> BuildDiagnostic {
    BuildDiagnostic::warning("FED0207", "The request of this import is an expression of which no folder is known")
        .label(place.path, place.source, span, "finds no module at run time")
        .help("Begin it with a folder, as in `./pages/${name}.js`, or mark it with /* webpackIgnore: true */ to leave it to the browser.")
}

/// `/* webpackChunkName: x y */`.
pub fn invalid_magic_comment(place: &Place<'_>, span: Span, text: &str) -> BuildDiagnostic {
    BuildDiagnostic::warning("FED0208", format!("This comment is not valid and has no effect: /* {text} */"))
        .label(place.path, place.source, span, "")
        .help("Write the inside of an object literal, as in /* webpackChunkName: \"name\" */.")
}

/// `import.meta.glob(patterns)` with a variable.
pub fn import_meta_glob(place: &Place<'_>, span: Span, message: &str) -> BuildDiagnostic {
    BuildDiagnostic::error("FED0216", format!("`import.meta.glob` {message}"))
        .label(place.path, place.source, span, "")
        .help("Files are looked up at build time: import.meta.glob(\"./pages/*.js\", { eager: true }).")
}

/// `await` outside of functions, for a target that is said to be older than that.
pub fn await_without_async_functions(place: &Place<'_>, span: Span) -> BuildDiagnostic {
    BuildDiagnostic::warning(
        "FED0217",
        "This `await` makes its module an async function, which the target does not have",
    )
    .label(place.path, place.source, span, "outside of any function")
    .help("Move it into a function, or choose a target from 2017 on.")
}

/// JSON that does not parse.
pub fn invalid_json(place: &Place<'_>, span: Span, problem: &str) -> BuildDiagnostic {
    BuildDiagnostic::error("FED0209", format!("This JSON is not valid: {problem}")).label(
        place.path,
        place.source,
        span,
        "",
    )
}

/// A `define` value that is not an expression.
pub fn invalid_define(name: &str, text: &str) -> BuildDiagnostic {
    BuildDiagnostic::error(
        "FED0210",
        format!("The value of `define[\"{name}\"]` is not a JavaScript expression: {text}"),
    )
    .help(format!("For a text, write it with quotes: JSON.stringify({text:?})."))
}

/// Browserslist or `target` text that is not understood.
pub fn invalid_target(problem: &str) -> BuildDiagnostic {
    BuildDiagnostic::error("FED0211", format!("The target is not understood: {problem}"))
        .help("Use a browserslist query (`browserslist: [\"last 2 versions\"]` in package.json) or a target as `es2020`.")
}

/// `require.ensure(…)` whose list or callback is not written out, so that what it loads is unknown.
pub fn require_ensure(place: &Place<'_>, span: Span) -> BuildDiagnostic {
    BuildDiagnostic::error("FED0212", "`require.ensure` needs a list of texts that is written out, and a callback")
        .label(place.path, place.source, span, "called here")
        .help("Write `import(\"./module\").then(module => …)`; its chunk is named by /* webpackChunkName: \"name\" */.")
}

/// `webpackExports` of an `import()` whose syntax says what is read.
pub fn overruled_exports(place: &Place<'_>, span: Span) -> BuildDiagnostic {
    BuildDiagnostic::warning(
        "FED0215",
        "`webpackExports` has no effect: the code shows which exports are read",
    )
    .label(place.path, place.source, span, "these are used, and no others")
    .help("Leave the comment out.")
}

/// Bytes that are no WebAssembly module.
pub fn invalid_webassembly(path: &Path, problem: &str) -> BuildDiagnostic {
    BuildDiagnostic::error("FED0214", format!("{} is not a WebAssembly module: {problem}", path.display()))
        .help("Build the file anew. If it is meant to be an asset, ask for it by `new URL(\"./file.wasm\", import.meta.url)`.")
}

/// `require(requests, callback)` with a list that is not written out.
pub fn amd_require(place: &Place<'_>, span: Span) -> BuildDiagnostic {
    BuildDiagnostic::error("FED0213", "The list of this AMD `require` is not known at build time")
        .label(place.path, place.source, span, "loads modules that fedpack cannot find")
        .help("Write the list out, as in `require([\"./a\"], callback)`, or give `require` one request.")
}

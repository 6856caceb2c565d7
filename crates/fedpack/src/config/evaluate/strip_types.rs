//! TypeScript configurations → JavaScript files beside them, for as long as Node needs them.
//!
//! Beside them, so that relative imports and `import.meta.url` mean what they say. TypeScript files that they import
//! relatively get the same treatment, and imports without an extension the one that Node wants to see.

use std::{
    path::{Path, PathBuf},
    sync::{
        Arc,
        atomic::{AtomicU32, Ordering},
    },
    time::Duration,
};

use fedpack_graph::module_graph::Span;
use oxc::{
    allocator::Allocator,
    ast::ast::{Program, Statement, StringLiteral},
    codegen::{Codegen, CodegenOptions},
    diagnostics::OxcDiagnostic,
    parser::{ParseOptions, Parser},
    semantic::SemanticBuilder,
    span::SourceType,
    transformer::{TransformOptions, Transformer},
};

use super::StackFrame;
use crate::{
    config::source::ConfigSource,
    diagnostics::{Diagnostics, config as diagnostics},
};

/// Start of the names of written files.
const PREFIX: &str = ".fedpack-config-";
/// A configuration that takes longer than this to evaluate is one that nobody waits for.
const LEFT_BEHIND: Duration = Duration::from_secs(600);

/// The files that were written. They go when this goes.
pub(super) struct Stripped {
    modules: Vec<Module>,
}

struct Module {
    original: PathBuf,
    written: PathBuf,
    /// Of each token: line and column written, line and column in the original; from 0, in order of writing.
    tokens: Vec<[u32; 4]>,
}

impl Drop for Stripped {
    fn drop(&mut self) {
        for module in &self.modules {
            // It may never have been written.
            let _ = std::fs::remove_file(&module.written);
        }
    }
}

impl Stripped {
    /// What Node is to import.
    pub fn entry(&self) -> &Path {
        &self.modules[0].written
    }

    /// The originals, the configuration first.
    pub fn files(&self) -> impl Iterator<Item = &Path> {
        self.modules.iter().map(|module| module.original.as_path())
    }

    /// The place in the TypeScript file.
    pub fn original(&self, frame: &StackFrame) -> StackFrame {
        let Some(module) = self.modules.iter().find(|module| module.written == frame.file) else {
            return frame.clone();
        };
        let wanted =
            [frame.line, frame.column].map(|from_one| u32::try_from(from_one - 1).unwrap_or(u32::MAX));
        let after = module.tokens.partition_point(|token| [token[0], token[1]] <= wanted);
        let token = after.checked_sub(1).map(|index| module.tokens[index]);
        // Without a token on that line, the place is code that only the written file has.
        let (line, column) = match token.filter(|token| token[0] == wanted[0]) {
            Some(token) => (token[2] as usize + 1, token[3] as usize + 1),
            None => (1, 1),
        };
        StackFrame { function: frame.function.clone(), file: module.original.clone(), line, column }
    }

    /// A message that names the written files, with the originals' names.
    pub fn original_names(&self, message: &str) -> String {
        self.modules.iter().fold(message.to_owned(), |message, module| {
            message.replace(&*module.written.to_string_lossy(), &module.original.to_string_lossy())
        })
    }
}

/// Syntax errors of a JavaScript configuration, all of them.
pub(super) fn check_syntax(source: &ConfigSource) -> Result<(), Diagnostics> {
    let extension = source.file.extension().and_then(|extension| extension.to_str());
    let types: &[SourceType] = match extension {
        Some("mjs") => &[SourceType::mjs()],
        Some("cjs") => &[SourceType::cjs()],
        // Which of the two follows from package.json; the error is the same in both, if it is one.
        _ => &[SourceType::mjs(), SourceType::cjs()],
    };
    let mut first = None;
    for source_type in types {
        let allocator = Allocator::default();
        let errors = Parser::new(&allocator, &source.text, *source_type).parse().diagnostics;
        if errors.is_empty() {
            return Ok(());
        }
        first.get_or_insert_with(|| {
            errors.iter().map(|error| syntax_error(source, error)).collect::<Diagnostics>()
        });
    }
    Err(first.unwrap_or_default())
}

/// The configuration and the TypeScript files that it imports, written as JavaScript.
pub(super) fn strip(source: &ConfigSource) -> Result<Stripped, Diagnostics> {
    remove_left_behind(&source.file);
    let mut stripped = Stripped { modules: Vec::new() };
    let mut next = 0;
    stripped.modules.push(module(&source.file, &source.text));
    let mut sources = vec![source.clone()];
    while next < sources.len() {
        let current = sources[next].clone();
        let text = strip_one(&current, next, &mut stripped, &mut sources)?;
        let written = &stripped.modules[next].written;
        std::fs::write(written, text).map_err(|error| {
            vec![diagnostics::evaluation_failed(
                source,
                &format!("its JavaScript cannot be written beside it, to {}: {error}", written.display()),
            )]
        })?;
        next += 1;
    }
    Ok(stripped)
}

fn module(original: &Path, text: &str) -> Module {
    static COUNTER: AtomicU32 = AtomicU32::new(0);
    let number = COUNTER.fetch_add(1, Ordering::Relaxed);
    let extension = if is_commonjs(original, text) { "cjs" } else { "mjs" };
    let name = format!("{PREFIX}{}-{number}.{extension}", std::process::id());
    Module { original: original.to_owned(), written: original.with_file_name(name), tokens: Vec::new() }
}

/// A program that is killed cannot clean up; the next one does.
fn remove_left_behind(config: &Path) {
    let Some(entries) = config.parent().and_then(|folder| std::fs::read_dir(folder).ok()) else { return };
    for entry in entries.flatten() {
        let is_ours = entry.file_name().to_string_lossy().starts_with(PREFIX);
        // A younger one may belong to a program that runs.
        let is_old = || {
            let modified = entry.metadata().and_then(|metadata| metadata.modified());
            modified.is_ok_and(|modified| modified.elapsed().is_ok_and(|age| age > LEFT_BEHIND))
        };
        if is_ours && is_old() {
            let _ = std::fs::remove_file(entry.path());
        }
    }
}

/// `.cts`, or a file without a sign of ECMAScript modules.
fn is_commonjs(file: &Path, text: &str) -> bool {
    match file.extension().and_then(|extension| extension.to_str()) {
        Some("cts") => true,
        Some("mts") => false,
        _ => {
            let allocator = Allocator::default();
            let parsed = Parser::new(&allocator, text, SourceType::ts()).parse();
            !parsed.module_record.has_module_syntax
        }
    }
}

fn strip_one(
    source: &ConfigSource,
    index: usize,
    stripped: &mut Stripped,
    sources: &mut Vec<ConfigSource>,
) -> Result<String, Diagnostics> {
    let allocator = Allocator::default();
    let text = &*source.text;
    let options = ParseOptions { allow_return_outside_function: true, ..ParseOptions::default() };
    let parsed = Parser::new(&allocator, text, SourceType::ts()).with_options(options).parse();
    let fail = |errors: &[OxcDiagnostic]| {
        errors.iter().map(|error| syntax_error(source, error)).collect::<Diagnostics>()
    };
    if !parsed.diagnostics.is_empty() {
        return Err(fail(&parsed.diagnostics));
    }
    let mut program = parsed.program;
    let semantic = SemanticBuilder::new_compiler().with_enum_eval(true).build(&program);
    if !semantic.diagnostics.is_empty() {
        return Err(fail(&semantic.diagnostics));
    }
    let scoping = semantic.semantic.into_scoping();
    let options = TransformOptions::default();
    let transformed =
        Transformer::new(&allocator, &source.file, &options).build_with_scoping(scoping, &mut program);
    if !transformed.diagnostics.is_empty() {
        return Err(fail(&transformed.diagnostics));
    }
    for request in requests(&mut program) {
        let Some(target) = resolve(&source.file, &request.value) else { continue };
        let address = match target {
            Target::Typescript(file) => stripped_name(&file, stripped, sources),
            Target::Other(address) => Some(address),
        };
        if let Some(address) = address {
            request.value = allocator.alloc_str(&address).into();
            request.raw = None;
        }
    }
    let options = CodegenOptions { source_map_path: Some(source.file.clone()), ..CodegenOptions::default() };
    let printed = Codegen::new().with_options(options).build(&program);
    stripped.modules[index].tokens = printed
        .map
        .iter()
        .flat_map(|map| map.get_tokens())
        .map(|token| [token.get_dst_line(), token.get_dst_col(), token.get_src_line(), token.get_src_col()])
        .collect();
    Ok(printed.code)
}

/// Requests of static imports and re-exports.
fn requests<'b, 'a>(program: &'b mut Program<'a>) -> impl Iterator<Item = &'b mut StringLiteral<'a>> {
    program.body.iter_mut().filter_map(|statement| match statement {
        Statement::ImportDeclaration(declaration) => Some(&mut declaration.source),
        Statement::ExportAllDeclaration(declaration) => Some(&mut declaration.source),
        Statement::ExportFromDeclaration(declaration) => Some(&mut declaration.source),
        _ => None,
    })
}

enum Target {
    Typescript(PathBuf),
    /// What Node wants to see.
    Other(String),
}

/// As TypeScript resolves: `./a`, `./a.js` and `./a.ts` may all mean `a.ts`. `None`: Node knows what it means.
fn resolve(importer: &Path, request: &str) -> Option<Target> {
    if !request.starts_with("./") && !request.starts_with("../") {
        return None;
    }
    let is_typescript =
        |request: &str| [".ts", ".mts", ".cts"].iter().any(|extension| request.ends_with(extension));
    let folder = importer.parent()?;
    let mut candidates = vec![request.to_owned()];
    for (javascript, typescript) in [(".js", ".ts"), (".mjs", ".mts"), (".cjs", ".cts")] {
        candidates.extend(request.strip_suffix(javascript).map(|stem| format!("{stem}{typescript}")));
    }
    for extension in [".ts", ".mts", ".cts", ".js", ".mjs", ".cjs", ".json", "/index.ts", "/index.js"] {
        candidates.push(format!("{}{extension}", request.trim_end_matches('/')));
    }
    let found = candidates.into_iter().find(|candidate| folder.join(candidate).is_file())?;
    if is_typescript(&found) {
        Some(Target::Typescript(folder.join(&found)))
    } else {
        (found != request).then_some(Target::Other(found))
    }
}

/// Where the file's JavaScript is or will be, as an address that an import can name.
fn stripped_name(file: &Path, stripped: &mut Stripped, sources: &mut Vec<ConfigSource>) -> Option<String> {
    let file = file.canonicalize().ok()?;
    let known = stripped.modules.iter().position(|module| module.original == file);
    let index = match known {
        Some(index) => index,
        None => {
            let text: Arc<str> = Arc::from(std::fs::read_to_string(&file).ok()?);
            stripped.modules.push(module(&file, &text));
            sources.push(ConfigSource::new(&file, text));
            stripped.modules.len() - 1
        }
    };
    let written = stripped.modules[index].written.to_string_lossy();
    let path = percent_encoding::utf8_percent_encode(&written, PATH);
    Some(format!("file://{path}"))
}

/// What ends or changes the path of an address.
const PATH: &percent_encoding::AsciiSet =
    &percent_encoding::CONTROLS.add(b' ').add(b'#').add(b'?').add(b'%').add(b'"').add(b'\\');

fn syntax_error(source: &ConfigSource, error: &OxcDiagnostic) -> crate::diagnostics::BuildDiagnostic {
    let span = error
        .labels
        .first()
        .map_or(Span::default(), |label| Span { start: label.offset(), end: label.offset() + label.len() });
    diagnostics::config_syntax(source, &error.message, span, error.help.as_ref().map(ToString::to_string))
}

//! Source text → AST: parse, early errors, then TypeScript, JSX and lowering on the same AST.

use std::path::Path;

use fedpack_graph::module_graph::ModuleType;
use oxc::{
    allocator::Allocator,
    ast::ast::Program,
    diagnostics::OxcDiagnostic,
    parser::{ParseOptions, Parser, ParserReturn},
    semantic::{Scoping, SemanticBuilder},
    span::SourceType,
    transformer::Transformer,
};
use oxc_resolver::CompilerOptions;

use super::{
    import_meta_glob, kept_imports,
    scoping::{expected_stats, scoping_of},
    transform_settings::TransformSettings,
};

/// Nesting beyond which a file is refused. The deepest recursion (printing and compressing) takes about two
/// kilobytes of stack a level, and our threads have [`crate::scan::STACK_SIZE`].
pub const MAX_NESTING: usize = 20_000;

/// How a file's text is to be read.
///
/// `is_typescript` is for names that do not say: `App.vue?vue&type=script&lang=ts`.
fn source_type(path: &Path, module_type: ModuleType, is_typescript: bool) -> SourceType {
    let otherwise = if is_typescript { SourceType::tsx() } else { SourceType::default() };
    let by_extension = SourceType::from_path(path).unwrap_or(otherwise);
    // JSX in `.js` is common in applications, and cannot be confused with anything else there.
    let by_extension = if by_extension.is_typescript() { by_extension } else { by_extension.with_jsx(true) };
    match module_type {
        ModuleType::JavascriptEsm => by_extension.with_module(true),
        ModuleType::JavascriptDynamic => by_extension.with_script(true),
        _ => by_extension.with_unambiguous(true),
    }
}

/// What the surroundings of a file say about it.
pub struct FileOptions<'o> {
    /// Not in `node_modules`: lowered to the target.
    pub is_own_code: bool,
    /// Whatever its extension says.
    pub is_typescript: bool,
    /// Of its tsconfig.json.
    pub compiler_options: Option<&'o CompilerOptions>,
    /// Where patterns that begin with `/` start.
    pub context: &'o Path,
}

pub struct Parsed<'a> {
    pub program: Program<'a>,
    pub scoping: Scoping,
    /// As it was read, which its name need not say.
    pub is_typescript: bool,
    pub problems: Vec<import_meta_glob::Problem>,
}

/// All problems of the file are returned, not the first alone.
pub fn parse<'a>(
    allocator: &'a Allocator,
    source: &'a str,
    path: &Path,
    module_type: ModuleType,
    settings: &TransformSettings,
    file: &FileOptions<'_>,
) -> Result<Parsed<'a>, Vec<OxcDiagnostic>> {
    let mut source_type = source_type(path, module_type, file.is_typescript);
    let options = ParseOptions {
        preserve_parens: false,
        allow_return_outside_function: !source_type.is_module(),
        ..ParseOptions::default()
    };
    let read = |source_type| Parser::new(allocator, source, source_type).with_options(options).parse();
    let is_refused = |parsed: &ParserReturn<'_>| parsed.panicked || !parsed.diagnostics.is_empty();
    let mut parsed = read(source_type);
    // Rules that read TypeScript often are for `.js` as well, where it is rare: such a file is JavaScript as long as it can be.
    if is_refused(&parsed) && file.is_typescript && !source_type.is_typescript() {
        source_type = source_type.with_typescript(true);
        parsed = read(source_type);
    }
    if is_refused(&parsed) {
        return Err(parsed.diagnostics.into_iter().collect());
    }
    let mut program = parsed.program;
    let problems = import_meta_glob::expand(allocator, &mut program, path, file.context);
    let semantic = SemanticBuilder::new_compiler()
        .with_enum_eval(source_type.is_typescript())
        .with_stats(expected_stats(source))
        .build(&program);
    if !semantic.diagnostics.is_empty() {
        return Err(semantic.diagnostics.into_iter().collect());
    }
    let stats = semantic.semantic.stats();
    let scoping = semantic.semantic.into_scoping();
    let lowers = file.is_own_code && settings.lowers();
    let has_jsx = source_type.is_jsx() && !settings.preserves_jsx() && may_have_jsx(source, path);
    if !source_type.is_typescript() && !has_jsx && !lowers {
        return Ok(Parsed { program, scoping, is_typescript: false, problems });
    }
    let options = settings.options(lowers, source_type.is_typescript(), file.compiler_options);
    let kept = file
        .compiler_options
        .filter(|options| source_type.is_typescript() && kept_imports::are_wanted(options))
        .map(|_| kept_imports::requests(&program));
    let source_path = settings.source_path(path);
    let transformed =
        Transformer::new(allocator, &source_path, &options).build_with_scoping(scoping, &mut program);
    if !transformed.diagnostics.is_empty() {
        return Err(transformed.diagnostics.into_iter().collect());
    }
    if let Some(requests) = kept {
        kept_imports::restore(allocator, &mut program, &requests);
    }
    // The transformer keeps scoping nearly right; "nearly" would show as a wrong import binding.
    let scoping = scoping_of(&program, stats);
    Ok(Parsed { program, scoping, is_typescript: source_type.is_typescript(), problems })
}

/// A cheap "no": files without `</` or `/>` have no JSX.
fn may_have_jsx(source: &str, path: &Path) -> bool {
    let is_jsx_file = path.extension().is_some_and(|extension| extension == "jsx" || extension == "tsx");
    is_jsx_file || memchr_pair(source.as_bytes())
}

fn memchr_pair(bytes: &[u8]) -> bool {
    bytes.windows(2).any(|pair| pair == b"</" || pair == b"/>")
}

/// The deepest bracket nesting of a text. Brackets in strings and comments count too: this only decides
/// whether the file may be handed to recursive code.
pub fn nesting_depth(source: &str) -> usize {
    let mut depth = 0usize;
    let mut deepest = 0usize;
    for byte in source.bytes() {
        match byte {
            b'(' | b'[' | b'{' => {
                depth += 1;
                deepest = deepest.max(depth);
            }
            b')' | b']' | b'}' => depth = depth.saturating_sub(1),
            _ => {}
        }
    }
    deepest
}

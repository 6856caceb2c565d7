//! Source text → AST: parse, early errors, then TypeScript, JSX and lowering on the same AST.

use std::path::Path;

use fedpack_graph::module_graph::ModuleType;
use oxc::{
    allocator::Allocator,
    ast::ast::Program,
    diagnostics::OxcDiagnostic,
    parser::{ParseOptions, Parser},
    semantic::{Scoping, SemanticBuilder},
    span::SourceType,
    transformer::{
        EnvOptions, HelperLoaderMode, HelperLoaderOptions, JsxOptions, JsxRuntime as OxcJsxRuntime,
        TransformOptions, Transformer,
    },
};

use crate::config::{Config, JsxRuntime, Mode, engine_targets};

/// Nesting beyond which a file is refused. The deepest recursion (printing and compressing) takes about two
/// kilobytes of stack a level, and our threads have [`crate::scan::STACK_SIZE`].
pub const MAX_NESTING: usize = 20_000;

/// What to do to a file after parsing it.
#[derive(Debug)]
pub struct TransformSettings {
    /// TypeScript and JSX only.
    base: TransformOptions,
    /// With lowering to the target, for the user's own files.
    lowered: Option<TransformOptions>,
    preserve_jsx: bool,
}

impl TransformSettings {
    /// Returns an error text when the target is not understood.
    pub fn new(config: &Config) -> Result<Self, String> {
        let mut base = TransformOptions { env: EnvOptions::default(), ..TransformOptions::default() };
        base.helper_loader =
            HelperLoaderOptions { mode: HelperLoaderMode::Runtime, ..HelperLoaderOptions::default() };
        base.decorator.legacy = true;
        base.typescript.allow_declare_fields = true;
        base.typescript.optimize_const_enums = true;
        base.jsx = JsxOptions {
            runtime: match config.jsx.runtime {
                JsxRuntime::Classic => OxcJsxRuntime::Classic,
                JsxRuntime::Automatic | JsxRuntime::Preserve => OxcJsxRuntime::Automatic,
            },
            development: config.jsx.development && config.mode == Mode::Development,
            // `@jsxSource` holds absolute paths: two checkouts would build different bytes.
            jsx_source_plugin: false,
            jsx_self_plugin: false,
            import_source: config.jsx.import_source.clone(),
            pragma: config.jsx.factory.clone(),
            pragma_frag: config.jsx.fragment.clone(),
            ..JsxOptions::enable()
        };
        let preserve_jsx = config.jsx.runtime == JsxRuntime::Preserve;
        if preserve_jsx {
            base.jsx = JsxOptions::disable();
        }
        let lowered = match &config.target.lowering {
            None => None,
            Some(queries) => {
                Some(TransformOptions { env: EnvOptions::from(engine_targets(queries)?), ..base.clone() })
            }
        };
        Ok(Self { base, lowered, preserve_jsx })
    }
}

/// How a file's text is to be read.
pub fn source_type(path: &Path, module_type: ModuleType) -> SourceType {
    let by_extension = SourceType::from_path(path).unwrap_or_default();
    // JSX in `.js` is common in applications, and cannot be confused with anything else there.
    let by_extension = if by_extension.is_typescript() { by_extension } else { by_extension.with_jsx(true) };
    match module_type {
        ModuleType::JavascriptEsm => by_extension.with_module(true),
        ModuleType::JavascriptDynamic => by_extension.with_script(true),
        _ => by_extension.with_unambiguous(true),
    }
}

pub struct Parsed<'a> {
    pub program: Program<'a>,
    pub scoping: Scoping,
}

/// All problems of the file are returned, not the first alone.
pub fn parse<'a>(
    allocator: &'a Allocator,
    source: &'a str,
    path: &Path,
    module_type: ModuleType,
    settings: &TransformSettings,
    is_own_code: bool,
) -> Result<Parsed<'a>, Vec<OxcDiagnostic>> {
    let source_type = source_type(path, module_type);
    let options = ParseOptions {
        preserve_parens: false,
        allow_return_outside_function: !source_type.is_module(),
        ..ParseOptions::default()
    };
    let parsed = Parser::new(allocator, source, source_type).with_options(options).parse();
    if parsed.panicked || !parsed.diagnostics.is_empty() {
        return Err(parsed.diagnostics.into_iter().collect());
    }
    let mut program = parsed.program;
    let semantic =
        SemanticBuilder::new_compiler().with_enum_eval(source_type.is_typescript()).build(&program);
    if !semantic.diagnostics.is_empty() {
        return Err(semantic.diagnostics.into_iter().collect());
    }
    let scoping = semantic.semantic.into_scoping();
    let lowered = settings.lowered.as_ref().filter(|_| is_own_code);
    let has_jsx = source_type.is_jsx() && !settings.preserve_jsx && may_have_jsx(source, path);
    if !source_type.is_typescript() && !has_jsx && lowered.is_none() {
        return Ok(Parsed { program, scoping });
    }
    let options = lowered.unwrap_or(&settings.base);
    let transformed = Transformer::new(allocator, path, options).build_with_scoping(scoping, &mut program);
    if !transformed.diagnostics.is_empty() {
        return Err(transformed.diagnostics.into_iter().collect());
    }
    // The transformer keeps scoping nearly right; "nearly" would show as a wrong import binding.
    let scoping = SemanticBuilder::new().build(&program).semantic.into_scoping();
    Ok(Parsed { program, scoping })
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

//! One file compiled by itself: TypeScript, JSX and lowering, as a scan does it, printed again. Loaders in JavaScript
//! that come after `builtin:swc-loader` want text.

use std::{panic::resume_unwind, path::Path, sync::Arc, thread};

use fedpack_graph::module_graph::ModuleType;
use oxc::{
    allocator::Allocator,
    codegen::{Codegen, CodegenOptions},
};

use super::{
    declarations::graph_span,
    import_meta_glob,
    parse::{FileOptions, MAX_NESTING, nesting_depth, parse},
    transform_settings::TransformSettings,
};
use crate::{
    config::Config,
    diagnostics::{Diagnostics, scan as problems},
    scan::STACK_SIZE,
};

#[derive(Debug)]
pub struct Compiled {
    pub code: String,
    /// JSON, if it was asked for.
    pub source_map: Option<String>,
}

/// `config` says what JSX and the target are. `is_typescript` is for names that do not say.
///
/// # Errors
/// All problems of the file.
pub fn compile(
    config: &Config,
    path: &Path,
    source: &str,
    is_typescript: bool,
    with_source_map: bool,
) -> Result<Compiled, Diagnostics> {
    let settings =
        TransformSettings::new(config).map_err(|problem| vec![problems::invalid_target(&problem)])?;
    let depth = nesting_depth(source);
    if depth > MAX_NESTING {
        return Err(vec![problems::too_deep(path, depth, MAX_NESTING)]);
    }
    // Whoever calls this may have any stack.
    thread::scope(|scope| {
        let work = || compile_here(&settings, &config.context, path, source, is_typescript, with_source_map);
        let thread = thread::Builder::new().stack_size(STACK_SIZE).spawn_scoped(scope, work);
        thread.expect("a thread can be started").join().unwrap_or_else(|panic| resume_unwind(panic))
    })
}

fn compile_here(
    settings: &TransformSettings,
    context: &Path,
    path: &Path,
    source: &str,
    is_typescript: bool,
    with_source_map: bool,
) -> Result<Compiled, Diagnostics> {
    let allocator = Allocator::default();
    let file = FileOptions { is_own_code: true, is_typescript, compiler_options: None, context };
    let text = Arc::from(source);
    let place = problems::Place {
        path,
        source: &text,
        resource_query: String::new(),
        resource_fragment: String::new(),
        layer: None,
    };
    let parsed =
        parse(&allocator, source, path, ModuleType::JavascriptAuto, settings, &file).map_err(|errors| {
            errors.iter().map(|error| problems::syntax_error(&place, error)).collect::<Diagnostics>()
        })?;
    if !parsed.problems.is_empty() {
        let problem = |found: &import_meta_glob::Problem| {
            problems::import_meta_glob(&place, graph_span(found.span), found.message)
        };
        return Err(parsed.problems.iter().map(problem).collect());
    }
    let source_map_path = with_source_map.then(|| path.to_path_buf());
    let options = CodegenOptions { source_map_path, ..CodegenOptions::default() };
    let printed = Codegen::new().with_options(options).with_source_text(source).build(&parsed.program);
    Ok(Compiled { code: printed.code, source_map: printed.map.map(|map| map.to_json_string()) })
}

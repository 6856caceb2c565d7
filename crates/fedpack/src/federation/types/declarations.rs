//! One source file → its declarations, without a look at any other file.

use std::{path::Path, sync::Arc};

use fedpack_graph::module_graph::Span;
use oxc::{
    allocator::Allocator,
    codegen::{Codegen, CodegenOptions, CommentOptions},
    isolated_declarations::{IsolatedDeclarations, IsolatedDeclarationsOptions},
    parser::Parser,
    span::SourceType,
};

use crate::diagnostics::{BuildDiagnostic, types as problems};

/// Declarations of one file.
#[derive(Debug)]
pub struct Declarations {
    pub text: String,
    /// Types that cannot be told from this file alone.
    pub inferred: Vec<BuildDiagnostic>,
}

/// Extensions of sources that have declarations.
pub fn is_typescript(path: &Path) -> bool {
    path.extension().is_some_and(|it| it == "ts" || it == "tsx" || it == "mts" || it == "cts")
}

/// A component of Vue, of which only its own compiler makes TypeScript.
pub fn is_component(path: &Path) -> bool {
    path.extension().is_some_and(|it| it == "vue")
}

/// `x.d.ts` is declarations already.
pub fn is_declaration_file(path: &Path) -> bool {
    path.file_name()
        .and_then(|name| name.to_str())
        .is_some_and(|name| [".d.ts", ".d.mts", ".d.cts"].iter().any(|ending| name.ends_with(ending)))
}

/// # Errors
///
/// Files that cannot be read, or are no TypeScript.
pub fn declarations(path: &Path) -> Result<Declarations, Box<BuildDiagnostic>> {
    if is_component(path) {
        return Ok(Declarations { text: String::new(), inferred: Vec::new() });
    }
    let text = std::fs::read_to_string(path).map_err(|error| Box::new(problems::unreadable(path, &error)))?;
    if is_declaration_file(path) {
        return Ok(Declarations { text, inferred: Vec::new() });
    }
    let source: Arc<str> = Arc::from(text);
    let allocator = Allocator::default();
    let source_type = SourceType::from_path(path).unwrap_or_else(|_| SourceType::ts());
    let parsed = Parser::new(&allocator, &source, source_type).parse();
    let place = |problem: &oxc::diagnostics::OxcDiagnostic| {
        problem
            .labels
            .iter()
            .next()
            .map(|label| Span { start: label.offset(), end: label.offset() + label.len() })
    };
    if let Some(problem) = parsed.diagnostics.first() {
        let message = problem.message.to_string();
        return Err(Box::new(problems::no_typescript(path, &source, place(problem), &message)));
    }
    let options = IsolatedDeclarationsOptions::default();
    let made = IsolatedDeclarations::new(&allocator, options).build(&parsed.program);
    let options = CodegenOptions {
        comments: CommentOptions { jsdoc: true, ..CommentOptions::disabled() },
        ..CodegenOptions::default()
    };
    let text = Codegen::new().with_options(options).build(&made.program).code;
    let problem = |problem: &oxc::diagnostics::OxcDiagnostic| {
        problems::inferred_type(path, &source, place(problem), &problem.message)
    };
    Ok(Declarations { text, inferred: made.diagnostics.iter().map(problem).collect() })
}

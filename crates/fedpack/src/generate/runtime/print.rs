//! Optimises and prints the runtime's source.

use oxc::{
    allocator::Allocator,
    codegen::{Codegen, CodegenOptions, CommentOptions},
    mangler::MangleOptions,
    minifier::{CompressOptions, Minifier, MinifierOptions},
    parser::Parser,
    span::SourceType,
    transformer::EngineTargets,
};

use super::RuntimeStyle;

/// What stands in front of the function so that the optimiser takes it for used.
const EXPORT: &str = "export default ";

/// From `export default function…` to a function expression.
pub(super) fn print(source: &str, style: RuntimeStyle) -> String {
    let allocator = Allocator::default();
    let parsed = Parser::new(&allocator, source, SourceType::mjs()).parse();
    assert!(parsed.diagnostics.is_empty(), "the runtime parses: {:?}", parsed.diagnostics);
    let mut program = parsed.program;
    let is_minified = style == RuntimeStyle::Minified;
    let minifier = Minifier::new(MinifierOptions {
        mangle: is_minified.then(MangleOptions::default),
        mangle_properties: None,
        compress: Some(CompressOptions {
            // The files are written in ECMAScript 2015, and nothing younger must come in.
            target: EngineTargets::from_target("es2015").expect("a known target"),
            ..if is_minified { CompressOptions::smallest() } else { CompressOptions::dce() }
        }),
    });
    let scoping = if is_minified {
        minifier.minify(&allocator, &mut program).scoping
    } else {
        minifier.dce(&allocator, &mut program).scoping
    };
    let printed = Codegen::new()
        .with_options(CodegenOptions {
            minify: is_minified,
            comments: CommentOptions::disabled(),
            ..CodegenOptions::default()
        })
        .with_scoping(scoping)
        .build(&program)
        .code;
    let function = printed.strip_prefix(EXPORT).expect("the only statement is the exported function");
    function.trim_end().trim_end_matches(';').to_string()
}

//! Factory function → text, minified or readable, with its source map.

use std::path::PathBuf;

use oxc::{
    allocator::Allocator,
    ast::ast::{CommentKind, Expression, Program},
    codegen::{Codegen, CodegenOptions, CommentOptions, LegalComment},
    mangler::MangleOptionsKeepNames,
    minifier::{CompressOptions, CompressOptionsKeepNames, MangleOptions, Minifier, MinifierOptions},
    span::{SPAN, SourceType},
};
use oxc_sourcemap::{SourceMap, Token};

use super::builder::Js;

/// The factory stands as the argument of a call while it is minified, so that it is neither dropped as
/// unused nor taken for top-level code; the call is cut off afterwards.
const CARRIER: &str = "$";

#[derive(Debug, Clone)]
pub struct PrintOptions {
    pub minify: bool,
    /// Compress and shorten names, besides leaving out white space: not where a `with` or other code that
    /// the compressor does not understand stands.
    pub optimize: bool,
    /// Leave `/* @__PURE__ */` in front of calls without effects, in minified text too.
    pub marks_calls: bool,
    /// `sources` entry of the map; `None`: no map.
    pub source_name: Option<String>,
    pub compress: CompressOptions,
}

/// Text of one factory function expression.
#[derive(Debug, Default)]
pub struct Printed {
    pub code: String,
    pub map: Option<SourceMap<'static>>,
    /// `/*! … */` and `@license` comments, in order.
    pub legal_comments: Vec<String>,
}

pub fn print<'a>(
    allocator: &'a Allocator,
    program: &mut Program<'a>,
    function: Expression<'a>,
    options: &PrintOptions,
) -> Printed {
    let js = Js::new(allocator);
    let legal_comments = if options.minify { legal_comments(program) } else { Vec::new() };
    program.source_type = SourceType::cjs();
    program.directives.clear();
    program.hashbang = None;
    keep_comments_inside(program);
    drop_comments(program, options);
    program.body = js.vec([js.expression_statement(js.call(js.identifier(CARRIER), [function]))]);

    let mut codegen = Codegen::new();
    if options.minify && options.optimize {
        let CompressOptionsKeepNames { function, class } = options.compress.keep_names;
        let minified = Minifier::new(MinifierOptions {
            mangle: Some(MangleOptions {
                top_level: Some(false),
                keep_names: MangleOptionsKeepNames { function, class },
                ..MangleOptions::default()
            }),
            mangle_properties: None,
            compress: Some(options.compress.clone()),
        })
        .minify(allocator, program);
        codegen = codegen.with_scoping(minified.scoping);
        // A private method is a function, with a name that stacks show.
        if !function {
            codegen = codegen.with_private_member_mappings(minified.class_private_mappings);
        }
    }
    let printed = codegen.with_options(codegen_options(options)).build(program);
    let code = uncarry(&printed.code);
    let map = printed.map.map(|map| shift_first_line(map, CARRIER.len() as u32 + 1));
    Printed { code, map, legal_comments }
}

pub fn codegen_options(options: &PrintOptions) -> CodegenOptions {
    let style = if options.minify {
        let comments = CommentOptions { annotation: options.marks_calls, ..CommentOptions::disabled() };
        CodegenOptions { comments, ..CodegenOptions::minify() }
    } else {
        CodegenOptions {
            comments: CommentOptions { legal: LegalComment::Inline, ..CommentOptions::default() },
            ..CodegenOptions::default()
        }
    };
    CodegenOptions { source_map_path: options.source_name.as_ref().map(PathBuf::from), ..style }
}

/// Minified text has no comments but the marks of calls, which the calls themselves have.
pub fn drop_comments(program: &mut Program<'_>, options: &PrintOptions) {
    if options.minify {
        program.comments.clear();
    }
}

/// The printer puts comments of statements that are gone, and those at the end of the file, behind the
/// last statement: behind the carrier. With an empty span nothing is behind it, or before it.
pub fn keep_comments_inside(program: &mut Program<'_>) {
    let end = program.span.end;
    program.comments.retain(|comment| comment.attached_to > 0 && comment.attached_to < end);
    program.span = SPAN;
}

/// `$(…);` → `…`.
fn uncarry(code: &str) -> String {
    let trimmed = code.trim_end().trim_end_matches(';');
    let start = trimmed.find('(').map_or(0, |position| position + 1);
    let end = trimmed.rfind(')').unwrap_or(trimmed.len());
    trimmed[start..end].to_string()
}

/// Moves the tokens of line 0 to the left, by what was cut off there.
pub fn shift_first_line(map: SourceMap<'_>, width: u32) -> SourceMap<'static> {
    let mut parts = map.into_owned().into_parts();
    for token in &mut parts.tokens {
        if token.get_dst_line() > 0 {
            break;
        }
        *token = Token::new(
            0,
            token.get_dst_col().saturating_sub(width),
            token.get_src_line(),
            token.get_src_col(),
            token.get_source_id(),
            token.get_name_id(),
        );
    }
    SourceMap::from_parts(parts)
}

pub fn legal_comments(program: &Program<'_>) -> Vec<String> {
    program
        .comments
        .iter()
        .filter(|comment| comment.is_legal())
        .map(|comment| {
            let text = comment.content_span().source_text(program.source_text);
            match comment.kind {
                CommentKind::Line => format!("//{text}"),
                CommentKind::SingleLineBlock | CommentKind::MultiLineBlock => format!("/*{text}*/"),
            }
        })
        .collect()
}

//! The floor under any bundler that is made with oxc: read, parse, transform, minify and print each file, on all
//! cores, and nothing else. No resolving, no graph, no linking, no output.
//!
//! `fedpack-floor LIST`: LIST has one path a line. The process runs once and cold, as a build does; `cargo xtask bench`
//! measures it from outside. It prints what it read and what it would have written.

#![expect(clippy::print_stdout, reason = "a program for a terminal")]

use std::{
    fs,
    path::{Path, PathBuf},
};

use anyhow::{Context, Result, bail};
use oxc::{
    allocator::Allocator,
    codegen::{Codegen, CodegenOptions, CommentOptions},
    mangler::{MangleOptions, Mangler},
    minifier::{CompressOptions, Compressor},
    parser::Parser,
    semantic::SemanticBuilder,
    span::SourceType,
    transformer::{TransformOptions, Transformer},
};
use rayon::prelude::*;

#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> Result<()> {
    let list = std::env::args().nth(1).context("usage: fedpack-floor LIST")?;
    let list = fs::read_to_string(&list).with_context(|| format!("cannot read {list}"))?;
    let files: Vec<PathBuf> = list.lines().filter(|line| !line.is_empty()).map(PathBuf::from).collect();
    let Ok(options) = TransformOptions::from_target("es2022") else { bail!("oxc does not know ES2022") };
    let (bytes_in, bytes_out) = files
        .par_iter()
        // One arena a worker, emptied between files: what a bundler that keeps no AST could do at best.
        .map_init(Allocator::default, |allocator, file| {
            let sizes = compile(file, allocator, &options);
            allocator.reset();
            sizes.with_context(|| file.display().to_string())
        })
        .try_reduce(|| (0, 0), |a, b| Ok((a.0 + b.0, a.1 + b.1)))?;
    println!("{} files, {bytes_in} bytes in, {bytes_out} bytes out", files.len());
    Ok(())
}

/// Bytes read and bytes printed of one file.
fn compile(file: &Path, allocator: &Allocator, options: &TransformOptions) -> Result<(usize, usize)> {
    let source = fs::read_to_string(file)?;
    let parsed = Parser::new(allocator, &source, source_type(file)).parse();
    if parsed.panicked {
        bail!("it does not parse");
    }
    let mut program = parsed.program;
    let semantic = SemanticBuilder::new().with_enum_eval(true).build(&program).semantic;
    let stats = semantic.stats();
    let mut scoping = semantic.into_scoping();
    if program.source_type.is_typescript() || program.source_type.is_jsx() {
        Transformer::new(allocator, file, options).build_with_scoping(scoping, &mut program);
        scoping = SemanticBuilder::new().with_stats(stats).build(&program).semantic.into_scoping();
    }
    Compressor::new(allocator).build_with_scoping(&mut program, scoping, CompressOptions::smallest());
    let mangled = Mangler::new()
        .with_options(MangleOptions { top_level: Some(true), ..MangleOptions::default() })
        .build(&program);
    let print =
        CodegenOptions { minify: true, comments: CommentOptions::disabled(), ..CodegenOptions::default() };
    let printed = Codegen::new()
        .with_options(print)
        .with_scoping(Some(mangled.scoping))
        .with_private_member_mappings(Some(mangled.class_private_mappings))
        .build(&program);
    Ok((source.len(), printed.code.len()))
}

/// A `.js` file on npm may be either kind of module: its syntax says which.
fn source_type(file: &Path) -> SourceType {
    match file.extension().and_then(|extension| extension.to_str()) {
        Some("js") => SourceType::unambiguous(),
        _ => SourceType::from_path(file).unwrap_or(SourceType::mjs()),
    }
}

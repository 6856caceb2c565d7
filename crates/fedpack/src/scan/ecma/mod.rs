//! JavaScript and TypeScript modules: source → AST, dependencies and summary.

pub mod ast;
mod declarations;
mod define;
mod magic_comments;
mod parse;
mod purity;

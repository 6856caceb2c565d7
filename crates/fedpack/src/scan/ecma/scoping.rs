//! Scoping of a program, without the walk over all of it that only counts what it has.
//!
//! `SemanticBuilder` makes room for what it is going to find, and counts that first unless it is told. Each module is
//! analysed several times; a near guess saves the walks, and a wrong one costs a few moves of small tables.

use oxc::{
    ast::ast::Program,
    semantic::{Scoping, SemanticBuilder, Stats},
};

/// What a text of this length may have. Rather too much: room that is not used is not touched.
pub fn expected_stats(source: &str) -> Stats {
    let length = u32::try_from(source.len()).unwrap_or(u32::MAX);
    Stats::new(length / 6, length / 48 + 8, length / 32 + 8, length / 12 + 8)
}

/// Of a program that has changed little since `scoping` was made.
pub fn stats_of(scoping: &Scoping) -> Stats {
    let count = |length: usize| u32::try_from(length).unwrap_or(u32::MAX);
    let (scopes, symbols) = (count(scoping.scopes_len()), count(scoping.symbols_len()));
    Stats::new(0, scopes, symbols, count(scoping.references_len()))
}

pub fn scoping_of(program: &Program<'_>, stats: Stats) -> Scoping {
    SemanticBuilder::new().with_stats(stats).build(program).semantic.into_scoping()
}

//! Resolver and factorizer on folder trees.

mod factorize;
pub(crate) mod project;
mod resolve;

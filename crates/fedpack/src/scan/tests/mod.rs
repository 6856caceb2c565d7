//! Scan on folder trees.

mod factorize;
mod kept_files;
pub(crate) mod project;
mod resolve;

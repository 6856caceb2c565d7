//! What the black-box tests share: a temporary copy of a project, the `fedpack` binary, Node, and a runner that
//! makes one test per folder.
//!
//! Everything goes through the binary, as users do, so the same tests run against another bundler that is put
//! behind the same command line (`FEDPACK_BIN`, see `tests/interop/oracle.mjs`): that is how the expectations are
//! known to be webpack's behaviour and not ours.

pub mod binary;
pub mod fixture;
pub mod process;
pub mod project;
pub mod suite;

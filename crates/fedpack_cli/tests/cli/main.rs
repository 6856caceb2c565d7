//! The built program, from outside.

mod build;
mod config;
mod dev;
mod explain;
mod program;
mod remote_types;
mod same_bytes;
mod serve;
mod share;
mod share_seal;
mod share_shake;
mod why;
mod workspace;

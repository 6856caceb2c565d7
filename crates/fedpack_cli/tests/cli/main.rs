//! The built program, from outside.

mod config;
mod program;
mod serve;

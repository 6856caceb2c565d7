//! The pipeline as a Node addon: options as JSON → a checked configuration → a build → files.
//!
//! JavaScript is the other half of it: `packages/fedpack` turns webpack-shaped options into this JSON, runs the hooks
//! of plugins, and gives statistics their methods. Nothing crosses the boundary that nobody asks for: a build stays on
//! this side until one of its assets or its statistics are read.

// Node alone calls what is exported, and a test program is not loaded by Node.
#![cfg_attr(test, allow(dead_code))]

mod bridge;
#[cfg(debug_assertions)]
mod bug;
mod build;
mod config;
mod memory;
mod panic;
mod program;

#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

#[napi_derive::module_init]
fn init() {
    panic::install_hook();
}

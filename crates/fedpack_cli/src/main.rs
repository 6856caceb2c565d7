//! The program: arguments → pipeline, printing, exit codes. The only crate that prints.

mod args;
mod build;
mod command_build;
mod command_serve;
mod command_share;
mod output;
mod panic;
mod profile;
mod progress;
mod report;

use std::process::ExitCode;

use clap::Parser as _;

use crate::args::{Arguments, Verb};

#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

/// Everything is as it should be.
pub const OK: u8 = 0;
/// The build has errors, or something went wrong in the world (a port that is taken).
pub const FAILED: u8 = 1;
/// The command line or the configuration cannot be understood.
pub const USAGE: u8 = 2;

fn main() -> ExitCode {
    panic::install_hook();
    // Wrong arguments end here, with clap's message and code 2.
    let arguments = Arguments::parse();
    let code = match arguments.verb {
        Verb::Build(arguments) => command_build::run(&arguments),
        Verb::Serve(arguments) => command_serve::run(&arguments),
        Verb::Share(verb) => command_share::run(&verb),
        Verb::Schema => {
            output::write_out(&fedpack::config::schema::json_schema_text());
            OK
        }
    };
    ExitCode::from(code)
}

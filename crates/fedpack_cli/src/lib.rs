//! The program: arguments → pipeline, printing, exit codes. The only crate that prints. A library, because the Node
//! package has the same command line.

mod args;
mod audit_text;
mod build;
mod command_build;
mod command_dev;
mod command_explain;
mod command_serve;
mod command_share;
mod output;
pub mod panic;
mod profile;
mod progress;
mod report;
mod servers;
mod why;
mod workspace;

use std::ffi::OsString;

use clap::Parser as _;

use crate::args::{Arguments, Verb};

/// Everything is as it should be.
pub const OK: u8 = 0;
/// The build has errors, or something went wrong in the world (a port that is taken).
pub const FAILED: u8 = 1;
/// The command line or the configuration cannot be understood.
pub const USAGE: u8 = 2;

/// Runs the command line: the program's name, then its arguments. The exit code.
pub fn run(arguments: impl IntoIterator<Item = OsString>) -> u8 {
    let arguments = match Arguments::try_parse_from(arguments) {
        Ok(arguments) => arguments,
        // `--help` is no mistake, and is printed to standard output; clap knows.
        Err(message) => {
            let _ = message.print();
            return u8::try_from(message.exit_code()).unwrap_or(USAGE);
        }
    };
    match arguments.verb {
        Verb::Build(arguments) => command_build::run(&arguments),
        Verb::Dev(arguments) => command_dev::run(&arguments),
        Verb::Serve(arguments) => command_serve::run(&arguments),
        Verb::Explain(arguments) => command_explain::run(&arguments),
        Verb::Share(verb) => command_share::run(&verb),
        Verb::Schema => {
            output::write_out(&fedpack::config::schema::json_schema_text());
            OK
        }
    }
}

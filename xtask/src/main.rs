//! `cargo xtask VERB`: what a developer and CI run. One Rust program, so that nothing has to be installed first.
//!
//! Each verb is a file, whose `HELP` is what `cargo xtask VERB --help` prints.

#![expect(clippy::print_stdout, clippy::print_stderr, reason = "a program for a terminal")]

mod args;
mod bench;
mod bless;
mod demo;
mod lint;
mod package;
mod process;
mod schema;
mod setup;
mod test;

use std::process::ExitCode;

use anyhow::Result;
use args::Args;

struct Verb {
    name: &'static str,
    summary: &'static str,
    help: &'static str,
    /// False if it did its work and the answer is bad (a test failed); `Err` if it could not do its work.
    run: fn(Args) -> Result<bool>,
}

const VERBS: [Verb; 7] = [
    Verb {
        name: "demo",
        summary: "build the example shop and serve its three applications",
        help: demo::HELP,
        run: demo::run,
    },
    Verb { name: "test", summary: "set up and run every test", help: test::HELP, run: test::run },
    Verb { name: "lint", summary: "formatting, lints, types, stale paths", help: lint::HELP, run: lint::run },
    Verb {
        name: "bench",
        summary: "measure fedpack against its peers and the floor",
        help: bench::HELP,
        run: bench::run,
    },
    Verb {
        name: "package",
        summary: "build the npm package of this platform",
        help: package::HELP,
        run: package::run,
    },
    Verb {
        name: "schema",
        summary: "write the JSON schema of the configuration",
        help: schema::HELP,
        run: schema::run,
    },
    Verb {
        name: "bless",
        summary: "accept what the snapshot tests now produce",
        help: bless::HELP,
        run: bless::run,
    },
];

fn main() -> ExitCode {
    let mut words: Vec<String> = std::env::args().skip(1).collect();
    let wants_help = |word: &String| word == "--help" || word == "-h" || word == "help";
    let Some(verb) = words.iter().find_map(|word| VERBS.iter().find(|verb| verb.name == word)) else {
        return match words.first() {
            Some(word) if !wants_help(word) => {
                eprintln!("error: there is no verb `{word}`\n\n{}", overview());
                ExitCode::from(2)
            }
            _ => {
                println!("{}", overview());
                ExitCode::SUCCESS
            }
        };
    };
    if words.iter().any(wants_help) {
        println!("{}", verb.help.trim());
        return ExitCode::SUCCESS;
    }
    if words[0] != verb.name {
        eprintln!("error: the verb comes first: cargo xtask {} …", verb.name);
        return ExitCode::from(2);
    }
    words.remove(0);
    match (verb.run)(Args::new(words)) {
        Ok(true) => ExitCode::SUCCESS,
        Ok(false) => ExitCode::FAILURE,
        Err(error) => {
            eprintln!("error: {error:#}");
            ExitCode::FAILURE
        }
    }
}

fn overview() -> String {
    let mut text = String::from("Usage: cargo xtask VERB [OPTIONS]\n\n");
    for verb in &VERBS {
        text.push_str(&format!("  {:<8} {}\n", verb.name, verb.summary));
    }
    text.push_str("\ncargo xtask VERB --help says more.");
    text
}

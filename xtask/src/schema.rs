//! `cargo xtask schema`: the JSON schema of the configuration, made from the Rust types.

use anyhow::Result;

use crate::{
    args::Args,
    process::{cargo, run as run_command},
};

pub const HELP: &str = "
Usage: cargo xtask schema [--check]

Writes docs/fedpack.schema.json from the Rust types of the configuration.

  --check   write nothing; fail if the file is not what the types say (cargo xtask test does that too)
";

/// The test that compares the file with the types; told to bless, it writes the file.
const TEST: &str = "schema_in_the_docs";

pub fn run(mut args: Args) -> Result<bool> {
    let check = args.flag("--check");
    args.finish()?;
    let mut test = cargo();
    test.args(["test", "--workspace", "--lib", "--quiet", "--", TEST]);
    if !check {
        test.env("FEDPACK_BLESS", "1");
    }
    run_command(&mut test)?;
    Ok(true)
}

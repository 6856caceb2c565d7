//! `cargo xtask schema`: the JSON schema of the configuration, made from the Rust types.

use std::fs;

use anyhow::Result;

use crate::{
    args::Args,
    process::{cargo, read, root},
};

pub const HELP: &str = "
Usage: cargo xtask schema [--check]

Writes fedpack.schema.json from the Rust types of the configuration.

  --check   write nothing; fail if the file is not what the types say
";

const FILE: &str = "fedpack.schema.json";

pub fn run(mut args: Args) -> Result<bool> {
    let check = args.flag("--check");
    args.finish()?;
    let schema = read(cargo().args(["run", "--quiet", "-p", "fedpack_cli", "--", "schema"]))?;
    let file = root().join(FILE);
    if !check {
        fs::write(&file, schema)?;
        println!("wrote {FILE}");
        return Ok(true);
    }
    let same = fs::read_to_string(&file)?.trim_end() == schema.trim_end();
    println!("{FILE} {}", if same { "is up to date" } else { "is stale: run cargo xtask schema" });
    Ok(same)
}

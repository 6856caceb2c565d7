//! `cargo xtask bless`: new snapshots become the expected ones.

use anyhow::Result;

use crate::{
    args::Args,
    process::{cargo, run as run_command},
    setup::test_binary,
};

pub const HELP: &str = "
Usage: cargo xtask bless [FILTER…]

Runs the tests of the workspace and writes what they now produce. Read the difference (git diff)
before you commit it: a snapshot says what the product does.

  FILTER   only tests whose name contains one of these
";

pub fn run(args: Args) -> Result<bool> {
    let filters = args.positionals()?;
    let mut command = cargo();
    command.env("FEDPACK_BIN", test_binary()?).env("FEDPACK_BLESS", "1");
    // Inline snapshots of unit tests.
    command.env("INSTA_UPDATE", "always").env("INSTA_FORCE_PASS", "1");
    run_command(command.args(["test", "--workspace", "--tests", "--no-fail-fast", "--"]).args(filters))?;
    Ok(true)
}

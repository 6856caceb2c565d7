//! What a fleet loads of the packages that it shares, shaken in each way, with rspack's `treeShaking` beside it.

use std::{fs, path::Path, process::Command};

use anyhow::Result;

use super::{PACKAGES, report, workload::link};
use crate::{
    process::{read, root},
    setup::npm_packages,
};

/// The name of the workload. It is no row of a table of build times, so it has a table of its own.
pub const NAME: &str = "shaking";

/// Prints the table, and writes it into the document.
pub fn run(fedpack: &Path, runs: usize, record: bool) -> Result<()> {
    println!("\nbuilding a fleet in each way");
    // rspack's plugin needs the runtime of Module Federation 2.
    npm_packages("tests/interop")?;
    let folder = root().join(".bench").join(NAME);
    fs::create_dir_all(&folder)?;
    link(&root().join(PACKAGES).join("node_modules"), &root().join(".bench/node_modules"))?;
    let mut script = Command::new("node");
    script.arg(root().join(PACKAGES).join("shaking.mjs")).arg(fedpack).arg(&folder).arg(runs.to_string());
    let table = read(&mut script)?;
    println!("\n{table}");
    if record {
        report::record(NAME, &table)?;
    }
    Ok(())
}

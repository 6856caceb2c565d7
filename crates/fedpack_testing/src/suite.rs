//! One test per folder.

use std::{
    fs,
    path::{Path, PathBuf},
    process::ExitCode,
};

use anyhow::Result;
use libtest_mimic::{Arguments, Failed, Trial};

/// Builds and Node processes at a time: the machines that run this have few cores, and Node is the larger part.
const PARALLEL: usize = 2;

/// Folders at `depth` below `root`, sorted, with their names relative to it.
pub fn folders(root: &Path, depth: usize) -> Result<Vec<(String, PathBuf)>> {
    let mut level = vec![(String::new(), root.to_path_buf())];
    for _ in 0..depth {
        let mut next = Vec::new();
        for (name, folder) in level {
            for entry in fs::read_dir(&folder)? {
                let entry = entry?;
                if entry.file_type()?.is_dir() {
                    let own = entry.file_name().to_string_lossy().into_owned();
                    let full = if name.is_empty() { own } else { format!("{name}/{own}") };
                    next.push((full, entry.path()));
                }
            }
        }
        level = next;
    }
    level.sort();
    Ok(level)
}

/// A test that shows an `anyhow` error with its causes.
pub fn trial(name: String, test: impl FnOnce() -> Result<()> + Send + 'static) -> Trial {
    Trial::test(name, move || test().map_err(|error| Failed::from(format!("{error:#}"))))
}

/// Understands libtest's arguments, so that `cargo test --test fixtures <filter>` works.
pub fn run(trials: Vec<Trial>) -> ExitCode {
    let mut arguments = Arguments::from_args();
    arguments.test_threads = Some(arguments.test_threads.unwrap_or(PARALLEL).min(PARALLEL));
    libtest_mimic::run(&arguments, trials).exit_code()
}

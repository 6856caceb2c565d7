//! Where the program under test is.

use std::{
    env,
    path::{Path, PathBuf},
    process::Command,
    time::Duration,
};

use anyhow::{Context, Result, ensure};

use crate::process::{self, Finished};

/// A build of a test project takes milliseconds; this is for machines that do ten things at once.
pub const BUILD_LIMIT: Duration = Duration::from_secs(60);

/// The program under test.
#[derive(Debug, Clone)]
pub struct Binary {
    path: PathBuf,
}

impl Binary {
    /// `$FEDPACK_BIN`, or the binary of this workspace in the profile of the running test, built now (which costs
    /// nothing when it is up to date, and a stale one would test yesterday's program).
    pub fn find() -> Result<Self> {
        if let Some(path) = env::var_os("FEDPACK_BIN") {
            return Self::at(Path::new(&path));
        }
        let test = env::current_exe()?;
        let folder =
            test.parent().and_then(Path::parent).context("a test runs from target/<profile>/deps")?;
        let profile = folder.file_name().and_then(|name| name.to_str()).unwrap_or("debug");
        let profile = if profile == "debug" { "dev" } else { profile };
        let cargo = env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
        let build = process::run(
            Command::new(cargo).args(["build", "--quiet", "--package", "fedpack_cli", "--profile", profile]),
            Duration::from_secs(1800),
        )?;
        ensure!(build.is_success(), "cargo build --package fedpack_cli: {}", build.report());
        Ok(Self { path: folder.join("fedpack") })
    }

    /// A program with the same command line. A relative path starts at the workspace, not at the crate where cargo
    /// runs tests.
    pub fn at(path: &Path) -> Result<Self> {
        let workspace = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
        let path = workspace.join(path);
        Ok(Self { path: path.canonicalize().with_context(|| path.display().to_string())? })
    }

    /// True when webpack stands behind the command line: codes and wording of diagnostics are then not compared.
    pub fn is_oracle(&self) -> bool {
        self.path.extension().is_some_and(|extension| extension == "mjs")
    }

    pub fn path(&self) -> &Path {
        &self.path
    }

    /// `fedpack build DIR arguments…`, without colours.
    pub fn build(&self, dir: &Path, arguments: &[&str]) -> Result<Finished> {
        let mut command = Command::new(&self.path);
        command.arg("build").arg(dir).args(arguments).arg("--no-color").env_remove("NODE_ENV");
        process::run(&mut command, BUILD_LIMIT)
    }
}

//! The programs that are compared, and how each is asked to build a workload.

use std::{fs, path::PathBuf, process::Command};

use anyhow::{Context, Result, bail};

use super::{PACKAGES, workload::Workload};
use crate::process::root;

#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Tool {
    Fedpack,
    /// fedpack through its npm package.
    Package,
    Rspack,
    Rolldown,
    Esbuild,
    /// rollup with terser: for size.
    Rollup,
    Floor,
}

const MOST_COMPONENTS_FOR_ROLLUP: usize = 5000;

/// What we compile ourselves; `None` where a tool takes no part.
pub struct Binaries {
    pub fedpack: Option<PathBuf>,
    pub floor: Option<PathBuf>,
}

impl Tool {
    pub const ALL: [Self; 7] = [
        Self::Fedpack,
        Self::Package,
        Self::Rspack,
        Self::Rolldown,
        Self::Esbuild,
        Self::Rollup,
        Self::Floor,
    ];

    pub fn name(self) -> &'static str {
        match self {
            Self::Fedpack => "fedpack",
            Self::Package => "package",
            Self::Rspack => "rspack",
            Self::Rolldown => "rolldown",
            Self::Esbuild => "esbuild",
            Self::Rollup => "rollup",
            Self::Floor => "floor",
        }
    }

    pub fn from_name(name: &str) -> Result<Self> {
        match Self::ALL.into_iter().find(|tool| tool.name() == name) {
            Some(tool) => Ok(tool),
            None => bail!("there is no tool `{name}` (see --help)"),
        }
    }

    /// rolldown, esbuild and rollup know nothing of federation; the program has no loaders in JavaScript. rollup with
    /// terser takes minutes for large workloads.
    pub fn can_build(self, workload: &Workload) -> bool {
        match workload {
            Workload::Federated => matches!(self, Self::Fedpack | Self::Rspack | Self::Floor),
            Workload::Babel(_) => matches!(self, Self::Package | Self::Rspack),
            Workload::React(count) => self != Self::Rollup || *count <= MOST_COMPONENTS_FOR_ROLLUP,
            Workload::Packages(_) | Workload::Program => true,
        }
    }

    /// Built once, for the size of its output.
    pub fn is_for_size(self) -> bool {
        self == Self::Rollup
    }

    /// Its output is an ES module rather than a classic script.
    pub fn writes_modules(self) -> bool {
        matches!(self, Self::Rolldown | Self::Esbuild | Self::Rollup)
    }

    /// The processes of one build, to be run one after the other.
    pub fn commands(self, workload: &Workload, binaries: &Binaries) -> Result<Vec<Command>> {
        match self {
            Self::Fedpack => fedpack(workload, binaries),
            Self::Rspack if *workload == Workload::Federated => Ok(vec![federated_rspack(workload)]),
            Self::Package | Self::Rspack | Self::Rolldown | Self::Rollup => {
                Ok(vec![self.build_script(workload)])
            }
            Self::Esbuild => Ok(vec![esbuild(workload)?]),
            Self::Floor => {
                let mut command = Command::new(binaries.floor.as_ref().context("the floor is not built")?);
                command.arg(workload.file_list());
                Ok(vec![command])
            }
        }
    }

    /// `build.mjs TOOL DIR OUT`.
    fn build_script(self, workload: &Workload) -> Command {
        let mut command = Command::new("node");
        command.arg(root().join(PACKAGES).join("build.mjs")).arg(self.name());
        command.arg(workload.dir()).arg(workload.output(self));
        command
    }
}

/// One process for each application, as separate teams would build them.
fn fedpack(workload: &Workload, binaries: &Binaries) -> Result<Vec<Command>> {
    let fedpack = binaries.fedpack.as_ref().context("fedpack is not built")?;
    let commands = workload.app_dirs()?.into_iter().map(|dir| {
        let mut command = Command::new(fedpack);
        command.args(["build", "--quiet", "--no-color"]).arg(dir);
        command
    });
    Ok(commands.collect())
}

/// All applications in one process, which is rspack's fastest way: packages are read once.
fn federated_rspack(workload: &Workload) -> Command {
    let mut command = Command::new("node");
    command.arg(workload.shared_script("build.mjs")).args(["rspack", "--mf", "v1", "--workspace"]);
    command.arg(workload.dir());
    command
}

/// The native binary, without the Node process that its npm package would put in front.
fn esbuild(workload: &Workload) -> Result<Command> {
    let platforms = root().join(PACKAGES).join("node_modules/@esbuild");
    let platform =
        fs::read_dir(&platforms)?.flatten().next().context("esbuild has no binary for this system")?;
    let mut command = Command::new(platform.path().join("bin/esbuild"));
    command.current_dir(workload.dir());
    command.args([
        "--bundle",
        "--minify",
        "--define:process.env.NODE_ENV=\"production\"",
        "--log-level=error",
    ]);
    if *workload == Workload::Program {
        command.args(["src/index.mjs", "--platform=node", "--format=cjs", "--target=node20"]);
        // Its CommonJS output has no `import.meta`: what its documentation gives instead.
        command.args([
            "--define:import.meta.url=fileUrl",
            "--banner:js=const fileUrl=require('url').pathToFileURL(__filename).href;",
        ]);
    } else {
        command.args(["src/index.tsx", "--splitting", "--format=esm", "--target=es2022", "--jsx=automatic"]);
    }
    command.args(["--entry-names=main", "--chunk-names=[name]-[hash]"]);
    command.arg(format!("--outdir={}", workload.output(Tool::Esbuild).display()));
    Ok(command)
}

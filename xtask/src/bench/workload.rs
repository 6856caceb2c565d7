//! The sources that are built: generated below `.bench/`, the same on every machine.

use std::{
    fs,
    path::{Path, PathBuf},
    process::Command,
};

use anyhow::{Context, Result, bail};
use serde_json::{Value, json};

use super::{PACKAGES, tool::Tool};
use crate::process::{read, root, run};

#[derive(Clone, PartialEq, Eq)]
pub enum Workload {
    /// One host and four remotes, by the generator that stands beside the checkout.
    Federated,
    /// An application of so many components.
    React(usize),
    /// The same with babel-loader on every module.
    Babel(usize),
    /// Packages, by the name of the page that uses them.
    Packages(&'static str),
    /// A program for Node, of packages for it.
    Program,
}

/// Pages of `benches/workloads/`.
const PAGES: [&str; 3] = ["libraries", "popular", "ui"];

impl Workload {
    pub fn from_name(name: &str) -> Result<Self> {
        let counted = |prefix: &str| name.strip_prefix(prefix)?.parse().ok().filter(|&count| count > 0);
        if name == "federated" {
            return Ok(Self::Federated);
        }
        if name == "program" {
            return Ok(Self::Program);
        }
        if let Some(page) = PAGES.into_iter().find(|page| *page == name) {
            return Ok(Self::Packages(page));
        }
        match counted("react-").map(Self::React).or_else(|| counted("babel-").map(Self::Babel)) {
            Some(workload) => Ok(workload),
            None => bail!("there is no workload `{name}` (see --help)"),
        }
    }

    pub fn name(&self) -> String {
        match self {
            Self::Federated => "federated".to_owned(),
            Self::React(count) => format!("react-{count}"),
            Self::Babel(count) => format!("babel-{count}"),
            Self::Packages(page) => (*page).to_owned(),
            Self::Program => "program".to_owned(),
        }
    }

    pub fn dir(&self) -> PathBuf {
        root().join(".bench").join(self.name())
    }

    /// Where a tool writes; emptied before each build.
    pub fn output(&self, tool: Tool) -> PathBuf {
        self.dir().join("dist").join(tool.name())
    }

    /// The files that the floor reads.
    pub fn file_list(&self) -> PathBuf {
        self.dir().with_extension("files")
    }

    /// The folders that hold a configuration, in the order of building.
    pub fn app_dirs(&self) -> Result<Vec<PathBuf>> {
        match self {
            Self::React(_) | Self::Babel(_) | Self::Packages(_) | Self::Program => Ok(vec![self.dir()]),
            Self::Federated => {
                let federation = read_json(&self.dir().join("federation.json"))?;
                let apps = federation["apps"].as_object().context("federation.json lists apps")?;
                Ok(apps.keys().map(|name| self.dir().join("apps").join(name)).collect())
            }
        }
    }

    pub fn is_available(&self) -> bool {
        *self != Self::Federated || shared_bench().is_some()
    }

    /// Generates the sources and each tool's configuration. Returns the number of modules.
    pub fn prepare(&self) -> Result<usize> {
        fs::create_dir_all(self.dir())?;
        match self {
            Self::React(count) => self.generate(&["react", "--components", &count.to_string()])?,
            Self::Babel(count) => {
                self.generate(&["react", "--components", &count.to_string()])?;
                let file = self.dir().join("workload.json");
                let mut workload = read_json(&file)?;
                workload["babel"] = Value::Bool(true);
                write_json(&file, &workload)?;
            }
            Self::Packages(page) => self.generate(&[page])?,
            Self::Program => self.generate(&["program"])?,
            Self::Federated => self.generate_federated()?,
        }
        let mut list = Command::new("node");
        list.arg(root().join(PACKAGES).join("files.mjs")).arg(self.dir());
        let files = read(&mut list)?;
        fs::write(self.file_list(), &files)?;
        Ok(files.lines().count())
    }

    fn generate(&self, arguments: &[&str]) -> Result<()> {
        link(&root().join(PACKAGES).join("node_modules"), &root().join(".bench/node_modules"))?;
        let mut generator = Command::new("node");
        generator.arg(root().join(PACKAGES).join("generate.mjs")).args(arguments);
        run(generator.arg("--out").arg(self.dir()))?;
        let workload = read_json(&self.dir().join("workload.json"))?;
        let mut config = fedpack_config(&workload["entry"], &self.output(Tool::Fedpack), Value::Null);
        if *self == Self::Program {
            config["target"] = json!("node20");
        }
        write_json(&self.dir().join("fedpack.config.json"), &config)
    }

    fn generate_federated(&self) -> Result<()> {
        let shared = shared_bench().context("../shared/bench is not beside the checkout")?;
        run(Command::new("node").arg(shared.join("generate.mjs")).arg("--out").arg(self.dir()))?;
        if !self.dir().join("node_modules").is_dir() {
            let install = ["install", "--no-audit", "--no-fund", "--loglevel=error"];
            run(Command::new("npm").args(install).current_dir(self.dir()))?;
        }
        // The scripts find their packages from where they stand, so they are copied to where packages are.
        let tools = self.shared_script("");
        fs::create_dir_all(&tools)?;
        for script in ["build.mjs", "verify.mjs"] {
            fs::write(tools.join(script), fs::read(shared.join(script))?)?;
        }
        link(&root().join(PACKAGES).join("node_modules"), &tools.join("node_modules"))?;

        let federation = read_json(&self.dir().join("federation.json"))?;
        for (name, app) in federation["apps"].as_object().context("federation.json lists apps")? {
            let options = json!({
                "name": name,
                "filename": app["filename"],
                "exposes": app["exposes"],
                "remotes": app["remotes"],
                "shared": federation["shared"],
            });
            let out = self.output(Tool::Fedpack).join(name);
            let config = fedpack_config(&app["entry"], &out, without_nulls(options));
            write_json(&self.dir().join("apps").join(name).join("fedpack.config.json"), &config)?;
        }
        Ok(())
    }

    /// A script of `../shared/bench`, copied to where it finds our packages.
    pub fn shared_script(&self, name: &str) -> PathBuf {
        root().join(".bench/federated-tools").join(name)
    }

    /// Opens a tool's output in a browser and checks what the page shows.
    pub fn verify(&self, tool: Tool, browser: &Path) -> Result<()> {
        let mut script = Command::new("node");
        match self {
            Self::Federated => {
                script.arg(self.shared_script("verify.mjs")).arg(tool.name());
                script.arg("--workspace").arg(self.dir());
            }
            Self::React(_) | Self::Babel(_) | Self::Packages(_) | Self::Program => {
                script.arg(root().join(PACKAGES).join("verify.mjs")).arg(self.dir()).arg(self.output(tool));
                script.args(tool.writes_modules().then_some("--module"));
            }
        }
        read(script.env("CHROMIUM", browser))
            .with_context(|| format!("what {} made of {} does not run", tool.name(), self.name()))?;
        println!("{} runs and shows what it should", tool.name());
        Ok(())
    }
}

/// `../shared/bench`, also from a git worktree that is a folder deeper.
fn shared_bench() -> Option<PathBuf> {
    root()
        .ancestors()
        .skip(1)
        .map(|dir| dir.join("shared/bench"))
        .find(|dir| dir.join("generate.mjs").is_file())
}

/// What the peers are told too: production, minified, no source map, ES2022.
fn fedpack_config(entry: &Value, out: &Path, federation: Value) -> Value {
    without_nulls(json!({
        "mode": "production",
        "devtool": false,
        "target": ["web", "es2022"],
        "entry": { "main": entry },
        "output": {
            "path": out,
            "filename": "[name].js",
            "chunkFilename": "[id].[contenthash].js",
            "publicPath": "auto",
            "clean": true,
        },
        "resolve": { "extensions": [".tsx", ".ts", ".jsx", ".js"] },
        "federation": federation,
    }))
}

fn without_nulls(value: Value) -> Value {
    match value {
        Value::Object(fields) => fields.into_iter().filter(|(_, field)| !field.is_null()).collect(),
        other => other,
    }
}

fn read_json(file: &Path) -> Result<Value> {
    let text = fs::read_to_string(file).with_context(|| format!("cannot read {}", file.display()))?;
    serde_json::from_str(&text).with_context(|| format!("{} is no JSON", file.display()))
}

fn write_json(file: &Path, value: &Value) -> Result<()> {
    fs::write(file, format!("{value:#}\n")).with_context(|| format!("cannot write {}", file.display()))
}

#[cfg(unix)]
pub fn link(target: &Path, at: &Path) -> Result<()> {
    match std::os::unix::fs::symlink(target, at) {
        Err(error) if error.kind() != std::io::ErrorKind::AlreadyExists => Err(error.into()),
        _ => Ok(()),
    }
}

#[cfg(not(unix))]
pub fn link(_target: &Path, _at: &Path) -> Result<()> {
    bail!("the workloads need symbolic links")
}

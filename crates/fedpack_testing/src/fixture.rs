//! A fixture: a small project that is built and then run in Node. See `crates/fedpack/tests/README.md`.

use std::{
    env, fs,
    path::{Path, PathBuf},
    process::Command,
    time::Duration,
};

use anyhow::{Context, Result, bail, ensure};
use serde::Deserialize;
use serde_json::{Map, Value, json};

use crate::{
    binary::Binary,
    process::{self, Finished},
    project::{Project, files_below, merge},
};

const RUN_LIMIT: Duration = Duration::from_secs(30);
/// Written by `node/globals.cjs` after a script that said `done()`.
pub const DONE: &str = "fixture: done";

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Mode {
    Development,
    Production,
    /// Production without the minimizer, whose removal of dead code hides what should not have been written.
    Unminimized,
}

impl Mode {
    pub const ALL: [Self; 3] = [Self::Development, Self::Production, Self::Unminimized];

    /// The `mode` of the build.
    pub fn name(self) -> &'static str {
        match self {
            Self::Development => "development",
            Self::Production | Self::Unminimized => "production",
        }
    }

    /// What the test is called after.
    pub fn label(self) -> &'static str {
        match self {
            Self::Development | Self::Production => self.name(),
            Self::Unminimized => "unminimized",
        }
    }
}

/// `fixture.json`: what the fixture expects beyond "builds, runs, and says done".
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Expectations {
    /// Only these modes.
    modes: Option<Vec<String>>,
    /// Run this file of the fixture instead of `dist/main.js`.
    run: Option<String>,
    /// Nothing is executed, for this reason.
    no_run: Option<String>,
    /// Extra arguments of Node.
    node: Vec<String>,
    /// Texts that no emitted script contains, in production.
    absent: Vec<String>,
    /// Texts that some emitted script contains, in production.
    present: Vec<String>,
    /// Emitted files, relative to `dist`.
    files: Vec<String>,
    /// Fragments of the build's messages (warnings).
    warnings: Vec<String>,
    /// Why webpack cannot show this: the case is not run with it.
    oracle: Option<String>,
}

/// One entry of `expected-errors.json`.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
struct ExpectedError {
    code: String,
    #[serde(default)]
    text: Vec<String>,
    /// `file:line`, as rendered above the code frame.
    #[serde(default)]
    at: Option<String>,
}

#[derive(Debug, Clone)]
pub struct Fixture {
    folder: PathBuf,
    expectations: Expectations,
    expected_errors: Option<Vec<ExpectedError>>,
}

impl Fixture {
    pub fn load(folder: &Path) -> Result<Self> {
        Ok(Self {
            folder: folder.to_path_buf(),
            expectations: read_json(&folder.join("fixture.json"))?.unwrap_or_default(),
            expected_errors: read_json(&folder.join("expected-errors.json"))?,
        })
    }

    pub fn modes(&self) -> Vec<Mode> {
        Mode::ALL
            .into_iter()
            .filter(|mode| {
                self.expectations
                    .modes
                    .as_ref()
                    .is_none_or(|only| only.iter().any(|name| name == mode.name()))
            })
            .collect()
    }

    /// Builds and runs; the error says which expectation failed and shows everything that was printed.
    pub fn check(&self, binary: &Binary, mode: Mode) -> Result<()> {
        if binary.is_oracle() && self.expectations.oracle.is_some() {
            return Ok(());
        }
        let project = Project::copy_of(&self.folder)?;
        write_config(project.root(), default_config(mode))?;
        let built = binary.build(project.root(), &["--mode", mode.name()])?;
        let outcome = match &self.expected_errors {
            Some(expected) => check_errors(&built, expected, binary.is_oracle()),
            None => self.check_output(&project, &built, mode, binary),
        };
        outcome.with_context(|| format!("{}; {}", self.folder.display(), project.whereabouts()))
    }

    fn check_output(&self, project: &Project, built: &Finished, mode: Mode, binary: &Binary) -> Result<()> {
        let oracle = binary.is_oracle();
        ensure!(built.is_success(), "the build failed: {}", built.report());
        let printed = format!("{}{}", built.stdout, built.stderr);
        for fragment in self.expectations.warnings.iter().filter(|_| !oracle) {
            ensure!(printed.contains(fragment), "no warning with {fragment:?}: {}", built.report());
        }
        for file in &self.expectations.files {
            ensure!(project.path("dist").join(file).is_file(), "dist/{file} was not emitted");
        }
        if mode == Mode::Production {
            self.check_texts(project)?;
        }
        if !oracle && mode != Mode::Unminimized {
            self.check_same_bytes_elsewhere(project, binary, mode)?;
        }
        if !oracle && mode == Mode::Development {
            check_snapshot(project, &self.folder.join("output.snap"))?;
        }
        match &self.expectations.no_run {
            Some(_) => Ok(()),
            None => self.execute(project, mode),
        }
    }

    fn check_texts(&self, project: &Project) -> Result<()> {
        let output = scripts(project, |_| true)?;
        for text in &self.expectations.absent {
            ensure!(!output.contains(text), "{text:?} should not be in the output:\n{output}");
        }
        for text in &self.expectations.present {
            ensure!(output.contains(text), "{text:?} should be in the output:\n{output}");
        }
        Ok(())
    }

    /// Nothing of the output may depend on where the project lies or on the order in which files arrived.
    fn check_same_bytes_elsewhere(&self, project: &Project, binary: &Binary, mode: Mode) -> Result<()> {
        let other = Project::copy_of_below(&self.folder, "a/longer/path")?;
        write_config(other.root(), default_config(mode))?;
        let built = binary.build(other.root(), &["--mode", mode.name()])?;
        ensure!(built.is_success(), "the second build failed: {}", built.report());
        let (first, second) = (project.path("dist"), other.path("dist"));
        let files = files_below(&first)?;
        ensure!(files == files_below(&second)?, "a second build emitted other files: {files:?}");
        for file in files {
            ensure!(
                fs::read(first.join(&file))? == fs::read(second.join(&file))?,
                "dist/{} differs between two builds",
                file.display()
            );
        }
        Ok(())
    }

    fn execute(&self, project: &Project, mode: Mode) -> Result<()> {
        let script = self.expectations.run.as_deref().unwrap_or("dist/main.js");
        let ran = run_script(project, script, &self.expectations.node, &[("FIXTURE_MODE", mode.name())])?;
        ensure!(ran.is_success(), "running {script} failed: {}", ran.report());
        ensure!(ran.stdout.contains(DONE), "{script} ended without done(): {}", ran.report());
        Ok(())
    }
}

/// Runs a script of the project with the fixture globals (`assert`, `done`) and the given environment.
pub fn run_script(
    project: &Project,
    script: &str,
    arguments: &[String],
    environment: &[(&str, &str)],
) -> Result<Finished> {
    let globals = Path::new(env!("CARGO_MANIFEST_DIR")).join("node/globals.cjs");
    let mut command = Command::new("node");
    command.arg("--require").arg(globals).args(arguments).arg(script);
    command.current_dir(project.root()).env_remove("NODE_OPTIONS").envs(environment.iter().copied());
    process::run(&mut command, RUN_LIMIT)
}

/// The project's own options over `defaults`.
pub fn write_config(root: &Path, defaults: Map<String, Value>) -> Result<()> {
    let file = root.join("fedpack.config.json");
    let mut config = defaults;
    merge(&mut config, read_json(&file)?.unwrap_or_default());
    fs::write(file, serde_json::to_string_pretty(&Value::Object(config))?)?;
    Ok(())
}

/// Options that every test build has unless it says otherwise: small readable builds for Node.
pub fn default_config(mode: Mode) -> Map<String, Value> {
    let value = json!({
        "mode": mode.name(),
        "target": "node",
        "entry": "./index.js",
        "devtool": false,
        "output": { "path": "dist", "filename": "[name].js" },
        "optimization": { "minimize": mode == Mode::Production },
    });
    match value {
        Value::Object(map) => map,
        _ => Map::new(),
    }
}

fn check_errors(built: &Finished, expected: &[ExpectedError], oracle: bool) -> Result<()> {
    ensure!(built.code == Some(1), "the build should fail with exit code 1: {}", built.report());
    if oracle {
        return Ok(());
    }
    for error in expected {
        let fragments = error.text.iter().chain(error.at.iter()).chain([&error.code]);
        for fragment in fragments {
            ensure!(
                built.stderr.contains(fragment.as_str()),
                "no {fragment:?} in the errors: {}",
                built.report()
            );
        }
    }
    Ok(())
}

/// A golden file of the readable output of chunks without a runtime (all but `main.js`): what modules become.
/// `FEDPACK_BLESS=1` writes it.
fn check_snapshot(project: &Project, snapshot: &Path) -> Result<()> {
    if !snapshot.exists() {
        return Ok(());
    }
    let output = scripts(project, |file| file != Path::new("main.js"))?;
    if env::var_os("FEDPACK_BLESS").is_some() {
        return Ok(fs::write(snapshot, output)?);
    }
    let expected = fs::read_to_string(snapshot)?;
    if expected == output {
        return Ok(());
    }
    let line = expected.lines().zip(output.lines()).take_while(|(left, right)| left == right).count() + 1;
    bail!(
        "output.snap differs from line {line} on (FEDPACK_BLESS=1 accepts the new output):\n- {}\n+ {}",
        expected.lines().nth(line - 1).unwrap_or("<end>"),
        output.lines().nth(line - 1).unwrap_or("<end>"),
    )
}

/// Emitted scripts in one text, each under its name.
fn scripts(project: &Project, wanted: impl Fn(&Path) -> bool) -> Result<String> {
    let dist = project.path("dist");
    let mut text = String::new();
    for file in files_below(&dist)?.into_iter().filter(|file| wanted(file)) {
        if file
            .extension()
            .is_some_and(|extension| extension == "js" || extension == "mjs" || extension == "cjs")
        {
            text += &format!("==== {}\n{}\n", file.display(), fs::read_to_string(dist.join(&file))?);
        }
    }
    Ok(text)
}

/// `None` when there is no such file.
pub fn read_json<T: for<'de> Deserialize<'de>>(file: &Path) -> Result<Option<T>> {
    if !file.exists() {
        return Ok(None);
    }
    let text = fs::read_to_string(file)?;
    Ok(Some(serde_json::from_str(&text).with_context(|| file.display().to_string())?))
}

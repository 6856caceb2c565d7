//! Every folder `federation/<case>` holds several applications that are built one by one and meet in `run.mjs`, in
//! Node, through their containers (see `README.md` beside this file).
//!
//! With `FEDPACK_PEER` (another program behind the same command line) every application but `host` is built by it:
//! the same cases then check the contract between bundlers.

use std::{
    env,
    path::{Path, PathBuf},
    process::ExitCode,
};

use anyhow::{Context, Result, ensure};
use fedpack_testing::{
    binary::Binary,
    fixture::{self, DONE, Mode},
    project::Project,
    suite,
};
use libtest_mimic::Trial;
use serde::Deserialize;
use serde_json::json;

fn main() -> Result<ExitCode> {
    let own = Binary::find()?;
    let peer = env::var_os("FEDPACK_PEER").map(|path| Binary::at(&PathBuf::from(path))).transpose()?;
    let builders = Builders { peer: peer.unwrap_or_else(|| own.clone()), host: own };
    Ok(suite::run(trials(&builders)?))
}

#[derive(Clone)]
struct Builders {
    host: Binary,
    peer: Binary,
}

fn trials(builders: &Builders) -> Result<Vec<Trial>> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/federation");
    let mut trials = Vec::new();
    for (name, folder) in suite::folders(&root, 1)? {
        for mode in Mode::ALL {
            let (builders, folder) = (builders.clone(), folder.clone());
            trials.push(suite::trial(format!("{name} {}", mode.label()), move || {
                check(&folder, &builders, mode)
            }));
        }
    }
    Ok(trials)
}

/// `federation.json`.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
struct Expectations {
    /// Why a host of webpack cannot show this: the case is not run with it.
    oracle: Option<String>,
    /// Options in this case that webpack has not: the case is not run where it builds one of the applications.
    own_options: Option<String>,
}

fn check(folder: &Path, builders: &Builders, mode: Mode) -> Result<()> {
    let expectations: Expectations = fixture::read_json(&folder.join("federation.json"))?.unwrap_or_default();
    let (host, peer) = (builders.host.is_oracle(), builders.peer.is_oracle());
    if (host && expectations.oracle.is_some()) || ((host || peer) && expectations.own_options.is_some()) {
        return Ok(());
    }
    let project = Project::copy_of(folder)?;
    build_and_run(&project, builders, mode)
        .with_context(|| format!("{}; {}", folder.display(), project.whereabouts()))
}

fn build_and_run(project: &Project, builders: &Builders, mode: Mode) -> Result<()> {
    for (name, app) in suite::folders(project.root(), 1)? {
        if !app.join("fedpack.config.json").exists() {
            continue;
        }
        let binary = if name == "host" { &builders.host } else { &builders.peer };
        let mut defaults = fixture::default_config(mode);
        // Applications without an entry of their own are containers only.
        let entry = if app.join("index.js").exists() { json!("./index.js") } else { json!({}) };
        defaults.insert("entry".to_owned(), entry);
        defaults.insert("target".to_owned(), json!("async-node"));
        fixture::write_config(&app, defaults)?;
        let built = binary.build(&app, &["--mode", mode.name()])?;
        ensure!(built.is_success(), "building {name} failed: {}", built.report());
    }
    let ran = fixture::run_script(project, "run.mjs", &[], &[("FIXTURE_MODE", mode.name())])?;
    ensure!(ran.is_success(), "run.mjs failed: {}", ran.report());
    ensure!(ran.stdout.contains(DONE), "run.mjs ended without done(): {}", ran.report());
    Ok(())
}

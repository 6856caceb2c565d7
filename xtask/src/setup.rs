//! What tests, the demo and benchmarks need besides Rust: npm packages, a browser, the fedpack binary.

use std::{
    env, fs,
    path::PathBuf,
    process::{Command, Stdio},
};

use anyhow::{Context, Result, bail};

use crate::process::{cargo, read, root, run};

/// A copy of the lock file that `node_modules` was installed from. Times lie after a checkout; bytes do not.
const STAMP: &str = ".installed-from-lock.json";

/// Installs the npm packages of a folder from its lock file, unless they are there already.
pub fn npm_packages(dir: &str) -> Result<()> {
    let dir = root().join(dir);
    let lock = dir.join("package-lock.json");
    let wanted = fs::read(&lock).with_context(|| format!("cannot read {}", lock.display()))?;
    let stamp = dir.join("node_modules").join(STAMP);
    if fs::read(&stamp).is_ok_and(|installed| installed == wanted) {
        return Ok(());
    }
    let mut install = Command::new("npm");
    install.args(["ci", "--no-audit", "--no-fund", "--loglevel=error"]).current_dir(&dir);
    // A registry drops a connection now and then; a second try is cheaper than a red build.
    if run(&mut install).is_err() {
        run(&mut install).context("npm packages cannot be installed")?;
    }
    if !dir.join("node_modules").is_dir() {
        return Ok(());
    }
    fs::write(stamp, wanted)?;
    Ok(())
}

/// Node 20 or later and npm must be there; says so plainly if not.
pub fn check_node() -> Result<()> {
    let version = read(Command::new("node").arg("--version"))
        .context("Node.js is missing: version 20 or later is needed")?;
    let major = version.trim().trim_start_matches('v').split('.').next().and_then(|n| n.parse::<u32>().ok());
    if major.is_none_or(|major| major < 20) {
        bail!("Node.js 20 or later is needed, found {}", version.trim());
    }
    read(Command::new("npm").arg("--version")).context("npm is missing: it comes with Node.js")?;
    Ok(())
}

/// A Chromium for browser tests: `$CHROMIUM`, one on the `PATH`, or Debian's, installed here if we may.
pub fn chromium() -> Result<PathBuf> {
    if let Some(path) = env::var_os("CHROMIUM").map(PathBuf::from) {
        return if path.is_file() { Ok(path) } else { bail!("CHROMIUM names no file: {}", path.display()) };
    }
    if let Some(found) = find_chromium() {
        return Ok(found);
    }
    let Some(mut apt) = apt_get() else {
        bail!(
            "Chromium is missing and cannot be installed from here (that takes root and apt-get).\n\
             Install it (Debian: apt-get install chromium), or set CHROMIUM to an executable."
        );
    };
    run(apt.args(["update", "-qq"]))?;
    let mut apt = apt_get().context("apt-get was there a moment ago")?;
    run(apt.args(["install", "-y", "-qq", "--no-install-recommends", "chromium"]))?;
    find_chromium().context("apt-get installed chromium, but there is no /usr/bin/chromium")
}

fn find_chromium() -> Option<PathBuf> {
    on_path("chromium").or_else(|| on_path("chromium-browser")).or_else(|| on_path("google-chrome"))
}

fn on_path(program: &str) -> Option<PathBuf> {
    let path = env::var_os("PATH")?;
    env::split_paths(&path).map(|dir| dir.join(program)).find(|file| file.is_file())
}

/// `apt-get`, as root or through a sudo that asks no password.
fn apt_get() -> Option<Command> {
    let apt = on_path("apt-get")?;
    let mut command = if is_root() {
        Command::new(apt)
    } else {
        let sudo = on_path("sudo")?;
        let mut probe = Command::new(&sudo);
        probe.args(["-n", "true"]).stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
        if !probe.status().is_ok_and(|status| status.success()) {
            return None;
        }
        let mut command = Command::new(sudo);
        command.args(["-n", "DEBIAN_FRONTEND=noninteractive"]).arg(apt);
        command
    };
    command.env("DEBIAN_FRONTEND", "noninteractive");
    Some(command)
}

#[cfg(unix)]
fn is_root() -> bool {
    // SAFETY: geteuid has no preconditions and cannot fail.
    unsafe { libc::geteuid() == 0 }
}

#[cfg(not(unix))]
fn is_root() -> bool {
    false
}

/// Builds a package's binary as it ships.
pub fn release_binary(package: &str, name: &str) -> Result<PathBuf> {
    run(cargo().args(["build", "--release", "-p", package]))?;
    built("release", name)
}

/// Builds fedpack as tests use it. All tests of the workspace are compiled by the same call: asked for one by one, cargo
/// would give the dependencies other features and compile them twice.
pub fn test_binary() -> Result<PathBuf> {
    run(cargo().args(["build", "--workspace", "--tests", "--bin", "fedpack"]))?;
    built("debug", "fedpack")
}

fn built(folder: &str, name: &str) -> Result<PathBuf> {
    let target = env::var_os("CARGO_TARGET_DIR").map_or_else(|| root().join("target"), PathBuf::from);
    let file = target.join(folder).join(name).with_extension(env::consts::EXE_EXTENSION);
    if !file.is_file() {
        bail!("cargo built {name}, but {} is not there", file.display());
    }
    Ok(file)
}

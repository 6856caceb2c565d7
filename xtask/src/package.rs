//! `cargo xtask package`: the npm package of this platform.

use std::{
    env, fs,
    path::{Path, PathBuf},
    process::Command,
};

use anyhow::{Context, Result, bail};

use crate::{
    args::Args,
    process::{cargo, root, run as run_command},
    setup::{check_node, npm_packages},
};

pub const HELP: &str = "
Usage: cargo xtask package [--dev] [--pack DIR]

Builds the addon of this platform, puts it into packages/fedpack/native, installs what the package depends on,
and bundles the package's own files with it. The package can be used from packages/fedpack then.

  --dev        unoptimised code, as tests use it: compiles in a fraction of the time; nothing is bundled, so that
               edits count at once
  --pack DIR   also write the archive that would be published (npm pack) into DIR
";

pub const FOLDER: &str = "packages/fedpack";

pub fn run(mut args: Args) -> Result<bool> {
    let profile = if args.flag("--dev") { "dev" } else { "addon" };
    let pack = args.value("--pack")?;
    args.finish()?;
    check_node()?;
    build(profile)?;
    write_types()?;
    if let Some(folder) = pack {
        let folder = env::current_dir()?.join(folder);
        fs::create_dir_all(&folder).with_context(|| format!("cannot create {}", folder.display()))?;
        let mut npm = Command::new("npm");
        npm.arg("pack").arg("--pack-destination").arg(&folder).current_dir(root().join(FOLDER));
        run_command(&mut npm)?;
    }
    Ok(true)
}

/// The types of the options, from the JSON schema.
fn write_types() -> Result<()> {
    let mut npm = Command::new("npm");
    npm.args(["run", "--silent", "types"]).current_dir(root().join(FOLDER));
    run_command(&mut npm)
}

/// Compiles the addon and puts it where the package looks for it; then the package puts its own files into one.
pub fn build(profile: &str) -> Result<PathBuf> {
    npm_packages(FOLDER)?;
    let file = compile(profile)?;
    let mut bundle = Command::new("node");
    bundle.arg("scripts/bundle.mjs").current_dir(root().join(FOLDER));
    // Tests see what is edited.
    bundle.args((profile == "dev").then_some("--sources"));
    run_command(&mut bundle)?;
    Ok(file)
}

fn compile(profile: &str) -> Result<PathBuf> {
    run_command(cargo().args(["build", "-p", "fedpack_node", "--profile", profile]))?;
    let target = env::var_os("CARGO_TARGET_DIR").map_or_else(|| root().join("target"), PathBuf::from);
    let folder = if profile == "dev" { "debug" } else { profile };
    let name = format!("{}fedpack_node{}", env::consts::DLL_PREFIX, env::consts::DLL_SUFFIX);
    let built = target.join(folder).join(name);
    let native = root().join(FOLDER).join("native");
    fs::create_dir_all(&native).with_context(|| format!("cannot create {}", native.display()))?;
    let file = native.join(format!("fedpack.{}.node", platform()?));
    replace(&built, &file)?;
    Ok(file)
}

/// A process that has loaded the old addon keeps it: the new one is another file of the same name.
fn replace(built: &Path, file: &Path) -> Result<()> {
    let beside = file.with_extension("new");
    fs::copy(built, &beside).with_context(|| format!("cannot copy {}", built.display()))?;
    fs::rename(&beside, file).with_context(|| format!("cannot write {}", file.display()))
}

/// As `packages/fedpack/lib/binding.js` calls the platform that we are compiled for.
fn platform() -> Result<&'static str> {
    Ok(match (env::consts::OS, env::consts::ARCH) {
        ("linux", "x86_64") if cfg!(target_env = "musl") => "linux-x64-musl",
        ("linux", "x86_64") => "linux-x64-gnu",
        ("linux", "aarch64") if cfg!(target_env = "musl") => "linux-arm64-musl",
        ("linux", "aarch64") => "linux-arm64-gnu",
        ("macos", "x86_64") => "darwin-x64",
        ("macos", "aarch64") => "darwin-arm64",
        ("windows", "x86_64") => "win32-x64-msvc",
        ("windows", "aarch64") => "win32-arm64-msvc",
        (os, arch) => bail!("no package is made for {os} on {arch}"),
    })
}

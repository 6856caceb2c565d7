//! `cargo xtask lint`: everything that is wrong without running anything.

use std::{
    fs,
    path::{Path, PathBuf},
    process::Command,
};

use anyhow::{Context, Result};
use serde_json::Value;

use crate::{
    args::Args,
    process::{cargo, read, root, run as run_command},
    setup::{check_node, npm_packages},
};

pub const HELP: &str = "
Usage: cargo xtask lint [--no-rust]

  Rust         cargo fmt --check; cargo clippy --all-targets with warnings denied
  JavaScript   eslint and tsc of crates/fedpack/runtime, crates/fedpack/helpers and packages/fedpack
  lock files   name no registry: they must work with any mirror
  documents    every path that ARCHITECTURE.md, README.md and docs/ name exists

All checks run; the exit code is 1 if one fails.

  --no-rust    leave out the Rust part (CI has run it already)
";

/// JavaScript that ships.
const SHIPPED: [&str; 3] = ["crates/fedpack/runtime", "crates/fedpack/helpers", "packages/fedpack"];

pub fn run(mut args: Args) -> Result<bool> {
    let rust = !args.flag("--no-rust");
    args.finish()?;
    let mut checks: Vec<(&str, Result<()>)> = Vec::new();
    if rust {
        checks.push(("formatting", run_command(cargo().args(["fmt", "--all", "--check"]))));
        let clippy = ["clippy", "--workspace", "--all-targets", "--", "-D", "warnings"];
        checks.push(("clippy", run_command(cargo().args(clippy))));
    }
    checks.push(("shipped JavaScript", lint_shipped()));
    checks.push(("lock files", check_lock_files()));
    checks.push(("paths in documents", check_documents()));

    println!();
    for (name, outcome) in &checks {
        match outcome {
            Ok(()) => println!("ok      {name}"),
            Err(error) => println!("FAILED  {name}: {error:#}"),
        }
    }
    Ok(checks.iter().all(|(_, outcome)| outcome.is_ok()))
}

fn lint_shipped() -> Result<()> {
    check_node()?;
    for folder in SHIPPED {
        npm_packages(folder)?;
        for script in ["lint", "typecheck"] {
            let mut npm = Command::new("npm");
            run_command(npm.args(["run", "--silent", script]).current_dir(root().join(folder)))?;
        }
    }
    Ok(())
}

/// Every file that git tracks.
fn tracked_files() -> Result<Vec<String>> {
    let list = read(Command::new("git").args(["ls-files", "-z"]).current_dir(root()))?;
    Ok(list.split('\0').filter(|path| !path.is_empty()).map(str::to_owned).collect())
}

fn check_lock_files() -> Result<()> {
    let mut problems = Vec::new();
    for path in tracked_files()? {
        let text = || fs::read_to_string(root().join(&path)).with_context(|| format!("cannot read {path}"));
        if path.ends_with("package-lock.json") {
            let lock: Value = serde_json::from_str(&text()?).with_context(|| path.clone())?;
            let packages = lock["packages"].as_object().into_iter().flatten();
            // `resolved` may be a folder of a workspace; an address belongs to somebody's registry.
            let named = packages.filter(|(_, package)| package["resolved"].as_str().is_some_and(is_address));
            problems.extend(named.map(|(name, _)| format!("{path}: {name} names a registry")));
        } else if path.ends_with("Cargo.lock") {
            let text = text()?;
            let sources = text.lines().filter_map(|line| line.strip_prefix("source = "));
            let foreign = sources.filter(|source| !source.contains("github.com/rust-lang/crates.io-index"));
            problems.extend(foreign.map(|source| format!("{path}: {source}")));
        } else if path.ends_with(".npmrc") && text()?.contains("registry") {
            problems.push(format!("{path} names a registry"));
        }
    }
    fail_with(&problems)
}

fn is_address(resolved: &str) -> bool {
    resolved.contains("://")
}

fn check_documents() -> Result<()> {
    let files = tracked_files()?;
    let mut problems = Vec::new();
    for document in files.iter().filter(|path| is_document(path)) {
        let text = fs::read_to_string(root().join(document)).with_context(|| document.clone())?;
        let missing = named_paths(&text, document).into_iter().filter(|path| !exists(path, &files));
        problems.extend(missing.map(|path| format!("{document} names {path}, which does not exist")));
    }
    fail_with(&problems)
}

fn is_document(path: &str) -> bool {
    path.ends_with(".md") && (!path.contains('/') || path.starts_with("docs/"))
}

/// A path is there if git tracks it, or something below it; a lone `*` stands for any file of the folder.
fn exists(path: &str, files: &[String]) -> bool {
    let path = path.trim_end_matches('/');
    let folder = path.split(['*', '<']).next().unwrap_or(path);
    if folder.len() < path.len() {
        return files.iter().any(|file| file.starts_with(folder));
    }
    files
        .iter()
        .any(|file| file.strip_prefix(path).is_some_and(|rest| rest.is_empty() || rest.starts_with('/')))
}

/// Paths of this repository that a Markdown text names: relative link targets, and code spans that begin with one of
/// our folders. `a/{b,c}.rs` counts as two.
fn named_paths(text: &str, document: &str) -> Vec<String> {
    let mut paths = Vec::new();
    let mut fenced = false;
    for line in text.lines() {
        if line.trim_start().starts_with("```") {
            fenced = !fenced;
        } else if !fenced {
            let spans = line.split('`').skip(1).step_by(2);
            paths.extend(spans.filter(|span| is_our_path(span)).flat_map(expand_braces));
            let targets = line.split("](").skip(1).filter_map(|rest| rest.split(')').next());
            paths.extend(targets.filter_map(|target| link_target(target, document)));
        }
    }
    paths
}

fn is_our_path(span: &str) -> bool {
    const FOLDERS: [&str; 9] =
        [".ci/", ".cargo/", "benches/", "crates/", "docs/", "examples/", "packages/", "tests/", "xtask/"];
    FOLDERS.iter().any(|folder| span.starts_with(folder)) && !span.contains(' ')
}

fn expand_braces(span: &str) -> Vec<String> {
    match (span.find('{'), span.find('}')) {
        (Some(open), Some(close)) if open < close => {
            let (before, after) = (&span[..open], &span[close + 1..]);
            span[open + 1..close].split(',').map(|part| format!("{before}{}{after}", part.trim())).collect()
        }
        _ => vec![span.to_owned()],
    }
}

/// The repository path of a relative link in a document.
fn link_target(target: &str, document: &str) -> Option<String> {
    let target =
        target.split(['#', ' ']).next().filter(|target| !target.is_empty() && !target.contains(':'))?;
    let mut path = PathBuf::from(document);
    path.pop();
    for part in Path::new(target).components() {
        match part {
            std::path::Component::ParentDir => {
                path.pop();
            }
            std::path::Component::Normal(name) => path.push(name),
            _ => {}
        }
    }
    Some(path.to_string_lossy().into_owned())
}

fn fail_with(problems: &[String]) -> Result<()> {
    if problems.is_empty() {
        return Ok(());
    }
    anyhow::bail!("\n  {}", problems.join("\n  "))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn finds_the_paths_of_a_document() {
        let text = "See `crates/a/{b,c}.rs`, [this](../README.md#top), [that](https://example.com/x), `npm ci`.\n```\n`docs/not-this`\n```\n";
        assert_eq!(named_paths(text, "docs/x.md"), ["crates/a/b.rs", "crates/a/c.rs", "README.md"]);
    }

    #[test]
    fn a_path_exists_if_git_has_it_or_something_below() {
        let files = ["crates/a/b.rs".to_owned()];
        for there in ["crates/a/b.rs", "crates/a", "crates/a/", "crates/*/b.rs", "crates/a/<stage>.rs"] {
            assert!(exists(there, &files), "{there}");
        }
        assert!(!exists("crates/a/b", &files));
    }

    #[test]
    fn only_an_address_names_a_registry() {
        assert!(is_address("https://registry.example/react.tgz"));
        assert!(!is_address("packages/store"));
    }
}

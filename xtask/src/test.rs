//! `cargo xtask test`: sets up what tests need, runs every suite, counts.

use std::{
    fs,
    path::{Path, PathBuf},
    process::Command,
    time::{Duration, Instant},
};

use anyhow::Result;

use crate::{
    args::Args,
    package,
    process::{cargo, root, stream},
    setup::{check_node, chromium, npm_packages, test_binary},
};

pub const HELP: &str = "
Usage: cargo xtask test [--quick] [--suite NAME]… [FILTER…]

Installs what tests need (npm packages from the lock files, Debian's Chromium where there is no browser), runs
every suite to its end and closes with `N passed, N failed`. The exit code is 1 if anything failed.

  rust          cargo test of the workspace: units, graphs, fixtures, command line
  runtime       node --test of the runtime's JavaScript, without any Rust
  helpers       node --test of what lowered syntax calls
  differential  made-up module graphs with one and with several entries, and ten packages: the same before and after
                bundling, in every mode
  interop       fedpack against webpack and rspack containers, both ways
  browser       several origins in Chromium
  package       the npm package: API, hooks, loaders, command line
  starters      starter projects built with the npm package and with rspack, compared in Chromium

  --quick        only rust, runtime and helpers: no browser, no peers
  --suite NAME   only this suite (may be repeated)
  FILTER         only tests whose name contains one of these
";

/// Folders whose npm packages a suite needs are installed before it runs.
struct Suite {
    name: &'static str,
    /// Where its `*.test.js` files are; `None`: cargo runs it.
    folder: Option<&'static str>,
    npm: &'static [&'static str],
    needs: Needs,
}

#[derive(PartialEq)]
enum Needs {
    Nothing,
    /// The fedpack binary, as `FEDPACK_BIN`.
    Binary,
    /// The fedpack binary, and Chromium as `CHROMIUM`.
    BinaryAndBrowser,
    /// The npm package, with unoptimised code.
    Package,
    PackageAndBrowser,
}

impl Needs {
    fn has_browser(&self) -> bool {
        matches!(self, Self::BinaryAndBrowser | Self::PackageAndBrowser)
    }
}

const STOREFRONT: &str = "examples/storefront";

const SUITES: [Suite; 8] = [
    Suite { name: "rust", folder: None, npm: &[], needs: Needs::Nothing },
    Suite {
        name: "runtime",
        folder: Some("crates/fedpack/runtime"),
        npm: &["crates/fedpack/runtime"],
        needs: Needs::Nothing,
    },
    Suite { name: "helpers", folder: Some("crates/fedpack/helpers"), npm: &[], needs: Needs::Nothing },
    Suite {
        name: "differential",
        folder: Some("tests/differential"),
        npm: &["tests/differential"],
        needs: Needs::Binary,
    },
    Suite {
        name: "interop",
        folder: Some("tests/interop"),
        npm: &["tests/interop"],
        needs: Needs::BinaryAndBrowser,
    },
    Suite {
        name: "browser",
        folder: Some("tests/browser"),
        npm: &["tests/browser", STOREFRONT],
        needs: Needs::BinaryAndBrowser,
    },
    Suite {
        name: "package",
        folder: Some("tests/package"),
        npm: &["tests/package", package::FOLDER],
        needs: Needs::Package,
    },
    Suite {
        name: "starters",
        folder: Some("tests/starters"),
        npm: &["tests/starters", package::FOLDER],
        needs: Needs::PackageAndBrowser,
    },
];

/// What one suite came to.
#[derive(Default)]
struct Outcome {
    passed: usize,
    failed: usize,
    skipped: usize,
    /// Names of failed tests, as the suite gave them.
    failures: Vec<String>,
    time: Duration,
}

pub fn run(mut args: Args) -> Result<bool> {
    let quick = args.flag("--quick");
    let only = args.values("--suite")?;
    let filters = args.positionals()?;
    if let Some(unknown) = only.iter().find(|name| SUITES.iter().all(|suite| suite.name != **name)) {
        anyhow::bail!("there is no suite `{unknown}` (see --help)");
    }
    check_node()?;
    let mut outcomes = Vec::new();
    for suite in &SUITES {
        let wanted = if only.is_empty() {
            !quick || suite.needs == Needs::Nothing
        } else {
            only.iter().any(|name| name == suite.name)
        };
        if wanted {
            println!("\n== {}", suite.name);
            let start = Instant::now();
            // What a suite cannot be set up for has failed; the others still run.
            let mut outcome = run_suite(suite, &filters).unwrap_or_else(|error| {
                println!("error: {error:#}");
                Outcome {
                    failed: 1,
                    failures: vec![format!("could not run: {error:#}")],
                    ..Outcome::default()
                }
            });
            outcome.time = start.elapsed();
            outcomes.push((suite.name, outcome));
        }
    }
    Ok(summarise(&outcomes))
}

fn run_suite(suite: &Suite, filters: &[String]) -> Result<Outcome> {
    for dir in suite.npm {
        npm_packages(dir)?;
    }
    let Some(folder) = suite.folder else { return run_cargo(filters) };
    let mut node = Command::new("node");
    node.current_dir(root().join(folder));
    if matches!(suite.needs, Needs::Package | Needs::PackageAndBrowser) {
        package::build("dev")?;
    }
    if matches!(suite.needs, Needs::Binary | Needs::BinaryAndBrowser) {
        node.env("FEDPACK_BIN", test_binary()?);
    }
    if suite.needs.has_browser() {
        // Two browsers at once on a small machine make each other's timeouts.
        node.env("CHROMIUM", chromium()?).arg("--test-concurrency=1");
    }
    run_node(node, suite, folder, filters)
}

/// Fixtures build with the binary, as users do; the npm packages that they need are part of them.
fn run_cargo(filters: &[String]) -> Result<Outcome> {
    let mut command = cargo();
    command.env("FEDPACK_BIN", test_binary()?);
    command.args(["test", "--workspace", "--no-fail-fast", "--color=never", "--"]).args(filters);
    let mut outcome = Outcome::default();
    let succeeded = stream(&mut command, |line| {
        if let Some((passed, failed, skipped)) = cargo_counts(line) {
            outcome.passed += passed;
            outcome.failed += failed;
            outcome.skipped += skipped;
        }
        // `test a::b ... FAILED`; a test's own output may come between on other lines, never in front.
        if let Some(name) = line.strip_prefix("test ").and_then(|rest| rest.strip_suffix(" ... FAILED")) {
            outcome.failures.push(name.to_owned());
        }
    })?;
    if !succeeded && outcome.failed == 0 {
        outcome.failed = 1;
        outcome.failures.push("cargo test failed before or beside its tests: see above".to_owned());
    }
    Ok(outcome)
}

/// Passed, failed, ignored of `test result: ok. 3 passed; 0 failed; 1 ignored; …`.
fn cargo_counts(line: &str) -> Option<(usize, usize, usize)> {
    let (_, counts) = line.strip_prefix("test result: ")?.split_once(". ")?;
    let count = |what: &str| {
        let part = counts.split(';').map(str::trim).find(|part| part.ends_with(what))?;
        part.split(' ').next()?.parse().ok()
    };
    Some((count("passed")?, count("failed")?, count("ignored")?))
}

fn run_node(mut node: Command, suite: &Suite, folder: &str, filters: &[String]) -> Result<Outcome> {
    let files = test_files(&root().join(folder));
    if files.is_empty() {
        anyhow::bail!("no *.test.js under {folder}");
    }
    // Two reporters: one for people, one for us to count.
    let report = root().join("target").join("xtask").join(format!("{}.tap", suite.name));
    fs::create_dir_all(report.parent().expect("the report is in a folder"))?;
    // For a whole file: one of them runs all federation cases twice.
    node.args(["--test", "--test-timeout=900000"])
        .args(["--test-reporter=spec", "--test-reporter-destination=stdout"])
        .args(["--test-reporter=tap", "--test-reporter-destination"])
        .arg(&report);
    if !filters.is_empty() {
        // Filters are plain text; node wants a pattern.
        node.args(filters.iter().map(|filter| format!("--test-name-pattern={}", escape(filter))));
    }
    let succeeded = stream(node.args(files), |_| ())?;
    let mut outcome = tap_counts(&fs::read_to_string(&report)?);
    if !succeeded && outcome.failed == 0 {
        outcome.failed = 1;
        outcome.failures.push("node --test failed beside its tests: see above".to_owned());
    }
    Ok(outcome)
}

/// `*.test.{js,mjs,cjs}` below a folder, in order. Inputs of tests are not looked into.
fn test_files(dir: &Path) -> Vec<PathBuf> {
    let mut entries: Vec<_> = fs::read_dir(dir).into_iter().flatten().flatten().map(|e| e.path()).collect();
    entries.sort();
    let mut files = Vec::new();
    for path in entries {
        let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
        if path.is_dir() {
            if !matches!(&*name, "node_modules" | "dist" | "fixtures") && !name.starts_with('.') {
                files.extend(test_files(&path));
            }
        } else if [".test.js", ".test.mjs", ".test.cjs"].iter().any(|end| name.ends_with(end)) {
            files.push(path);
        }
    }
    files
}

fn escape(filter: &str) -> String {
    let mut pattern = String::new();
    for c in filter.chars() {
        if r"\^$.|?*+()[]{}/".contains(c) {
            pattern.push('\\');
        }
        pattern.push(c);
    }
    pattern
}

/// Reads the totals at the end of a TAP report (`# pass 12`), and the names of its failed leaves.
fn tap_counts(report: &str) -> Outcome {
    let total = |what: &str| {
        let line = report.lines().rev().find_map(|line| line.strip_prefix("# ")?.strip_prefix(what));
        line.and_then(|number| number.trim().parse::<usize>().ok()).unwrap_or(0)
    };
    let mut failures = Vec::new();
    for line in report.lines().map(str::trim) {
        if let Some((_, name)) = line.strip_prefix("not ok ").and_then(|rest| rest.split_once(" - ")) {
            failures.push(name.to_owned());
        } else if line == "failureType: 'subtestsFailed'" {
            // The group around a failed test, whose line came just before: the test itself was named already.
            failures.pop();
        }
    }
    Outcome {
        passed: total("pass "),
        failed: total("fail ") + total("cancelled "),
        skipped: total("skipped ") + total("todo "),
        failures,
        time: Duration::ZERO,
    }
}

/// Prints a line for each suite, the names of what failed, and the closing line. True if nothing failed.
fn summarise(outcomes: &[(&str, Outcome)]) -> bool {
    println!("\n== summary");
    for (name, outcome) in outcomes {
        let Outcome { passed, failed, skipped, time, .. } = outcome;
        println!(
            "{name:<12} {passed:>5} passed {failed:>4} failed {skipped:>4} skipped {:>7.1} s",
            time.as_secs_f64()
        );
        for failure in &outcome.failures {
            println!("             failed: {failure}");
        }
    }
    let passed: usize = outcomes.iter().map(|(_, outcome)| outcome.passed).sum();
    let failed: usize = outcomes.iter().map(|(_, outcome)| outcome.failed).sum();
    println!("\n{passed} passed, {failed} failed");
    failed == 0
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn counts_a_cargo_result() {
        let line = "test result: FAILED. 12 passed; 3 failed; 1 ignored; 0 measured; 4 filtered out; finished in 0.1s";
        assert_eq!(cargo_counts(line), Some((12, 3, 1)));
        assert_eq!(cargo_counts("test a ... ok"), None);
    }

    #[test]
    fn counts_a_tap_report() {
        let report = "TAP version 13\n    not ok 1 - inner\nok 2 - other\n1..2\n# tests 3\n# suites 0\n# pass 2\n# fail 1\n# cancelled 0\n# skipped 1\n# todo 0\n# duration_ms 5\n";
        let outcome = tap_counts(report);
        assert_eq!((outcome.passed, outcome.failed, outcome.skipped), (2, 1, 1));
        assert_eq!(outcome.failures, ["inner"]);
    }

    #[test]
    fn escapes_a_filter() {
        assert_eq!(escape("a.b (c)"), r"a\.b \(c\)");
    }
}

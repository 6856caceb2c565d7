//! `cargo xtask bench`: fedpack, its peers and the floor on the same sources, in alternation.

mod report;
mod shaking;
mod tool;
mod workload;

use std::{fs, process::Command};

use anyhow::{Context, Result, bail};
use serde_json::Value;

use crate::{
    args::Args,
    package,
    process::{Usage, measure, read, root},
    setup::{check_node, chromium, npm_packages, release_binary},
};
use report::{Row, Table};
use tool::{Binaries, Tool};
use workload::Workload;

pub const HELP: &str = "
Usage: cargo xtask bench [--workload NAME]… [--tool NAME]… [--runs N] [--verify] [--record]

Generates workloads in .bench/, builds each with every tool, one after the other and round after round, and
prints the medians of wall time, CPU time (user + system), peak memory and output size, each also as a ratio to
fedpack. A warm-up round is not counted. Production builds, minified, without source maps or caches.

  Workloads
    federated        one host and four remotes, 500 modules each (needs ../shared/bench beside the checkout)
    babel-N          react-N with babel-loader on every module (package and rspack only); 1000 by default
    react-N          N components (about 2 N modules) with React and lazy routes; 1000, 5000 and 10000 by default
    libraries        a few exports of each of nine popular libraries
    popular          a few exports of each of fifty-three packages
    ui               a few components of each of ten UI libraries
    program          a program for Node: a server, clients, parsers of arguments, a logger …
    shaking          bytes of shared packages of a host and three remotes, shaken in each way, and rspack's treeShaking

  Tools
    fedpack          target/release/fedpack
    package          fedpack through its npm package in Node (not federated)
    rspack           @rspack/core in Node
    rolldown         rolldown in Node (not federated)
    esbuild          the esbuild binary (not federated)
    rollup           rollup with terser, once, for the size (not federated, at most 5000 components)
    floor            read, parse, transform, minify and print of the same files with oxc alone, on all cores

  --workload NAME    only this one (may be repeated)
  --tool NAME        only this one (may be repeated)
  --runs N           counted rounds (default 5)
  --verify           open each output in Chromium and check what the page shows before measuring; run programs
  --no-build         measure the binaries that are there
  --record           write the tables into docs/benchmarks.md

On a busy machine compare ratios of one run, and CPU time before wall time.
";

const DEFAULT_WORKLOADS: [&str; 9] = [
    "federated",
    "react-1000",
    "react-5000",
    "react-10000",
    "babel-1000",
    "libraries",
    "popular",
    "ui",
    "program",
];
const DEFAULT_RUNS: usize = 5;
const PACKAGES: &str = "benches";

pub fn run(mut args: Args) -> Result<bool> {
    let workloads = args.values("--workload")?;
    let tools = args.values("--tool")?;
    let runs = args.number("--runs")?.unwrap_or(DEFAULT_RUNS).max(1);
    let verify = args.flag("--verify");
    let no_build = args.flag("--no-build");
    let record = args.flag("--record");
    args.finish()?;

    let tools: Vec<Tool> = match tools.as_slice() {
        [] => Tool::ALL.to_vec(),
        names => names.iter().map(|name| Tool::from_name(name)).collect::<Result<_>>()?,
    };
    let shakes = workloads.is_empty() || workloads.iter().any(|name| name == shaking::NAME);
    let is_alone = !workloads.is_empty() && workloads.iter().all(|name| name == shaking::NAME);
    let others: Vec<String> = workloads.into_iter().filter(|name| name != shaking::NAME).collect();
    let workloads = if is_alone { Vec::new() } else { select_workloads(&others)? };
    check_node()?;
    npm_packages(PACKAGES)?;
    let binaries = build_binaries(&tools, no_build)?;
    let browser = if verify { Some(chromium()?) } else { None };
    for workload in &workloads {
        println!("\npreparing {}", workload.name());
        let modules = workload.prepare()?;
        let tools: Vec<Tool> = tools.iter().copied().filter(|tool| tool.can_build(workload)).collect();
        let mut rows = warm_up(workload, &tools, &binaries)?;
        if let Some(browser) = &browser {
            for tool in tools.iter().filter(|tool| **tool != Tool::Floor) {
                workload.verify(*tool, browser)?;
            }
        }
        let load = report::load_average();
        alternate(&mut rows, workload, &binaries, runs)?;
        let table = Table { workload: workload.name(), modules, rows, runs, load };
        println!("\n{}", table.markdown());
        if record {
            table.record()?;
        }
    }
    if let Some(fedpack) = binaries.fedpack.as_deref().filter(|_| shakes) {
        shaking::run(fedpack, runs, record)?;
    }
    Ok(true)
}

fn select_workloads(names: &[String]) -> Result<Vec<Workload>> {
    if !names.is_empty() {
        return names.iter().map(|name| Workload::from_name(name)).collect();
    }
    let all = DEFAULT_WORKLOADS.iter().map(|name| Workload::from_name(name)).collect::<Result<Vec<_>>>()?;
    let (present, missing): (Vec<_>, Vec<_>) = all.into_iter().partition(Workload::is_available);
    for workload in missing {
        println!("{} is left out: its generator is not beside the checkout", workload.name());
    }
    Ok(present)
}

fn build_binaries(tools: &[Tool], no_build: bool) -> Result<Binaries> {
    let binary_of = |tool: Tool, package: &str, name: &str| match tools.contains(&tool) {
        false => Ok(None),
        true if no_build => Ok(Some(root().join("target/release").join(name))),
        true => release_binary(package, name).map(Some),
    };
    if tools.contains(&Tool::Package) {
        npm_packages(package::FOLDER)?;
        if !no_build {
            package::build("addon")?;
        }
    }
    Ok(Binaries {
        fedpack: binary_of(Tool::Fedpack, "fedpack_cli", "fedpack")?,
        floor: binary_of(Tool::Floor, "fedpack_floor", "fedpack-floor")?,
    })
}

/// Builds once with each tool: files come into the page cache, mistakes show, and the output's size is taken.
fn warm_up(workload: &Workload, tools: &[Tool], binaries: &Binaries) -> Result<Vec<Row>> {
    let mut rows = Vec::new();
    for tool in tools {
        build(*tool, workload, binaries)
            .with_context(|| format!("{} on {}", tool.name(), workload.name()))?;
        let size = if *tool == Tool::Floor { None } else { Some(output_size(workload, *tool)?) };
        rows.push(Row { tool: *tool, size, usages: Vec::new() });
    }
    Ok(rows)
}

/// A B C D A B C D …: what disturbs the machine for a while disturbs all alike.
fn alternate(rows: &mut [Row], workload: &Workload, binaries: &Binaries, runs: usize) -> Result<()> {
    for round in 1..=runs {
        for row in rows.iter_mut().filter(|row| !row.tool.is_for_size()) {
            let usage = build(row.tool, workload, binaries)?;
            let (wall, cpu) = (usage.wall.as_secs_f64(), usage.cpu.as_secs_f64());
            println!("round {round}  {:<9} {wall:>7.3} s wall {cpu:>7.3} s CPU", row.tool.name());
            row.usages.push(usage);
        }
    }
    Ok(())
}

/// One build from nothing; several processes (one per application) count as one build.
fn build(tool: Tool, workload: &Workload, binaries: &Binaries) -> Result<Usage> {
    let out = workload.output(tool);
    if out.exists() {
        fs::remove_dir_all(&out).with_context(|| format!("cannot empty {}", out.display()))?;
    }
    let mut total = Usage::default();
    for mut command in tool.commands(workload, binaries)? {
        // Node would read these certificates whenever it starts, in twice the time that it needs otherwise.
        command.env_remove("NODE_EXTRA_CA_CERTS");
        total = total.then(measure(&mut command)?);
    }
    Ok(total)
}

/// Bytes of JavaScript that a build wrote.
#[derive(Clone, Copy)]
pub struct Size {
    pub raw: u64,
    pub gzip: u64,
}

fn output_size(workload: &Workload, tool: Tool) -> Result<Size> {
    let mut script = Command::new("node");
    script.arg(root().join(PACKAGES).join("sizes.mjs")).arg(workload.output(tool));
    let size: Value = serde_json::from_str(&read(&mut script)?)?;
    let bytes = |name: &str| size[name].as_u64().context("sizes.mjs prints numbers");
    let size = Size { raw: bytes("raw")?, gzip: bytes("gzip")? };
    if size.raw == 0 {
        bail!("{} wrote no JavaScript into {}", tool.name(), workload.output(tool).display());
    }
    Ok(size)
}

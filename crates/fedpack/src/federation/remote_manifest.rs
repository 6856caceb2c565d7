//! Remotes whose files are on this disk: their manifest says what they expose, long before a page asks for it.

use std::path::{Path, PathBuf};

use fedpack_graph::module_graph::{ModuleGraph, ModuleKind};
use rustc_hash::FxHashMap;
use serde_json::Value;

use super::{FederationConfig, RemoteConfig, check::label_import, normalize::join, remote::entry_address};
use crate::{
    config::Config,
    diagnostics::{Diagnostics, Severity, federation as diagnostics, nearest::nearest},
};

/// Imports of modules that the manifest of their remote does not list. Warnings, as the remote may have been changed since it
/// was built. After scan.
pub fn check(graph: &ModuleGraph, federation: &FederationConfig, config: &Config) -> Diagnostics {
    let manifests: FxHashMap<_, _> = federation
        .remotes
        .iter_enumerated()
        .filter_map(|(index, remote)| Some((index, manifest_of(remote, config)?)))
        .collect();
    let mut problems = Diagnostics::new();
    if manifests.is_empty() {
        return problems;
    }
    let mut modules: Vec<_> = graph.modules.iter().collect();
    modules.sort_by(|left, right| left.identifier.cmp(&right.identifier));
    for module in modules {
        let ModuleKind::Remote(remote) = &module.kind else { continue };
        let Some((file, exposes)) = manifests.get(&remote.remote) else { continue };
        let keys: Vec<&str> = exposes.iter().map(String::as_str).collect();
        if keys.contains(&remote.expose.as_str()) {
            continue;
        }
        let near = nearest(&remote.expose, keys.iter().copied());
        let key = &federation.remotes[remote.remote].key;
        let owner = format!("its manifest {}", file.display());
        let mut problem = diagnostics::remote_lacks_expose(key, &remote.expose, &owner, near, &keys);
        problem.severity = Severity::Warning;
        problems.push(label_import(graph, problem, module, "imported here"));
    }
    problems
}

/// The manifest of a remote that is named by a path, or that stands beside the container, and the modules that it lists.
fn manifest_of(remote: &RemoteConfig, config: &Config) -> Option<(PathBuf, Vec<String>)> {
    let address =
        remote.externals.iter().filter(|external| !external.is_internal).map(entry_address).find(|it| {
            // Expressions and addresses are of another place.
            !it.contains("://") && !it.starts_with("//") && !it.contains(['(', ' ']) && it.contains('/')
        })?;
    let address = address.split(['?', '#']).next()?;
    let name = if address.ends_with(".json") {
        PathBuf::from(address)
    } else {
        Path::new(address).with_file_name("mf-manifest.json")
    };
    // The output folder may not be there yet, so `..` is not for the system to follow.
    let name = name.to_str()?;
    // Requests are made by the output; who writes one down may think of the project.
    let file = [&config.output.path, &config.context]
        .map(|folder| join(folder, name))
        .into_iter()
        .find(|it| it.is_file())?;
    let manifest: Value = serde_json::from_str(&std::fs::read_to_string(&file).ok()?).ok()?;
    let exposes = manifest.get("exposes")?.as_array()?.iter();
    let exposes = exposes.filter_map(|expose| Some(expose.get("path")?.as_str()?.to_owned())).collect();
    Some((file, exposes))
}

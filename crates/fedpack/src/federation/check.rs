//! What can only be said about federation when the whole graph is known. Each problem is told once, at the first of
//! the importers by name, however many there are.

use fedpack_graph::{
    ConnectionIdx, ModuleIdx,
    module_graph::{ContextMode, Dependency, DependencyKind, Module, ModuleGraph, ModuleKey, ModuleKind},
};
use rustc_hash::{FxHashMap, FxHashSet};

use super::{
    ContainerConfig, FederationConfig, RequiredVersion,
    consume_shared::{is_path, package_of_request},
    remote::container_name,
    remote_manifest,
    required_version::{self, Inferred},
};
use crate::{
    config::Config,
    diagnostics::{BuildDiagnostic, Diagnostics, federation as diagnostics, nearest::nearest},
    scan::{missing::install_command, module_draft::relative_path},
};

/// Shared packages without a local copy or a version, and import cycles of the container with itself. To be called
/// after scan.
pub fn check(graph: &ModuleGraph, config: &Config) -> Diagnostics {
    let Some(federation) = &config.federation else { return Diagnostics::new() };
    let mut problems = shared_packages(graph, federation, config);
    for container in &federation.containers {
        problems.extend(own_remotes(graph, federation, container));
    }
    problems.extend(remote_manifest::check(graph, federation, config));
    problems
}

fn shared_packages(graph: &ModuleGraph, federation: &FederationConfig, config: &Config) -> Diagnostics {
    // Modules of one share differ by version and fallback; all of their importers count together.
    let mut importers: FxHashMap<(&str, &str), Vec<ConnectionIdx>> = FxHashMap::default();
    for module in &graph.modules {
        let ModuleKind::ConsumeShared(consume) = &module.kind else { continue };
        let Some(rule) = federation.consumes.get(consume.share) else { continue };
        let code = if rule.import.is_some() && consume.fallback.is_none() {
            "not installed"
        } else if rule.required_version == RequiredVersion::Infer && consume.required_version.is_none() {
            "no version"
        } else {
            continue;
        };
        importers.entry((&consume.share_key, code)).or_default().extend(&module.incoming);
    }
    let mut found: Vec<_> = importers.into_iter().collect();
    found.sort_unstable_by(|left, right| left.0.cmp(&right.0));
    let mut problems = Diagnostics::new();
    for ((share_key, code), mut connections) in found {
        connections.sort_by_cached_key(|&connection| place(graph, connection));
        let Some((rule, remainder)) = connections.first().and_then(|&connection| {
            let ModuleKind::ConsumeShared(consume) =
                &graph.modules[graph.connections[connection].module].kind
            else {
                return None;
            };
            let rule = federation.consumes.get(consume.share)?;
            Some((rule, share_key.strip_prefix(rule.share_key.as_str()).unwrap_or_default()))
        }) else {
            continue;
        };
        if code == "not installed" {
            let import = format!("{}{remainder}", rule.import.as_deref().unwrap_or_default());
            let install = install_command(&config.context, package_of_request(&import).unwrap_or(&import));
            let problem = diagnostics::shared_package_not_installed(&rule.key, &import, &install);
            problems.push(label_first(graph, problem, &connections, "shared package imported here"));
            continue;
        }
        connections.retain(|&connection| lacks_version(graph, connection, rule.package_name.as_deref()));
        if connections.is_empty() {
            continue;
        }
        let request = &graph.dependencies[graph.connections[connections[0]].dependency].request;
        let package = rule.package_name.as_deref().or_else(|| package_of_request(request)).unwrap_or(request);
        let files: Vec<String> = connections
            .iter()
            .filter_map(|&connection| graph.connections[connection].origin)
            .filter_map(|origin| graph.modules[origin].resource())
            .map(|resource| relative_path(&resource.path, &config.context))
            .collect();
        let problem = diagnostics::required_version_unknown(&rule.key, package, &files);
        problems.push(label_first(graph, problem, &connections, "imported here"));
    }
    problems
}

/// Whether nothing says which version the importer needs. A package needs none of itself.
fn lacks_version(graph: &ModuleGraph, connection: ConnectionIdx, package_name: Option<&str>) -> bool {
    let connection = &graph.connections[connection];
    let request = graph.dependencies[connection.dependency].request.as_str();
    let folder = connection
        .origin
        .and_then(|origin| graph.modules[origin].resource())
        .and_then(|resource| resource.path.parent());
    let package = package_name.or_else(|| (!is_path(request)).then(|| package_of_request(request)).flatten());
    match (folder, package) {
        (Some(folder), Some(package)) => required_version::infer(package, folder, None) == Inferred::Unknown,
        _ => false,
    }
}

/// A stable order of imports.
fn place(graph: &ModuleGraph, connection: ConnectionIdx) -> (String, u32) {
    let connection = &graph.connections[connection];
    let importer = connection.origin.map(|origin| graph.modules[origin].identifier.clone());
    (importer.unwrap_or_default(), graph.dependencies[connection.dependency].span.start)
}

fn label_first(
    graph: &ModuleGraph,
    problem: BuildDiagnostic,
    connections: &[ConnectionIdx],
    text: &str,
) -> BuildDiagnostic {
    match connections.first() {
        Some(&connection) => label(graph, problem, connection, text),
        None => problem,
    }
}

/// Points at the first import of a module.
pub(super) fn label_import(
    graph: &ModuleGraph,
    problem: BuildDiagnostic,
    module: &Module,
    text: &str,
) -> BuildDiagnostic {
    let mut connections = module.incoming.clone();
    connections.sort_by_cached_key(|&connection| place(graph, connection));
    label_first(graph, problem, &connections, text)
}

/// Points at an import, where it has a place in a source.
fn label(
    graph: &ModuleGraph,
    problem: BuildDiagnostic,
    connection: ConnectionIdx,
    text: &str,
) -> BuildDiagnostic {
    let connection = &graph.connections[connection];
    let span = graph.dependencies[connection.dependency].span;
    let origin = connection.origin.map(|origin| &graph.modules[origin]);
    match origin.and_then(|origin| Some((origin, origin.resource()?))) {
        Some((origin, resource)) if span.end > 0 => problem.label(&resource.path, &origin.source, span, text),
        _ => problem,
    }
}

/// Imports of a container of this build by its remote name. They work, except when a module waits for itself: its
/// chunk is loaded only when the remote module is there, and that is there only when the chunk is loaded.
fn own_remotes(graph: &ModuleGraph, federation: &FederationConfig, config: &ContainerConfig) -> Diagnostics {
    let published = config.library.name.join(".");
    let is_own = |remote: &super::RemoteConfig| {
        !config.name.is_empty()
            && remote.externals.iter().any(|external| {
                let name = container_name(external);
                name == Some(config.name.as_str()) || name == Some(published.as_str())
            })
    };
    let own: FxHashMap<ModuleIdx, &str> = graph
        .modules
        .iter_enumerated()
        .filter_map(|(index, module)| match &module.kind {
            ModuleKind::Remote(remote) => {
                is_own(federation.remotes.get(remote.remote)?).then_some((index, remote.expose.as_str()))
            }
            _ => None,
        })
        .collect();
    let Some(container) = container(graph, &config.name).filter(|_| !own.is_empty()) else {
        return Diagnostics::new();
    };
    let mut problems = Diagnostics::new();
    let keys: Vec<&str> = config.exposes.iter().map(|expose| expose.key.as_str()).collect();
    let mut unknown: Vec<ModuleIdx> =
        own.iter().filter(|(_, expose)| !keys.contains(expose)).map(|(module, _)| *module).collect();
    unknown.sort_by_key(|module| graph.modules[*module].identifier.clone());
    for module in unknown {
        let key = own[&module];
        let problem =
            diagnostics::own_container_lacks_expose(&config.name, key, nearest(key, keys.iter().copied()));
        problems.push(label_import(graph, problem, &graph.modules[module], "imported here"));
    }
    let edges: FxHashMap<&str, Vec<Hop>> = config
        .exposes
        .iter()
        .map(|expose| (expose.key.as_str(), hops(graph, container, &expose.key, &own)))
        .collect();
    let mut reported: FxHashSet<Vec<String>> = FxHashSet::default();
    for expose in &config.exposes {
        let Some(cycle) = cycle_through(&expose.key, &edges) else { continue };
        let mut keys: Vec<String> = cycle.iter().map(|hop| hop.expose.clone()).collect();
        let written = std::iter::once(expose.key.clone()).chain(keys.iter().cloned()).collect::<Vec<_>>();
        keys.sort_unstable();
        if reported.insert(keys) {
            let mut problem = diagnostics::federation_cycle(&config.name, &written);
            for hop in &cycle {
                problem = label(graph, problem, hop.import, "waits for the container's own module");
            }
            problems.push(problem);
        }
    }
    problems
}

fn container<'g>(graph: &'g ModuleGraph, name: &str) -> Option<&'g Module> {
    let is_it =
        |module: &&Module| matches!(&module.key, ModuleKey::ContainerEntry { name: own } if own == name);
    graph.modules.iter().find(is_it)
}

/// From one expose to another of the same container, through the remote.
#[derive(Debug, Clone)]
struct Hop {
    expose: String,
    /// The import of the remote module.
    import: ConnectionIdx,
}

/// The own exposes that must be loaded before an expose can run.
fn hops(graph: &ModuleGraph, container: &Module, key: &str, own: &FxHashMap<ModuleIdx, &str>) -> Vec<Hop> {
    let ModuleKind::ContainerEntry(entry) = &container.kind else { return Vec::new() };
    let first = container.dependencies.start as usize;
    let mut open: Vec<ModuleIdx> = entry
        .exposes
        .iter()
        .filter(|expose| expose.key == key)
        .flat_map(|expose| &expose.imports)
        .filter_map(|local| graph.target((first + local.index()).into()))
        .collect();
    let mut seen: FxHashSet<ModuleIdx> = open.iter().copied().collect();
    let mut hops = Vec::new();
    while let Some(module) = open.pop() {
        for index in graph.dependencies_of(module) {
            let dependency = &graph.dependencies[index];
            let Some(connection) = dependency.connection.filter(|_| is_awaited(graph, module, dependency))
            else {
                continue;
            };
            let target = graph.connections[connection].module;
            if !seen.insert(target) {
                continue;
            }
            match own.get(&target) {
                Some(expose) => hops.push(Hop { expose: (*expose).to_owned(), import: connection }),
                None => open.push(target),
            }
        }
    }
    hops.sort_by_cached_key(|hop| (hop.expose.clone(), place(graph, hop.import)));
    hops
}

/// Whether the target must be there before the module can run.
fn is_awaited(graph: &ModuleGraph, module: ModuleIdx, dependency: &Dependency) -> bool {
    match &dependency.kind {
        DependencyKind::EsmImport
        | DependencyKind::Require { .. }
        | DependencyKind::ProvidedName { .. }
        | DependencyKind::RequireResolve
        | DependencyKind::ConsumeFallback
        | DependencyKind::Supplement
        | DependencyKind::Supplemented
        | DependencyKind::Context(_) => true,
        DependencyKind::ContextElement => match &graph.modules[module].kind {
            ModuleKind::Context(context) => {
                matches!(context.request.mode, ContextMode::Sync | ContextMode::Eager)
            }
            _ => false,
        },
        DependencyKind::Entry
        | DependencyKind::Weak
        | DependencyKind::DynamicImport(_)
        | DependencyKind::NewUrl
        | DependencyKind::Worker { .. }
        | DependencyKind::CssImport
        | DependencyKind::CssUrl
        | DependencyKind::CssComposes
        | DependencyKind::Provided
        | DependencyKind::ProvideInclude
        | DependencyKind::Exposed
        | DependencyKind::FederationRuntime
        | DependencyKind::RemoteContainer
        | DependencyKind::Hot => false,
    }
}

/// The shortest way from an expose back to itself.
fn cycle_through(start: &str, edges: &FxHashMap<&str, Vec<Hop>>) -> Option<Vec<Hop>> {
    let mut ways: std::collections::VecDeque<Vec<Hop>> =
        edges.get(start)?.iter().map(|hop| vec![hop.clone()]).collect();
    let mut seen: FxHashSet<String> = FxHashSet::default();
    while let Some(way) = ways.pop_front() {
        let here = way.last().map(|hop| hop.expose.clone()).unwrap_or_default();
        if here == start {
            return Some(way);
        }
        if seen.insert(here.clone()) {
            let next = edges.get(here.as_str()).into_iter().flatten();
            ways.extend(next.map(|hop| [way.as_slice(), std::slice::from_ref(hop)].concat()));
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use crate::scan::tests::project::Project;

    fn options() -> serde_json::Value {
        json!({
            "name": "app", "exposes": {"./A": "./a", "./B": "./b", "./C": "./c"},
            "remotes": {"self": "app@http://localhost:1/r.js", "other": "other@http://localhost:2/r.js"},
            "shared": ["react", "unlisted", "gone"],
        })
    }

    const FILES: [(&str, &str); 9] = [
        ("package.json", r#"{"dependencies": {"react": "^18.0.0"}}"#),
        ("a.js", "import 'self/B'; import 'react';"),
        ("b.js", "import './b2'; import('self/B');"),
        ("b2.js", "import 'self/A'; import 'other/A'; import 'unlisted';"),
        ("c.js", "import 'self/Bb'; import('self/C'); import 'gone';"),
        ("node_modules/react/package.json", r#"{"name": "react", "version": "18.0.0"}"#),
        ("node_modules/react/index.js", "require('react');"),
        ("node_modules/unlisted/package.json", r#"{"version": "1.0.0"}"#),
        ("node_modules/unlisted/index.js", ""),
    ];

    #[test]
    fn tells_what_only_the_graph_shows() {
        let project = Project::new(json!({"entry": "./a", "federation": options()}), &FILES);
        let problems = project.scan();
        let text: Vec<String> = problems
            .iter()
            .map(|problem| {
                let labels = problem.labels.iter().map(|label| {
                    let name = label.file.file_name().unwrap().to_string_lossy();
                    let range = label.span.start as usize..label.span.end as usize;
                    format!("\n  {name}: {}", &label.source[range])
                });
                let message = problem.message.lines().next().unwrap();
                format!("{} {message}{}", problem.code, labels.collect::<String>())
            })
            .collect();
        insta::assert_snapshot!(text.join("\n"), @r"
        FED0522 Shared package `gone` is not installed: `gone` cannot be found.
          c.js: 'gone'
        FED0520 No required version specified for shared `unlisted` and unable to automatically determine one: no package.json above ./b2.js lists `unlisted`. Any version will be taken.
          b2.js: 'unlisted'
        FED0526 The container `app` of this build does not expose `./Bb`.
          c.js: 'self/Bb'
        FED0525 Import cycle through federation: app/A → app/B → app/A.
          a.js: 'self/B'
          b2.js: 'self/A'
        ");
    }
}

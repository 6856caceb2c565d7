//! What can only be said about applications that are built together: one imports what another does not expose, their
//! versions do not agree, or they have one name.

use fedpack_graph::module_graph::{ModuleGraph, ModuleKind};
use rustc_hash::FxHashSet;

use super::{
    FederationConfig,
    check::label_import,
    remote::container_name,
    resolution::{Outcome, Step},
    sharing_facts::sharing_facts,
};
use crate::{
    config::Config,
    diagnostics::{BuildDiagnostic, Diagnostics, federation as diagnostics, nearest::nearest},
    share::fleet::{Choice, FleetBuild, tell},
};

/// One of the applications, scanned.
#[derive(Clone, Copy)]
pub struct Application<'a> {
    pub config: &'a Config,
    pub graph: &'a ModuleGraph,
}

impl<'a> Application<'a> {
    fn federation(&self) -> Option<&'a FederationConfig> {
        self.config.federation.as_ref()
    }

    fn name(&self) -> &'a str {
        match self.federation().map(|federation| federation.name.as_str()) {
            None | Some("") => &self.config.output.unique_name,
            Some(name) => name,
        }
    }
}

/// After all have been scanned.
pub fn check(applications: &[Application<'_>]) -> Diagnostics {
    let mut problems = unique_names(applications);
    problems.extend(unknown_exposes(applications));
    problems.extend(versions(applications));
    problems
}

/// Scripts of two builds with one name take each other's chunks. Builds for other platforms do not meet.
fn unique_names(applications: &[Application<'_>]) -> Diagnostics {
    let mut problems = Diagnostics::new();
    for (index, application) in applications.iter().enumerate() {
        let output = &application.config.output;
        let platform = application.config.target.platform;
        let same = applications[..index].iter().find(|other| {
            other.config.output.unique_name == output.unique_name && other.config.target.platform == platform
        });
        if let Some(other) =
            same.filter(|other| other.federation().is_some() || application.federation().is_some())
        {
            let folders = [&other.config.context, &application.config.context];
            problems.push(diagnostics::one_unique_name(&output.unique_name, folders));
        }
    }
    problems
}

/// Imports of modules that the remote, which is one of these applications, does not expose.
fn unknown_exposes(applications: &[Application<'_>]) -> Diagnostics {
    let mut problems = Diagnostics::new();
    for host in applications {
        let Some(federation) = host.federation() else { continue };
        let mut modules: Vec<_> = host.graph.modules.iter().collect();
        modules.sort_by(|left, right| left.identifier.cmp(&right.identifier));
        for module in modules {
            let ModuleKind::Remote(remote) = &module.kind else { continue };
            let Some(rule) = federation.remotes.get(remote.remote) else { continue };
            let names = rule.externals.iter().filter_map(container_name);
            let Some((owner, container)) = names.into_iter().find_map(|name| {
                applications.iter().find_map(|other| Some((other, other.federation()?.container(name)?)))
            }) else {
                continue;
            };
            let keys: Vec<&str> = container.exposes.iter().map(|expose| expose.key.as_str()).collect();
            if !keys.contains(&remote.expose.as_str()) {
                let near = nearest(&remote.expose, keys.iter().copied());
                let problem = diagnostics::remote_lacks_expose(
                    &rule.key,
                    &remote.expose,
                    &format!("the application in {}", owner.config.context.display()),
                    near,
                    &keys,
                );
                problems.push(label_import(host.graph, problem, module, "imported here"));
            }
        }
    }
    problems
}

/// Shared packages that an application could not have, or only against its range, on a page that it starts with its remotes
/// among these applications.
fn versions(applications: &[Application<'_>]) -> Diagnostics {
    let builds: Vec<FleetBuild> = applications.iter().filter_map(fleet_build).collect();
    let mut problems = Diagnostics::new();
    let mut told: FxHashSet<(String, String, Option<String>)> = FxHashSet::default();
    for (index, host) in builds.iter().enumerate() {
        let mut page = vec![host.clone()];
        page.extend(
            builds
                .iter()
                .enumerate()
                .filter(|(other, build)| *other != index && host.remotes.contains(&build.name))
                .map(|(_, build)| build.clone()),
        );
        if page.len() < 2 {
            continue;
        }
        let keys: FxHashSet<&str> = page
            .iter()
            .flat_map(|build| build.sharing.consumes.iter().map(|consume| consume.share_key.as_str()))
            .collect();
        let mut keys: Vec<&str> = keys.into_iter().collect();
        keys.sort_unstable();
        for key in keys {
            for choice in tell(&page, key).choices {
                let facts = &page[choice.build].sharing.consumes[choice.consume];
                let name = page[choice.build].name.clone();
                let Some(problem) = conflict(&page, key, &choice) else { continue };
                if !told.insert((name.clone(), key.to_owned(), facts.required_version.clone())) {
                    continue;
                }
                let application = applications.iter().find(|application| application.name() == name);
                problems.push(match application {
                    Some(application) => label_consumer(application.graph, problem, key),
                    None => problem,
                });
            }
        }
    }
    problems
}

fn fleet_build(application: &Application<'_>) -> Option<FleetBuild> {
    let federation = application.federation()?;
    let mut remotes: Vec<String> = federation
        .remotes
        .iter()
        .flat_map(|remote| &remote.externals)
        .filter_map(container_name)
        .map(str::to_owned)
        .collect();
    remotes.dedup();
    let sharing = sharing_facts(application.graph, |_| true, federation, application.config);
    Some(FleetBuild { name: application.name().to_owned(), sharing, remotes, is_guessed: false })
}

/// What is wrong with a choice: an error, or a singleton outside of the range.
fn conflict(page: &[FleetBuild], key: &str, choice: &Choice) -> Option<BuildDiagnostic> {
    let build = &page[choice.build];
    let facts = &build.sharing.consumes[choice.consume];
    let range = facts.required_version.as_deref().unwrap_or("*");
    let versions: Vec<String> =
        choice.candidates.iter().map(|it| format!("{} from {}", it.version, it.from)).collect();
    let taken = match (choice.resolution.outcome, choice.resolution.steps.last()) {
        (Outcome::Error, _) => None,
        (Outcome::Version(index), Some(Step::TakesWithWarning(_))) => Some(versions[index].as_str()),
        _ => return None,
    };
    Some(diagnostics::versions_do_not_agree(&build.name, key, range, taken, &page[0].name, &versions))
}

fn label_consumer(graph: &ModuleGraph, problem: BuildDiagnostic, key: &str) -> BuildDiagnostic {
    let mut consumers: Vec<_> = graph
        .modules
        .iter()
        .filter(
            |module| matches!(&module.kind, ModuleKind::ConsumeShared(consume) if consume.share_key == key),
        )
        .collect();
    consumers.sort_by(|left, right| left.identifier.cmp(&right.identifier));
    match consumers.first() {
        Some(module) => label_import(graph, problem, module, "imported here"),
        None => problem,
    }
}

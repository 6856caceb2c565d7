//! Types of remotes that are built together with their hosts: what one build has made is unpacked for the others,
//! without asking the network.

use fedpack::{
    config::Config,
    diagnostics::{BuildDiagnostic, Diagnostics, Severity, types as problems},
    emit::Assets,
    federation::{remote::container_name, types::ConsumeTypes},
};

use crate::{API_FILE, archive, runtime_api, unpack, wanted};

/// Names of the containers that the builds of a workspace make.
#[must_use]
pub fn container_names(configs: &[Config]) -> Vec<String> {
    let federations = configs.iter().filter_map(|config| config.federation.as_ref());
    federations.filter(|it| !it.containers.is_empty()).map(|it| it.name.clone()).collect()
}

/// Writes the types of those remotes of `host` that `builds` are. One that publishes no types has none.
pub fn take(host: &Config, builds: &[(&Config, &Assets)]) -> Diagnostics {
    let mut found = Diagnostics::new();
    let Some(options) = wanted(host) else { return found };
    let folder = host.context.join(&options.folder);
    let mut is_written = false;
    for (alias, remote) in local_remotes(host, options) {
        let Some(&(config, assets)) = builds.iter().find(|(config, _)| is_named(config, remote)) else {
            continue;
        };
        let generate = config.federation.as_ref().and_then(|it| it.types.as_ref()?.generate.as_ref());
        let file = |extension: &str| {
            generate.and_then(|it| assets.get(&format!("{}.{extension}", it.folder))).map(|it| &*it.bytes)
        };
        let Some(zip) = file("zip") else { continue };
        is_written = true;
        found.extend(
            archive::read(zip)
                .map_err(|reason| Box::new(problems::remote_types_refused(alias, remote, &reason)))
                .and_then(|files| unpack(alias, files, file("d.ts"), &folder, options))
                .err()
                .map(|problem: Box<BuildDiagnostic>| *problem),
        );
    }
    if is_written
        && options.api
        && let Err(error) = runtime_api::write(&folder, API_FILE, &options.runtime_packages)
    {
        found.push(problems::types_not_written(&folder, &error));
    }
    if options.abort_on_error {
        found.iter_mut().for_each(|problem| problem.severity = Severity::Error);
    }
    found
}

/// Remotes of the configuration with the names of their containers, without those whose types have an address of their own.
fn local_remotes<'c>(
    host: &'c Config,
    options: &'c ConsumeTypes,
) -> impl Iterator<Item = (&'c str, &'c str)> {
    host.federation.iter().flat_map(|federation| &federation.remotes).filter_map(|remote| {
        let name = container_name(remote.externals.first()?)?;
        (!options.addresses.contains_key(name)).then_some((remote.key.as_str(), name))
    })
}

fn is_named(config: &Config, name: &str) -> bool {
    config.federation.as_ref().is_some_and(|it| !it.containers.is_empty() && it.name == name)
}

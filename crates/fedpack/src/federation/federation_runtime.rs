//! The runtime of Module Federation 2: which package it is, unless it is fedpack's own; the module that starts it with
//! the plugins of the build (contract §7.1); and what applications import from it.

use std::path::{Path, PathBuf};

use fedpack_graph::{
    ConnectionIdx, LocalDependencyIdx,
    link_output::{Binding, LinkOutput},
    module_graph::{DependencyKind, ExternalType, FederationRuntime, ModuleGraph, ModuleKey, ModuleKind},
};

use super::{FederationConfig, Protocol};
use crate::{
    config::{Config, ExternalRule},
    diagnostics::{BuildDiagnostic, federation as diagnostics},
    scan::{
        missing::install_command,
        module_draft::{ModuleDraft, synthetic_dependency},
        resolve::{ResolveFrom, ResolveKind, Resolved, Resolver, ResolverCache},
    },
};

/// What bundlers build on: the runtime, and what it needs to know of `__webpack_require__`.
const PACKAGE: &str = "@module-federation/webpack-bundler-runtime";

/// Packages that bring it along. With strict package managers only they can see it.
const BRINGERS: [&str; 2] = ["@module-federation/enhanced", "@module-federation/runtime-tools"];

/// Its largest part, which several builds may share.
const RUNTIME_CORE: &str = "@module-federation/runtime-core";

/// What fedpack's own runtime has of `@module-federation/runtime`.
pub const FEDERATION_API: [&str; 11] = [
    "createInstance",
    "getInstance",
    "init",
    "loadRemote",
    "loadShare",
    "loadShareSync",
    "preloadRemote",
    "registerGlobalPlugins",
    "registerPlugins",
    "registerRemotes",
    "registerShared",
];

/// What applications import `loadRemote` and the like from. It has to be the copy that the build itself uses, whichever
/// one the importing package would find: another one would not know this build.
pub fn is_runtime(request: &str) -> bool {
    request == "@module-federation/runtime"
}

/// scan: the file of the package, for builds that need it.
///
/// # Errors
///
/// If it is not installed.
pub fn find_package(config: &Config, resolver: &Resolver) -> Result<Option<PathBuf>, Box<BuildDiagnostic>> {
    let Some(federation) = config.federation.as_ref().filter(|it| it.protocol == Protocol::V2) else {
        return Ok(None);
    };
    let resolve = |directory: &Path, request: &str| find(resolver, directory, request);
    // Newer versions have an entry for bundlers that can be shaken.
    let package = |directory: &Path| {
        resolve(directory, &format!("{PACKAGE}/bundler")).or_else(|| resolve(directory, PACKAGE))
    };
    let beside = |request: &str| {
        let bringer = resolve(&config.context, request)?;
        package(bringer.parent()?)
    };
    let found = match &federation.implementation {
        Some(implementation) => beside(implementation),
        None => package(&config.context).or_else(|| BRINGERS.into_iter().find_map(beside)),
    };
    found.map(Some).ok_or_else(|| {
        let install = install_command(&config.context, PACKAGE);
        Box::new(diagnostics::runtime_package_not_installed(
            PACKAGE,
            federation.implementation.as_deref(),
            &install,
        ))
    })
}

fn find(resolver: &Resolver, directory: &Path, request: &str) -> Option<PathBuf> {
    match resolver.resolve(ResolveKind::Esm, ResolveFrom { file: None, directory }, request) {
        Ok(Resolved::File(file)) => Some(file.resource.path),
        Ok(Resolved::Ignored { .. }) | Err(_) => None,
    }
}

/// The package's own copy of its largest part: strict package managers only show it to those that depend on it.
fn find_core(package: &Path, resolver: &Resolver) -> Option<PathBuf> {
    let runtime = find(resolver, package.parent()?, "@module-federation/runtime")?;
    find(resolver, runtime.parent()?, RUNTIME_CORE)
}

/// A build that asks for what only Module Federation 2 has, without saying whose runtime is to give it, has that of
/// [`Protocol::Compact`] where the packages are not installed.
pub fn settle_protocol(config: &mut Config) -> Option<BuildDiagnostic> {
    let federation = config.federation.as_ref()?;
    if federation.protocol != Protocol::V2
        || !federation.may_be_compact
        || find_package(config, &Resolver::new(config, &ResolverCache::default())).is_ok()
    {
        return None;
    }
    config.federation.as_mut()?.protocol = Protocol::Compact;
    Some(diagnostics::compact_instead(PACKAGE, &install_command(&config.context, PACKAGE)))
}

/// `experiments.externalRuntime`: the largest part of the package is a global that another build provides.
pub fn add_external(config: &mut Config) {
    let is_external = config
        .federation
        .as_ref()
        .is_some_and(|federation| federation.protocol == Protocol::V2 && federation.runtime_core.is_external);
    if is_external {
        config.externals.push(ExternalRule::Exact {
            request: RUNTIME_CORE.to_owned(),
            external: vec!["_FEDERATION_RUNTIME_CORE".to_owned()],
            external_type: Some(ExternalType::Global),
            umd: None,
            interop: None,
        });
    }
}

/// scan: the module that starts the runtime, if there is something to start. Its dependencies are the package and the
/// plugins, in order.
pub fn factorize(
    federation: &FederationConfig,
    package: Option<&Path>,
    resolver: &Resolver,
) -> Option<ModuleDraft> {
    let mut dependencies: Vec<_> = package
        .map(|it| synthetic_dependency(DependencyKind::FederationRuntime, it.to_string_lossy()))
        .into_iter()
        .collect();
    let provided = package.filter(|_| federation.runtime_core.is_provided);
    let core = provided.and_then(|package| find_core(package, resolver)).map(|core| {
        dependencies.push(synthetic_dependency(DependencyKind::FederationRuntime, core.to_string_lossy()));
        LocalDependencyIdx::from_usize(dependencies.len() - 1)
    });
    let package = package.map(|_| LocalDependencyIdx::from_usize(0));
    let mut plugins = Vec::with_capacity(federation.runtime_plugins.len());
    for plugin in &federation.runtime_plugins {
        plugins.push((LocalDependencyIdx::from_usize(dependencies.len()), plugin.parameter.clone()));
        dependencies.push(synthetic_dependency(DependencyKind::FederationRuntime, &plugin.request));
    }
    if dependencies.is_empty() {
        return None;
    }
    let kind = ModuleKind::FederationRuntime(Box::new(FederationRuntime { package, core, plugins }));
    Some(ModuleDraft { dependencies, ..ModuleDraft::new(ModuleKey::FederationRuntime, kind) })
}

/// scan: what `import { loadRemote } from "@module-federation/runtime"` leads to where fedpack's own runtime has it. A
/// build that names no protocol and asks for nothing else of Module Federation 2 has it by that import.
pub fn api(federation: &FederationConfig, request: &str) -> Option<ModuleDraft> {
    let has_own_runtime = match federation.protocol {
        Protocol::Compact => true,
        Protocol::V1 => federation.may_be_compact,
        Protocol::V2 => false,
    };
    (has_own_runtime && is_api(request))
        .then(|| ModuleDraft::new(ModuleKey::FederationApi, ModuleKind::FederationApi))
}

fn is_api(request: &str) -> bool {
    is_runtime(request) || request == "@module-federation/enhanced/runtime"
}

/// scan: whether `request` is for a runtime that this build does not have. Its own packages ask each other.
pub fn is_api_of_another_runtime(
    federation: &FederationConfig,
    request: &str,
    issuer: Option<&Path>,
) -> bool {
    federation.protocol == Protocol::V1
        && is_api(request)
        && !issuer
            .is_some_and(|issuer| issuer.components().any(|part| part.as_os_str() == "@module-federation"))
}

/// What a build uses of [`FEDERATION_API`]; `None`: perhaps all of it.
#[must_use]
pub fn used_api<'g>(graph: &'g ModuleGraph, link: &'g LinkOutput) -> Option<Vec<&'g str>> {
    let Some(&api) = graph.by_key.get(&ModuleKey::FederationApi) else { return Some(Vec::new()) };
    let is_esm = |&connection: &ConnectionIdx| {
        let dependency = graph.connections[connection].dependency;
        graph.dependencies[dependency].kind == DependencyKind::EsmImport
    };
    if !graph.modules[api].incoming.iter().all(is_esm) {
        return None;
    }
    let mut names = Vec::new();
    for &module in link.order.iter().filter(|&&module| link.used[module].included) {
        let reexports = link.reexports[module].names.iter().map(|(_, binding)| binding);
        for binding in link.bindings[module].iter().chain(reexports).filter(|it| it.module() == Some(api)) {
            match binding {
                Binding::Export { name, .. } => names.push(&**name),
                Binding::Namespace { .. } => return None,
                Binding::Missing => {}
            }
        }
    }
    Some(names)
}

#[cfg(test)]
#[path = "federation_runtime_tests.rs"]
mod tests;

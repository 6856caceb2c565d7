//! The runtime of Module Federation 2, from the project's own `node_modules`: which package it is, and the module
//! that starts it with the plugins of the build (contract §7.1).

use std::path::{Path, PathBuf};

use fedpack_graph::{
    LocalDependencyIdx,
    module_graph::{DependencyKind, FederationRuntime, ModuleKey, ModuleKind},
};

use super::{FederationConfig, Protocol};
use crate::{
    config::Config,
    diagnostics::{BuildDiagnostic, federation as diagnostics},
    scan::{
        missing::install_command,
        module_draft::{ModuleDraft, synthetic_dependency},
        resolve::{ResolveFrom, ResolveKind, Resolved, Resolver},
    },
};

/// What bundlers build on: the runtime, and what it needs to know of `__webpack_require__`.
const PACKAGE: &str = "@module-federation/webpack-bundler-runtime";

/// Packages that bring it along. With strict package managers only they can see it.
const BRINGERS: [&str; 2] = ["@module-federation/enhanced", "@module-federation/runtime-tools"];

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
    let resolve = |directory: &Path, request: &str| match resolver.resolve(
        ResolveKind::Esm,
        ResolveFrom { file: None, directory },
        request,
    ) {
        Ok(Resolved::File(file)) => Some(file.resource.path),
        Ok(Resolved::Ignored { .. }) | Err(_) => None,
    };
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

/// scan: the module that starts the runtime. Its dependencies are the package and the plugins, in order.
pub fn factorize(federation: &FederationConfig, package: &Path) -> ModuleDraft {
    let mut dependencies =
        vec![synthetic_dependency(DependencyKind::FederationRuntime, package.to_string_lossy())];
    let mut plugins = Vec::with_capacity(federation.runtime_plugins.len());
    for plugin in &federation.runtime_plugins {
        plugins.push((LocalDependencyIdx::from_usize(dependencies.len()), plugin.parameter.clone()));
        dependencies.push(synthetic_dependency(DependencyKind::FederationRuntime, &plugin.request));
    }
    let runtime = FederationRuntime { package: LocalDependencyIdx::from_usize(0), plugins };
    let kind = ModuleKind::FederationRuntime(Box::new(runtime));
    ModuleDraft { dependencies, ..ModuleDraft::new(ModuleKey::FederationRuntime, kind) }
}

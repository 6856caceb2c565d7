//! The runtime of Module Federation 2: which package it is, unless it is fedpack's own; the module that starts it with
//! the plugins of the build (contract §7.1); and what applications import from it.

use std::path::{Path, PathBuf};

use fedpack_graph::{
    ConnectionIdx, LocalDependencyIdx,
    link_output::{Binding, LinkOutput},
    module_graph::{
        Dependency, DependencyKind, ExternalType, FederationRuntime, ModuleGraph, ModuleKey, ModuleKind,
    },
    summary::{ExportTarget, ImportUsage, ImportedName, ModuleFeatures, ModuleSummary, SummaryTable},
};

use super::{FederationConfig, Protocol};
use crate::{
    config::{Config, ExternalRule},
    diagnostics::{BuildDiagnostic, federation as diagnostics},
    scan::{
        missing::install_command,
        module_draft::{ModuleDraft, synthetic_dependency},
        resolve::{PackageInfo, ResolveFrom, ResolveKind, Resolved, Resolver, ResolverCache},
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

/// Hooks around single steps of loading a remote, and those that only matter to preloading: a runtime has no code for
/// them unless a source names one of them.
const STEP_HOOKS: [&str; 5] =
    ["InitRemote", "GetExpose", "ExecuteFactory", "handlePreloadModule", "generatePreloadAssets"];

/// scan: whether plugins in this source may be asked at such a step: `beforeInitRemote`, `afterGetExpose` …
pub fn names_step_hooks(source: &str) -> bool {
    STEP_HOOKS.iter().any(|name| source.contains(name))
}

/// scan: whether that matters: builds with the package have all hooks, those of version 1 none.
pub fn notes_step_hooks(federation: &FederationConfig) -> bool {
    federation.protocol == Protocol::Compact || federation.may_be_compact
}

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
    let is_own = package.is_none();
    let package = package.map(|_| LocalDependencyIdx::from_usize(0));
    let mut plugins = Vec::with_capacity(federation.runtime_plugins.len());
    for plugin in
        federation.runtime_plugins.iter().filter(|it| !(is_own && loads_chunks_in_node(&it.request)))
    {
        plugins.push((LocalDependencyIdx::from_usize(dependencies.len()), plugin.parameter.clone()));
        dependencies.push(synthetic_dependency(DependencyKind::FederationRuntime, &plugin.request));
    }
    if dependencies.is_empty() {
        return None;
    }
    let kind = ModuleKind::FederationRuntime(Box::new(FederationRuntime { package, core, plugins }));
    Some(ModuleDraft { dependencies, ..ModuleDraft::new(ModuleKey::FederationRuntime, kind) })
}

/// The plugin by which the package finds the chunks of remotes that came over HTTP. fedpack's own runtime does that without one,
/// and has no scripts of the package that this one could load with.
fn loads_chunks_in_node(request: &str) -> bool {
    let request = request.replace('\\', "/");
    let own = request.rsplit_once("@module-federation/node/").map_or("", |(_, file)| file);
    let own = own.strip_prefix("dist/src/").unwrap_or(own);
    own.rsplit_once('.').map_or(own, |(name, _)| name) == "runtimePlugin"
}

/// scan: what `import { loadRemote } from "@module-federation/runtime"` leads to where the configuration says that fedpack's
/// own runtime has it.
pub fn api(federation: &FederationConfig, request: &str) -> Option<ModuleDraft> {
    (federation.protocol == Protocol::Compact && is_api(request)).then(own_api)
}

fn own_api() -> ModuleDraft {
    ModuleDraft::new(ModuleKey::FederationApi, ModuleKind::FederationApi)
}

/// A request for the runtime in a build whose options ask for none.
#[derive(Clone, Copy)]
pub struct ImpliedApi<'a> {
    pub request: &'a str,
    pub kind: &'a DependencyKind,
    pub issuer: Option<&'a Path>,
    /// Of who asks.
    pub alias: &'a [(String, Vec<String>)],
}

impl ImpliedApi<'_> {
    /// scan: fedpack's own runtime, where only that can answer: the package is not installed. Where it is
    /// (`prefers_package`: nevertheless), imports of the application's own sources have fedpack's own, which knows the build;
    /// packages, and who requires it, have what they have been written for. So has who says where it is.
    pub fn answer(
        self,
        federation: &FederationConfig,
        prefers_package: bool,
        resolve: impl FnOnce() -> Option<Resolved>,
    ) -> Option<ModuleDraft> {
        let may_be_own = federation.protocol == Protocol::V1
            && federation.may_be_compact
            && is_api(self.request)
            && !is_within(self.issuer, "@module-federation")
            && !self.alias.iter().any(|(key, targets)| {
                has_alias(key, self.request) && !targets.iter().all(|target| is_of_runtime(target))
            });
        if !may_be_own {
            return None;
        }
        let is_own = match resolve() {
            None => true,
            Some(Resolved::Ignored { .. }) => false,
            Some(Resolved::File(file)) => {
                let name = file.package.as_ref().and_then(PackageInfo::name);
                !prefers_package
                    && *self.kind == DependencyKind::EsmImport
                    && !is_within(self.issuer, "node_modules")
                    && name.is_some_and(|name| name.starts_with("@module-federation/"))
            }
        };
        is_own.then(own_api)
    }
}

fn has_alias(key: &str, request: &str) -> bool {
    match key.strip_suffix('$') {
        Some(exact) => exact == request,
        None => request.strip_prefix(key).is_some_and(|rest| rest.is_empty() || rest.starts_with('/')),
    }
}

/// Whether an alias leads to the package that the request is for anyway: configurations have such ones, so that no second
/// copy of it is found.
fn is_of_runtime(target: &str) -> bool {
    is_within(Some(Path::new(target)), "@module-federation")
}

fn is_within(file: Option<&Path>, folder: &str) -> bool {
    file.is_some_and(|file| file.components().any(|part| part.as_os_str() == folder))
}

/// scan: whether sources ask fedpack's own runtime for what only the installed package has, though no option says whose
/// runtime the build has. Then all of them have the package: two runtimes would not know each other's remotes.
pub fn wants_package(
    federation: &FederationConfig,
    graph: &ModuleGraph,
    summaries: &SummaryTable,
    resolver: &Resolver,
) -> bool {
    let Some(&api) = graph.by_key.get(&ModuleKey::FederationApi) else { return false };
    federation.protocol == Protocol::V1
        && graph.modules[api].incoming.iter().any(|&connection| {
            let dependency = graph.connections[connection].dependency;
            let Dependency { parent: Some(importer), kind: DependencyKind::EsmImport, request, .. } =
                &graph.dependencies[dependency]
            else {
                return false;
            };
            let is_asked = |local: LocalDependencyIdx| graph.dependency_of(*importer, local) == dependency;
            let file = graph.modules[*importer].resource().map(|resource| resource.path.as_path());
            summaries[*importer].as_deref().is_some_and(|summary| asks_for_more(summary, is_asked))
                && file.is_some_and(|file| {
                    let directory = file.parent().unwrap_or(file);
                    let from = ResolveFrom { file: Some(file), directory };
                    resolver.resolve(ResolveKind::Esm, from, request).is_ok()
                })
        })
}

/// Whether the imports that `is_asked` is true for have a name that is not of [`FEDERATION_API`].
fn asks_for_more(summary: &ModuleSummary, is_asked: impl Fn(LocalDependencyIdx) -> bool) -> bool {
    let is_foreign = |name: &String| !FEDERATION_API.contains(&name.as_str());
    let imports = summary.imports.iter().any(|import| {
        let is_foreign = match (&import.imported, &import.usage) {
            (ImportedName::Name(name), _) => is_foreign(name),
            (ImportedName::Namespace, ImportUsage::Members(names)) => names.iter().any(is_foreign),
            (ImportedName::Namespace, usage) => *usage == ImportUsage::Whole,
        };
        is_foreign && is_asked(import.dependency)
    });
    // One file of TypeScript alone does not tell whether such a name is a type.
    let may_be_type = summary.features.contains(ModuleFeatures::TYPESCRIPT);
    let exports = summary.exports.iter().any(|export| match &export.target {
        ExportTarget::ReExport { dependency, imported } => {
            let is_foreign = match imported {
                ImportedName::Name(name) => !may_be_type && is_foreign(name),
                ImportedName::Namespace => true,
            };
            is_foreign && is_asked(*dependency)
        }
        ExportTarget::Local(_) => false,
    });
    imports || exports || summary.star_exports.iter().copied().any(is_asked)
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
    federation.protocol == Protocol::V1 && is_api(request) && !is_within(issuer, "@module-federation")
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

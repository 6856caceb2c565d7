//! The constants of `runtime/features.js`, for one chunk.

use fedpack_graph::RuntimeRequirements;

use super::plan::{FederationUses, RuntimePlan};
use crate::config::{ChunkLoading, ModuleErrors, Platform};

/// Constant → its value. `installed` are the files whose members this chunk has.
pub(super) fn features(plan: &RuntimePlan, installed: &[&str]) -> Vec<(&'static str, bool)> {
    let consumes = &plan.consumes.modules;
    let uses = |flag| plan.federation_instance.as_ref().is_some_and(|instance| instance.uses.contains(flag));
    // Ranges and flags that only become known at run time.
    let loads_shares = uses(FederationUses::LOAD_SHARE);
    let containers =
        plan.container.iter().chain(plan.container_modules.iter().map(|(_, container)| container));
    let exposes_async = containers
        .flat_map(|container| &container.exposes)
        .any(|expose| expose.modules.iter().any(|module| module.is_async));
    vec![
        ("usesNonce", plan.requirements.contains(RuntimeRequirements::SCRIPT_NONCE)),
        ("usesFetchPriority", plan.requirements.contains(RuntimeRequirements::FETCH_PRIORITY)),
        ("checksIntegrity", !(plan.integrity.scripts.is_empty() && plan.integrity.sheets.is_empty())),
        ("usesTrustedTypes", plan.trusted_types.is_some()),
        ("usesOnChunksLoaded", installed.contains(&"on_chunks_loaded.js")),
        ("chunksNameRuntimes", !plan.stands_for.is_empty()),
        ("usesCss", installed.contains(&"css_loading.js")),
        ("isWorker", is_worker(plan)),
        ("isNode", is_node(plan)),
        ("rethrowsModuleErrors", plan.module_errors == ModuleErrors::Rethrown),
        ("retriesModules", plan.module_errors == ModuleErrors::Retried),
        ("checksModuleExists", plan.checks_module_exists),
        ("isSilent", plan.is_silent),
        ("usesShareExternals", plan.sharing.externals.iter().any(|(_, externals)| !externals.is_empty())),
        ("usesInitialConsumes", !plan.consumes.initial.is_empty()),
        ("usesRanges", loads_shares || consumes.iter().any(|consume| consume.range.is_some())),
        ("usesSingletons", loads_shares || consumes.iter().any(|consume| consume.singleton)),
        ("usesEagerConsumes", consumes.iter().any(|consume| consume.eager)),
        ("usesDispensableShares", consumes.iter().any(|consume| consume.is_dispensable)),
        (
            "usesAsyncModules",
            exposes_async
                || plan.sharing.provides.iter().any(|provide| provide.module.is_async)
                || consumes.iter().any(|consume| consume.is_async),
        ),
        ("usesPartialCopies", !plan.sharing.copies.is_empty()),
        // What copies that are shaken afterwards need will be stated then.
        (
            "usesNeeds",
            consumes.iter().any(|consume| consume.needs.is_some())
                || plan.sharing.copies.iter().any(|copy| copy.kept.is_none()),
        ),
        (
            "usesTreeShaking",
            consumes.iter().any(|consume| consume.tree_shaking.is_some())
                || plan.sharing.provides.iter().any(|provide| provide.tree_shaking.is_some()),
        ),
        ("usesFurtherNeeds", !plan.consumes.further.is_empty()),
        ("usesStrictVersions", loads_shares || consumes.iter().any(|consume| consume.strict)),
        ("usesScopeLists", uses_scope_lists(plan) || loads_shares || uses(FederationUses::REGISTER_REMOTES)),
        ("usesLoadedFirst", plan.takes_loaded_first),
        ("usesManifests", uses(FederationUses::MANIFESTS)),
        ("usesLoadRemote", uses(FederationUses::LOAD_REMOTE)),
        ("usesRegisterRemotes", uses(FederationUses::REGISTER_REMOTES)),
        ("usesLoadShare", loads_shares),
        ("usesRegisterShared", uses(FederationUses::REGISTER_SHARED)),
        ("usesPreload", uses(FederationUses::PRELOAD)),
        ("usesRuntimePlugins", uses(FederationUses::PLUGINS)),
        ("usesStepHooks", uses(FederationUses::STEP_HOOKS)),
        (
            "canImportModules",
            uses(FederationUses::IMPORTS_MODULES)
                || plan.federation_package.as_ref().is_some_and(|package| package.imports_modules),
        ),
        ("usesFederationPackage", plan.federation_package.is_some()),
        ("providesRuntime", plan.federation_package.as_ref().is_some_and(|package| package.is_provided)),
    ]
}

/// Whether a consumer, a remote or a container is about several share scopes. So are remotes and containers of a build that
/// has scopes beside theirs: the other side may know those, too.
fn uses_scope_lists(plan: &RuntimePlan) -> bool {
    let consumed = plan.consumes.modules.iter().map(|consume| &consume.scopes);
    let remote = plan.remotes.modules.iter().map(|remote| &remote.scopes);
    let containers: Vec<&Vec<String>> = plan
        .container
        .iter()
        .chain(plan.container_modules.iter().map(|(_, container)| container))
        .map(|container| &container.share_scopes)
        .collect();
    let registered = plan.federation_instance.iter().flat_map(|instance| &instance.remotes);
    let registered = registered.map(|remote| &remote.scopes);
    let mut named = consumed.clone().flatten().chain(plan.sharing.provides.iter().map(|it| &it.scope));
    let known: Vec<&Vec<String>> = containers.iter().copied().chain(remote.clone()).collect();
    consumed.chain(registered).chain(known.iter().copied()).any(|scopes| scopes.len() > 1)
        || (!known.is_empty() && named.any(|name| !known.iter().any(|scopes| scopes.contains(name))))
}

/// No document here.
pub(super) fn is_worker(plan: &RuntimePlan) -> bool {
    plan.chunk_loading == ChunkLoading::ImportScripts || plan.platform == Platform::Webworker
}

/// Node's globals, no document.
pub(super) fn is_node(plan: &RuntimePlan) -> bool {
    plan.platform.is_node() || plan.platform == Platform::Nwjs
}

/// What is prefetched and preloaded are `<link>` tags.
pub(super) fn has_document(plan: &RuntimePlan) -> bool {
    !is_worker(plan) && !is_node(plan)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_constant_of_the_file_has_a_value() {
        let source = include_str!("../../../runtime/features.js");
        let declared: Vec<_> =
            source.lines().filter_map(|line| line.strip_prefix("export const ")?.split(' ').next()).collect();
        let known: Vec<_> =
            features(&RuntimePlan::default(), &[]).into_iter().map(|(name, _)| name).collect();
        assert_eq!(known, declared);
    }
}

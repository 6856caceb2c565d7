//! `import "catalog/List"`: a module of another build's container.

use fedpack_graph::{
    LocalDependencyIdx, RemoteIdx,
    module_graph::{DependencyKind, ExternalType, ModuleKey, ModuleKind, Remote},
};

use super::{FederationConfig, RemoteExternal};
use crate::scan::module_draft::{ModuleDraft, synthetic_dependency};

/// A remote, and the name of the module in its container.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RemoteMatch {
    pub remote: RemoteIdx,
    pub expose: String,
}

/// scan: whether a request is for a remote: its key, or its key and a slash in front of the module (contract 8.1).
///
/// ```text
/// catalog → "."      catalog/List → "./List"      catalogue/List, catalog!x → no
/// ```
pub fn matches(federation: &FederationConfig, request: &str) -> Option<RemoteMatch> {
    if request.contains('!') {
        return None;
    }
    federation.remotes.iter_enumerated().find_map(|(remote, config)| {
        let rest = request.strip_prefix(config.key.as_str())?;
        (rest.is_empty() || rest.starts_with('/')).then(|| RemoteMatch { remote, expose: format!(".{rest}") })
    })
}

/// scan: the module of such a request. Its dependencies are the containers to try, in order.
pub fn factorize(federation: &FederationConfig, found: RemoteMatch) -> ModuleDraft {
    let config = &federation.remotes[found.remote];
    let dependencies: Vec<_> = (0..config.externals.len())
        .map(|index| {
            let request = container_request(&config.key, &config.externals[index], index);
            synthetic_dependency(DependencyKind::RemoteContainer, request)
        })
        .collect();
    let kind = ModuleKind::Remote(Box::new(Remote {
        remote: found.remote,
        expose: found.expose.clone(),
        share_scopes: config.share_scopes.clone(),
        containers: (0..dependencies.len()).map(LocalDependencyIdx::from_usize).collect(),
    }));
    let key = ModuleKey::Remote { remote: found.remote, expose: found.expose };
    ModuleDraft { dependencies, ..ModuleDraft::new(key, kind) }
}

/// What a `RemoteContainer` dependency leads to.
#[derive(Debug)]
pub enum Container<'a> {
    External(Box<ModuleDraft>),
    /// `internal ./x`: a module of this build, resolved from the context.
    Internal(&'a str),
}

/// scan: the container that a `RemoteContainer` dependency asks for.
pub fn container<'a>(federation: &'a FederationConfig, request: &str) -> Option<Container<'a>> {
    let external = references(federation).find(|(name, _)| name == request)?.1;
    if external.is_internal {
        return Some(Container::Internal(&external.request));
    }
    Some(Container::External(Box::new(external_draft(external.external_type, &external.request))))
}

/// webpack's name of the external of a container: the first reference that is to it.
pub fn reference_name(
    federation: &FederationConfig,
    request: &[String],
    external_type: ExternalType,
) -> Option<String> {
    let [request] = request else { return None };
    references(federation)
        .find(|(_, external)| {
            !external.is_internal && external.external_type == external_type && external.request == *request
        })
        .map(|(name, _)| name)
}

fn references(federation: &FederationConfig) -> impl Iterator<Item = (String, &RemoteExternal)> {
    federation.remotes.iter().flat_map(|remote| {
        remote
            .externals
            .iter()
            .enumerate()
            .map(|(index, external)| (container_request(&remote.key, external, index), external))
    })
}

fn external_draft(external_type: ExternalType, request: &str) -> ModuleDraft {
    let request = vec![request.to_owned()];
    let key = ModuleKey::External { request: request.clone(), external_type, interop: None };
    ModuleDraft::new(key, ModuleKind::External { request, external_type, interop: None })
}

/// webpack's name of a container reference. Internal containers differ by request, as they are resolved.
fn container_request(key: &str, external: &RemoteExternal, index: usize) -> String {
    if external.is_internal {
        format!("internal {}", external.request)
    } else if index == 0 {
        format!("webpack/container/reference/{key}")
    } else {
        format!("webpack/container/reference/{key}/fallback-{index}")
    }
}

/// Name of the container that an external loads, if its text tells: `catalog@https://…` → `catalog`.
pub fn container_name(external: &RemoteExternal) -> Option<&str> {
    match external.external_type {
        ExternalType::Script => external.request.split_once('@').map(|(name, _)| name),
        ExternalType::Var
        | ExternalType::Window
        | ExternalType::SelfObject
        | ExternalType::Global
        | ExternalType::This
        | ExternalType::Assign => Some(external.request.as_str()),
        _ => None,
    }
    .filter(|_| !external.is_internal)
}

/// Addresses of entries and manifests of all remotes, as pages ask for them.
pub fn entry_addresses(config: &FederationConfig) -> Vec<String> {
    let externals = config.remotes.iter().flat_map(|remote| &remote.externals);
    let addresses = externals.filter(|external| !external.is_internal).map(entry_address);
    let is_address = |text: &&str| ["http://", "https://", "/"].iter().any(|start| text.starts_with(start));
    let mut addresses: Vec<String> = addresses.filter(is_address).map(str::to_owned).collect();
    addresses.sort_unstable();
    addresses.dedup();
    addresses
}

/// `catalog@https://…` → `https://…`; other types say where they are by their request.
pub fn entry_address(external: &RemoteExternal) -> &str {
    match external.external_type {
        ExternalType::Script => external.request.split_once('@').map_or("", |(_, address)| address),
        _ => &external.request,
    }
}

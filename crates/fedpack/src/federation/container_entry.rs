//! The container of this build: `get` and `init`, in an entry of its own.

use fedpack_graph::{
    LocalDependencyIdx,
    module_graph::{ContainerEntry, DependencyKind, Expose, ModuleKey, ModuleKind},
};

use super::FederationConfig;
use crate::scan::module_draft::{ModuleDraft, synthetic_dependency};

/// scan: the module, if this build exposes something. Its entry is called [`FederationConfig::name`], its file
/// [`FederationConfig::filename`]. The dependencies are the exposed modules, in order.
///
/// ```text
/// exposes: {"./Cart": "./src/Cart", ".": ["./src/a", "./src/b"]}
///   → dependencies [./src/Cart, ./src/a, ./src/b], exposes [[0], [1, 2]]
/// ```
pub fn factorize(federation: &FederationConfig) -> Option<ModuleDraft> {
    if federation.exposes.is_empty() {
        return None;
    }
    let mut dependencies = Vec::new();
    let mut exposes = Vec::with_capacity(federation.exposes.len());
    for expose in &federation.exposes {
        let mut imports = Vec::with_capacity(expose.imports.len());
        for request in &expose.imports {
            imports.push(LocalDependencyIdx::from_usize(dependencies.len()));
            dependencies.push(synthetic_dependency(DependencyKind::Exposed, request));
        }
        exposes.push(Expose { key: expose.key.clone(), name: expose.name.clone(), imports });
    }
    let name = federation.name.clone();
    let entry = ContainerEntry { name: name.clone(), share_scopes: federation.share_scopes.clone(), exposes };
    Some(ModuleDraft {
        dependencies,
        ..ModuleDraft::new(ModuleKey::ContainerEntry { name }, ModuleKind::ContainerEntry(Box::new(entry)))
    })
}

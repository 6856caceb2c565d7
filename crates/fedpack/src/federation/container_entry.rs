//! A container of this build: `get` and `init`, in an entry of its own.

use fedpack_graph::{
    LocalDependencyIdx,
    module_graph::{ContainerEntry, DependencyKind, Expose, ModuleKey, ModuleKind},
};

use super::ContainerConfig;
use crate::scan::module_draft::{ModuleDraft, synthetic_dependency};

/// scan: the module of a container. Its entry is called [`ContainerConfig::name`], its file
/// [`ContainerConfig::filename`]. The dependencies are the exposed modules, in order.
///
/// ```text
/// exposes: {"./Cart": "./src/Cart", ".": ["./src/a", "./src/b"]}
///   → dependencies [./src/Cart, ./src/a, ./src/b], exposes [[0], [1, 2]]
/// ```
pub fn factorize(container: &ContainerConfig) -> ModuleDraft {
    let mut dependencies = Vec::new();
    let mut exposes = Vec::with_capacity(container.exposes.len());
    for expose in &container.exposes {
        let mut imports = Vec::with_capacity(expose.imports.len());
        for request in &expose.imports {
            imports.push(LocalDependencyIdx::from_usize(dependencies.len()));
            dependencies.push(synthetic_dependency(DependencyKind::Exposed, request));
        }
        exposes.push(Expose {
            key: expose.key.clone(),
            name: expose.name.clone(),
            layer: expose.layer.clone(),
            imports,
        });
    }
    let name = container.name.clone();
    let entry = ContainerEntry {
        name: name.clone(),
        share_scopes: container.share_scopes.clone(),
        exposes,
        package: container.package.clone(),
    };
    ModuleDraft {
        dependencies,
        ..ModuleDraft::new(ModuleKey::ContainerEntry { name }, ModuleKind::ContainerEntry(Box::new(entry)))
    }
}

/// scan: the layer that a container asks for one of its modules in.
pub fn layer_of(kind: &ModuleKind, dependency: LocalDependencyIdx) -> Option<&str> {
    let ModuleKind::ContainerEntry(entry) = kind else { return None };
    entry.exposes.iter().find(|expose| expose.imports.contains(&dependency))?.layer.as_deref()
}

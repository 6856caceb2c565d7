//! Shared packages that the Node package builds on their own, beside the build: where their files stand and how they are
//! published, for runtimes, manifests and servers. `packages/fedpack/lib/plugins/shared_packages.js` writes them.

use fedpack_graph::module_graph::{ModuleGraph, ModuleKind, ProvideShared};

use super::FederationConfig;

/// The whole package, as a file of its own.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PackageFile {
    /// Relative to the output folder.
    pub file: String,
    /// Global, or name of the export, that its container is.
    pub name: String,
}

/// The file of a provided package, if it has one. A name that is given for it is that of each version; of several versions in
/// the build each has a folder.
///
/// ```text
/// @scope/ui 1.2.0 of the container shop
///   → independent-packages/scope_scope__ui/1.2.0/share-entry.js, shop_f_scope_scope__ui_120
/// ```
pub fn package_file(
    federation: &FederationConfig,
    graph: &ModuleGraph,
    provide: &ProvideShared,
) -> Option<PackageFile> {
    let folder = federation.package_folder.as_ref()?;
    let rule = federation.provides.get(provide.share)?;
    let tree_shaking = rule.usage.as_ref()?.tree_shaking.as_ref()?;
    // What is below a package is not built apart.
    if provide.share_key != rule.share_key {
        return None;
    }
    let (key, version) = (&provide.share_key, &provide.version);
    let file = match &tree_shaking.filename {
        None => format!("{version}/share-entry.js"),
        Some(name) if has_other_versions(graph, provide) => format!("{version}/{name}"),
        Some(name) => name.clone(),
    };
    Some(PackageFile {
        file: format!("{folder}/{}/{file}", encoded(key)),
        name: encoded(&format!("{}_f_{key}_{version}", federation.name)).replace('.', ""),
    })
}

fn has_other_versions(graph: &ModuleGraph, provide: &ProvideShared) -> bool {
    graph.modules.iter().any(|module| {
        matches!(&module.kind, ModuleKind::ProvideShared(other)
            if other.share_key == provide.share_key && other.version != provide.version)
    })
}

/// A name as Module Federation 2 writes it into files and globals.
fn encoded(name: &str) -> String {
    name.replace('@', "scope_").replace('-', "_").replace('/', "__")
}

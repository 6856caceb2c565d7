//! Shared packages that the Node package builds on their own, beside the build: where their files stand and how they are
//! published, for runtimes, manifests and servers. `packages/fedpack/lib/plugins/shared_packages.js` writes them.

use fedpack_graph::module_graph::ProvideShared;

use super::FederationConfig;

/// The whole package, as a file of its own.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PackageFile {
    /// Relative to the output folder.
    pub file: String,
    /// Global, or name of the export, that its container is.
    pub name: String,
}

/// The file of a provided package, if it has one.
///
/// ```text
/// @scope/ui 1.2.0 of the container shop
///   → independent-packages/scope_scope__ui/1.2.0/share-entry.js, shop_f_scope_scope__ui_120
/// ```
pub fn package_file(federation: &FederationConfig, provide: &ProvideShared) -> Option<PackageFile> {
    let folder = federation.package_folder.as_ref()?;
    let rule = federation.provides.get(provide.share)?;
    let tree_shaking = rule.usage.as_ref()?.tree_shaking.as_ref()?;
    // What is below a package is not built apart.
    if provide.share_key != rule.share_key {
        return None;
    }
    let (key, version) = (&provide.share_key, &provide.version);
    let file = tree_shaking.filename.clone().unwrap_or_else(|| format!("{version}/share-entry.js"));
    Some(PackageFile {
        file: format!("{folder}/{}/{file}", encoded(key)),
        name: encoded(&format!("{}_f_{key}_{version}", federation.name)).replace('.', ""),
    })
}

/// A name as Module Federation 2 writes it into files and globals.
fn encoded(name: &str) -> String {
    name.replace('@', "scope_").replace('-', "_").replace('/', "__")
}

//! The version of the copy that a build has of a package.

use std::path::Path;

use crate::scan::{package_manifest::PackageManifest, resolve::ResolvedFile};

/// What the nearest package.json above the file says that has a version. A package.json without a name
/// (`esm/package.json` with a `type`) is a part of the package above it.
pub fn installed_version(file: &ResolvedFile) -> Option<String> {
    if let Some(version) = file.package.as_ref().and_then(|package| package.version()) {
        return Some(version.to_owned());
    }
    let folder = file.resource.path.parent()?;
    let innermost = folder.ancestors().find(|folder| folder.ends_with("node_modules"));
    for manifest in PackageManifest::nearest(folder)?.chain() {
        if !manifest.root.starts_with(innermost.unwrap_or(Path::new(""))) {
            return None;
        }
        if manifest.version.is_some() || manifest.name.is_some() {
            return manifest.version.clone();
        }
    }
    None
}

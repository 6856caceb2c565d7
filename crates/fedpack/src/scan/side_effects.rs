//! Whether a module must run when only its exports are asked for: `sideEffects` of package.json and of rules.

use std::path::Path;

use fedpack_graph::module_graph::{ModuleKind, SideEffectsFlag};
use oxc_resolver::SideEffects;

use super::{
    module_draft::ModuleDraft,
    package_manifest::{DeclaredSideEffects, PackageManifest},
};

/// webpack's precedence: a rule decides; else `sideEffects: false`, or a list that the file is not in, makes it
/// free of side effects; else syntax decides. Asked once per module.
pub fn side_effects(draft: &ModuleDraft) -> SideEffectsFlag {
    if !matches!(draft.kind, ModuleKind::Normal { .. }) {
        return SideEffectsFlag::Unknown;
    }
    match draft.rules.side_effects {
        Some(true) => return SideEffectsFlag::Declared,
        Some(false) => return SideEffectsFlag::None,
        None => {}
    }
    let (Some(package), Some(resource)) = (&draft.package, draft.resource()) else {
        return SideEffectsFlag::Unknown;
    };
    let Ok(relative) = resource.path.strip_prefix(package.root()) else {
        return SideEffectsFlag::Unknown;
    };
    let Some(declared) = package.json().side_effects() else {
        // A nested package.json may say more than the installed one (`dist/esm/package.json`).
        return nested_side_effects(&resource.path, package.root());
    };
    let relative = relative.to_string_lossy().replace('\\', "/");
    let has_side_effects = match declared {
        SideEffects::Bool(flag) => flag,
        SideEffects::String(glob) => matches_glob(glob, &relative),
        SideEffects::Array(globs) => globs.iter().any(|glob| matches_glob(glob, &relative)),
    };
    if has_side_effects { SideEffectsFlag::Unknown } else { SideEffectsFlag::None }
}

fn nested_side_effects(file: &Path, root: &Path) -> SideEffectsFlag {
    let mut manifest = file.parent().and_then(PackageManifest::nearest);
    while let Some(current) = manifest {
        if current.root == root {
            break;
        }
        let relative = file.strip_prefix(&current.root).unwrap_or(file).to_string_lossy().replace('\\', "/");
        let has_side_effects = match &current.side_effects {
            DeclaredSideEffects::Nothing => {
                manifest = current.parent.clone();
                continue;
            }
            DeclaredSideEffects::Flag(flag) => *flag,
            DeclaredSideEffects::Globs(globs) => globs.iter().any(|glob| matches_glob(glob, &relative)),
        };
        return if has_side_effects { SideEffectsFlag::Unknown } else { SideEffectsFlag::None };
    }
    SideEffectsFlag::Unknown
}

/// A pattern without a slash matches in every folder; `./` in front means nothing.
fn matches_glob(pattern: &str, path: &str) -> bool {
    let pattern = pattern.strip_prefix("./").unwrap_or(pattern);
    if pattern.contains('/') {
        fast_glob::glob_match(pattern.trim_start_matches('/'), path)
    } else {
        fast_glob::glob_match(pattern, path.rsplit('/').next().unwrap_or(path))
    }
}

#[cfg(test)]
mod tests {
    use super::matches_glob;

    #[test]
    fn globs_match_as_webpack_does() {
        for (pattern, path, expected) in [
            ("*.css", "src/a/b.css", true),
            ("./src/polyfill.js", "src/polyfill.js", true),
            ("src/polyfill.js", "src/polyfill.js", true),
            ("./src/**/*.js", "src/a/b/c.js", true),
            ("./src/*.js", "src/a/b.js", false),
            ("**/*.{css,scss}", "a/b.scss", true),
            ("dist/", "dist/a.js", false),
            ("index.js", "lib/index.js", true),
        ] {
            assert_eq!(matches_glob(pattern, path), expected, "{pattern} and {path}");
        }
    }
}

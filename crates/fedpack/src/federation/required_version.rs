//! The version range of a shared package that an importer needs, read from package.json (contract 6.3).

use std::path::Path;

use super::version::VersionRange;
use crate::scan::package_manifest::PackageManifest;

#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Inferred {
    Range(String),
    /// Known to need no particular version.
    Any,
    /// No package.json says anything.
    Unknown,
}

/// Looks from `directory` upwards for a package.json that is `package` itself (it needs no version of itself) or
/// lists it. `installed` is the version of the local copy.
pub fn infer(package: &str, directory: &Path, installed: Option<&str>) -> Inferred {
    let Some(nearest) = PackageManifest::nearest(directory) else { return Inferred::Unknown };
    for manifest in nearest.chain() {
        if manifest.name.as_deref() == Some(package) {
            return Inferred::Any;
        }
        if let Some(written) = manifest.required.get(package) {
            return range_of(written, installed).map_or(Inferred::Any, Inferred::Range);
        }
    }
    Inferred::Unknown
}

/// The range that a dependency of package.json stands for. Package managers accept more than ranges there; no
/// copy at run time could satisfy such text, so what it installed answers: it and all that is compatible.
///
/// ```text
/// "^18.2.0" → ^18.2.0          "npm:other@^1" → ^1           "workspace:^1.2.0" → ^1.2.0
/// "workspace:~", 1.2.3 installed → ~1.2.3                    "github:a/b#semver:^2" → ^2
/// "workspace:*", "catalog:", "latest", "link:…", "file:…", git; 1.2.3 installed → ^1.2.3
/// ```
pub fn range_of(written: &str, installed: Option<&str>) -> Option<String> {
    let written = written.trim();
    let compatible = || installed.map(|version| format!("^{version}"));
    if written.is_empty() {
        return Some("*".into());
    }
    if is_range(written) {
        return Some(written.to_owned());
    }
    if let Some(rest) = written.strip_prefix("workspace:") {
        return match rest {
            "~" => installed.map(|version| format!("~{version}")),
            "" | "*" | "^" => compatible(),
            range if is_range(range) => Some(range.to_owned()),
            alias => aliased_range(alias).or_else(compatible),
        };
    }
    if let Some(alias) = written.strip_prefix("npm:") {
        return aliased_range(alias).or_else(compatible);
    }
    if let Some((_, hash)) = written.split_once('#') {
        let hash = percent_encoding::percent_decode_str(hash).decode_utf8_lossy();
        let range = hash.strip_prefix("semver:").unwrap_or(&hash);
        // A tag such as `v1.2.3` names a version, a branch or commit does not.
        if !range.is_empty() && is_range(range) && range.contains('.') || hash.starts_with("semver:") {
            return Some(range.to_owned()).filter(|range| is_range(range)).or_else(compatible);
        }
    }
    compatible()
}

/// `other@^1` → `^1`; the `@` of a scope is not it.
fn aliased_range(alias: &str) -> Option<String> {
    let at = alias.rfind('@').filter(|at| *at > 0)?;
    Some(alias[at + 1..].to_owned()).filter(|range| !range.is_empty() && is_range(range))
}

fn is_range(text: &str) -> bool {
    VersionRange::parse(text).is_ok()
}

#[cfg(test)]
mod tests {
    use super::{Inferred, infer, range_of};

    #[test]
    fn dependencies_stand_for_ranges() {
        for (written, expected) in [
            ("^18.2.0", Some("^18.2.0")),
            ("", Some("*")),
            ("*", Some("*")),
            ("workspace:*", Some("^1.2.3")),
            ("workspace:^", Some("^1.2.3")),
            ("workspace:~", Some("~1.2.3")),
            ("workspace:^1.1.0", Some("^1.1.0")),
            ("workspace:other@^1.1.0", Some("^1.1.0")),
            ("workspace:../other", Some("^1.2.3")),
            ("npm:@scope/other@~2.0.0", Some("~2.0.0")),
            ("npm:other", Some("^1.2.3")),
            ("catalog:", Some("^1.2.3")),
            ("catalog:react18", Some("^1.2.3")),
            ("latest", Some("^1.2.3")),
            ("link:../other", Some("^1.2.3")),
            ("file:../other.tgz", Some("^1.2.3")),
            ("github:a/b", Some("^1.2.3")),
            ("a/b#semver:^2.0.0", Some("^2.0.0")),
            ("git+ssh://git@host/a/b.git#v2.1.0", Some("v2.1.0")),
            ("git+ssh://git@host/a/b.git#main", Some("^1.2.3")),
            ("https://host/a.tgz", Some("^1.2.3")),
        ] {
            assert_eq!(range_of(written, Some("1.2.3")).as_deref(), expected, "{written}");
        }
        assert_eq!(range_of("workspace:*", None), None);
    }

    #[test]
    fn walks_up_to_the_first_package_that_knows() {
        let folder = tempfile::tempdir().unwrap();
        let write = |path: &str, text: &str| {
            let path = folder.path().join(path);
            std::fs::create_dir_all(path.parent().unwrap()).unwrap();
            std::fs::write(path, text).unwrap();
        };
        write(
            "package.json",
            r#"{"name": "app", "devDependencies": {"react": "^1"}, "peerDependencies": {"react": "^2"}}"#,
        );
        write("node_modules/lib/package.json", r#"{"name": "lib", "dependencies": {"react": "~3.1.0"}}"#);
        write("node_modules/lib/esm/package.json", r#"{"type": "module"}"#);
        write("node_modules/react/package.json", r#"{"name": "react"}"#);
        let at = |path: &str| infer("react", &folder.path().join(path), None);
        assert_eq!(at("src/deep"), Inferred::Range("^2".into()));
        assert_eq!(at("node_modules/lib/esm"), Inferred::Range("~3.1.0".into()));
        assert_eq!(at("node_modules/react/cjs"), Inferred::Any);
        assert_eq!(infer("vue", &folder.path().join("src"), None), Inferred::Unknown);
    }
}

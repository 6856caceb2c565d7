//! `bridge`: which files stand for `@module-federation/bridge-react` and for the router of an application that it shows
//! in another one. The names of the files are those of the bridge's distribution.

use std::path::{Path, PathBuf};

use serde_json::Value;

use super::FederationConfig;
use crate::diagnostics::{BuildDiagnostic, federation as diagnostics};

const BRIDGE: &str = "@module-federation/bridge-react";

/// Request → file or folder, for requests of that very text.
pub type Aliases = Vec<(&'static str, PathBuf)>;

/// The aliases of a build in `context`, whose project depends on `dependencies`.
///
/// # Errors
///
/// If the router is asked for and cannot be had, or is shared: every application has the bridge's own.
pub fn aliases(
    federation: &FederationConfig,
    context: &Path,
    dependencies: &[String],
) -> Result<Aliases, BuildDiagnostic> {
    let depends_on = |name: &str| dependencies.iter().any(|known| known == name);
    let is_installed = depends_on(BRIDGE);
    let has_router = federation.bridge_router.unwrap_or(is_installed);
    if !has_router && !is_installed {
        return Ok(Aliases::new());
    }
    let Some(bridge) = package_folder(context, BRIDGE) else {
        // It is among the dependencies, and an import of it will say what is missing.
        return match federation.bridge_router {
            Some(true) => Err(diagnostics::bridge_not_installed(BRIDGE)),
            Some(false) | None => Ok(Aliases::new()),
        };
    };
    if !has_router {
        let base = bridge.join("dist/base.es.js");
        return Ok(base
            .is_file()
            .then_some(("@module-federation/bridge-react$", base))
            .into_iter()
            .collect());
    }
    if federation.consumes.iter().any(|share| share.share_key == "react-router-dom") {
        return Err(diagnostics::bridged_router_is_shared("react-router-dom"));
    }
    let router = ["react-router", "react-router-dom"].into_iter().find(|name| depends_on(name));
    let folder = router.and_then(|name| package_folder(context, name));
    let major = folder.as_deref().and_then(major_version);
    let file = |name: &str| bridge.join("dist").join(name);
    let mut aliases = match major {
        Some(5) => vec![("react-router-dom$", file("router-v5.es.js"))],
        None | Some(6) => vec![("react-router-dom$", file("router-v6.es.js"))],
        Some(_) => {
            let file = file("router-v7.es.js");
            vec![("react-router$", file.clone()), ("react-router-dom$", file)]
        }
    };
    // By these the bridge asks for the router itself.
    let itself: &[&str] = match major {
        None => &[],
        Some(5) => &["react-router-dom/index.js"],
        Some(6) => &["react-router-dom/dist/index.js"],
        Some(_) => &[
            "react-router/dist/development/index.js",
            "react-router/dist/production/index.js",
            "react-router-dom/dist/index.js",
        ],
    };
    aliases.extend(folder.iter().flat_map(|folder| itself.iter().map(|request| (*request, folder.clone()))));
    Ok(aliases)
}

fn package_folder(context: &Path, name: &str) -> Option<PathBuf> {
    let folders = context.ancestors().map(|folder| folder.join("node_modules").join(name));
    folders.into_iter().find(|folder| folder.join("package.json").is_file())
}

fn major_version(folder: &Path) -> Option<u32> {
    let text = std::fs::read_to_string(folder.join("package.json")).ok()?;
    let package: Value = serde_json::from_str(&text).ok()?;
    package.get("version")?.as_str()?.split('.').next()?.parse().ok()
}

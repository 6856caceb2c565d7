//! Why a request leads nowhere, and what was probably meant. Slow, and only asked when a build fails.

use std::path::{Path, PathBuf};

use fedpack_graph::module_graph::{Dependency, DependencyKind};
use oxc_resolver::ResolveError;
use serde_json::Value;

use super::{
    factorize::IssuerInfo,
    module_draft::relative_path,
    node_builtins::is_node_builtin,
    package_manifest::PackageManifest,
    resolve::{ResolveFailure, ResolveFrom, ResolveKind, Resolver, split_query},
};
use crate::{
    config::Config,
    diagnostics::{BuildDiagnostic, Severity, federation, nearest::nearest_few, resolve as diagnostics},
    federation::consume_shared::package_of_request,
};

/// The diagnostic of a failed request: a warning when the source is prepared for it (`try {require("x")}`).
pub fn explain(
    config: &Config,
    resolver: &Resolver,
    issuer: &IssuerInfo<'_>,
    dependency: &Dependency,
    failure: &ResolveFailure,
) -> BuildDiagnostic {
    let mut problem = reason(config, resolver, failure);
    if dependency.kind == DependencyKind::Exposed
        && let Some(expose) = config
            .federation
            .iter()
            .flat_map(|it| &it.containers)
            .flat_map(|it| &it.exposes)
            .find(|expose| expose.imports.contains(&dependency.request))
    {
        problem = federation::exposed_module_not_found(&expose.key, problem);
    }
    if dependency.optional {
        problem.severity = Severity::Warning;
    }
    at(problem, issuer, dependency, label_text(&dependency.kind))
}

/// Points at the dependency, where it has a place in a source.
pub fn at(
    problem: BuildDiagnostic,
    issuer: &IssuerInfo<'_>,
    dependency: &Dependency,
    text: &str,
) -> BuildDiagnostic {
    match (issuer.path, issuer.source) {
        (Some(path), Some(source)) if dependency.span.end > 0 => {
            problem.label(path, source, dependency.span, text)
        }
        _ => problem,
    }
}

fn label_text(kind: &DependencyKind) -> &'static str {
    match kind {
        DependencyKind::EsmImport => "imported here",
        DependencyKind::Require { .. } | DependencyKind::RequireResolve => "required here",
        DependencyKind::DynamicImport(_) => "loaded here",
        _ => "asked for here",
    }
}

fn reason(config: &Config, resolver: &Resolver, failure: &ResolveFailure) -> BuildDiagnostic {
    let ResolveFailure { request, directory, kind, error } = failure;
    let (path, _) = split_query(request);
    match error {
        ResolveError::Json(error) => {
            return diagnostics::broken_package_json(&error.path, error.line, error.column, &error.message);
        }
        ResolveError::PackagePathNotExported { subpath, package_json_path, conditions, .. } => {
            let exported = subpaths(package_json_path, "exports");
            let close = nearest_few(subpath, exported.iter().map(String::as_str), 3);
            let help = (!close.is_empty()).then(|| did_you_mean(&close));
            let package = package_of_request(path).unwrap_or(path);
            let conditions = conditions.names();
            return diagnostics::subpath_not_exported(package, subpath, package_json_path, conditions, help);
        }
        ResolveError::PackageImportNotDefined(request, package_json) => {
            let package_json = match package_json.file_name() {
                Some(name) if name == "package.json" => package_json.clone(),
                _ => package_json.join("package.json"),
            };
            let defined = subpaths(&package_json, "imports");
            let close = nearest_few(request, defined.iter().map(String::as_str), 3);
            let help = (!close.is_empty()).then(|| did_you_mean(&close));
            return diagnostics::package_import_not_defined(request, &package_json, help);
        }
        ResolveError::MatchedAliasNotFound(_, alias) => return diagnostics::alias_not_found(request, alias),
        ResolveError::NotFound(_) | ResolveError::ExtensionAlias(..) => {}
        other => return diagnostics::cannot_resolve(request, directory, &other.to_string()),
    }
    if is_path(path) {
        return file_not_found(resolver, failure, path);
    }
    let is_node = config.target.platform.has_node_builtins();
    if !is_node && is_node_builtin(path) {
        return diagnostics::node_builtin_in_browser(request);
    }
    if matches!(kind, ResolveKind::Url | ResolveKind::Css | ResolveKind::Worker)
        && directory.join(path).parent().is_some_and(Path::is_dir)
    {
        return file_not_found(resolver, failure, path);
    }
    package_not_found(config, resolver, failure, path)
}

fn file_not_found(resolver: &Resolver, failure: &ResolveFailure, path: &str) -> BuildDiagnostic {
    let ResolveFailure { request, directory, kind, .. } = failure;
    let target = directory.join(path);
    let folder = target.parent().unwrap_or(directory).to_path_buf();
    let name = target.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
    let extensions = &resolver.options(*kind).extensions;
    let tried: Vec<String> = if *kind == ResolveKind::EsmFullySpecified {
        vec![name.clone()]
    } else {
        std::iter::once(name.clone())
            .chain(extensions.iter().map(|extension| format!("{name}{extension}")))
            .collect()
    };
    let prefix = &path[..path.len() - path.rsplit('/').next().map_or(0, str::len)];
    let help = if *kind == ResolveKind::EsmFullySpecified
        && let Some(file) = lenient_file(resolver, failure)
    {
        let name = file.file_name().map(|it| it.to_string_lossy().into_owned()).unwrap_or_default();
        let written = if file.parent() == Some(folder.as_path()) {
            format!("{prefix}{name}")
        } else {
            format!("{}/{name}", path.trim_end_matches('/'))
        };
        Some(format!(
            "The importer is a strict ECMAScript module (`.mjs` or `\"type\": \"module\"`), where the extension is part of the request: write `{written}`."
        ))
    } else if !folder.is_dir() {
        nearest_folder(directory, &folder)
    } else if target.is_dir() {
        Some(format!("`{path}` is a folder without an index file."))
    } else {
        near_files(&folder, &name, prefix)
    };
    diagnostics::file_not_found(request, directory, &tried, help)
}

/// What the request would lead to if extensions could be left out.
fn lenient_file(resolver: &Resolver, failure: &ResolveFailure) -> Option<PathBuf> {
    let from = ResolveFrom { file: None, directory: &failure.directory };
    match resolver.resolve(ResolveKind::Esm, from, &failure.request) {
        Ok(super::resolve::Resolved::File(file)) => Some(file.resource.path),
        _ => None,
    }
}

/// Files of a folder whose names are like `name`.
fn near_files(folder: &Path, name: &str, prefix: &str) -> Option<String> {
    let names = names_in(folder);
    let stem = |name: &str| name.split_once('.').map_or(name, |(stem, _)| stem).to_owned();
    if let Some(other_case) = names.iter().find(|it| it.eq_ignore_ascii_case(name) && *it != name) {
        return Some(format!(
            "Upper and lower case differ: the file is called `{prefix}{other_case}`. Some file systems would accept both, this one and most servers do not."
        ));
    }
    let same_stem: Vec<&str> =
        names.iter().map(String::as_str).filter(|it| stem(it) == stem(name) && *it != name).take(3).collect();
    if !same_stem.is_empty() {
        let found: Vec<String> = same_stem.iter().map(|it| format!("{prefix}{it}")).collect();
        return Some(format!(
            "There is {}. Write the extension, or add it to `resolve.extensions`.",
            quoted(&found)
        ));
    }
    if let Some(other_case) = names.iter().find(|it| stem(it).eq_ignore_ascii_case(&stem(name))) {
        return Some(format!("Upper and lower case differ: the file is called `{prefix}{other_case}`."));
    }
    let mut candidates: Vec<String> = names.clone();
    if !name.contains('.') {
        // Compare without extensions, as the request has none, but show what is there.
        candidates = names.iter().map(|name| stem(name)).collect();
        candidates.dedup();
    }
    let close = nearest_few(name, candidates.iter().map(String::as_str), 3);
    let shown: Vec<String> = close.iter().map(|it| format!("{prefix}{it}")).collect();
    (!shown.is_empty()).then(|| format!("Did you mean {}?", quoted(&shown)))
}

/// The first folder of a path that does not exist, and what is like it.
fn nearest_folder(start: &Path, folder: &Path) -> Option<String> {
    let missing = folder.ancestors().take_while(|it| !it.is_dir()).last()?;
    let parent = missing.parent()?;
    let name = missing.file_name()?.to_string_lossy().into_owned();
    let names = names_in(parent);
    let close = nearest_few(&name, names.iter().map(String::as_str), 1);
    let shown = relative_path(missing, start);
    Some(match close.first() {
        Some(close) => format!("There is no folder `{shown}`. Did you mean `{close}`?"),
        None => format!("There is no folder `{shown}`."),
    })
}

fn package_not_found(
    config: &Config,
    resolver: &Resolver,
    failure: &ResolveFailure,
    path: &str,
) -> BuildDiagnostic {
    let ResolveFailure { request, directory, .. } = failure;
    let package = package_of_request(path).unwrap_or(path);
    let folders: Vec<PathBuf> = directory
        .ancestors()
        .flat_map(|folder| resolver.options(failure.kind).modules.iter().map(|it| folder.join(it)))
        .filter(|folder| folder.is_dir())
        .collect();
    if let Some(root) = folders.iter().map(|folder| folder.join(package)).find(|root| root.is_dir()) {
        return broken_package(failure, package, path, &root);
    }
    let looked_in: Vec<String> =
        folders.iter().take(3).map(|folder| relative_path(folder, &config.context)).collect();
    let listed: Vec<String> = PackageManifest::nearest(directory)
        .map(|manifest| {
            manifest.chain().flat_map(|it| it.required.keys().cloned().collect::<Vec<_>>()).collect()
        })
        .unwrap_or_default();
    let help = if listed.iter().any(|name| name == package) {
        format!(
            "package.json lists it, but it is not installed: run `{}`.",
            manager(&config.context).install_all()
        )
    } else if directory.join(path).exists()
        || names_in(directory).iter().any(|name| name.split('.').next() == Some(path))
    {
        format!("There is such a file here: write `./{path}`. Requests without `./` are for packages.")
    } else {
        let mut sorted = listed;
        sorted.sort_unstable();
        let close = nearest_few(package, sorted.iter().map(String::as_str), 2);
        let install = format!("install it: `{}`", install_command(&config.context, package));
        match close.is_empty() {
            true => format!("If it should be there, {install}."),
            false => format!("{} Or {install}.", did_you_mean(&close)),
        }
    };
    diagnostics::package_not_found(request, package, &looked_in, help)
}

/// The package is there, the file in it is not.
fn broken_package(failure: &ResolveFailure, package: &str, path: &str, root: &Path) -> BuildDiagnostic {
    let subpath = path[package.len()..].trim_start_matches('/');
    if subpath.is_empty() {
        let reason = "the package is installed, but its package.json leads to no file (`exports`, `module`, `main`), and it has no index file";
        return diagnostics::cannot_resolve(&failure.request, &failure.directory, reason);
    }
    let target = root.join(subpath);
    let folder = target.parent().unwrap_or(root);
    let name = target.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
    let prefix = &path[..path.len() - name.len()];
    let help = if folder.is_dir() { near_files(folder, &name, prefix) } else { nearest_folder(root, folder) };
    diagnostics::file_not_found(&failure.request, root, &[], help)
}

/// Keys of `exports` or `imports` of a package.json.
fn subpaths(package_json: &Path, field: &str) -> Vec<String> {
    let json: Option<Value> =
        std::fs::read(package_json).ok().and_then(|text| serde_json::from_slice(&text).ok());
    match json.as_ref().and_then(|json| json.get(field)) {
        Some(Value::Object(map)) => map.keys().filter(|key| key.starts_with(['.', '#'])).cloned().collect(),
        _ => Vec::new(),
    }
}

/// Sorted, so that messages are the same everywhere.
fn names_in(folder: &Path) -> Vec<String> {
    let mut names: Vec<String> = std::fs::read_dir(folder)
        .into_iter()
        .flatten()
        .flatten()
        .map(|entry| entry.file_name().to_string_lossy().into_owned())
        .collect();
    names.sort_unstable();
    names
}

fn is_path(request: &str) -> bool {
    request.starts_with('.') || request.starts_with('/') || Path::new(request).is_absolute()
}

fn did_you_mean(names: &[&str]) -> String {
    format!("Did you mean {}?", quoted(names))
}

fn quoted(names: &[impl AsRef<str>]) -> String {
    names.iter().map(|name| format!("`{}`", name.as_ref())).collect::<Vec<_>>().join(" or ")
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum PackageManager {
    Npm,
    Pnpm,
    Yarn,
    Bun,
}

impl PackageManager {
    fn install_all(self) -> &'static str {
        match self {
            Self::Npm => "npm install",
            Self::Pnpm => "pnpm install",
            Self::Yarn => "yarn install",
            Self::Bun => "bun install",
        }
    }
}

/// The command that adds a package to the project, with the package manager that it uses.
pub fn install_command(context: &Path, package: &str) -> String {
    match manager(context) {
        PackageManager::Npm => format!("npm install {package}"),
        PackageManager::Pnpm => format!("pnpm add {package}"),
        PackageManager::Yarn => format!("yarn add {package}"),
        PackageManager::Bun => format!("bun add {package}"),
    }
}

/// By the lock file that is nearest.
fn manager(context: &Path) -> PackageManager {
    const LOCK_FILES: [(&str, PackageManager); 5] = [
        ("pnpm-lock.yaml", PackageManager::Pnpm),
        ("yarn.lock", PackageManager::Yarn),
        ("bun.lock", PackageManager::Bun),
        ("bun.lockb", PackageManager::Bun),
        ("package-lock.json", PackageManager::Npm),
    ];
    context
        .ancestors()
        .find_map(|folder| LOCK_FILES.iter().find(|(file, _)| folder.join(file).is_file()))
        .map_or(PackageManager::Npm, |(_, manager)| *manager)
}

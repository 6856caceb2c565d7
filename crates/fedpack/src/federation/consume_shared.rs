//! `import "react"` of a shared package: asks the share scope at run time, with the local copy to fall back to.

use std::path::Path;

use fedpack_graph::{
    LocalDependencyIdx, ShareIdx,
    link_output::LinkOutput,
    module_graph::{ConsumeShared, Dependency, DependencyKind, ModuleGraph, ModuleKey, ModuleKind},
};
use fixedbitset::FixedBitSet;

use super::{
    ConsumeRule, FederationConfig, RequiredVersion,
    installed_version::installed_version,
    required_version::{self, Inferred},
    shared_supplement,
};
use crate::scan::{
    module_draft::{ModuleDraft, synthetic_dependency},
    resolve::{ResolveFrom, ResolveKind, Resolved, ResolvedFile, Resolver},
};

/// What factorize knows when it makes the module.
#[derive(Debug, Clone, Copy)]
pub struct ConsumeRequest<'a> {
    pub share: ShareIdx,
    /// What followed the key's prefix.
    pub remainder: &'a str,
    /// See [`super::share_match::ShareMatch::is_subpath`].
    pub is_subpath: bool,
    /// As written by the importer, or the file for a key that is a path.
    pub request: &'a str,
    /// Folder of the importer.
    pub directory: &'a Path,
}

/// scan: the module of a request that matched a share; `None` if it is to be bundled like any other: the share's filter
/// leaves out the version that is installed, or a subpath that was not asked for by itself is not a file of the package.
///
/// ```text
/// import {map} from "lib/map"   with   shared: {"lib/": {}}
///   → consume `lib/map`, range from the importer's package.json, fallback `lib/map`
/// ```
pub fn factorize(
    federation: &FederationConfig,
    resolver: &Resolver,
    context: &Path,
    consume: ConsumeRequest<'_>,
) -> Option<ModuleDraft> {
    let rule = &federation.consumes[consume.share];
    let import = match &rule.import {
        Some(import) => Some(format!("{import}{}", consume.remainder)),
        // `import: false` is about the package. A host of another bundler may not share its subpaths.
        None if consume.is_subpath => Some(consume.request.to_owned()),
        None => None,
    };
    let directory =
        if import.as_deref().is_some_and(is_path) { context } else { consume.directory }.to_path_buf();
    // A missing copy and a missing version are reported by `check`, when all importers are known.
    let fallback = import.as_deref().and_then(|import| resolve_fallback(resolver, &directory, import));
    let installed = fallback.as_ref().and_then(installed_version);
    let installed = installed.as_deref();
    if consume.is_subpath && fallback.is_none() || !rule.filter.takes_version(installed) {
        return None;
    }
    let required_version = required_range(rule, consume, installed);
    let fallback_resource = fallback.map(|file| file.resource);
    let share_key = format!("{}{}", rule.share_key, consume.remainder);
    let key = ModuleKey::ConsumeShared {
        share: consume.share,
        share_key: share_key.clone(),
        required_version: required_version.clone(),
        fallback: fallback_resource.clone(),
    };
    let mut dependencies: Vec<_> = import
        .filter(|_| fallback_resource.is_some())
        .map(|import| synthetic_dependency(DependencyKind::ConsumeFallback, import))
        .into_iter()
        .collect();
    let fallback = (!dependencies.is_empty()).then(|| LocalDependencyIdx::from_usize(0));
    let copy = fallback_resource.as_ref().filter(|_| rule.usage.is_some());
    let supplement = copy.map(|copy| shared_supplement::add_dependency(&mut dependencies, copy));
    let kind = ModuleKind::ConsumeShared(Box::new(ConsumeShared {
        share: consume.share,
        share_scopes: rule.share_scopes.clone(),
        share_key,
        required_version,
        strict_version: rule.strict_version,
        singleton: rule.singleton,
        eager: rule.eager,
        fallback,
        fallback_resource,
        supplement,
    }));
    Some(ModuleDraft {
        dependencies,
        directory: Some(directory),
        layer: rule.layer.clone(),
        ..ModuleDraft::new(key, kind)
    })
}

fn resolve_fallback(resolver: &Resolver, directory: &Path, import: &str) -> Option<ResolvedFile> {
    match resolver.resolve(ResolveKind::Esm, ResolveFrom { file: None, directory }, import) {
        Ok(Resolved::File(file)) => Some(file),
        Ok(Resolved::Ignored { .. }) | Err(_) => None,
    }
}

/// The range that this importer needs (contract 6.3); `None` for any version.
fn required_range(
    rule: &ConsumeRule,
    consume: ConsumeRequest<'_>,
    installed: Option<&str>,
) -> Option<String> {
    match &rule.required_version {
        RequiredVersion::Any => return None,
        RequiredVersion::Range(range) => return Some(range.clone()),
        RequiredVersion::Infer => {}
    }
    let package = match &rule.package_name {
        Some(package) => package.as_str(),
        // A file has no package whose version could be required.
        None if is_path(consume.request) => return None,
        None => package_of_request(consume.request)?,
    };
    match required_version::infer(package, consume.directory, installed) {
        Inferred::Range(range) => Some(range),
        Inferred::Any | Inferred::Unknown => None,
    }
}

/// generate: ConsumeShared modules without which all of their importers run: each asks for it in a `try` block, in a branch or
/// in a function, and gets the error there. Where others import it, what they are part of is not evaluated without it.
pub fn dispensable(graph: &ModuleGraph, link: &LinkOutput) -> FixedBitSet {
    let mut dispensable = FixedBitSet::with_capacity(graph.modules.len());
    for (module, row) in graph.modules.iter_enumerated() {
        dispensable.set(module.index(), matches!(row.kind, ModuleKind::ConsumeShared(_)));
    }
    if dispensable.is_clear() {
        return dispensable;
    }
    for dependency in graph.dependencies.iter().filter(|dependency| is_indispensable(dependency)) {
        if let Some(connection) = dependency.connection
            && link.connection_active[connection]
        {
            dispensable.set(graph.connections[connection].module.index(), false);
        }
    }
    dispensable
}

fn is_indispensable(dependency: &Dependency) -> bool {
    match &dependency.kind {
        DependencyKind::Require { .. } | DependencyKind::ProvidedName { .. } => {
            dependency.immediate && !dependency.optional
        }
        DependencyKind::RequireResolve
        | DependencyKind::Weak
        | DependencyKind::Context(_)
        | DependencyKind::ContextElement
        | DependencyKind::Hot => false,
        _ => true,
    }
}

/// `@scope/name/sub` → `@scope/name`.
pub fn package_of_request(request: &str) -> Option<&str> {
    let slashes = if request.starts_with('@') { 2 } else { 1 };
    let end = request.match_indices(['/', '\\']).nth(slashes - 1).map_or(request.len(), |(at, _)| at);
    Some(&request[..end]).filter(|name| !name.is_empty())
}

/// A relative or absolute path.
pub fn is_path(request: &str) -> bool {
    request == "."
        || request == ".."
        || request.starts_with("./")
        || request.starts_with("../")
        || Path::new(request).is_absolute()
}

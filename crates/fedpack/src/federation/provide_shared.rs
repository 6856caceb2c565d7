//! The local copy of a shared package, put into the share scope at start-up.

use fedpack_graph::{
    LocalDependencyIdx, ShareIdx,
    module_graph::{DependencyKind, ModuleKey, ModuleKind, ProvideShared},
};

use super::{FederationConfig, ShareKeyMatch, installed_version::installed_version, shared_supplement};
use crate::{
    diagnostics::{Diagnostics, federation as diagnostics},
    scan::{
        module_draft::{ModuleDraft, synthetic_dependency},
        resolve::ResolvedFile,
    },
};

/// scan: the module that provides `file`, which a request for the share led to. It is an include of the build. `None` if
/// the share's filter leaves out its version.
pub fn factorize(
    federation: &FederationConfig,
    share: ShareIdx,
    remainder: &str,
    file: &ResolvedFile,
    layer: Option<&str>,
) -> Option<ModuleDraft> {
    let rule = &federation.provides[share];
    let mut problems = Diagnostics::new();
    // A file is no package: without a version of its own, it has none.
    let is_file = matches!(rule.matches, ShareKeyMatch::Resource(_));
    let known = match &rule.version {
        None if is_file => Some("0".into()),
        None => installed_version(file),
        version => version.clone(),
    };
    if !rule.filter.takes_version(known.as_deref()) {
        return None;
    }
    let version = known.unwrap_or_else(|| {
        problems.push(diagnostics::provided_version_unknown(&rule.key));
        "0".into()
    });
    let share_key = format!("{}{remainder}", rule.share_key);
    let resource = &file.resource;
    let request = format!("{}{}{}", resource.path.display(), resource.query, resource.fragment);
    let mut dependencies = vec![synthetic_dependency(DependencyKind::Provided, request)];
    let supplement =
        rule.usage.as_ref().map(|_| shared_supplement::add_dependency(&mut dependencies, resource));
    let kind = ModuleKind::ProvideShared(Box::new(ProvideShared {
        share,
        share_scopes: rule.share_scopes.clone(),
        share_key: share_key.clone(),
        version: version.clone(),
        eager: rule.eager,
        singleton: rule.singleton,
        required_version: rule.required_version.clone(),
        strict_version: rule.strict_version,
        provided: LocalDependencyIdx::from_usize(0),
        supplement,
    }));
    let key =
        ModuleKey::ProvideShared { share, share_key, version: Some(version), resource: resource.clone() };
    Some(ModuleDraft {
        dependencies,
        diagnostics: problems,
        layer: layer.map(str::to_owned),
        ..ModuleDraft::new(key, kind)
    })
}

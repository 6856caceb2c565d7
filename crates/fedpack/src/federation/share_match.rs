//! Which configured share a request means (contract 6.1): exact keys, then prefixes in the order of declaration,
//! then, once a request is resolved, files.

use std::path::{Path, PathBuf};

use fedpack_graph::ShareIdx;
use rustc_hash::FxHashMap;

use super::{FederationConfig, ShareKeyMatch};
use crate::{
    diagnostics::{Diagnostics, federation as diagnostics},
    scan::resolve::{ResolveFrom, ResolveKind, Resolved, Resolver},
};

/// All keys of `shared`, sorted out once per build.
#[derive(Debug, Default)]
pub struct ShareMatcher {
    consumes: KeyMatcher,
    provides: KeyMatcher,
}

/// A share, and what followed its prefix (empty for exact keys).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ShareMatch<'r> {
    pub share: ShareIdx,
    pub remainder: &'r str,
}

#[derive(Debug, Default)]
struct KeyMatcher {
    /// Several shares of one key differ by layer.
    exact: FxHashMap<String, Vec<ShareIdx>>,
    prefixes: Vec<(String, ShareIdx)>,
    resources: FxHashMap<PathBuf, ShareIdx>,
}

impl ShareMatcher {
    /// Keys that are paths are resolved here, from the context.
    pub fn new(federation: &FederationConfig, resolver: &Resolver, context: &Path) -> (Self, Diagnostics) {
        let mut matcher = Self::default();
        let mut problems = Diagnostics::new();
        for (share, rule) in federation.consumes.iter_enumerated() {
            matcher.consumes.add(share, &rule.matches, |path| {
                let file = resolve_key(resolver, context, path);
                if file.is_none() {
                    problems.push(diagnostics::shared_file_not_found(&rule.key, path));
                }
                file
            });
        }
        for (share, rule) in federation.provides.iter_enumerated() {
            matcher.provides.add(share, &rule.matches, |path| resolve_key(resolver, context, path));
        }
        (matcher, problems)
    }

    /// The share that is asked for by `request`, written in a module of `issuer_layer`.
    pub fn consume<'r>(
        &self,
        federation: &FederationConfig,
        request: &'r str,
        issuer_layer: Option<&str>,
    ) -> Option<ShareMatch<'r>> {
        self.consumes.request(request, |share| {
            let wanted = federation.consumes[share].issuer_layer.as_deref();
            wanted.is_none() || wanted == issuer_layer
        })
    }

    /// The share whose key is this file.
    pub fn consume_resource(&self, file: &Path) -> Option<ShareIdx> {
        self.consumes.resources.get(file).copied()
    }

    /// The share that a module provides when `request` led to it.
    pub fn provide<'r>(&self, request: &'r str) -> Option<ShareMatch<'r>> {
        self.provides.request(request, |_| true)
    }

    /// Files that are provided whether something asks for them or not.
    pub fn provided_resources(&self) -> Vec<(&Path, ShareIdx)> {
        let mut resources: Vec<_> =
            self.provides.resources.iter().map(|(file, share)| (file.as_path(), *share)).collect();
        resources.sort_unstable();
        resources
    }
}

impl KeyMatcher {
    fn add(
        &mut self,
        share: ShareIdx,
        key: &ShareKeyMatch,
        mut resolve: impl FnMut(&Path) -> Option<PathBuf>,
    ) {
        match key {
            ShareKeyMatch::Exact(key) => self.exact.entry(key.clone()).or_default().push(share),
            ShareKeyMatch::Prefix(prefix) => self.prefixes.push((prefix.clone(), share)),
            ShareKeyMatch::Resource(path) => {
                if let Some(file) = resolve(path) {
                    self.resources.insert(file, share);
                }
            }
        }
    }

    fn request<'r>(&self, request: &'r str, fits: impl Fn(ShareIdx) -> bool) -> Option<ShareMatch<'r>> {
        if let Some(shares) = self.exact.get(request)
            && let Some(share) = shares.iter().copied().find(|share| fits(*share))
        {
            return Some(ShareMatch { share, remainder: "" });
        }
        self.prefixes.iter().find_map(|(prefix, share)| {
            let remainder = request.strip_prefix(prefix.as_str())?;
            fits(*share).then_some(ShareMatch { share: *share, remainder })
        })
    }
}

fn resolve_key(resolver: &Resolver, context: &Path, path: &Path) -> Option<PathBuf> {
    let from = ResolveFrom { file: None, directory: context };
    match resolver.resolve(ResolveKind::Esm, from, &path.to_string_lossy()) {
        Ok(Resolved::File(file)) => Some(file.resource.path),
        _ => None,
    }
}

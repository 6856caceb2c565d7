//! Which configured share a request means (contract 6.1): exact keys, then prefixes in the order of declaration,
//! then, once a request is resolved, files.

use std::path::{Path, PathBuf};

use fedpack_graph::ShareIdx;
use rustc_hash::FxHashMap;

use super::{FederationConfig, ShareKeyMatch, consume_shared::package_of_request};
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
    /// The key is a package, and the request below it: `react` and `react/jsx-runtime`.
    pub is_subpath: bool,
}

#[derive(Debug, Default)]
struct KeyMatcher {
    /// Several shares of one key differ by layer, filter or instance.
    exact: FxHashMap<String, Vec<ShareIdx>>,
    prefixes: Vec<(String, ShareIdx)>,
    /// Packages whose subpaths are shared as well.
    packages: FxHashMap<String, Vec<ShareIdx>>,
    resources: FxHashMap<PathBuf, Vec<ShareIdx>>,
    /// A share is compared with what follows `node_modules/` in a path.
    has_suffixes: bool,
}

impl ShareMatcher {
    /// Keys that are paths are resolved here, from the context.
    pub fn new(federation: &FederationConfig, resolver: &Resolver, context: &Path) -> (Self, Diagnostics) {
        let mut matcher = Self::default();
        let mut problems = Diagnostics::new();
        for (share, rule) in federation.consumes.iter_enumerated() {
            let consumes = &mut matcher.consumes;
            consumes.has_suffixes |= rule.node_modules_suffix;
            consumes.add(share, &rule.matches, rule.subpaths, |path| {
                let file = resolve_key(resolver, context, path);
                if file.is_none() {
                    problems.push(diagnostics::shared_file_not_found(&rule.key, path));
                }
                file
            });
        }
        for (share, rule) in federation.provides.iter_enumerated() {
            let provides = &mut matcher.provides;
            provides.has_suffixes |= rule.node_modules_suffix;
            provides.add(share, &rule.matches, rule.subpaths, |path| resolve_key(resolver, context, path));
        }
        (matcher, problems)
    }

    /// The share that is asked for by `request`, written in a module of `issuer_layer`. A share for that layer comes
    /// before one for all.
    pub fn consume<'r>(
        &self,
        federation: &FederationConfig,
        request: &'r str,
        issuer_layer: Option<&str>,
    ) -> Option<ShareMatch<'r>> {
        let rules = &federation.consumes;
        let in_layer = |share: ShareIdx| rules[share].issuer_layer.as_deref() == issuer_layer;
        let in_no_layer = |share: ShareIdx| rules[share].issuer_layer.is_none();
        let takes = |share: ShareIdx, remainder: &str| rules[share].filter.takes_request(remainder);
        let of_layer = issuer_layer.and_then(|_| {
            self.consumes.request(request, |share, rest| in_layer(share) && takes(share, rest))
        });
        of_layer.or_else(|| {
            self.consumes.request(request, |share, rest| in_no_layer(share) && takes(share, rest))
        })
    }

    /// As [`Self::consume`], for a relative request that leads to `path`.
    pub fn consume_suffix<'p>(
        &self,
        federation: &FederationConfig,
        path: &'p str,
        issuer_layer: Option<&str>,
    ) -> Option<ShareMatch<'p>> {
        if !self.consumes.has_suffixes {
            return None;
        }
        let found = self.consume(federation, after_node_modules(path)?, issuer_layer)?;
        federation.consumes[found.share].node_modules_suffix.then_some(found)
    }

    /// Whether [`Self::consume_suffix`] can find anything.
    pub fn has_suffixes(&self) -> bool {
        self.consumes.has_suffixes
    }

    /// The share whose key is this file.
    pub fn consume_resource(
        &self,
        federation: &FederationConfig,
        file: &Path,
        issuer_layer: Option<&str>,
    ) -> Option<ShareIdx> {
        self.consumes.resources.get(file)?.iter().copied().find(|&share| {
            let wanted = federation.consumes[share].issuer_layer.as_deref();
            wanted.is_none() || wanted == issuer_layer
        })
    }

    /// The shares that a module in `layer` provides when `request` led to it, which is `file`: at most one of each plugin
    /// instance.
    pub fn provide<'r>(
        &self,
        federation: &FederationConfig,
        request: &'r str,
        file: &'r str,
        layer: Option<&str>,
    ) -> Vec<ShareMatch<'r>> {
        let rules = &federation.provides;
        let suffix = if self.provides.has_suffixes { after_node_modules(file) } else { None };
        let mut found: Vec<ShareMatch<'r>> = Vec::new();
        // As for consumers, a share for the layer comes before one for all.
        for wanted in [layer, None].into_iter().skip(usize::from(layer.is_none())) {
            loop {
                let fits = |share: ShareIdx, remainder: &str| {
                    let rule = &rules[share];
                    rule.layer.as_deref() == wanted
                        && rule.filter.takes_request(remainder)
                        && found.iter().all(|known| rules[known.share].instance != rule.instance)
                };
                let next = self.provides.request(request, fits).or_else(|| {
                    self.provides
                        .request(suffix?, |share, rest| rules[share].node_modules_suffix && fits(share, rest))
                });
                let Some(next) = next else { break };
                found.push(next);
            }
        }
        found
    }

    /// Files that are provided whether something asks for them or not.
    pub fn provided_resources(&self) -> Vec<(&Path, ShareIdx)> {
        let resources = self.provides.resources.iter();
        let mut resources: Vec<_> = resources
            .flat_map(|(file, shares)| shares.iter().map(|share| (file.as_path(), *share)))
            .collect();
        resources.sort_unstable();
        resources
    }
}

impl KeyMatcher {
    fn add(
        &mut self,
        share: ShareIdx,
        key: &ShareKeyMatch,
        subpaths: bool,
        mut resolve: impl FnMut(&Path) -> Option<PathBuf>,
    ) {
        match key {
            ShareKeyMatch::Exact(key) => {
                self.exact.entry(key.clone()).or_default().push(share);
                if subpaths {
                    self.packages.entry(key.clone()).or_default().push(share);
                }
            }
            ShareKeyMatch::Prefix(prefix) => self.prefixes.push((prefix.clone(), share)),
            ShareKeyMatch::Resource(path) => {
                if let Some(file) = resolve(path) {
                    self.resources.entry(file).or_default().push(share);
                }
            }
        }
    }

    /// `fits` is asked with what the share's filter is about: what follows a prefix, else the request.
    fn request<'r>(&self, request: &'r str, fits: impl Fn(ShareIdx, &str) -> bool) -> Option<ShareMatch<'r>> {
        if let Some(shares) = self.exact.get(request)
            && let Some(share) = shares.iter().copied().find(|share| fits(*share, request))
        {
            return Some(ShareMatch { share, remainder: "", is_subpath: false });
        }
        // Who says what of a package is shared means the rest not to be.
        let mut is_spelled_out = false;
        let below = self.prefixes.iter().find_map(|(prefix, share)| {
            let remainder = request.strip_prefix(prefix.as_str())?;
            is_spelled_out = true;
            fits(*share, remainder).then_some(ShareMatch { share: *share, remainder, is_subpath: false })
        });
        below.or_else(|| if is_spelled_out { None } else { self.subpath(request, fits) })
    }

    fn subpath<'r>(&self, request: &'r str, fits: impl Fn(ShareIdx, &str) -> bool) -> Option<ShareMatch<'r>> {
        if self.packages.is_empty() || !leads_to_code(request) {
            return None;
        }
        let package = package_of_request(request)?;
        let shares = self.packages.get(package)?;
        let remainder = &request[package.len()..];
        let share = shares.iter().copied().find(|share| fits(*share, remainder.trim_start_matches('/')))?;
        Some(ShareMatch { share, remainder, is_subpath: true })
    }
}

/// Style sheets, JSON and other assets of a package are not shared unless a key says so.
fn leads_to_code(request: &str) -> bool {
    let name = request.rsplit('/').next().unwrap_or_default();
    let extension = name.rsplit_once('.').map_or("", |(_, extension)| extension);
    // `lib/es6.promise` ends in no extension that a loader is for.
    !matches!(
        extension.split(['?', '#']).next().unwrap_or_default(),
        "css"
            | "scss"
            | "sass"
            | "less"
            | "styl"
            | "json"
            | "svg"
            | "png"
            | "jpg"
            | "jpeg"
            | "gif"
            | "webp"
            | "avif"
            | "woff"
            | "woff2"
            | "ttf"
            | "eot"
            | "otf"
            | "wasm"
            | "html"
            | "md"
            | "txt"
    )
}

/// What follows the last `node_modules/` of a path.
fn after_node_modules(path: &str) -> Option<&str> {
    path.rsplit_once("/node_modules/").map(|(_, rest)| rest)
}

fn resolve_key(resolver: &Resolver, context: &Path, path: &Path) -> Option<PathBuf> {
    let from = ResolveFrom { file: None, directory: context };
    match resolver.resolve(ResolveKind::Esm, from, &path.to_string_lossy()) {
        Ok(Resolved::File(file)) => Some(file.resource.path),
        _ => None,
    }
}

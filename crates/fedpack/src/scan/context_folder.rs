//! The folder that a context looks into: as it is asked for, or as `contextReplacements` say.

use std::path::{Path, PathBuf};

use fedpack_graph::module_graph::{ContextModule, ContextRequest, Dependency, ModuleKey, ModuleKind};

use super::{
    context,
    factorize::{Factorizer, IssuerInfo},
    module_draft::{Factorized, ModuleDraft},
    resolve::{ResolveKind, Resolved},
};
use crate::config::{ContextReplacement, normalize::absolute};

impl Factorizer<'_> {
    pub(super) fn context(
        &self,
        issuer: &IssuerInfo<'_>,
        dependency: &Dependency,
        request: &ContextRequest,
    ) -> Factorized {
        let mut request = request.clone();
        let mut applied = vec![false; self.config.context_replacements.len()];
        let wanted = self.replaced_folder(issuer, &mut request, &mut applied);
        let resolver = self.resolver.of_rule(issuer.resolve);
        let directory = match resolver.resolve(ResolveKind::Directory, issuer.from(), &wanted) {
            Ok(Resolved::File(file)) => file.resource.path,
            // A folder that `alias` leaves out has no files, but is asked for them as any other.
            Ok(Resolved::Ignored { .. }) => {
                request = ContextRequest { addresses: request.addresses, ..context::nothing(request.mode) };
                issuer.directory.to_path_buf()
            }
            Err(failure) => return self.missing(issuer, dependency, &failure),
        };
        let directory = self.replaced_directory(directory, &mut request, &mut applied);
        let key = ModuleKey::Context { directory, request: Box::new(request.clone()) };
        let module = ContextModule { request, elements: Vec::new() };
        let layer = issuer.layer.map(str::to_owned);
        let draft = ModuleDraft { layer, ..ModuleDraft::new(key, ModuleKind::Context(Box::new(module))) };
        Factorized::module(draft)
    }

    /// `contextReplacements`: the folder to look into, and what else of the request changes. They look at the folder as
    /// it is asked for, and as the one that it is; each counts once.
    fn replaced_folder(
        &self,
        issuer: &IssuerInfo<'_>,
        request: &mut ContextRequest,
        applied: &mut [bool],
    ) -> String {
        let mut folder = request.directory.clone();
        for (replacement, applied) in self.config.context_replacements.iter().zip(applied) {
            let found = absolute(issuer.directory, &folder);
            if replacement.test.is_match(&folder) || replacement.test.is_match(&found.to_string_lossy()) {
                *applied = true;
                if let Some(other) = replace_context(replacement, &found, request) {
                    folder = other.to_string_lossy().into_owned();
                }
            }
        }
        folder
    }

    /// The same for the folder that an alias, or a package's name, turned out to mean.
    fn replaced_directory(
        &self,
        mut directory: PathBuf,
        request: &mut ContextRequest,
        applied: &mut [bool],
    ) -> PathBuf {
        for (replacement, applied) in self.config.context_replacements.iter().zip(applied) {
            if !*applied && replacement.test.is_match(&directory.to_string_lossy()) {
                *applied = true;
                if let Some(other) = replace_context(replacement, &directory, request) {
                    directory = other;
                }
            }
        }
        directory
    }
}

/// What a replacement says of a context in `found`: another folder, relative to it, with a query for all files.
fn replace_context(
    replacement: &ContextReplacement,
    found: &Path,
    request: &mut ContextRequest,
) -> Option<PathBuf> {
    if let Some(recursive) = replacement.recursive {
        request.recursive = recursive;
    }
    if replacement.include.is_some() {
        request.include.clone_from(&replacement.include);
    }
    request.fixed.clone_from(&replacement.map);
    let resource = replacement.resource.as_ref()?;
    let (folder, query) = resource.split_at(resource.find('?').unwrap_or(resource.len()));
    if !query.is_empty() {
        query.clone_into(&mut request.query);
    }
    Some(absolute(found, folder))
}

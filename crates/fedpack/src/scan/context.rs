//! The modules of a context: `require.context(dir, …)`, `` import(`./locale/${name}.js`) ``.

use std::path::{Path, PathBuf};

use fedpack_graph::{
    LocalDependencyIdx,
    module_graph::{ContextMode, ContextRequest, Dependency, DependencyKind},
};

use super::module_draft::synthetic_dependency;
use crate::{
    config::ResolveConfig,
    diagnostics::{Diagnostics, resolve as diagnostics},
    regexp::Regexp,
};

/// What a folder has for a context.
#[derive(Debug, Default)]
pub struct ContextElements {
    /// Key (`./a`, `./a.js`) and the dependency that it stands for, sorted by key.
    pub elements: Vec<(String, LocalDependencyIdx)>,
    /// One per file, sorted by request, which starts at the folder.
    pub dependencies: Vec<Dependency>,
    pub diagnostics: Diagnostics,
}

/// Lists a folder as webpack's context does: without dot files, `node_modules` only if the folder is inside of one;
/// each file by every key that a request for it could have, as far as the expression takes it.
///
/// ```text
/// ./locale with de.js and en.json, /^\.\/[^.]*$/ → "./de", "./en"
/// ```
pub fn elements(directory: &Path, request: &ContextRequest, resolve: &ResolveConfig) -> ContextElements {
    let mut result = ContextElements::default();
    let element = |file: &str| {
        let kind = if request.addresses { DependencyKind::NewUrl } else { DependencyKind::ContextElement };
        let import_type = request.import_type.clone();
        Dependency { import_type, ..synthetic_dependency(kind, format!("{file}{}", request.query)) }
    };
    if !request.fixed.is_empty() {
        for (key, file) in &request.fixed {
            let dependency = LocalDependencyIdx::from_usize(result.dependencies.len());
            result.dependencies.push(element(file));
            result.elements.push((key.clone(), dependency));
        }
        result.elements.sort();
        return result;
    }
    let filters = [&request.include, &request.only, &request.exclude].map(compile);
    let [include, only, exclude] = match filters {
        [Ok(include), Ok(only), Ok(exclude)] => [include, only, exclude],
        problems => {
            result.diagnostics.extend(problems.into_iter().filter_map(Result::err).map(|problem| *problem));
            return result;
        }
    };
    let mut files = Vec::new();
    list(directory, "./", request.recursive, &mut files, &mut result.diagnostics);
    files.sort_unstable();
    for file in files {
        // These two are about files, as in webpack, and not about how they are asked for.
        let path = directory.join(file.trim_start_matches("./"));
        let path = path.to_string_lossy();
        let matches = |filter: &Regexp| filter.is_match(&path);
        if !only.as_ref().is_none_or(matches) || exclude.as_ref().is_some_and(matches) {
            continue;
        }
        let mut keys = keys_of(&file, resolve);
        keys.retain(|key| include.as_ref().is_none_or(|include| include.is_match(key)));
        keys.retain(|key| has_affixes(request, key));
        if keys.is_empty() {
            continue;
        }
        let dependency = LocalDependencyIdx::from_usize(result.dependencies.len());
        result.dependencies.push(element(&file));
        result.elements.extend(keys.into_iter().map(|key| (key, dependency)));
    }
    // Two files may have one key (`./a` of a.js and a.json): the extension that resolving tries first wins.
    let rank = |dependency: LocalDependencyIdx| {
        let file = result.dependencies[dependency.index()].request.trim_end_matches(request.query.as_str());
        resolve.extensions.iter().position(|it| file.ends_with(it.as_str())).unwrap_or(usize::MAX)
    };
    result.elements.sort_by(|(left_key, left), (right_key, right)| {
        left_key.cmp(right_key).then_with(|| rank(*left).cmp(&rank(*right))).then(left.cmp(right))
    });
    result.elements.dedup_by(|next, first| next.0 == first.0);
    result
}

/// A context without elements.
pub fn nothing(mode: ContextMode) -> ContextRequest {
    ContextRequest {
        directory: ".".to_string(),
        recursive: false,
        include: Some(("^$".to_string(), String::new())),
        only: None,
        exclude: None,
        mode,
        chunk_name: None,
        affixes: None,
        fixed: Vec::new(),
        namespace_object: None,
        exports: Vec::new(),
        query: String::new(),
        addresses: false,
        import_type: None,
    }
}

/// The keys of a file: with its extension, without one that resolving adds, and for an index file its folder.
fn keys_of(file: &str, resolve: &ResolveConfig) -> Vec<String> {
    let mut keys = vec![file.to_owned()];
    let bare = |key: &str| {
        resolve
            .extensions
            .iter()
            .filter(|extension| !extension.is_empty())
            .find_map(|extension| key.strip_suffix(extension.as_str()).map(str::to_owned))
    };
    if let Some(stem) = bare(file).filter(|stem| !stem.ends_with('/')) {
        for main in &resolve.main_files {
            if let Some(folder) = stem.strip_suffix(main.as_str()).and_then(|it| it.strip_suffix('/')) {
                keys.push(folder.to_owned());
                keys.push(format!("{folder}/"));
            }
        }
        keys.push(stem);
    }
    keys
}

/// Text around the holes of a template literal: it starts in the folder, so only what follows that counts.
fn has_affixes(request: &ContextRequest, key: &str) -> bool {
    let Some((before, after)) = &request.affixes else { return true };
    let start = before.rsplit('/').next().unwrap_or_default();
    key.strip_prefix("./").is_some_and(|rest| {
        rest.len() >= start.len() + after.len() && rest.starts_with(start) && rest.ends_with(after.as_str())
    })
}

fn list(folder: &Path, prefix: &str, recursive: bool, files: &mut Vec<String>, problems: &mut Diagnostics) {
    let mut folders: Vec<(PathBuf, String)> = vec![(folder.to_path_buf(), prefix.to_owned())];
    while let Some((folder, prefix)) = folders.pop() {
        let entries = match std::fs::read_dir(&folder) {
            Ok(entries) => entries,
            Err(error) => {
                problems.push(diagnostics::unreadable_folder(&folder, &error));
                continue;
            }
        };
        for entry in entries.flatten() {
            let Some(name) = entry.file_name().to_str().map(str::to_owned) else { continue };
            if name.starts_with('.') || name == "node_modules" {
                continue;
            }
            let Ok(file_type) = entry.file_type() else { continue };
            // A link counts as what it leads to, but a folder behind one is not entered: it may lead back here.
            let is_file = file_type.is_file() || file_type.is_symlink() && entry.path().is_file();
            if is_file {
                files.push(format!("{prefix}{name}"));
            } else if file_type.is_dir() && recursive {
                folders.push((entry.path(), format!("{prefix}{name}/")));
            }
        }
    }
}

fn compile(
    filter: &Option<(String, String)>,
) -> Result<Option<Regexp>, Box<crate::diagnostics::BuildDiagnostic>> {
    let Some((source, flags)) = filter else { return Ok(None) };
    match Regexp::new(source, flags) {
        Ok(regex) => Ok(Some(regex)),
        Err(reason) => Err(Box::new(diagnostics::invalid_regexp(source, flags, &reason))),
    }
}

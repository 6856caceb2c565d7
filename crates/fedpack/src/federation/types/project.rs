//! The exposed modules, and every file of the project that their types need.

use std::path::{Path, PathBuf};

use rayon::prelude::*;
use rustc_hash::{FxHashMap, FxHashSet};

use super::{
    GenerateTypes,
    compiler::{self, Compiled},
    declarations::{Declarations, declarations, is_component, is_declaration_file, is_typescript},
    options,
    specifiers::{Names, names},
};
use crate::{
    config::Config,
    diagnostics::{BuildDiagnostic, Diagnostics, Severity},
    scan::{
        module_draft::relative_path,
        resolve::{ResolveFrom, ResolveKind, Resolved, Resolver, ResolverCache},
    },
};

pub struct Project<'c> {
    config: &'c Config,
    options: &'c GenerateTypes,
    resolver: Resolver,
}

/// An exposed module with types.
#[derive(Debug)]
pub struct ExposedFile {
    /// `./Widget`.
    pub key: String,
    pub source: PathBuf,
}

/// Declarations of all files.
#[derive(Debug, Default)]
pub struct Declared {
    /// Folder that all sources are below.
    pub root: PathBuf,
    /// Sorted by source.
    pub files: Vec<DeclaredFile>,
}

#[derive(Debug)]
pub struct DeclaredFile {
    pub source: PathBuf,
    /// Requests for files of the project are relative.
    pub text: String,
    pub has_default_export: bool,
}

impl<'c> Project<'c> {
    pub fn new(config: &'c Config, options: &'c GenerateTypes) -> Self {
        Self { config, options, resolver: Resolver::new(config, &ResolverCache::default()) }
    }

    /// Exposes whose module has types. Others have none to publish.
    pub fn exposed_files<'e>(&self, exposes: impl Iterator<Item = (&'e str, &'e str)>) -> Vec<ExposedFile> {
        let mut files = Vec::new();
        for (key, request) in exposes {
            let from = ResolveFrom { file: None, directory: &self.config.context };
            let source = self.file(from, request).filter(|file| self.has_types(file));
            files.extend(source.map(|source| ExposedFile { key: key.to_owned(), source }));
        }
        files
    }

    fn has_types(&self, file: &Path) -> bool {
        is_typescript(file) || self.options.compiler != options::TSC && is_component(file)
    }

    /// File by file; if a type cannot be told from its file alone, or a file is no TypeScript, by the compiler.
    pub fn declare(&self, exposes: &[ExposedFile]) -> (Declared, Diagnostics) {
        let exposed = exposes.iter().map(|expose| expose.source.clone());
        let entries: Vec<PathBuf> = exposed.chain(self.options.additional_files.iter().cloned()).collect();
        let (declared, inferred, mut found) = self.reached(&entries, &declarations);
        let has_components = declared.files.iter().any(|file| is_component(&file.source));
        if !inferred.is_empty() || has_components {
            // What a component imports is not known yet.
            let root = if has_components { &self.config.context } else { &declared.root };
            match compiler::compile(&self.config.context, self.options, &entries, root) {
                Ok(Compiled { declarations, messages }) => {
                    found.extend(messages);
                    let of_compiler = |path: &Path| match declarations.get(path) {
                        Some(text) => Ok(Declarations { text: text.clone(), inferred: Vec::new() }),
                        // It has said why.
                        None if is_component(path) => {
                            Ok(Declarations { text: "export {};\n".to_owned(), inferred: Vec::new() })
                        }
                        None => self::declarations(path),
                    };
                    let (declared, _, problems) = self.reached(&entries, &of_compiler);
                    found.extend(problems);
                    return (declared, self.by_severity(found));
                }
                Err(problem) => {
                    found.extend(inferred);
                    found.push(*problem);
                }
            }
        }
        (declared, self.by_severity(found))
    }

    /// Level by level: the files that the files so far name.
    fn reached(
        &self,
        entries: &[PathBuf],
        declarations: &(dyn Fn(&Path) -> Result<Declarations, Box<BuildDiagnostic>> + Sync),
    ) -> (Declared, Diagnostics, Diagnostics) {
        let mut seen: FxHashSet<PathBuf> = FxHashSet::default();
        let mut level: Vec<PathBuf> = entries.to_vec();
        let mut made: Vec<(PathBuf, Declarations, Names)> = Vec::new();
        let mut found = Diagnostics::new();
        // By file and request.
        let mut targets: FxHashMap<(PathBuf, String), PathBuf> = FxHashMap::default();
        while !level.is_empty() {
            level.retain(|file| seen.insert(file.clone()));
            let results: Vec<Result<_, Box<BuildDiagnostic>>> = level
                .par_iter()
                .map(|file| {
                    let declared = declarations(file)?;
                    let names = names(&declared.text);
                    Ok((file.clone(), declared, names))
                })
                .collect();
            let mut next = Vec::new();
            for result in results {
                match result {
                    Ok((file, declared, names)) => {
                        for specifier in &names.specifiers {
                            if let Some(target) = self.project_file(&file, &specifier.request) {
                                targets.insert((file.clone(), specifier.request.clone()), target.clone());
                                next.push(target);
                            }
                        }
                        made.push((file, declared, names));
                    }
                    Err(problem) => found.push(*problem),
                }
            }
            level = next;
        }
        made.sort_by(|left, right| left.0.cmp(&right.0));
        let inferred =
            made.iter_mut().flat_map(|(_, declared, _)| std::mem::take(&mut declared.inferred)).collect();
        let files = made
            .into_iter()
            .map(|(source, declared, names)| {
                let target =
                    |request: &str| targets.get(&(source.clone(), request.to_owned())).map(PathBuf::as_path);
                let text = with_relative_requests(&source, declared.text, &names, target);
                DeclaredFile { has_default_export: names.has_default_export, source, text }
            })
            .collect();
        let mut declared = Declared { root: PathBuf::new(), files };
        declared.root = common_folder(declared.files.iter().map(|file| file.source.as_path()));
        (declared, inferred, found)
    }

    /// A file of the project that declarations ask for; what is installed is the host's to install.
    fn project_file(&self, from: &Path, request: &str) -> Option<PathBuf> {
        let directory = from.parent()?;
        let resolved = self.file(ResolveFrom { file: Some(from), directory }, request);
        let is_installed = |file: &Path| file.components().any(|part| part.as_os_str() == "node_modules");
        match resolved {
            Some(file) if self.has_types(&file) && !is_installed(&file) => Some(file),
            // `./types` may be types.d.ts, also beside a types.js.
            _ if request.starts_with('.') => {
                let stem =
                    [".js", ".jsx", ".mjs", ".cjs"].iter().find_map(|ending| request.strip_suffix(ending));
                let base = directory.join(stem.unwrap_or(request));
                let with = |ending: &str| PathBuf::from(format!("{}{ending}", base.display()));
                let candidates = [with(".d.ts"), base.join("index.d.ts")];
                candidates.into_iter().find(|file| file.is_file())?.canonicalize().ok()
            }
            _ => None,
        }
    }

    fn file(&self, from: ResolveFrom<'_>, request: &str) -> Option<PathBuf> {
        match self.resolver.resolve(ResolveKind::Esm, from, request).ok()? {
            Resolved::File(file) => Some(file.resource.path),
            Resolved::Ignored { .. } => None,
        }
    }

    fn by_severity(&self, mut found: Diagnostics) -> Diagnostics {
        if self.options.abort_on_error {
            found.iter_mut().for_each(|problem| problem.severity = Severity::Error);
        }
        found
    }
}

/// Aliases of tsconfig.json mean nothing in the host's project, and `./x.ts` is no file there.
fn with_relative_requests<'t>(
    source: &Path,
    mut text: String,
    names: &Names,
    target: impl Fn(&str) -> Option<&'t Path>,
) -> String {
    for specifier in names.specifiers.iter().rev() {
        let Some(target) = target(&specifier.request) else { continue };
        let is_source = is_typescript(Path::new(&specifier.request)) && !is_declaration_file(target);
        if specifier.request.starts_with('.') && !is_source {
            continue;
        }
        let request = format!("\"{}\"", relative_request(source, target));
        text.replace_range(specifier.start..specifier.end, &request);
    }
    text
}

/// `./ui/button.js`: TypeScript finds button.d.ts by it with any module resolution.
pub fn relative_request(from: &Path, target: &Path) -> String {
    let request = relative_path(target, from.parent().unwrap_or(from));
    format!("{}.js", stem(&request))
}

/// Without the extension, and without `.d`. A component's is a part of its name.
pub fn stem(path: &str) -> &str {
    if is_component(Path::new(path)) {
        return path;
    }
    let stem = path.rsplit_once('.').map_or(path, |(stem, _)| stem);
    stem.strip_suffix(".d").unwrap_or(stem)
}

fn common_folder<'p>(mut files: impl Iterator<Item = &'p Path>) -> PathBuf {
    let mut common = files.next().and_then(Path::parent).map(Path::to_path_buf).unwrap_or_default();
    for file in files {
        while !file.starts_with(&common) && common.pop() {}
    }
    common
}

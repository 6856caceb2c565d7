//! Declarations of others that the archive brings along, if it is asked to: `node_modules/<name>/…`, where TypeScript finds
//! them from any file of the archive.

use std::{
    collections::{BTreeMap, BTreeSet},
    fs,
    path::{Path, PathBuf},
};

use super::{
    TypesConfig, declarations::is_declaration_file, options::PackageTest, project::Declared,
    specifiers::names,
};
use crate::{
    config::Config, federation::FederationConfig, regexp::Regexp, scan::node_builtins::is_node_builtin,
};

/// What the declarations ask for, by name in the archive: types of remotes as they were fetched, and those of installed
/// packages with what these ask for in turn.
pub fn extracted(
    config: &Config,
    federation: &FederationConfig,
    types: &TypesConfig,
    declared: &Declared,
) -> BTreeMap<String, Vec<u8>> {
    let mut files = BTreeMap::new();
    let Some(options) = &types.generate else { return files };
    if !options.remote_types && options.packages.is_none() {
        return files;
    }
    let mut seen = BTreeSet::new();
    let mut asked: Vec<(PathBuf, String)> = Vec::new();
    for file in &declared.files {
        let folder = file.source.parent().unwrap_or(&config.context);
        asked.extend(requests(&file.text).map(|request| (folder.to_path_buf(), request)));
    }
    while let Some((folder, request)) = asked.pop() {
        let is_of = |key: &str| {
            request.strip_prefix(key).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
        };
        if let Some(remote) = federation.remotes.iter().find(|remote| is_of(&remote.key)) {
            if options.remote_types
                && let Some(consume) = &types.consume
                && seen.insert(remote.key.clone())
            {
                let fetched = config.context.join(&consume.folder).join(&remote.key);
                add(&fetched, &fetched, &remote.key, &mut files);
            }
            continue;
        }
        let Some(packages) = &options.packages else { continue };
        let Some(name) = package_name(&request).filter(|name| !is_node_builtin(name)) else { continue };
        if packages.exclude.iter().any(|excluded| excluded.is_match(name)) {
            continue;
        }
        if let Some((name, place)) = with_declarations(&folder, name)
            && seen.insert(name.clone())
        {
            for (folder, text) in add(&place, &place, &name, &mut files) {
                asked.extend(requests(&text).map(|request| (folder.clone(), request)));
            }
        }
    }
    files
}

/// Requests for what is installed.
fn requests(declarations: &str) -> impl Iterator<Item = String> {
    let is_bare = |request: &String| !request.starts_with('.') && !request.starts_with('/');
    names(declarations).specifiers.into_iter().map(|specifier| specifier.request).filter(is_bare)
}

/// `@scope/name` of `@scope/name/part`.
fn package_name(request: &str) -> Option<&str> {
    let mut ends = request.match_indices('/').map(|(at, _)| at);
    let end = if request.starts_with('@') { ends.nth(1) } else { ends.next() };
    let name = &request[..end.unwrap_or(request.len())];
    (!name.is_empty() && (!name.starts_with('@') || name.contains('/'))).then_some(name)
}

/// The package, if it has declarations of its own, or the one of DefinitelyTyped that has them: name and folder.
fn with_declarations(from: &Path, name: &str) -> Option<(String, PathBuf)> {
    let find = |name: &str| {
        from.ancestors().map(|folder| folder.join("node_modules").join(name)).find(|folder| folder.is_dir())
    };
    let typed =
        format!("@types/{}", name.strip_prefix('@').map_or(name.to_owned(), |it| it.replace('/', "__")));
    let own = find(name).map(|folder| (name.to_owned(), folder));
    own.filter(|(_, folder)| has_declarations(folder)).or_else(|| Some((typed.clone(), find(&typed)?)))
}

fn has_declarations(folder: &Path) -> bool {
    entries(folder).into_iter().any(|entry| match entry.is_dir() {
        true => has_declarations(&entry),
        false => is_declaration_file(&entry),
    })
}

/// Adds the declarations of a folder, and package.json, which says where they are. Returns each with its folder.
fn add(
    root: &Path,
    folder: &Path,
    name: &str,
    files: &mut BTreeMap<String, Vec<u8>>,
) -> Vec<(PathBuf, String)> {
    let mut texts = Vec::new();
    for entry in entries(folder) {
        if entry.is_dir() {
            texts.extend(add(root, &entry, name, files));
            continue;
        }
        let is_declaration = is_declaration_file(&entry);
        if !is_declaration && !entry.ends_with("package.json") {
            continue;
        }
        let (Ok(relative), Ok(contents)) = (entry.strip_prefix(root), fs::read(&entry)) else { continue };
        if is_declaration {
            texts.push((folder.to_path_buf(), String::from_utf8_lossy(&contents).into_owned()));
        }
        let parts: Vec<_> = relative.iter().map(|part| part.to_string_lossy()).collect();
        files.insert(format!("node_modules/{name}/{}", parts.join("/")), contents);
    }
    texts
}

/// Of a package, by name; those that are installed in it are found by what asks for them.
fn entries(folder: &Path) -> Vec<PathBuf> {
    let entries = fs::read_dir(folder).into_iter().flatten().flatten().map(|entry| entry.path());
    let mut entries: Vec<PathBuf> = entries.filter(|entry| !entry.ends_with("node_modules")).collect();
    entries.sort_unstable();
    entries
}

impl PackageTest {
    fn is_match(&self, name: &str) -> bool {
        match self {
            Self::Name(own) => own == name,
            Self::Pattern { source, flags } => {
                Regexp::new(source, flags).is_ok_and(|pattern| pattern.is_match(name))
            }
        }
    }
}

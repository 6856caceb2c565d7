//! The tsconfig.json of files that none lists: JavaScript without `allowJs`, and what `include` leaves out.

use std::{
    cell::RefCell,
    path::{Path, PathBuf},
    sync::Arc,
};

use oxc_resolver::TsConfig;
use rustc_hash::FxHashMap;

use super::{package_manifest::build_number, resolve::FileResolver};

/// Looked up once per folder, thread and build: each import of such a file asks.
#[derive(Default)]
struct ThreadCache {
    build: u64,
    by_folder: FxHashMap<PathBuf, Option<Arc<TsConfig>>>,
}

thread_local! {
    static CACHE: RefCell<ThreadCache> = RefCell::default();
}

/// What applies in a folder to a file that no tsconfig.json lists. `paths` are meant for every importer of a project, as
/// other bundlers take them; editors are stricter. `resolver` must look for tsconfig.json by itself.
pub fn of_folder(resolver: &FileResolver, folder: &Path) -> Option<Arc<TsConfig>> {
    if folder.components().any(|part| part.as_os_str() == "node_modules") {
        return None;
    }
    CACHE.with_borrow_mut(|cache| {
        let build = build_number();
        if cache.build != build {
            *cache = ThreadCache { build, ..ThreadCache::default() };
        }
        if let Some(known) = cache.by_folder.get(folder) {
            return known.clone();
        }
        let found = find(resolver, folder);
        cache.by_folder.insert(folder.to_path_buf(), found.clone());
        found
    })
}

fn find(resolver: &FileResolver, folder: &Path) -> Option<Arc<TsConfig>> {
    // Where tsconfig.json only refers to others, the right one is that of the TypeScript beside the file.
    if let Ok(Some(of_neighbour)) = resolver.find_tsconfig(folder.join("index.ts")) {
        return Some(of_neighbour);
    }
    folder
        .ancestors()
        .map(|folder| folder.join("tsconfig.json"))
        .find(|path| path.is_file())
        // A broken one is reported once, by `tsconfig_problem`.
        .and_then(|path| resolver.resolve_tsconfig(path).ok())
}

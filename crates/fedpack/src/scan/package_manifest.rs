//! The parts of a package.json that oxc_resolver does not hand out: what the package depends on.

use std::{
    cell::RefCell,
    path::{Path, PathBuf},
    rc::Rc,
};

use rustc_hash::FxHashMap;
use serde_json::{Map, Value};

/// A package.json, and the next one above it.
#[derive(Debug)]
pub struct PackageManifest {
    /// Its folder.
    pub root: PathBuf,
    pub name: Option<String>,
    pub version: Option<String>,
    pub side_effects: DeclaredSideEffects,
    /// Package → range as written, of `optionalDependencies`, `dependencies`, `peerDependencies` and
    /// `devDependencies`; the first of these to name a package wins (contract 6.3).
    pub required: FxHashMap<String, String>,
    pub parent: Option<Rc<PackageManifest>>,
    /// All of it, for conditions of rules (`descriptionData`).
    json: Map<String, Value>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub enum DeclaredSideEffects {
    Nothing,
    Flag(bool),
    Globs(Vec<String>),
}

/// Read once per thread and build. Not shared between threads: a map of all threads would need a lock, and a
/// build has few package.jsons beside its modules.
#[derive(Default)]
struct ThreadCache {
    build: u64,
    by_folder: FxHashMap<PathBuf, Option<Rc<PackageManifest>>>,
}

thread_local! {
    static CACHE: RefCell<ThreadCache> = RefCell::default();
}

/// Number of the latest build, so that a thread that worked for an earlier one forgets what it read then.
static BUILD: std::sync::atomic::AtomicU64 = std::sync::atomic::AtomicU64::new(0);

/// To be called when a build starts: package.jsons may have changed.
pub fn forget_manifests() {
    BUILD.fetch_add(1, std::sync::atomic::Ordering::Relaxed);
}

/// The number of the latest build, for what else is kept per thread and build.
pub fn build_number() -> u64 {
    BUILD.load(std::sync::atomic::Ordering::Relaxed)
}

impl PackageManifest {
    /// The nearest package.json of a folder, at or above it.
    pub fn nearest(folder: &Path) -> Option<Rc<Self>> {
        CACHE.with_borrow_mut(|cache| {
            let build = build_number();
            if cache.build != build {
                *cache = ThreadCache { build, ..ThreadCache::default() };
            }
            nearest(&mut cache.by_folder, folder)
        })
    }

    /// The text at a path of keys.
    pub fn value(&self, keys: &[String]) -> Option<String> {
        let (first, rest) = keys.split_first()?;
        let value = rest.iter().try_fold(self.json.get(first)?, |value, key| value.get(key))?;
        value.as_str().map(str::to_owned)
    }

    /// This one and those above it.
    pub fn chain(self: &Rc<Self>) -> impl Iterator<Item = Rc<Self>> {
        std::iter::successors(Some(Rc::clone(self)), |manifest| manifest.parent.clone())
    }
}

fn nearest(
    cache: &mut FxHashMap<PathBuf, Option<Rc<PackageManifest>>>,
    folder: &Path,
) -> Option<Rc<PackageManifest>> {
    if let Some(known) = cache.get(folder) {
        return known.clone();
    }
    let parent = folder.parent().and_then(|parent| nearest(cache, parent));
    let own = std::fs::read(folder.join("package.json")).ok().and_then(|text| parse(&text, folder));
    let manifest = match own {
        Some(manifest) => Some(Rc::new(PackageManifest { parent, ..manifest })),
        None => parent,
    };
    cache.insert(folder.to_path_buf(), manifest.clone());
    manifest
}

fn parse(text: &[u8], folder: &Path) -> Option<PackageManifest> {
    let text = text.strip_prefix(b"\xef\xbb\xbf").unwrap_or(text);
    let json: Map<String, Value> = serde_json::from_slice(text).ok()?;
    let text_of = |name: &str| json.get(name).and_then(Value::as_str).map(str::to_owned);
    let mut required = FxHashMap::default();
    for field in ["optionalDependencies", "dependencies", "peerDependencies", "devDependencies"] {
        for (package, range) in json.get(field).and_then(Value::as_object).into_iter().flatten() {
            if let Some(range) = range.as_str() {
                required.entry(package.clone()).or_insert_with(|| range.to_owned());
            }
        }
    }
    let side_effects = match json.get("sideEffects") {
        Some(Value::Bool(flag)) => DeclaredSideEffects::Flag(*flag),
        Some(Value::String(glob)) => DeclaredSideEffects::Globs(vec![glob.clone()]),
        Some(Value::Array(globs)) => {
            DeclaredSideEffects::Globs(globs.iter().filter_map(Value::as_str).map(str::to_owned).collect())
        }
        _ => DeclaredSideEffects::Nothing,
    };
    Some(PackageManifest {
        root: folder.to_path_buf(),
        name: text_of("name"),
        version: text_of("version"),
        side_effects,
        required,
        parent: None,
        json,
    })
}

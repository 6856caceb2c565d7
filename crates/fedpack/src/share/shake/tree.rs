//! The output folder after a change of some files: who names them by a hash gets the new one, and a new hash itself.

use std::{
    collections::{BTreeMap, BTreeSet},
    fs, io,
    path::{Path, PathBuf},
};

use super::side_file::content_hash;

/// Files that can name others.
const TEXTS: &[&str] =
    &["js", "mjs", "cjs", "css", "html", "htm", "json", "map", "txt", "webmanifest", "xml"];
/// Made from other files: of a file that changes they are gone.
const COMPRESSED: &[&str] = &["gz", "br", "zst"];
/// Shorter texts may stand in files by chance.
pub const LEAST_DIGITS: usize = 8;

/// All files of a folder, with what becomes of them.
#[derive(Debug, Default)]
pub struct Tree {
    /// New name → old name, and the new contents where they differ.
    files: BTreeMap<String, (String, Option<Vec<u8>>)>,
    /// Folders, those without files among them.
    folders: Vec<String>,
}

/// Why new names cannot be given.
#[derive(Debug)]
pub enum TreeProblem {
    Io(PathBuf, io::Error),
    /// The hash in the name of this file is too short to be found in others.
    ShortHash(String),
}

impl Tree {
    /// `changed`: new contents. `hashed`: hashes in names of files. `salt`: what new ones begin with.
    pub fn new(
        folder: &Path,
        changed: BTreeMap<String, Vec<u8>>,
        hashed: &BTreeMap<String, String>,
        salt: &str,
    ) -> Result<Self, TreeProblem> {
        let Listing { names, links, folders } = list(folder)?;
        let mut texts = BTreeMap::new();
        // What a link leads to is somebody else's, or stands here as well.
        for name in names.iter().filter(|name| is_text(name) && !links.contains(*name)) {
            if !changed.contains_key(name) {
                let path = folder.join(name);
                let bytes = fs::read(&path).map_err(|error| TreeProblem::Io(path, error))?;
                texts.insert(name.clone(), bytes);
            }
        }
        let mut renaming = Renaming::new(changed, texts, hashed, salt)?;
        let is_of_changed = |name: &str| {
            let mut originals =
                COMPRESSED.iter().filter_map(|extension| name.strip_suffix(&format!(".{extension}")));
            originals.any(|original| renaming.is_changed(original))
        };
        let names: Vec<String> = names.into_iter().filter(|name| !is_of_changed(name)).collect();
        let mut files = BTreeMap::new();
        for name in names {
            let contents = renaming.contents.remove(&name);
            files.insert(renaming.new_name(&name), (name, contents));
        }
        Ok(Self { files, folders })
    }

    /// Old names of files that change, and their new names.
    pub fn changes(&self) -> impl Iterator<Item = (&str, &str)> {
        let changed = self.files.iter().filter(|(new, (old, contents))| contents.is_some() || *new != old);
        changed.map(|(new, (old, _))| (old.as_str(), new.as_str()))
    }

    /// Writes all of it into a new folder.
    pub fn write_to(&self, from: &Path, to: &Path) -> Result<(), TreeProblem> {
        let made = self.folders.iter().map(|name| to.join(name));
        for folder in std::iter::once(to.to_owned()).chain(made) {
            fs::create_dir_all(&folder).map_err(|error| TreeProblem::Io(folder, error))?;
        }
        for (new, (old, contents)) in &self.files {
            let (source, target) = (from.join(old), to.join(new));
            let written = match contents {
                Some(bytes) => fs::write(&target, bytes),
                None => put(&source, &target),
            };
            written.map_err(|error| TreeProblem::Io(target, error))?;
        }
        Ok(())
    }
}

/// The old folder goes: nobody writes to the file by its old name.
fn put(source: &Path, target: &Path) -> io::Result<()> {
    if fs::symlink_metadata(source)?.is_symlink() {
        return put_link(source, target);
    }
    fs::hard_link(source, target).or_else(|_| fs::copy(source, target).map(|_| ()))
}

#[cfg(unix)]
fn put_link(source: &Path, target: &Path) -> io::Result<()> {
    std::os::unix::fs::symlink(fs::read_link(source)?, target)
}

#[cfg(windows)]
fn put_link(source: &Path, target: &Path) -> io::Result<()> {
    let to = fs::read_link(source)?;
    if source.is_dir() {
        std::os::windows::fs::symlink_dir(to, target)
    } else {
        std::os::windows::fs::symlink_file(to, target)
    }
}

/// New names and contents of files, whether they are in a folder or not yet.
pub struct Renaming<'h> {
    hashed: &'h BTreeMap<String, String>,
    /// `output.hashSalt`.
    salt: &'h str,
    /// Of files that change.
    pub contents: BTreeMap<String, Vec<u8>>,
    /// Of the other ones that may name them.
    texts: BTreeMap<String, Vec<u8>>,
    /// Old hash → new hash.
    pub hashes: BTreeMap<String, String>,
}

impl<'h> Renaming<'h> {
    /// `contents`: of files that change; `texts`: of others that may name them; `hashed`: hashes in names of files;
    /// `salt`: what new ones begin with.
    pub fn new(
        contents: BTreeMap<String, Vec<u8>>,
        texts: BTreeMap<String, Vec<u8>>,
        hashed: &'h BTreeMap<String, String>,
        salt: &'h str,
    ) -> Result<Self, TreeProblem> {
        let mut renaming = Self { hashed, salt, contents, texts, hashes: BTreeMap::new() };
        renaming.run()?;
        Ok(renaming)
    }

    fn is_changed(&self, name: &str) -> bool {
        self.contents.contains_key(name) || self.new_name(name) != name
    }

    pub fn new_name(&self, name: &str) -> String {
        let renewed = self.hashed.get(name).and_then(|hash| Some((hash, self.hashes.get(hash)?)));
        renewed.map_or_else(|| name.to_owned(), |(old, new)| name.replace(old.as_str(), new))
    }

    /// A file is given its hash after those that it names.
    fn run(&mut self) -> Result<(), TreeProblem> {
        // Hash that changes → files that name it.
        let mut named_in: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
        let mut work: Vec<String> = self.contents.keys().cloned().collect();
        while let Some(name) = work.pop() {
            let Some(hash) = self.hashed.get(&name).filter(|hash| !named_in.contains_key(*hash)) else {
                continue;
            };
            if hash.len() < LEAST_DIGITS {
                return Err(TreeProblem::ShortHash(name));
            }
            let names_it = |(_, bytes): &(&String, &Vec<u8>)| contains(bytes, hash);
            let all = self.contents.iter().chain(&self.texts).filter(names_it);
            let naming: BTreeSet<String> = all.map(|(name, _)| name.clone()).collect();
            // Files of one hash are renamed together.
            work.extend(self.hashed.iter().filter(|(_, other)| *other == hash).map(|(name, _)| name.clone()));
            work.extend(naming.iter().cloned());
            named_in.insert(hash.clone(), naming);
        }
        for hash in self.in_order(&named_in) {
            self.renew(&hash, &named_in[&hash]);
        }
        Ok(())
    }

    /// Hashes of files that are named before hashes of files that name them.
    fn in_order(&self, named_in: &BTreeMap<String, BTreeSet<String>>) -> Vec<String> {
        let hash_of = |name: &String| self.hashed.get(name).filter(|hash| named_in.contains_key(*hash));
        let mut order = Vec::new();
        let mut seen = BTreeSet::new();
        for start in named_in.keys() {
            let mut stack = vec![(start.clone(), false)];
            while let Some((hash, is_left)) = stack.pop() {
                if is_left {
                    order.push(hash);
                } else if seen.insert(hash.clone()) {
                    let naming: Vec<String> = named_in[&hash].iter().filter_map(hash_of).cloned().collect();
                    stack.push((hash, true));
                    stack.extend(naming.into_iter().map(|hash| (hash, false)));
                }
            }
        }
        order.reverse();
        order
    }

    fn renew(&mut self, hash: &str, naming: &BTreeSet<String>) {
        let files = self.hashed.iter().filter(|(_, other)| *other == hash).map(|(name, _)| name);
        let mut bytes = self.salt.as_bytes().to_vec();
        for name in files {
            let contents = self.contents.get(name).or_else(|| self.texts.get(name));
            bytes.extend(contents.into_iter().flatten());
        }
        let mut new = content_hash(&bytes);
        new.truncate(hash.len());
        for name in naming {
            let contents = self.contents.get(name).or_else(|| self.texts.get(name));
            let replaced = replace(contents.expect("it was found there"), hash, &new);
            self.texts.remove(name);
            self.contents.insert(name.clone(), replaced);
        }
        self.hashes.insert(hash.to_owned(), new);
    }
}

pub fn is_text(name: &str) -> bool {
    let extension = name.rsplit('.').next().unwrap_or_default();
    TEXTS.iter().any(|known| known.eq_ignore_ascii_case(extension))
}

fn contains(bytes: &[u8], hash: &str) -> bool {
    // What is no UTF-8 was not written by the build.
    std::str::from_utf8(bytes).is_ok_and(|text| text.contains(hash))
}

fn replace(bytes: &[u8], old: &str, new: &str) -> Vec<u8> {
    match std::str::from_utf8(bytes) {
        Ok(text) => text.replace(old, new).into_bytes(),
        Err(_) => bytes.to_vec(),
    }
}

/// What is below a folder, by paths with slashes, sorted.
#[derive(Debug, Default)]
struct Listing {
    /// Files, and links.
    names: Vec<String>,
    /// Those of them that are links, wherever to: they are not followed.
    links: BTreeSet<String>,
    folders: Vec<String>,
}

fn list(folder: &Path) -> Result<Listing, TreeProblem> {
    let mut listing = Listing::default();
    let mut work = vec![(folder.to_owned(), String::new())];
    while let Some((path, prefix)) = work.pop() {
        let problem = |error| TreeProblem::Io(path.clone(), error);
        for entry in fs::read_dir(&path).map_err(problem)? {
            let entry = entry.map_err(problem)?;
            let name = format!("{prefix}{}", entry.file_name().to_string_lossy());
            let kind = entry.file_type().map_err(problem)?;
            if kind.is_dir() {
                work.push((entry.path(), format!("{name}/")));
                listing.folders.push(name);
            } else {
                if kind.is_symlink() {
                    listing.links.insert(name.clone());
                }
                listing.names.push(name);
            }
        }
    }
    listing.names.sort();
    listing.folders.sort();
    Ok(listing)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hashes_are_renewed_from_the_leaves_up() {
        let folder = tempfile::TempDir::new().unwrap();
        let write = |name: &str, text: &str| fs::write(folder.path().join(name), text).unwrap();
        write("lib.aaaaaaaa.js", "lib");
        write("lib.aaaaaaaa.js.map", "{}");
        write("lib.aaaaaaaa.js.gz", "gz");
        write("entry.js", "entry");
        write("entry.js.gz", "gz");
        write("main.bbbbbbbb.js", "load('lib.aaaaaaaa.js')");
        write("other.cccccccc.js", "other");
        write("index.html", "<script src=main.bbbbbbbb.js>");
        fs::create_dir(folder.path().join("img")).unwrap();
        write("img/logo.png", "aaaaaaaa");
        let hashed = ["lib.aaaaaaaa.js", "main.bbbbbbbb.js", "other.cccccccc.js", "lib.aaaaaaaa.js.map"]
            .map(|name| (name.to_owned(), name.split('.').nth(1).unwrap().to_owned()));
        let changed = BTreeMap::from([
            ("lib.aaaaaaaa.js".to_owned(), b"li".to_vec()),
            ("entry.js".to_owned(), b"en".to_vec()),
        ]);
        let tree = Tree::new(folder.path(), changed, &BTreeMap::from(hashed), "").unwrap();
        let new = tempfile::TempDir::new().unwrap();
        tree.write_to(folder.path(), new.path()).unwrap();
        let folder = new;
        let names = list(folder.path()).unwrap().names;
        assert_eq!(names.len(), 7, "{names:?}");
        let name = |start: &str| names.iter().find(|name| name.starts_with(start)).unwrap();
        let read = |name: &str| fs::read_to_string(folder.path().join(name)).unwrap();
        assert_eq!(read("index.html"), format!("<script src={}>", name("main")));
        let lib = names.iter().find(|name| name.starts_with("lib") && name.ends_with(".js")).unwrap();
        assert!(lib != "lib.aaaaaaaa.js" && names.contains(&format!("{lib}.map")), "{names:?}");
        assert_eq!(read(name("main")), format!("load('{lib}')"));
        assert_ne!(name("main"), "main.bbbbbbbb.js");
        assert!(names.contains(&"other.cccccccc.js".to_owned()));
        assert_eq!(read("img/logo.png"), "aaaaaaaa", "no text");
    }

    #[test]
    fn short_hashes_are_refused() {
        let folder = tempfile::TempDir::new().unwrap();
        fs::write(folder.path().join("a.1234.js"), "").unwrap();
        let changed = BTreeMap::from([("a.1234.js".to_owned(), Vec::new())]);
        let hashed = BTreeMap::from([("a.1234.js".to_owned(), "1234".to_owned())]);
        assert!(matches!(Tree::new(folder.path(), changed, &hashed, ""), Err(TreeProblem::ShortHash(_))));
    }
}

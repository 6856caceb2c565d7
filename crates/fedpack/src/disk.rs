//! The disk, as requests see it.
//!
//! A request tries several names in the folder that it leads to (`./a`, `./a.tsx`, `./a.ts`, …), most of which are not
//! there, and so does the next one. So a folder that is asked for more than a few names is listed once, and answers from
//! its list: of ten thousand modules in React components, a build asked the system 57,000 times and now 17,000 times.

use std::{
    ffi::OsString,
    fs::{self, File},
    io::{self, Read as _},
    path::{Path, PathBuf},
    sync::{
        Arc, OnceLock,
        atomic::{AtomicU8, Ordering},
    },
};

use dashmap::DashMap;
use oxc_resolver::{FileMetadata, FileSystem, FileSystemOs};
use rustc_hash::{FxBuildHasher, FxHashMap};

/// How often a folder is asked before it is listed: a list is four calls of the system, and of most installed packages two
/// names are wanted.
const ASKED_FIRST: u8 = 3;

/// Folders with more entries are not listed: where everything that a machine has is in one place, few of it are asked for.
const MOST_ENTRIES: usize = 4096;

/// Where upper and lower case are the same, the system knows which names are equal.
const NAMES_ARE_EXACT: bool = !cfg!(any(windows, target_os = "macos"));

/// Lists live as long as it does: it is made for one build.
pub struct Disk {
    system: FileSystemOs,
    folders: Option<DashMap<PathBuf, Arc<Folder>, FxBuildHasher>>,
}

#[derive(Default)]
struct Folder {
    asked: AtomicU8,
    /// `None` where it cannot be listed, or is too large.
    entries: OnceLock<Option<FxHashMap<OsString, Entry>>>,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Entry {
    File,
    Folder,
    /// Links, and what is neither: the system is asked.
    Other,
}

impl Disk {
    /// `is_still`: nobody writes files while the build runs that it may ask for. Plugins and loaders do.
    pub fn new(is_still: bool) -> Self {
        let folders = (is_still && NAMES_ARE_EXACT).then(DashMap::default);
        Self { system: FileSystemOs::new(), folders }
    }

    pub fn system(&self) -> &FileSystemOs {
        &self.system
    }

    /// Of the path itself, where it is a link.
    pub fn symlink_metadata(&self, path: &Path) -> io::Result<FileMetadata> {
        match self.listed(path) {
            Some(Some(Entry::File)) => Ok(FileMetadata::new(true, false, false)),
            Some(Some(Entry::Folder)) => Ok(FileMetadata::new(false, true, false)),
            Some(None) => Err(io::ErrorKind::NotFound.into()),
            Some(Some(Entry::Other)) | None => self.system.symlink_metadata(path),
        }
    }

    /// What the folder's list says of the path; `None` where it is not listed.
    fn listed(&self, path: &Path) -> Option<Option<Entry>> {
        let folders = self.folders.as_ref()?;
        let (parent, name) = (path.parent()?, path.file_name()?);
        let known = folders.get(parent).map(|folder| Arc::clone(&folder));
        let folder = match known {
            Some(folder) => folder,
            // A file is asked for a tsconfig.json in it, as if it were a folder.
            None if self.is_listed_as_file(parent) => return Some(None),
            None => Arc::clone(&folders.entry(parent.to_path_buf()).or_default()),
        };
        let entries = match folder.entries.get() {
            Some(entries) => entries,
            None if folder.asked.fetch_add(1, Ordering::Relaxed) < ASKED_FIRST => return None,
            None => folder.entries.get_or_init(|| list(parent)),
        };
        Some(entries.as_ref()?.get(name).copied())
    }

    fn is_listed_as_file(&self, path: &Path) -> bool {
        let (Some(folders), Some(parent), Some(name)) = (&self.folders, path.parent(), path.file_name())
        else {
            return false;
        };
        let Some(folder) = folders.get(parent) else { return false };
        let entries = folder.entries.get().and_then(Option::as_ref);
        entries.and_then(|entries| entries.get(name)) == Some(&Entry::File)
    }
}

fn list(folder: &Path) -> Option<FxHashMap<OsString, Entry>> {
    let mut entries = FxHashMap::default();
    for entry in fs::read_dir(folder).ok()? {
        let entry = entry.ok()?;
        if entries.len() == MOST_ENTRIES {
            return None;
        }
        let kind = entry.file_type().ok()?;
        let kind = match () {
            () if kind.is_file() => Entry::File,
            () if kind.is_dir() => Entry::Folder,
            () => Entry::Other,
        };
        entries.insert(entry.file_name(), kind);
    }
    Some(entries)
}

/// Why the bytes of a module are not there.
#[derive(Debug)]
pub enum ReadError {
    /// Bytes that it has: positions are of 32 bits.
    Enormous(u64),
    Unreadable(io::Error),
}

impl From<io::Error> for ReadError {
    fn from(error: io::Error) -> Self {
        Self::Unreadable(error)
    }
}

/// The bytes of a file, as long as the system says that it is: the call that finds out that nothing follows is saved.
pub fn read(path: &Path) -> Result<Vec<u8>, ReadError> {
    let mut file = File::open(path)?;
    let size = file.metadata()?.len();
    // A file of many gigabytes would take the machine with it.
    if size >= u64::from(u32::MAX) {
        return Err(ReadError::Enormous(size));
    }
    let mut bytes = Vec::with_capacity(usize::try_from(size).unwrap_or_default());
    if size == 0 {
        // What is made while it is read has no size.
        file.read_to_end(&mut bytes)?;
    } else {
        file.take(size).read_to_end(&mut bytes)?;
    }
    Ok(bytes)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    #[cfg(unix)]
    fn a_folder_that_is_listed_answers_as_the_system_does() {
        let folder = tempfile::tempdir().unwrap();
        let at = |name: &str| folder.path().join(name);
        fs::write(at("a.ts"), "1").unwrap();
        fs::create_dir(at("inner")).unwrap();
        std::os::unix::fs::symlink(at("a.ts"), at("link.ts")).unwrap();
        let disk = Disk::new(true);
        let kind = |name: &str| {
            let found = disk.symlink_metadata(&at(name)).ok()?;
            Some((found.is_file(), found.is_dir(), found.is_symlink()))
        };
        // Some of the rounds are before the folder is listed, some after.
        for _ in 0..=ASKED_FIRST {
            assert_eq!(kind("a"), None);
            assert_eq!(kind("a.ts"), Some((true, false, false)));
            assert_eq!(kind("A.ts"), None);
            assert_eq!(kind("inner"), Some((false, true, false)));
            assert_eq!(kind("link.ts"), Some((false, false, true)));
            assert_eq!(kind("a.ts/tsconfig.json"), None);
            assert_eq!(kind("inner/../a.ts"), Some((true, false, false)));
        }
    }

    #[test]
    fn files_that_are_written_meanwhile_are_found_where_somebody_may_write() {
        let folder = tempfile::tempdir().unwrap();
        let late = folder.path().join("late.js");
        for (is_still, is_found) in [(false, true), (true, !NAMES_ARE_EXACT)] {
            let disk = Disk::new(is_still);
            for _ in 0..=ASKED_FIRST {
                assert!(disk.symlink_metadata(&late).is_err());
            }
            fs::write(&late, "").unwrap();
            assert_eq!(disk.symlink_metadata(&late).is_ok(), is_found);
            fs::remove_file(&late).unwrap();
        }
    }

    #[test]
    fn files_are_read_whole_and_what_is_no_file_is_an_error() {
        let folder = tempfile::tempdir().unwrap();
        let (full, empty) = (folder.path().join("full"), folder.path().join("empty"));
        fs::write(&full, vec![7; 100_000]).unwrap();
        fs::write(&empty, "").unwrap();
        assert_eq!(read(&full).unwrap(), vec![7; 100_000]);
        assert_eq!(read(&empty).unwrap(), Vec::<u8>::new());
        assert!(matches!(read(folder.path()), Err(ReadError::Unreadable(_))));
        assert!(matches!(read(&folder.path().join("none")), Err(ReadError::Unreadable(_))));
    }
}

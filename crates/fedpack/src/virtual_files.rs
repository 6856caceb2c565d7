//! Files that are nowhere on the disk: plugins write them, requests lead to them, and rules apply to them.

use std::{
    collections::BTreeMap,
    io,
    ops::Bound,
    path::{Path, PathBuf},
    sync::{
        Arc, PoisonError, RwLock,
        atomic::{AtomicBool, Ordering},
    },
};

use oxc_resolver::{FileMetadata, FileSystem, ResolveError};

use crate::disk::Disk;

/// By absolute path. A plugin may write more while the build runs: whatever is there when a request is resolved, or a file
/// read, counts. A file that is on the disk, too, is the one here.
#[derive(Debug, Default)]
pub struct VirtualFiles {
    /// Asked for every path that any request leads past, and almost always empty.
    has_any: AtomicBool,
    files: RwLock<BTreeMap<PathBuf, Arc<[u8]>>>,
}

impl VirtualFiles {
    pub fn write(&self, path: PathBuf, contents: &[u8]) {
        self.files.write().unwrap_or_else(PoisonError::into_inner).insert(path, contents.into());
        self.has_any.store(true, Ordering::Release);
    }

    pub fn read(&self, path: &Path) -> Option<Arc<[u8]>> {
        if !self.has_any.load(Ordering::Acquire) {
            return None;
        }
        self.files.read().unwrap_or_else(PoisonError::into_inner).get(path).cloned()
    }

    /// Of files, and of the folders that they are in.
    fn metadata(&self, path: &Path) -> Option<FileMetadata> {
        if !self.has_any.load(Ordering::Acquire) {
            return None;
        }
        let files = self.files.read().unwrap_or_else(PoisonError::into_inner);
        // Paths are in the order of their parts: what is in a folder comes right after where the folder would be.
        let (first, _) = files.range::<Path, _>((Bound::Included(path), Bound::Unbounded)).next()?;
        let is_file = first == path;
        (is_file || first.starts_with(path)).then(|| FileMetadata::new(is_file, !is_file, false))
    }
}

/// The disk, and above it what is virtual.
pub struct Files {
    disk: Disk,
    above: Option<Arc<VirtualFiles>>,
}

impl Files {
    pub fn new(disk: Disk, above: Option<Arc<VirtualFiles>>) -> Self {
        Self { disk, above }
    }

    fn metadata_above(&self, path: &Path) -> Option<FileMetadata> {
        self.above.as_ref()?.metadata(path)
    }
}

impl FileSystem for Files {
    fn new() -> Self {
        Self::new(Disk::new(false), None)
    }

    fn read(&self, path: &Path) -> io::Result<Vec<u8>> {
        match self.above.as_ref().and_then(|above| above.read(path)) {
            Some(contents) => Ok(contents.to_vec()),
            None => self.disk.system().read(path),
        }
    }

    fn read_to_string(&self, path: &Path) -> io::Result<String> {
        match self.above.as_ref().and_then(|above| above.read(path)) {
            Some(contents) => String::from_utf8(contents.to_vec()).map_err(io::Error::other),
            None => self.disk.system().read_to_string(path),
        }
    }

    fn metadata(&self, path: &Path) -> io::Result<FileMetadata> {
        // A folder of both is the one of the disk: it may be a link.
        match self.metadata_above(path) {
            Some(above) if above.is_file() => Ok(above),
            above => self.disk.system().metadata(path).or_else(|error| above.ok_or(error)),
        }
    }

    fn symlink_metadata(&self, path: &Path) -> io::Result<FileMetadata> {
        match self.metadata_above(path) {
            Some(above) if above.is_file() => Ok(above),
            above => self.disk.symlink_metadata(path).or_else(|error| above.ok_or(error)),
        }
    }

    fn read_link(&self, path: &Path) -> Result<PathBuf, ResolveError> {
        self.disk.system().read_link(path)
    }

    fn canonicalize(&self, path: &Path) -> io::Result<PathBuf> {
        self.disk.system().canonicalize(path).or_else(|error| match self.metadata_above(path) {
            Some(_) => Ok(path.to_path_buf()),
            None => Err(error),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn folders_of_virtual_files_are_there_and_files_go_before_those_of_the_disk() {
        let above = Arc::new(VirtualFiles::default());
        let files = Files::new(Disk::new(false), Some(Arc::clone(&above)));
        let folder = std::env::temp_dir().join("no such folder");
        assert!(files.metadata(&folder).is_err());
        above.write(folder.join("inner/a.js"), b"1");
        above.write(folder.join("inner.js"), b"2");
        assert!(files.metadata(&folder.join("inner")).is_ok_and(FileMetadata::is_dir));
        assert!(files.metadata(&folder.join("inner.js")).is_ok_and(FileMetadata::is_file));
        assert!(files.metadata(&folder.join("inn")).is_err());
        assert_eq!(files.read_to_string(&folder.join("inner/a.js")).ok().as_deref(), Some("1"));
        assert_eq!(files.canonicalize(&folder.join("inner/a.js")).ok(), Some(folder.join("inner/a.js")));

        let manifest = Path::new(env!("CARGO_MANIFEST_DIR")).join("Cargo.toml");
        above.write(manifest.clone(), b"virtual");
        assert_eq!(files.read(&manifest).ok().as_deref(), Some(b"virtual".as_slice()));
    }
}

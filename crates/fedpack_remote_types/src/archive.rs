//! `@mf-types.zip` of a remote, which may be anybody's: nothing leaves its folder, nothing but declarations is taken, and a
//! bomb of zeros is not unpacked.

use std::{
    fs,
    io::{Cursor, Read as _},
    path::Path,
};

use zip::ZipArchive;

const MOST_FILES: usize = 20_000;
const MOST_BYTES: u64 = 256 << 20;

/// A file to write.
#[derive(Debug, PartialEq, Eq)]
pub struct Extracted {
    /// Relative, with slashes.
    pub name: String,
    pub contents: Vec<u8>,
}

/// # Errors
///
/// Why the archive is refused as a whole.
pub fn read(bytes: &[u8]) -> Result<Vec<Extracted>, String> {
    let mut archive = ZipArchive::new(Cursor::new(bytes)).map_err(|_| "it is no zip archive".to_owned())?;
    if archive.len() > MOST_FILES {
        return Err(format!("it has {} files", archive.len()));
    }
    let mut files = Vec::new();
    let mut left = MOST_BYTES;
    for index in 0..archive.len() {
        let file = archive.by_index(index).map_err(|error| error.to_string())?;
        if file.is_dir() {
            continue;
        }
        let Some(path) = file.enclosed_name() else {
            return Err("a file in it is outside of its folder".to_owned());
        };
        let name =
            path.components().map(|part| part.as_os_str().to_string_lossy()).collect::<Vec<_>>().join("/");
        if file.is_symlink() || !is_declaration(&name) {
            continue;
        }
        let mut contents = Vec::new();
        // The size that the archive claims may be a lie.
        let read = file.take(left + 1).read_to_end(&mut contents).map_err(|error| error.to_string())?;
        left = left.checked_sub(read as u64).ok_or_else(|| "it is too large".to_owned())?;
        files.push(Extracted { name, contents });
    }
    Ok(files)
}

/// Declarations, and package.json of packages whose types came along.
fn is_declaration(name: &str) -> bool {
    [".d.ts", ".d.mts", ".d.cts"].iter().any(|ending| name.ends_with(ending))
        || name.rsplit('/').next() == Some("package.json")
}

/// Files in a folder, at any depth; 0 if it is not there.
pub fn count_files(folder: &Path) -> usize {
    let entries = fs::read_dir(folder).into_iter().flatten().flatten();
    entries.map(|entry| if entry.path().is_dir() { count_files(&entry.path()) } else { 1 }).sum()
}

pub fn copy(from: &Path, to: &Path) -> std::io::Result<()> {
    fs::create_dir_all(to)?;
    for entry in fs::read_dir(from)? {
        let entry = entry?;
        let target = to.join(entry.file_name());
        if entry.file_type()?.is_dir() {
            copy(&entry.path(), &target)?;
        } else {
            fs::copy(entry.path(), target)?;
        }
    }
    Ok(())
}

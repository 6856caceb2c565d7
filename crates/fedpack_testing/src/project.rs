//! A test project in a temporary folder: builds write beside their sources, and tests run in parallel.

use std::{
    env, fs,
    os::unix::fs::symlink,
    path::{Path, PathBuf},
};

use anyhow::{Context, Result};
use serde_json::{Map, Value};
use tempfile::TempDir;

/// A folder that goes away with the value, unless `FEDPACK_KEEP` is set.
#[derive(Debug)]
pub struct Project {
    /// Real path: a bundler reports paths with symbolic links resolved.
    root: PathBuf,
    dir: Option<TempDir>,
}

impl Project {
    pub fn empty() -> Result<Self> {
        let dir = tempfile::Builder::new().prefix("fedpack-test-").tempdir()?;
        let root = dir.path().canonicalize()?;
        if env::var_os("FEDPACK_KEEP").is_some() {
            return Ok(Self { root: dir.keep().canonicalize()?, dir: None });
        }
        Ok(Self { root, dir: Some(dir) })
    }

    pub fn copy_of(source: &Path) -> Result<Self> {
        let project = Self::empty()?;
        copy_tree(source, &project.root)?;
        Ok(project)
    }

    /// As `copy_of`, in a sub-folder of the temporary one.
    pub fn copy_of_below(source: &Path, folder: &str) -> Result<Self> {
        let mut project = Self::empty()?;
        project.root.push(folder);
        copy_tree(source, &project.root)?;
        Ok(project)
    }

    pub fn root(&self) -> &Path {
        &self.root
    }

    pub fn path(&self, relative: &str) -> PathBuf {
        self.root.join(relative)
    }

    /// Writes a file, and its folders.
    pub fn write(&self, relative: &str, content: impl AsRef<[u8]>) -> Result<()> {
        let path = self.path(relative);
        if let Some(parent) = path.parent() {
            fs::create_dir_all(parent)?;
        }
        fs::write(&path, content).with_context(|| path.display().to_string())
    }

    pub fn read(&self, relative: &str) -> Result<String> {
        let path = self.path(relative);
        fs::read_to_string(&path).with_context(|| path.display().to_string())
    }

    /// What a failure message should say about where to look.
    pub fn whereabouts(&self) -> String {
        if self.dir.is_some() {
            "set FEDPACK_KEEP=1 to keep the project's folder".to_owned()
        } else {
            format!("the project is in {}", self.root.display())
        }
    }
}

/// Symbolic links stay links: pnpm-style `node_modules` are made of them.
pub fn copy_tree(from: &Path, to: &Path) -> Result<()> {
    fs::create_dir_all(to)?;
    for entry in fs::read_dir(from).with_context(|| from.display().to_string())? {
        let entry = entry?;
        let target = to.join(entry.file_name());
        let kind = entry.file_type()?;
        if kind.is_symlink() {
            symlink(fs::read_link(entry.path())?, &target)?;
        } else if kind.is_dir() {
            copy_tree(&entry.path(), &target)?;
        } else {
            fs::copy(entry.path(), &target)?;
        }
    }
    Ok(())
}

/// Files below `dir`, sorted, as paths relative to it; none when it does not exist.
pub fn files_below(dir: &Path) -> Result<Vec<PathBuf>> {
    let mut found = Vec::new();
    let mut open = vec![dir.to_path_buf()];
    while let Some(folder) = open.pop() {
        let Ok(entries) = fs::read_dir(&folder) else { continue };
        for entry in entries {
            let entry = entry?;
            if entry.file_type()?.is_dir() {
                open.push(entry.path());
            } else {
                found.push(entry.path().strip_prefix(dir)?.to_path_buf());
            }
        }
    }
    found.sort();
    Ok(found)
}

/// `over` wins; objects are merged key by key, everything else is replaced.
pub fn merge(base: &mut Map<String, Value>, over: Map<String, Value>) {
    for (key, value) in over {
        match (base.get_mut(&key), value) {
            (Some(Value::Object(inner)), Value::Object(value)) => merge(inner, value),
            (_, value) => {
                base.insert(key, value);
            }
        }
    }
}

//! Assets → `output.path`. All files are first written to a folder beside their places, then renamed: until
//! everything is on the disk, the earlier output is whole.

use std::{
    fs, io,
    path::{Path, PathBuf},
    sync::atomic::{AtomicU32, Ordering},
};

use rayon::prelude::*;

use super::{Asset, AssetKind, Assets};
use crate::{
    config::{Config, RuleCondition},
    diagnostics::{BuildDiagnostic, Diagnostics, assets as problems},
};

/// What was done to the output folder. Names are relative to it, with forward slashes, sorted.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Emitted {
    pub written: Vec<String>,
    /// The file had these contents before.
    pub unchanged: Vec<String>,
    /// By `output.clean`.
    pub removed: Vec<String>,
}

/// A full disk gives one message for every file; these are enough.
const MAX_MESSAGES: usize = 10;

/// Writes what changed. On an error nothing of the earlier output has been touched, unless the error came up
/// while finished files were moved to their places or old ones were removed.
pub fn write(assets: &Assets, config: &Config) -> Result<Emitted, Diagnostics> {
    let root = &config.output.path;
    check_names(assets)?;
    if config.output.clean.is_some() {
        check_may_be_cleaned(root, &config.context)?;
    }
    fs::create_dir_all(root).map_err(|error| one(problems::cannot_create_folder(root, &error)))?;

    let rows: Vec<(&str, &Asset)> = assets.iter().collect();
    let (unchanged, mut changed): (Vec<_>, Vec<_>) =
        rows.into_par_iter().partition(|(name, asset)| has_contents(&root.join(name), &asset.bytes));
    let mut emitted = Emitted { unchanged: names(&unchanged), written: names(&changed), removed: Vec::new() };
    if !changed.is_empty() {
        // Files that name others come after them, so that whoever loads a page meanwhile finds what it names.
        changed.sort_by_key(|(name, asset)| (place_in_order(asset), *name));
        let staging = Staging::create(root).map_err(one)?;
        staging.write(&changed)?;
        make_room(root, &changed)?;
        staging.move_into_place(root, &changed)?;
    }
    if let Some(clean) = config.output.clean.as_ref().filter(|clean| !clean.dry) {
        emitted.removed = remove_others(root, assets, clean.keep.as_ref())?;
    }
    Ok(emitted)
}

fn one(problem: BuildDiagnostic) -> Diagnostics {
    vec![problem]
}

fn names(rows: &[(&str, &Asset)]) -> Vec<String> {
    rows.iter().map(|(name, _)| (*name).to_string()).collect()
}

/// Each name must stay inside of the output folder, and be a file only.
fn check_names(assets: &Assets) -> Result<(), Diagnostics> {
    let mut found = Diagnostics::new();
    for name in assets.names() {
        let is_plain = name.split('/').all(|part| !matches!(part, "" | "." | "..")) && !name.contains('\0');
        if !is_plain || Path::new(name).is_absolute() {
            found.push(problems::name_leaves_output(name));
            continue;
        }
        let folders = name.match_indices('/').map(|(position, _)| &name[..position]);
        if let Some(folder) = folders.into_iter().find(|folder| assets.contains(folder)) {
            found.push(problems::file_and_folder(folder, name));
        }
    }
    if found.is_empty() { Ok(()) } else { Err(found) }
}

/// Cleaning the folder must not remove the project.
fn check_may_be_cleaned(root: &Path, context: &Path) -> Result<(), Diagnostics> {
    let real = |path: &Path| fs::canonicalize(path).unwrap_or_else(|_| path.to_path_buf());
    if real(context).starts_with(real(root)) {
        return Err(one(problems::clean_would_remove_project(root)));
    }
    Ok(())
}

fn has_contents(path: &Path, bytes: &[u8]) -> bool {
    let is_same_size =
        fs::symlink_metadata(path).is_ok_and(|data| data.is_file() && data.len() == bytes.len() as u64);
    is_same_size && fs::read(path).is_ok_and(|known| known == bytes)
}

fn place_in_order(asset: &Asset) -> u8 {
    match asset.info.kind {
        AssetKind::Resource => 0,
        AssetKind::SourceMap => 1,
        AssetKind::Css if asset.info.is_immutable() => 2,
        AssetKind::JavaScript if asset.info.is_immutable() => 3,
        AssetKind::Css => 4,
        AssetKind::JavaScript => 5,
        AssetKind::Other => 6,
        AssetKind::Html => 7,
    }
}

/// A folder for unfinished files, on the disk of the output. It is gone when this value is.
struct Staging {
    folder: PathBuf,
}

impl Staging {
    fn create(root: &Path) -> Result<Self, BuildDiagnostic> {
        static COUNTER: AtomicU32 = AtomicU32::new(0);
        let number = COUNTER.fetch_add(1, Ordering::Relaxed);
        let folder = root.join(format!(".fedpack-{}-{number}", std::process::id()));
        match fs::create_dir(&folder) {
            Ok(()) => Ok(Self { folder }),
            // Left by a process that was killed, whose number we have now.
            Err(error) if error.kind() == io::ErrorKind::AlreadyExists => Ok(Self { folder }),
            Err(error) => Err(problems::cannot_write(root, &error)),
        }
    }

    fn file(&self, number: usize) -> PathBuf {
        self.folder.join(number.to_string())
    }

    fn write(&self, assets: &[(&str, &Asset)]) -> Result<(), Diagnostics> {
        let mut found: Vec<(usize, BuildDiagnostic)> = assets
            .par_iter()
            .enumerate()
            .filter_map(|(number, (name, asset))| {
                let error = fs::write(self.file(number), &asset.bytes).err()?;
                Some((number, problems::cannot_write(Path::new(name), &error)))
            })
            .collect();
        if found.is_empty() {
            return Ok(());
        }
        found.sort_by_key(|(number, _)| *number);
        Err(found.into_iter().take(MAX_MESSAGES).map(|(_, problem)| problem).collect())
    }

    fn move_into_place(&self, root: &Path, assets: &[(&str, &Asset)]) -> Result<(), Diagnostics> {
        for (number, (name, _)) in assets.iter().enumerate() {
            let (from, to) = (self.file(number), root.join(name));
            fs::rename(&from, &to)
                .or_else(|error| match error.kind() {
                    io::ErrorKind::CrossesDevices => move_to_other_device(&from, &to),
                    _ => Err(error),
                })
                .map_err(|error| one(problems::cannot_write(&to, &error)))?;
        }
        Ok(())
    }
}

impl Drop for Staging {
    fn drop(&mut self) {
        // A folder that stays is a nuisance, not a reason to fail.
        let _ = fs::remove_dir_all(&self.folder);
    }
}

/// A folder of the output may be a mount of its own. Still, nobody sees a part of the file.
fn move_to_other_device(from: &Path, to: &Path) -> io::Result<()> {
    let mut name = std::ffi::OsString::from(".fedpack-");
    name.push(to.file_name().unwrap_or_default());
    let beside = to.with_file_name(name);
    let moved = fs::copy(from, &beside).and_then(|_| fs::rename(&beside, to));
    if moved.is_err() {
        let _ = fs::remove_file(&beside);
    }
    moved
}

/// Makes folders, and finds out before anything is moved whether a folder stands where a file must go.
fn make_room(root: &Path, assets: &[(&str, &Asset)]) -> Result<(), Diagnostics> {
    let mut found = Diagnostics::new();
    for (name, _) in assets {
        let path = root.join(name);
        let folder = path.parent().unwrap_or(root);
        if let Err(error) = fs::create_dir_all(folder) {
            found.push(problems::cannot_create_folder(folder, &error));
        } else if fs::symlink_metadata(&path).is_ok_and(|data| data.is_dir()) {
            found.push(problems::cannot_write(&path, &io::Error::from(io::ErrorKind::IsADirectory)));
        }
    }
    found.truncate(MAX_MESSAGES);
    if found.is_empty() { Ok(()) } else { Err(found) }
}

/// `output.clean`: everything in the folder that is not part of this build.
fn remove_others(
    root: &Path,
    assets: &Assets,
    keep: Option<&RuleCondition>,
) -> Result<Vec<String>, Diagnostics> {
    let mut removed = Vec::new();
    let mut found = Diagnostics::new();
    let stays = |name: &str| assets.contains(name) || keep.is_some_and(|keep| keep.matches(name));
    remove_from_folder(root, "", &stays, &mut removed, &mut found);
    removed.sort_unstable();
    if found.is_empty() { Ok(removed) } else { Err(found) }
}

/// Returns whether the folder is empty now. Links are removed, not followed.
fn remove_from_folder(
    folder: &Path,
    prefix: &str,
    stays: &impl Fn(&str) -> bool,
    removed: &mut Vec<String>,
    found: &mut Diagnostics,
) -> bool {
    let entries = match fs::read_dir(folder).and_then(Iterator::collect::<io::Result<Vec<_>>>) {
        Ok(entries) => entries,
        Err(error) => {
            found.push(problems::cannot_remove(folder, &error));
            return false;
        }
    };
    let mut is_empty = true;
    for entry in entries {
        let path = entry.path();
        let file_name = entry.file_name();
        // What is not UTF-8 cannot be a name of ours.
        let name = file_name.to_str().map(|name| format!("{prefix}{name}"));
        let is_folder = entry.file_type().is_ok_and(|kind| kind.is_dir());
        let result = match &name {
            Some(name) if !is_folder && stays(name) => {
                is_empty = false;
                continue;
            }
            _ if is_folder => {
                let prefix = format!("{}/", name.as_deref().unwrap_or("?"));
                if !remove_from_folder(&path, &prefix, stays, removed, found) {
                    is_empty = false;
                    continue;
                }
                fs::remove_dir(&path)
            }
            _ => fs::remove_file(&path).map(|()| removed.extend(name)),
        };
        if let Err(error) = result {
            is_empty = false;
            found.push(problems::cannot_remove(&path, &error));
        }
    }
    is_empty
}

#[cfg(test)]
#[path = "write_tests.rs"]
mod tests;

//! New folders in the place of old ones: all of them or none.

use std::{
    fs, io,
    path::{Path, PathBuf},
    sync::atomic::{AtomicU32, Ordering},
};

use super::tree::{Tree, TreeProblem};

/// A folder that is written, beside the one that it is for.
pub struct Staged {
    folder: PathBuf,
    aside: PathBuf,
    /// Where the old one goes.
    old: PathBuf,
    is_swapped: bool,
}

impl Staged {
    /// Writes all of `tree`, which was made of `folder`.
    pub fn write(tree: &Tree, folder: &Path) -> Result<Self, TreeProblem> {
        let folder = fs::canonicalize(folder).map_err(|error| TreeProblem::Io(folder.to_owned(), error))?;
        let beside = |what: &str| {
            static COUNTER: AtomicU32 = AtomicU32::new(0);
            let number = COUNTER.fetch_add(1, Ordering::Relaxed);
            let name = folder.file_name().unwrap_or_default().to_string_lossy();
            folder.with_file_name(format!(".{name}.{what}-{}-{number}", std::process::id()))
        };
        let staged = Self { aside: beside("shaken"), old: beside("built"), folder, is_swapped: false };
        tree.write_to(&staged.folder, &staged.aside)?;
        Ok(staged)
    }

    fn swap(&mut self) -> Result<(), TreeProblem> {
        let problem = |error| TreeProblem::Io(self.folder.clone(), error);
        fs::rename(&self.folder, &self.old).map_err(problem)?;
        if let Err(error) = fs::rename(&self.aside, &self.folder) {
            let _ = fs::rename(&self.old, &self.folder);
            return Err(problem(error));
        }
        self.is_swapped = true;
        Ok(())
    }

    fn undo(&mut self) -> io::Result<()> {
        if self.is_swapped {
            fs::rename(&self.folder, &self.aside)?;
            fs::rename(&self.old, &self.folder)?;
            self.is_swapped = false;
        }
        Ok(())
    }
}

impl Drop for Staged {
    /// What stays of either is in nobody's way.
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(if self.is_swapped { &self.old } else { &self.aside });
    }
}

/// Puts all of them in their places. Where the disk refuses one, all are as they were.
pub fn swap_all(mut staged: Vec<Staged>) -> Result<(), (PathBuf, TreeProblem)> {
    for index in 0..staged.len() {
        if let Err(problem) = staged[index].swap() {
            let folder = staged[index].folder.clone();
            let mut first = (folder, problem);
            for mut done in staged.drain(..index).rev() {
                if let Err(error) = done.undo() {
                    first = (done.folder.clone(), TreeProblem::Io(done.old.clone(), error));
                    // Its old contents are all that there is of them.
                    std::mem::forget(done);
                }
            }
            return Err(first);
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::*;

    fn staged(folder: &Path) -> Staged {
        let changed = BTreeMap::from([("a.js".to_owned(), b"new".to_vec())]);
        Staged::write(&Tree::new(folder, changed, &BTreeMap::new(), "").unwrap(), folder).unwrap()
    }

    #[test]
    fn one_that_cannot_be_swapped_leaves_all_as_they_were() {
        let root = tempfile::TempDir::new().unwrap();
        let [first, second] = ["first", "second"].map(|name| root.path().join(name));
        for folder in [&first, &second] {
            fs::create_dir(folder).unwrap();
            fs::write(folder.join("a.js"), "old").unwrap();
        }
        let all = vec![staged(&first), staged(&second)];
        // Somebody takes what was written for the second one away.
        fs::remove_dir_all(&all[1].aside).unwrap();
        let (folder, _) = swap_all(all).unwrap_err();
        assert!(folder.ends_with("second"));
        let text = |folder: &Path| fs::read_to_string(folder.join("a.js")).unwrap();
        assert_eq!([text(&first), text(&second)], ["old", "old"]);
        swap_all(vec![staged(&first), staged(&second)]).unwrap();
        assert_eq!([text(&first), text(&second)], ["new", "new"]);
        assert_eq!(fs::read_dir(root.path()).unwrap().count(), 2, "nothing is left beside them");
    }

    #[cfg(unix)]
    #[test]
    fn links_and_empty_folders_stay() {
        let root = tempfile::TempDir::new().unwrap();
        let folder = root.path().join("dist");
        fs::create_dir_all(folder.join("empty/er")).unwrap();
        fs::create_dir(root.path().join("outside")).unwrap();
        fs::write(root.path().join("outside/secret.js"), "secret").unwrap();
        fs::write(folder.join("a.js"), "old").unwrap();
        let link = |to: &str, name: &str| std::os::unix::fs::symlink(to, folder.join(name)).unwrap();
        link("../outside", "folder");
        link("a.js", "latest.js");
        link("nowhere", "broken");
        link(".", "itself");
        swap_all(vec![staged(&folder)]).unwrap();
        assert!(folder.join("empty/er").is_dir());
        let target = |name: &str| fs::read_link(folder.join(name)).unwrap().display().to_string();
        assert_eq!(
            ["folder", "latest.js", "broken", "itself"].map(target),
            ["../outside", "a.js", "nowhere", "."]
        );
        assert_eq!(fs::read_to_string(folder.join("latest.js")).unwrap(), "new");
    }
}

//! Waits for files to change.
//!
//! Folders are watched one by one, not recursively: the ones that a build read files from, and the project's own. So
//! `node_modules` costs as many watches as packages are used, and the output folder none.

use std::{
    collections::BTreeSet,
    path::{Path, PathBuf},
    sync::mpsc::{Receiver, RecvTimeoutError, channel},
    time::{Duration, Instant},
};

use anyhow::{Context as _, Result};
use notify::{Event, EventKind, RecommendedWatcher, RecursiveMode, Watcher as _, event::ModifyKind};
use rustc_hash::FxHashSet;

/// After the first change, this long nothing more may happen before the change is reported: editors write in several
/// steps, and `git checkout` writes many files.
const QUIET: Duration = Duration::from_millis(60);

pub struct Watcher {
    watcher: RecommendedWatcher,
    events: Receiver<notify::Result<Event>>,
    watched: FxHashSet<PathBuf>,
    ignored: Vec<PathBuf>,
}

impl Watcher {
    /// `ignored`: folders and files whose changes mean nothing (the output).
    pub fn new(ignored: Vec<PathBuf>) -> Result<Self> {
        let (sender, events) = channel();
        // The receiver lives as long as the watcher; a failed send is its end.
        let watcher = notify::recommended_watcher(move |event| drop(sender.send(event)))
            .context("files cannot be watched on this system")?;
        Ok(Self { watcher, events, watched: FxHashSet::default(), ignored })
    }

    /// Watches the folders of `files`, and those below `projects`. Call it after each build: new files have come.
    pub fn watch(&mut self, projects: &[PathBuf], files: &[PathBuf]) {
        let mut folders: BTreeSet<PathBuf> = BTreeSet::new();
        folders.extend(files.iter().filter_map(|file| file.parent()).map(Path::to_owned));
        for project in projects {
            self.collect_folders(project, &mut folders);
        }
        for folder in folders {
            if self.is_ignored(&folder) || self.watched.contains(&folder) {
                continue;
            }
            // A folder may be gone already, or the system's limit be reached: what can be watched is.
            if self.watcher.watch(&folder, RecursiveMode::NonRecursive).is_ok() {
                self.watched.insert(folder);
            }
        }
    }

    /// Folders and files whose changes mean nothing, from now on.
    pub fn ignore(&mut self, paths: &[PathBuf]) {
        for path in paths {
            if !self.is_ignored(path) {
                self.ignored.push(path.clone());
            }
        }
    }

    /// Blocks until something changed. The changed files, sorted. `None` when nothing can change any more.
    ///
    /// `matters`: whether it does where a file has another content. Files that come or go always matter.
    pub fn next_changes(&mut self, matters: impl Fn(&Path) -> bool) -> Option<Vec<PathBuf>> {
        self.collect(None, matters)
    }

    /// All changes; no files when nothing has changed for so long.
    pub fn changes_within(&mut self, patience: Option<Duration>) -> Option<Vec<PathBuf>> {
        self.collect(patience, |_| true)
    }

    fn collect(
        &mut self,
        patience: Option<Duration>,
        matters: impl Fn(&Path) -> bool,
    ) -> Option<Vec<PathBuf>> {
        let mut changed: BTreeSet<PathBuf> = BTreeSet::new();
        let mut until = patience.map(|patience| Instant::now() + patience);
        loop {
            // Files that are read make events, too: only what counts puts the end off.
            let pause = until.map(|until| until.saturating_duration_since(Instant::now()));
            let event = match pause {
                None => self.events.recv().ok()?,
                Some(pause) => match self.events.recv_timeout(pause) {
                    Ok(event) => event,
                    Err(RecvTimeoutError::Timeout) => return Some(changed.into_iter().collect()),
                    Err(RecvTimeoutError::Disconnected) => return None,
                },
            };
            let Ok(event) = event else { continue };
            self.forget_gone(&event);
            if is_change(event.kind) {
                let is_content =
                    matches!(event.kind, EventKind::Modify(ModifyKind::Data(_) | ModifyKind::Any));
                let paths = event.paths.into_iter().filter(|path| !self.is_ignored(path));
                let mut paths = paths.filter(|path| !is_content || matters(path)).peekable();
                if paths.peek().is_some() {
                    until = Some(Instant::now() + QUIET);
                }
                changed.extend(paths);
            }
        }
    }

    /// A folder that is removed, or moved, is no longer watched: one that is made in its place is another.
    fn forget_gone(&mut self, event: &Event) {
        if !matches!(event.kind, EventKind::Remove(_) | EventKind::Modify(ModifyKind::Name(_))) {
            return;
        }
        for gone in self.watched.extract_if(|folder| event.paths.iter().any(|path| folder.starts_with(path)))
        {
            // The system may have ended it by itself.
            drop(self.watcher.unwatch(&gone));
        }
    }

    /// So are folders of unfinished output, which may stand beside sources.
    fn is_ignored(&self, path: &Path) -> bool {
        let name = path.file_name().unwrap_or_default();
        name.to_string_lossy().starts_with(".fedpack-")
            || self.ignored.iter().any(|ignored| path.starts_with(ignored))
    }

    /// The folder and those below, without packages and hidden folders.
    fn collect_folders(&self, folder: &Path, folders: &mut BTreeSet<PathBuf>) {
        if self.is_ignored(folder) || !folders.insert(folder.to_owned()) {
            return;
        }
        for entry in std::fs::read_dir(folder).into_iter().flatten().flatten() {
            let name = entry.file_name();
            let is_plain = name != "node_modules" && !name.to_string_lossy().starts_with('.');
            if is_plain && entry.file_type().is_ok_and(|kind| kind.is_dir()) {
                self.collect_folders(&entry.path(), folders);
            }
        }
    }
}

/// Reading a file is an event, too, and so is a change of its permissions.
fn is_change(kind: EventKind) -> bool {
    match kind {
        EventKind::Access(_) | EventKind::Modify(ModifyKind::Metadata(_)) => false,
        EventKind::Any
        | EventKind::Create(_)
        | EventKind::Modify(_)
        | EventKind::Remove(_)
        | EventKind::Other => true,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reports_changes_but_not_those_of_the_output() {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let root = folder.path().canonicalize().expect("it exists");
        for name in ["src", "dist"] {
            std::fs::create_dir(root.join(name)).expect("can be made");
        }
        let mut watcher = Watcher::new(vec![root.join("dist")]).expect("can be watched");
        watcher.watch(std::slice::from_ref(&root), &[]);
        std::fs::write(root.join("dist/main.js"), "1").expect("can be written");
        std::fs::write(root.join("src/a.js"), "1").expect("can be written");
        std::fs::write(root.join("src/b.js"), "1").expect("can be written");
        let changes = watcher.next_changes(|_| true).expect("there are changes");
        assert_eq!(changes, [root.join("src/a.js"), root.join("src/b.js")]);
    }

    #[test]
    fn a_content_may_be_nobodys_but_files_that_come_and_go_matter() {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let root = folder.path().canonicalize().expect("it exists");
        let [read, log, new] = ["read.js", "build.log", "new.js"].map(|name| root.join(name));
        for file in [&read, &log] {
            std::fs::write(file, "1").expect("can be written");
        }
        let mut watcher = Watcher::new(Vec::new()).expect("can be watched");
        watcher.watch(std::slice::from_ref(&root), &[]);
        let append = |file: &Path| {
            let mut file = std::fs::File::options().append(true).open(file).expect("it is there");
            std::io::Write::write_all(&mut file, b"2").expect("can be written");
        };
        append(&log);
        append(&read);
        std::fs::write(&new, "1").expect("can be written");
        std::fs::create_dir(root.join(".fedpack-1-0")).expect("can be made");
        let changes = watcher.next_changes(|path| path == read).expect("there are changes");
        assert_eq!(changes, [new, read]);
    }

    #[test]
    fn a_folder_that_is_made_again_is_watched_again() {
        let root = tempfile::tempdir().expect("a temporary folder");
        let root = root.path().canonicalize().expect("it exists");
        let [inner, moved] = ["src/inner", "moved"].map(|name| root.join(name));
        let file = inner.join("a.js");
        let mut watcher = Watcher::new(vec![moved.clone()]).expect("can be watched");
        let removals: [&dyn Fn(); 2] =
            [&|| std::fs::remove_dir_all(&inner).expect("can be removed"), &|| {
                std::fs::rename(&inner, &moved).expect("can be moved")
            }];
        for remove in removals {
            std::fs::create_dir_all(&inner).expect("can be made");
            watcher.watch(std::slice::from_ref(&root), &[]);
            remove();
            std::fs::create_dir_all(&inner).expect("can be made");
            watcher.next_changes(|_| true).expect("there are changes");
            watcher.watch(std::slice::from_ref(&root), &[]);
            std::fs::write(&file, "1").expect("can be written");
            assert_eq!(
                watcher.next_changes(|_| true).expect("there are changes"),
                std::slice::from_ref(&file)
            );
        }
    }
}

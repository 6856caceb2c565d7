//! Tells the pages of a folder that its files have changed, whoever wrote them.

use std::{
    path::{Path, PathBuf},
    sync::Arc,
    thread,
    time::{Duration, Instant},
};

use anyhow::Result;

use crate::{server::live::Live, watch::Watcher};

/// Between two looks at a folder that is gone: nothing tells that it is made again.
const PAUSE: Duration = Duration::from_millis(200);
/// A page that was removed is written again within this time, or not at all.
const PATIENCE: Duration = Duration::from_secs(5);

/// Until the process ends. Fails if files cannot be watched.
pub fn follow(folder: PathBuf, live: Arc<Live>) -> Result<()> {
    let mut watcher = Watcher::new(Vec::new())?;
    let folders = [folder];
    watcher.watch(&folders, &[]);
    let index = folders[0].join("index.html");
    // Before the thread begins: files may change at once.
    let mut has_index = index.is_file();
    let watch = move || {
        let folder = &folders[0];
        // Since when there is something that the pages were not told.
        let mut owed: Option<Instant> = None;
        let mut is_gone = false;
        while let Some(changed) = watcher.changes_within((is_gone || owed.is_some()).then_some(PAUSE)) {
            let was_gone = std::mem::replace(&mut is_gone, !folder.is_dir());
            // Folders may have come, this one as well.
            if was_gone || !changed.is_empty() {
                watcher.watch(&folders, &[]);
            }
            if was_gone && !is_gone {
                owed = Some(Instant::now());
            } else if changed.iter().any(|path| !is_hidden(path, folder)) {
                owed.get_or_insert_with(Instant::now);
            }
            // Many tools empty the folder first: pages that are loaded then find nothing.
            let is_emptied = has_index && !index.is_file();
            if let Some(since) = owed
                && !is_gone
                && (!is_emptied || since.elapsed() > PATIENCE)
            {
                has_index = index.is_file();
                owed = None;
                live.reload();
            }
        }
    };
    thread::Builder::new().name("live folder".to_owned()).spawn(watch)?;
    Ok(())
}

/// Files that are still being written, and what is never served.
fn is_hidden(path: &Path, folder: &Path) -> bool {
    let inside = path.strip_prefix(folder).unwrap_or(path);
    inside.components().any(|part| part.as_os_str().to_string_lossy().starts_with('.'))
}

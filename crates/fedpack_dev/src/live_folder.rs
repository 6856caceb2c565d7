//! Tells the pages of a folder that its files have changed, whoever wrote them.

use std::{path::PathBuf, sync::Arc, thread};

use anyhow::Result;

use crate::{server::live::Live, watch::Watcher};

/// Until the process ends. Fails if files cannot be watched.
pub fn follow(folder: PathBuf, live: Arc<Live>) -> Result<()> {
    let mut watcher = Watcher::new(Vec::new())?;
    let folders = [folder];
    watcher.watch(&folders, &[]);
    let watch = move || {
        while let Some(changed) = watcher.next_changes() {
            // Folders may have come.
            watcher.watch(&folders, &[]);
            if changed.iter().any(|path| !is_hidden(path, &folders[0])) {
                live.reload();
            }
        }
    };
    thread::Builder::new().name("live folder".to_owned()).spawn(watch)?;
    Ok(())
}

/// Files that are still being written, and what is never served.
fn is_hidden(path: &std::path::Path, folder: &std::path::Path) -> bool {
    let inside = path.strip_prefix(folder).unwrap_or(path);
    inside.components().any(|part| part.as_os_str().to_string_lossy().starts_with('.'))
}

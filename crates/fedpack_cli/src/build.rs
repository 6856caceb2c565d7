//! The one place where the program meets the pipeline.

use std::path::PathBuf;

use fedpack::{
    config::Config,
    diagnostics::{BuildDiagnostic, Diagnostics},
};
use serde_json::Value;

/// What a build gave.
pub struct Build {
    /// Empty if there were errors.
    pub emitted: Vec<EmittedFile>,
    pub diagnostics: Diagnostics,
    /// Every file that was read, and every place that was looked at in vain.
    pub watch_files: Vec<PathBuf>,
    /// For `--json`, made only when asked for.
    pub stats: Option<Value>,
}

pub struct EmittedFile {
    /// Relative to `output.path`, with slashes.
    pub name: String,
    pub size: u64,
}

pub fn build(_config: &Config, _wants_stats: bool) -> Build {
    Build {
        emitted: Vec::new(),
        diagnostics: vec![BuildDiagnostic::error("FED0600", "The pipeline is not connected yet")],
        watch_files: Vec::new(),
        stats: None,
    }
}

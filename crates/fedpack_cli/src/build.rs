//! The one place where the program meets the pipeline.

use std::path::PathBuf;

use fedpack::{bundler::Bundler, config::Config, diagnostics::Diagnostics, emit::stats::stats};
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

/// Builds and writes.
pub fn build(config: &Config, wants_stats: bool) -> Build {
    let build = Bundler::new(config.clone()).build();
    let stats = wants_stats.then(|| stats(&build, config));
    let emitted = build.emitted.map(|_| {
        let files = build.assets.iter();
        files
            .map(|(name, asset)| EmittedFile { name: name.to_string(), size: asset.bytes.len() as u64 })
            .collect()
    });
    Build {
        emitted: emitted.unwrap_or_default(),
        diagnostics: build.diagnostics,
        watch_files: build.watch_files,
        stats,
    }
}

//! The one place where the program meets the pipeline.

use std::path::PathBuf;

use fedpack::{
    bundler::{self, Bundler},
    config::Config,
    diagnostics::Diagnostics,
    emit::stats::stats,
    scan::kept_files::KeptFiles,
    workspace,
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

/// What to do beside building and writing.
#[derive(Debug, Clone, Copy)]
pub struct Wishes {
    pub stats: bool,
    /// The program ends after this build: its memory need not be put in order first.
    pub is_last: bool,
}

/// One application. `kept`: what earlier builds with this configuration have read, if there may be another one.
pub fn build(config: &Config, wishes: Wishes, kept: Option<&mut KeptFiles>) -> Build {
    let types = fedpack_remote_types::start(config, &[]);
    let bundler = Bundler::new(config.clone());
    let mut build = match kept {
        Some(kept) => bundler.build_again(kept),
        None => bundler.build(),
    };
    build.diagnostics.extend(types.map(fedpack_remote_types::finish).unwrap_or_default());
    finished(build, config, wishes)
}

/// Applications that are built together.
pub fn build_workspace(configs: &[Config], wishes: Wishes) -> Vec<Build> {
    let at_hand = fedpack_remote_types::workspace::container_names(configs);
    let types: Vec<_> = configs.iter().map(|config| fedpack_remote_types::start(config, &at_hand)).collect();
    let builds = workspace::build(configs.to_vec());
    // If one has errors, none is written.
    let written: Vec<_> = configs
        .iter()
        .zip(&builds)
        .filter(|(_, build)| build.emitted.is_some())
        .map(|(config, build)| (config, &build.assets))
        .collect();
    let typed = configs.iter().zip(types).map(|(config, fetched)| {
        let mut found = fetched.map(fedpack_remote_types::finish).unwrap_or_default();
        found.extend(fedpack_remote_types::workspace::take(config, &written));
        found
    });
    let typed: Vec<Diagnostics> = typed.collect();
    let with_types = builds.into_iter().zip(typed).zip(configs);
    with_types
        .map(|((mut build, found), config)| {
            build.diagnostics.extend(found);
            finished(build, config, wishes)
        })
        .collect()
}

fn finished(mut build: bundler::Build, config: &Config, wishes: Wishes) -> Build {
    let stats = wishes.stats.then(|| stats(&build, config));
    let emitted = build.emitted.map(|_| {
        let files = build.assets.iter();
        files
            .map(|(name, asset)| EmittedFile { name: name.to_owned(), size: asset.bytes.len() as u64 })
            .collect()
    });
    if wishes.is_last {
        // Millions of small pieces; the system takes them back at once.
        std::mem::forget(build.graphs.take());
    }
    Build {
        emitted: emitted.unwrap_or_default(),
        diagnostics: build.diagnostics,
        watch_files: build.watch_files,
        stats,
    }
}

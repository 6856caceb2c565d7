//! What link needs of the configuration.

use std::sync::Arc;

use crate::{
    config::{Config, MangleExports, RuntimeChunk},
    federation::ShareUsage,
    share::shake,
};

#[derive(Debug, Clone)]
pub struct LinkOptions {
    /// `optimization.usedExports`: shake statements and exports.
    pub used_exports: bool,
    /// `optimization.sideEffects`: leave out modules that are only imported for unused exports.
    pub side_effects: bool,
    /// `optimization.mangleExports`: short names on exports objects.
    pub mangle_exports: MangleExports,
    /// `optimization.inlineExports`: constants stand where they are read.
    pub inline_exports: bool,
    /// Names of entries whose exports are published (`library`).
    pub entries_with_library: Vec<String>,
    pub shares: ShareOptions,
    /// `optimization.runtimeChunk`, where it matters which runtime uses what.
    pub runtime_chunk: Option<RuntimeChunk>,
    /// Modules of several runtimes may come to stand in one chunk, whatever each of them uses.
    pub joins_chunks: bool,
}

/// What is asked about shared modules.
#[derive(Debug, Clone)]
pub struct ShareOptions {
    /// `federation.shareUsage`: say what is used of them.
    pub reports: bool,
    /// `federation.shared.<name>.usage`: what the fleet uses, by consume rule and by provide rule.
    pub consumed: Vec<Option<Arc<ShareUsage>>>,
    pub provided: Vec<Option<Arc<ShareUsage>>>,
    /// Copies with `usage` are built whole, and shaken when they are printed: by statements. Otherwise by modules, here.
    pub shakes_texts: bool,
}

impl ShareOptions {
    /// Nothing is asked.
    pub const NONE: Self =
        Self { reports: false, consumed: Vec::new(), provided: Vec::new(), shakes_texts: false };
}

impl LinkOptions {
    pub fn new(config: &Config) -> Self {
        let has_default_library = config.output.library.is_some();
        let federation = config.federation.as_ref();
        let consumes = federation.iter().flat_map(|federation| federation.consumes.iter());
        let provides = federation.iter().flat_map(|federation| federation.provides.iter());
        Self {
            shares: ShareOptions {
                reports: federation.is_some_and(|federation| federation.share_usage.is_some()),
                consumed: consumes.map(|rule| rule.usage.clone()).collect(),
                provided: provides.map(|rule| rule.usage.clone()).collect(),
                shakes_texts: config.optimization.used_exports && shake::can_shake(config),
            },
            // What builds share is asked for by runtimes that this one does not know.
            runtime_chunk: (config.optimization.used_exports_by_runtime && federation.is_none())
                .then(|| config.optimization.runtime_chunk.clone()),
            joins_chunks: config
                .optimization
                .split_chunks
                .as_ref()
                .is_some_and(|split| split.cache_groups.iter().any(|group| group.name.is_some())),
            used_exports: config.optimization.used_exports,
            side_effects: config.optimization.side_effects,
            mangle_exports: config.optimization.mangle_exports,
            inline_exports: config.optimization.inline_exports,
            entries_with_library: config
                .entries
                .iter()
                .filter(|entry| has_default_library || entry.library.is_some())
                .map(|entry| entry.name.clone())
                .collect(),
        }
    }
}

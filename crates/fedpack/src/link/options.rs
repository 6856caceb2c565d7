//! What link needs of the configuration.

use crate::config::Config;

#[derive(Debug, Clone)]
pub struct LinkOptions {
    /// `optimization.usedExports`: shake statements and exports.
    pub used_exports: bool,
    /// `optimization.sideEffects`: leave out modules that are only imported for unused exports.
    pub side_effects: bool,
    /// Names of entries whose exports are published (`library`).
    pub entries_with_library: Vec<String>,
}

impl LinkOptions {
    pub fn new(config: &Config) -> Self {
        let has_default_library = config.output.library.is_some();
        Self {
            used_exports: config.optimization.used_exports,
            side_effects: config.optimization.side_effects,
            entries_with_library: config
                .entries
                .iter()
                .filter(|entry| has_default_library || entry.library.is_some())
                .map(|entry| entry.name.clone())
                .collect(),
        }
    }
}

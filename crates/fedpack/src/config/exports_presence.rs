//! `exportsPresence` of a parser: how a name is told that is asked of a module and not there.

use fedpack_graph::summary::{ExportsPresence, Presence};

/// As written; what a rule says goes before what holds for the type.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct PresenceOptions {
    /// `exportsPresence`
    pub all: Option<Presence>,
    /// `importExportsPresence`
    pub imports: Option<Presence>,
    /// `reexportExportsPresence`
    pub reexports: Option<Presence>,
    /// `strictExportPresence`
    pub is_strict: Option<bool>,
}

impl PresenceOptions {
    /// What `other` says goes before.
    pub fn apply(&mut self, other: &Self) {
        self.all = other.all.or(self.all);
        self.imports = other.imports.or(self.imports);
        self.reexports = other.reexports.or(self.reexports);
        self.is_strict = other.is_strict.or(self.is_strict);
    }

    /// The most precise of them counts, as in webpack.
    pub fn settle(&self) -> ExportsPresence {
        let by_default = if self.is_strict == Some(true) { Presence::Error } else { Presence::Auto };
        let all = self.all.unwrap_or(by_default);
        ExportsPresence { imports: self.imports.unwrap_or(all), reexports: self.reexports.unwrap_or(all) }
    }
}

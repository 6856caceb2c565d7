//! Bytes of scripts and of styles: they end in different files, so each has limits of its own.

use fedpack_graph::{
    ModuleIdx,
    module_graph::{ModuleGraph, ModuleKind},
};

use crate::config::SizeLimits;

#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Sizes {
    pub script: u64,
    pub style: u64,
}

/// Some kinds of source.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Kinds {
    script: bool,
    style: bool,
}

impl Kinds {
    pub const NONE: Self = Self { script: false, style: false };
}

impl Sizes {
    pub fn of(graph: &ModuleGraph, module: ModuleIdx) -> Self {
        let row = &graph.modules[module];
        let size = u64::from(row.size);
        match &row.kind {
            ModuleKind::Normal { module_type } if module_type.is_css() => Self { script: 0, style: size },
            _ => Self { script: size, style: 0 },
        }
    }

    pub fn add(&mut self, other: Self) {
        self.script += other.script;
        self.style += other.style;
    }

    #[must_use]
    pub fn times(self, factor: u64) -> Self {
        Self { script: self.script.saturating_mul(factor), style: self.style.saturating_mul(factor) }
    }

    pub fn total(self) -> u64 {
        self.script + self.style
    }

    /// Kinds of which there is something, but less than the limit.
    pub fn below(self, limits: SizeLimits) -> Kinds {
        let is_below = |size: u64, limit: Option<u64>| size > 0 && limit.is_some_and(|limit| size < limit);
        Kinds { script: is_below(self.script, limits.script), style: is_below(self.style, limits.style) }
    }

    pub fn has_any(self, kinds: Kinds) -> bool {
        kinds.script && self.script > 0 || kinds.style && self.style > 0
    }
}

//! Modules that become one function. Written by `concatenate`, between chunk and generate.

use oxc_index::IndexVec;

use crate::{ConcatenationIdx, ModuleIdx};

/// Which modules share one scope.
///
/// ```js
/// // a.js                                  // the function of ./a.js
/// import {b} from "./b"; log(b);           const b = 1; log(b);
/// // b.js
/// export const b = 1;
/// ```
#[derive(Debug, Default, Clone)]
pub struct Concatenation {
    /// In the order of their roots in `LinkOutput::order`.
    pub groups: IndexVec<ConcatenationIdx, ConcatenatedModule>,
    pub group_of: IndexVec<ModuleIdx, Option<ConcatenationIdx>>,
    /// Why a module that is part of the output stands for itself, or why its importers could not take it in.
    pub bailouts: IndexVec<ModuleIdx, Option<Bailout>>,
}

/// Two or more modules in one function.
#[derive(Debug, Clone)]
pub struct ConcatenatedModule {
    /// The only member that anything outside of the group refers to; the function has its id.
    pub root: ModuleIdx,
    /// What runs, in order.
    pub parts: Vec<Part>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Part {
    /// The member's code stands here.
    Member(ModuleIdx),
    /// `__webpack_require__(id)` of a module outside of the group stands here.
    Outside(ModuleIdx),
}

/// Why a module keeps a function of its own. The texts are shown in stats.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Bailout {
    NotEsm,
    Async,
    UsesEval,
    UsesModule,
    LoneSurrogates,
    /// `using` at the top: what it declares lives as long as the function.
    UsesResources,
    DynamicStars,
    /// An entry, exposed, provided or shared module: something outside of this build asks for it.
    Public,
    /// Asked for by `import()`, `require()` or another request that needs an id.
    RequestedById {
        by: ModuleIdx,
    },
    /// Imported by a module that cannot be concatenated.
    ImporterBailsOut {
        by: ModuleIdx,
    },
    /// Imported from functions that are not one.
    SeveralImporters {
        first: ModuleIdx,
        second: ModuleIdx,
    },
    /// Its importer may leave a copy of a shared module without it, or the other way around.
    LeavesAlone {
        by: ModuleIdx,
    },
    /// Its importer is in other chunks.
    OtherChunks {
        by: ModuleIdx,
    },
}

impl Bailout {
    /// The code itself cannot stand beside that of others, whoever asks for it.
    pub fn is_of_code(self) -> bool {
        match self {
            Self::NotEsm
            | Self::Async
            | Self::UsesEval
            | Self::UsesModule
            | Self::LoneSurrogates
            | Self::UsesResources
            | Self::DynamicStars => true,
            Self::Public
            | Self::RequestedById { .. }
            | Self::ImporterBailsOut { .. }
            | Self::SeveralImporters { .. }
            | Self::LeavesAlone { .. }
            | Self::OtherChunks { .. } => false,
        }
    }
}

impl ConcatenatedModule {
    /// In the order in which they run.
    pub fn members(&self) -> impl Iterator<Item = ModuleIdx> {
        self.parts.iter().filter_map(|part| match *part {
            Part::Member(module) => Some(module),
            Part::Outside(_) => None,
        })
    }
}

impl Concatenation {
    /// The group that `module` is part of.
    pub fn group(&self, module: ModuleIdx) -> Option<&ConcatenatedModule> {
        Some(&self.groups[(*self.group_of.get(module)?)?])
    }

    /// Whether the code of `module` may stand beside that of others. Where nothing is concatenated, none may.
    pub fn can_hold(&self, module: ModuleIdx) -> bool {
        self.bailouts.get(module).is_some_and(|bailout| bailout.is_none_or(|it| !it.is_of_code()))
    }

    /// Whether the code of `module` stands in the function of another module.
    pub fn is_inside(&self, module: ModuleIdx) -> bool {
        self.group(module).is_some_and(|group| group.root != module)
    }
}

//! How a dependency reaches its target: with the module that has it, by a chunk of its own, or not at all.

use super::{ContextMode, DependencyKind, ExternalType, ModuleGraph, ModuleKind};
use crate::DependencyIdx;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Reach {
    /// The target has to be loaded when its parent is.
    Together,
    /// The target is loaded when it is asked for.
    Later,
    /// The target is not made part of the build by this dependency.
    Never,
}

impl ModuleGraph {
    pub fn reach(&self, dependency_idx: DependencyIdx) -> Reach {
        let dependency = &self.dependencies[dependency_idx];
        match &dependency.kind {
            DependencyKind::Entry
            | DependencyKind::EsmImport
            | DependencyKind::Require { .. }
            | DependencyKind::ProvidedName { .. }
            | DependencyKind::RequireResolve
            | DependencyKind::Context(_)
            | DependencyKind::NewUrl
            | DependencyKind::CssImport
            | DependencyKind::CssUrl
            | DependencyKind::CssComposes
            | DependencyKind::ProvideInclude
            | DependencyKind::Supplemented
            | DependencyKind::FederationRuntime
            | DependencyKind::RemoteContainer => Reach::Together,
            DependencyKind::Weak | DependencyKind::Hot => Reach::Never,
            // It asks for its file itself: a chunk for it would be one more.
            DependencyKind::DynamicImport(_) if self.leads_to_import(dependency_idx) => Reach::Together,
            DependencyKind::DynamicImport(options) => reach_of_mode(options.mode),
            DependencyKind::ContextElement => match self.parent_kind(dependency_idx) {
                Some(ModuleKind::Context(context)) => reach_of_mode(context.request.mode),
                _ => Reach::Later,
            },
            DependencyKind::ConsumeFallback => match self.parent_kind(dependency_idx) {
                Some(ModuleKind::ConsumeShared(consume)) if consume.eager => Reach::Together,
                _ => Reach::Later,
            },
            DependencyKind::Provided => match self.parent_kind(dependency_idx) {
                Some(ModuleKind::ProvideShared(provide)) if provide.eager => Reach::Together,
                _ => Reach::Later,
            },
            DependencyKind::Worker { .. } | DependencyKind::Exposed | DependencyKind::Supplement => {
                Reach::Later
            }
        }
    }

    /// Whether a dependency leads to an external that is an `import()`.
    fn leads_to_import(&self, dependency: DependencyIdx) -> bool {
        self.target(dependency).is_some_and(|target| {
            matches!(
                self.modules[target].kind,
                ModuleKind::External {
                    external_type: ExternalType::Import | ExternalType::ModuleImport | ExternalType::Promise,
                    ..
                }
            )
        })
    }

    fn parent_kind(&self, dependency: DependencyIdx) -> Option<&ModuleKind> {
        self.dependencies[dependency].parent.map(|parent| &self.modules[parent].kind)
    }
}

fn reach_of_mode(mode: ContextMode) -> Reach {
    match mode {
        ContextMode::Sync | ContextMode::Eager => Reach::Together,
        ContextMode::Lazy | ContextMode::LazyOnce => Reach::Later,
        ContextMode::Weak | ContextMode::AsyncWeak => Reach::Never,
    }
}

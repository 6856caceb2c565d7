//! The rest of a shared module's copy: what consumers get who need more than `usage` says.

use fedpack_graph::{
    LocalDependencyIdx,
    module_graph::{Dependency, DependencyKind, ModuleKey, ModuleKind, Resource, SharedSupplement},
};

use crate::scan::module_draft::{ModuleDraft, synthetic_dependency};

/// scan: the dependency of a module that has `copy` as its local copy. The supplement of a copy is one module, however
/// many shares have the copy.
pub fn add_dependency(dependencies: &mut Vec<Dependency>, copy: &Resource) -> LocalDependencyIdx {
    let index = LocalDependencyIdx::from_usize(dependencies.len());
    dependencies.push(synthetic_dependency(DependencyKind::Supplement, request_of(copy)));
    index
}

/// scan: the module itself. It holds what link leaves out of the copy, and nothing if that is nothing.
pub fn factorize(copy: Resource) -> ModuleDraft {
    let dependencies = vec![synthetic_dependency(DependencyKind::Supplemented, request_of(&copy))];
    let kind = ModuleKind::SharedSupplement(SharedSupplement { copy: LocalDependencyIdx::from_usize(0) });
    ModuleDraft { dependencies, ..ModuleDraft::new(ModuleKey::SharedSupplement { copy }, kind) }
}

fn request_of(copy: &Resource) -> String {
    format!("{}{}{}", copy.path.display(), copy.query, copy.fragment)
}

//! The scope that the members of a concatenated module share: what has a name in it, and what each import of a
//! member is there.

use fedpack_graph::{
    LocalSymbolIdx, ModuleIdx, concatenation::ConcatenatedModule, link_output::Binding, summary::ExportTarget,
};
use indexmap::IndexMap;
use oxc::ast::ast::Expression;
use rustc_hash::{FxBuildHasher, FxHashSet};

use super::super::{ModuleContext, builder::Js};

/// Something that has one name in all members.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum SharedName {
    /// The function's parameters: `module`, `__webpack_exports__`, `__webpack_require__`.
    Module,
    Exports,
    Require,
    /// A top-level symbol of a member.
    Symbol(ModuleIdx, LocalSymbolIdx),
    /// The namespace object of a member that is not the root.
    Namespace(ModuleIdx),
    /// What a module outside of the group exports: `var x = __webpack_require__(id)`.
    Object(ModuleIdx),
    /// `__webpack_require__.n(x)`.
    DefaultGetter(ModuleIdx),
    /// `__webpack_require__.t(x, mode)`.
    FakeNamespace {
        module: ModuleIdx,
        mode: u8,
    },
}

/// An export of a member, as seen inside of the group.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Located {
    Name(SharedName),
    /// Passed on from a module outside.
    Outside(ModuleIdx, std::sync::Arc<str>),
    OutsideNamespace(ModuleIdx),
    /// `__esModule`, which a namespace object has without exporting it: `true`.
    EsModuleFlag,
    /// `undefined`; the build has warned.
    Missing,
}

/// The names that one member takes from the shared scope. While it is compressed they are import bindings, which
/// the compressor knows to be declared elsewhere and free of effects.
pub struct SharedScope<'c> {
    context: &'c ModuleContext<'c>,
    pub group: &'c ConcatenatedModule,
    taken: IndexMap<SharedName, String, FxBuildHasher>,
}

impl<'c> SharedScope<'c> {
    pub fn new(context: &'c ModuleContext<'c>, group: &'c ConcatenatedModule) -> Self {
        Self { context, group, taken: IndexMap::default() }
    }

    pub fn identifier<'a>(&mut self, js: Js<'a>, name: SharedName) -> Expression<'a> {
        js.identifier(self.take(name))
    }

    /// What stands for `name` in the member.
    pub fn placeholder(&mut self, name: SharedName) -> String {
        self.take(name).to_owned()
    }

    fn take(&mut self, name: SharedName) -> &str {
        let number = self.taken.len();
        self.taken.entry(name).or_insert_with(|| format!("__FEDPACK_SHARED_{number}__"))
    }

    /// `name` is mentioned, and called `local`.
    pub fn take_as(&mut self, name: SharedName, local: &str) {
        self.taken.insert(name, local.to_owned());
    }

    /// All names that were asked for, with what stands for them until the names of the group are given.
    pub fn taken(&self) -> impl Iterator<Item = (SharedName, String)> {
        self.taken.iter().map(|(&name, local)| (name, local.clone()))
    }

    pub fn is_member(&self, module: ModuleIdx) -> bool {
        self.context.concatenation.group(module).is_some_and(|group| group.root == self.group.root)
    }

    pub fn namespace(&self, member: ModuleIdx) -> SharedName {
        if member == self.group.root { SharedName::Exports } else { SharedName::Namespace(member) }
    }

    /// Follows re-exports through members.
    pub fn locate(&self, member: ModuleIdx, name: &str) -> Located {
        let mut binding = Binding::Export { module: member, name: name.into() };
        let mut seen = FxHashSet::default();
        loop {
            match &binding {
                Binding::Missing => return Located::Missing,
                Binding::Namespace { module } if self.is_member(*module) => {
                    return Located::Name(self.namespace(*module));
                }
                Binding::Namespace { module } => return Located::OutsideNamespace(*module),
                Binding::Export { module, name } if !self.is_member(*module) => {
                    return Located::Outside(*module, name.clone());
                }
                Binding::Export { module, name } => {
                    if let Some(symbol) = own_symbol(self.context, *module, name) {
                        return Located::Name(SharedName::Symbol(*module, symbol));
                    }
                    let names = &self.context.link.reexports[*module].names;
                    let next = names.binary_search_by(|row| row.0.cmp(name)).ok();
                    let is_new = seen.insert((*module, name.clone()));
                    binding = match next {
                        Some(position) if is_new => names[position].1.clone(),
                        _ if &**name == "__esModule" => return Located::EsModuleFlag,
                        _ => return Located::Missing,
                    };
                }
            }
        }
    }
}

/// The symbol that `module` exports as `name`, if it is one of its own.
fn own_symbol(context: &ModuleContext<'_>, module: ModuleIdx, name: &str) -> Option<LocalSymbolIdx> {
    let row = context.link.provided.find_own(module, name)?;
    let position = context.link.provided.exports[row].position?;
    let summary = context.summaries[module].as_deref()?;
    match &summary.exports[position as usize].target {
        ExportTarget::Local(symbol) => Some(*symbol),
        ExportTarget::ReExport { .. } => None,
    }
}

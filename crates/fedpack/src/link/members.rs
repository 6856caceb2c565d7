//! What is read of an imported value, member by member.

use fedpack_graph::{
    ImportIdx, ModuleIdx,
    link_output::Binding,
    summary::{ImportReference, ModuleSummary},
};

use super::bind_imports::Bindings;

/// `b` and `c` of `a.b.c`; empty where the value itself is read.
#[derive(Debug, Clone, Copy)]
pub enum Members<'a> {
    One(&'a str),
    Path(&'a [Box<str>]),
}

impl Default for Members<'_> {
    fn default() -> Self {
        Self::Path(&[])
    }
}

impl<'a> Members<'a> {
    pub fn of_reference(summary: &'a ModuleSummary, reference: &'a ImportReference) -> Self {
        match (reference.path, &reference.member) {
            (Some(path), _) => Self::Path(&summary.paths[path].members),
            (None, Some(member)) => Self::One(member),
            (None, None) => Self::default(),
        }
    }

    pub fn first(self) -> Option<&'a str> {
        match self {
            Self::One(member) => Some(member),
            Self::Path(members) => members.first().map(|first| &**first),
        }
    }

    /// What is read of the first `count` members.
    pub fn after(self, count: usize) -> Self {
        match self {
            Self::Path(members) => Self::Path(members.get(count..).unwrap_or_default()),
            Self::One(_) if count == 0 => self,
            Self::One(_) => Self::default(),
        }
    }

    pub fn iter(self) -> impl Iterator<Item = &'a str> {
        let (one, path) = match self {
            Self::One(member) => (Some(member), &[][..]),
            Self::Path(members) => (None, members),
        };
        one.into_iter().chain(path.iter().map(|name| &**name))
    }
}

impl Bindings {
    /// What stands for an import of which `members` are read, and which of them are still to be read of that.
    pub fn read<'a>(
        &'a self,
        module: ModuleIdx,
        import: ImportIdx,
        members: Members<'a>,
    ) -> (&'a Binding, Members<'a>) {
        if let Members::Path(path) = members
            && let Some((binding, count)) = self.members.longest_path(module, import, path)
        {
            return (binding, members.after(count));
        }
        match members.first().and_then(|member| self.members.get(module, import, member)) {
            Some(binding) => (binding, members.after(1)),
            None => (&self.imports[module][import], members),
        }
    }
}

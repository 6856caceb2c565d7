//! Passes of link on graphs that are written as text.

mod bindings;
mod large;
mod liveness;
mod provided;
mod reference;

use std::fmt::Write as _;

use fedpack_graph::{
    ImportIdx, ModuleIdx,
    link_output::{Binding, LinkOutput, LiveStatements, UsedExports},
    text_graph::TextGraph,
};

use super::{LinkOptions, ShareOptions, link_with};
use crate::config::MangleExports;
use crate::diagnostics::Diagnostics;

pub const PRODUCTION: LinkOptions = LinkOptions {
    used_exports: true,
    side_effects: true,
    entries_with_library: Vec::new(),
    shares: ShareOptions::NONE,
    mangle_exports: MangleExports::Off,
    inline_exports: false,
    runtime_chunk: None,
    joins_chunks: false,
};
pub const DEVELOPMENT: LinkOptions = LinkOptions {
    used_exports: false,
    side_effects: false,
    entries_with_library: Vec::new(),
    shares: ShareOptions::NONE,
    mangle_exports: MangleExports::Off,
    inline_exports: false,
    runtime_chunk: None,
    joins_chunks: false,
};

/// A linked graph that answers by name.
pub struct Linked {
    pub text: TextGraph,
    pub link: LinkOutput,
    pub diagnostics: Diagnostics,
}

pub fn linked(text: &str) -> Linked {
    linked_with(text, &PRODUCTION)
}

pub fn linked_with(text: &str, options: &LinkOptions) -> Linked {
    Linked::new(TextGraph::parse(text).unwrap(), options)
}

impl Linked {
    pub fn new(text: TextGraph, options: &LinkOptions) -> Self {
        let (link, diagnostics) = link_with(&text.graph, &text.summaries, options);
        Self { text, link, diagnostics }
    }

    pub fn module(&self, name: &str) -> ModuleIdx {
        self.text.find(name).unwrap_or_else(|| panic!("no module {name}"))
    }

    pub fn names(&self, modules: impl IntoIterator<Item = ModuleIdx>) -> String {
        modules.into_iter().map(|module| self.text.name(module)).collect::<Vec<_>>().join(" ")
    }

    pub fn order(&self) -> String {
        self.names(self.link.order.iter().copied())
    }

    /// In evaluation order.
    pub fn included(&self) -> String {
        self.names(self.link.order.iter().copied().filter(|&module| self.link.used[module].included))
    }

    /// `x y`, or `*`.
    pub fn used(&self, name: &str) -> String {
        match &self.link.used[self.module(name)].exports {
            UsedExports::All => String::from("*"),
            UsedExports::Names(names) => names.join(" "),
        }
    }

    /// Positions of live statements, or `*`.
    pub fn statements(&self, name: &str) -> String {
        match &self.link.used[self.module(name)].statements {
            LiveStatements::All => String::from("*"),
            LiveStatements::Some(set) => set.ones().map(|one| one.to_string()).collect::<Vec<_>>().join(" "),
        }
    }

    pub fn imports(&self, name: &str) -> String {
        self.names(self.link.static_imports[self.module(name)].iter().map(|import| import.module))
    }

    pub fn binding(&self, name: &str, import: usize) -> String {
        self.shown(&self.link.bindings[self.module(name)][ImportIdx::from_usize(import)])
    }

    pub fn shown(&self, binding: &Binding) -> String {
        match binding {
            Binding::Missing => String::from("missing"),
            Binding::Export { module, name } => format!("{}.{name}", self.text.name(*module)),
            Binding::Namespace { module } => format!("{}.*", self.text.name(*module)),
        }
    }

    /// `x=a.x y=b.z +star`.
    pub fn reexports(&self, name: &str) -> String {
        let row = &self.link.reexports[self.module(name)];
        let names = row.names.iter().map(|(name, binding)| format!("{name}={}", self.shown(binding)));
        let stars = row.dynamic_stars.iter().map(|star| {
            let dependency = self.text.graph.dependency_of(self.module(name), *star);
            format!("+{}", self.text.name(self.text.graph.target(dependency).unwrap()))
        });
        names.chain(stars).collect::<Vec<_>>().join(" ")
    }

    /// `x=a.x y=?`, `?` at the end: others at run time.
    pub fn provided(&self, name: &str) -> String {
        let module = self.module(name);
        let table = &self.link.provided;
        let mut shown: Vec<_> = table
            .names(module)
            .map(|name| match table.get(module, name) {
                Some(resolved) => {
                    let target = self.text.name(resolved.module);
                    format!("{name}={target}.{}", resolved.name.as_deref().unwrap_or("*"))
                }
                None => format!("{name}=?"),
            })
            .collect();
        shown.sort();
        if table.modules[module].unknown {
            shown.push(String::from("?"));
        }
        shown.join(" ")
    }

    /// `FED0401 error "x" is not exported by ./a`.
    pub fn problems(&self) -> Vec<String> {
        let shown = self.diagnostics.iter().map(|problem| {
            let severity = format!("{:?}", problem.severity).to_lowercase();
            format!("{} {severity} {}", problem.code, problem.message)
        });
        shown.collect()
    }

    /// All that link decided, by name: equal for equal graphs, however their modules are numbered.
    pub fn description(&self) -> String {
        let mut text = format!("{}\n", self.order());
        let mut names: Vec<_> = self.link.order.iter().map(|&module| self.text.name(module)).collect();
        names.sort_unstable();
        for name in names {
            let module = self.module(name);
            let bindings: Vec<_> =
                self.link.bindings[module].iter().map(|binding| self.shown(binding)).collect();
            writeln!(
                text,
                "{name}: {} {} {} used [{}] live [{}] imports [{}] passes on [{}] provides [{}] binds {bindings:?}",
                self.link.used[module].included,
                self.link.is_async[module],
                self.link.has_side_effects[module],
                self.used(name),
                self.statements(name),
                self.imports(name),
                self.reexports(name),
                self.provided(name),
            )
            .unwrap();
        }
        for problem in self.problems() {
            writeln!(text, "{problem}").unwrap();
        }
        text
    }
}

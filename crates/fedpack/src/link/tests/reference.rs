//! The sweep against a slow and plain reading of the rules, on random graphs: every rule is applied to everything until
//! nothing changes.

use std::{collections::BTreeSet, fmt::Write as _};

use fedpack_graph::{
    ModuleIdx,
    link_output::{LiveStatements, UsedExports},
    module_graph::{DependencyKind, ReferencedExports, SideEffectsFlag},
    summary::{ExportTarget, ExportsKind, ImportUsage, ImportedName},
    text_graph::TextGraph,
};

use super::{Linked, PRODUCTION};

/// A small generator of numbers, the same in every run.
pub struct Random(pub u64);

impl Random {
    pub fn below(&mut self, limit: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) as usize % limit
    }

    pub fn one_in(&mut self, chance: usize) -> bool {
        self.below(chance) == 0
    }

    pub fn shuffle(&mut self, list: &mut [String]) {
        for last in (1..list.len()).rev() {
            list.swap(last, self.below(last + 1));
        }
    }
}

const NAMES: [&str; 3] = ["x", "y", "default"];

#[derive(Clone, Copy, PartialEq, Eq)]
enum Shape {
    /// Cyclic re-exports; one star a module at most, since a plain comparison of two would not end.
    Cyclic,
    /// Re-exports only lead to later modules, with many stars.
    Stars,
}

/// Modules with cyclic imports. Stars only lead to later modules: in a cycle of stars the plain rules have no answer.
fn random_text(random: &mut Random) -> String {
    let count = 3 + random.below(7);
    let shape = if random.one_in(2) { Shape::Cyclic } else { Shape::Stars };
    let mut text = String::from("entry main = m0\n");
    for module in 0..count {
        let me = format!("m{module}");
        match random.below(6) {
            0 => writeln!(text, "pure {me}").unwrap(),
            1 if random.one_in(2) => writeln!(text, "effects {me}").unwrap(),
            _ => {}
        }
        if module > 0 && random.one_in(10) {
            writeln!(text, "cjs {me}; {me} => m{}", random.below(count)).unwrap();
            continue;
        }
        module_body(random, &mut text, module, count, shape);
    }
    text
}

fn module_body(random: &mut Random, text: &mut String, module: usize, count: usize, shape: Shape) {
    let me = format!("m{module}");
    let mut mentions = Vec::new();
    // A name is exported once.
    let mut exported = BTreeSet::new();
    for nth in 0..random.below(4) {
        let target = random.below(count);
        let name = NAMES[random.below(3)];
        let act = random.below(8);
        if matches!(act, 1 | 3) && (!exported.insert(name) || shape == Shape::Stars && target <= module) {
            continue;
        }
        if act == 2 && shape == Shape::Cyclic && !exported.insert("*") {
            continue;
        }
        match act {
            0 => writeln!(text, "{me} -> m{target}").unwrap(),
            1 => writeln!(text, "{me}: export {{{name}}} from m{target}").unwrap(),
            2 if module + 1 < count => {
                let later = module + 1 + random.below(count - module - 1);
                writeln!(text, "{me}: export * from m{later}").unwrap();
            }
            3 => writeln!(text, "{me}: export * as {name} from m{target}").unwrap(),
            4 => {
                writeln!(text, "{me}: import * as n{nth} from m{target}").unwrap();
                mentions.push(format!("n{nth}.{name}"));
                if random.one_in(3) {
                    mentions.push(format!("n{nth}"));
                }
            }
            5 => writeln!(text, "{me} ~> m{target} {{{name}}}").unwrap(),
            _ => {
                writeln!(text, "{me}: import {{{name} as i{nth}}} from m{target}").unwrap();
                mentions.push(format!("i{nth}"));
            }
        }
    }
    for symbol in ["a", "b"] {
        if random.one_in(2) {
            mentions.push(symbol.to_owned());
            let chosen: Vec<_> = mentions.iter().filter(|_| random.one_in(2)).cloned().collect();
            writeln!(text, "{me}: {symbol} = {}", chosen.join(" ")).unwrap();
        }
    }
    for name in NAMES {
        if random.one_in(2) && exported.insert(name) {
            let chosen: Vec<_> = mentions.iter().filter(|_| random.one_in(2)).cloned().collect();
            writeln!(text, "{me}: export {name} = {}", chosen.join(" ")).unwrap();
        }
    }
    if module == 0 || random.one_in(3) {
        let chosen: Vec<_> = mentions.iter().filter(|_| random.one_in(2)).cloned().collect();
        writeln!(text, "{me}: effect {}", chosen.join(" ")).unwrap();
    }
}

#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug)]
enum Meaning {
    Nothing,
    Export(ModuleIdx, String),
    Namespace(ModuleIdx),
}

#[derive(Default, Clone, PartialEq, Eq, Debug)]
struct Facts {
    included: BTreeSet<ModuleIdx>,
    statements: BTreeSet<(ModuleIdx, usize)>,
    names: BTreeSet<(ModuleIdx, String)>,
    all: BTreeSet<ModuleIdx>,
    imports: BTreeSet<(ModuleIdx, ModuleIdx)>,
}

struct Plain<'a> {
    text: &'a TextGraph,
    impure: BTreeSet<ModuleIdx>,
    /// Where bindings stop.
    opaque: BTreeSet<ModuleIdx>,
}

impl<'a> Plain<'a> {
    fn new(text: &'a TextGraph) -> Self {
        let mut plain = Self { text, impure: BTreeSet::new(), opaque: BTreeSet::new() };
        loop {
            let before = plain.impure.len();
            for (module, row) in text.graph.modules.iter_enumerated() {
                let by_syntax = match plain.esm(module) {
                    None => true,
                    Some(summary) => summary.statements.iter().any(|statement| statement.has_side_effects),
                };
                let by_import =
                    plain.import_targets(module).iter().any(|(_, target)| plain.impure.contains(target));
                let is_impure = match row.side_effects {
                    SideEffectsFlag::None => false,
                    SideEffectsFlag::Declared => true,
                    SideEffectsFlag::Unknown => by_syntax || by_import,
                };
                if is_impure {
                    plain.impure.insert(module);
                }
            }
            if plain.impure.len() == before {
                break;
            }
        }
        plain.opaque.clone_from(&plain.impure);
        for (module, row) in text.graph.modules.iter_enumerated() {
            let has_code = plain.esm(module).is_some_and(|summary| {
                summary.statements.iter().any(|statement| !statement.is_module_declaration)
            });
            if row.side_effects == SideEffectsFlag::Unknown && has_code && plain.is_in_cycle(module) {
                plain.opaque.insert(module);
            }
        }
        plain
    }

    /// With another module: a module may import itself without harm.
    fn is_in_cycle(&self, module: ModuleIdx) -> bool {
        let reach = |start: ModuleIdx| {
            let mut seen = BTreeSet::new();
            let mut stack = vec![start];
            while let Some(module) = stack.pop() {
                for (_, target) in self.import_targets(module) {
                    if seen.insert(target) {
                        stack.push(target);
                    }
                }
            }
            seen
        };
        reach(module).into_iter().any(|other| other != module && reach(other).contains(&module))
    }

    fn esm(&self, module: ModuleIdx) -> Option<&'a fedpack_graph::summary::ModuleSummary> {
        self.text.summaries[module].as_deref().filter(|summary| summary.exports_kind == ExportsKind::Esm)
    }

    fn import_targets(&self, module: ModuleIdx) -> Vec<(usize, ModuleIdx)> {
        let graph = &self.text.graph;
        let dependencies = graph.dependencies_of(module).enumerate();
        dependencies
            .filter(|(_, dependency)| graph.dependencies[*dependency].kind == DependencyKind::EsmImport)
            .map(|(nth, dependency)| (nth, graph.target(dependency).unwrap()))
            .collect()
    }

    fn target(&self, module: ModuleIdx, nth: usize) -> ModuleIdx {
        let dependency = self.text.graph.dependencies_of(module).nth(nth).unwrap();
        self.text.graph.target(dependency).unwrap()
    }

    fn own(&self, module: ModuleIdx, name: &str) -> Option<&'a ExportTarget> {
        let exports = &self.esm(module)?.exports;
        exports.iter().find(|export| export.name == name).map(|export| &export.target)
    }

    /// The target of the first star that has the name.
    fn star(&self, module: ModuleIdx, name: &str) -> Option<ModuleIdx> {
        if name == "default" {
            return None;
        }
        let stars = self.esm(module)?.star_exports.iter().map(|star| self.target(module, star.index()));
        let bringing: Vec<_> = stars.filter(|&target| self.has(target, name)).collect();
        let &first = bringing.first()?;
        if bringing.len() > 1 && self.own(module, name).is_none() {
            let ends: BTreeSet<_> = bringing.iter().filter_map(|&target| self.end(target, name)).collect();
            if ends.len() > 1 {
                return None;
            }
        }
        Some(first)
    }

    /// Where following re-exports of the name ends. Only for graphs without cycles of re-exports.
    fn end(&self, module: ModuleIdx, name: &str) -> Option<(ModuleIdx, Option<String>)> {
        match self.own(module, name) {
            Some(ExportTarget::Local(_)) => Some((module, Some(name.to_owned()))),
            Some(ExportTarget::ReExport { dependency, imported }) => {
                let target = self.target(module, dependency.index());
                match imported {
                    ImportedName::Namespace => Some((target, None)),
                    ImportedName::Name(name) => self.end(target, name),
                }
            }
            None => match self.star(module, name) {
                Some(target) => self.end(target, name),
                None => self.may_have_more(module).then(|| (module, Some(name.to_owned()))),
            },
        }
    }

    fn has(&self, module: ModuleIdx, name: &str) -> bool {
        self.own(module, name).is_some() || self.star(module, name).is_some()
    }

    fn may_have_more(&self, module: ModuleIdx) -> bool {
        self.esm(module).is_none_or(|summary| {
            summary.star_exports.iter().any(|star| self.may_have_more(self.target(module, star.index())))
        })
    }

    /// Whether following re-exports of the name ends somewhere.
    fn ends(&self, module: ModuleIdx, name: &str, seen: &mut BTreeSet<(ModuleIdx, String)>) -> bool {
        if !seen.insert((module, name.to_owned())) {
            return false;
        }
        match self.own(module, name) {
            Some(ExportTarget::Local(_)) => true,
            Some(ExportTarget::ReExport { dependency, imported }) => match imported {
                ImportedName::Namespace => true,
                ImportedName::Name(name) => {
                    let target = self.target(module, dependency.index());
                    if self.has(target, name) {
                        self.ends(target, name, seen)
                    } else {
                        self.may_have_more(target)
                    }
                }
            },
            None => match self.star(module, name) {
                Some(target) => self.ends(target, name, seen),
                None => self.may_have_more(module),
            },
        }
    }

    fn meaning(&self, target: ModuleIdx, name: &str) -> Meaning {
        let (mut module, mut name) = (target, name.to_owned());
        if !self.has(module, &name) {
            return if self.may_have_more(module) { Meaning::Export(module, name) } else { Meaning::Nothing };
        }
        if !self.ends(module, &name, &mut BTreeSet::new()) {
            return Meaning::Nothing;
        }
        loop {
            if self.opaque.contains(&module) {
                return Meaning::Export(module, name);
            }
            match self.own(module, &name) {
                Some(ExportTarget::ReExport { dependency, imported }) => {
                    module = self.target(module, dependency.index());
                    match imported {
                        ImportedName::Namespace => return Meaning::Namespace(module),
                        ImportedName::Name(imported) => name.clone_from(imported),
                    }
                }
                Some(ExportTarget::Local(_)) => return Meaning::Export(module, name),
                None => match self.star(module, &name) {
                    Some(target) => module = target,
                    None => return Meaning::Export(module, name),
                },
            }
        }
    }

    fn facts(&self) -> Facts {
        let mut facts = Facts::default();
        let entry = self.text.graph.entries[0].dependencies[0];
        facts.included.insert(self.text.graph.target(entry).unwrap());
        loop {
            let before = facts.clone();
            for module in self.text.graph.modules.indices() {
                self.draw(module, &before, &mut facts);
            }
            if facts == before {
                return facts;
            }
        }
    }

    fn read(&self, module: ModuleIdx, meaning: Meaning, member: Option<&str>, facts: &mut Facts) {
        match meaning {
            Meaning::Nothing => {}
            Meaning::Export(target, name) => {
                facts.included.insert(target);
                facts.imports.insert((module, target));
                facts.names.insert((target, name));
            }
            Meaning::Namespace(target) => {
                facts.included.insert(target);
                facts.imports.insert((module, target));
                match member {
                    Some(member) => facts.names.insert((target, member.to_owned())),
                    None => facts.all.insert(target),
                };
            }
        }
    }

    fn read_import(
        &self,
        module: ModuleIdx,
        nth: usize,
        imported: &ImportedName,
        member: Option<&str>,
        facts: &mut Facts,
    ) {
        let target = self.target(module, nth);
        let meaning = match imported {
            ImportedName::Namespace => Meaning::Namespace(target),
            ImportedName::Name(name) => self.meaning(target, name),
        };
        self.read(module, meaning, member, facts);
    }

    /// `ns.a`, of a namespace that is read only in this way: what is behind `a`, wherever that is.
    fn read_member(
        &self,
        module: ModuleIdx,
        nth: usize,
        imported: &ImportedName,
        member: &str,
        facts: &mut Facts,
    ) {
        let target = self.target(module, nth);
        let namespace = match imported {
            ImportedName::Namespace => Some(target),
            ImportedName::Name(name) => match self.meaning(target, name) {
                Meaning::Namespace(target) => Some(target),
                Meaning::Nothing | Meaning::Export(..) => None,
            },
        };
        let meaning = namespace.map(|namespace| (namespace, self.meaning(namespace, member)));
        match meaning {
            Some((namespace, meaning @ (Meaning::Export(end, _) | Meaning::Namespace(end))))
                if end != namespace =>
            {
                self.read(module, meaning, None, facts);
            }
            _ => self.read_import(module, nth, imported, Some(member), facts),
        }
    }

    fn draw(&self, module: ModuleIdx, known: &Facts, facts: &mut Facts) {
        if known.names.iter().any(|(other, _)| *other == module) || known.all.contains(&module) {
            facts.included.insert(module);
        }
        if !known.included.contains(&module) {
            return;
        }
        let Some(summary) = self.esm(module) else {
            for dependency in self.text.graph.dependencies_of(module) {
                let target = self.text.graph.target(dependency).unwrap();
                facts.included.insert(target);
                facts.all.insert(target);
            }
            return;
        };
        for (_, target) in self.import_targets(module) {
            if self.impure.contains(&target) {
                facts.included.insert(target);
                facts.imports.insert((module, target));
            }
        }
        for (index, statement) in summary.statements.iter().enumerate() {
            if statement.has_side_effects || statement.is_module_declaration {
                facts.statements.insert((module, index));
            }
            if !known.statements.contains(&(module, index)) {
                continue;
            }
            for symbol in statement.declares.iter().chain(&statement.references) {
                let declared_in = &summary.symbols[*symbol].declared_in;
                facts.statements.extend(declared_in.iter().map(|place| (module, place.index())));
            }
            for reference in &statement.imports {
                let import = &summary.imports[reference.import];
                let (nth, imported) = (import.dependency.index(), &import.imported);
                let member = reference.member.as_deref();
                match (member, &import.usage) {
                    (Some(member), ImportUsage::Members(_)) => {
                        self.read_member(module, nth, imported, member, facts)
                    }
                    _ => self.read_import(module, nth, imported, member, facts),
                }
            }
            for nth in &statement.dependencies {
                let dependency = self.text.graph.dependency_of(module, *nth);
                if let DependencyKind::DynamicImport(options) = &self.text.graph.dependencies[dependency].kind
                {
                    let target = self.target(module, nth.index());
                    facts.included.insert(target);
                    match &options.exports {
                        ReferencedExports::All => drop(facts.all.insert(target)),
                        ReferencedExports::Names(names) => {
                            facts.names.extend(names.iter().map(|path| (target, path[0].to_string())));
                        }
                    }
                }
            }
        }
        for export in &summary.exports {
            let is_used = known.names.contains(&(module, export.name.clone()));
            if !is_used && !known.all.contains(&module) {
                continue;
            }
            match &export.target {
                ExportTarget::Local(symbol) => {
                    let declared_in = &summary.symbols[*symbol].declared_in;
                    facts.statements.extend(declared_in.iter().map(|place| (module, place.index())));
                }
                ExportTarget::ReExport { dependency, imported } => {
                    self.read_import(module, dependency.index(), imported, None, facts);
                }
            }
        }
        self.draw_stars(module, summary, known, facts);
    }

    /// A star that leads here leads to what is behind it.
    fn is_passage(&self, target: ModuleIdx) -> bool {
        !self.opaque.contains(&target)
            && !self.may_have_more(target)
            && self.esm(target).is_some_and(|summary| !summary.star_exports.is_empty())
    }

    /// All names that a module may pass on by a star.
    fn names(&self, module: ModuleIdx, seen: &mut BTreeSet<ModuleIdx>, names: &mut BTreeSet<String>) {
        let Some(summary) = self.esm(module).filter(|_| seen.insert(module)) else { return };
        names.extend(
            summary.exports.iter().map(|export| export.name.clone()).filter(|name| name != "default"),
        );
        for star in &summary.star_exports {
            self.names(self.target(module, star.index()), seen, names);
        }
    }

    fn draw_stars(
        &self,
        module: ModuleIdx,
        summary: &fedpack_graph::summary::ModuleSummary,
        known: &Facts,
        facts: &mut Facts,
    ) {
        let targets = || summary.star_exports.iter().map(|star| self.target(module, star.index()));
        if known.all.contains(&module) {
            for target in targets() {
                if self.is_passage(target) {
                    let mut names = BTreeSet::new();
                    self.names(target, &mut BTreeSet::new(), &mut names);
                    for name in names.iter().filter(|name| self.own(module, name).is_none()) {
                        if self.star(module, name) == Some(target) {
                            self.read(module, self.meaning(target, name), None, facts);
                        }
                    }
                    continue;
                }
                facts.included.insert(target);
                facts.imports.insert((module, target));
                facts.all.insert(target);
            }
        }
        for (_, name) in known.names.iter().filter(|(other, _)| *other == module) {
            if self.own(module, name).is_some() {
                continue;
            }
            match self.star(module, name) {
                Some(target) => self.read(module, self.meaning(target, name), None, facts),
                None => {
                    for target in targets().filter(|&target| self.may_have_more(target)) {
                        facts.included.insert(target);
                        facts.imports.insert((module, target));
                        facts.names.insert((target, name.clone()));
                    }
                }
            }
        }
    }
}

fn facts_of(linked: &Linked) -> Facts {
    let mut facts = Facts::default();
    for module in linked.text.graph.modules.indices() {
        let used = &linked.link.used[module];
        if !used.included {
            continue;
        }
        facts.included.insert(module);
        let imports = linked.link.static_imports[module].iter();
        facts.imports.extend(imports.map(|import| (module, import.module)));
        let Some(summary) =
            Plain { text: &linked.text, impure: BTreeSet::new(), opaque: BTreeSet::new() }.esm(module)
        else {
            continue;
        };
        match &used.statements {
            LiveStatements::All => {
                facts.statements.extend((0..summary.statements.len()).map(|index| (module, index)));
            }
            LiveStatements::Some(set) => facts.statements.extend(set.ones().map(|index| (module, index))),
        }
        match &used.exports {
            UsedExports::All => drop(facts.all.insert(module)),
            UsedExports::Names(names) => {
                facts.names.extend(names.iter().map(|name| (module, name.clone())));
            }
        }
    }
    facts
}

fn comparable(plain: &Plain<'_>, mut facts: Facts) -> Facts {
    // Names of a module all of whose exports are used, and of modules that are not shaken, are not recorded.
    facts.names.retain(|(module, _)| !facts.all.contains(module) && plain.esm(*module).is_some());
    facts.all.retain(|module| plain.esm(*module).is_some());
    // Such a module imports its stars; what it imported for single names before that was known may be more.
    facts.imports.retain(|(importer, target)| importer != target && !facts.all.contains(importer));
    facts
}

#[test]
fn the_sweep_agrees_with_the_rules() {
    for seed in 0..3000 {
        let text = random_text(&mut Random(seed));
        let linked = Linked::new(TextGraph::parse(&text).unwrap(), &PRODUCTION);
        let plain = Plain::new(&linked.text);
        let reachable = |module: &ModuleIdx| linked.link.order.contains(module);
        for module in linked.text.graph.modules.indices().filter(reachable) {
            assert_eq!(linked.link.has_side_effects[module], plain.impure.contains(&module), "{text}");
        }
        let expected = comparable(&plain, plain.facts());
        assert_eq!(comparable(&plain, facts_of(&linked)), expected, "seed {seed}\n{text}");
    }
}

#[test]
fn nothing_follows_the_numbering_of_modules() {
    for seed in 0..300 {
        let text = random_text(&mut Random(seed));
        let expected = Linked::new(TextGraph::parse(&text).unwrap(), &PRODUCTION).description();
        let mut random = Random(seed + 1);
        let shuffled = TextGraph::parse_numbered(&text, |names| random.shuffle(names)).unwrap();
        assert_eq!(Linked::new(shuffled, &PRODUCTION).description(), expected, "{text}");
    }
}

//! Modules that only one other module asks for stand in that one's function: what `generate/module/concatenated/` does with
//! programs, for texts of modules that stay.
//!
//! ```js
//! 742: (e, t, n) => { n.d(t, { a: () => r.b }); var r = n(925); f(r.c) },
//! 925: (e, t, n) => { n.d(t, { b: () => o, c: () => i }); let o = 1, i = 2 }
//! // becomes
//! 742: (e, t, n) => { n.d(t, { a: () => r }); let r = 1, i = 2; f(i) }
//! ```
//!
//! A build with `annotate` keeps modules apart, so that each may go. When it is known which ones stay, and what a supplement asks
//! for, the others need no function of their own.

use std::{cmp::Reverse, ops::Range};

use oxc::{
    allocator::Allocator,
    ast::ast::Statement,
    minifier::CompressOptions,
    parser::{ParseOptions, Parser},
    span::SourceType,
    syntax::identifier::is_identifier_name,
    transformer::EngineTargets,
};
use oxc_sourcemap::SourceMap;
use rustc_hash::{FxHashMap, FxHashSet};

use super::{
    factory::{Place, What},
    member::{Cut, Given, Import, ImportKind, Member},
    rest,
    side_file::Id,
    splice::{Edit, Splice},
    sweep::{Live, Modules},
};
use crate::generate::{
    loader_maps::through,
    module::print::{PrintOptions, print},
};

/// Modules that nobody asks for by their id but import declarations of modules that stay.
pub struct Free<'a> {
    importers: FxHashMap<&'a Id, Vec<&'a Id>>,
    /// By their id, by several functions at a time, or while they are not there yet.
    asked: FxHashSet<&'a Id>,
}

impl<'a> Free<'a> {
    /// `is_sealed`: what goes never asks for anything.
    pub fn new(
        modules: &Modules<'a>,
        live: &Live<'a>,
        roots: impl Iterator<Item = &'a Id>,
        is_sealed: bool,
    ) -> Self {
        let ids = modules.pieces.keys().copied();
        let in_cycles = modules.in_cycles(ids, |id, place| live.has(id, place));
        let mut free = Self { importers: FxHashMap::default(), asked: roots.chain(in_cycles).collect() };
        for &id in modules.pieces.keys() {
            if live.contains(id) {
                free.stays(modules, live, id, is_sealed);
            } else if !is_sealed {
                let piece = &modules.pieces[id];
                let imported = piece.factory.units.iter().filter_map(|unit| unit.kind.imported());
                let direct = piece.factory.direct.iter().map(|row| &row.1);
                free.asked
                    .extend(imported.chain(direct).chain(piece.requires).filter_map(|id| modules.known(id)));
            }
        }
        free
    }

    fn stays(&mut self, modules: &Modules<'a>, live: &Live<'a>, id: &'a Id, is_sealed: bool) {
        let piece = &modules.pieces[id];
        let factory = &piece.factory;
        let has = |place: Place| live.has(id, place);
        for (index, unit) in factory.units.iter().enumerate() {
            let Some(target) = unit.kind.imported().and_then(|target| modules.known(target)) else {
                continue;
            };
            if has(Place::Unit(index)) {
                self.importers.entry(target).or_default().push(id);
            } else if !is_sealed {
                self.asked.insert(target);
            }
        }
        // The minifier puts imports where they are mentioned. What is asked for otherwise, `requires` has.
        for (_, target, what) in factory.direct.iter().filter(|row| has(row.0)) {
            match (modules.known(target), what) {
                (Some(target), What::Name(_) | What::Nothing) => {
                    self.importers.entry(target).or_default().push(id);
                }
                (Some(target), What::All) => _ = self.asked.insert(target),
                (None, _) => {}
            }
        }
        let whole = factory.uses.iter().filter(|row| row.what == What::All && has(row.place));
        let whole = whole.filter_map(|row| factory.units[row.unit].kind.imported());
        self.asked.extend(whole.chain(piece.requires).filter_map(|id| modules.known(id)));
        // Its supplement adds exports to it, asks it for constants, and imports for these what it imports.
        let mut getters = (0..factory.getters.len()).map(Place::Getter);
        if !is_sealed && (getters.any(|getter| !has(getter)) || rest::rest(factory, has).is_some()) {
            let imported = factory.units.iter().filter_map(|unit| unit.kind.imported());
            let direct = factory.direct.iter().map(|row| &row.1);
            self.asked.extend(imported.chain(direct).filter_map(|id| modules.known(id)).chain([id]));
        }
    }

    /// For each of `here`, dependencies first, the module in whose function it may stand. `read`: those that can.
    pub fn heads(
        &self,
        here: &[&'a Id],
        read: &FxHashMap<&'a Id, Member>,
        modules: &Modules<'a>,
    ) -> FxHashMap<&'a Id, &'a Id> {
        let mut heads: FxHashMap<&Id, &Id> = FxHashMap::default();
        for &id in here.iter().rev().filter(|id| read.contains_key(*id)) {
            let importers = self.importers.get(id).map(Vec::as_slice).unwrap_or_default();
            let mut of_importers = importers.iter().map(|importer| heads.get(importer).copied());
            let first = of_importers.next().flatten();
            let has_no_place = |importer: &&Id| {
                let imports = read.get(*importer).map_or(&[][..], |it| it.imports.as_slice());
                imports.iter().any(|it| it.target == *id && it.is_late && it.cut.is_none())
            };
            // It runs earlier where that tells no difference.
            let may_move = modules.pieces[id].is_pure || !importers.iter().any(has_no_place);
            let is_free = may_move && !self.asked.contains(id) && read[id].can_be_named();
            let head = first.filter(|head| is_free && of_importers.all(|other| other == Some(*head)));
            heads.insert(id, head.unwrap_or(id));
        }
        heads
    }
}

impl Member {
    /// Whether all that can be read of it has a name.
    fn can_be_named(&self) -> bool {
        self.exports.values().all(|given| *given != Given::Unknown)
    }
}

/// A new function, and its map.
pub type Function = (String, Option<SourceMap<'static>>);

/// One function of `head` and all that stands in it. `None`: it stays as it is. `is_strict`: whatever it says.
pub fn concatenated<'a>(
    head: &'a Id,
    members: &FxHashMap<&'a Id, Member>,
    heads: &FxHashMap<&'a Id, &'a Id>,
    is_strict: bool,
    with_map: bool,
) -> Option<Function> {
    let mut group = Group {
        members,
        heads,
        head,
        order: Vec::new(),
        numbers: FxHashMap::default(),
        mark: String::new(),
        same: FxHashMap::default(),
        moved: FxHashSet::default(),
        cuts: FxHashSet::default(),
    };
    let steps = group.steps();
    if group.order.len() < 2 {
        return None;
    }
    group.mark = group.mark()?;
    minified(group.text(&steps, is_strict, with_map)?)
}

/// What stands in the new function, in order.
enum Step<'a> {
    /// Code of a member, and the cut behind which it begins.
    Code(&'a Id, Range<usize>, Option<Cut>),
    /// A module that another function has, and the variable that holds it.
    Import(Id, Held<'a>),
    /// One that only runs.
    Run(Id),
}

/// A variable of a member.
type Held<'a> = (&'a Id, usize);

struct Group<'g, 'a> {
    members: &'g FxHashMap<&'a Id, Member>,
    heads: &'g FxHashMap<&'a Id, &'a Id>,
    head: &'a Id,
    /// Its members, in the order in which they run.
    order: Vec<&'a Id>,
    numbers: FxHashMap<&'a Id, usize>,
    /// What makes names different from all that are there.
    mark: String,
    /// Variables of imports, and those that hold the same module already.
    same: FxHashMap<Held<'a>, Held<'a>>,
    /// Imports that stand in front of the code of their member.
    moved: FxHashSet<Held<'a>>,
    /// Imports in whose place other members stand.
    cuts: FxHashSet<Held<'a>>,
}

impl<'a> Group<'_, 'a> {
    fn inside(&self, id: &Id) -> Option<&'a Id> {
        let (&id, &head) = self.heads.get_key_value(id)?;
        (head == self.head).then_some(id)
    }

    /// Modules run when they are first imported, after what they import themselves.
    fn steps(&mut self) -> Vec<Step<'a>> {
        let mut steps = Vec::new();
        let mut holding: FxHashMap<&Id, Option<Held<'a>>> = FxHashMap::default();
        self.numbers.insert(self.head, 0);
        let start = |id: &Id| self.members[id].body.start;
        let mut work: Vec<(&'a Id, usize, usize, Option<Cut>)> = vec![(self.head, 0, start(self.head), None)];
        while let Some((id, next, done, behind)) = work.pop() {
            let member = &self.members[id];
            let Some(import) = member.imports.get(next) else {
                self.order.push(id);
                steps.push(Step::Code(id, done..member.body.end, behind));
                // Those that stay in their places.
                for import in &member.imports {
                    if import.kind == ImportKind::Declared && self.inside(&import.target).is_none() {
                        holding.entry(&import.target).or_insert(Some((id, import.variable)));
                    }
                }
                continue;
            };
            let held = (id, import.variable);
            match (self.inside(&import.target), holding.get(&import.target)) {
                (Some(target), _) if !self.numbers.contains_key(target) => {
                    self.numbers.insert(target, self.numbers.len());
                    match import.cut.clone().filter(|_| import.is_late) {
                        Some(cut) => {
                            self.cuts.insert(held);
                            // Two may stand in one place.
                            if done < cut.range.start {
                                steps.push(Step::Code(id, done..cut.range.start, behind));
                            }
                            work.push((id, next + 1, done.max(cut.range.end), Some(cut)));
                        }
                        None => work.push((id, next + 1, done, behind)),
                    }
                    work.push((target, 0, start(target), None));
                    continue;
                }
                (Some(_), _) => {}
                (None, Some(Some(other))) => _ = self.same.insert(held, *other),
                (None, Some(None)) if import.kind == ImportKind::Bare => _ = self.moved.insert(held),
                (None, _) if import.is_late => {}
                (None, _) => match import.kind {
                    ImportKind::Declared => {
                        holding.insert(&import.target, Some(held));
                        self.moved.insert(held);
                        steps.push(Step::Import(import.target.clone(), held));
                    }
                    ImportKind::Bare => {
                        holding.insert(&import.target, None);
                        self.moved.insert(held);
                        steps.push(Step::Run(import.target.clone()));
                    }
                    ImportKind::Call | ImportKind::Lazy => {}
                },
            }
            work.push((id, next + 1, done, behind));
        }
        steps
    }

    /// A text that is in none of the members.
    fn mark(&self) -> Option<String> {
        let is_free =
            |mark: &String| self.order.iter().all(|id| !self.members[id].own.text.contains(mark.as_str()));
        (0..100).map(|number| format!("${number}_")).find(is_free)
    }

    fn imported(&self, id: &Id, variable: usize) -> Option<&Import> {
        self.members[id].imports.iter().find(|import| import.variable == variable)
    }

    /// The name of a variable in the new function.
    fn name(&self, held: Held<'a>) -> String {
        let (of, variable) = self.same.get(&held).copied().unwrap_or(held);
        let member = &self.members[of];
        let [exports, require] = member.parameters;
        if exports == Some(variable) {
            return format!("t{}", self.mark);
        }
        if require == Some(variable) {
            return format!("n{}", self.mark);
        }
        format!("{}{}{}", member.variables[variable].name, self.mark, self.numbers[of])
    }

    /// What an export of a member is here.
    fn value(&self, mut of: &'a Id, name: &str) -> Option<String> {
        let mut name = name.to_owned();
        loop {
            match self.members[of].exports.get(&name) {
                None => return Some("(void 0)".to_owned()),
                Some(Given::Unknown) => return None,
                Some(Given::Variable(variable)) => return Some(self.name((of, *variable))),
                Some(Given::Passed(variable, passed)) => {
                    match self.inside(&self.imported(of, *variable)?.target) {
                        Some(target) => {
                            of = target;
                            name.clone_from(passed);
                        }
                        None => return Some(format!("{}{}", self.name((of, *variable)), access(passed))),
                    }
                }
            }
        }
    }

    fn is_inside(&self, id: &Id, variable: usize) -> Option<&'a Id> {
        self.imported(id, variable).and_then(|import| self.inside(&import.target))
    }

    /// Whether an import is somewhere else.
    fn is_gone(&self, held: Held<'a>) -> bool {
        self.is_inside(held.0, held.1).is_some()
            || self.moved.contains(&held)
            || self.same.contains_key(&held)
    }

    /// Whether another member stands in front of an item of a declaration.
    fn is_cut(&self, id: &'a Id, declaration: usize, item: usize) -> bool {
        self.members[id].imports.iter().any(|import| {
            let at = import.cut.as_ref().and_then(|cut| cut.declaration);
            at == Some((declaration, item)) && self.cuts.contains(&(id, import.variable))
        })
    }

    fn is_cut_out(&self, id: &'a Id, variable: usize) -> bool {
        let is_declared = |import: &Import| import.kind == ImportKind::Declared;
        self.cuts.contains(&(id, variable)) && self.imported(id, variable).is_some_and(is_declared)
    }

    /// What is different in a member: names, and imports that are somewhere else.
    fn edits(&self, id: &'a Id) -> Option<Vec<Edit>> {
        let member = &self.members[id];
        let mut edits = member.without(
            |variable| self.is_gone((id, variable)),
            |declaration, item| self.is_cut(id, declaration, item),
            |variable| self.is_cut_out(id, variable),
        );
        for (variable, of) in member.variables.iter().enumerate() {
            let kind = self.imported(id, variable).map(|import| import.kind);
            // A call that stays in its place.
            if kind.is_some_and(|kind| kind != ImportKind::Declared) && !self.is_gone((id, variable)) {
                continue;
            }
            let inside = self.is_inside(id, variable);
            let declared = self.imported(id, variable).map(|import| import.start);
            let is_gone = self.is_gone((id, variable));
            for mention in &of.mentions {
                // Its declaration goes as a whole.
                let is_declaration =
                    kind == Some(ImportKind::Declared) && Some(mention.range.start) == declared;
                if is_gone && is_declaration {
                    continue;
                }
                edits.push(match (inside, &mention.member, kind) {
                    (_, _, Some(ImportKind::Bare)) => {
                        Edit { range: mention.range.clone(), text: "0".to_owned() }
                    }
                    (Some(target), Some((name, range)), _) => {
                        Edit { range: range.clone(), text: self.value(target, name)? }
                    }
                    // The module itself: it should have a function of its own.
                    (Some(_), None, _) => return None,
                    (None, _, _) => {
                        let name = self.name((id, variable));
                        let text = if mention.is_short { format!("{}:{name}", of.name) } else { name };
                        Edit { range: mention.range.clone(), text }
                    }
                });
            }
        }
        let defined = member.definitions.iter();
        edits.extend(defined.map(|range| Edit { range: range.clone(), text: "0".to_owned() }));
        Some(edits)
    }

    fn text(&self, steps: &[Step<'a>], is_strict: bool, with_map: bool) -> Option<Function> {
        let mut splice = Splice::new(with_map);
        let (exports, require) = (format!("t{}", self.mark), format!("n{}", self.mark));
        splice.push(&format!("((e{},{exports},{require})=>{{", self.mark));
        if !is_strict {
            splice.push("\"use strict\";");
        }
        let head = &self.members[self.head];
        let mut names = self.edits(self.head)?;
        names.retain(|edit| !head.definitions.contains(&edit.range));
        let names = outermost(names);
        for definition in &head.definitions {
            splice.copy(&head.own, definition.clone(), &names);
            splice.push(";");
        }
        let edits: Option<FxHashMap<&Id, Vec<Edit>>> =
            self.order.iter().map(|&id| Some((id, outermost(self.edits(id)?)))).collect();
        let edits = edits?;
        for step in steps {
            match step {
                Step::Import(target, held) => {
                    splice.push(&format!("var {}={require}({});", self.name(*held), target.literal()));
                }
                Step::Run(target) => splice.push(&format!("{require}({});", target.literal())),
                Step::Code(id, range, behind) => {
                    let member = &self.members[id];
                    if let Some(at) = behind.as_ref().and_then(|cut| cut.declaration)
                        && let Some(keyword) = member.keyword(
                            at,
                            |variable| self.is_gone((id, variable)),
                            |declaration, item| self.is_cut(id, declaration, item),
                            |variable| self.is_cut_out(id, variable),
                        )
                    {
                        splice.push(&format!("{keyword} "));
                    }
                    splice.copy(&member.own, range.clone(), &edits[id]);
                    splice.push(";");
                }
            }
        }
        splice.push("})");
        Some(splice.finish())
    }
}

/// In order, without those inside of others.
fn outermost(mut edits: Vec<Edit>) -> Vec<Edit> {
    edits.sort_by_key(|edit| (edit.range.start, Reverse(edit.range.end)));
    let mut end = 0;
    edits.retain(|edit| {
        let is_outermost = edit.range.end > end;
        end = end.max(edit.range.end);
        is_outermost
    });
    edits
}

fn access(name: &str) -> String {
    if is_identifier_name(name) { format!(".{name}") } else { format!("[{}]", serde_json::Value::from(name)) }
}

/// Names are short again, and what became simpler is.
fn minified((text, map): Function) -> Option<Function> {
    let allocator = Allocator::default();
    let options = ParseOptions { preserve_parens: false, ..ParseOptions::default() };
    let mut parsed = Parser::new(&allocator, &text, SourceType::cjs()).with_options(options).parse();
    if !parsed.diagnostics.is_empty() || parsed.program.body.len() != 1 {
        return None;
    }
    let Some(Statement::ExpressionStatement(statement)) = parsed.program.body.pop() else { return None };
    let options = PrintOptions {
        minify: true,
        optimize: true,
        marks_calls: false,
        source_name: map.is_some().then(|| "concatenated".to_owned()),
        // Nothing that is newer than what is there.
        compress: CompressOptions {
            target: EngineTargets::from_target("es2015").expect("a known target"),
            ..CompressOptions::smallest()
        },
    };
    let printed = print(&allocator, &mut parsed.program, statement.unbox().expression, &options);
    let map = printed.map.zip(map).map(|(outer, inner)| through(outer, &inner));
    Some((printed.code, map))
}

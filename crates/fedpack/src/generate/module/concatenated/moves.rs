//! Declarations of one member that only one other member mentions stand in that other member.
//!
//! ```js
//! // model.js                            // panel.js
//! export const low = 1;                  import { low, total } from "./model";
//! export function total(lines) { … }     export const Panel = (lines) => total(lines) > low;
//! ```
//!
//! All members share one scope, so it is the same for both of them where a function is declared, or where a value that
//! nothing can change is made. But the compressor, which sees one member at a time, finds both beside their only use.

use fedpack_graph::{
    LocalSymbolIdx, ModuleIdx, StatementIdx,
    concatenation::ConcatenatedModule,
    link_output::{Binding, UsedExports},
    summary::{ExportTarget, ImportReference, ModuleSummary, StatementKind},
};
use rustc_hash::{FxHashMap, FxHashSet};

use super::{
    super::ModuleContext,
    shared_scope::{Located, SharedName, SharedScope},
};

/// A declaration, and the member that it goes to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Move {
    pub statement: StatementIdx,
    pub symbol: LocalSymbolIdx,
    pub to: ModuleIdx,
}

/// By the member that has the declaration; in the order of its statements.
pub type Moves = FxHashMap<ModuleIdx, Vec<Move>>;

/// What moved may mention what could then move: one more round.
const MOST_ROUNDS: usize = 3;

/// What moves between the members of `group`.
pub fn moves(context: &ModuleContext<'_>, group: &ConcatenatedModule) -> Moves {
    let mut search = Search {
        context,
        scope: SharedScope::new(context, group),
        mentions: FxHashMap::default(),
        homes: FxHashMap::default(),
        has_object: FxHashSet::default(),
        pinned: FxHashSet::default(),
    };
    for member in group.members() {
        search.mention_all(member);
    }
    // Members that run later first, so that what they give away is known.
    let members: Vec<ModuleIdx> = group.members().collect();
    for _ in 0..MOST_ROUNDS {
        let before = search.homes.len();
        for &member in members.iter().rev() {
            search.settle(member);
        }
        if search.homes.len() == before {
            break;
        }
    }
    search.finish()
}

type Symbol = (ModuleIdx, LocalSymbolIdx);
type Place = (ModuleIdx, StatementIdx);

/// Where a symbol is mentioned outside of its own declaration.
#[derive(Default)]
struct Mentions {
    statements: Vec<Place>,
    /// By what the function exports, or by a namespace object: not by a statement of a member.
    by_objects: bool,
    /// Other than by a single call, as far as other members are concerned.
    is_passed_on: bool,
}

struct Search<'c> {
    context: &'c ModuleContext<'c>,
    scope: SharedScope<'c>,
    mentions: FxHashMap<Symbol, Mentions>,
    /// Where statements go that do not stay. Never changed.
    homes: FxHashMap<Place, (LocalSymbolIdx, ModuleIdx)>,
    /// Members whose exports objects somebody has.
    has_object: FxHashSet<ModuleIdx>,
    /// Statements that stay, since something went to them.
    pinned: FxHashSet<Place>,
}

impl<'c> Search<'c> {
    fn summary(&self, module: ModuleIdx) -> Option<&'c ModuleSummary> {
        self.context.summaries[module].as_deref()
    }

    fn mention_all(&mut self, member: ModuleIdx) {
        let Some(summary) = self.summary(member) else { return };
        let used = &self.context.link.used[member];
        for (index, statement) in summary.statements.iter_enumerated() {
            if !used.statements.contains(index) {
                continue;
            }
            for &symbol in statement.references.iter().filter(|symbol| !statement.declares.contains(symbol)) {
                self.mentions.entry((member, symbol)).or_default().statements.push((member, index));
            }
            for reference in &statement.imports {
                self.mention_import(member, summary, index, reference);
            }
        }
        // Of a namespace object that somebody has, and of the root, all used exports are read from outside.
        if member == self.scope.group.root || used.exports == UsedExports::All {
            self.mention_exports(member);
        }
    }

    fn mention_import(
        &mut self,
        member: ModuleIdx,
        summary: &ModuleSummary,
        statement: StatementIdx,
        reference: &ImportReference,
    ) {
        let import = &summary.imports[reference.import];
        let is_called_once = import.mentions == 1 && import.calls == 1;
        let link = self.context.link;
        if link.constants.get(member, reference.import, reference.member.as_deref()).is_some() {
            return;
        }
        let name = reference.member.as_deref();
        let path = reference.path.map(|path| &*summary.paths[path].members);
        let found = path.and_then(|path| link.namespace_members.longest_path(member, reference.import, path));
        let found = found.map(|(binding, _)| binding);
        let found = found.or_else(|| link.namespace_members.get(member, reference.import, name?));
        let (binding, name) = match found {
            Some(binding) => (Some(binding), None),
            None => (link.bindings[member].get(reference.import), name),
        };
        let located = match (binding, name) {
            (Some(Binding::Namespace { module }), Some(name)) => self.scope.locate(*module, name),
            (Some(Binding::Namespace { module }), None) => return self.mention_exports(*module),
            (Some(Binding::Export { module, name }), _) => self.scope.locate(*module, name),
            (Some(Binding::Missing) | None, _) => return,
        };
        match located {
            Located::Name(SharedName::Symbol(declaring, symbol)) => {
                let mentions = self.mentions.entry((declaring, symbol)).or_default();
                mentions.is_passed_on |= !is_called_once || !mentions.statements.is_empty();
                mentions.statements.push((member, statement));
            }
            Located::Name(SharedName::Namespace(module)) => self.mention_exports(module),
            Located::Name(_)
            | Located::Outside(..)
            | Located::OutsideNamespace(_)
            | Located::EsModuleFlag
            | Located::Missing => {}
        }
    }

    /// All that the exports objects of `module`, and of members that it has the exports objects of, may give.
    fn mention_exports(&mut self, module: ModuleIdx) {
        let mut work = vec![module];
        while let Some(module) = work.pop() {
            if !self.scope.is_member(module) || !self.has_object.insert(module) {
                continue;
            }
            let exports = self.summary(module).into_iter().flat_map(|summary| &summary.exports);
            for export in exports {
                if let ExportTarget::Local(symbol) = export.target {
                    self.mentions.entry((module, symbol)).or_default().by_objects = true;
                }
            }
            for (_, binding) in &self.context.link.reexports[module].names {
                let located = match binding {
                    Binding::Export { module, name } => self.scope.locate(*module, name),
                    Binding::Namespace { module } => {
                        work.push(*module);
                        continue;
                    }
                    Binding::Missing => continue,
                };
                match located {
                    Located::Name(SharedName::Symbol(declaring, symbol)) => {
                        self.mentions.entry((declaring, symbol)).or_default().by_objects = true;
                    }
                    Located::Name(SharedName::Namespace(module)) => work.push(module),
                    _ => {}
                }
            }
        }
    }

    /// Looks at all declarations of `member` that have not moved.
    fn settle(&mut self, member: ModuleIdx) {
        let Some(summary) = self.summary(member) else { return };
        // What a function needs mostly comes before it.
        for (index, statement) in summary.statements.iter_enumerated().rev() {
            let [symbol] = *statement.declares.as_slice() else { continue };
            let place = (member, index);
            let row = &summary.symbols[symbol];
            // Only the member that declares a name may write to it.
            let is_changing = |&symbol: &LocalSymbolIdx| summary.symbols[symbol].is_reassigned;
            if statement.kind == StatementKind::Other
                || statement.references.iter().any(is_changing)
                || !statement.dependencies.is_empty()
                || row.is_reassigned
                || row.declared_in.len() != 1
                || self.homes.contains_key(&place)
                || self.pinned.contains(&place)
            {
                continue;
            }
            if let Some(to) = self.home_of(member, symbol, statement.kind) {
                self.homes.insert(place, (symbol, to));
                let mentions = &self.mentions[&(member, symbol)].statements;
                self.pinned.extend(mentions.iter().filter(|place| !self.homes.contains_key(place)));
            }
        }
    }

    /// The one other member in which all that mention the symbol stand.
    fn home_of(&self, member: ModuleIdx, symbol: LocalSymbolIdx, kind: StatementKind) -> Option<ModuleIdx> {
        let mentions = self.mentions.get(&(member, symbol)).filter(|mentions| !mentions.by_objects)?;
        let mut homes =
            mentions.statements.iter().map(|place| self.homes.get(place).map_or(place.0, |&(_, to)| to));
        let first = homes.next()?;
        // In a cycle the function that makes use of a value may be called before the member runs.
        let is_in_time =
            kind == StatementKind::Function || !self.context.link.in_cycle.contains(first.index());
        // The compressor knows what to do with the only call of a function, and nothing with other mentions.
        let is_worth_it = kind == StatementKind::Data || !mentions.is_passed_on;
        (first != member && is_in_time && is_worth_it && homes.all(|home| home == first)).then_some(first)
    }

    fn finish(self) -> Moves {
        let mut moves = Moves::default();
        for ((member, statement), (symbol, to)) in self.homes {
            moves.entry(member).or_default().push(Move { statement, symbol, to });
        }
        for rows in moves.values_mut() {
            rows.sort_unstable_by_key(|row| row.statement);
        }
        moves
    }
}

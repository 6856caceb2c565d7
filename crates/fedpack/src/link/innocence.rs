//! Statements that only seem to have side effects: what scan could not know about the functions that they call and the
//! objects that they read is written in other modules.
//!
//! A function is taken for pure until something that it calls is not, so functions that call one another may be. Linear in
//! the assumptions that scan has noted. Nothing is known of what another build may answer for: shared modules and remotes.

use fedpack_graph::{
    LocalSymbolIdx, ModuleIdx, StatementIdx,
    link_output::ProvidedTable,
    module_graph::ModuleGraph,
    summary::{Assumption, Fact, Facts, ImportedName, Named, SummaryTable},
};
use rustc_hash::{FxHashMap, FxHashSet};

use super::constants::provided_symbol;

type Symbol = (ModuleIdx, LocalSymbolIdx);

/// Statements with `has_side_effects` that have none.
#[derive(Debug, Default)]
pub struct Innocence {
    statements: FxHashSet<(ModuleIdx, StatementIdx)>,
}

impl Innocence {
    pub fn contains(&self, module: ModuleIdx, statement: StatementIdx) -> bool {
        self.statements.contains(&(module, statement))
    }
}

pub fn innocence(
    graph: &ModuleGraph,
    summaries: &SummaryTable,
    order: &[ModuleIdx],
    provided: &ProvidedTable,
) -> Innocence {
    let search = Search { graph, summaries, provided };
    let has_effects = search.functions_with_effects(order);
    let mut innocence = Innocence::default();
    for &module in order {
        let rows = summaries[module].as_deref().map_or(&[][..], |summary| &summary.assumptions);
        for (statement, assumptions) in rows {
            let is_true = |assumption: &Assumption| match search.answer(module, assumption) {
                Answer::No => false,
                Answer::Yes => true,
                Answer::IfPure(function) => !has_effects.contains(&function),
            };
            if assumptions.iter().all(is_true) {
                innocence.statements.insert((module, *statement));
            }
        }
    }
    innocence
}

enum Answer {
    Yes,
    No,
    IfPure(Symbol),
}

struct Search<'a> {
    graph: &'a ModuleGraph,
    summaries: &'a SummaryTable,
    provided: &'a ProvidedTable,
}

impl<'a> Search<'a> {
    fn facts(&self, (module, symbol): Symbol) -> Option<&'a Facts> {
        self.summaries[module].as_deref()?.symbols[symbol].facts.as_deref()
    }

    fn answer(&self, module: ModuleIdx, assumption: &Assumption) -> Answer {
        let found = self.symbol(module, &assumption.of);
        let Some((symbol, facts)) = found.and_then(|symbol| Some((symbol, self.facts(symbol)?))) else {
            return Answer::No;
        };
        match &assumption.that {
            Fact::IsPure if facts.pure_if.is_some() => Answer::IfPure(symbol),
            Fact::IsReadable(path) if facts.readable.contains(path) => Answer::Yes,
            Fact::IsPure | Fact::IsReadable(_) => Answer::No,
        }
    }

    fn symbol(&self, module: ModuleIdx, named: &Named) -> Option<Symbol> {
        let summary = self.summaries[module].as_deref()?;
        let (import, member) = match named {
            Named::Symbol(symbol) => return Some((module, *symbol)),
            Named::Import(import) => (import, None),
            Named::Member(import, member) => (import, Some(&**member)),
        };
        let import = &summary.imports[*import];
        let name = match (&import.imported, member) {
            (ImportedName::Name(name), None) => name,
            (ImportedName::Namespace, Some(member)) => member,
            // A namespace that is re-exported by a name; a member of anything else may be any function.
            (ImportedName::Name(name), Some(member)) => {
                let target = self.graph.target(self.graph.dependency_of(module, import.dependency))?;
                let found = self.provided.get(target, name).filter(|found| found.name.is_none())?;
                return provided_symbol(self.summaries, self.provided, found.module, member);
            }
            (ImportedName::Namespace, None) => return None,
        };
        let target = self.graph.target(self.graph.dependency_of(module, import.dependency))?;
        provided_symbol(self.summaries, self.provided, target, name)
    }

    fn functions_with_effects(&self, order: &[ModuleIdx]) -> FxHashSet<Symbol> {
        let mut callers: FxHashMap<Symbol, Vec<Symbol>> = FxHashMap::default();
        let mut work: Vec<Symbol> = Vec::new();
        for &module in order {
            let Some(summary) = self.summaries[module].as_deref() else { continue };
            for (symbol, row) in summary.symbols.iter_enumerated() {
                let assumptions = row.facts.as_deref().and_then(|facts| facts.pure_if.as_ref());
                for assumption in assumptions.into_iter().flatten() {
                    match self.answer(module, assumption) {
                        Answer::Yes => {}
                        Answer::No => work.push((module, symbol)),
                        Answer::IfPure(called) => callers.entry(called).or_default().push((module, symbol)),
                    }
                }
            }
        }
        let mut has_effects = FxHashSet::default();
        while let Some(function) = work.pop() {
            if has_effects.insert(function) {
                work.extend(callers.get(&function).into_iter().flatten());
            }
        }
        has_effects
    }
}

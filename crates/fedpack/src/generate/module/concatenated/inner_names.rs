//! Short names for what the functions of a member declare, around names that are given already.
//!
//! ```js
//! let e = 1, t = 2;                    // shared by all members: given
//! function n(e) { return e + t; }      // `e` is not mentioned in here, so its name is free; `t` is not
//! ```
//!
//! oxc's mangler keeps off every given name, wherever it is mentioned: beside sixty of them, no name of one letter
//! would be left for any function.
//!
//! A symbol is live in the scope that declares it and in all scopes between that one and those that mention it. Scopes
//! are named from the outside in; each gives the shortest names that no symbol has that is live in it.

use std::{borrow::Cow, cell::Cell, cmp::Reverse};

use oxc::{
    ast::ast::{Program, VariableDeclaration},
    ast_visit::{Visit, walk},
    mangler::base54,
    semantic::{Reference, Scoping},
    syntax::{
        keyword::is_reserved_keyword,
        scope::{ScopeFlags, ScopeId},
        symbol::SymbolId,
    },
};
use oxc_ecmascript::BoundNames;
use oxc_index::IndexVec;
use rustc_hash::FxHashMap;

/// What naming has to know of the scopes of a program. Symbols are numbers, so that neither the program nor its scoping
/// need to be there when it happens.
#[derive(Debug, Default)]
pub struct InnerScopes {
    /// From the outside in; the root scope, and scopes without names of their own, are not among them.
    scopes: Vec<InnerScope>,
    /// Of each scope, the symbols that it declares, and then those around it that are live in it.
    symbols: Vec<u32>,
    /// How often each symbol is mentioned.
    mentions: Vec<u32>,
    /// Symbols that another one of the same name hides, which is the second of the two.
    hidden: Vec<(u32, u32)>,
}

#[derive(Debug)]
struct InnerScope {
    declared: u32,
    live: u32,
}

impl InnerScopes {
    /// No scope may have a direct `eval`.
    pub fn new(program: &Program<'_>, scoping: &Scoping) -> Self {
        let root = scoping.root_scope_id();
        let live = live_symbols(program, scoping);
        let mentions = scoping.symbol_ids().map(|symbol| scoping.get_resolved_reference_ids(symbol).len());
        let mut inner = Self { mentions: mentions.map(|count| count as u32).collect(), ..Self::default() };
        for (scope, bindings) in scoping.iter_bindings().filter(|(scope, _)| *scope != root) {
            let first = inner.symbols.len();
            // `arguments` would be another thing under another name, and so would any other name be as `arguments`.
            let named = bindings.iter().filter(|(name, _)| name.as_str() != "arguments");
            inner.symbols.extend(named.map(|(_, symbol)| symbol.index() as u32));
            let declared = inner.symbols.len() - first;
            if declared > 0 {
                inner.symbols[first..].sort_unstable();
                inner.symbols.extend(live[scope].iter().map(|symbol| symbol.index() as u32));
                let (declared, live) = (declared as u32, live[scope].len() as u32);
                inner.scopes.push(InnerScope { declared, live });
            }
        }
        // In `(function f(f) {})` the parameter hides the function's own name, which is no binding of the scope then.
        for symbol in scoping.symbol_ids() {
            let scope = scoping.symbol_scope_id(symbol);
            if scope != root
                && let Some(&hiding) = scoping.get_bindings(scope).get(&scoping.symbol_ident(symbol))
                && hiding != symbol
                && scoping.symbol_name(symbol) != "arguments"
            {
                inner.hidden.push((symbol.index() as u32, hiding.index() as u32));
            }
        }
        inner
    }

    /// Where all names stay that are not given.
    pub fn unchanged(scoping: &Scoping) -> Self {
        Self { mentions: vec![0; scoping.symbols_len()], ..Self::default() }
    }

    /// Symbols that get a name.
    pub fn named(&self) -> impl Iterator<Item = usize> {
        let mut rest = self.symbols.as_slice();
        let declared = self.scopes.iter().flat_map(move |scope| {
            let (declared, others) = rest.split_at(scope.declared as usize);
            rest = &others[scope.live as usize..];
            declared
        });
        declared.copied().chain(self.hidden.iter().map(|row| row.0)).map(|symbol| symbol as usize)
    }

    /// Names for all symbols but those of the root scope, which have theirs (`given`).
    ///
    /// `free`: names that the program mentions without declaring them.
    pub fn shorten<'n>(
        &self,
        given: impl Iterator<Item = (usize, &'n str)>,
        free: &'n [String],
    ) -> SymbolNames<'n> {
        let mut naming = Naming {
            mentions: &self.mentions,
            names: SymbolNames { of: vec![None; self.mentions.len()], texts: Vec::new() },
            given: FxHashMap::default(),
            free,
            candidates: Vec::new(),
            next_candidate: 0,
            taken_in: Vec::new(),
        };
        for (symbol, name) in given {
            naming.give_root(symbol, name);
        }
        let mut rest = self.symbols.as_slice();
        for (number, scope) in self.scopes.iter().enumerate() {
            let (declared, others) = rest.split_at(scope.declared as usize);
            let (live, others) = others.split_at(scope.live as usize);
            rest = others;
            naming.name_scope(number, declared, live);
        }
        // What is hidden is hidden on under the new name, and can hide nothing else.
        for &(symbol, hiding) in &self.hidden {
            naming.names.of[symbol as usize] = naming.names.of[hiding as usize];
        }
        naming.names
    }
}

/// What symbols are called.
#[derive(Debug)]
pub struct SymbolNames<'n> {
    of: Vec<Option<NameIdx>>,
    texts: Vec<Cow<'n, str>>,
}

impl SymbolNames<'_> {
    /// `None`: as before.
    pub fn get(&self, symbol: usize) -> Option<&str> {
        self.of[symbol].map(|name| &*self.texts[name as usize])
    }
}

/// Row of [`SymbolNames::texts`].
type NameIdx = u32;

struct Naming<'i, 'n> {
    mentions: &'i [u32],
    names: SymbolNames<'n>,
    given: FxHashMap<&'n str, NameIdx>,
    free: &'n [String],
    /// Names that may be given, shortest first; made as far as they are needed.
    candidates: Vec<NameIdx>,
    next_candidate: u32,
    /// For each name, the last scope in which it was found to be taken.
    taken_in: Vec<Option<usize>>,
}

impl<'n> Naming<'_, 'n> {
    fn add(&mut self, text: Cow<'n, str>) -> NameIdx {
        self.names.texts.push(text);
        self.taken_in.push(None);
        (self.names.texts.len() - 1) as NameIdx
    }

    fn give_root(&mut self, symbol: usize, name: &'n str) {
        let known = self.given.get(name).copied();
        let index = known.unwrap_or_else(|| self.add(Cow::Borrowed(name)));
        self.given.insert(name, index);
        self.names.of[symbol] = Some(index);
    }

    fn candidate(&mut self, position: usize) -> NameIdx {
        while self.candidates.len() <= position {
            let text = base54(self.next_candidate);
            let text = text.as_str();
            self.next_candidate += 1;
            if is_reserved_keyword(text) || self.free.iter().any(|free| free == text) {
                continue;
            }
            let name = match self.given.get(text) {
                Some(&known) => known,
                None => self.add(Cow::Owned(text.to_owned())),
            };
            self.candidates.push(name);
        }
        self.candidates[position]
    }

    fn name_scope(&mut self, scope: usize, declared: &[u32], live: &[u32]) {
        for &symbol in live {
            if let Some(name) = self.names.of[symbol as usize] {
                self.taken_in[name as usize] = Some(scope);
            }
        }
        let mut free = Vec::with_capacity(declared.len());
        let mut position = 0;
        while free.len() < declared.len() {
            let name = self.candidate(position);
            position += 1;
            if self.taken_in[name as usize] != Some(scope) {
                free.push(name);
            }
        }
        self.give(declared, &free);
    }

    /// The shortest names to those that are mentioned most; among names of one length in the order of declaration, in
    /// which functions that look alike get the same names.
    fn give(&mut self, declared: &[u32], free: &[NameIdx]) {
        let length = |name: &NameIdx| self.names.texts[*name as usize].len();
        if free.first().map(length) == free.last().map(length) {
            for (&symbol, &name) in declared.iter().zip(free) {
                self.names.of[symbol as usize] = Some(name);
            }
            return;
        }
        let mut ranked = declared.to_vec();
        ranked.sort_by_key(|&symbol| (Reverse(self.mentions[symbol as usize]), symbol));
        let mut given = Vec::with_capacity(free.len());
        let mut rest = ranked.as_mut_slice();
        for names in free.chunk_by(|a, b| length(a) == length(b)) {
            let (batch, others) = rest.split_at_mut(names.len());
            batch.sort_unstable();
            given.extend(batch.iter().copied().zip(names.iter().copied()));
            rest = others;
        }
        for (symbol, name) in given {
            self.names.of[symbol as usize] = Some(name);
        }
    }
}

/// Where each symbol is live outside of the scope that declares it.
fn live_symbols(program: &Program<'_>, scoping: &Scoping) -> IndexVec<ScopeId, Vec<SymbolId>> {
    let mut live: IndexVec<ScopeId, Vec<SymbolId>> =
        IndexVec::from_vec(vec![Vec::new(); scoping.scopes_len()]);
    let mut vars = Vars { scoping, around: Vec::new(), found: Vec::new() };
    vars.visit_program(program);
    // In the order of symbols, by which the rest of a way is known to be gone.
    vars.found.sort_unstable();
    let mut vars = vars.found.into_iter().peekable();
    for symbol in scoping.symbol_ids() {
        let home = scoping.symbol_scope_id(symbol);
        let declared = std::iter::from_fn(|| vars.next_if(|row| row.0 == symbol)).map(|row| row.1);
        let mentions = scoping.get_resolved_references(symbol).map(Reference::scope_id);
        for used_in in declared.chain(mentions) {
            for scope in scoping.scope_ancestors(used_in).take_while(|&scope| scope != home) {
                // The rest of the way was gone before.
                if live[scope].last() == Some(&symbol) {
                    break;
                }
                live[scope].push(symbol);
            }
        }
    }
    live
}

/// Finds blocks in which a `var` is declared that belongs to the function around: they must not declare the same name.
struct Vars<'s> {
    scoping: &'s Scoping,
    around: Vec<ScopeId>,
    found: Vec<(SymbolId, ScopeId)>,
}

impl<'a> Visit<'a> for Vars<'_> {
    fn enter_scope(&mut self, _: ScopeFlags, scope: &Cell<Option<ScopeId>>) {
        self.around.extend(scope.get());
    }

    fn leave_scope(&mut self) {
        self.around.pop();
    }

    fn visit_variable_declaration(&mut self, it: &VariableDeclaration<'a>) {
        if it.kind.is_var()
            && let Some(&scope) = self.around.last()
        {
            it.bound_names(&mut |name| {
                let symbol = name.symbol_id();
                if self.scoping.symbol_scope_id(symbol) != scope {
                    self.found.push((symbol, scope));
                }
            });
        }
        walk::walk_variable_declaration(self, it);
    }
}

#[cfg(test)]
mod tests {
    use oxc::{
        allocator::Allocator, codegen::Codegen, parser::Parser, semantic::SemanticBuilder, span::SourceType,
        str::Ident,
    };

    use super::*;

    fn renamed(source: &str) -> String {
        let allocator = Allocator::default();
        let program = Parser::new(&allocator, source, SourceType::mjs()).parse().program;
        let mut scoping = SemanticBuilder::new().build(&program).semantic.into_scoping();
        let free: Vec<String> =
            scoping.root_unresolved_references().keys().map(ToString::to_string).collect();
        let roots: Vec<(usize, String)> = scoping
            .get_bindings(scoping.root_scope_id())
            .iter()
            .map(|(name, symbol)| (symbol.index(), name.to_string()))
            .collect();
        let inner = InnerScopes::new(&program, &scoping);
        let names = inner.shorten(roots.iter().map(|(symbol, name)| (*symbol, name.as_str())), &free);
        for symbol in inner.named().filter_map(|symbol| Some((symbol, names.get(symbol)?))) {
            scoping.set_symbol_name(SymbolId::from_usize(symbol.0), Ident::from(symbol.1));
        }
        let printed = Codegen::new().with_scoping(Some(scoping)).build(&program).code;
        printed.split_whitespace().collect::<Vec<_>>().join(" ")
    }

    #[test]
    fn a_given_name_is_free_where_nobody_mentions_it() {
        assert_eq!(
            renamed("let e, t; function n(first, second) { return first + second + t; }"),
            "let e, t; function n(e, n) { return e + n + t; }"
        );
    }

    #[test]
    fn a_name_that_only_an_inner_function_mentions_is_taken() {
        assert_eq!(
            renamed("let e; function t(first) { return () => (second) => first + second + e; }"),
            "let e; function t(t) { return () => (n) => t + n + e; }"
        );
    }

    #[test]
    fn a_var_of_a_block_is_live_in_it() {
        assert_eq!(
            renamed("(function () { { let inner; { var outer; } inner; } outer; });"),
            "(function() { { let t; { var e; } t; } e; });"
        );
    }

    #[test]
    fn names_that_are_declared_nowhere_stay() {
        assert_eq!(renamed("(local) => local + e;"), "(t) => t + e;");
        assert_eq!(renamed("(function (a) { return arguments; });"), "(function(e) { return arguments; });");
    }

    #[test]
    fn a_hidden_name_of_a_function_hides_nothing() {
        assert_eq!(
            renamed("let t; (function e(e, other) { return [e, other, t]; });"),
            "let t; (function e(e, n) { return [ e, n, t ]; });"
        );
    }

    #[test]
    fn the_most_mentioned_names_are_the_shortest() {
        let many: String = (0..70).map(|number| format!("let v{number};")).collect();
        let code = renamed(&format!("(() => {{ {many} v69; v69; v69; }});"));
        let name = code.rsplit("; ").nth(1).unwrap_or_default();
        assert_eq!(name.len(), 1, "{code}");
    }
}

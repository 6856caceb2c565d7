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

use std::cmp::Reverse;

use oxc::{
    mangler::base54,
    semantic::{AstNodes, Reference, Scoping},
    str::Ident,
    syntax::{keyword::is_reserved_keyword, scope::ScopeId, symbol::SymbolId},
};
use oxc_index::IndexVec;
use rustc_hash::FxHashMap;

/// Renames all symbols but those of the root scope, which have theirs. No scope may have a direct `eval`.
pub fn shorten_inner_names(scoping: &mut Scoping, nodes: &AstNodes<'_>) {
    let mut naming = Naming::new(scoping, nodes);
    let root = scoping.root_scope_id();
    for scope in scoping.iter_bindings().map(|(scope, _)| scope).filter(|&scope| scope != root) {
        naming.name_scope(scope);
    }
    naming.name_hidden();
    let Naming { texts, names, .. } = naming;
    for (symbol, name) in names.into_iter_enumerated() {
        if let Some(name) = name
            && scoping.symbol_scope_id(symbol) != root
        {
            scoping.set_symbol_name(symbol, Ident::from(texts[name].as_str()));
        }
    }
}

/// Row of [`Naming::texts`].
type NameIdx = usize;

struct Naming<'s> {
    scoping: &'s Scoping,
    /// Symbols declared around each scope that are live in it.
    live: IndexVec<ScopeId, Vec<SymbolId>>,
    names: IndexVec<SymbolId, Option<NameIdx>>,
    texts: Vec<String>,
    of_texts: FxHashMap<String, NameIdx>,
    /// Names that may be given, shortest first; made as far as they are needed.
    candidates: Vec<NameIdx>,
    next_candidate: u32,
    /// For each name, the last scope in which it was found to be taken.
    taken_in: Vec<Option<ScopeId>>,
}

impl<'s> Naming<'s> {
    fn new(scoping: &'s Scoping, nodes: &AstNodes<'_>) -> Self {
        let mut naming = Self {
            scoping,
            live: live_symbols(scoping, nodes),
            names: IndexVec::from_vec(vec![None; scoping.symbols_len()]),
            texts: Vec::new(),
            of_texts: FxHashMap::default(),
            candidates: Vec::new(),
            next_candidate: 0,
            taken_in: Vec::new(),
        };
        for &symbol in scoping.get_bindings(scoping.root_scope_id()).values() {
            naming.names[symbol] = Some(naming.intern(scoping.symbol_name(symbol).to_owned()));
        }
        naming
    }

    fn intern(&mut self, text: String) -> NameIdx {
        if let Some(&known) = self.of_texts.get(&text) {
            return known;
        }
        self.texts.push(text.clone());
        self.taken_in.push(None);
        self.of_texts.insert(text, self.texts.len() - 1);
        self.texts.len() - 1
    }

    fn candidate(&mut self, position: usize) -> NameIdx {
        let scoping = self.scoping;
        while self.candidates.len() <= position {
            let text = base54(self.next_candidate).as_str().to_owned();
            self.next_candidate += 1;
            let is_free = scoping.root_unresolved_references().contains_key(&Ident::from(text.as_str()));
            if !is_reserved_keyword(&text) && !is_free {
                let name = self.intern(text);
                self.candidates.push(name);
            }
        }
        self.candidates[position]
    }

    fn name_scope(&mut self, scope: ScopeId) {
        let scoping = self.scoping;
        let bindings = scoping.get_bindings(scope);
        // `arguments` would be another thing under another name, and so would any other name be as `arguments`.
        let mut symbols: Vec<SymbolId> = bindings
            .iter()
            .filter(|(name, _)| name.as_str() != "arguments")
            .map(|(_, &symbol)| symbol)
            .collect();
        if symbols.is_empty() {
            return;
        }
        for &symbol in &self.live[scope] {
            if let Some(name) = self.names[symbol] {
                self.taken_in[name] = Some(scope);
            }
        }
        let mut free = Vec::with_capacity(symbols.len());
        let mut position = 0;
        while free.len() < symbols.len() {
            let name = self.candidate(position);
            position += 1;
            if self.taken_in[name] != Some(scope) {
                free.push(name);
            }
        }
        self.give(&mut symbols, &free);
    }

    /// The shortest names to those that are mentioned most; among names of one length in the order of declaration, in
    /// which functions that look alike get the same names.
    fn give(&mut self, symbols: &mut [SymbolId], free: &[NameIdx]) {
        let scoping = self.scoping;
        let length = |name: &NameIdx| self.texts[*name].len();
        let mut rest = symbols;
        if free.first().map(length) != free.last().map(length) {
            rest.sort_by_key(|&symbol| (Reverse(scoping.get_resolved_reference_ids(symbol).len()), symbol));
        }
        let mut given = Vec::with_capacity(free.len());
        for names in free.chunk_by(|a, b| length(a) == length(b)) {
            let (batch, others) = rest.split_at_mut(names.len());
            batch.sort_unstable();
            given.extend(batch.iter().copied().zip(names.iter().copied()));
            rest = others;
        }
        for (symbol, name) in given {
            self.names[symbol] = Some(name);
        }
    }

    /// In `(function f(f) {})` the parameter hides the function's own name, which is no binding of the scope then. It
    /// is hidden on under the parameter's new name, and can hide nothing else.
    fn name_hidden(&mut self) {
        let scoping = self.scoping;
        for symbol in scoping.symbol_ids().filter(|&symbol| self.names[symbol].is_none()).collect::<Vec<_>>()
        {
            let name = scoping.symbol_name(symbol);
            let bindings = scoping.get_bindings(scoping.symbol_scope_id(symbol));
            self.names[symbol] = bindings.get(name).and_then(|&hiding| self.names[hiding]);
        }
    }
}

/// Where each symbol is live outside of the scope that declares it.
fn live_symbols(scoping: &Scoping, nodes: &AstNodes<'_>) -> IndexVec<ScopeId, Vec<SymbolId>> {
    let mut live: IndexVec<ScopeId, Vec<SymbolId>> =
        IndexVec::from_vec(vec![Vec::new(); scoping.scopes_len()]);
    for symbol in scoping.symbol_ids() {
        let home = scoping.symbol_scope_id(symbol);
        // `var` is declared in blocks of its function, which must not declare the same name.
        let declarations = std::iter::once(scoping.symbol_declaration(symbol))
            .chain(scoping.symbol_redeclarations(symbol).iter().map(|again| again.declaration))
            .map(|node| nodes.get_node(node).scope_id());
        let mentions = scoping.get_resolved_references(symbol).map(Reference::scope_id);
        for used_in in declarations.chain(mentions) {
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

#[cfg(test)]
mod tests {
    use oxc::{
        allocator::Allocator, codegen::Codegen, parser::Parser, semantic::SemanticBuilder, span::SourceType,
    };

    use super::*;

    fn renamed(source: &str) -> String {
        let allocator = Allocator::default();
        let program = Parser::new(&allocator, source, SourceType::mjs()).parse().program;
        let mut semantic = SemanticBuilder::new().with_build_nodes(true).build(&program).semantic;
        let (scoping, nodes) = semantic.scoping_mut_and_nodes();
        shorten_inner_names(scoping, nodes);
        let printed = Codegen::new().with_scoping(Some(semantic.into_scoping())).build(&program).code;
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

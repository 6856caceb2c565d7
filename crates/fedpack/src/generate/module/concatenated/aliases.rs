//! A second name for a value that has one: `const total = own;`. All members may call the value by its first name.
//!
//! ```js
//! function trim(text) { … }              // → function trim(text) { … }
//! export default trim;                   //   what imports the default calls `trim`
//! ```

use oxc::{
    allocator::TakeIn,
    ast::ast::*,
    ast_visit::VisitMut,
    semantic::{Reference, Scoping},
    syntax::symbol::SymbolId,
};
use rustc_hash::FxHashMap;

use super::{super::builder::Js, names::walk_renamed_property};

/// A top-level name, and the one that stands for the same value.
pub struct Alias {
    pub alias: String,
    pub of: String,
}

/// Takes the declarations of second names out of `program`, and puts the first where they were read.
///
/// `is_settled`: whether an imported name, which another member declares, has its value for good by now.
pub fn take_aliases<'a>(
    js: Js<'a>,
    program: &mut Program<'a>,
    scoping: &Scoping,
    is_settled: impl Fn(&str) -> bool,
) -> Vec<Alias> {
    let mut search = Search { scoping, is_settled, declared: FxHashMap::default(), found: Vec::new() };
    // Functions are there before their statements are reached.
    for statement in &program.body {
        if let Statement::FunctionDeclaration(function) = statement {
            search.declare(function.id.as_ref());
        }
    }
    for statement in &mut program.body {
        match statement {
            Statement::VariableDeclaration(declaration) if !declaration.kind.is_using() => {
                let kind = declaration.kind;
                let all = declaration.declarations.take_in(&js.allocator);
                declaration.declarations = js.vec(all.into_iter().filter(|row| !search.take(kind, row)));
            }
            Statement::ClassDeclaration(class) => search.declare(class.id.as_ref()),
            _ => {}
        }
    }
    let found = search.found;
    if found.is_empty() {
        return Vec::new();
    }
    program.body.retain(
        |statement| !matches!(statement, Statement::VariableDeclaration(row) if row.declarations.is_empty()),
    );
    let names = found.iter().map(|&(alias, of)| (alias, js.text(scoping.symbol_name(of)))).collect();
    Renamer { scoping, names }.visit_program(program);
    let name = |symbol| scoping.symbol_name(symbol).to_owned();
    found.into_iter().map(|(alias, of)| Alias { alias: name(alias), of: name(of) }).collect()
}

struct Search<'s, F> {
    scoping: &'s Scoping,
    is_settled: F,
    /// Names that have their value for good at this point of the program; of aliases, with what they stand for.
    declared: FxHashMap<SymbolId, Option<SymbolId>>,
    found: Vec<(SymbolId, SymbolId)>,
}

impl<F: Fn(&str) -> bool> Search<'_, F> {
    fn declare(&mut self, id: Option<&BindingIdentifier<'_>>) {
        if let Some(symbol) = id.and_then(|id| id.symbol_id.get())
            && self.is_constant(symbol)
        {
            self.declared.insert(symbol, None);
        }
    }

    fn is_constant(&self, symbol: SymbolId) -> bool {
        self.scoping.symbol_redeclarations(symbol).is_empty()
            && !self.scoping.get_resolved_references(symbol).any(Reference::is_write)
    }

    /// Whether the declarator only gives a second name.
    fn take(&mut self, kind: VariableDeclarationKind, declarator: &VariableDeclarator<'_>) -> bool {
        let BindingPattern::BindingIdentifier(id) = &declarator.id else { return false };
        let Some(symbol) = id.symbol_id.get().filter(|&symbol| self.is_constant(symbol)) else {
            return false;
        };
        let of = match &declarator.init {
            // A `var` is `undefined` until then.
            Some(Expression::Identifier(value)) if !kind.is_var() => self.settled(value),
            _ => None,
        };
        let of = of.filter(|&of| self.means_the_same_everywhere(symbol, of));
        self.declared.insert(symbol, of);
        self.found.extend(of.map(|of| (symbol, of)));
        of.is_some()
    }

    fn settled(&self, value: &IdentifierReference<'_>) -> Option<SymbolId> {
        let symbol = self.scoping.get_reference(value.reference_id.get()?).symbol_id()?;
        if self.scoping.symbol_flags(symbol).is_import() {
            return (self.is_settled)(self.scoping.symbol_name(symbol)).then_some(symbol);
        }
        Some(self.declared.get(&symbol)?.unwrap_or(symbol))
    }

    /// No scope with a reference to `alias` has another meaning for the name of `of`.
    fn means_the_same_everywhere(&self, alias: SymbolId, of: SymbolId) -> bool {
        let name = self.scoping.symbol_ident(of);
        let mut references = self.scoping.get_resolved_references(alias);
        references.all(|reference| self.scoping.find_binding(reference.scope_id(), name) == Some(of))
    }
}

struct Renamer<'s, 'a> {
    scoping: &'s Scoping,
    names: FxHashMap<SymbolId, &'a str>,
}

impl<'a> VisitMut<'a> for Renamer<'_, 'a> {
    fn visit_identifier_reference(&mut self, it: &mut IdentifierReference<'a>) {
        let reference = it.reference_id.get();
        let symbol = reference.and_then(|reference| self.scoping.get_reference(reference).symbol_id());
        if let Some(name) = symbol.and_then(|symbol| self.names.get(&symbol)) {
            it.name = (*name).into();
        }
    }

    fn visit_object_property(&mut self, it: &mut ObjectProperty<'a>) {
        walk_renamed_property(self, it);
    }
}

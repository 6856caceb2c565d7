//! A declaration on its way from one member to another.

use std::sync::Arc;

use oxc::{
    allocator::{Allocator, CloneIn},
    ast::ast::*,
    ast_visit::VisitMut,
    semantic::{Scoping, SemanticBuilder},
    span::{SPAN, SourceType, Span},
    syntax::symbol::SymbolId,
};
use rustc_hash::FxHashMap;

use super::{super::builder::Js, names::walk_renamed_property, shared_scope::SharedName};
use crate::scan::ecma::ast::{EcmaAst, Written, empty_program};

/// One statement in an arena of its own. Where it mentions the shared scope, a placeholder says which of `names` it
/// means; the first of them is what it declares.
pub struct Piece {
    ast: EcmaAst,
    names: Vec<SharedName>,
}

fn placeholder(number: usize) -> String {
    format!("__FEDPACK_MOVED_{number}__")
}

impl Piece {
    /// `known`: what names of the member mean that are not declared in `statement`, and the one that is.
    pub fn new(
        statement: &Statement<'_>,
        declares: SharedName,
        known: &FxHashMap<String, SharedName>,
    ) -> Self {
        let mut names = vec![declares];
        let ast = EcmaAst::build(Arc::from(""), Written::Tree, |owner| {
            let js = Js::new(&owner.allocator);
            let mut program = empty_program(owner);
            program.source_type = SourceType::mjs();
            program.body = js.vec([statement.clone_in(&owner.allocator)]);
            let scoping = SemanticBuilder::new().build(&program).semantic.into_scoping();
            Detacher { js, scoping: &scoping, known, names: &mut names }.visit_program(&mut program);
            Ok::<_, ()>(program)
        });
        Self { ast: ast.unwrap_or_else(|()| unreachable!("a statement has no errors")), names }
    }

    pub fn declares(&self) -> SharedName {
        self.names[0]
    }

    /// Names of the shared scope in it, its own first.
    pub fn mentions(&self) -> impl Iterator<Item = SharedName> {
        self.names.iter().copied()
    }

    /// The statement in the arena of another member, in which `local` gives names for those of the shared scope.
    pub fn into_statement<'a>(
        mut self,
        allocator: &'a Allocator,
        local: impl FnMut(SharedName) -> String,
    ) -> Statement<'a> {
        let js = Js::new(allocator);
        let locals = self.names.iter().copied().map(local);
        let names = locals.enumerate().map(|(number, name)| (placeholder(number), js.text(&name))).collect();
        let mut statement = self.ast.with_mut(|_, program| program.body[0].clone_in(allocator));
        Attacher { names }.visit_statement(&mut statement);
        statement
    }
}

/// Gives names of the shared scope their placeholders.
struct Detacher<'p, 'a> {
    js: Js<'a>,
    scoping: &'p Scoping,
    known: &'p FxHashMap<String, SharedName>,
    names: &'p mut Vec<SharedName>,
}

impl<'a> Detacher<'_, 'a> {
    /// `symbol`: what the statement itself declares by the name.
    fn name(&mut self, name: &str, symbol: Option<SymbolId>) -> Option<&'a str> {
        let root = self.scoping.root_scope_id();
        if symbol.is_some_and(|symbol| self.scoping.symbol_scope_id(symbol) != root) {
            return None;
        }
        let &meant = self.known.get(name)?;
        let number = self.names.iter().position(|&known| known == meant).unwrap_or_else(|| {
            self.names.push(meant);
            self.names.len() - 1
        });
        Some(self.js.text(&placeholder(number)))
    }
}

impl<'a> VisitMut<'a> for Detacher<'_, 'a> {
    fn visit_binding_identifier(&mut self, it: &mut BindingIdentifier<'a>) {
        if let Some(name) = self.name(&it.name, it.symbol_id.get()) {
            it.name = name.into();
        }
    }

    fn visit_identifier_reference(&mut self, it: &mut IdentifierReference<'a>) {
        let reference = it.reference_id.get();
        let symbol = reference.and_then(|reference| self.scoping.get_reference(reference).symbol_id());
        if let Some(name) = self.name(&it.name, symbol) {
            it.name = name.into();
        }
    }

    fn visit_object_property(&mut self, it: &mut ObjectProperty<'a>) {
        walk_renamed_property(self, it);
    }

    /// Positions are those of another file.
    fn visit_span(&mut self, it: &mut Span) {
        *it = SPAN;
    }
}

/// Gives placeholders the names of the new owner.
struct Attacher<'a> {
    names: FxHashMap<String, &'a str>,
}

impl<'a> VisitMut<'a> for Attacher<'a> {
    fn visit_binding_identifier(&mut self, it: &mut BindingIdentifier<'a>) {
        if let Some(&name) = self.names.get(it.name.as_str()) {
            it.name = name.into();
        }
    }

    fn visit_identifier_reference(&mut self, it: &mut IdentifierReference<'a>) {
        if let Some(&name) = self.names.get(it.name.as_str()) {
            it.name = name.into();
        }
    }
}

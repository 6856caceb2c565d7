//! Files that are bundles themselves declare names of the bundler.
//!
//! ```js
//! // dist/lib.js, made by webpack
//! function __webpack_require__(id) { … }
//! export const answer = __webpack_require__(940).value;
//! // becomes
//! function __nested_webpack_require__(id) { … }
//! export const answer = __nested_webpack_require__(940).value;
//! ```
//!
//! What generate puts into such a file would call the file's own function otherwise, at whatever depth it is declared.

use oxc::{
    allocator::Allocator,
    ast::ast::*,
    ast_visit::{Visit, VisitMut, walk, walk_mut},
    semantic::{Scoping, SemanticBuilder},
};
use oxc_ecmascript::BoundNames;

use super::ast::{EXPORTS, REQUIRE};

/// Renames them. New scoping, if there are any.
pub fn rename<'a>(allocator: &'a Allocator, program: &mut Program<'a>, scoping: &Scoping) -> Option<Scoping> {
    // Most files have neither name, and nearly all others use them without declaring them.
    let names = [REQUIRE, EXPORTS].into_iter().filter(|name| program.source_text.contains(*name));
    let declared: Vec<&'static str> = names
        .filter(|name| scoping.symbol_ids().any(|symbol| scoping.symbol_name(symbol) == *name))
        .collect();
    if declared.is_empty() || is_seen_from_outside(program, &declared) {
        return None;
    }
    let renamed = declared.into_iter().map(|name| {
        let mut other = name.replacen("__", "__nested_", 1);
        while program.source_text.contains(&other) {
            other.push('_');
        }
        let other: &'a str = allocator.alloc_str(&other);
        (name, Ident::from(other))
    });
    let renamed: Vec<_> = renamed.collect();
    Rename { scoping, renamed: &renamed }.visit_program(program);
    Some(SemanticBuilder::new().build(program).semantic.into_scoping())
}

/// The name is that of an export, of a key that is assigned to, or may be in code that is evaluated.
fn is_seen_from_outside(program: &Program<'_>, names: &[&'static str]) -> bool {
    struct Finder<'n> {
        names: &'n [&'static str],
        found: bool,
    }
    impl<'a> Visit<'a> for Finder<'_> {
        fn visit_export_declaration(&mut self, it: &ExportDeclaration<'a>) {
            let names = self.names;
            it.declaration.bound_names(&mut |name| self.found |= names.contains(&name.name.as_str()));
            walk::walk_export_declaration(self, it);
        }
        fn visit_assignment_target_property_identifier(
            &mut self,
            it: &AssignmentTargetPropertyIdentifier<'a>,
        ) {
            self.found |= self.names.contains(&it.binding.name.as_str());
            walk::walk_assignment_target_property_identifier(self, it);
        }
        fn visit_call_expression(&mut self, it: &CallExpression<'a>) {
            self.found |= it.callee.is_specific_id("eval");
            walk::walk_call_expression(self, it);
        }
    }
    let mut finder = Finder { names, found: false };
    finder.visit_program(program);
    finder.found
}

struct Rename<'s, 'a> {
    scoping: &'s Scoping,
    renamed: &'s [(&'static str, Ident<'a>)],
}

impl<'a> Rename<'_, 'a> {
    fn other(&self, name: &str) -> Option<Ident<'a>> {
        self.renamed.iter().find(|(old, _)| *old == name).map(|&(_, new)| new)
    }
}

impl<'a> VisitMut<'a> for Rename<'_, 'a> {
    fn visit_binding_identifier(&mut self, it: &mut BindingIdentifier<'a>) {
        if let Some(other) = self.other(&it.name) {
            it.name = other;
        }
    }

    fn visit_identifier_reference(&mut self, it: &mut IdentifierReference<'a>) {
        let Some(other) = self.other(&it.name) else { return };
        let reference = it.reference_id.get();
        if reference.is_some_and(|reference| self.scoping.get_reference(reference).symbol_id().is_some()) {
            it.name = other;
        }
    }

    fn visit_object_property(&mut self, it: &mut ObjectProperty<'a>) {
        walk_mut::walk_object_property(self, it);
        it.shorthand &= !self.renamed.iter().any(|(_, new)| it.value.is_specific_id(new));
    }

    fn visit_binding_property(&mut self, it: &mut BindingProperty<'a>) {
        walk_mut::walk_binding_property(self, it);
        let names = it.value.get_binding_identifiers();
        it.shorthand &= !names.iter().any(|name| self.renamed.iter().any(|(_, new)| name.name == *new));
    }
}

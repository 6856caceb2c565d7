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
//! What generate puts into such a file would call the file's own function otherwise, at whatever depth it is declared. So it is
//! with `URL`, which addresses are made with, in a file that has `import.meta`.
//!
//! Code that is evaluated may ask for a name, so beside a direct `eval` functions keep theirs. What is declared at the top of the
//! file cannot: it would stand beside the parameters of the module's function.

use oxc::{
    allocator::{Allocator, ArenaBox, ArenaVec, TakeIn},
    ast::{ast::*, builder::AstBuilder},
    ast_visit::{Visit, VisitMut, walk, walk_mut},
    semantic::{Scoping, SemanticBuilder},
    span::SPAN,
    syntax::symbol::SymbolId,
};
use oxc_ecmascript::BoundNames;

use super::ast::{EXPORTS, REQUIRE};

/// What `import.meta.url` and addresses of files are made with.
const URL: &str = "URL";

/// Renames them. New scoping, if there are any.
pub fn rename<'a>(allocator: &'a Allocator, program: &mut Program<'a>, scoping: &Scoping) -> Option<Scoping> {
    // Most files have none of the names, and nearly all others use them without declaring them.
    let has_addresses = program.source_text.contains("import.meta");
    let names = [REQUIRE, EXPORTS].into_iter().chain(has_addresses.then_some(URL));
    let names = names.filter(|name| program.source_text.contains(*name));
    let declared: Vec<&'static str> = names
        .filter(|name| scoping.symbol_ids().any(|symbol| scoping.symbol_name(symbol) == *name))
        .collect();
    if declared.is_empty() {
        return None;
    }
    let only_at_top = has_eval(program);
    let renamed = declared.into_iter().map(|name| {
        let mut other = name.replacen("__", "__nested_", 1);
        while program.source_text.contains(&other) {
            other.push('_');
        }
        let other: &'a str = allocator.alloc_str(&other);
        (name, Ident::from(other))
    });
    let renamed: Vec<_> = renamed.collect();
    let mut rename = Rename { scoping, renamed: &renamed, only_at_top, builder: AstBuilder::new(allocator) };
    rename.visit_program(program);
    rename.keep_exports(program);
    Some(SemanticBuilder::new().build(program).semantic.into_scoping())
}

/// The names may be in code that is evaluated.
fn has_eval(program: &Program<'_>) -> bool {
    struct Finder(bool);
    impl<'a> Visit<'a> for Finder {
        fn visit_call_expression(&mut self, it: &CallExpression<'a>) {
            self.0 |= it.callee.is_specific_id("eval");
            walk::walk_call_expression(self, it);
        }
    }
    let mut finder = Finder(false);
    finder.visit_program(program);
    finder.0
}

struct Rename<'s, 'a> {
    scoping: &'s Scoping,
    renamed: &'s [(&'static str, Ident<'a>)],
    only_at_top: bool,
    builder: AstBuilder<'a>,
}

impl<'a> Rename<'_, 'a> {
    fn other(&self, name: &str) -> Option<Ident<'a>> {
        self.renamed.iter().find(|(old, _)| *old == name).map(|&(_, new)| new)
    }

    fn is_renamed(&self, symbol: Option<SymbolId>) -> bool {
        symbol.is_some_and(|symbol| {
            !self.only_at_top || self.scoping.symbol_scope_id(symbol) == self.scoping.root_scope_id()
        })
    }

    /// `export const __webpack_require__ = 1` → `const __nested_webpack_require__ = 1`, and
    /// `export { __nested_webpack_require__ as __webpack_require__ }`.
    fn keep_exports(&self, program: &mut Program<'a>) {
        let mut specifiers = ArenaVec::new_in(&self.builder);
        for statement in &mut program.body {
            let Statement::ExportDeclaration(export) = &*statement else { continue };
            let mut names = Vec::new();
            export.declaration.bound_names(&mut |name| names.push(name.name));
            let old =
                |name: &Ident<'a>| self.renamed.iter().find(|(_, new)| new == name).map(|(old, _)| *old);
            if !names.iter().any(|name| old(name).is_some()) {
                continue;
            }
            for name in names {
                let local = ModuleExportName::new_identifier_reference(SPAN, name, &self.builder);
                let exported = old(&name).map_or(name, Ident::from);
                let exported = ModuleExportName::new_identifier_name(SPAN, exported, &self.builder);
                let kind = ImportOrExportKind::Value;
                specifiers.push(ExportSpecifier::new(SPAN, local, exported, kind, &self.builder));
            }
            let Statement::ExportDeclaration(export) = statement.take_in(&self.builder) else { continue };
            *statement = Statement::from(export.unbox().declaration);
        }
        if !specifiers.is_empty() {
            let kind = ImportOrExportKind::Value;
            let exports = Statement::new_export_named_declaration(SPAN, specifiers, kind, &self.builder);
            program.body.push(exports);
        }
    }
}

impl<'a> VisitMut<'a> for Rename<'_, 'a> {
    fn visit_binding_identifier(&mut self, it: &mut BindingIdentifier<'a>) {
        if let Some(other) = self.other(&it.name)
            && self.is_renamed(it.symbol_id.get())
        {
            it.name = other;
        }
    }

    fn visit_identifier_reference(&mut self, it: &mut IdentifierReference<'a>) {
        let Some(other) = self.other(&it.name) else { return };
        let reference = it.reference_id.get();
        if self.is_renamed(reference.and_then(|it| self.scoping.get_reference(it).symbol_id())) {
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

    fn visit_assignment_target_property(&mut self, it: &mut AssignmentTargetProperty<'a>) {
        let short = match &*it {
            AssignmentTargetProperty::AssignmentTargetPropertyIdentifier(short) => Some(short.binding.name),
            AssignmentTargetProperty::AssignmentTargetPropertyProperty(_) => None,
        };
        walk_mut::walk_assignment_target_property(self, it);
        let Some(old) = short.filter(|name| self.other(name).is_some()) else { return };
        let AssignmentTargetProperty::AssignmentTargetPropertyIdentifier(short) = it.take_in(&self.builder)
        else {
            return;
        };
        let short = short.unbox();
        let span = short.span;
        let binding = AssignmentTarget::from(SimpleAssignmentTarget::AssignmentTargetIdentifier(
            ArenaBox::new_in(short.binding, &self.builder),
        ));
        let binding = match short.init {
            Some(init) => AssignmentTargetMaybeDefault::new_assignment_target_with_default(
                span,
                binding,
                init,
                &self.builder,
            ),
            None => AssignmentTargetMaybeDefault::from(binding),
        };
        let key = PropertyKey::new_static_identifier(span, old, &self.builder);
        *it = AssignmentTargetProperty::new_assignment_target_property_property(
            span,
            key,
            binding,
            false,
            &self.builder,
        );
    }
}

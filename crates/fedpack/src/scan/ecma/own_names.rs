//! Names of a module that generate has parameters of: `var __webpack_exports__ = …` at its top, as in files that a bundler
//! has written before, would hide what the module's factory is given.
//!
//! ```js
//! var __webpack_exports__ = start();        // var own__webpack_exports__ = start();
//! ```

use oxc::{
    allocator::Allocator,
    ast::ast::*,
    ast_visit::{VisitMut, walk_mut},
    semantic::Scoping,
    syntax::symbol::SymbolId,
};

const PARAMETERS: [&str; 2] = ["__webpack_exports__", "__webpack_require__"];

/// Gives these names another spelling, wherever the module means its own.
pub fn rename<'a>(allocator: &'a Allocator, program: &mut Program<'a>, scoping: &mut Scoping) {
    for name in PARAMETERS {
        if !program.source_text.contains(name) {
            continue;
        }
        let Some(symbol) = scoping.get_root_binding(name.into()) else { continue };
        let mut own = format!("own{name}");
        while program.source_text.contains(&own) {
            own.insert(0, '_');
        }
        let own: &'a str = allocator.alloc_str(&own);
        Renamer { scoping, symbol, name: own }.visit_program(program);
        scoping.rename_symbol(symbol, scoping.root_scope_id(), own.into());
    }
}

struct Renamer<'a, 's> {
    scoping: &'s Scoping,
    symbol: SymbolId,
    name: &'a str,
}

impl<'a> VisitMut<'a> for Renamer<'a, '_> {
    fn visit_binding_identifier(&mut self, it: &mut BindingIdentifier<'a>) {
        if it.symbol_id.get() == Some(self.symbol) {
            it.name = self.name.into();
        }
    }

    fn visit_identifier_reference(&mut self, it: &mut IdentifierReference<'a>) {
        let symbol = it.reference_id.get().and_then(|it| self.scoping.get_reference(it).symbol_id());
        if symbol == Some(self.symbol) {
            it.name = self.name.into();
        }
    }

    fn visit_object_property(&mut self, it: &mut ObjectProperty<'a>) {
        walk_mut::walk_object_property(self, it);
        it.shorthand &=
            matches!(&it.value, Expression::Identifier(value) if it.key.is_specific_static_name(&value.name));
    }

    fn visit_binding_property(&mut self, it: &mut BindingProperty<'a>) {
        walk_mut::walk_binding_property(self, it);
        let value = match &it.value {
            BindingPattern::AssignmentPattern(pattern) => &pattern.left,
            value => value,
        };
        it.shorthand &= matches!(value, BindingPattern::BindingIdentifier(value) if it.key.is_specific_static_name(&value.name));
    }
}

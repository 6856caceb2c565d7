//! `{ __proto__ }` is a property of that name, and `{ __proto__: value }` sets the prototype. The variable may get another name,
//! and the property is spelled out then:
//!
//! ```js
//! ({ __proto__ })        // ({ ["__proto__"]: __proto__ })
//! ```

use oxc::{
    allocator::Allocator,
    ast::{ast::*, builder::AstBuilder},
    ast_visit::{VisitMut, walk_mut},
    span::GetSpan as _,
};

const PROTOTYPE: &str = "__proto__";

/// Spells such properties out so that they are what they are, whatever the variable is called.
pub fn spell_out<'a>(allocator: &'a Allocator, program: &mut Program<'a>) {
    if program.source_text.contains(PROTOTYPE) {
        Speller { builder: AstBuilder::new(allocator) }.visit_program(program);
    }
}

struct Speller<'a> {
    builder: AstBuilder<'a>,
}

impl<'a> VisitMut<'a> for Speller<'a> {
    fn visit_object_property(&mut self, it: &mut ObjectProperty<'a>) {
        walk_mut::walk_object_property(self, it);
        if it.shorthand && it.value.is_specific_id(PROTOTYPE) {
            let key = Expression::new_string_literal(it.key.span(), PROTOTYPE, None, &self.builder);
            it.key = PropertyKey::from(key);
            it.shorthand = false;
            it.computed = true;
        }
    }
}

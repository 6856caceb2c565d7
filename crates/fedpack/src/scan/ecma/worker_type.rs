//! What kind of script a worker is started as: the kind that the build writes, whatever the sources say.
//!
//! ```js
//! new Worker(url, { type: "module", name: "w" })   // { type: void 0, name: "w" }
//! // with `output.module`:
//! new Worker(url)                                  // new Worker(url, { type: "module" })
//! new Worker(url, { name: "w" })                   // { name: "w", type: "module" }
//! new SharedWorker(url, "w")                       // { name: "w", type: "module" }
//! new Worker(url, options)                         // { ...options, type: "module" }
//! new Worker(url, { type: "module", ...options })  // { type: "module", ...options, type: "module" }
//! ```
//!
//! As webpack does it. Options that stand elsewhere are left alone unless the output is a module: a script that is started
//! as one has no `importScripts`, but they may say anything.

use oxc::{
    allocator::{ArenaVec, TakeIn},
    ast::{ast::*, builder::AstBuilder},
    span::SPAN,
};

use super::{default_name::property, visitor::Visitor};

const MODULE: &str = "module";
const TYPE: &str = "type";

impl<'a> Visitor<'a, '_> {
    /// `arguments` of a worker: its address, and perhaps options.
    pub(super) fn settle_worker_type(&self, arguments: &mut ArenaVec<'a, Argument<'a>>) {
        let builder = &self.builder;
        let is_module = self.settings.outputs_modules;
        let Some(options) = arguments.get_mut(1) else {
            if is_module {
                arguments.push(Argument::from(object([type_property(builder)], builder)));
            }
            return;
        };
        match options.as_expression_mut() {
            Some(Expression::ObjectExpression(options)) => {
                // What is spread behind it may have another one.
                let is_spread =
                    |kind: &ObjectPropertyKind<'a>| matches!(kind, ObjectPropertyKind::SpreadProperty(_));
                let last_spread = options.properties.iter().rposition(is_spread).filter(|_| is_module);
                let settled = last_spread.map_or(0, |spread| spread + 1);
                let written = options.properties.iter_mut().skip(settled).rev().find_map(type_of);
                match written {
                    Some(value) if is_module => {
                        *value = Expression::new_string_literal(SPAN, MODULE, None, builder)
                    }
                    Some(value) => *value = Expression::new_void_0(SPAN, builder),
                    None if is_module => options.properties.push(type_property(builder)),
                    None => {}
                }
            }
            Some(options) if is_module => {
                let value = options.take_in(&self.allocator);
                let given = match value {
                    Expression::StringLiteral(_) | Expression::TemplateLiteral(_) => {
                        property("name", value, builder)
                    }
                    _ => ObjectPropertyKind::new_spread_property(SPAN, value, builder),
                };
                *options = object([given, type_property(builder)], builder);
            }
            // A list of arguments that is spread may hold anything.
            Some(_) | None => {}
        }
    }
}

/// The value of `type: …`.
fn type_of<'o, 'a>(kind: &'o mut ObjectPropertyKind<'a>) -> Option<&'o mut Expression<'a>> {
    match kind {
        ObjectPropertyKind::ObjectProperty(property) => {
            let is_type = property.key.static_name().is_some_and(|name| name == TYPE);
            is_type.then_some(&mut property.value)
        }
        ObjectPropertyKind::SpreadProperty(_) => None,
    }
}

fn type_property<'a>(builder: &AstBuilder<'a>) -> ObjectPropertyKind<'a> {
    property(TYPE, Expression::new_string_literal(SPAN, MODULE, None, builder), builder)
}

fn object<'a, const N: usize>(
    properties: [ObjectPropertyKind<'a>; N],
    builder: &AstBuilder<'a>,
) -> Expression<'a> {
    Expression::new_object_expression(SPAN, properties, builder)
}

//! Which top-level statements may be dropped when nobody needs what they declare.

use oxc::ast::ast::{Expression, IdentifierReference, Statement};
use oxc_ecmascript::{
    GlobalContext,
    side_effects::{MayHaveSideEffects, MayHaveSideEffectsContext, PropertyReadSideEffects},
};

use super::ast::ReferenceMark;

/// Asks oxc's side effect analysis with the marks that scan has written.
pub fn has_side_effects(statement: &Statement<'_>) -> bool {
    match statement {
        Statement::EmptyStatement(_) => false,
        statement => statement.may_have_side_effects(&MarkedReferences),
    }
}

struct MarkedReferences;

impl<'a> GlobalContext<'a> for MarkedReferences {
    fn is_global_reference(&self, reference: &IdentifierReference<'a>) -> bool {
        ReferenceMark::decode(reference.reference_id.get()) == ReferenceMark::Global
    }
}

impl<'a> MayHaveSideEffectsContext<'a> for MarkedReferences {
    fn annotations(&self) -> bool {
        true
    }

    fn manual_pure_functions(&self, _: &Expression) -> bool {
        false
    }

    fn property_read_side_effects(&self) -> PropertyReadSideEffects {
        PropertyReadSideEffects::All
    }

    fn unknown_global_side_effects(&self) -> bool {
        true
    }
}

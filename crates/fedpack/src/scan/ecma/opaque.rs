//! Modules of `module.noParse`: their text is kept, whatever it asks for.

use fedpack_graph::summary::{ModuleFeatures, ModuleSummary};
use oxc::{
    ast::ast::{IdentifierReference, Program},
    ast_visit::Visit,
};

use super::ast::ReferenceMark;

/// The module is CommonJS with all that a function around it gives: `module`, `exports` and `this`. `require` is the
/// platform's, or its own: mostly such files are bundles of another tool.
pub fn leave_as_it_is(program: &Program<'_>, summary: &mut ModuleSummary) {
    summary.features |= ModuleFeatures::MODULE | ModuleFeatures::EXPORTS | ModuleFeatures::THIS;
    if program.has_use_strict_directive() {
        summary.features |= ModuleFeatures::STRICT;
    }
    KeptNames.visit_program(program);
}

/// No name is one of the bundler's.
struct KeptNames;

impl<'a> Visit<'a> for KeptNames {
    fn visit_identifier_reference(&mut self, it: &IdentifierReference<'a>) {
        it.reference_id.set(ReferenceMark::Local.encode());
    }
}

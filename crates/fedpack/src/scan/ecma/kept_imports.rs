//! `importsNotUsedAsValues: "preserve"` of tsconfig.json: an import of types alone still runs its module.

use oxc::{
    allocator::Allocator,
    ast::{
        ast::{ImportOrExportKind, Program, Statement, Str, StringLiteral},
        builder::AstBuilder,
    },
    span::SPAN,
};
use oxc_resolver::CompilerOptions;

/// `verbatimModuleSyntax` keeps more than this, and the transformer does that itself.
pub fn are_wanted(options: &CompilerOptions) -> bool {
    options.verbatim_module_syntax != Some(true)
        && matches!(options.imports_not_used_as_values.as_deref(), Some("preserve" | "error"))
}

/// What is imported without `import type`, in order.
pub fn requests<'a>(program: &Program<'a>) -> Vec<Str<'a>> {
    program.body.iter().filter_map(request).collect()
}

/// Puts `import "request"` where the transformer left nothing of an import.
pub fn restore<'a>(allocator: &'a Allocator, program: &mut Program<'a>, requests: &[Str<'a>]) {
    let builder = AstBuilder::new(allocator);
    let mut at = 0;
    for &wanted in requests {
        if let Some(found) = program.body.iter().position(|statement| request(statement) == Some(wanted)) {
            at = at.max(found + 1);
            continue;
        }
        let source = StringLiteral::new(SPAN, wanted, None, &builder);
        let kind = ImportOrExportKind::Value;
        let import = Statement::new_import_declaration(SPAN, None, source, None, None, kind, &builder);
        program.body.insert(at, import);
        at += 1;
    }
}

fn request<'a>(statement: &Statement<'a>) -> Option<Str<'a>> {
    match statement {
        Statement::ImportDeclaration(import) if import.import_kind == ImportOrExportKind::Value => {
            Some(import.source.value)
        }
        _ => None,
    }
}

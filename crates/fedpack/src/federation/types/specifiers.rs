//! The modules that a file of declarations names.

use oxc::{
    allocator::Allocator,
    ast::ast::{
        ExportAllDeclaration, ExportFromDeclaration, ImportDeclaration, StringLiteral,
        TSExternalModuleReference, TSImportType,
    },
    ast_visit::{Visit, walk},
    parser::Parser,
    span::SourceType,
};

/// One request, and where it stands.
#[derive(Debug, PartialEq, Eq)]
pub struct Specifier {
    pub request: String,
    /// Bytes of the literal, quotes included.
    pub start: usize,
    pub end: usize,
}

/// What of a file others can import, and what it imports itself.
#[derive(Debug, Default)]
pub struct Names {
    /// In the order of their places.
    pub specifiers: Vec<Specifier>,
    pub has_default_export: bool,
}

/// `import … from "x"`, `export … from "x"`, `import("x")` as a type, `import x = require("x")`.
pub fn names(declarations: &str) -> Names {
    let allocator = Allocator::default();
    let parsed = Parser::new(&allocator, declarations, SourceType::d_ts()).parse();
    let has_default_export =
        parsed.module_record.local_export_entries.iter().any(|entry| entry.export_name.is_default())
            || parsed.module_record.exported_bindings.keys().any(|name| name.as_str() == "default");
    let mut finder = Finder { specifiers: Vec::new() };
    finder.visit_program(&parsed.program);
    finder.specifiers.sort_by_key(|specifier| specifier.start);
    Names { specifiers: finder.specifiers, has_default_export }
}

struct Finder {
    specifiers: Vec<Specifier>,
}

impl Finder {
    fn add(&mut self, literal: &StringLiteral<'_>) {
        self.specifiers.push(Specifier {
            request: literal.value.to_string(),
            start: literal.span.start as usize,
            end: literal.span.end as usize,
        });
    }
}

impl<'a> Visit<'a> for Finder {
    fn visit_import_declaration(&mut self, declaration: &ImportDeclaration<'a>) {
        self.add(&declaration.source);
    }

    fn visit_export_from_declaration(&mut self, declaration: &ExportFromDeclaration<'a>) {
        self.add(&declaration.source);
    }

    fn visit_export_all_declaration(&mut self, declaration: &ExportAllDeclaration<'a>) {
        self.add(&declaration.source);
    }

    fn visit_ts_import_type(&mut self, import: &TSImportType<'a>) {
        self.add(&import.source);
        walk::walk_ts_import_type(self, import);
    }

    fn visit_ts_external_module_reference(&mut self, reference: &TSExternalModuleReference<'a>) {
        self.add(&reference.expression);
    }
}

//! A WebAssembly module → what it imports and exports.
//!
//! Each imported module is an import declaration for link, each imported item an import binding, and each export a symbol
//! that the one statement of the module, its instantiation, declares. That statement awaits, so the module is async.

use std::path::Path;

use fedpack_graph::{
    LocalDependencyIdx, LocalSymbolIdx, StatementIdx,
    module_graph::{Dependency, DependencyKind, Span},
    summary::{
        Export, ExportTarget, ExportsKind, Import, ImportReference, ImportUsage, ImportedName,
        ModuleFeatures, ModuleSummary, Statement, TopLevelSymbol,
    },
};
use indexmap::{IndexMap, IndexSet};
use wasmparser::{Encoding, Parser, Payload};

use super::module_draft::synthetic_dependency;
use crate::diagnostics::{Diagnostics, scan as problems};

pub struct WebAssemblyScan {
    pub summary: ModuleSummary,
    pub dependencies: Vec<Dependency>,
    pub diagnostics: Diagnostics,
}

/// Reads the outline only: whether the code is valid is for the engine to say.
pub fn scan_webassembly(path: &Path, bytes: &[u8]) -> WebAssemblyScan {
    let mut diagnostics = Diagnostics::new();
    let outline = match Outline::read(bytes) {
        Ok(outline) => outline,
        Err(problem) => {
            diagnostics.push(problems::invalid_webassembly(path, &problem));
            Outline::default()
        }
    };
    let (summary, dependencies) = outline.summarize();
    WebAssemblyScan { summary, dependencies, diagnostics }
}

#[derive(Debug, Default)]
struct Outline {
    /// Module → items, in order, each once.
    imports: IndexMap<String, IndexSet<String>>,
    exports: IndexSet<String>,
    /// A function of it runs when it is instantiated.
    has_start: bool,
}

impl Outline {
    fn read(bytes: &[u8]) -> Result<Self, String> {
        let mut outline = Self::default();
        for payload in Parser::new(0).parse_all(bytes) {
            match payload.map_err(|error| error.to_string())? {
                Payload::Version { encoding: Encoding::Component, .. } => {
                    return Err("it is a component, which engines cannot load yet".to_owned());
                }
                Payload::ImportSection(section) => {
                    for import in section.into_imports() {
                        let import = import.map_err(|error| error.to_string())?;
                        let items = outline.imports.entry(import.module.to_owned()).or_default();
                        items.insert(import.name.to_owned());
                    }
                }
                Payload::ExportSection(section) => {
                    for export in section {
                        let export = export.map_err(|error| error.to_string())?;
                        outline.exports.insert(export.name.to_owned());
                    }
                }
                Payload::StartSection { .. } => outline.has_start = true,
                _ => {}
            }
        }
        Ok(outline)
    }

    fn summarize(self) -> (ModuleSummary, Vec<Dependency>) {
        let mut summary = ModuleSummary {
            exports_kind: ExportsKind::Esm,
            has_top_level_await: true,
            features: ModuleFeatures::STRICT | ModuleFeatures::TOP_LEVEL_AWAIT,
            ..ModuleSummary::default()
        };
        // What it imports may be a memory or a table, which it fills.
        let has_side_effects = self.has_start || !self.imports.is_empty();
        let mut instantiation = Statement { has_side_effects, ..Statement::default() };
        let mut dependencies = Vec::new();
        for (module, items) in self.imports {
            let dependency = LocalDependencyIdx::from_usize(dependencies.len());
            dependencies.push(synthetic_dependency(DependencyKind::EsmImport, module));
            for item in items {
                let import = summary.imports.push(Import {
                    dependency,
                    local: item.clone(),
                    imported: ImportedName::Name(item),
                    span: Span::default(),
                    usage: ImportUsage::Whole,
                    mentions: 1,
                    calls: 0,
                });
                instantiation.imports.push(ImportReference { import, member: None, path: None });
            }
        }
        for name in self.exports {
            let symbol: LocalSymbolIdx = summary.symbols.push(TopLevelSymbol {
                name: name.clone(),
                is_reassigned: false,
                constant: None,
                facts: None,
                declared_in: smallvec::smallvec![StatementIdx::from_usize(0)],
            });
            instantiation.declares.push(symbol);
            summary.exports.push(Export { name, target: ExportTarget::Local(symbol), span: Span::default() });
        }
        summary.statements.push(instantiation);
        (summary, dependencies)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// `(import "./a" "f" (func)) (import "./a" "g" (func)) (export "h" (func 0))`
    const MODULE: &[u8] = b"\0asm\x01\0\0\0\
        \x01\x04\x01\x60\0\0\
        \x02\x11\x02\x03./a\x01f\0\0\x03./a\x01g\0\0\
        \x07\x05\x01\x01h\0\0";

    fn scan(bytes: &[u8]) -> WebAssemblyScan {
        scan_webassembly(Path::new("/app/a.wasm"), bytes)
    }

    #[test]
    fn imports_and_exports_are_those_of_an_es_module() {
        let scan = scan(MODULE);
        assert!(scan.diagnostics.is_empty(), "{:?}", scan.diagnostics);
        let requests: Vec<_> = scan.dependencies.iter().map(|dependency| &*dependency.request).collect();
        assert_eq!(requests, ["./a"]);
        let imports: Vec<_> = scan.summary.imports.iter().map(|import| &*import.local).collect();
        assert_eq!(imports, ["f", "g"]);
        let exports: Vec<_> = scan.summary.exports.iter().map(|export| &*export.name).collect();
        assert_eq!(exports, ["h"]);
        assert!(scan.summary.has_top_level_await);
    }

    #[test]
    fn nothing_runs_in_a_module_without_start_and_imports() {
        let scan = scan(b"\0asm\x01\0\0\0");
        assert!(scan.diagnostics.is_empty());
        assert!(!scan.summary.statements.raw[0].has_side_effects);
    }

    #[test]
    fn what_is_no_module_is_an_error() {
        for bytes in
            [&b""[..], b"\0asm", b"export default 1", b"\0asm\x0d\0\x01\0", &MODULE[..20], &MODULE[..30]]
        {
            assert_eq!(scan(bytes).diagnostics.len(), 1, "{bytes:?}");
            assert_eq!(scan(bytes).diagnostics[0].code, "FED0214");
        }
    }
}

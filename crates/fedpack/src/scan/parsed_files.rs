//! Packages that several applications of a workspace have in common are parsed once.
//!
//! The scan of one application leaves its syntax trees in its [`ScanOutput`] until generate takes them. Scans that
//! come after it copy them from there, with all that was found out about the file: copying takes a fraction of the time
//! that reading, parsing and analysing take.

use std::{path::PathBuf, sync::Arc};

use fedpack_graph::{
    ModuleIdx,
    module_graph::{Dependency, ModuleKey, ModuleKind, ModuleType, Resource},
};
use rustc_hash::FxHashMap;

use super::{
    ScanOutput,
    ecma::{EcmaScan, EcmaSettings},
};
use crate::diagnostics::Diagnostics;

/// What scans have read that others may use.
#[derive(Default)]
pub struct ParsedFiles {
    settings: Vec<EcmaSettings>,
    rows: FxHashMap<FileKey, Parsed>,
}

#[derive(PartialEq, Eq, Hash)]
struct FileKey {
    /// Index of [`ParsedFiles::settings`].
    settings: usize,
    path: PathBuf,
    query: String,
    fragment: String,
    module_type: ModuleType,
}

#[derive(Clone, Copy)]
struct Parsed {
    /// Number of the scan.
    scan: usize,
    module: ModuleIdx,
}

/// What one scan may take from those before it. Read-only.
#[derive(Clone, Copy)]
pub struct EarlierScans<'a> {
    files: &'a ParsedFiles,
    scans: &'a [ScanOutput],
    /// Index of settings that parse as those of this scan; `None`: nobody had such.
    settings: Option<usize>,
}

/// A file that need not be read once more.
pub struct CopiedFile {
    pub source: Arc<str>,
    pub size: u32,
    pub scan: EcmaScan,
}

impl ParsedFiles {
    /// Notes [`ScanOutput::common`] of the scan with this number.
    pub fn add(&mut self, settings: EcmaSettings, number: usize, scan: &ScanOutput) {
        let settings = self.position(&settings).unwrap_or_else(|| {
            self.settings.push(settings);
            self.settings.len() - 1
        });
        for &module in &scan.common {
            let row = &scan.graph.modules[module];
            if let (ModuleKey::Normal { resource, .. }, ModuleKind::Normal { module_type }) =
                (&row.key, &row.kind)
            {
                let key = FileKey::new(settings, resource, *module_type);
                self.rows.entry(key).or_insert(Parsed { scan: number, module });
            }
        }
    }

    /// For a scan with these settings; `scans` are those that were added, by their numbers.
    pub fn before<'a>(&'a self, settings: &EcmaSettings, scans: &'a [ScanOutput]) -> EarlierScans<'a> {
        EarlierScans { files: self, scans, settings: self.position(settings) }
    }

    fn position(&self, settings: &EcmaSettings) -> Option<usize> {
        self.settings.iter().position(|known| known.parses_like(settings))
    }
}

impl FileKey {
    fn new(settings: usize, resource: &Resource, module_type: ModuleType) -> Self {
        let Resource { path, query, fragment } = resource.clone();
        Self { settings, path, query, fragment, module_type }
    }
}

impl EarlierScans<'_> {
    pub fn copy(&self, resource: &Resource, module_type: ModuleType) -> Option<CopiedFile> {
        let key = FileKey::new(self.settings?, resource, module_type);
        let Parsed { scan, module } = *self.files.rows.get(&key)?;
        let ScanOutput { graph, summaries, asts, .. } = &self.scans[scan];
        let dependencies = graph.dependencies_of(module);
        let unconnected = |dependency| Dependency {
            parent: None,
            connection: None,
            ..Dependency::clone(&graph.dependencies[dependency])
        };
        let row = &graph.modules[module];
        Some(CopiedFile {
            source: Arc::clone(&row.source),
            size: row.size,
            scan: EcmaScan {
                ast: Some(asts[module].as_ref()?.duplicate()),
                summary: summaries[module].as_deref()?.clone(),
                dependencies: dependencies.map(unconnected).collect(),
                diagnostics: Diagnostics::new(),
            },
        })
    }
}

/// Whether a module may have the place of the application in it, so that it is another one in another application:
/// `import.meta.url` and `__filename` are relative to folders of the configuration.
pub fn may_name_its_place(source: &str) -> bool {
    // `import . meta` is the same.
    let may_have_import_meta = source.contains("meta") && source.contains("import");
    may_have_import_meta
        || ["__filename", "__dirname", "__webpack_layer__"].iter().any(|name| source.contains(name))
}

//! How an importer sees a module: webpack's `getExportsType`.
//!
//! | target | importer is not strict | importer is strict (`.mjs`, `"type": "module"`) |
//! |---|---|---|
//! | ECMAScript module | namespace | namespace |
//! | CommonJS that sets `__esModule` | namespace | `default` is `module.exports` |
//! | CommonJS that does not | `default` is `module.exports` | `default` is `module.exports` |
//! | other CommonJS | decided at run time by `__esModule` | `default` is `module.exports` |
//! | JSON | `default` is the data, with names | only `default` |

use fedpack_graph::{
    ModuleIdx,
    module_graph::{ExternalInterop, ExternalType, ModuleGraph, ModuleKind, ModuleType},
    summary::{ExportsKind, SummaryTable},
};

use crate::link::exports_kind;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ExportsType {
    /// A namespace object: names are properties.
    Namespace,
    /// `default` is `exports.default` if `exports.__esModule`, else `exports`.
    Dynamic,
    /// `default` is `exports`; names are its properties.
    DefaultWithNamed,
    /// `default` is `exports`; there are no other names.
    DefaultOnly,
}

impl ExportsType {
    /// Mode bits of `__webpack_require__.t` for `import()`, with the module given by its id.
    pub fn dynamic_import_mode(self) -> u32 {
        match self {
            Self::Namespace => 1 | 8,
            Self::Dynamic => 1 | 2 | 4 | 16,
            Self::DefaultWithNamed => 1 | 2 | 16,
            Self::DefaultOnly => 1 | 16,
        }
    }
}

pub fn exports_type(
    graph: &ModuleGraph,
    summaries: &SummaryTable,
    target: ModuleIdx,
    importer_is_strict: bool,
) -> ExportsType {
    let unknown = if importer_is_strict { ExportsType::DefaultWithNamed } else { ExportsType::Dynamic };
    match &graph.modules[target].kind {
        ModuleKind::Normal { module_type } => match module_type {
            ModuleType::Json if importer_is_strict => ExportsType::DefaultOnly,
            ModuleType::Json => ExportsType::DefaultWithNamed,
            ModuleType::Css | ModuleType::CssModule | ModuleType::CssGlobal | ModuleType::WebAssembly => {
                ExportsType::Namespace
            }
            ModuleType::Asset
            | ModuleType::AssetResource
            | ModuleType::AssetInline
            | ModuleType::AssetSource
            | ModuleType::AssetBytes => ExportsType::DefaultOnly,
            ModuleType::JavascriptAuto | ModuleType::JavascriptEsm | ModuleType::JavascriptDynamic => {
                match exports_kind(graph, summaries, target) {
                    Some(ExportsKind::Esm) => ExportsType::Namespace,
                    Some(ExportsKind::CommonJsFlaggedEsm) if !importer_is_strict => ExportsType::Namespace,
                    Some(ExportsKind::CommonJsUnflagged) => ExportsType::DefaultWithNamed,
                    _ => unknown,
                }
            }
        },
        // A member of a module may be anything.
        ModuleKind::External { request, .. } if request.len() > 1 => unknown,
        ModuleKind::External { interop: Some(ExternalInterop::EsModule), .. } => ExportsType::Namespace,
        ModuleKind::External { interop: Some(ExternalInterop::Default), .. } => ExportsType::DefaultWithNamed,
        ModuleKind::External { external_type, .. } => match external_type {
            ExternalType::Module | ExternalType::Import | ExternalType::ModuleImport => {
                ExportsType::Namespace
            }
            _ => unknown,
        },
        // The local copy is an ECMAScript module, another version may not be: `__esModule` tells at run
        // time, for strict importers too. Where the local copy is CommonJS, Node's interop applies to both.
        ModuleKind::ConsumeShared(consume) => {
            match consume.fallback.map(|local| graph.dependency_of(target, local)) {
                Some(dependency) => match graph.target(dependency) {
                    Some(fallback)
                        if exports_type(graph, summaries, fallback, importer_is_strict)
                            == ExportsType::Namespace =>
                    {
                        ExportsType::Dynamic
                    }
                    _ => unknown,
                },
                None => ExportsType::Dynamic,
            }
        }
        ModuleKind::Remote(_) => ExportsType::Dynamic,
        // Its members are there by name, and it has no default.
        ModuleKind::FederationApi => ExportsType::Namespace,
        ModuleKind::Ignored
        | ModuleKind::Missing { .. }
        | ModuleKind::Context(_)
        | ModuleKind::ProvideShared(_)
        | ModuleKind::SharedSupplement(_)
        | ModuleKind::ContainerEntry(_)
        | ModuleKind::FederationRuntime(_) => unknown,
    }
}

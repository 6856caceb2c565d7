//! A file that is shipped as it is → its contents, and the decision whether it becomes a file or a text in
//! the script. One default export, `module.exports = <address or contents>`.

use std::{path::Path, sync::Arc};

use fedpack_graph::{
    ModuleIdx,
    module_graph::ModuleType,
    summary::{ExportsKind, ModuleFeatures, ModuleSummary},
};
use oxc_index::IndexVec;

use crate::{
    config::AssetGenerator,
    diagnostics::{Diagnostics, assets as problems, scan::not_utf8},
};

/// Rows are `None` for modules that are not assets.
pub type AssetTable = IndexVec<ModuleIdx, Option<AssetModule>>;

/// More than this is not put into a script: engines refuse texts of half a gigabyte, and parsers crawl long before.
pub const MAX_INLINE_SIZE: usize = 64 * 1024 * 1024;

/// What generate needs of an asset.
#[derive(Debug, Clone)]
pub struct AssetModule {
    pub bytes: Arc<[u8]>,
    pub generator: AssetGenerator,
}

pub struct AssetInput<'i> {
    pub path: &'i Path,
    pub bytes: Vec<u8>,
    /// One of the asset types.
    pub module_type: ModuleType,
    /// `parser.dataUrlCondition.maxSize` of the rule that matched, or `Config::asset_inline_limit`.
    pub inline_limit: u32,
    /// Of the rules that matched, and of the type.
    pub generator: AssetGenerator,
}

pub struct AssetScan {
    pub asset: AssetModule,
    /// `Asset` decided: the module's type from now on.
    pub module_type: ModuleType,
    pub summary: ModuleSummary,
    pub diagnostics: Diagnostics,
}

pub fn scan_asset(input: AssetInput<'_>) -> AssetScan {
    let module_type = decide_type(input.module_type, input.bytes.len(), input.inline_limit);
    let mut diagnostics = Diagnostics::new();
    if module_type != ModuleType::AssetResource && input.bytes.len() > MAX_INLINE_SIZE {
        diagnostics.push(problems::too_large_to_inline(input.path, input.bytes.len(), MAX_INLINE_SIZE));
    } else if module_type == ModuleType::AssetSource
        && let Err(error) = std::str::from_utf8(&input.bytes)
    {
        diagnostics.push(not_utf8(input.path, error.valid_up_to()));
    }
    let summary = ModuleSummary {
        exports_kind: ExportsKind::DefaultObject,
        features: ModuleFeatures::STRICT,
        ..ModuleSummary::default()
    };
    let asset = AssetModule { bytes: input.bytes.into(), generator: input.generator };
    AssetScan { asset, module_type, summary, diagnostics }
}

/// webpack's rule: `asset` is inlined when it is not larger than the limit.
fn decide_type(declared: ModuleType, size: usize, inline_limit: u32) -> ModuleType {
    match declared {
        ModuleType::Asset if size <= inline_limit as usize => ModuleType::AssetInline,
        ModuleType::Asset => ModuleType::AssetResource,
        decided => decided,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn scan(module_type: ModuleType, bytes: &[u8]) -> AssetScan {
        scan_asset(AssetInput {
            path: Path::new("/app/a.txt"),
            bytes: bytes.to_vec(),
            module_type,
            inline_limit: 4,
            generator: AssetGenerator::default(),
        })
    }

    #[test]
    fn small_assets_are_inlined() {
        assert_eq!(scan(ModuleType::Asset, b"abcd").module_type, ModuleType::AssetInline);
        assert_eq!(scan(ModuleType::Asset, b"abcde").module_type, ModuleType::AssetResource);
        assert_eq!(scan(ModuleType::AssetInline, b"abcde").module_type, ModuleType::AssetInline);
        assert_eq!(scan(ModuleType::AssetResource, b"").module_type, ModuleType::AssetResource);
        assert_eq!(scan(ModuleType::AssetSource, b"abcde").module_type, ModuleType::AssetSource);
    }

    #[test]
    fn source_must_be_text() {
        assert_eq!(scan(ModuleType::AssetSource, b"a\xff").diagnostics[0].code, "FED0201");
        assert!(scan(ModuleType::AssetResource, b"a\xff").diagnostics.is_empty());
    }

    #[test]
    fn data_of_scan_is_sent_between_threads() {
        fn assert_send<T: Send + Sync>() {}
        assert_send::<AssetModule>();
    }
}

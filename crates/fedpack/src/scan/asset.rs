//! A file that is shipped as it is → its contents, and the decision whether it becomes a file or a text in
//! the script. One default export, `module.exports = <address or contents>`.

use std::{path::Path, sync::Arc};

use base64::{Engine as _, engine::general_purpose::STANDARD};
use fedpack_graph::{
    ModuleIdx,
    module_graph::{ModuleType, Resource},
    summary::{ExportsKind, ModuleFeatures, ModuleSummary},
};
use oxc_index::IndexVec;
use serde_json::{Value, json};

use crate::{
    config::{AssetGenerator, Config, InlineCondition},
    diagnostics::{Diagnostics, assets as problems, scan::not_utf8},
    scan::module_draft::relative_path,
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
    /// `parser.dataUrlCondition` of the rule that matched, or `Config::asset_inlining`.
    pub inlining: &'i InlineCondition,
    /// What functions are told of the file.
    pub name: String,
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
    let module_type = match input.module_type {
        ModuleType::Asset if is_inlined(&input) => ModuleType::AssetInline,
        ModuleType::Asset => ModuleType::AssetResource,
        decided => decided,
    };
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

/// webpack's rule: an `asset` is inlined when it is not larger than the limit.
fn is_inlined(input: &AssetInput<'_>) -> bool {
    match input.inlining {
        InlineCondition::UpTo(limit) => input.bytes.len() <= *limit as usize,
        InlineCondition::Script(script) => script.is_true(&told(&input.bytes, &input.name)),
    }
}

/// `src/logo.png?x`: the file relative to the context, so that no absolute path can reach the output.
pub fn source_file(resource: &Resource, config: &Config) -> String {
    let file = relative_path(&resource.path, &config.context);
    format!("{}{}{}", file.strip_prefix("./").unwrap_or(&file), resource.query, resource.fragment)
}

/// What a function of the configuration is told of an asset.
pub fn told(bytes: &[u8], name: &str) -> Value {
    json!({ "content": STANDARD.encode(bytes), "filename": name })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn scan(module_type: ModuleType, bytes: &[u8]) -> AssetScan {
        scan_asset(AssetInput {
            path: Path::new("/app/a.txt"),
            bytes: bytes.to_vec(),
            module_type,
            inlining: &InlineCondition::UpTo(4),
            name: "a.txt".to_owned(),
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

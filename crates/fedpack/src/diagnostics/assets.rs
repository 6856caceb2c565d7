//! Problems with style sheets, assets and the written output: FED03xx and FED07xx.

use crate::emit::AssetInfo;

use super::BuildDiagnostic;

/// Two different contents want one file name.
pub fn conflicting_assets(name: &str, first: &AssetInfo, second: &AssetInfo) -> BuildDiagnostic {
    let describe = |info: &AssetInfo| match &info.source_filename {
        Some(source) => format!("`{source}`"),
        None if info.chunks.is_empty() => "a generated file".to_string(),
        None => "a chunk".to_string(),
    };
    BuildDiagnostic::error(
        "FED0701",
        format!(
            "several files with different contents are to be written to `{name}`: {} and {}",
            describe(first),
            describe(second)
        ),
    )
    .help("make the names differ: use `[name]`, `[id]` or `[contenthash]` in the file name template")
}

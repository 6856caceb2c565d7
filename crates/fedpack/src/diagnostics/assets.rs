//! Problems with style sheets, assets and the written output: FED03xx and FED07xx.

use std::path::Path;

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
            "Several files with different contents are to be written to `{name}`: {} and {}",
            describe(first),
            describe(second)
        ),
    )
    .help("Make the names differ: use `[name]`, `[id]` or `[contenthash]` in the file name template.")
}

/// `asset/inline` or `asset/source` of a file that no engine would take as a text.
pub fn too_large_to_inline(path: &Path, size: usize, limit: usize) -> BuildDiagnostic {
    BuildDiagnostic::error(
        "FED0300",
        format!("{} has {size} bytes; at most {limit} can be put into a script", path.display()),
    )
    .help("Give it the type `asset/resource`, so that it becomes a file of its own.")
}

//! Source maps as files or comments, as `devtool` says.

use oxc_sourcemap::{SourceMap, Token};

use super::filename::{self, FilenameData};
use crate::{
    config::{Config, SourceMapKind},
    emit::{Asset, AssetKind, Assets},
};

/// The same map for code that has `lines` more lines before it.
pub fn shift_lines(map: SourceMap<'static>, lines: u32) -> SourceMap<'static> {
    let mut parts = map.into_parts();
    for token in &mut parts.tokens {
        *token = Token::new(
            token.get_dst_line() + lines,
            token.get_dst_col(),
            token.get_src_line(),
            token.get_src_col(),
            token.get_source_id(),
            token.get_name_id(),
        );
    }
    SourceMap::from_parts(parts)
}

/// Puts the map where `devtool` wants it: a file with or without the comment that names it, or the comment.
pub fn attach(
    code: &mut String,
    mut map: SourceMap<'static>,
    file: &str,
    config: &Config,
    related: &mut Vec<(&'static str, String)>,
    assets: &mut Assets,
) {
    let base = file.rsplit('/').next().unwrap_or(file);
    map.set_file(base);
    if config.devtool.nosources {
        let none = vec![None; map.get_sources().len()];
        map.set_source_contents(none);
    }
    match config.devtool.kind {
        SourceMapKind::Off => {}
        SourceMapKind::Inline | SourceMapKind::Eval => {
            code.push_str(&comment(file, &map.to_data_url()));
        }
        kind @ (SourceMapKind::External | SourceMapKind::Hidden) => {
            let data = FilenameData { file: Some(file), ..FilenameData::default() };
            let name = filename::render(&config.output.source_map_filename, &data).path;
            if kind == SourceMapKind::External {
                code.push_str(&comment(file, &filename::relative(file, &name)));
            }
            related.push(("sourceMap", name.clone()));
            assets.replace(name, Asset::new(AssetKind::SourceMap, map.to_json_string().into_bytes()));
        }
    }
}

/// The last line of a file, in the comment syntax of its language.
fn comment(file: &str, address: &str) -> String {
    if file.ends_with(".css") {
        format!("\n/*# sourceMappingURL={address}*/")
    } else {
        format!("\n//# sourceMappingURL={address}")
    }
}

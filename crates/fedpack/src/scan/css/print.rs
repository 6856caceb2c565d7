//! Lowers and prints a style sheet, and finds the marks of its addresses in the text.

use lightningcss::stylesheet::{MinifyOptions, StyleSheet};
use parcel_sourcemap::SourceMap;

use super::{
    CssMapping, CssSettings, CssText, ImportedValues, UrlForm, UrlHole,
    rewrite::{UrlMarks, printer_options},
    syntax::SheetProblem,
};

pub fn print(
    mut stylesheet: StyleSheet<'_>,
    marks: &UrlMarks,
    values: &ImportedValues,
    settings: &CssSettings,
) -> Result<CssText, SheetProblem> {
    if settings.minify || settings.lowers() {
        stylesheet.minify(MinifyOptions { targets: settings.targets, ..MinifyOptions::default() })?;
    }
    // A map that came with the source is not followed: our maps lead to the file as it is on disk.
    stylesheet.source_map_urls = vec![None];
    let mut source_map = settings.source_map.then(|| SourceMap::new("/"));
    if let Some(map) = &mut source_map {
        map.add_source("");
    }
    let mut options = printer_options(settings);
    options.source_map = source_map.as_mut();
    let mut code = stylesheet.to_css(options)?.code;
    code.truncate(code.trim_end().len());
    let mappings = source_map.map_or_else(Vec::new, |map| mappings_of(&map, &code));
    let holes = find_holes(&code, marks, values);
    Ok(CssText { code, holes, mappings })
}

/// The printer counts lines and bytes; what joins pieces wants offsets.
fn mappings_of(map: &SourceMap, code: &str) -> Vec<CssMapping> {
    let lines: Vec<usize> =
        std::iter::once(0).chain(code.match_indices('\n').map(|(position, _)| position + 1)).collect();
    let mut mappings: Vec<CssMapping> = map
        .get_mappings()
        .iter()
        .filter_map(|mapping| {
            let original = mapping.original?;
            let mut offset = lines.get(mapping.generated_line as usize)? + mapping.generated_column as usize;
            offset = offset.min(code.len());
            while !code.is_char_boundary(offset) {
                offset -= 1;
            }
            let offset = u32::try_from(offset).ok()?;
            Some(CssMapping { offset, line: original.original_line, column: original.original_column })
        })
        .collect();
    mappings.sort_by_key(|mapping| mapping.offset);
    mappings
}

fn find_holes(code: &str, marks: &UrlMarks, values: &ImportedValues) -> Vec<UrlHole> {
    let mut holes = Vec::new();
    for (start, _) in code.match_indices(&marks.prefix) {
        let rest = &code[start + marks.prefix.len()..];
        let Some((number, _)) = rest.split_once('_') else { continue };
        if let Some(value) = number.strip_prefix('v').and_then(|value| value.parse().ok()) {
            let Some((dependency, name)) = values.values.get::<usize>(value) else { continue };
            let end = start + marks.prefix.len() + number.len() + 1;
            holes.push(UrlHole {
                start: u32::try_from(start).unwrap_or(u32::MAX),
                end: u32::try_from(end).unwrap_or(u32::MAX),
                dependency: *dependency,
                suffix: name.clone(),
                form: UrlForm::Value,
            });
            continue;
        }
        let Some((dependency, url)) = number.parse().ok().and_then(|number: usize| marks.urls.get(number))
        else {
            continue;
        };
        let end = start + marks.prefix.len() + number.len() + 1;
        let (start, end, form) = surroundings(code, start, end);
        holes.push(UrlHole {
            start: u32::try_from(start).unwrap_or(u32::MAX),
            end: u32::try_from(end).unwrap_or(u32::MAX),
            dependency: *dependency,
            suffix: url.suffix.clone(),
            form,
        });
    }
    holes
}

/// Widens a mark to the `url(…)` or text that it stands in.
fn surroundings(code: &str, start: usize, end: usize) -> (usize, usize, UrlForm) {
    let (before, after) = (&code[..start], &code[end..]);
    let is_quoted = before.ends_with('"') && after.starts_with('"');
    let (before, after) = if is_quoted { (&before[..start - 1], &after[1..]) } else { (before, after) };
    let (start, end) = (before.len(), code.len() - after.len());
    if before.ends_with("url(") && after.starts_with(')') {
        (start - 4, end + 1, UrlForm::Function)
    } else {
        (start, end, UrlForm::Text)
    }
}

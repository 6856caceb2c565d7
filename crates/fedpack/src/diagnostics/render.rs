//! Diagnostics as text, with code frames.
//!
//! The frames are drawn by oxc's renderer, which knows one source at a time: a problem with places in several files
//! becomes several of its reports, the first with the message, the last with the help. Lines of minified files are cut
//! around the place, and places that cover a whole file are cut to their first line, so that a frame stays a frame.

use std::{fmt::Write as _, ops::Range, path::Path, sync::Arc};

use oxc::{
    diagnostics::{
        GraphicalReportHandler, GraphicalTheme, NamedSource, OxcDiagnostic, Severity as OxcSeverity,
    },
    span::LabeledSpan,
};

use super::{BuildDiagnostic, Label, Severity};

/// How to write.
#[derive(Debug, Clone, Copy)]
pub struct RenderOptions<'a> {
    pub color: bool,
    /// Files are named relative to it.
    pub current_folder: &'a Path,
    /// Columns to wrap at.
    pub width: usize,
}

/// Longer lines are cut.
const LONG_LINE: usize = 400;
/// What is kept of a long line before the place, and how much in all.
const CONTEXT_BEFORE: usize = 60;
const CONTEXT_LENGTH: usize = 160;
/// A place that covers more lines is cut to its first.
const LONG_SPAN_LINES: usize = 8;

/// One problem, with an empty line before it and a line break at its end.
pub fn render(diagnostic: &BuildDiagnostic, options: &RenderOptions<'_>) -> String {
    let theme = if options.color { GraphicalTheme::unicode() } else { GraphicalTheme::unicode_nocolor() };
    let handler =
        GraphicalReportHandler::new_themed(theme).with_links(false).with_width(options.width.max(40));
    let severity = match diagnostic.severity {
        Severity::Error => OxcSeverity::Error,
        Severity::Warning => OxcSeverity::Warning,
    };
    let files = by_file(&diagnostic.labels);
    let mut text = String::new();
    for index in 0..files.len().max(1) {
        let mut report = if index == 0 {
            let report = OxcDiagnostic::error(diagnostic.message.clone()).with_severity(severity);
            report.with_error_code_scope(diagnostic.code)
        } else {
            OxcDiagnostic::error("Also involved:").with_severity(OxcSeverity::Advice)
        };
        if index + 1 >= files.len()
            && let Some(help) = &diagnostic.help
        {
            report = report.with_help(help.clone());
        }
        let written = match files.get(index) {
            Some(labels) => {
                let frame = Frame::new(labels, options.current_folder);
                let report = report.with_labels(frame.labels);
                let error = report.with_source_code(NamedSource::new(&frame.name, frame.source));
                let mut part = String::new();
                let written = handler.render_report(&mut part, error.as_ref());
                text.push_str(&match &frame.position {
                    Some(position) => with_position(&part, position),
                    None => part,
                });
                written
            }
            None => handler.render_report(&mut text, &report),
        };
        if written.is_err() {
            // A place outside of its source; the message is still worth having.
            let _ = writeln!(text, "  {}: {}", diagnostic.code, diagnostic.message);
        }
    }
    text
}

/// Labels of one file each, files in order of appearance.
fn by_file(labels: &[Label]) -> Vec<Vec<&Label>> {
    let mut files: Vec<Vec<&Label>> = Vec::new();
    for label in labels {
        match files.iter_mut().find(|file| file[0].file == label.file) {
            Some(file) => file.push(label),
            None => files.push(vec![label]),
        }
    }
    files
}

/// Stands for the name of a file whose lines were cut: the renderer would count columns in what is left.
const CUT_NAME: &str = "\u{e000}";

/// A source ready for the renderer.
struct Frame {
    name: String,
    source: Arc<str>,
    labels: Vec<LabeledSpan>,
    /// The true place, when lines were cut.
    position: Option<String>,
}

impl Frame {
    fn new(labels: &[&Label], current_folder: &Path) -> Self {
        let source = &labels[0].source;
        let name = relative(&labels[0].file, current_folder);
        let ranges: Vec<Range<usize>> = labels.iter().map(|label| clamp(source, label)).collect();
        let has_long_line = ranges.iter().any(|range| {
            let context = line_before(source, range.start)..line_after(source, range.end);
            source[context].split('\n').any(|line| line.len() > LONG_LINE)
        });
        if has_long_line {
            return Self::cut(name, source, labels, &ranges);
        }
        let spans = labels.iter().zip(&ranges).map(|(label, range)| labeled(label, range.clone())).collect();
        Self { name, source: Arc::clone(source), labels: spans, position: None }
    }

    /// A source of the first place's line alone, at its own line number, cut to what is around the place.
    fn cut(name: String, source: &str, labels: &[&Label], ranges: &[Range<usize>]) -> Self {
        let first = ranges[0].start;
        let line = line_range(source, first);
        let line_number = source[..line.start].matches('\n').count() + 1;
        let column = source[line.start..first].chars().count() + 1;
        let start = floor_boundary(source, first.saturating_sub(CONTEXT_BEFORE).max(line.start));
        let end = floor_boundary(source, (start + CONTEXT_LENGTH).min(line.end));
        let before = if start > line.start { "… " } else { "" };
        let after = if end < line.end { " …" } else { "" };
        let mut text = "\n".repeat(line_number - 1);
        text.push_str(before);
        let shift = text.len();
        text.push_str(&source[start..end]);
        text.push_str(after);
        let spans = labels
            .iter()
            .zip(ranges)
            .filter(|(_, range)| range.start >= start && range.start <= end)
            .map(|(label, range)| {
                labeled(label, range.start - start + shift..range.end.clamp(range.start, end) - start + shift)
            })
            .collect();
        let position = format!("{name}:{line_number}:{column}, line cut");
        Self { name: CUT_NAME.to_owned(), source: Arc::from(text), labels: spans, position: Some(position) }
    }
}

/// Puts the true place where the renderer wrote `[<name>:<line>:<column>]`; what colours the name stays.
fn with_position(report: &str, position: &str) -> String {
    let Some((before, rest)) = report.split_once(CUT_NAME) else { return report.to_owned() };
    let Some((header, after)) = rest.split_once("]\n") else { return report.to_owned() };
    let style = header.split(':').next().unwrap_or_default();
    format!("{before}{position}{style}]\n{after}")
}

fn labeled(label: &Label, range: Range<usize>) -> LabeledSpan {
    let text = (!label.text.is_empty()).then(|| label.text.clone());
    let offset = |offset: usize| u32::try_from(offset).unwrap_or(u32::MAX);
    LabeledSpan::new(text, offset(range.start), offset(range.end - range.start))
}

/// The place as it can be shown: inside the source, on character boundaries, and of few lines.
fn clamp(source: &str, label: &Label) -> Range<usize> {
    let start = floor_boundary(source, (label.span.start as usize).min(source.len()));
    let end = floor_boundary(source, (label.span.end as usize).clamp(start, source.len()));
    let is_long = source[start..end].split('\n').nth(LONG_SPAN_LINES).is_some();
    if is_long { start..line_range(source, start).end } else { start..end }
}

fn floor_boundary(source: &str, mut offset: usize) -> usize {
    while !source.is_char_boundary(offset) {
        offset -= 1;
    }
    offset
}

/// The line of an offset, without its end.
fn line_range(source: &str, offset: usize) -> Range<usize> {
    let start = source[..offset].rfind('\n').map_or(0, |newline| newline + 1);
    let end = source[offset..].find('\n').map_or(source.len(), |newline| offset + newline);
    start..end
}

/// Start of the line before the one of the offset.
fn line_before(source: &str, offset: usize) -> usize {
    let line = line_range(source, offset);
    line_range(source, line.start.saturating_sub(1)).start
}

/// End of the line after the one of the offset.
fn line_after(source: &str, offset: usize) -> usize {
    let line = line_range(source, offset);
    line_range(source, (line.end + 1).min(source.len())).end
}

/// The path as a person in `current_folder` would write it.
pub fn relative(path: &Path, current_folder: &Path) -> String {
    for (up, ancestor) in current_folder.ancestors().enumerate() {
        if let Ok(rest) = path.strip_prefix(ancestor) {
            // Far away, the full path says more than a staircase of dots.
            if up > 3 || ancestor.parent().is_none() {
                break;
            }
            return format!("{}{}", "../".repeat(up), rest.display());
        }
    }
    path.display().to_string()
}

#[cfg(test)]
mod tests {
    use fedpack_graph::module_graph::Span;

    use super::*;

    fn plain(diagnostic: &BuildDiagnostic) -> String {
        render(diagnostic, &RenderOptions { color: false, current_folder: Path::new("/app"), width: 100 })
    }

    fn span(start: u32, end: u32) -> Span {
        Span { start, end }
    }

    #[test]
    fn shows_code_frames_of_several_files() {
        let one: Arc<str> = Arc::from("import a from \"./b\";\nimport c from \"d\";\n");
        let two: Arc<str> = Arc::from("{\n  \"version\": \"17.0.2\"\n}\n");
        let diagnostic = BuildDiagnostic::error("FED0999", "Two files do not fit")
            .label("/app/src/a.js", &one, span(35, 38), "required here")
            .label("/node_modules/d/package.json", &two, span(4, 13), "provided here")
            .help("Change one of them.");
        let expected = r#"
  × FED0999: Two files do not fit
   ╭─[src/a.js:2:15]
 1 │ import a from "./b";
 2 │ import c from "d";
   ·               ─┬─
   ·                ╰── required here
   ╰────

  ☞ Also involved:
   ╭─[/node_modules/d/package.json:2:3]
 1 │ {
 2 │   "version": "17.0.2"
   ·   ────┬────
   ·       ╰── provided here
 3 │ }
   ╰────
  help: Change one of them.
"#;
        assert_eq!(plain(&diagnostic), expected);
    }

    #[test]
    fn cuts_long_lines_and_keeps_the_true_place() {
        let line: Arc<str> =
            Arc::from(format!("first();\n{}ö.bad(){}", "x;".repeat(10_000), ";y".repeat(10_000)));
        let diagnostic =
            BuildDiagnostic::error("FED0999", "No").label("/app/a.js", &line, span(20_012, 20_015), "this");
        let text = plain(&diagnostic);
        assert!(text.contains("╭─[a.js:2:20003, line cut]\n"), "{text}");
        assert!(text.contains("2 │ … ;x;x;") && text.contains(";y;y; …"), "{text}");
        assert!(text.lines().all(|line| line.chars().count() < 200), "{text}");
    }

    #[test]
    fn survives_places_outside_of_the_source() {
        let source: Arc<str> = Arc::from("ä");
        let diagnostic = BuildDiagnostic::warning("FED0999", "No").label("/b.js", &source, span(1, 900), "");
        assert!(plain(&diagnostic).contains("FED0999: No"));
        let empty: Arc<str> = Arc::from("");
        let diagnostic = BuildDiagnostic::warning("FED0999", "No").label("/b.js", &empty, span(5, 9), "x");
        assert!(plain(&diagnostic).contains("FED0999: No"));
    }
}

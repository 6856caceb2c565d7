//! Positions in a style sheet's source, and the checks that the CSS grammar's forgiveness leaves out.

use std::{borrow::Cow, fmt::Display, path::Path, sync::Arc};

use fedpack_graph::module_graph::Span;
use lightningcss::error::{Error, ErrorLocation, ParserError, SelectorError};

use crate::diagnostics::{BuildDiagnostic, Diagnostics, assets as problems};

/// Rules, functions and brackets in one another. The parser is recursive, browsers stop at similar depths.
const MAX_NESTING: usize = 256;
/// More would only bury the first.
const MAX_UNCLOSED: usize = 10;

/// The source with what is needed to point into it.
pub struct Sheet<'s> {
    source: &'s Arc<str>,
    path: &'s Path,
    /// Length of the byte order mark.
    start: usize,
    /// Where lines begin in [`Self::text`].
    lines: Vec<usize>,
}

/// Whether recursive code can follow.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Nesting {
    Readable,
    TooDeep,
}

/// Something went wrong outside of the parser, at a place of its counting.
pub struct SheetProblem {
    pub message: String,
    pub location: Option<ErrorLocation>,
}

impl<T: Display> From<Error<T>> for SheetProblem {
    fn from(error: Error<T>) -> Self {
        Self { message: error.kind.to_string(), location: error.loc }
    }
}

impl<'s> Sheet<'s> {
    pub fn new(source: &'s Arc<str>, path: &'s Path) -> Self {
        let start = if source.starts_with('\u{feff}') { '\u{feff}'.len_utf8() } else { 0 };
        let bytes = &source.as_bytes()[start..];
        let mut lines = vec![0];
        for (position, byte) in bytes.iter().enumerate() {
            let ends_line = match byte {
                b'\n' | b'\x0c' => true,
                b'\r' => bytes.get(position + 1) != Some(&b'\n'),
                _ => false,
            };
            if ends_line {
                lines.push(position + 1);
            }
        }
        Self { source, path, start, lines }
    }

    /// Without byte order mark.
    pub fn text(&self) -> &'s str {
        &self.source[self.start..]
    }

    /// Offset in [`Self::text`] of a zero-based line and one-based column in UTF-16 units.
    pub fn offset(&self, line: u32, column: u32) -> usize {
        let text = self.text();
        let Some(&start) = self.lines.get(line as usize) else { return text.len() };
        let mut units = column.saturating_sub(1) as usize;
        for (position, character) in text[start..].char_indices() {
            if units == 0 {
                return start + position;
            }
            units = units.saturating_sub(character.len_utf16());
        }
        text.len()
    }

    /// The first `needle` at or soon after an offset; the character there if it stands nowhere near.
    pub fn span_of(&self, offset: usize, needle: &str) -> Span {
        let text = self.text();
        let window_end = text.len().min(offset + needle.len() + 200);
        let window_end =
            (window_end..=text.len()).find(|&end| text.is_char_boundary(end)).unwrap_or(text.len());
        match text[offset..window_end].find(needle) {
            Some(position) => self.span(offset + position, offset + position + needle.len()),
            None => self.token_span(offset),
        }
    }

    fn span(&self, start: usize, end: usize) -> Span {
        let place = |offset: usize| u32::try_from(self.start + offset).unwrap_or(u32::MAX);
        Span { start: place(start), end: place(end) }
    }

    fn token_span(&self, offset: usize) -> Span {
        let text = self.text();
        let rest = &text[offset..];
        let length = rest
            .char_indices()
            .find(|&(position, character)| {
                position > 0 && (character.is_whitespace() || ";:{}()[],".contains(character))
            })
            .map_or(rest.len(), |(position, _)| position);
        self.span(offset, offset + length)
    }

    /// `/* webpackIgnore: true */` stands in front of the address (or of its `url(`) that begins at a place of
    /// the source.
    pub fn is_ignored(&self, place: u32) -> bool {
        let before = self.source[..place as usize].trim_end_matches(['"', '\'']).trim_end();
        let function = before.len().checked_sub(4).and_then(|start| before.get(start..));
        let before = match function {
            Some(function) if function.eq_ignore_ascii_case("url(") => before[..before.len() - 4].trim_end(),
            _ => before,
        };
        let Some(before) = before.strip_suffix("*/") else { return false };
        let comment = before.rsplit("/*").next().unwrap_or_default();
        comment.trim().strip_prefix("webpackIgnore").is_some_and(|rest| {
            rest.trim_start().strip_prefix(':').is_some_and(|value| value.trim() == "true")
        })
    }

    /// Own code must be right; what a package ships is dropped where it is wrong, as a browser would do.
    fn is_own_code(&self) -> bool {
        !self.path.components().any(|part| part.as_os_str() == "node_modules")
    }

    /// What the parser reports, as an error, a warning, or not at all.
    pub fn parse_problem(&self, error: &Error<ParserError<'_>>) -> Option<BuildDiagnostic> {
        let offset = error.loc.as_ref().map_or(0, |loc| self.offset(loc.line, loc.column));
        let span = self.token_span(offset);
        let text = self.source.get(span.start as usize..span.end as usize).unwrap_or_default().trim();
        if text.starts_with('*') && matches!(error.kind, ParserError::UnexpectedToken(_)) {
            // `*zoom: 1`: a declaration for Internet Explorer 7, which all others drop.
            return None;
        }
        let is_kept_as_it_is = match &error.kind {
            ParserError::AtRuleInvalid(_) => true,
            ParserError::SelectorError(error) => {
                matches!(
                    error,
                    SelectorError::UnsupportedPseudoClass(_) | SelectorError::UnsupportedPseudoElement(_)
                )
            }
            _ => false,
        };
        let message = describe(&error.kind, text);
        let help = advice(&error.kind);
        let is_error = !is_kept_as_it_is && self.is_own_code();
        Some(problems::css_syntax(is_error, self.path, self.source, span, message, help))
    }

    /// The text with spaces where declarations are wrong, if there are such.
    pub fn without_wrong_declarations(
        &self,
        text: &str,
        problems: &[Error<ParserError<'_>>],
    ) -> Option<String> {
        let mut repaired = None;
        let mut offsets: Vec<usize> = problems
            .iter()
            .map(|problem| problem.loc.as_ref().map_or(text.len(), |loc| self.offset(loc.line, loc.column)))
            .collect();
        offsets.sort_unstable();
        let mut scanner = BracketScanner::new(text);
        for offset in offsets {
            let offset = offset.min(text.len());
            let is_end = |byte: &u8| matches!(byte, b'{' | b'}' | b';');
            let start = text.as_bytes()[..offset].iter().rposition(is_end).map_or(0, |position| position + 1);
            let length = text.as_bytes()[offset..].iter().position(is_end);
            let end = length.map_or(text.len(), |length| offset + length);
            scanner.run(start);
            // A selector, or not in a block at all.
            if text[end..].starts_with('{') || scanner.open.is_empty() || start == end {
                continue;
            }
            let repaired = repaired.get_or_insert_with(|| text.as_bytes().to_vec());
            repaired[start..end]
                .iter_mut()
                .filter(|byte| !byte.is_ascii_whitespace())
                .for_each(|byte| *byte = b' ');
        }
        repaired.and_then(|text| String::from_utf8(text).ok())
    }

    /// A problem that came up when the sheet was lowered or printed.
    pub fn problem_at(&self, problem: SheetProblem) -> BuildDiagnostic {
        let offset = problem.location.map_or(0, |location| self.offset(location.line, location.column));
        let span = self.token_span(offset);
        problems::css_syntax(true, self.path, self.source, span, problem.message, None)
    }

    pub fn invalid_composes(&self, offset: usize) -> BuildDiagnostic {
        problems::invalid_composes(self.path, self.source, self.span_of(offset, "composes"))
    }

    pub fn unknown_composed_name(&self, offset: usize, name: &str) -> BuildDiagnostic {
        problems::unknown_composed_name(self.path, self.source, self.span_of(offset, name), name)
    }

    /// Reports what is open at the end of the file, which the grammar closes silently, and nesting that
    /// recursive code cannot follow.
    pub fn check_brackets(&self) -> (Diagnostics, Nesting) {
        let mut scanner = BracketScanner::new(self.text());
        let unclosed_comment = scanner.run(self.text().len());
        let mut diagnostics = Diagnostics::new();
        if scanner.deepest > MAX_NESTING {
            diagnostics.push(problems::css_too_deep(self.path, scanner.deepest, MAX_NESTING));
            return (diagnostics, Nesting::TooDeep);
        }
        if let Some(offset) = unclosed_comment {
            diagnostics.push(problems::css_unclosed(
                self.path,
                self.source,
                self.span(offset, offset + 2),
                "comment",
            ));
        }
        for &(offset, bracket) in scanner.unclosed.iter().chain(&scanner.open).take(MAX_UNCLOSED) {
            let what = match bracket {
                b'{' => "block",
                b'(' => "parenthesis",
                _ => "bracket",
            };
            diagnostics.push(problems::css_unclosed(
                self.path,
                self.source,
                self.span(offset, offset + 1),
                what,
            ));
        }
        if !self.is_own_code() {
            for diagnostic in &mut diagnostics {
                diagnostic.severity = crate::diagnostics::Severity::Warning;
            }
        }
        (diagnostics, Nesting::Readable)
    }
}

/// The text of a CSS module with `:global .a` as `:global(.a)`, the only form that the parser knows. Lines
/// stay as they are; columns after it may be off by one.
pub fn with_scope_functions(text: &str) -> Cow<'_, str> {
    let mut scanner = BracketScanner::new(text);
    scanner.run(text.len());
    let mut changed = String::new();
    let mut copied = 0;
    for start in scanner.scopes {
        let Some(length) = end_of_selector(&text[start..]) else { continue };
        let inside = text[start..start + length].trim_end();
        if start >= copied && !inside.trim().is_empty() {
            changed.push_str(&text[copied..start]);
            changed.push('(');
            // The space after the word made room for the parenthesis.
            changed.push_str(&inside[1..]);
            changed.push(')');
            copied = start + inside.len();
        }
    }
    if changed.is_empty() {
        return Cow::Borrowed(text);
    }
    changed.push_str(&text[copied..]);
    Cow::Owned(changed)
}

/// End of the selector at the start of a text: where its list or its rule's prelude ends.
fn end_of_selector(text: &str) -> Option<usize> {
    let mut depth = 0;
    for (position, byte) in text.bytes().enumerate() {
        match byte {
            b'(' | b'[' => depth += 1,
            b')' | b']' if depth == 0 => return None,
            b')' | b']' => depth -= 1,
            b'{' | b',' if depth == 0 => return Some(position),
            b';' | b'}' | b'"' | b'\'' => return None,
            _ => {}
        }
    }
    None
}

fn describe(kind: &ParserError<'_>, text: &str) -> String {
    match kind {
        ParserError::UnexpectedToken(_) if text.is_empty() => "Unexpected end of the style sheet".to_string(),
        ParserError::UnexpectedToken(_) => format!("Unexpected `{text}`"),
        ParserError::EndOfInput => "Unexpected end of a value or selector".to_string(),
        ParserError::DeprecatedCssModulesValueRule => "`@value` is not supported".to_string(),
        ParserError::SelectorError(SelectorError::AmbiguousCssModuleClass(name)) => {
            format!("It is not clear which names `:{name}` is for")
        }
        other => other.to_string(),
    }
}

fn advice(kind: &ParserError<'_>) -> Option<&'static str> {
    match kind {
        ParserError::DeprecatedCssModulesValueRule => {
            Some("Use a custom property: `--name: value` and `var(--name)`.")
        }
        ParserError::SelectorError(SelectorError::AmbiguousCssModuleClass(_)) => {
            Some("Say what is meant with parentheses: `:global(.name)`, `:local(.name)`.")
        }
        ParserError::UnexpectedImportRule => Some("Move it to the top of the file."),
        _ => None,
    }
}

/// Follows brackets through comments, texts and unquoted addresses, without recursion.
struct BracketScanner<'t> {
    text: &'t [u8],
    position: usize,
    open: Vec<(usize, u8)>,
    /// What a brace ended too early.
    unclosed: Vec<(usize, u8)>,
    deepest: usize,
    /// Ends of `:global` and `:local` that stand alone.
    scopes: Vec<usize>,
}

impl<'t> BracketScanner<'t> {
    fn new(text: &'t str) -> Self {
        Self {
            text: text.as_bytes(),
            position: 0,
            open: Vec::new(),
            unclosed: Vec::new(),
            deepest: 0,
            scopes: Vec::new(),
        }
    }

    /// Goes on to a place. Returns where a comment begins that does not end.
    fn run(&mut self, end: usize) -> Option<usize> {
        while self.position < end
            && let Some(&byte) = self.text.get(self.position)
        {
            let start = self.position;
            self.position += 1;
            match byte {
                b'\\' => self.position += 1,
                b'/' if self.text.get(self.position) == Some(&b'*') => {
                    self.position += 1;
                    if !self.skip_comment() {
                        return Some(start);
                    }
                }
                b'"' | b'\'' => self.skip_text(byte),
                b'(' if self.is_plain_url(start) => self.skip_url(),
                b'{' | b'(' | b'[' => {
                    self.open.push((start, byte));
                    self.deepest = self.deepest.max(self.open.len());
                }
                b'}' => self.close(b'{'),
                b')' => self.close(b'('),
                b']' => self.close(b'['),
                b':' => {
                    let rest = &self.text[self.position..];
                    let scope = [&b"global"[..], b"local"].into_iter().find(|scope| rest.starts_with(scope));
                    let is_alone = |length: usize| rest.get(length).is_some_and(u8::is_ascii_whitespace);
                    let length = scope.map(<[u8]>::len).filter(|&length| is_alone(length));
                    self.scopes.extend(length.map(|length| self.position + length));
                }
                _ => {}
            }
        }
        None
    }

    fn skip_comment(&mut self) -> bool {
        let end = self.text[self.position..].windows(2).position(|pair| pair == b"*/");
        self.position = end.map_or(self.text.len(), |end| self.position + end + 2);
        end.is_some()
    }

    /// A text ends at its quote, or at the end of its line, where the parser reports it.
    fn skip_text(&mut self, quote: u8) {
        while let Some(&byte) = self.text.get(self.position) {
            self.position += 1;
            match byte {
                b'\\' => self.position += 1,
                b'\n' => return,
                _ if byte == quote => return,
                _ => {}
            }
        }
    }

    /// `url(` with an address that is not a text.
    fn is_plain_url(&self, bracket: usize) -> bool {
        let is_url = bracket >= 3 && self.text[bracket - 3..bracket].eq_ignore_ascii_case(b"url");
        let rest = &self.text[bracket + 1..];
        let first = rest.iter().find(|byte| !byte.is_ascii_whitespace());
        is_url && !matches!(first, Some(b'"' | b'\''))
    }

    fn skip_url(&mut self) {
        while let Some(&byte) = self.text.get(self.position) {
            self.position += 1;
            match byte {
                b'\\' => self.position += 1,
                b')' => return,
                _ => {}
            }
        }
    }

    /// A closing brace ends what is open inside of its block; a stray one closes nothing.
    fn close(&mut self, opening: u8) {
        match self.open.iter().rposition(|&(_, bracket)| bracket == opening) {
            Some(position) if opening == b'{' => {
                self.unclosed.extend(self.open.drain(position..).skip(1));
            }
            Some(position) if position + 1 == self.open.len() => {
                self.open.pop();
            }
            _ => {}
        }
    }
}

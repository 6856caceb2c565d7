//! Values of CSS modules: `@value primary: red`, `@value primary from "./colors.css"`, and `:export { primary: red }`.
//!
//! They are texts that are put in before the sheet is parsed, as postcss-modules-values does it: in values of
//! declarations, and in what at-rules are about. Those of another file stand as marks until that file is known.
//! Lines stay what they are; columns behind a name that was replaced do not.

use std::{borrow::Cow, ops::Range};

use rustc_hash::FxHashMap;

/// What a sheet says of values.
#[derive(Debug, Default)]
pub struct Values {
    /// In source order. A text may hold marks.
    pub exports: Vec<(String, String)>,
    /// By number of the mark.
    pub imports: Vec<ImportedValue>,
}

#[derive(Debug, PartialEq, Eq)]
pub struct ImportedValue {
    pub request: String,
    /// Where the rule begins.
    pub offset: usize,
    /// As the other file calls it.
    pub name: String,
}

/// The mark of the value with this number; `prefix` is that of the sheet's other marks.
pub fn mark(prefix: &str, number: usize) -> String {
    format!("{prefix}v{number}_")
}

/// Takes values out of a sheet, and puts them in where they are named. `None`: the sheet has none.
pub fn replace(text: &str, prefix: &str) -> Option<(String, Values)> {
    if !text.contains("@value") && !text.contains(":export") {
        return None;
    }
    let mut reader = Reader { prefix, values: Values::default(), texts: FxHashMap::default() };
    let segments = segments(text);
    let mut removed: Vec<Range<usize>> = Vec::new();
    let mut kept = Vec::new();
    let mut in_export = false;
    for segment in segments {
        let source = text[segment.range.clone()].trim();
        if in_export {
            if let Some((name, value)) = source.split_once(':') {
                let offset = segment.range.start;
                let value = reader.fill(value.trim(), offset).into_owned();
                reader.define(name.trim(), value, offset);
            }
            removed.push(segment.range.start..segment.end);
            in_export = segment.ends_with != Some('}');
        } else if let Some(rule) = source.strip_prefix("@value") {
            reader.rule(rule, segment.range.start);
            removed.push(segment.range.start..segment.end);
        } else if source == ":export" && segment.ends_with == Some('{') {
            removed.push(segment.range.start..segment.end);
            in_export = true;
        } else {
            kept.push(segment);
        }
    }
    let mut result = String::with_capacity(text.len());
    let mut copied = 0;
    let mut removed = removed.into_iter().peekable();
    for segment in kept {
        while let Some(range) = removed.next_if(|range| range.start < segment.range.start) {
            result.push_str(&text[copied..range.start]);
            result.extend(text[range.clone()].chars().map(|it| if it == '\n' { '\n' } else { ' ' }));
            copied = range.end;
        }
        if let Some(range) = segment.value(text) {
            result.push_str(&text[copied..range.start]);
            result.push_str(&reader.fill(&text[range.clone()], range.start));
            copied = range.end;
        }
    }
    for range in removed {
        result.push_str(&text[copied..range.start]);
        result.extend(text[range.clone()].chars().map(|it| if it == '\n' { '\n' } else { ' ' }));
        copied = range.end;
    }
    result.push_str(&text[copied..]);
    Some((result, reader.values))
}

struct Reader<'p> {
    prefix: &'p str,
    values: Values,
    /// What a name stands for, and from where on.
    texts: FxHashMap<String, Vec<(usize, String)>>,
}

impl Reader<'_> {
    fn define(&mut self, name: &str, value: String, offset: usize) {
        self.texts.entry(name.to_owned()).or_default().push((offset, value.clone()));
        match self.values.exports.iter_mut().find(|(known, _)| known == name) {
            Some((_, known)) => *known = value,
            None => self.values.exports.push((name.to_owned(), value)),
        }
    }

    /// What stands behind `@value`.
    fn rule(&mut self, rule: &str, offset: usize) {
        let rule = rule.trim();
        if let Some((names, request)) = imported(rule) {
            let request = match request.strip_prefix(['"', '\'']) {
                Some(quoted) => quoted.trim_end_matches(['"', '\'']).to_owned(),
                // A name that stands for the file.
                None => self.fill(request, offset).trim_matches(['"', '\'']).to_owned(),
            };
            for name in names.split(',').map(str::trim).filter(|name| !name.is_empty()) {
                let (name, local) = name.split_once(" as ").unwrap_or((name, name));
                let number = self.values.imports.len();
                self.values.imports.push(ImportedValue {
                    request: request.clone(),
                    offset,
                    name: name.trim().to_owned(),
                });
                self.define(local.trim(), mark(self.prefix, number), offset);
            }
            return;
        }
        let name_end = rule.find(|c: char| c == ':' || c.is_whitespace()).unwrap_or(rule.len());
        let (name, value) = rule.split_at(name_end);
        let value = value.trim_start().trim_start_matches(':').trim();
        let value = self.fill(value, offset).replace('\n', " ");
        if !name.is_empty() {
            self.define(name, value, offset);
        }
    }

    /// What `name` stands for at `offset`: what was said last before, else what is said first behind.
    fn text_at(&self, name: &str, offset: usize) -> Option<&str> {
        let texts = self.texts.get(name)?;
        let before = texts.iter().rfind(|(begin, _)| *begin <= offset);
        before.or(texts.first()).map(|(_, text)| text.as_str())
    }

    /// A text that stands at `offset` with what its names stand for.
    fn fill<'t>(&self, text: &'t str, offset: usize) -> Cow<'t, str> {
        let mut result = String::new();
        let mut copied = 0;
        let mut scanner = Scanner { text, position: 0 };
        while let Some(token) = scanner.next() {
            let Token::Word(range) = token else { continue };
            let is_apart = !text[..range.start].ends_with(['#', '.', '@']);
            if let Some(value) = self.text_at(&text[range.clone()], offset).filter(|_| is_apart) {
                result.push_str(&text[copied..range.start]);
                result.push_str(value);
                copied = range.end;
            }
        }
        if copied == 0 {
            return Cow::Borrowed(text);
        }
        result.push_str(&text[copied..]);
        Cow::Owned(result)
    }
}

/// `a, b as c from "./x.css"`, with or without parentheses around the names: names and file.
fn imported(rule: &str) -> Option<(&str, &str)> {
    let (names, request) = rule.rsplit_once(" from ").or_else(|| rule.rsplit_once("\nfrom "))?;
    let request = request.trim();
    let is_file = request.starts_with(['"', '\'']) || !request.contains(char::is_whitespace);
    let names = names.trim();
    let names = names.strip_prefix('(').and_then(|names| names.strip_suffix(')')).unwrap_or(names);
    // `@value x: 1 from y` is a value.
    (is_file && !names.contains([':', '"', '\''])).then_some((names, request))
}

/// A part of a sheet up to a brace or semicolon.
struct Segment {
    /// Without comments before it, and without what ends it.
    range: Range<usize>,
    end: usize,
    ends_with: Option<char>,
}

impl Segment {
    /// Where names of values may stand.
    fn value(&self, text: &str) -> Option<Range<usize>> {
        let source = &text[self.range.clone()];
        let start = source.len() - source.trim_start().len();
        let begin = match (source.trim_start().starts_with('@'), self.ends_with) {
            (true, _) => start + source[start..].find(char::is_whitespace)?,
            // A selector.
            (false, Some('{')) => return None,
            (false, _) => source.find(':')? + 1,
        };
        Some(self.range.start + begin..self.range.end)
    }
}

fn segments(text: &str) -> Vec<Segment> {
    let mut segments = Vec::new();
    let mut start = 0;
    let mut parentheses = 0_usize;
    let mut scanner = Scanner { text, position: 0 };
    while let Some(token) = scanner.next() {
        let Token::Other(character, position) = token else { continue };
        match character {
            '(' | '[' => parentheses += 1,
            ')' | ']' => parentheses = parentheses.saturating_sub(1),
            ';' if parentheses > 0 => {}
            '{' | '}' | ';' => {
                parentheses = 0;
                let end = position + 1;
                start += leading_comments(&text[start..position]);
                segments.push(Segment { range: start..position, end, ends_with: Some(character) });
                start = end;
            }
            _ => {}
        }
    }
    start += leading_comments(&text[start..]);
    segments.push(Segment { range: start..text.len(), end: text.len(), ends_with: None });
    segments
}

/// Length of what stands before the first word: spaces and comments.
fn leading_comments(text: &str) -> usize {
    let mut rest = text.trim_start();
    while let Some(comment) = rest.strip_prefix("/*") {
        let Some(end) = comment.find("*/") else { break };
        rest = comment[end + 2..].trim_start();
    }
    text.len() - rest.len()
}

enum Token {
    /// Letters, digits, hyphens.
    Word(Range<usize>),
    Other(char, usize),
}

/// Words and punctuation outside of comments, texts, and addresses without quotes.
struct Scanner<'t> {
    text: &'t str,
    position: usize,
}

impl Scanner<'_> {
    fn next(&mut self) -> Option<Token> {
        loop {
            let start = self.position;
            let rest = &self.text[start..];
            let first = rest.chars().next()?;
            let is_word = |c: char| c.is_alphanumeric() || matches!(c, '_' | '-' | '$') || !c.is_ascii();
            if let Some(comment) = rest.strip_prefix("/*") {
                self.position += comment.find("*/").map_or(rest.len(), |end| end + 4);
            } else if matches!(first, '"' | '\'') {
                self.position += text_end(rest, first);
            } else if first == '\\' {
                self.position += 1 + rest[1..].chars().next().map_or(0, char::len_utf8);
            } else if is_word(first) {
                let length = rest.find(|c| !is_word(c)).unwrap_or(rest.len());
                self.position += length;
                let is_url = rest[..length].eq_ignore_ascii_case("url");
                if is_url && rest[length..].starts_with('(') {
                    let inside = rest[length + 1..].trim_start();
                    if !inside.starts_with(['"', '\'']) {
                        self.position += rest[length..].find(')').map_or(rest.len() - length, |end| end + 1);
                    }
                }
                return Some(Token::Word(start..start + length));
            } else {
                self.position += first.len_utf8();
                return Some(Token::Other(first, start));
            }
        }
    }
}

/// Length of the text that a quote begins.
fn text_end(text: &str, quote: char) -> usize {
    let mut is_escaped = false;
    for (position, character) in text.char_indices().skip(1) {
        match character {
            _ if is_escaped => is_escaped = false,
            '\\' => is_escaped = true,
            _ if character == quote => return position + 1,
            _ => {}
        }
    }
    text.len()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn replaced(text: &str) -> (String, Vec<(String, String)>) {
        let (text, values) = replace(text, "m-").expect("it has values");
        (text.split_whitespace().collect::<Vec<_>>().join(" "), values.exports)
    }

    fn pairs(expected: &[(&str, &str)]) -> Vec<(String, String)> {
        expected.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect()
    }

    #[test]
    fn texts_are_put_in() {
        let (text, exports) = replaced(
            "@value red: #f00;\n@value size 12px;\n@value both: 1px solid red;\n@value small: (max-width: 599px);\n\
             .red { color: red; border: both; width: calc(size * 2); red: \"red\" }\n@media small { a { top: -size } }",
        );
        assert_eq!(
            text,
            ".red { color: #f00; border: 1px solid #f00; width: calc(12px * 2); red: \"red\" } \
             @media (max-width: 599px) { a { top: -size } }"
        );
        let small = ("small", "(max-width: 599px)");
        assert_eq!(exports, pairs(&[("red", "#f00"), ("size", "12px"), ("both", "1px solid #f00"), small]));
    }

    #[test]
    fn values_of_other_files_are_marks() {
        let text = "@value file: \"./b.css\";\n@value (a, b as c) from \"./a.css\";\n@value d from file;\n.x { margin: a c d }";
        let (result, values) = replace(text, "m-").unwrap();
        assert_eq!(result.trim(), ".x { margin: m-v0_ m-v1_ m-v2_ }");
        assert_eq!(result.matches('\n').count(), text.matches('\n').count());
        let imports: Vec<_> =
            values.imports.iter().map(|it| (it.request.as_str(), it.name.as_str())).collect();
        assert_eq!(imports, [("./a.css", "a"), ("./a.css", "b"), ("./b.css", "d")]);
        assert_eq!(values.exports[2], ("c".to_owned(), "m-v1_".to_owned()));
    }

    #[test]
    fn exports_are_taken_out() {
        let (text, exports) =
            replaced("@value a: 1px;\n:export { width: a; main-color: red }\n.x { left: 0 }");
        assert_eq!(text, ".x { left: 0 }");
        assert_eq!(exports, pairs(&[("a", "1px"), ("width", "1px"), ("main-color", "red")]));
        assert!(replace(".a { color: red }", "m-").is_none());
    }

    #[test]
    fn comments_stand_before_rules() {
        let source = "/* one; */ /* two */\n@value a: x;\n/* {three} */ :export { b: a }\n/* four */ @media a { .c { /* d: */ left: a } }";
        let (text, exports) = replaced(source);
        assert_eq!(
            text,
            "/* one; */ /* two */ /* {three} */ /* four */ @media x { .c { /* d: */ left: x } }"
        );
        assert_eq!(exports, pairs(&[("a", "x"), ("b", "x")]));
    }

    #[test]
    fn comments_texts_addresses_and_names_stay() {
        let source =
            "@value a: x; /* a */ .a:hover > a { background: url(a.png) \"a\" #a; a: b } #a.a { --a: a }";
        assert_eq!(
            replaced(source).0,
            "/* a */ .a:hover > a { background: url(a.png) \"a\" #a; a: b } #a.a { --a: x }"
        );
    }
}

//! A printed style sheet without the rules that need a class which no element has.
//!
//! The text is what our printer wrote, so blocks are balanced. Only what is sure goes: a rule all of whose selectors have such a
//! class outside of parentheses, and a condition that holds nothing else. `@layer` stays, as it orders layers.

use std::{borrow::Cow, ops::Range};

use rustc_hash::FxHashSet;

use crate::scan::css::{CssMapping, CssText, UrlHole};

/// At-rules that hold rules, and are nothing without them.
const CONDITIONS: [&str; 4] = ["media", "supports", "container", "starting-style"];

pub fn without_rules_of<'t>(text: &'t CssText, classes: &FxHashSet<&str>) -> Cow<'t, CssText> {
    let mut pruner = Pruner { code: &text.code, classes, removed: Vec::new() };
    pruner.rules(0..text.code.len());
    match pruner.removed.as_slice() {
        [] => Cow::Borrowed(text),
        removed => Cow::Owned(without(text, removed)),
    }
}

struct Pruner<'t> {
    code: &'t str,
    classes: &'t FxHashSet<&'t str>,
    /// In order, one after the other.
    removed: Vec<Range<usize>>,
}

impl Pruner<'_> {
    /// Whether there are rules, and all of them went.
    fn rules(&mut self, list: Range<usize>) -> bool {
        let (mut some_went, mut all_went) = (false, true);
        let mut at = list.start;
        loop {
            at += self.code[at..list.end].len() - self.code[at..list.end].trim_start().len();
            if at >= list.end {
                return some_went && all_went;
            }
            if self.code[at..list.end].starts_with("/*") {
                // A comment that the printer has left: a license.
                all_went = false;
                at = self.code[at..list.end].find("*/").map_or(list.end, |length| at + length + 2);
                continue;
            }
            let end_of_prelude = find(self.code, at..list.end, |byte| matches!(byte, b'{' | b';'));
            let Some(open) = end_of_prelude.filter(|&end| self.code.as_bytes()[end] == b'{') else {
                all_went = false;
                at = end_of_prelude.map_or(list.end, |end| end + 1);
                continue;
            };
            let close = find(self.code, open + 1..list.end, |byte| byte == b'}').unwrap_or(list.end);
            let next = list.end.min(close + 1);
            if self.goes(at..open, open + 1..close) {
                self.removed.truncate(self.removed.partition_point(|inner| inner.start < at));
                let rest = &self.code[next..list.end];
                self.removed.push(at..next + rest.len() - rest.trim_start().len());
                some_went = true;
            } else {
                all_went = false;
            }
            at = next;
        }
    }

    fn goes(&mut self, prelude: Range<usize>, body: Range<usize>) -> bool {
        let code = self.code;
        if let Some(name) = code[prelude.clone()].strip_prefix('@') {
            let name =
                name.split(|c: char| !c.is_ascii_alphanumeric() && c != '-').next().unwrap_or_default();
            if name == "layer" {
                self.rules(body);
                return false;
            }
            return CONDITIONS.contains(&name) && self.rules(body);
        }
        !reaches_out(&code[body])
            && self.selectors(prelude).all(|selector| has_class_of(selector, self.classes))
    }

    fn selectors(&self, list: Range<usize>) -> impl Iterator<Item = &str> {
        let mut at = Some(list.start);
        std::iter::from_fn(move || {
            let start = at?;
            let end = find(self.code, start..list.end, |byte| byte == b',');
            at = end.map(|end| end + 1);
            Some(&self.code[start..end.unwrap_or(list.end)])
        })
    }
}

/// Whether what is nested in a rule may match without the rule's own class: `:not(&)` is about all other elements,
/// `:is(&, .kept)` about some of them.
fn reaches_out(body: &str) -> bool {
    if !body.contains('{') {
        return false;
    }
    let mut depth = 0usize;
    body.char_indices().any(|(at, character)| {
        match character {
            '(' => depth += 1,
            ')' => depth = depth.saturating_sub(1),
            '&' if depth > 0 => return true,
            '@' => {
                let name = body[at + 1..].split(|c: char| !c.is_ascii_alphanumeric() && c != '-').next();
                return !name.is_some_and(|name| CONDITIONS.contains(&name));
            }
            _ => {}
        }
        false
    })
}

/// The first byte of a kind that stands in no text, comment or bracket.
fn find(code: &str, range: Range<usize>, is_wanted: impl Fn(u8) -> bool) -> Option<usize> {
    let bytes = code.as_bytes();
    let (mut at, mut depth) = (range.start, 0usize);
    while at < range.end {
        let byte = bytes[at];
        if depth == 0 && is_wanted(byte) {
            return Some(at);
        }
        match byte {
            b'\\' => at += 1,
            b'"' | b'\'' => {
                at += 1;
                while at < range.end && bytes[at] != byte {
                    at += if bytes[at] == b'\\' { 2 } else { 1 };
                }
            }
            b'/' if bytes.get(at + 1) == Some(&b'*') => {
                at += code[at..range.end].find("*/").map_or(range.end - at, |length| length + 1);
            }
            b'(' | b'[' | b'{' => depth += 1,
            b')' | b']' | b'}' => depth = depth.saturating_sub(1),
            _ => {}
        }
        at += 1;
    }
    None
}

/// Whether an element needs one of these classes to match.
fn has_class_of(selector: &str, classes: &FxHashSet<&str>) -> bool {
    let mut at = 0;
    while let Some(dot) = find(selector, at..selector.len(), |byte| byte == b'.') {
        let name = identifier(&selector[dot + 1..]);
        if classes.contains(&*name) {
            return true;
        }
        at = dot + 1;
    }
    false
}

/// The name at the start of a text, without its escapes.
fn identifier(text: &str) -> Cow<'_, str> {
    let is_plain = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_') || !c.is_ascii();
    let end = text.find(|c| !is_plain(c)).unwrap_or(text.len());
    if !text[end..].starts_with('\\') {
        return Cow::Borrowed(&text[..end]);
    }
    let mut name = text[..end].to_owned();
    let mut rest = text[end..].chars().peekable();
    while let Some(character) = rest.next_if(|&c| is_plain(c) || c == '\\') {
        if character != '\\' {
            name.push(character);
            continue;
        }
        let mut code = String::new();
        while code.len() < 6
            && let Some(digit) = rest.next_if(char::is_ascii_hexdigit)
        {
            code.push(digit);
        }
        if code.is_empty() {
            name.extend(rest.next());
            continue;
        }
        rest.next_if(|c| c.is_ascii_whitespace());
        let escaped = u32::from_str_radix(&code, 16).ok().and_then(char::from_u32);
        name.push(escaped.unwrap_or(char::REPLACEMENT_CHARACTER));
    }
    Cow::Owned(name)
}

/// What is left, with holes and places moved.
fn without(text: &CssText, removed: &[Range<usize>]) -> CssText {
    let mut code = String::with_capacity(text.code.len());
    let mut kept = 0;
    for range in removed {
        code.push_str(&text.code[kept..range.start]);
        kept = range.end;
    }
    code.push_str(&text.code[kept..]);
    code.truncate(code.trim_end().len());
    // How much has gone with the first ranges.
    let mut gone = vec![0];
    gone.extend(removed.iter().scan(0, |sum, range| {
        *sum += range.len();
        Some(*sum)
    }));
    // Where an offset is now.
    let moved = |offset: u32| {
        let at = offset as usize;
        let before = removed.partition_point(|range| range.end <= at);
        if removed.get(before).is_some_and(|range| range.start <= at) {
            return None;
        }
        u32::try_from(at - gone[before]).ok()
    };
    let holes = text.holes.iter().filter_map(|hole| {
        let start = moved(hole.start)?;
        Some(UrlHole { start, end: start + (hole.end - hole.start), ..hole.clone() })
    });
    let mappings = text.mappings.iter().filter_map(|mapping| {
        let offset = moved(mapping.offset)?;
        Some(CssMapping { offset, ..*mapping })
    });
    CssText { holes: holes.collect(), mappings: mappings.collect(), code }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn pruned(code: &str) -> String {
        let text = CssText { code: code.to_owned(), ..CssText::default() };
        without_rules_of(&text, &FxHashSet::from_iter(["gone", "a:b", "1x"])).code.clone()
    }

    #[test]
    fn rules_that_need_a_class_which_is_gone() {
        assert_eq!(pruned(".gone{top:0}.kept{top:1px}.kept .gone:hover{top:2px}"), ".kept{top:1px}");
        assert_eq!(pruned(".kept{top:0}.gone,.gone.kept{top:0}"), ".kept{top:0}");
        assert_eq!(pruned(".a\\:b{top:0}.\\31 x{top:0}.gone-on{top:0}"), ".gone-on{top:0}");
        assert_eq!(pruned(".gone{.inner &{top:0}}.kept{top:0}"), ".kept{top:0}");
        assert_eq!(pruned(".gone{@media (width>1px){.inner{top:0}}}.kept{top:0}"), ".kept{top:0}");
        assert_eq!(pruned("/*! license */\n.gone{top:0}.kept{top:0}"), "/*! license */\n.kept{top:0}");
    }

    #[test]
    fn rules_that_may_match_without_it_stay() {
        for code in [
            ".gone,.kept{top:0}",
            ".kept:not(.gone){top:0}",
            ":is(.gone,.kept){top:0}",
            "[data-x=\".gone\"]{top:0}",
            "@keyframes gone{0%{top:0}}",
            ".gone{:not(&){top:0}}",
            ".gone{:is(&,.kept){top:0}}",
            ".gone{@media print{:where(.kept,&){top:0}}}",
            ".gone{@scope (.kept){.b{top:0}}}",
            "/*! license */",
            "@layer x{}",
            "@font-face{font-family:gone;src:url(a.gone)}",
        ] {
            assert_eq!(pruned(code), code);
        }
    }

    #[test]
    fn conditions_go_when_they_are_empty() {
        assert_eq!(
            pruned(
                "@media print{@supports (top:0){.gone{top:0}}}.kept{content:\"}.gone{\"}@media screen{.gone{top:0}.kept{top:1px}}"
            ),
            ".kept{content:\"}.gone{\"}@media screen{.kept{top:1px}}"
        );
        assert_eq!(pruned("@layer x{.gone{top:0}}.kept{top:0}"), "@layer x{}.kept{top:0}");
        assert_eq!(
            pruned(".gone {\n  top: 0;\n}\n\n.kept {\n  top: 1px;\n}\n\n.gone {\n}"),
            ".kept {\n  top: 1px;\n}"
        );
    }

    #[test]
    fn holes_and_places_move() {
        let code = ".gone{top:0}.kept{background:HOLE}.gone{background:HOLE}";
        let first = u32::try_from(code.find("HOLE").unwrap()).unwrap();
        let second = u32::try_from(code.rfind("HOLE").unwrap()).unwrap();
        let hole = |start| UrlHole {
            start,
            end: start + 4,
            dependency: fedpack_graph::LocalDependencyIdx::from_usize(0),
            suffix: String::new(),
            form: crate::scan::css::UrlForm::Function,
        };
        let place = |offset| CssMapping { offset, line: 0, column: offset };
        let text = CssText {
            code: code.to_owned(),
            holes: vec![hole(first), hole(second)],
            mappings: vec![place(0), place(12), place(first), place(second)],
        };
        let text = without_rules_of(&text, &FxHashSet::from_iter(["gone"]));
        assert_eq!(text.code, ".kept{background:HOLE}");
        assert_eq!(text.holes, [hole(first - 12)]);
        let places: Vec<_> = text.mappings.iter().map(|place| (place.offset, place.column)).collect();
        assert_eq!(places, [(0, 12), (first - 12, first)]);
    }
}

//! Text of a member in which names are left open, so that its AST need not wait until the names are given.
//!
//! ```js
//! let ⟨3⟩=1;export const f=({price:⟨4⟩})=>⟨4⟩+⟨3⟩        // printed, with a symbol in each hole
//! let t=1;export const f=({price:e})=>e+t                // filled
//! ```
//!
//! Text in which the names stand is a tenth of an AST, and need not be walked again.

use oxc_sourcemap::{SourceMap, Token};

use crate::generate::rope::extent;

/// What placeholders begin with after NUL: a code point that is no character, and does not stand in the source. (The printer
/// escapes NUL in strings, but templates and regular expressions may have anything as it is.)
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Mark(char);

impl Mark {
    pub fn of(source: &str) -> Self {
        Self(('\u{FDD0}'..='\u{FDEF}').find(|&mark| !source.contains(mark)).unwrap_or('\u{FDEF}'))
    }

    /// What a symbol is called until it has its name.
    pub fn placeholder(self, symbol: usize) -> String {
        format!("\0{}{symbol}", self.0)
    }

    fn width() -> u32 {
        2
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Hole {
    /// Where in the text without names.
    at: u32,
    symbol: u32,
}

#[derive(Debug, Default)]
pub struct OpenText {
    /// What stands between the names.
    code: String,
    holes: Vec<Hole>,
    /// Of the text with placeholders.
    map: Option<SourceMap<'static>>,
}

impl OpenText {
    pub fn new(printed: &str, mark: Mark, map: Option<SourceMap<'static>>) -> Self {
        let mut text = Self { code: String::with_capacity(printed.len()), holes: Vec::new(), map };
        let mut pieces = printed.split('\0');
        text.code.push_str(pieces.next().unwrap_or_default());
        for piece in pieces {
            let number = piece.strip_prefix(mark.0).map(|rest| {
                let digits = rest.bytes().take_while(u8::is_ascii_digit).count();
                rest.split_at(digits)
            });
            match number.and_then(|(digits, rest)| Some((digits.parse().ok()?, rest))) {
                Some((symbol, rest)) => {
                    text.holes.push(Hole { at: text.code.len() as u32, symbol });
                    text.code.push_str(rest);
                }
                None => {
                    text.code.push('\0');
                    text.code.push_str(piece);
                }
            }
        }
        text.code.shrink_to_fit();
        text.holes.shrink_to_fit();
        text
    }

    /// The text with names. Where a property has the name of its value, it is written once.
    pub fn fill<'n>(self, name: impl Fn(usize) -> &'n str) -> (String, Option<SourceMap<'static>>) {
        let mut code = String::with_capacity(self.code.len() + self.holes.len() * 2);
        let mut shifts = self.map.as_ref().map(|_| Shifts::default());
        let mut done = 0;
        for hole in &self.holes {
            let before = &self.code[done..hole.at as usize];
            done = hole.at as usize;
            let name = name(hole.symbol as usize);
            // `{ a: a }`, but not `{ a: a.b }`. What `=` follows may be an object (`{ a: a = 1 }` assigns) or a pattern.
            let is_whole_value = self.code[done..].trim_start().starts_with([',', '}']);
            let kept = if is_whole_value { without_key(before, name) } else { before };
            code.push_str(kept);
            code.push_str(name);
            if let Some(shifts) = &mut shifts {
                shifts.text(kept);
                shifts.replace(width(&before[kept.len()..]), "");
                shifts.replace(Mark::width() + hole.symbol.to_string().len() as u32, name);
            }
        }
        code.push_str(&self.code[done..]);
        let map = self.map.zip(shifts).map(|(map, shifts)| shifts.apply(map));
        (code, map)
    }
}

/// Text that goes on with `name`, without the key of a property that has the same name.
fn without_key<'t>(text: &'t str, name: &str) -> &'t str {
    let key = text.strip_suffix(": ").or_else(|| text.strip_suffix(':'));
    let is_key = |before: &&str| before.ends_with(['{', ',', ' ', '\t', '\n']);
    match key.and_then(|key| key.strip_suffix(name)).filter(is_key) {
        Some(before) if name != "__proto__" => before,
        _ => text,
    }
}

/// In the units of source maps.
fn width(text: &str) -> u32 {
    if text.is_ascii() { text.len() as u32 } else { text.encode_utf16().count() as u32 }
}

/// Something that has become wider or narrower.
struct Shift<'n> {
    line: u32,
    /// Where it begins and ends in the text with placeholders, and where it begins now.
    start: u32,
    end: u32,
    now: u32,
    name: &'n str,
}

/// All of them in the order of the text.
#[derive(Default)]
struct Shifts<'n> {
    rows: Vec<Shift<'n>>,
    line: u32,
    column: u32,
    /// The column in the text with names.
    now: u32,
}

impl<'n> Shifts<'n> {
    fn text(&mut self, text: &str) {
        let (lines, columns) = extent(text);
        if lines > 0 {
            self.line += lines;
            (self.column, self.now) = (0, 0);
        }
        self.column += columns;
        self.now += columns;
    }

    fn replace(&mut self, columns: u32, name: &'n str) {
        if columns == 0 {
            return;
        }
        let (start, end) = (self.column, self.column + columns);
        self.rows.push(Shift { line: self.line, start, end, now: self.now, name });
        self.column = end;
        self.now += width(name);
    }

    fn apply(self, map: SourceMap<'static>) -> SourceMap<'static> {
        let mut parts = map.into_parts();
        let mut rows = self.rows.iter().peekable();
        let mut last: Option<&Shift<'_>> = None;
        let mut tokens = Vec::with_capacity(parts.tokens.len());
        for token in parts.tokens {
            let (line, column) = (token.get_dst_line(), token.get_dst_col());
            while let Some(row) = rows.next_if(|row| (row.line, row.start) <= (line, column)) {
                last = Some(row);
            }
            let Some(row) = last.filter(|row| row.line == line) else {
                tokens.push(token);
                continue;
            };
            let is_inside = column < row.end;
            if is_inside && row.name.is_empty() {
                // Of a key that is gone.
                continue;
            }
            let column = if is_inside { row.now } else { row.now + width(row.name) + (column - row.end) };
            // What is called as it was needs no name.
            let name = token.get_name_id();
            let name = name.filter(|&id| !is_inside || parts.names[id as usize].as_ref() != row.name);
            let source = (token.get_src_line(), token.get_src_col(), token.get_source_id());
            tokens.push(Token::new(line, column, source.0, source.1, source.2, name));
        }
        parts.tokens = tokens.into_boxed_slice();
        SourceMap::from_parts(parts)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn open(text: &str) -> OpenText {
        let mark = Mark::of("");
        OpenText::new(&text.replace('⟨', "\0\u{FDD0}").replace('⟩', ""), mark, None)
    }

    fn filled(text: &str) -> String {
        open(text).fill(|symbol| ["a", "b", "long"][symbol]).0
    }

    #[test]
    fn names_stand_in_their_holes() {
        assert_eq!(filled("let ⟨0⟩=⟨2⟩,x=⟨1⟩in ⟨0⟩;"), "let a=long,x=bin a;");
    }

    #[test]
    fn a_property_with_the_name_of_its_value_is_written_once() {
        assert_eq!(filled("({a:⟨0⟩,b:⟨0⟩,long:⟨2⟩})"), "({a,b:a,long})");
        assert_eq!(filled("({a:⟨0⟩.x,b:⟨1⟩=>1,long:⟨2⟩(),a:⟨0⟩=1})"), "({a:a.x,b:b=>1,long:long(),a:a=1})");
        assert_eq!(filled("({ a: ⟨0⟩,\n\tb: ⟨1⟩ })"), "({ a,\n\tb })");
        assert_eq!(filled("⟨1⟩?a:⟨0⟩;⟨1⟩?x.a:⟨0⟩"), "b?a:a;b?x.a:a");
    }

    #[test]
    fn nul_alone_is_text() {
        let text = "`\u{0}` + `\u{0}1`";
        assert_eq!(OpenText::new(text, Mark::of(text), None).fill(|_| unreachable!()).0, text);
        let text = "`\u{0}\u{FDD0}1`";
        assert_eq!(OpenText::new(text, Mark::of(text), None).fill(|_| unreachable!()).0, text);
    }

    #[test]
    fn positions_follow_the_names() {
        let width = width(&Mark::of("").placeholder(2));
        let token = |column, name| Token::new(0, column, 0, column, Some(0), name);
        // The key, its value and the second argument of `f({long:⟨2⟩},⟨0⟩);`.
        let tokens = [token(3, None), token(8, Some(0)), token(8 + width + 2, Some(1))];
        let map = SourceMap::new(
            None,
            vec!["long".into(), "old".into()],
            None,
            vec!["x".into()],
            vec![None],
            Box::new(tokens),
            None,
        );
        let text = OpenText { map: Some(map), ..open("f({long:⟨2⟩},⟨0⟩);") };
        let (code, map) = text.fill(|symbol| ["a", "b", "long"][symbol]);
        assert_eq!(code, "f({long},a);");
        let tokens: Vec<_> = map
            .iter()
            .flat_map(SourceMap::get_tokens)
            .map(|token| (token.get_dst_col(), token.get_name_id()))
            .collect();
        assert_eq!(tokens, [(3, None), (9, Some(1))]);
    }
}

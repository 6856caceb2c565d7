//! New texts from parts of old ones, with source maps that follow.

use std::ops::Range;

use oxc_sourcemap::{SourceMap, Token};
use rustc_hash::FxHashMap;

use super::source_map::BuiltMap;
use crate::generate::rope::{LINE_ENDS, Rope};

/// What takes the place of a range.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Edit {
    pub range: Range<usize>,
    pub text: String,
}

/// A script as it was built.
pub struct Original {
    pub text: String,
    pub map: Option<BuiltMap>,
    /// Byte at which each line begins.
    lines: Vec<usize>,
}

impl Original {
    pub fn new(text: String, map: Option<BuiltMap>) -> Self {
        let breaks = text.match_indices(LINE_ENDS).map(|(position, end)| position + end.len());
        let lines = std::iter::once(0).chain(breaks).collect();
        Self { text, map, lines }
    }

    /// Line, and column in UTF-16 units.
    fn position(&self, offset: usize) -> (u32, u32) {
        let line = self.lines.partition_point(|&start| start <= offset) - 1;
        let before = &self.text[self.lines[line]..offset];
        let column = if before.is_ascii() { before.len() } else { before.encode_utf16().count() };
        (line as u32, column as u32)
    }

    /// The tokens of a range, as the map of its text alone.
    fn piece_of_map(&self, range: Range<usize>) -> Option<SourceMap<'static>> {
        let map = &self.map.as_ref()?.map;
        let (start, end) = (self.position(range.start), self.position(range.end));
        let mut sources: FxHashMap<u32, u32> = FxHashMap::default();
        let mut names: FxHashMap<u32, u32> = FxHashMap::default();
        let number = |known: &mut FxHashMap<u32, u32>, id: u32| {
            let next = known.len() as u32;
            *known.entry(id).or_insert(next)
        };
        let all = map.tokens_from(start);
        let tokens: Vec<Token> = all
            .take_while(|token| (token.get_dst_line(), token.get_dst_col()) < end)
            .map(|token| {
                let line = token.get_dst_line() - start.0;
                let column = if line == 0 { token.get_dst_col() - start.1 } else { token.get_dst_col() };
                Token::new(
                    line,
                    column,
                    token.get_src_line(),
                    token.get_src_col(),
                    token.get_source_id().map(|id| number(&mut sources, id)),
                    token.get_name_id().map(|id| number(&mut names, id)),
                )
            })
            .collect();
        let in_order = |known: FxHashMap<u32, u32>| {
            let mut ids: Vec<(u32, u32)> = known.into_iter().map(|(id, place)| (place, id)).collect();
            ids.sort_unstable();
            ids.into_iter().map(|(_, id)| id)
        };
        let (mut paths, mut contents) = (Vec::new(), Vec::new());
        for id in in_order(sources) {
            paths.push(map.get_source(id).unwrap_or_default().to_owned().into());
            contents.push(map.get_source_content(id).map(|content| content.to_owned().into()));
        }
        let names = in_order(names).map(|id| map.get_name(id).unwrap_or_default().to_owned().into());
        Some(SourceMap::new(None, names.collect(), None, paths, contents, tokens.into_boxed_slice(), None))
    }
}

/// Tokens are sorted by their place in the text.
trait TokensFrom {
    fn tokens_from(&self, start: (u32, u32)) -> impl Iterator<Item = Token>;
}

impl TokensFrom for SourceMap<'_> {
    fn tokens_from(&self, start: (u32, u32)) -> impl Iterator<Item = Token> {
        let count = self.get_tokens().len() as u32;
        let (mut low, mut high) = (0, count);
        while low < high {
            let middle = low + (high - low) / 2;
            let is_before = self
                .get_token(middle)
                .is_some_and(|token| (token.get_dst_line(), token.get_dst_col()) < start);
            if is_before {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        (low..count).filter_map(|index| self.get_token(index))
    }
}

/// A new text.
pub struct Splice {
    rope: Rope,
}

impl Splice {
    pub fn new(with_map: bool) -> Self {
        Self { rope: Rope::new(with_map) }
    }

    pub fn push(&mut self, text: &str) {
        self.rope.push(text);
    }

    pub fn push_mapped(&mut self, text: &str, map: Option<&SourceMap<'static>>) {
        self.rope.push_mapped(text, map);
    }

    /// A part of an old text. `edits` are sorted, and do not overlap.
    pub fn copy(&mut self, original: &Original, range: Range<usize>, edits: &[Edit]) {
        let mut start = range.start;
        let inside = |edit: &&Edit| edit.range.start >= range.start && edit.range.end <= range.end;
        for edit in edits.iter().filter(inside) {
            self.keep(original, start..edit.range.start);
            self.rope.push(&edit.text);
            start = edit.range.end;
        }
        self.keep(original, start..range.end);
    }

    fn keep(&mut self, original: &Original, range: Range<usize>) {
        if !range.is_empty() {
            let map = original.piece_of_map(range.clone());
            self.rope.push_mapped(&original.text[range], map.as_ref());
        }
    }

    pub fn finish(self) -> (String, Option<SourceMap<'static>>) {
        self.rope.finish()
    }
}

/// Takes some of the things between commas away, and their commas.
///
/// What follows the first ones that go is moved up to their beginning; all others go with what is in front of them.
pub fn removals(items: &[(Range<usize>, bool)]) -> Vec<Edit> {
    let mut edits = Vec::new();
    let mut has_kept = false;
    for (index, (range, stays)) in items.iter().enumerate() {
        if *stays {
            has_kept = true;
            continue;
        }
        let gone = if has_kept {
            items[index - 1].0.end..range.end
        } else {
            range.start..items.get(index + 1).map_or(range.end, |next| next.0.start)
        };
        edits.push(Edit { range: gone, text: String::new() });
    }
    edits
}

#[cfg(test)]
mod tests {
    use super::*;

    fn without(text: &str, gone: &[&str]) -> String {
        let mut items = Vec::new();
        let mut start = 0;
        for item in text.split(',') {
            items.push((start..start + item.len(), !gone.contains(&item)));
            start += item.len() + 1;
        }
        let mut splice = Splice::new(false);
        splice.copy(&Original::new(text.to_owned(), None), 0..text.len(), &removals(&items));
        splice.finish().0
    }

    #[test]
    fn any_set_of_items_leaves_a_list() {
        let names = ["a", "b", "c", "d", "e"];
        for set in 0..1_u32 << names.len() {
            let is_gone = |index: usize| set & (1 << index) != 0;
            let gone: Vec<&str> = (0..5).filter(|&it| is_gone(it)).map(|it| names[it]).collect();
            let left: Vec<&str> = (0..5).filter(|&it| !is_gone(it)).map(|it| names[it]).collect();
            assert_eq!(without("a,b,c,d,e", &gone), left.join(","));
        }
    }

    #[test]
    fn tokens_move_with_their_text() {
        let token = |column: u32, source: u32| Token::new(0, column, 7, column, Some(source), None);
        let tokens = vec![token(0, 0), token(4, 1), token(8, 0)].into_boxed_slice();
        let sources = vec!["x.js".into(), "y.js".into()];
        let map = SourceMap::new(None, vec![], None, sources, vec![None, None], tokens, None);
        let original = Original::new("aaa,bbb,ccc".to_owned(), BuiltMap::read(&map.to_json_string()));
        let mut splice = Splice::new(true);
        splice.push("\n(");
        splice.copy(&original, 0..11, &[Edit { range: 3..7, text: String::new() }]);
        let (text, map) = splice.finish();
        assert_eq!(text, "\n(aaa,ccc");
        let map = map.expect("it was asked for");
        let found: Vec<_> = map
            .get_tokens()
            .map(|it| (it.get_dst_line(), it.get_dst_col(), it.get_src_col(), it.get_source_id()))
            .collect();
        assert_eq!(found, [(1, 1, 0, Some(0)), (1, 5, 8, Some(0))]);
        assert_eq!(map.get_sources().collect::<Vec<_>>(), ["x.js"]);
    }
}

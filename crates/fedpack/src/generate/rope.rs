//! Text that is put together from finished pieces, with the source map of the whole.

use oxc_sourcemap::{SourceMap, Token};
use rustc_hash::FxHashMap;

/// Appends pieces; positions are tracked only when a map is wanted.
#[derive(Default)]
pub struct Rope {
    code: String,
    map: Option<JoinedMap>,
}

#[derive(Default)]
struct JoinedMap {
    /// Line and column (UTF-16 units) of the end of the text so far.
    line: u32,
    column: u32,
    tokens: Vec<Token>,
    sources: Vec<String>,
    contents: Vec<Option<String>>,
    source_ids: FxHashMap<String, u32>,
    names: Vec<String>,
    name_ids: FxHashMap<String, u32>,
}

impl Rope {
    pub fn new(with_map: bool) -> Self {
        Self { code: String::new(), map: with_map.then(JoinedMap::default) }
    }

    /// Text of our own.
    pub fn push(&mut self, text: &str) {
        self.code.push_str(text);
        if let Some(map) = &mut self.map {
            map.advance(text);
        }
    }

    /// Text with a map of its own.
    pub fn push_mapped(&mut self, text: &str, piece: Option<&SourceMap<'static>>) {
        if let (Some(map), Some(piece)) = (&mut self.map, piece) {
            map.join(piece);
        }
        self.push(text);
    }

    pub fn finish(self) -> (String, Option<SourceMap<'static>>) {
        let map = self.map.map(JoinedMap::into_source_map);
        (self.code, map)
    }
}

/// How many lines a text ends, and the columns (UTF-16 units) of what follows. U+2028 and U+2029, which templates may have, end
/// lines of JavaScript: for oxc, which writes maps, and for engines, which report places.
pub fn extent(text: &str) -> (u32, u32) {
    if text.is_ascii() {
        let last = text.rsplit('\n').next().unwrap_or(text);
        return (text.bytes().filter(|&byte| byte == b'\n').count() as u32, last.len() as u32);
    }
    let last = text.rsplit(LINE_ENDS).next().unwrap_or(text);
    (text.matches(LINE_ENDS).count() as u32, last.encode_utf16().count() as u32)
}

pub const LINE_ENDS: [char; 3] = ['\n', '\u{2028}', '\u{2029}'];

impl JoinedMap {
    fn advance(&mut self, text: &str) {
        let (lines, width) = extent(text);
        if lines > 0 {
            self.line += lines;
            self.column = width;
        } else {
            self.column += width;
        }
    }

    fn join(&mut self, piece: &SourceMap<'static>) {
        let sources: Vec<u32> = piece
            .get_sources()
            .zip(piece.get_source_contents())
            .map(|(source, content)| self.source(source, content))
            .collect();
        let names: Vec<u32> = piece.get_names().map(|name| self.name(name)).collect();
        self.tokens.reserve(piece.get_tokens().len());
        for token in piece.get_tokens() {
            let column = if token.get_dst_line() == 0 { self.column } else { 0 };
            self.tokens.push(Token::new(
                token.get_dst_line() + self.line,
                token.get_dst_col() + column,
                token.get_src_line(),
                token.get_src_col(),
                token.get_source_id().map(|id| sources[id as usize]),
                token.get_name_id().map(|id| names[id as usize]),
            ));
        }
    }

    fn source(&mut self, source: &str, content: Option<&str>) -> u32 {
        if let Some(&id) = self.source_ids.get(source) {
            return id;
        }
        let id = self.sources.len() as u32;
        self.sources.push(source.to_string());
        self.contents.push(content.map(ToString::to_string));
        self.source_ids.insert(source.to_string(), id);
        id
    }

    fn name(&mut self, name: &str) -> u32 {
        if let Some(&id) = self.name_ids.get(name) {
            return id;
        }
        let id = self.names.len() as u32;
        self.names.push(name.to_string());
        self.name_ids.insert(name.to_string(), id);
        id
    }

    fn into_source_map(self) -> SourceMap<'static> {
        SourceMap::new(
            None,
            self.names.into_iter().map(Into::into).collect(),
            None,
            self.sources.into_iter().map(Into::into).collect(),
            self.contents.into_iter().map(|content| content.map(Into::into)).collect(),
            self.tokens.into_boxed_slice(),
            None,
        )
    }
}

//! Source maps that loaders made: the maps of chunks lead through them to what people wrote.

use oxc_sourcemap::{SourceMap, SourceMapParts, Token};
use rustc_hash::FxHashMap;

use super::source_map::SourceNames;
use crate::scan::LoaderMapTable;

/// Loaders' maps by the name of the source that they are about.
#[derive(Debug, Default)]
pub struct LoaderMaps<'g> {
    by_source: FxHashMap<String, (&'g SourceMap<'static>, Vec<String>)>,
}

impl<'g> LoaderMaps<'g> {
    pub fn new(table: &'g LoaderMapTable, names: &SourceNames<'_>) -> Self {
        let rows = table.iter().map(|(&module, map)| {
            let sources = map.get_sources().map(|source| names.of_source(module, source)).collect();
            (names.of(module), (map, sources))
        });
        Self { by_source: rows.collect() }
    }

    /// Replaces the texts that loaders returned by those that they were made of. What a loader made without saying of
    /// what is nowhere in the result.
    pub fn follow(&self, map: SourceMap<'static>) -> SourceMap<'static> {
        if self.by_source.is_empty() || !map.get_sources().any(|source| self.by_source.contains_key(source)) {
            return map;
        }
        let mut followed = Followed::default();
        let tables: FxHashMap<&str, _> = self
            .by_source
            .iter()
            .map(|(name, (map, _))| (name.as_str(), map.generate_lookup_table()))
            .collect();
        for token in map.get_tokens() {
            let Some(source) = token.get_source_id() else { continue };
            let Some(name) = map.get_source(source) else { continue };
            let own_name = token.get_name_id().and_then(|name| map.get_name(name));
            let Some((inner, sources)) = self.by_source.get(name) else {
                let content = map.get_source_content(source);
                followed.add(token, (token.get_src_line(), token.get_src_col()), name, content, own_name);
                continue;
            };
            let found = inner.lookup_token_approx(&tables[name], token.get_src_line(), token.get_src_col());
            let Some(found) = found.filter(|found| found.get_dst_line() == token.get_src_line()) else {
                continue;
            };
            let Some(original) = found.get_source_id() else { continue };
            let inner_name = found.get_name_id().and_then(|name| inner.get_name(name));
            followed.add(
                token,
                (found.get_src_line(), found.get_src_col()),
                &sources[original as usize],
                inner.get_source_content(original),
                inner_name.or(own_name),
            );
        }
        followed.finish(map)
    }
}

/// The map of a text that was made of another one, which has a map itself. What is not in that is nowhere in the result.
pub fn through(outer: SourceMap<'static>, inner: &SourceMap<'_>) -> SourceMap<'static> {
    let table = inner.generate_lookup_table();
    let mut followed = Followed::default();
    for token in outer.get_tokens() {
        let found = inner.lookup_token_approx(&table, token.get_src_line(), token.get_src_col());
        let found = found.filter(|found| found.get_dst_line() == token.get_src_line());
        let Some((found, source)) = found.and_then(|found| Some((found, found.get_source_id()?))) else {
            continue;
        };
        followed.add(
            token,
            (found.get_src_line(), found.get_src_col()),
            inner.get_source(source).unwrap_or_default(),
            inner.get_source_content(source),
            found.get_name_id().and_then(|name| inner.get_name(name)),
        );
    }
    followed.finish(outer)
}

#[derive(Default)]
struct Followed {
    tokens: Vec<Token>,
    sources: indexmap::IndexMap<String, Option<String>, rustc_hash::FxBuildHasher>,
    names: indexmap::IndexSet<String, rustc_hash::FxBuildHasher>,
}

impl Followed {
    fn add(
        &mut self,
        token: Token,
        (line, column): (u32, u32),
        source: &str,
        content: Option<&str>,
        name: Option<&str>,
    ) {
        let source = match self.sources.get_index_of(source) {
            Some(index) => index,
            None => self.sources.insert_full(source.to_owned(), content.map(str::to_owned)).0,
        };
        let name = name.map(|name| self.names.insert_full(name.to_owned()).0 as u32);
        let place = (token.get_dst_line(), token.get_dst_col());
        self.tokens.push(Token::new(place.0, place.1, line, column, Some(source as u32), name));
    }

    fn finish(self, old: SourceMap<'static>) -> SourceMap<'static> {
        let (sources, contents): (Vec<_>, Vec<_>) = self.sources.into_iter().unzip();
        SourceMap::from_parts(SourceMapParts {
            tokens: self.tokens.into_boxed_slice(),
            sources: sources.into_iter().map(Into::into).collect(),
            source_contents: contents.into_iter().map(|content| content.map(Into::into)).collect(),
            names: self.names.into_iter().map(Into::into).collect(),
            token_chunks: None,
            ..old.into_parts()
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn map(json: &str) -> SourceMap<'static> {
        SourceMap::from_json_string(json).expect("a map").into_owned()
    }

    #[test]
    fn leads_to_the_text_before_the_loader() {
        // Line 1 of what the loader returned is line 3 of a.coffee; its line 2 came from nowhere.
        let of_loader = map(
            r#"{"version":3,"sources":["a.coffee"],"sourcesContent":["x"],"names":[],"mappings":"AAEA;A"}"#,
        );
        let maps = LoaderMaps {
            by_source: FxHashMap::from_iter([("loaded".to_owned(), (&of_loader, vec!["named".to_owned()]))]),
        };
        let of_chunk = map(
            r#"{"version":3,"sources":["loaded","other"],"sourcesContent":["y","z"],"names":[],"mappings":"AAAA;AACA;ACDA"}"#,
        );
        let followed = maps.follow(of_chunk);
        let tokens: Vec<_> = followed.get_source_view_tokens().map(|token| token.to_tuple()).collect();
        assert_eq!(tokens, [(Some("named"), 2, 0, None), (Some("other"), 0, 0, None)]);
        assert_eq!(followed.get_source_contents().collect::<Vec<_>>(), [Some("x"), Some("z")]);
    }
}

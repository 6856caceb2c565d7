//! The files of one build, in memory. Written by generate (and the `emit` hook), read by emit and stats.

use std::collections::{BTreeMap, btree_map};

use fedpack_graph::ChunkIdx;

use super::integrity::Mention;
use crate::diagnostics::{BuildDiagnostic, assets as diagnostics};

/// All files of the build, ordered by name, so that nothing that walks them depends on who finished first.
#[derive(Debug, Default, Clone)]
pub struct Assets {
    by_name: BTreeMap<String, Asset>,
}

/// One file to write.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Asset {
    pub bytes: Vec<u8>,
    pub info: AssetInfo,
}

/// What is known about a file besides its contents.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct AssetInfo {
    pub kind: AssetKind,
    /// The chunks whose file this is. Empty for pages and files that several chunks refer to.
    pub chunks: Vec<ChunkIdx>,
    /// The hash in the file name, if there is one: the file may be cached for ever.
    pub content_hash: Option<String>,
    /// The file that it is a copy of, relative to the context, as `src/logo.png`.
    pub source_filename: Option<String>,
    /// What browsers check the file against, where `output.integrity` asks for it: see [`super::integrity`].
    pub integrity: Option<String>,
    /// Whose integrity the text names, in its order.
    pub mentions: Vec<Mention>,
    /// Files that belong to this one: what they are (`sourceMap`) and their names.
    pub related: Vec<(&'static str, String)>,
}

/// Keys of [`AssetInfo::related`], as webpack's stats spell them.
pub mod related {
    /// The external source map of a script or style sheet.
    pub const SOURCE_MAP: &str = "sourceMap";
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum AssetKind {
    JavaScript,
    Css,
    SourceMap,
    Html,
    /// A module that is shipped as it is: image, font, …
    Resource,
    /// Manifests and everything else.
    #[default]
    Other,
}

impl Asset {
    pub fn new(kind: AssetKind, bytes: impl Into<Vec<u8>>) -> Self {
        Self { bytes: bytes.into(), info: AssetInfo { kind, ..AssetInfo::default() } }
    }
}

impl AssetInfo {
    /// The name changes when the contents do.
    pub fn is_immutable(&self) -> bool {
        self.content_hash.is_some()
    }
}

impl Assets {
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds a file. The same name with the same contents is one file; with other contents it is an error, and
    /// the first one stays.
    pub fn insert(&mut self, name: impl Into<String>, asset: Asset) -> Result<(), BuildDiagnostic> {
        match self.by_name.entry(name.into()) {
            btree_map::Entry::Vacant(place) => {
                place.insert(asset);
                Ok(())
            }
            btree_map::Entry::Occupied(mut place) => {
                if place.get().bytes != asset.bytes {
                    return Err(diagnostics::conflicting_assets(place.key(), &place.get().info, &asset.info));
                }
                let known = place.get_mut();
                for chunk in asset.info.chunks {
                    if !known.info.chunks.contains(&chunk) {
                        known.info.chunks.push(chunk);
                    }
                }
                Ok(())
            }
        }
    }

    /// Adds a file, or takes the place of the one with this name.
    pub fn replace(&mut self, name: impl Into<String>, asset: Asset) {
        self.by_name.insert(name.into(), asset);
    }

    pub fn remove(&mut self, name: &str) -> Option<Asset> {
        self.by_name.remove(name)
    }

    /// Gives a file another name, which those that it belongs to, and that name its integrity, follow. Another file of
    /// that name is gone.
    pub fn rename(&mut self, from: &str, to: &str) {
        let Some(asset) = self.by_name.remove(from) else { return };
        self.by_name.insert(to.to_owned(), asset);
        for Asset { info, .. } in self.by_name.values_mut() {
            let related = info.related.iter_mut().map(|(_, name)| name);
            let mentioned = info.mentions.iter_mut().map(|mention| &mut mention.file);
            for name in related.chain(mentioned).filter(|name| *name == from) {
                to.clone_into(name);
            }
        }
    }

    pub fn get(&self, name: &str) -> Option<&Asset> {
        self.by_name.get(name)
    }

    pub fn get_mut(&mut self, name: &str) -> Option<&mut Asset> {
        self.by_name.get_mut(name)
    }

    pub fn contains(&self, name: &str) -> bool {
        self.by_name.contains_key(name)
    }

    pub fn len(&self) -> usize {
        self.by_name.len()
    }

    pub fn is_empty(&self) -> bool {
        self.by_name.is_empty()
    }

    /// By name, ascending.
    pub fn values_mut(&mut self) -> impl Iterator<Item = &mut Asset> {
        self.by_name.values_mut()
    }

    pub fn iter(&self) -> impl DoubleEndedIterator<Item = (&str, &Asset)> + ExactSizeIterator {
        self.by_name.iter().map(|(name, asset)| (name.as_str(), asset))
    }

    pub fn names(&self) -> impl Iterator<Item = &str> {
        self.by_name.keys().map(String::as_str)
    }

    /// The files of one chunk, by name.
    pub fn of_chunk(&self, chunk: ChunkIdx) -> impl Iterator<Item = (&str, &Asset)> {
        self.iter().filter(move |(_, asset)| asset.info.chunks.contains(&chunk))
    }

    /// The file of one chunk with this kind: its script, its style sheet.
    pub fn file_of_chunk(&self, chunk: ChunkIdx, kind: AssetKind) -> Option<&str> {
        self.of_chunk(chunk).find(|(_, asset)| asset.info.kind == kind).map(|(name, _)| name)
    }
}

impl IntoIterator for Assets {
    type Item = (String, Asset);
    type IntoIter = btree_map::IntoIter<String, Asset>;

    fn into_iter(self) -> Self::IntoIter {
        self.by_name.into_iter()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn same_name_same_contents_is_one_file() {
        let mut assets = Assets::new();
        let mut first = Asset::new(AssetKind::JavaScript, "a");
        first.info.chunks.push(ChunkIdx::from_usize(0));
        let mut second = first.clone();
        second.info.chunks = vec![ChunkIdx::from_usize(1)];
        assets.insert("a.js", first).expect("new");
        assets.insert("a.js", second).expect("equal");
        assert_eq!(assets.len(), 1);
        assert_eq!(assets.file_of_chunk(ChunkIdx::from_usize(1), AssetKind::JavaScript), Some("a.js"));
        assert_eq!(assets.file_of_chunk(ChunkIdx::from_usize(1), AssetKind::Css), None);
    }

    #[test]
    fn same_name_other_contents_is_an_error() {
        let mut assets = Assets::new();
        assets.insert("a.js", Asset::new(AssetKind::JavaScript, "a")).expect("new");
        let problem = assets.insert("a.js", Asset::new(AssetKind::Css, "b")).expect_err("conflict");
        assert_eq!(problem.code, "FED0701");
        assert_eq!(assets.get("a.js").map(|asset| asset.bytes.as_slice()), Some(&b"a"[..]));
    }
}

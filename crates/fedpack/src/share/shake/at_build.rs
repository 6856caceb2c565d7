//! Copies that are shaken by the build itself, between printing and writing: `federation.shared.<name>.usage`.
//!
//! The texts are those that `fedpack share shake` would find on the disk, and what becomes of them is the same.

use std::collections::BTreeMap;

use fedpack_graph::ChunkIdx;
use oxc_index::IndexVec;

use super::{
    CopySize, Refusal, shaken_texts,
    side_file::{Id, SideFile},
    source_map::BuiltMap,
    splice::Original,
    tree::{LEAST_DIGITS, Renaming, is_text},
};
use crate::{
    config::{Config, SourceMapKind, Template},
    emit::Assets,
    generate::{ChunkFiles, filename::shortest_hash},
};

/// Whether scripts will be texts that can be taken apart, with maps beside them and hashes that can be found again.
///
/// Only names of scripts count: style sheets and assets name none, so theirs stay. What a function gives as a template is not
/// known yet; if that has a short hash, [`shake_built`] refuses.
pub fn can_shake(config: &Config) -> bool {
    let has_plain_texts = match config.devtool.kind {
        SourceMapKind::Off | SourceMapKind::External | SourceMapKind::Hidden => true,
        SourceMapKind::Inline | SourceMapKind::Eval | SourceMapKind::EvalSourceMap => false,
    };
    let has_short_hash = |template: &str| {
        shortest_hash(template, config.output.hash_digest_length).is_some_and(|digits| digits < LEAST_DIGITS)
    };
    has_plain_texts && !names_of_scripts(config).any(has_short_hash)
}

/// Templates of whatever a script may be named by.
fn names_of_scripts(config: &Config) -> impl Iterator<Item = &str> {
    let output = &config.output;
    let general = [&output.filename, &output.chunk_filename, &output.worker_chunk_filename];
    let of_entries = config.entries.iter().filter_map(|entry| entry.filename.as_ref());
    let groups = config.optimization.split_chunks.iter().flat_map(|split| &split.cache_groups);
    let of_groups = groups.filter_map(|group| group.filename.as_ref());
    let containers = config.federation.iter().flat_map(|federation| &federation.containers);
    let of_containers = containers.filter_map(|container| container.filename.as_deref());
    general.into_iter().chain(of_entries).chain(of_groups).filter_map(Template::as_text).chain(of_containers)
}

/// A module of a copy, where it is now.
#[derive(Debug)]
pub struct PlacedModule {
    pub id: Id,
    /// Of the text that stays, or of the whole that went.
    pub bytes: u64,
    /// Chunks that it has left, and those that have it instead.
    pub from: Vec<ChunkIdx>,
    pub to: Vec<ChunkIdx>,
}

/// Takes what is not in `needed` out of the copies of `side`, and names files anew whose contents change.
///
/// # Errors
///
/// If a script cannot be taken apart. `files` are as they were.
///
/// Gives the sizes of copies, and where their modules are.
pub fn shake_built(
    files: &mut Assets,
    chunk_files: &mut IndexVec<ChunkIdx, ChunkFiles>,
    side: &SideFile,
    needed: &[Option<Vec<String>>],
) -> Result<(Vec<CopySize>, Vec<PlacedModule>), Refusal> {
    let text = |name: &str| {
        let asset = files.get(name)?;
        String::from_utf8(asset.bytes.clone()).ok()
    };
    let script = |name: &str| {
        let map = match side.maps.get(name) {
            None => None,
            Some(file) => Some(BuiltMap::read(&text(file)?)?),
        };
        Some(Original::new(text(name)?, map))
    };
    let read = |name| Ok((name, script(name).ok_or_else(|| Refusal::NotUnderstood(name.to_owned()))?));
    let scripts: Result<BTreeMap<&str, Original>, Refusal> =
        side.scripts.keys().map(|name| read(name.as_str())).collect();
    let shaken = shaken_texts(side, &scripts?, needed, None)?;
    let chunks_of = |scripts: &[String]| {
        let files = chunk_files.iter_enumerated();
        let named =
            files.filter(|(_, row)| row.javascript.as_ref().is_some_and(|name| scripts.contains(name)));
        named.map(|(chunk, _)| chunk).collect()
    };
    let placed = shaken.modules.into_iter().map(|module| PlacedModule {
        from: chunks_of(&module.from),
        to: chunks_of(&module.to),
        bytes: module.bytes,
        id: module.id,
    });
    let placed = placed.collect();
    let others = files.iter().filter(|(name, _)| is_text(name) && !shaken.contents.contains_key(*name));
    let others = others.map(|(name, asset)| (name.to_owned(), asset.bytes.clone())).collect();
    let mut renaming = Renaming::new(shaken.contents, others, &side.hashed_names, &side.hash_salt)?;
    for (name, mut asset) in std::mem::take(files) {
        if let Some(bytes) = renaming.contents.remove(&name) {
            asset.bytes = bytes;
        }
        if let Some(hash) = &mut asset.info.content_hash
            && let Some(new) = renaming.hashes.get(hash)
        {
            hash.clone_from(new);
        }
        for (_, related) in &mut asset.info.related {
            *related = renaming.new_name(related);
        }
        files.replace(renaming.new_name(&name), asset);
    }
    for file in chunk_files.iter_mut().flat_map(|row| [&mut row.javascript, &mut row.css]).flatten() {
        *file = renaming.new_name(file);
    }
    Ok((shaken.sizes, placed))
}

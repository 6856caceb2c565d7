//! `output.integrity`: what a browser checks scripts and style sheets against before it uses them (Subresource Integrity,
//! <https://www.w3.org/TR/sri/>).
//!
//! Files name the integrity of others: a runtime that of its chunks, a page that of its scripts. Plugins may still change any of
//! them. So a file gets a provisional integrity when it is made, as long as the real one and like no other; when all files are
//! finished, it is written over wherever it stands.

use base64::{Engine as _, engine::general_purpose::STANDARD};
use rayon::prelude::*;
use rustc_hash::FxHashMap;
use sha2::{Digest, Sha256, Sha384, Sha512};

use super::{Asset, AssetKind, Assets};
use crate::config::IntegrityAlgorithm;

impl IntegrityAlgorithm {
    fn prefix(self) -> &'static str {
        match self {
            Self::Sha256 => "sha256-",
            Self::Sha384 => "sha384-",
            Self::Sha512 => "sha512-",
        }
    }

    /// Letters after the prefix.
    fn length(self) -> usize {
        match self {
            Self::Sha256 => 44,
            Self::Sha384 => 64,
            Self::Sha512 => 88,
        }
    }

    /// `sha384-…` of the parts, one after the other.
    fn of(self, parts: &[&[u8]]) -> String {
        let digest = match self {
            Self::Sha256 => digest::<Sha256>(parts),
            Self::Sha384 => digest::<Sha384>(parts),
            Self::Sha512 => digest::<Sha512>(parts),
        };
        format!("{}{digest}", self.prefix())
    }
}

fn digest<D: Digest>(parts: &[&[u8]]) -> String {
    let hasher = parts.iter().fold(D::new(), |hasher, part| hasher.chain_update(part));
    STANDARD.encode(hasher.finalize())
}

fn all_of(algorithms: &[IntegrityAlgorithm], parts: &[&[u8]]) -> Option<String> {
    let each: Vec<String> = algorithms.iter().map(|algorithm| algorithm.of(parts)).collect();
    (!each.is_empty()).then(|| each.join(" "))
}

/// What stands for the integrity of a file until [`settle`]. Other contents have another, so that the names of files that
/// mention it change with it.
pub fn provisional(algorithms: &[IntegrityAlgorithm], name: &str, bytes: &[u8]) -> Option<String> {
    all_of(algorithms, &[name.as_bytes(), b"\0", bytes])
}

/// Writes the integrity that files have over what stands for it. A file that changes by that has another itself: pages come
/// after runtimes, and these after their chunks. May be called again when files have changed.
pub fn settle(assets: &mut Assets, algorithms: &[IntegrityAlgorithm]) {
    if algorithms.is_empty() {
        return;
    }
    // Each round settles the files that name only those of the rounds before.
    loop {
        let rows: Vec<(&str, &Asset)> = assets.iter().collect();
        let changed: Vec<(String, String, String)> = rows
            .into_par_iter()
            .filter_map(|(name, asset)| {
                let before = asset.info.integrity.as_ref()?;
                let after = all_of(algorithms, &[&asset.bytes])?;
                (*before != after).then(|| (name.to_owned(), before.clone(), after))
            })
            .collect();
        let mut replaced: FxHashMap<String, String> = FxHashMap::default();
        for (name, before, after) in changed {
            let pairs = before.split(' ').zip(after.split(' '));
            replaced.extend(pairs.map(|(before, after)| (before.to_owned(), after.to_owned())));
            if let Some(asset) = assets.get_mut(&name) {
                asset.info.integrity = Some(after);
            }
        }
        if replaced.is_empty() {
            return;
        }
        assets.values_mut().for_each(|asset| {
            if matches!(asset.info.kind, AssetKind::JavaScript | AssetKind::Html | AssetKind::Other) {
                write_over(&mut asset.bytes, algorithms, &replaced);
            }
        });
    }
}

fn write_over(bytes: &mut [u8], algorithms: &[IntegrityAlgorithm], replaced: &FxHashMap<String, String>) {
    let Ok(text) = std::str::from_utf8(bytes) else { return };
    let mut found: Vec<(usize, &String)> = Vec::new();
    for algorithm in algorithms {
        let prefix = algorithm.prefix();
        for (at, _) in text.match_indices(prefix) {
            let token = text.get(at..at + prefix.len() + algorithm.length());
            found.extend(token.and_then(|token| replaced.get(token)).map(|after| (at, after)));
        }
    }
    for (at, after) in found {
        bytes[at..at + after.len()].copy_from_slice(after.as_bytes());
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// `name` with `text`, whose provisional integrity is returned.
    fn add(assets: &mut Assets, kind: AssetKind, name: &str, text: &str) -> String {
        let mut asset = Asset::new(kind, text.as_bytes().to_vec());
        asset.info.integrity = provisional(&ALGORITHMS, name, text.as_bytes());
        let integrity = asset.info.integrity.clone().expect("there are algorithms");
        assets.replace(name, asset);
        integrity
    }

    const ALGORITHMS: [IntegrityAlgorithm; 2] = [IntegrityAlgorithm::Sha256, IntegrityAlgorithm::Sha384];

    fn integrity_of(assets: &Assets, name: &str) -> String {
        all_of(&ALGORITHMS, &[&assets.get(name).expect("it was added").bytes]).expect("there are algorithms")
    }

    #[test]
    fn a_page_names_a_runtime_which_names_its_chunk_and_a_plugin_changes_the_chunk() {
        let mut assets = Assets::new();
        let chunk = add(&mut assets, AssetKind::JavaScript, "a-chunk.js", "chunk()");
        let runtime = add(&mut assets, AssetKind::JavaScript, "z-main.js", &format!("load({chunk:?})"));
        assets.replace("page.html", Asset::new(AssetKind::Html, format!("<script integrity=\"{runtime}\">")));
        for text in ["chunk()", "/* banner */chunk()"] {
            assets.get_mut("a-chunk.js").expect("it was added").bytes = text.as_bytes().to_vec();
            settle(&mut assets, &ALGORITHMS);
            let text_of =
                |name: &str| String::from_utf8(assets.get(name).expect("there").bytes.clone()).expect("text");
            assert_eq!(text_of("z-main.js"), format!("load({:?})", integrity_of(&assets, "a-chunk.js")));
            assert_eq!(
                text_of("page.html"),
                format!("<script integrity=\"{}\">", integrity_of(&assets, "z-main.js"))
            );
        }
    }

    #[test]
    fn files_of_the_same_contents_are_told_apart_until_they_are_finished() {
        let bytes = b"same";
        assert_ne!(provisional(&ALGORITHMS, "a.js", bytes), provisional(&ALGORITHMS, "b.js", bytes));
        assert_eq!(
            IntegrityAlgorithm::Sha256.of(&[b""]),
            "sha256-47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU="
        );
        for algorithm in ALGORITHMS.into_iter().chain([IntegrityAlgorithm::Sha512]) {
            assert_eq!(algorithm.of(&[bytes]).len(), algorithm.prefix().len() + algorithm.length());
        }
    }
}

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
        let settled: Vec<(String, String, String)> = rows
            .into_par_iter()
            .filter_map(|(name, asset)| {
                let before = asset.info.integrity.clone()?;
                Some((name.to_owned(), before, all_of(algorithms, &[&asset.bytes])?))
            })
            .collect();
        if settled.iter().all(|(_, before, after)| before == after) {
            return;
        }
        let mut owners = Owners::default();
        for (file, before, after) in &settled {
            for (before, after) in before.split(' ').zip(after.split(' ')) {
                owners.entry(before).or_default().push(Owner { file, after });
            }
        }
        assets.values_mut().for_each(|asset| {
            if matches!(asset.info.kind, AssetKind::JavaScript | AssetKind::Html | AssetKind::Other) {
                write_over(asset, algorithms, &owners);
            }
        });
        for (file, _, after) in &settled {
            if let Some(asset) = assets.get_mut(file) {
                asset.info.integrity = Some(after.clone());
            }
        }
    }
}

/// Files by what stands for their integrity. Those of equal contents have the same.
type Owners<'s> = FxHashMap<&'s str, Vec<Owner<'s>>>;

struct Owner<'s> {
    file: &'s str,
    after: &'s str,
}

/// A file that another one names the integrity of.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mention {
    pub(super) file: String,
    integrity: String,
}

fn write_over(asset: &mut Asset, algorithms: &[IntegrityAlgorithm], owners: &Owners<'_>) {
    let Ok(text) = std::str::from_utf8(&asset.bytes) else { return };
    let mut found: Vec<(usize, &str, &[Owner<'_>])> = Vec::new();
    for algorithm in algorithms {
        let prefix = algorithm.prefix();
        for (at, _) in text.match_indices(prefix) {
            let Some(token) = text.get(at..at + prefix.len() + algorithm.length()) else { continue };
            found.extend(owners.get(token).map(|owners| (at, token, owners.as_slice())));
        }
    }
    found.sort_unstable_by_key(|(at, ..)| *at);
    // Files of equal contents that a plugin has told apart since: text that has been added or taken away leaves the order of
    // the others, which is known.
    let mut seen: FxHashMap<&str, usize> = FxHashMap::default();
    let mut mentions = Vec::new();
    let mut replaced = Vec::new();
    for (at, token, owners) in found {
        let count = seen.entry(token).or_default();
        let mut known = asset.info.mentions.iter().filter(|mention| mention.integrity == token);
        let file = known.nth(*count).map(|mention| mention.file.as_str());
        *count += 1;
        let Some(owner) = owners.iter().find(|owner| file == Some(owner.file)).or(owners.first()) else {
            continue;
        };
        mentions.push(Mention { file: owner.file.to_owned(), integrity: owner.after.to_owned() });
        replaced.push((at, owner.after));
    }
    for (at, after) in replaced {
        asset.bytes[at..at + after.len()].copy_from_slice(after.as_bytes());
    }
    asset.info.mentions = mentions;
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
    fn a_plugin_tells_files_of_equal_contents_apart_after_they_were_settled() {
        let mut assets = Assets::new();
        let names = ["a.css", "b.css", "c.css"];
        // Not in the order of the names, so that it is the order of the text that counts.
        let [a, b, c] = names.map(|name| add(&mut assets, AssetKind::Css, name, ".same{}"));
        add(&mut assets, AssetKind::JavaScript, "main.js", &format!("[{c:?},{a:?},{b:?}]"));
        settle(&mut assets, &ALGORITHMS);
        for banner in ["/* first */", "/* second */"] {
            for name in ["a.css", "c.css"] {
                assets.get_mut(name).expect("it was added").bytes = format!("{banner}{name}").into_bytes();
            }
            let main = assets.get_mut("main.js").expect("it was added");
            main.bytes.splice(0..0, banner.bytes());
            settle(&mut assets, &ALGORITHMS);
            let [a, b, c] = names.map(|name| integrity_of(&assets, name));
            let text = String::from_utf8(assets.get("main.js").expect("there").bytes.clone()).expect("text");
            assert!(text.ends_with(&format!("[{c:?},{a:?},{b:?}]")), "{text}");
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

//! `localIdentName`: how the names of a CSS module look in the output.

use xxhash_rust::xxh3::xxh3_64;

use super::CssSettings;
use crate::config::LocalIdentName;

/// Digits of hashes: no character that CSS would want escaped.
const DIGITS: &[u8; 62] = b"0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ";

/// The template with everything but the name itself filled in for one file.
///
/// `[name]__[local]-[hash:5]` of `./src/card.module.css` → `card-module__`, local, `-x9f3k`
#[derive(Debug)]
pub struct LocalNames {
    pieces: Vec<NamePiece>,
    /// Where hashes begin.
    seed: String,
    /// Without `[local]` in the template, hashes are what tells the names of a file apart.
    has_local: bool,
}

#[derive(Debug)]
enum NamePiece {
    Text(String),
    Local,
    Hash { length: usize },
}

impl LocalNames {
    pub fn new(template: &LocalIdentName, settings: &CssSettings, identifier: &str) -> Self {
        // Loaders that a request names stand before the file.
        let resource = identifier.rsplit('!').next().unwrap_or_default();
        let file = resource.split(['?', '#', '|']).next().unwrap_or_default();
        let has_paths = template.has_paths;
        let plain_file = file.strip_prefix("./").unwrap_or(file);
        let file = if has_paths { file } else { plain_file };
        let plain = |text: &str| NamePiece::Text(text.chars().map(without_punctuation).collect());
        let path = |text: &str| if has_paths { NamePiece::Text(text.to_owned()) } else { plain(text) };
        let (folder, base) = file.split_at(file.rfind('/').map_or(0, |slash| slash + 1));
        let (name, extension) = base.split_at(base.rfind('.').unwrap_or(base.len()));
        let mut pieces = Vec::new();
        let mut rest = template.template.as_str();
        while let Some(start) = rest.find('[') {
            let Some(length) = rest[start..].find(']') else { break };
            let (text, placeholder) = (&rest[..start], &rest[start + 1..start + length]);
            pieces.push(path(text));
            rest = &rest[start + length + 1..];
            // Without a name there is nothing to set apart.
            if settings.unique_name.is_empty() && placeholder.eq_ignore_ascii_case("uniqueName") {
                rest = rest.strip_prefix('-').unwrap_or(rest);
            }
            let (kind, argument) = placeholder.split_once(':').unwrap_or((placeholder, ""));
            pieces.push(match kind.to_ascii_lowercase().as_str() {
                "local" => NamePiece::Local,
                "hash" | "contenthash" | "fullhash" | "modulehash" => {
                    // `[hash:base64:5]`: the last part is the length, an encoding is ignored.
                    let length = argument.rsplit(':').next().and_then(|digits| digits.parse().ok());
                    NamePiece::Hash { length: length.unwrap_or(8).clamp(1, 10) }
                }
                "name" => path(name),
                "ext" if has_paths => path(extension),
                "ext" => plain(extension.trim_start_matches('.')),
                "base" => path(base),
                "path" => path(folder),
                "file" => path(file),
                "uniquename" => plain(&settings.unique_name),
                // Module ids are given out long after names are needed; the identifier is as unique.
                "id" if settings.readable_ids => plain(plain_file),
                "id" => NamePiece::Text(digits(&format!("{}\0{identifier}", settings.unique_name), 5)),
                _ => plain(placeholder),
            });
        }
        pieces.push(path(rest));
        Self {
            has_local: pieces.iter().any(|piece| matches!(piece, NamePiece::Local)),
            seed: format!("{}\0{identifier}", settings.unique_name),
            pieces,
        }
    }

    /// The name in the output.
    pub fn scope(&self, local: &str) -> String {
        let mut scoped = String::new();
        for piece in &self.pieces {
            match piece {
                NamePiece::Text(text) => scoped.push_str(text),
                // The author's own name may hold anything; the printer escapes it.
                NamePiece::Local => scoped.push_str(local),
                NamePiece::Hash { length } if self.has_local => scoped.push_str(&digits(&self.seed, *length)),
                NamePiece::Hash { length } => {
                    scoped.push_str(&digits(&format!("{}\0{local}", self.seed), *length));
                }
            }
        }
        if !self.has_local && !self.pieces.iter().any(|piece| matches!(piece, NamePiece::Hash { .. })) {
            scoped.push_str(local);
        }
        // An identifier cannot begin so without an escape.
        let rest = scoped.strip_prefix('-').unwrap_or(&scoped);
        if scoped.starts_with("--") || rest.is_empty() || rest.starts_with(|c: char| c.is_ascii_digit()) {
            scoped.insert(0, '_');
        }
        scoped
    }
}

fn without_punctuation(character: char) -> char {
    let is_plain =
        character.is_ascii_alphanumeric() || matches!(character, '_' | '-') || !character.is_ascii();
    if is_plain { character } else { '_' }
}

fn digits(text: &str, length: usize) -> String {
    let mut hash = xxh3_64(text.as_bytes());
    (0..length)
        .map(|_| {
            let digit = DIGITS[(hash % 62) as usize] as char;
            hash /= 62;
            digit
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use lightningcss::targets::Targets;

    use super::*;
    use crate::config::{Mode, normalize::css, raw::RawModuleOptions};

    fn settings() -> CssSettings {
        CssSettings {
            targets: Targets::default(),
            minify: false,
            source_map: false,
            options: css::options(&RawModuleOptions::default(), Mode::Production),
            unique_name: "@shop/app".into(),
            readable_ids: true,
        }
    }

    fn names(template: &str, identifier: &str) -> LocalNames {
        let template = LocalIdentName { template: template.into(), has_paths: false };
        LocalNames::new(&template, &settings(), identifier)
    }

    #[test]
    fn paths_stay_where_webpack_keeps_them() {
        let template = LocalIdentName { template: "[file]__[local]".into(), has_paths: true };
        let names = LocalNames::new(&template, &settings(), "./src/card.module.css");
        assert_eq!(names.scope("a"), "./src/card.module.css__a");
    }

    #[test]
    fn placeholders() {
        let file = "./src/card.module.css";
        assert_eq!(names("[name]__[local]", file).scope("a"), "card_module__a");
        assert_eq!(names("[uniqueName]-[id]-[local]", file).scope("a"), "_shop_app-src_card_module_css-a");
        assert_eq!(names("[path][base]_[ext]_[local]", file).scope("a"), "src_card_module_css_css_a");
        assert_eq!(names("[local]", file).scope("1/2"), "_1/2");
        assert_eq!(names("x", file).scope("a"), "xa");
        let of_loaders = "./node_modules/css-loader/index.js??options!./src/Card.vue?vue&type=style&index=1";
        assert_eq!(names("[name]_[local]", of_loaders).scope("a"), "Card_a");
        assert_eq!(names("[local", file).scope("a"), "[local".replace('[', "_") + "a");
    }

    #[test]
    fn hashes_tell_files_and_names_apart() {
        let scoped = |template: &str, file: &str, local: &str| names(template, file).scope(local);
        assert_eq!(scoped("h[hash:base64:5]", "./a.css", "x").len(), 6);
        assert_ne!(scoped("[hash]", "./a.css", "x"), scoped("[hash]", "./a.css", "y"));
        assert_ne!(scoped("[local]_[hash]", "./a.css", "x"), scoped("[local]_[hash]", "./b.css", "x"));
        assert_eq!(
            scoped("[local]_[hash]", "./a.css", "x").strip_prefix("x_"),
            scoped("[local]_[hash]", "./a.css", "y").strip_prefix("y_")
        );
    }

    #[test]
    fn names_are_identifiers() {
        assert_eq!(names("[local]", "./a.css").scope("-1"), "_-1");
        assert_eq!(names("--[local]", "./a.css").scope("a"), "_--a");
    }
}

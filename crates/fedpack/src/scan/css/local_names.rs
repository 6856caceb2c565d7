//! `localIdentName`: how the names of a CSS module look in the output.

use std::path::Path;

use serde_json::json;
use xxhash_rust::xxh3::xxh3_64;

use super::CssSettings;
use crate::config::{LocalIdentName, Script};

/// Digits of hashes: no character that CSS would want escaped.
const DIGITS: &[u8; 62] = b"0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ";

/// The sheet that names are made for.
#[derive(Debug, Clone, Copy)]
pub struct NamedFile<'f> {
    pub path: &'f Path,
    /// `Module::identifier`
    pub identifier: &'f str,
}

/// How the names of one file are made.
#[derive(Debug)]
pub struct LocalNames<'n> {
    usual: Pattern,
    function: Option<Script>,
    template: &'n str,
    settings: &'n CssSettings,
    file: NamedFile<'n>,
}

impl<'n> LocalNames<'n> {
    pub fn new(name: &'n LocalIdentName, settings: &'n CssSettings, file: NamedFile<'n>) -> Self {
        Self {
            usual: Pattern::new(&name.template, name.has_paths, settings, file.identifier),
            function: name.function.zip(settings.scripts.as_ref()).map(|(it, scripts)| scripts.script(it)),
            template: &name.template,
            settings,
            file,
        }
    }

    /// The name in the output.
    pub fn scope(&self, local: &str) -> String {
        match self.said(local) {
            // What a function says stands as it is.
            Some(template) => {
                as_identifier(Pattern::new(&template, true, self.settings, self.file.identifier).fill(local))
            }
            None => self.usual.scope(local),
        }
    }

    /// The template that the function has for a name; `None` if it has nothing to say.
    fn said(&self, local: &str) -> Option<String> {
        let function = self.function.as_ref()?;
        let (_, query) = resource_of(self.file.identifier);
        let asked = json!({
            "path": self.file.path.to_string_lossy(), "query": query, "local": local, "template": self.template,
        });
        function.text(&asked).filter(|template| !template.is_empty())
    }
}

/// File and query (`?a`, or nothing) of an identifier. Loaders that a request names stand before the file.
fn resource_of(identifier: &str) -> (&str, &str) {
    let resource = identifier.rsplit('!').next().unwrap_or_default();
    let resource = resource.split(['#', '|']).next().unwrap_or_default();
    resource.split_at(resource.find('?').unwrap_or(resource.len()))
}

/// A template with everything but the name itself filled in for one file.
///
/// `[name]__[local]-[hash:5]` of `./src/card.module.css` → `card-module__`, local, `-x9f3k`
#[derive(Debug)]
struct Pattern {
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

impl Pattern {
    fn new(template: &str, has_paths: bool, settings: &CssSettings, identifier: &str) -> Self {
        let (file, _) = resource_of(identifier);
        let plain_file = file.strip_prefix("./").unwrap_or(file);
        let file = if has_paths { file } else { plain_file };
        let plain = |text: &str| NamePiece::Text(text.chars().map(without_punctuation).collect());
        let path = |text: &str| if has_paths { NamePiece::Text(text.to_owned()) } else { plain(text) };
        let (folder, base) = file.split_at(file.rfind('/').map_or(0, |slash| slash + 1));
        let (name, extension) = base.split_at(base.rfind('.').unwrap_or(base.len()));
        let mut pieces = Vec::new();
        let mut rest = template;
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

    fn scope(&self, local: &str) -> String {
        let mut scoped = self.fill(local);
        if !self.has_local && !self.pieces.iter().any(|piece| matches!(piece, NamePiece::Hash { .. })) {
            scoped.push_str(local);
        }
        as_identifier(scoped)
    }

    fn fill(&self, local: &str) -> String {
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
        scoped
    }
}

/// With `_` in front of what an identifier cannot begin with unless it is escaped.
fn as_identifier(mut name: String) -> String {
    let rest = name.strip_prefix('-').unwrap_or(&name);
    if name.starts_with("--") || rest.is_empty() || rest.starts_with(|c: char| c.is_ascii_digit()) {
        name.insert(0, '_');
    }
    name
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
            scripts: None,
        }
    }

    fn names(template: &str, identifier: &str) -> Pattern {
        Pattern::new(template, false, &settings(), identifier)
    }

    #[test]
    fn paths_stay_where_webpack_keeps_them() {
        let names = Pattern::new("[file]__[local]", true, &settings(), "./src/card.module.css");
        assert_eq!(names.scope("a"), "./src/card.module.css__a");
    }

    #[test]
    fn resources() {
        assert_eq!(resource_of("./a-loader.js??x!./src/a.css?b#c|layer"), ("./src/a.css", "?b"));
        assert_eq!(resource_of("./src/a.css#c?d"), ("./src/a.css", ""));
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

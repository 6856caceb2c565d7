//! File name templates: `[name].[contenthash:8].js` → `main.1a2b3c4d.js`, with webpack's placeholders.

use std::borrow::Cow;

use serde_json::{Value, json};
use xxhash_rust::xxh3::{Xxh3, xxh3_128};

use crate::config::OutputConfig;

/// What the placeholders of one template stand for. A placeholder whose field is `None` becomes an empty
/// text, so that one template may serve for files that have a hash and files that have not.
#[derive(Debug, Clone, Default)]
pub struct FilenameData<'d> {
    /// `[name]`: name of the chunk, its id when it has no name. Overrides the name part of `file`.
    pub name: Option<Cow<'d, str>>,
    /// `[id]`: id of the chunk or module.
    pub id: Option<Cow<'d, str>>,
    /// `[contenthash]`, and `[hash]` of an asset.
    pub content_hash: Option<&'d str>,
    /// `[chunkhash]`.
    pub chunk_hash: Option<&'d str>,
    /// `[fullhash]`, and `[hash]` where there is no content hash of an asset.
    pub full_hash: Option<&'d str>,
    /// The source file, relative to the context, with query and fragment: gives `[file]`, `[path]`, `[base]`,
    /// `[name]`, `[ext]`, `[query]`, `[fragment]`.
    pub file: Option<&'d str>,
    /// `[runtime]`.
    pub runtime: Option<&'d str>,
    /// `[hash]` is the content hash: the file is an asset module, not a chunk.
    pub is_asset: bool,
}

impl FilenameData<'_> {
    /// What a function is told that says the template, in webpack's names. `name`: of the chunk, if it has one.
    pub fn for_script(&self, content_hash_type: &str, name: Option<&str>) -> Value {
        let chunk = self.id.as_ref().map(|id| {
            let name = name.map_or(Value::Null, Value::from);
            json!({ "id": id, "name": name, "hash": self.chunk_hash, "contentHash": { content_hash_type: self.content_hash } })
        });
        json!({
            "chunk": chunk, "contentHashType": content_hash_type, "contentHash": self.content_hash,
            "hash": self.full_hash, "filename": self.file, "runtime": self.runtime,
        })
    }
}

/// A finished file name.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Filename {
    /// Relative to the output folder, with forward slashes.
    pub path: String,
    /// `?query#fragment` of the template's result: part of the address, not of the file's name.
    pub suffix: String,
    /// The hash that stands in the name. Such a file never changes under its name.
    pub hash: Option<String>,
}

impl Filename {
    /// How another file refers to it, relative to the output folder.
    pub fn address(&self) -> String {
        format!("{}{}", self.path, self.suffix)
    }
}

/// Fills a template that is no file name, as that of an address.
pub fn render_text(template: &str, data: &FilenameData<'_>) -> String {
    fill(template, data).0
}

/// Fills a template. Unknown placeholders stay as they are, `[\name\]` is the text `[name]`.
pub fn render(template: &str, data: &FilenameData<'_>) -> Filename {
    let (address, hash) = fill(template, data);
    let name_end = address.find(['?', '#']).unwrap_or(address.len());
    let suffix = address[name_end..].to_string();
    Filename { path: sanitize(&address[..name_end]), suffix, hash }
}

/// The text, and the hash that it holds.
fn fill(template: &str, data: &FilenameData<'_>) -> (String, Option<String>) {
    let parts = data.file.map(FileParts::new).unwrap_or_default();
    let mut address = String::with_capacity(template.len() + 32);
    let mut hash = None;
    for piece in Pieces(template) {
        match piece {
            Piece::Text(text) => address.push_str(text),
            Piece::Escaped(name) => {
                address.push('[');
                address.push_str(name);
                address.push(']');
            }
            Piece::Placeholder { whole, kind, argument } => {
                match value_of(kind, argument, data, &parts, &mut hash) {
                    Some(value) => address.push_str(&value),
                    None => address.push_str(whole),
                }
            }
        }
    }
    (address, hash)
}

/// Whether a template's result depends on what is in the file.
pub fn has_hash(template: &str) -> bool {
    shortest_hash(template, usize::MAX).is_some()
}

/// Digits of the shortest hash in a template's result. `digits`: of one whose placeholder says no number.
pub fn shortest_hash(template: &str, digits: usize) -> Option<usize> {
    let length = |piece: Piece<'_>| match piece {
        Piece::Placeholder { kind, argument, .. } => {
            let is_hash = matches!(
                kind.to_ascii_lowercase().as_str(),
                "hash" | "contenthash" | "chunkhash" | "modulehash" | "fullhash"
            );
            let wanted = argument.and_then(|wanted| wanted.parse().ok()).unwrap_or(digits);
            is_hash.then_some(wanted.min(digits))
        }
        Piece::Text(_) | Piece::Escaped(_) => None,
    };
    Pieces(template).filter_map(length).min()
}

/// The hash of a file's contents, as `output` wants it.
pub fn content_hash(bytes: &[u8], output: &OutputConfig) -> String {
    let mut hasher = Xxh3::new();
    hasher.update(output.hash_salt.as_bytes());
    hasher.update(bytes);
    shortened(hasher.digest128(), output.hash_digest_length)
}

/// The hash of a text, `digits` hexadecimal digits long (at most 32).
pub fn text_hash(text: &str, digits: usize) -> String {
    shortened(xxh3_128(text.as_bytes()), digits)
}

fn shortened(hash: u128, digits: usize) -> String {
    let mut hash = format!("{hash:032x}");
    hash.truncate(digits.clamp(4, 32));
    hash
}

/// From the folder of `file` to the output folder: `""`, `"../"`, `"../../"`.
pub fn undo_path(file: &str) -> String {
    "../".repeat(file.split('/').filter(|part| !part.is_empty() && *part != ".").count().saturating_sub(1))
}

/// `to`, seen from the folder of the file `from`; both are relative to the output folder.
///
/// `relative("css/a.css", "img/b.png")` is `../img/b.png`.
pub fn relative(from: &str, to: &str) -> String {
    let from_folder: Vec<&str> =
        from.rsplit_once('/').map_or(Vec::new(), |(folder, _)| folder.split('/').collect());
    let to_parts: Vec<&str> = to.split('/').collect();
    let shared = from_folder.iter().zip(&to_parts[..to_parts.len() - 1]).take_while(|(a, b)| a == b).count();
    let mut path = "../".repeat(from_folder.len() - shared);
    path.push_str(&to_parts[shared..].join("/"));
    path
}

fn value_of<'v>(
    kind: &str,
    argument: Option<&str>,
    data: &'v FilenameData<'_>,
    parts: &FileParts<'v>,
    used_hash: &mut Option<String>,
) -> Option<Cow<'v, str>> {
    let mut hashed = |hash: Option<&str>| {
        let hash = hash.unwrap_or_default();
        let length = argument.and_then(|digits| digits.parse().ok()).unwrap_or(hash.len()).min(hash.len());
        let text = hash.get(..length).unwrap_or(hash).to_string();
        if !text.is_empty() {
            *used_hash = Some(text.clone());
        }
        Cow::Owned(text)
    };
    Some(match kind.to_ascii_lowercase().as_str() {
        "name" => data.name.clone().unwrap_or(Cow::Borrowed(parts.name)),
        "id" => Cow::Owned(id_for_file(data.id.as_deref().unwrap_or_default())),
        "contenthash" => hashed(data.content_hash),
        "chunkhash" => hashed(data.chunk_hash.or(data.content_hash)),
        "modulehash" => hashed(data.content_hash),
        "fullhash" => hashed(data.full_hash),
        "hash" if data.is_asset => hashed(data.content_hash),
        "hash" => hashed(data.full_hash.or(data.content_hash)),
        "file" => Cow::Owned(without_parents(parts.file)),
        "path" => Cow::Owned(without_parents(parts.path)),
        "base" | "filebase" => Cow::Borrowed(parts.base),
        "ext" => Cow::Borrowed(parts.ext),
        "query" => Cow::Borrowed(parts.query),
        "fragment" => Cow::Borrowed(parts.fragment),
        "runtime" => Cow::Borrowed(data.runtime.unwrap_or("_")),
        _ => return None,
    })
}

/// The parts of `src/img/logo.png?inline#top`.
#[derive(Debug, Default)]
struct FileParts<'f> {
    /// `src/img/logo.png`
    file: &'f str,
    /// `src/img/`
    path: &'f str,
    /// `logo.png`
    base: &'f str,
    /// `logo`
    name: &'f str,
    /// `.png`
    ext: &'f str,
    /// `?inline`
    query: &'f str,
    /// `#top`
    fragment: &'f str,
}

impl<'f> FileParts<'f> {
    fn new(resource: &'f str) -> Self {
        let (rest, fragment) = resource.split_at(resource.find('#').unwrap_or(resource.len()));
        let (file, query) = rest.split_at(rest.find('?').unwrap_or(rest.len()));
        let file = file.strip_prefix("./").unwrap_or(file);
        let (path, base) = file.split_at(file.rfind('/').map_or(0, |slash| slash + 1));
        // As Node's `path.extname`: a leading dot begins a name, not an extension.
        let dot = base.rfind('.').filter(|&dot| dot > 0).unwrap_or(base.len());
        let (name, ext) = base.split_at(dot);
        Self { file, path, base, name, ext, query, fragment }
    }
}

/// Chunk ids may be module paths: only what is safe in every file system is kept, as webpack does it.
fn id_for_file(id: &str) -> String {
    let mut result = String::with_capacity(id.len());
    for (position, character) in id.char_indices() {
        let is_safe =
            character.is_ascii_alphanumeric() || character == '_' || (character == '-' && position > 0);
        if is_safe {
            result.push(character);
        } else if !result.ends_with('_') {
            result.push('_');
        }
    }
    result
}

/// A source file beside the context (`../lib/a.png`) must not be written beside the output folder.
fn without_parents(path: &str) -> String {
    if !path.contains("..") {
        return path.to_string();
    }
    path.split('/').map(|part| if part == ".." { "_" } else { part }).collect::<Vec<_>>().join("/")
}

/// Replaces what some file system or a URL cannot have in a name. `..` stays: emit refuses it with a message. A slash at the
/// start means nothing, as in webpack: entries may be called `/admin`.
fn sanitize(path: &str) -> String {
    let path = path.strip_prefix("./").unwrap_or(path).trim_start_matches('/');
    path.chars()
        .map(|character| match character {
            '\\' => '/',
            '\0'..='\x1f' | '"' | '*' | ':' | '<' | '>' | '|' | '\x7f' => '_',
            other => other,
        })
        .collect()
}

enum Piece<'t> {
    Text(&'t str),
    /// `[\name\]`
    Escaped(&'t str),
    /// `[name]`, `[contenthash:8]`
    Placeholder {
        whole: &'t str,
        kind: &'t str,
        argument: Option<&'t str>,
    },
}

/// The pieces of a template, in order.
struct Pieces<'t>(&'t str);

impl<'t> Iterator for Pieces<'t> {
    type Item = Piece<'t>;

    fn next(&mut self) -> Option<Piece<'t>> {
        if self.0.is_empty() {
            return None;
        }
        if let Some((whole, inside)) = bracket(self.0) {
            self.0 = &self.0[whole.len()..];
            if let Some(escaped) = inside.strip_prefix('\\').and_then(|inside| inside.strip_suffix('\\')) {
                return Some(Piece::Escaped(escaped));
            }
            let (kind, argument) = match inside.split_once(':') {
                Some((kind, argument)) => (kind, Some(argument)),
                None => (inside, None),
            };
            return Some(Piece::Placeholder { whole, kind, argument });
        }
        // Up to the next bracket that begins a placeholder; the first character is text.
        let mut end = self.0.chars().next().map_or(0, char::len_utf8);
        while end < self.0.len() && bracket(&self.0[end..]).is_none() {
            end += self.0[end..].chars().next().map_or(1, char::len_utf8);
        }
        let (text, rest) = self.0.split_at(end);
        self.0 = rest;
        Some(Piece::Text(text))
    }
}

/// `[word]`, `[word:word]` or `[\word\]` at the start: all of it, and what is inside.
fn bracket(text: &str) -> Option<(&str, &str)> {
    let inside = text.strip_prefix('[')?;
    let end = inside.find(|c: char| !(c.is_ascii_alphanumeric() || matches!(c, '_' | ':' | '\\')))?;
    (end > 0 && inside[end..].starts_with(']')).then(|| (&text[..end + 2], &inside[..end]))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn chunk() -> FilenameData<'static> {
        FilenameData {
            name: Some("main".into()),
            id: Some("./src/a b.js".into()),
            content_hash: Some("0123456789abcdef"),
            chunk_hash: Some("cccccccccccccccc"),
            full_hash: Some("ffffffffffffffff"),
            ..FilenameData::default()
        }
    }

    fn asset() -> FilenameData<'static> {
        FilenameData {
            content_hash: Some("0123456789abcdef"),
            file: Some("src/img/logo.min.png?v=1#top"),
            is_asset: true,
            ..FilenameData::default()
        }
    }

    fn path(template: &str, data: &FilenameData<'_>) -> String {
        render(template, data).path
    }

    #[test]
    fn placeholders_of_a_chunk() {
        let data = chunk();
        assert_eq!(path("[name].js", &data), "main.js");
        assert_eq!(path("[id].js", &data), "_src_a_b_js.js");
        assert_eq!(path("[name].[contenthash:8].js", &data), "main.01234567.js");
        assert_eq!(path("[name].[chunkhash:4].js", &data), "main.cccc.js");
        assert_eq!(path("[fullhash:2]/[hash:3]-[CONTENTHASH:1]", &data), "ff/fff-0");
        assert_eq!(path("[runtime]-[name]", &data), "_-main");
    }

    #[test]
    fn placeholders_of_an_asset() {
        let data = asset();
        let name = render("[hash][ext][query]", &data);
        assert_eq!(name.path, "0123456789abcdef.png");
        assert_eq!(name.suffix, "?v=1");
        assert_eq!(name.hash.as_deref(), Some("0123456789abcdef"));
        assert_eq!(name.address(), "0123456789abcdef.png?v=1");
        assert_eq!(path("[path][name].[hash:6][ext]", &data), "src/img/logo.min.012345.png");
        assert_eq!(path("static/[base]", &data), "static/logo.min.png");
        assert_eq!(path("[file]", &data), "src/img/logo.min.png");
        assert_eq!(render("[base][query][fragment]", &data).suffix, "?v=1#top");
        assert_eq!(render("[base]", &data).hash, None);
    }

    #[test]
    fn text_around_placeholders_is_kept() {
        let data = chunk();
        assert_eq!(path("a[b][]]c[name", &data), "a[b][]]c[name");
        assert_eq!(path("[\\name\\]-[name]", &data), "[name]-main");
        assert_eq!(path("./ü/[name].js", &data), "ü/main.js");
    }

    #[test]
    fn the_result_is_a_plain_name() {
        let data = FilenameData { file: Some("../lib/a.png"), is_asset: true, ..FilenameData::default() };
        assert_eq!(path("[path][base]", &data), "_/lib/a.png");
        assert_eq!(path("[file]", &data), "_/lib/a.png");
        let data = FilenameData { name: Some("a:b|c\n".into()), ..FilenameData::default() };
        assert_eq!(path("[name].js", &data), "a_b_c_.js");
        let data = FilenameData { name: Some("/admin/users".into()), ..FilenameData::default() };
        assert_eq!(path("[name].js", &data), "admin/users.js");
    }

    #[test]
    fn which_templates_have_hashes() {
        assert!(has_hash("[name].[contenthash:8].js"));
        assert!(has_hash("[hash][ext]"));
        assert!(!has_hash("[name].[ext]"));
        assert!(!has_hash("[\\hash\\]"));
        assert_eq!(shortest_hash("[name].[contenthash:6].js", 20), Some(6));
        assert_eq!(shortest_hash("[fullhash]/[ChunkHash:30].js", 20), Some(20));
        assert_eq!(shortest_hash("[name:6].js", 20), None);
    }

    #[test]
    fn relative_addresses() {
        assert_eq!(relative("main.css", "img/a.png"), "img/a.png");
        assert_eq!(relative("css/main.css", "img/a.png"), "../img/a.png");
        assert_eq!(relative("static/css/main.css", "static/a.png"), "../a.png");
        assert_eq!(relative("a/main.css", "a/b/c.png"), "b/c.png");
        assert_eq!(relative("a/b.css", "a"), "../a");
        assert_eq!(undo_path("main.js"), "");
        assert_eq!(undo_path("static/js/main.js"), "../../");
    }

    #[test]
    fn content_hashes_have_the_wanted_length() {
        assert_eq!(text_hash("a", 8).len(), 8);
        assert_eq!(text_hash("a", 99).len(), 32);
        assert_ne!(text_hash("a", 20), text_hash("b", 20));
    }

    proptest! {
        #[test]
        fn any_template_gives_a_name(template in "\\PC{0,40}", file in "\\PC{0,20}", name in "\\PC{0,8}") {
            let data = FilenameData { file: Some(&file), name: Some(name.into()), is_asset: true, ..FilenameData::default() };
            let result = render(&template, &data);
            prop_assert!(!result.path.contains(['?', '#', '\\', '\0']));
        }

        #[test]
        fn templates_of_placeholders_are_total(parts in proptest::collection::vec(
            prop_oneof![Just("[name]"), Just("[hash:3]"), Just("[ext]"), Just("[path]"), Just("-"), Just("["), Just("]"), Just("ü")], 0..12,
        )) {
            let result = render(&parts.concat(), &asset());
            prop_assert!(!result.path.contains("[name]") && !result.path.contains("[hash:3]"));
        }

        #[test]
        fn relative_leads_to_the_target(from in "[a-c](/[a-c]){0,3}", to in "[a-c](/[a-c]){0,3}") {
            let mut folder: Vec<&str> = from.split('/').collect();
            folder.pop();
            let address = relative(&from, &to);
            for part in address.split('/') {
                if part == ".." { folder.pop(); } else { folder.push(part); }
            }
            prop_assert_eq!(folder.join("/"), to);
        }
    }
}

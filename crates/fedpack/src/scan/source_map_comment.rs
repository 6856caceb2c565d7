//! `extractSourceMap` of a rule: the map that a file itself names, in its last comment.
//!
//! ```js
//! //# sourceMappingURL=main.js.map         // or a data: address
//! ```

use std::fs;

use fedpack_graph::module_graph::Resource;

use super::build::data_uri_bytes;

/// What the comment of a file leads to.
#[derive(Debug, PartialEq, Eq)]
pub struct Extracted {
    /// The file without the comment.
    pub text: String,
    /// The map, or why it cannot be read.
    pub map: Result<String, String>,
}

/// `None`: no comment names a map.
pub fn extract(text: &str, resource: &Resource) -> Option<Extracted> {
    let (start, address) = last_comment(text)?;
    let line = start + text[start..].find('\n').unwrap_or(text.len() - start);
    let is_block = text[start..].starts_with("/*");
    let end = if is_block { start + text[start..line].find("*/")? + 2 } else { line };
    let without = format!("{}{}", &text[..start], &text[end..]);
    Some(Extracted { text: without, map: read(address, resource) })
}

/// Where the comment begins, and the address in it.
fn last_comment(text: &str) -> Option<(usize, &str)> {
    let place = text.rfind("sourceMappingURL=")?;
    let mark =
        ["//# ", "//#", "//@ ", "/*# ", "/*@ "].into_iter().find(|mark| text[..place].ends_with(mark))?;
    let address = text[place + "sourceMappingURL=".len()..].lines().next()?;
    let address = address.split("*/").next()?.trim();
    // In a text literal it is no comment.
    (!address.is_empty() && !address.contains([' ', '"', '\'', '`', '{']))
        .then_some((place - mark.len(), address))
}

fn read(address: &str, resource: &Resource) -> Result<String, String> {
    let bytes = if address.starts_with("data:") {
        data_uri_bytes(address)
    } else if address.contains("://") {
        return Err(format!("the source map {address} is not a file"));
    } else {
        let decoded = percent_encoding::percent_decode_str(address).decode_utf8_lossy();
        let folder = resource.path.parent().unwrap_or(&resource.path);
        // A path from the root is one of the site.
        let of_site = || fs::read(folder.join(decoded.trim_start_matches('/')));
        fs::read(folder.join(&*decoded)).or_else(|problem| of_site().map_err(|_| problem))
    };
    let bytes = bytes.map_err(|problem| format!("the source map {address} cannot be read: {problem}"))?;
    String::from_utf8(bytes).map_err(|problem| format!("the source map {address} is no text: {problem}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_last_comment_counts() {
        let text =
            "a();\n//# sourceMappingURL=old.map\nb();\n//# sourceMappingURL=data:application/json,%7B%7D\n";
        let found = extract(text, &Resource::default()).expect("there is a comment");
        assert_eq!(found.text, "a();\n//# sourceMappingURL=old.map\nb();\n\n");
        assert_eq!(found.map.as_deref(), Ok("{}"));
    }

    #[test]
    fn a_text_that_only_speaks_of_maps_names_none() {
        assert_eq!(extract("const comment = `sourceMappingURL=${url}`;", &Resource::default()), None);
        assert_eq!(extract("write('//# sourceMappingURL=' + url);", &Resource::default()), None);
        assert_eq!(extract("const end = `\n//# sourceMappingURL=${name}.map`;", &Resource::default()), None);
    }

    #[test]
    fn code_behind_a_comment_stays() {
        let text = "a();/*# sourceMappingURL=data:application/json,1 */b();\n";
        assert_eq!(extract(text, &Resource::default()).expect("there is one").text, "a();b();\n");
    }
}

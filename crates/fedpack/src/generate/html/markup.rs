//! The little that must be known of HTML's syntax to put tags into a page.

/// Before `tag`; where the template has no such tag, before `otherwise`, or at the end.
pub fn insert_before(mut html: String, tag: &str, text: &str, otherwise: &str) -> String {
    if text.is_empty() {
        return html;
    }
    match find_tag(&html, tag).or_else(|| find_tag(&html, otherwise)) {
        Some(position) => html.insert_str(position, text),
        None => html.push_str(text),
    }
    html
}

/// Position of a tag, not looking into comments, scripts and other text. `tag` is in lower case, as `</head`.
pub fn find_tag(html: &str, tag: &str) -> Option<usize> {
    pieces(html).find_map(|piece| match piece {
        Piece::Tag { start, text } if is_tag(text, tag) => Some(start),
        _ => None,
    })
}

/// Sets an attribute of the first such tag, unless the tag has it.
pub fn add_attribute(mut html: String, tag: &str, name: &str, value: &str) -> String {
    let found = pieces(&html).find_map(|piece| match piece {
        Piece::Tag { start, text } if is_tag(text, tag) => {
            let has_it = text
                .to_ascii_lowercase()
                .split(|c: char| c.is_whitespace() || matches!(c, '=' | '>' | '"' | '\''))
                .any(|word| word == name);
            Some((start + tag.len(), has_it))
        }
        _ => None,
    });
    if let Some((position, false)) = found {
        html.insert_str(position, &format!(" {name}=\"{}\"", escape(value)));
    }
    html
}

/// Every run of white space between tags and words becomes one space, or one line break where it had one. What
/// is shown stays the same; `<pre>`, `<textarea>`, scripts, styles, comments and attributes are left alone.
pub fn collapse_white_space(html: &str) -> String {
    let mut result = String::with_capacity(html.len());
    let mut preserved_depth = 0usize;
    for piece in pieces(html) {
        match piece {
            Piece::Tag { text, .. } => {
                if is_tag(text, "<pre") {
                    preserved_depth += 1;
                } else if is_tag(text, "</pre") {
                    preserved_depth = preserved_depth.saturating_sub(1);
                }
                result.push_str(text);
            }
            Piece::Verbatim(text) => result.push_str(text),
            Piece::Text(text) if preserved_depth > 0 => result.push_str(text),
            Piece::Text(text) => collapse_text(text, &mut result),
        }
    }
    result
}

fn collapse_text(text: &str, result: &mut String) {
    let is_space = |c: char| matches!(c, ' ' | '\t' | '\n' | '\r' | '\x0c');
    let mut rest = text;
    while let Some(start) = rest.find(is_space) {
        result.push_str(&rest[..start]);
        let end = rest[start..].find(|c| !is_space(c)).map_or(rest.len(), |length| start + length);
        result.push(if rest[start..end].contains(['\n', '\r']) { '\n' } else { ' ' });
        rest = &rest[end..];
    }
    result.push_str(rest);
}

/// For attribute values and text.
pub fn escape(text: &str) -> String {
    text.replace('&', "&amp;").replace('"', "&quot;").replace('<', "&lt;").replace('>', "&gt;")
}

/// `tag` and not a longer name: `<head` is not `<header>`.
fn is_tag(text: &str, tag: &str) -> bool {
    let Some(start) = text.get(..tag.len()) else { return false };
    let next = text.as_bytes().get(tag.len());
    start.eq_ignore_ascii_case(tag) && !next.is_some_and(|byte| byte.is_ascii_alphanumeric() || *byte == b'-')
}

enum Piece<'h> {
    /// `<a href="…">`, `</a>`
    Tag {
        start: usize,
        text: &'h str,
    },
    /// A comment, or what stands in an element whose contents are not HTML.
    Verbatim(&'h str),
    Text(&'h str),
}

/// Elements whose contents end at their closing tag only.
const RAW_ELEMENTS: [&str; 5] = ["script", "style", "textarea", "title", "noscript"];

fn pieces(html: &str) -> Pieces<'_> {
    Pieces { html, position: 0, raw_until: None }
}

struct Pieces<'h> {
    html: &'h str,
    position: usize,
    /// The closing tag of the raw element that was just opened.
    raw_until: Option<&'static str>,
}

impl<'h> Iterator for Pieces<'h> {
    type Item = Piece<'h>;

    fn next(&mut self) -> Option<Piece<'h>> {
        let start = self.position;
        let rest = &self.html[start..];
        if rest.is_empty() {
            return None;
        }
        if let Some(element) = self.raw_until.take() {
            let end = closing_tag(rest, element).unwrap_or(rest.len());
            if end > 0 {
                self.position += end;
                return Some(Piece::Verbatim(&rest[..end]));
            }
        }
        if rest.starts_with("<!--") {
            let end = rest.find("-->").map_or(rest.len(), |end| end + 3);
            self.position += end;
            return Some(Piece::Verbatim(&rest[..end]));
        }
        if is_start_of_tag(rest) {
            let text = &rest[..tag_length(rest)];
            self.position += text.len();
            self.raw_until = RAW_ELEMENTS.into_iter().find(|element| {
                text.starts_with('<') && text.get(1..).is_some_and(|name| is_tag(name, element))
            });
            return Some(Piece::Tag { start, text });
        }
        let end = rest.bytes().skip(1).position(|byte| byte == b'<').map_or(rest.len(), |end| end + 1);
        self.position += end;
        Some(Piece::Text(&rest[..end]))
    }
}

fn is_start_of_tag(text: &str) -> bool {
    let mut bytes = text.bytes();
    bytes.next() == Some(b'<')
        && bytes.next().is_some_and(|byte| byte.is_ascii_alphabetic() || matches!(byte, b'/' | b'!'))
}

/// Up to the `>` that is not in an attribute's value.
fn tag_length(text: &str) -> usize {
    let mut quote = None;
    for (position, byte) in text.bytes().enumerate() {
        match (quote, byte) {
            (None, b'>') => return position + 1,
            (None, b'"' | b'\'') => quote = Some(byte),
            (Some(open), byte) if open == byte => quote = None,
            _ => {}
        }
    }
    text.len()
}

fn closing_tag(text: &str, element: &str) -> Option<usize> {
    text.match_indices("</")
        .map(|(position, _)| position)
        .find(|&position| is_tag(&text[position + 2..], element))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn tags_in_comments_scripts_and_attributes_are_not_tags() {
        let html = "<!-- </head> --><script>'</head>'</script><p title='</head>'></HEAD>";
        assert_eq!(find_tag(html, "</head"), Some(html.len() - 7));
        assert_eq!(find_tag("<!-- </head>", "</head"), None);
        assert_eq!(find_tag("<header><head>", "<head"), Some(8));
        assert_eq!(find_tag("a < b <body>", "<body"), Some(6));
    }

    #[test]
    fn a_template_without_the_tag_still_gets_its_files() {
        assert_eq!(insert_before("<p>".to_string(), "</head", "x", "<body"), "<p>x");
        assert_eq!(insert_before("<body>".to_string(), "</head", "x", "<body"), "x<body>");
    }

    #[test]
    fn attributes_are_escaped_and_not_doubled() {
        assert_eq!(escape("a\"<&>"), "a&quot;&lt;&amp;&gt;");
        let add = |html: &str| add_attribute(html.to_string(), "<html", "lang", "d\"e");
        assert_eq!(add("<!doctype html><HTML class=a>"), "<!doctype html><HTML lang=\"d&quot;e\" class=a>");
        assert_eq!(add("<html lang=en>"), "<html lang=en>");
        assert_eq!(add("<p>"), "<p>");
    }

    #[test]
    fn white_space_that_nobody_sees_goes() {
        let html = "<!doctype html>\n  <body  class=\"a  b\">\n    <p>a  b\tc</p>\n<pre>\n  x  </pre>  <textarea>  y  </textarea>\n\n<script>  a  </script> <!--  c  -->\n";
        assert_eq!(
            collapse_white_space(html),
            "<!doctype html>\n<body  class=\"a  b\">\n<p>a b c</p>\n<pre>\n  x  </pre> <textarea>  y  </textarea>\n<script>  a  </script> <!--  c  -->\n"
        );
    }

    proptest! {
        #[test]
        fn any_text_is_survived(html in "(\\PC|<|>|<!--|-->|<pre>|</pre>|<script|</script>|<title>|\"|\\n){0,40}") {
            let collapsed = collapse_white_space(&html);
            prop_assert!(collapsed.len() <= html.len());
            prop_assert_eq!(collapse_white_space(&collapsed), collapsed);
            let whole: String = pieces(&html)
                .map(|piece| match piece { Piece::Tag { text, .. } | Piece::Verbatim(text) | Piece::Text(text) => text })
                .collect();
            prop_assert_eq!(whole, html.clone());
            insert_before(add_attribute(html, "<html", "lang", "de"), "</head", "x", "<body");
        }
    }
}

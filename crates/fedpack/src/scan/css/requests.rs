//! What a style sheet asks for: which addresses are modules, and the order of its dependencies.

use fedpack_graph::{
    LocalDependencyIdx,
    module_graph::{Dependency, DependencyKind, Span},
};
use percent_encoding::percent_decode_str;

use super::{ComposedName, CssModule};

/// An address that names a module of the build.
#[derive(Debug, PartialEq, Eq)]
pub struct UrlRequest {
    pub request: String,
    /// What the browser reads and the module does not: `#icon`, `?#iefix`.
    pub suffix: String,
}

/// `None` for addresses that stay as they are: `data:`, `https:`, `//host`, `/absolute`, `#fragment`.
pub fn url_request(url: &str) -> Option<UrlRequest> {
    let url = url.trim();
    if url.is_empty() || url.starts_with(['#', '/', '?']) || has_scheme(url) {
        return None;
    }
    let hash = url.find('#').unwrap_or(url.len());
    let end = if url[..hash].ends_with('?') { hash - 1 } else { hash };
    let (request, suffix) = url.split_at(end);
    // `~package/file`: how older tools mark a request for a package.
    let request = request.strip_prefix('~').unwrap_or(request);
    let request = percent_decode_str(request).decode_utf8().map_or_else(|_| request.to_string(), Into::into);
    (!request.is_empty()).then(|| UrlRequest { request, suffix: suffix.to_string() })
}

fn has_scheme(url: &str) -> bool {
    let Some(colon) = url.find(':') else { return false };
    url.starts_with(|c: char| c.is_ascii_alphabetic())
        && url[..colon].chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '+' | '-' | '.'))
}

/// Dependencies in the order in which they were found, which is not that of the source.
#[derive(Debug, Default)]
pub struct Requests {
    found: Vec<Dependency>,
}

impl Requests {
    /// The number is that of finding; [`Self::into_dependencies`] renumbers.
    pub fn add(&mut self, kind: DependencyKind, request: String, span: Span) -> LocalDependencyIdx {
        self.found.push(super::dependency(kind, request, span));
        LocalDependencyIdx::from_usize(self.found.len() - 1)
    }

    /// Puts dependencies into source order, and the numbers in `css` with them.
    pub fn into_dependencies(self, css: &mut CssModule) -> Vec<Dependency> {
        let mut order: Vec<usize> = (0..self.found.len()).collect();
        order.sort_by_key(|&found| (self.found[found].span.start, found));
        let mut renumbered = vec![LocalDependencyIdx::from_usize(0); order.len()];
        for (position, &found) in order.iter().enumerate() {
            renumbered[found] = LocalDependencyIdx::from_usize(position);
        }
        let renumber = |local: &mut LocalDependencyIdx| *local = renumbered[local.index()];
        css.imports.iter_mut().for_each(|import| renumber(&mut import.dependency));
        css.composed_sheets.iter_mut().for_each(renumber);
        css.imported_values.values.iter_mut().for_each(|(dependency, _)| renumber(dependency));
        css.body.holes.iter_mut().for_each(|hole| renumber(&mut hole.dependency));
        for composed in css.exports.values_mut().flat_map(|export| &mut export.composes) {
            if let ComposedName::Imported { dependency, .. } = composed {
                renumber(dependency);
            }
        }
        let mut found: Vec<Option<Dependency>> = self.found.into_iter().map(Some).collect();
        order.into_iter().filter_map(|position| found[position].take()).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn request(url: &str) -> Option<(String, String)> {
        url_request(url).map(|found| (found.request, found.suffix))
    }

    #[test]
    fn addresses_that_are_modules() {
        let plain = |text: &str| Some((text.to_string(), String::new()));
        assert_eq!(request("./a.png"), plain("./a.png"));
        assert_eq!(request("a.png"), plain("a.png"));
        assert_eq!(request(" ../a.png?v=1 "), plain("../a.png?v=1"));
        assert_eq!(request("~pkg/a.png"), plain("pkg/a.png"));
        assert_eq!(request("my%20file.png"), plain("my file.png"));
        assert_eq!(request("a.svg#icon"), Some(("a.svg".into(), "#icon".into())));
        assert_eq!(request("a.eot?#iefix"), Some(("a.eot".into(), "?#iefix".into())));
        assert_eq!(request("a.eot?x#iefix"), Some(("a.eot?x".into(), "#iefix".into())));
    }

    #[test]
    fn addresses_that_stay() {
        for url in
            ["", "#a", "/a.png", "//host/a.png", "https://host/a.png", "data:,x", "about:blank", "?a", "~"]
        {
            assert_eq!(request(url), None, "{url}");
        }
    }
}

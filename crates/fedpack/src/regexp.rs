//! Regular expressions of JavaScript, with JavaScript's meaning: look-around and back references too.

/// One expression, or several of which one must match.
#[derive(Debug, Clone)]
pub struct Regexp {
    alternatives: Vec<regress::Regex>,
}

impl Regexp {
    /// `source` without slashes. `g` and `y` have no meaning for a test: it always looks from the start.
    pub fn new(source: &str, flags: &str) -> Result<Self, String> {
        if let Some(flag) = flags.chars().find(|flag| !"dgimsuvy".contains(*flag)) {
            return Err(format!("unknown flag `{flag}`"));
        }
        let expression = regress::Regex::with_flags(source, flags).map_err(|error| error.text)?;
        Ok(Self { alternatives: vec![expression] })
    }

    /// Matches texts that begin with `prefix`.
    pub fn prefix(prefix: &str) -> Self {
        Self::new(&format!("^{}", escape(prefix)), "").expect("all syntax is escaped")
    }

    /// Matches where one of `expressions` does; `None` without any.
    pub fn any(expressions: impl IntoIterator<Item = Self>) -> Option<Self> {
        let alternatives: Vec<_> =
            expressions.into_iter().flat_map(|expression| expression.alternatives).collect();
        (!alternatives.is_empty()).then_some(Self { alternatives })
    }

    /// `text` with `replacement` for the first match, or for all of them. The replacement stands for itself.
    pub fn replace(&self, text: &str, replacement: &str, all: bool) -> String {
        let Some(expression) = self.alternatives.first() else { return text.to_owned() };
        let mut result = String::new();
        let mut end = 0;
        for found in expression.find_iter(text).take(if all { usize::MAX } else { 1 }) {
            result.push_str(&text[end..found.start()]);
            result.push_str(replacement);
            end = found.end();
        }
        result + &text[end..]
    }

    pub fn is_match(&self, text: &str) -> bool {
        self.alternatives.iter().any(|expression| expression.find(text).is_some())
    }
}

/// `text` as an expression that matches just it.
pub fn escape(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for character in text.chars() {
        if "\\^$.*+?()[]{}|/".contains(character) {
            escaped.push('\\');
        }
        escaped.push(character);
    }
    escaped
}

#[cfg(test)]
mod tests {
    use super::Regexp;

    #[test]
    fn means_what_it_means_in_javascript() {
        for (source, flags, text, expected) in [
            (r"^\.\/[^.]*$", "", "./de", true),
            (r"^\.\/[^.]*$", "g", "./de.js", false),
            (r"\.JSX?$", "i", "./a.js", true),
            (r"^\.\/(?:.*)\.[\w-]+$", "", "./a.d-e", true),
            (r"{x}", "", "{x}", true),
            (r"[^]", "", "\n", true),
            (r"[[]", "", "[", true),
            (r"^\.\/(?!.*\.test\.js$).*\.js$", "", "./a.js", true),
            (r"^\.\/(?!.*\.test\.js$).*\.js$", "", "./a.test.js", false),
            (r"(?<=a)b", "", "ab", true),
            (r"(a)\1", "", "ab", false),
            (r"\u{61}", "u", "a", true),
        ] {
            let regexp = Regexp::new(source, flags).unwrap();
            assert_eq!(regexp.is_match(text), expected, "/{source}/{flags} on {text}");
        }
        assert!(Regexp::new("(", "").is_err());
        assert!(Regexp::new("a", "k").is_err());
    }

    #[test]
    fn joins_expressions_with_flags_of_their_own() {
        let loud = Regexp::new("LOUD", "").unwrap();
        let any = Regexp::any([Regexp::prefix("a.b"), loud, Regexp::new("quiet", "i").unwrap()]).unwrap();
        for (text, expected) in [("a.bc", true), ("axbc", false), ("loud", false), ("QUIET", true)] {
            assert_eq!(any.is_match(text), expected, "{text}");
        }
        assert!(Regexp::any([]).is_none());
    }
}

//! How the local names of a CSS module are spelled as exports (`generator.exportsConvention`).

use serde_json::{Value, json};

use crate::config::{ExportsConvention, Scripts};

/// What scripts call a name, each spelling once; none: the name itself.
pub fn spellings(name: &str, convention: ExportsConvention, scripts: Option<&Scripts>) -> Vec<String> {
    let other = match convention {
        ExportsConvention::AsIs => return Vec::new(),
        ExportsConvention::Function(function) => {
            return scripts.map_or_else(Vec::new, |scripts| {
                texts(scripts.script(function).call(&json!({ "name": name })))
            });
        }
        ExportsConvention::CamelCase | ExportsConvention::CamelCaseOnly => camel_case(name),
        ExportsConvention::Dashes | ExportsConvention::DashesOnly => without_dashes(name),
    };
    match convention {
        ExportsConvention::CamelCase | ExportsConvention::Dashes if other != name => {
            vec![name.to_owned(), other]
        }
        _ => vec![other],
    }
}

/// What a function gave: one text, or a list of them.
fn texts(given: Value) -> Vec<String> {
    let items = match given {
        Value::Array(items) => items,
        one => vec![one],
    };
    let mut texts: Vec<String> = Vec::new();
    for item in items {
        if let Value::String(text) = item
            && !texts.contains(&text)
        {
            texts.push(text);
        }
    }
    texts
}

/// `main-title` → `mainTitle`, and nothing else: a hyphen goes together with the letter behind it.
fn without_dashes(name: &str) -> String {
    let mut result = String::with_capacity(name.len());
    let mut characters = name.chars().peekable();
    while let Some(character) = characters.next() {
        if character != '-' {
            result.push(character);
            continue;
        }
        let mut dashes = String::from("-");
        while characters.next_if_eq(&'-').is_some() {
            dashes.push('-');
        }
        match characters.next_if(|next| next.is_ascii_alphanumeric() || *next == '_') {
            Some(next) => result.push(next.to_ascii_uppercase()),
            None => result.push_str(&dashes),
        }
    }
    result
}

/// Words joined, the first one small: `Main-title`, `main_title` and `MAIN TITLE` are all `mainTitle`.
fn camel_case(name: &str) -> String {
    let is_shouted = !name.contains(|character: char| character.is_lowercase());
    let name = if is_shouted { name.to_lowercase() } else { name.to_owned() };
    let mut result = String::with_capacity(name.len());
    for word in name.split(['-', '_', '.', ' ']).filter(|word| !word.is_empty()) {
        let (first, rest) = word.split_at(word.chars().next().map_or(0, char::len_utf8));
        if result.is_empty() {
            result.push_str(&first.to_lowercase());
        } else {
            result.push_str(&first.to_uppercase());
        }
        result.push_str(rest);
    }
    result
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_spelled_by_convention() {
        let spelled = |name, convention| spellings(name, convention, None).join(" ");
        assert_eq!(spelled("main-title", ExportsConvention::AsIs), "");
        assert_eq!(spelled("main-title_b", ExportsConvention::CamelCase), "main-title_b mainTitleB");
        assert_eq!(spelled("plain", ExportsConvention::CamelCase), "plain");
        assert_eq!(spelled("Main--Title", ExportsConvention::CamelCaseOnly), "mainTitle");
        assert_eq!(spelled("MAIN-TITLE", ExportsConvention::CamelCaseOnly), "mainTitle");
        assert_eq!(spelled("main-title_b-", ExportsConvention::Dashes), "main-title_b- mainTitle_b-");
        assert_eq!(spelled("main-title", ExportsConvention::DashesOnly), "mainTitle");
    }
}

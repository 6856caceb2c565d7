//! Versions and version ranges, with the semantics of webpack's share scopes (contract 5.3): npm's grammar, but
//! a pre-release only satisfies a range that names a pre-release of the same version.
//!
//! The runtime has the same rules in `runtime/version.js`; `runtime/test/version_cases.json` tests both.

use std::cmp::Ordering;

/// One piece of a version. The order of the variants is the order of unequal kinds, with the end of the version
/// between `PreRelease` and `Build`.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Part {
    /// Stands before the pre-release, for its `-`.
    PreRelease,
    /// Stands before the build metadata, for its `+`.
    Build,
    Number(u64),
    Word(String),
}

/// A parsed version: `1.2.3-beta.4+x` → `1 2 3 - beta 4 + x`.
#[derive(Debug, Clone)]
pub struct Version {
    parts: Vec<Part>,
}

impl Version {
    /// Never fails: what is not a number is compared as a word.
    pub fn parse(text: &str) -> Self {
        let (main, pre_release, build) = split_version(text.trim());
        let mut parts = words(main);
        if let Some(pre_release) = pre_release {
            parts.push(Part::PreRelease);
            parts.extend(words(pre_release));
        }
        if let Some(build) = build {
            parts.push(Part::Build);
            parts.extend(words(build));
        }
        Self { parts }
    }
}

impl PartialEq for Version {
    fn eq(&self, other: &Self) -> bool {
        self.cmp(other) == Ordering::Equal
    }
}

impl Eq for Version {}

impl PartialOrd for Version {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Version {
    fn cmp(&self, other: &Self) -> Ordering {
        for index in 0.. {
            let (left, right) = (self.parts.get(index), other.parts.get(index));
            let order = rank(left).cmp(&rank(right)).then_with(|| match (left, right) {
                (Some(Part::Number(left)), Some(Part::Number(right))) => left.cmp(right),
                (Some(Part::Word(left)), Some(Part::Word(right))) => left.cmp(right),
                _ => Ordering::Equal,
            });
            if order != Ordering::Equal || left.is_none() {
                return order;
            }
        }
        unreachable!("one of the versions ends")
    }
}

/// Order of parts of different kinds: pre-release, end, build metadata, number, word.
fn rank(part: Option<&Part>) -> u8 {
    match part {
        Some(Part::PreRelease) => 0,
        None => 1,
        Some(Part::Build) => 2,
        Some(Part::Number(_)) => 3,
        Some(Part::Word(_)) => 4,
    }
}

/// `1.2.3-beta+x` → (`1.2.3`, `beta`, `x`). An empty pre-release or build is none.
fn split_version(text: &str) -> (&str, Option<&str>, Option<&str>) {
    let (text, build) = match text.split_once('+') {
        Some((text, build)) => (text, Some(build).filter(|build| !build.is_empty())),
        None => (text, None),
    };
    let (main, pre_release) = match text.split_once('-') {
        Some((main, pre_release)) => (main, Some(pre_release).filter(|it| !it.is_empty())),
        None => (text, None),
    };
    (main, pre_release, build)
}

fn words(text: &str) -> Vec<Part> {
    if text.is_empty() {
        return Vec::new();
    }
    text.split('.').map(|word| number(word).map_or_else(|| Part::Word(word.into()), Part::Number)).collect()
}

/// The number that a word is, if it is written as a number prints (`01` is a word).
fn number(word: &str) -> Option<u64> {
    let is_plain = word == "0" || !word.starts_with('0') && word.bytes().all(|byte| byte.is_ascii_digit());
    if is_plain { word.parse().ok() } else { None }
}

/// A parsed range: alternatives of comparators that must all hold.
#[derive(Debug, Clone)]
pub struct VersionRange {
    alternatives: Vec<Vec<Comparator>>,
}

#[derive(Debug, Clone)]
struct Comparator {
    /// `!` in front: must not match.
    negated: bool,
    operator: Operator,
    bound: Vec<Part>,
    /// The bound as written, without trailing wildcards.
    text: String,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Operator {
    AtLeast,
    Below,
    Caret,
    Tilde,
    Exact,
}

impl VersionRange {
    /// `Err` holds the piece that is not part of a range.
    pub fn parse(text: &str) -> Result<Self, String> {
        let mut alternatives = Vec::new();
        for alternative in text.split("||") {
            alternatives.extend(parse_alternative(alternative)?);
        }
        Ok(Self { alternatives })
    }

    pub fn is_satisfied_by(&self, version: &Version) -> bool {
        self.alternatives
            .iter()
            .any(|comparators| comparators.iter().all(|comparator| comparator.matches(version)))
    }

    /// The range in the form that the runtime reads: `>=1.2.x <2 || 3` → `>=1.2 <2||^3`.
    pub fn comparator_form(&self) -> String {
        let alternative = |comparators: &Vec<Comparator>| {
            comparators.iter().map(Comparator::text).collect::<Vec<_>>().join(" ")
        };
        self.alternatives.iter().map(alternative).collect::<Vec<_>>().join("||")
    }
}

/// Whether `version` is in `range`; a range that cannot be parsed contains nothing.
pub fn satisfies(version: &str, range: &str) -> bool {
    VersionRange::parse(range).is_ok_and(|range| range.is_satisfied_by(&Version::parse(version)))
}

/// webpack's test for "this text in `shared` is a version range, not a request" (contract 6.2).
pub fn looks_like_range(text: &str) -> bool {
    match text.as_bytes() {
        [b'*' | b'x' | b'X'] => true,
        [first, ..] => first.is_ascii_digit() || b"^=v<>~".contains(first),
        [] => false,
    }
}

/// One side of `||`: a hyphen range, or comparators with blanks between them. `<=` is "equal or below", so it
/// doubles the alternatives.
fn parse_alternative(text: &str) -> Result<Vec<Vec<Comparator>>, String> {
    if let Some((from, to)) = split_hyphen(text) {
        let from = Comparator::new(Operator::AtLeast, from)?;
        let below = Comparator::new(Operator::Below, to)?;
        let equal = Comparator::fixed(to)?;
        return Ok(vec![vec![from.clone(), below], vec![from, equal]]);
    }
    let mut alternatives: Vec<Vec<Comparator>> = vec![Vec::new()];
    for item in split_comparators(text) {
        let choices = parse_comparator(item)?;
        alternatives = alternatives
            .into_iter()
            .flat_map(|alternative| {
                choices.iter().map(move |choice| [alternative.as_slice(), choice.as_slice()].concat())
            })
            .collect();
    }
    Ok(alternatives)
}

/// `1.0 - 2.0` → (`1.0`, `2.0`).
fn split_hyphen(text: &str) -> Option<(&str, &str)> {
    let at = text.find(" - ").or_else(|| text.find("\t-"))?;
    let (from, to) = text.split_at(at);
    Some((from.trim(), to.trim_start().trim_start_matches('-').trim()))
}

/// Cuts `>= 1.2 <2` into `>= 1.2` and `<2`: a blank separates only after a letter, digit, `-` or wildcard.
fn split_comparators(text: &str) -> Vec<&str> {
    let text = text.trim();
    let mut items = Vec::new();
    let mut start = 0;
    let mut previous = ' ';
    for (index, character) in text.char_indices() {
        let ends_item = previous.is_ascii_alphanumeric() || previous == '-' || previous == '*';
        if character.is_whitespace() && ends_item {
            items.push(text[start..index].trim());
            start = index;
        }
        previous = character;
    }
    items.push(text[start..].trim());
    items
}

/// The alternatives that one comparator stands for.
fn parse_comparator(text: &str) -> Result<Vec<Vec<Comparator>>, String> {
    const OPERATORS: [&str; 9] = ["^", "~>", "~", "<=", "<", ">=", ">", "=", "!"];
    let operator = OPERATORS.into_iter().find(|operator| text.starts_with(operator)).unwrap_or("");
    let bound = text[operator.len()..].trim();
    let single = |comparator: Comparator| vec![vec![comparator]];
    Ok(match operator {
        "^" => single(Comparator::caret(bound)?),
        "~" | "~>" => single(Comparator::tilde(bound)?),
        ">=" => single(Comparator::new(Operator::AtLeast, bound)?),
        "<" => single(Comparator::new(Operator::Below, bound)?),
        ">" => {
            let not_equal = Comparator { negated: true, ..Comparator::fixed(bound)? };
            vec![vec![not_equal, Comparator::new(Operator::AtLeast, bound)?]]
        }
        "<=" => vec![vec![Comparator::fixed(bound)?], vec![Comparator::new(Operator::Below, bound)?]],
        "!" => single(Comparator { negated: true, ..Comparator::fixed(bound)? }),
        _ => single(Comparator::fixed(bound)?),
    })
}

impl Comparator {
    fn new(operator: Operator, text: &str) -> Result<Self, String> {
        let (bound, text) = parse_bound(text)?;
        Ok(Self { negated: false, operator, bound, text })
    }

    /// `=1.2.3`; `=1` means `1.x.x`, `=1.2` means `1.2.x`, and `*` anything.
    fn fixed(text: &str) -> Result<Self, String> {
        let mut comparator = Self::new(Operator::Exact, text)?;
        comparator.operator = match comparator.bound.len() {
            0 => Operator::AtLeast,
            1 => Operator::Caret,
            2 => Operator::Tilde,
            _ => Operator::Exact,
        };
        Ok(comparator)
    }

    fn caret(text: &str) -> Result<Self, String> {
        let mut comparator = Self::new(Operator::Caret, text)?;
        match comparator.bound.as_slice() {
            [] => comparator.operator = Operator::AtLeast,
            // webpack fixes two places as soon as the first one is zero, so that `^0` is `=0`.
            [Part::Number(0)] => comparator.operator = Operator::Exact,
            _ => {}
        }
        Ok(comparator)
    }

    fn tilde(text: &str) -> Result<Self, String> {
        let mut comparator = Self::new(Operator::Tilde, text)?;
        match comparator.bound.len() {
            0 => comparator.operator = Operator::AtLeast,
            1 => comparator.operator = Operator::Caret,
            _ => {}
        }
        Ok(comparator)
    }

    /// How many leading parts must be equal.
    fn fixed_parts(&self) -> usize {
        match self.operator {
            Operator::AtLeast | Operator::Below => 0,
            Operator::Tilde => 2,
            Operator::Exact => usize::MAX,
            Operator::Caret => match self.bound.as_slice() {
                [Part::Number(0), Part::Number(0), ..] => 3,
                [Part::Number(0), _, ..] => 2,
                _ => 1,
            },
        }
    }

    fn matches(&self, version: &Version) -> bool {
        self.holds(&version.parts) != self.negated
    }

    /// Walks along version and bound. As long as all parts were equal, a difference decides, unless it is among
    /// the fixed parts, where it refuses. Once the version has proved to be inside, only a pre-release can
    /// still refuse it.
    fn holds(&self, version: &[Part]) -> bool {
        let below = self.operator == Operator::Below;
        let fixed_parts = self.fixed_parts();
        let mut index = 0;
        loop {
            let (part, bound) = (version.get(index), self.bound.get(index));
            let is_fixed = index < fixed_parts;
            if matches!(part, None | Some(Part::Build)) {
                // The version ends. What the bound still has makes it smaller; a pre-release makes it bigger.
                return match rank(bound) {
                    1 => !below,
                    0 => !is_fixed && !below,
                    _ => below,
                };
            }
            if rank(part) != rank(bound) {
                // A pre-release needs a pre-release in the bound.
                if rank(part) == 0 || is_fixed {
                    return false;
                }
                let refuses = if rank(bound) < 2 { below } else { (rank(part) < rank(bound)) != below };
                if refuses {
                    return false;
                }
                break;
            }
            let order = match (part, bound) {
                (Some(Part::Number(part)), Some(Part::Number(bound))) => part.cmp(bound),
                (Some(Part::Word(part)), Some(Part::Word(bound))) => part.cmp(bound),
                _ => Ordering::Equal,
            };
            if order != Ordering::Equal {
                if is_fixed || order == (if below { Ordering::Greater } else { Ordering::Less }) {
                    return false;
                }
                break;
            }
            index += 1;
        }
        !version[index..].contains(&Part::PreRelease)
    }

    fn text(&self) -> String {
        let operator = match self.operator {
            Operator::AtLeast => ">=",
            Operator::Below => "<",
            Operator::Caret => "^",
            Operator::Tilde => "~",
            Operator::Exact => "=",
        };
        let bound = if self.text.is_empty() { "0" } else { &self.text };
        format!("{}{operator}{bound}", if self.negated { "!" } else { "" })
    }
}

/// A partial version, without trailing wildcards and build metadata: `1.2.x` → `1.2`.
fn parse_bound(text: &str) -> Result<(Vec<Part>, String), String> {
    let written = text.trim();
    let text = written.strip_prefix(['v', 'V']).unwrap_or(written).trim();
    let is_bound = text.chars().all(|character| {
        character.is_ascii_alphanumeric() || matches!(character, '.' | '-' | '+' | '*' | '_')
    });
    let (main, pre_release, _) = split_version(text);
    let starts_well = main.is_empty() && pre_release.is_none()
        || main.split('.').all(|word| is_wildcard(word) || word.bytes().all(|byte| byte.is_ascii_digit()));
    if !is_bound || !starts_well {
        return Err(written.to_owned());
    }
    if let Some(pre_release) = pre_release {
        let mut parts = words(main);
        parts.push(Part::PreRelease);
        parts.extend(words(pre_release));
        return Ok((parts, format!("{main}-{pre_release}")));
    }
    let mut kept: Vec<&str> = main.split('.').collect();
    while kept.last().is_some_and(|word| is_wildcard(word)) {
        kept.pop();
    }
    let text = kept.join(".");
    Ok((words(&text), text))
}

fn is_wildcard(word: &str) -> bool {
    matches!(word, "" | "*" | "x" | "X")
}

#[cfg(test)]
mod tests {
    use std::cmp::Ordering;

    use proptest::prelude::*;
    use serde_json::Value;

    use super::{Version, VersionRange, looks_like_range, satisfies};

    fn cases() -> Value {
        serde_json::from_str(include_str!("../../runtime/test/version_cases.json")).unwrap()
    }

    #[test]
    fn satisfies_as_webpack_does() {
        for case in cases()["satisfies"].as_array().unwrap() {
            let (version, range) = (case["version"].as_str().unwrap(), case["range"].as_str().unwrap());
            assert_eq!(
                satisfies(version, range),
                case["satisfies"].as_bool().unwrap(),
                "{version} in `{range}`"
            );
            assert_eq!(
                VersionRange::parse(range).unwrap().comparator_form(),
                case["encoded"].as_str().unwrap(),
                "{range}"
            );
        }
    }

    #[test]
    fn compares_as_webpack_does() {
        for case in cases()["compare"].as_array().unwrap() {
            let (a, b) = (case["a"].as_str().unwrap(), case["b"].as_str().unwrap());
            let expected = match case["order"].as_i64().unwrap() {
                -1 => Ordering::Less,
                0 => Ordering::Equal,
                _ => Ordering::Greater,
            };
            assert_eq!(Version::parse(a).cmp(&Version::parse(b)), expected, "{a} and {b}");
        }
    }

    #[test]
    fn refuses_what_is_no_range() {
        for text in
            ["workspace:*", "latest", "github:a/b", "file:../x", "^^1", "1.2.3 beta", "npm:x@1", ">=a.b"]
        {
            assert!(VersionRange::parse(text).is_err(), "{text}");
        }
        for text in
            ["", "*", "x", "1", "^1.2 || >=3 <4", "1 - 2", "v1.2.3", ">= 1", "1.2.3-rc.1+build", "~>1.2"]
        {
            assert!(VersionRange::parse(text).is_ok(), "{text}");
        }
    }

    #[test]
    fn tells_ranges_from_requests() {
        assert!(looks_like_range("^1.0.0"));
        assert!(looks_like_range("*"));
        assert!(looks_like_range("1"));
        assert!(!looks_like_range("react"));
        assert!(!looks_like_range("./x"));
    }

    proptest! {
        #[test]
        fn parsing_never_panics(text in ".{0,24}") {
            let version = Version::parse(&text);
            prop_assert_eq!(version.cmp(&version), Ordering::Equal);
            if let Ok(range) = VersionRange::parse(&text) {
                range.is_satisfied_by(&version);
                range.comparator_form();
            }
        }

        #[test]
        fn caret_and_tilde_hold_for_later_patches(major in 0u8..5, minor in 0u8..5, patch in 0u8..5, more in 0u8..5) {
            let version = format!("{major}.{minor}.{}", patch + more);
            let tilde = format!("~{major}.{minor}.{patch}");
            prop_assert!(satisfies(&version, &tilde));
            if major > 0 {
                let caret = format!("^{major}.{minor}.{patch}");
                prop_assert!(satisfies(&version, &caret));
            }
        }

        #[test]
        fn order_is_antisymmetric(a in "[0-9]{1,2}(\\.[0-9]{1,2}){0,2}(-[a-z0-9.]{1,6})?", b in "[0-9]{1,2}(\\.[0-9]{1,2}){0,2}(-[a-z0-9.]{1,6})?") {
            let (a, b) = (Version::parse(&a), Version::parse(&b));
            prop_assert_eq!(a.cmp(&b), b.cmp(&a).reverse());
        }
    }
}

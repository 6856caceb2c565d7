//! "Did you mean …?": the candidate closest to a mistyped name.

/// The candidate that a person most likely meant, or `None` when nothing is close. Of equally close candidates
/// the first one wins, so the answer follows the order of `candidates`.
pub fn nearest<'a>(name: &str, candidates: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    nearest_few(name, candidates, 1).into_iter().next()
}

/// Up to `limit` close candidates, closest first.
pub fn nearest_few<'a>(
    name: &str,
    candidates: impl IntoIterator<Item = &'a str>,
    limit: usize,
) -> Vec<&'a str> {
    // A third of the letters may differ: `externls` → `externals`, but never `foo` → `bar`.
    let allowed = (name.chars().count() / 3).max(1);
    let lower = name.to_lowercase();
    let mut close: Vec<(usize, &str)> = candidates
        .into_iter()
        .filter(|candidate| *candidate != name)
        .filter_map(|candidate| {
            let distance = strsim::damerau_levenshtein(&lower, &candidate.to_lowercase());
            (distance <= allowed).then_some((distance, candidate))
        })
        .collect();
    close.sort_by_key(|(distance, _)| *distance);
    close.dedup();
    close.into_iter().take(limit).map(|(_, candidate)| candidate).collect()
}

#[cfg(test)]
mod tests {
    use super::{nearest, nearest_few};

    #[test]
    fn finds_close_names_and_nothing_else() {
        assert_eq!(nearest("singletn", ["eager", "singleton"]), Some("singleton"));
        assert_eq!(nearest("Button", ["button", "Bottle"]), Some("button"));
        assert_eq!(nearest("foo", ["bar", "quux"]), None);
        assert_eq!(nearest_few("./a.js", ["./b.js", "./c.js", "./long-name.js"], 2), ["./b.js", "./c.js"]);
    }
}

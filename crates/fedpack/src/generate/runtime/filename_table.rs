//! File names of chunks, written as what they share and what differs.

use super::{literal, plan::OutputId};

/// Arguments of `createFilename` in `runtime/filename.js`.
///
/// ```text
/// 12 → js/12.ab34.js, 7 → js/vendor.cd56.js    "js/", ".js", {12: ".ab34", 7: "vendor.cd56"}, "."
/// 12 → 12.js, 7 → 7.js                         "", ".js"
/// ```
pub(super) fn arguments(files: &[(OutputId, String)]) -> Vec<String> {
    if let Some((prefix, suffix)) = around_id(files) {
        return vec![literal::string(prefix), literal::string(suffix)];
    }
    let names: Vec<&str> = files.iter().map(|(_, name)| name.as_str()).collect();
    let prefix = common_prefix(&names);
    let middles: Vec<&str> = names.iter().map(|name| &name[prefix.len()..]).collect();
    let suffix = common_suffix(&middles);
    let middles: Vec<&str> = middles.iter().map(|name| &name[..name.len() - suffix.len()]).collect();
    let marker = marker(files, &middles);
    let table = literal::table(files.iter().zip(&middles).map(|((id, _), middle)| {
        let rest = marker.and_then(|marker| after_id(id, middle, marker)).unwrap_or(middle);
        (literal::id(id), literal::string(rest))
    }));
    let mut arguments = vec![literal::string(prefix), literal::string(suffix), table];
    arguments.extend(marker.map(|marker| literal::string(&marker.to_string())));
    arguments
}

/// Prefix and suffix, when all names are `prefix + id + suffix`.
fn around_id(files: &[(OutputId, String)]) -> Option<(&str, &str)> {
    let (first_id, first_name) = files.first()?;
    let first_id = plain(first_id);
    first_name.match_indices(&first_id).find_map(|(start, _)| {
        let (prefix, suffix) = (&first_name[..start], &first_name[start + first_id.len()..]);
        files
            .iter()
            .all(|(id, name)| {
                name.strip_prefix(prefix).and_then(|rest| rest.strip_suffix(suffix)) == Some(&*plain(id))
            })
            .then_some((prefix, suffix))
    })
}

/// The character that follows the id at the start of names. None if it would be ambiguous: a name that does
/// not start with its id, but with that character.
fn marker(files: &[(OutputId, String)], middles: &[&str]) -> Option<char> {
    let marker = files.iter().zip(middles).find_map(|((id, _), middle)| {
        middle.strip_prefix(&*plain(id))?.chars().next().filter(|next| matches!(next, '.' | '-' | '_' | '~'))
    })?;
    (!middles.iter().any(|middle| middle.starts_with(marker))).then_some(marker)
}

/// What follows the id, with the marker.
fn after_id<'a>(id: &OutputId, middle: &'a str, marker: char) -> Option<&'a str> {
    middle.strip_prefix(&*plain(id)).filter(|rest| rest.starts_with(marker))
}

fn plain(id: &OutputId) -> String {
    match id {
        OutputId::None => String::new(),
        OutputId::Number(number) => number.to_string(),
        OutputId::Text(text) => text.clone(),
    }
}

fn common_prefix<'a>(names: &[&'a str]) -> &'a str {
    let Some((first, others)) = names.split_first() else { return "" };
    // One name alone is all prefix; its table entry would be empty.
    let length = others.iter().fold(first.len(), |length, other| {
        first[..length]
            .char_indices()
            .zip(other.chars())
            .find(|((_, a), b)| a != b)
            .map_or_else(|| length.min(other.len()), |((index, _), _)| index)
    });
    // Not into the middle of a number, which may be an id: `1` and `12`, `a1` and `a2`.
    let length = first[..length].rfind(['/', '.', '-', '_']).map_or(0, |index| index + 1);
    &first[..length]
}

fn common_suffix<'a>(names: &[&'a str]) -> &'a str {
    let Some((first, others)) = names.split_first() else { return "" };
    let start = others.iter().fold(0, |start, other| {
        let mut kept = first.len();
        for ((index, a), b) in first.char_indices().rev().zip(other.chars().rev()) {
            if a != b {
                break;
            }
            kept = index;
        }
        start.max(kept)
    });
    // From the last file ending on, so that hashes that end alike stay whole.
    let start = first[start..].find('.').map_or(first.len(), |index| start + index);
    &first[start..]
}

#[cfg(test)]
mod tests {
    use super::*;

    fn files(rows: &[(u32, &str)]) -> Vec<(OutputId, String)> {
        rows.iter().map(|(id, name)| (OutputId::Number(*id), (*name).to_string())).collect()
    }

    #[test]
    fn names_that_are_only_ids_need_no_table() {
        assert_eq!(arguments(&files(&[(1, "js/1.js"), (12, "js/12.js")])), ["\"js/\"", "\".js\""]);
    }

    #[test]
    fn ids_are_left_out_in_front_of_hashes() {
        assert_eq!(
            arguments(&files(&[(1, "js/1.aa.js"), (12, "js/12.ab.js"), (3, "js/cart.ff.js")])),
            ["\"js/\"", "\".js\"", r#"{__proto__:null,1:".aa",12:".ab",3:"cart.ff"}"#, "\".\""]
        );
    }

    #[test]
    fn one_hashed_name() {
        assert_eq!(
            arguments(&files(&[(12, "12.ab.js")])),
            ["\"\"", "\".ab.js\""],
            "a single name is a pattern of its id"
        );
        assert_eq!(
            arguments(&files(&[(12, "cart.ab.js")])),
            ["\"cart.ab.\"", "\"\"", r#"{__proto__:null,12:"js"}"#]
        );
    }

    #[test]
    fn unrelated_names() {
        assert_eq!(
            arguments(&files(&[(1, ".a/x.js"), (2, "b.mjs")])),
            ["\"\"", "\"\"", r#"{__proto__:null,1:".a/x.js",2:"b.mjs"}"#]
        );
        assert_eq!(
            arguments(&files(&[(1, "1.x"), (2, ".y")])),
            ["\"\"", "\"\"", r#"{__proto__:null,1:"1.x",2:".y"}"#],
            "a marker would be ambiguous"
        );
    }
}

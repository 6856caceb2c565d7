//! Data tables as JavaScript literals.

use super::plan::OutputId;

/// A string literal. JSON's form is JavaScript's.
pub(super) fn string(value: &str) -> String {
    serde_json::to_string(value).expect("a string is always JSON")
}

/// A module or chunk id.
pub(super) fn id(value: &OutputId) -> String {
    match value {
        OutputId::None => "null".into(),
        OutputId::Number(number) => number.to_string(),
        OutputId::Text(text) => string(text),
    }
}

/// `[1,"a"]`.
pub(super) fn ids(values: &[OutputId]) -> String {
    array(values.iter().map(id))
}

/// `[0,2]`.
pub(in crate::generate) fn numbers(values: &[usize]) -> String {
    array(values.iter().map(ToString::to_string))
}

/// An array literal of finished items.
pub(super) fn array(items: impl IntoIterator<Item = String>) -> String {
    format!("[{}]", items.into_iter().collect::<Vec<_>>().join(","))
}

/// An object literal without prototype, so that the runtime may look up any key in it without asking
/// whether it is an own one. Keys are finished literals.
pub(super) fn table(rows: impl IntoIterator<Item = (String, String)>) -> String {
    let mut text = String::from("{__proto__:null");
    for (key, value) in rows {
        text.push(',');
        // `__proto__: x` would set the prototype; a computed key is an ordinary property.
        text.push_str(if key == "\"__proto__\"" { "[\"__proto__\"]" } else { &key });
        text.push(':');
        text.push_str(&value);
    }
    text.push('}');
    text
}

/// `{id: [ids]}`.
pub(super) fn id_lists(rows: &[(OutputId, Vec<OutputId>)]) -> String {
    table(rows.iter().map(|(key, values)| (id(key), ids(values))))
}

/// `null` for none, which the runtime's optional parameters take as absent.
pub(super) fn optional_string(value: Option<&str>) -> String {
    value.map_or_else(|| "null".into(), string)
}

//! The JSON schema of a configuration, made from the types of [`super::raw`].

use serde_json::Value;

use super::raw::RawOptions;

/// As written to `docs/fedpack.schema.json`.
pub fn json_schema() -> Value {
    let generator = schemars::generate::SchemaSettings::draft07().into_generator();
    generator.into_root_schema_for::<RawOptions>().to_value()
}

/// The schema as text, with a newline at the end.
pub fn json_schema_text() -> String {
    let mut text = serde_json::to_string_pretty(&json_schema()).expect("a schema is plain JSON");
    text.push('\n');
    text
}

//! `federation.manifest` as written → [`ManifestConfig`].

use serde_json::{Map, Value};

use super::{
    ManifestConfig,
    normalize::{Normalizer, OptionPath},
    raw_options::ManifestOptions,
};

impl Normalizer<'_> {
    /// `true`, `false`, or names and contents.
    ///
    /// ```text
    /// {fileName: "shop", filePath: "meta"}  →  meta/shop.json, meta/shop-stats.json
    /// ```
    pub(super) fn manifest(&mut self, value: &Value, path: &OptionPath) -> Option<ManifestConfig> {
        let options: ManifestOptions = match value {
            Value::Bool(false) => return None,
            Value::Bool(true) => ManifestOptions::default(),
            Value::Object(_) => self.read(value, path),
            _ => {
                self.mistyped(path, "a boolean or an object");
                return None;
            }
        };
        let additional_data = match options.additional_data {
            Some(Value::Object(data)) => data,
            Some(_) => {
                self.mistyped(&path.at("additionalData"), "an object");
                Map::new()
            }
            None => Map::new(),
        };
        let (file, stats_file) = match options.file_name.as_deref() {
            Some(name) => {
                let name = name.strip_suffix(".json").unwrap_or(name);
                (format!("{name}.json"), format!("{name}-stats.json"))
            }
            None => ("mf-manifest.json".into(), "mf-stats.json".into()),
        };
        // A path that was made on Windows is one of an address all the same.
        let folder = options.file_path.unwrap_or_default().replace('\\', "/");
        let folder = folder.trim_start_matches("./").trim_end_matches('/');
        let in_folder = |file: String| if folder.is_empty() { file } else { format!("{folder}/{file}") };
        Some(ManifestConfig {
            file: in_folder(file),
            stats_file: in_folder(stats_file),
            lists_assets: !options.disable_assets_analyze.unwrap_or(false),
            additional_data,
            build_name: String::new(),
            build_version: String::new(),
        })
    }
}

//! Whole builds of small projects, for tests of what comes out.

use std::{fs, path::Path};

use crate::{
    bundler::{Build, Bundler},
    config::{NormalizeContext, normalize, raw::RawOptions},
    diagnostics::Severity,
};

/// Builds files with `options` (JSON) over plain defaults: readable names, no source maps, minified CSS.
pub fn build(files: &[(&str, &str)], options: &str) -> Build {
    let folder = tempfile::tempdir().expect("a folder");
    build_in(folder.path(), files, options)
}

pub fn build_in(folder: &Path, files: &[(&str, &str)], options: &str) -> Build {
    for (name, text) in files {
        let path = folder.join(name);
        fs::create_dir_all(path.parent().expect("a folder")).expect("made");
        fs::write(path, text).expect("written");
    }
    let mut json = serde_json::json!({
        "mode": "production",
        "devtool": false,
        "entry": {"main": "./index.js"},
        "output": {
            "filename": "[name].js", "cssFilename": "[name].css", "cssChunkFilename": "[name].css",
            "assetModuleFilename": "[base]", "uniqueName": "app",
        },
        "optimization": {"splitChunks": false},
    });
    merge(&mut json, serde_json::from_str(options).expect("JSON"));
    let raw: RawOptions = serde_json::from_value(json).expect("options");
    let context = NormalizeContext { folder: folder.to_path_buf(), ..NormalizeContext::default() };
    let (mut config, problems) = normalize(raw, &context);
    assert!(problems.is_empty(), "{problems:?}");
    config.css.options.local_ident_name.template = "[name]-[local]".into();
    Bundler::new(config).build_in_memory()
}

fn merge(target: &mut serde_json::Value, source: serde_json::Value) {
    match (target, source) {
        (serde_json::Value::Object(target), serde_json::Value::Object(source)) => {
            for (key, value) in source {
                merge(target.entry(key).or_insert(serde_json::Value::Null), value);
            }
        }
        (target, source) => *target = source,
    }
}

/// Contents of a file of a build without errors.
pub fn file(build: &Build, name: &str) -> String {
    let errors: Vec<&String> = build
        .diagnostics
        .iter()
        .filter(|problem| problem.severity == Severity::Error)
        .map(|problem| &problem.message)
        .collect();
    assert!(errors.is_empty(), "{errors:?}");
    let names: Vec<&str> = build.assets.names().collect();
    let asset = build.assets.get(name).unwrap_or_else(|| panic!("no {name} among {names:?}"));
    String::from_utf8(asset.bytes.clone()).expect("text")
}

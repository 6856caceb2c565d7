//! `@mf-types.zip`.

use std::{
    collections::BTreeMap,
    io::{Cursor, Write as _},
};

use zip::{CompressionMethod, DateTime, ZipWriter, result::ZipError, write::SimpleFileOptions};

use super::{
    GenerateTypes,
    project::{Declared, ExposedFile, stem},
};

/// Equal declarations give equal bytes: entries are sorted, and have no time.
pub fn zip(
    declared: &Declared,
    exposes: &[ExposedFile],
    others: BTreeMap<String, Vec<u8>>,
    options: &GenerateTypes,
) -> Result<Vec<u8>, ZipError> {
    let mut entries: Vec<(String, Vec<u8>)> = others.into_iter().collect();
    for file in &declared.files {
        let relative = file.source.strip_prefix(&declared.root).unwrap_or(&file.source);
        let relative: Vec<_> = relative.iter().map(|part| part.to_string_lossy()).collect();
        let compiled = format!("{}/{}", options.compiled_folder, stem(&relative.join("/")));
        for expose in exposes.iter().filter(|expose| expose.source == file.source) {
            let name = expose.key.trim_start_matches("./");
            let name = if name == "." { "index" } else { name };
            let up = "../".repeat(name.matches('/').count());
            let up = if up.is_empty() { "./" } else { &up };
            let mut text = format!("export * from '{up}{compiled}.js';\n");
            if file.has_default_export {
                text.push_str(&format!("export {{ default }} from '{up}{compiled}.js';\n"));
            }
            entries.push((format!("{name}.d.ts"), text.into_bytes()));
        }
        entries.push((format!("{compiled}.d.ts"), file.text.clone().into_bytes()));
    }
    entries.sort();
    let mut archive = ZipWriter::new(Cursor::new(Vec::new()));
    let options = SimpleFileOptions::default()
        .compression_method(CompressionMethod::Deflated)
        .last_modified_time(DateTime::default());
    for (name, text) in entries {
        archive.start_file(name, options)?;
        archive.write_all(&text)?;
    }
    Ok(archive.finish()?.into_inner())
}

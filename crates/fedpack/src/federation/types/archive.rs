//! `@mf-types.zip`.

use std::io::{Cursor, Write as _};

use zip::{CompressionMethod, DateTime, ZipWriter, result::ZipError, write::SimpleFileOptions};

use super::{
    GenerateTypes,
    project::{Declared, ExposedFile, stem},
};

/// Equal declarations give equal bytes: entries are sorted, and have no time.
pub fn zip(
    declared: &Declared,
    exposes: &[ExposedFile],
    options: &GenerateTypes,
) -> Result<Vec<u8>, ZipError> {
    let mut entries: Vec<(String, String)> = Vec::new();
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
            entries.push((format!("{name}.d.ts"), text));
        }
        entries.push((format!("{compiled}.d.ts"), file.text.clone()));
    }
    entries.sort();
    let mut archive = ZipWriter::new(Cursor::new(Vec::new()));
    let options = SimpleFileOptions::default()
        .compression_method(CompressionMethod::Deflated)
        .last_modified_time(DateTime::default());
    for (name, text) in entries {
        archive.start_file(name, options)?;
        archive.write_all(text.as_bytes())?;
    }
    Ok(archive.finish()?.into_inner())
}

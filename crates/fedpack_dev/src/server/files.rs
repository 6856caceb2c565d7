//! Which file a path means. Nothing outside of the folder, whatever the path says.

use std::path::{Path, PathBuf};

use percent_encoding::percent_decode_str;

/// What a path leads to.
#[derive(Debug, PartialEq, Eq)]
pub enum Found {
    /// A regular file; its real path.
    File(PathBuf),
    /// A folder that was asked for without a slash at its end: where it is.
    Redirect(String),
    Missing,
    /// Not a path at all.
    Bad,
}

/// `folder` is a real path. Files are found by the decoded path, one segment at a time, and then the real path must
/// still be in the folder: a link in the output may not lead out of it.
pub fn find(folder: &Path, path: &str) -> Found {
    let Ok(decoded) = percent_decode_str(path).decode_utf8() else { return Found::Bad };
    let mut file = folder.to_owned();
    let mut segments: Vec<&str> = Vec::new();
    for segment in decoded.split('/') {
        match segment {
            "" | "." => {}
            // Also when it stays inside: no client of a deployment has a reason to send it.
            ".." => return Found::Missing,
            // A zero byte ends a path in C, a backslash is a separator elsewhere, and so is a drive's colon.
            segment if segment.contains(['\0', '\\', ':']) => return Found::Bad,
            // Deployments do not publish `.git` or `.env`.
            segment if segment.starts_with('.') && segment != ".well-known" => return Found::Missing,
            segment => {
                file.push(segment);
                segments.push(segment);
            }
        }
    }
    let Some((real, metadata)) = inside(folder, &file) else { return Found::Missing };
    if metadata.is_file() {
        // `/a.js/` is not `/a.js`.
        return if decoded.ends_with('/') { Found::Missing } else { Found::File(real) };
    }
    if !metadata.is_dir() {
        return Found::Missing;
    }
    match inside(folder, &file.join("index.html")) {
        Some((index, metadata)) if metadata.is_file() => {
            if decoded.ends_with('/') || segments.is_empty() {
                Found::File(index)
            } else {
                // Written anew from the segments, so that `//host` cannot become an address.
                Found::Redirect(format!(
                    "/{}/",
                    segments.iter().map(|it| encode(it)).collect::<Vec<_>>().join("/")
                ))
            }
        }
        _ => Found::Missing,
    }
}

/// The real path and what is there, if that is in the folder.
fn inside(folder: &Path, file: &Path) -> Option<(PathBuf, std::fs::Metadata)> {
    let real = file.canonicalize().ok()?;
    if !real.starts_with(folder) {
        return None;
    }
    let metadata = real.metadata().ok()?;
    Some((real, metadata))
}

fn encode(segment: &str) -> String {
    percent_encoding::utf8_percent_encode(segment, percent_encoding::NON_ALPHANUMERIC).to_string()
}

/// Whether the name holds a content hash, so that the file never changes: `main.3f2a9c1d.js`.
pub fn is_hashed(file: &Path) -> bool {
    let name = file.file_name().and_then(|name| name.to_str()).unwrap_or_default();
    let extension = file.extension().and_then(|extension| extension.to_str()).unwrap_or_default();
    if extension == "html" {
        return false;
    }
    name.split(['.', '-', '_', '~']).any(|part| {
        let is_hex = part.bytes().all(|byte| matches!(byte, b'0'..=b'9' | b'a'..=b'f'));
        // `20240131` and `deadbeef` are words of people; hashes mix.
        is_hex
            && (8..=64).contains(&part.len())
            && part.bytes().any(|byte| byte.is_ascii_digit())
            && part.bytes().any(|byte| byte.is_ascii_lowercase())
    })
}

/// MIME type with charset, where text has one.
pub fn content_type(file: &Path) -> String {
    let extension = file.extension().and_then(|extension| extension.to_str()).unwrap_or_default();
    match extension.to_ascii_lowercase().as_str() {
        "js" | "mjs" | "cjs" => "text/javascript; charset=utf-8".to_owned(),
        "json" | "map" => "application/json; charset=utf-8".to_owned(),
        "webmanifest" => "application/manifest+json; charset=utf-8".to_owned(),
        "svg" => "image/svg+xml; charset=utf-8".to_owned(),
        "wasm" => "application/wasm".to_owned(),
        "" => "application/octet-stream".to_owned(),
        _ => {
            let guess = mime_guess::from_path(file).first_or_octet_stream();
            let charset = if guess.type_() == "text" { "; charset=utf-8" } else { "" };
            format!("{}{charset}", guess.essence_str())
        }
    }
}

/// Whether gzip makes it smaller.
pub fn is_compressible(content_type: &str) -> bool {
    let kind = content_type.split(';').next().unwrap_or_default();
    kind.starts_with("text/")
        || kind.ends_with("+xml")
        || kind.ends_with("+json")
        || matches!(
            kind,
            "application/json"
                | "application/javascript"
                | "application/xml"
                | "application/wasm"
                | "font/ttf"
                | "font/otf"
                | "application/vnd.ms-fontobject"
                | "image/bmp"
                | "image/x-icon"
                | "image/vnd.microsoft.icon"
        )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn stays_in_the_folder() {
        let temporary = tempfile::tempdir().expect("a temporary folder");
        let root = temporary.path().canonicalize().expect("it exists");
        let folder = root.join("dist");
        std::fs::create_dir_all(folder.join("sub dir")).expect("can be made");
        for file in ["dist/a.js", "dist/sub dir/index.html", "dist/.env", "secret.txt"] {
            std::fs::write(root.join(file), "x").expect("can be written");
        }
        #[cfg(unix)]
        {
            std::os::unix::fs::symlink(root.join("secret.txt"), folder.join("link.txt"))
                .expect("can be linked");
            std::os::unix::fs::symlink(&root, folder.join("up")).expect("can be linked");
            std::os::unix::fs::symlink(folder.join("a.js"), folder.join("inner.js")).expect("can be linked");
            assert_eq!(find(&folder, "/inner.js"), Found::File(folder.join("a.js")));
        }
        assert_eq!(find(&folder, "/a.js"), Found::File(folder.join("a.js")));
        assert_eq!(find(&folder, "//a.js"), Found::File(folder.join("a.js")));
        assert_eq!(find(&folder, "/sub%20dir/"), Found::File(folder.join("sub dir/index.html")));
        assert_eq!(find(&folder, "//sub%20dir"), Found::Redirect("/sub%20dir/".to_owned()));
        for path in [
            "/../secret.txt",
            "/%2e%2e/secret.txt",
            "/..%2fsecret.txt",
            "/%2e%2e%2fsecret.txt",
            "/a.js/../../secret.txt",
            "/%252e%252e/secret.txt",
            "/sub%20dir/../../secret.txt",
            "/.env",
            "/%2eenv",
            "/link.txt",
            "/up/secret.txt",
            "/....//secret.txt",
            "/a.js/",
            "/nothing",
            "/",
        ] {
            assert_eq!(find(&folder, path), Found::Missing, "{path}");
        }
        for path in
            ["/a.js%00", "/%00", "/..%5csecret.txt", "/%5c%5chost%5cshare", "/C:/secret.txt", "/%ff%fe"]
        {
            assert_eq!(find(&folder, path), Found::Bad, "{path}");
        }
        let absolute = format!("/{}", root.join("secret.txt").display());
        assert_eq!(find(&folder, &absolute), Found::Missing);
    }

    #[test]
    fn knows_hashed_names() {
        for (name, expected) in [
            ("main.3f2a9c1d.js", true),
            ("873.6a37caaa1b2c3d4e.chunk.js", true),
            ("d3b07384d113edec49ea.png", true),
            ("remoteEntry.js", false),
            ("report-20240131.csv", false),
            ("index.3f2a9c1d.html", false),
            ("feedface.js", false),
        ] {
            assert_eq!(is_hashed(Path::new(name)), expected, "{name}");
        }
    }
}

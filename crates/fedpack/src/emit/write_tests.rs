use std::fs;

use super::*;
use crate::config::{NormalizeContext, normalize, raw::RawOptions};

fn config(folder: &Path, clean: bool) -> Config {
    let context = NormalizeContext { folder: folder.to_path_buf(), ..NormalizeContext::default() };
    let (mut config, _) = normalize(RawOptions::default(), &context);
    config.context = folder.to_path_buf();
    config.output.path = folder.join("dist");
    config.output.clean = clean.then(Default::default);
    config
}

fn assets(files: &[(&str, &str)]) -> Assets {
    let mut assets = Assets::new();
    for (name, text) in files {
        assets.insert(*name, Asset::new(AssetKind::JavaScript, *text)).expect("different names");
    }
    assets
}

/// All files under a folder with their contents, by name.
fn tree(folder: &Path) -> Vec<(String, String)> {
    let mut files = Vec::new();
    let mut folders = vec![folder.to_path_buf()];
    while let Some(next) = folders.pop() {
        for entry in fs::read_dir(&next).expect("a folder") {
            let path = entry.expect("an entry").path();
            if path.is_dir() {
                folders.push(path);
            } else {
                let name = path.strip_prefix(folder).expect("inside").display().to_string();
                files.push((name, fs::read_to_string(&path).expect("text")));
            }
        }
    }
    files.sort();
    files
}

fn owned(files: &[(&str, &str)]) -> Vec<(String, String)> {
    files.iter().map(|(name, text)| ((*name).to_string(), (*text).to_string())).collect()
}

fn code(result: Result<Emitted, Diagnostics>) -> &'static str {
    result.expect_err("an error")[0].code
}

#[test]
fn only_changed_files_are_written() {
    let folder = tempfile::tempdir().expect("a folder");
    let config = config(folder.path(), false);
    let first = write(&assets(&[("a.js", "1"), ("js/b.js", "2")]), &config).expect("written");
    assert_eq!(first.written, ["a.js", "js/b.js"]);
    let time = |name: &str| {
        fs::metadata(config.output.path.join(name)).and_then(|data| data.modified()).expect("a time")
    };
    let before = time("a.js");
    let second = write(&assets(&[("a.js", "1"), ("js/b.js", "3")]), &config).expect("written");
    assert_eq!(second.written, ["js/b.js"]);
    assert_eq!(second.unchanged, ["a.js"]);
    assert_eq!(time("a.js"), before);
    assert_eq!(tree(&config.output.path), owned(&[("a.js", "1"), ("js/b.js", "3")]));
}

#[test]
fn names_stay_inside_of_the_output() {
    let folder = tempfile::tempdir().expect("a folder");
    let config = config(folder.path(), false);
    for name in ["../a.js", "a/../../b.js", "/tmp/a.js", "a//b.js", "", "./a.js"] {
        assert_eq!(code(write(&assets(&[(name, "1")]), &config)), "FED0702", "{name}");
    }
    assert_eq!(code(write(&assets(&[("a", "1"), ("a/b", "2")]), &config)), "FED0703");
    assert!(!config.output.path.exists());
}

#[test]
fn a_failed_build_leaves_the_earlier_output() {
    let folder = tempfile::tempdir().expect("a folder");
    let config = config(folder.path(), false);
    write(&assets(&[("a.js", "old"), ("b/c.js", "old")]), &config).expect("written");
    let before = tree(&config.output.path);
    // `b` is a folder already, so it cannot become a file.
    assert_eq!(code(write(&assets(&[("a.js", "new"), ("b", "new")]), &config)), "FED0705");
    // `a.js` is a file, so it cannot become a folder.
    assert_eq!(code(write(&assets(&[("a.js/x", "new"), ("c.js", "new")]), &config)), "FED0704");
    assert_eq!(tree(&config.output.path), before);
}

#[test]
fn the_output_path_is_a_file() {
    let folder = tempfile::tempdir().expect("a folder");
    let config = config(folder.path(), false);
    fs::write(&config.output.path, "").expect("written");
    assert_eq!(code(write(&assets(&[("a.js", "1")]), &config)), "FED0704");
}

#[test]
fn clean_removes_what_is_not_of_this_build() {
    let folder = tempfile::tempdir().expect("a folder");
    let config = config(folder.path(), true);
    write(&assets(&[("a.js", "1"), ("old/b.js", "2"), ("js/c.js", "3")]), &config).expect("written");
    let emitted = write(&assets(&[("a.js", "1"), ("js/d.js", "4")]), &config).expect("written");
    assert_eq!(emitted.removed, ["js/c.js", "old/b.js"]);
    assert_eq!(tree(&config.output.path), owned(&[("a.js", "1"), ("js/d.js", "4")]));
    assert!(!config.output.path.join("old").exists());
}

#[cfg(unix)]
#[test]
fn clean_does_not_follow_links() {
    let folder = tempfile::tempdir().expect("a folder");
    let outside = tempfile::tempdir().expect("a folder");
    fs::write(outside.path().join("precious.txt"), "x").expect("written");
    let config = config(folder.path(), true);
    fs::create_dir(&config.output.path).expect("a folder");
    std::os::unix::fs::symlink(outside.path(), config.output.path.join("link")).expect("a link");
    write(&assets(&[("a.js", "1")]), &config).expect("written");
    assert!(outside.path().join("precious.txt").exists());
    assert_eq!(tree(&config.output.path), owned(&[("a.js", "1")]));
}

#[test]
fn clean_never_removes_the_project() {
    let folder = tempfile::tempdir().expect("a folder");
    let mut config = config(folder.path(), true);
    config.output.path = folder.path().to_path_buf();
    assert_eq!(code(write(&assets(&[("a.js", "1")]), &config)), "FED0706");
    config.output.path = folder.path().parent().expect("a parent").to_path_buf();
    assert_eq!(code(write(&assets(&[("a.js", "1")]), &config)), "FED0706");
}

use std::io::{Cursor, Write as _};

use tempfile::TempDir;
use zip::{ZipWriter, write::SimpleFileOptions};

use super::*;
use crate::addresses::of_manifest;

fn archive_of(files: &[(&str, &str)]) -> Vec<u8> {
    let mut archive = ZipWriter::new(Cursor::new(Vec::new()));
    for (name, text) in files {
        archive.start_file(*name, SimpleFileOptions::default()).expect("it can be added");
        archive.write_all(text.as_bytes()).expect("it can be written");
    }
    archive.finish().expect("it can be finished").into_inner()
}

#[test]
fn only_declarations_are_taken_and_none_leaves_the_folder() {
    let read = archive::read(&archive_of(&[
        ("List.d.ts", "a"),
        ("ui/b.d.mts", "b"),
        ("run.js", "c"),
        ("x.sh", "d"),
    ]));
    let names: Vec<String> = read.expect("it is fine").into_iter().map(|file| file.name).collect();
    assert_eq!(names, ["List.d.ts", "ui/b.d.mts"]);
    for outside in ["../escape.d.ts", "/etc/escape.d.ts", "a/../../escape.d.ts"] {
        let read = archive::read(&archive_of(&[(outside, "x")]));
        let stays = read.as_ref().is_ok_and(|files| {
            files.iter().all(|file| !file.name.contains("..") && !file.name.starts_with('/'))
        });
        assert!(read.is_err() || stays, "{outside}: {read:?}");
    }
    assert!(archive::read(b"<html>").is_err());
    assert!(archive::read(&archive_of(&[("a.d.ts", "a")])[..20]).is_err());
}

#[test]
fn manifests_say_where_types_are() {
    let manifest = |public_path: &str| {
        format!(
            r#"{{"metaData": {{"publicPath": "{public_path}", "types": {{"zip": "@mf-types.zip", "api": "@mf-types.d.ts"}}}}}}"#
        )
    };
    let zip = |public_path: &str| {
        of_manifest("https://a.example/v2/mf-manifest.json", manifest(public_path).as_bytes())
            .map(|it| it.zip)
    };
    assert_eq!(zip("auto").as_deref(), Some("https://a.example/v2/@mf-types.zip"));
    assert_eq!(zip("https://cdn.example/x/").as_deref(), Some("https://cdn.example/x/@mf-types.zip"));
    assert_eq!(zip("/y/").as_deref(), Some("https://a.example/y/@mf-types.zip"));
    let without = r#"{"metaData": {"publicPath": "auto", "types": {"zip": "", "api": ""}}}"#;
    assert_eq!(of_manifest("https://a.example/mf-manifest.json", without.as_bytes()), None);
    assert_eq!(of_manifest("https://a.example/mf-manifest.json", b"[]"), None);
}

#[test]
fn new_types_replace_old_ones_and_equal_ones_are_left_alone() {
    let folder = TempDir::new().expect("a temporary folder");
    let place = folder.path().join("catalog");
    let file = |name: &str, text: &str| Extracted { name: name.to_owned(), contents: text.into() };
    let first = [file("List.d.ts", "1"), file("ui/a.d.ts", "2")];
    write(&place, &first, true).expect("it is written");
    let time = || fs::metadata(place.join("List.d.ts")).and_then(|it| it.modified()).expect("it is there");
    let before = time();
    write(&place, &first, true).expect("it is written");
    assert_eq!(time(), before);
    write(&place, &[file("List.d.ts", "1")], true).expect("it is written");
    assert_eq!(archive::count_files(&place), 1);
    write(&place, &[file("More.d.ts", "3")], false).expect("it is written");
    assert_eq!(archive::count_files(&place), 2);
    assert_eq!(fs::read_dir(folder.path()).expect("readable").count(), 1, "nothing is left aside");
}

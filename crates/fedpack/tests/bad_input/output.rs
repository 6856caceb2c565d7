//! The old output stays whole until the new one is complete.

use std::{fs, path::PathBuf, process::Command};

use fedpack_testing::project::{Project, files_below};

use super::support::{build, fails_with, project, skip, succeeds};

#[test]
fn failed_build_leaves_the_previous_output() {
    let project = project(&[
        ("index.js", "import('./lazy');\nconsole.log('first');\n"),
        ("lazy.js", "export const x = 1;\n"),
        ("fedpack.config.json", r#"{ "output": { "clean": true } }"#),
    ]);
    succeeds(&project);
    let before = contents(&project, "dist");
    assert!(before.len() >= 2, "{before:?}");
    for broken in ["const x = ;\n", "import './not-there';\n", "import.meta = 1;\n"] {
        project.write("index.js", broken).expect("a file");
        fails_with(&project, &["FED0"]);
        assert!(contents(&project, "dist") == before, "the output changed after {broken:?}");
    }
    project.write("index.js", "console.log('second');\n").expect("a file");
    succeeds(&project);
    assert_ne!(contents(&project, "dist"), before);
    assert!(!project.path("dist/lazy_js.js").exists());
}

#[test]
fn nothing_but_the_output_is_left_behind() {
    let project = project(&[("index.js", "console.log(1);\n")]);
    succeeds(&project);
    let files: Vec<String> =
        files_below(project.root()).expect("files").iter().map(|file| file.display().to_string()).collect();
    assert_eq!(files, ["dist/main.js", "fedpack.config.json", "index.js"]);
}

#[test]
fn full_disk_is_a_diagnostic_and_keeps_the_previous_output() {
    let project = project(&[
        ("index.js", "console.log('small');\n"),
        ("fedpack.config.json", r#"{ "output": { "path": "disk/dist" } }"#),
    ]);
    let Some(_disk) = Disk::mount(project.path("disk")) else {
        return skip("a small tmpfs cannot be mounted (needs root and the right to mount)");
    };
    succeeds(&project);
    let before = contents(&project, "disk/dist");
    project.write("index.js", format!("console.log('{}');\n", "x".repeat(600_000))).expect("a file");
    let built = build(&project);
    assert_eq!(built.code, Some(1), "{}", built.report());
    assert!(built.stderr.contains("FED0705") && built.stderr.contains("space"), "{}", built.report());
    assert!(contents(&project, "disk/dist") == before, "the old output changed");
}

#[test]
fn two_entries_cannot_have_one_file() {
    let project = project(&[
        (
            "fedpack.config.json",
            r#"{ "entry": { "a": "./a.js", "b": "./b.js" }, "output": { "filename": "same.js" } }"#,
        ),
        ("a.js", ""),
        ("b.js", ""),
    ]);
    fails_with(&project, &["FED0701", "same.js"]);
}

#[test]
fn output_may_not_leave_the_output_folder() {
    let project = project(&[
        ("fedpack.config.json", r#"{ "output": { "filename": "../../outside-[name].js" } }"#),
        ("index.js", ""),
    ]);
    let built = build(&project);
    let outside = project.root().parent().expect("a parent").join("outside-main.js");
    assert!(!outside.exists(), "written outside: {}", built.report());
}

/// Names and bytes of all files.
fn contents(project: &Project, folder: &str) -> Vec<(String, Vec<u8>)> {
    let root = project.path(folder);
    let read = |file: &PathBuf| (file.display().to_string(), fs::read(root.join(file)).expect("a file"));
    files_below(&root).expect("the output folder").iter().map(read).collect()
}

/// A file system of 512 KiB, until it is dropped.
struct Disk(PathBuf);

impl Disk {
    fn mount(path: PathBuf) -> Option<Self> {
        fs::create_dir_all(&path).ok()?;
        let mounted =
            Command::new("mount").args(["-t", "tmpfs", "-o", "size=512k", "tmpfs"]).arg(&path).output();
        mounted.is_ok_and(|output| output.status.success()).then_some(Self(path))
    }
}

impl Drop for Disk {
    fn drop(&mut self) {
        let _ = Command::new("umount").arg(&self.0).status();
    }
}

#[test]
fn ignored_warnings_are_not_shown() {
    let config = |ignored: &str| {
        format!(
            r#"{{ "performance": {{ "hints": "warning", "maxAssetSize": 1, "maxEntrypointSize": 1 }}, "ignoreWarnings": {ignored} }}"#
        )
    };
    let files = |ignored: &str| {
        let source = "try { require('./gone'); } catch {}\n";
        succeeds(&project(&[("index.js", source), ("fedpack.config.json", &config(ignored))]))
    };
    let all = files("[]");
    for code in ["FED0100", "FED0708", "FED0709"] {
        assert!(all.stderr.contains(code), "{}", all.report());
    }
    let some = files(
        r#"[{ "$regexp": "^FED0708$" }, { "message": { "$regexp": "gone" }, "module": { "$regexp": "^\\./index" } },
            { "message": { "$regexp": "main" }, "file": { "$regexp": "other" } }]"#,
    );
    assert!(!some.stderr.contains("FED0708") && !some.stderr.contains("FED0100"), "{}", some.report());
    assert!(some.stderr.contains("FED0709"), "{}", some.report());
}

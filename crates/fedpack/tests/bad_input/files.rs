//! Files that are not what they should be.

use std::{
    fs::{self, File},
    os::unix::fs::{PermissionsExt, symlink},
    path::Path,
    process::Command,
};

use fedpack_testing::process;

use super::support::{BINARY, answers, fails_with, project, skip, succeeds};

#[test]
fn source_that_is_not_utf8() {
    let project = project(&[("index.js", "import './latin1';\n")]);
    project.write("latin1.js", b"export const name = 'caf\xe9';\n").expect("a file");
    fails_with(&project, &["FED0201", "latin1.js"]);
}

#[test]
fn style_sheet_and_json_that_are_not_utf8() {
    let project = project(&[
        ("fedpack.config.json", r#"{ "target": "web" }"#),
        ("index.js", "import './a.css';\nimport data from './b.json';\nconsole.log(data);\n"),
    ]);
    project.write("a.css", b".a { content: '\xff' }\n").expect("a file");
    project.write("b.json", b"{ \"a\": \"\xc3\x28\" }\n").expect("a file");
    fails_with(&project, &["a.css", "b.json"]);
}

#[test]
fn binary_file_imported_as_a_script() {
    let project = project(&[("index.js", "import './image';\n")]);
    let bytes: Vec<u8> = (0..=255).cycle().take(100_000).collect();
    project.write("image.js", bytes).expect("a file");
    let built = fails_with(&project, &["FED02", "image.js"]);
    assert!(built.stderr.len() < 20_000, "a code frame must not show the whole file");
}

#[test]
fn file_larger_than_any_module() {
    let project = project(&[("index.js", "import './enormous';\n")]);
    // A hole: nothing is written to the disk.
    let file = File::create(project.path("enormous.js")).expect("a file");
    if file.set_len(6 << 30).is_err() {
        return skip("the file system has no sparse files");
    }
    fails_with(&project, &["FED0202", "enormous.js"]);
}

#[test]
fn large_generated_file_builds() {
    let project = project(&[("index.js", "import { last } from './generated';\nconsole.log(last);\n")]);
    let mut text = String::from("export const table = [\n");
    for index in 0..200_000 {
        text += &format!("  {{ id: {index}, name: \"row {index}\" }},\n");
    }
    text += "];\nexport const last = table[table.length - 1];\n";
    project.write("generated.js", text).expect("a file");
    succeeds(&project);
}

#[test]
fn one_line_of_megabytes_has_a_short_code_frame() {
    let project = project(&[("index.js", "import './minified';\n")]);
    let mut line = "a(1);".repeat(400_000);
    line += "let x = ;";
    line += &"b(2);".repeat(100_000);
    project.write("minified.js", line).expect("a file");
    let built = fails_with(&project, &["FED0204", "minified.js:1:"]);
    assert!(built.stderr.len() < 5_000, "the frame has {} bytes", built.stderr.len());
}

#[test]
fn links_in_a_circle_and_into_nothing() {
    let project = project(&[("index.js", "import './loop';\nimport './dangling';\n")]);
    symlink("loop2.js", project.path("loop.js")).expect("a link");
    symlink("loop.js", project.path("loop2.js")).expect("a link");
    symlink("not-there.js", project.path("dangling.js")).expect("a link");
    fails_with(&project, &["./loop", "./dangling"]);
}

#[test]
fn folder_that_contains_itself() {
    let project = project(&[
        (
            "index.js",
            "const context = require.context('./folder', true, /\\.js$/);\nconsole.log(context.keys());\n",
        ),
        ("folder/a.js", ""),
    ]);
    symlink(".", project.path("folder/again")).expect("a link");
    answers(&project);
}

#[test]
fn folder_with_the_name_of_a_module() {
    let project = project(&[("index.js", "import './module.js';\n"), ("module.js/inner.txt", "")]);
    fails_with(&project, &["./module.js"]);
}

#[test]
fn fifo_is_not_waited_for() {
    let project = project(&[("index.js", "import './pipe.js';\n")]);
    let made = Command::new("mkfifo").arg(project.path("pipe.js")).status();
    if !made.is_ok_and(|status| status.success()) {
        return skip("no mkfifo");
    }
    fails_with(&project, &["pipe.js"]);
}

#[test]
fn unreadable_file_and_folder() {
    let project = project(&[
        (
            "index.js",
            "import './secret';\nconst all = require.context('./closed', true, /x/);\nconsole.log(all);\n",
        ),
        ("secret.js", "export {};\n"),
        ("closed/x.js", ""),
    ]);
    fs::set_permissions(project.path("secret.js"), fs::Permissions::from_mode(0o000)).expect("permissions");
    fs::set_permissions(project.path("closed"), fs::Permissions::from_mode(0o000)).expect("permissions");
    let Some(built) = build_without_privileges(project.root()) else { return };
    fs::set_permissions(project.path("closed"), fs::Permissions::from_mode(0o755)).expect("permissions");
    assert_eq!(built.code, Some(1), "{}", built.report());
    for text in ["FED0200", "secret", "FED0110", "closed", "ermission denied"] {
        assert!(built.stderr.contains(text), "no {text:?}: {}", built.report());
    }
}

#[test]
fn output_folder_that_cannot_be_written() {
    let project = project(&[("index.js", "console.log(1);\n"), ("dist/keep.txt", "kept")]);
    fs::set_permissions(project.path("dist"), fs::Permissions::from_mode(0o555)).expect("permissions");
    let Some(built) = build_without_privileges(project.root()) else { return };
    assert_eq!(built.code, Some(1), "{}", built.report());
    assert!(built.stderr.contains("FED0705") && built.stderr.contains("dist"), "{}", built.report());
    assert_eq!(project.read("dist/keep.txt").expect("the old file"), "kept");
}

#[test]
fn output_path_that_is_a_file() {
    let project = project(&[("index.js", "console.log(1);\n"), ("dist", "a file, not a folder")]);
    fails_with(&project, &["FED0704", "dist"]);
    assert_eq!(project.read("dist").expect("the file"), "a file, not a folder");
}

/// Permissions do not bind root: it builds as `nobody` then.
fn build_without_privileges(root: &Path) -> Option<process::Finished> {
    let is_root = fs::metadata("/proc/self").is_ok_and(|own| std::os::unix::fs::MetadataExt::uid(&own) == 0);
    if !is_root {
        return Some(BINARY.build(root, &[]).expect("the binary starts"));
    }
    let mut command = Command::new("setpriv");
    command.args(["--reuid=65534", "--regid=65534", "--clear-groups", "--"]);
    fs::set_permissions(root, fs::Permissions::from_mode(0o755)).expect("permissions");
    command.arg(BINARY.path()).arg("build").arg(root).arg("--no-color");
    match process::run(&mut command, fedpack_testing::binary::BUILD_LIMIT) {
        Ok(built) if built.code != Some(127) && built.code != Some(126) => Some(built),
        _ => {
            skip("running as root, and setpriv cannot give that up");
            None
        }
    }
}

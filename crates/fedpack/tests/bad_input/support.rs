//! A project written in the test, and what is asked of a build of it.

use std::sync::LazyLock;

use fedpack_testing::{
    binary::Binary,
    fixture::{Mode, default_config, write_config},
    process::Finished,
    project::Project,
};

/// Files by name and content, with the harness's default options (`fedpack.config.json` among the files adds to them).
pub fn project(files: &[(&str, &str)]) -> Project {
    let project = Project::empty().expect("a temporary folder");
    for (name, content) in files {
        project.write(name, content).expect("a file in the temporary folder");
    }
    write_config(project.root(), default_config(Mode::Development)).expect("a configuration");
    project
}

/// Looked for, and brought up to date, once.
pub static BINARY: LazyLock<Binary> = LazyLock::new(|| Binary::find().expect("the binary"));

pub fn build(project: &Project) -> Finished {
    BINARY.build(project.root(), &[]).expect("the binary starts")
}

/// The build fails as it should: exit code 1, no panic, and each of these texts among the messages.
#[track_caller]
pub fn fails_with(project: &Project, texts: &[&str]) -> Finished {
    let built = build(project);
    assert_eq!(built.code, Some(1), "the build should fail: {}", built.report());
    for text in texts {
        assert!(built.stderr.contains(text), "no {text:?} among the messages: {}", built.report());
    }
    assert!(!built.stderr.contains("panicked"), "{}", built.report());
    built
}

#[track_caller]
pub fn succeeds(project: &Project) -> Finished {
    let built = build(project);
    assert!(built.is_success(), "the build should succeed: {}", built.report());
    built
}

/// Whichever it is, it is an answer: exit code 0, or 1 with a coded diagnostic.
#[track_caller]
pub fn answers(project: &Project) -> Finished {
    let built = build(project);
    let coded = built.code == Some(1) && built.stderr.contains("FED0");
    assert!(built.is_success() || coded, "neither a build nor a diagnostic: {}", shortened(&built));
    assert!(!built.stderr.contains("panicked"), "{}", shortened(&built));
    built
}

/// Messages about enormous inputs are themselves long.
fn shortened(built: &Finished) -> String {
    built.report().chars().take(4000).collect()
}

/// A test that cannot be done on this machine says so.
#[expect(clippy::print_stderr, reason = "a skipped test must be seen")]
pub fn skip(reason: &str) {
    eprintln!("SKIPPED: {reason}");
}

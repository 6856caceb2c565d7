//! `fedpack build` of small applications: what it prints, what it writes, how it ends.

use std::{
    io::{BufRead as _, BufReader},
    process::Stdio,
    sync::mpsc::channel,
    time::Duration,
};

use crate::program::Project;

fn application() -> Project {
    Project::new(&[
        ("src/index.ts", "import { text } from './text';\n\nconsole.log(text as string);\n"),
        ("src/text.ts", "export const text = 'first';\n"),
    ])
}

#[test]
fn builds_without_a_configuration_and_prints_a_table() {
    let project = application();
    let finished = project.run(&["build"]);
    assert_eq!(finished.code, 0, "{}", finished.stderr);
    assert_eq!(finished.stderr, "");
    for expected in ["file", "raw", "gzip", "dist/main.js", "1 file without source maps", "built in "] {
        assert!(finished.stdout.contains(expected), "{expected}\n{}", finished.stdout);
    }
    assert!(!finished.stdout.contains('\u{1b}'), "no colours in a pipe: {}", finished.stdout);
    assert!(project.read("dist/main.js").contains("first"));
}

#[test]
fn quiet_builds_say_nothing() {
    let project = application();
    let finished = project.run(&["build", "--quiet"]);
    assert_eq!((finished.code, finished.stdout.as_str(), finished.stderr.as_str()), (0, "", ""));
}

#[test]
fn the_mode_of_the_command_line_wins() {
    let project = application();
    project.write("fedpack.config.json", r#"{ "mode": "production" }"#);
    project.write("src/index.ts", "console.log(process.env.NODE_ENV);\n");
    assert_eq!(project.run(&["build", "--mode", "development"]).code, 0);
    assert!(project.read("dist/main.js").contains("\"development\""));
    assert_eq!(project.files("dist"), ["main.js", "main.js.map"]);
}

#[test]
fn a_build_with_errors_is_1_and_leaves_the_last_output() {
    let project = application();
    assert_eq!(project.run(&["build"]).code, 0);
    project.write("src/index.ts", "import { text } from './txt';\nconsole.log(text);\n");
    let finished = project.run(&["build"]);
    assert_eq!(finished.code, 1);
    assert_eq!(finished.stdout, "");
    for expected in ["./txt", "[src/index.ts:1:", "1 error"] {
        assert!(finished.stderr.contains(expected), "{expected}\n{}", finished.stderr);
    }
    assert!(project.read("dist/main.js").contains("first"));
}

#[test]
fn statistics_and_a_profile() {
    let project = application();
    let finished = project.run(&["build", "--json", "stats.json", "--profile", "profile.json"]);
    assert_eq!(finished.code, 0, "{}", finished.stderr);
    let stats: serde_json::Value = serde_json::from_str(&project.read("stats.json")).expect("it is JSON");
    assert_eq!(stats["assets"][0]["name"], "main.js");
    assert_eq!(stats["errors"], serde_json::json!([]));
    assert_eq!(stats["entrypoints"]["main"]["assets"][0]["name"], "main.js");
    assert_eq!(stats["chunks"][0]["reason"], "entry main");
    let modules = stats["modules"].as_array().expect("a list");
    let text = modules.iter().find(|module| module["name"] == "./src/text.ts").expect("it is there");
    assert_eq!(text["usedExports"], serde_json::json!(["text"]));
    assert_eq!(text["reasons"][0]["module"], "./src/index.ts");
    let profile: serde_json::Value = serde_json::from_str(&project.read("profile.json")).expect("it is JSON");
    let events = profile["traceEvents"].as_array().expect("a list");
    for stage in ["scan", "link", "chunk", "generate", "emit"] {
        assert!(events.iter().any(|event| event["name"] == stage), "{stage}");
    }
    let finished = project.run(&["build", "--json", "no/such/folder/stats.json"]);
    assert_eq!(finished.code, 1);
    assert!(finished.stderr.contains("cannot write"), "{}", finished.stderr);
}

#[test]
fn a_list_of_configurations_is_built_in_order() {
    let project = application();
    project.write(
        "fedpack.config.mjs",
        "export default [{ name: 'b', dependencies: ['a'], output: { path: 'out-b' } }, { name: 'a', output: { path: 'out-a' } }];",
    );
    let finished = project.run(&["build"]);
    assert_eq!(finished.code, 0, "{}", finished.stderr);
    let (a, b) = (finished.stdout.find("out-a/main.js"), finished.stdout.find("out-b/main.js"));
    assert!(a.is_some() && a < b, "{}", finished.stdout);
}

#[test]
fn watching_builds_again_and_keeps_the_output_of_the_last_good_build() {
    let project = application();
    let mut child = project
        .command(&["build", "--watch"])
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("it starts");
    let (sender, lines) = channel();
    let outputs: [Box<dyn std::io::Read + Send>; 2] =
        [Box::new(child.stdout.take().expect("piped")), Box::new(child.stderr.take().expect("piped"))];
    for output in outputs {
        let sender = sender.clone();
        std::thread::spawn(move || {
            for line in BufReader::new(output).lines().map_while(Result::ok) {
                if sender.send(line).is_err() {
                    return;
                }
            }
        });
    }
    let wait_for = |text: &str| loop {
        let line =
            lines.recv_timeout(Duration::from_secs(30)).unwrap_or_else(|_| panic!("never said: {text}"));
        if line.contains(text) {
            return;
        }
    };
    wait_for("watching for changes");
    project.write("src/text.ts", "export const text = 'second';\n");
    wait_for("changed: src/text.ts");
    wait_for("watching for changes");
    assert!(project.read("dist/main.js").contains("second"));

    project.write("src/text.ts", "export const text = ;\n");
    // On the other stream than "watching for changes": which of the two comes first here is chance.
    wait_for("1 error");
    assert!(project.read("dist/main.js").contains("second"));

    project.write("src/text.ts", "export const text = 'third';\n");
    wait_for("built in");
    assert!(project.read("dist/main.js").contains("third"));
    wait_for("watching for changes");

    // A configuration that appears counts, too.
    project.write("fedpack.config.json", r#"{ "output": { "path": "other" } }"#);
    wait_for("other/main.js");
    child.kill().expect("it runs");
    child.wait().expect("it ends");
}

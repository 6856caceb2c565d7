//! `fedpack dev` and `fedpack serve --live`: what pages are told, and types that are fetched meanwhile.

use std::io::{BufRead as _, BufReader, Write as _};

use crate::{
    program::{Project, Serving},
    serve::{connect, get},
};

const TAG: &str = "<script src=\"/.fedpack/live.js\"></script>";

/// Numbers of builds, as the stream of events names them.
struct Events(BufReader<std::net::TcpStream>);

impl Events {
    fn of(serving: &Serving) -> Self {
        let mut stream = connect(serving);
        write!(stream, "GET /.fedpack/events HTTP/1.1\r\nHost: x\r\nOrigin: http://localhost:1\r\n\r\n")
            .expect("it reads");
        let mut reader = BufReader::new(stream);
        let mut head = String::new();
        while !head.ends_with("\r\n\r\n") {
            reader.read_line(&mut head).expect("it answers");
        }
        assert!(head.contains("Content-Type: text/event-stream"), "{head}");
        // Pages of hosts listen to the servers of remotes.
        assert!(head.contains("Access-Control-Allow-Origin: http://localhost:1"), "{head}");
        Self(reader)
    }

    fn next(&mut self) -> String {
        let mut line = String::new();
        while !line.starts_with("data: ") {
            line.clear();
            self.0.read_line(&mut line).expect("there are events");
        }
        line["data: ".len()..].trim().to_owned()
    }
}

#[test]
fn pages_are_told_of_builds_and_of_remotes_that_matter() {
    let config = |dev: &str| {
        format!(
            r#"{{ "entry": "./index.js", "html": true, "federation": {{
                "name": "shell", "dev": {dev}, "remotes": {{
                    "catalog": "catalog@http://localhost:1/remoteEntry.js", "here": "internal ./index.js", "own": "own@/own/remoteEntry.js"
                }}
            }} }}"#
        )
    };
    let project = Project::new(&[
        ("package.json", r#"{ "name": "shell" }"#),
        ("fedpack.config.json", &config("true")),
        ("index.js", "console.log('first');\n"),
    ]);
    let mut serving = project.start("dev", &[], 1);
    let page = get(&serving, "/");
    assert!(page.text().trim_end().ends_with(TAG), "{}", page.text());
    assert_eq!(page.header("Cache-Control"), Some("no-store"));
    assert_eq!(page.header("Content-Length"), Some(page.text().len().to_string().as_str()));
    assert!(!project.read("dist/index.html").contains(TAG), "what is built has no part of it");
    assert_eq!(
        get(&serving, "/.fedpack/live.js").header("Content-Type"),
        Some("text/javascript; charset=utf-8")
    );
    assert_eq!(get(&serving, "/.fedpack/other").status, 404);
    assert_eq!(
        get(&serving, "/.fedpack/remotes.json").text(),
        r#"["/own/remoteEntry.js","http://localhost:1/remoteEntry.js"]"#
    );

    let mut events = Events::of(&serving);
    let first = events.next();
    serving.wait_for("watching for changes");
    // An error is no other output.
    project.write("index.js", "console.log('second'\n");
    serving.wait_for("watching for changes");
    project.write("index.js", "console.log('second');\n");
    let second = events.next();
    assert_ne!(first, second);
    assert!(get(&serving, "/main.js").text().contains("second"));
    assert_eq!(Events::of(&serving).next(), second, "who comes later is told the last one");

    serving.wait_for("watching for changes");
    project.write("fedpack.config.json", &config(r#"{ "disableLiveReload": true }"#));
    serving.wait_for("watching for changes");
    // The line comes before the configuration is taken over.
    let is_off = || get(&serving, "/.fedpack/remotes.json").text() == "null";
    assert!((0..100).any(|_| is_off() || {
        std::thread::sleep(std::time::Duration::from_millis(20));
        false
    }));
    assert!(serving.is_running());
}

#[test]
fn a_folder_that_is_served_live_may_be_written_by_anybody() {
    let project =
        Project::new(&[("dist/index.html", "<!doctype html><title>home</title>"), ("dist/a.txt", "1")]);
    let serving = project.serve(&["dist", "--live", "--live-remote", "http://localhost:1/remoteEntry.js"], 1);
    assert!(get(&serving, "/").text().contains(TAG));
    assert_eq!(get(&serving, "/.fedpack/remotes.json").text(), r#"["http://localhost:1/remoteEntry.js"]"#);
    let mut events = Events::of(&serving);
    let first = events.next();
    project.write("dist/a.txt", "2");
    assert_ne!(events.next(), first);

    let own = project.serve(&["dist", "--live", "--live-remote", "none"], 1);
    assert_eq!(get(&own, "/.fedpack/remotes.json").text(), "null");
    let plain = project.serve(&["dist"], 1);
    assert!(!get(&plain, "/").text().contains("script"));
    assert_eq!(get(&plain, "/.fedpack/events").status, 404);
}

#[test]
fn nothing_is_served_where_the_configuration_cannot_be_understood() {
    let project = Project::new(&[("fedpack.config.json", r#"{ "entry": 1 }"#)]);
    let finished = project.run(&["dev"]);
    assert_eq!(finished.code, 2, "{}", finished.stderr);
}

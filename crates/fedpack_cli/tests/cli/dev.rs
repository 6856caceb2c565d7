//! `fedpack dev` and `fedpack serve --live`: what pages are told, and types that are fetched meanwhile.

use std::io::{BufRead as _, BufReader, Write as _};

use crate::{
    program::{Project, Serving, until},
    serve::{ask, connect, get, raw},
};

const TAG: &str = "<script src=\"/.fedpack/live.js?build=";

/// The number of the build that a page says it is of.
fn build_of(page: &str) -> &str {
    let (_, rest) = page.rsplit_once(TAG).expect("the page has the script");
    rest.trim_end().strip_suffix("\"></script>").expect("the script is the last in the page")
}

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
    let page_build = build_of(&page.text()).to_owned();
    assert_eq!(page.header("Cache-Control"), Some("no-store"));
    assert_eq!(page.header("Content-Length"), Some(page.text().len().to_string().as_str()));
    assert!(!project.read("dist/index.html").contains(TAG), "what is built has no part of it");
    assert_eq!(
        get(&serving, "/.fedpack/live.js").header("Content-Type"),
        Some("text/javascript; charset=utf-8")
    );
    let other = ask(&serving, "GET", "/.fedpack/other", &[]);
    assert_eq!((other.status, other.count("X-Content-Type-Options")), (404, 1));
    assert_eq!(
        get(&serving, "/.fedpack/remotes.json").text(),
        r#"["/own/remoteEntry.js","http://localhost:1/remoteEntry.js"]"#
    );

    let mut events = Events::of(&serving);
    let first = events.next();
    assert_eq!(page_build, first);
    serving.wait_for("watching for changes");
    // An error is no other output.
    project.write("index.js", "console.log('second'\n");
    serving.wait_for("watching for changes");
    project.write("index.js", "console.log('second');\n");
    let second = events.next();
    assert_ne!(first, second);
    assert!(get(&serving, "/main.js").text().contains("second"));
    assert_eq!(build_of(&get(&serving, "/").text()), second, "a page knows which build it is of");
    assert_eq!(Events::of(&serving).next(), second, "who comes later is told the last one");

    serving.wait_for("watching for changes");
    project.write("fedpack.config.json", &config(r#"{ "disableLiveReload": true }"#));
    serving.wait_for("watching for changes");
    // The line comes before the configuration is taken over.
    until("nothing is followed", || get(&serving, "/.fedpack/remotes.json").text() == "null");
    assert!(serving.is_running());
}

#[test]
fn a_first_build_that_fails_is_mended_by_an_edit() {
    let project = Project::new(&[
        ("package.json", r#"{ "name": "shell" }"#),
        ("fedpack.config.json", r#"{ "entry": "./index.js", "html": true }"#),
        ("index.js", "console.log('first'\n"),
    ]);
    let serving = project.start("dev", &[], 1);
    // Who looks already is told when there is something.
    let page = ask(&serving, "GET", "/", &[("Accept", "text/html")]);
    assert_eq!(page.status, 404);
    let mut events = Events::of(&serving);
    let before = events.next();
    assert_eq!(build_of(&page.text()), before);
    serving.wait_for("watching for changes");
    project.replace("index.js", "console.log('first');\n");
    assert_ne!(events.next(), before);
    assert!(get(&serving, "/main.js").text().contains("first"));
    assert_eq!(get(&serving, "/").status, 200);
}

#[test]
fn an_error_leaves_what_was_built_until_it_is_mended() {
    let project = Project::new(&[
        ("package.json", r#"{ "name": "shell" }"#),
        ("fedpack.config.json", r#"{ "entry": "./index.js", "html": true }"#),
        ("index.js", "import './part.js';\n"),
        ("part.js", "console.log('first');\n"),
    ]);
    let mut serving = project.start("dev", &[], 1);
    serving.wait_for("watching for changes");
    let mut events = Events::of(&serving);
    let first = events.next();
    project.replace("part.js", "console.log('second';\n");
    serving.wait_for("part.js:1");
    serving.wait_for("1 error");
    assert_eq!(Events::of(&serving).next(), first, "pages stay");
    assert!(get(&serving, "/main.js").text().contains("first"));
    // A file that is asked for and is not there is mended by that file.
    project.replace("part.js", "import './more.js';\n");
    serving.wait_for("more.js");
    serving.wait_for("1 error");
    project.replace("more.js", "console.log('third');\n");
    assert_ne!(events.next(), first);
    assert!(get(&serving, "/main.js").text().contains("third"));
    assert!(serving.is_running());
}

/// What the script in the host's pages goes by (`tests/browser/live.test.js` has the pages).
#[test]
fn a_remote_tells_of_its_builds_and_not_of_those_of_its_host() {
    let project = Project::new(&[
        ("catalog/package.json", r#"{ "name": "catalog" }"#),
        (
            "catalog/fedpack.config.json",
            r#"{ "entry": {}, "federation": {
                "name": "catalog", "filename": "remoteEntry.js", "exposes": { "./word": "./word.js" }
            } }"#,
        ),
        ("catalog/word.js", "export const word = 'one';\n"),
        ("shell/package.json", r#"{ "name": "shell" }"#),
        ("shell/index.js", "import('catalog/word');\n"),
    ]);
    let catalog = project.start("dev", &["catalog"], 1);
    let entry = format!("http://{}/remoteEntry.js", catalog.addresses[0]);
    project.write(
        "shell/fedpack.config.json",
        &format!(
            r#"{{ "entry": "./index.js", "html": true, "federation": {{
                "name": "shell", "remotes": {{ "catalog": "catalog@{entry}" }}
            }} }}"#
        ),
    );
    let shell = project.start("dev", &["shell"], 1);
    assert_eq!(get(&shell, "/.fedpack/remotes.json").text(), format!("[{entry:?}]"));
    let (mut of_catalog, mut of_shell) = (Events::of(&catalog), Events::of(&shell));
    let (first_catalog, first_shell) = (of_catalog.next(), of_shell.next());
    catalog.wait_for("watching for changes");
    shell.wait_for("watching for changes");

    project.replace("catalog/word.js", "export const word = 'two';\n");
    let second_catalog = of_catalog.next();
    assert_ne!(second_catalog, first_catalog);
    let chunks =
        || project.files("catalog/dist").into_iter().map(|file| get(&catalog, &format!("/{file}")).text());
    assert!(chunks().any(|text| text.contains("two")), "who is told finds it");
    assert_eq!(Events::of(&shell).next(), first_shell, "nothing of the host was built");

    project.replace("shell/index.js", "import('catalog/word').then(console.log);\n");
    assert_ne!(of_shell.next(), first_shell);
    assert_eq!(Events::of(&catalog).next(), second_catalog);
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
fn documents_have_the_script_and_parts_of_them_have_not() {
    let project = Project::new(&[
        ("dist/index.html", "<!DOCTYPE HTML><title>home</title>"),
        ("dist/part.html", "<p>part</p>"),
    ]);
    let serving = project.serve(&["dist", "--live"], 1);
    let page = |path: &str, headers: &[(&str, &str)]| ask(&serving, "GET", path, headers);
    let (shown, fetched) = ([("Sec-Fetch-Dest", "document")], [("Sec-Fetch-Dest", "empty")]);
    for (path, headers, is_live) in [
        ("/", &shown[..], true),
        ("/", &fetched[..], false),
        ("/", &[][..], true),
        ("/part.html", &[("Sec-Fetch-Dest", "iframe")][..], true),
        ("/part.html", &fetched[..], false),
        ("/part.html", &[][..], false),
    ] {
        let answer = page(path, headers);
        assert_eq!((answer.status, answer.text().contains(TAG)), (200, is_live), "{path} {headers:?}");
        assert!(!answer.text().is_empty(), "{path} {headers:?}");
    }
    // Who looks at a page that is not there yet sees it when it comes.
    for headers in [&shown[..], &[("Accept", "text/html,*/*")][..]] {
        let answer = page("/later.html", headers);
        assert_eq!((answer.status, answer.header("Content-Type")), (404, Some("text/html; charset=utf-8")));
        assert!(answer.text().contains(TAG));
    }
    for headers in [&fetched[..], &[("Accept", "*/*")][..]] {
        let answer = page("/later.html", headers);
        assert_eq!((answer.status, answer.header("Content-Type")), (404, Some("text/plain; charset=utf-8")));
    }
    // A head ends no connection that its answer keeps open, and keeps none open that it ends.
    let heads = "HEAD /.fedpack/events HTTP/1.1\r\n\r\nHEAD / HTTP/1.1\r\nConnection: close\r\n\r\n";
    let answers = raw(&serving, heads.as_bytes());
    assert_eq!(answers.matches("HTTP/1.1 200 OK").count(), 2, "{answers}");
    assert_eq!(answers.matches("Connection: close").count(), 1, "{answers}");
}

/// Ports that nobody listens on, as far as one can know.
fn free_ports<const COUNT: usize>() -> [u16; COUNT] {
    let listeners = [(); COUNT].map(|()| std::net::TcpListener::bind("127.0.0.1:0").expect("there is one"));
    listeners.map(|listener| listener.local_addr().expect("it listens").port())
}

#[test]
fn ports_that_are_named_are_kept() {
    let page = r#"{ "entry": "./index.js" }"#;
    let project = Project::new(&[
        (
            "a/fedpack.config.json",
            r#"[{ "entry": "./index.js" }, { "entry": "./index.js", "output": { "path": "more" } }]"#,
        ),
        ("a/index.js", "1"),
        ("b/fedpack.config.json", page),
        ("b/index.js", "2"),
    ]);
    // The second output of the one, and the port after the first, are asked for by nobody.
    let ports = loop {
        let [first] = free_ports();
        let is_free = |port| std::net::TcpListener::bind(("127.0.0.1", port)).is_ok();
        if first < u16::MAX - 1 && is_free(first + 1) && is_free(first + 2) {
            break [first, first + 1, first + 2];
        }
    };
    let [a, b] = [format!("a:{}", ports[0]), format!("b:{}", ports[1])];
    let serving = project.start("dev", &[&a, &b], 3);
    let ends: Vec<&str> = serving.addresses.iter().filter_map(|it| it.rsplit(':').next()).collect();
    let expected = [ports[0], ports[2], ports[1]].map(|port| port.to_string());
    assert_eq!(ends, expected);
    for verb in ["dev", "serve"] {
        let finished = project.run(&[verb, "a:4100", "b=4100"]);
        assert_eq!(finished.code, 2, "{}", finished.stderr);
        assert!(finished.stderr.contains("port 4100 is named for two folders"), "{}", finished.stderr);
    }
}

#[test]
fn addresses_of_remotes_that_are_none_are_refused() {
    let project = Project::new(&[("dist/index.html", "")]);
    for remote in ["http://[", "catalog@http://localhost:1/remoteEntry.js", "localhost:1"] {
        let finished = project.run(&["serve", "dist", "--live", "--live-remote", remote]);
        assert_eq!(finished.code, 2, "{remote}: {}", finished.stderr);
        assert!(finished.stderr.contains("expected an address such as"), "{}", finished.stderr);
    }
}

#[test]
fn nothing_is_served_where_the_configuration_cannot_be_understood() {
    let project = Project::new(&[("fedpack.config.json", r#"{ "entry": 1 }"#)]);
    let finished = project.run(&["dev"]);
    assert_eq!(finished.code, 2, "{}", finished.stderr);
}

//! `fedpack serve`, asked in raw HTTP: a client library would tidy up the very requests that matter.

use std::{
    io::{Read as _, Write as _},
    net::TcpStream,
};

use crate::program::{PATIENCE, Project, Serving};

pub(crate) struct Answer {
    pub status: u16,
    head: String,
    body: Vec<u8>,
}

impl Answer {
    pub fn header(&self, name: &str) -> Option<&str> {
        self.head.lines().find_map(|line| {
            let (key, value) = line.split_once(": ")?;
            key.eq_ignore_ascii_case(name).then_some(value)
        })
    }

    /// How often a header is there.
    pub fn count(&self, name: &str) -> usize {
        let is_it = |line: &&str| line.split(": ").next().is_some_and(|key| key.eq_ignore_ascii_case(name));
        self.head.lines().filter(is_it).count()
    }

    pub fn text(&self) -> String {
        String::from_utf8_lossy(&self.body).into_owned()
    }
}

pub(crate) fn connect(serving: &Serving) -> TcpStream {
    let stream = TcpStream::connect(&serving.addresses[0]).expect("it listens");
    stream.set_read_timeout(Some(PATIENCE)).expect("a timeout can be set");
    stream
}

/// Sends bytes as they are and reads to the end.
pub(crate) fn raw(serving: &Serving, request: &[u8]) -> String {
    let mut stream = connect(serving);
    // The server may close before it has read everything.
    let _ = stream.write_all(request);
    let mut answer = Vec::new();
    let _ = stream.read_to_end(&mut answer);
    String::from_utf8_lossy(&answer).into_owned()
}

pub(crate) fn ask(serving: &Serving, method: &str, path: &str, headers: &[(&str, &str)]) -> Answer {
    let mut stream = connect(serving);
    let headers: String = headers.iter().map(|(name, value)| format!("{name}: {value}\r\n")).collect();
    write!(stream, "{method} {path} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n{headers}\r\n")
        .expect("it reads");
    let mut bytes = Vec::new();
    stream.read_to_end(&mut bytes).expect("it answers");
    let end = bytes.windows(4).position(|part| part == b"\r\n\r\n").expect("there is a head");
    let head = String::from_utf8_lossy(&bytes[..end]).into_owned();
    let status = head.split(' ').nth(1).and_then(|code| code.parse().ok()).expect("there is a status");
    Answer { status, head, body: bytes[end + 4..].to_vec() }
}

pub(crate) fn get(serving: &Serving, path: &str) -> Answer {
    ask(serving, "GET", path, &[])
}

fn site() -> Project {
    let script = "console.log('a long enough line');\n".repeat(100);
    Project::new(&[
        ("dist/index.html", "<!doctype html><title>home</title>"),
        ("dist/main.3f2a9c1d.js", &script),
        ("dist/remoteEntry.js", "var shop;"),
        ("dist/a b/ü.txt", "letters"),
        ("dist/sub/index.html", "sub"),
        ("dist/.env", "SECRET"),
        ("secret.txt", "SECRET"),
    ])
}

#[test]
fn files_with_their_types_and_caching() {
    let project = site();
    let serving = project.serve(&["dist"], 1);
    for (path, content_type, cache) in [
        ("/", "text/html; charset=utf-8", "no-cache"),
        ("/main.3f2a9c1d.js?v=1", "text/javascript; charset=utf-8", "public, max-age=31536000, immutable"),
        ("/remoteEntry.js", "text/javascript; charset=utf-8", "no-cache"),
        ("/a%20b/%C3%BC.txt", "text/plain; charset=utf-8", "no-cache"),
    ] {
        let answer = get(&serving, path);
        assert_eq!(answer.status, 200, "{path}");
        assert_eq!(answer.header("content-type"), Some(content_type), "{path}");
        assert_eq!(answer.header("cache-control"), Some(cache), "{path}");
        assert_eq!(answer.header("x-content-type-options"), Some("nosniff"), "{path}");
    }
    assert_eq!(get(&serving, "/a%20b/%C3%BC.txt").text(), "letters");
    let redirect = get(&serving, "//sub");
    assert_eq!((redirect.status, redirect.header("location")), (301, Some("/sub/")));
    assert_eq!(get(&serving, "/nothing").status, 404);
    assert_eq!(ask(&serving, "POST", "/", &[]).status, 405);
}

#[test]
fn nothing_outside_of_the_folder() {
    let project = site();
    #[cfg(unix)]
    {
        std::os::unix::fs::symlink(project.path().join("secret.txt"), project.path().join("dist/link.txt"))
            .expect("can be linked");
        std::os::unix::fs::symlink(project.path(), project.path().join("dist/up")).expect("can be linked");
    }
    let mut serving = project.serve(&["dist"], 1);
    let absolute = format!("/{}/secret.txt", project.path().display());
    for path in [
        "/../secret.txt",
        "/../../../../../../../../etc/passwd",
        "/%2e%2e/secret.txt",
        "/%2e%2e%2fsecret.txt",
        "/..%2fsecret.txt",
        "/.%2e/secret.txt",
        "/sub/../../secret.txt",
        "/sub/%2e%2e/%2e%2e/secret.txt",
        "/%252e%252e%252fsecret.txt",
        "/..%5csecret.txt",
        "/..\\secret.txt",
        "/%c0%ae%c0%ae/secret.txt",
        "/....//secret.txt",
        "//etc/passwd",
        "/%2fetc%2fpasswd",
        "/secret.txt%00.js",
        "/../secret.txt%00",
        "/.env",
        "/%2eenv",
        "/link.txt",
        "/up/secret.txt",
        "/up/",
        "/C:/secret.txt",
        "http://x/../secret.txt",
        absolute.as_str(),
    ] {
        let answer = get(&serving, path);
        assert!(matches!(answer.status, 400 | 404), "{path}: {}", answer.status);
        assert!(!answer.text().contains("SECRET") && !answer.text().contains("root:"), "{path}");
    }
    assert_eq!(get(&serving, "/remoteEntry.js").status, 200);
    assert!(serving.is_running());
}

#[test]
fn bad_requests_are_answered_and_do_no_harm() {
    let project = site();
    let mut serving = project.serve(&["dist"], 1);
    let long = format!("GET /{} HTTP/1.1\r\n\r\n", "a".repeat(100_000));
    let many = format!("GET / HTTP/1.1\r\n{}\r\n", "X: y\r\n".repeat(20_000));
    for (request, status) in [
        (b"nonsense\r\n\r\n".as_slice(), "400"),
        (b"GET\r\n\r\n", "400"),
        (b"GET / HTTP/9.9\r\n\r\n", "501"),
        (b"GET / HTTP/1.1\r\nno colon\r\n\r\n", "400"),
        (b"GET / HTTP/1.1\r\nX: \xff\xfe\r\n\r\n", "400"),
        (b"POST / HTTP/1.1\r\nContent-Length: abc\r\n\r\n", "400"),
        (b"POST / HTTP/1.1\r\nContent-Length: 99999999999999999999\r\n\r\n", "400"),
        (b"POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n", "501"),
        (b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03\r\n\r\n", "400"),
        (long.as_bytes(), "431"),
        (many.as_bytes(), "431"),
    ] {
        let answer = raw(&serving, request);
        // A reset may overtake the answer to a request that was not read to its end.
        let is_reset = answer.is_empty() && request.len() > 32_000;
        let name = String::from_utf8_lossy(&request[..request.len().min(40)]);
        assert!(is_reset || answer.starts_with(&format!("HTTP/1.1 {status} ")), "{name}: {answer:.60}");
    }
    // Half a request, and none at all.
    drop(connect(&serving).write_all(b"GET / HT"));
    drop(connect(&serving));
    assert_eq!(get(&serving, "/").status, 200);
    assert!(serving.is_running());
}

#[test]
fn a_connection_is_used_again() {
    let project = site();
    let serving = project.serve(&["dist"], 1);
    let request = "GET /remoteEntry.js HTTP/1.1\r\nHost: x\r\n\r\n".repeat(3)
        + "HEAD / HTTP/1.1\r\nConnection: close\r\n\r\n";
    let answers = raw(&serving, request.as_bytes());
    assert_eq!(answers.matches("HTTP/1.1 200 OK").count(), 4, "{answers}");
    assert_eq!(answers.matches("var shop;").count(), 3, "{answers}");
    assert!(
        answers.contains("Content-Length: 34") && !answers.contains("<!doctype"),
        "HEAD has no body: {answers}"
    );
}

#[test]
fn ranges_tags_and_compression() {
    let project = site();
    let serving = project.serve(&["dist"], 1);
    let part = ask(&serving, "GET", "/remoteEntry.js", &[("Range", "bytes=4-7")]);
    assert_eq!((part.status, part.text().as_str()), (206, "shop"));
    assert_eq!(part.header("content-range"), Some("bytes 4-7/9"));
    let beyond = ask(&serving, "GET", "/remoteEntry.js", &[("Range", "bytes=100-")]);
    assert_eq!((beyond.status, beyond.header("content-range")), (416, Some("bytes */9")));

    let script = "/main.3f2a9c1d.js";
    let plain = get(&serving, script);
    let tag = plain.header("etag").expect("there is a tag").to_owned();
    assert_eq!(ask(&serving, "GET", script, &[("If-None-Match", &tag)]).status, 304);
    assert_eq!(ask(&serving, "GET", script, &[("If-None-Match", "\"other\"")]).status, 200);
    let stale = ask(&serving, "GET", script, &[("Range", "bytes=0-3"), ("If-Range", "\"other\"")]);
    assert_eq!((stale.status, stale.body.len()), (200, plain.body.len()));

    let zipped = ask(&serving, "GET", script, &[("Accept-Encoding", "gzip, br")]);
    assert_eq!(zipped.header("content-encoding"), Some("gzip"));
    assert_ne!(zipped.header("etag"), Some(tag.as_str()));
    let mut content = String::new();
    flate2::read::GzDecoder::new(zipped.body.as_slice()).read_to_string(&mut content).expect("it is gzip");
    assert_eq!(content, plain.text());
    assert_eq!(
        ask(&serving, "GET", script, &[("Accept-Encoding", "gzip;q=0")]).header("content-encoding"),
        None
    );

    project.write("dist/main.3f2a9c1d.js.br", "ready-made");
    let ready = ask(&serving, "GET", script, &[("Accept-Encoding", "gzip, br")]);
    assert_eq!((ready.header("content-encoding"), ready.text().as_str()), (Some("br"), "ready-made"));
}

#[test]
fn origins() {
    let project = site();
    let allowed = |serving: &Serving, origin: &str| {
        let answer = ask(serving, "GET", "/remoteEntry.js", &[("Origin", origin)]);
        assert_eq!(answer.status, 200);
        assert!(answer.header("vary").is_some_and(|vary| vary.contains("Origin")));
        answer.header("access-control-allow-origin").map(str::to_owned)
    };
    let local = project.serve(&["dist"], 1);
    assert_eq!(allowed(&local, "http://localhost:4100").as_deref(), Some("http://localhost:4100"));
    assert_eq!(allowed(&local, "http://evil.example"), None);

    let named = project.serve(&["dist", "--cors-origin", "https://shop.example"], 1);
    assert_eq!(allowed(&named, "https://shop.example").as_deref(), Some("https://shop.example"));
    assert_eq!(allowed(&named, "http://localhost:4100"), None);
    let preflight = ask(
        &named,
        "OPTIONS",
        "/remoteEntry.js",
        &[
            ("Origin", "https://shop.example"),
            ("Access-Control-Request-Method", "GET"),
            ("Access-Control-Request-Headers", "x-trace"),
        ],
    );
    assert_eq!(preflight.status, 204);
    assert_eq!(preflight.header("access-control-allow-headers"), Some("x-trace"));

    // Folders of one command may read each other's files, also when origins are named.
    let both = project.serve(&["dist", "dist/sub", "--origin", "https://shop.example"], 2);
    let other = format!("http://{}", both.addresses[1]);
    assert_eq!(allowed(&both, &other), Some(other));
}

#[test]
fn routing_in_the_browser() {
    let project = site();
    let page = [("Accept", "text/html,*/*")];
    let serving = project.serve(&["dist", "--history"], 1);
    let answer = ask(&serving, "GET", "/products/12", &page);
    assert_eq!((answer.status, answer.text().contains("home")), (200, true));
    assert_eq!(ask(&serving, "GET", "/missing.js", &page).status, 404);
    assert_eq!(get(&serving, "/products/12").status, 404, "scripts and data are not pages");
    let plain = project.serve(&["dist"], 1);
    assert_eq!(ask(&plain, "GET", "/products/12", &page).status, 404);
}

#[test]
fn folders_and_ports_that_are_not_there() {
    let project = site();
    let finished = project.run(&["serve", "nowhere", "--port", "0"]);
    assert_eq!(finished.code, 1);
    assert!(finished.stderr.contains("no folder nowhere"), "{}", finished.stderr);
    let serving = project.serve(&["dist"], 1);
    let port = serving.addresses[0].rsplit(':').next().expect("there is a port");
    let finished = project.run(&["serve", "dist", "--port", port]);
    assert_eq!(finished.code, 1);
    assert!(finished.stderr.contains("cannot listen on"), "{}", finished.stderr);
    let finished = project.run(&["serve", &format!("dist:{port}")]);
    assert_eq!(finished.code, 1, "a port in the argument is used");
}

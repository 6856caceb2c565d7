//! Pages of whole builds.

use std::fs;

use crate::test_build::{build, build_in, file};

const FILES: [(&str, &str); 3] = [
    ("index.js", "import './a.css'; console.log(1)"),
    ("a.css", ".a{top:0}"),
    ("other.js", "console.log(2)"),
];

fn page(options: &str) -> String {
    file(&build(&FILES, options), "index.html")
}

#[test]
fn the_built_in_page() {
    let html = page(r#"{"html": {"title": "A & B", "lang": "de", "meta": {"theme-color": "\"red\""}}}"#);
    assert_eq!(
        html,
        "<!doctype html>\n<html lang=\"de\">\n<head>\n<meta charset=\"utf-8\">\n\
         <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n\
         <title>A &amp; B</title><meta name=\"theme-color\" content=\"&quot;red&quot;\">\
         <link rel=\"stylesheet\" href=\"main.css\"><script defer src=\"main.js\"></script></head>\n\
         <body>\n<div id=\"root\"></div>\n</body>\n</html>\n"
    );
    assert!(page(r#"{"html": true}"#).contains("<title>app</title>"));
}

#[test]
fn readable_pages_keep_their_layout() {
    let html = page(r#"{"html": true, "optimization": {"minimize": false}}"#);
    assert!(html.contains("\n    <meta charset=\"utf-8\">\n"), "{html}");
}

#[test]
fn files_of_the_wanted_entries_in_load_order() {
    let options = |page: &str| {
        format!(
            r#"{{"entry": {{"main": "./index.js", "other": "./other.js"}}, "html": {page},
                "optimization": {{"runtimeChunk": "single"}}}}"#
        )
    };
    let scripts = |html: &str| -> Vec<String> {
        html.split("src=\"").skip(1).filter_map(|rest| rest.split('"').next()).map(str::to_string).collect()
    };
    assert_eq!(scripts(&page(&options("true"))), ["runtime.js", "main.js", "other.js"]);
    assert_eq!(scripts(&page(&options(r#"{"chunks": ["other"]}"#))), ["runtime.js", "other.js"]);
    assert_eq!(scripts(&page(&options(r#"{"inject": false}"#))), [""; 0]);
    let body = page(&options(r#"{"inject": "body", "scriptLoading": "blocking"}"#));
    assert!(body.contains("<script src=\"other.js\"></script></body>"), "{body}");
    assert!(body.contains("<link rel=\"stylesheet\" href=\"main.css\"></head>"), "{body}");
}

#[test]
fn addresses_follow_the_public_path() {
    let html = file(
        &build(&FILES, r#"{"html": {"filename": "pages/a.html"}, "output": {"filename": "js/[name].js"}}"#),
        "pages/a.html",
    );
    assert!(html.contains("src=\"../js/main.js\"") && html.contains("href=\"../main.css\""), "{html}");
    let html = page(
        r#"{"html": true, "output": {"publicPath": "https://cdn/?a&", "crossOriginLoading": "anonymous"}}"#,
    );
    assert!(
        html.contains("<script defer src=\"https://cdn/?a&amp;main.js\" crossorigin=\"anonymous\">"),
        "{html}"
    );
    let html = page(r#"{"html": true, "output": {"publicPath": "https://cdn/app"}}"#);
    assert!(html.contains("<script defer src=\"https://cdn/app/main.js\">"), "{html}");
}

#[test]
fn the_options_of_html_webpack_plugin() {
    let files = [("a.js", "console.log(1)"), ("b.js", "console.log(2)")];
    let html = |options: &str| {
        let entry = r#""entry": {"main": "./a.js", "admin": "./b.js"}"#;
        file(&build(&files, &format!(r#"{{{entry}, "html": {options}}}"#)), "index.html")
    };
    let all = html(r#"{"chunks": "all"}"#);
    assert!(all.contains("main.js") && all.contains("admin.js"), "{all}");
    // One that is not there may be that of another page.
    let some = html(r#"{"excludeChunks": ["admin", "remote"]}"#);
    assert!(some.contains("main.js") && !some.contains("admin.js"), "{some}");
    let based =
        html(r#"{"base": "/shop/", "meta": {"csp": {"http-equiv": "X", "content": "<y>"}, "no": false}}"#);
    assert!(based.contains("<base href=\"/shop/\"><meta http-equiv=\"X\" content=\"&lt;y&gt;\">"), "{based}");
    let target = html(r#"{"base": {"href": "/", "target": "_blank"}, "publicPath": "/static"}"#);
    assert!(target.contains("<base href=\"/\" target=\"_blank\">"), "{target}");
    assert!(target.contains("src=\"/static/main.js\""), "{target}");
    let hashed = html(r#"{"hash": true}"#);
    let (_, rest) = hashed.split_once("main.js?").expect("a hash");
    assert!(rest.starts_with(|first: char| first.is_ascii_hexdigit()), "{hashed}");
}

#[test]
fn templates_and_favicons() {
    let folder = tempfile::tempdir().expect("a folder");
    fs::write(folder.path().join("icon.svg"), "<svg/>").expect("written");
    fs::write(
        folder.path().join("page.html"),
        "\u{feff}<!-- </head> --><title><%= htmlWebpackPlugin.options.title %></title><div>  x  </div>",
    )
    .expect("written");
    let options = r#"{"html": {"template": "page.html", "favicon": "icon.svg", "title": "<T>"}}"#;
    let build = build_in(folder.path(), &FILES, options);
    assert_eq!(
        file(&build, "index.html"),
        "<!-- </head> --><title>&lt;T&gt;</title><div> x </div>\
         <link rel=\"icon\" href=\"icon.svg\"><link rel=\"stylesheet\" href=\"main.css\"><script defer src=\"main.js\"></script>"
    );
    assert_eq!(file(&build, "icon.svg"), "<svg/>");
}

#[test]
fn a_template_that_cannot_be_read() {
    let folder = tempfile::tempdir().expect("a folder");
    fs::write(folder.path().join("page.html"), b"\xff").expect("written");
    let build = build_in(folder.path(), &FILES, r#"{"html": {"template": "page.html"}}"#);
    assert_eq!(build.diagnostics[0].code, "FED0320");
}

//! Whole builds of small projects: what stands in the CSS files, and what scripts get.

use crate::{
    bundler::Build,
    test_build::{build, file},
};

fn css(files: &[(&str, &str)]) -> String {
    file(&build(files, "{}"), "main.css")
}

#[test]
fn sheets_stand_in_the_order_of_imports() {
    let files = [
        ("index.js", "import './a.css'; import './b.css'; import './lib.js'"),
        ("lib.js", "import './c.css'; import './a.css'"),
        ("a.css", ".a{top:0}"),
        ("b.css", "@import './base.css'; .b{top:0}"),
        ("c.css", "@import './base.css'; .c{top:0}"),
        ("base.css", ".base{top:0}"),
    ];
    assert_eq!(css(&files), ".a{top:0}.base{top:0}.b{top:0}.c{top:0}");
}

#[test]
fn the_last_import_of_a_sheet_counts() {
    let files = [
        ("index.js", "import './a.css'"),
        ("a.css", "@import './x.css'; @import './y.css'; @import './x.css'; .a{top:0}"),
        ("x.css", ".x{top:0}"),
        ("y.css", "@import './a.css'; .y{top:0}"),
    ];
    assert_eq!(css(&files), ".y{top:0}.x{top:0}.a{top:0}");
}

#[test]
fn conditions_wrap_what_is_imported() {
    let files = [
        ("index.js", "import './a.css'"),
        (
            "a.css",
            "@layer one, two;\n@import './x.css' layer(one) supports(display: grid) print;\n\
             @import './y.css' layer; @import './z.css' layer; @import './y.css'; .a{top:0}",
        ),
        ("x.css", "@import './y.css' screen; .x{top:0}"),
        ("y.css", ".y{top:0}"),
        ("z.css", ".z{top:0}"),
    ];
    assert_eq!(
        css(&files),
        "@layer one,two;\
         @media print{@supports (display:grid){@layer one{@media screen{.y{top:0}}}}}\
         @media print{@supports (display:grid){@layer one{.x{top:0}}}}\
         @layer{.y{top:0}}@layer{.z{top:0}}.y{top:0}.a{top:0}"
    );
}

#[test]
fn imports_of_other_hosts_come_first() {
    let files = [
        ("index.js", "import './a.css'"),
        ("a.css", "@import './b.css' print; @import '//host/a.css' layer(l); .a{top:0}"),
        ("b.css", "@import 'https://host/b.css' screen; @import '//host/c.css'; .b{top:0}"),
    ];
    assert_eq!(
        css(&files),
        "@import \"data:text/css,@import%20%22https://host/b.css%22%20screen;\" print;\
         @import \"//host/c.css\" print;@import \"//host/a.css\" layer(l);\
         @media print{.b{top:0}}.a{top:0}"
    );
}

#[test]
fn addresses_are_relative_to_the_css_file() {
    let files = [
        ("index.js", "import './a.css'"),
        ("a.css", ".a{background:url(./i.png)}.b{background:url('i.png#x')}.c{src:url(two\\ words.png)}"),
        ("i.png", "i"),
        ("two words.png", "i"),
    ];
    let rule = r#""module": {"rules": [{"test": {"$regexp": "\\.png$"}, "type": "asset/resource"}]}"#;
    let build_with = |output: &str| {
        let options = format!(r#"{{{rule}, "output": {{"cssFilename": "css/[name].css", {output}}}}}"#);
        build(&files, &options)
    };
    let auto = build_with(r#""assetModuleFilename": "img/[base]""#);
    assert_eq!(
        file(&auto, "css/main.css"),
        ".a{background:url(../img/i.png)}.b{background:url(../img/i.png#x)}.c{src:url(\"../img/two words.png\")}"
    );
    assert!(!file(&auto, "main.js").contains("i.png"));
    assert_eq!(file(&auto, "img/i.png"), "i");
    let fixed = build_with(r#""publicPath": "https://cdn/""#);
    assert!(file(&fixed, "css/main.css").starts_with(".a{background:url(https://cdn/i.png)}"));
}

#[test]
fn small_assets_are_inlined() {
    let files =
        [("index.js", "import './a.css'"), ("a.css", ".a{background:url(./i.svg#x)}"), ("i.svg", "<svg/>")];
    let inline = r#"{"module": {"rules": [{"test": {"$regexp": "\\.svg$"}, "type": "asset"}]}}"#;
    let inlined = file(&build(&files, inline), "main.css");
    assert_eq!(inlined, ".a{background:url(data:image/svg+xml;base64,PHN2Zy8+#x)}");
}

#[test]
fn scripts_get_class_names() {
    let files = [
        (
            "index.js",
            "import styles, { a, b } from './m.module.css'; import * as all from './n.module.css';\n\
             console.log(styles['with-dash'], a, b, all.x, all['y-y'])",
        ),
        (
            "m.module.css",
            ".a{composes: x from './n.module.css'; composes: g from global; top:0}.b{composes: a; left:0}.with-dash{top:0}",
        ),
        ("n.module.css", ".x{composes: y-y; top:1px}.y-y{left:1px}.unused{top:0}"),
    ];
    let build = build(&files, "{}");
    assert_eq!(
        file(&build, "main.css"),
        ".n_module-x{top:1px}.n_module-y-y{left:1px}.n_module-unused{top:0}\
         .m_module-a{top:0}.m_module-b{left:0}.m_module-with-dash{top:0}"
    );
    let script = file(&build, "main.js");
    for text in [
        "m_module-a n_module-x n_module-y-y g",
        "m_module-b m_module-a n_module-x n_module-y-y g",
        "m_module-with-dash",
    ] {
        assert!(script.contains(&format!("\"{text}\"")), "{text} in {script}");
    }
}

#[test]
fn a_name_that_the_other_sheet_has_not() {
    let files = [
        ("index.js", "import './m.module.css'"),
        ("m.module.css", ".a{composes: nope from './n.module.css'}"),
        ("n.module.css", ".x{top:1px}"),
    ];
    let build = build(&files, "{}");
    assert_eq!(build.diagnostics[0].code, "FED0308");
}

#[test]
fn url_of_a_script() {
    let files = [("index.js", "import './a.css'"), ("a.css", ".a{background:url(./x.js)}"), ("x.js", "")];
    let codes: Vec<&str> = build(&files, "{}").diagnostics.iter().map(|problem| problem.code).collect();
    assert!(codes.is_empty() || codes == ["FED0307"], "{codes:?}");
}

#[test]
fn lazy_chunks_have_their_own_sheet() {
    let files = [
        ("index.js", "import './a.css'; import(/* webpackChunkName: 'lazy' */ './lazy.js')"),
        ("lazy.js", "import './a.css'; import './b.css'; export default 1"),
        ("a.css", ".a{top:0}"),
        ("b.css", "@import './a.css'; .b{top:0}"),
    ];
    let build = build(&files, "{}");
    assert_eq!(file(&build, "main.css"), ".a{top:0}");
    assert_eq!(file(&build, "lazy.css"), ".b{top:0}");
}

/// Two pages that import the same sheets the other way round.
const TWO_ORDERS: [(&str, &str); 7] = [
    (
        "index.js",
        "import(/* webpackChunkName: 'one' */ './one.js'); import(/* webpackChunkName: 'two' */ './two.js')",
    ),
    ("one.js", "import './a.css'; import './inner.js'; export default 1"),
    ("inner.js", "import './b.css'"),
    ("two.js", "import './b.css'; import './c.css'; import './a.css'; export default 2"),
    ("a.css", ".a{top:0}"),
    ("b.css", ".b{top:0}"),
    ("c.css", ".c{top:0}"),
];

#[test]
fn each_chunk_has_the_order_of_its_own_imports() {
    let build = build(&TWO_ORDERS, "{}");
    assert_eq!(file(&build, "one.css"), ".a{top:0}.b{top:0}");
    assert_eq!(file(&build, "two.css"), ".b{top:0}.c{top:0}.a{top:0}");
    assert_eq!(build.diagnostics.len(), 0);
}

#[test]
fn a_chunk_that_is_imported_in_two_orders_has_one_of_them() {
    let together = r#"{"optimization": {"splitChunks": {"cacheGroups": {
        "styles": {"name": "styles", "type": "css", "chunks": "all", "enforce": true}}}}}"#;
    let build = build(&TWO_ORDERS, together);
    assert_eq!(file(&build, "styles.css"), ".a{top:0}.b{top:0}.c{top:0}");
    let [problem] = &build.diagnostics[..] else { panic!("{:?}", build.diagnostics) };
    assert_eq!(problem.code, "FED0605");
    assert_eq!(
        problem.message,
        "style sheets of the chunk \"styles\" are imported in two orders.\n\
         ./b.css is before ./a.css here: ./two.js → ./b.css, then ./two.js → ./a.css.\n\
         It is the other way round here, and in the file: ./one.js → ./a.css, then ./one.js → ./inner.js → ./b.css."
    );
}

#[test]
fn output_does_not_depend_on_the_folder() {
    let files = [
        ("index.js", "import s from './m.module.css'; console.log(s); import './b.css'"),
        ("m.module.css", ".a{background:url(./i.png)} .ü{top:0}"),
        ("b.css", "@import './c.css' print; .b{top:0}"),
        ("c.css", ".c{top:0}"),
        ("i.png", "i"),
    ];
    let options = r#"{"devtool": "source-map", "output": {"cssFilename": "[name].[contenthash:8].css"}}"#;
    let all = |build: Build| build.assets.into_iter().collect::<Vec<_>>();
    let first = all(build(&files, options));
    assert_eq!(first, all(build(&files, options)));
    let (name, asset) = first.iter().find(|(name, _)| name.ends_with(".css")).expect("a sheet");
    let hash = asset.info.content_hash.as_deref().expect("a hash");
    assert_eq!(*name, format!("main.{hash}.css"));
    let code = String::from_utf8_lossy(&asset.bytes);
    assert!(code.starts_with("@charset \"UTF-8\";"));
    assert!(code.ends_with(&format!("/*# sourceMappingURL={name}.map*/")), "{code}");
}

#[test]
fn source_maps_lead_through_filled_holes() {
    let files = [
        ("index.js", "import './a.css'"),
        ("a.css", "\n.a { background: url(./i.png) }\n .b { top: 0 }"),
        ("i.png", "i"),
    ];
    let options =
        r#"{"devtool": "source-map", "output": {"assetModuleFilename": "a/long/name/of/the/[base]"}}"#;
    let build = build(&files, options);
    let code = file(&build, "main.css");
    let json = file(&build, "main.css.map");
    let map = oxc_sourcemap::SourceMap::from_json_string(&json).expect("a map");
    assert_eq!(map.get_source(0), Some("webpack://app/./a.css"));
    let places: Vec<(String, u32, u32)> = map
        .get_tokens()
        .map(|token| {
            let text = code.lines().nth(token.get_dst_line() as usize).expect("a line");
            let text = text[token.get_dst_col() as usize..].chars().take(2).collect();
            (text, token.get_src_line(), token.get_src_col())
        })
        .collect();
    assert_eq!(places, [(".a".to_string(), 1, 0), (".b".to_string(), 2, 1)]);
}

#[test]
fn readable_output_names_its_sources() {
    let files = [
        ("index.js", "import './a.css'"),
        ("a.css", "@import './b.css' print; .a{top:0}"),
        ("b.css", ".b{top:0}"),
    ];
    assert_eq!(
        file(&build(&files, r#"{"optimization": {"minimize": false}}"#), "main.css"),
        "@media print{\n/* ./b.css */\n.b {\n  top: 0;\n}\n}\n/* ./a.css */\n.a {\n  top: 0;\n}\n"
    );
}

#[test]
fn long_chains_and_cycles_of_imports() {
    let mut files: Vec<(String, String)> = (0..2000)
        .map(|number| {
            (format!("{number}.css"), format!("@import './{}.css';.c{number}{{top:0}}", (number + 1) % 2000))
        })
        .collect();
    files.push(("index.js".into(), "import './0.css'".into()));
    let files: Vec<(&str, &str)> = files.iter().map(|(name, text)| (name.as_str(), text.as_str())).collect();
    let code = css(&files);
    assert!(code.starts_with(".c1999{top:0}") && code.ends_with(".c0{top:0}"));
}

#[test]
fn a_ladder_of_imports_is_linear() {
    let mut files: Vec<(String, String)> = Vec::new();
    for number in 0..60 {
        for side in ["l", "r"] {
            let text =
                format!("@import './l{0}.css'; @import './r{0}.css'; .{side}{number}{{top:0}}", number + 1);
            files.push((format!("{side}{number}.css"), text));
        }
    }
    files.push(("l60.css".into(), ".l60{top:0}".into()));
    files.push(("r60.css".into(), ".r60{top:0}".into()));
    files.push(("index.js".into(), "import './l0.css'".into()));
    let files: Vec<(&str, &str)> = files.iter().map(|(name, text)| (name.as_str(), text.as_str())).collect();
    assert_eq!(css(&files).matches("top:0").count(), 121);
}

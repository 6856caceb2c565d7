use std::{path::Path, sync::Arc};

use lightningcss::targets::Targets;
use proptest::prelude::*;

use super::*;
use crate::{
    config::{ExportsConvention, LocalIdentName},
    diagnostics::{BuildDiagnostic, Severity},
};

fn settings() -> CssSettings {
    CssSettings {
        targets: css_targets(None).expect("none"),
        minify: true,
        source_map: true,
        options: CssOptions {
            local_ident_name: LocalIdentName {
                template: "x_[local]".into(),
                function: None,
                has_paths: false,
            },
            named_exports: true,
            exports_convention: ExportsConvention::AsIs,
            exports_only: false,
            url: true,
            import: true,
        },
        unique_name: "app".into(),
        readable_ids: true,
        scripts: None,
    }
}

fn scan_with(source: &str, is_module: bool, settings: &CssSettings) -> CssScan {
    let input = CssInput {
        source: &Arc::from(source),
        path: Path::new("/app/src/a.css"),
        identifier: "./src/a.css",
        is_module,
        is_global: false,
        rule: &RuleCss::default(),
    };
    scan_css(&input, settings)
}

fn scan(source: &str) -> CssScan {
    let scan = scan_with(source, false, &settings());
    assert!(scan.diagnostics.is_empty(), "{:?}", messages(&scan.diagnostics));
    scan
}

#[test]
fn names_of_a_global_module_are_the_page_s() {
    let source = Arc::from(
        ":export { space: 4px } .a { animation: k 1s } :local(.b) .c { top: 0 } @keyframes k { to { top: 1px } }",
    );
    let path = Path::new("/app/src/a.scss");
    let input = CssInput {
        source: &source,
        path,
        identifier: "./src/a.scss",
        is_module: true,
        is_global: true,
        rule: &RuleCss::default(),
    };
    let scan = scan_css(&input, &settings());
    assert!(scan.diagnostics.is_empty(), "{:?}", messages(&scan.diagnostics));
    assert_eq!(scan.css.exports.keys().collect::<Vec<_>>(), ["space", "b"]);
    let own = &scan.css.exports["b"].scoped;
    assert_ne!(own, "b");
    let code = &scan.css.body.code;
    assert!(code.contains(".a{") && code.contains(&format!(".{own} .c{{")), "{code}");
    assert!(code.contains("@keyframes k{"), "{code}");
}

fn scan_module(source: &str) -> CssScan {
    let scan = scan_with(source, true, &settings());
    assert!(scan.diagnostics.is_empty(), "{:?}", messages(&scan.diagnostics));
    scan
}

fn messages(diagnostics: &[BuildDiagnostic]) -> Vec<String> {
    diagnostics.iter().map(|problem| format!("{} {}", problem.code, problem.message)).collect()
}

/// The code with `<request suffix>` for holes.
fn code(scan: &CssScan) -> String {
    let text = &scan.css.body;
    let mut result = String::new();
    let mut end = 0;
    for hole in &text.holes {
        result.push_str(&text.code[end..hole.start as usize]);
        let request = &scan.dependencies[hole.dependency.index()].request;
        let form = if hole.form == UrlForm::Function { "" } else { "text " };
        result.push_str(&format!("<{form}{request}{}>", hole.suffix));
        end = hole.end as usize;
    }
    result + &text.code[end..]
}

/// Kind, request and what the span covers.
fn dependencies(scan: &CssScan, source: &str) -> Vec<String> {
    scan.dependencies
        .iter()
        .map(|found| {
            let text = &source[found.span.start as usize..found.span.end as usize];
            format!("{:?} {} `{text}`", found.kind, found.request)
        })
        .collect()
}

#[test]
fn addresses_become_holes() {
    let source = r#"
.a { background: url("./a.png"), url(b.svg#icon); }
.b { background: URL( 'https://host/c.png' ) }
.c { mask: url(#m); --x: url(~pkg/d.png); cursor: url(data:image/png;base64,AA==), auto }
.d { background-image: image-set("e.png" 1x, url("f.png") 2x) }
@font-face { font-family: F; src: url("g.eot?#iefix") format("embedded-opentype"), url(g.woff2?v=1) }
"#;
    let scan = scan(source);
    assert_eq!(
        code(&scan),
        concat!(
            ".a{background:<./a.png>,<b.svg#icon>}",
            ".b{background:url(https://host/c.png)}",
            ".c{--x:<pkg/d.png>;cursor:url(data:image/png;base64,AA==),auto;mask:url(#m)}",
            ".d{background-image:image-set(<text e.png> 1x,<text f.png> 2x)}",
            "@font-face{font-family:F;src:<g.eot?#iefix>format(\"embedded-opentype\"),<g.woff2?v=1>}",
        )
    );
    assert_eq!(
        dependencies(&scan, source),
        [
            "CssUrl ./a.png `./a.png`",
            "CssUrl b.svg `b.svg#icon`",
            "CssUrl pkg/d.png `~pkg/d.png`",
            "CssUrl e.png `e.png`",
            "CssUrl f.png `f.png`",
            "CssUrl g.eot `g.eot?#iefix`",
            "CssUrl g.woff2?v=1 `g.woff2?v=1`",
        ]
    );
}

#[test]
fn equal_addresses_are_one_dependency_and_merge() {
    let scan = scan(".a{background:url(x.png)} .b{background:url('x.png')}");
    assert_eq!(code(&scan), ".a,.b{background:<x.png>}");
    assert_eq!(scan.dependencies.len(), 1);
}

#[test]
fn marked_addresses_stay() {
    let scan = scan(
        "@import /* webpackIgnore: true */ 'a.css';\n\
         .a { background: /* webpackIgnore: true */ url('x.png') }\n\
         .b { background: /* webpackIgnore: false */ url(x.png) }",
    );
    assert_eq!(code(&scan), ".a{background:url(x.png)}.b{background:<x.png>}");
    assert_eq!(scan.css.external_imports[0].url, "a.css");
    assert_eq!(scan.dependencies.len(), 1);
}

#[test]
fn imports_keep_their_conditions() {
    let source = "@charset 'utf-8';\n@layer base, theme;\n@import 'a.css';\n\
        @import url(./b.css) layer(theme) supports(display: grid) screen and (min-width: 100px);\n\
        @import \"c.css\" layer;\n@import 'https://host/d.css' print;\n.a{color:red}";
    let scan = scan(source);
    assert_eq!(scan.css.prelude, "@layer base,theme;");
    assert_eq!(code(&scan), ".a{color:red}");
    assert_eq!(
        dependencies(&scan, source),
        ["CssImport a.css `a.css`", "CssImport ./b.css `./b.css`", "CssImport c.css `c.css`"]
    );
    let [a, b, c] = &scan.css.imports[..] else { panic!("three imports") };
    assert!(a.conditions.is_empty());
    assert_eq!(b.conditions.layer, Some(Some("theme".into())));
    assert_eq!(b.conditions.supports.as_deref(), Some("(display:grid)"));
    assert_eq!(b.conditions.media.as_deref(), Some("screen and (min-width:100px)"));
    assert_eq!(c.conditions.layer, Some(None));
    assert_eq!(scan.css.external_imports[0].url, "https://host/d.css");
    assert_eq!(scan.css.external_imports[0].conditions.media.as_deref(), Some("print"));
}

#[test]
fn layer_statements_without_imports_stay_in_the_body() {
    assert_eq!(code(&scan("@layer a, b; @layer b { .x { top: 0 } }")), "@layer a;@layer b{.x{top:0}}");
}

#[test]
fn names_of_a_module_are_scoped() {
    let scan = scan_module(
        ".card:hover > #main, .a:not(.b):is(.c, li) { top: 0 }\n\
         :global(.g) .d :local(.e), li:nth-child(2n of .f) { top: 1px }\n\
         @media print { .card { left: 0 } }\n\
         .card { --own: 1; animation: spin 1s, other 2s; .nested & { right: 0 } }\n\
         @keyframes spin { to { top: 0 } }\n\
         .f { animation-name: spin }",
    );
    assert_eq!(
        code(&scan),
        concat!(
            ".x_card:hover>#x_main,.x_a:not(.x_b):is(.x_c,li){top:0}",
            ".g .x_d .x_e,li:nth-child(2n of .x_f){top:1px}",
            "@media print{.x_card{left:0}}",
            ".x_card{--own:1;animation:1s x_spin,2s other;.x_nested &{right:0}}",
            "@keyframes x_spin{to{top:0}}",
            ".x_f{animation-name:x_spin}",
        )
    );
    let mut names: Vec<&str> = scan.css.exports.keys().map(String::as_str).collect();
    names.sort_unstable();
    assert_eq!(names, ["a", "b", "c", "card", "d", "e", "f", "main", "nested", "spin"]);
}

#[test]
fn scopes_without_parentheses() {
    let scan = scan_module(
        ":global .a .b, .c :global .d > .e { top: 0 }\n.f :local .g { left: 0 } /* :global .x { */ .h{content:':global .y {'}",
    );
    assert_eq!(code(&scan), ".a .b,.x_c .d>.e{top:0}.x_f .x_g{left:0}.x_h{content:\":global .y {\"}");
}

#[test]
fn composes_is_taken_out() {
    let source = ".base { top: 0 }\n\
         .a, .b { composes: base; composes: x y from './other.module.css'; composes: g from global; left: 0 }\n\
         .only { composes: a }";
    let scan = scan_module(source);
    assert_eq!(code(&scan), ".x_base{top:0}.x_a,.x_b{left:0}");
    assert_eq!(dependencies(&scan, source), ["CssComposes ./other.module.css `./other.module.css`"]);
    let imported = |name: &str| ComposedName::Imported {
        dependency: LocalDependencyIdx::from_usize(0),
        name: name.into(),
    };
    let expected = vec![
        ComposedName::Local("base".into()),
        imported("x"),
        imported("y"),
        ComposedName::Global("g".into()),
    ];
    assert_eq!(scan.css.exports["a"].composes, expected);
    assert_eq!(scan.css.exports["b"].composes, expected);
    assert_eq!(scan.css.exports["only"].composes, [ComposedName::Local("a".into())]);
}

#[test]
fn wrong_composes() {
    let wrong = |source: &str| messages(&scan_with(source, true, &settings()).diagnostics);
    assert_eq!(wrong(".a .b { composes: c }")[0].split(' ').next(), Some("FED0305"));
    assert_eq!(wrong(".a { .b { composes: a } }")[0].split(' ').next(), Some("FED0305"));
    assert_eq!(
        wrong(".a { composes: missing }"),
        ["FED0306 There is no class `missing` in this style sheet"]
    );
}

#[test]
fn a_sheet_is_an_es_module_with_an_effect() {
    let source = "@import 'b.css'; .a{} .default{} .with-dash{background:url(x.png)}";
    let summary = scan_module(source).summary;
    let names: Vec<&str> = summary.exports.iter().map(|export| export.name.as_str()).collect();
    assert_eq!(names, ["a", "with-dash", "default"]);
    assert_eq!(summary.statements.len(), 1);
    assert!(summary.statements[StatementIdx::from_usize(0)].has_side_effects);
    assert_eq!(summary.statements[StatementIdx::from_usize(0)].dependencies.len(), 2);
    let options = CssOptions { named_exports: false, ..settings().options };
    let only_default = CssSettings { options, ..settings() };
    assert_eq!(scan_with(source, true, &only_default).summary.exports.len(), 1);
}

#[test]
fn all_problems_are_reported_with_their_places() {
    let source = ".a { color: red; : }\n.ok { top: 0 }\n!! { left: 0 }\n@import 'late.css';\n";
    let scan = scan_with(source, false, &settings());
    assert!(scan.diagnostics.len() >= 3, "{:?}", messages(&scan.diagnostics));
    assert_eq!(code(&scan), ".a{color:red}.ok{top:0}");
    for problem in &scan.diagnostics {
        assert_eq!(problem.severity, Severity::Error, "{}", problem.message);
        let span = problem.labels[0].span;
        assert!(span.start < span.end && span.end as usize <= source.len());
    }
}

#[test]
fn an_open_block_does_not_hide_other_problems() {
    let scan = scan_with(".a { color red; }\n.b { top: 0", false, &settings());
    assert_eq!(messages(&scan.diagnostics), ["FED0302 This block is not closed", "FED0301 Unexpected `red`"]);
}

#[test]
fn what_the_end_of_the_file_closes_is_reported() {
    let codes = |source: &str| -> Vec<&str> {
        scan_with(source, false, &settings()).diagnostics.iter().map(|problem| problem.code).collect()
    };
    assert_eq!(codes(".a { color: red;"), ["FED0302"]);
    assert_eq!(codes(".a { color: red } /* x"), ["FED0302"]);
    assert!(codes(".a { width: calc(1px + (2px); }").contains(&"FED0302"));
    assert!(codes(".a { content: '}'; background: url(a{b.png) } /* { */").is_empty());
}

#[test]
fn packages_are_read_as_browsers_do() {
    let source: Arc<str> = Arc::from(".a { color: red; *zoom: 1; left: 0; color red } .b { top: 0 ");
    let path = Path::new("/app/node_modules/x/a.css");
    let input = CssInput {
        source: &source,
        path,
        identifier: "./node_modules/x/a.css",
        is_module: false,
        is_global: false,
        rule: &RuleCss::default(),
    };
    let scan = scan_css(&input, &settings());
    assert!(scan.diagnostics.iter().all(|problem| problem.severity == Severity::Warning));
    assert_eq!(code(&scan), ".a{color:red;left:0}.b{top:0}");
}

#[test]
fn unknown_rules_are_kept_with_a_warning() {
    let scan = scan_with("@tailwind base; .a:future-thing { top: 0 }", false, &settings());
    assert!(scan.diagnostics.iter().all(|problem| problem.severity == Severity::Warning));
    assert_eq!(code(&scan), "@tailwind base;.a:future-thing{top:0}");
}

#[test]
fn targets_lower_and_prefix() {
    let queries = ["es2020".to_string(), "safari 13".to_string()];
    let settings = CssSettings { targets: css_targets(Some(&queries)).expect("valid"), ..settings() };
    let scan = scan_with(".a { .b & { user-select: none } inset: 0 }", false, &settings);
    assert_eq!(
        code(&scan),
        ".b .a{-webkit-user-select:none;user-select:none}.a{top:0;bottom:0;left:0;right:0}"
    );
    assert!(css_targets(Some(&["nonsense 12".to_string()])).is_err());
    assert!(!css_targets(Some(&["baseline widely available".to_string()])).expect("known").exclude.is_all());
    let ranges = css_targets(Some(&["ios_saf 15.2-15.3".to_string()])).expect("known").browsers;
    assert_eq!(ranges.and_then(|browsers| browsers.ios_saf), Some(0x000F_0200));
    assert!(css_targets(Some(&["node 20".to_string()])).expect("no browser").exclude.is_all());
    assert!(css_targets(Some(&["es2020".to_string(), "ESNext".to_string()])).expect("none").exclude.is_all());
}

#[test]
fn without_targets_nothing_is_made_newer_or_older() {
    let unset = CssSettings { targets: css_targets(None).expect("none"), ..settings() };
    let source = "@media (min-width: 1px) { @supports (color: red) { .a { top: 0; left: 0 } } }\n\
        .b { user-select: none; margin-inline: 1px; color: lab(50% 20 20); & .c { color: #1234 } }";
    assert_eq!(
        code(&scan_with(source, false, &unset)),
        "@media (min-width:1px){@supports (color:red){.a{top:0;left:0}}}\
         .b{user-select:none;color:lab(50% 20 20);margin-inline:1px;& .c{color:#1234}}"
    );
}

#[test]
fn byte_order_mark_and_positions() {
    let source = "\u{feff}.ü{background:url(ü.png)}";
    let scan = scan(source);
    assert_eq!(code(&scan), ".ü{background:<ü.png>}");
    assert_eq!(dependencies(&scan, source), ["CssUrl ü.png `ü.png`"]);
}

#[test]
fn mappings_lead_to_rules() {
    let scan = scan("\n  .a { top: 0 }\n.b { left: 0 }");
    let text = &scan.css.body;
    let places: Vec<(&str, u32, u32)> = text
        .mappings
        .iter()
        .map(|mapping| (&text.code[mapping.offset as usize..][..2], mapping.line, mapping.column))
        .collect();
    assert_eq!(places, [(".a", 1, 2), (".b", 2, 0)]);
}

#[test]
fn deep_nesting_is_a_diagnostic() {
    for bracket in ["a{", "calc(", "[", "@media x{", ":is("] {
        let deep = format!("a{{width:{}", bracket.repeat(50_000));
        assert_eq!(scan_with(&deep, true, &settings()).diagnostics[0].code, "FED0303");
    }
}

#[test]
fn nesting_up_to_the_limit_is_read() {
    let nested = |before: &str, open: &str, inside: &str, close: &str, after: &str| {
        format!("{before}{}{inside}{}{after}", open.repeat(250), close.repeat(250))
    };
    let sources = [
        nested("", "a{", "", "}", ""),
        nested("", "@media print{", "", "}", ""),
        nested("a{width:", "calc(", "1px", ")", "}"),
        nested("", ":is(", "a", ")", "{top:0}"),
        nested("a{--x:", "(", "", ")", "}"),
        nested("a{width:", "var(--x,", "1px", ")", "}"),
    ];
    let worker = std::thread::Builder::new().stack_size(crate::scan::STACK_SIZE);
    let worker = worker.spawn(move || {
        for source in sources {
            for settings in [settings(), CssSettings { targets: safari(), ..settings() }] {
                scan_with(&source, true, &settings);
            }
        }
    });
    worker.expect("a thread").join().expect("no panic");
}

fn safari() -> Targets {
    css_targets(Some(&["safari 13".to_string()])).expect("valid")
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(400))]

    #[test]
    fn any_text_is_survived(source in "\\PC{0,80}", is_module: bool) {
        scan_with(&source, is_module, &settings());
    }

    #[test]
    fn any_mix_of_tokens_is_survived(
        tokens in proptest::collection::vec(prop_oneof![
            Just("{"), Just("}"), Just("("), Just(")"), Just("["), Just("]"), Just(";"), Just(":"), Just(","),
            Just("@import "), Just("@media "), Just("@layer "), Just("@supports "), Just("@keyframes "), Just("@font-face"),
            Just("url("), Just("\"a.png\""), Just("'"), Just(".a"), Just("#b"), Just("&"), Just(" "), Just("\n"),
            Just("composes: a from 'b'"), Just(":global(.x)"), Just(":local(.y)"), Just("calc("), Just("1px"), Just("/*"), Just("*/"),
            Just("animation: a 1s"), Just("color: red"), Just("!important"), Just("--x:"), Just("var(--x)"), Just("\\"), Just("ü"),
        ], 0..40),
        is_module: bool,
    ) {
        let source = tokens.concat();
        let scan = scan_with(&source, is_module, &settings());
        for hole in &scan.css.body.holes {
            prop_assert!(scan.css.body.code.get(hole.start as usize..hole.end as usize).is_some());
        }
        for problem in &scan.diagnostics {
            for label in &problem.labels {
                prop_assert!(source.get(label.span.start as usize..label.span.end as usize).is_some());
            }
        }
    }
}

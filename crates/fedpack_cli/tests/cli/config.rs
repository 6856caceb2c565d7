//! What the program says about configurations: everything that is wrong, where, and what to do; and its exit codes.

use crate::program::Project;

#[test]
fn reports_all_problems_of_a_json_configuration_with_code_frames() {
    let project = Project::new(&[(
        "fedpack.config.jsonc",
        r#"{
  // what is built
  "entry": "./src/index.js",
  "output": { "filname": "x.js", "clean": "yes" },
  "federation": { "name": "shop", "shared": { "react": { "singelton": true } } }
}
"#,
    )]);
    let finished = project.run(&["build", "--no-color"]);
    assert_eq!(finished.code, 2);
    for expected in [
        "FED0004: Unknown option `output.filname`",
        "[fedpack.config.jsonc:4:15]",
        "Did you mean `filename`?",
        "FED0005: Option `output.clean` should be true or false or an object { keep, dry }",
        "Did you mean `singleton`?",
        "3 errors",
    ] {
        assert!(finished.stderr.contains(expected), "{expected}\n{}", finished.stderr);
    }
    assert!(!finished.stderr.contains('\u{1b}'), "no colours: {}", finished.stderr);
    assert_eq!(finished.stdout, "");
}

#[test]
fn an_error_that_is_not_about_options_is_an_error_of_the_build() {
    let config = r#"{ "entry": "./a.js", "federation": { "name": "x", "shared": { "react": { "requiredVersion": "^^1" } } } }"#;
    let project = Project::new(&[("fedpack.config.json", config)]);
    let finished = project.run(&["build"]);
    assert_eq!(finished.code, 1, "{}", finished.stderr);
}

#[test]
fn nothing_to_build_and_files_that_are_not_there() {
    let project = Project::new(&[]);
    let finished = project.run(&["build"]);
    assert_eq!(finished.code, 2);
    assert!(finished.stderr.contains("FED0011"), "{}", finished.stderr);
    let finished = project.run(&["build", "--config", "other.json"]);
    assert_eq!(finished.code, 2);
    assert!(finished.stderr.contains("FED0001"), "{}", finished.stderr);
    let finished = project.run(&["build", "nowhere"]);
    assert_eq!(finished.code, 2);
    assert!(finished.stderr.contains("There is no folder"), "{}", finished.stderr);
}

#[test]
fn wrong_arguments_are_2() {
    let project = Project::new(&[]);
    assert_eq!(project.run(&["buld"]).code, 2);
    assert_eq!(project.run(&["build", "--mode", "fast"]).code, 2);
    assert_eq!(project.run(&["serve"]).code, 2);
    assert_eq!(project.run(&["build", "--help"]).code, 0);
    assert_eq!(project.run(&["--version"]).code, 0);
}

#[test]
fn json_that_cannot_be_read() {
    let project = Project::new(&[("fedpack.config.json", "{ \"entry\": \"./a\"\n  \"mode\": \"none\" }")]);
    let finished = project.run(&["build"]);
    assert_eq!(finished.code, 2);
    assert!(finished.stderr.contains("FED0003"), "{}", finished.stderr);
    assert!(finished.stderr.contains("[fedpack.config.json:1:17]"), "{}", finished.stderr);
}

#[test]
fn json_needs_no_node() {
    let project = Project::new(&[("fedpack.config.json", "{ \"entri\": 1 }")]);
    let finished = project.run_with(&["build"], &[("FEDPACK_NODE", "/nonexistent/node")]);
    assert!(finished.stderr.contains("FED0004"), "{}", finished.stderr);
    let project = Project::new(&[("fedpack.config.mjs", "export default {}")]);
    let finished = project.run_with(&["build"], &[("FEDPACK_NODE", "/nonexistent/node")]);
    assert_eq!(finished.code, 2);
    assert!(finished.stderr.contains("FED0008"), "{}", finished.stderr);
}

#[test]
fn typescript_is_evaluated_with_what_it_imports_and_leaves_nothing_behind() {
    let project = Project::new(&[
        (
            "fedpack.config.ts",
            "import { base } from './shared/base';\nimport type { No } from './not-there';\n\
             enum Mode { Production = 'production' }\nconsole.log('loud');\n\
             export default async (env: object, argv: { mode?: string }) => ({\n  ...base,\n  mode: Mode.Production as const,\n\
             \x20 devtol: argv.mode,\n  plugins: [new (class HtmlWebpackPlugin {})()],\n});\n",
        ),
        ("shared/base.ts", "export { base } from './deep.js';\n"),
        ("shared/deep.ts", "export const base: { entry: string } = { entry: './a.js' };\n"),
    ]);
    let finished = project.run(&["build", "--mode", "development"]);
    assert_eq!(finished.code, 2);
    for expected in [
        "Unknown option `devtol`",
        "[fedpack.config.ts:8:3]",
        "`plugins[0]` is a JavaScript object: HtmlWebpackPlugin",
        "Give its options in `html`",
        "2 errors",
        "loud",
    ] {
        assert!(finished.stderr.contains(expected), "{expected}\n{}", finished.stderr);
    }
    assert_eq!(finished.stdout, "", "what a configuration prints does not mix with the table");
    assert_eq!(project.files("."), ["fedpack.config.ts", "shared"]);
    assert_eq!(project.files("shared"), ["base.ts", "deep.ts"]);
}

#[test]
fn an_exception_is_shown_where_it_was_thrown() {
    let project = Project::new(&[
        ("fedpack.config.ts", "import { fail } from './fail';\n\nexport default { entry: fail('x') };\n"),
        (
            "fail.ts",
            "interface A {}\n\nexport function fail(x: string): never {\n  throw new RangeError(`no ${x}`);\n}\n",
        ),
    ]);
    let finished = project.run(&["build"]);
    assert_eq!(finished.code, 2);
    for expected in ["FED0009", "RangeError: no x", "fail.ts:4:9", "fedpack.config.ts:3:25", "[fail.ts:4:9]"]
    {
        assert!(finished.stderr.contains(expected), "{expected}\n{}", finished.stderr);
    }
    assert_eq!(project.files("."), ["fail.ts", "fedpack.config.ts"]);
}

#[test]
fn syntax_errors_of_a_script_have_a_code_frame() {
    let project = Project::new(&[("fedpack.config.js", "module.exports = {\n  entry: './a.js',,\n};\n")]);
    let finished = project.run(&["build"]);
    assert_eq!(finished.code, 2);
    assert!(finished.stderr.contains("FED0003"), "{}", finished.stderr);
    assert!(finished.stderr.contains("[fedpack.config.js:2:19]"), "{}", finished.stderr);
}

#[test]
fn configurations_that_never_come() {
    for (text, expected) in [
        ("process.exit(3);", "ended with code 3"),
        ("await new Promise(() => {});", "never settles"),
        ("export const a = 1;", "exports nothing"),
        ("throw 'words';", "words"),
        ("const a = {}; a.a = a; export default { define: a };", "define.a contains itself"),
        ("import './missing.mjs'; export default {};", "missing.mjs"),
    ] {
        let project = Project::new(&[("fedpack.config.mjs", text)]);
        let finished = project.run(&["build"]);
        assert_eq!(finished.code, 2, "{text}");
        let words = finished.stderr.replace("\n  │ ", " ").replace('\n', " ");
        assert!(words.contains("FED0009") && words.contains(expected), "{text}\n{}", finished.stderr);
    }
}

#[test]
fn deep_nesting_is_no_crash() {
    let deep = format!("export default {{ entry: {}{} }};", "[".repeat(50_000), "]".repeat(50_000));
    for name in ["fedpack.config.mjs", "fedpack.config.ts", "fedpack.config.json"] {
        let project = Project::new(&[(name, &deep)]);
        let finished = project.run(&["build"]);
        assert_eq!(finished.code, 2, "{name}: {}", finished.stderr);
    }
}

#[test]
fn a_list_of_configurations_is_read_from_commonjs() {
    let text = "module.exports = [{ name: 'b', entry: './b', dependencies: ['c'] }, () => ({ name: 'a', entrx: 1 })];";
    let project = Project::new(&[("fedpack.config.cjs", text)]);
    let finished = project.run(&["build"]);
    assert_eq!(finished.code, 2);
    for expected in ["Unknown option `entrx`", "names a configuration \"c\" that is not in this file"] {
        assert!(finished.stderr.contains(expected), "{expected}\n{}", finished.stderr);
    }
}

#[test]
fn problems_go_into_the_json_file_too() {
    let project = Project::new(&[("fedpack.config.json", "{\n  \"entri\": 1\n}")]);
    assert_eq!(project.run(&["build", "--json", "stats.json", "--quiet"]).code, 2);
    let stats: serde_json::Value = serde_json::from_str(&project.read("stats.json")).expect("it is JSON");
    assert_eq!(stats["errors"][0]["code"], "FED0004");
    assert_eq!(stats["errors"][0]["places"][0]["file"], "fedpack.config.json");
    assert_eq!(stats["errors"][0]["places"][0]["line"], 2);
}

#[test]
fn the_schema_is_json() {
    let project = Project::new(&[]);
    let finished = project.run(&["schema"]);
    let schema: serde_json::Value = serde_json::from_str(&finished.stdout).expect("it is JSON");
    assert_eq!(schema["title"], "fedpack configuration");
}

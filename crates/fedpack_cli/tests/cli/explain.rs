//! `fedpack explain`, on what builds wrote.

use crate::program::Project;

/// A shell with react 18, a catalog with react 19 that is its remote, and a cart that nobody names.
fn fleet(shell_options: &str) -> Project {
    let project = Project::new(&[]);
    let apps = [
        ("shell", "18.2.0", r#""remotes": { "catalog": "catalog@http://localhost:1/remoteEntry.js" },"#),
        ("catalog", "19.0.0", ""),
        ("cart", "18.2.0", ""),
    ];
    for (name, version, more) in apps {
        let range = format!("^{version}");
        let options = if name == "shell" { shell_options } else { r#""singleton": true"# };
        project.write(
            &format!("{name}/fedpack.config.json"),
            &format!(
                r#"{{ "entry": "./index.js", "federation": {{ "name": "{name}", "manifest": true, {more}
                    "shared": {{ "react": {{ "requiredVersion": "{range}", {options} }} }} }} }}"#
            ),
        );
        let remote = if name == "shell" { "import('catalog/Page');" } else { "" };
        project.write(&format!("{name}/index.js"), &format!("import('react');{remote}\n"));
        let package = format!(r#"{{ "name": "react", "version": "{version}" }}"#);
        project.write(&format!("{name}/node_modules/react/package.json"), &package);
        project.write(&format!("{name}/node_modules/react/index.js"), "export const version = 1;\n");
        let built = project.run(&["build", name]);
        assert_eq!(built.code, 0, "{}", built.stderr);
    }
    project
}

fn explain(project: &Project) -> String {
    let explained =
        project.run(&["explain", "react", "shell/dist", "catalog/dist", "cart/dist/mf-stats.json"]);
    assert_eq!(explained.code, 0, "{}", explained.stderr);
    explained.stdout
}

#[test]
fn says_which_version_of_a_singleton_each_application_gets_and_why() {
    let text = explain(&fleet(r#""singleton": true"#));
    let expected = "\
react

Registered in share scope default
  18.2.0       shell
  19.0.0       catalog
  18.2.0       cart  not used: the copy of shell stays (eager first, then the greater name)  late: when it is used, after others had chosen

shell asks for ^18.2.0, singleton → 19.0.0 from catalog
  imported by ./index.js
  1. Singleton: one version for the page, so the range does not narrow the choice.
  2. The highest of these: 19.0.0 from catalog.
  3. 19.0.0 from catalog is not in ^18.2.0.
  4. `strictVersion` is off: it takes 19.0.0 from catalog all the same, with a warning.
  What would change it:
    without catalog          → 18.2.0 from shell
    singleton: false         → 18.2.0 from shell
    strictVersion: true      → an error
    eager: true              → 18.2.0 from shell

catalog asks for ^19.0.0, singleton → 19.0.0 from catalog
";
    assert!(text.starts_with(expected), "{text}");
    assert!(text.contains("cart asks for ^18.2.0, singleton → 19.0.0 from catalog"), "{text}");
}

#[test]
fn says_when_everybody_has_a_version_of_its_own() {
    let text = explain(&fleet(r#""singleton": false"#));
    for line in [
        "shell asks for ^18.2.0, strict → 18.2.0 from shell",
        "1. Not a singleton: of 2 versions, 1 fit ^18.2.0.",
        "2. The highest of these: 18.2.0 from shell.",
        "singleton: true          → 19.0.0 from catalog",
    ] {
        assert!(text.contains(line), "{line} is not in {text}");
    }
}

#[test]
fn manifests_of_other_bundlers_say_less() {
    let project = Project::new(&[(
        "dist/mf-manifest.json",
        r#"{ "id": "other", "name": "other", "metaData": {}, "exposes": [],
            "shared": [{ "name": "react", "version": "18.3.1", "requiredVersion": "^18.0.0", "singleton": true },
                       { "name": "lib", "version": "1.0.0", "requiredVersion": "^undefined", "singleton": true }] }"#,
    )]);
    let without_range = project.run(&["explain", "lib", "dist"]);
    assert!(
        without_range.stdout.contains("other asks for any version, singleton → 1.0.0 from other"),
        "{}",
        without_range.stdout
    );
    let explained = project.run(&["explain", "react", "dist"]);
    assert!(
        explained.stdout.contains("other asks for ^18.0.0, singleton → 18.3.1 from other"),
        "{}",
        explained.stdout
    );
    assert!(explained.stdout.contains("usual scopes and flags are assumed"), "{}", explained.stdout);
}

/// Contract §12: what is deployed changes only when the sources do.
#[test]
fn manifests_and_containers_are_the_same_in_every_build_and_folder() {
    let contents = |project: &Project| {
        let mut files: Vec<(String, String)> = Vec::new();
        for name in ["shell", "catalog", "cart"] {
            let folder = format!("{name}/dist");
            let names = project.files(&folder).into_iter().filter(|file| !file.ends_with(".map"));
            files.extend(names.map(|file| (file.clone(), project.read(&format!("{folder}/{file}")))));
        }
        files.sort();
        files
    };
    let first = contents(&fleet(r#""singleton": true"#));
    assert!(first.iter().any(|(name, _)| name == "mf-stats.json"), "{first:?}");
    for _ in 0..4 {
        assert_eq!(contents(&fleet(r#""singleton": true"#)), first);
    }
}

#[test]
fn what_cannot_be_explained() {
    let project = Project::new(&[(
        "dist/mf-manifest.json",
        r#"{ "name": "a", "shared": [{ "name": "react", "version": "1.0.0" }] }"#,
    )]);
    let cases = [
        (["explain", "raect", "dist"], ["FED0553", "Did you mean `react`?"]),
        (["explain", "react", "nowhere"], ["FED0552", "cannot be read"]),
        (["explain", "react", "."], ["FED0552", "neither mf-stats.json nor mf-manifest.json"]),
    ];
    for (arguments, texts) in cases {
        let explained = project.run(&arguments);
        assert_eq!(explained.code, 1);
        for text in texts {
            assert!(explained.stderr.contains(text), "{text} is not in {}", explained.stderr);
        }
    }
}

//! Applications that are built together.

use crate::program::Project;

/// `kit` has three functions; `shell` uses one, `cart` another, nobody the third.
fn workspace() -> Project {
    let project = Project::new(&[
        ("package.json", r#"{ "name": "root", "private": true, "workspaces": ["apps/*", "!apps/old"] }"#),
        (
            "node_modules/kit/package.json",
            r#"{ "name": "kit", "version": "1.0.0", "main": "index.js", "sideEffects": false }"#,
        ),
        (
            "node_modules/kit/index.js",
            "export * from './one.js';\nexport * from './two.js';\nexport * from './three.js';\n",
        ),
        ("node_modules/kit/one.js", "export const one = () => 'the first';\n"),
        ("node_modules/kit/two.js", "export const two = () => 'the second';\n"),
        ("node_modules/kit/three.js", "export const three = () => 'the third';\n"),
        ("apps/notes/README.md", "no application\n"),
    ]);
    for (name, used) in [("shell", "one"), ("cart", "two"), ("old", "three")] {
        let config = format!(
            r#"{{ "entry": "./index.js", "federation": {{ "name": "{name}", "shared": {{ "kit": {{ "requiredVersion": "^1.0.0" }} }} }} }}"#
        );
        project.write(&format!("apps/{name}/fedpack.config.json"), &config);
        project.write(&format!("apps/{name}/index.js"), "import('./app.js');\n");
        let app = format!("import {{ {used} }} from 'kit';\nconsole.log({used}());\n");
        project.write(&format!("apps/{name}/app.js"), &app);
    }
    project
}

/// What of `kit` an application loads without asking for a supplement, and what it has in one.
fn parts(project: &Project, application: &str) -> (Vec<&'static str>, Vec<&'static str>) {
    let folder = format!("apps/{application}/dist");
    let chunks: Vec<String> = project
        .files(&folder)
        .iter()
        .filter(|file| file.ends_with(".js"))
        .map(|file| project.read(&format!("{folder}/{file}")))
        .collect();
    let has = |text: &str| chunks.iter().position(|chunk| chunk.contains(text));
    let kept_chunk = has("the first").expect("every application has it");
    ["the first", "the second", "the third"].iter().partition(|text| has(text) == Some(kept_chunk))
}

#[test]
fn members_unite_what_they_use() {
    let project = workspace();
    let built = project.run(&["build", "--workspace"]);
    assert_eq!(built.code, 0, "{}", built.stderr);
    for application in ["shell", "cart"] {
        assert_eq!(parts(&project, application), (vec!["the first", "the second"], vec!["the third"]));
        assert!(built.stdout.contains(application), "{}", built.stdout);
    }
    assert!(!project.path().join("apps/old/dist").exists(), "a pattern takes it out");
}

/// Parts have what all members use, as `usage` has.
#[test]
fn members_unite_what_their_tree_shaking_uses() {
    let project = workspace();
    for protocol in ["v1", "compact"] {
        for name in ["shell", "cart"] {
            let file = format!("apps/{name}/fedpack.config.json");
            let shared = r#""shared": { "kit": { "treeShaking": { "mode": "server-calc" }, "requiredVersion": "^1.0.0" } }"#;
            let config = format!(
                r#"{{ "entry": "./index.js", "federation": {{ "name": "{name}", "protocol": "{protocol}", {shared} }} }}"#
            );
            project.write(&file, &config);
        }
        let built = project.run(&["build", "--workspace"]);
        assert_eq!(built.code, 0, "{}", built.stderr);
        for application in ["shell", "cart"] {
            assert_eq!(parts(&project, application), (vec!["the first", "the second"], vec!["the third"]));
        }
        let alone = project.run(&["build", "apps/shell"]);
        assert_eq!(alone.code, 0, "{}", alone.stderr);
        assert_eq!(parts(&project, "shell"), (vec!["the first"], vec!["the second", "the third"]));
    }
}

#[test]
fn several_folders_are_built_together() {
    let project = workspace();
    let built = project.run(&["build", "apps/shell", "apps/old"]);
    assert_eq!(built.code, 0, "{}", built.stderr);
    for application in ["shell", "old"] {
        assert_eq!(parts(&project, application), (vec!["the first", "the third"], vec!["the second"]));
    }
}

/// `seal` needs no file where what all use is known: the copies have that, and there are no supplements.
#[test]
fn what_is_built_together_may_be_sealed() {
    let project = workspace();
    for name in ["shell", "cart"] {
        let file = format!("apps/{name}/fedpack.config.json");
        let config = project.read(&file);
        project.write(&file, &config.replace("\"requiredVersion\"", "\"seal\": true, \"requiredVersion\""));
    }
    let alone = project.run(&["build", "apps/shell"]);
    assert!(alone.code == 1 && alone.stderr.contains("FED0528"), "{}", alone.stderr);
    let built = project.run(&["build", "--workspace"]);
    assert_eq!(built.code, 0, "{}", built.stderr);
    for name in ["shell", "cart"] {
        let folder = format!("apps/{name}/dist");
        let scripts: String =
            project.files(&folder).iter().map(|file| project.read(&format!("{folder}/{file}"))).collect();
        assert!(scripts.contains("the first") && scripts.contains("the second"), "what the two use");
        assert!(!scripts.contains("the third"), "nobody uses it");
        assert!(scripts.contains("is sealed"), "who needs more is told why it is refused");
    }
    for name in ["shell", "cart"] {
        let file = format!("apps/{name}/fedpack.config.json");
        project.write(&file, &project.read(&file).replace("\"shared\"", "\"protocol\": \"v2\", \"shared\""));
    }
    let whole = project.run(&["build", "--workspace"]);
    // The terminal breaks its lines.
    assert!(whole.stderr.contains("kit.seal` has no effect: with protocol `v2`"), "{}", whole.stderr);
}

#[test]
fn pnpm_lists_members_in_a_file_of_its_own() {
    let project = workspace();
    project.write("package.json", r#"{ "name": "root" }"#);
    project.write("pnpm-workspace.yaml", "packages:\n  - apps/**\n  - '!apps/cart'\n");
    let built = project.run(&["build", "--workspace", "--quiet"]);
    assert_eq!((built.code, built.stdout.as_str()), (0, ""), "{}", built.stderr);
    assert_eq!(parts(&project, "shell"), (vec!["the first", "the third"], vec!["the second"]));
    assert!(!project.path().join("apps/cart/dist").exists());
}

#[test]
fn an_error_in_one_leaves_the_output_of_all() {
    let project = workspace();
    assert_eq!(project.run(&["build", "--workspace"]).code, 0);
    let before = project.read("apps/cart/dist/main.js");
    project.write("apps/shell/app.js", "import './missing.js';\n");
    project.write("apps/cart/index.js", "console.log('changed');\n");
    let failed = project.run(&["build", "--workspace"]);
    assert_eq!(failed.code, 1);
    assert!(failed.stderr.contains("missing.js") && failed.stdout.is_empty(), "{}", failed.stdout);
    assert_eq!(project.read("apps/cart/dist/main.js"), before);
}

#[test]
fn what_is_no_workspace_is_said() {
    let project = workspace();
    let run = |file: &str, text: &str, arguments: &[&str]| {
        project.write(file, text);
        let failed = project.run(arguments);
        assert_ne!(failed.code, 0);
        failed.stderr
    };
    let all = &["build", "--workspace"][..];
    assert!(run("package.json", r#"{ "name": "root" }"#, all).contains("FED0560"));
    assert!(run("package.json", r#"{ "workspaces": ["apps/[" ] }"#, all).contains("FED0561"));
    assert!(run("package.json", r#"{ "workspaces": ["libraries/*"] }"#, all).contains("FED0562"));
    assert!(run("pnpm-workspace.yaml", "packages: [apps/*\n", all).contains("FED0561"));
    let twice = &["build", "apps/shell", "apps/shell"][..];
    assert!(run("notes.txt", "", twice).contains("FED0563"));
}

/// A shell that imports from a cart, with versions of `lib` and names as given.
fn shell_and_cart(import: &str, [shell, cart]: [&str; 2], cart_options: &str) -> Project {
    let project = Project::new(&[("package.json", r#"{ "name": "root", "workspaces": ["apps/*"] }"#)]);
    let remotes = r#""remotes": { "cart": "cart@http://localhost:1/remoteEntry.js" },"#;
    for (name, version, more) in [("shell", shell, remotes), ("cart", cart, cart_options)] {
        project.write(
            &format!("apps/{name}/fedpack.config.json"),
            &format!(
                r#"{{ "entry": "./index.js", "federation": {{ "name": "{name}", {more}
                    "exposes": {{ "./Page": "./page.js" }},
                    "shared": {{ "lib": {{ "singleton": true, "strictVersion": true, "requiredVersion": "^{version}" }} }} }} }}"#
            ),
        );
        let index = if name == "shell" { format!("import('{import}');\n") } else { String::new() };
        project.write(&format!("apps/{name}/index.js"), &index);
        project.write(&format!("apps/{name}/page.js"), "import { id } from 'lib';\nexport default id;\n");
        let package = format!(r#"{{ "name": "lib", "version": "{version}" }}"#);
        project.write(&format!("apps/{name}/node_modules/lib/package.json"), &package);
        project.write(&format!("apps/{name}/node_modules/lib/index.js"), "export const id = 1;\n");
    }
    project
}

fn refused(project: &Project, texts: &[&str]) {
    let built = project.run(&["build", "--workspace"]);
    assert_eq!(built.code, 1, "{}", built.stderr);
    for text in texts {
        assert!(built.stderr.contains(text), "{text} is not in {}", built.stderr);
    }
    assert!(!project.path().join("apps/shell/dist").exists());
}

#[test]
fn what_a_remote_does_not_expose_is_an_error() {
    let versions = ["1.0.0", "1.0.0"];
    refused(
        &shell_and_cart("cart/Pge", versions, ""),
        &["FED0530", "`cart/Pge`", "Did you mean `cart/Page`?", "index.js:1"],
    );
    let built = shell_and_cart("cart/Page", versions, "").run(&["build", "--workspace"]);
    assert_eq!(built.code, 0, "{}", built.stderr);
}

#[test]
fn versions_that_cannot_meet_are_an_error() {
    refused(
        &shell_and_cart("cart/Page", ["1.0.0", "2.0.0"], ""),
        &["FED0531", "`shell` needs `lib` ^1.0.0", "2.0.0 from cart", "page.js:1"],
    );
}

#[test]
fn applications_of_one_name_are_an_error() {
    let project = shell_and_cart("cart/Page", ["1.0.0", "1.0.0"], "");
    let config = project.read("apps/cart/fedpack.config.json");
    project.write(
        "apps/cart/fedpack.config.json",
        &config.replacen("{ \"entry\"", "{ \"output\": { \"uniqueName\": \"shell\" }, \"entry\"", 1),
    );
    refused(&project, &["FED0532", "`shell`", "uniqueName"]);
}

#[test]
fn types_of_a_member_are_taken_from_its_build() {
    let project = Project::new(&[
        ("package.json", r#"{ "name": "root", "private": true, "workspaces": ["shell", "catalog"] }"#),
        (
            "shell/fedpack.config.json",
            // Nobody serves this address: whoever asks it gets a warning.
            r#"{ "entry": "./index.ts", "federation": {
                "name": "shell", "dts": { "consumeTypes": { "typesOnBuild": true, "maxRetries": 1 } },
                "remotes": { "shop": "catalog@http://127.0.0.1:9/remoteEntry.js" }
            } }"#,
        ),
        ("shell/index.ts", "import('shop/price');\n"),
        (
            "catalog/fedpack.config.json",
            r#"{ "entry": {}, "federation": {
                "name": "catalog", "filename": "remoteEntry.js", "dts": true, "exposes": { "./price": "./price.ts" }
            } }"#,
        ),
        ("catalog/price.ts", "export const price = (count: number): number => count * 2;\n"),
    ]);
    let built = project.run(&["build", "--workspace"]);
    assert_eq!(built.code, 0, "{}", built.stderr);
    assert!(!built.stderr.contains("FED0576"), "{}", built.stderr);
    let exposed = project.read("shell/@mf-types/shop/price.d.ts");
    assert!(exposed.contains("compiled-types/price"), "{exposed}");
    assert!(project.read("shell/@mf-types/shop/compiled-types/price.d.ts").contains("count: number"));
    assert!(project.read("shell/@mf-types/shop/apis.d.ts").contains("'shop/price'"));

    // On its own it asks the network, and a remote that is down is a warning.
    let alone = project.run(&["build", "shell"]);
    assert_eq!(alone.code, 0, "{}", alone.stderr);
    assert!(alone.stderr.contains("FED0576"), "{}", alone.stderr);
    assert!(project.path().join("shell/@mf-types/shop/price.d.ts").exists(), "what was there stays");
}

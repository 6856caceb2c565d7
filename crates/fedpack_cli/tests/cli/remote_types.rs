//! Types of a remote that is served, fetched by a host that is watched.

use std::{
    io::{BufRead as _, BufReader},
    process::Stdio,
    sync::mpsc::channel,
    time::Duration,
};

use crate::program::Project;

#[test]
fn watching_fetches_what_the_remote_has_published_since() {
    let project = Project::new(&[
        ("package.json", r#"{ "name": "two-apps", "private": true }"#),
        (
            "catalog/fedpack.config.json",
            r#"{ "entry": {}, "federation": {
                "name": "catalog", "filename": "remoteEntry.js", "dts": true, "exposes": { "./price": "./price.ts" }
            } }"#,
        ),
        ("catalog/price.ts", "export const price = (count: number): number => count * 2;\n"),
        ("shell/index.ts", "import('catalog/price');\n"),
    ]);
    let build_remote = || {
        let built = project.run(&["build", "catalog"]);
        assert_eq!(built.code, 0, "{}", built.stderr);
    };
    build_remote();
    let serving = project.serve(&["catalog/dist"], 1);
    let config = format!(
        r#"{{ "entry": "./index.ts", "federation": {{
            "name": "shell", "dts": true, "remotes": {{ "catalog": "catalog@http://{}/remoteEntry.js" }}
        }} }}"#,
        serving.addresses[0]
    );
    project.write("shell/fedpack.config.json", &config);

    let mut child = project
        .command(&["build", "shell", "--watch", "--mode", "development"])
        .stdout(Stdio::piped())
        .spawn()
        .expect("it starts");
    let stdout = child.stdout.take().expect("piped");
    let (sender, lines) = channel();
    std::thread::spawn(move || {
        for line in BufReader::new(stdout).lines().map_while(Result::ok) {
            if sender.send(line).is_err() {
                return;
            }
        }
    });
    let wait = || loop {
        let line = lines.recv_timeout(Duration::from_secs(30)).expect("it goes on");
        if line.contains("watching for changes") {
            return;
        }
    };
    let declared = || project.read("shell/@mf-types/catalog/compiled-types/price.d.ts");
    wait();
    assert!(declared().contains("count: number"), "{}", declared());

    project.write("catalog/price.ts", "export const price = (count: bigint): bigint => count * 2n;\n");
    build_remote();
    project.write("shell/index.ts", "import('catalog/price');\nconsole.log('changed');\n");
    wait();
    assert!(declared().contains("count: bigint"), "{}", declared());

    // Down, it is no reason to stop; what is there stays.
    drop(serving);
    project.write("shell/index.ts", "import('catalog/price');\nconsole.log('changed again');\n");
    wait();
    assert!(declared().contains("count: bigint"), "{}", declared());
    assert!(project.read("shell/dist/main.js").contains("changed again"));
    child.kill().expect("it runs");
    child.wait().expect("it ends");
}

#[test]
fn watching_fetches_types_without_a_build_unless_switched_off() {
    let config = |dev: &str, address: &str| {
        format!(
            r#"{{ "entry": "./index.ts", "federation": {{
                "name": "shell", "dts": true, "dev": {dev}, "remotes": {{ "catalog": "catalog@http://{address}/mf-manifest.json" }},
                "protocol": "compact"
            }} }}"#
        )
    };
    let project = Project::new(&[
        ("package.json", r#"{ "name": "apps", "private": true }"#),
        (
            "catalog/fedpack.config.json",
            r#"{ "entry": {}, "federation": { "name": "catalog", "filename": "remoteEntry.js", "dts": true, "manifest": true,
                "exposes": { "./price": "./price.ts" } } }"#,
        ),
        ("catalog/price.ts", "export const price = (count: number): number => count * 2;\n"),
        ("shell/index.ts", "import('catalog/price');\n"),
        ("quiet/index.ts", "import('catalog/price');\n"),
    ]);
    let build_remote = || {
        let built = project.run(&["build", "catalog"]);
        assert_eq!(built.code, 0, "{}", built.stderr);
    };
    build_remote();
    let remote = project.serve(&["catalog/dist"], 1);
    project.write("shell/fedpack.config.json", &config("true", &remote.addresses[0]));
    project.write(
        "quiet/fedpack.config.json",
        &config(r#"{ "disableHotTypesReload": true }"#, &remote.addresses[0]),
    );
    let quiet = project.start("dev", &["quiet"], 1);
    let shell = project.start("dev", &["shell"], 1);
    quiet.wait_for("watching for changes");
    shell.wait_for("watching for changes");

    project.write("catalog/price.ts", "export const price = (count: bigint): bigint => count * 2n;\n");
    build_remote();
    shell.wait_for("new types: catalog");
    let declared = |host: &str| project.read(&format!("{host}/@mf-types/catalog/compiled-types/price.d.ts"));
    assert!(declared("shell").contains("count: bigint"), "{}", declared("shell"));
    assert!(declared("quiet").contains("count: number"), "{}", declared("quiet"));
}

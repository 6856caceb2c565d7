//! Fleets that a generator makes up: packages with private state and without, barrels and cycles, scripts that set globals, packages
//! that are asked for by subpath, CommonJS; applications with random needs, of which some were known when `usage` was merged, are
//! built together as a workspace, shaken after they were built, or have `treeShaking`; chunks are CommonJS or ES modules, and copies
//! of fleets that are known as a whole are sealed. All are built, and loaded in a random order in one Node process. Each module
//! checks for itself that it exists once, and each application that it has what it uses. In some fleets chunks cannot be
//! read at first: who needs one then is rejected, and the others go on.
//!
//! `FEDPACK_FLEETS=2000` runs more of them (`2000..3000`: these), `FEDPACK_FLEET=17` a single one and keeps its folder.

use std::{
    fmt::Write as _,
    path::{Path, PathBuf},
    process::Command,
};

use fedpack::{
    bundler::Bundler,
    config::{Config, LoadOptions, Loaded, Mode, load},
    diagnostics::has_errors,
    share, workspace,
};
use tempfile::TempDir;

/// Enough for every shape to occur several times.
const FLEETS: u64 = 24;

/// A generator whose numbers are the same everywhere (SplitMix64).
struct Random(u64);

impl Random {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    fn below(&mut self, limit: usize) -> usize {
        usize::try_from(self.next() % limit as u64).expect("it is below a usize")
    }

    fn chance(&mut self, percent: u64) -> bool {
        self.next() % 100 < percent
    }

    fn some<T: Clone>(&mut self, items: &[T], percent: u64) -> Vec<T> {
        items.iter().filter(|_| self.chance(percent)).cloned().collect()
    }
}

/// A package, written, and the names that it exports.
struct Package {
    files: Vec<(String, String)>,
    names: Vec<String>,
}

/// A CommonJS file without exports, which others find in a global: all have variables of the same names.
fn script(random: &mut Random, name: &str) -> String {
    let mut text =
        format!("var count = 0, kinds = fleet.evaluated.push('{name}'), part = require('./parts.cjs');\n");
    let mut part = "parts";
    if random.chance(50) {
        part = "tool";
        text.push_str("part = part.tool;\n");
    }
    if random.chance(50) {
        text.push_str("fleet.receiver(this, arguments.length);\n");
    }
    if random.chance(50) {
        text.push_str("fleet.sloppy((function () { return this; })());\n");
    }
    let _ = writeln!(
        text,
        "fleet.scripts.{name} = function () {{\n  fleet.called('{name}', ++count);\n  fleet.part(part, '{part}', kinds);\n}};"
    );
    if random.chance(50) {
        let _ = writeln!(text, "for (const kind of [kinds]) if (kind) return;\nfleet.scripts.{name} = null;");
    }
    text
}

/// Modules `l0.js`, `l1.js` … with functions `l0_0` …, in cycles that are only closed by calls; barrels in between. Scripts
/// `ls0.cjs` … below.
fn package(random: &mut Random, letter: char, name: &str, foreign: &[String]) -> Package {
    let count = 4 + random.below(8);
    let functions: Vec<Vec<String>> = (0..count)
        .map(|module| (0..=random.below(3)).map(|index| format!("{letter}{module}_{index}")).collect())
        .collect();
    let all: Vec<(usize, String)> = functions
        .iter()
        .enumerate()
        .flat_map(|(module, names)| names.iter().map(move |name| (module, name.clone())))
        .collect();
    let scripts: Vec<String> = (0..random.below(4)).map(|index| format!("{letter}s{index}")).collect();
    let mut files: Vec<(String, String)> =
        scripts.iter().map(|name| (format!("{name}.cjs"), script(random, name))).collect();
    files.push((
        "parts.cjs".to_owned(),
        "exports.tool = { name: 'tool' };\nexports.name = 'parts';\n".to_owned(),
    ));
    for (module, names) in functions.iter().enumerate() {
        let mut text = String::new();
        let used = random.some(&all, 4);
        for (other, name) in used.iter().filter(|(other, _)| *other != module) {
            let _ = writeln!(text, "import {{ {name} }} from './{letter}{other}.js';");
        }
        let from_other_package = random.some(foreign, 4);
        for name in &from_other_package {
            let _ = writeln!(text, "import {{ {name} }} from 'base';");
        }
        let own_scripts = random.some(&scripts, 20);
        for name in &own_scripts {
            let _ = writeln!(text, "import './{name}.cjs';");
        }
        let run_scripts: String =
            own_scripts.iter().map(|name| format!("fleet.scripts.{name}(); ")).collect();
        let _ = writeln!(
            text,
            "{run_scripts}fleet.evaluated.push('{letter}{module}');\nlet count = 0;\nconst kinds = {{ known: true }};\n\
             class Base {{ of(name) {{ return this instanceof Base && kinds.known && name; }} }}"
        );
        let calls: Vec<&String> = used
            .iter()
            .filter(|(other, _)| *other != module)
            .map(|(_, name)| name)
            .chain(&from_other_package)
            .collect();
        for name in names {
            // Without state: a declaration that may be there or not, with a constant and a class that others use, too.
            if random.chance(50) {
                let _ = writeln!(
                    text,
                    "class Some_{name} extends Base {{}}\nexport function {name}(depth = 1) {{\n  if (depth > 0) {{ {} }}\n  \
                     return kinds.known && new Some_{name}().of('{name}');\n}}",
                    calls.iter().map(|call| format!("{call}(depth - 1);")).collect::<Vec<_>>().join(" ")
                );
                continue;
            }
            let _ = writeln!(
                text,
                "export const {name} = (depth = 1) => {{\n  {run_scripts}fleet.called('{letter}{module}', ++count);\n  if (depth > 0) {{ {} }}\n  return '{name}';\n}};",
                calls.iter().map(|call| format!("{call}(depth - 1);")).collect::<Vec<_>>().join(" ")
            );
        }
        files.push((format!("{letter}{module}.js"), text));
    }
    let mut index = String::new();
    let mut names = Vec::new();
    for (module, own) in functions.iter().enumerate() {
        match random.below(5) {
            0 => {
                let _ = writeln!(index, "export * from './{letter}{module}.js';");
                names.extend(own.iter().cloned());
            }
            1 => {
                // A barrel of its own, which passes on a part.
                let _ = writeln!(index, "export * from './barrel{module}.js';");
                let text = format!("export {{ {} }} from './{letter}{module}.js';\n", own.join(", "));
                files.push((format!("barrel{module}.js"), text));
                names.extend(own.iter().cloned());
            }
            2 => {
                let _ = writeln!(index, "export * as space{module} from './{letter}{module}.js';");
                names.push(format!("space{module}"));
            }
            3 => {
                for name in own {
                    let _ =
                        writeln!(index, "export {{ {name} as other_{name} }} from './{letter}{module}.js';");
                    names.push(format!("other_{name}"));
                }
            }
            _ => {
                let _ = writeln!(index, "export {{ {} }} from './{letter}{module}.js';", own.join(", "));
                names.extend(own.iter().cloned());
            }
        }
    }
    if random.chance(40) {
        let _ = writeln!(
            index,
            "let own = 0;\nexport const here = () => {{ fleet.called('{letter}', ++own); return 'here'; }};"
        );
        names.push("here".to_owned());
    }
    names.sort();
    files.push(("index.js".to_owned(), index));
    let effects = if random.chance(80) { ", \"sideEffects\": [\"*.cjs\"]" } else { "" };
    files.push((
        "package.json".to_owned(),
        format!(
            r#"{{ "name": "{name}", "version": "1.0.0", "type": "module", "main": "index.js"{effects} }}"#
        ),
    ));
    Package { files, names }
}

/// Files `t0.js` … of `tools`, which know nothing of each other and are asked for one by one.
fn tools(random: &mut Random, called: &[String]) -> Package {
    let mut files = Vec::new();
    let mut names = Vec::new();
    for file in 0..2 + random.below(3) {
        let mut text = String::new();
        let used = random.some(called, 8);
        if !used.is_empty() {
            let _ = writeln!(text, "import {{ {} }} from 'base';", used.join(", "));
        }
        let _ = writeln!(text, "fleet.evaluated.push('t{file}');\nlet count = 0;");
        let calls: String = used.iter().map(|name| format!("{name}(); ")).collect();
        for index in 0..2 + random.below(3) {
            let name = format!("t{file}_{index}");
            let counts =
                if random.chance(50) { format!("fleet.called('t{file}', ++count); ") } else { String::new() };
            let calls = if random.chance(50) { calls.as_str() } else { "" };
            let _ = writeln!(text, "export function {name}() {{ {counts}{calls}return '{name}'; }}");
            names.push(name);
        }
        files.push((format!("t{file}.js"), text));
    }
    files.push((
        "package.json".to_owned(),
        r#"{ "name": "tools", "version": "1.0.0", "type": "module", "sideEffects": false }"#.to_owned(),
    ));
    Package { files, names }
}

/// CommonJS, of which all is kept.
fn legacy() -> Package {
    let text = "fleet.evaluated.push('g');\nlet count = 0;\n\
                exports.g0 = () => { fleet.called('g', ++count); return 'g0'; };\n\
                exports.g1 = () => { fleet.called('g', ++count); return 'g1'; };\n";
    let package = r#"{ "name": "legacy", "version": "1.0.0", "main": "index.js", "sideEffects": false }"#;
    Package {
        files: vec![
            ("index.js".to_owned(), text.to_owned()),
            ("package.json".to_owned(), package.to_owned()),
        ],
        names: vec!["g0".to_owned(), "g1".to_owned()],
    }
}

struct Application {
    name: String,
    /// What it reads of `lib`; `None`: the namespace.
    needs: Option<Vec<String>>,
    style: usize,
    /// What it reads of `tools`, whose names begin with those of files, and of `legacy`.
    others: Vec<String>,
    /// Whether it says what it needs.
    takes_part: bool,
    has_copy: bool,
    /// Whether it was known when usage was merged.
    is_known: bool,
    has_usage: bool,
}

/// How copies come to have a part of their packages.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Way {
    Whole,
    Usage,
    Shake,
    TreeShaking,
}

/// What all applications of a fleet have in common.
#[derive(Clone, Copy)]
struct Kind {
    minimize: bool,
    /// Chunks and containers are ES modules.
    is_module: bool,
    is_sealed: bool,
    is_compact: bool,
    /// Some chunks cannot be read the first time.
    fails: bool,
}

impl Kind {
    fn main(self) -> &'static str {
        if self.is_module { "main.mjs" } else { "main.js" }
    }

    fn container(self) -> &'static str {
        if self.is_module { "container.mjs" } else { "container.js" }
    }
}

impl Application {
    fn source(&self) -> String {
        let mut text = String::new();
        for name in &self.others {
            let request = match name.split_once('_') {
                Some((file, _)) => format!("tools/{file}.js"),
                None => "legacy".to_owned(),
            };
            let _ = writeln!(text, "import {{ {name} }} from '{request}';");
        }
        let others: String = self.others.iter().map(|name| format!(", {name}")).collect();
        let Some(needs) = &self.needs else {
            return format!(
                "{text}import * as lib from 'lib';\nexport const read = () => ({{ ...lib{others} }});\n"
            );
        };
        let list = needs.join(", ");
        let members = needs.iter().map(|name| format!("{name}: it.{name}")).collect::<Vec<_>>().join(", ");
        let read = format!("export const read = () => ({{ ...{{ {members} }}{others} }});\n");
        text + &match self.style {
            0 => format!(
                "import {{ {list} }} from 'lib';\nexport const read = () => ({{ ...{{ {list} }}{others} }});\n"
            ),
            1 => format!("import * as it from 'lib';\n{read}"),
            2 => format!(
                "export const read = async () => {{\n  const {{ {list} }} = await import('lib');\n  return {{ ...{{ {list} }}{others} }};\n}};\n"
            ),
            _ => format!("import * as it from './barrel.js';\n{read}"),
        }
    }

    fn configuration(&self, remotes: &[String], way: Way, kind: Kind) -> String {
        let copy = if self.has_copy { "" } else { ", \"import\": false" };
        let usage = match way {
            Way::Usage if kind.is_sealed && self.has_copy => ", \"usage\": \"../union.json\", \"seal\": true",
            Way::Usage if self.has_usage && self.has_copy => ", \"usage\": \"../union.json\"",
            Way::Shake if self.has_copy => ", \"annotate\": true",
            Way::TreeShaking => ", \"treeShaking\": { \"mode\": \"runtime-infer\" }",
            Way::Whole | Way::Usage | Way::Shake => "",
        };
        let share = format!(r#"{{ "singleton": true, "requiredVersion": "^1.0.0"{copy}{usage} }}"#);
        let part = if self.takes_part { "\"shareUsage\": true," } else { "" };
        let container = kind.container();
        let remotes: Vec<String> =
            remotes.iter().map(|name| format!(r#""{name}": "../../{name}/dist/{container}""#)).collect();
        let protocol = if kind.is_compact { "compact" } else { "v1" };
        let (library, remote_type, target) = match kind.is_module {
            false => (
                "commonjs-module",
                "commonjs-module",
                r#""target": "async-node", "output": { "library": { "type": "commonjs2" } }"#,
            ),
            true => (
                "module",
                "import",
                r#""target": "node", "experiments": { "outputModule": true }, "output": { "module": true, "filename": "[name].mjs", "chunkFilename": "[id].mjs", "library": { "type": "module" } }"#,
            ),
        };
        let exposes = if self.name.starts_with("host") {
            String::new()
        } else {
            format!(
                r#""filename": "{container}", "library": {{ "type": "{library}" }}, "exposes": {{ "./App": "./app.js" }},"#
            )
        };
        let entry = if exposes.is_empty() { "\"./index.js\"" } else { "{}" };
        format!(
            r#"{{ "entry": {entry}, {target}, "mode": "production", "optimization": {{ "minimize": {} }},
                "federation": {{ "name": "{}", "protocol": "{protocol}", {exposes} {part} "remoteType": "{remote_type}",
                    "remotes": {{ {} }}, "shared": {{ "lib": {share}, "base": {share}, "tools": {share}, "legacy": {share} }} }} }}"#,
            kind.minimize,
            self.name,
            remotes.join(", ")
        )
    }
}

fn write(path: &Path, text: &str) {
    std::fs::create_dir_all(path.parent().expect("it is in a folder")).expect("folders can be made");
    std::fs::write(path, text).expect("files can be written");
}

fn configuration(folder: &Path) -> Config {
    let Loaded { mut configs, diagnostics, .. } = load(&LoadOptions {
        folder: folder.to_owned(),
        mode: Some(Mode::Production),
        ..LoadOptions::default()
    });
    assert!(!has_errors(&diagnostics), "{}: {diagnostics:?}", folder.display());
    configs.pop().expect("the folder has one configuration")
}

fn build(folder: &Path) {
    let built = Bundler::new(configuration(folder)).build();
    assert!(!has_errors(&built.diagnostics), "{}: {:?}", folder.display(), built.diagnostics);
}

fn build_together(folders: &[PathBuf]) {
    let builds = workspace::build(folders.iter().map(|folder| configuration(folder)).collect());
    for (folder, built) in folders.iter().zip(builds) {
        assert!(!has_errors(&built.diagnostics), "{}: {:?}", folder.display(), built.diagnostics);
        assert!(built.emitted.is_some(), "{} is written", folder.display());
    }
}

/// How many modules go, and how many declarations of others; none where the application has no copy that can be shaken.
fn shake(folder: &Path, union: &share::UsageFile, seal: bool) -> [usize; 2] {
    if folder.join(share::shake::SIDE_FILE).exists() {
        let shaken =
            share::shake::shake_all(&[folder.to_owned()], union, seal).expect("it is as it was built");
        share::shake::swap_in(&shaken).expect("the disk is writable");
        let count = |of: fn(&share::shake::ShakenCopy) -> usize| shaken[0].1.copies.iter().map(of).sum();
        return [count(|copy| copy.gone.len()), count(|copy| copy.declarations)];
    }
    [0, 0]
}

/// Builds a fleet; the text says how to run it. Also how many modules and declarations were taken out of built copies.
fn fleet(seed: u64, root: &Path) -> (String, [usize; 2]) {
    let random = &mut Random(seed);
    let base = package(random, 'b', "base", &[]);
    let called: Vec<String> =
        base.names.iter().filter(|name| !name.starts_with("space") && *name != "here").cloned().collect();
    let lib = package(random, 'l', "lib", &called);
    let (tools, legacy) = (tools(random, &called), legacy());
    for (name, package) in [("base", &base), ("lib", &lib), ("tools", &tools), ("legacy", &legacy)] {
        for (file, text) in &package.files {
            write(&root.join("node_modules").join(name).join(file), text);
        }
    }
    let count = 2 + random.below(3);
    let is_module = random.chance(40);
    let kind = Kind {
        minimize: seed % 2 == 1,
        is_module,
        is_sealed: random.chance(25),
        is_compact: random.chance(30),
        fails: !is_module && random.chance(40),
    };
    // The host provides every subpath, and so asks for something of each.
    let of_host: Vec<String> = tools.names.iter().filter(|name| name.ends_with("_0")).cloned().collect();
    let of_others: Vec<String> = tools.names.iter().chain(&legacy.names).cloned().collect();
    let applications: Vec<Application> = (0..count)
        .map(|index| {
            let some = random.some(&lib.names, 15);
            Application {
                name: if index == 0 { format!("host{seed}") } else { format!("app{seed}_{index}") },
                needs: if random.chance(8) { None } else { Some(some) },
                style: random.below(4),
                others: match index {
                    0 => of_host.iter().chain(&legacy.names[..1]).cloned().collect(),
                    _ => random.some(&of_others, 30),
                },
                takes_part: random.chance(90) || kind.is_sealed,
                // Somebody must have one; the host always does.
                has_copy: index == 0 || random.chance(60),
                is_known: random.chance(40) || kind.is_sealed,
                has_usage: index == 0 || random.chance(70) || kind.is_sealed,
            }
        })
        .collect();
    let remotes: Vec<String> = applications[1..].iter().map(|app| app.name.clone()).collect();
    let write_configurations = |way: Way| {
        for (index, app) in applications.iter().enumerate() {
            let remotes = if index == 0 { &remotes[..] } else { &[] };
            write(&root.join(&app.name).join("fedpack.config.json"), &app.configuration(remotes, way, kind));
        }
    };
    for (index, app) in applications.iter().enumerate() {
        let folder = root.join(&app.name);
        write(&folder.join("package.json"), &format!(r#"{{ "name": "{}" }}"#, app.name));
        write(&folder.join("app.js"), &app.source());
        let passed_on = app.needs.as_ref().map(|needs| needs.join(", ")).unwrap_or_default();
        write(&folder.join("barrel.js"), &format!("export {{ {passed_on} }} from 'lib';\n"));
        if index == 0 {
            write(&folder.join("index.js"), "export const start = () => import('./bootstrap.js');\n");
            let mut bootstrap = format!("export const {} = () => import('./app.js');\n", app.name);
            for remote in &remotes {
                let _ = writeln!(bootstrap, "export const {remote} = () => import('{remote}/App');");
            }
            write(&folder.join("bootstrap.js"), &bootstrap);
        }
    }
    write_configurations(Way::Whole);
    for app in &applications {
        build(&root.join(&app.name));
    }
    let known = applications.iter().filter(|app| app.is_known && app.takes_part);
    let known: Vec<PathBuf> = known.map(|app| root.join(&app.name)).collect();
    let mut shaken = [0, 0];
    if random.chance(40) {
        // The others stay as they are, with whole copies.
        build_together(&known);
    } else {
        let files = known.iter().map(|folder| share::read(&folder.join("dist/share-usage.json")));
        let files = files.map(|file| file.expect("it is read")).collect();
        let union = share::merge(files).expect("nothing is sealed");
        write(&root.join("union.json"), &union.to_text());
        let way = match random.below(5) {
            0 | 1 => Way::Shake,
            2 if !kind.is_sealed => Way::TreeShaking,
            _ => Way::Usage,
        };
        write_configurations(way);
        for app in &applications {
            build(&root.join(&app.name));
        }
        if way == Way::Shake {
            for app in applications.iter().filter(|app| app.is_known && app.takes_part && app.has_usage) {
                let gone = shake(&root.join(&app.name).join("dist"), &union, kind.is_sealed);
                shaken = [shaken[0] + gone[0], shaken[1] + gone[1]];
            }
        }
    }
    let mut order: Vec<&Application> = applications.iter().collect();
    for index in (1..order.len()).rev() {
        order.swap(index, random.below(index + 1));
    }
    let steps: Vec<String> = order
        .iter()
        .map(|app| {
            let names: Vec<&String> =
                app.needs.as_ref().unwrap_or(&lib.names).iter().chain(&app.others).collect();
            format!("[{:?}, {names:?}]", app.name)
        })
        .collect();
    let main = root.join(&applications[0].name).join("dist").join(kind.main());
    let fails = kind.fails;
    (format!("await run({seed}, {main:?}, {fails}, [{}]);\n", steps.join(", ")), shaken)
}

const RUNNER: &str = include_str!("share_fleets/run.mjs");

#[test]
fn whatever_a_fleet_needs_is_there_once() {
    let seeds: Vec<u64> = match std::env::var("FEDPACK_FLEET") {
        Ok(seed) => vec![seed.parse().expect("a number")],
        Err(_) => {
            let fleets = std::env::var("FEDPACK_FLEETS").unwrap_or_else(|_| FLEETS.to_string());
            let (first, end) = fleets.split_once("..").unwrap_or(("0", &fleets));
            let [first, end] = [first, end].map(|it| it.parse().expect("a number"));
            (first..end).collect()
        }
    };
    let folder = TempDir::with_prefix("fedpack-fleets-").expect("a temporary folder");
    let root: PathBuf = folder.path().canonicalize().expect("it exists");
    if seeds.len() == 1 {
        let _ = folder.keep();
    }
    let mut script = RUNNER.to_owned();
    let is_single = seeds.len() == 1;
    let mut shaken = [0, 0];
    for seed in seeds {
        let (run, gone) = fleet(seed, &root.join(seed.to_string()));
        script.push_str(&run);
        shaken = [shaken[0] + gone[0], shaken[1] + gone[1]];
    }
    script.push_str("report();\n");
    write(&root.join("run.mjs"), &script);
    let output = Command::new("node").arg(root.join("run.mjs")).output().expect("Node starts");
    let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    assert!(output.status.success(), "{}\n{}{}", root.display(), text(&output.stdout), text(&output.stderr));
    let counts: Vec<usize> = text(&output.stdout)
        .split_whitespace()
        .map(|count| count.parse().expect("the runner counts them"))
        .collect();
    let [supplements, failures] = counts[..] else { panic!("the runner reports two counts: {counts:?}") };
    let is_tested = shaken.iter().all(|gone| *gone > 0);
    assert!(
        is_single || is_tested,
        "{shaken:?} were taken out of copies that were built: nothing was tested"
    );
    assert!(is_single || failures > 0, "no chunk was made to fail: nothing was tested");
    assert!(is_single || supplements > 0, "no fleet needed more than it had said: nothing was tested");
}

//! `fedpack share shake --seal`: modules that only one other asks for stand in that one's function afterwards.

use crate::{
    program::Project,
    share_shake::{ASYNC_NODE, Format, JSONP, MODULE, SHAKE, configured, contents, node, run_all},
};

/// What is easily lost when functions are joined: names that are the same, patterns and short properties, live bindings, modules
/// as values, CommonJS below, code that runs in an order, calls without a receiver.
const KIT: &[(&str, &str)] = &[
    (
        "node_modules/kit/package.json",
        r#"{ "name": "kit", "version": "1.2.0", "main": "index.js", "sideEffects": ["./noisy.js", "./late.js"] }"#,
    ),
    (
        "node_modules/kit/index.js",
        "export { a } from './a.js';\nexport { own } from './b.js';\nexport { never } from './never.js';\n",
    ),
    (
        "node_modules/kit/a.js",
        "import './noisy.js';\nimport made, { value, raise, Shape as Base } from './names.js';\nimport * as all from './all.js';\n\
         import legacy, { x } from './legacy.cjs';\nimport { passed, again, missing } from './barrel.js';\nimport { tag } from './tag.js';\n\
         globalThis.ran.push('a');\n\
         class Shape extends Base { name() { return 'of a ' + super.name(); } }\n\
         export function a() {\n  const before = value;\n  raise();\n  const { value: renamed = 1, ...rest } = { value, made };\n\
         let short;\n  ({ short = 3 } = {});\n  const object = { value, raise, made };\n\
         { const value = 'hidden'; if (value !== 'hidden') throw Error('shadowed'); }\n\
         return [before, renamed, short, Object.keys(object).join(), rest.made(), new Shape().name(), Object.keys(all).join(),\n\
         all.inner(), legacy.x(), x(), passed(), again(), missing, tag`t${1}`, typeof raise].join(' ');\n}\n",
    ),
    (
        "node_modules/kit/names.js",
        "import { once } from './late.js';\nlet hidden = 1;\nexport let value = 10;\nexport const raise = () => { value += hidden; };\n\
         export class Shape { name() { return 'shape' + once; } }\nconst a = 'made';\nexport default () => a;\nglobalThis.ran.push('names');\n",
    ),
    (
        "node_modules/kit/late.js",
        "globalThis.ran.push('late');\nexport const once = globalThis.ran.length;\n",
    ),
    ("node_modules/kit/noisy.js", "globalThis.ran.push('noisy');\n"),
    (
        "node_modules/kit/all.js",
        "const value = 'in all';\nexport const inner = () => value;\nexport const other = 1;\n",
    ),
    (
        "node_modules/kit/legacy.cjs",
        "exports.x = function () { return this === exports ? 'method' : 'call'; };\n",
    ),
    (
        "node_modules/kit/barrel.js",
        "export { passed, default as again } from './deep.js';\nexport const missing = globalThis.nothing;\n",
    ),
    (
        "node_modules/kit/deep.js",
        "let a = 0, value = 1;\nexport function passed() { return value + ++a; }\nexport default function again() { return passed() * 2; }\n",
    ),
    (
        "node_modules/kit/tag.js",
        "export function tag(texts, ...values) { return [this === undefined, texts.join('_'), values.length].join('/'); }\n",
    ),
    (
        "node_modules/kit/b.js",
        "import { passed } from './deep.js';\nexport const own = (by) => passed() + by;\n",
    ),
    ("node_modules/kit/never.js", "export const never = () => 'nobody asks for this';\n"),
];

const SAID: &str = "noisy,late,names,a | 10 11 3 value,raise,made made of a shape2 inner,other in all method call 2 6  true/t_/1 function | 1004\n";

/// ES modules, which can be joined, and CommonJS files that set globals, of whose functions the text does not say that they are
/// none of ES modules: names that are the same, an early end, sloppy code, receivers, and variables that hold a module for a time.
const SCRIPTS: &[(&str, &str)] = &[
    (
        "node_modules/kit/package.json",
        r#"{ "name": "kit", "version": "1.2.0", "main": "index.js", "sideEffects": ["*.cjs"] }"#,
    ),
    (
        "node_modules/kit/index.js",
        "export { a } from './a.js';\nexport { own } from './own.js';\nexport { never } from './never.js';\n",
    ),
    (
        "node_modules/kit/a.js",
        "import './ticks.cjs';\nimport './tocks.cjs';\nimport './absent.cjs';\nimport './loop.cjs';\nimport './sloppy.cjs';\n\
         import './receiver.cjs';\nimport './strict.cjs';\nimport './tool.cjs';\nimport './whole.cjs';\n\
         import { mixed, held, kept } from './modules.js';\n\
         globalThis.ran.push('a');\n\
         export const a = () => [ticks(), ticks(), tocks(), typeof absent, typeof looped, implicit, leaked, receiver, strict,\n\
         tool(), whole(), mixed(), held(), kept(), mixed === held].join(' ');\n",
    ),
    (
        "node_modules/kit/own.js",
        "import { held, mixed } from './modules.js';\nexport const own = (by) => by + (held() + mixed()).length + tocks();\n",
    ),
    (
        "node_modules/kit/ticks.cjs",
        "var count = globalThis.ran.push('ticks');\nglobalThis.ticks = function () { return count++; };\n",
    ),
    (
        "node_modules/kit/tocks.cjs",
        "var count = globalThis.ran.push('tocks') * 100;\nglobalThis.tocks = function () { return count++; };\n",
    ),
    ("node_modules/kit/absent.cjs", "if (globalThis.ran.length) return;\nglobalThis.absent = true;\n"),
    (
        "node_modules/kit/loop.cjs",
        "for (const name of globalThis.ran) {\n  try { if (name) return; } finally { globalThis.ran.push('loop'); }\n}\n\
         globalThis.looped = true;\n",
    ),
    (
        "node_modules/kit/sloppy.cjs",
        "implicit = globalThis.ran.push('sloppy');\n(function () { this.leaked = 'leaked'; })();\n",
    ),
    (
        "node_modules/kit/receiver.cjs",
        "globalThis.receiver = [typeof this, this === globalThis, arguments.length].join();\n",
    ),
    (
        "node_modules/kit/strict.cjs",
        "'use strict';\nglobalThis.strict = [typeof this, arguments.length].join();\n",
    ),
    (
        "node_modules/kit/tool.cjs",
        "var part = require('./parts.cjs');\npart = part.tool;\nglobalThis.tool = function () { return part.name; };\n",
    ),
    (
        "node_modules/kit/whole.cjs",
        "var part = require('./parts.cjs');\nglobalThis.whole = function () { return part.name; };\n",
    ),
    ("node_modules/kit/parts.cjs", "exports.tool = { name: 'tool' };\nexports.name = 'parts';\n"),
    // The same in ES modules, which do stand in one function, unless their variables hold modules for a time.
    (
        "node_modules/kit/modules.js",
        "export { mixed } from './mixed.js';\nexport { held } from './held.js';\nexport { kept } from './kept.js';\n",
    ),
    (
        "node_modules/kit/mixed.js",
        "var part = require('./parts.cjs');\nglobalThis.ran.push('mixed');\npart = part.tool;\nexport const mixed = () => part.name;\n",
    ),
    (
        "node_modules/kit/held.js",
        "var part = require('./parts.cjs');\nglobalThis.ran.push('held');\nexport const held = () => part.name;\n",
    ),
    (
        "node_modules/kit/kept.js",
        "var part = globalThis.ran.push('kept') * 10;\nexport const kept = () => part++;\n",
    ),
    ("node_modules/kit/never.js", "export const never = () => 'nobody asks for this';\n"),
];

const SCRIPTS_SAID: &str = "ticks,tocks,loop,sloppy,mixed,held,kept,a | 1 2 200 undefined undefined 4 leaked object,false,3 object,3 tool parts tool parts 70 false | 1210\n";

/// A fleet that uses `a` and `own`, and the application in a later version, which imports no more than `own` itself. `kit_says`:
/// what it prints, however it is built.
fn annotated(kit: &[(&str, &str)], kit_says: &str, format: &Format<'_>, more: &str) -> Project {
    let project = configured(kit, format, more);
    let said = "console.log(ran.join(), '|', a(), '|', own(1000))";
    project
        .write("index.js", &format!("globalThis.ran = [];\nimport('kit').then(({{ a, own }}) => {said});\n"));
    run_all(&project, &[&["build"], &["share", "merge", "dist", "-o", "union.json"]]);
    assert_eq!(node(&project, format.run), kit_says);
    let asking = "__webpack_share_scopes__.default.kit['1.2.0'].getExports(['a', 'own'])";
    project.write(
        "index.js",
        &format!(
            "globalThis.ran = [];\nPromise.resolve(__webpack_init_sharing__('default')).then(() => {asking})\n\
             .then((factory) => factory()).then(({{ a, own }}) => {said});\n\
             globalThis.later = () => import('kit').then(({{ own }}) => own(1));\n"
        ),
    );
    std::fs::remove_dir_all(project.path().join("dist")).expect("it is there");
    run_all(&project, &[&["build"]]);
    assert_eq!(node(&project, format.run), kit_says);
    project
}

/// At least `least` functions go, or become parts of others.
fn sealed(kit: &[(&str, &str)], kit_says: &str, format: &Format<'_>, least: usize) {
    let project = annotated(kit, kit_says, format, "");
    let functions = |project: &Project| -> usize {
        let scripts = contents(project).into_iter().filter(|(name, _)| !name.contains("main"));
        scripts.map(|(_, text)| text.matches(".d(").count()).sum()
    };
    let apart = functions(&project);
    run_all(&project, &[&[SHAKE, &["--seal"]].concat()]);
    assert_eq!(node(&project, format.run), kit_says);
    let together = functions(&project);
    assert!(together + least <= apart, "{together} of {apart} functions define exports");
    assert!(contents(&project).iter().all(|(_, text)| !text.contains("nobody asks for this")));
}

#[test]
fn sealed_modules_stand_in_the_functions_of_others() {
    sealed(KIT, SAID, &ASYNC_NODE, 3);
    sealed(KIT, SAID, &MODULE, 3);
    sealed(KIT, SAID, &JSONP, 3);
}

#[test]
fn scripts_without_exports_keep_functions_of_their_own() {
    // In ES modules nothing is sloppy, built or not.
    sealed(SCRIPTS, SCRIPTS_SAID, &ASYNC_NODE, 3);
    sealed(SCRIPTS, SCRIPTS_SAID, &JSONP, 3);
}

/// A map leads from the joined text to the sources.
#[test]
fn maps_of_joined_functions_lead_to_the_sources() {
    let project = annotated(KIT, SAID, &ASYNC_NODE, r#", "devtool": "source-map""#);
    run_all(&project, &[&[SHAKE, &["--seal"]].concat()]);
    assert_eq!(node(&project, ASYNC_NODE.run), SAID);
    let script = "const { SourceMap } = require('module'), fs = require('fs');
for (const name of fs.readdirSync('dist').filter((name) => name.endsWith('.js'))) {
  const text = fs.readFileSync('dist/' + name, 'utf8');
  const at = text.indexOf('of a ');
  if (at < 0) continue;
  const before = text.slice(0, at).split('\\n');
  const map = new SourceMap(JSON.parse(fs.readFileSync(`dist/${name}.map`, 'utf8')));
  const entry = map.findEntry(before.length - 1, before.at(-1).length);
  const line = fs.readFileSync('node_modules/kit/a.js', 'utf8').split('\\n')[entry.originalLine];
  console.log(entry.originalSource.replace(/.*kit/, 'kit'), line.includes(`'of a '`));
}";
    assert_eq!(node(&project, script), "kit/a.js true\n");
}

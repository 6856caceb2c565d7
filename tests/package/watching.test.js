// Builds of a watch: what is done again, and what is not.
import assert from "node:assert/strict";
import fs from "node:fs";
import path from "node:path";
import { test } from "node:test";
import { fedpack, options, output, project } from "./support.js";

/** Notes each file that it is given; `part.txt` is a file that all depend on, and a file with "emit" in it emits one. */
const NOTING = `const fs = require("fs"), path = require("path");
module.exports = function (source) {
  const { log, uncacheable } = this.getOptions();
  fs.appendFileSync(log, path.basename(this.resourcePath) + "\\n");
  if (this.resourcePath.endsWith(uncacheable)) this.cacheable(false);
  const part = path.join(this.rootContext, "part.txt");
  this.addDependency(part);
  this.addMissingDependency(path.join(this.rootContext, "more.txt"));
  if (source.includes("emit")) this.emitFile("emitted.txt", source);
  if (source.includes("warn")) this.emitWarning(new Error("a doubt"));
  return source.replace("PART", fs.readFileSync(part, "utf8").trim());
};`;

function watched(context, files, loaderOptions = {}) {
  const folder = project({ "noting.cjs": NOTING, "part.txt": "one", ...files });
  const log = path.join(folder, "log.txt");
  const write = (name, text, minutes = 0) => {
    fs.writeFileSync(path.join(folder, name), text);
    // Long ago: what is new is read once more.
    fs.utimesSync(path.join(folder, name), 1e9 + 60 * minutes, 1e9 + 60 * minutes);
  };
  for (const [name, text] of Object.entries({ "part.txt": "one", ...files })) write(name, text);
  const rules = [{ test: /\.js$/, loader: "./noting.cjs", options: { log, ...loaderOptions } }];
  const compiler = fedpack(options(folder, { module: { rules } }));
  const results = [];
  let wake = () => {};
  const watching = compiler.watch({}, (error, stats) => {
    results.push(error ?? stats);
    wake();
  });
  context.after(() => new Promise((resolve) => watching.close(resolve)));
  return {
    folder,
    compiler,
    write,
    rule: rules[0],
    /** The next build's statistics, and the files that loaders were given. */
    async next() {
      while (results.length === 0) await new Promise((resolve) => (wake = resolve));
      const stats = results.shift();
      if (stats instanceof Error) throw stats;
      const given = fs.existsSync(log) ? fs.readFileSync(log, "utf8").trim().split("\n").sort() : [];
      fs.rmSync(log, { force: true });
      return { stats, given };
    },
    again: () => watching.invalidate(),
  };
}

test("loaders run again for files that have changed, or that depend on one that has", async (context) => {
  const files = { "index.js": "import { a } from './a.js'; console.log(a, 'PART')", "a.js": "export const a = 1;" };
  const watch = watched(context, files);
  assert.deepEqual((await watch.next()).given, ["a.js", "index.js"]);
  watch.write("a.js", "export const a = 2;", 1);
  assert.deepEqual((await watch.next()).given, ["a.js"]);
  assert.equal(output(watch.folder), "2 one");
  watch.write("part.txt", "two", 1);
  assert.deepEqual((await watch.next()).given, ["a.js", "index.js"]);
  assert.equal(output(watch.folder), "2 two");
  // A loader has looked for it.
  watch.write("more.txt", "", 1);
  watch.again();
  assert.deepEqual((await watch.next()).given, ["a.js", "index.js"]);
  // A new file, and one that nobody asks for any more.
  watch.write("b.js", "export const b = 3;", 1);
  watch.write("index.js", "import { b } from './b.js'; console.log(b)", 1);
  let last = await watch.next();
  assert.deepEqual(last.given, ["b.js", "index.js"]);
  assert.equal(output(watch.folder), "3");
  assert.deepEqual(last.stats.toJson().modules.map(({ name }) => name).filter((name) => name?.startsWith("./")).sort(), ["./b.js", "./index.js"]);
  // A mistake does not make anything forgotten.
  watch.write("b.js", "export const b = ;", 2);
  last = await watch.next();
  assert.ok(last.stats.hasErrors());
  watch.write("b.js", "export const b = 4;", 3);
  assert.deepEqual((await watch.next()).given, ["b.js"]);
  assert.equal(output(watch.folder), "4");
});

test("what belongs to one build is there in each: warnings, emitted files, results that are not to be kept", async (context) => {
  const files = { "index.js": "import './giving.js'; import './never.js'; // warn", "giving.js": "// emit", "never.js": "" };
  const watch = watched(context, files, { uncacheable: "never.js" });
  await watch.next();
  for (let build = 0; build < 2; build++) {
    watch.again();
    const { stats, given } = await watch.next();
    assert.deepEqual(given, ["giving.js", "never.js"]);
    assert.ok(stats.compilation.getAsset("emitted.txt"));
    assert.match(stats.toJson().warnings.map(({ message }) => message).join(), /a doubt/);
  }
});

test("options that a plugin has changed since the last build count for all files", async (context) => {
  const watch = watched(context, { "index.js": "console.log(NAME)" });
  const { hooks, webpack } = watch.compiler;
  await watch.next();
  watch.rule.options.other = true;
  watch.again();
  assert.deepEqual((await watch.next()).given, ["index.js"]);
  watch.again();
  assert.deepEqual((await watch.next()).given, []);
  hooks.watchRun.tap("defines", (compiler) => new webpack.DefinePlugin({ NAME: "'defined'" }).apply(compiler));
  watch.again();
  await watch.next();
  assert.equal(output(watch.folder), "defined");
});

const SLOW = "module.exports = function (source) { setTimeout(this.async(), 300, null, source); };";

/** A watched build of a configuration; `next` waits for what the handler is given. */
function watching(context, given) {
  const results = [];
  let wake = () => {};
  const compiler = fedpack(given);
  const watch = compiler.watch({}, (error, stats) => {
    results.push(error ?? stats);
    wake();
  });
  const close = () => new Promise((resolve) => watch.close(resolve));
  context.after(close);
  const next = async () => {
    while (results.length === 0) await new Promise((resolve) => (wake = resolve));
    const stats = results.shift();
    if (stats instanceof Error) throw stats;
    return stats;
  };
  return { compiler, next, close, again: () => watch.invalidate(), waiting: results };
}

const pause = (milliseconds) => new Promise((resolve) => setTimeout(resolve, milliseconds));

test("a file that is made again, or that comes when it was missing, starts a build", async (context) => {
  const folder = project({ "index.js": 'import a from "./a"; import b from "./inner/b.js"; console.log(a, b)', "a.js": "export default 1" });
  const { next } = watching(context, options(folder));
  assert.match((await next()).toString(), /inner\/b\.js/);
  fs.mkdirSync(path.join(folder, "inner"));
  fs.writeFileSync(path.join(folder, "inner/b.js"), "export default 1");
  while ((await next()).hasErrors());
  assert.equal(output(folder), "1 1");
  fs.rmSync(path.join(folder, "a.js"));
  assert.ok((await next()).hasErrors());
  fs.writeFileSync(path.join(folder, "a.ts"), "export default 2 as number");
  while ((await next()).hasErrors());
  assert.equal(output(folder), "2 1");
  fs.rmSync(path.join(folder, "inner"), { recursive: true });
  while (!(await next()).hasErrors());
  // A folder that is made again is another one; what is in it is watched again.
  fs.mkdirSync(path.join(folder, "inner"));
  for (const value of [3, 4]) {
    fs.writeFileSync(path.join(folder, "inner/b.js"), `export default ${value}`);
    while ((await next()).hasErrors() || output(folder) !== `2 ${value}`);
  }
});

test("a package that is installed, and a package.json that says what modules are, start a build", async (context) => {
  const folder = project({
    "index.js": 'import kind from "./part/kind.js"; import kit from "kit"; console.log(kind, kit)',
    "part/package.json": '{ "type": "commonjs" }',
    "part/kind.js": "export default typeof module;",
  });
  fs.rmSync(path.join(folder, "node_modules"));
  const { next } = watching(context, options(folder));
  assert.ok((await next()).hasErrors());
  fs.mkdirSync(path.join(folder, "node_modules/kit"), { recursive: true });
  fs.writeFileSync(path.join(folder, "node_modules/kit/index.js"), "module.exports = 'kit'");
  let last = await next();
  while (/"kit"|`kit`/.test(last.toString("errors-only"))) last = await next();
  const changed = fs.readFileSync(path.join(folder, "part/package.json"), "utf8").replace("commonjs", "module");
  await pause(50);
  fs.writeFileSync(path.join(folder, "part/package.json"), changed);
  last = await next();
  assert.ok(!last.hasErrors(), last.toString("errors-only"));
});

test("configurations are built after those that they depend on, and whenever these are built again", async (context) => {
  const folder = project({ "a.js": "console.log(1)", "b.js": "console.log(2)", "slow.cjs": SLOW });
  const log = [];
  const noting = (compiler) => {
    compiler.hooks.watchRun.tap("noting", () => void log.push(`start ${compiler.name}`));
    compiler.hooks.done.tap("noting", () => void log.push(`done ${compiler.name}`));
    compiler.hooks.watchClose.tap("noting", () => void log.push(`close ${compiler.name}`));
  };
  const rules = [{ test: /a\.js$/, loader: "./slow.cjs" }];
  const configuration = (name, dependencies) =>
    options(folder, { name, dependencies, entry: `./${name}.js`, output: { filename: `${name}.js` }, module: { rules }, plugins: [noting] });
  const { next, close } = watching(context, [configuration("b", ["a"]), configuration("a")]);
  const once = ["start a", "done a", "start b", "done b"];
  assert.deepEqual((await next()).stats.map(({ compilation }) => compilation.name), ["b", "a"]);
  assert.deepEqual(log.splice(0), once);
  await pause(50);
  fs.writeFileSync(path.join(folder, "a.js"), "console.log(3)");
  await next();
  assert.deepEqual(log.splice(0), once);
  fs.writeFileSync(path.join(folder, "b.js"), "console.log(4)");
  await next();
  assert.deepEqual(log.splice(0), once.slice(2));
  await close();
  assert.deepEqual(log, ["close b", "close a"]);
});

test("virtual modules start builds when they come or become others, but not when a build itself writes them", async (context) => {
  const folder = project({ "index.js": 'console.log(require("./made.js"), require("./disk.js"), require("./each.js"))', "disk.js": "module.exports = 'disk'" });
  const plugin = new fedpack.experiments.VirtualModulesPlugin({ "each.js": "module.exports = 0" });
  let builds = 0;
  const each = (compiler) => {
    const write = () => plugin.writeModule("each.js", `module.exports = ${++builds}`);
    compiler.hooks.watchRun.tap("each", write);
    compiler.hooks.make.tap("each", write);
  };
  const { next, waiting } = watching(context, options(folder, { plugins: [plugin, each] }));
  assert.ok((await next()).hasErrors());
  plugin.writeModule("made.js", "module.exports = 'made'");
  assert.ok(!(await next()).hasErrors());
  assert.equal(output(folder), "made disk 4");
  plugin.writeModule("disk.js", "module.exports = 'virtual'");
  await next();
  assert.equal(output(folder), "made virtual 6");
  plugin.writeModule("disk.js", "module.exports = 'virtual'");
  plugin.writeModule("unknown.js", "");
  await pause(300);
  assert.deepEqual([waiting.length, builds], [0, 6]);
});

test("a file beside a folder that a request leads to, and another folder in its place, are seen", async (context) => {
  const folder = project({ "index.js": "import { x } from './dir'; console.log(x)", "dir/index.js": "export const x = 'folder'" });
  const at = (name) => path.join(folder, name);
  let wake = () => {};
  const watching = fedpack(options(folder)).watch({}, () => wake());
  context.after(() => new Promise((resolve) => watching.close(resolve)));
  const next = async (change) => {
    const built = new Promise((resolve) => (wake = resolve));
    change();
    await built;
    return output(folder);
  };
  assert.equal(await next(() => {}), "folder");
  assert.equal(await next(() => fs.writeFileSync(at("dir.js"), "export const x = 'file'")), "file");
  assert.equal(await next(() => fs.rmSync(at("dir.js"))), "folder");
  const replace = () => {
    fs.renameSync(at("dir"), at("before"));
    fs.mkdirSync(at("dir"));
    fs.writeFileSync(at("dir/index.js"), "export const x = 'another'");
  };
  assert.equal(await next(replace), "another");
});

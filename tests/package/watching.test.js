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

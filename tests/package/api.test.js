import assert from "node:assert/strict";
import fs from "node:fs";
import path from "node:path";
import { test } from "node:test";
import { pathToFileURL } from "node:url";
import { PACKAGE, build, built, fedpack, options, output, project, require } from "./support.js";

test("the ECMAScript module has the names of the CommonJS one", async () => {
  const module = await import(pathToFileURL(path.join(PACKAGE, "lib/index.mjs")).href);
  const names = Object.keys(fedpack).filter((name) => name !== "fedpack");
  assert.deepEqual(Object.keys(module).filter((name) => name !== "default" && name !== "fedpack").sort(), names.sort());
  assert.equal(module.default, fedpack);
  assert.equal(module.sources, require(PACKAGE).sources);
});

test("a callback gets statistics in webpack's form", async () => {
  const folder = project({ "index.js": "import './a.js'; console.log(1)", "a.js": "console.log(2)" });
  const stats = await built(options(folder));
  const json = stats.toJson();
  assert.deepEqual(json.assetsByChunkName, { main: ["main.js"] });
  assert.deepEqual(json.modules.map((module) => module.name).sort(), ["./a.js", "./index.js"]);
  assert.equal(json.errorsCount, 0);
  assert.equal(typeof json.time, "number");
  assert.deepEqual(Object.keys(stats.toJson({ all: false, errors: true })).includes("modules"), false);
  assert.match(stats.toString(), /asset main\.js .*\n.*built successfully/);
  assert.equal(output(folder), "2\n1");
});

test("webpack-bundle-analyzer reads the statistics: which modules make each file, and how many bytes of it", async () => {
  const { getViewerData } = require("webpack-bundle-analyzer/lib/analyzer");
  const padding = (text) => `globalThis[${JSON.stringify(text.repeat(40))}]`;
  const folder = project({
    "index.js": "import { b } from './b.js'; import c from './c.cjs'; import('./lazy.js'); console.log(b, c);",
    "b.js": `import { d } from './d.js'; export const b = [d, ${padding("of b")}];`,
    "c.cjs": `module.exports = ${padding("of c")};`,
    "d.js": `export const d = ${padding("of d")};`,
    "lazy.js": `import c from './c.cjs'; console.log(c, ${padding("of lazy")});`,
  });
  const stats = await built(options(folder, { mode: "production", output: { chunkFilename: "[name].js" }, optimization: { chunkIds: "named" } }));
  const files = getViewerData(stats.toJson(), path.join(folder, "dist"));
  const rows = Object.fromEntries(files.map((file) => [file.label, file]));
  assert.deepEqual(Object.keys(rows).sort(), ["lazy_js.js", "main.js"]);
  const of = (file) => rows[file].groups.map(({ label }) => label);
  assert.deepEqual(of("main.js").sort(), ["c.cjs", "index.js + 2 modules (concatenated)"]);
  assert.deepEqual(of("lazy_js.js"), ["lazy.js"]);
  const [c, joined] = rows["main.js"].groups.toSorted((a, b) => a.label.localeCompare(b.label));
  assert.deepEqual(joined.groups.map(({ label }) => label).sort(), ["b.js", "d.js", "index.js"]);
  // Taken from the file itself: each text is there once, in the module that the source says.
  assert.ok(c.parsedSize > 160 && c.parsedSize < 260, `${c.parsedSize}`);
  assert.ok(joined.parsedSize > 320, `${joined.parsedSize}`);
  assert.ok(rows["lazy_js.js"].groups[0].parsedSize > 160);
  assert.equal(rows["main.js"].parsedSize, fs.statSync(path.join(folder, "dist/main.js")).size);
});

test("errors are in the statistics, and nothing is written", async () => {
  const folder = project({ "index.js": "import './missing.js'" });
  const stats = await build(options(folder));
  assert.equal(stats.hasErrors(), true);
  const [error] = stats.toJson().errors;
  assert.equal(error.code, "FED0100");
  assert.equal(error.moduleName, "./index.js");
  assert.match(error.details, /index\.js:1:8/);
  assert.equal(fs.existsSync(path.join(folder, "dist")), false);
});

test("options that are not understood throw, all at once, or go to the callback", async () => {
  const folder = project({ "index.js": "" });
  const wrong = options(folder, { entri: 1, devtool: () => "x" });
  assert.throws(() => fedpack(wrong), (error) => {
    assert.equal(error.name, "OptionsError");
    assert.deepEqual(error.problems.map((problem) => problem.code).sort(), ["FED0004", "FED0010"]);
    return true;
  });
  await assert.rejects(build(wrong), { name: "OptionsError" });
});

test("options that only webpack has are warnings, each with its place", async () => {
  const folder = project({ "index.js": "console.log(1)" });
  const stats = await built(options(folder, { recordsInputPath: "old.json", recordsPath: "records.json" }));
  const warnings = stats.toJson().warnings.map((warning) => warning.message);
  assert.deepEqual(warnings.sort(), ["Option `recordsInputPath` has no effect", "Option `recordsPath` has no effect"]);
});

test("a compiler can be run again, watched changes aside, and not while it runs", async () => {
  const folder = project({ "index.js": "console.log('one')" });
  const compiler = fedpack(options(folder));
  const run = () => new Promise((resolve, reject) => compiler.run((error, stats) => (error ? reject(error) : resolve(stats))));
  const first = run();
  await assert.rejects(run(), /is building/);
  await first;
  fs.writeFileSync(path.join(folder, "index.js"), "console.log('two')");
  await run();
  assert.equal(output(folder), "two");
  await new Promise((resolve) => compiler.close(resolve));
});

test("watch builds again after a change, until it is closed", async () => {
  const folder = project({ "index.js": "import './a.js'", "a.js": "console.log('one')" });
  const compiler = fedpack(options(folder));
  const invalid = [];
  compiler.hooks.invalid.tap("test", (file) => invalid.push(path.basename(file)));
  let seen = 0;
  await new Promise((resolve, reject) => {
    const watching = compiler.watch({}, (error, stats) => {
      if (error || stats.hasErrors()) return reject(error ?? new Error(stats.toString()));
      seen += 1;
      if (seen === 1) setTimeout(() => fs.writeFileSync(path.join(folder, "a.js"), "console.log('two')"), 50);
      else watching.close(resolve);
    });
  });
  assert.equal(output(folder), "two");
  assert.ok(invalid.includes("a.js"), String(invalid));
});

test("several configurations: dependencies first, and one that fails holds up those that need it", async () => {
  const folder = project({ "index.js": "console.log(NAME)", "broken.js": "import './missing.js'" });
  const order = [];
  const one = (name, more = {}) =>
    options(folder, {
      name,
      define: { NAME: JSON.stringify(name) },
      plugins: [{ apply: (compiler) => compiler.hooks.done.tap("test", () => order.push(name)) }],
      output: { filename: `${name}.js` },
      ...more,
    });
  const stats = await build([one("c", { dependencies: ["b"] }), one("b", { dependencies: ["a"] }), one("a")]);
  assert.deepEqual(order, ["a", "b", "c"]);
  assert.deepEqual(stats.toJson().children.map((child) => child.name), ["c", "b", "a"]);
  assert.equal(output(folder, "c.js"), "c");
  order.length = 0;
  const failed = await build([one("b", { dependencies: ["a"] }), one("a", { entry: "./broken.js" })]);
  assert.deepEqual(order, ["a"]);
  assert.equal(failed.hasErrors(), true);
  assert.throws(() => fedpack([one("a", { dependencies: ["b"] }), one("b", { dependencies: ["a"] })]), /a → b → a/);
});

test("files go to outputFileSystem", async () => {
  const folder = project({ "index.js": "console.log(1)" });
  const compiler = fedpack(options(folder, { output: { filename: "js/deep/[name].js" } }));
  const written = new Map();
  // One that knows no `recursive`, and has a word of its own for a folder that is there.
  const folders = new Set([folder]);
  compiler.outputFileSystem = {
    mkdir(made, done) {
      const code = folders.has(made) ? "EISDIR" : folders.has(path.dirname(made)) ? undefined : "ENOENT";
      if (!code) folders.add(made);
      done(code ? Object.assign(new Error(code), { code }) : null);
    },
    writeFile: (file, content, done) => {
      written.set(path.relative(folder, file), String(content));
      done(null);
    },
  };
  await new Promise((resolve, reject) => compiler.run((error) => (error ? reject(error) : resolve())));
  assert.deepEqual([...written.keys()], [path.join("dist", "js", "deep", "main.js")]);
  assert.equal(fs.existsSync(path.join(folder, "dist")), false);
});

test("externals in all forms, functions too", async () => {
  const folder = project({
    "index.js": "import a from 'a'; import b from 'b'; import c from 'c'; import d from 'd-x'; import e from 'e'; console.log(a, b, c, d, typeof e)",
  });
  const externals = [
    { a: "var 'A'" },
    ({ request }, callback) => (request === "b" ? callback(null, "var 'B'") : callback()),
    async ({ request, contextInfo, context }) => {
      const isFromHere = contextInfo.issuer === path.join(context, "index.js");
      return request === "c" && isFromHere ? "var 'C'" : undefined;
    },
    (_context, request, callback) => (request.startsWith("d-") ? callback(null, "'D'", "var") : callback()),
  ];
  const plugins = [new fedpack.ExternalsPlugin("var", { e: "Object" })];
  await built(options(folder, { externals, plugins }));
  assert.equal(output(folder), "A B C D function");
});

test("federation by the container and sharing plugins", async () => {
  const folder = project({ "index.js": "import('./w.js')", "w.js": "export default 1" });
  const { ModuleFederationPlugin } = fedpack.container;
  const plugin = new ModuleFederationPlugin({ name: "shop", filename: "remote.js", exposes: { "./w": "./w.js" }, library: { type: "commonjs-module" } });
  await built(options(folder, { plugins: [plugin] }));
  const container = require(path.join(folder, "dist/remote.js"));
  await container.init({});
  const factory = await container.get("./w");
  assert.equal(factory().default, 1);
});

test("a panic in Rust is an error that asks for a report; output and process stay, and the next build works", async () => {
  const folder = project({ "index.js": "console.log('kept')" });
  const compiler = fedpack(options(folder));
  const run = () => new Promise((resolve) => compiler.run((error, stats) => resolve({ error, stats })));
  assert.equal((await run()).error, null);
  let failed;
  compiler.hooks.failed.tap("test", (error) => (failed = error));
  compiler.validate();
  const { configuration } = compiler;
  // Unoptimised builds of the addon have a plugin with a bug.
  compiler.configuration = {
    build: (bridge, hooks, ...rest) => configuration.build(bridge, [...hooks, "panic"], ...rest),
  };
  const { error } = await run();
  assert.ok(error instanceof Error);
  assert.equal(failed, error);
  for (const part of [/fedpack has a bug/, /the bug that \.\/index\.js was asked for/, /bug\.rs:\d+/, /Please report this[^]*\/issues/]) assert.match(error.message, part);
  assert.equal(output(folder), "kept");
  assert.equal((await run()).error, null);
  await new Promise((resolve) => compiler.close(resolve));
});

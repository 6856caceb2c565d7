// What one build leaves to the next one of the same compiler, and what is left when it is closed.
import assert from "node:assert/strict";
import fs from "node:fs";
import path from "node:path";
import { test } from "node:test";
import { build, built, fedpack, options, output, program, project, read } from "./support.js";

const run = (compiler) => new Promise((resolve, reject) => compiler.run((error, stats) => (error ? reject(error) : resolve(stats))));
const close = (compiler) => new Promise((resolve) => compiler.close(resolve));

/** Builds of a watch whose files are all old, one after another; `change` is done before each but the first. */
async function watched(context, given, changes) {
  const compiler = fedpack(given);
  let wake;
  const watching = compiler.watch({}, (error, stats) => wake(error ?? stats));
  context.after(() => new Promise((resolve) => watching.close(resolve)));
  const next = () => new Promise((resolve) => (wake = resolve));
  await next();
  const seen = [output(given.context)];
  for (const change of changes) {
    change();
    const built = next();
    watching.invalidate();
    await built;
    seen.push(output(given.context));
  }
  return seen;
}

function old(folder, ...names) {
  for (const name of names) fs.utimesSync(path.join(folder, name), 1e9, 1e9);
}

test("a compiler that is closed while it builds finishes first", async () => {
  const folder = project({
    "index.js": "import './slow.txt'",
    "slow.txt": "",
    "slow.cjs": "module.exports = function () { const done = this.async(); setTimeout(() => done(null, 'export {}'), 300); };",
  });
  const compiler = fedpack(options(folder, { module: { rules: [{ test: /\.txt$/, loader: "./slow.cjs" }] } }));
  const built = run(compiler);
  await new Promise((resolve) => setTimeout(resolve, 50));
  await close(compiler);
  assert.ok(!(await built).hasErrors());
});

test("a build after one that a plugin stopped early has its loaders", async () => {
  const folder = project({ "index.js": "console.log(NAME)", "name.cjs": "module.exports = (source) => source.replace('NAME', '1');" });
  let isFirst = true;
  const plugin = {
    apply(compiler) {
      compiler.hooks.make.tap("Stops", () => {
        if (isFirst) {
          isFirst = false;
          throw new Error("not yet");
        }
      });
    },
  };
  const compiler = fedpack(options(folder, { plugins: [plugin], module: { rules: [{ test: /\.js$/, loader: "./name.cjs" }] } }));
  await assert.rejects(run(compiler), /not yet/);
  assert.ok(!(await run(compiler)).hasErrors());
  assert.equal(output(folder), "1");
  await close(compiler);
});

test("what a plugin adds to the options in watchRun counts for the first build", async (context) => {
  const folder = project({ "index.js": "console.log(NAME)" });
  let count = 0;
  const plugin = {
    apply(compiler) {
      compiler.hooks.watchRun.tap("Defines", () => new compiler.webpack.DefinePlugin({ NAME: String(++count) }).apply(compiler));
    },
  };
  assert.deepEqual(await watched(context, options(folder, { plugins: [plugin] }), [() => {}]), ["1", "2"]);
});

test("options of loaders with functions and maps in them are compared by what they hold", async (context) => {
  const folder = project({
    "index.js": "console.log('VALUE')",
    "value.cjs": "module.exports = function (source) { const { value, map } = this.getOptions(); return source.replace('VALUE', value() + map.get('m')); };",
  });
  old(folder, "index.js");
  const map = new Map([["m", 1]]);
  const loaderOptions = { value: () => "a", map };
  const given = options(folder, { module: { rules: [{ test: /\.js$/, loader: "./value.cjs", options: loaderOptions }] } });
  const seen = await watched(context, given, [() => map.set("m", 2), () => (loaderOptions.value = () => "b")]);
  assert.deepEqual(seen, ["a1", "a2", "b2"]);
});

test("a file that a loader looked for in vain is one that its result depends on", async (context) => {
  const folder = project({
    "index.js": "",
    "part.json": "1",
    "find.cjs": `const path = require("path");
      module.exports = function () {
        const done = this.async();
        this.resolve(this.rootContext, "./part", (error, file) => done(error, "console.log(" + JSON.stringify(path.basename(String(file))) + ")"));
      };`,
  });
  old(folder, "index.js", "part.json");
  const given = options(folder, { resolve: { extensions: [".js", ".json"] }, module: { rules: [{ test: /index\.js$/, loader: "./find.cjs" }] } });
  const seen = await watched(context, given, [() => fs.writeFileSync(path.join(folder, "part.js"), "")]);
  assert.deepEqual(seen, ["part.json", "part.js"]);
});

test("cache: false has loaders run in each build", async (context) => {
  const folder = project({ "index.js": "", "count.cjs": "let count = 0; module.exports = () => `console.log(${++count})`;" });
  old(folder, "index.js");
  const rules = [{ test: /index\.js$/, loader: "./count.cjs" }];
  assert.deepEqual(await watched(context, options(folder, { module: { rules } }), [() => {}]), ["1", "1"]);
  const again = project({ "index.js": "", "count.cjs": "let count = 0; module.exports = () => `console.log(${++count})`;" });
  old(again, "index.js");
  assert.deepEqual(await watched(context, options(again, { cache: false, module: { rules } }), [() => {}]), ["1", "2"]);
});

test("what emitFile is given must be text or bytes, and may have anything beside it", async () => {
  const folder = project({
    "index.js": "import './a.txt'",
    "a.txt": "",
    "nothing.cjs": "module.exports = function () { this.emitFile('a.bin', undefined); return ''; };",
    "info.cjs": "module.exports = function () { this.emitFile('b.bin', 'text', null, { minimized: true, f() {} }); return ''; };",
  });
  const rules = (loader) => ({ module: { rules: [{ test: /\.txt$/, type: "javascript/auto", loader }] } });
  const failed = await build(options(folder, rules("./nothing.cjs")));
  assert.match(failed.toJson().errors[0].message, /emitFile\("a\.bin"\) was given nothing/);
  await built(options(folder, rules("./info.cjs")));
  assert.equal(read(folder, "b.bin"), "text");
});

test("closing a child compiler leaves the workers of its parent alone", async () => {
  const folder = project({
    "index.js": "import './slow.txt'",
    "slow.txt": "",
    "slow.cjs": "module.exports = function () { const done = this.async(); setTimeout(() => done(null, 'export {}'), 300); };",
  });
  const plugin = {
    apply(compiler) {
      compiler.hooks.make.tapPromise("Child", async (compilation) => {
        const child = compilation.createChildCompiler("child", {}, []);
        setTimeout(() => child.close(() => {}), 100);
      });
    },
  };
  await built(options(folder, { plugins: [plugin], module: { rules: [{ test: /\.txt$/, loader: "./slow.cjs" }] } }));
});

test("rules of classes that only another configuration's scripts ask for stay", async () => {
  const files = {
    "client.js": "import s from './s.module.css'; document.title = s.client;",
    "server.js": "import s from './s.module.css'; console.log(s.server);",
    "s.module.css": ".client { color: red } .server { color: blue } .nobody { color: green }",
  };
  const folder = project(files);
  const one = (entry, more) => options(folder, { mode: "production", target: "web", entry, ...more, output: { path: path.join(folder, "dist", more.name) } });
  await built([one("./client.js", { name: "client" }), one("./server.js", { name: "server", module: { generator: { "css/auto": { exportsOnly: true } } } })]);
  assert.equal(read(folder, "client/main.css").match(/color/g).length, 3);
  await built(one("./client.js", { name: "alone" }));
  assert.equal(read(folder, "alone/main.css").match(/color/g).length, 1);
  fs.writeFileSync(path.join(folder, "fedpack.config.json"), JSON.stringify([{ name: "a", entry: "./client.js", output: { path: "dist/a" } }, { name: "b", entry: "./server.js", output: { path: "dist/b" } }]));
  assert.equal(program(folder, "build").status, 0);
  assert.equal(read(folder, "a/main.css").match(/color/g).length, 3);
});

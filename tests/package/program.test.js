import assert from "node:assert/strict";
import fs from "node:fs";
import path from "node:path";
import { test } from "node:test";
import { output, program, programThatServes, project } from "./support.js";

test("build runs a configuration of webpack as it stands", () => {
  const folder = project({
    "index.js": "console.log(NAME)",
    "webpack.config.js": `const webpack = require("webpack"); const path = require("path");
      module.exports = (env, argv) => ({ mode: argv.mode, target: "node", entry: "./index.js", output: { path: path.join(__dirname, "dist") },
        plugins: [new webpack.DefinePlugin({ NAME: JSON.stringify(env.name) })] });`,
  });
  const ran = program(folder, "build", "-c", "webpack.config.js", "--mode", "development", "--env", "name=shop", "--json", "stats.json");
  assert.equal(ran.status, 0, ran.stderr);
  assert.equal(output(folder), "shop");
  assert.match(ran.stdout, /asset main\.js/);
  assert.deepEqual(JSON.parse(fs.readFileSync(path.join(folder, "stats.json"), "utf8")).assetsByChunkName, { main: ["main.js"] });
});

test("TypeScript and ECMAScript configurations, with plugins", () => {
  const folder = project({
    "index.js": "console.log(NAME)",
    "name.ts": "export const name: string = 'typed';",
    "rspack.config.ts": `import { name } from "./name"; import webpack from "webpack";
      export default { mode: "development", target: "node", entry: "./index.js", plugins: [new webpack.DefinePlugin({ NAME: JSON.stringify(name) })] };`,
  });
  const ran = program(folder, "build", "--config", "rspack.config.ts");
  assert.equal(ran.status, 0, ran.stderr);
  assert.equal(output(folder), "typed");
});

test("a mistake in the configuration is shown in its file, with code 2; an error of the build is code 1", () => {
  const folder = project({
    "index.js": "import './missing.js'",
    "wrong.config.mjs": "export default {\n  entry: './index.js',\n  output: { filname: 'x.js' },\n};\n",
    "right.config.mjs": "export default { entry: './index.js' };",
  });
  const wrong = program(folder, "build", "-c", "wrong.config.mjs");
  assert.equal(wrong.status, 2);
  assert.match(wrong.stderr, /wrong\.config\.mjs:3:13/);
  const failed = program(folder, "build", "-c", "right.config.mjs");
  assert.equal(failed.status, 1);
  assert.match(failed.stderr, /FED0100/);
});

test("builds without JavaScript and all other verbs are the program's own", () => {
  const folder = project({ "src/index.js": "console.log(1)" });
  const ran = program(folder, "build", "--mode", "development", "--quiet");
  assert.equal(ran.status, 0, ran.stderr);
  assert.equal(output(folder), "1");
  const help = program(folder, "--help");
  assert.equal(help.status, 0);
  assert.match(help.stdout, /Usage: fedpack/);
  assert.equal(program(folder, "nonsense").status, 2);
});

test("migrate prints data, and what has no counterpart", () => {
  const folder = project({
    "index.js": "",
    "up.js": "module.exports = (s) => s",
    "webpack.config.js": `const webpack = require("webpack");
      class Mine { apply() {} }
      module.exports = { entry: "./index.js", recordsPath: "records.json", module: { rules: [{ test: /\\.txt$/, loader: "./up.js" }] },
        plugins: [new webpack.DefinePlugin({ A: "1" }), new webpack.HotModuleReplacementPlugin(), new Mine()] };`,
  });
  const ran = program(folder, "migrate", "--write");
  assert.equal(ran.status, 0, ran.stderr);
  const config = JSON.parse(fs.readFileSync(path.join(folder, "fedpack.config.json"), "utf8"));
  assert.deepEqual(config.define, { A: "1" });
  assert.equal(ran.stderr.split("\n").filter(Boolean).length, 4, ran.stderr);
  for (const part of [/`recordsPath` has no effect/, /HotModuleReplacementPlugin/, /plugins\[2\], Mine, is JavaScript/, /up\.js is JavaScript/]) assert.match(ran.stderr, part);
});

test("a plugin that throws is named, with its stack, and the code is 1", () => {
  const folder = project({
    "index.js": "console.log(1)",
    "webpack.config.js": `
      const fail = () => { throw new Error("not today"); };
      module.exports = { entry: "./index.js", plugins: [{ apply: (compiler) => compiler.hooks.make.tap("Mine", fail) }] };`,
  });
  const ran = program(folder, "build", "-c", "webpack.config.js");
  assert.equal(ran.status, 1);
  assert.match(ran.stderr, /^fedpack: Mine in compiler\.hooks\.make has thrown: Error: not today\n[^]*webpack\.config\.js:\d+/);
});

test("dev builds a configuration in JavaScript after each change, and tells the pages that it serves", async () => {
  const folder = project({
    "index.js": "console.log(NAME)",
    "index.html": "<!doctype html><title>shop</title>",
    "name.txt": "one",
    "webpack.config.js": `const webpack = require("webpack"); const fs = require("fs"); const path = require("path");
      const Naming = { apply(compiler) {
        compiler.hooks.thisCompilation.tap("Naming", (compilation) => compilation.fileDependencies.add(path.join(__dirname, "name.txt")));
        compiler.hooks.compilation.tap("Naming", (compilation) => compilation.hooks.processAssets.tap("Naming", () =>
          compilation.emitAsset("name.txt", new webpack.sources.RawSource(fs.readFileSync(path.join(__dirname, "name.txt"), "utf8")))));
        compiler.hooks.compilation.tap("Naming", (compilation) => compilation.hooks.processAssets.tap("Naming", () =>
          compilation.emitAsset("index.html", new webpack.sources.RawSource("<!doctype html><title>shop</title>"))));
      } };
      module.exports = { entry: "./index.js", plugins: [Naming, new webpack.container.ModuleFederationPlugin({
        name: "shop", remotes: { catalog: "catalog@http://localhost:1/remoteEntry.js" } }), new webpack.DefinePlugin({ NAME: "1" })] };`,
  });
  const { child, origin } = await programThatServes(folder, "dev", "-c", "webpack.config.js", "--port", "0");
  try {
    const text = async (address) => (await fetch(new URL(address, origin))).text();
    assert.match(await text("/"), /<script src="\/\.fedpack\/live\.js\?build=\d+"><\/script>\s*$/);
    assert.equal(await text("/.fedpack/remotes.json"), '["http://localhost:1/remoteEntry.js"]');
    assert.equal(await text("/name.txt"), "one");
    const events = (await fetch(new URL("/.fedpack/events", origin))).body.pipeThrough(new TextDecoderStream()).getReader();
    const first = (await events.read()).value;
    fs.writeFileSync(path.join(folder, "name.txt"), "two");
    let second = (await events.read()).value;
    while (!second.startsWith("data: ")) second = (await events.read()).value;
    assert.notEqual(second, first);
    assert.equal(await text("/name.txt"), "two");
    await events.cancel();
  } finally {
    child.kill();
  }
});

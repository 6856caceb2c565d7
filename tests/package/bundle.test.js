// The file that is published in place of the sources.
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import fs from "node:fs";
import path from "node:path";
import { test } from "node:test";
import { PACKAGE, built, options, output, project, require } from "./support.js";

/** A package whose main thread has one file, beside the sources of this one. */
function bundled() {
  const folder = project({});
  const run = spawnSync(process.execPath, [path.join(PACKAGE, "scripts/bundle.mjs"), path.join(folder, "dist")], { encoding: "utf8" });
  assert.equal(run.status, 0, run.stdout + run.stderr);
  fs.rmSync(path.join(folder, "node_modules"));
  for (const name of ["lib", "native", "node_modules"]) fs.symlinkSync(path.join(PACKAGE, name), path.join(folder, name));
  return { file: path.join(folder, "dist/parts.js"), parts: require(path.join(folder, "dist/parts.js")) };
}

test("the package is one file on the main thread, with the names of classes, and does the same", async () => {
  const { file, parts } = bundled();
  assert.match(fs.readFileSync(`${file}.LICENSE.txt`, "utf8"), /Permission is hereby granted/);
  assert.deepEqual(Object.keys(parts.api), Object.keys(require(PACKAGE)));
  assert.equal(parts.api.BannerPlugin.name, "BannerPlugin");
  const loaded = Object.keys(require.cache).filter((name) => name.startsWith(path.dirname(path.dirname(file))));
  assert.deepEqual(loaded, [file]);

  const folder = project({
    "index.js": "console.log(require('./data.txt'), require('./typed'))",
    "data.txt": "text",
    "typed.ts": "const answer: number = 42; module.exports = answer;",
    "loader.js": "module.exports = (text) => `module.exports = ${JSON.stringify(text.toUpperCase())}`",
    "twice.js": "module.exports = (text) => text.replace('42', '84')",
  });
  const rules = [
    { test: /\.txt$/, use: path.join(folder, "loader.js") },
    // Compiled by the addon, for a loader in JavaScript.
    { test: /\.ts$/, use: [path.join(folder, "twice.js"), "builtin:swc-loader"] },
  ];
  const plugins = [new parts.api.BannerPlugin({ banner: "/* ours */", raw: true }), new parts.api.DefinePlugin({ NEVER: "1" })];
  const stats = await built(options(folder, { module: { rules }, plugins }), parts.api);
  assert.deepEqual(stats.toJson().warnings, []);
  assert.equal(output(folder), "TEXT 84");
  assert.match(fs.readFileSync(path.join(folder, "dist/main.js"), "utf8"), /^\/\* ours \*\//);

  const thrown = { apply: (compiler) => compiler.hooks.emit.tap("Thrower", () => assert.fail("on purpose")) };
  const error = await built(options(folder, { module: { rules }, plugins: [thrown] }), parts.api).catch((caught) => caught);
  assert.match(error.stack, /#compileAndWrite/);
});

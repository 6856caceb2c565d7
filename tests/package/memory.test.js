import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import path from "node:path";
import { test } from "node:test";
import { PACKAGE, project } from "./support.js";

/** Resident memory after the first and after the tenth of ten builds in one process. */
function memoryOfBuilds(more) {
  const files = { "index.js": Array.from({ length: 300 }, (_, at) => `import './m${at}.js'`).join("\n") };
  for (let at = 0; at < 300; at++) {
    const functions = Array.from({ length: 60 }, (_, n) => `export function f${n}(a) { return a + ${n} + "text ${at}"; }`);
    files[`m${at}.js`] = functions.join("\n");
  }
  files["loader.cjs"] = "module.exports = (text) => `${text}\\n// seen`;";
  const folder = project(files);
  const script = `
    const fedpack = require(${JSON.stringify(PACKAGE)});
    const build = () => new Promise((resolve, reject) => {
      const compiler = fedpack({ context: ${JSON.stringify(folder)}, mode: "development", target: "node", entry: "./index.js", output: { path: ${JSON.stringify(path.join(folder, "dist"))} }, ...${JSON.stringify(more)} });
      compiler.run((error, stats) => (error || stats.hasErrors() ? reject(error ?? stats.toString()) : compiler.close(resolve)));
    });
    const rest = () => { global.gc(); return new Promise((resolve) => setTimeout(resolve, 200)); };
    (async () => {
      await build(); await rest();
      const one = process.memoryUsage().rss;
      for (let n = 0; n < 9; n++) { await build(); await rest(); }
      console.log(JSON.stringify({ one, ten: process.memoryUsage().rss }));
    })();`;
  const ran = spawnSync(process.execPath, ["--expose-gc", "--eval", script], { encoding: "utf8" });
  assert.equal(ran.status, 0, ran.stderr);
  return JSON.parse(ran.stdout);
}

test("ten builds in one process end within 20 % of the memory of one", () => {
  const { one, ten } = memoryOfBuilds({});
  assert.ok(ten < one * 1.2, `one build: ${Math.round(one / 1e6)} MB, ten: ${Math.round(ten / 1e6)} MB`);
});

test("so do ten builds with loaders, each of which has workers of its own", () => {
  const { one, ten } = memoryOfBuilds({ threads: 2, module: { rules: [{ use: "./loader.cjs" }] } });
  assert.ok(ten < one * 1.2, `one build: ${Math.round(one / 1e6)} MB, ten: ${Math.round(ten / 1e6)} MB`);
});

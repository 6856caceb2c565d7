// Hooks of `normalModuleFactory` that decide what a request means.
import assert from "node:assert/strict";
import path from "node:path";
import { test } from "node:test";
import { build, built, options, output, project, require } from "./support.js";

const { ExternalModule } = require("webpack");
const RawModule = require(path.join(path.dirname(require.resolve("webpack/package.json")), "lib/module/RawModule.js"));

/** A plugin that taps one hook of the factory. */
const tapping = (hook, run) => (compiler) => {
  compiler.hooks.compilation.tap("Tapping", (_, { normalModuleFactory }) => normalModuleFactory.hooks[hook].tap("Tapping", run));
};

test("resolve makes a module, drops a request, or changes it, for files only", async () => {
  const folder = project({
    "index.js": `
      import made from "virtual:made";
      import other from "./written.js";
      import { sep } from "node:path";
      import * as external from "outside";
      let dropped;
      try { require("./dropped.js"); } catch (error) { dropped = error.code; }
      console.log([made, other, sep, external.default, dropped].join());`,
    "written.js": "export default 'written'",
    "other.js": "export default 'other'",
    "dropped.js": "throw new Error('it runs')",
  });
  const seen = [];
  const plugin = tapping("resolve", (data) => {
    seen.push(data.request);
    if (data.request === "virtual:made") return new RawModule("export default 'made'", path.join(folder, "made.js"));
    if (data.request === "./dropped.js") return false;
    if (data.request === "./written.js") data.request = "./other.js";
    return undefined;
  });
  const externals = { outside: "commonjs node:os" };
  const stats = await built(options(folder, { plugins: [plugin], externals }));
  assert.equal(output(folder), ["made", "other", path.sep, require("node:os"), "MODULE_NOT_FOUND"].join());
  assert.deepEqual(seen.filter((request) => /outside|node:/.test(request)), [], "externals are decided before");
  assert.doesNotMatch(stats.toString(), /never calls/);
});

test("createModule sees what a file would become, and puts another module in its place", async () => {
  const folder = project({
    "index.js": "import text from './a.text'; import os from './os.js'; import kept from './kept.mjs'; console.log([text, typeof os.cpus, kept].join())",
    "a.text": "text of a file",
    "os.js": "export default {}",
    "kept.mjs": "export default 'kept'",
    "loader.cjs": "module.exports = (s) => `export default ${JSON.stringify(s)}`;",
  });
  const seen = new Map();
  const plugin = tapping("createModule", (createData, data) => {
    assert.equal(data.createData, createData);
    seen.set(path.basename(createData.resource), [createData.type, createData.rawRequest, createData.loaders.map(({ loader }) => path.basename(loader)).join()]);
    return createData.rawRequest === "./os.js" ? new ExternalModule("node:os", "commonjs") : undefined;
  });
  await built(options(folder, { plugins: [plugin], module: { rules: [{ test: /\.text$/, loader: "./loader.cjs" }] } }));
  assert.equal(output(folder), "text of a file,function,kept");
  assert.deepEqual(seen.get("a.text"), ["javascript/auto", "./a.text", "loader.cjs"]);
  assert.deepEqual(seen.get("kept.mjs"), ["javascript/esm", "./kept.mjs", ""]);
});

test("beforeResolve says where a request starts", async () => {
  const folder = project({
    "index.js": "import a from './a.js'; console.log(a)",
    "a.js": "export default 'here'",
    "there/a.js": "export default 'there'",
  });
  const plugin = tapping("beforeResolve", (data) => {
    if (data.request === "./a.js") data.context = path.join(folder, "there");
  });
  await built(options(folder, { plugins: [plugin] }));
  assert.equal(output(folder), "there");
});

test("what these hooks throw or cannot give is an error that names them", async () => {
  const folder = project({ "index.js": "console.log(1)" });
  for (const [hook, given] of [["resolve", {}], ["createModule", {}]]) {
    const wrong = await build(options(folder, { plugins: [tapping(hook, () => given)] }));
    assert.match(wrong.toJson().errors[0].message, new RegExp(`hooks\\.${hook} returned a module of a kind`));
    const thrown = await build(options(folder, { plugins: [tapping(hook, () => { throw new Error("not today"); })] }));
    assert.match(thrown.toJson().errors[0].message, new RegExp(`${hook}[^]*not today`));
  }
});

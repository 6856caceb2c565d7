// Plugins of the resolver, and modules that are nowhere on the disk.
import assert from "node:assert/strict";
import fs from "node:fs";
import path from "node:path";
import test from "node:test";
import { build, built, fedpack, options, output, project, require } from "./support.js";

const { VirtualModulesPlugin } = fedpack.experiments;

/** A plugin as tsconfig-paths-webpack-plugin and others are made: `house:x` is `src/x.js`. */
class HousePlugin {
  constructor(folder, source = "described-resolve", target = "resolve") {
    Object.assign(this, { folder, source, target, asked: [] });
  }

  apply(resolver) {
    const target = resolver.ensureHook(this.target);
    resolver.getHook(this.source).tapAsync("HousePlugin", (request, resolveContext, callback) => {
      const name = request.request?.match(/^house:(.*)/)?.[1];
      if (!name) return callback();
      this.asked.push([name, path.basename(request.context.issuer)]);
      resolveContext.fileDependencies?.add(path.join(this.folder, "house.json"));
      resolver.doResolve(target, { ...request, request: path.join(this.folder, "src", name) }, null, resolveContext, callback);
    });
  }
}

test("a plugin of resolve.plugins answers for its requests, everything else is resolved natively", async () => {
  const folder = project({
    "index.js": 'import a from "house:a?x"; import b from "./b"; console.log(a, b, require("house:c"))',
    "b.ts": "export default 'b' as string;",
    "src/a.js": "import d from 'house:d'; export default 'a' + d + __resourceQuery;",
    "src/c.cjs": "module.exports = 'c'",
    "src/d.js": "export default 'd'",
  });
  const plugin = new HousePlugin(folder);
  const stats = await built(options(folder, { resolve: { extensions: ["...", ".cjs"], plugins: [plugin, "..."] } }));
  assert.equal(output(folder), "ad?x b c");
  assert.deepEqual(plugin.asked.sort(), [["a", "index.js"], ["c", "index.js"], ["d", "a.js"]]);
  assert.ok(stats.compilation.fileDependencies.has(path.join(folder, "house.json")));
  assert.equal(stats.toJson().warnings.length, 0);
});

test("a plugin of the resolver taps before and after other steps, refuses requests, and ignores them", async () => {
  const folder = project({
    "index.js": 'import a from "house:a"; console.log(a, Object.keys(require("gone")).length)',
    "src/a.js": "export default 'a'",
    "outer.js": 'import "../elsewhere.js"',
  });
  const gone = { apply: (resolver) => resolver.getHook("before-resolve").tap("gone", ({ request }) => (request === "gone" ? { path: false } : undefined)) };
  const scope = {
    apply(resolver) {
      resolver.hooks.file.tapPromise("scope", async ({ path: file }) => {
        if (!file.startsWith(folder)) throw new Error(`${path.basename(file)} is outside of the house.`);
      });
    },
  };
  await built(options(folder, { resolve: { plugins: [new HousePlugin(folder, "before-parsed-resolve"), gone, scope] } }));
  assert.equal(output(folder), "a 0");

  const refused = new (class {
    apply(resolver) {
      resolver.getHook("resolve").tapAsync("scope", ({ request }, _, callback) =>
        request?.startsWith("../") ? callback(new Error(`${request} is outside of the house.`)) : callback(),
      );
    }
  })();
  const stats = await build(options(folder, { entry: "./outer.js", resolve: { plugins: [refused] } }));
  assert.match(stats.toString("errors-only"), /\.\.\/elsewhere\.js is outside of/);
});

test("a plugin's request that leads nowhere is what the error is about, and what comes there starts a build", async () => {
  const folder = project({ "index.js": 'import a from "house:a"; console.log(a)', "src/b.js": "" });
  const compiler = fedpack(options(folder, { resolve: { plugins: [new HousePlugin(folder)] } }));
  const seen = [];
  await new Promise((resolve, reject) => {
    const watching = compiler.watch({}, (error, stats) => {
      if (error) return reject(error);
      const name = ["a.js", "a.tsx"][seen.length];
      seen.push(stats.hasErrors() ? stats.toString("errors-only") : output(folder));
      if (name) fs.writeFileSync(path.join(folder, "src", name), `export default "${name}"`);
      else watching.close(resolve);
    });
  });
  assert.ok(seen[0].includes("src/a"), seen[0]);
  assert.deepEqual(seen.slice(1), ["a.js", "a.tsx"]);
});

test("VirtualModulesPlugin: modules that are made up are files for requests, rules and loaders", async () => {
  const folder = project({
    "index.js": 'import a from "virtual-a"; import b from "./made/b"; import c from "./made/c.txt"; import late from "late"; console.log(a, b, c, late)',
    "loader.cjs": "module.exports = (text) => `export default ${JSON.stringify(text.toUpperCase())}`;",
  });
  const plugin = new VirtualModulesPlugin({
    "node_modules/virtual-a/package.json": '{ "name": "virtual-a", "exports": "./inner/main.js" }',
    "node_modules/virtual-a/inner/main.js": 'export { default } from "./deep.js";',
    "node_modules/virtual-a/inner/deep.js": "export default 'a';",
    "made/b.ts": "const b: string = 'b'; export default b;",
    [path.join(folder, "made/c.txt")]: "c",
  });
  const late = { apply: (compiler) => compiler.hooks.make.tap("late", () => plugin.writeModule("node_modules/late.js", "export default 'late'")) };
  const rules = [{ test: /\.txt$/, use: "./loader.cjs" }];
  await built(options(folder, { plugins: [plugin, late], module: { rules } }));
  assert.equal(output(folder), "a b C late");
  assert.deepEqual(fs.readdirSync(folder).sort(), ["dist", "index.js", "loader.cjs", "node_modules"]);
  assert.throws(() => new VirtualModulesPlugin().writeModule("a.js", ""), /has to be among its plugins/);
});

test("a virtual module that is written again is built again", async () => {
  const folder = project({ "index.js": 'console.log(require("./made.js"))' });
  const plugin = new VirtualModulesPlugin({ "made.js": "module.exports = 1" });
  const compiler = fedpack(options(folder, { plugins: [plugin] }));
  const seen = [];
  await new Promise((resolve, reject) => {
    const watching = compiler.watch({}, (error, stats) => {
      if (error || stats.hasErrors()) return reject(error ?? new Error(stats.toString()));
      seen.push(output(folder));
      if (seen.length === 1) plugin.writeModule("made.js", "module.exports = 2");
      else watching.close(resolve);
    });
  });
  assert.deepEqual(seen, ["1", "2"]);
});

test("webpack-virtual-modules, and rspack's VirtualModulesPlugin, write into the same place", async () => {
  const folder = project({ "index.js": 'console.log(require("of-webpack"), require("./of-rspack.js"), require("./later.js"))' });
  const Webpacks = require("webpack-virtual-modules");
  const taken = new WeakSet();
  class OfRspack {
    static __internal__take_virtual_files(compiler) {
      return taken.has(compiler) ? [{ path: path.join(folder, "of-rspack.js"), content: "module.exports = 2" }] : undefined;
    }
    apply(compiler) {
      compiler.hooks.afterEnvironment.tap("OfRspack", () => taken.add(compiler));
      compiler.hooks.make.tap("OfRspack", () =>
        compiler.__internal__get_virtual_file_store().writeVirtualFileSync(path.join(folder, "later.js"), "module.exports = 3"),
      );
    }
  }
  await built(options(folder, { plugins: [new Webpacks({ "node_modules/of-webpack.js": "module.exports = 1" }), new OfRspack()] }));
  assert.equal(output(folder), "1 2 3");
});

test("a plugin made with unplugin resolves, loads and transforms", async () => {
  const { createWebpackPlugin } = await import("unplugin");
  const folder = project({ "index.js": 'import a from "virtual:a"; import { b } from "./b.js"; console.log(a, b)', "b.js": "export const b = '__B__';" });
  const make = createWebpackPlugin(() => ({
    name: "house",
    resolveId: (id) => (id.startsWith("virtual:") ? id : null),
    load: (id) => (id.startsWith("virtual:") ? `export default ${JSON.stringify(id)}` : null),
    loadInclude: (id) => id.startsWith("virtual:"),
    transformInclude: (id) => id.endsWith("b.js"),
    transform: (code) => code.replace("__B__", "b"),
  }));
  await built(options(folder, { plugins: [make()] }));
  assert.equal(output(folder), "virtual:a b");
});

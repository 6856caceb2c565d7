import assert from "node:assert/strict";
import fs from "node:fs";
import path from "node:path";
import { test } from "node:test";
import { build, built, fedpack, options, output, project, read, require } from "./support.js";

test("hooks are called in webpack's order", async () => {
  const folder = project({ "index.js": "console.log(1)" });
  const calls = [];
  const log = (name) => () => void calls.push(name);
  const plugin = {
    apply(compiler) {
      for (const name of ["environment", "afterPlugins", "compile", "thisCompilation"]) compiler.hooks[name].tap("test", log(name));
      for (const name of ["beforeRun", "run", "beforeCompile", "finishMake", "afterCompile", "emit", "afterEmit", "done"]) {
        compiler.hooks[name].tapPromise("test", async () => log(name)());
      }
      compiler.hooks.make.tapAsync("test", (_, callback) => (log("make")(), callback()));
      compiler.hooks.compilation.tap("test", (compilation) => {
        log("compilation")();
        compilation.hooks.finishModules.tap("test", log("finishModules"));
        compilation.hooks.optimizeChunks.tap("test", log("optimizeChunks"));
        compilation.hooks.processAssets.tap({ name: "late", stage: 1000 }, log("processAssets 1000"));
        compilation.hooks.processAssets.tap({ name: "early", stage: -2000 }, log("processAssets -2000"));
      });
    },
  };
  await built(options(folder, { plugins: [plugin] }));
  assert.deepEqual(calls, [
    "environment",
    "afterPlugins",
    "beforeRun",
    "run",
    "beforeCompile",
    "compile",
    "thisCompilation",
    "compilation",
    "make",
    "finishMake",
    "finishModules",
    "optimizeChunks",
    "processAssets -2000",
    "processAssets 1000",
    "afterCompile",
    "emit",
    "afterEmit",
    "done",
  ]);
});

test("assets can be read, changed, added and taken away", async () => {
  const folder = project({ "index.js": "console.log('here')", "gone.png": "not really" });
  const plugin = (compiler) => {
    const { sources, Compilation } = compiler.webpack;
    compiler.hooks.compilation.tap("test", (compilation) => {
      compilation.hooks.processAssets.tap({ name: "test", stage: Compilation.PROCESS_ASSETS_STAGE_ADDITIONS }, (assets) => {
        assert.deepEqual(Object.keys(assets), ["main.js"]);
        assert.match(assets["main.js"].source(), /here/);
        compilation.updateAsset("main.js", (old) => new sources.RawSource(old.source().replace("here", "there")));
        compilation.emitAsset("kept.txt", new sources.RawSource("kept"), { custom: true });
        assets["gone.txt"] = new sources.RawSource("gone");
        compilation.deleteAsset("gone.txt");
        assert.deepEqual(compilation.getAsset("kept.txt").info, { custom: true });
      });
    });
  };
  const stats = await built(options(folder, { plugins: [plugin] }));
  assert.equal(output(folder), "there");
  assert.deepEqual(fs.readdirSync(path.join(folder, "dist")).sort(), ["kept.txt", "main.js"]);
  assert.deepEqual(stats.toJson().assets.map((asset) => asset.name), ["kept.txt", "main.js"]);
});

test("modules, chunks and entry points can be read", async () => {
  const folder = project({ "index.js": "import './a.js'; import(/* webpackChunkName: 'lazy' */ './lazy.js')", "a.js": "1", "lazy.js": "2" });
  let seen;
  const plugin = (compiler) =>
    compiler.hooks.emit.tap("test", (compilation) => {
      const [a] = [...compilation.modules].filter((module) => module.resource.endsWith("a.js"));
      seen = {
        modules: [...compilation.modules].map((module) => module.readableIdentifier()).sort(),
        chunks: [...compilation.chunks].map((chunk) => [chunk.name, [...chunk.files]]).sort(),
        entry: compilation.entrypoints.get("main").getFiles(),
        chunkOfA: compilation.chunkGraph.getModuleChunks(a).map((chunk) => chunk.name),
        importerOfA: compilation.moduleGraph.getIncomingConnections(a).map((connection) => path.basename(connection.originModule.resource)),
      };
    });
  await built(options(folder, { plugins: [plugin] }));
  assert.deepEqual(seen, {
    modules: ["./a.js", "./index.js", "./lazy.js"],
    chunks: [["lazy", ["lazy.js"]], ["main", ["main.js"]]],
    entry: ["main.js"],
    chunkOfA: ["main"],
    importerOfA: ["index.js"],
  });
});

test("what IgnorePlugin leaves out is not found at run time", async () => {
  const folder = project({
    "index.js": `const tell = (error) => console.log(error.code, error.message);
      try { require("./dropped.js"); } catch (error) { tell(error); }
      import("./dropped.js").catch(tell);`,
    "dropped.js": "console.log('never')",
  });
  await built(options(folder, { plugins: [new fedpack.IgnorePlugin({ resourceRegExp: /dropped/ })] }));
  const line = "MODULE_NOT_FOUND Cannot find module './dropped.js'";
  assert.equal(output(folder), `${line}\n${line}`);
});

test("requests can be changed and dropped before they are resolved", async () => {
  const folder = project({ "index.js": "import a from './old.js'; import './dropped.js'; console.log(a)", "new.js": "export default 'new'" });
  const { NormalModuleReplacementPlugin, IgnorePlugin } = fedpack;
  const plugins = [new NormalModuleReplacementPlugin(/old\.js$/, "./new.js"), new IgnorePlugin({ resourceRegExp: /dropped/ })];
  await built(options(folder, { plugins }));
  assert.equal(output(folder), "new");
});

test("a plugin can add a module, and build another thing in a child compiler", async () => {
  const folder = project({ "index.js": "console.log('index')", "added.js": "console.log('added')", "other.js": "console.log('other')" });
  const plugin = {
    apply(compiler) {
      const { EntryPlugin } = compiler.webpack;
      new EntryPlugin(compiler.context, "./added.js", { name: "main" }).apply(compiler);
      compiler.hooks.compilation.tap("test", (compilation) => {
        compilation.hooks.processAssets.tapAsync({ name: "test", stage: -2000 }, (_, callback) => {
          if (compiler.isChild()) return callback();
          const child = compilation.createChildCompiler("child", { filename: "other.js" });
          new EntryPlugin(compiler.context, "./other.js", { name: "other" }).apply(child);
          child.runAsChild((error) => callback(error));
        });
      });
    },
  };
  await built(options(folder, { plugins: [plugin] }));
  assert.equal(output(folder), "index\nadded");
  assert.equal(output(folder, "other.js"), "other");
});

test("plugins of webpack and others are recognised, and what has no counterpart is named", async () => {
  const folder = project({ "index.js": "import './a.css'; console.log(A, B)", "a.css": "a { color: red }", "public/robots.txt": "none" });
  const webpack = require("webpack");
  const HtmlWebpackPlugin = require("html-webpack-plugin");
  const MiniCssExtractPlugin = require("mini-css-extract-plugin");
  const CopyPlugin = require("copy-webpack-plugin");
  process.env.FROM_ENVIRONMENT = "set";
  const stats = await built(
    options(folder, {
      module: { rules: [{ test: /\.css$/, use: [MiniCssExtractPlugin.loader, "css-loader"] }] },
      plugins: [
        new webpack.DefinePlugin({ A: JSON.stringify("a"), B: "process.env.FROM_ENVIRONMENT" }),
        new webpack.EnvironmentPlugin(["FROM_ENVIRONMENT"]),
        new webpack.BannerPlugin("the banner"),
        new HtmlWebpackPlugin({ title: "The title" }),
        new MiniCssExtractPlugin({ filename: "css/[name].css" }),
        new CopyPlugin({ patterns: [{ from: "public", to: "static" }] }),
        new webpack.HotModuleReplacementPlugin(),
        false,
      ],
    }),
  );
  assert.deepEqual(stats.toJson().warnings.map((warning) => warning.message), [
    "plugins[6]: HotModuleReplacementPlugin has no effect. Hot updates are not written yet.",
  ]);
  assert.match(stats.toString(), /done natively, without running the loader: mini-css-extract-plugin, css-loader/);
  assert.match(read(folder, "main.js"), /^\/\*! the banner \*\/\n/);
  assert.match(read(folder, "index.html"), /<title>The title<\/title>/);
  assert.match(read(folder, "css/main.css"), /color: red/);
  assert.equal(read(folder, "static/robots.txt"), "none");
  assert.equal(output(folder), "a set");
});

test("a variable that EnvironmentPlugin finds nowhere is an error, and what it finds is in both environments", async () => {
  const source = "console.log(process.env.FOUND_NOWHERE, import.meta.env.GIVEN, process.env.GIVEN)";
  const folder = project({ "index.js": source });
  const missing = new fedpack.EnvironmentPlugin(["FOUND_NOWHERE"]);
  const stats = await build(options(folder, { plugins: [missing] }));
  assert.deepEqual(stats.toJson().errors.map(({ message }) => /the (\w+) environment variable is undefined/.exec(message)?.[1]), [
    "FOUND_NOWHERE",
  ]);
  const defaults = new fedpack.EnvironmentPlugin({ FOUND_NOWHERE: null, GIVEN: "given" });
  await built(options(folder, { plugins: [defaults] }));
  assert.equal(output(folder), "null given given");
});

test("code of a raw banner ends where the banner does", async () => {
  const folder = project({ "index.js": "console.log(typeof imported)" });
  const banner = "const imported = ((value) => value)(1)";
  await built(options(folder, { mode: "production", plugins: [new fedpack.BannerPlugin({ raw: true, banner })] }));
  assert.equal(output(folder), "number");
});

test("a tap of a hook that is never called is a warning that names the plugin", async () => {
  const folder = project({ "index.js": "console.log(1)" });
  const plugin = (compiler) => compiler.hooks.somethingElse.tap("Curious", () => {});
  const stats = await built(options(folder, { plugins: [plugin] }));
  assert.deepEqual(stats.toJson().warnings.map((warning) => warning.message), [
    "Curious taps compiler.hooks.somethingElse, which fedpack never calls.",
  ]);
});

test("a plugin that throws fails the build, and the earlier output stays", async () => {
  const folder = project({ "index.js": "console.log('kept')" });
  await built(options(folder));
  const throwing = (hook) => ({
    apply(compiler) {
      compiler.hooks.compilation.tap("Broken", (compilation, { normalModuleFactory }) => {
        if (hook === "processAssets") compilation.hooks.processAssets.tap("Broken", () => { throw new Error("no assets"); });
        else normalModuleFactory.hooks.beforeResolve.tap("Broken", () => { throw new Error("no requests"); });
      });
    },
  });
  fs.writeFileSync(path.join(folder, "index.js"), "console.log('lost')");
  await assert.rejects(build(options(folder, { plugins: [throwing("processAssets")] })), {
    message: "no assets",
    plugin: "Broken in compilation.hooks.processAssets",
  });
  const stats = await build(options(folder, { plugins: [throwing("beforeResolve")] }));
  assert.match(stats.toJson().errors[0].message, /Broken in normalModuleFactory\.hooks\.beforeResolve: Error: no requests[^]*plugins\.test\.js:\d+/);
  assert.equal(output(folder), "kept");
  const ways = {
    tapAsync: (done) => done(new Error("no output")),
    tapPromise: () => Promise.reject(new Error("no output")),
    tap: () => { throw new Error("no output"); },
  };
  for (const [way, run] of Object.entries(ways)) {
    const plugin = { apply: (compiler) => compiler.hooks.emit[way]({ name: "Late" }, (_, done) => run(done)) };
    await assert.rejects(build(options(folder, { plugins: [plugin] })), { message: "no output", plugin: "Late in compiler.hooks.emit" });
  }
  assert.equal(output(folder), "kept");
  class Wrong { apply(compiler) { compiler.nothing.here(); } }
  assert.throws(() => fedpack(options(folder, { plugins: [new Wrong()] })), /plugins\[0\], Wrong, cannot be applied/);
});

test("afterResolve names another file, or drops the request", async () => {
  const folder = project({
    "index.js": `
      let problem;
      try {
        require("./gone.js");
      } catch (error) {
        problem = error.code;
      }
      console.log([problem, require("./by-function"), require("./by-path.js"), require("./by-plugin.js")].join());`,
    "by-function.js": "module.exports = 'function';",
    "by-path.js": "module.exports = 'path';",
    "by-plugin.js": "module.exports = 'plugin';",
    "gone.js": "throw new Error('it runs');",
    "other/replacement.js": "module.exports = __filename;",
  });
  const replacement = path.join(folder, "other/replacement.js");
  const seen = [];
  const plugin = (compiler) => {
    compiler.hooks.compilation.tap("test", (_, { normalModuleFactory }) => {
      normalModuleFactory.hooks.afterResolve.tap("test", (data) => {
        seen.push([data.request, data.createData.resource]);
        if (data.request === "./gone.js") return false;
        if (data.request === "./by-plugin.js") data.createData.resource = replacement;
        return undefined;
      });
    });
  };
  const { NormalModuleReplacementPlugin } = fedpack;
  const plugins = [
    plugin,
    new NormalModuleReplacementPlugin(/by-function\.js$/, (data) => {
      if (data.createData.resource) data.createData.resource = replacement;
    }),
    new NormalModuleReplacementPlugin(/[/\\]by-path\.js$/, "./other/replacement.js"),
  ];
  await built(options(folder, { node: { __filename: true }, plugins }));
  assert.equal(output(folder), ["MODULE_NOT_FOUND", ...Array(3).fill("other/replacement.js")].join());
  assert.deepEqual(seen.find(([request]) => request === "./by-function"), ["./by-function", path.join(folder, "by-function.js")]);
});

test("options that CopyPlugin and MiniCssExtractPlugin do not have are errors, those without effect are warnings", async () => {
  class MiniCssExtractPlugin {
    constructor(options) {
      this.options = options;
    }

    apply() {}
  }
  const folder = project({ "index.js": "", "a.txt": "a" });
  const { CopyPlugin } = fedpack;
  assert.throws(() => new CopyPlugin({ patterns: ["a.txt", { form: "a.txt" }] }), /CopyPlugin has no option `patterns\[1\]\.form`.*from/);
  assert.throws(() => new CopyPlugin({ patterns: [], pattern: [] }), /`pattern`/);
  assert.throws(
    () => fedpack(options(folder, { plugins: [new MiniCssExtractPlugin({ fileName: "a.css" })] })),
    /MiniCssExtractPlugin has no option `fileName`.*filename/,
  );
  const plugins = [
    new CopyPlugin({ patterns: [{ from: "a.txt", priority: 1 }] }),
    new MiniCssExtractPlugin({ filename: "a.css", insert: "#here", linkType: "text/css" }),
  ];
  const stats = await built(options(folder, { plugins }));
  const warnings = stats.toJson().warnings.map((warning) => warning.message);
  assert.deepEqual(warnings, [
    "CopyPlugin: the option patterns[0].priority has no effect.",
    "MiniCssExtractPlugin: the option insert has no effect.",
  ]);
});

test("ignoreOrder of MiniCssExtractPlugin says that the order of style sheets does not matter", async () => {
  const MiniCssExtractPlugin = require("mini-css-extract-plugin");
  const folder = project({
    "index.js": "import('./one.js'); import('./two.js');",
    "one.js": "import './a.css'; import './b.css'; export default 1;",
    "two.js": "import './b.css'; import './a.css'; export default 2;",
    "a.css": ".a { top: 0 }",
    "b.css": ".b { top: 0 }",
  });
  const warnings = async (ignoreOrder) => {
    const styles = { type: "css", name: "styles", chunks: "all", enforce: true };
    const given = { plugins: [new MiniCssExtractPlugin({ ignoreOrder })], optimization: { splitChunks: { cacheGroups: { styles } } } };
    return (await built(options(folder, given))).toJson().warnings.map(({ code }) => code);
  };
  assert.deepEqual(await warnings(false), ["FED0605"]);
  assert.deepEqual(await warnings(true), []);
});

test("plugins that tap html-webpack-plugin's hooks change the native pages", async () => {
  const HtmlWebpackPlugin = require("html-webpack-plugin");
  const folder = project({
    "index.js": "import './a.css'; console.log(1);",
    "a.css": ".a { top: 0 }",
    "page.html": "<!doctype html><html><head><title>%TITLE%</title><script src='other.js'></script></head><body></body></html>",
  });
  const seen = [];
  const tap = {
    apply(compiler) {
      compiler.hooks.compilation.tap("Tap", (compilation) => {
        const hooks = HtmlWebpackPlugin.getHooks(compilation);
        hooks.beforeAssetTagGeneration.tap("Tap", (data) => ({ ...data, assets: { ...data.assets, js: ["/first.js", ...data.assets.js] } }));
        hooks.alterAssetTags.tap("Tap", (data) => {
          seen.push(data.publicPath, data.assetTags.scripts.map(({ attributes }) => attributes.src), data.assetTags.styles.map(({ attributes }) => attributes.href));
          data.assetTags.scripts[1].attributes.crossorigin = "anonymous";
          return data;
        });
        hooks.alterAssetTagGroups.tapAsync("Tap", (data, callback) => {
          const [, script] = data.headTags.filter(({ tagName }) => tagName === "script");
          const inline = { tagName: "script", voidTag: false, attributes: { nonce: 'a"b' }, innerHTML: compilation.getAsset("main.js").source.source().length > 0 ? "first()" : "", meta: {} };
          callback(null, { ...data, headTags: data.headTags.filter((tag) => tag !== script), bodyTags: [inline, script] });
        });
        hooks.afterTemplateExecution.tap("Tap", (data) => ({ ...data, html: data.html.replace("%TITLE%", data.plugin.userOptions.title) }));
        hooks.beforeEmit.tapPromise("Tap", async (data) => ({ ...data, html: `${data.html}<!--${data.outputName}-->` }));
        hooks.afterEmit.tap("Tap", ({ outputName }) => void seen.push(outputName));
      });
    },
  };
  const page = new HtmlWebpackPlugin({ template: "page.html", title: "Shop", filename: "in/page.html", minify: false });
  const given = { target: "web", mode: "production", output: { publicPath: "/cdn/", filename: "main.js", cssFilename: "main.css" } };
  await built(options(folder, { ...given, plugins: [page, tap] }));
  assert.deepEqual(seen, ["/cdn/", ["/first.js", "/cdn/main.js"], ["/cdn/main.css"], "in/page.html"]);
  assert.equal(
    read(folder, "in/page.html"),
    "<!doctype html><html><head><title>Shop</title><script src='other.js'></script><link rel=\"stylesheet\" href=\"/cdn/main.css\"><script defer src=\"/first.js\"></script></head><body>" +
      '<script nonce="a&quot;b">first()</script><script defer src="/cdn/main.js" crossorigin="anonymous"></script></body></html><!--in/page.html-->',
  );
});

test("options of css-loader that have no effect are named", async () => {
  const folder = project({ "auto.css": ".b { top: 0 }", "index.js": "import './a.css'; import './plain.css'; import './auto.css'; import './usual.css'; import './own.css';", "a.css": ".a { top: 0 }", "plain.css": ":export { space: 4px } .plain { top: 0 }", "usual.css": ".usual { top: 0 }", "own.css": ".own { top: 0 }" });
  const css = { url: false, importLoaders: 1, modules: { auto: true, localIdentName: "[local]", mode: () => "local" } };
  const rules = [
    { test: /a\.css$/, use: ["style-loader", { loader: "css-loader", options: css }] },
    { test: /auto\.css$/, use: ["style-loader", { loader: "css-loader", options: { modules: { auto: () => true, localIdentName: "[local]" } } }] },
    { test: /plain\.css$/, use: ["style-loader", { loader: "css-loader", options: { modules: { mode: "icss" } } }] },
    { test: /usual\.css$/, use: ["style-loader", { loader: "css-loader", options: { modules: { auto: /\.module\.\w+$/i } } }] },
    { test: /own\.css$/, use: ["style-loader", { loader: "css-loader", options: { modules: { auto: (/** @type {string} */ file) => file.endsWith(".m.css") } } }] },
  ];
  const stats = await built(options(folder, { target: "web", module: { rules } }));
  assert.deepEqual(
    stats.toJson().warnings.map(({ message }) => message),
    [
      "css-loader: the option url has no effect.",
      "css-loader: the option modules.mode has no effect.",
      "css-loader: the option modules.auto has no effect.",
    ],
  );
  // Names of a sheet that css-loader is not to make local stay as they are.
  assert.match(read(folder, "main.css"), /\.plain\s*\{/);
  assert.match(read(folder, "main.css"), /\.usual\s*\{/);
  assert.match(read(folder, "main.css"), /\.own\s*\{/);
});

test("options of loaders that are native are done, or named", async () => {
  const folder = project({ "index.js": "import './a.ts'; import './b.tsx'; import './s.css';", "a.ts": "export {};", "b.tsx": "export {};", "s.css": "b { top: 0 }" });
  const swc = {
    $schema: "https://swc.rs/schema.json",
    env: { targets: "chrome 100", mode: "usage" },
    jsc: {
      parser: { syntax: "typescript", tsx: true },
      experimental: { plugins: [["a-plugin", {}]] },
      transform: { react: { runtime: "automatic", refresh: false }, legacyDecorator: true, useDefineForClassFields: false, constModules: { globals: {} } },
    },
    rspackExperiments: { import: [] },
    sourceMaps: true,
  };
  const ts = { transpileOnly: true, getCustomTransformers: () => ({}), compilerOptions: { strict: true, jsx: "react-jsx", paths: { "~/*": ["*"] } } };
  const rules = [
    { test: /b\.tsx$/, use: { loader: "builtin:swc-loader", options: swc } },
    { test: /a\.ts$/, use: { loader: "ts-loader", options: ts } },
    { test: /c\.ts$/, use: { loader: "esbuild-loader", options: { target: ["es2020", "chrome100"], tsconfigRaw: "{}", jsxDev: true } } },
    { test: /d\.ts$/, use: { loader: "esbuild-loader", options: { target: ["es2020", "hermes0.7"] } } },
    { test: /\.css$/, use: [{ loader: "style-loader", options: { injectType: "singletonStyleTag", esModule: false } }, { loader: "css-loader", options: { modules: { auto: true, exportGlobals: true } } }] },
  ];
  const stats = await built(options(folder, { target: "web", module: { rules } }));
  assert.deepEqual(
    stats.toJson().warnings.map(({ message }) => message),
    [
      "builtin:swc-loader: the option env.mode has no effect.",
      "builtin:swc-loader: the option jsc.experimental.plugins has no effect.",
      "builtin:swc-loader: the option jsc.transform.constModules has no effect.",
      "ts-loader: the option getCustomTransformers has no effect.",
      "ts-loader: the option compilerOptions.paths has no effect.",
      "esbuild-loader: the option target has no effect.",
      "css-loader: the option modules.exportGlobals has no effect.",
    ],
  );
});

test("modules that a Babel plugin has prepared for React's refresh run where there is none", async () => {
  class ReactRefreshPlugin {
    apply() {}
  }
  const folder = project({
    "index.js": "var _s = $RefreshSig$(); function App() { _s(); return 'app'; } _s(App, 'x'); var _c = App; $RefreshReg$(_c, 'App'); console.log(App());",
  });
  const stats = await built(options(folder, { plugins: [new ReactRefreshPlugin()] }));
  assert.match(stats.toJson().warnings[0].message, /ReactRefreshPlugin has no effect/);
  assert.equal(output(folder), "app");
});

test("SourceMapDevToolPlugin says which files have maps, where these are, and what is added", async () => {
  const folder = project({ "index.js": "console.log(1);", "other.js": "console.log(2);" });
  const { SourceMapDevToolPlugin } = fedpack;
  const plugin = new SourceMapDevToolPlugin({
    filename: "maps/[file].map",
    fileContext: "scripts",
    exclude: ["scripts/other"],
    publicPath: "https://maps.example/",
    append: (data) => `\n// ${data.filename}\n//# sourceMappingURL=[url]`,
  });
  const entry = { main: "./index.js", other: "./other.js" };
  const stats = await built(options(folder, { entry, plugins: [plugin], output: { filename: "scripts/[name].js" } }));
  assert.deepEqual(stats.toJson().warnings, []);
  assert.deepEqual(Object.keys(JSON.parse(read(folder, "maps/main.js.map"))).includes("mappings"), true);
  assert.deepEqual(read(folder, "scripts/main.js").split("\n").slice(-2), [
    "// scripts/main.js",
    "//# sourceMappingURL=https://maps.example/maps/main.js.map",
  ]);
  assert.doesNotMatch(read(folder, "scripts/other.js"), /sourceMappingURL/);
  assert.deepEqual(fs.readdirSync(path.join(folder, "dist/maps")), ["main.js.map"]);
});

test("plugins that have nothing to do here can be made from the package, too", async () => {
  const folder = project({ "index.js": "console.log(typeof module.hot)" });
  const { HotModuleReplacementPlugin, NoEmitOnErrorsPlugin, ProgressPlugin, optimize } = fedpack;
  const plugins = [
    new HotModuleReplacementPlugin(),
    new NoEmitOnErrorsPlugin(),
    new ProgressPlugin(() => {}),
    new optimize.ModuleConcatenationPlugin(),
    new optimize.MinChunkSizePlugin({ minChunkSize: 1000 }),
    // As webpack-dev-server does it.
    { apply: (compiler) => new HotModuleReplacementPlugin().apply(compiler) },
  ];
  const stats = await built(options(folder, { plugins }));
  const warnings = stats.toJson().warnings.map(({ message }) => message);
  const said = (text) => warnings.filter((warning) => warning.includes(text)).length;
  assert.equal(said("plugins[0]: HotModuleReplacementPlugin has no effect"), 1);
  assert.equal(said("HotModuleReplacementPlugin has no effect. Hot updates are not written yet."), 2);
  assert.equal(said("plugins[4]: MinChunkSizePlugin has no effect"), 1);
  assert.equal(warnings.length, 3);
  assert.equal(output(folder), "undefined");
});

test("plugins write into parts of the options that the configuration leaves out, and the user's own options stay", async () => {
  const folder = project({ "index.js": "import a from 'a'; console.log(a, typeof MARK)", "b.js": "export default 'b'" });
  const seen = {};
  const plugin = {
    apply(compiler) {
      const { resolve, module, output: its } = compiler.options;
      resolve.alias = { a: path.join(folder, "b.js") };
      module.rules.unshift({ test: /b\.js$/, loader: "./loud.js" });
      Object.assign(seen, { filename: its.filename, publicPath: its.publicPath, major: compiler.webpack.version.split(".")[0] });
    },
  };
  fs.writeFileSync(path.join(folder, "loud.js"), "module.exports = (source) => source.replace(/'b'/, \"'B'\");");
  const given = options(folder, { plugins: [plugin], module: { rules: [] }, resolve: {} });
  await built(given);
  assert.equal(output(folder), "B undefined");
  assert.deepEqual(given.module.rules, []);
  assert.deepEqual(given.resolve, {});
  assert.deepEqual(seen, { filename: "[name].js", publicPath: "auto", major: "5" });
});

test("a loader compiles its file in a child compiler for Node, and runs it", async () => {
  const folder = project({
    "index.js": "import value from './sheet.made.js'; console.log(value)",
    "sheet.made.js": "import path from 'node:path'; import part from './part.js'; export default path.basename('/x/' + part);",
    "part.js": "export default 'made at build time';",
    "run.js": `
      module.exports = (source) => source;
      module.exports.pitch = function () {
        if (this._compiler.name?.startsWith("sheets")) return;
        const { webpack } = this._compiler;
        const child = this._compilation.createChildCompiler("sheets " + this.resourcePath, { filename: this.resourcePath });
        new webpack.node.NodeTemplatePlugin().apply(child);
        new webpack.node.NodeTargetPlugin().apply(child);
        new webpack.library.EnableLibraryPlugin("commonjs2").apply(child);
        const entry = { child: { import: [this.resourcePath], library: { type: "commonjs2" } } };
        webpack.EntryOptionPlugin.applyEntryOption(child, this.context, entry);
        new webpack.optimize.LimitChunkCountPlugin({ maxChunks: 1 }).apply(child);
        let text;
        child.hooks.compilation.tap("run", (compilation) => {
          compilation.hooks.processAssets.tap("run", () => {
            text = compilation.assets[this.resourcePath].source();
            for (const chunk of compilation.chunks) for (const file of chunk.files) compilation.deleteAsset(file);
          });
        });
        const done = this.async();
        child.runAsChild((error) => {
          if (error) return done(error);
          const module = { exports: {} };
          new Function("module", "exports", "require", text)(module, module.exports, require);
          done(null, "export default " + JSON.stringify(module.exports.default));
        });
      };`,
  });
  await built(options(folder, { devtool: "source-map", module: { rules: [{ test: /\.made\.js$/, loader: "./run.js" }] } }));
  assert.equal(output(folder), "made at build time");
  // Nothing of the child is written, its source map neither.
  assert.deepEqual(fs.readdirSync(path.join(folder, "dist")).sort(), ["main.js", "main.js.map"]);
});

test("what a callback of a child compiler throws is an error of the build", async () => {
  const folder = project({ "index.js": "console.log(1)" });
  const plugin = {
    apply(compiler) {
      compiler.hooks.make.tapAsync("test", (compilation, callback) => {
        const child = compilation.createChildCompiler("other", { filename: "other.js" });
        new compiler.webpack.EntryPlugin(folder, "./index.js", "other").apply(child);
        child.runAsChild(() => {
          callback();
          throw new Error("thrown in the callback");
        });
      });
    },
  };
  const stats = await build(options(folder, { plugins: [plugin] }));
  assert.match(stats.toJson().errors[0].message, /thrown in the callback/);
});

test("compression-webpack-plugin writes its copies", async () => {
  const CompressionPlugin = require("compression-webpack-plugin");
  const folder = project({ "index.js": `console.log("${"long ".repeat(400)}")` });
  await built(options(folder, { plugins: [new CompressionPlugin({ test: /\.js$/, threshold: 0 })] }));
  const zipped = fs.readFileSync(path.join(folder, "dist/main.js.gz"));
  assert.equal(require("node:zlib").gunzipSync(zipped).toString(), read(folder, "main.js"));
});

test("entry modules of chunks, and what of a module is used", async () => {
  const folder = project({ "index.js": "import { a } from './a.js'; console.log(a)", "a.js": "export const a = 1; export const b = 2;" });
  let seen;
  const plugin = {
    apply(compiler) {
      compiler.hooks.thisCompilation.tap("test", (compilation) => {
        compilation.hooks.processAssets.tap("test", () => {
          const { chunkGraph, moduleGraph } = compilation;
          const [chunk] = compilation.chunks;
          const module = [...compilation.modules].find((one) => one.resource.endsWith("a.js"));
          const info = moduleGraph.getExportsInfo(module);
          seen = {
            entries: [...chunkGraph.getChunkEntryModulesIterable(chunk)].map((one) => path.basename(one.resource)),
            isUsed: info.isModuleUsed("main"),
            provided: info.getProvidedExports(),
          };
        });
      });
    },
  };
  await built(options(folder, { mode: "production", plugins: [plugin] }));
  assert.deepEqual(seen, { entries: ["index.js"], isUsed: true, provided: ["a", "b"] });
});

test("a plugin that is a part of rspack is named, with its place", async () => {
  class RstestPlugin {
    _args = [];
    raw() {
      return { name: "RstestPlugin" };
    }
    apply(compiler) {
      compiler.__internal__registerBuiltinPlugin(this.raw());
    }
  }
  const folder = project({ "index.js": "" });
  await assert.rejects(
    build(options(folder, { plugins: [new RstestPlugin()] })),
    /plugins\[0\], RstestPlugin, cannot be applied: it is a part of rspack, and has no counterpart here/,
  );
});

test("webpack-manifest-plugin hears of the files that loaders emit, which run in workers all the same", async () => {
  const { WebpackManifestPlugin } = await import("webpack-manifest-plugin");
  const folder = project({
    "index.js": "import name from './a.txt'; console.log(name)",
    "a.txt": "text",
    "emit.js": `module.exports = function (source) {
      this.emitFile('files/0123.txt', source);
      return 'export default ' + JSON.stringify('files/0123.txt ' + require('node:worker_threads').isMainThread);
    };`,
  });
  const rules = [{ test: /\.txt$/, loader: "./emit.js" }];
  await built(options(folder, { module: { rules }, plugins: [new WebpackManifestPlugin({ publicPath: "/s/" })] }));
  assert.equal(output(folder), "files/0123.txt false");
  assert.deepEqual(JSON.parse(read(folder, "manifest.json")), { "main.js": "/s/main.js", "files/a.txt": "/s/files/0123.txt" });
});

test("a tap of NormalModule's hook may give loaders something of its own", async () => {
  const folder = project({
    "index.js": "import name from './a.txt'; console.log(name)",
    "a.txt": "text",
    "ask.js": "module.exports = function (source) { return 'export default ' + JSON.stringify(this.greet(source)); };",
  });
  const plugin = {
    apply(compiler) {
      compiler.hooks.compilation.tap("test", (compilation) => {
        const hooks = compiler.webpack.NormalModule.getCompilationHooks(compilation);
        hooks.loader.tap("test", (context, module) => {
          context.greet = (text) => `${text} of ${path.basename(module.resource)}`;
        });
      });
    },
  };
  await built(options(folder, { module: { rules: [{ test: /\.txt$/, loader: "./ask.js" }] }, plugins: [plugin] }));
  assert.equal(output(folder), "text of a.txt");
});

test("webpack-node-externals, whose function names no parameters", async () => {
  const nodeExternals = require("webpack-node-externals");
  const folder = project({ "index.js": "import { h } from 'vue'; console.log(typeof h)" });
  await built(options(folder, { externals: [nodeExternals({ allowlist: [], modulesDir: path.join(folder, "node_modules") })] }));
  assert.equal(output(folder), "function");
  assert.match(read(folder, "main.js"), /require\("vue"\)/);
});

test("circular-dependency-plugin finds circles by the dependencies of modules", async () => {
  const CircularDependencyPlugin = require("circular-dependency-plugin");
  const folder = project({ "index.js": "import './a.js'", "a.js": "import './b.js'; console.log(1)", "b.js": "import './a.js'; console.log(2)" });
  const stats = await built(options(folder, { plugins: [new CircularDependencyPlugin({ cwd: folder })] }));
  const circles = stats.toJson().warnings.map(({ message }) => message.split("\n")[1].trim());
  assert.deepEqual(circles.sort(), ["a.js -> b.js -> a.js", "b.js -> a.js -> b.js"]);
});

test("compilation.assetsInfo has what the build knows, and what plugins add", async () => {
  const folder = project({ "index.js": "console.log(1)" });
  let seen;
  const plugin = {
    apply(compiler) {
      compiler.hooks.thisCompilation.tap("test", (compilation) => {
        compilation.hooks.processAssets.tap("test", () => {
          compilation.emitAsset("extra.txt", new compiler.webpack.sources.RawSource("x"), { mine: true });
          compilation.updateAsset("main.js", (source) => source, { seen: true });
          const info = compilation.assetsInfo;
          seen = { names: [...info.keys()].sort(), extra: info.get("extra.txt"), main: info.get("main.js").seen, none: info.get("none.js"), size: [...info].length };
        });
      });
    },
  };
  await built(options(folder, { plugins: [plugin] }));
  assert.deepEqual(seen, { names: ["extra.txt", "main.js"], extra: { mine: true }, main: true, none: undefined, size: 2 });
});

/** An application whose shared packages are built on their own, and what a runtime of Module Federation 2 does with them. */
function withSharedPackages(files = {}) {
  return project({
    "index.js": "console.log('the application')",
    "ui/package.json": '{ "name": "ui", "sideEffects": false }',
    "ui/index.js": "import { text } from 'ui-dep';\nexport const Badge = 'badge, ' + text;\nexport const List = 'a list that few use';\n",
    "dep/package.json": '{ "name": "ui-dep", "sideEffects": false }',
    "dep/index.js": "export const text = 'text of the package';\nexport const other = 'other';\n",
    ...files,
  });
}

const packageOptions = (folder, plugins) =>
  options(folder, { mode: "production", optimization: { minimize: false }, plugins, resolve: { alias: { ui: path.join(folder, "ui"), "ui-dep": path.join(folder, "dep") } } });

test("TreeShakingSharedPlugin builds shared packages on their own, with the exports that are listed", async () => {
  const { TreeShakingSharedPlugin } = fedpack.sharing;
  const folder = withSharedPackages({
    "only_here.js": `module.exports = class {
      apply(compiler) {
        compiler.hooks.compilation.tap("test", (compilation) =>
          compilation.hooks.processAssets.tap("test", () => compilation.emitAsset("seen.txt", new compiler.webpack.sources.RawSource("seen"))));
      }
    };`,
  });
  const applied = [];
  const ofTheApplication = (compiler) => void applied.push(compiler.options.output.path);
  const share = (usedExports, more) => ({ version: "1.0.0", requiredVersion: "^1.0.0", treeShaking: { mode: "server-calc", usedExports }, ...more });
  const plugin = new TreeShakingSharedPlugin({
    secondary: true,
    mfConfig: {
      name: "shop",
      library: { type: "commonjs2" },
      shared: { ui: share(["Badge"]), "ui-dep": share(["text"], { singleton: true }), unshaken: {} },
      treeShakingSharedPlugins: [path.join(folder, "only_here.js")],
    },
  });
  await built(packageOptions(folder, [plugin, ofTheApplication]));
  assert.deepEqual(applied.map((it) => path.relative(folder, it)), ["dist", "dist/independent-packages/ui", "dist/independent-packages/ui_dep"]);
  assert.equal(read(folder, "independent-packages/ui/seen.txt"), "seen");
  assert.ok(!fs.existsSync(path.join(folder, "dist/seen.txt")));

  const file = "independent-packages/ui/1.0.0/share-entry.js";
  assert.ok(!read(folder, file).includes("a list that few use"));
  const containers = require(path.join(folder, "dist", file));
  assert.deepEqual(Object.keys(containers).toSorted(), ["shop_t_ui_1.0.0", "shop_t_ui_100"]);
  const container = containers.shop_t_ui_100;
  let asked;
  const instance = {};
  await container.init(instance, {
    async installInitialConsumes(args) {
      asked = args;
      const [id] = args.initialConsumes;
      args.webpackRequire.m[id] = (module) => void (module.exports = { text: "text of the host" });
    },
  });
  assert.equal(asked.webpackRequire.federation.instance, instance);
  assert.deepEqual(Object.values(asked.moduleToHandlerMapping), [
    { shareKey: "ui-dep", shareInfo: { scope: ["default"], shareConfig: { singleton: true, strictVersion: false, eager: false, requiredVersion: "^1.0.0" } } },
  ]);
  assert.equal(container.get()().Badge, "badge, text of the host");
  const dependency = require(path.join(folder, "dist/independent-packages/ui_dep/1.0.0/share-entry.js")).shop_t_ui_dep_100;
  await dependency.init({}, {});
  assert.deepEqual({ ...dependency.get()() }, { text: "text of the package" });
});

test("treeShakingDir of ModuleFederationPlugin has shared packages whole", async () => {
  const folder = withSharedPackages({ "index.js": "import('ui').then(({ Badge }) => console.log(Badge))" });
  const plugin = new fedpack.container.ModuleFederationPlugin({
    name: "shop",
    treeShakingDir: "packages",
    shared: { ui: { version: "2.1.0", requiredVersion: "^2.0.0", treeShaking: { mode: "runtime-infer", filename: "whole.js" } } },
  });
  const stats = await built(packageOptions(folder, [plugin]));
  assert.deepEqual(stats.toJson({ all: false, warnings: true }).warnings, []);
  globalThis.self = globalThis;
  require(path.join(folder, "dist/packages/ui/whole.js"));
  const container = globalThis.shop_f_ui_210;
  assert.equal(container, globalThis["shop_f_ui_2.1.0"]);
  assert.deepEqual(Object.keys(container.get()()).toSorted(), ["Badge", "List"]);
});

test("of several versions of a package each has its own file, whatever the name of it", async () => {
  const folder = withSharedPackages({
    "index.js": "module.exports = () => __webpack_require__.federation.sharedFallback;\nimport('./use');\n",
    "use.js": "import { Badge } from 'kit'; import old from './old'; console.log(Badge, old);",
    "old/index.js": "import { Badge } from 'kit'; export default Badge;",
    "packages/1/package.json": '{ "name": "kit", "version": "1.0.0", "sideEffects": false }',
    "packages/1/index.js": "export const Badge = 'badge of 1'; export const only = 1;",
    "packages/2/package.json": '{ "name": "kit", "version": "2.0.0", "sideEffects": false }',
    "packages/2/index.js": "export const Badge = 'badge of 2'; export const only = 2;",
  });
  fs.mkdirSync(path.join(folder, "old/node_modules"));
  fs.symlinkSync(path.join(folder, "packages/1"), path.join(folder, "old/node_modules/kit"));
  fs.rmSync(path.join(folder, "node_modules"));
  fs.mkdirSync(path.join(folder, "node_modules"));
  fs.symlinkSync(path.join(folder, "packages/2"), path.join(folder, "node_modules/kit"));
  await built({
    ...packageOptions(folder, [
      new fedpack.container.ModuleFederationPlugin({
        name: "shop",
        manifest: true,
        shared: { kit: { requiredVersion: false, treeShaking: { filename: "kit.js" } } },
      }),
    ]),
    output: { path: path.join(folder, "dist"), library: { type: "commonjs2" } },
  });
  const files = ["1.0.0", "2.0.0"].map((version) => `independent-packages/kit/${version}/kit.js`);
  const { kit } = require(path.join(folder, "dist/main.js"))();
  assert.deepEqual(kit.map(([file]) => file).toSorted(), files);
  const { shared } = JSON.parse(read(folder, "mf-manifest.json"));
  assert.deepEqual(shared.map(({ fallback }) => fallback).toSorted(), files);
  globalThis.self = globalThis;
  const given = files.map((file, at) => {
    require(path.join(folder, "dist", file));
    return globalThis[`shop_f_kit_${at + 1}00`].get()().only;
  });
  assert.deepEqual(given, [1, 2]);
});

test("packages with treeShaking are built apart, and runtime and manifest name their files", async () => {
  const folder = withSharedPackages({
    "index.js": "module.exports = () => __webpack_require__.federation.sharedFallback;\nimport('./use');\n",
    "use.js": "import { Badge } from 'ui'; console.log(Badge);",
  });
  const config = (treeShakingDir) => ({
    ...packageOptions(folder, [
      new fedpack.container.ModuleFederationPlugin({
        name: "shop",
        manifest: true,
        treeShakingDir,
        shared: { ui: { version: "3.0.0", requiredVersion: false, treeShaking: true }, "ui-dep": { requiredVersion: false, version: "1.0.0" } },
      }),
    ]),
    output: { path: path.join(folder, `dist/${treeShakingDir ?? "usual"}`), library: { type: "commonjs2" } },
  });
  await built(config());
  const fallback = ["independent-packages/ui/3.0.0/share-entry.js", "3.0.0", "shop_f_ui_300"];
  assert.deepEqual({ ...require(path.join(folder, "dist/usual/main.js"))() }, { ui: [fallback] });
  const { shared } = JSON.parse(read(folder, "usual/mf-manifest.json"));
  const named = shared.map(({ name, fallback: file, fallbackName, fallbackType }) => [name, file, fallbackName, fallbackType]);
  assert.deepEqual(named, [
    ["ui", fallback[0], fallback[2], "global"],
    ["ui-dep", undefined, undefined, undefined],
  ]);
  assert.ok(fs.existsSync(path.join(folder, "dist/usual", fallback[0])));

  await built(config(false));
  assert.ok(!fs.existsSync(path.join(folder, "dist/false/independent-packages")));
  assert.equal(require(path.join(folder, "dist/false/main.js"))(), undefined);
});

test("additionalData may be a function of the statistics", async () => {
  const folder = project({ "index.js": "import('./lazy')", "lazy.js": "" });
  const container = (more) =>
    new fedpack.container.ModuleFederationPlugin({
      name: "shop",
      filename: "remote.js",
      exposes: { "./lazy": "./lazy.js" },
      manifest: {
        filePath: "deploy",
        async additionalData({ stats, compiler, compilation, bundler }) {
          assert.equal(compilation.compiler, compiler);
          stats.metaData.owner = `${stats.id} by ${bundler}`;
          stats.channel = "beta";
          return more && { ...stats, ...more };
        },
      },
    });
  for (const more of [undefined, { channel: "gamma" }]) {
    await built(options(folder, { plugins: [container(more)] }));
    for (const name of ["deploy/mf-manifest.json", "deploy/mf-stats.json"]) {
      const { metaData, channel, exposes } = JSON.parse(read(folder, name));
      assert.deepEqual([metaData.owner, channel, exposes.length], ["shop by webpack", more?.channel ?? "beta", 1], name);
    }
  }
});

test("minimizers and plugins that plugins add to the options are applied", async () => {
  const folder = project({ "index.js": "console.log(1)" });
  const applied = [];
  const named = (name) => ({ apply: () => void applied.push(name) });
  const plugin = {
    apply(compiler) {
      compiler.options.optimization.minimizer = [named("minimizer")];
      compiler.options.plugins.push(named("plugin"));
    },
  };
  await built(options(folder, { mode: "production", optimization: {}, plugins: [plugin] }));
  assert.deepEqual(applied, ["plugin", "minimizer"]);
});

test("errors of a child compiler are the build's, and what it has read is watched", async () => {
  const folder = project({ "index.js": "console.log(1)", "other.js": "import './missing.js'" });
  const seen = [];
  const plugin = {
    apply(compiler) {
      compiler.hooks.make.tapAsync("test", (compilation, callback) => {
        const child = compilation.createChildCompiler("other", { filename: "other.js" });
        new compiler.webpack.EntryPlugin(folder, "./other.js", "other").apply(child);
        child.runAsChild((error, entries, { errors }) => {
          seen.push(...errors.map(({ message }) => message));
          callback(error);
        });
      });
    },
  };
  const stats = await build(options(folder, { plugins: [plugin] }));
  assert.equal(seen.length, 1);
  assert.match(seen[0], /missing\.js/);
  assert.ok(stats.hasErrors());
  const [child] = stats.toJson().children;
  assert.equal(child.name, "other");
  assert.equal(child.errors.length, 1);
  assert.match(child.errors[0].message, /missing\.js/);
  assert.match(stats.toString(), /missing\.js/);
});

test("what is known of an asset goes and moves with it", async () => {
  const folder = project({ "index.js": "console.log(1)" });
  let seen;
  const plugin = {
    apply(compiler) {
      const { RawSource } = compiler.webpack.sources;
      compiler.hooks.thisCompilation.tap("test", (compilation) => {
        compilation.hooks.processAssets.tap("test", () => {
          const emit = (name, info) => compilation.emitAsset(name, new RawSource(name), info);
          emit("l.txt", {});
          emit("a.txt", { related: { license: "l.txt", sourceMap: null } });
          emit("b.txt", { related: { license: "l.txt" } });
          compilation.deleteAsset("a.txt");
          const isKept = compilation.getAsset("l.txt") !== undefined;
          compilation.deleteAsset("b.txt");
          emit("m.txt", { immutable: true });
          compilation.deleteAsset("m.txt");
          emit("m.txt", {});
          emit("n.txt", { immutable: true, foo: 1 });
          compilation.renameAsset("n.txt", "o.txt");
          compilation.updateAsset("o.txt", (source) => source, ({ foo }) => ({ foo }));
          seen = {
            isKept,
            isGone: compilation.getAsset("l.txt") === undefined,
            again: compilation.assetsInfo.get("m.txt"),
            moved: compilation.assetsInfo.get("o.txt"),
            old: compilation.assetsInfo.has("n.txt"),
            size: compilation.assetsInfo.size,
          };
        });
      });
    },
  };
  await built(options(folder, { plugins: [plugin] }));
  assert.deepEqual(seen, { isKept: true, isGone: true, again: {}, moved: { foo: 1 }, old: false, size: 3 });
});

test("a walk over the parents of chunk groups comes to an end", async () => {
  const folder = project({
    "index.js": "import('./a.js')",
    "a.js": "export const b = () => import('./b.js')",
    "b.js": "export const a = () => import('./a.js')",
  });
  let names;
  const plugin = {
    apply(compiler) {
      compiler.hooks.thisCompilation.tap("test", (compilation) => {
        compilation.hooks.processAssets.tap("test", () => {
          const chunk = [...compilation.chunks].find((one) => !one.canBeInitial());
          const groups = new Set(chunk.groupsIterable);
          for (const group of groups) for (const parent of group.parentsIterable) groups.add(parent);
          names = [...groups].map((group) => group.isInitial()).sort();
        });
      });
    },
  };
  await built(options(folder, { plugins: [plugin] }));
  assert.deepEqual(names, [false, false, true]);
});

test("a function of entries is asked for each build", async () => {
  const folder = project({ "a.js": "console.log('a')", "b.js": "console.log('b')" });
  const names = ["./a.js", "./b.js"];
  const compiler = fedpack(options(folder, { entry: () => ({ main: names.shift() }) }));
  for (const expected of ["a", "b"]) {
    const stats = await new Promise((resolve, reject) => compiler.run((error, done) => (error ? reject(error) : resolve(done))));
    assert.equal(stats.hasErrors(), false, stats.toString());
    assert.equal(output(folder), expected);
  }
  await new Promise((resolve) => compiler.close(resolve));
});

test("ProgressPlugin tells a function how far the build is", async () => {
  const folder = project({ "index.js": "console.log(1)" });
  class OfWebpack {
    constructor(handler) {
      this.handler = handler;
    }

    apply() {
      throw new Error("it needs webpack's own compiler");
    }
  }
  Object.defineProperty(OfWebpack, "name", { value: "ProgressPlugin" });
  for (const create of [(handler) => new fedpack.ProgressPlugin(handler), (handler) => new fedpack.ProgressPlugin({ handler }), (handler) => new OfWebpack(handler)]) {
    const told = [];
    await built(options(folder, { plugins: [create((percentage, message) => told.push([percentage, message]))] }));
    const messages = ["compiling", "building", "building", "sealing", "emitting", ""];
    assert.deepEqual(told, [0, 0.1, 0.65, 0.7, 0.95, 1].map((percentage, at) => [percentage, messages[at]]));
  }
  await built(options(folder, { plugins: [new fedpack.ProgressPlugin()] }));
});

test("taps of processAssets are called again for assets that come later, where they ask for it", async () => {
  const folder = project({ "index.js": "console.log(1)" });
  const { sources, Compilation } = fedpack;
  const called = [];
  const plugin = {
    apply: (compiler) =>
      compiler.hooks.compilation.tap("plugin", (compilation) => {
        const { processAssets } = compilation.hooks;
        const emit = (name) => compilation.emitAsset(name, new sources.RawSource(name));
        const tap = (way, name, stage, more, run) => processAssets[way]({ name, stage, ...more }, run);
        const note = (name) => (assets) => void called.push([name, ...Object.keys(assets).sort()]);
        tap("tapPromise", "late", Compilation.PROCESS_ASSETS_STAGE_REPORT, {}, async () => emit("late.txt"));
        tap("tap", "once", Compilation.PROCESS_ASSETS_STAGE_ADDITIONS, {}, note("once"));
        tap("tap", "again", Compilation.PROCESS_ASSETS_STAGE_ADDITIONS, { additionalAssets: true }, note("again"));
        const compress = {
          additionalAssets(assets, done) {
            for (const name of Object.keys(assets)) emit(`${name}.gz`);
            done();
          },
        };
        tap("tapAsync", "compress", Compilation.PROCESS_ASSETS_STAGE_OPTIMIZE_TRANSFER, compress, (assets, done) => {
          note("compress")(assets);
          done();
        });
        // Not before it has run itself.
        tap("tap", "last", Compilation.PROCESS_ASSETS_STAGE_REPORT + 1, { additionalAssets: true }, note("last"));
        tap("tap", "early", Compilation.PROCESS_ASSETS_STAGE_ADDITIONAL, {}, () => emit("early.txt"));
      }),
  };
  await built(options(folder, { plugins: [plugin] }));
  assert.deepEqual(called, [
    ["once", "early.txt", "main.js"],
    ["again", "early.txt", "main.js"],
    ["compress", "early.txt", "main.js"],
    ["again", "late.txt"],
    ["last", "early.txt", "late.txt", "late.txt.gz", "main.js"],
    ["again", "late.txt.gz"],
    ["last", "late.txt.gz"],
  ]);
});

test("assets that a plugin deletes are no news to the plugins after it", async () => {
  const folder = project({ "index.js": "console.log(1)" });
  const { sources, Compilation } = fedpack;
  const missing = [];
  const removing = (name, stage) => (compiler) =>
    compiler.hooks.compilation.tap(name, (compilation) => {
      compilation.hooks.processAssets.tapPromise({ name, stage, additionalAssets: true }, async (assets) => {
        for (const asset of Object.keys(assets)) {
          if (!compilation.getAsset(asset)) missing.push(`${name} ${asset}`);
          if (asset === "list.json") compilation.deleteAsset(asset);
        }
      });
    });
  const listing = (compiler) =>
    compiler.hooks.compilation.tap("list", (compilation) => {
      compilation.hooks.processAssets.tap({ name: "list", stage: Infinity }, () =>
        compilation.emitAsset("list.json", new sources.RawSource("{}")),
      );
    });
  const { PROCESS_ASSETS_STAGE_OPTIMIZE_TRANSFER: late, PROCESS_ASSETS_STAGE_OPTIMIZE_SIZE: early } = Compilation;
  await built(options(folder, { plugins: [listing, removing("compress", late), removing("minimize", early)] }));
  assert.deepEqual(missing, []);
  assert.ok(!fs.readdirSync(path.join(folder, "dist")).includes("list.json"));
});

test("a file that is renamed has its new name at once, in chunks and entry points", async () => {
  const folder = project({ "index.js": "console.log(1)" });
  let seen;
  const plugin = (compiler) =>
    compiler.hooks.compilation.tap("rename", (compilation) => {
      compilation.hooks.processAssets.tap("rename", () => {
        compilation.renameAsset("main.js", "first.js");
        seen = [[...compilation.chunks].map(({ files }) => [...files]), compilation.entrypoints.get("main").getFiles()];
      });
    });
  const stats = await built(options(folder, { plugins: [plugin] }));
  assert.deepEqual(seen, [[["first.js"]], ["first.js"]]);
  assert.deepEqual(stats.toJson().assetsByChunkName, { main: ["first.js"] });
});

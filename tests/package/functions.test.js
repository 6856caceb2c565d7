// Functions in options, and plugins that became options.
import assert from "node:assert/strict";
import fs from "node:fs";
import path from "node:path";
import { test } from "node:test";
import { build, built, fedpack, options, output, project, read } from "./support.js";

const files = (folder) => fs.readdirSync(path.join(folder, "dist")).sort();

test("names of files are said by functions", async () => {
  const folder = project({
    "index.js": 'import "./style.css"; import image from "./image.png"; console.log(image); import(/* webpackChunkName: "later" */ "./later.js")',
    "later.js": "console.log(2)",
    "style.css": "a { color: red }",
    "image.png": "not really an image",
  });
  const seen = [];
  const said = (kind, template) => (data) => {
    seen.push([kind, data.chunk?.name ?? data.filename]);
    return template;
  };
  await built(
    options(folder, {
      output: {
        filename: said("entry", "first-[name].js"),
        chunkFilename: said("chunk", "later/[name].js"),
        cssFilename: said("css", "[name]-style.css"),
        assetModuleFilename: said("asset", "img/[name][ext]"),
        publicPath: () => "/there/",
      },
      module: { rules: [{ test: /png$/, type: "asset/resource" }] },
    }),
  );
  assert.deepEqual(files(folder), ["first-main.js", "img", "later", "main-style.css"]);
  assert.deepEqual(files(path.join(folder, "dist/later/../..")), files(folder));
  for (const wanted of [["entry", "main"], ["chunk", "later"], ["css", "main"], ["asset", "image.png"]]) {
    assert.ok(seen.some((call) => call.join() === wanted.join()), `${wanted} in ${JSON.stringify(seen)}`);
  }
  assert.match(read(folder, "first-main.js"), /\/there\//);
});

test("a list of files stays one entry, also beside a function", async () => {
  const folder = project({ "a.js": "console.log('a')", "b.js": "console.log('b')" });
  await built(options(folder, { entry: ["./a.js", "./b.js"] }));
  assert.equal(output(folder), "a\nb");
  await built(options(folder, { target: "web", entry: ["./a.js", "./b.js"], optimization: { runtimeChunk: { name: () => "run" } }, output: { clean: true } }));
  assert.deepEqual(files(folder), ["main.js", "run.js"]);
});

test("conditions of rules and lists of loaders are functions", async () => {
  const folder = project({
    "index.js": 'import a from "./a.txt"; import b from "./b.txt?twice"; console.log(a + b)',
    "a.txt": "a",
    "b.txt": "b",
    "loader.cjs": "module.exports = function (text) { return `export default ${JSON.stringify(text.repeat(this.getOptions().times))}`; };",
  });
  const uses = [];
  const rule = {
    test: (file) => file.endsWith(".txt"),
    exclude: { or: [(file) => file.includes("node_modules")] },
    use: ({ resource, resourceQuery, issuer }) => {
      uses.push([path.basename(resource), resourceQuery, path.basename(issuer)]);
      return { loader: path.join(folder, "loader.cjs"), options: { times: resourceQuery === "?twice" ? 2 : 1 } };
    },
  };
  await built(options(folder, { module: { rules: [rule] } }));
  assert.equal(output(folder), "abb");
  assert.deepEqual(uses.sort(), [["a.txt", "", "index.js"], ["b.txt", "?twice", "index.js"]]);
});

test("an entry's publicPath is said by a function", async () => {
  const folder = project({ "index.js": "console.log(__webpack_public_path__)" });
  await built(options(folder, { entry: { main: { import: "./index.js", publicPath: () => "/own/" } }, output: { publicPath: "/all/" } }));
  assert.equal(output(folder), "/own/");
});

test("noParse asks a function with the path of each script", async () => {
  const folder = project({
    "index.js": 'import { load } from "./bundled.js"; console.log(load())',
    "bundled.js": "var require = (request) => `own ${request}`; exports.load = () => require('./missing.js')",
  });
  const asked = [];
  await built(options(folder, { module: { noParse: [(file) => asked.push(path.basename(file)) < 0, (file) => file.endsWith("bundled.js")] } }));
  assert.equal(output(folder), "own ./missing.js");
  assert.deepEqual(asked.sort(), ["bundled.js", "index.js"]);
});

test("splitChunks asks functions for chunks, tests and names", async () => {
  const folder = project({
    "a.js": 'import "./shared-one"; import "./shared-two"; console.log("a")',
    "b.js": 'import "./shared-one"; import "./shared-two"; console.log("b")',
    "shared-one.js": "console.log(1)",
    "shared-two.js": "console.log(2)",
  });
  const group = {
    minSize: 0,
    chunks: (chunk) => chunk.name !== "nobody",
    test: (module) => /shared/.test(module.nameForCondition()) && module.size() > 0,
    name: (module, chunks, key) => `${key}-${path.basename(module.resource, ".js")}-${chunks.map((chunk) => chunk.name).join("~")}`,
    filename: ({ chunk }) => `split/${chunk.name}.js`,
  };
  await built(
    options(folder, {
      target: "web",
      entry: { a: "./a.js", b: "./b.js" },
      optimization: { splitChunks: { cacheGroups: { default: false, group } }, runtimeChunk: { name: ({ name }) => `run-${name}` } },
    }),
  );
  assert.deepEqual(files(folder), ["a.js", "b.js", "run-a.js", "run-b.js", "split"]);
  assert.deepEqual(fs.readdirSync(path.join(folder, "dist/split")).sort(), ["group-shared-one-a~b.js", "group-shared-two-a~b.js"]);
});

test("a function that throws fails the build, and is named", async () => {
  const folder = project({ "index.js": "" });
  const rule = {
    test: () => {
      throw new Error("no idea");
    },
    type: "asset/source",
  };
  const stats = await build(options(folder, { module: { rules: [rule] } }));
  assert.match(stats.toString("errors-only"), /module\.rules\[0\]\.test, a function, has thrown: Error: no idea/);
  assert.equal(fs.existsSync(path.join(folder, "dist")), false);
});

test("files of earlier builds stay where `clean.keep` says so", async () => {
  const folder = project({ "index.js": "" });
  const old = ["kept.txt", "gone.txt"];
  fs.mkdirSync(path.join(folder, "dist"));
  for (const name of old) fs.writeFileSync(path.join(folder, "dist", name), "");
  await built(options(folder, { output: { clean: { dry: true } } }));
  assert.deepEqual(files(folder), ["gone.txt", "kept.txt", "main.js"]);
  await built(options(folder, { output: { clean: { keep: (name) => name === "kept.txt" } } }));
  assert.deepEqual(files(folder), ["kept.txt", "main.js"]);
});

test("ProvidePlugin, ContextReplacementPlugin and SourceMapDevToolPlugin say options", async () => {
  const folder = project({
    "index.js": 'console.log(shout("a"), Object.keys({ ...require.context("./locale", false).keys() }).length, cwd());',
    "locale/de.js": "",
    "locale/en.js": "",
    "shout.js": "module.exports = (text) => text.toUpperCase();",
    "where.js": "exports.cwd = () => 'here';",
  });
  const plugins = [
    new fedpack.ProvidePlugin({ shout: path.join(folder, "shout.js"), cwd: [path.join(folder, "where.js"), "cwd"] }),
    new fedpack.ContextReplacementPlugin(/locale$/, /de\.js$/),
    new fedpack.SourceMapDevToolPlugin({ filename: "maps/[file].map" }),
  ];
  await built(options(folder, { plugins }));
  assert.equal(output(folder), "A 1 here");
  assert.deepEqual(files(folder), ["main.js", "maps"]);
});

test("minimizers that are built in stand for themselves, others are applied", async () => {
  const folder = project({ "index.js": "const first = 1; console.log(first + 1)" });
  class TerserPlugin {
    constructor(given) {
      this.options = given;
    }
  }
  const own = (compiler) => {
    compiler.hooks.compilation.tap("own", (compilation) => {
      compilation.hooks.processAssets.tap("own", () => {
        compilation.updateAsset("main.js", (old) => new compiler.webpack.sources.RawSource(`/* mine */${old.source()}`));
      });
    });
  };
  const production = (minimizer) => options(folder, { mode: "production", optimization: { minimizer } });
  const stats = await built(production([new TerserPlugin({ terserOptions: { compress: { drop_console: true } } })]));
  assert.match(stats.toString(), /optimization\.minimizer\[0\]: the built-in minimizer stands for TerserPlugin; its terserOptions have no effect/);
  assert.doesNotMatch(read(folder, "main.js"), /first/);
  await built(production([own]));
  assert.match(read(folder, "main.js"), /^\/\* mine \*\/[^]*first/);
});

test("minimizers may say that names of classes and functions are kept", async () => {
  const text = "class Customer {} function describeAll() { return [Customer, describeAll].map(({ name }) => name) } module.exports = describeAll()";
  const folder = project({ "index.js": "console.log(require('./names').join())", "names.js": text });
  class TerserPlugin {
    constructor({ terserOptions }) {
      // As terser-webpack-plugin has them.
      this.options = { minimizer: { implementation() {}, options: terserOptions }, parallel: true };
    }
  }
  class SwcJsMinimizerRspackPlugin {
    constructor(given) {
      this._args = [given];
    }
  }
  const names = async (minimizer) => {
    const stats = await built(options(folder, { mode: "production", optimization: { minimizer: [minimizer] } }));
    assert.doesNotMatch(stats.toString(), /have no effect/);
    assert.doesNotMatch(read(folder, "main.js"), /\n *return/);
    return output(folder);
  };
  assert.equal(await names(new TerserPlugin({ terserOptions: { keep_classnames: true, keep_fnames: true } })), "Customer,describeAll");
  assert.match(await names(new TerserPlugin({ terserOptions: { keep_classnames: /^Cust/ } })), /^Customer,\w$/);
  const ofFunctions = new SwcJsMinimizerRspackPlugin({ minimizerOptions: { mangle: { keep_fnames: true }, compress: { keep_fnames: true } } });
  assert.match(await names(ofFunctions), /^\w,describeAll$/);
});

test("addresses of inlined assets and names of sources are said by functions", async () => {
  const folder = project({ "index.js": 'import image from "./image.png?size=1"; console.log(image)', "image.png": "png" });
  const seen = [];
  const dataUrl = (content, { filename, module }) => {
    seen.push(filename, module.resource);
    return `data:image/own,${content.toString()}`;
  };
  await built(
    options(folder, {
      devtool: "source-map",
      output: { devtoolModuleFilenameTemplate: (info) => `own:///${info.resourcePath}` },
      module: { rules: [{ test: /png$/, type: "asset/inline", generator: { dataUrl } }] },
    }),
  );
  assert.equal(output(folder), "data:image/own,png");
  const file = path.join(folder, "image.png");
  assert.deepEqual(seen, [file, `${file}?size=1`]);
  assert.ok(JSON.parse(read(folder, "main.js.map")).sources.includes("own:///./index.js"));
});

test("a function says which assets are inlined", async () => {
  const sources = ["small.png?in=a/../b", "large.png", "other.svg"].map((name) => `require("./${name}")`);
  const folder = project({
    "index.js": `console.log([${sources}].map((url) => url.startsWith("data:")).join())`,
    "small.png": "png",
    "large.png": "p".repeat(10_000),
    "other.svg": "<svg/>",
  });
  const seen = [];
  const large = (content, { filename, module }) => {
    seen.push([filename.slice(folder.length + 1), content.length]);
    assert.ok(module instanceof fedpack.NormalModule && module.resource === filename);
    return content.length > 8096;
  };
  const rules = [{ test: /png$/, type: "asset", parser: { dataUrlCondition: large } }, { test: /svg$/, type: "asset" }];
  const parser = { asset: { dataUrlCondition: () => false } };
  await built(options(folder, { module: { rules, parser } }));
  assert.equal(output(folder), "false,true,false");
  assert.deepEqual(seen.sort(), [["large.png", 10_000], ["small.png?in=a/../b", 3]]);
});

test("warnings are ignored where a function says so", async () => {
  const folder = project({ "index.js": 'try { require("./one") } catch {} try { require("./two") } catch {}' });
  const isOfOne = ({ message, module }) => message.includes("./one") && module.resource === "./index.js";
  const stats = await built(options(folder, { ignoreWarnings: [isOfOne] }));
  const messages = stats.toJson().warnings.map(({ message }) => message);
  assert.equal(messages.length, 1);
  assert.match(messages[0], /\.\/two/);
});

test("externals ask a resolver with a callback", async () => {
  const folder = project({ "index.js": 'console.log(require("found"))', "lib/found.js": "" });
  const external = ({ context, request, getResolve }, callback) => {
    if (request !== "found") return callback();
    getResolve({ modules: [path.join(folder, "lib")] })(context, request, (error, file, resolved) => {
      callback(error, `var ${JSON.stringify(path.basename(file) + (resolved.path === file))}`);
    });
  };
  await built(options(folder, { externals: [external] }));
  assert.equal(output(folder), "found.jstrue");
});

test("externals ask with the build's own options, as for what asks", async () => {
  const folder = project({
    "index.js": 'import both from "both"; import aliased from "@/aliased"; console.log(both, require("both"), aliased)',
    "source/aliased.vue": "",
    "node_modules/both/package.json": '{ "name": "both", "exports": { "import": "./index.mjs", "default": "./index.cjs" } }',
    "node_modules/both/index.mjs": "",
    "node_modules/both/index.cjs": "",
  });
  const external = ({ context, request, getResolve }) =>
    request.startsWith(".") ? undefined : getResolve()(context, request).then((file) => `var ${JSON.stringify(path.basename(file))}`);
  const resolve = { alias: { "@": path.join(folder, "source") }, extensions: [".js", ".vue"] };
  await built(options(folder, { resolve, externals: [external] }));
  assert.equal(output(folder), "index.mjs index.cjs aliased.vue");
});

test("externals that answer nothing and take no callback leave requests alone, however they are written", async () => {
  const folder = project({ "index.js": 'import "./part.js"', "part.js": "console.log('part')" });
  const isOneOf = (request, names) => names.includes(request);
  const bare = (data) => (isOneOf(data.request, ["one", "two"]) ? "var one" : undefined);
  // As it is without the parentheses, which formatters add.
  const written = (0, eval)("(isOneOf) => data => isOneOf(data.request, ['one', 'two']) ? 'var one' : undefined")(isOneOf);
  const apart = ({ request, context }) => (isOneOf(request, [context]) ? "var one" : undefined);
  await built(options(folder, { externals: [bare, written, apart] }));
  assert.equal(output(folder), "part");
});

test("loaders get what stands in a `data:` request", async () => {
  const folder = project({
    "index.js": 'console.log(new URL("data:text/plain,Hello%20you", import.meta.url).href, new URL("data:text/plain;base64,SGk=", import.meta.url).href)',
    "loader.cjs": "module.exports = (text) => text + '!';",
  });
  const rule = { mimetype: "text/plain", type: "asset/inline", loader: path.join(folder, "loader.cjs") };
  const stats = await built(options(folder, { module: { rules: [rule] } }));
  assert.equal(output(folder), "data:text/plain,Hello%20you%21 data:text/plain;base64,SGkh");
  assert.equal(stats.toJson().outputPath, path.join(folder, "dist"));
});

test("split chunks without a name are called by their id", async () => {
  const folder = project({ "index.js": 'import "./shared.js"; console.log("index")', "shared.js": "console.log('shared')" });
  const shared = { test: /shared/, chunks: "all", enforce: true, filename: ({ chunk }) => `part-${chunk.name || chunk.id}.js` };
  await built(options(folder, { optimization: { chunkIds: "named", splitChunks: { cacheGroups: { shared } } } }));
  assert.ok(files(folder).some((name) => /^part-shared[\w-]*\.js$/.test(name)), files(folder).join());
  assert.equal(output(folder), "shared\nindex");
});

test("loaders that emit two files under one name are an error", async () => {
  const folder = project({
    "index.js": 'import "./a.txt"; import "./b.txt";',
    "a.txt": "a",
    "b.txt": "b",
    "loader.cjs": 'module.exports = function (text) { this.emitFile("same.txt", text); return ""; };',
  });
  const rule = { test: /txt$/, type: "javascript/auto", loader: path.join(folder, "loader.cjs") };
  const stats = await build(options(folder, { module: { rules: [rule] } }));
  assert.match(stats.toString("errors-only"), /different contents under one name, same\.txt/);
});

test("values of DefinePlugin.runtimeValue are computed for each build, and what they depend on is watched", async () => {
  const folder = project({ "index.js": "console.log(NUMBER, NESTED.version, KEY)", "version.txt": "" });
  let number = 0;
  const file = path.join(folder, "version.txt");
  const definitions = {
    NUMBER: fedpack.DefinePlugin.runtimeValue(() => ++number),
    "NESTED.version": fedpack.DefinePlugin.runtimeValue(({ version }) => JSON.stringify(version), { fileDependencies: [file], version: () => "v1" }),
    KEY: fedpack.DefinePlugin.runtimeValue(({ key }) => JSON.stringify(key), [file]),
  };
  const compiler = fedpack(options(folder, { plugins: [new fedpack.DefinePlugin(definitions)] }));
  const run = () => new Promise((resolve, reject) => compiler.run((error, stats) => (error ? reject(error) : resolve(stats))));
  const stats = await run();
  assert.ok(stats.compilation.fileDependencies.has(file));
  const first = number;
  assert.equal(output(folder), `${first} v1 KEY`);
  await run();
  assert.equal(output(folder), `${first + 1} v1 KEY`);
  const ofModule = { NUMBER: fedpack.DefinePlugin.runtimeValue(({ module }) => module.resource) };
  assert.throws(() => fedpack(options(folder, { plugins: [new fedpack.DefinePlugin(ofModule)] })), /the value of NUMBER asks for the module/);
  await new Promise((resolve) => compiler.close(resolve));
});

test("externals by layer of who asks", async () => {
  const folder = project({
    "index.js": "import a from './in-a.js'; import b from './in-b.js'; import none from './both.js?none'; console.log(a, b, none)",
    "in-a.js": "export { default } from './both.js?a'",
    "in-b.js": "export { default } from './both.js?b'",
    "both.js": "const fs = require('thing'); module.exports = [fs.name ?? 'os', require('other').name].join('+')",
    "thing.js": "module.exports = { name: 'bundled' }",
  });
  const rules = [{ resourceQuery: /a/, layer: "a" }, { resourceQuery: /b/, layer: "b" }];
  const other = { name: "general" };
  const externals = [{ other: `var ${JSON.stringify(other)}`, byLayer: { a: { thing: "commonjs node:os" }, b: { thing: "var { name: 'of b' }", other: "var { name: 'own' }" } } }];
  await built(options(folder, { module: { rules }, externals, resolve: { alias: { thing: "./thing.js" } } }));
  assert.equal(output(folder), "os+general of b+own bundled+general");
  const byFunction = [{ byLayer: (layer) => (layer === "a" ? { thing: "var { name: 'by function' }" } : { thing: false }) }, { other: "var { name: 'x' }" }];
  await built(options(folder, { module: { rules }, externals: byFunction, resolve: { alias: { thing: "./thing.js" } } }));
  assert.equal(output(folder), "by function+x bundled+x bundled+x");
});

test("names of CSS modules are said by functions of css-loader, and called by functions in scripts", async () => {
  const folder = project({
    "index.js": 'import styles, { bigTitle, TITLE } from "./src/card.module.css?v=1"; console.log([bigTitle, TITLE, styles.plain].join())',
    "src/card.module.css": ".big-title { color: red } .plain { color: blue } .big-title.plain { color: green }",
  });
  const asked = [];
  const modules = {
    localIdentName: "[name]-[local]",
    getLocalIdent(context, template, local, options) {
      asked.push([path.relative(context.rootContext, context.resourcePath), context.resourceQuery, template, local, options.context === folder].join());
      return local === "plain" ? undefined : `Card.${local}_[local]`;
    },
    exportLocalsConvention: (name) => (name === "plain" ? name : [name.replace("-t", "T"), "TITLE"]),
  };
  const rule = { test: /css$/, use: [{ loader: "css-loader", options: { modules } }] };
  const stats = await built(options(folder, { module: { rules: [rule] } }));
  assert.equal(output(folder), "Card-big-title_big-title,Card-big-title_big-title,card_module-plain");
  assert.match(read(folder, "main.css"), /\.Card-big-title_big-title\.card_module-plain/);
  assert.deepEqual(asked.sort(), [
    "src/card.module.css,?v=1,[name]-[local],big-title,true",
    "src/card.module.css,?v=1,[name]-[local],plain,true",
  ]);
  assert.doesNotMatch(stats.toString(), /has no effect/);
});

test("names of CSS modules are said by functions of a generator", async () => {
  const folder = project({
    "index.js": 'import { A, B } from "./a.module.css"; console.log([A, B].join())',
    "a.module.css": ".a { color: red } .b { color: blue }",
  });
  const generator = {
    localIdentName: ({ filename, local }) => (local === "a" ? `${filename.length}-of-[name]-[local]` : "_[local]"),
    exportsConvention: (name) => name.toUpperCase(),
  };
  await built(options(folder, { experiments: { css: true }, module: { generator: { "css/module": generator } } }));
  assert.equal(output(folder), "_12-of-a.module-a,_b");
});

test("a function that throws over the name of a class fails the build", async () => {
  const folder = project({ "index.js": 'import "./a.module.css"', "a.module.css": ".a { color: red }" });
  const getLocalIdent = () => {
    throw new Error("no name");
  };
  const rule = { test: /css$/, use: [{ loader: "css-loader", options: { modules: { getLocalIdent } } }] };
  const stats = await build(options(folder, { module: { rules: [rule] } }));
  assert.match(stats.toString(), /getLocalIdent, a function, has thrown: Error: no name/);
});

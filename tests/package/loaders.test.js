import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import fs from "node:fs";
import path from "node:path";
import { test } from "node:test";
import { PACKAGE, build, built, fedpack, options, output, project, read, require } from "./support.js";

/** A loader as a file of the project. */
const loader = (body) => `module.exports = function (source) { ${body} };`;

test("a loader runs with its options, in the order of the rule, with pitch and raw", async () => {
  const folder = project({
    "index.js": "import t from './a.txt'; import p from './b.pitch'; import r from './c.bin'; console.log(t, p, r)",
    "a.txt": "text",
    "b.pitch": "never read",
    "c.bin": "\u00e9",
    "wrap.js": loader("const { mark } = this.getOptions(); return `export default ${JSON.stringify(mark + source + mark)}`;"),
    "upper.js": loader("return source.toUpperCase();"),
    "pitch.js": "module.exports = (s) => s; module.exports.pitch = function (rest) { return `export default ${JSON.stringify(rest.split('!').length)}`; };",
    "raw.js": "module.exports = function (bytes) { return `export default ${bytes.length}`; }; module.exports.raw = true;",
  });
  const rules = [
    { test: /\.txt$/, use: [{ loader: "./wrap.js", options: { mark: "*" } }, "./upper.js"] },
    { test: /\.pitch$/, use: ["./pitch.js", "./upper.js"] },
    { test: /\.bin$/, loader: "./raw.js" },
  ];
  await built(options(folder, { module: { rules } }));
  assert.equal(output(folder), "*TEXT* 2 2");
});

test("a loader is told what the target has, and what the configuration says of it", async () => {
  const features = ["arrowFunction", "globalThis", "hasOwn", "optionalChaining", "document"];
  const folder = project({
    "index.js": "import told from './a.txt'; console.log(told)",
    "a.txt": "",
    "tell.js": loader(`return "export default " + JSON.stringify(${JSON.stringify(features)}.map((name) => this.environment[name]).join());`),
  });
  const told = async (target, environment) => {
    await built(options(folder, { target, output: { path: path.join(folder, "dist"), environment }, module: { rules: [{ test: /\.txt$/, loader: "./tell.js" }] } }));
    return output(folder);
  };
  assert.equal(await told(["node", "es2020"], { globalThis: false }), "true,false,false,true,");
  assert.equal(await told("node16.9"), "true,true,true,true,");
  assert.equal(await told(["node18", "es5"]), "false,false,false,false,");
  assert.equal(await told("node"), ",,,,");
});

test("enforce, oneOf, issuer and inline requests choose loaders as webpack does", async () => {
  const files = {
    "index.js": `import a from './a.x'; import b from '!./a.x'; import c from '-!./inline.js!./a.x'; import d from '!!./inline.js?q=1!./a.x';
      import e from './a.x?one'; console.log([a, b, c, d, e].join(' '))`,
    "a.x": "",
    "inline.js": loader("return `export default ${JSON.stringify('inline' + this.query + '<' + (source.match(/\"(.*)\"/)?.[1] ?? ''))}`;"),
  };
  for (const name of ["pre", "normal", "post", "one", "two"]) {
    files[`${name}.js`] = loader(`const before = source.match(/"(.*)"/)?.[1] ?? ""; return 'export default ' + JSON.stringify(before + "${name}.");`);
  }
  const folder = project(files);
  const rules = [
    { test: /\.x$/, enforce: "post", loader: "./post.js" },
    { test: /\.x$/, loader: "./normal.js", issuer: /index\.js$/ },
    { test: /\.x$/, loader: "./two.js", issuer: /other\.js$/ },
    { test: /\.x$/, enforce: "pre", loader: "./pre.js" },
    { test: /\.x$/, oneOf: [{ resourceQuery: /one/, loader: "./one.js" }, { resourceQuery: /./, loader: "./two.js" }] },
  ];
  await built(options(folder, { module: { rules } }));
  assert.equal(output(folder), "pre.normal.post. pre.post. inline<post. inline?q=1< pre.one.normal.post.");
});

test("a request that takes nothing but its own loaders does not have the type of a rule", async () => {
  const folder = project({
    "index.js": "import address from './a.x'; import made from '!!./made.js!./a.x'; console.log(address, made)",
    "a.x": "not a script",
    "made.js": loader("return 'export default ' + source.length;"),
  });
  await built(options(folder, { output: { publicPath: "/", assetModuleFilename: "[name][ext]" }, module: { rules: [{ test: /x$/, type: "asset/resource" }] } }));
  assert.equal(output(folder), "/a.x 12");
});

test("loaders know whether they are ES modules, and child compilers may call their file by an asterisk", async () => {
  const folder = project({
    "index.js": "import a from './plain.js!'; import b from './es/loader.js!'; import c from './common.cjs!'; import d from './child.js!./compiled.js'; console.log(a, b, c, d)",
    "plain.js": loader("return `export default '${this.loaders[0].type}'`;"),
    "common.cjs": loader("return `export default '${this.loaders[0].type}'`;"),
    "es/package.json": '{ "type": "module" }',
    "es/loader.js": "export default function () { return `export default '${this.loaders[0].type}'`; }",
    "compiled.js": "console.log('a mark')",
    "child.js": loader(`
      const done = this.async();
      const child = this._compilation.createChildCompiler("child", { filename: "*" });
      new this._compiler.webpack.EntryPlugin(this.context, "./compiled.js", "compiled").apply(child);
      let text;
      child.hooks.compilation.tap("child", (compilation) => compilation.hooks.processAssets.tap("child", () => {
        text = compilation.assets["*"].source();
        compilation.deleteAsset("*");
      }));
      child.runAsChild((error) => done(error, "export default " + text?.includes("a mark")));`),
  });
  await built(options(folder, {}));
  assert.equal(output(folder), "undefined module commonjs true");
  assert.deepEqual(fs.readdirSync(path.join(folder, "dist")), ["main.js"]);
});

test("loaders find virtual files in their file system", async () => {
  const folder = project({
    "index.js": "import both from './a.txt'; console.log(both)",
    "a.txt": "disk",
    "both.js": loader(`
      const done = this.async();
      const made = this.context + "/made.json";
      this.fs.readFile(made, "utf8", (error, text) => {
        const { size } = this.fs.statSync(made);
        const known = [made, this.resourcePath, made + "x"].map((file) => this.fs.existsSync(file));
        done(error, "export default " + JSON.stringify([text, size, known, this.fs.readFileSync(this.resourcePath, "utf8")].join()));
      });`),
  });
  const virtual = new fedpack.experiments.VirtualModulesPlugin({ "made.json": "[1, 2]" });
  await built(options(folder, { module: { rules: [{ test: /txt$/, loader: "./both.js" }] }, plugins: [virtual] }));
  assert.equal(output(folder), "[1, 2],6,true,true,false,disk");
});

test("paths of loaders and of their files may have a hash sign", async () => {
  const folder = project({
    "index.js": "import t from './#notes/#a.txt'; console.log(t)",
    "#notes/#a.txt": "text",
    "#loaders/path.js": loader("return `export default ${JSON.stringify(source + require('path').basename(this.resourcePath))}`;"),
  });
  const rules = [{ test: /\.txt$/, loader: path.join(folder, "#loaders/path.js") }];
  await built(options(folder, { module: { rules } }));
  assert.equal(output(folder), "text#a.txt");
});

test("extractSourceMap gives loaders the map that the file names, and the file without its comment", async () => {
  const map = { version: 3, sources: ["original.txt"], names: [], mappings: "AAAA", sourcesContent: ["original"] };
  const folder = project({
    "index.js": "import './made.js'",
    "made.js": "console.log('made');\n//# sourceMappingURL=made.js.map\n",
    "made.js.map": JSON.stringify(map),
    "loader.js": `module.exports = function (source, map) {
      if (source.includes("sourceMappingURL")) throw new Error("the comment is still there");
      this.callback(null, source.replace("made", map.sourcesContent[0]), map);
    };`,
  });
  const rules = [{ test: /made\.js$/, extractSourceMap: true, loader: "./loader.js" }];
  await built(options(folder, { devtool: "source-map", module: { rules } }));
  assert.equal(output(folder), "original");
  assert.ok(JSON.parse(read(folder, "main.js.map")).sources.some((source) => source.endsWith("original.txt")));
});

test("what a loader says of a file that it emits is told of the asset", async () => {
  const folder = project({
    "index.js": "import './a.txt'",
    "a.txt": "a",
    "loader.js": loader("this.emitFile('made.txt', 'made', null, { sourceFilename: 'a.txt' }); return '';"),
  });
  const stats = await built(options(folder, { module: { rules: [{ test: /\.txt$/, loader: "./loader.js" }] } }));
  assert.equal(stats.compilation.getAsset("made.txt").info.sourceFilename, "a.txt");
});

test("emitted files, dependencies, warnings and errors of loaders arrive", async () => {
  const folder = project({
    "index.js": "import './a.txt'",
    "a.txt": "a",
    "note.txt": "n",
    "loader.js": loader(
      "this.emitFile('made/by-loader.txt', 'made'); this.addDependency(require('path').join(this.rootContext, 'note.txt')); this.emitWarning(new Error('careful')); return '';",
    ),
    "failing.js": loader("this.emitError(new Error('not good')); return '';"),
  });
  const stats = await built(options(folder, { module: { rules: [{ test: /\.txt$/, loader: "./loader.js" }] } }));
  assert.equal(read(folder, "made/by-loader.txt"), "made");
  assert.ok(stats.compilation.native.watchFiles().includes(path.join(folder, "note.txt")));
  assert.match(stats.toJson().warnings[0].message, /careful/);
  const failed = await build(options(folder, { module: { rules: [{ test: /\.txt$/, loader: "./failing.js" }] } }));
  assert.equal(failed.toJson().errors[0].code, "FED0251");
});

test("a loader that throws, returns garbage or ends its worker is an error with loader and file; the next build works", async () => {
  const folder = project({
    "index.js": "import t from './a.txt'; console.log(t)",
    "a.txt": "text",
    "throws.js": loader("throw new TypeError('broken inside');"),
    "garbage.js": loader("return { not: 'text' };"),
    "exits.js": loader("process.exit(3);"),
    "good.js": loader("return `export default ${JSON.stringify(source)}`;"),
  });
  const withLoader = (name) => options(folder, { module: { rules: [{ test: /\.txt$/, loader: name }] } });
  await built(withLoader("./good.js"));
  for (const [name, expected] of [["throws", /TypeError: broken inside[^]*throws\.js/], ["garbage", /garbage\.js returned a value of type object/], ["exits", /worker[^]*code 3[^]*a\.txt, with [^]*exits\.js/]]) {
    const stats = await build(withLoader(`./${name}.js`));
    const [error] = stats.toJson().errors;
    assert.equal(error.code, "FED0250");
    assert.match(error.message, /a\.txt/);
    assert.match(error.message, expected);
    assert.equal(output(folder), "text", "the earlier output is whole");
  }
  await built(withLoader("./good.js"));
});

test("a loader that touches the compiler runs on the main thread", async () => {
  const folder = project({
    "index.js": "import t from './a.txt'; console.log(t)",
    "a.txt": "",
    "loader.js": loader("return `export default ${JSON.stringify(this._compiler.options.name + require('worker_threads').isMainThread)}`;"),
  });
  await built(options(folder, { name: "the-name", module: { rules: [{ test: /\.txt$/, loader: "./loader.js" }] } }));
  assert.equal(output(folder), "the-nametrue");
});

test("importModule builds and runs a module", async () => {
  const folder = project({
    "index.js": "import t from './a.value.js'; console.log(t)",
    "a.value.js": "import { b } from './b.js'; export const value = b + 1;",
    "b.js": "export const b = 41;",
    "loader.js": "module.exports = (s) => s; module.exports.pitch = async function () { const { value } = await this.importModule(this.resourcePath + '?run'); return `export default ${value}`; };",
  });
  await built(options(folder, { module: { rules: [{ test: /\.value\.js$/, resourceQuery: { not: /run/ }, loader: "./loader.js" }] } }));
  assert.equal(output(folder), "42");
});

test("sass-loader, less-loader and postcss-loader, with the CSS loaders done natively", async () => {
  const folder = project({
    "index.js": "import './a.scss'; import './b.less'; import s from './c.module.scss'; console.log(Object.keys(s).includes('box'))",
    "a.scss": "@use './vars'; .a { .b { color: vars.$red; user-select: none } }",
    "_vars.scss": "$red: #f00;",
    "b.less": "@c: blue; .l { .b { color: @c } }",
    "c.module.scss": ".box { color: green }",
  });
  const css = ["style-loader", "css-loader", { loader: "postcss-loader", options: { postcssOptions: { plugins: [require("autoprefixer")({ overrideBrowserslist: "safari 8" })] } } }];
  const rules = [
    { test: /\.scss$/, use: [...css, "sass-loader"] },
    { test: /\.less$/, use: [...css, "less-loader"] },
  ];
  await built(options(folder, { module: { rules } }));
  const sheet = read(folder, "main.css");
  assert.match(sheet, /\.a \.b \{\s*color: (?:red|#f00);\s*-webkit-user-select: none;/);
  assert.match(sheet, /\.l \.b \{\s*color: (?:blue|#00f);/);
  assert.equal(output(folder), "true");
});

test("babel-loader: the usual presets are native, a plugin of the user's is run", async () => {
  const folder = project({
    "index.js": "const f = (a) => a ?? 'none'; console.log(f(), MARK)",
    "plugin.js": "module.exports = ({ types }) => ({ visitor: { Identifier(path) { if (path.node.name === 'MARK') path.replaceWith(types.stringLiteral('by babel')); } } });",
  });
  const rule = (plugins) => ({ test: /\.js$/, exclude: /node_modules/, use: { loader: "babel-loader", options: { presets: [["@babel/preset-env", { targets: "ie 11" }]], plugins } } });
  const native = await built(options(folder, { define: { MARK: "'native'" }, module: { rules: [rule([])] } }));
  assert.match(native.toString(), /done natively, without running the loader: babel-loader/);
  assert.doesNotMatch(read(folder, "main.js"), /\?\?/);
  assert.equal(output(folder), "none native");
  await built(options(folder, { module: { rules: [rule([path.join(folder, "plugin.js")])] } }));
  assert.equal(output(folder), "none by babel");
});

test("@svgr/webpack makes components, only for the issuers of its rule", async () => {
  const folder = project({
    "index.js": "import Icon from './i.svg'; console.log(typeof Icon)",
    "i.svg": '<svg xmlns="http://www.w3.org/2000/svg"><path d="M0 0"/></svg>',
    "react.js": "module.exports = { createElement() {} }",
  });
  const rules = [{ test: /\.svg$/, issuer: /\.js$/, use: ["@svgr/webpack"] }];
  await built(options(folder, { module: { rules }, resolve: { alias: { react: "./react.js" } } }));
  assert.equal(output(folder), "function");
});

test("vue-loader: template, script, scoped style in Sass", async () => {
  const folder = project({
    "index.js": "import App from './App.vue'; import { renderToString } from 'vue/server-renderer'; import { createSSRApp } from 'vue'; renderToString(createSSRApp(App)).then((html) => console.log(html))",
    "App.vue": `<template><p class="t">{{ text }} {{ twice(2) }}</p></template>
<script setup lang="ts">
const text: string = 'hello';
const twice = (n: number): number => n * 2;
</script>
<style scoped lang="scss">$c: red; .t { color: $c }</style>`,
  });
  const { VueLoaderPlugin } = require("vue-loader");
  const rules = [
    { test: /\.vue$/, loader: "vue-loader" },
    { test: /\.ts$/, loader: "builtin:swc-loader", options: { jsc: { parser: { syntax: "typescript" } } } },
    { test: /\.scss$/, use: ["style-loader", "css-loader", "sass-loader"] },
  ];
  await built(options(folder, { module: { rules }, plugins: [new VueLoaderPlugin()], externals: { vue: "commonjs vue", "vue/server-renderer": "commonjs vue/server-renderer" } }));
  const [, scope] = /data-v-([0-9a-f]+)/.exec(output(folder)) ?? [];
  assert.match(output(folder), /<p class="t" data-v-[0-9a-f]+>hello 4<\/p>/);
  assert.ok(read(folder, "main.css").includes(`.t[data-v-${scope}]`));
  assert.equal(fs.readdirSync(path.join(folder, "dist")).length, 2);
});

test("rspack-vue-loader with native style sheets", async () => {
  const folder = project({
    "index.js": "import App from './App.vue'; import { renderToString } from 'vue/server-renderer'; import { createSSRApp } from 'vue'; renderToString(createSSRApp(App)).then((html) => console.log(html))",
    "App.vue": `<template><p class="t">hello</p></template>
<style scoped lang="scss">$c: red; .t { color: $c }</style>
<style>body { margin: 0 }</style>`,
  });
  const { VueLoaderPlugin } = require("rspack-vue-loader");
  const rules = [
    { test: /\.vue$/, loader: "rspack-vue-loader", options: { experimentalInlineMatchResource: true } },
    { test: /\.css$/, type: "css" },
    { test: /\.scss$/, loader: "sass-loader", type: "css" },
  ];
  await built(options(folder, { module: { rules }, plugins: [new VueLoaderPlugin()], externals: { vue: "commonjs vue", "vue/server-renderer": "commonjs vue/server-renderer" } }));
  const [, scope] = /<p class="t" data-v-([0-9a-f]+)>hello<\/p>/.exec(output(folder)) ?? [];
  assert.match(scope, /^[0-9a-f]+$/);
  const css = read(folder, "main.css");
  assert.ok(css.includes(`.t[data-v-${scope}]`) && css.includes("margin: 0"), css);
});

test("`!=!` gives a file another name for rules, and a request without a file is its loader's alone", async () => {
  const folder = project({
    "index.js": `import sheet from "./made.data!=!./to-data.cjs!./source.txt"; import alone from "./alone.cjs!"; console.log(sheet.n, alone)`,
    "source.txt": "7",
    "to-data.cjs": loader("return `{\"n\": ${source}}`;"),
    "alone.cjs": "module.exports = () => ''; module.exports.pitch = () => 'export default \"made up\"';",
  });
  await built(options(folder, { module: { rules: [{ test: /\.data$/, type: "json" }] } }));
  assert.equal(output(folder), "7 made up");
});

test("source maps lead through what loaders say to what people wrote", async () => {
  const folder = project({
    "index.js": 'import "./a.up"; import "./own.less"; import "./part.css";',
    "a.up": "\n\nconst shouted = 1;\nconsole.log(shouted);\n",
    "own.less": "@c: red;\n.a { .b { color: @c } }\n",
    "part.css": ".c { color: blue }\n",
    "shout.cjs": `const { SourceMapGenerator } = require("source-map-js");
      module.exports = function (source) {
        const map = new SourceMapGenerator({ file: "a.up" });
        const lines = source.split("\\n").filter((line) => line);
        lines.forEach((line, at) => map.addMapping({ generated: { line: at + 1, column: 0 }, original: { line: at + 3, column: 0 }, source: this.resourcePath }));
        map.setSourceContent(this.resourcePath, source);
        this.callback(null, lines.join("\\n"), map.toJSON());
      };`,
  });
  const rules = [
    { test: /\.up$/, loader: "./shout.cjs" },
    { test: /\.less$/, use: ["css-loader", { loader: "less-loader", options: { sourceMap: true } }], type: "css" },
  ];
  await built(options(folder, { target: "web", devtool: "source-map", module: { rules } }));
  const { SourceMapConsumer } = require("source-map-js");
  const original = (file, text) => {
    const lines = read(folder, file).split("\n");
    const line = lines.findIndex((it) => it.includes(text));
    const map = JSON.parse(read(folder, `${file}.map`));
    const consumer = new SourceMapConsumer(map);
    const found = consumer.originalPositionFor({ line: line + 1, column: lines[line].indexOf(text) });
    return { ...found, content: consumer.sourceContentFor(found.source) };
  };
  const shouted = original("main.js", "console.log(");
  assert.match(shouted.source, /\/a\.up$/);
  assert.equal(shouted.line, 4);
  assert.match(shouted.content, /^\n\nconst shouted/);
  const rule = original("main.css", ".a .b");
  assert.match(rule.source, /\/own\.less$/);
  assert.equal(rule.line, 2);
  assert.match(rule.content, /@c: red/);
  assert.match(original("main.css", ".c {").source, /part\.css$/);
});

test("own options of a rule go before those of an alias, and a new name comes after the loaders of the request", async () => {
  const folder = project({
    "index.js": `
      const all = [require("./a.txt"), require("./b.txt"), require("./c.add!=!./add?inline!./d.txt"), require("./add?inline!./e.add")];
      console.log(JSON.stringify(all));`,
    "a.txt": "",
    "b.txt": "",
    "d.txt": "module.exports = ['d'];",
    "e.add": "module.exports = ['e'];",
    "say.js": "module.exports = function () { return `module.exports = ${JSON.stringify(this.getOptions().text)};`; };",
    "add.js": `module.exports = function (source) {
      return source + "module.exports.push(" + JSON.stringify(this.query.slice(1)) + ");";
    };`,
  });
  const rules = [
    { test: /a\.txt$/, use: [{ loader: "say-it" }] },
    { test: /b\.txt$/, use: [{ loader: "say-it", options: { text: "of the rule" } }] },
    { test: /\.add$/, use: [{ loader: path.join(folder, "add.js"), options: "rule" }] },
  ];
  await built(
    options(folder, {
      module: { rules },
      resolveLoader: { alias: { "say-it": `${path.join(folder, "say.js")}?text=of-the-alias` } },
    }),
  );
  assert.deepEqual(JSON.parse(output(folder)), ["of-the-alias", "of the rule", ["d", "inline", "rule"], ["e", "rule", "inline"]]);
});

test("LoaderOptionsPlugin puts values into the context of loaders, for the files that it is about", async () => {
  const folder = project({
    "index.js": `console.log(JSON.stringify([require("./a.txt"), require("./b.txt?query")]));`,
    "a.txt": "",
    "b.txt": "",
    "say.js": "module.exports = function () { return `module.exports = ${JSON.stringify([this.minimize, this.special])};`; };",
  });
  const { LoaderOptionsPlugin } = require("../../packages/fedpack");
  const plugins = [new LoaderOptionsPlugin({ minimize: true }), new LoaderOptionsPlugin({ test: /b\.txt$/, special: { is: "b" } })];
  const rules = [{ test: /\.txt$/, loader: path.join(folder, "say.js") }];
  await built(options(folder, { module: { rules }, plugins }));
  assert.deepEqual(JSON.parse(output(folder)), [[true, null], [true, { is: "b" }]]);
});

test("a loader that is not installed is missed only where a file needs it", async () => {
  const folder = project({ "index.js": "console.log('runs');", "page.pug": "p" });
  const given = (entry) => options(folder, { entry, module: { rules: [{ test: /\.pug$/, use: ["missing-pug-loader", { loader: "other-loader", options: { a: 1 } }] }] } });
  await built(given("./index.js"));
  assert.equal(output(folder), "runs");
  const [error] = (await build(given("./page.pug"))).toJson().errors;
  assert.match(error.message, /The loader "missing-pug-loader" was not found from .*Install it/s);
  assert.match(error.message, /page\.pug/);
  assert.doesNotMatch(error.message, /enhanced-resolve/);
});

test("style-loader runs itself where its options say more than that a sheet is in the page", async () => {
  const folder = project({
    "index.js": `import './page.js'; import './own.css'; import lazy from './lazy.css'; import './plain.css';
      const shown = () => page.map(({ text, attributes: { title = '' } }) => title + text.trim()).join();
      const before = shown(); lazy.use(); console.log(before); console.log(shown()); lazy.unuse(); console.log(page.length)`,
    // As much of a document as the loader's code uses.
    "page.js": `globalThis.page = [];
      const element = () => ({ attributes: {}, setAttribute(name, value) { this.attributes[name] = value; }, appendChild({ text }) { this.text = text; } });
      globalThis.document = { createElement: element, createTextNode: (text) => ({ text }) };`,
    "insert.js": "module.exports = (style) => { page.push(style); style.parentNode = { removeChild() { page.pop(); } }; };",
    "own.css": ".own { color: red }",
    "lazy.css": ".lazy { color: blue }",
    "plain.css": ".plain { color: green }",
  });
  const insert = path.join(folder, "insert.js");
  const rules = [
    { test: /own\.css$/, use: [{ loader: "style-loader", options: { insert, attributes: { title: "t" } } }, "css-loader"] },
    { test: /lazy\.css$/, use: [{ loader: "style-loader", options: { insert, injectType: "lazyStyleTag" } }, "css-loader"] },
    { test: /plain\.css$/, use: ["style-loader", "css-loader"] },
  ];
  const stats = await built(options(folder, { target: "web", module: { rules } }));
  assert.deepEqual(stats.toJson({ all: false, warnings: true }).warnings, []);
  assert.equal(output(folder), "t.own { color: red }\nt.own { color: red },.lazy { color: blue }\n1");
  assert.match(read(folder, "main.css"), /^\.plain/m);
  assert.doesNotMatch(read(folder, "main.css"), /own|lazy/);
});

test("addBuildDependency has a file watched, and a rule of style-loader and css-loader with a type is about style sheets", async () => {
  const folder = project({
    "index.js": "import text from './a.txt'; import './a.css'; console.log(text)",
    "a.txt": "text",
    "a.css": ".a { color: red }",
    "settings.json": "{}",
    "loader.js": loader("this.addBuildDependency(require('path').join(this.rootContext, 'settings.json')); return `export default ${JSON.stringify(source)}`;"),
  });
  const rules = [
    { test: /\.txt$/, loader: "./loader.js" },
    { test: /\.css$/, use: ["style-loader", "css-loader"], type: "javascript/auto" },
  ];
  const stats = await built(options(folder, { module: { rules } }));
  assert.ok(stats.compilation.native.watchFiles().includes(path.join(folder, "settings.json")));
  assert.match(read(folder, "main.css"), /\.a/);
});

test("options of a loader are one object for all files, so that loaders can remember what they made of them", async () => {
  const files = Object.fromEntries(["a", "b", "c", "d", "e"].map((name) => [`${name}.txt`, name]));
  const folder = project({
    ...files,
    "index.js": "import a from './a.txt'; import b from './b.txt'; import c from './c.txt'; import d from './d.txt'; import e from './e.txt'; console.log(a, b, c, d, e)",
    "loader.js": `const seen = new Set();
      ${loader("seen.add(this.getOptions()); return `export default ${JSON.stringify(source + seen.size + this.getOptions().mark.test('x'))}`;")}`,
  });
  const rules = [{ test: /\.txt$/, loader: "./loader.js", options: { mark: /x/ } }];
  await built(options(folder, { threads: 1, module: { rules } }));
  assert.equal(output(folder), "a1true b1true c1true d1true e1true");
});

test("builtin:swc-loader compiles for a loader that comes after it", async () => {
  const folder = project({
    "index.js": "import { answer } from './a.svelte.ts'; console.log(answer)",
    "a.svelte.ts": "export const answer: number = <number>MARK + 1;",
    // Sees JavaScript: a type would be an error of `new Function`.
    "after.js": loader("new Function(source.replace('export ', '')); return source.replace('MARK', '41');"),
    "broken.ts": "export const a: = 1;",
  });
  const swc = { loader: "builtin:swc-loader", options: { jsc: { parser: { syntax: "typescript" } } } };
  const rules = [{ test: /\.ts$/, use: ["./after.js", swc] }];
  await built(options(folder, { module: { rules } }));
  assert.equal(output(folder), "42");
  const failed = await build(options(folder, { entry: "./broken.ts", module: { rules } }));
  assert.match(failed.toJson().errors[0].message, /broken\.ts:1/);
});

test("a loader may ask for the compiler where nobody catches that a worker has none", async () => {
  const folder = project({
    "index.js": "import t from './a.txt'; console.log(t)",
    "a.txt": "text",
    "asks.js": loader("const done = this.async(); void (async () => done(null, `export default ${JSON.stringify(this._compiler.name + source)}`))();"),
  });
  const given = options(folder, { name: "shop ", module: { rules: [{ test: /\.txt$/, loader: "./asks.js" }] } });
  await built(given);
  assert.equal(output(folder), "shop text");
});

test("a loader reads the type of its module", async () => {
  const folder = project({
    "index.js": "import a from './a.txt'; import './b.css'; import './c.css'; console.log(a)",
    "a.txt": "",
    "b.css": ".b { color: red }",
    "c.css": ".c { color: red }",
    "type.js": loader("return `export default ${JSON.stringify(this._module.type)}`;"),
    "comment.js": loader("return `.x::after { content: '${this._module.type}' } ${source}`;"),
  });
  const rules = [
    { test: /a\.txt$/, loader: "./type.js", type: "javascript/esm" },
    { test: /b\.css$/, loader: "./comment.js", type: "css" },
    { test: /c\.css$/, use: ["css-loader", "./comment.js"] },
  ];
  await built(options(folder, { module: { rules } }));
  assert.equal(output(folder), "javascript/esm");
  assert.match(read(folder, "main.css"), /'css'|"css"/);
  assert.match(read(folder, "main.css"), /javascript\/auto/);
});

test("worker-loader builds its file in a child compiler, and expose-loader names what it exposes", async () => {
  const folder = project({
    "index.js": "import Worker from './w.js'; import './lib.js'; console.log(typeof Worker, globalThis.LIB.x)",
    "w.js": "import { text } from './text.js'; globalThis.heard = text;",
    "text.js": "export const text = 'in the worker';",
    "lib.js": "module.exports = { x: 7 };",
  });
  const rules = [
    { test: /w\.js$/, loader: "worker-loader", options: { filename: "w.worker.js" } },
    { test: /lib\.js$/, loader: "expose-loader", options: { exposes: ["LIB"] } },
  ];
  await built(options(folder, { module: { rules } }));
  assert.equal(output(folder), "function 7");
  const scope = {};
  new Function("globalThis", "self", read(folder, "w.worker.js"))(scope, scope);
  assert.equal(scope.heard, "in the worker");
});

test("options that change between two builds reach the workers, and those that cannot be copied stay on the main thread", async () => {
  const folder = project({
    "index.js": "import a from './a.txt'; import b from './b.txt'; console.log(a, b)",
    "a.txt": "a",
    "b.txt": "b",
    "n.js": loader("return `export default ${JSON.stringify(source + this.getOptions().n)}`;"),
  });
  const changing = { n: 0 };
  // Structured cloning refuses a proxy.
  const uncloneable = new Proxy({ n: "-" }, {});
  const rules = [
    { test: /a\.txt$/, loader: "./n.js", options: changing },
    { test: /b\.txt$/, loader: "./n.js", options: uncloneable },
  ];
  const compiler = fedpack(options(folder, { threads: 1, module: { rules } }));
  compiler.hooks.run.tap("test", () => void (changing.n += 1));
  for (const expected of ["a1 b-", "a2 b-", "a3 b-"]) {
    const stats = await new Promise((resolve, reject) => compiler.run((error, done) => (error ? reject(error) : resolve(done))));
    assert.equal(stats.hasErrors(), false, stats.toString());
    assert.equal(output(folder), expected);
  }
  await new Promise((resolve) => compiler.close(resolve));
});

test("builtin:swc-loader compiles for each mode, and its map leads to what the loaders before it have read", async () => {
  const folder = project({
    "index.js": "import './a.tsx'",
    "a.tsx": "console.log(<p/>)",
    "pre.js": `module.exports = function (source) {
      this.callback(null, source, { version: 3, sources: ["/written.by.hand"], names: [], mappings: "AAAA", sourcesContent: ["by hand"] });
    };`,
    // Touches the compiler, and so runs where all compilers of the process are.
    "after.js": loader("void this._compiler; const [, map] = [null, arguments[1]]; this.callback(null, source, map);"),
  });
  const swc = { loader: "builtin:swc-loader", options: { jsc: { parser: { syntax: "typescript", tsx: true }, transform: { react: { runtime: "automatic" } } } } };
  const rules = [{ test: /\.tsx$/, use: ["./after.js", swc, "./pre.js"] }];
  const externals = { "react/jsx-runtime": "commonjs react/jsx-runtime", "react/jsx-dev-runtime": "commonjs react/jsx-dev-runtime" };
  for (const [mode, runtime] of [["production", "jsx-runtime"], ["development", "jsx-dev-runtime"]]) {
    await built(options(folder, { mode, devtool: "source-map", externals, module: { rules } }));
    assert.ok(read(folder, "main.js").includes(`require("react/${runtime}")`) || read(folder, "main.js").includes(`react/${runtime}`), mode);
    assert.ok(JSON.parse(read(folder, "main.js.map")).sources.some((source) => source.includes("written.by.hand")), mode);
  }
});

test("files go to the worker that has least to do, and all requests of one file to the same", async () => {
  const names = ["a", "b", "c", "d"];
  const files = Object.fromEntries(names.map((name) => [`${name}.txt`, name]));
  const folder = project({
    ...files,
    "index.js": names.map((name) => `console.log(require("./${name}.txt"), require("./${name}.txt?again"));`).join("\n"),
    "loader.cjs": `
      const { threadId } = require("node:worker_threads");
      module.exports = function () {
        const done = this.async();
        setTimeout(() => done(null, "module.exports = " + threadId), 50);
      };`,
  });
  await built(options(folder, { threads: 2, module: { rules: [{ test: /\.txt$/, use: "./loader.cjs" }] } }));
  const pairs = output(folder).split("\n").map((line) => line.split(" "));
  for (const [first, second] of pairs) assert.equal(first, second);
  const threads = new Set(pairs.flat());
  assert.equal(threads.size, 2);
  assert.ok(!threads.has("0"), "no file is done on the main thread");
});

test("getOptions reads a query as webpack does", async () => {
  const folder = project({
    "index.js": "console.log(JSON.stringify([require('./a.txt'), require('!!./tell.cjs?{\"deep\":{\"a\":[1]}}!./b.txt')]))",
    "a.txt": "",
    "b.txt": "",
    "tell.cjs": "module.exports = function () { return `module.exports = ${JSON.stringify(this.getOptions())}`; };",
  });
  await built(options(folder, { module: { rules: [{ test: /\.txt$/, use: "./tell.cjs?flag&empty=&list=1&list=2&text=a%20b" }] } }));
  assert.deepEqual(JSON.parse(output(folder)), [{ flag: "", empty: "", list: ["1", "2"], text: "a b" }, { deep: { a: [1] } }]);
});

/** A project whose only loader says that it runs, and does not answer before there is a file `go`. */
function withSilentLoader() {
  return project({
    "index.js": "console.log(require('./data.txt'))",
    "data.txt": "said at last",
    "silent.js": `const fs = require("node:fs"), path = require("node:path");
      module.exports = function (text) {
        const [answer, at] = [this.async(), (name) => path.join(__dirname, name)];
        fs.writeFileSync(at("runs"), "");
        const look = () => fs.existsSync(at("go")) ? answer(null, "module.exports = " + JSON.stringify(text)) : setTimeout(look, 10);
        look();
      };`,
  });
}

const silently = (folder) => ({ module: { rules: [{ test: /\.txt$/, use: path.join(folder, "silent.js") }] } });

async function until(isSo) {
  while (!isSo()) await new Promise((resolve) => setImmediate(resolve));
}

test("a loader that does not answer is named, and waited for", async (context) => {
  const folder = withSilentLoader();
  context.mock.timers.enable({ apis: ["setTimeout"] });
  const said = [];
  const listener = { apply: (compiler) => compiler.hooks.infrastructureLog.tap("listener", (_, level, [text]) => Boolean(said.push([level, text]))) };
  const building = built(options(folder, { ...silently(folder), plugins: [listener] }));
  await until(() => fs.existsSync(path.join(folder, "runs")));
  context.mock.timers.tick(29_000);
  assert.deepEqual(said, []);
  context.mock.timers.tick(1_000);
  const [[level, text]] = said;
  assert.equal(level, "warn");
  assert.match(text, /^Loaders have not answered for 30 seconds: \S*silent\.js, at \S*data\.txt\. /);
  fs.writeFileSync(path.join(folder, "go"), "");
  await building;
  assert.equal(output(folder), "said at last");
  context.mock.timers.tick(60_000);
  assert.equal(said.length, 1);
});

test("a build that waits for a loader is left by Ctrl-C, and the output stays", async () => {
  const folder = withSilentLoader();
  const rules = "[{ test: /\\.txt$/, use: __dirname + '/silent.js' }]";
  const config = `module.exports = { mode: "development", entry: "./index.js", module: { rules: ${rules} } }`;
  fs.writeFileSync(path.join(folder, "fedpack.config.cjs"), config);
  fs.mkdirSync(path.join(folder, "dist"));
  fs.writeFileSync(path.join(folder, "dist/main.js"), "earlier");
  const child = spawn(process.execPath, [path.join(PACKAGE, "bin/fedpack.js"), "build"], { cwd: folder });
  const ended = new Promise((resolve) => child.on("exit", (code, signal) => resolve(signal ?? code)));
  await until(() => fs.existsSync(path.join(folder, "runs")));
  child.kill("SIGINT");
  assert.equal(await ended, "SIGINT");
  assert.deepEqual(fs.readdirSync(path.join(folder, "dist")), ["main.js"]);
  assert.equal(read(folder, "main.js"), "earlier");
});

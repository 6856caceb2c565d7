// Modules that loaders ask for while a build runs: `this.importModule` and `this.loadModule`.
import assert from "node:assert/strict";
import path from "node:path";
import { test } from "node:test";
import { build, built, options, output, project, read } from "./support.js";

/** A loader whose pitch builds and runs the file that it stands for. */
const evaluating = (more = "{}") => `module.exports = (source) => source;
  module.exports.pitch = async function (rest) {
    const exported = await this.importModule(this.resourcePath + ".webpack[javascript/auto]!=!" + rest, ${more});
    return JSON.stringify(exported);
  };`;

test("importModule takes a request with another name and type, and runs it for the page's target and in ES module output", async () => {
  const folder = project({
    "index.js": "import sheet from './sheet.js'; console.log(JSON.stringify(sheet));",
    "sheet.js": `import { red } from './colors.js';
      export const image = new URL('./a.bin', import.meta.url).href;
      export const here = import.meta.url;
      export const text = red;
      export const lazy = (await import('./lazy.js')).default;`,
    "colors.js": "export const red = '#f00';",
    "lazy.js": "export default 'later';",
    "a.bin": "bytes",
    "evaluate.cjs": evaluating("{ publicPath: '/public/', baseUri: 'https://example.com/' }"),
    "as-it-is.cjs": evaluating(),
  });
  const rules = (loader) => [
    { test: /sheet\.js$/, loader, type: "json" },
    { test: /\.bin$/, type: "asset/resource", generator: { filename: "files/[name][ext]" } },
  ];
  await built(options(folder, { module: { rules: rules("./evaluate.cjs") } }));
  const found = JSON.parse(output(folder));
  assert.equal(found.image, "https://example.com/public/files/a.bin");
  assert.equal(found.text, "#f00");
  assert.equal(found.lazy, "later");
  assert.equal(read(folder, "files/a.bin"), "bytes");

  const esm = { target: "web", experiments: { outputModule: true }, output: { module: true, filename: "[name].mjs" } };
  await built(options(folder, { ...esm, module: { rules: rules("./as-it-is.cjs") } }));
  const inModule = JSON.parse(output(folder, "main.mjs"));
  assert.equal(inModule.here, `file://${path.join(folder, "sheet.js")}`);
  assert.equal(inModule.image, `file://${path.join(folder, "dist/files/a.bin")}`);
});

test("requests of importModule start from the folder of the file, and what they read is watched", async () => {
  const folder = project({
    "index.js": "import t from './deep/a.txt'; console.log(t)",
    "deep/a.txt": "",
    "deep/b.js": "export { c as default } from './c.js';",
    "deep/c.js": "export const c = 'from c';",
    "loader.cjs": "module.exports = async function () { const m = await this.importModule('./b.js'); return `export default ${JSON.stringify(m.default)}`; };",
  });
  const stats = await built(options(folder, { module: { rules: [{ test: /\.txt$/, loader: "./loader.cjs" }] } }));
  assert.equal(output(folder), "from c");
  assert.ok(stats.compilation.native.watchFiles().includes(path.join(folder, "deep/c.js")));
});

test("loadModule gives what loaders make of a module, whose own requests are not looked at", async () => {
  const folder = project({
    "index.js": "console.log(JSON.stringify(require('./all.list')))",
    "all.list": "./in/plain.js\n./shout.cjs!./in/words.txt",
    "in/plain.js": "import './is-not-there.js';",
    "in/words.txt": "hello",
    "shout.cjs": "module.exports = function (source) { this.callback(null, source.toUpperCase(), { version: 3, sources: ['words.txt'], names: [], mappings: 'AAAA' }); };",
    "list.cjs": `const { promisify } = require('util');
      module.exports = async function (source) {
        const texts = [];
        for (const line of source.split('\\n')) {
          await new Promise((resolve, reject) => this.loadModule(line, (error, text, map, module) => {
            if (error) return reject(error);
            texts.push([text, map && map.sources[0], require('path').basename(module.resource)]);
            resolve();
          }));
        }
        return 'module.exports = ' + JSON.stringify(texts);
      };`,
  });
  const stats = await built(options(folder, { module: { rules: [{ test: /\.list$/, loader: "./list.cjs" }] } }));
  assert.deepEqual(JSON.parse(output(folder)), [
    ["import './is-not-there.js';", null, "plain.js"],
    ["HELLO", "words.txt", "words.txt"],
  ]);
  assert.ok(stats.compilation.native.watchFiles().includes(path.join(folder, "in/words.txt")));
});

test("a module that is asked for and has errors is an error of the build, and of who asks", async () => {
  const folder = project({
    "index.js": "import './a.load'; import './b.import';",
    "a.load": "./failing.cjs!./broken.js",
    "b.import": "./thrower.js",
    "broken.js": "",
    "thrower.js": "throw new Error('at run time');",
    "failing.cjs": "module.exports = () => { throw new Error('broken inside'); };",
    "load.cjs": "module.exports = function (source) { const done = this.async(); this.loadModule(source, (error, text) => done(error, text)); };",
    "import.cjs": "module.exports = function (source) { return this.importModule(source).then(() => ''); };",
    "caught.cjs": "module.exports = function (source) { const done = this.async(); this.loadModule(source, () => this.loadModule(source, () => done(null, ''))); };",
    "late.cjs": "module.exports = function (source) { this.async(); this.loadModule('./thrower.js', () => { throw new Error('in the callback'); }); };",
  });
  const rules = [{ test: /\.load$/, loader: "./load.cjs" }, { test: /\.import$/, loader: "./import.cjs" }];
  const { errors } = (await build(options(folder, { module: { rules } }))).toJson();
  assert.deepEqual(errors.map(({ code }) => code), Array(3).fill("FED0250"));
  const messages = errors.map(({ message }) => message).join("\n");
  for (const part of [/\.\/broken\.js[^]*broken inside/, /\.\/a\.load[^]*loadModule\(\.\/failing\.cjs!\.\/broken\.js\): the module has errors/, /\.\/b\.import[^]*at run time/]) {
    assert.match(messages, part);
  }
  // Who asks may catch its error; the module's stays.
  const caught = await build(options(folder, { entry: "./a.load", module: { rules: [{ test: /\.load$/, loader: "./caught.cjs" }] } }));
  assert.match(caught.toJson().errors.map(({ message }) => message).join(), /broken inside/);
  assert.equal(caught.toJson().errors.length, 1);
  const late = await build(options(folder, { entry: "./a.load", module: { rules: [{ test: /\.load$/, loader: "./late.cjs" }] } }));
  assert.match(late.toJson().errors[0].message, /in the callback[^]*late\.cjs/);
});

for (const [name, call] of [
  ["importModule", "this.importModule(ref)"],
  ["loadModule", "new Promise((resolve, reject) => this.loadModule(ref, (error, text) => (error ? reject(error) : resolve(JSON.parse(text)))))"],
]) {
  test(`${name}: modules that wait for each other are an error of the one that closes the circle`, async () => {
    const folder = project({
      "index.js": "console.log(JSON.stringify([require('./ring!./1.json'), require('./ring!./a.json'), require('./ring!./twice.json')]))",
      "1.json": '["./1.json"]',
      "a.json": '["./b.json"]',
      "b.json": '["./c.json"]',
      "c.json": '["./a.json"]',
      "twice.json": '["./leaf.json", "./leaf.json"]',
      "leaf.json": "[]",
      "ring.js": `module.exports = async function (source) {
        const found = [];
        for (const file of JSON.parse(source)) {
          const ref = "./ring!" + file;
          try { found.push(await ${call}); } catch (error) { found.push(error.message.split(":")[0]); }
        }
        return JSON.stringify(found);
      };`,
    });
    await built(options(folder));
    const circle = "There is a circular build dependency";
    assert.deepEqual(JSON.parse(output(folder)), [[circle], [[[circle]]], [[], []]]);
  });
}

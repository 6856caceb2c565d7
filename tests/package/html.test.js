// Pages whose template is a program.
import assert from "node:assert/strict";
import fs from "node:fs";
import path from "node:path";
import { test } from "node:test";
import { build, built, fedpack, options, project, read, require } from "./support.js";

const { HtmlPlugin } = fedpack;

/** A page of a program for browsers. */
const page = (folder, html, more = {}) =>
  options(folder, { target: "web", plugins: [new HtmlPlugin(html)], ...more, output: { publicPath: "/at/", ...more.output } });

test("a template in lodash's syntax has html-webpack-plugin's parameters, _ and the build's require", async () => {
  const folder = project({
    "index.js": "import './style.css'",
    "style.css": "a { color: red }",
    "logo.bin": "picture",
    "words.js": "export const words = ['one', 'two'];",
    "page.html": `<!doctype html><html><head><title><%= htmlWebpackPlugin.options.title %></title></head>
      <body data-mode="<%= webpackConfig.mode %>" data-own="<%= own %>" data-escaped="<%- '<&>' %>" data-dollar="\${x}">
      <% _.forEach(require('./words.js').words, (word) => { %><p><%= word %></p><% }) %>
      <img src="<%= require('./logo.bin') %>"><i><%= htmlWebpackPlugin.files.js.join() %></i></body></html>`,
  });
  const rules = [{ test: /\.bin$/, type: "asset/resource", generator: { filename: "img/[name][ext]" } }];
  await built(page(folder, { template: "./page.html", title: "A & B", templateParameters: { own: 7 } }, { module: { rules } }));
  const html = read(folder, "index.html");
  for (const part of [
    "<title>A & B</title>", 'data-mode="development"', 'data-own="7"', 'data-escaped="&lt;&amp;&gt;"', 'data-dollar="${x}"',
    "<p>one</p><p>two</p>", '<img src="/at/img/logo.bin">', "<i>/at/main.js</i>",
    '<link rel="stylesheet" href="/at/main.css">', '<script defer src="/at/main.js"></script></head>',
  ]) {
    assert.ok(html.includes(part), `${part} in ${html}`);
  }
  assert.equal(read(folder, "img/logo.bin"), "picture");
});

test("a template puts the tags where it likes, is a module, or contents; its parameters may be a function", async () => {
  const folder = project({
    "index.js": "",
    "tags.ejs": "<html><head><%= htmlWebpackPlugin.tags.headTags %></head><body>here:<%= htmlWebpackPlugin.tags.bodyTags %></body></html>",
    "module.js": "import { text } from './text.js'; export default ({ htmlWebpackPlugin }) => `<html><body>${text} ${htmlWebpackPlugin.options.title}</body></html>`;",
    "text.js": "export const text = 'made by a module';",
    "plain.html": "<html><body>plain</body></html>",
    "raw.cjs": "module.exports = (source) => `module.exports = ${JSON.stringify(source.toUpperCase())}`;",
  });
  await built(page(folder, { template: "./tags.ejs", inject: false, scriptLoading: "blocking", meta: { viewport: 'a"b' } }));
  assert.equal(read(folder, "index.html"), '<html><head><meta name="viewport" content="a&quot;b"></head><body>here:<script src="/at/main.js"></script></body></html>');
  await built(page(folder, { template: "./module.js", title: "T" }));
  assert.match(read(folder, "index.html"), /<body>made by a module T/);
  await built(page(folder, { template: "./raw.cjs!./plain.html", inject: false }));
  assert.equal(read(folder, "index.html"), "<HTML><BODY>PLAIN</BODY></HTML>");
  const templateParameters = (compilation, assets, tags, its) => ({ all: [compilation.compiler.context === folder, assets.js[0], String(tags.headTags), its.title].join() });
  await built(page(folder, { templateContent: ({ all }) => `<html><body>${all}</body></html>`, templateParameters, title: "T", inject: false }));
  assert.equal(read(folder, "index.html"), '<html><body>true,/at/main.js,<script defer src="/at/main.js"></script>,T</body></html>');
});

test("html-webpack-plugin's own class brings its template, and a change of what the template reads builds again", async () => {
  const HtmlWebpackPlugin = require("html-webpack-plugin");
  const folder = project({
    "index.js": "",
    "page.html": "<html><body><% if (true) { %><%= require('./part.js').part %><% } %></body></html>",
    "part.js": "exports.part = 'first';",
  });
  const stats = await built(page(folder, {}, { plugins: [new HtmlWebpackPlugin({ template: "page.html" })] }));
  assert.match(read(folder, "index.html"), /<body>first/);
  const watched = [...stats.compilation.fileDependencies];
  for (const file of ["page.html", "part.js"]) assert.ok(watched.includes(path.join(folder, file)), file);
});

test("what a template throws or cannot give fails the build, and names the page", async () => {
  const folder = project({ "index.js": "", "throws.ejs": "<% throw new Error('inside') %>", "broken.ejs": "<% if ( %>", "none.js": "module.exports = 7" });
  for (const [template, expected] of [["./throws.ejs", /inside/], ["./broken.ejs", /broken\.ejs|Unexpected/], ["./none.js", /exports number/]]) {
    const stats = await build(page(folder, { template }));
    // Beside those of the template's own modules.
    const messages = stats.toJson().errors.map(({ message }) => message);
    assert.match(messages.at(-1), /html\[0\]\.template/);
    assert.match(messages.join("\n"), expected);
    assert.ok(!fs.existsSync(path.join(folder, "dist/index.html")));
  }
});

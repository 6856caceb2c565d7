"use strict";
// Pages whose template is a program: `<% … %>`, a module, `templateContent`. The Rust side asks for their text when it knows
// the files, and puts these in as it does for any other page.
const fs = require("node:fs");
const path = require("node:path");
const FOLDER = require("../folder.js");

/** @typedef {import("../compiler.js").Compiler} Compiler */

/**
 * @typedef {object} PageFiles what the Rust side says of a page; addresses are as they stand in it
 * @property {string} publicPath
 * @property {string[]} js
 * @property {string[]} css
 * @property {string | null} favicon
 * @property {false | "head" | "body"} inject
 * @property {"defer" | "blocking" | "module"} loading
 * @property {string | null} crossOrigin
 * @property {Record<string, string>} integrity of these files, by their addresses
 */

const LOADER = path.join(FOLDER, "loaders/html_template.js");
const IS_MODULE = /\.[cm]?[jt]sx?$/;
/** The only expression that needs no JavaScript. */
const TITLE = /<%=\s*html(?:Webpack|Rspack)Plugin\.options\.title\s*%>/g;

/**
 * @param {any} page html-webpack-plugin's options
 * @param {string} place
 * @param {import("./functions.js").FunctionTable} functions
 * @param {Compiler} compiler
 */
function lowerPage(page, place, functions, compiler) {
  if (typeof page !== "object" || page === null) return page;
  const { templateContent, templateParameters, ...lowered } = page;
  const isContent = typeof templateContent === "string" || typeof templateContent === "function";
  if (isContent || (typeof page.template === "string" && isProgram(page.template, compiler.context))) {
    lowered.template = functions.add(`${place}.template`, (files) => render(page, files, compiler));
  }
  return lowered;
}

/**
 * @param {string} template
 * @param {string} context
 */
function isProgram(template, context) {
  if (template.includes("!") || IS_MODULE.test(template)) return true;
  const file = path.resolve(context, template);
  return fs.existsSync(file) && fs.readFileSync(file, "utf8").replace(TITLE, "").includes("<%");
}

/**
 * @param {any} page
 * @param {PageFiles} files
 * @param {Compiler} compiler
 * @returns {Promise<string>}
 */
async function render(page, files, compiler) {
  const compilation = compiler.currentCompilation;
  const parameters = await parametersOf(page, files, compiler, compilation);
  const { template, templateContent } = page;
  if (typeof templateContent === "string") return templateContent;
  if (typeof templateContent === "function") return String(await templateContent(parameters));
  const names = Object.keys(parameters).filter((name) => /^[\p{ID_Start}$_][\p{ID_Continue}$]*$/u.test(name));
  const request = template.includes("!") || IS_MODULE.test(template) ? template : `${LOADER}?${JSON.stringify({ names })}!${path.resolve(compiler.context, template)}`;
  const asker = { identity: `page ${template}`, resource: template };
  const { importModule } = require("../loaders/inner_build.js");
  const { exports, dependencies } = await importModule(compiler, compilation, asker, request, compiler.context, { publicPath: files.publicPath });
  for (const file of dependencies) compilation.fileDependencies.add(file);
  const made = exports?.default ?? exports;
  if (typeof made === "function") return String(await made(parameters, require("lodash")));
  if (typeof made === "string") return made;
  throw new TypeError(`${template} exports ${made === null ? "null" : typeof made}, which is neither a text nor a function that gives one.`);
}

/**
 * What html-webpack-plugin gives to templates.
 * @param {any} page
 * @param {PageFiles} files
 * @param {Compiler} compiler
 * @param {any} compilation
 */
async function parametersOf(page, files, compiler, compilation) {
  const { templateParameters } = page;
  const { publicPath, js, css, favicon } = files;
  const options = { title: "", filename: "index.html", inject: files.inject, scriptLoading: files.loading, meta: {}, favicon: false, ...page };
  const assets = { publicPath, js, css, favicon: favicon ?? undefined, manifest: undefined };
  const tags = tagsOf(options, files);
  if (typeof templateParameters === "function") return Object(await templateParameters(compilation, assets, tags, options));
  if (templateParameters === false) return {};
  const plugin = { tags, files: assets, options };
  return { compilation, webpackConfig: compiler.options, htmlWebpackPlugin: plugin, htmlRspackPlugin: plugin, ...Object(templateParameters) };
}

/**
 * @param {any} options
 * @param {PageFiles} files
 */
function tagsOf(options, files) {
  const crossorigin = files.crossOrigin ?? undefined;
  const loading = { defer: { defer: true }, blocking: {}, module: { type: "module" } }[files.loading];
  const scripts = files.js.map((src) => tag("script", { ...loading, src, integrity: files.integrity[src], crossorigin }));
  const head = [
    ...Object.entries(options.meta || {}).map(([name, content]) => tag("meta", typeof content === "object" ? content : { name, content })),
    ...(files.favicon ? [tag("link", { rel: "icon", href: files.favicon })] : []),
    ...files.css.map((href) => tag("link", { rel: "stylesheet", href, integrity: files.integrity[href], crossorigin })),
  ];
  const isBody = files.inject === "body" || (files.inject === false && files.loading === "blocking");
  return { headTags: joined(isBody ? head : [...head, ...scripts]), bodyTags: joined(isBody ? scripts : []) };
}

/**
 * @param {string} tagName
 * @param {Record<string, any>} attributes
 */
function tag(tagName, attributes) {
  const voidTag = tagName !== "script";
  return {
    tagName,
    voidTag,
    attributes,
    toString() {
      const written = Object.entries(attributes).map(([name, value]) => {
        if (value === undefined || value === null || value === false) return "";
        return value === true ? ` ${name}` : ` ${name}="${String(value).replace(/&/g, "&amp;").replace(/"/g, "&quot;")}"`;
      });
      return `<${tagName}${written.join("")}>${voidTag ? "" : `</${tagName}>`}`;
    },
  };
}

/**
 * A list that is its tags one after the other where it is printed.
 * @param {object[]} tags
 */
function joined(tags) {
  return Object.assign(tags, { toString: () => Array.prototype.join.call(tags, "") });
}

module.exports = { lowerPage };

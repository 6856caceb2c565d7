"use strict";
// Functions in options of style sheets: how the names of CSS modules look in the output, and what scripts call them.
const path = require("node:path");

/**
 * What the Rust side tells of a name.
 *
 * @typedef {object} AskedName
 * @property {string} path of the sheet
 * @property {string} query
 * @property {string} local
 * @property {string} template `localIdentName`
 */

/** @typedef {import("./functions.js").FunctionTable} FunctionTable */

/**
 * css-loader's options, with the functions in `modules` as numbers.
 *
 * @param {any} options
 * @param {FunctionTable} table
 * @param {string} place of the loader
 */
function cssLoaderOptions(options, table, place) {
  const modules = options?.modules;
  if (typeof modules !== "object" || modules === null) return options;
  const { getLocalIdent, exportLocalsConvention } = modules;
  const called = { ...modules };
  if (typeof getLocalIdent === "function") {
    called.getLocalIdent = table.once(getLocalIdent, `${place}.options.modules.getLocalIdent`, (/** @type {AskedName} */ asked) => {
      const said = getLocalIdent(loaderContext(asked, table.context, options), asked.template, asked.local, hashOptions(modules, table.context));
      return said ? withoutPunctuation(String(said)) : null;
    });
  }
  if (typeof exportLocalsConvention === "function") {
    called.exportLocalsConvention = spelled(exportLocalsConvention, table, `${place}.options.modules.exportLocalsConvention`);
  }
  return { ...options, modules: called };
}

/**
 * Functions in `generator` of style sheets.
 *
 * @param {any} generator
 * @param {FunctionTable} table
 * @param {string} place
 */
function generatorFunctions({ localIdentName, exportsConvention }, table, place) {
  /** @type {Record<string, object>} */
  const called = {};
  if (typeof localIdentName === "function") {
    called.localIdentName = table.once(localIdentName, `${place}.localIdentName`, (/** @type {AskedName} */ asked) => {
      const filename = path.relative(table.context, asked.path).replaceAll("\\", "/") + asked.query;
      return localIdentName({ filename, local: asked.local, module: { resource: asked.path + asked.query } }, {}) ?? null;
    });
  }
  if (typeof exportsConvention === "function") called.exportsConvention = spelled(exportsConvention, table, `${place}.exportsConvention`);
  return called;
}

/**
 * @param {(name: string) => unknown} convention gives a text, or a list of them
 * @param {FunctionTable} table
 * @param {string} place
 */
function spelled(convention, table, place) {
  return table.once(convention, place, (/** @type {{name: string}} */ { name }) => convention(name));
}

/**
 * What of a loader's context names are made of.
 *
 * @param {AskedName} asked
 * @param {string} rootContext
 * @param {any} options
 */
function loaderContext({ path: resourcePath, query }, rootContext, options) {
  return {
    rootContext,
    context: path.dirname(resourcePath),
    resourcePath,
    resourceQuery: query,
    resourceFragment: "",
    resource: resourcePath + query,
    getOptions: () => options,
  };
}

/**
 * @param {any} modules
 * @param {string} rootContext
 */
function hashOptions(modules, rootContext) {
  return {
    context: modules.localIdentContext ?? rootContext,
    hashSalt: modules.localIdentHashSalt,
    hashFunction: modules.localIdentHashFunction,
    hashDigest: modules.localIdentHashDigest,
    hashDigestLength: modules.localIdentHashDigestLength,
    hashStrategy: modules.hashStrategy,
    regExp: modules.localIdentRegExp,
  };
}

/** What css-loader takes out of names: characters that names of files cannot have, and dots. @param {string} name */
function withoutPunctuation(name) {
  // eslint-disable-next-line no-control-regex
  return name.replace(/[<>:"/\\|?*.\u0000-\u001f\u0080-\u009f]/g, "-");
}

module.exports = { cssLoaderOptions, generatorFunctions };

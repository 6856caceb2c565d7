"use strict";
// `builtin:swc-loader` where another loader wants its result: the file is compiled by the addon, and goes on as text. Where
// nothing comes after it, nothing of this runs: the build compiles the file when it reads it (`native/swc-loader.js`).
const binding = require("../binding.js");
const { toData } = require("../lower/data.js");

/** Options as the addon understands them, by the object that a rule has, and by mode and folder. @type {WeakMap<object, Map<string, any>>} */
const configurations = new WeakMap();

/**
 * @param {Record<string, any>} options of the loader
 * @param {string} mode
 * @param {string} context
 */
function configurationOf(options, mode, context) {
  const byPlace = configurations.get(options) ?? new Map();
  configurations.set(options, byPlace);
  const place = `${mode} ${context}`;
  const known = byPlace.get(place);
  if (known) return known;
  const rule = { test: /./, use: { loader: "builtin:swc-loader", options } };
  const { configuration, problems } = binding.loadOptions(JSON.stringify(toData({ mode, module: { rules: [rule] } })), context);
  if (!configuration) throw new Error(problems.map((/** @type {any} */ problem) => problem.text).join("\n"));
  byPlace.set(place, configuration);
  return configuration;
}

/**
 * @this {any}
 * @param {string} source
 * @param {any} [before] source map from `source` to what the loaders before have read
 */
module.exports = function swcLoader(source, before) {
  const options = this.getOptions();
  const isTypescript = options.jsc?.parser?.syntax === "typescript";
  const configuration = configurationOf(options, this.mode, this.rootContext);
  const { code, sourceMap } = configuration.compile(this.resourcePath, source, isTypescript, Boolean(this.sourceMap));
  const map = sourceMap && JSON.parse(sourceMap);
  if (!map || !before) return void this.callback(null, code, map);
  const { SourceMapSource } = require("webpack-sources");
  this.callback(null, code, new SourceMapSource(code, this.resourcePath, map, source, before, true).map());
};

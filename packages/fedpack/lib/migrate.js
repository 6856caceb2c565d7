"use strict";
// A configuration of webpack or rspack as data for `fedpack.config.json`, and what is lost on the way.
const path = require("node:path");
const { OptionsError } = require("./errors.js");
const { createUnchecked } = require("./fedpack.js");

/**
 * @param {Record<string, any>} options
 * @param {string} folder that the file will be in
 * @returns {{config: Record<string, any>, notes: string[]}}
 */
function migrated(options, folder) {
  const notes = [];
  const compiler = createUnchecked(options);
  const lowered = compiler.lowered();
  try {
    compiler.validate();
    notes.push(...(compiler.optionProblems ?? []).map((/** @type {any} */ problem) => problem.message));
  } catch (error) {
    if (!(error instanceof OptionsError)) throw error;
    notes.push(...error.problems.map((problem) => problem.message));
  }
  notes.push(...compiler.optionWarnings);
  for (const plugin of compiler.javascriptPlugins) notes.push(`${plugin} is JavaScript: it runs in the Node package, with this configuration as it is.`);
  for (const { place } of compiler.functions?.functions ?? []) notes.push(`${place} is a function: it runs in the Node package.`);
  const config = withoutMarks(lowered, folder, notes);
  if (config.context === ".") delete config.context;
  return { config, notes };
}

/** What says something to the addon, and nothing in a file. */
const MARKS = ["$javascript", "$blocks", "$use"];

/**
 * @param {any} value
 * @param {string} folder
 * @param {string[]} notes
 * @returns {any}
 */
function withoutMarks(value, folder, notes) {
  if (typeof value === "string") return path.isAbsolute(value) && value.startsWith(folder) ? relative(folder, value) : value;
  if (Array.isArray(value)) return value.map((item) => withoutMarks(item, folder, notes));
  if (typeof value !== "object" || value === null) return value;
  if (value.$javascript !== undefined && path.isAbsolute(value.loader)) {
    notes.push(`The loader ${relative(folder, value.loader)} is JavaScript: it runs in the Node package.`);
  }
  const entries = Object.entries(value).filter(([key, item]) => !MARKS.includes(key) && item?.$call === undefined);
  return Object.fromEntries(entries.map(([key, item]) => [key, withoutMarks(item, folder, notes)]));
}

/**
 * @param {string} folder
 * @param {string} file
 */
function relative(folder, file) {
  const found = path.relative(folder, file).split(path.sep).join("/");
  return found === "" ? "." : found.startsWith(".") ? found : `./${found}`;
}

module.exports = { migrated };

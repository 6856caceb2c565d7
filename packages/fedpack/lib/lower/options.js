"use strict";
// webpack-shaped options and the native plugins that were applied → the JSON that the Rust side reads.
const { toData } = require("./data.js");
const { lowerDefinitions } = require("./define.js");
const { lowerFunctions } = require("./functions.js");
const { withoutLayers } = require("./externals.js");
const { lowerPage } = require("./html.js");
const { lowerRules } = require("./rules.js");

/**
 * What native plugins add to the options of one compiler. A plugin writes into it when it is applied.
 *
 * @typedef {object} NativeParts
 * @property {Record<string, unknown>} define as written; values of `DefinePlugin.runtimeValue` are computed for each build
 * @property {object[]} contextReplacements
 * @property {Record<string, string | string[]>} provide
 * @property {object[]} federation one item for each plugin of that kind
 * @property {object[]} html
 * @property {unknown[]} externals
 */

/** @returns {NativeParts} */
function noParts() {
  return { contextReplacements: [], define: {}, provide: {}, federation: [], html: [], externals: [] };
}

/** Options of the API itself, which say nothing about the output. */
const OF_THE_API = ["plugins", "dependencies", "watch", "watchOptions", "resolveLoader"];

/**
 * @param {Record<string, any>} options
 * @param {NativeParts} parts
 * @param {import("./rules.js").RuleLowering} rules
 * @returns {Record<string, any>}
 */
function lowerOptions(options, parts, rules) {
  /** @type {Record<string, any>} */
  const lowered = {};
  for (const [key, value] of Object.entries(options)) {
    if (!OF_THE_API.includes(key) && value !== undefined) lowered[key] = value;
  }
  // Defaults stand behind it.
  if (typeof lowered.output === "object" && lowered.output !== null && !Array.isArray(lowered.output)) lowered.output = { ...lowered.output };
  if (Object.keys(parts.define).length > 0) lowered.define = { ...lowered.define, ...lowerDefinitions(parts.define) };
  if (Object.keys(parts.provide).length > 0) lowered.provide = { ...lowered.provide, ...parts.provide };
  if (parts.contextReplacements.length > 0) lowered.contextReplacements = [...asList(lowered.contextReplacements), ...parts.contextReplacements];
  if (parts.externals.length > 0) lowered.externals = [...asList(lowered.externals), ...parts.externals];
  if (parts.html.length > 0) lowered.html = [...asList(lowered.html === true ? {} : lowered.html), ...parts.html];
  if (lowered.html) {
    const pages = asList(lowered.html === true ? {} : lowered.html);
    lowered.html = pages.map((page, at) => lowerPage(page, `html[${at}]`, rules.functions, rules.owner));
  }
  // Functions are asked through the bridge.
  if (lowered.externals !== undefined) lowered.externals = asList(lowered.externals).filter((item) => item && typeof withoutLayers(item) !== "function");
  if (typeof lowered.entry === "function") delete lowered.entry;
  const federation = [...asList(lowered.federation), ...parts.federation];
  if (federation.length > 0) lowered.federation = federation.length === 1 ? federation[0] : federation;
  if (Array.isArray(lowered.module?.rules)) {
    lowered.module = { ...lowered.module, rules: lowerRules(lowered.module.rules, rules) };
  }
  if (lowered.optimization) {
    const { minimizer: _, concatenateModules, ...optimization } = lowered.optimization;
    lowered.optimization = optimization;
    // An object has options of the concatenation, which there are none of here.
    if (concatenateModules !== undefined) lowered.optimization.concatenateModules = Boolean(concatenateModules);
  }
  lowerFunctions(lowered, rules.functions);
  return toData(lowered);
}

/** @param {any} value */
function asList(value) {
  if (value === undefined || value === null || value === false) return [];
  return Array.isArray(value) ? value : [value];
}

module.exports = { lowerOptions, noParts, asList };

"use strict";
// What options of minimizers say about names: terser's and swc's `keep_classnames` and `keep_fnames`, esbuild's `keepNames`.

const CLASSES = ["keep_classnames", "keepNames"];
const FUNCTIONS = ["keep_fnames", "keepNames"];
const NAMES = new Set([...CLASSES, ...FUNCTIONS]);
/** Where terser and swc take them, too. */
const PARTS = ["mangle", "compress"];

const isObject = (/** @type {unknown} */ value) => typeof value === "object" && value !== null;

/**
 * What a minimizer gets from its plugin: terser-webpack-plugin puts it beside the function that it calls.
 * @param {any} given options of the plugin
 * @returns {Record<string, any>}
 */
function ofMinimizer(given) {
  const own = given.terserOptions ?? given.minimizerOptions ?? [given.minimizer].flat()[0]?.options;
  return isObject(own) ? own : {};
}

/**
 * The value of `optimization.keepNames`. An expression for the names that are meant keeps all of them.
 * @param {any} given options of the plugin
 * @returns {true | "classes" | "functions" | undefined}
 */
function keptNames(given) {
  const own = ofMinimizer(given);
  const places = [given, own, ...PARTS.map((part) => own[part])].filter(isObject);
  const says = (/** @type {string[]} */ names) => places.some((place) => names.some((name) => Boolean(place[name])));
  const [classes, functions] = [says(CLASSES), says(FUNCTIONS)];
  if (classes && functions) return true;
  return classes ? "classes" : functions ? "functions" : undefined;
}

/**
 * Whether an option of a minimizer's plugin says which names are kept, and nothing else.
 * @param {string} key
 * @param {any} value
 */
function saysOnlyNames(key, value) {
  if (NAMES.has(key)) return true;
  if (!["terserOptions", "minimizerOptions", "minimizer"].includes(key)) return false;
  return Object.entries(ofMinimizer({ [key]: value })).every(([name, part]) => {
    return NAMES.has(name) || (PARTS.includes(name) && isObject(part) && Object.keys(part).every((inner) => NAMES.has(inner)));
  });
}

module.exports = { keptNames, saysOnlyNames };

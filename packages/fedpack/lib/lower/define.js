"use strict";
// DefinePlugin's values → code, for what JSON would lose on the way.
const { isRegExp } = require("./data.js");

/**
 * @typedef {object} RuntimeDependencies files and folders whose change asks for another build
 * @property {string[]} [fileDependencies]
 * @property {string[]} [contextDependencies]
 * @property {string[]} [missingDependencies]
 * @property {string[]} [buildDependencies]
 * @property {string | (() => string)} [version]
 */

/** A value that is computed for each build: `DefinePlugin.runtimeValue`. */
class RuntimeValue {
  /**
   * @param {(context: {module: any, key: string, version: string | undefined}) => unknown} fn
   * @param {true | string[] | RuntimeDependencies} [options]
   */
  constructor(fn, options) {
    this.fn = fn;
    this.options = Array.isArray(options) ? { fileDependencies: options } : options;
  }

  /** @param {string} key */
  compute(key) {
    const { version } = Object(this.options);
    const context = {
      key,
      version: typeof version === "function" ? version() : version,
      /** @returns {never} */
      get module() {
        throw new Error(`DefinePlugin: the value of ${key} asks for the module, but is the same for all of them.`);
      },
    };
    return this.fn(context);
  }
}

/**
 * Has what computed values depend on watched.
 * @param {unknown} definitions
 * @param {import("../compilation.js").Compilation} compilation
 * @returns {boolean} whether a value is computed for each build
 */
function dependenciesOf(definitions, compilation) {
  if (typeof definitions !== "object" || definitions === null || isRegExp(definitions)) return false;
  if (!isRuntimeValue(definitions)) return Object.values(definitions).map((item) => dependenciesOf(item, compilation)).includes(true);
  const options = Object(definitions.options);
  for (const key of /** @type {const} */ (["fileDependencies", "contextDependencies", "missingDependencies", "buildDependencies"])) {
    for (const file of options[key] ?? []) compilation[key].add(file);
  }
  return true;
}

/**
 * @param {Record<string, unknown>} definitions
 * @returns {Record<string, unknown>}
 */
function lowerDefinitions(definitions) {
  return Object.fromEntries(Object.entries(definitions).map(([key, value]) => [key, lowerDefinition(value, key)]));
}

/**
 * @param {unknown} value
 * @param {string} key
 * @returns {unknown}
 */
function lowerDefinition(value, key) {
  if (isRuntimeValue(value)) return lowerDefinition(new RuntimeValue(value.fn, value.options).compute(key), key);
  switch (typeof value) {
    case "function":
      return `(${value})`;
    case "bigint":
      return `${value}n`;
    case "undefined":
      return "undefined";
    case "number":
      return Object.is(value, -0) ? "-0" : String(value);
    case "object":
      if (value === null || isRegExp(value)) return String(value);
      if (Array.isArray(value)) return value.map((item, index) => lowerDefinition(item, `${key}.${index}`));
      return lowerDefinitions(/** @type {Record<string, unknown>} */ (value));
    default:
      return value;
  }
}

/**
 * By shape: a configuration may have made it with webpack's or rspack's class.
 * @param {unknown} value
 * @returns {value is RuntimeValue}
 */
function isRuntimeValue(value) {
  if (value instanceof RuntimeValue) return true;
  const named = /** @type {any} */ (value);
  return named?.constructor?.name === "RuntimeValue" && typeof named.fn === "function";
}

module.exports = { RuntimeValue, dependenciesOf, lowerDefinitions };

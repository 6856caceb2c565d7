"use strict";
// DefinePlugin's values → code, for what JSON would lose on the way.
const { isRegExp } = require("./data.js");

/** A value that is computed for each build: `DefinePlugin.runtimeValue`. */
class RuntimeValue {
  /**
   * @param {(context: {module: undefined, key: string, version: string | undefined}) => unknown} fn
   * @param {unknown} [options]
   */
  constructor(fn, options) {
    this.fn = fn;
    this.options = options;
  }
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
  if (isRuntimeValue(value)) return lowerDefinition(value.fn({ module: undefined, key, version: undefined }), key);
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

module.exports = { RuntimeValue, lowerDefinitions };

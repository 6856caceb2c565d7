"use strict";
// JavaScript values → JSON. What JSON cannot say is marked, in the words that the Rust side knows: a regular expression as
// {"$regexp": …}, a function as {"$function": name}, an instance of a class as {"$instance": name}. The Rust side says
// where the last two cannot stand.
const { fileURLToPath } = require("node:url");

/**
 * @param {unknown} value
 * @param {string} [place] dotted path, for the one error that there is
 * @param {object[]} [parents]
 * @returns {any}
 */
function toData(value, place = "", parents = []) {
  switch (typeof value) {
    case "function":
      return { $function: value.name };
    case "bigint":
    case "symbol":
      return { $instance: String(value) };
    case "number":
      // JSON has no Infinity; every limit is smaller than this.
      return Number.isFinite(value) ? value : Math.sign(value) * Number.MAX_VALUE;
    case "object":
      return value === null ? null : objectToData(value, place, parents);
    default:
      return value;
  }
}

/**
 * @param {object} value
 * @param {string} place
 * @param {object[]} parents
 */
function objectToData(value, place, parents) {
  if (isRegExp(value)) return { $regexp: { source: value.source, flags: value.flags } };
  if (value instanceof URL && value.protocol === "file:") return fileURLToPath(value);
  if (parents.includes(value)) throw new TypeError(`${place} contains itself`);
  const inner = [...parents, value];
  if (Array.isArray(value)) return value.map((item, index) => toData(item, `${place}[${index}]`, inner));
  const name = className(value);
  if (name !== undefined) return { $instance: name };
  /** @type {Record<string, any>} */
  const data = {};
  for (const [key, item] of Object.entries(value)) {
    data[key] = toData(item, place === "" ? key : `${place}.${key}`, inner);
  }
  return data;
}

/**
 * Also those of another realm, such as a test runner's.
 * @param {unknown} value
 * @returns {value is RegExp}
 */
function isRegExp(value) {
  return Object.prototype.toString.call(value) === "[object RegExp]";
}

/**
 * `undefined` for plain objects, also those of another realm and namespaces of modules.
 * @param {object} value
 * @returns {string | undefined}
 */
function className(value) {
  const prototype = Object.getPrototypeOf(value);
  if (prototype === null || Object.getPrototypeOf(prototype) === null) return undefined;
  return value.constructor?.name || "an object of a class";
}

module.exports = { toData, isRegExp, className };

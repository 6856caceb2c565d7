"use strict";
// What the builds of a watch keep of files that do not change: neither read nor given to loaders again, while the options
// are those of the build before.
const { isDeepStrictEqual } = require("node:util");
const binding = require("./binding.js");

/**
 * @typedef {object} Known options of the last build
 * @property {string} json
 * @property {Map<string, unknown>} loaders options of loaders, by ident
 * @property {unknown} context what plugins gave to loaders
 */

class KeptFiles {
  constructor() {
    /** @type {Known | undefined} */
    this.known = undefined;
    /** @type {import("./binding.js").KeptFiles | undefined} */
    this.native = undefined;
  }

  /**
   * What the next build may take over; empty if anything is different.
   * @param {string} json
   * @param {import("./loaders/table.js").LoaderTable} table
   * @param {unknown} context
   */
  forBuild(json, table, context) {
    const now = { json, loaders: table.options, context };
    if (!this.native || !this.known || !isSame(this.known, now)) {
      this.native?.close();
      this.native = new binding.KeptFiles();
    }
    this.known = { json, loaders: new Map([...table.options].map(([ident, options]) => [ident, copyOf(options)])), context: copyOf(context) };
    return this.native;
  }

  /** Ends what goes on between builds: types of remotes are fetched. */
  close() {
    this.native?.close();
  }
}

/**
 * @param {Known} before
 * @param {Known} now
 */
function isSame(before, now) {
  if (before.json !== now.json || !isDeepStrictEqual(before.context, now.context)) return false;
  if (before.loaders.size !== now.loaders.size) return false;
  return [...now.loaders].every(([ident, options]) => isDeepStrictEqual(before.loaders.get(ident), options));
}

/**
 * As it is now: a plugin may change it between two builds. Functions and instances of classes stand for themselves.
 * @param {any} value
 * @param {Map<object, object>} [copies] of objects, which may contain themselves
 * @returns {any}
 */
function copyOf(value, copies = new Map()) {
  if (typeof value !== "object" || value === null) return value;
  const known = copies.get(value);
  if (known) return known;
  /**
   * @template {object} T
   * @param {T} copy
   */
  const noted = (copy) => {
    copies.set(value, copy);
    return copy;
  };
  if (Array.isArray(value)) {
    const copy = noted(/** @type {unknown[]} */ ([]));
    for (const item of value) copy.push(copyOf(item, copies));
    return copy;
  }
  if (value instanceof Map) {
    const copy = noted(new Map());
    for (const [key, item] of value) copy.set(key, copyOf(item, copies));
    return copy;
  }
  if (value instanceof Set) return noted(new Set(value));
  const prototype = Object.getPrototypeOf(value);
  if (prototype !== null && prototype !== Object.prototype) return value;
  const copy = noted(Object.create(prototype));
  for (const [key, item] of Object.entries(value)) copy[key] = copyOf(item, copies);
  return copy;
}

module.exports = { KeptFiles };

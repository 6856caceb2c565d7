"use strict";
// Hooks objects of webpack's shape. A hook that exists there but is never called here can be tapped; that it was, and
// by whom, is a warning of the build: nothing is ignored in silence.

/**
 * @template {Record<string, any>} T
 * @param {T} hooks
 * @param {string} place `compiler.hooks`
 * @param {(message: string) => void} warn
 * @returns {T & Record<string, any>}
 */
function withUnknownHooks(hooks, place, warn) {
  /** @type {Map<string, object>} */
  const unknown = new Map();
  return new Proxy(hooks, {
    get(target, name) {
      if (typeof name === "symbol" || name in target) return Reflect.get(target, name);
      let hook = unknown.get(name);
      if (!hook) {
        hook = neverCalled(`${place}.${name}`, warn);
        unknown.set(name, hook);
      }
      return hook;
    },
  });
}

/**
 * @param {string} name
 * @param {(message: string) => void} warn
 */
function neverCalled(name, warn) {
  const tap = (/** @type {string | {name: string}} */ options) => {
    const plugin = typeof options === "string" ? options : options.name;
    warn(`${plugin} taps ${name}, which fedpack never calls.`);
  };
  /** @type {any} */
  const hook = { tap, tapAsync: tap, tapPromise: tap, intercept() {}, isUsed: () => false, taps: [] };
  hook.withOptions = () => hook;
  // `hooks.parser.for("javascript/auto")`
  hook.for = () => hook;
  return hook;
}

module.exports = { withUnknownHooks };

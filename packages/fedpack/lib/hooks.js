"use strict";
// Hooks objects of webpack's shape. A hook that exists there but is never called here can be tapped; that it was, and
// by whom, is a warning of the build: nothing is ignored in silence. What a tap throws says whose it is.

const TAPS = /** @type {const} */ (["tap", "tapAsync", "tapPromise"]);

/** Errors → the plugin that has thrown it, and where. @type {WeakMap<object, string>} */
const blamed = new WeakMap();

/**
 * `BannerPlugin in compilation.hooks.processAssets`, for an error that a tap has thrown.
 * @param {unknown} error
 * @returns {string | undefined}
 */
function whoThrew(error) {
  return typeof error === "object" && error !== null ? blamed.get(error) : undefined;
}

/**
 * @template {Record<string, any>} T
 * @param {T} hooks
 * @param {string} place `compiler.hooks`
 * @param {(message: string) => void} warn
 * @returns {T & Record<string, any>}
 */
function withUnknownHooks(hooks, place, warn) {
  for (const [name, hook] of Object.entries(hooks)) nameTaps(hook, `${place}.${name}`);
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
 * The error stays what it is; the first who let it pass is to blame.
 * @param {any} hook
 * @param {string} place
 */
function nameTaps(hook, place) {
  for (const way of TAPS) {
    const own = hook[way];
    if (typeof own !== "function") continue;
    hook[way] = function (/** @type {string | {name: string}} */ options, /** @type {Function} */ run) {
      const name = typeof options === "string" ? options : options?.name;
      const blame = (/** @type {any} */ error) => {
        if (typeof error === "object" && error !== null && !blamed.has(error)) blamed.set(error, `${name} in ${place}`);
        return error;
      };
      return own.call(this, options, typeof run === "function" ? blaming(way, run, blame) : run);
    };
  }
}

/**
 * @param {typeof TAPS[number]} way
 * @param {Function} run
 * @param {(error: any) => any} blame
 */
function blaming(way, run, blame) {
  return function (/** @type {any[]} */ ...args) {
    if (way === "tapAsync") {
      const callback = args.pop();
      args.push((/** @type {any} */ error, /** @type {any[]} */ ...results) => callback(error ? blame(error) : error, ...results));
    }
    try {
      // @ts-expect-error It is whatever the hook says.
      const result = run.apply(this, args);
      if (way !== "tapPromise" || typeof result?.then !== "function") return result;
      return result.then(undefined, (/** @type {any} */ error) => {
        throw blame(error);
      });
    } catch (error) {
      throw blame(error);
    }
  };
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

module.exports = { withUnknownHooks, whoThrew };

/** @import { FederationInstance } from "./types.js" */

/**
 * Runtime plugins, as authors write them for Module Federation 2: objects whose functions are named after the points at
 * which they are asked. A hook is called with one object, which says what is going on; `origin` is the instance. (Only
 * `fetch` has the arguments of that function.)
 *
 * @param {FederationInstance} instance
 * @param {string} hook
 * @returns {((...args: any[]) => any)[]}
 */
function hooksOf(instance, hook) {
  return instance.options.plugins
    .filter((plugin) => typeof plugin[hook] === "function")
    .map((plugin) => plugin[hook].bind(plugin));
}

/**
 * Each plugin may give another object to those after it.
 *
 * @param {FederationInstance} instance
 * @param {string} hook
 * @param {any} args
 * @returns {any}
 */
export function passThrough(instance, hook, args) {
  return hooksOf(instance, hook).reduce((value, call) => call(value) || value, args);
}

/**
 * The same for hooks that may be asynchronous.
 *
 * @param {FederationInstance} instance
 * @param {string} hook
 * @param {any} args
 * @returns {Promise<any>}
 */
export function passThroughLater(instance, hook, args) {
  return hooksOf(instance, hook).reduce(
    (promise, call) => promise.then((value) => Promise.resolve(call(value)).then((next) => next || value)),
    Promise.resolve(args),
  );
}

/**
 * Asks all plugins; the last answer counts.
 *
 * @param {FederationInstance} instance
 * @param {string} hook
 * @param {any[]} args
 * @returns {any} `undefined` without an answer
 */
export function ask(instance, hook, ...args) {
  return hooksOf(instance, hook).reduce((answer, call) => {
    const next = call(...args);
    return next === undefined ? answer : next;
  }, undefined);
}

/**
 * The same for hooks that may be asynchronous.
 *
 * @param {FederationInstance} instance
 * @param {string} hook
 * @param {any[]} args
 * @returns {Promise<any>}
 */
export function askLater(instance, hook, ...args) {
  return hooksOf(instance, hook).reduce(
    (promise, call) =>
      promise.then((answer) =>
        Promise.resolve(call(...args)).then((next) => (next === undefined ? answer : next)),
      ),
    Promise.resolve(),
  );
}

/**
 * Tells the plugins how something went that they need not have a part in. The result is what it was.
 *
 * @template T
 * @param {Promise<T>} promise
 * @param {FederationInstance} instance
 * @param {string} hook
 * @param {any} args and the `error`, if there is one
 * @returns {Promise<T>}
 */
export function tellAfter(promise, instance, hook, args) {
  return promise.then(
    (result) => askLater(instance, hook, args).then(() => result),
    (error) =>
      askLater(instance, hook, Object.assign({ error }, args)).then(() => {
        throw error;
      }),
  );
}

import { hasOwn } from "./has_own.js";

/** @import { InitToken, RemoteInitOptions, Require, ShareScope } from "./types.js" */

// All of this is for builds with lists of share scopes; others call `I` and `init` as they stand.

/**
 * `I`, for a share scope or a list of them.
 *
 * @param {Require} __webpack_require__
 * @param {string | string[]} names
 * @param {InitToken[]} [initScope]
 * @returns {1 | undefined | Promise<unknown>}
 */
export function initScopes(__webpack_require__, names, initScope) {
  if (typeof names === "string") return __webpack_require__.I(names, initScope);
  const pending = names
    .map((name) => __webpack_require__.I(name, initScope))
    .filter((/** @type {any} */ result) => result && result.then);
  return pending.length ? Promise.all(pending) : 1;
}

/**
 * What a host that has several share scopes tells a container, beside one of them; as the runtime of Module Federation 2
 * does it. That runtime copies the object, so the map of scopes must not be enumerable.
 *
 * @param {Require} __webpack_require__
 * @param {string | string[]} names
 * @returns {RemoteInitOptions}
 */
export function remoteInitOptions(__webpack_require__, names) {
  return Object.defineProperty({ shareScopeKeys: names }, "shareScopeMap", { value: __webpack_require__.S });
}

/**
 * Which scopes a container is given by `init` (contract §1).
 *
 * | container has | host has | |
 * |---|---|---|
 * | several | several | each by its name, made in the host if it is not there |
 * | several | one | all are that one |
 * | one | several | those of the host, by name |
 * | one | one | that one, whatever the host calls it |
 *
 * @param {string | string[]} own
 * @param {ShareScope} given
 * @param {RemoteInitOptions} [options]
 * @returns {[name: string, scope: ShareScope][]}
 */
export function givenScopes(own, given, options) {
  const { shareScopeKeys: keys, shareScopeMap: map } = /** @type {RemoteInitOptions} */ (options || {});
  const names = typeof own === "string" ? (map && Array.isArray(keys) ? keys : [own]) : own;
  const byName = map && (typeof own !== "string" || Array.isArray(keys)) ? map : undefined;
  return names.map((name) => [name, byName ? byName[name] || (byName[name] = {}) : given]);
}

/**
 * The first of several scopes that has a package; it decides, even if no version there fits.
 *
 * @param {Require} __webpack_require__
 * @param {string | string[]} names
 * @param {string} key
 * @returns {string}
 */
export function scopeWith(__webpack_require__, names, key) {
  const scopes = __webpack_require__.S;
  return /** @type {string[]} */ ([])
    .concat(names)
    .reduce((best, next) => (scopes[best] && hasOwn(scopes[best], key) ? best : next));
}

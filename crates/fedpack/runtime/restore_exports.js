import "./define_getters.js";
import "./export_star.js";

/** @import { Require, SourceRow } from "./types.js" */

/**
 * `rs`: brings the rest of a shared package into a copy that was built with a part of it, and returns the copy.
 *
 * First all names are there, then what was left out is evaluated: a module that reads a name while it is evaluated finds
 * it, whichever comes first. A name asks for its module each time it is read, so the order does not matter to it.
 *
 * @param {Require} __webpack_require__
 */
export function installRestoreExports(__webpack_require__) {
  /**
   * @param {SourceRow} row
   * @returns {() => unknown}
   */
  const getter =
    ([id, name, mode]) =>
    () => {
      if (id === undefined) return;
      const source = __webpack_require__(id);
      if (mode === 1) return __webpack_require__.n(source)();
      if (mode === 2) return __webpack_require__.t(source, /** @type {number} */ (name));
      return name === undefined ? source : source[name];
    };
  __webpack_require__.rs = (copy, restores, evaluates) => {
    const namespace = __webpack_require__(copy);
    restores.forEach(([id, names]) => {
      /** @type {Record<string, () => unknown>} */
      const getters = Object.create(null);
      Object.keys(names).forEach((name) => (getters[name] = getter(names[name])));
      __webpack_require__.d(__webpack_require__(id), getters);
    });
    restores.forEach(([id, , stars]) => {
      (stars || []).forEach((star) => __webpack_require__.es(__webpack_require__(star), __webpack_require__(id)));
    });
    evaluates.forEach((id) => __webpack_require__(id));
    return namespace;
  };
}

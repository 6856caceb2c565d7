/** @import { Require } from "./types.js" */

/**
 * @param {object} object
 * @param {PropertyKey} name
 */
export function hasOwn(object, name) {
  return Object.prototype.hasOwnProperty.call(object, name);
}

/** @param {Require} __webpack_require__ */
export function installHasOwn(__webpack_require__) {
  __webpack_require__.o = hasOwn;
}

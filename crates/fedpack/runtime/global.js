/** @import { Require } from "./types.js" */

/**
 * `g`: the global object.
 *
 * @param {Require} __webpack_require__
 */
export function installGlobal(__webpack_require__) {
  __webpack_require__.g = typeof globalThis === "object" ? globalThis : self;
}

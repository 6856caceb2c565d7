/** @import { Require } from "./types.js" */

/**
 * `b` of an ES module.
 *
 * @param {Require} __webpack_require__
 * @param {string} undoPath from the module's folder to the output folder
 */
export function installModuleBaseUri(__webpack_require__, undoPath) {
  __webpack_require__.b = new URL("./" + undoPath, import.meta.url);
}

/** @import { Require } from "./types.js" */

/**
 * `h`: hash of the build.
 *
 * @param {Require} __webpack_require__
 * @param {string} hash
 */
export function installFullHash(__webpack_require__, hash) {
  __webpack_require__.h = () => hash;
}

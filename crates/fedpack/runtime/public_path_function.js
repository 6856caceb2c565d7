/** @import { Require } from "./types.js" */

/**
 * `p`, as `federation.getPublicPath` computes it when the container starts.
 *
 * @param {Require} __webpack_require__
 * @param {() => string} getPublicPath
 */
export function installPublicPathFunction(__webpack_require__, getPublicPath) {
  __webpack_require__.p = getPublicPath();
}

/** @import { Require } from "./types.js" */

/**
 * `p`: what file names are appended to. Variants of this file find it at run time; a build has one of them.
 *
 * @param {Require} __webpack_require__
 * @param {string} path
 */
export function installPublicPath(__webpack_require__, path) {
  __webpack_require__.p = path;
}

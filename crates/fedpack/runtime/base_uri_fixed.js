/** @import { Require } from "./types.js" */

/**
 * `b` of an entry with a `baseUri`.
 *
 * @param {Require} __webpack_require__
 * @param {string} uri
 */
export function installFixedBaseUri(__webpack_require__, uri) {
  __webpack_require__.b = uri;
}

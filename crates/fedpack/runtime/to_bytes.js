/** @import { Require } from "./types.js" */

/**
 * `tb`: the bytes of a text in base64.
 *
 * @param {Require} __webpack_require__
 */
export function installToBytes(__webpack_require__) {
  __webpack_require__.tb = (base64) => Uint8Array.from(atob(base64), (character) => character.charCodeAt(0));
}

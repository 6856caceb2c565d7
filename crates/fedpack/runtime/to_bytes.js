/** @import { Require } from "./types.js" */

const DIGITS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

/**
 * `tb`: the bytes of a text in base64, on any platform.
 *
 * @param {Require} __webpack_require__
 */
export function installToBytes(__webpack_require__) {
  __webpack_require__.tb = (base64) => {
    const digits = base64.replace(/=+$/, "");
    const bytes = new Uint8Array((digits.length * 3) >> 2);
    let known = 0;
    let value = 0;
    let position = 0;
    for (const digit of digits) {
      value = (value << 6) | DIGITS.indexOf(digit);
      known += 6;
      if (known >= 8) {
        known -= 8;
        bytes[position++] = value >> known;
      }
    }
    return bytes;
  };
}

/** @import { Require } from "./types.js" */

/**
 * `U`: a `URL` that has no origin, so that what is made of an address stays below `output.publicPath`, as servers and
 * generators of pages want it. webpack's `parser.url: "relative"`.
 *
 * @param {Require} __webpack_require__
 */
export function installRelativeUrl(__webpack_require__) {
  /**
   * @this {object}
   * @param {string} address
   */
  function RelativeUrl(address) {
    const parsed = /** @type {any} */ (new URL(address, "x:/"));
    /** @type {Record<string, unknown>} */
    const members = {};
    // Members of a real one are getters, which work on real ones only.
    for (const name in parsed) members[name] = parsed[name];
    members.href = address;
    members.pathname = address.replace(/[?#].*/, "");
    members.origin = members.protocol = "";
    members.toString = members.toJSON = () => address;
    for (const name in members) {
      Object.defineProperty(this, name, {
        enumerable: true,
        configurable: true,
        value: members[name],
      });
    }
  }
  RelativeUrl.prototype = URL.prototype;
  __webpack_require__.U = /** @type {any} */ (RelativeUrl);
}

/** @import { Require } from "./types.js" */

/**
 * `amdO`: the truthy value of `define.amd`. `amdD`: `define` used other than by calling it.
 *
 * @param {Require} __webpack_require__
 * @param {object} [options] what `define.amd` holds
 */
export function installAmd(__webpack_require__, options) {
  __webpack_require__.amdO = options || {};
  __webpack_require__.amdD = () => {
    throw new Error("define cannot be used indirect");
  };
}

import "./script_url.js";

/** @import { Require } from "./types.js" */

/**
 * `ts`: makes a text acceptable to `eval` in a page that enforces trusted types.
 *
 * @param {Require} __webpack_require__
 */
export function installTrustedScript(__webpack_require__) {
  __webpack_require__.ts = (script) => __webpack_require__.tt().createScript(script);
}

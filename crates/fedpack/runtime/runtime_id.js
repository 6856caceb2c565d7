/** @import { ModuleId, Require } from "./types.js" */

/**
 * `j`: id of the runtime.
 *
 * @param {Require} __webpack_require__
 * @param {ModuleId} id
 */
export function installRuntimeId(__webpack_require__, id) {
  __webpack_require__.j = id;
}

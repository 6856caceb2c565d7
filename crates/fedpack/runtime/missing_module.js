/** @import { Require } from "./types.js" */

/** @param {unknown} request */
export function moduleNotFound(request) {
  return Object.assign(new Error("Cannot find module '" + request + "'"), { code: "MODULE_NOT_FOUND" });
}

/**
 * `mm`: throws what `require` of a module that does not exist throws.
 *
 * @param {Require} __webpack_require__
 */
export function installMissingModule(__webpack_require__) {
  __webpack_require__.mm = (request) => {
    throw moduleNotFound(request);
  };
}

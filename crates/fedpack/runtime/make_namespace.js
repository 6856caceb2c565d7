/** @import { Require } from "./types.js" */

/** @param {object} exports */
export function markNamespace(exports) {
  Object.defineProperty(exports, Symbol.toStringTag, { value: "Module" });
  Object.defineProperty(exports, "__esModule", { value: true });
}

/**
 * `r`: marks an exports object as the namespace of an ES module.
 *
 * @param {Require} __webpack_require__
 */
export function installMakeNamespace(__webpack_require__) {
  __webpack_require__.r = markNamespace;
}

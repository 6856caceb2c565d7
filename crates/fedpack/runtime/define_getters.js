import { hasOwn } from "./has_own.js";

/** @import { Require } from "./types.js" */

/**
 * `d`: live bindings. A name that the exports object has already is left alone, so that a module's own
 * export wins over `export *`.
 *
 * @param {Require} __webpack_require__
 */
export function installDefineGetters(__webpack_require__) {
  __webpack_require__.d = (exports, definition) => {
    Object.keys(definition).forEach((name) => {
      if (!hasOwn(exports, name)) {
        Object.defineProperty(exports, name, { enumerable: true, get: definition[name] });
      }
    });
  };
}

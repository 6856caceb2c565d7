import { hasOwn } from "./has_own.js";

/** @import { Require } from "./types.js" */

/**
 * `es`: `export * from` a module whose names are known only now. The module's own exports are there already
 * and win; `default` is never passed on.
 *
 * @param {Require} __webpack_require__
 */
export function installExportStar(__webpack_require__) {
  __webpack_require__.es = (from, exports) => {
    for (const name in from) {
      if (name !== "default" && !hasOwn(exports, name)) {
        Object.defineProperty(exports, name, { enumerable: true, get: () => from[name] });
      }
    }
  };
}

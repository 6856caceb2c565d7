/** @import { Require } from "./types.js" */

/**
 * `n`: a getter of the default export: `default` of an ES module, the whole of anything else. The same
 * value stands in the getter's property `a`.
 *
 * @param {Require} __webpack_require__
 */
export function installDefaultExport(__webpack_require__) {
  __webpack_require__.n = (module) => {
    const getter = module && module.__esModule ? () => module.default : () => module;
    return /** @type {any} */ (Object.defineProperty(getter, "a", { enumerable: true, get: getter }));
  };
}

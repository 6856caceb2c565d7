/** @import { Require } from "./types.js" */

/**
 * `hmd`: what `module` means in an ES module. Assigning `module.exports` there is an error.
 *
 * @param {Require} __webpack_require__
 */
export function installEsmDecorator(__webpack_require__) {
  __webpack_require__.hmd = (module) => {
    module = Object.create(module);
    if (!module.children) module.children = [];
    return Object.defineProperty(module, "exports", {
      enumerable: true,
      set() {
        throw new Error(
          "ES Modules may not assign module.exports or exports.*, Use ESM export syntax, instead: " +
            module.id,
        );
      },
    });
  };
}

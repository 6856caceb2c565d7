/** @import { Require } from "./types.js" */

/**
 * `nmd`: `module` with the members of node's.
 *
 * @param {Require} __webpack_require__
 */
export function installNodeDecorator(__webpack_require__) {
  __webpack_require__.nmd = (module) => {
    module.paths = [];
    if (!module.children) module.children = [];
    return module;
  };
}

/** @import { Require } from "./types.js" */

/**
 * `y`: what SystemJS tells a module about itself (`meta`, `import`); nothing where the entry is no SystemJS module.
 *
 * @param {Require} __webpack_require__
 * @param {unknown} context
 */
export function installSystemContext(__webpack_require__, context) {
  __webpack_require__.y = context;
}

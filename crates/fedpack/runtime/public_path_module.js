import { folderOf } from "./folder_of.js";

/** @import { Require } from "./types.js" */

/**
 * `p` of an ES module.
 *
 * @param {Require} __webpack_require__
 * @param {string} undoPath from the module's folder to the output folder
 */
export function installModulePublicPath(__webpack_require__, undoPath) {
  __webpack_require__.p = folderOf(import.meta.url) + undoPath;
}

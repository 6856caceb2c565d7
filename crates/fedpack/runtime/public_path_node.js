/** @import { Require } from "./types.js" */

/**
 * `p` of a CommonJS file.
 *
 * @param {Require} __webpack_require__
 * @param {string} undoPath from the file's folder to the output folder
 */
export function installNodePublicPath(__webpack_require__, undoPath) {
  __webpack_require__.p = require("url").pathToFileURL(__dirname + "/" + undoPath).href;
}

/** @import { Require } from "./types.js" */

/**
 * `b` of a CommonJS file.
 *
 * @param {Require} __webpack_require__
 * @param {string} undoPath from the file's folder to the output folder
 */
export function installNodeBaseUri(__webpack_require__, undoPath) {
  __webpack_require__.b = require("url").pathToFileURL(undoPath ? __dirname + "/" + undoPath + "_" : __filename);
}

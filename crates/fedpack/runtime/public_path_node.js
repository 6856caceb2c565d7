import { isAddress } from "./node_source.js";

/** @import { Require } from "./types.js" */

/**
 * `p` of a CommonJS file, which may have been loaded from an address.
 *
 * @param {Require} __webpack_require__
 * @param {string} undoPath from the file's folder to the output folder
 */
export function installNodePublicPath(__webpack_require__, undoPath) {
  __webpack_require__.p = isAddress(__dirname)
    ? new URL(undoPath || "./", __dirname + "/").href
    : require("url").pathToFileURL(__dirname + "/" + undoPath).href;
}

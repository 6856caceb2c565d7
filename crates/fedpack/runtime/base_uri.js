import { isWorker } from "./features.js";

/** @import { Require } from "./types.js" */

/**
 * `b`: base of `new URL(…, import.meta.url)`. In a worker the output folder, since a worker's address may
 * be a blob.
 *
 * @param {Require} __webpack_require__
 * @param {string} undoPath from the script's folder to the output folder
 */
export function installBaseUri(__webpack_require__, undoPath) {
  __webpack_require__.b = isWorker
    ? self.location + "/../" + undoPath
    : document.baseURI || self.location.href;
}

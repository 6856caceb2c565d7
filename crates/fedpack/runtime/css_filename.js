import { createFilename } from "./filename.js";

/** @import { ChunkId, Require } from "./types.js" */

/**
 * `miniCssF`: file name of a chunk's style sheet.
 *
 * @param {Require} __webpack_require__
 * @param {string} prefix
 * @param {string} suffix
 * @param {Record<ChunkId, string>} [table]
 * @param {string} [marker]
 */
export function installCssFilename(__webpack_require__, prefix, suffix, table, marker) {
  __webpack_require__.miniCssF = createFilename(prefix, suffix, table, marker);
}

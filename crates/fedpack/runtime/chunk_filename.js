import { createFilename } from "./filename.js";

/** @import { ChunkId, Require } from "./types.js" */

/**
 * `u`: file name of a chunk's script.
 *
 * @param {Require} __webpack_require__
 * @param {string} prefix
 * @param {string} suffix
 * @param {Record<ChunkId, string>} [table]
 * @param {string} [marker]
 */
export function installChunkFilename(__webpack_require__, prefix, suffix, table, marker) {
  __webpack_require__.u = createFilename(prefix, suffix, table, marker);
}

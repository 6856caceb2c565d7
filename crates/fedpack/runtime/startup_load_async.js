import "./ensure_chunk.js";

/** @import { ChunkId, Require } from "./types.js" */

/**
 * Loads the entry's other chunks and runs it; the result is a promise.
 *
 * @param {Require} __webpack_require__
 * @param {ChunkId[]} chunkIds
 * @param {() => unknown} run
 */
export function startAfterLoadingAsync(__webpack_require__, chunkIds, run) {
  return Promise.all(chunkIds.map((id) => __webpack_require__.e(id))).then(run);
}

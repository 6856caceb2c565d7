import "./ensure_chunk.js";

/** @import { ChunkId, Require } from "./types.js" */

/**
 * Loads the entry's other chunks, which is synchronous here, and runs it.
 *
 * @param {Require} __webpack_require__
 * @param {ChunkId[]} chunkIds
 * @param {() => unknown} run
 */
export function startAfterLoading(__webpack_require__, chunkIds, run) {
  chunkIds.forEach((id) => __webpack_require__.e(id));
  return run();
}

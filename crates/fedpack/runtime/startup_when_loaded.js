import "./on_chunks_loaded.js";

/** @import { ChunkId, Require } from "./types.js" */

/**
 * Runs the entry when its other chunks have pushed themselves; they may be here already.
 *
 * @param {Require} __webpack_require__
 * @param {ChunkId[]} chunkIds
 * @param {() => unknown} run
 */
export function startWhenLoaded(__webpack_require__, chunkIds, run) {
  __webpack_require__.O(undefined, chunkIds, run);
  return __webpack_require__.O();
}

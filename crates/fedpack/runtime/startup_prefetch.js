import "./on_chunks_loaded.js";
import "./prefetch.js";

/** @import { ChunkId, Require } from "./types.js" */

/**
 * Prefetches chunks once an entry has run whose chunks are files beside this one: what it says of the public path counts.
 *
 * @param {Require} __webpack_require__
 * @param {ChunkId[]} entryChunks
 * @param {ChunkId[]} chunkIds
 */
export function prefetchAfterStart(__webpack_require__, entryChunks, chunkIds) {
  __webpack_require__.O(undefined, entryChunks, () => {
    // The callback that runs the entry may be behind this one.
    Promise.resolve().then(() => chunkIds.forEach(__webpack_require__.E));
  });
  // They may be here already.
  __webpack_require__.O();
}

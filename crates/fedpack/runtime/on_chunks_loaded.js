/** @import { ChunkId, OnChunksLoaded, Require } from "./types.js" */

/**
 * `O`: with chunk ids, remembers a callback that needs these chunks; without, runs all callbacks whose
 * chunks are there and returns the last one's result. Chunk loading calls it whenever a chunk arrives, and
 * adds the question whether a chunk is there as `O.j`.
 *
 * @param {Require} __webpack_require__
 */
export function installOnChunksLoaded(__webpack_require__) {
  /** @type {[chunkIds: ChunkId[], callback: () => unknown][]} */
  const deferred = [];
  /** @type {OnChunksLoaded} */
  const onChunksLoaded = (result, chunkIds, callback) => {
    if (chunkIds) {
      deferred.push([chunkIds, /** @type {() => unknown} */ (callback)]);
      return;
    }
    for (let index = 0; index < deferred.length; index++) {
      const [needed, run] = deferred[index];
      if (needed.every((id) => Object.keys(onChunksLoaded).every((key) => onChunksLoaded[key](id)))) {
        // First, since the callback may load what lets others run, and come back here.
        deferred.splice(index--, 1);
        const value = run();
        if (value !== undefined) result = value;
      }
    }
    return result;
  };
  __webpack_require__.O = onChunksLoaded;
}

import { usesOnChunksLoaded } from "./features.js";

/** @import { ChunkExports, ChunkId, ChunkState, Require } from "./types.js" */

/**
 * Adds the modules of a chunk that is an exports object (CommonJS or ES module), and lets those run who
 * waited for it.
 *
 * @param {Require} __webpack_require__
 * @param {Record<ChunkId, ChunkState>} installed
 * @param {ChunkExports} chunk
 */
export function addChunk(__webpack_require__, installed, chunk) {
  Object.assign(__webpack_require__.m, chunk.modules);
  if (chunk.runtime) chunk.runtime(__webpack_require__);
  chunk.ids.forEach((id) => {
    const state = installed[id];
    installed[id] = 0;
    if (state) state[0]();
  });
  if (usesOnChunksLoaded) __webpack_require__.O();
}

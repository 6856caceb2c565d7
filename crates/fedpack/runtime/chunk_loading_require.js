import "./chunk_filename.js";
import "./ensure_chunk.js";
import { usesOnChunksLoaded } from "./features.js";
import { addChunk } from "./add_chunk.js";

/** @import { ChunkExports, ChunkId, ChunkState, Require } from "./types.js" */

/**
 * Chunks as CommonJS modules beside the entry: node's own `require`, which is synchronous.
 *
 * @param {Require} __webpack_require__
 * @param {string} undoPath from the entry's folder to the output folder
 * @param {Record<ChunkId, ChunkState>} installed own chunks and chunks without script are 0; no prototype
 */
export function installRequireChunkLoading(__webpack_require__, undoPath, installed) {
  __webpack_require__.C = (/** @type {ChunkExports} */ chunk) =>
    addChunk(__webpack_require__, installed, chunk);
  __webpack_require__.f.require = (chunkId, promises) => {
    if (installed[chunkId] !== 0) {
      promises.push(
        new Promise((resolve) => {
          __webpack_require__.C(require("./" + undoPath + __webpack_require__.u(chunkId)));
          resolve(0);
        }),
      );
    }
  };
  if (usesOnChunksLoaded) __webpack_require__.O.require = (/** @type {ChunkId} */ id) => installed[id] === 0;
}

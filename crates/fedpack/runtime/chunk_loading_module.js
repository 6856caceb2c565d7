import "./chunk_filename.js";
import "./ensure_chunk.js";
import { usesOnChunksLoaded } from "./features.js";
import { addChunk } from "./add_chunk.js";

/** @import { ChunkExports, ChunkId, ChunkState, Require } from "./types.js" */

/**
 * Chunks as ES modules beside the entry.
 *
 * @param {Require} __webpack_require__
 * @param {string} undoPath from the entry's folder to the output folder
 * @param {Record<ChunkId, ChunkState>} installed own chunks and chunks without script are 0; no prototype
 */
export function installModuleChunkLoading(__webpack_require__, undoPath, installed) {
  __webpack_require__.C = (/** @type {ChunkExports} */ chunk) =>
    addChunk(__webpack_require__, installed, chunk);
  __webpack_require__.f.j = (chunkId, promises) => {
    let state = installed[chunkId];
    if (state === undefined) {
      const promise = import("./" + undoPath + __webpack_require__.u(chunkId)).then(
        __webpack_require__.C,
        (error) => {
          installed[chunkId] = undefined;
          throw error;
        },
      );
      state = installed[chunkId] = [() => {}, promise];
    }
    if (state) promises.push(state[1]);
  };
  if (usesOnChunksLoaded) __webpack_require__.O.j = (/** @type {ChunkId} */ id) => installed[id] === 0;
}

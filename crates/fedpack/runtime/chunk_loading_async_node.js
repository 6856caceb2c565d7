import "./chunk_filename.js";
import "./ensure_chunk.js";
import { usesOnChunksLoaded } from "./features.js";
import { addChunk } from "./add_chunk.js";
import { isAddress, readSource, runSource } from "./node_source.js";

/** @import { ChunkExports, ChunkId, ChunkState, Require } from "./types.js" */

/**
 * Chunks as CommonJS files that are read, or fetched from where this file came from, and run without blocking node.
 *
 * @param {Require} __webpack_require__
 * @param {string} undoPath from the entry's folder to the output folder
 * @param {Record<ChunkId, ChunkState>} installed own chunks and chunks without script are 0; no prototype
 */
export function installAsyncNodeChunkLoading(__webpack_require__, undoPath, installed) {
  __webpack_require__.C = (/** @type {ChunkExports} */ chunk) =>
    addChunk(__webpack_require__, installed, chunk);
  __webpack_require__.f.readFileVm = (chunkId, promises) => {
    let state = installed[chunkId];
    if (state === undefined) {
      /** @type {any} */
      const started = [];
      started[1] = new Promise((resolve, reject) => {
        started[0] = resolve;
        const name = __webpack_require__.u(chunkId);
        const place = isAddress(__dirname)
          ? new URL(undoPath + name, __dirname + "/").href
          : require("path").join(__dirname, undoPath, name);
        readSource(place)
          .then((source) => __webpack_require__.C(runSource(require, source, place)))
          .catch((error) => {
            installed[chunkId] = undefined;
            reject(error);
          });
      });
      state = installed[chunkId] = started;
    }
    if (state) promises.push(state[1]);
  };
  if (usesOnChunksLoaded) {
    __webpack_require__.O.readFileVm = (/** @type {ChunkId} */ id) => installed[id] === 0;
  }
}

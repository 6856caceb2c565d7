import "./chunk_filename.js";
import "./ensure_chunk.js";
import "./load_script.js";
import "./public_path.js";
import { usesOnChunksLoaded } from "./features.js";
import { createLoadError } from "./load_error.js";
import { receivePushedChunks } from "./push_chunks.js";

/** @import { ChunkId, ChunkState, Require } from "./types.js" */

/**
 * Chunks as scripts in the page, which push themselves on a global array.
 *
 * @param {Require} __webpack_require__
 * @param {any} globalObject
 * @param {string} globalName
 * @param {Record<ChunkId, ChunkState>} installed own chunks and chunks without script are 0; no prototype
 * @param {number[]} runtimes those that this one stands for
 */
export function installJsonpChunkLoading(__webpack_require__, globalObject, globalName, installed, runtimes) {
  __webpack_require__.f.j = (chunkId, promises, fetchPriority) => {
    let state = installed[chunkId];
    if (state === undefined) {
      /** @type {any} */
      const started = [];
      started[1] = new Promise((resolve, reject) => {
        started[0] = resolve;
        __webpack_require__.l(
          __webpack_require__.p + __webpack_require__.u(chunkId),
          (event) => {
            // The chunk's own push has come before this, unless something went wrong.
            if (installed[chunkId]) {
              installed[chunkId] = undefined;
              reject(createLoadError("ChunkLoadError", "Loading chunk " + chunkId, event));
            }
          },
          "chunk-" + chunkId,
          chunkId,
          fetchPriority,
        );
      });
      state = installed[chunkId] = started;
    }
    if (state) promises.push(state[1]);
  };
  if (usesOnChunksLoaded) __webpack_require__.O.j = (/** @type {ChunkId} */ id) => installed[id] === 0;
  receivePushedChunks(__webpack_require__, globalObject, globalName, installed, runtimes);
}

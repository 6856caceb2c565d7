import "./chunk_filename.js";
import "./ensure_chunk.js";
import { usesOnChunksLoaded } from "./features.js";
import { addChunk } from "./add_chunk.js";

/** @import { ChunkExports, ChunkId, ChunkState, Require } from "./types.js" */

/**
 * Chunks as CommonJS files that are read and run without blocking node.
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
        const path = require("path");
        const file = path.join(__dirname, undoPath, __webpack_require__.u(chunkId));
        /** @param {unknown} error */
        const fail = (error) => {
          installed[chunkId] = undefined;
          reject(error);
        };
        require("fs").readFile(
          file,
          "utf-8",
          (/** @type {unknown} */ error, /** @type {string} */ source) => {
            if (error) return fail(error);
            try {
              const chunk = /** @type {any} */ ({});
              require("vm")
                .runInThisContext("(function(exports,require,__dirname,__filename){" + source + "\n})", file)
                .call(chunk, chunk, require, path.dirname(file), file);
              __webpack_require__.C(chunk);
            } catch (thrown) {
              fail(thrown);
            }
          },
        );
      });
      state = installed[chunkId] = started;
    }
    if (state) promises.push(state[1]);
  };
  if (usesOnChunksLoaded) {
    __webpack_require__.O.readFileVm = (/** @type {ChunkId} */ id) => installed[id] === 0;
  }
}

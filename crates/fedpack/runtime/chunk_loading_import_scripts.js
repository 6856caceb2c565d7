import "./chunk_filename.js";
import "./ensure_chunk.js";
import "./public_path.js";
import { usesOnChunksLoaded, usesTrustedTypes } from "./features.js";
import { runFetchedScript } from "./fetched_script.js";
import { receivePushedChunks } from "./push_chunks.js";

/** @import { ChunkId, ChunkState, Require } from "./types.js" */

/**
 * Chunks in a worker: `importScripts`, which is synchronous, where it can be had.
 *
 * @param {Require} __webpack_require__
 * @param {any} globalObject
 * @param {string} globalName
 * @param {Record<ChunkId, ChunkState>} installed own chunks and chunks without script are 0; no prototype
 * @param {number[]} runtimes those that this one stands for
 */
export function installImportScriptsChunkLoading(__webpack_require__, globalObject, globalName, installed, runtimes) {
  __webpack_require__.f.i = (chunkId, promises) => {
    if (installed[chunkId] !== 0) {
      promises.push(
        // The promise turns an exception into a rejection; the chunk is there when it returns.
        new Promise((resolve) => {
          const url = __webpack_require__.p + __webpack_require__.u(chunkId);
          try {
            importScripts(usesTrustedTypes ? __webpack_require__.tu(url) : url);
          } catch (error) {
            if (!(error instanceof TypeError)) throw error;
            // A remote of a worker that is a module.
            resolve(runFetchedScript(url));
          }
          resolve(0);
        }),
      );
    }
  };
  if (usesOnChunksLoaded) __webpack_require__.O.i = (/** @type {ChunkId} */ id) => installed[id] === 0;
  receivePushedChunks(__webpack_require__, globalObject, globalName, installed, runtimes);
}

import { chunksNameRuntimes, usesOnChunksLoaded } from "./features.js";

/** @import { ChunkId, ChunkState, PushedChunk, Require } from "./types.js" */

/**
 * Takes over the array that chunks push themselves on: those that came before the runtime, and from now on
 * each new one. Other runtimes on the same array still get all chunks, but take in only those that name them: any other
 * may have less of a module than is used here, or more, which asks for modules that are nowhere here, or start an
 * entry of another runtime.
 *
 * @param {Require} __webpack_require__
 * @param {any} globalObject
 * @param {string} globalName
 * @param {Record<ChunkId, ChunkState>} installed
 * @param {number[]} runtimes those that this one stands for
 */
export function receivePushedChunks(__webpack_require__, globalObject, globalName, installed, runtimes) {
  /** @type {{ forEach: PushedChunk[]["forEach"], push: (chunk: PushedChunk) => unknown }} */
  const queue = (globalObject[globalName] = globalObject[globalName] || []);
  /**
   * @param {((chunk: PushedChunk) => unknown) | 0} forward
   * @param {PushedChunk} chunk
   */
  const receive = (forward, chunk) => {
    const [chunkIds, modules, run, takenInBy] = chunk;
    if (chunksNameRuntimes && takenInBy && !runtimes.every((runtime) => takenInBy.includes(runtime))) {
      return forward && forward(chunk);
    }
    let result;
    // A chunk that is there already must not replace modules that are in use.
    if (chunkIds.some((id) => installed[id] !== 0)) {
      Object.assign(__webpack_require__.m, modules);
      if (run) result = run(__webpack_require__);
    }
    if (forward) forward(chunk);
    chunkIds.forEach((id) => {
      const state = installed[id];
      installed[id] = 0;
      if (state) state[0]();
    });
    if (usesOnChunksLoaded) return __webpack_require__.O(result);
  };
  queue.forEach((chunk) => receive(0, chunk));
  const forward = queue.push.bind(queue);
  queue.push = (chunk) => receive(forward, chunk);
}

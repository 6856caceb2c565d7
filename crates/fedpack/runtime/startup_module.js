/** @import { ChunkExports, Require } from "./types.js" */

/**
 * Runs the entry of an ES module, which has imported its other chunks statically.
 *
 * @param {Require} __webpack_require__
 * @param {ChunkExports[]} chunks
 * @param {() => unknown} run
 */
export function startWithChunks(__webpack_require__, chunks, run) {
  chunks.forEach(__webpack_require__.C);
  return run();
}

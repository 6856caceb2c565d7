import "./chunk_filename.js";
import "./ensure_chunk.js";
import "./public_path.js";
import { usesCss } from "./features.js";
import { addResourceHint } from "./resource_hint.js";

/** @import { ChunkId, Require } from "./types.js" */

/**
 * `E`: prefetches a chunk, by the handlers in `F`. Also makes `e` prefetch the children of each chunk that is asked for.
 *
 * @param {Require} __webpack_require__
 * @param {Record<ChunkId, ChunkId[]>} children no prototype
 * @param {Record<ChunkId, 0 | 1>} without chunks that have no script; no prototype
 * @param {Record<ChunkId, 0 | 1>} sheets chunks that have a style sheet; no prototype
 * @param {string} [crossOrigin]
 */
export function installPrefetch(__webpack_require__, children, without, sheets, crossOrigin) {
  __webpack_require__.F = {
    j(chunkId) {
      if (without[chunkId] === undefined) {
        addResourceHint(
          __webpack_require__,
          "prefetch",
          "script",
          __webpack_require__.u(chunkId),
          crossOrigin,
        );
      }
    },
  };
  if (usesCss) {
    __webpack_require__.F.css = (chunkId) => {
      if (sheets[chunkId]) {
        addResourceHint(
          __webpack_require__,
          "prefetch",
          "style",
          __webpack_require__.miniCssF(chunkId),
          crossOrigin,
        );
      }
    };
  }
  __webpack_require__.E = (chunkId) =>
    Object.keys(__webpack_require__.F).forEach((key) => __webpack_require__.F[key](chunkId));
  // What is needed now goes first.
  __webpack_require__.f.prefetch = (chunkId, promises) => {
    if (children[chunkId]) {
      // The other handlers may still add their promises.
      Promise.resolve()
        .then(() => Promise.all(promises))
        .then(
          () => children[chunkId].forEach(__webpack_require__.E),
          () => {},
        );
    }
  };
}

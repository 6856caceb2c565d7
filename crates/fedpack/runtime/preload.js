import "./chunk_filename.js";
import "./ensure_chunk.js";
import "./public_path.js";
import { usesCss } from "./features.js";
import { addResourceHint } from "./resource_hint.js";

/** @import { ChunkId, Require } from "./types.js" */

/**
 * `G`: preloads a chunk, by the handlers in `H`. Also makes `e` preload the children of each chunk that is asked for.
 *
 * @param {Require} __webpack_require__
 * @param {Record<ChunkId, ChunkId[]>} children no prototype
 * @param {Record<ChunkId, 0 | 1>} without chunks that have no script; no prototype
 * @param {Record<ChunkId, 0 | 1>} sheets chunks that have a style sheet; no prototype
 * @param {string} [crossOrigin]
 */
export function installPreload(__webpack_require__, children, without, sheets, crossOrigin) {
  __webpack_require__.H = {
    j(chunkId) {
      if (without[chunkId] === undefined) {
        addResourceHint(
          __webpack_require__,
          "preload",
          "script",
          __webpack_require__.u(chunkId),
          crossOrigin,
        );
      }
    },
  };
  if (usesCss) {
    __webpack_require__.H.css = (chunkId) => {
      if (sheets[chunkId]) {
        addResourceHint(
          __webpack_require__,
          "preload",
          "style",
          __webpack_require__.miniCssF(chunkId),
          crossOrigin,
        );
      }
    };
  }
  __webpack_require__.G = (chunkId) =>
    Object.keys(__webpack_require__.H).forEach((key) => __webpack_require__.H[key](chunkId));
  __webpack_require__.f.preload = (chunkId) => {
    if (children[chunkId]) children[chunkId].forEach(__webpack_require__.G);
  };
}

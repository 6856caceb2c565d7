import { usesFetchPriority } from "./features.js";

/** @import { Require } from "./types.js" */

/**
 * `e`: loads a chunk with all that must be ready with it: each handler in `f` adds the promises of its
 * part (script, style sheet, shared modules, remotes).
 *
 * @param {Require} __webpack_require__
 */
export function installEnsureChunk(__webpack_require__) {
  __webpack_require__.f = {};
  __webpack_require__.e = (chunkId, fetchPriority) => {
    /** @type {Promise<unknown>[]} */
    const promises = [];
    Object.keys(__webpack_require__.f).forEach((key) => {
      if (usesFetchPriority) __webpack_require__.f[key](chunkId, promises, fetchPriority);
      else __webpack_require__.f[key](chunkId, promises);
    });
    return Promise.all(promises);
  };
}

import "./ensure_chunk.js";

/** @import { Require } from "./types.js" */

/**
 * `X`: the async boundary that an entry does not have to write itself. Makes the shared and remote modules of its chunks
 * ready, and then starts it.
 *
 * Where all of them are there at once (eager copies, versions that are loaded already), the entry still starts
 * synchronously, and the result is its exports; else it is a promise of them.
 *
 * @param {Require} __webpack_require__
 */
export function installStartupEntrypoint(__webpack_require__) {
  __webpack_require__.X = (result, chunkIds, start) => {
    /** @type {Promise<unknown>[]} */
    const promises = [];
    const { consumes, remotes } = __webpack_require__.f;
    chunkIds.forEach((id) => {
      if (consumes) consumes(id, promises);
      if (remotes) remotes(id, promises);
    });
    return promises.length ? Promise.all(promises).then(start) : start();
  };
}

import "./ensure_chunk.js";
import { lostShares } from "./lost_shares.js";

/** @import { Factory, ModuleRow, Require } from "./types.js" */

/**
 * The `get` of a shared or exposed module: loads its chunks, then gives a factory that evaluates it.
 * Without chunks the factory is there at once, which is what eager consumers need. It rejects if a shared module that the chunks
 * ask for could not be loaded; the next call is a new attempt.
 *
 * @param {Require} __webpack_require__
 * @param {ModuleRow} row
 * @returns {() => Factory | Promise<Factory>}
 */
export function createGetter(__webpack_require__, [chunkIds, ...moduleIds]) {
  const factory = () => moduleIds.map((id) => __webpack_require__(id)).pop();
  return () =>
    chunkIds.length
      ? Promise.all(chunkIds.map((id) => __webpack_require__.e(id))).then(() => {
          chunkIds.forEach((id) => {
            const lost = lostShares[id];
            if (lost) throw lost.error;
          });
          return factory;
        })
      : factory;
}

import "./ensure_chunk.js";
import { hasCopies } from "./features.js";

/** @import { Factory, ModuleRow, Require } from "./types.js" */

/**
 * The `get` of a shared or exposed module: loads its chunks, then gives a factory that evaluates it.
 * Without chunks the factory is there at once, which is what eager consumers need. In builds with local copies of
 * shared modules, it rejects if one that the chunks ask for could not be loaded; the next call is a new attempt.
 *
 * @param {Require} __webpack_require__
 * @param {ModuleRow} row
 * @returns {() => Factory | Promise<Factory>}
 */
export function createGetter(__webpack_require__, [chunkIds, ...moduleIds]) {
  const factory = () => moduleIds.map((id) => __webpack_require__(id)).pop();
  /**
   * `consume_shared.js` says what is lost. Evaluated without it, modules would stay half done, for everybody.
   *
   * @param {any[][]} chunks
   */
  const factoryOfAll = (chunks) => {
    chunks.forEach((parts) =>
      parts.forEach((part) => {
        if (part && part.lost) throw part.lost;
      }),
    );
    return factory;
  };
  return () =>
    chunkIds.length
      ? Promise.all(chunkIds.map((id) => __webpack_require__.e(id))).then(
          hasCopies ? /** @type {any} */ (factoryOfAll) : () => factory,
        )
      : factory;
}

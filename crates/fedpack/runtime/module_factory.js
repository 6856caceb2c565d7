import "./ensure_chunk.js";
import { usesAsyncModules } from "./features.js";

/** @import { Factory, GetScope, ModuleId, ModuleRow, Require } from "./types.js" */

/**
 * The `get` of a shared or exposed module: loads its chunks, then gives a factory that evaluates it.
 * Without chunks the factory is there at once, which is what eager consumers need.
 *
 * Importers in other builds read the exports as soon as the factory has given them. Of modules that the row marks, as they
 * evaluate to a promise, the factory is there when they are done; among remotes that import each other it gives the promise.
 *
 * @param {Require} __webpack_require__
 * @param {ModuleRow} row
 * @returns {(asked?: GetScope | string[] | 0) => Factory | Promise<Factory>} a container's `get` says what is being got; what other
 *   getters are told has no part in this
 */
export function createGetter(__webpack_require__, [chunkIds, ...cells]) {
  const factory = () =>
    (usesAsyncModules ? idsOf(cells) : /** @type {ModuleId[]} */ (cells))
      .map((id) => __webpack_require__(id))
      .pop();
  const finish = () =>
    Promise.all(idsOf(cells).map((id) => __webpack_require__(id))).then(
      (exports) => () => exports[exports.length - 1],
    );
  /** @param {any} [asked] */
  const ready = (asked) => (isAsync(cells) && !(asked && asked.c) ? finish() : factory);
  return (asked) =>
    chunkIds.length
      ? Promise.all(chunkIds.map((id) => __webpack_require__.e(id))).then(
          usesAsyncModules ? () => ready(asked) : () => factory,
        )
      : usesAsyncModules
        ? ready()
        : factory;
}

/**
 * Whether modules of a row evaluate to a promise.
 *
 * @param {unknown[]} cells
 */
export function isAsync(cells) {
  return cells.some(Array.isArray);
}

/** @param {(ModuleId | [ModuleId])[]} cells */
function idsOf(cells) {
  return /** @type {ModuleId[]} */ ([]).concat(...cells);
}

/**
 * A row for who awaits what the factory gives, or needs the factory at once.
 *
 * @param {ModuleRow} row
 * @returns {ModuleRow}
 */
export function awaitedRow([chunkIds, ...cells]) {
  return [chunkIds, ...idsOf(cells)];
}

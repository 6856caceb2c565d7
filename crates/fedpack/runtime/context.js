import { hasOwn } from "./has_own.js";
import { moduleNotFound } from "./missing_module.js";

/** @import { ChunkId, ContextRow, Require } from "./types.js" */

/**
 * `cx`: the function that a context module (`require.context`, `import()` of a template) exports.
 *
 * Kinds: 0 `require`; 1 load the row's chunks first; 2 a promise without loading; 3 `require`, only of
 * modules that are here; 4 the same as a promise. A row is an id for 0 and 3, else id, mode of `t`, and chunks.
 *
 * @param {Require} __webpack_require__
 */
export function installContexts(__webpack_require__) {
  __webpack_require__.cx = (map, kind, id) => {
    const isSync = kind === 0 || kind === 3;
    /**
     * @param {string} request
     * @returns {ContextRow}
     */
    const find = (request) => {
      if (!hasOwn(map, request)) throw moduleNotFound(request);
      const row = map[request];
      return /** @type {ContextRow} */ (isSync ? [row] : row);
    };
    /**
     * @param {string} request
     * @param {ContextRow} row
     */
    const evaluate = (request, row) => {
      if (kind > 2 && !__webpack_require__.m[row[0]]) {
        const name = "Module '" + request + "' ('" + row[0] + "')";
        throw Object.assign(new Error(name + " is not available (weak dependency)"), {
          code: "MODULE_NOT_FOUND",
        });
      }
      return isSync ? __webpack_require__(row[0]) : __webpack_require__.t(row[0], row[1]);
    };
    /** @param {string} request */
    const context = (request) => {
      if (isSync) return evaluate(request, find(request));
      /** @type {ContextRow} */
      let row;
      try {
        row = find(request);
      } catch (error) {
        return Promise.reject(error);
      }
      // Nothing around these promises: what is loaded already is there as soon as from an `import()` of one file.
      const loads = /** @type {ChunkId[]} */ (row.slice(2)).map((chunk) => __webpack_require__.e(chunk));
      return (loads.length === 1 ? loads[0] : Promise.all(loads)).then(() => evaluate(request, row));
    };
    return Object.assign(context, {
      id,
      keys: () => Object.keys(map),
      resolve: (/** @type {string} */ request) => find(request)[0],
    });
  };
}

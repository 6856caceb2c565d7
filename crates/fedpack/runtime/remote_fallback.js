/** @import { ModuleId, Require } from "./types.js" */

/**
 * Remotes with several externals: each is tried until one gives a container; the last error counts.
 *
 * @param {Require} __webpack_require__
 * @param {Record<ModuleId, ModuleId[]>} lists no prototype
 */
export function installRemoteFallbacks(__webpack_require__, lists) {
  Object.keys(lists).forEach((id) => {
    __webpack_require__.m[id] = (module) => {
      /**
       * @param {number} index
       * @returns {Promise<unknown>}
       */
      const tryFrom = (index) => {
        const external = lists[id][index];
        /** @param {unknown} [error] */
        const next = (error) => {
          delete __webpack_require__.c[external];
          if (index + 1 < lists[id].length) return tryFrom(index + 1);
          if (error) throw error;
        };
        return new Promise((resolve) => resolve(__webpack_require__(external))).then(
          (container) => container || next(),
          next,
        );
      };
      module.exports = tryFrom(0);
    };
  });
}

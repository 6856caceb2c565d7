/** @import { Require } from "./types.js" */

/**
 * `v` of a CommonJS file: reads a WebAssembly module, instantiates it, and copies its exports.
 *
 * @param {Require} __webpack_require__
 * @param {string} undoPath from the file's folder to the output folder
 */
export function installNodeWasmLoading(__webpack_require__, undoPath) {
  __webpack_require__.v = (exports, file, imports) =>
    require("fs")
      .promises.readFile(require("path").join(__dirname, undoPath, file))
      .then((/** @type {BufferSource} */ bytes) => WebAssembly.instantiate(bytes, imports))
      .then((/** @type {WebAssembly.WebAssemblyInstantiatedSource} */ { instance }) =>
        Object.assign(exports, instance.exports),
      );
}

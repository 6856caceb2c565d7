/** @import { Require } from "./types.js" */

/**
 * `v` of an ES module for Node: reads a WebAssembly module, instantiates it, and copies its exports.
 *
 * @param {Require} __webpack_require__
 * @param {string} undoPath from the file's folder to the output folder
 */
export function installModuleWasmLoading(__webpack_require__, undoPath) {
  __webpack_require__.v = (exports, file, imports) =>
    import("node:fs")
      .then(({ promises }) => promises.readFile(new URL("./" + undoPath + file, import.meta.url)))
      .then((bytes) => WebAssembly.instantiate(bytes, imports))
      .then(({ instance }) => Object.assign(exports, instance.exports));
}

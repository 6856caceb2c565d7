import "./public_path.js";

/** @import { Require } from "./types.js" */

/**
 * `v`: fetches a WebAssembly module, instantiates it while it arrives, and copies its exports.
 *
 * @param {Require} __webpack_require__
 */
export function installWasmLoading(__webpack_require__) {
  __webpack_require__.v = (exports, file, imports) =>
    fetch(__webpack_require__.p + file)
      .then((response) => {
        if (!response.ok) throw new Error("Loading " + response.url + " failed: " + response.status);
        // Engines refuse to stream what servers do not declare to be WebAssembly.
        return "instantiateStreaming" in WebAssembly && response.headers.get("content-type") === "application/wasm"
          ? WebAssembly.instantiateStreaming(response, imports)
          : response.arrayBuffer().then((bytes) => WebAssembly.instantiate(bytes, imports));
      })
      .then(({ instance }) => Object.assign(exports, instance.exports));
}

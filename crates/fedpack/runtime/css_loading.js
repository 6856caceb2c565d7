import "./css_filename.js";
import "./ensure_chunk.js";
import "./public_path.js";
import { usesNonce } from "./features.js";
import { createLoadError } from "./load_error.js";

/** @import { ChunkId, Require } from "./types.js" */

/**
 * Style sheets of chunks, by link tags. A chunk waits for its style sheet, so that nothing is shown
 * without style.
 *
 * @param {Require} __webpack_require__
 * @param {string} uniqueName
 * @param {Record<ChunkId, 0 | 1>} sheets chunks that have one: 1, or 0 if the page has it already; no prototype
 * @param {string} [crossOrigin]
 */
export function installCssLoading(__webpack_require__, uniqueName, sheets, crossOrigin) {
  /** @type {Record<ChunkId, Promise<void> | undefined>} */
  const loading = {};

  /**
   * @param {ChunkId} chunkId
   * @returns {Promise<void>}
   */
  const load = (chunkId) =>
    new Promise((resolve, reject) => {
      const name = __webpack_require__.miniCssF(chunkId);
      const url = __webpack_require__.p + name;
      const mark = uniqueName + ":chunk-" + chunkId;
      /** @type {HTMLLinkElement | undefined} */
      const existing = Array.prototype.filter.call(document.getElementsByTagName("link"), (candidate) => {
        const address = candidate.getAttribute("href");
        return (
          candidate.rel === "stylesheet" &&
          (address === url || address === name || candidate.getAttribute("data-webpack") === mark)
        );
      })[0];
      // The page's own style sheets came before its scripts, so only one of another runtime can still be on
      // its way. `sheet` is there once it has been read.
      if (existing && (existing.sheet || existing.getAttribute("data-webpack") !== mark)) return resolve();
      const link = existing || document.createElement("link");
      /** @param {any} event */
      const finish = (event) => {
        if (event.type === "load") return resolve();
        if (link.parentNode) link.parentNode.removeChild(link);
        const error = createLoadError("ChunkLoadError", "Loading CSS chunk " + chunkId, event);
        reject(Object.assign(error, { code: "CSS_CHUNK_LOAD_FAILED" }));
      };
      link.addEventListener("load", finish);
      link.addEventListener("error", finish);
      if (!existing) {
        link.rel = "stylesheet";
        if (usesNonce && __webpack_require__.nc) link.setAttribute("nonce", __webpack_require__.nc);
        link.setAttribute("data-webpack", mark);
        link.href = url;
        if (crossOrigin && link.href.indexOf(window.location.origin + "/") !== 0) link.crossOrigin = crossOrigin;
        document.head.appendChild(link);
      }
    });

  __webpack_require__.f.css = (chunkId, promises) => {
    if (sheets[chunkId]) {
      const promise =
        loading[chunkId] ||
        (loading[chunkId] = load(chunkId).catch((error) => {
          loading[chunkId] = undefined;
          throw error;
        }));
      promises.push(promise);
    }
  };
}

import "./css_filename.js";
import "./ensure_chunk.js";
import "./public_path.js";
import { checksIntegrity, usesNonce } from "./features.js";
import { createLoadError } from "./load_error.js";

/** @import { ChunkId, Require } from "./types.js" */

/**
 * Style sheets of chunks, by link tags. A chunk waits for its style sheet, so that nothing is shown
 * without style.
 *
 * @param {Require} __webpack_require__
 * @param {string} uniqueName
 * @param {Record<ChunkId, 0 | 1>} sheets chunks that have one: 1, or 0 if the page has it already; no prototype
 * @param {string | null} [crossOrigin]
 * @param {Record<ChunkId, string>} [integrity] of the style sheets of chunks; no prototype
 */
export function installCssLoading(__webpack_require__, uniqueName, sheets, crossOrigin, integrity) {
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
      const selector = [
        ["href", url],
        ["href", name],
        ["data-webpack", mark],
      ].map(([attribute, value]) => "link[rel=stylesheet][" + attribute + "=" + JSON.stringify(value) + "]");
      /** @type {HTMLLinkElement | null} */
      let link = document.querySelector(selector + "");
      const isNew = !link;
      // The page's own style sheets came before its scripts, so only one of another runtime can still be on
      // its way. `sheet` is there once it has been read.
      if (link && (link.sheet || link.getAttribute("data-webpack") !== mark)) return resolve();
      if (!link) {
        link = document.createElement("link");
        link.rel = "stylesheet";
        if (usesNonce && __webpack_require__.nc) link.setAttribute("nonce", __webpack_require__.nc);
        link.setAttribute("data-webpack", mark);
        link.href = url;
        if (checksIntegrity && integrity && integrity[chunkId]) link.integrity = integrity[chunkId];
        if (crossOrigin && link.href.indexOf(location.origin + "/") !== 0) link.crossOrigin = crossOrigin;
      }
      const element = link;
      /** @param {any} event */
      const finish = (event) => {
        if (event.type === "load") return resolve();
        element.remove();
        reject(createLoadError("ChunkLoadError", "Loading CSS chunk " + chunkId, event));
      };
      element.addEventListener("load", finish);
      element.addEventListener("error", finish);
      if (isNew) document.head.appendChild(element);
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

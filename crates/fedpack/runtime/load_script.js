import { checksIntegrity, usesFetchPriority, usesNonce, usesRuntimePlugins, usesTrustedTypes } from "./features.js";
import { askForScript } from "./script_hook.js";

/** @import { ChunkId, LoadDone, Require } from "./types.js" */

/**
 * `l`: loads a script by a script tag and calls back when it has run, failed or timed out.
 *
 * A script that is on its way already is not asked for again: neither one of this runtime (by address) nor
 * one of another on the page (by address or `data-webpack` key).
 *
 * @param {Require} __webpack_require__
 * @param {string} uniqueName
 * @param {number} timeout
 * @param {string | null} [crossOrigin]
 * @param {string | null} [scriptType]
 * @param {Record<ChunkId, string>} [integrity] of the scripts of chunks; no prototype
 */
export function installLoadScript(__webpack_require__, uniqueName, timeout, crossOrigin, scriptType, integrity) {
  /** @type {Record<string, LoadDone[]>} */
  const inProgress = {};
  __webpack_require__.l = (url, done, key, chunkId, fetchPriority) => {
    if (inProgress[url]) {
      inProgress[url].push(done);
      return;
    }
    const waiting = (inProgress[url] = [done]);
    const mark = JSON.stringify(uniqueName + ":" + key);
    const quoted = JSON.stringify(url);
    /** @type {HTMLScriptElement | null} */
    let script = document.querySelector("script[src=" + quoted + "],script[data-webpack=" + mark + "]");
    const isNew = !script;
    const made = usesRuntimePlugins && isNew ? askForScript(__webpack_require__, url, key) : undefined;
    if (!script) {
      script = /** @type {HTMLScriptElement} */ (
        (usesRuntimePlugins && made && made.script) || document.createElement("script")
      );
      if (scriptType && !script.type) script.type = scriptType;
      if (usesNonce && __webpack_require__.nc) script.setAttribute("nonce", __webpack_require__.nc);
      if (usesFetchPriority && fetchPriority) script.setAttribute("fetchpriority", fetchPriority);
      script.setAttribute("data-webpack", uniqueName + ":" + key);
      if (!usesRuntimePlugins || !script.src) script.src = usesTrustedTypes ? __webpack_require__.tu(url) : url;
      // Scripts of others, those of remotes, come without a chunk.
      if (checksIntegrity && integrity && chunkId !== undefined && integrity[chunkId]) {
        script.integrity = integrity[chunkId];
      }
      if (crossOrigin && script.src.indexOf(location.origin + "/") !== 0) script.crossOrigin = crossOrigin;
    }
    const element = script;
    /**
     * What others wait with for the same element comes after: a runtime of webpack sets its handlers in the same way, and so
     * do tests of pages.
     *
     * @param {((event: any) => any) | null} next
     * @param {any} event
     */
    const finish = (next, event) => {
      clearTimeout(timer);
      element.remove();
      // It may come after its time is over, and even be asked for anew by then.
      if (inProgress[url] === waiting) {
        delete inProgress[url];
        waiting.forEach((callback) => callback(event));
      }
      if (next) next.call(element, event);
    };
    const limit = (usesRuntimePlugins && made && made.timeout) || timeout;
    const timer = setTimeout(finish, limit, null, { type: "timeout", target: element });
    element.onload = finish.bind(null, element.onload);
    element.onerror = finish.bind(null, element.onerror);
    if (isNew) document.head.appendChild(element);
  };
}

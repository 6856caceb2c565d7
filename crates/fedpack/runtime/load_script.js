import { usesFetchPriority, usesNonce, usesTrustedTypes } from "./features.js";

/** @import { LoadDone, LoadEvent, Require } from "./types.js" */

/**
 * `l`: loads a script by a script tag and calls back when it has run, failed or timed out.
 *
 * A script that is on its way already is not asked for again: neither one of this runtime (by address) nor
 * one of another on the page (by address or `data-webpack` key).
 *
 * @param {Require} __webpack_require__
 * @param {string} uniqueName
 * @param {number} timeout
 * @param {string} [crossOrigin]
 */
export function installLoadScript(__webpack_require__, uniqueName, timeout, crossOrigin) {
  /** @type {Record<string, LoadDone[]>} */
  const inProgress = {};
  __webpack_require__.l = (url, done, key, chunkId, fetchPriority) => {
    if (inProgress[url]) {
      inProgress[url].push(done);
      return;
    }
    const mark = uniqueName + ":" + key;
    /** @type {HTMLScriptElement | undefined} */
    const script = Array.prototype.filter.call(
      key === undefined ? [] : document.getElementsByTagName("script"),
      (candidate) =>
        candidate.getAttribute("src") === url || candidate.getAttribute("data-webpack") === mark,
    )[0];
    const isNew = !script;
    const element = script || document.createElement("script");
    if (isNew) {
      if (usesNonce && __webpack_require__.nc) element.setAttribute("nonce", __webpack_require__.nc);
      if (usesFetchPriority && fetchPriority) element.setAttribute("fetchpriority", fetchPriority);
      element.setAttribute("data-webpack", mark);
      element.src = usesTrustedTypes ? __webpack_require__.tu(url) : url;
      if (crossOrigin && element.src.indexOf(window.location.origin + "/") !== 0) {
        element.crossOrigin = crossOrigin;
      }
    }
    inProgress[url] = [done];
    const previousError = element.onerror;
    const previousLoad = element.onload;
    /** @param {LoadEvent} event */
    const finish = (event) => {
      element.onerror = element.onload = null;
      clearTimeout(timer);
      const waiting = inProgress[url];
      delete inProgress[url];
      if (element.parentNode) element.parentNode.removeChild(element);
      if (waiting) waiting.forEach((callback) => callback(event));
    };
    const timer = setTimeout(() => finish({ type: "timeout", target: element }), timeout);
    /** @param {any} previous */
    const after = (previous) => (/** @type {any} */ event) => {
      finish(event);
      if (previous) return previous(event);
    };
    element.onerror = after(previousError);
    element.onload = after(previousLoad);
    if (isNew) document.head.appendChild(element);
  };
}

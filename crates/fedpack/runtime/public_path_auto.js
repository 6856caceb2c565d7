import { isWorker } from "./features.js";
import { folderOf } from "./folder_of.js";

/** @import { Require } from "./types.js" */

/**
 * `p` from the address that this very script came from.
 *
 * @param {Require} __webpack_require__
 * @param {string} undoPath from the script's folder to the output folder
 */
export function installAutoPublicPath(__webpack_require__, undoPath) {
  let url;
  if (isWorker) {
    // A container that a worker imports is not where the worker is, and only the place of an error tells which script runs.
    const place = /https?:[^\s()]*?(?=:\d+:\d+)/.exec(/** @type {string} */ (new Error().stack));
    url = place ? place[0] : self.location.href;
  } else {
    const current = /** @type {HTMLScriptElement | null} */ (document.currentScript);
    // An element named "currentScript" in the page would shadow the real one. Without it, the last script
    // that has been added is the best guess.
    const script =
      current && current.tagName.toUpperCase() === "SCRIPT" && current.src
        ? current
        : Array.from(document.scripts)
            .filter((candidate) => /^(https?|file):/.test(candidate.src))
            .pop();
    if (script) url = script.src;
  }
  if (!url) throw new Error("Automatic publicPath is not supported in this browser");
  __webpack_require__.p = folderOf(url) + undoPath;
}

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
    url = self.location.href;
  } else {
    const current = /** @type {HTMLScriptElement | null} */ (document.currentScript);
    // An element named "currentScript" in the page would shadow the real one.
    if (current && current.tagName.toUpperCase() === "SCRIPT") url = current.src;
    if (!url) {
      const scripts = document.getElementsByTagName("script");
      for (let index = scripts.length; index-- && !/^https?:/.test(url || ""); ) url = scripts[index].src;
    }
  }
  if (!url) throw new Error("Automatic publicPath is not supported in this browser");
  __webpack_require__.p = folderOf(url) + undoPath;
}

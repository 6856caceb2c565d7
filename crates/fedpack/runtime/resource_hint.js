import "./public_path.js";
import { usesNonce } from "./features.js";

/** @import { Require } from "./types.js" */

/**
 * Adds `<link rel="prefetch">` or `<link rel="preload">` for a file, once.
 *
 * @param {Require} __webpack_require__
 * @param {"prefetch" | "preload"} kind
 * @param {"script" | "style"} type
 * @param {string} filename
 * @param {string} [crossOrigin]
 */
export function addResourceHint(__webpack_require__, kind, type, filename, crossOrigin) {
  const url = __webpack_require__.p + filename;
  if (document.querySelector("link[rel=" + kind + "][href=" + JSON.stringify(url) + "]")) return;
  const link = document.createElement("link");
  if (usesNonce && __webpack_require__.nc) link.setAttribute("nonce", __webpack_require__.nc);
  link.rel = kind;
  link.as = type;
  link.href = url;
  if (crossOrigin && link.href.indexOf(location.origin + "/") !== 0) link.crossOrigin = crossOrigin;
  document.head.appendChild(link);
}

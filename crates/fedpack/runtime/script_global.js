import { isNode } from "./features.js";
import { hasOwn } from "./has_own.js";
import { createLoadError } from "./load_error.js";

/** @import { Require } from "./types.js" */

/**
 * Loads a script for the global that it defines; not, if the global is there. Needs `__webpack_require__.l`.
 *
 * @param {Require} __webpack_require__
 * @param {string} url
 * @param {string} name a dotted name is a nested global
 * @returns {Promise<any>}
 */
export function loadGlobal(__webpack_require__, url, name) {
  /** @type {any} */
  const page = isNode ? global : self;
  const path = name.split(".");
  // Own properties only: the id of an element is a name of the window too.
  const readGlobal = () =>
    hasOwn(page, path[0]) && path.reduce((object, key) => object && object[key], page);
  return new Promise((resolve, reject) => {
    if (readGlobal()) return resolve(readGlobal());
    __webpack_require__.l(
      url,
      (event) => {
        if (readGlobal()) return resolve(readGlobal());
        const detail = event.type === "load" ? '\nIt has not defined "' + name + '".' : "";
        reject(createLoadError("ScriptExternalLoadError", "Loading script", event, detail));
      },
      name,
    );
  });
}

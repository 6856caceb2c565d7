import "./load_script.js";
import { hasOwn } from "./has_own.js";
import { createLoadError } from "./load_error.js";

/** @import { ModuleId, Require } from "./types.js" */

/**
 * External modules that are scripts: `name@url`. The module is a promise of the global that the script
 * defines; a script is not loaded when the global is there.
 *
 * @param {Require} __webpack_require__
 * @param {Record<ModuleId, string>} specs no prototype
 */
export function installScriptExternals(__webpack_require__, specs) {
  Object.keys(specs).forEach((id) => {
    const at = specs[id].indexOf("@");
    const name = specs[id].slice(0, at);
    const path = name.split(".");
    // Own properties only: the id of an element is a name of the window too.
    const readGlobal = () =>
      hasOwn(self, path[0]) && path.reduce((object, key) => object && object[key], /** @type {any} */ (self));
    __webpack_require__.m[id] = (module) => {
      module.exports = new Promise((resolve, reject) => {
        if (readGlobal()) return resolve(readGlobal());
        __webpack_require__.l(
          specs[id].slice(at + 1),
          (event) => {
            if (readGlobal()) return resolve(readGlobal());
            const detail = event.type === "load" ? '\nIt has not defined "' + name + '".' : "";
            reject(createLoadError("ScriptExternalLoadError", "Loading script", event, detail));
          },
          name,
        );
      });
    };
  });
}

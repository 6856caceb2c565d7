import "./load_script.js";
import { loadGlobal } from "./script_global.js";

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
    __webpack_require__.m[id] = (module) => {
      module.exports = loadGlobal(__webpack_require__, specs[id].slice(at + 1), specs[id].slice(0, at));
    };
  });
}

import { usesRuntimePlugins, usesTrustedTypes } from "./features.js";
import { askForScript } from "./script_hook.js";

/** @import { Require } from "./types.js" */

/**
 * `l` in a worker, which has no script tags: `importScripts` is synchronous.
 *
 * @param {Require} __webpack_require__
 */
export function installWorkerLoadScript(__webpack_require__) {
  __webpack_require__.l = (wanted, done, key) => {
    const url = (usesRuntimePlugins && askForScript(__webpack_require__, wanted, key).url) || wanted;
    const target = { src: url };
    try {
      importScripts(usesTrustedTypes ? __webpack_require__.tu(url) : url);
    } catch (error) {
      done(Object.assign({ type: "error", target }, { error }));
      return;
    }
    done({ type: "load", target });
  };
}

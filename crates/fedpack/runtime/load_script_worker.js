import { usesRuntimePlugins, usesTrustedTypes } from "./features.js";
import { runFetchedScript } from "./fetched_script.js";
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
    const loaded = () => done({ type: "load", target });
    /** @param {unknown} error */
    const failed = (error) => done(Object.assign({ type: "error", target }, { error }));
    try {
      importScripts(usesTrustedTypes ? __webpack_require__.tu(url) : url);
    } catch (error) {
      if (error instanceof TypeError) runFetchedScript(url).then(loaded, failed);
      else failed(error);
      return;
    }
    loaded();
  };
}

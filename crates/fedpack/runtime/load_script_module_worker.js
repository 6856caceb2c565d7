import { usesRuntimePlugins } from "./features.js";
import { askForScript } from "./script_hook.js";

/** @import { Require } from "./types.js" */

/**
 * `l` in a worker that is a module, where `importScripts` throws: the script is fetched, and evaluated in the global scope
 * as `importScripts` does it. Its server has to allow that (CORS), as for the modules that the worker itself is made of.
 *
 * @param {Require} __webpack_require__
 */
export function installModuleWorkerLoadScript(__webpack_require__) {
  __webpack_require__.l = (wanted, done, key) => {
    const url = (usesRuntimePlugins && askForScript(__webpack_require__, wanted, key).url) || wanted;
    const target = { src: url };
    fetch(url)
      .then((response) => {
        if (!response.ok) throw new Error(url + " answers " + response.status);
        return response.text();
      })
      .then((source) => {
        (0, eval)(source + "\n//# sourceURL=" + url);
      })
      .then(
        () => done({ type: "load", target }),
        (error) => done(Object.assign({ type: "error", target }, { error })),
      );
  };
}

import { usesRuntimePlugins } from "./features.js";
import { readSource, runSource } from "./node_source.js";
import { askForScript } from "./script_hook.js";

/** @import { Require } from "./types.js" */

/**
 * `l` in Node, where a script is a CommonJS module at an address (`library.type: "commonjs-module"`). What it exports by the
 * name that is asked for, or else all of it, becomes the global of that name.
 *
 * @param {Require} __webpack_require__
 */
export function installNodeLoadScript(__webpack_require__) {
  // An ES module has no `require`.
  const nodeRequire =
    typeof require === "function"
      ? Promise.resolve(require)
      : import("module").then(({ createRequire }) => createRequire(process.cwd() + "/"));
  __webpack_require__.l = (wanted, done, key) => {
    const url = (usesRuntimePlugins && askForScript(__webpack_require__, wanted, key).url) || wanted;
    const target = { src: url };
    Promise.all([nodeRequire, readSource(url)])
      .then(([requireModule, source]) => {
        const exports = runSource(requireModule, source, url);
        /** @type {any} */ (global)[/** @type {string} */ (key)] = exports[/** @type {string} */ (key)] || exports;
      })
      .then(
        () => done({ type: "load", target }),
        (error) => done(Object.assign({ type: "error", target }, { error })),
      );
  };
}

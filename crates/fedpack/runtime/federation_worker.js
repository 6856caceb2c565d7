import { loadFile } from "./federation_entry.js";

/** @import { FederationRemote, Require } from "./types.js" */

/**
 * Plugins for the package of Module Federation 2 in a worker: it loads containers by script tags or by Node's modules, and
 * preloads by links. Of plugins that bring containers themselves, the last one's answer counts, so each of them falls back
 * to the file. Needs `__webpack_require__.l`.
 *
 * @param {Require} __webpack_require__
 * @param {any[]} plugins those of the build
 * @returns {any[]}
 */
export function withoutDocument(__webpack_require__, plugins) {
  const load = (/** @type {{ remoteInfo: FederationRemote }} */ args) => loadFile(__webpack_require__, args.remoteInfo);
  const own = {
    name: "fedpack-worker",
    loadEntry: load,
    beforePreloadRemote(/** @type {{ preloadOps: unknown[] }} */ args) {
      args.preloadOps.length = 0;
    },
  };
  return [own].concat(
    plugins.map((plugin) =>
      plugin && plugin.loadEntry
        ? Object.assign({}, plugin, {
            loadEntry: (/** @type {any} */ args) =>
              Promise.resolve(plugin.loadEntry(args)).then((container) => container || load(args)),
          })
        : plugin,
    ),
  );
}

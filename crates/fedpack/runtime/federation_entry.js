import { canImportModules, isNode, usesManifests, usesRuntimePlugins } from "./features.js";
import { askLater } from "./federation_hooks.js";
import { readSnapshot } from "./federation_manifest.js";
import { loadGlobal } from "./script_global.js";

/** @import { ContainerInterface, FederationInstance, FederationRemote, Require } from "./types.js" */

/**
 * Loads the container of a remote: the file that its manifest names, or the one that it names itself; a script that
 * defines a global, or an ES module. Needs `__webpack_require__.l`.
 *
 * @param {Require} __webpack_require__
 * @param {FederationInstance} instance
 * @param {FederationRemote} remote
 * @returns {Promise<ContainerInterface>}
 */
export function loadEntry(__webpack_require__, instance, remote) {
  const place = usesManifests && isManifest(remote)
    ? readSnapshot(instance, remote).then((snapshot) =>
        Object.assign({}, remote, {
          entry:
            ((isNode && snapshot.ssrPublicPath) || snapshot.publicPath) +
            ((isNode && snapshot.ssrRemoteEntry) || snapshot.remoteEntry),
          entryGlobalName: snapshot.globalName,
          type: (isNode && snapshot.ssrRemoteEntryType) || snapshot.remoteEntryType,
        }),
      )
    : Promise.resolve(remote);
  return place.then((found) =>
    usesRuntimePlugins
      ? loadEntryWithPlugins(__webpack_require__, instance, completeRemote(found))
      : loadFile(__webpack_require__, found),
  );
}

/** @param {FederationRemote} remote */
export function isManifest(remote) {
  return remote.entry.indexOf(".json") >= 0;
}

/**
 * Plugins expect a complete description.
 *
 * @param {FederationRemote} remote
 * @returns {FederationRemote}
 */
export function completeRemote(remote) {
  return Object.assign({ type: "global", entryGlobalName: remote.name, shareScope: "default" }, remote);
}

/**
 * Loads the file of a container. Needs `__webpack_require__.l`.
 *
 * @param {Require} __webpack_require__
 * @param {FederationRemote} remote
 * @returns {Promise<ContainerInterface>}
 */
export function loadFile(__webpack_require__, { name, entry, entryGlobalName, type }) {
  return canImportModules && /^(module|esm)$/.test(/** @type {string} */ (type))
    ? import(entry)
    : loadGlobal(__webpack_require__, entry, entryGlobalName || name);
}

/**
 * Plugins may bring the container, and be asked once more when its file could not be loaded.
 *
 * @param {Require} __webpack_require__
 * @param {FederationInstance} origin
 * @param {FederationRemote} remoteInfo
 * @param {boolean} [isAgain] a plugin is trying it
 * @returns {Promise<ContainerInterface>}
 */
function loadEntryWithPlugins(__webpack_require__, origin, remoteInfo, isAgain) {
  const loading = askLater(origin, "loadEntry", { remoteInfo, origin }).then(
    (container) => container || loadFile(__webpack_require__, remoteInfo),
  );
  if (isAgain) return loading;
  return loading
    .then(null, (error) =>
      askLater(origin, "loadEntryError", {
        getRemoteEntry: (/** @type {any} */ args) => {
          const info = Object.assign({}, args.remoteInfo);
          if (args.getEntryUrl) info.entry = args.getEntryUrl(info.entry);
          return loadEntryWithPlugins(__webpack_require__, origin, info, true);
        },
        origin,
        remoteInfo,
        // Nothing is kept of what failed: who wants to forget it may.
        globalLoading: {},
        uniqueKey: remoteInfo.name + ":" + remoteInfo.entry,
      }).then((container) => {
        if (!container) throw error;
        return container;
      }),
    )
    .then((remoteEntryExports) =>
      askLater(origin, "afterLoadEntry", { origin, remoteInfo, remoteEntryExports }).then(() => remoteEntryExports),
    );
}

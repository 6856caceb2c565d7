import { canImportModules, isNode, usesManifests, usesRuntimePlugins } from "./features.js";
import { askLater } from "./federation_hooks.js";
import { readManifest } from "./federation_manifest.js";
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
    ? readManifest(instance, remote.entry).then(({ manifest, base }) => {
        const { globalName, ssrRemoteEntry } = manifest.metaData;
        const remoteEntry = (isNode && ssrRemoteEntry) || manifest.metaData.remoteEntry;
        const path = remoteEntry.path;
        return Object.assign({}, remote, {
          entry: base + (path ? path + "/" : "") + remoteEntry.name,
          entryGlobalName: globalName,
          type: remoteEntry.type,
        });
      })
    : Promise.resolve(remote);
  return place.then((found) => {
    // Plugins expect a complete description.
    const remoteInfo = usesRuntimePlugins
      ? Object.assign({ type: "global", entryGlobalName: found.name, shareScope: "default" }, found)
      : found;
    /** @param {any} [container] */
    const load = (container) =>
      container ||
      (canImportModules && /^(module|esm)$/.test(/** @type {string} */ (remoteInfo.type))
        ? import(remoteInfo.entry)
        : loadGlobal(__webpack_require__, remoteInfo.entry, remoteInfo.entryGlobalName || remoteInfo.name));
    return usesRuntimePlugins
      ? askLater(instance, "loadEntry", { remoteInfo, origin: instance }).then(load)
      : load();
  });
}

/** @param {FederationRemote} remote */
export function isManifest(remote) {
  return remote.entry.indexOf(".json") >= 0;
}

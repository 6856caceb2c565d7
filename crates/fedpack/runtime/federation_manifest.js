import { isNode, usesRuntimePlugins } from "./features.js";
import { folderOf } from "./folder_of.js";
import { askLater, passThroughLater } from "./federation_hooks.js";

/** @import { FederationInstance, FederationRemote, Manifest, ManifestPlace, Snapshot } from "./types.js" */

/** Manifests by address; one that could not be read is asked for again. */
const manifests = /** @type {Record<string, Promise<ManifestPlace>>} */ (Object.create(null));

/**
 * Reads `mf-manifest.json` (contract §9), and says from which folder its files are served.
 *
 * @param {FederationInstance} instance
 * @param {string} url
 * @returns {Promise<ManifestPlace>}
 */
export function readManifest(instance, url) {
  if (!manifests[url]) {
    manifests[url] = (
      usesRuntimePlugins ? askLater(instance, "fetch", url, {}) : Promise.resolve(undefined)
    )
      .then((response) => response || fetch(url))
      .then((response) => {
        if (!response.ok) throw new Error("status " + response.status);
        return response.json();
      })
      .then(null, (error) => {
        const failed = new Error("No manifest at " + url + " (RUNTIME-003): " + error.message);
        if (!usesRuntimePlugins) throw failed;
        const args = { id: url, error: failed, from: "runtime", lifecycle: "afterResolve", origin: instance };
        return askLater(instance, "errorLoadRemote", args).then((manifest) => {
          if (!manifest) throw failed;
          return manifest;
        });
      })
      .then((/** @type {Manifest} */ manifest) => {
        const metaData = manifest.metaData;
        if (!metaData || !manifest.exposes || !manifest.shared) {
          throw new Error(url + " lacks metaData, exposes or shared (RUNTIME-013)");
        }
        const path = (isNode && metaData.ssrPublicPath) || metaData.publicPath;
        const base = metaData.getPublicPath
          ? new Function(metaData.getPublicPath)()
          : path && path !== "auto"
            ? path
            : folderOf(url);
        return { manifest, base };
      });
    manifests[url].catch(() => {
      delete manifests[url];
    });
  }
  return manifests[url];
}

/**
 * Where the container of a remote with a manifest is. Plugins know that as the remote's snapshot: they may bring one, so
 * that the manifest is not read, or change it; a server that deploys may have put it into `__FEDERATION__.moduleInfo`.
 *
 * @param {FederationInstance} instance
 * @param {FederationRemote} moduleInfo
 * @returns {Promise<Snapshot>}
 */
export function readSnapshot(instance, moduleInfo) {
  const manifestUrl = moduleInfo.entry;
  if (!usesRuntimePlugins) return readManifest(instance, manifestUrl).then(snapshotOf);
  /** @type {any} */
  const page = isNode ? global : self;
  const known = () => (page.__FEDERATION__.moduleInfo || {})[moduleInfo.name + ":" + manifestUrl];
  const about = { options: instance.options, moduleInfo, manifestUrl, origin: instance };
  /** @param {string} hook @param {any} found */
  const pass = (hook, found) => passThroughLater(instance, hook, Object.assign(found, about));
  return (
    askLater(instance, "beforeLoadRemoteSnapshot", about)
      // That hook may have written it down.
      .then(() => pass("loadSnapshot", { remoteSnapshot: known() }))
      // Other runtimes may not have settled its folder. They expect more of what they find: it is not written down.
      .then(({ remoteSnapshot }) =>
        remoteSnapshot && remoteSnapshot.publicPath
          ? { remoteSnapshot, from: "global" }
          : readManifest(instance, manifestUrl).then((place) => ({
              remoteSnapshot: snapshotOf(place),
              from: "manifest",
              manifestJson: place.manifest,
            })),
      )
      .then((made) => pass("loadRemoteSnapshot", made))
      .then((made) => pass("afterLoadSnapshot", made))
      .then((made) => made.remoteSnapshot)
  );
}

/**
 * @param {ManifestPlace} place
 * @returns {Snapshot}
 */
export function snapshotOf({ manifest: { metaData }, base }) {
  const { name, path, type } = (isNode && metaData.ssrRemoteEntry) || metaData.remoteEntry;
  return {
    publicPath: base,
    globalName: metaData.globalName,
    remoteEntry: (path ? path + "/" : "") + name,
    remoteEntryType: type,
  };
}

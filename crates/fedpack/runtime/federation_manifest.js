import { isNode, usesRuntimePlugins } from "./features.js";
import { folderOf } from "./folder_of.js";
import { askLater } from "./federation_hooks.js";

/** @import { FederationInstance, Manifest, ManifestPlace } from "./types.js" */

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
        const failed = new Error("The manifest " + url + " cannot be read (RUNTIME-003): " + error.message);
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
          throw new Error(url + " is no manifest: it lacks metaData, exposes or shared (RUNTIME-013)");
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

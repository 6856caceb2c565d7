import { usesNonce, usesRuntimePlugins, usesStepHooks } from "./features.js";
import { isManifest } from "./federation_entry.js";
import { ask, askLater } from "./federation_hooks.js";
import { readManifest, snapshotOf } from "./federation_manifest.js";

/** @import { FederationInstance, FederationRemote, PreloadOptions, Require } from "./types.js" */

/**
 * Asks the browser for the files of exposed modules, by the lists in the remote's manifest. Remotes without a manifest
 * have no lists.
 *
 * @param {Require} __webpack_require__
 * @param {FederationInstance} instance
 * @param {FederationRemote} remote
 * @param {PreloadOptions} options
 * @returns {Promise<unknown>} when the links are there
 */
export function preloadFiles(__webpack_require__, instance, remote, options) {
  if (!isManifest(remote)) return Promise.resolve();
  return readManifest(instance, remote.entry).then((place) => {
    const { manifest, base } = place;
    const { exposes, resourceCategory, filter, depsRemote } = options;
    const wanted = exposes && exposes.map((expose) => expose.replace(/^\.\//, ""));
    /** @param {string[]} files @param {string} kind */
    const add = (files, kind) =>
      files
        .filter((file) => !filter || filter(base + file))
        .forEach((file) => addLink(__webpack_require__, instance, base + file, kind));
    const about = { origin: instance, remote, preloadOptions: options };
    const addListed = () =>
      manifest.exposes
        .filter(({ name }) => !wanted || wanted.indexOf(name) >= 0)
        .forEach(({ name, assets: { js, css } }) => {
          if (usesStepHooks) {
            ask(instance, "handlePreloadModule", {
              id: name === "." ? remote.name : remote.name + "/" + name,
              name: remote.name,
              remoteSnapshot: snapshotOf(place),
              preloadConfig: options,
              remote,
              origin: instance,
            });
          }
          add(js.sync, "script");
          add(css.sync, "style");
          if (resourceCategory === "all") {
            add(js.async, "script");
            add(css.async, "style");
          }
        });
    /** @type {Promise<any>} */
    const generated = usesStepHooks
      ? askLater(
          instance,
          "generatePreloadAssets",
          Object.assign({ remoteInfo: remote, remoteSnapshot: snapshotOf(place) }, about),
        )
      : Promise.resolve();
    return generated.then((given) => {
      if (usesStepHooks && given) {
        // Addresses as they are: a plugin knows where its files are.
        /** @type {[string[] | undefined, string][]} */
        const kinds = [
          [given.jsAssetsWithoutEntry, "script"],
          [given.cssAssets, "style"],
        ];
        kinds.forEach(([files, kind]) =>
          (files || []).forEach((file) => addLink(__webpack_require__, instance, file, kind)),
        );
      } else {
        addListed();
      }
      if (depsRemote === false) return;
      return Promise.all(
        (manifest.remotes || []).map(({ federationContainerName, moduleName, entry }) =>
          preloadFiles(
            __webpack_require__,
            instance,
            { name: federationContainerName, entry: entry || "" },
            // What this one loads in turn is its own affair: two remotes may use each other.
            { exposes: [moduleName], resourceCategory, filter, depsRemote: false },
          ),
        ),
      );
    });
  });
}

/**
 * @param {Require} __webpack_require__
 * @param {FederationInstance} instance
 * @param {string} url
 * @param {string} kind
 */
function addLink(__webpack_require__, instance, url, kind) {
  if (document.querySelector("link[href=" + JSON.stringify(url) + "]")) return;
  const made = usesRuntimePlugins && ask(instance, "createLink", { url });
  const link = made || document.createElement("link");
  if (!made) {
    if (usesNonce && __webpack_require__.nc) link.setAttribute("nonce", __webpack_require__.nc);
    link.rel = "preload";
    link.as = kind;
    link.href = url;
  }
  document.head.appendChild(link);
}

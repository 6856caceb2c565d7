import { passThroughLater } from "./federation_hooks.js";
import { remoteInitOptions } from "./share_scope_lists.js";

/** @import { ContainerInterface, ContainerOwner, InitToken, Require } from "./types.js" */

/**
 * Asks the plugins of the instance that has loaded a container what it is to be initialised with.
 *
 * @param {Require} __webpack_require__
 * @param {string | string[]} scopeNames
 * @param {InitToken[]} initScope
 * @param {ContainerOwner} owner
 * @returns {Promise<any>} arguments for `initWithPlugins`
 */
export function askAboutInit(__webpack_require__, scopeNames, initScope, { remoteInfo, origin }) {
  return passThroughLater(origin, "beforeInitContainer", {
    shareScope: __webpack_require__.S[/** @type {string[]} */ ([]).concat(scopeNames)[0]],
    initScope,
    remoteEntryInitOptions: remoteInitOptions(__webpack_require__, scopeNames),
    remoteInfo,
    origin,
  });
}

/**
 * Gives a container its share scope, and tells the plugins.
 *
 * @param {ContainerInterface} container
 * @param {any} args
 * @returns {Promise<unknown>}
 */
export function initWithPlugins(container, args) {
  const known = /** @type {Required<ContainerInterface>} */ (container);
  return Promise.resolve(known.init(args.shareScope, args.initScope, args.remoteEntryInitOptions)).then(() =>
    passThroughLater(args.origin, "initContainer", Object.assign({ remoteEntryExports: container }, args)),
  );
}

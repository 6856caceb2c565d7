import { ask } from "./federation_hooks.js";

/** @import { FederationInstance, Require } from "./types.js" */

/**
 * Asks the runtime plugins how a script is to be loaded: they may make the element, with an address of its own, and say how
 * long to wait. Where there are no elements only another address counts.
 *
 * @param {Require} __webpack_require__
 * @param {string} url
 * @param {string} [key]
 * @returns {{ script?: HTMLScriptElement, timeout?: number, url?: string }}
 */
export function askForScript(__webpack_require__, url, key) {
  const federation = __webpack_require__.federation;
  /** @param {FederationInstance} instance */
  const remoteOf = (instance) =>
    instance.options.remotes.filter((remote) => (remote.entryGlobalName || remote.name) === key)[0];
  /** @type {FederationInstance} */
  const owner = federation.instances.filter(remoteOf)[0] || federation;
  const made = ask(owner, "createScript", { url, attrs: {}, remoteInfo: remoteOf(owner) });
  return !made ? {} : made.tagName ? { script: made } : made;
}

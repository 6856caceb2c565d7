import { isSilent } from "./features.js";

/** @import { Require } from "./types.js" */

/**
 * `tu`: makes an address acceptable to a page that enforces trusted types.
 *
 * @param {Require} __webpack_require__
 * @param {string} policyName
 * @param {boolean} [mayContinue] go on without the policy, where the page refuses it
 */
export function installScriptUrl(__webpack_require__, policyName, mayContinue) {
  /** @type {{ createScriptURL(url: string): string } | undefined} */
  let policy;
  __webpack_require__.tu = (url) => {
    if (!policy) {
      const factory = /** @type {any} */ (globalThis).trustedTypes;
      /** @type {{ createScriptURL(url: string): string }} */
      const identity = { createScriptURL: (address) => address };
      if (mayContinue) {
        policy = identity;
        try {
          if (factory) policy = factory.createPolicy(policyName, identity);
          // eslint-disable-next-line no-unused-vars -- ECMAScript 2015 has no `catch` without a name
        } catch (_) {
          if (!isSilent) console.warn('Could not create trusted-types policy "' + policyName + '"');
        }
      } else {
        policy = factory ? factory.createPolicy(policyName, identity) : identity;
      }
    }
    return /** @type {NonNullable<typeof policy>} */ (policy).createScriptURL(url);
  };
}

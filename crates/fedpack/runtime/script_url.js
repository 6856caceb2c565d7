import { isSilent } from "./features.js";

/** @import { Require, TrustedPolicy } from "./types.js" */

/**
 * `tt`: the policy under which a page that enforces trusted types takes what is loaded. `tu`: makes an address acceptable.
 *
 * @param {Require} __webpack_require__
 * @param {string} policyName
 * @param {boolean} [mayContinue] go on without the policy, where the page refuses it
 */
export function installScriptUrl(__webpack_require__, policyName, mayContinue) {
  /** @type {TrustedPolicy | undefined} */
  let policy;
  __webpack_require__.tt = () => {
    if (!policy) {
      const factory = /** @type {any} */ (globalThis).trustedTypes;
      /** @type {TrustedPolicy} */
      const identity = { createScriptURL: (address) => address, createScript: (script) => script };
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
    return /** @type {TrustedPolicy} */ (policy);
  };
  __webpack_require__.tu = (url) => __webpack_require__.tt().createScriptURL(url);
}

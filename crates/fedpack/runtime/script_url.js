/** @import { Require } from "./types.js" */

/**
 * `tu`: makes an address acceptable to a page that enforces trusted types.
 *
 * @param {Require} __webpack_require__
 * @param {string} policyName
 */
export function installScriptUrl(__webpack_require__, policyName) {
  /** @type {{ createScriptURL(url: string): string } | undefined} */
  let policy;
  __webpack_require__.tu = (url) => {
    if (!policy) {
      const factory = /** @type {any} */ (globalThis).trustedTypes;
      /** @type {{ createScriptURL(url: string): string }} */
      const identity = { createScriptURL: (address) => address };
      policy = factory ? factory.createPolicy(policyName, identity) : identity;
    }
    return /** @type {NonNullable<typeof policy>} */ (policy).createScriptURL(url);
  };
}

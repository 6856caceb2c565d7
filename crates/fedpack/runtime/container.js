import { usesFederationPackage, usesRuntimePlugins, usesScopeLists } from "./features.js";
import { hasOwn } from "./has_own.js";
import { createGetter } from "./module_factory.js";
import { givenScopes, initScopes } from "./share_scope_lists.js";

/** @import { InitToken, ModuleRow, RemoteInitOptions, Require, ShareScope } from "./types.js" */

/**
 * The container: what other builds see of this one.
 *
 * @param {Require} __webpack_require__
 * @param {Record<string, ModuleRow>} exposes
 * @param {string | string[]} scopeNames
 * @returns {import("./types.js").ContainerInterface} the result of the runtime
 */
export function createContainer(__webpack_require__, exposes, scopeNames) {
  /**
   * @param {string} expose
   * @param {unknown[]} [getScope]
   */
  const get = (expose, getScope) => {
    if (!hasOwn(exposes, expose)) {
      return Promise.reject(new Error('Module "' + expose + '" does not exist in container.'));
    }
    // Read by `f.remotes`, in the same tick.
    __webpack_require__.R = getScope;
    const factory = createGetter(__webpack_require__, exposes[expose])(getScope);
    __webpack_require__.R = undefined;
    return Promise.resolve(factory);
  };
  /**
   * @param {ShareScope} shareScope
   * @param {InitToken[]} [initScope]
   * @param {RemoteInitOptions} [initOptions] of hosts with several scopes, and those of Module Federation 2
   */
  const init = (shareScope, initScope, initOptions) => {
    if (usesFederationPackage) {
      return __webpack_require__.federation.bundlerRuntime.initContainerEntry({
        shareScope,
        initScope,
        remoteEntryInitOptions: initOptions,
        shareScopeKey: scopeNames,
        webpackRequire: __webpack_require__,
      });
    }
    const scopes = __webpack_require__.S;
    // Nothing is shared by this build.
    if (!scopes) return;
    /** @type {(name: string, scope: ShareScope) => void} */
    const take = (name, scope) => {
      if (scopes[name] && scopes[name] !== scope) {
        throw new Error(
          "Container initialization failed as it has already been initialized with a different share scope",
        );
      }
      if (usesRuntimePlugins) __webpack_require__.federation.initShareScopeMap(name, scope);
      else scopes[name] = scope;
    };
    if (usesScopeLists) {
      const given = givenScopes(scopeNames, shareScope, initOptions);
      given.forEach(([name, scope]) => take(name, scope));
      return initScopes(
        __webpack_require__,
        given.map(([name]) => name),
        initScope,
      );
    }
    take(/** @type {string} */ (scopeNames), shareScope);
    return __webpack_require__.I(/** @type {string} */ (scopeNames), initScope);
  };
  return {
    get get() {
      return get;
    },
    get init() {
      return init;
    },
  };
}

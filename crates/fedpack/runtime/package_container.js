/** @import { ModuleId, PackageConsumeRow, Require } from "./types.js" */

/**
 * The container of a shared package that was built on its own. Runtimes of Module Federation 2 load it in place of the copy
 * that a build has, and hand themselves over: what the package asks for of other shared packages is theirs to give.
 *
 * @param {Require} __webpack_require__
 * @param {ModuleId} root the package's module, which is there with this file
 * @param {Record<ModuleId, PackageConsumeRow>} consumes other shared packages; no prototype
 */
export function createPackageContainer(__webpack_require__, root, consumes) {
  const initialConsumes = Object.keys(consumes);
  /** @type {Record<ModuleId, object>} */
  const moduleToHandlerMapping = {};
  initialConsumes.forEach((id) => {
    const [scope, shareKey, flags, range] = consumes[id];
    const shareConfig = {
      strictVersion: !!(flags & 1),
      singleton: !!(flags & 2),
      eager: !!(flags & 4),
      requiredVersion: range || false,
    };
    moduleToHandlerMapping[id] = { shareKey, shareInfo: { scope, shareConfig } };
  });
  return {
    get: () => () => __webpack_require__(root),
    /**
     * @param {any} instance of the runtime
     * @param {any} bundlerRuntime
     */
    init(instance, bundlerRuntime) {
      __webpack_require__.federation = { instance, bundlerRuntime };
      return Promise.resolve(
        initialConsumes.length &&
          bundlerRuntime.installInitialConsumes({
            asyncLoad: true,
            initialConsumes,
            installedModules: {},
            moduleToHandlerMapping,
            webpackRequire: __webpack_require__,
          }),
      );
    },
  };
}

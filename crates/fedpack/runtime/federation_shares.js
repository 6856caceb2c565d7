import { usesLoadShare, usesRegisterShared, usesRuntimePlugins } from "./features.js";
import { chooseShared } from "./choose_shared.js";
import { passThroughLater } from "./federation_hooks.js";
import { createGetter } from "./module_factory.js";
import { comparatorForm } from "./range.js";
import { isLowerVersion } from "./version.js";

/** @import { ConsumeRow, Factory, FederationInstance, LoadShareOptions, ProvideRow, Require, SharedOptions } from "./types.js" */

/**
 * `loadShare`, `loadShareSync` and `registerShared`: shared packages by name, at run time. The rules for versions are
 * those of imports.
 *
 * @param {Require} __webpack_require__
 * @param {FederationInstance} instance
 * @param {Record<string, ProvideRow[]>} provides this build's own, by scope
 */
export function addShares(__webpack_require__, instance, provides) {
  const { name, options } = instance;

  /**
   * Everything that may be left out has its value.
   *
   * @param {SharedOptions} written
   * @returns {SharedOptions}
   */
  const complete = (written) =>
    Object.assign(
      { version: "0", from: name, strategy: options.shareStrategy },
      written,
      {
        get: written.get || (() => /** @type {Factory} */ (written.lib)),
        scope: [].concat(/** @type {any} */ (written.scope || "default")),
        shareConfig: Object.assign(
          { requiredVersion: "^" + written.version, singleton: false, eager: false, strictVersion: false },
          written.shareConfig,
        ),
      },
    );

  /**
   * @param {string} key
   * @param {SharedOptions} share
   */
  const remember = (key, share) => {
    const known = options.shared[key] || (options.shared[key] = []);
    if (!known.some(({ version }) => version === share.version)) known.push(share);
  };

  Object.keys(provides).forEach((scope) =>
    provides[scope].forEach(([key, version, eager, row, flags, range]) => {
      const shareConfig = {
        requiredVersion: /** @type {string | false} */ (range || false),
        singleton: !!(/** @type {number} */ (flags) & 2),
        strictVersion: !!(/** @type {number} */ (flags) & 1),
        eager: !!eager,
      };
      remember(key, complete({ version, scope, get: createGetter(__webpack_require__, row), shareConfig }));
    }),
  );

  if (usesRegisterShared) {
    instance.registerShared = (shared) => {
      Object.keys(shared).forEach((key) =>
        /** @type {SharedOptions[]} */ ([]).concat(shared[key]).forEach((written) => {
          const share = complete(written);
          remember(key, share);
          const entry = Object.assign({}, share, { loaded: share.lib && 1 });
          /** @type {string[]} */ (share.scope).forEach((scope) => {
            const eager = /** @type {any} */ (share.shareConfig).eager ? 1 : 0;
            __webpack_require__.I(scope, [], [[key, /** @type {string} */ (share.version), eager, entry]]);
          });
        }),
      );
    };
  }
  if (!usesLoadShare) return;

  /**
   * What a caller wants of a package: what the build knows of it (the highest version of its own), or the caller says.
   *
   * @param {string} key
   * @param {LoadShareOptions} [extra]
   * @returns {SharedOptions}
   */
  const wanted = (key, extra) => {
    const { resolver, customShareInfo } = /** @type {LoadShareOptions} */ (extra || {});
    const own = options.shared[key];
    const known = resolver
      ? resolver(own)
      : own &&
        own.reduce((best, next) =>
          isLowerVersion(/** @type {string} */ (best.version), /** @type {string} */ (next.version)) ? next : best,
        );
    return Object.assign({ scope: ["default"] }, known, customShareInfo, {
      shareConfig: Object.assign({}, known && known.shareConfig, customShareInfo && customShareInfo.shareConfig),
    });
  };

  /**
   * @param {string} key
   * @param {SharedOptions} share
   * @param {(() => any) | undefined} local what there is if nobody has it
   * @param {0 | 8} isNow remotes that have to be loaded are not waited for
   * @returns {ConsumeRow}
   */
  const rowOf = (key, { scope, shareConfig }, local, isNow) => {
    const { requiredVersion, singleton, strictVersion } = shareConfig || {};
    return [
      [].concat(/** @type {any} */ (scope)),
      key,
      // Without `singleton` a version that does not fit is never taken.
      (singleton ? 2 + (strictVersion ? 1 : 0) : 1) + isNow,
      requiredVersion ? comparatorForm(requiredVersion) : 0,
      local,
    ];
  };

  instance.loadShare = (key, extra) => {
    const share = wanted(key, extra);
    const custom = extra && extra.customShareInfo;
    const asked = usesRuntimePlugins
      ? passThroughLater(instance, "beforeLoadShare", {
          pkgName: key,
          shareInfo: share,
          shared: options.shared,
          shareScopeMap: instance.shareScopeMap,
          origin: instance,
        })
      : Promise.resolve({ shareInfo: share });
    return asked.then(({ shareInfo }) => {
      // The caller has a copy of its own, if there is none here.
      const row = rowOf(key, shareInfo, custom ? () => false : shareInfo.get, 0);
      return chooseShared(__webpack_require__, row, {}, (get) => get(0));
    });
  };

  instance.loadShareSync = (key, extra) => {
    const share = wanted(key, extra);
    const found = chooseShared(__webpack_require__, rowOf(key, share, share.get, 8), {}, (get) => get(0));
    const factory = typeof found === "function" ? found : share.get && share.get();
    if (typeof factory !== "function") {
      throw new Error(
        'Shared module "' + key + '" is not loaded (RUNTIME-006): use loadShare',
      );
    }
    return factory;
  };
}

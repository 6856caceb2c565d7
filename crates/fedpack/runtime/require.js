import { checksModuleExists, rethrowsModuleErrors, retriesModules } from "./features.js";
import { moduleNotFound } from "./missing_module.js";

/** @import { Module, ModuleFactory, ModuleId, Require } from "./types.js" */

/**
 * Makes the `__webpack_require__` of a runtime: evaluates a module once and keeps it.
 *
 * A module that throws stays in the cache with the exports it had made, as with webpack's defaults;
 * the two `output.strictModule…` options change that.
 *
 * @param {Record<ModuleId, ModuleFactory>} modules
 * @returns {Require}
 */
export function createRequire(modules) {
  /** @type {Record<ModuleId, Module>} */
  const cache = {};
  const __webpack_require__ = /** @type {Require} */ (
    (moduleId) => {
      const cached = cache[moduleId];
      if (cached !== undefined) {
        if (rethrowsModuleErrors && cached.error) throw cached.error.reason;
        return cached.exports;
      }
      if (checksModuleExists && !modules[moduleId]) {
        throw moduleNotFound(moduleId);
      }
      /** @type {Module} */
      const module = (cache[moduleId] = { id: moduleId, loaded: false, exports: {} });
      if (rethrowsModuleErrors || retriesModules) {
        try {
          modules[moduleId].call(module.exports, module, module.exports, __webpack_require__);
        } catch (error) {
          if (retriesModules) delete cache[moduleId];
          else module.error = { reason: error };
          throw error;
        }
      } else {
        modules[moduleId].call(module.exports, module, module.exports, __webpack_require__);
      }
      module.loaded = true;
      return module.exports;
    }
  );
  __webpack_require__.m = modules;
  __webpack_require__.c = cache;
  return __webpack_require__;
}

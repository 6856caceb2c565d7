/** @import { Require } from "./types.js" */

/**
 * AMD's `define`. `amdF`: of the module itself. `amdL`: of a module that only its own file uses; gives its exports.
 * A factory without a list of dependencies gets CommonJS's three names, and what is no function is the value.
 *
 * @param {Require} __webpack_require__
 */
export function installAmdDefine(__webpack_require__) {
  __webpack_require__.amdF = (module, exports, factory, dependencies) => {
    const value =
      typeof factory === "function"
        ? factory.apply(exports, dependencies || [__webpack_require__, exports, module])
        : factory;
    if (value !== undefined) module.exports = value;
  };
  __webpack_require__.amdL = (id, factory, dependencies) => {
    const module = { id, exports: {}, loaded: false };
    __webpack_require__.amdF(module, module.exports, factory, dependencies && dependencies(module, module.exports));
    module.loaded = true;
    return module.exports;
  };
}

"use strict";
// `webpack.NormalModule.getCompilationHooks(compilation)`: the hooks of modules that are files.
const { SyncHook } = require("tapable");
const { withUnknownHooks } = require("./hooks.js");

/** @typedef {import("./compilation.js").Compilation} Compilation */

/** @type {WeakMap<object, {loader: SyncHook<[any, any]>} & Record<string, any>>} */
const hooks = new WeakMap();

class NormalModule {
  /**
   * `loader` is called with the context of loaders and the module, before they run.
   * @param {Compilation} compilation
   */
  static getCompilationHooks(compilation) {
    let known = hooks.get(compilation);
    if (!known) {
      const own = { loader: new SyncHook(["loaderContext", "module"]) };
      known = withUnknownHooks(own, "NormalModule.getCompilationHooks", (message) => compilation.compiler.warn(message));
      hooks.set(compilation, known);
    }
    return known;
  }

  /**
   * What taps of `loader` do to the context of one file's loaders.
   *
   * @param {Compilation} compilation
   * @param {object} context
   * @param {object} module
   */
  static prepareContext(compilation, context, module) {
    hooks.get(compilation)?.loader.call(context, module);
  }

  /** @param {Compilation} compilation */
  static isTapped(compilation) {
    return hooks.get(compilation)?.loader.isUsed() ?? false;
  }
}

module.exports = { NormalModule };

"use strict";
// Plugins that have nothing to do here: their work is built in, or there is no such work. A configuration may import them
// from webpack, where they are told by their names, or from this package.

/** @typedef {import("../compiler.js").Compiler} Compiler */

/** Their work is built in, or is nothing that a build needs: nothing is lost without them. */
const NOT_NEEDED = new Set([
  "TerserPlugin",
  "CssMinimizerPlugin",
  "SwcJsMinimizerRspackPlugin",
  "LightningCssMinimizerRspackPlugin",
  "ESBuildMinifyPlugin",
  "ModuleConcatenationPlugin",
  "FlagDependencyUsagePlugin",
  "FlagDependencyExportsPlugin",
  "SideEffectsFlagPlugin",
  "MergeDuplicateChunksPlugin",
  "RemoveEmptyChunksPlugin",
  "CaseSensitivePathsPlugin",
  "CaseSensitivePlugin",
  "WarnCaseSensitiveModulesPlugin",
  "RealContentHashPlugin",
  "NoEmitOnErrorsPlugin",
]);

/** Class name → what to do instead. They are named in a warning. */
const WITHOUT_EFFECT = new Map([
  ["ForkTsCheckerWebpackPlugin", "Run `tsc --noEmit` beside the build."],
  ["TsCheckerRspackPlugin", "Run `tsc --noEmit` beside the build."],
  ["ESLintWebpackPlugin", "Run eslint beside the build."],
  ["ESLintRspackPlugin", "Run eslint beside the build."],
  ["HotModuleReplacementPlugin", "Hot updates are not written yet."],
  ["ReactRefreshPlugin", "Hot updates are not written yet."],
  ["ReactRefreshRspackPlugin", "Hot updates are not written yet."],
  ["CssChunkingPlugin", "Use `optimization.splitChunks`."],
  ["CircularDependencyRspackPlugin", "Use a rule of eslint, `import/no-cycle`."],
  ["CircularCheckRspackPlugin", "Use a rule of eslint, `import/no-cycle`."],
  ["MinChunkSizePlugin", "Use `optimization.splitChunks`."],
  ["DllPlugin", "Use Module Federation."],
  ["DllReferencePlugin", "Use Module Federation."],
]);

/**
 * The class that configurations make: what is said of its name is said when it is applied.
 *
 * @param {string} name
 */
function pluginCalled(name) {
  const classes = {
    [name]: class {
      /** @param {unknown[]} given options, which nobody reads */
      constructor(...given) {
        this.given = given;
      }

      /** @param {Compiler} compiler */
      apply(compiler) {
        const instead = WITHOUT_EFFECT.get(name);
        if (instead !== undefined) compiler.warn(`${name} has no effect. ${instead}`);
      }
    },
  };
  return classes[name];
}

module.exports = {
  NOT_NEEDED,
  WITHOUT_EFFECT,
  HotModuleReplacementPlugin: pluginCalled("HotModuleReplacementPlugin"),
  NoEmitOnErrorsPlugin: pluginCalled("NoEmitOnErrorsPlugin"),
  DllPlugin: pluginCalled("DllPlugin"),
  DllReferencePlugin: pluginCalled("DllReferencePlugin"),
  MinChunkSizePlugin: pluginCalled("MinChunkSizePlugin"),
  MergeDuplicateChunksPlugin: pluginCalled("MergeDuplicateChunksPlugin"),
  ModuleConcatenationPlugin: pluginCalled("ModuleConcatenationPlugin"),
  SideEffectsFlagPlugin: pluginCalled("SideEffectsFlagPlugin"),
  SwcJsMinimizerRspackPlugin: pluginCalled("SwcJsMinimizerRspackPlugin"),
  LightningCssMinimizerRspackPlugin: pluginCalled("LightningCssMinimizerRspackPlugin"),
};

"use strict";
// Plugins of `resolve.plugins`. The resolver is native and calls none; what the well-known ones do is said here.

/** @typedef {import("../compiler.js").Compiler} Compiler */

/** Class name → what is lost without it; nothing where the native resolver does the same. */
const KNOWN = new Map([
  ["TsconfigPathsPlugin", ""],
  ["TsConfigPathsPlugin", ""],
  ["DirectoryNamedWebpackPlugin", "Name the files, or use `resolve.alias`."],
  ["ModuleScopePlugin", "Imports from outside of its folder are not refused."],
  ["PnpWebpackPlugin", "Plug'n'Play of Yarn is not read: install with `nodeLinker: node-modules`."],
]);

/**
 * Takes the plugins out of `resolve` and names those whose work is lost in warnings.
 *
 * @param {Compiler} compiler
 */
function withoutResolverPlugins(compiler) {
  const { resolve } = compiler.options;
  if (!Array.isArray(resolve?.plugins)) return;
  const { plugins, ...rest } = resolve;
  compiler.options.resolve = rest;
  for (const [at, plugin] of plugins.entries()) {
    if (!plugin || plugin === "...") continue;
    // That of Yarn has no class.
    const name = plugin.constructor === Object ? "a plugin" : plugin.constructor.name;
    const lost = KNOWN.get(name) ?? "Say the same by `resolve.alias`.";
    if (lost !== "") compiler.warn(`resolve.plugins[${at}]: ${name} has no effect. ${lost}`);
  }
}

module.exports = { withoutResolverPlugins };

"use strict";
// `experiments.VirtualModulesPlugin`: modules that a configuration or a plugin makes up. Requests find them as if they were
// files. That of rspack hands its files to the compiler; webpack-virtual-modules writes into its `inputFileSystem`.
const path = require("node:path");

/** @typedef {import("../compiler.js").Compiler} Compiler */

class VirtualModulesPlugin {
  /** @param {Record<string, string>} [modules] contents by path, absolute or from the compiler's context */
  constructor(modules = {}) {
    this.modules = modules;
    /** @type {Compiler | undefined} */
    this.compiler = undefined;
  }

  /** @param {Compiler} compiler */
  apply(compiler) {
    this.compiler = compiler;
    for (const [file, contents] of Object.entries(this.modules)) this.writeModule(file, contents);
  }

  /**
   * @param {string} file
   * @param {string} contents
   */
  writeModule(file, contents) {
    if (!this.compiler) throw new Error("VirtualModulesPlugin writes modules of a compiler: it has to be among its plugins.");
    this.compiler.files.write(path.resolve(this.compiler.context, file), contents);
  }
}

/**
 * Files that rspack's plugin has noted for a compiler.
 * @param {Compiler} compiler
 */
function takeVirtualFiles(compiler) {
  for (const plugin of compiler.options.plugins) {
    const files = plugin?.constructor?.__internal__take_virtual_files?.(compiler) ?? [];
    for (const { path: file, content } of files) compiler.files.write(file, content);
  }
}

module.exports = { VirtualModulesPlugin, takeVirtualFiles };

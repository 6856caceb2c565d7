"use strict";

/** One build of a compiler. */
class Compilation {
  /**
   * @param {import("./compiler.js").Compiler} compiler
   * @param {number} startTime
   */
  constructor(compiler, startTime) {
    this.compiler = compiler;
    this.name = compiler.name;
    this.options = compiler.options;
    this.startTime = startTime;
    /** @type {number | undefined} */
    this.endTime = undefined;
    /** The build on the Rust side, once it is there. */
    this.native = /** @type {any} */ (undefined);
    /** What loaders have emitted, by name. @type {Map<string, Buffer>} */
    this.filesOfLoaders = new Map();
    /** @type {Error[]} of plugins */
    this.errors = [];
    /** @type {Error[]} of plugins */
    this.warnings = [];
  }
}

module.exports = { Compilation };

"use strict";
// `ProgressPlugin`: tells a function how far a build is. The native part of it is one step, so there are no counts of modules.

/** @typedef {import("../compiler.js").Compiler} Compiler */
/** @typedef {(percentage: number, message: string, ...details: string[]) => void} Handler */

class ProgressPlugin {
  /** @param {Handler | {handler?: Handler}} [options] without a function nothing is told: the program has its own line */
  constructor(options = {}) {
    this.handler = typeof options === "function" ? options : options.handler;
  }

  /** @param {Compiler} compiler */
  apply(compiler) {
    const { handler } = this;
    if (!handler) return;
    const name = "ProgressPlugin";
    const { hooks } = compiler;
    // Percentages and words are webpack's.
    hooks.thisCompilation.tap(name, (/** @type {any} */ compilation) => {
      handler(0, "compiling");
      compilation.hooks.seal.tap(name, () => handler(0.7, "sealing"));
    });
    hooks.make.tap(name, () => handler(0.1, "building"));
    hooks.finishMake.tap(name, () => handler(0.65, "building"));
    hooks.emit.tap(name, () => handler(0.95, "emitting"));
    hooks.done.tap(name, () => handler(1, ""));
  }
}

module.exports = { ProgressPlugin };

"use strict";
// Answers what a build asks of JavaScript: hooks that are tapped, and loaders.
const binding = require("./binding.js");
const { whoThrew } = require("./hooks.js");

/** @typedef {(args: any) => unknown} Answerer its result may be a promise; `bytes` in it go apart from the rest */

class HookBridge {
  /** @param {import("./input_files.js").InputFiles} files that a build is told of */
  constructor(files) {
    this.files = files;
    /** @type {Map<string, Answerer>} */
    this.answerers = new Map();
    const bridge = new binding.Bridge((/** @type {number} */ number, /** @type {string} */ hook, /** @type {string} */ json) => {
      // In a promise, so that nothing that is thrown gets past it.
      Promise.resolve(json)
        .then((text) => this.#answer(hook, JSON.parse(text)))
        .then(
          (answer) => {
            const { bytes, ...data } = Object(answer);
            const value = typeof answer === "object" && answer !== null && !Array.isArray(answer) ? data : (answer ?? null);
            bridge.answer(number, undefined, JSON.stringify(value), bytes && Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength));
          },
          (error) => {
            const who = whoThrew(error);
            bridge.answer(number, who ? `${who}: ${errorText(error)}` : errorText(error), undefined, undefined);
          },
        );
    });
    this.native = bridge;
    files.connect(bridge);
  }

  /**
   * @param {string} hook
   * @param {any} args
   */
  #answer(hook, args) {
    const answerer = this.answerers.get(hook);
    if (!answerer) throw new Error(`Nobody answers ${hook}.`);
    return answerer(args);
  }

  /** To be called when the build is over: it can reach the compiler, and is held from outside of JavaScript. */
  close() {
    this.answerers.clear();
    this.files.disconnect(this.native);
    this.native.close();
  }

  /**
   * @param {string} hook
   * @param {Answerer} answerer
   */
  on(hook, answerer) {
    this.answerers.set(hook, answerer);
  }
}

/** @param {any} error */
function errorText(error) {
  if (error instanceof Error || error?.stack) {
    const { message, stack } = error;
    return stack?.includes(message) ? stack : `${message}\n${stack ?? ""}`;
  }
  return `Something was thrown that is no error: ${String(error)}`;
}

module.exports = { HookBridge, errorText };

"use strict";
// Builds again whenever a file changes that was read.
const fs = require("node:fs");
const path = require("node:path");

class Watching {
  /**
   * @param {import("./compiler.js").Compiler} compiler
   * @param {{aggregateTimeout?: number, ignored?: unknown}} options
   * @param {(error: Error | null, stats?: any) => void} handler
   */
  constructor(compiler, options, handler) {
    this.compiler = compiler;
    this.delay = options.aggregateTimeout ?? 20;
    this.handler = handler;
    /** @type {Map<string, import("node:fs").FSWatcher>} by folder */
    this.watchers = new Map();
    /** @type {Set<string>} */
    this.files = new Set();
    this.isClosed = false;
    this.isChanged = false;
    /** @type {NodeJS.Timeout | undefined} */
    this.timer = undefined;
    compiler.files.changed = (file) => {
      if (this.files.has(file)) this.#schedule();
    };
    process.nextTick(() => this.#build());
  }

  #build() {
    if (this.isClosed) return;
    this.isChanged = false;
    this.startedAt = Date.now();
    this.compiler.run((error, stats) => {
      if (this.isClosed) return;
      if (stats) this.#watch(stats.compilation);
      this.handler(error, stats);
      if (this.isChanged) this.#schedule();
    });
  }

  /** @param {import("./compilation.js").Compilation} compilation */
  #watch(compilation) {
    const files = withChildren(compilation).flatMap((one) => [...one.native.watchFiles(), ...one.fileDependencies]);
    this.files = new Set(files);
    const folders = new Set(files.map((file) => path.dirname(file)));
    for (const folder of compilation.contextDependencies) folders.add(folder);
    for (const [folder, watcher] of this.watchers) {
      if (folders.has(folder)) continue;
      watcher.close();
      this.watchers.delete(folder);
    }
    for (const folder of folders) {
      if (this.watchers.has(folder) || !fs.existsSync(folder)) continue;
      this.watchers.set(folder, fs.watch(folder, (_, name) => this.#changed(folder, name)));
    }
    // A file may have changed while nobody was watching its folder yet.
    for (const file of files) {
      const stat = fs.statSync(file, { throwIfNoEntry: false });
      if (stat && stat.mtimeMs > (this.startedAt ?? 0) && stat.mtimeMs <= Date.now()) this.isChanged = true;
    }
  }

  /**
   * @param {string} folder
   * @param {string | null} name
   */
  #changed(folder, name) {
    const file = name === null ? folder : path.join(folder, name);
    if (name !== null && !this.files.has(file)) return;
    this.compiler.hooks.invalid.call(file, Date.now());
    this.#schedule();
  }

  #schedule() {
    if (this.isClosed) return;
    this.isChanged = true;
    clearTimeout(this.timer);
    this.timer = setTimeout(() => {
      if (!this.compiler.running) this.#build();
    }, this.delay);
  }

  /** Builds again though nothing has changed. */
  invalidate() {
    this.#schedule();
  }

  stop() {
    this.isClosed = true;
    clearTimeout(this.timer);
    for (const watcher of this.watchers.values()) watcher.close();
    this.watchers.clear();
  }

  /** @param {(error: Error | null) => void} [callback] */
  close(callback = () => {}) {
    this.stop();
    this.compiler.hooks.watchClose.call();
    this.compiler.close((error) => callback(error));
  }
}

/**
 * @param {import("./compilation.js").Compilation} compilation
 * @returns {import("./compilation.js").Compilation[]}
 */
function withChildren(compilation) {
  return [compilation, ...compilation.children.flatMap(withChildren)];
}

module.exports = { Watching };

"use strict";
// Builds again whenever a file changes that was read, or one comes that was looked for in vain.
const fs = require("node:fs");
const path = require("node:path");

/**
 * A folder that is watched, and which of its names matter.
 * @typedef {object} Watched
 * @property {import("node:fs").FSWatcher} watcher
 * @property {string} identity a folder that is removed and made again is another one
 *
 * @typedef {object} Names
 * @property {Set<string>} exact
 * @property {Set<string>} stems of files that were looked for in vain, perhaps with extensions to be added
 * @property {boolean} all the folder itself is depended on
 */

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
    /** @type {Map<string, Watched>} by folder */
    this.watchers = new Map();
    /** @type {Map<string, Names>} by folder */
    this.names = new Map();
    /** What the last build without errors has read: it counts until there is another one. @type {string[]} */
    this.good = [];
    /** Virtual files that were written while a build read. @type {Set<string>} */
    this.written = new Set();
    /** Those whose builds come before this one's. @type {Watching[]} */
    this.needed = [];
    /** Those that are built again after this one. @type {Watching[]} */
    this.dependents = [];
    this.isClosed = false;
    this.isBuilding = false;
    this.isReading = false;
    /** Another build is needed. */
    this.isChanged = true;
    /** @type {NodeJS.Timeout | undefined} */
    this.timer = undefined;
    compiler.files.changed = (file) => this.#written(file);
    // What is written before this is part of the build.
    compiler.hooks.make.intercept({ done: () => void (this.isReading = true) });
    process.nextTick(() => this.#build());
  }

  /** Nothing is being built, and nothing is to be built. */
  get isSettled() {
    return !this.isChanged && !this.isBuilding;
  }

  #build() {
    if (this.isClosed || this.isBuilding || this.needed.some((watching) => !watching.isSettled)) return;
    this.isChanged = false;
    this.isBuilding = true;
    this.written.clear();
    this.startedAt = Date.now();
    this.compiler.run((error, stats) => {
      this.isBuilding = false;
      this.isReading = false;
      if (this.isClosed) return;
      if (stats) this.#watch(stats.compilation);
      this.handler(error, stats);
      if (this.isChanged) this.#schedule();
      else if (!error) this.dependents.forEach((watching) => watching.isChanged && watching.#build());
    });
  }

  /** @param {import("./compilation.js").Compilation} compilation */
  #watch(compilation) {
    const all = withChildren(compilation);
    const read = all.flatMap((one) => [...one.native.watchFiles(), ...one.fileDependencies, ...one.contextDependencies]);
    const isGood = !all.some((one) => one.native.hasErrors || one.errors.length > 0);
    if (isGood) this.good = read;
    this.names = new Map();
    for (const file of new Set(isGood ? read : [...read, ...this.good])) this.#add(path.normalize(file));
    for (const [folder, { identity }] of this.watchers) {
      if (!this.names.has(folder) || identityOf(folder) !== identity) this.#forget(folder);
    }
    for (const folder of this.names.keys()) {
      if (!this.watchers.has(folder)) this.#watchFolder(folder);
    }
    if ([...this.written].some((file) => this.#matters(path.dirname(file), path.basename(file)))) this.isChanged = true;
  }

  /** @param {string} file something that a build has read, or has looked for */
  #add(file) {
    // `data:` addresses are no files.
    if (!path.isAbsolute(file)) return;
    const stat = fs.statSync(file, { throwIfNoEntry: false });
    const folder = path.dirname(file);
    // Output that is written into a folder is no change of it.
    if (stat?.isDirectory() && file !== this.compiler.outputPath) this.#namesOf(file).all = true;
    if (stat) {
      this.#namesOf(folder).exact.add(path.basename(file));
      // A request for the folder leads to a file beside it once there is one, and the folder itself may be replaced.
      if (path.parse(file).name === "index" && !file.includes("node_modules")) this.#namesOf(path.dirname(folder)).stems.add(path.basename(folder));
      // A file may have changed while nobody was watching its folder yet. A clock that is wrong must not make this build for ever.
      if (stat.isFile() && stat.mtimeMs > (this.startedAt ?? 0) && stat.mtimeMs <= Date.now()) this.isChanged = true;
    } else if (fs.existsSync(folder) || folder === file) {
      this.#namesOf(folder).stems.add(path.basename(file));
    } else {
      const missing = missingFolder(folder);
      this.#namesOf(path.dirname(missing)).exact.add(path.basename(missing));
      // It may be a virtual one.
      this.#namesOf(folder).stems.add(path.basename(file));
    }
  }

  /**
   * @param {string} folder
   * @returns {Names}
   */
  #namesOf(folder) {
    let names = this.names.get(folder);
    if (!names) {
      names = { exact: new Set(), stems: new Set(), all: false };
      this.names.set(folder, names);
    }
    return names;
  }

  /** @param {string} folder */
  #watchFolder(folder) {
    const identity = identityOf(folder);
    // One that is not there is found by what is watched above it.
    if (identity === undefined) return;
    try {
      const watcher = fs.watch(folder, (_, name) => this.#changed(folder, name));
      this.watchers.set(folder, { watcher, identity });
      watcher.on("error", () => {
        // As when it is removed on Windows.
        this.#forget(folder);
        this.#schedule();
      });
    } catch (error) {
      const { code, message } = /** @type {NodeJS.ErrnoException} */ (error);
      if (code !== "ENOENT") this.compiler.getInfrastructureLogger("fedpack").warn(`Changes in ${folder} are not seen: ${message}`);
    }
  }

  /** @param {string} folder */
  #forget(folder) {
    this.watchers.get(folder)?.watcher.close();
    this.watchers.delete(folder);
  }

  /**
   * @param {string} folder
   * @param {string} name
   */
  #matters(folder, name) {
    const names = this.names.get(folder);
    if (!names) return false;
    if (names.all || names.exact.has(name) || names.stems.has(name)) return true;
    return [...names.stems].some((stem) => name.startsWith(`${stem}.`));
  }

  /**
   * @param {string} folder
   * @param {string | null} name
   */
  #changed(folder, name) {
    if (name !== null && !this.#matters(folder, name)) return;
    this.compiler.hooks.invalid.call(name === null ? folder : path.join(folder, name), Date.now());
    this.#schedule();
  }

  /** @param {string} file a virtual one that has other contents now */
  #written(file) {
    if (this.isReading) this.written.add(file);
    else if (!this.isBuilding) this.#changed(path.dirname(file), path.basename(file));
  }

  #schedule() {
    if (this.isClosed) return;
    this.#mark();
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.#build(), this.delay);
  }

  /** This needs another build, and so do those that depend on it. */
  #mark() {
    this.isChanged = true;
    for (const watching of this.dependents) watching.#mark();
  }

  /** Builds again though nothing has changed. */
  invalidate() {
    this.#schedule();
  }

  stop() {
    this.isClosed = true;
    clearTimeout(this.timer);
    for (const folder of [...this.watchers.keys()]) this.#forget(folder);
  }

  /** @param {(error: Error | null) => void} [callback] */
  close(callback = () => {}) {
    this.stop();
    this.compiler.hooks.watchClose.call();
    this.compiler.close((error) => callback(error));
  }
}

/**
 * `undefined`: there is no such folder.
 * @param {string} folder
 */
function identityOf(folder) {
  const stat = fs.statSync(folder, { throwIfNoEntry: false });
  // Numbers of what was removed are given out again.
  return stat && `${stat.dev} ${stat.ino} ${stat.birthtimeMs}`;
}

/**
 * The first folder of a path that is not there.
 * @param {string} folder that is not there
 * @returns {string}
 */
function missingFolder(folder) {
  const parent = path.dirname(folder);
  return parent === folder || fs.existsSync(parent) ? folder : missingFolder(parent);
}

/**
 * @param {import("./compilation.js").Compilation} compilation
 * @returns {import("./compilation.js").Compilation[]}
 */
function withChildren(compilation) {
  return [compilation, ...compilation.children.flatMap(withChildren)];
}

module.exports = { Watching };

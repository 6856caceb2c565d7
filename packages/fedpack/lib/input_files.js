"use strict";
// What a build reads: the disk, and files that plugins write for the build only. The Rust side has these, too.
const fs = require("node:fs");
const path = require("node:path");

class InputFiles {
  constructor() {
    /** By absolute path. @type {Map<string, Buffer>} */
    this.virtual = new Map();
    /** Those of builds that run. @type {Set<{writeVirtualFile(path: string, contents: Buffer): void}>} */
    this.bridges = new Set();
    /** Told of a file whose contents have become others. @type {(file: string) => void} */
    this.changed = () => {};
    /** @type {any} */
    this.given = undefined;
  }

  /** `compiler.inputFileSystem`, made when a plugin asks for it. */
  get fileSystem() {
    this.given ??= this.#cached();
    return this.given;
  }

  set fileSystem(given) {
    this.given = given;
  }

  /**
   * The file system that webpack has. webpack-virtual-modules writes into its caches, and notes every file in `_virtualFiles`.
   * @returns {any}
   */
  #cached() {
    const CachedInputFileSystem = require("enhanced-resolve/lib/CachedInputFileSystem");
    const files = new CachedInputFileSystem(fs, 60000);
    return Object.assign(files, {
      _virtualFiles: new Proxy(/** @type {Record<string, {contents: string | Buffer}>} */ ({}), {
        set: (target, file, value) => {
          target[String(file)] = value;
          this.write(String(file), value.contents);
          return true;
        },
      }),
    });
  }

  /** Something may have changed since the last build. */
  startBuild() {
    this.given?.purge?.();
  }

  /**
   * @param {string} file absolute
   * @param {string | Buffer} [contents]
   */
  write(file, contents = "") {
    const bytes = Buffer.from(contents);
    const name = path.normalize(file);
    const isChange = this.#contents(name)?.equals(bytes) !== true;
    // The resolver follows links of folders.
    for (const place of new Set([name, withoutLinks(name)])) {
      this.virtual.set(place, bytes);
      for (const bridge of this.bridges) bridge.writeVirtualFile(place, bytes);
      if (isChange) this.changed(place);
    }
  }

  /**
   * What a build would read now.
   * @param {string} file
   */
  #contents(file) {
    try {
      return this.virtual.get(file) ?? fs.readFileSync(file);
    } catch {
      return undefined;
    }
  }

  /** @param {string} file */
  has(file) {
    return this.virtual.has(file);
  }

  /**
   * For loaders.
   * @param {string} file
   * @param {(error: Error | null, contents?: Buffer) => void} callback
   */
  read(file, callback) {
    const contents = this.virtual.get(file);
    if (contents) callback(null, contents);
    else fs.readFile(file, callback);
  }

  /** @param {{writeVirtualFile(path: string, contents: Buffer): void}} bridge of a build */
  connect(bridge) {
    for (const [file, contents] of this.virtual) bridge.writeVirtualFile(file, contents);
    this.bridges.add(bridge);
  }

  /** @param {{writeVirtualFile(path: string, contents: Buffer): void}} bridge */
  disconnect(bridge) {
    this.bridges.delete(bridge);
  }
}

/**
 * The path with the links followed of those folders that are there.
 * @param {string} file
 * @returns {string}
 */
function withoutLinks(file) {
  try {
    return fs.realpathSync(file);
  } catch {
    const folder = path.dirname(file);
    return folder === file ? file : path.join(withoutLinks(folder), path.basename(file));
  }
}

module.exports = { InputFiles };

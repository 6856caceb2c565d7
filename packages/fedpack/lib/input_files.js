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
    /** @type {typeof fs | undefined} */
    this.overlay = undefined;
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

  /** `this.fs` of loaders: Node's, with the files that are nowhere on the disk. */
  get forLoaders() {
    if (this.virtual.size === 0) return fs;
    this.overlay ??= overlay(this.virtual);
    return this.overlay;
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
 * Node's file system, with files in front of it.
 * @param {Map<string, Buffer>} files by absolute path
 * @returns {typeof fs}
 */
function overlay(files) {
  const contentsOf = (/** @type {unknown} */ file) => (typeof file === "string" ? files.get(path.normalize(file)) : undefined);
  const text = (/** @type {Buffer} */ bytes, /** @type {any} */ options) => {
    const encoding = typeof options === "string" ? options : options?.encoding;
    return encoding ? bytes.toString(encoding) : Buffer.from(bytes);
  };
  const stats = (/** @type {Buffer} */ bytes) => ({
    size: bytes.length,
    isFile: () => true,
    isDirectory: () => false,
    isSymbolicLink: () => false,
  });
  /** @type {Record<string, Function>} */
  const own = { existsSync: (/** @type {any} */ file) => contentsOf(file) !== undefined || fs.existsSync(file) };
  for (const [name, answer] of /** @type {[string, (bytes: Buffer, options?: any) => any][]} */ ([["readFile", text], ["stat", stats], ["lstat", stats]])) {
    const disk = /** @type {any} */ (fs);
    own[`${name}Sync`] = (/** @type {any} */ file, /** @type {any} */ options) => {
      const bytes = contentsOf(file);
      return bytes ? answer(bytes, options) : disk[`${name}Sync`](file, options);
    };
    own[name] = (/** @type {any[]} */ file, /** @type {any[]} */ ...rest) => {
      const bytes = contentsOf(file);
      if (bytes) process.nextTick(rest[rest.length - 1], null, answer(bytes, rest.length > 1 ? rest[0] : undefined));
      else disk[name](file, ...rest);
    };
  }
  return Object.assign(Object.create(fs), own);
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

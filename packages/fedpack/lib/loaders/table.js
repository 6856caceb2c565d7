"use strict";
// The loaders of one compiler: where they are, and the options that requests name by `??ident`.
const fs = require("node:fs");
const path = require("node:path");
const { nativeLoader } = require("./native.js");

class LoaderTable {
  /**
   * @param {string} context
   * @param {Record<string, any>} [resolveLoader]
   */
  constructor(context, resolveLoader = {}) {
    this.context = context;
    this.resolveLoader = resolveLoader;
    /** @type {Map<string, unknown>} */
    this.options = new Map();
    /** Idents of loaders that are run although they could be native. @type {Set<string>} */
    this.runs = new Set();
    /** `type` of package.json, by folder. @type {Map<string, string | undefined>} */
    this.types = new Map();
    /** @type {((context: object, directory: string, request: string) => string | false) | undefined} */
    this.resolver = undefined;
  }

  /** Made when the first loader is looked for: the resolver takes longer to load than the rest of the package. */
  get resolveSync() {
    this.resolver ??= require("enhanced-resolve").create.sync({
      conditionNames: ["loader", "require", "node"],
      exportsFields: ["exports"],
      mainFields: ["loader", "main"],
      extensions: [".js", ".cjs", ".mjs"],
      mainFiles: ["index"],
      ...this.resolveLoader,
    });
    return this.resolver;
  }

  /**
   * @param {string} loader name or path, without query
   * @param {string} directory
   */
  resolve(loader, directory) {
    const found = this.find(loader, directory);
    if (found === undefined) throw new Error(`The loader "${loader}" was not found from ${directory}.`);
    return found;
  }

  /**
   * @param {string} loader name or path, without query
   * @param {string} directory
   * @returns {string | undefined} `undefined` if it is not there
   */
  find(loader, directory) {
    try {
      // The resolver marks characters that would begin a query or a fragment.
      return (this.resolveSync({}, directory, loader) || undefined)?.replace(/\0(.)/g, "$1");
    } catch {
      return undefined;
    }
  }

  /**
   * A loader of a rule as a request. Options that are no text are kept here, under the ident.
   * @param {string} file
   * @param {any} options
   * @param {string} ident
   */
  request(file, options, ident) {
    if (options === undefined || options === null) return file;
    // What an alias of `resolveLoader` says gives way to the rule's own options.
    file = file.split("?", 1)[0];
    if (typeof options === "string") return `${file}?${options}`;
    const name = options.ident ?? ident;
    this.options.set(name, options);
    return `${file}??${name}`;
  }

  /**
   * The same for a loader that is to be run wherever the request stands.
   * @param {string} file
   * @param {any} options
   * @param {string} ident
   */
  requestToRun(file, options, ident) {
    const given = typeof options === "string" ? this.optionsOf(`?${options}`) ?? {} : { ...options };
    const name = given.ident ?? ident;
    this.runs.add(name);
    return this.request(file, given, name);
  }

  /**
   * A request → what loader-runner takes.
   * @param {string} request
   * @returns {{loader: string, type?: string, options?: unknown, ident?: string}}
   */
  loader(request) {
    const at = request.indexOf("?");
    const [file, query] = at < 0 ? [request] : [request.slice(0, at), request.slice(at + 1)];
    const found = { loader: file, type: this.typeOf(file) };
    if (query === undefined) return found;
    if (!query.startsWith("?")) return { ...found, options: query };
    const ident = query.slice(1);
    if (!this.options.has(ident)) throw new Error(`A request names options "${ident}", which no rule has.`);
    return { ...found, options: this.options.get(ident), ident };
  }

  /**
   * What Node takes a loader for: by its extension, else what the nearest package.json says.
   * @param {string} file
   * @returns {string | undefined} `module`, `commonjs`
   */
  typeOf(file) {
    if (file.endsWith(".mjs")) return "module";
    if (file.endsWith(".cjs")) return "commonjs";
    return this.typeIn(path.dirname(file));
  }

  /**
   * @param {string} folder
   * @returns {string | undefined}
   */
  typeIn(folder) {
    if (this.types.has(folder)) return this.types.get(folder);
    const manifest = path.join(folder, "package.json");
    const above = path.dirname(folder);
    let type;
    if (fs.existsSync(manifest)) type = JSON.parse(fs.readFileSync(manifest, "utf8")).type;
    else if (above !== folder) type = this.typeIn(above);
    this.types.set(folder, type);
    return type;
  }

  /**
   * The loaders of a request, for the Rust side.
   * @param {string[]} loaders as written
   * @param {string} directory
   */
  inline(loaders, directory) {
    return loaders.map((written) => {
      const at = written.indexOf("?");
      const [name, query] = at < 0 ? [written, ""] : [written.slice(0, at), written.slice(at)];
      const options = this.optionsOf(query);
      const native = this.runs.has(query.slice(2)) ? undefined : nativeLoader(name, options, this.context);
      if (native) return { native: native.loader, options: native.options, request: native.file + query };
      return { request: this.resolve(name, directory) + query };
    });
  }

  /** @param {string} query with its question mark */
  optionsOf(query) {
    if (query.startsWith("??")) return this.options.get(query.slice(2));
    if (query.startsWith("?{")) {
      try {
        return JSON.parse(query.slice(1));
      } catch {
        return undefined;
      }
    }
    return query === "" ? undefined : Object.fromEntries(new URLSearchParams(query.slice(1)));
  }
}

/**
 * Whether a worker can be given these options: functions stay where they are, and so does what contains itself.
 * @param {unknown} value
 * @param {object[]} [parents]
 * @returns {boolean}
 */
function isPlain(value, parents = []) {
  if (typeof value === "function" || typeof value === "symbol") return false;
  if (typeof value !== "object" || value === null) return true;
  if (Object.prototype.toString.call(value) === "[object RegExp]") return true;
  const prototype = Object.getPrototypeOf(value);
  const isPlainObject = Array.isArray(value) || prototype === null || Object.getPrototypeOf(prototype) === null;
  if (!isPlainObject || parents.includes(value)) return false;
  return Object.values(value).every((item) => isPlain(item, [...parents, value]));
}

module.exports = { LoaderTable, isPlain };

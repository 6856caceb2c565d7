"use strict";
// Runs the loaders of one file with loader-runner. The same on Node's main thread and in a worker; what differs is the
// `host`: who answers questions about the build.
const fs = require("node:fs");
const path = require("node:path");
const querystring = require("node:querystring");
const { matches } = require("../conditions.js");
const { runLoaders } = require("loader-runner");
const { isNativeFile } = require("./native.js");

/**
 * @typedef {object} Job
 * @property {string} resource path, query and fragment
 * @property {{loader: string, options?: unknown, ident?: string}[]} loaders
 * @property {boolean} [hasVirtualFiles] there are files that are nowhere on the disk, and so not for workers
 * @property {string | null} layer
 * @property {string} type of the module: `javascript/auto`
 * @property {{text: string, map: string} | null} [extracted] of `extractSourceMap`: what stands for the file, and its source map
 * @property {Settings} settings
 *
 * @typedef {object} Settings what all jobs of a build have in common, as plain data
 * @property {string} context
 * @property {string} mode
 * @property {string} target
 * @property {boolean} sourceMap
 * @property {Record<string, any>} resolve
 * @property {string} outputPath
 * @property {Record<string, unknown>} environment
 * @property {Record<string, unknown>} extra
 * @property {{conditions: object, values: Record<string, unknown>}[]} loaderOptions
 *
 * @typedef {object} Result
 * @property {Uint8Array<ArrayBuffer>} bytes of its own memory, like those of files
 * @property {string | undefined} sourceMap
 * @property {boolean} skipsNatives
 * @property {string[]} dependencies
 * @property {boolean} isVolatile the next build has to run the loaders again, even if none of the files has changed
 * @property {{isError: boolean, text: string}[]} messages
 * @property {{name: string, content: Uint8Array<ArrayBuffer>, info?: object}[]} files
 *
 * @typedef {object} Host
 * @property {(what: "_compiler" | "_compilation" | "fs") => any} own
 * @property {(context: object, module: object) => void} prepare a context before loaders run
 * @property {(request: string, directory: string, options: import("./inner_build.js").ImportOptions) => Promise<{exports: any, dependencies: string[]}>} importModule
 * @property {(file: string, callback: (error: Error | null, content?: Buffer) => void) => void} [readFile] where it is not Node's own
 * @property {(request: string, directory: string) => Promise<{source: string, sourceMap: any, module: object, dependencies: string[]}>} loadModule
 */

const encoder = new TextEncoder();

/**
 * @param {Job} job
 * @param {Host} host
 * @returns {Promise<Result>}
 */
function runJob(job, host) {
  /** @type {Result} */
  const result = { bytes: new Uint8Array(), sourceMap: undefined, skipsNatives: false, dependencies: [], isVolatile: false, messages: [], files: [] };
  return new Promise((resolve, reject) => {
    const context = loaderContext(job, host, result, (error) => reject(withLoader(error, job)));
    runLoaders(
      {
        resource: job.resource,
        loaders: job.loaders,
        context,
        readResource: host.readFile ?? fs.readFile.bind(fs),
        ...(job.extracted ? { processResource: readExtracted(job.extracted) } : isDataUri(job.resource) ? { processResource: readDataUri } : {}),
      },
      (error, ran) => {
        if (error) return reject(withLoader(error, job));
        const [content, map] = ran.result ?? [];
        if (typeof content !== "string" && !Buffer.isBuffer(content)) {
          const last = job.loaders[0]?.loader ?? "the first loader";
          return reject(new Error(`${last} returned ${kindOf(content)}, which is neither a string nor a Buffer.`));
        }
        result.bytes = bytesOf(content);
        // A pitch that answers ends the chain: what is native has not had its turn.
        const natives = job.loaders.flatMap(({ loader }, at) => (isNativeFile(loader) ? [context.loaders[at]] : []));
        result.skipsNatives = natives.length > 0 && !natives.some((native) => native.normalExecuted);
        result.sourceMap = map ? (typeof map === "string" ? map : JSON.stringify(map)) : undefined;
        result.dependencies.push(...ran.fileDependencies, ...ran.contextDependencies, ...ran.missingDependencies);
        // What is emitted belongs to one build, and a folder has no time that speaks for all that is in it.
        result.isVolatile ||= !ran.cacheable || ran.contextDependencies.length > 0 || result.files.length > 0;
        resolve(result);
      },
    );
  });
}

/**
 * Contents get memory of their own, which can be given to another thread: small buffers are cut from a block that many share,
 * and a loader may keep what it has returned.
 * @param {string | Buffer} content
 * @returns {Uint8Array<ArrayBuffer>}
 */
function bytesOf(content) {
  return typeof content === "string" ? encoder.encode(content) : new Uint8Array(content);
}

/**
 * The first loader gets the map that the file names, and the file as one to watch.
 * @param {{text: string, map: string}} extracted
 */
function readExtracted({ text, map }) {
  return (/** @type {any} */ context, /** @type {string} */ file, /** @type {(error: Error | null, content?: Buffer, map?: object) => void} */ callback) => {
    context.addDependency(file);
    callback(null, Buffer.from(text), JSON.parse(map));
  };
}

/** @param {string} resource */
function isDataUri(resource) {
  return /^data:/i.test(resource);
}

/**
 * The contents of a `data:` request stand in it.
 * @param {{ resource: string }} context of loaders; the path that is passed beside it has no query
 * @param {string} _
 * @param {(error: Error | null, content?: Buffer) => void} callback
 */
function readDataUri({ resource }, _, callback) {
  const comma = resource.indexOf(",");
  const isBase64 = resource.slice(0, comma).endsWith(";base64");
  const bytes = percentDecoded(resource.slice(comma + 1));
  callback(null, isBase64 ? Buffer.from(bytes.toString("latin1"), "base64") : bytes);
}

/**
 * Bytes, which need not be UTF-8; a percent sign that stands for none stays.
 * @param {string} text
 */
function percentDecoded(text) {
  const parts = text.split(/(%[0-9a-f]{2})/i);
  return Buffer.concat(parts.map((part, at) => (at % 2 ? Buffer.from(part.slice(1), "hex") : Buffer.from(part))));
}

/** @param {unknown} value */
function kindOf(value) {
  return value === null ? "null" : value === undefined ? "nothing" : `a value of type ${typeof value}`;
}

/**
 * An error of a loader may be anything, and rarely says whose it is.
 * @param {any} error
 * @param {Job} job
 */
function withLoader(error, job) {
  if (error?.needsMainThread) return error;
  const chain = job.loaders.map(({ loader }) => path.relative(job.settings.context, loader)).join(" ← ");
  const text = error instanceof Error || error?.message ? (error.stack ?? error.message) : String(error);
  const message = String(error?.message ?? "");
  return new Error(`${text.includes(message) ? text : `${message}\n${text}`}\nLoaders: ${chain}`);
}

/**
 * @param {Job} job
 * @param {Host} host
 * @param {Result} result
 * @param {(error: unknown) => void} fail for what is thrown where no caller is left to catch it
 */
function loaderContext(job, host, result, fail) {
  const { settings } = job;
  /** @type {any} */
  const context = {
    version: 2,
    webpack: true,
    mode: settings.mode,
    target: settings.target,
    ...settings.extra,
    sourceMap: settings.sourceMap,
    rootContext: settings.context,
    hot: false,
    environment: settings.environment,
    _moduleLayer: job.layer,
    _module: moduleOf(job),
    emitWarning: (/** @type {unknown} */ warning) => message(false, warning),
    emitError: (/** @type {unknown} */ error) => message(true, error),
    // Of webpack's persistent cache; here, one more file to watch.
    addBuildDependency: (/** @type {string} */ file) => result.dependencies.push(file),
    emitFile(/** @type {string} */ name, /** @type {string | Buffer} */ content, /** @type {any} */ map, /** @type {any} */ info) {
      if (typeof content !== "string" && !(content instanceof Uint8Array)) {
        throw new TypeError(`emitFile("${name}") was given ${kindOf(content)}, which is neither a string nor a Buffer.`);
      }
      result.files.push({ name, content: bytesOf(content), info });
    },
    getLogger: () => quietLogger,
    getOptions() {
      const loader = this.loaders[this.loaderIndex];
      if (typeof loader.options === "object" && loader.options !== null) return loader.options;
      return queryOptions(typeof loader.options === "string" ? loader.options : "");
    },
    resolve(/** @type {string} */ directory, /** @type {string} */ request, /** @type {any} */ callback) {
      resolverOf(settings.resolve)(directory, request, lookedAt(this), callback);
    },
    getResolve(/** @type {any} */ options) {
      const resolver = resolverOf(merged(settings.resolve, options ?? {}));
      return (/** @type {string} */ directory, /** @type {string} */ request, /** @type {any} */ callback) => {
        if (callback) return resolver(directory, request, lookedAt(this), callback);
        return new Promise((resolve, reject) => {
          resolver(directory, request, lookedAt(this), (error, found) => (error ? reject(error) : resolve(found)));
        });
      };
    },
    importModule(/** @type {string} */ request, /** @type {any} */ options, /** @type {any} */ callback) {
      const given = typeof options === "function" ? options : callback;
      // Its files are emitted on the way.
      result.isVolatile = true;
      const asked = host.importModule(request, this.context ?? settings.context, Object(options));
      const promise = asked.then(({ exports, dependencies }) => {
        for (const file of dependencies) this.addDependency(file);
        return exports;
      });
      if (!given) return promise;
      promise.then((exported) => given(null, exported), given).catch(fail);
    },
    loadModule(/** @type {string} */ request, /** @type {(error: any, source?: string, map?: any, module?: object) => void} */ callback) {
      result.isVolatile = true;
      const asked = host.loadModule(request, this.context ?? settings.context);
      asked
        .then(({ source, sourceMap, module, dependencies }) => {
          for (const file of dependencies) this.addDependency(file);
          callback(null, source, sourceMap, module);
        }, callback)
        .catch(fail);
    },
    utils: {
      absolutify: (/** @type {string} */ from, /** @type {string} */ request) =>
        request.startsWith(".") ? path.join(from, request) : request,
      contextify,
      createHash: (/** @type {string} */ kind) => require("node:crypto").createHash(!kind || kind === "xxhash64" ? "md5" : kind),
    },
  };
  for (const what of /** @type {const} */ (["_compiler", "_compilation"])) {
    Object.defineProperty(context, what, { enumerable: true, configurable: true, get: () => host.own(what) });
  }
  if (job.hasVirtualFiles) Object.defineProperty(context, "fs", { enumerable: true, configurable: true, get: () => host.own("fs") });
  else context.fs = fs;
  const file = job.resource.split("?", 1)[0];
  for (const { conditions, values } of settings.loaderOptions) if (matches(conditions, file)) Object.assign(context, values);
  host.prepare(context, context._module);
  return context;

  /**
   * @param {boolean} isError
   * @param {any} problem
   */
  function message(isError, problem) {
    result.messages.push({ isError, text: String(problem?.message ?? problem) });
  }
}

/**
 * What loaders read of their module. What they write there, nobody reads. css-loader makes JavaScript of a style sheet, and
 * here, where its work is native, the module is a style sheet to the end.
 * @param {Job} job
 */
function moduleOf({ resource, layer, type, loaders }) {
  const isMadeOfCss = loaders.some(({ loader }) => isNativeFile(loader) && path.basename(loader) === "css-loader.js");
  const request = [...loaders.map(({ loader }) => loader), resource].join("!");
  return {
    resource,
    userRequest: resource,
    rawRequest: resource,
    request,
    layer,
    type: isMadeOfCss ? "javascript/auto" : type,
    loaders,
    buildInfo: {},
    buildMeta: {},
  };
}

/**
 * Requests relative to a folder, with slashes, part by part: as they stand in source text.
 * @param {string} from
 * @param {string} request
 */
function contextify(from, request) {
  const parts = request.split("!").map((part) => {
    const [file, ...rest] = part.split("?");
    if (!path.isAbsolute(file)) return part;
    const relative = path.relative(from, file).split(path.sep).join("/");
    return [relative.startsWith(".") ? relative : `./${relative}`, ...rest].join("?");
  });
  return parts.join("!");
}

const quietLogger = new Proxy({}, { get: (_, name) => (name === "getChildLogger" ? () => quietLogger : () => undefined) });

/**
 * As webpack reads it: what has no value is an empty text.
 * @param {string} query `a=b&c`, `{"json": true}`
 */
function queryOptions(query) {
  return query.startsWith("{") ? JSON.parse(query) : { ...querystring.parse(query, "&", "=", { maxKeys: 0 }) };
}

/**
 * What a resolver reads, and looks for in vain, are files that the loaders' result depends on.
 * @param {any} context of loaders
 */
function lookedAt(context) {
  return {
    fileDependencies: { add: (/** @type {string} */ file) => context.addDependency(file) },
    missingDependencies: { add: (/** @type {string} */ file) => context.addMissingDependency(file) },
  };
}

/** What resolvers know of the disk. @type {any} */
let diskOfResolvers;

/** To be called when a build begins: files may have come and gone. */
function forgetDisk() {
  diskOfResolvers?.purge();
}

/** @type {Map<string, ReturnType<typeof import("enhanced-resolve").create>>} */
const resolvers = new Map();

/**
 * @param {Record<string, any>} options
 * @returns {(directory: string, request: string, lookedAt: object, callback: (error: Error | null, found?: string | false) => void) => void}
 */
function resolverOf(options) {
  const { dependencyType, byDependency, roots, tsConfig, tsconfig, cache, ...known } = options;
  const key = JSON.stringify(known, (_, value) => (value instanceof RegExp ? String(value) : value));
  let resolve = resolvers.get(key);
  if (!resolve) {
    diskOfResolvers ??= new (require("enhanced-resolve/lib/CachedInputFileSystem"))(fs, 60000);
    resolve = require("enhanced-resolve").create({ fileSystem: diskOfResolvers, conditionNames: ["import", "require", "module", "webpack", "node"], ...known });
    resolvers.set(key, resolve);
  }
  return (directory, request, lookedAt, callback) => /** @type {any} */ (resolve)({}, directory, request, lookedAt, callback);
}

/**
 * `"..."` in a list stands for what was there before.
 * @param {Record<string, any>} base
 * @param {Record<string, any>} more
 */
function merged(base, more) {
  const all = { ...base, ...more };
  for (const [key, value] of Object.entries(more)) {
    if (Array.isArray(value)) {
      all[key] = value.flatMap((item) => (item === "..." ? (base[key] ?? []) : [item]));
    }
  }
  return all;
}

module.exports = { runJob, loaderContext, forgetDisk };

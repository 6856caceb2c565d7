"use strict";
// One build, as plugins see it: assets that can be changed before they are written, and the graphs to read.
const path = require("node:path");
const { AsyncSeriesHook, SyncBailHook, SyncHook, SyncWaterfallHook } = require("tapable");
const { withUnknownHooks } = require("./hooks.js");
const { withDefaults, withoutRoot } = require("./lower/output.js");
const { callForAdditionalAssets } = require("./additional_assets.js");
const { AssetsInfo } = require("./assets_info.js");
const { NoCache } = require("./no_cache.js");

/** Loaded when a plugin reads a graph. */
const graphs = () => require("./graphs.js");

/** Stages of `processAssets`, in webpack's numbers. */
const STAGES = {
  PROCESS_ASSETS_STAGE_ADDITIONAL: -2000,
  PROCESS_ASSETS_STAGE_PRE_PROCESS: -1000,
  PROCESS_ASSETS_STAGE_DERIVED: -200,
  PROCESS_ASSETS_STAGE_ADDITIONS: -100,
  PROCESS_ASSETS_STAGE_NONE: 0,
  PROCESS_ASSETS_STAGE_OPTIMIZE: 100,
  PROCESS_ASSETS_STAGE_OPTIMIZE_COUNT: 200,
  PROCESS_ASSETS_STAGE_OPTIMIZE_COMPATIBILITY: 300,
  PROCESS_ASSETS_STAGE_OPTIMIZE_SIZE: 400,
  PROCESS_ASSETS_STAGE_DEV_TOOLING: 500,
  PROCESS_ASSETS_STAGE_OPTIMIZE_INLINE: 700,
  PROCESS_ASSETS_STAGE_SUMMARIZE: 1000,
  PROCESS_ASSETS_STAGE_OPTIMIZE_HASH: 2500,
  PROCESS_ASSETS_STAGE_OPTIMIZE_TRANSFER: 3000,
  PROCESS_ASSETS_STAGE_ANALYSE: 4000,
  PROCESS_ASSETS_STAGE_REPORT: 5000,
};

class Compilation {
  /**
   * @param {import("./compiler.js").Compiler} compiler
   * @param {number} startTime
   */
  constructor(compiler, startTime) {
    this.compiler = compiler;
    this.name = compiler.name;
    this.options = compiler.options;
    this.outputOptions = withDefaults(compiler.options.output, compiler.outputPath);
    this.startTime = startTime;
    /** @type {number | undefined} */
    this.endTime = undefined;
    /** The build on the Rust side, once it is there. */
    this.native = /** @type {any} */ (undefined);
    /** What loaders have emitted, by name. @type {Map<string, Buffer>} */
    this.filesOfLoaders = new Map();
    /** @type {any[]} of plugins */
    this.errors = [];
    /** @type {any[]} of plugins */
    this.warnings = [];
    this.fileDependencies = new Set();
    this.contextDependencies = new Set();
    this.missingDependencies = new Set();
    this.buildDependencies = new Set();
    /** @type {Compilation[]} */
    this.children = [];
    this.assetsInfo = new AssetsInfo(() => this.#infoOfBuild());
    // Classes of webpack's own register what they make here; nothing here asks for it.
    this.dependencyFactories = new Map();
    this.dependencyTemplates = new Map();
    /** Sources that were read or made, by asset. @type {Map<string, any>} */
    this.known = new Map();
    /** Assets whose contents differ from the native ones; `undefined`: removed. @type {Map<string, any>} */
    this.changed = new Map();
    /** Assets that have another name now, in order. @type {[from: string, to: string][]} */
    this.renamed = [];
    /** @type {Record<string, any> | undefined} */
    this.statsData = undefined;
    /** @type {{data: object, byName: Map<string, Record<string, any>>} | undefined} */
    this.infoOfBuild = undefined;
    const processAssets = new AsyncSeriesHook(["assets"]);
    const processAdditionalAssets = new AsyncSeriesHook(["assets"]);
    callForAdditionalAssets(processAssets, processAdditionalAssets, () => this.settleIntegrity());
    this.hooks = withUnknownHooks(
      {
        processAssets,
        processAdditionalAssets,
        afterProcessAssets: new SyncHook(["assets"]),
        additionalAssets: new AsyncSeriesHook([]),
        optimizeAssets: new AsyncSeriesHook(["assets"]),
        optimizeChunkAssets: new AsyncSeriesHook(["chunks"]),
        buildModule: new SyncHook(["module"]),
        succeedModule: new SyncHook(["module"]),
        finishModules: new AsyncSeriesHook(["modules"]),
        seal: new SyncHook([]),
        optimize: new SyncHook([]),
        optimizeModules: new SyncBailHook(["modules"]),
        afterOptimizeModules: new SyncHook(["modules"]),
        optimizeChunks: new SyncBailHook(["chunks", "chunkGroups"]),
        afterOptimizeChunks: new SyncHook(["chunks", "chunkGroups"]),
        afterChunks: new SyncHook(["chunks"]),
        afterHash: new SyncHook([]),
        afterSeal: new AsyncSeriesHook([]),
        needAdditionalPass: new SyncBailHook([]),
        chunkAsset: new SyncHook(["chunk", "filename"]),
        assetPath: new SyncWaterfallHook(["path", "options", "assetInfo"]),
        statsPrinter: new SyncHook(["printer", "options"]),
        statsFactory: new SyncHook(["factory", "options"]),
        processErrors: new SyncWaterfallHook(["errors"]),
        processWarnings: new SyncWaterfallHook(["warnings"]),
        log: new SyncBailHook(["origin", "logEntry"]),
        childCompiler: new SyncHook(["childCompiler", "compilerName", "compilerIndex"]),
      },
      "compilation.hooks",
      (message) => compiler.warn(message),
    );
    /** Entries that plugins have added. @type {Map<string, string[]>} */
    this.includes = new Map();
    this.assets = this.#assetsObject();
  }

  get outputPath() {
    return this.compiler.outputPath;
  }

  get context() {
    return this.compiler.context;
  }

  get hash() {
    return this.data.hash;
  }

  get fullHash() {
    return this.data.hash;
  }

  /** Statistics, which the graphs are made from. */
  get data() {
    if (this.native === undefined) throw new Error("This can be read once the modules are built (hooks from finishModules on).");
    this.statsData ??= /** @type {Record<string, any>} */ (JSON.parse(this.native.stats()));
    return this.statsData;
  }

  get modules() {
    return graphs().modulesOf(this);
  }

  get chunks() {
    return graphs().chunksOf(this);
  }

  get entrypoints() {
    return graphs().entrypointsOf(this);
  }

  get chunkGroups() {
    return [...this.entrypoints.values()];
  }

  get namedChunks() {
    return new Map([...this.chunks].filter((chunk) => chunk.name).map((chunk) => [chunk.name, chunk]));
  }

  get moduleGraph() {
    return new (graphs().ModuleGraphView)(this);
  }

  get chunkGraph() {
    return new (graphs().ChunkGraphView)(this);
  }

  /** Names of assets, native and changed. */
  #names() {
    const names = new Set(this.native === undefined ? [] : this.native.assetNames());
    for (const [name, source] of this.changed) {
      if (source === undefined) names.delete(name);
      else names.add(name);
    }
    return [...names];
  }

  /**
   * @param {string} name
   * @returns {any} a source of webpack-sources
   */
  #source(name) {
    if (this.changed.has(name)) return this.changed.get(name);
    if (!this.known.has(name)) {
      const bytes = this.native?.asset(name);
      if (!bytes) return undefined;
      const { RawSource } = require("webpack-sources");
      this.known.set(name, new RawSource(isText(name) ? bytes.toString("utf8") : bytes));
    }
    return this.known.get(name);
  }

  /**
   * A child compiler may call its file by the absolute path of what it compiles, or by what no file can be called: `*`.
   * @param {string} name
   */
  #own(name) {
    return this.compiler.parent ? withoutRoot(name).replace(/[*:"<>|]/g, "_") : name;
  }

  /** `compilation.assets`: name → source. Contents cross from Rust when they are read. */
  #assetsObject() {
    return new Proxy(/** @type {Record<string, any>} */ ({}), {
      get: (_, name) => (typeof name === "string" ? this.#source(this.#own(name)) : undefined),
      has: (_, name) => typeof name === "string" && this.#names().includes(name),
      ownKeys: () => this.#names(),
      getOwnPropertyDescriptor: (_, name) => {
        const value = typeof name === "string" ? this.#source(name) : undefined;
        return value && { value, enumerable: true, configurable: true, writable: true };
      },
      set: (_, name, source) => {
        this.changed.set(String(name), checkedSource(String(name), source));
        return true;
      },
      deleteProperty: (_, name) => {
        this.changed.set(String(name), undefined);
        return true;
      },
    });
  }

  /**
   * @param {string} name
   * @param {any} source
   * @param {Record<string, any>} [info]
   */
  emitAsset(name, source, info = {}) {
    const known = this.#source(name);
    checkedSource(name, source);
    if (known && !known.buffer().equals(Buffer.from(source.buffer?.() ?? source.source()))) {
      this.errors.push(new Error(`Two assets with different contents have the name ${name}.`));
      return;
    }
    this.changed.set(name, source);
    // Of a new asset, the build (whose statistics would have to be read) knows nothing.
    this.assetsInfo.set(name, { ...(known ? this.#info(name) : this.assetsInfo.given(name)), ...info });
  }

  /**
   * @param {string} name
   * @param {any} newSourceOrFunction
   * @param {Record<string, any> | ((info: Record<string, any>) => Record<string, any>)} [infoOrFunction]
   */
  updateAsset(name, newSourceOrFunction, infoOrFunction) {
    const known = this.#source(name);
    if (!known) throw new Error(`updateAsset: there is no asset ${name}.`);
    const source = typeof newSourceOrFunction === "function" ? newSourceOrFunction(known) : newSourceOrFunction;
    this.changed.set(name, checkedSource(name, source));
    // A function says all of it.
    if (typeof infoOrFunction === "function") this.assetsInfo.set(name, infoOrFunction(this.#info(name)) ?? {});
    else if (infoOrFunction) this.assetsInfo.set(name, { ...this.#info(name), ...infoOrFunction });
  }

  /**
   * @param {string} from
   * @param {string} to
   */
  renameAsset(from, to) {
    const source = this.#source(from);
    if (!source) throw new Error(`renameAsset: there is no asset ${from}.`);
    const info = this.#info(from);
    this.assetsInfo.forget(from);
    this.renamed.push([from, to]);
    this.changed.set(from, undefined);
    this.changed.set(to, source);
    this.assetsInfo.set(to, info);
    // The build hears of it when all taps have run.
    for (const { files, auxiliaryFiles } of this.chunks) {
      for (const names of [files, auxiliaryFiles]) if (names.delete(from)) names.add(to);
    }
  }

  /** What a file of the statistics is called now. @param {string} name */
  newName(name) {
    return this.renamed.reduce((current, [from, to]) => (current === from ? to : current), name);
  }

  /**
   * An asset goes with those that are only about it: its source map, its compressed copies.
   * @param {string} given
   */
  deleteAsset(given) {
    const name = this.#own(given);
    const related = this.#source(name) ? relatedTo(this.#info(name)) : [];
    this.changed.set(name, undefined);
    this.assetsInfo.forget(name);
    if (related.length === 0) return;
    const needed = new Set(this.#names().flatMap((other) => relatedTo(this.#info(other))));
    for (const other of related) if (!needed.has(other) && this.#source(other)) this.deleteAsset(other);
  }

  /** @param {string} given */
  getAsset(given) {
    const name = this.#own(given);
    const source = this.#source(name);
    return source && { name, source, info: this.#info(name) };
  }

  getAssets() {
    return this.#names().map((name) => ({ name, source: this.#source(name), info: this.#info(name) }));
  }

  /** @param {string} name */
  #info(name) {
    return this.assetsInfo.get(name) ?? {};
  }

  /** @returns {Map<string, Record<string, any>>} */
  #infoOfBuild() {
    if (this.native === undefined) return new Map();
    const { data } = this;
    if (this.infoOfBuild?.data !== data) {
      const rows = (data.assets ?? []).map((/** @type {any} */ row) => [row.name, row.info ?? {}]);
      this.infoOfBuild = { data, byName: new Map(rows) };
    }
    return this.infoOfBuild.byName;
  }

  /**
   * Adds a module to the build, as one more import of an entry.
   * @param {string} context
   * @param {{request: string}} dependency of `EntryPlugin.createDependency`
   * @param {string | {name?: string}} options
   * @param {(error: Error | null, module?: any) => void} callback
   */
  addInclude(context, dependency, options, callback) {
    this.addEntry(context, dependency, options, callback);
  }

  /**
   * @param {string} context
   * @param {{request: string}} dependency
   * @param {string | {name?: string}} options
   * @param {(error: Error | null, module?: any) => void} callback
   */
  addEntry(context, dependency, options, callback) {
    if (this.native !== undefined) {
      callback(new Error("Modules can be added in the hook `make` of the compiler, not later."));
      return;
    }
    const name = (typeof options === "string" ? options : options?.name) ?? "main";
    const { request } = dependency;
    const absolute = request.startsWith(".") ? path.resolve(context, request) : request;
    this.includes.set(name, [...(this.includes.get(name) ?? []), absolute]);
    callback(null, undefined);
  }

  /**
   * @param {string | ((data: Record<string, any>) => string)} given
   * @param {Record<string, any>} [data]
   */
  getPath(given, data = {}) {
    const template = typeof given === "function" ? given(data) : given;
    const { filename = "", hash = this.native === undefined ? "" : this.hash, chunk } = data;
    const [, file, query, fragment] = /^([^?#]*)(\?[^#]*)?(#.*)?$/.exec(filename) ?? ["", "", "", ""];
    const { dir, base, name, ext } = path.posix.parse(file);
    const cut = (/** @type {string} */ value) => (/** @type {string} */ _, /** @type {string | undefined} */ length) => value.slice(0, Number(length ?? 20));
    const ofChunk = String(chunk?.renderedHash ?? hash);
    return template
      .replace(/\[(?:full)?hash(?::(\d+))?\]/g, cut(hash))
      .replace(/\[chunkhash(?::(\d+))?\]/g, cut(ofChunk))
      .replace(/\[contenthash(?::(\d+))?\]/g, cut(data.contentHash ?? chunk?.contentHash?.[data.contentHashType] ?? ofChunk))
      .replace(/\[name\]/g, () => chunk?.name ?? name)
      .replace(/\[id\]/g, () => chunk?.id ?? "")
      .replace(/\[path\]/g, () => dir && `${dir}/`)
      .replace(/\[base\]/g, () => base)
      .replace(/\[ext\]/g, () => ext)
      .replace(/\[query\]/g, () => query ?? "")
      .replace(/\[fragment\]/g, () => fragment ?? "")
      .replace(/\[file\]/g, () => file);
  }

  /**
   * @param {string | ((data: Record<string, any>) => string)} template
   * @param {Record<string, any>} [data]
   */
  getAssetPath(template, data) {
    return this.getPath(template, data);
  }

  /**
   * @param {string | ((data: Record<string, any>) => string)} template
   * @param {Record<string, any>} [data]
   */
  getPathWithInfo(template, data) {
    return { path: this.getPath(template, data), info: {} };
  }

  /**
   * @param {string | ((data: Record<string, any>) => string)} template
   * @param {Record<string, any>} [data]
   */
  getAssetPathWithInfo(template, data) {
    return this.getPathWithInfo(template, data);
  }

  getCache() {
    return new NoCache();
  }

  getStats() {
    const { Stats } = require("./stats.js");
    return new Stats(this);
  }

  /** @param {string} name */
  getLogger(name) {
    return this.compiler.getInfrastructureLogger(name);
  }

  /**
   * @param {string} name
   * @param {Record<string, any>} [outputOptions]
   * @param {any[]} [plugins]
   */
  createChildCompiler(name, outputOptions, plugins) {
    return this.compiler.createChildCompiler(this, name, outputOptions, plugins);
  }

  /** Plugins look at what has gone wrong before there are statistics. */
  showErrorsOfBuild() {
    if (!this.native.hasErrors) return;
    for (const row of JSON.parse(this.native.stats()).errors) this.errors.push(Object.assign(new Error(row.message), { row, isOfBuild: true }));
  }

  /**
   * An error of a module that a loader has asked for; several may have asked.
   * @param {any} row of statistics
   */
  addErrorOfModule(row) {
    if (this.errors.some((error) => error?.row?.message === row.message)) return;
    this.errors.push(Object.assign(new Error(row.message), { row }));
  }

  /**
   * @param {string} name
   * @param {Buffer} bytes
   * @param {Record<string, any>} [info] what the loader says of it
   */
  addFileOfLoaders(name, bytes, info = {}) {
    const known = this.filesOfLoaders.get(name);
    if (Object.keys(info).length > 0) this.assetsInfo.set(name, { ...this.assetsInfo.get(name), ...info });
    if (known === undefined) this.filesOfLoaders.set(name, bytes);
    else if (!known.equals(bytes)) this.errors.push(new Error(`Loaders emit files with different contents under one name, ${name}.`));
  }

  /** Runs the hooks that have to do with assets. */
  async processAssets() {
    for (const [name, content] of this.filesOfLoaders) {
      const { RawSource } = require("webpack-sources");
      this.changed.set(name, new RawSource(content));
    }
    const { hooks, assets } = this;
    if (hooks.additionalAssets.isUsed()) await hooks.additionalAssets.promise();
    if (hooks.processAssets.isUsed()) await hooks.processAssets.promise(assets);
    if (hooks.optimizeChunkAssets.isUsed()) await hooks.optimizeChunkAssets.promise(this.chunks);
    if (hooks.optimizeAssets.isUsed()) await hooks.optimizeAssets.promise(assets);
    hooks.afterProcessAssets.call(assets);
  }

  /** Gives what plugins have made of the assets to the Rust side. */
  commit() {
    // What the build knows of a file goes with it.
    for (const [from, to] of this.renamed) this.native.renameAsset(from, to);
    this.renamed = [];
    for (const [name, source] of this.changed) {
      if (source === undefined) this.native.removeAsset(name);
      else this.native.setAsset(name, contentsOf(source));
    }
    if (this.changed.size > 0) this.statsData = undefined;
    for (const [name, source] of this.changed) if (source !== undefined) this.known.set(name, source);
    this.changed.clear();
  }

  /** `output.integrity` is that of the files as they are now. Who reads files from here on reads what is written. */
  settleIntegrity() {
    if (!this.options.output?.integrity) return;
    this.commit();
    this.native.settleIntegrity();
    this.statsData = undefined;
    for (const [name, source] of this.known) {
      if (this.native.asset(name)?.equals(contentsOf(source)) !== true) this.known.delete(name);
    }
  }
}

Object.assign(Compilation, STAGES);

/**
 * Names of assets that are only about another one.
 * @param {Record<string, any>} info
 * @returns {string[]}
 */
function relatedTo(info) {
  return Object.values(info.related ?? {}).flat().filter((name) => typeof name === "string");
}

/** @param {any} source */
function contentsOf(source) {
  const content = typeof source.buffer === "function" ? source.buffer() : source.source();
  return typeof content === "string" ? Buffer.from(content) : Buffer.from(content);
}

/**
 * @param {string} name
 * @param {any} source
 */
function checkedSource(name, source) {
  if (typeof source?.source !== "function") {
    throw new TypeError(`The asset ${name} must be a source (new sources.RawSource(…)), not ${source === null ? "null" : typeof source}.`);
  }
  return source;
}

/** @param {string} name */
function isText(name) {
  return /\.(?:[cm]?js|css|html?|json|map|svg|txt|xml|md|webmanifest)$/.test(name.split("?")[0]);
}

module.exports = { Compilation };

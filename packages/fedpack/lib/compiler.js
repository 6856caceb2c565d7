"use strict";
// One configuration's builds: hooks, the native build, statistics.
const fs = require("node:fs");
const path = require("node:path");
const { AsyncParallelHook, AsyncSeriesHook, SyncBailHook, SyncHook } = require("tapable");
const binding = require("./binding.js");
const { dependenciesOf } = require("./lower/define.js");
const { withoutLayers } = require("./lower/externals.js");
const { withDefaults, withoutRoot } = require("./lower/output.js");
const { lowerOptions, noParts } = require("./lower/options.js");
const { Stats } = require("./stats.js");
const { Compilation } = require("./compilation.js");
const { NoCache } = require("./no_cache.js");
const { OptionsError } = require("./errors.js");
const { HookBridge } = require("./bridge.js");
const { FunctionTable } = require("./lower/functions.js");
const { LoaderTable } = require("./loaders/table.js");
const { InputFiles } = require("./input_files.js");
const { whoThrew, withUnknownHooks } = require("./hooks.js");
const { normalModuleFactory, connectFactory } = require("./module_factory.js");

/** Modules that may wait for loaders at a time: more than there are workers, so that none of these waits for work. */
const WAITING_FOR_LOADERS = 16;
/** The same for a build that a loader asks for: there may be as many of these as modules that wait. */
const WAITING_IN_INNER_BUILDS = 4;

/**
 * @template T
 * @typedef {(error: Error | null, result?: T) => void} Callback
 */

class Compiler {
  /** @param {Record<string, any>} options */
  constructor(options) {
    this.name = options.name;
    this.context = path.resolve(options.context ?? process.cwd());
    this.outputPath = path.resolve(this.context, options.output?.path ?? "dist");
    this.options = withParts(options, this.outputPath);
    /** What is read; child compilers have the same. */
    this.files = new InputFiles();
    /** Plugins of `resolve.plugins` that are to be asked. @type {any[]} */
    this.resolverPlugins = [];
    /** Where files are written; any other than Node's own `fs` gets them through its functions. */
    this.outputFileSystem = /** @type {any} */ (fs);
    this.running = false;
    /** Settled when nothing runs. @type {Promise<void>} */
    this.lastBuild = Promise.resolve();
    this.watchMode = false;
    /** There are other configurations beside this one. */
    this.isOneOfSeveral = false;
    /** What native plugins have said. */
    this.native = noParts();
    /** @type {string[]} */
    this.optionWarnings = [];
    /** Where the options came from, if they came from a file. @type {string | undefined} */
    this.configFile = undefined;
    /** What plugins put into the context of all loaders: plain data. @type {Record<string, unknown>} */
    this.loaderContext = {};
    /** What LoaderOptionsPlugin puts there for some files. @type {{conditions: object, values: Record<string, unknown>}[]} */
    this.loaderOptions = [];
    /** Plugins that are none of ours, with their places. @type {string[]} */
    this.javascriptPlugins = [];
    /** Reasons why there is nothing to build. @type {string[]} */
    this.failures = [];
    /** @type {Compiler | undefined} of a child compiler */
    this.parent = undefined;
    /** @type {Compilation | undefined} of a child compiler */
    this.parentCompilation = undefined;
    /** Of a build that a loader asks for. @type {import("./loaders/inner_build.js").InnerBuild | undefined} */
    this.inner = undefined;
    this.root = /** @type {Compiler} */ (this);
    this.currentCompilation = /** @type {any} */ (undefined);
    this.watching = /** @type {any} */ (undefined);
    this.cache = Object.assign(new NoCache(), { hooks: withUnknownHooks({}, "compiler.cache.hooks", (message) => this.warn(message)) });
    this.hooks = withUnknownHooks({
      environment: new SyncHook([]),
      afterEnvironment: new SyncHook([]),
      entryOption: new SyncBailHook(["context", "entry"]),
      afterPlugins: new SyncHook(["compiler"]),
      afterResolvers: new SyncHook(["compiler"]),
      initialize: new SyncHook([]),
      beforeRun: new AsyncSeriesHook(["compiler"]),
      run: new AsyncSeriesHook(["compiler"]),
      watchRun: new AsyncSeriesHook(["compiler"]),
      beforeCompile: new AsyncSeriesHook(["params"]),
      compile: new SyncHook(["params"]),
      thisCompilation: new SyncHook(["compilation", "params"]),
      compilation: new SyncHook(["compilation", "params"]),
      make: new AsyncParallelHook(["compilation"]),
      finishMake: new AsyncSeriesHook(["compilation"]),
      afterCompile: new AsyncSeriesHook(["compilation"]),
      shouldEmit: new SyncBailHook(["compilation"]),
      emit: new AsyncSeriesHook(["compilation"]),
      assetEmitted: new AsyncSeriesHook(["file", "info"]),
      afterEmit: new AsyncSeriesHook(["compilation"]),
      done: new AsyncSeriesHook(["stats"]),
      afterDone: new SyncHook(["stats"]),
      failed: new SyncHook(["error"]),
      invalid: new SyncHook(["fileName", "changeTime"]),
      watchClose: new SyncHook([]),
      shutdown: new AsyncSeriesHook([]),
      infrastructureLog: new SyncBailHook(["origin", "type", "args"]),
      normalModuleFactory: new SyncHook(["normalModuleFactory"]),
      contextModuleFactory: new SyncHook(["contextModuleFactory"]),
    }, "compiler.hooks", (message) => this.warn(message));
  }

  /** The package itself, for plugins that must not import one. */
  get webpack() {
    return require("./api.js");
  }

  get rspack() {
    return this.webpack;
  }

  get inputFileSystem() {
    return this.files.fileSystem;
  }

  set inputFileSystem(given) {
    this.files.fileSystem = given;
  }

  /** For rspack's VirtualModulesPlugin. */
  __internal__get_virtual_file_store() {
    return { writeVirtualFileSync: (/** @type {string} */ file, /** @type {string} */ contents) => this.files.write(file, contents) };
  }

  /**
   * Something that a plugin wants and that cannot be done: the build fails with it.
   * @param {string} message
   */
  fail(message) {
    this.failures.push(message);
  }

  getCache() {
    return new NoCache();
  }

  isChild() {
    return this.parent !== undefined;
  }

  /** @param {string} name */
  getInfrastructureLogger(name) {
    const wanted = this.options.infrastructureLogging?.level ?? "info";
    const levels = ["none", "error", "warn", "info", "log", "verbose"];
    const isShown = (/** @type {string} */ level) => levels.indexOf(level) <= levels.indexOf(wanted);
    const print = (/** @type {string} */ level) => (/** @type {unknown[]} */ ...args) => {
      if (this.hooks.infrastructureLog.call(name, level, args) === undefined && isShown(level)) console.error(`[${name}]`, ...args);
    };
    /** @type {any} */
    const logger = { getChildLogger: () => logger };
    for (const level of ["error", "warn", "info", "log"]) logger[level] = print(level);
    for (const level of ["debug", "time", "timeEnd", "timeLog", "group", "groupEnd", "groupCollapsed", "trace", "clear", "profile", "profileEnd", "status", "assert"]) {
      logger[level] = print("verbose");
    }
    return logger;
  }

  /**
   * A doubt about options or environment, reported with the warnings of each build.
   * @param {string} message
   */
  warn(message) {
    this.optionWarnings.push(message);
  }

  /** Throws if the options cannot be understood. */
  validate() {
    this.configuration = this.#load();
  }

  /**
   * The options as data, as the Rust side reads them.
   * @param {Map<string, string[]>} [includes]
   * @param {unknown} [entry]
   */
  lowered(includes = new Map(), entry = this.options.entry) {
    this.loaderTable = new LoaderTable(this.context, this.options.resolveLoader);
    this.functions = new FunctionTable(this.context);
    const rules = {
      table: this.loaderTable,
      context: this.context,
      natives: new Set(),
      hasJavaScript: false,
      functions: this.functions,
      compiler: this.name ?? "",
      // Options are lowered once for each build of a watch.
      warn: (/** @type {string} */ message) => void (this.optionWarnings.includes(message) || this.warn(message)),
      owner: this,
    };
    const options = { ...this.options, entry: includes.size === 0 ? entry : withIncludes(entry, includes) };
    const lowered = lowerOptions(options, this.native, rules);
    // A server's build may write a class whose rule only this build has.
    if (this.isOneOfSeveral) lowered.optimization = { removeUnusedClasses: false, ...lowered.optimization };
    this.nativeLoaders = rules.natives;
    this.hasLoaders = rules.hasJavaScript;
    const externals = this.native.externals.concat(this.options.externals ?? []).flat().map(withoutLayers);
    this.externalFunctions = externals.filter((item) => typeof item === "function");
    return lowered;
  }

  /**
   * @param {Map<string, string[]>} [includes] modules that plugins have added, by entry
   * @param {unknown} [entry] what a function has given for this build
   */
  #load(includes = new Map(), entry = this.options.entry) {
    if (this.failures.length > 0) throw new Error(this.failures.join("\n"));
    const json = JSON.stringify(this.lowered(includes, entry));
    this.loweredJson = json;
    this.bridge?.close();
    this.bridge = new HookBridge(this.files);
    const { configuration, problems } = binding.loadOptions(json, this.context, this.configFile, this.bridge.native);
    if (!configuration) {
      this.bridge.close();
      throw new OptionsError(problems);
    }
    this.optionProblems = problems;
    this.outputPath = configuration.outputPath;
    return configuration;
  }

  /** @param {Callback<Stats>} callback */
  run(callback) {
    if (this.running) {
      const error = new Error("This compiler is building: wait for its callback before it runs again.");
      process.nextTick(callback, error);
      return;
    }
    this.running = true;
    const build = this.#build();
    this.lastBuild = build.then(noValue, noValue);
    build.then(
      (stats) => {
        this.running = false;
        // Not inside of the promise: what the callback throws is its caller's.
        setImmediate(() => {
          callback(null, stats);
          this.hooks.afterDone.call(stats);
        });
      },
      (error) => {
        this.running = false;
        const who = whoThrew(error);
        if (who && Object.isExtensible(error)) error.plugin ??= who;
        this.hooks.failed.call(error);
        setImmediate(callback, error);
      },
    );
  }

  async #build() {
    const startTime = Date.now();
    this.files.startBuild();
    if (this.watchMode) await this.hooks.watchRun.promise(this);
    else {
      await this.hooks.beforeRun.promise(this);
      await this.hooks.run.promise(this);
    }
    try {
      return await this.#compileAndWrite(startTime);
    } finally {
      this.bridge?.close();
      // It asks this bridge, and the build may have ended before it was used.
      this.configuration = undefined;
    }
  }

  /** @param {number} startTime */
  async #compileAndWrite(startTime) {
    const compilation = await this.#compile(startTime);
    const stats = new Stats(compilation);
    if (!stats.hasErrors() && this.hooks.shouldEmit.call(compilation) !== false) {
      await this.hooks.emit.promise(compilation);
      compilation.commit();
      await this.#write(compilation);
      await this.hooks.afterEmit.promise(compilation);
    }
    stats.forget();
    compilation.endTime = Date.now();
    await this.hooks.done.promise(stats);
    return stats;
  }

  /**
   * Everything but writing.
   * @param {number} startTime
   * @returns {Promise<Compilation>}
   */
  async #compile(startTime) {
    const params = { normalModuleFactory: normalModuleFactory(this), contextModuleFactory: normalModuleFactory(this) };
    this.hooks.normalModuleFactory.call(params.normalModuleFactory);
    this.hooks.contextModuleFactory.call(params.contextModuleFactory);
    await this.hooks.beforeCompile.promise(params);
    this.hooks.compile.call(params);
    const compilation = new Compilation(this, startTime);
    this.currentCompilation = compilation;
    this.hooks.thisCompilation.call(compilation, params);
    this.hooks.compilation.call(compilation, params);
    await this.hooks.make.promise(compilation);
    const entry = await entryOf(this.options);
    const isComputed = dependenciesOf(this.native.define, compilation);
    const { watchRun, beforeRun, run, beforeCompile, compile } = this.hooks;
    const mayHaveChanged = [watchRun, beforeRun, run, beforeCompile, compile].some((hook) => hook.isUsed());
    const isAsGiven = entry === this.options.entry && compilation.includes.size === 0 && !isComputed && !mayHaveChanged;
    const known = isAsGiven ? this.configuration : undefined;
    const configuration = known ?? this.#load(compilation.includes, entry);
    // Plugins may have other options for the next build.
    this.configuration = undefined;
    const { bridge, hooks } = this.#connect(compilation, params.normalModuleFactory);
    compilation.native = await configuration.build(bridge.native, hooks, this.#waitingModules(), this.#keptFiles());
    compilation.showErrorsOfBuild();
    await this.hooks.finishMake.promise(compilation);
    const { hooks: its } = compilation;
    if (!compilation.native.hasErrors) {
      for (const hook of [its.buildModule, its.succeedModule]) {
        if (hook.isUsed()) for (const module of compilation.modules) hook.call(module);
      }
      if (its.finishModules.isUsed()) await its.finishModules.promise(compilation.modules);
      its.seal.call();
      its.optimize.call();
      if (its.optimizeModules.isUsed()) its.optimizeModules.call(compilation.modules);
      if (its.afterOptimizeModules.isUsed()) its.afterOptimizeModules.call(compilation.modules);
      if (its.optimizeChunks.isUsed()) its.optimizeChunks.call(compilation.chunks, compilation.chunkGroups);
      if (its.afterOptimizeChunks.isUsed()) its.afterOptimizeChunks.call(compilation.chunks, compilation.chunkGroups);
      if (its.afterChunks.isUsed()) its.afterChunks.call(compilation.chunks);
      await compilation.processAssets();
      compilation.commit();
      await its.afterSeal.promise();
    }
    await this.hooks.afterCompile.promise(compilation);
    return compilation;
  }

  /** What the builds of a watch leave to each other. */
  #keptFiles() {
    if (!this.watchMode || this.options.cache === false) return null;
    const { KeptFiles } = require("./kept_files.js");
    this.kept ??= new KeptFiles();
    return this.kept.forBuild(/** @type {string} */ (this.loweredJson), /** @type {LoaderTable} */ (this.loaderTable), [this.loaderContext, this.loaderOptions]);
  }

  /** How many modules may wait for loaders at a time; 0: no matter. `threads` is the limit where it is given. */
  #waitingModules() {
    if (!this.hasLoaders) return 0;
    if (this.inner) return WAITING_IN_INNER_BUILDS;
    return this.options.threads > 0 ? this.options.threads : WAITING_FOR_LOADERS;
  }

  /**
   * Says who answers what the build asks, and the hooks that it is to ask at.
   * @param {Compilation} compilation
   * @param {any} factory
   */
  #connect(compilation, factory) {
    const bridge = /** @type {HookBridge} */ (this.bridge);
    const table = /** @type {LoaderTable} */ (this.loaderTable);
    if (this.loaders) this.loaders.table = table;
    bridge.on("load", (asked) => this.#service(table).load(asked, compilation));
    bridge.on("call", ({ function: number, arguments: args }) => this.#callFunction(number, args, compilation));
    bridge.on("resolveLoaders", (asked) => table.inline(asked.loaders, asked.context));
    return { bridge, hooks: ["loaders", ...connectFactory(bridge, factory, this, compilation)] };
  }

  /**
   * What runs loaders: made, and its modules loaded, when the first file needs it.
   * @param {LoaderTable} table
   */
  #service(table) {
    if (!this.loaders) {
      const { LoaderService } = require("./loaders/service.js");
      this.loaders = new LoaderService(this, table);
    }
    return this.loaders;
  }

  /**
   * A function of the options. What it throws fails the build; the Rust side goes on as if it had said nothing.
   * @param {number} number
   * @param {any} args
   * @param {Compilation} compilation
   */
  async #callFunction(number, args, compilation) {
    const { place, run } = /** @type {FunctionTable} */ (this.functions).functions[number];
    try {
      return await run(args);
    } catch (cause) {
      const message = cause instanceof Error ? (cause.stack ?? cause.message) : String(cause);
      compilation.errors.push(new Error(`${place}, a function, has thrown: ${message}`, { cause }));
      return null;
    }
  }

  /** @param {Compilation} compilation */
  async #write(compilation) {
    const files = this.outputFileSystem;
    compilation.settleIntegrity();
    if (files === fs) {
      compilation.native = await compilation.native.write();
    } else {
      for (const name of compilation.native.assetNames()) {
        const file = path.join(this.outputPath, name.split("?")[0]);
        await makeFolder(files, path.dirname(file));
        await called((done) => files.writeFile(file, compilation.native.asset(name), done));
      }
    }
    if (!this.hooks.assetEmitted.isUsed()) return;
    for (const { name, source } of compilation.getAssets()) {
      const targetPath = path.join(this.outputPath, name);
      await this.hooks.assetEmitted.promise(name, { content: source.buffer(), source, outputPath: this.outputPath, compilation, targetPath });
    }
  }

  /**
   * Builds again whenever something changes that was read.
   * @param {Record<string, any> | undefined} options
   * @param {Callback<Stats>} handler
   */
  watch(options, handler) {
    const { Watching } = require("./watching.js");
    this.watchMode = true;
    this.watching = new Watching(this, options ?? {}, handler);
    return this.watching;
  }

  /**
   * A compiler for something that a plugin needs built apart. It has the options of this one, and entries of its own
   * (EntryPlugin); its assets go into this compilation.
   * @param {Compilation} compilation
   * @param {string} name
   * @param {Record<string, any>} [outputOptions]
   * @param {any[]} [plugins]
   */
  createChildCompiler(compilation, name, outputOptions = {}, plugins = []) {
    const { plugins: _, entry, optimization, ...options } = this.options;
    const { filename } = outputOptions;
    const named = typeof filename === "string" ? { filename: withoutRoot(filename) } : {};
    const child = new Compiler({
      ...options,
      name,
      entry: {},
      output: { ...options.output, clean: false, ...outputOptions, ...named },
      optimization: { ...optimization, splitChunks: false, runtimeChunk: false },
    });
    child.parent = this;
    child.parentCompilation = compilation;
    child.root = this.root;
    child.outputFileSystem = this.outputFileSystem;
    child.files = this.files;
    child.resolverPlugins = this.resolverPlugins;
    // It has the same workers.
    const table = this.loaderTable;
    if (table) child.loaders = this.#service(table).inside(child);
    Object.assign(child.native.define, this.native.define);
    Object.assign(child.native.provide, this.native.provide);
    child.native.externals.push(...this.native.externals);
    for (const plugin of plugins) if (plugin) plugin.apply(child);
    compilation.hooks.childCompiler.call(child, name, 0);
    return child;
  }

  /**
   * Runs a child compiler: its assets become the parent's.
   * @param {(error: Error | null, entries?: any[], compilation?: Compilation) => void} callback
   */
  runAsChild(callback) {
    const parent = this.parentCompilation;
    const built = this.compileInMemory().then(
      (compilation) => {
        parent?.children.push(compilation);
        for (const { name, source, info } of compilation.getAssets()) parent?.emitAsset(name, source, info);
        callback(null, [...compilation.chunks], compilation);
      },
      (error) => callback(error),
    );
    // As in webpack, what the callback throws is an error of the build.
    built.catch((cause) => parent?.errors.push(new Error(`${this.compilerPath} callback: ${cause?.stack ?? cause}`, { cause })));
  }

  /**
   * A compiler for a module that a loader asks for. It has the options of this one but for `options`; plugins are not
   * applied again, what they have said holds.
   * @param {import("./loaders/inner_build.js").InnerBuild} inner
   * @param {Record<string, any>} options
   */
  createInnerCompiler(inner, options) {
    const { plugins: _, ...own } = this.options;
    const child = new Compiler({ ...own, ...options });
    child.inner = inner;
    child.files = this.files;
    child.resolverPlugins = this.resolverPlugins;
    const { define, provide, externals, contextReplacements } = this.native;
    Object.assign(child.native, { define, provide, externals, contextReplacements });
    child.loaderContext = this.loaderContext;
    child.loaderOptions = this.loaderOptions;
    child.hooks.normalModuleFactory = this.hooks.normalModuleFactory;
    if (this.loaderTable) child.loaders = this.#service(this.loaderTable).inside(child);
    return child;
  }

  /** Everything but writing, and without the hooks of a run. */
  compileInMemory() {
    return this.#compile(Date.now()).finally(() => {
      this.bridge?.close();
      this.configuration = undefined;
    });
  }

  /** The path of what this compiler compiles, for diagnostics of plugins. */
  get compilerPath() {
    return this.parent ? `${this.parent.compilerPath}${this.name ?? ""}|` : "";
  }

  /** @param {Callback<void>} [callback] */
  close(callback = () => {}) {
    this.watching?.stop();
    // A build that runs still needs its workers, and somebody who answers.
    this.lastBuild
      .then(() => this.hooks.shutdown.promise())
      .then(() => {
        this.bridge?.close();
        this.kept?.close();
        return this.loaders?.close();
      })
      .then(
        () => setImmediate(callback, null),
        (error) => setImmediate(callback, error),
      );
  }
}

function noValue() {}

/**
 * The parts that plugins write into, which are there in webpack whatever the configuration says. They are not the user's own
 * objects: these may be options of a second compiler.
 * @param {Record<string, any>} options
 * @param {string} folder of the output
 * @returns {Record<string, any>}
 */
function withParts(options, folder) {
  const { module, plugins, resolve, resolveLoader, output, optimization, experiments } = options;
  const rules = Array.isArray(module?.rules) || module?.rules === undefined ? { rules: [...(module?.rules ?? [])] } : {};
  return {
    ...options,
    module: isObject(module) ? { ...module, ...rules } : module,
    plugins: Array.isArray(plugins) ? [...plugins] : (plugins ?? []),
    resolve: isObject(resolve) ? { ...resolve } : resolve,
    resolveLoader: isObject(resolveLoader) ? { ...resolveLoader } : resolveLoader,
    output: isObject(output) ? withDefaults(output, folder) : output,
    optimization: isObject(optimization) ? { ...optimization } : optimization,
    experiments: isObject(experiments) ? { ...experiments } : experiments,
  };
}

/** @param {unknown} value `undefined` becomes an object, anything else that is none is an error that the build reports */
function isObject(value) {
  return value === undefined || (typeof value === "object" && value !== null && !Array.isArray(value));
}

/**
 * An entry may be a function, also an asynchronous one.
 * @param {Record<string, any>} options
 */
async function entryOf({ entry }) {
  return typeof entry === "function" ? entry() : entry;
}

/**
 * @param {any} entry
 * @param {Map<string, string[]>} includes
 */
function withIncludes(entry, includes) {
  const isNamed = typeof entry === "object" && entry !== null && !Array.isArray(entry);
  /** @type {Record<string, any>} */
  const all = isNamed ? { ...entry } : entry === undefined ? {} : { main: entry };
  for (const [name, requests] of includes) {
    const known = all[name];
    const description = typeof known === "object" && !Array.isArray(known) && known !== null ? known : undefined;
    const imports = [description ? description.import : (known ?? [])].flat();
    all[name] = description ? { ...description, import: [...imports, ...requests] } : [...imports, ...requests];
  }
  return all;
}

/**
 * @param {(done: (error?: Error | null) => void) => void} work
 * @returns {Promise<void>}
 */
function called(work) {
  return new Promise((resolve, reject) => work((error) => (error ? reject(error) : resolve())));
}

/**
 * Folder by folder: a file system of somebody else's may know no `recursive`, and may call a folder that is there `EISDIR`.
 * @param {any} files
 * @param {string} folder
 * @returns {Promise<void>}
 */
async function makeFolder(files, folder) {
  try {
    await called((done) => files.mkdir(folder, done));
  } catch (error) {
    const { code } = /** @type {{code?: string}} */ (error);
    if (code === "EEXIST" || code === "EISDIR") return;
    const parent = path.dirname(folder);
    if (code !== "ENOENT" || parent === folder) throw error;
    await makeFolder(files, parent);
    await makeFolder(files, folder);
  }
}

module.exports = { Compiler };

"use strict";
// One configuration's builds: hooks, the native build, statistics.
const fs = require("node:fs");
const path = require("node:path");
const { AsyncParallelHook, AsyncSeriesHook, SyncBailHook, SyncHook } = require("tapable");
const binding = require("./binding.js");
const { lowerOptions, noParts } = require("./lower/options.js");
const { Stats } = require("./stats.js");
const { Compilation } = require("./compilation.js");
const { OptionsError } = require("./errors.js");
const { HookBridge } = require("./bridge.js");
const { LoaderTable } = require("./loaders/table.js");
const { LoaderService } = require("./loaders/service.js");

/** Modules that may wait for loaders at a time: more than there are workers, so that none of these waits for work. */
const WAITING_FOR_LOADERS = 16;

/**
 * @template T
 * @typedef {(error: Error | null, result?: T) => void} Callback
 */

class Compiler {
  /** @param {Record<string, any>} options */
  constructor(options) {
    this.options = options;
    this.name = options.name;
    this.context = path.resolve(options.context ?? process.cwd());
    this.outputPath = path.resolve(this.context, options.output?.path ?? "dist");
    this.inputFileSystem = fs;
    /** Where files are written; any other than Node's own `fs` gets them through its functions. */
    this.outputFileSystem = /** @type {any} */ (fs);
    this.running = false;
    this.watchMode = false;
    /** What native plugins have said. */
    this.native = noParts();
    /** @type {string[]} */
    this.optionWarnings = [];
    this.hooks = Object.freeze({
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
    });
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

  #load() {
    this.loaderTable = new LoaderTable(this.context, this.options.resolveLoader);
    const rules = { table: this.loaderTable, context: this.context, natives: new Set(), hasJavaScript: false };
    const json = JSON.stringify(lowerOptions(this.options, this.native, rules));
    this.nativeLoaders = rules.natives;
    const { configuration, problems } = binding.loadOptions(json, this.context, undefined);
    if (!configuration) throw new OptionsError(problems);
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
    this.#build().then(
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
        this.hooks.failed.call(error);
        setImmediate(callback, error);
      },
    );
  }

  async #build() {
    const startTime = Date.now();
    await this.hooks.beforeRun.promise(this);
    await this.hooks.run.promise(this);
    const params = {};
    await this.hooks.beforeCompile.promise(params);
    this.hooks.compile.call(params);
    const compilation = new Compilation(this, startTime);
    this.hooks.thisCompilation.call(compilation, params);
    this.hooks.compilation.call(compilation, params);
    const configuration = this.configuration ?? this.#load();
    // Plugins may have other options for the next build.
    this.configuration = undefined;
    await this.hooks.make.promise(compilation);
    const isWrittenHere = this.outputFileSystem !== fs;
    const hooks = this.#connect(compilation);
    compilation.native = await configuration.build(!isWrittenHere, this.bridge?.native, hooks, WAITING_FOR_LOADERS);
    await this.hooks.finishMake.promise(compilation);
    await this.hooks.afterCompile.promise(compilation);
    const stats = new Stats(compilation);
    if (!stats.hasErrors()) {
      await this.hooks.emit.promise(compilation);
      if (isWrittenHere) await this.#write(compilation);
      await this.hooks.afterEmit.promise(compilation);
    }
    compilation.endTime = Date.now();
    await this.hooks.done.promise(stats);
    return stats;
  }

  /**
   * Says who answers what the build asks. Returns the hooks that it is to ask at.
   * @param {Compilation} compilation
   */
  #connect(compilation) {
    this.bridge ??= new HookBridge();
    const table = /** @type {LoaderTable} */ (this.loaderTable);
    this.loaders ??= new LoaderService(this, table);
    this.loaders.table = table;
    const { loaders } = this;
    this.bridge.on("load", (asked) => loaders.load(asked, compilation));
    this.bridge.on("resolveLoaders", (asked) => table.inline(asked.loaders, asked.context));
    return ["loaders"];
  }

  /** @param {Compilation} compilation */
  async #write(compilation) {
    const files = this.outputFileSystem;
    for (const name of compilation.native.assetNames()) {
      const file = path.join(this.outputPath, name);
      await called((done) => files.mkdir(path.dirname(file), { recursive: true }, done));
      await called((done) => files.writeFile(file, compilation.native.asset(name), done));
    }
  }

  /** @param {Callback<void>} [callback] */
  close(callback = () => {}) {
    this.hooks.shutdown
      .promise()
      .then(() => this.loaders?.close())
      .then(
        () => setImmediate(callback, null),
        (error) => setImmediate(callback, error),
      );
  }
}

/**
 * @param {(done: (error?: Error | null) => void) => void} work
 * @returns {Promise<void>}
 */
function called(work) {
  return new Promise((resolve, reject) => work((error) => (error ? reject(error) : resolve())));
}

module.exports = { Compiler };

"use strict";
// The loaders of one compiler: runs a file through its loaders, in a worker where that is possible.
const path = require("node:path");
const { isDeepStrictEqual } = require("node:util");
const binding = require("../binding.js");
const { checkCircle, importModule, loadModule } = require("./inner_build.js");
const { LoaderPool } = require("./pool.js");
const { environmentOf } = require("./environment.js");
const { isPlain } = require("./table.js");
const { NormalModule } = require("../normal_module.js");
const { forgetDisk, loaderContext, runJob } = require("./run.js");

/** Milliseconds after which it is said who has not answered: a loader that forgets to call back is waited for, as with webpack. */
const PATIENCE = 30_000;

class LoaderService {
  /**
   * @param {import("../compiler.js").Compiler} compiler
   * @param {import("./table.js").LoaderTable} table
   * @param {LoaderPool} [pool]
   */
  constructor(compiler, table, pool = new LoaderPool(compiler.options.threads || undefined)) {
    this.compiler = compiler;
    this.table = table;
    this.pool = pool;
    /** Loaders that have asked for what only the main thread has. @type {Set<string>} */
    this.onMainThread = new Set();
    /** The one whose workers these are. @type {LoaderService | undefined} */
    this.outer = undefined;
    /** Settings of the last build inside of this one. @type {import("./run.js").Settings | undefined} */
    this.innerSettings = undefined;
    /** Those of the last build; the same object for all builds that agree, so that a worker gets it once. */
    this.settings = { of: /** @type {object | undefined} */ (undefined), value: /** @type {any} */ (undefined) };
  }

  /**
   * The loaders of a build inside of this one. It has the same workers, which are not its to close.
   * @param {import("../compiler.js").Compiler} compiler
   */
  inside(compiler) {
    const inner = new LoaderService(compiler, this.table, this.pool);
    inner.onMainThread = this.onMainThread;
    inner.outer = this;
    inner.settings = { of: undefined, value: this.innerSettings };
    return inner;
  }

  /**
   * @param {{path: string, query: string, fragment: string, layer: string | null, type: string, loaders: string[], extracted: import("./run.js").Job["extracted"]}} asked
   * @param {import("../compilation.js").Compilation} compilation
   */
  async load(asked, compilation) {
    const loaders = asked.loaders.map((request) => this.table.loader(request));
    // `a-loader!`: there is no file, and nothing is read.
    const resource = path.basename(asked.path) === "!" ? "" : withoutFragments(asked.path) + asked.query + asked.fragment;
    const { layer, type, extracted } = asked;
    const hasVirtualFiles = this.compiler.files.virtual.size > 0;
    const job = { resource, loaders, layer, type, extracted, hasVirtualFiles, settings: this.#settings(compilation) };
    const asker = { identity: [...asked.loaders, resource].join("!"), resource };
    const { inner } = this.compiler;
    if (inner) checkCircle(inner, asker);
    const timer = setTimeout(() => this.#tellOfSilence(job), PATIENCE);
    // It must not keep a process that has nothing else to do.
    timer.unref();
    const result = await this.#run(asked.path, job, asker, compilation).finally(() => clearTimeout(timer));
    if (inner?.isAlone) inner.loaded = result;
    for (const { name, content, info } of result.files) {
      compilation.addFileOfLoaders(name, Buffer.from(content.buffer, content.byteOffset, content.byteLength), info);
    }
    const { files: _, ...answer } = result;
    return answer;
  }

  /** @param {import("./run.js").Job} job */
  #tellOfSilence({ loaders, resource }) {
    const names = loaders.map(({ loader }) => loader).join(", ");
    this.compiler.getInfrastructureLogger("fedpack").warn(
      `Loaders have not answered for ${PATIENCE / 1000} seconds: ${names}, at ${resource}. ` +
        "The build waits for them: one that takes `this.async()` has to call it, and a promise has to be settled.",
    );
  }

  /**
   * @param {string} file
   * @param {import("./run.js").Job} job
   * @param {import("./inner_build.js").Asker} asker
   * @param {import("../compilation.js").Compilation} compilation
   * @returns {Promise<import("./run.js").Result>}
   */
  async #run(file, job, asker, compilation) {
    const { files } = this.compiler;
    const staysHere =
      // Workers read from the disk.
      files.has(file) ||
      !this.#mayPrepareElsewhere(job, compilation) ||
      !isPlain(job.settings.loaderOptions) ||
      job.loaders.some(({ loader, options }) => this.onMainThread.has(loader) || !isPlain(options));
    if (!staysHere) {
      const result = await this.pool.run(file, job);
      if (result !== "main thread") {
        this.#tellOfFiles(result, job, compilation);
        return result;
      }
      for (const { loader } of job.loaders) this.onMainThread.add(loader);
    }
    return runJob(job, {
      own: (what) => ({ _compiler: this.compiler, _compilation: compilation, fs: files.forLoaders })[what],
      prepare: (context, module) => NormalModule.prepareContext(compilation, context, module),
      readFile: (file, callback) => files.read(file, callback),
      importModule: (request, directory, options) => importModule(this.compiler, compilation, asker, request, directory, options),
      loadModule: (request, directory) => loadModule(this.compiler, compilation, asker, request, directory),
    });
  }

  /**
   * Whether loaders may run in a worker although taps of NormalModule's hook `loader` change their context: if all that these
   * do is to look at the files that are emitted, they can be shown them afterwards.
   *
   * @param {import("./run.js").Job} job
   * @param {import("../compilation.js").Compilation} compilation
   */
  #mayPrepareElsewhere(job, compilation) {
    if (!NormalModule.isTapped(compilation)) return true;
    const context = this.#untouchedContext(job, compilation, []);
    const before = Object.getOwnPropertyDescriptors(context);
    try {
      NormalModule.prepareContext(compilation, context, context._module);
    } catch {
      return false;
    }
    const after = Object.getOwnPropertyDescriptors(context);
    return Reflect.ownKeys(after).every((key) => key === "emitFile" || isDeepStrictEqual(before[/** @type {string} */ (key)], after[/** @type {string} */ (key)]));
  }

  /**
   * @param {import("./run.js").Result} result
   * @param {import("./run.js").Job} job
   * @param {import("../compilation.js").Compilation} compilation
   */
  #tellOfFiles(result, job, compilation) {
    if (result.files.length === 0 || !NormalModule.isTapped(compilation)) return;
    const { files } = result;
    result.files = [];
    result.isVolatile = true;
    const context = this.#untouchedContext(job, compilation, result.files);
    NormalModule.prepareContext(compilation, context, context._module);
    for (const { name, content, info } of files) context.emitFile(name, Buffer.from(content), undefined, Object(info));
  }

  /**
   * The context of loaders that run elsewhere, as plugins see it.
   *
   * @param {import("./run.js").Job} job
   * @param {import("../compilation.js").Compilation} compilation
   * @param {import("./run.js").Result["files"]} files where emitted files go
   */
  #untouchedContext(job, compilation, files) {
    const result = { bytes: new Uint8Array(), sourceMap: undefined, skipsNatives: false, dependencies: [], isVolatile: false, messages: [], files };
    const refuse = () => Promise.reject(new Error("This loader runs elsewhere."));
    const own = (/** @type {string} */ what) => (what === "_compiler" ? this.compiler : compilation);
    return loaderContext(job, { own, prepare: () => {}, importModule: refuse, loadModule: refuse }, result, () => {});
  }

  /**
   * @param {import("../compilation.js").Compilation} compilation
   * @returns {import("./run.js").Settings}
   */
  #settings(compilation) {
    if (this.settings.of === compilation) return this.settings.value;
    if (!this.outer) {
      this.pool.startBuild();
      forgetDisk();
    }
    const { options, context, outputPath } = this.compiler;
    const mode = options.mode ?? "production";
    const value = {
      context,
      mode,
      target: [options.target ?? "web"].flat()[0] || "web",
      sourceMap: Boolean(options.devtool ?? mode === "development"),
      resolve: resolveSettings(options.resolve),
      outputPath,
      environment: environmentOf(options.target, options.output?.environment),
      extra: this.compiler.loaderContext,
      loaderOptions: this.compiler.loaderOptions,
    };
    this.settings = { of: compilation, value: isDeepStrictEqual(value, this.settings.value) ? this.settings.value : value };
    if (this.outer) this.outer.innerSettings = this.settings.value;
    return this.settings.value;
  }

  async close() {
    // Workers of a build inside of another are the other's.
    if (this.outer) return;
    await this.pool.close();
    binding.releaseMemory();
  }
}

/**
 * What of `resolve` a worker can be given.
 * @param {Record<string, any>} [resolve]
 */
function resolveSettings(resolve = {}) {
  const entries = Object.entries(resolve).filter(([key, value]) => key !== "plugins" && isPlain(value));
  return Object.fromEntries(entries.map(([key, value]) => [key, Array.isArray(value) ? value.filter((item) => item !== "...") : value]));
}

/**
 * A path as loader-runner takes it, where `#` begins a fragment.
 * @param {string} file
 */
function withoutFragments(file) {
  return /^data:/i.test(file) ? file : file.replace(/#/g, "\0#");
}

module.exports = { LoaderService };

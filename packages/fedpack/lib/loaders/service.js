"use strict";
// The loaders of one compiler: runs a file through its loaders, in a worker where that is possible.
const path = require("node:path");
const { isDeepStrictEqual } = require("node:util");
const { checkCircle, importModule, loadModule } = require("./inner_build.js");
const { LoaderPool } = require("./pool.js");
const { isPlain } = require("./table.js");
const { runJob } = require("./run.js");

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
    return inner;
  }

  /**
   * @param {{path: string, query: string, fragment: string, layer: string | null, type: string, loaders: string[]}} asked
   * @param {import("../compilation.js").Compilation} compilation
   */
  async load(asked, compilation) {
    const loaders = asked.loaders.map((request) => this.table.loader(request));
    // `a-loader!`: there is no file, and nothing is read.
    const resource = path.basename(asked.path) === "!" ? "" : asked.path + asked.query + asked.fragment;
    const job = { resource, loaders, layer: asked.layer, type: asked.type, settings: this.#settings(compilation) };
    const asker = { identity: [...asked.loaders, resource].join("!"), resource };
    const { inner } = this.compiler;
    if (inner) checkCircle(inner, asker);
    const result = await this.#run(asked.path, job, asker, compilation);
    if (inner?.isAlone) inner.loaded = result;
    for (const { name, content } of result.files) {
      compilation.addFileOfLoaders(name, Buffer.from(content.buffer, content.byteOffset, content.byteLength));
    }
    const { files: _, ...answer } = result;
    return answer;
  }

  /**
   * @param {string} file
   * @param {import("./run.js").Job} job
   * @param {import("./inner_build.js").Asker} asker
   * @param {import("../compilation.js").Compilation} compilation
   * @returns {Promise<import("./run.js").Result>}
   */
  async #run(file, job, asker, compilation) {
    const staysHere =
      !isPlain(job.settings.loaderOptions) ||
      job.loaders.some(({ loader, options }) => this.onMainThread.has(loader) || !isPlain(options));
    if (!staysHere) {
      const result = await this.pool.run(file, job);
      if (result !== "main thread") return result;
      for (const { loader } of job.loaders) this.onMainThread.add(loader);
    }
    return runJob(job, {
      own: (what) => (what === "_compiler" ? this.compiler : compilation),
      importModule: (request, directory, options) => importModule(this.compiler, compilation, asker, request, directory, options),
      loadModule: (request, directory) => loadModule(this.compiler, compilation, asker, request, directory),
    });
  }

  /**
   * @param {import("../compilation.js").Compilation} compilation
   * @returns {import("./run.js").Settings}
   */
  #settings(compilation) {
    if (this.settings.of === compilation) return this.settings.value;
    const { options, context, outputPath } = this.compiler;
    const mode = options.mode ?? "production";
    const value = {
      context,
      mode,
      target: [options.target ?? "web"].flat()[0] || "web",
      sourceMap: Boolean(options.devtool ?? mode === "development"),
      resolve: resolveSettings(options.resolve),
      outputPath,
      environment: { ...options.output?.environment },
      extra: this.compiler.loaderContext,
      loaderOptions: this.compiler.loaderOptions,
    };
    this.settings = { of: compilation, value: isDeepStrictEqual(value, this.settings.value) ? this.settings.value : value };
    return this.settings.value;
  }

  close() {
    return this.pool.close();
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

module.exports = { LoaderService };

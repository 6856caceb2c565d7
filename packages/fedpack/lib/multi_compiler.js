"use strict";
// Several configurations: those that depend on others come after them, the rest side by side.
const { AsyncSeriesHook, MultiHook, SyncHook } = require("tapable");

/** @typedef {import("./compiler.js").Compiler} Compiler */

class MultiCompiler {
  /** @param {Compiler[]} compilers */
  constructor(compilers) {
    this.compilers = compilers;
    this.running = false;
    const all = (/** @type {string} */ name) => new MultiHook(compilers.map((compiler) => compiler.hooks[name]));
    this.hooks = Object.freeze({
      done: new SyncHook(["stats"]),
      invalid: all("invalid"),
      run: all("run"),
      watchClose: new SyncHook([]),
      watchRun: all("watchRun"),
      infrastructureLog: all("infrastructureLog"),
      shutdown: new AsyncSeriesHook([]),
    });
    this.#checkDependencies();
  }

  get options() {
    return this.compilers.map((compiler) => compiler.options);
  }

  /** @param {any} fileSystem */
  set outputFileSystem(fileSystem) {
    for (const compiler of this.compilers) compiler.outputFileSystem = fileSystem;
  }

  get outputFileSystem() {
    throw new Error("Each of the compilers has an outputFileSystem of its own.");
  }

  /** @param {Compiler} compiler */
  #needed(compiler) {
    const names = compiler.options.dependencies ?? [];
    return names.map((/** @type {string} */ name) => {
      const found = this.compilers.find((other) => other.name === name);
      if (!found) throw new Error(`dependencies of "${compiler.name}" name "${name}", which is no configuration's name.`);
      return found;
    });
  }

  #checkDependencies() {
    const order = new Set();
    /**
     * @param {Compiler} compiler
     * @param {Compiler[]} path
     */
    const visit = (compiler, path) => {
      if (path.includes(compiler)) {
        const names = [...path.slice(path.indexOf(compiler)), compiler].map((other) => other.name);
        throw new Error(`Configurations depend on each other: ${names.join(" → ")}.`);
      }
      if (order.has(compiler)) return;
      for (const other of this.#needed(compiler)) visit(other, [...path, compiler]);
      order.add(compiler);
    };
    for (const compiler of this.compilers) visit(compiler, []);
  }

  /** @param {(error: Error | null, stats?: MultiStats) => void} callback */
  run(callback) {
    if (this.running) {
      process.nextTick(callback, new Error("This compiler is building: wait for its callback before it runs again."));
      return;
    }
    this.running = true;
    /** @type {Map<Compiler, Promise<any>>} */
    const builds = new Map();
    /**
     * `undefined`: something that it depends on has failed, and it was not built.
     * @param {Compiler} compiler
     * @returns {Promise<import("./stats.js").Stats | undefined>}
     */
    const build = (compiler) => {
      const known = builds.get(compiler);
      if (known) return known;
      const promise = Promise.all(this.#needed(compiler).map(build)).then((needed) => {
        if (needed.some((stats) => stats === undefined || stats.hasErrors())) return undefined;
        return new Promise((resolve, reject) => {
          compiler.run((error, stats) => (error ? reject(error) : resolve(stats)));
        });
      });
      builds.set(compiler, promise);
      return promise;
    };
    Promise.all(this.compilers.map(build)).then(
      (all) => {
        this.running = false;
        const stats = new MultiStats(all.filter((stats) => stats !== undefined));
        this.hooks.done.call(stats);
        setImmediate(callback, null, stats);
      },
      (error) => {
        this.running = false;
        setImmediate(callback, error);
      },
    );
  }

  /**
   * Each is watched by itself, and built after those that it depends on, whenever one of these was built. The handler gets
   * the last statistics of all when nothing is left to be built.
   * @param {Record<string, any> | undefined} options
   * @param {(error: Error | null, stats?: MultiStats) => void} handler
   */
  watch(options, handler) {
    /** @type {Map<Compiler, import("./stats.js").Stats>} */
    const last = new Map();
    /** @type {Map<Compiler, import("./watching.js").Watching>} */
    const watchings = new Map();
    const all = () => [...watchings.values()];
    for (const compiler of this.compilers) {
      const watching = compiler.watch(options, (error, stats) => {
        if (error || !stats) return handler(error);
        last.set(compiler, stats);
        if (!all().every((one) => one.isSettled)) return;
        const together = new MultiStats(this.compilers.map((one) => last.get(one)));
        this.hooks.done.call(together);
        handler(null, together);
      });
      watchings.set(compiler, watching);
    }
    for (const [compiler, watching] of watchings) {
      watching.needed = this.#needed(compiler).map((/** @type {Compiler} */ needed) => watchings.get(needed));
      for (const needed of watching.needed) needed.dependents.push(watching);
    }
    return {
      invalidate: () => all().forEach((watching) => watching.invalidate()),
      close: (/** @type {(error: Error | null) => void} */ callback = () => {}) => {
        this.hooks.watchClose.call();
        settled(all().map((watching) => called((done) => watching.close(done))), callback);
      },
    };
  }

  /** @param {(error: Error | null) => void} [callback] */
  close(callback = () => {}) {
    settled(this.compilers.map((compiler) => called((done) => compiler.close(done))), callback);
  }
}

/**
 * @param {(done: (error: Error | null) => void) => void} work
 * @returns {Promise<void>}
 */
function called(work) {
  return new Promise((resolve, reject) => work((error) => (error ? reject(error) : resolve())));
}

/**
 * @param {Promise<void>[]} all
 * @param {(error: Error | null) => void} callback
 */
function settled(all, callback) {
  Promise.all(all).then(
    () => setImmediate(callback, null),
    (error) => setImmediate(callback, error),
  );
}

class MultiStats {
  /** @param {import("./stats.js").Stats[]} stats */
  constructor(stats) {
    this.stats = stats;
  }

  get hash() {
    return this.stats.map((stats) => stats.hash).join("");
  }

  hasErrors() {
    return this.stats.some((stats) => stats.hasErrors());
  }

  hasWarnings() {
    return this.stats.some((stats) => stats.hasWarnings());
  }

  /** @param {any} [options] */
  toJson(options) {
    const children = this.stats.map((stats) => stats.toJson(options));
    const all = (/** @type {string} */ key) =>
      children.flatMap((child) =>
        (child[key] ?? []).map((/** @type {any} */ row) => ({ ...row, compilerPath: child.name })),
      );
    const [errors, warnings] = [all("errors"), all("warnings")];
    return {
      hash: this.hash,
      errors,
      warnings,
      errorsCount: errors.length,
      warningsCount: warnings.length,
      children,
    };
  }

  /** @param {any} [options] */
  toString(options) {
    const named = this.stats.map((stats) => {
      const { name } = stats.compilation;
      return (name ? `${name}:\n` : "") + stats.toString(options);
    });
    return named.join("\n\n");
  }
}

module.exports = { MultiCompiler, MultiStats };

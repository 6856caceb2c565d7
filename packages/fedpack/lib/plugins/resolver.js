"use strict";
// Plugins of `resolve.plugins`. They are made for enhanced-resolve, which webpack resolves with, and so one of it asks them.
// What none of them has a say in is resolved natively.
const fs = require("node:fs");
const path = require("node:path");

/** @typedef {import("../compiler.js").Compiler} Compiler */

/** Class names of those whose work the native resolver does. */
const NATIVE = new Set(["TsconfigPathsPlugin", "TsConfigPathsPlugin"]);

/**
 * Takes the plugins out of `resolve`: those that are to be asked are the compiler's.
 * @param {Compiler} compiler whose `resolve` has a list of them
 */
function takeResolverPlugins(compiler) {
  const { plugins, ...rest } = compiler.options.resolve;
  compiler.options.resolve = rest;
  compiler.resolverPlugins = plugins.filter((plugin) => plugin && plugin !== "..." && !NATIVE.has(plugin.constructor.name));
}

/**
 * @typedef {object} Asked
 * @property {string} request
 * @property {string | null} issuer
 * @property {string} context
 * @property {string | null} layer
 * @property {string} dependency `esm`, `commonjs` …
 *
 * @typedef {(asked: Asked, dependencies: Set<string>) => Promise<string | false | undefined>} AskPlugins
 *   the file, with query, that a request leads to; `false` if there is to be none, `undefined` if no plugin has a say.
 *   Files that plugins have looked at go into `dependencies`.
 */

/**
 * @param {Compiler} compiler
 * @returns {AskPlugins}
 */
function askPlugins(compiler) {
  const { ResolverFactory } = require("enhanced-resolve");
  const notes = new Notes();
  /** @type {Map<string, any>} */
  const resolvers = new Map();
  const resolverOf = (/** @type {string} */ dependency) => {
    let resolver = resolvers.get(dependency);
    if (!resolver) {
      const options = optionsFor(compiler, dependency);
      const plugins = [watch(notes), ...compiler.resolverPlugins, { apply: unwatch }];
      resolver = ResolverFactory.createResolver({ ...options, fileSystem: compiler.inputFileSystem, plugins });
      notes.noteRedirections(resolver);
      resolvers.set(dependency, resolver);
    }
    return resolver;
  };
  return ({ request, issuer, context, layer, dependency }, dependencies) =>
    new Promise((resolve, reject) => {
      const from = { issuer: issuer ?? "", issuerLayer: layer, compiler: compiler.name };
      const missing = new Set();
      const resolveContext = { fileDependencies: dependencies, missingDependencies: missing, contextDependencies: new Set() };
      const { fileDependencies: watched } = compiler.currentCompilation;
      resolverOf(dependency).resolve(from, context, request, resolveContext, (/** @type {Error | null} */ error, /** @type {any} */ file) => {
        const isAnswered = notes.answered.has(dependencies);
        const redirected = error && !isAnswered && isOnlyOfPlugins(request, context) ? notes.redirected.get(dependencies) : undefined;
        if (!isAnswered && redirected === undefined) return resolve(undefined);
        // What comes there later may be a better answer.
        for (const looked of [...dependencies, ...missing]) watched.add(looked);
        // What is missing is what the plugin has made of the request.
        if (redirected !== undefined) resolve(redirected);
        else if (error) reject(error);
        // The resolver marks characters that would begin a query or a fragment.
        else resolve(file === false ? false : (file ?? undefined));
      });
    });
}

/**
 * Whether nothing else than plugins can lead such a request somewhere, if enhanced-resolve has found nothing: it does not
 * know of a tsconfig.json, which only the native resolver reads, nor all that this makes of paths.
 * @param {string} request
 * @param {string} context
 * @returns {boolean}
 */
function isOnlyOfPlugins(request, context) {
  if (/^(\.|node:)/.test(request) || path.isAbsolute(request)) return false;
  for (let folder = context; ; folder = path.dirname(folder)) {
    if (fs.existsSync(path.join(folder, "tsconfig.json"))) return false;
    if (folder === path.dirname(folder)) return true;
  }
}

/** A mark of contexts that taps of plugins get. */
const OF_PLUGIN = Symbol("of a plugin");

/** What plugins have done with requests, by the set of dependencies that each resolution has. */
class Notes {
  constructor() {
    /** A plugin has answered, with a file or with an error. @type {WeakSet<object>} */
    this.answered = new WeakSet();
    /** What a plugin has asked for in place of a request. @type {WeakMap<object, string>} */
    this.redirected = new WeakMap();
  }

  /**
   * @template T
   * @param {any} resolveContext
   * @param {T} answer
   * @returns {T}
   */
  note(resolveContext, answer) {
    const { fileDependencies: resolution } = resolveContext;
    // What has failed is resolved once more for the error's text, without dependencies.
    if (answer !== undefined && resolution) this.answered.add(resolution);
    return answer;
  }

  /**
   * Plugins go on with the context that they got; the resolver makes a new one for each step.
   * @param {any} resolver
   */
  noteRedirections(resolver) {
    const own = resolver.doResolve;
    resolver.doResolve = (/** @type {any} */ hook, /** @type {any} */ request, /** @type {any} */ message, /** @type {any} */ context, /** @type {any} */ callback) => {
      if (context[OF_PLUGIN] && context.fileDependencies) this.redirected.set(context.fileDependencies, targetOf(request));
      return own.call(resolver, hook, request, message, context, callback);
    };
  }
}

/**
 * @param {any} request of enhanced-resolve
 * @returns {string}
 */
function targetOf({ path: folder, request, query = "" }) {
  if (!request) return `${folder}${query}`;
  return `${request.startsWith(".") ? path.resolve(folder, request) : request}${query}`;
}

const TAPS = /** @type {const} */ (["tap", "tapAsync", "tapPromise"]);
/** How to make hooks what they were, by resolver. @type {WeakMap<object, (() => void)[]>} */
const restorations = new WeakMap();

/**
 * The first of the plugins: what those after it tap with is watched.
 * @param {Notes} notes
 */
function watch(notes) {
  return {
    apply(/** @type {any} */ resolver) {
      /** @type {(() => void)[]} */
      const restore = [];
      restorations.set(resolver, restore);
      const known = new Set();
      for (const name of /** @type {const} */ (["getHook", "ensureHook"])) {
        const own = resolver[name];
        restore.push(() => void (resolver[name] = own));
        resolver[name] = function (/** @type {any} */ asked) {
          const hook = own.call(this, asked);
          if (!known.has(hook)) restore.push(watchTaps(hook, notes));
          known.add(hook);
          return hook;
        };
      }
    },
  };
}

/** @param {any} resolver */
function unwatch(resolver) {
  for (const restore of restorations.get(resolver) ?? []) restore();
}

/**
 * A tap has a say in a request when it answers, with a file or with an error.
 * @param {any} hook
 * @param {Notes} notes
 * @returns {() => void} which undoes it
 */
function watchTaps(hook, notes) {
  const marked = (/** @type {any} */ context) => ({ ...context, [OF_PLUGIN]: true });
  /** @type {Record<typeof TAPS[number], (run: Function) => Function>} */
  const around = {
    tap: (run) => (/** @type {any} */ request, /** @type {any} */ context) => notes.note(context, run(request, marked(context))),
    tapPromise: (run) => async (/** @type {any} */ request, /** @type {any} */ context) => notes.note(context, await run(request, marked(context))),
    tapAsync: (run) => (/** @type {any} */ request, /** @type {any} */ context, /** @type {Function} */ callback) =>
      run(request, marked(context), (/** @type {any} */ error, /** @type {any} */ answer) => {
        notes.note(context, error ?? answer);
        callback(error, answer);
      }),
  };
  const own = TAPS.map((name) => hook[name]);
  for (const [at, name] of TAPS.entries()) {
    hook[name] = function (/** @type {any} */ options, /** @type {Function} */ run) {
      return own[at].call(this, options, around[name](run));
    };
  }
  return () => {
    for (const [at, name] of TAPS.entries()) hook[name] = own[at];
  };
}

/** webpack's defaults for each kind of dependency, as far as they are not the target's. */
const CONDITIONS = {
  esm: ["import", "module"],
  commonjs: ["require", "module"],
  worker: ["import", "module"],
  url: [],
  "css-import": ["style"],
};

/**
 * @param {Compiler} compiler
 * @param {string} dependency
 * @returns {Record<string, any>}
 */
function optionsFor({ options, context }, dependency) {
  const isForBrowsers = /^(web|webworker|browserslist|es\d+)/.test(String([options.target ?? "web"].flat()[0]));
  const mode = options.mode === "development" ? "development" : "production";
  const platform = isForBrowsers ? "browser" : "node";
  const defaults = {
    extensions: [".tsx", ".ts", ".jsx", ".mjs", ".js", ".json", ".wasm"],
    conditionNames: ["webpack", mode, platform, ...(CONDITIONS[/** @type {keyof typeof CONDITIONS} */ (dependency)] ?? CONDITIONS.esm)],
    mainFields: isForBrowsers ? ["browser", "module", "main"] : ["module", "main"],
    aliasFields: isForBrowsers ? ["browser"] : [],
    preferRelative: ["url", "worker", "css-import"].includes(dependency),
    roots: [context],
  };
  const { byDependency, tsConfig, tsconfig, cache, unsafeCache, ...own } = options.resolve ?? {};
  return [own, byDependency?.[dependency] ?? {}].reduce(merged, defaults);
}

/**
 * `"..."` in a list stands for what was there before.
 * @param {Record<string, any>} base
 * @param {Record<string, any>} more
 */
function merged(base, more) {
  /** @type {Record<string, any>} */
  const all = { ...base };
  for (const [key, value] of Object.entries(more)) {
    if (value === undefined) continue;
    all[key] = Array.isArray(value) ? value.flatMap((item) => (item === "..." ? (base[key] ?? []) : [item])) : value;
  }
  return all;
}

/**
 * `getResolve` of functions in `externals`: resolvers with the build's options for what asks, and `resolve.plugins`.
 * @param {Compiler} compiler
 * @returns {(dependency: string, options?: Record<string, any>) => (directory: string, request: string, callback?: Function) => any}
 *   `options`: before the build's; `dependencyType` among them is another kind of dependency.
 */
function resolversOf(compiler) {
  const { ResolverFactory } = require("enhanced-resolve");
  const plugins = compiler.resolverPlugins;
  const { inputFileSystem: fileSystem } = compiler;
  /** @type {Map<string, any>} */
  const known = new Map();
  return (dependency, { dependencyType = dependency, ...own } = {}) => {
    const key = JSON.stringify([dependencyType, own], (_, value) => (value instanceof RegExp ? String(value) : value));
    let resolver = known.get(key);
    if (!resolver) {
      const options = merged(optionsFor(compiler, dependencyType), own);
      resolver = ResolverFactory.createResolver({ ...options, fileSystem, plugins: [...(own.plugins ?? []), ...plugins] });
      known.set(key, resolver);
    }
    return (directory, request, callback) => {
      // Called from the resolver itself, or an error that is thrown in it would be nobody's.
      if (callback) return void resolver.resolve({}, directory, request, {}, callback);
      return new Promise((done, fail) => {
        resolver.resolve({}, directory, request, {}, (/** @type {any} */ error, /** @type {any} */ found) => (error ? fail(error) : done(found)));
      });
    };
  };
}

module.exports = { takeResolverPlugins, askPlugins, resolversOf };

"use strict";
// Plugins of `resolve.plugins`. They are made for enhanced-resolve, which webpack resolves with, and so one of it asks them.
// What none of them has a say in is resolved natively.

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
  /** Sets of the resolutions that a plugin has had a say in. @type {WeakSet<object>} */
  const answered = new WeakSet();
  /** @type {Map<string, any>} */
  const resolvers = new Map();
  const resolverOf = (/** @type {string} */ dependency) => {
    let resolver = resolvers.get(dependency);
    if (!resolver) {
      const options = optionsFor(compiler, dependency);
      const plugins = [watch(answered), ...compiler.resolverPlugins, { apply: unwatch }];
      resolver = ResolverFactory.createResolver({ ...options, fileSystem: compiler.inputFileSystem, plugins });
      resolvers.set(dependency, resolver);
    }
    return resolver;
  };
  return ({ request, issuer, context, layer, dependency }, dependencies) =>
    new Promise((resolve, reject) => {
      const from = { issuer: issuer ?? "", issuerLayer: layer, compiler: compiler.name };
      const resolveContext = { fileDependencies: dependencies, missingDependencies: new Set(), contextDependencies: new Set() };
      resolverOf(dependency).resolve(from, context, request, resolveContext, (/** @type {Error | null} */ error, /** @type {any} */ file) => {
        if (!answered.has(dependencies)) resolve(undefined);
        else if (error) reject(error);
        // The resolver marks characters that would begin a query or a fragment.
        else resolve(file === false ? false : (file ?? undefined));
      });
    });
}

const TAPS = /** @type {const} */ (["tap", "tapAsync", "tapPromise"]);
/** How to make hooks what they were, by resolver. @type {WeakMap<object, (() => void)[]>} */
const restorations = new WeakMap();

/**
 * The first of the plugins: what those after it tap with is watched.
 * @param {WeakSet<object>} answered
 */
function watch(answered) {
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
          if (!known.has(hook)) restore.push(watchTaps(hook, answered));
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
 * @param {WeakSet<object>} answered
 * @returns {() => void} which undoes it
 */
function watchTaps(hook, answered) {
  const note = (/** @type {any} */ resolveContext, /** @type {any} */ answer) => {
    if (answer !== undefined) answered.add(resolveContext.fileDependencies);
    return answer;
  };
  /** @type {Record<typeof TAPS[number], (run: Function) => Function>} */
  const around = {
    tap: (run) => (/** @type {any} */ request, /** @type {any} */ context) => note(context, run(request, context)),
    tapPromise: (run) => async (/** @type {any} */ request, /** @type {any} */ context) => note(context, await run(request, context)),
    tapAsync: (run) => (/** @type {any} */ request, /** @type {any} */ context, /** @type {Function} */ callback) =>
      run(request, context, (/** @type {any} */ error, /** @type {any} */ answer) => {
        note(context, error ?? answer);
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

module.exports = { takeResolverPlugins, askPlugins };

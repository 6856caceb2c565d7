"use strict";
// Hooks of module factories, and what they answer when the build asks. A request crosses the boundary only where one of
// them is tapped.
const { AsyncSeriesBailHook, AsyncSeriesHook, SyncBailHook } = require("tapable");
const { withUnknownHooks } = require("./hooks.js");

/** @param {import("./compiler.js").Compiler} compiler */
function normalModuleFactory(compiler) {
  const hooks = {
    beforeResolve: new AsyncSeriesBailHook(["resolveData"]),
    factorize: new AsyncSeriesBailHook(["resolveData"]),
    resolve: new AsyncSeriesBailHook(["resolveData"]),
    afterResolve: new AsyncSeriesBailHook(["resolveData"]),
    createModule: new AsyncSeriesBailHook(["createData", "resolveData"]),
    module: new SyncBailHook(["module", "createData", "resolveData"]),
    alternatives: new AsyncSeriesHook(["modules", "options"]),
  };
  for (const name of /** @type {const} */ (["module", "alternatives"])) {
    const tapped = new Set();
    hooks[name].intercept({
      register(tap) {
        if (!tapped.has(tap.name)) compiler.warn(`${tap.name} taps normalModuleFactory.hooks.${name}, which fedpack never calls.`);
        tapped.add(tap.name);
        return tap;
      },
    });
  }
  return { hooks: withUnknownHooks(hooks, "normalModuleFactory.hooks", (message) => compiler.warn(message)) };
}

/**
 * @param {import("./bridge.js").HookBridge} bridge
 * @param {any} factory
 * @param {import("./compiler.js").Compiler} compiler
 * @param {import("./compilation.js").Compilation} compilation
 * @returns {string[]} hooks to ask at
 */
function connectFactory(bridge, factory, compiler, compilation) {
  const { externalFunctions: externals = [], inner, resolverPlugins } = compiler;
  const asked = new Set();
  const answer = (/** @type {string} */ hook, /** @type {import("./bridge.js").Answerer} */ answerer) => {
    asked.add(hook);
    bridge.on(hook, answerer);
  };
  const { beforeResolve, factorize, resolve, afterResolve, createModule } = factory.hooks;
  if (beforeResolve.isUsed() || inner) {
    answer("beforeResolve", async (args) => {
      const data = resolveData(args);
      if (inner && isEntryOf(inner, args)) data.context = inner.directory;
      else if (inner?.isAlone) return false;
      if ((await beforeResolve.promise(data)) === false) return false;
      return { request: data.request, context: data.context };
    });
  }
  if (factorize.isUsed() || externals.length > 0) {
    /** @type {ReturnType<typeof import("./plugins/resolver.js").resolversOf> | undefined} */
    let resolvers;
    answer("factorize", async (args) => {
      const getResolve = (/** @type {any} */ options) => {
        resolvers ??= require("./plugins/resolver.js").resolversOf(compiler);
        return resolvers(args.dependency, options);
      };
      for (const external of externals) {
        const answer = await externalOf(external, args, getResolve);
        if (answer) return answer;
      }
      if (!factorize.isUsed()) return null;
      return moduleOf(await factorize.promise(resolveData(args)), "factorize");
    });
  }
  if (resolve.isUsed() || resolverPlugins.length > 0) {
    const ask = resolverPlugins.length > 0 ? require("./plugins/resolver.js").askPlugins(compiler) : undefined;
    answer("resolve", async (args) => {
      const data = resolveData(args);
      const module = await resolve.promise(data);
      if (module === false) return false;
      const made = moduleOf(module, "resolve");
      if (made || !ask) return made ?? { request: data.request, context: data.context };
      const dependencies = new Set();
      const file = await ask({ ...args, request: data.request, context: data.context }, dependencies);
      if (file === undefined) return { request: data.request, context: data.context };
      for (const dependency of dependencies) compilation.fileDependencies.add(dependency);
      return file === false ? { ignored: `${data.context} ${data.request}` } : { request: file, context: data.context };
    });
  }
  if (afterResolve.isUsed() || inner) {
    answer("afterResolve", async (args) => {
      if (inner && isEntryOf(inner, args)) inner.resource = args.resource;
      const data = resolvedData(args);
      if ((await afterResolve.promise(data)) === false) return false;
      return { resource: data.createData.resource };
    });
  }
  if (createModule.isUsed()) {
    answer("createModule", async (args) => {
      const data = resolvedData(args);
      Object.assign(data.createData, { type: args.type, layer: args.moduleLayer });
      data.createData.loaders = args.loaders.map((/** @type {string} */ loader) => ({ loader }));
      return moduleOf(await createModule.promise(data.createData, data), "createModule");
    });
  }
  return [...asked];
}

/**
 * Entries have no issuer.
 * @param {import("./loaders/inner_build.js").InnerBuild} inner
 * @param {any} args
 */
function isEntryOf(inner, { issuer, request }) {
  return !issuer && inner.request.endsWith(request);
}

/** @param {any} args of a request that leads to a file */
function resolvedData(args) {
  const data = resolveData(args);
  const { resource, request: rawRequest, context } = args;
  Object.assign(data.createData, { resource, request: resource, userRequest: resource, rawRequest, context, loaders: [] });
  return data;
}

/** @param {any} args */
function resolveData({ request, issuer, context, layer, dependency }) {
  return {
    request,
    context,
    contextInfo: { issuer: issuer ?? "", issuerLayer: layer, compiler: undefined },
    dependencyType: dependency,
    dependencies: [{ request, type: dependency, category: dependency }],
    fileDependencies: new Set(),
    missingDependencies: new Set(),
    contextDependencies: new Set(),
    createData: {},
    cacheable: true,
  };
}

/**
 * What a tap gave: webpack's ExternalModule and RawModule by their shapes.
 * @param {any} module
 * @param {string} hook
 */
function moduleOf(module, hook) {
  if (module === undefined || module === null) return null;
  if (module.externalType !== undefined) return { external: [module.request].flat(), type: module.externalType };
  if (typeof module.sourceStr === "string") return { source: module.sourceStr, path: module.identifierStr };
  throw new Error(`normalModuleFactory.hooks.${hook} returned a module of a kind that cannot be made.`);
}

/**
 * A function of `externals`: with a callback, as a promise, or with a value.
 * @param {Function} external
 * @param {any} args
 * @param {(options?: any) => Function} getResolve
 */
async function externalOf(external, { request, issuer, context, layer, dependency }, getResolve) {
  const data = {
    request,
    context,
    contextInfo: { issuer: issuer ?? "", issuerLayer: layer },
    dependencyType: dependency,
    getResolve,
  };
  const [value, type] = await new Promise((resolve, reject) => {
    const callback = (/** @type {any} */ error, /** @type {any} */ ...results) => (error ? reject(error) : resolve(results));
    // Older configurations take context, request and callback apart.
    if (external.length === 3) return void external(context, request, callback);
    const result = external(data, callback);
    if (typeof result?.then === "function" || result !== undefined || !takesCallback(external)) Promise.resolve(result).then((value) => resolve([value]), reject);
  });
  return externalValue(value, type, request);
}

/**
 * One that names less than two parameters may still take a callback: `(...args) => …`, `(data, done = () => {}) => …`.
 * @param {Function} external
 */
function takesCallback(external) {
  if (external.length >= 2) return true;
  // `data => …` has no list.
  const list = /^[^(=]*(\([^]*)/.exec(String(external))?.[1] ?? "";
  let depth = 0;
  // Commas inside of `{ context, request }` are none between parameters.
  for (const [mark] of list.matchAll(/[()[\]{},]|\.\.\./g)) {
    if (/[([{]/.test(mark)) depth += 1;
    else if (/[)\]}]/.test(mark)) depth -= 1;
    else if (depth === 1) return true;
    if (depth === 0) return false;
  }
  return false;
}

/**
 * @param {any} value
 * @param {string | undefined} type
 * @param {string} request
 */
function externalValue(value, type, request) {
  if (value === undefined || value === null || value === false) return null;
  if (value === true) value = request;
  if (Array.isArray(value)) return { external: typedParts(value, type)[0], type: typedParts(value, type)[1] };
  if (typeof value === "object") {
    const [kind, inner] = Object.entries(value).find(([key]) => key === "root" || key === "commonjs") ?? Object.entries(value)[0];
    return { external: [inner].flat(), type: type ?? (kind === "root" ? undefined : kind) };
  }
  const [parts, written] = typedParts([String(value)], type);
  return { external: parts, type: written };
}

/**
 * `commonjs react` names its type.
 * @param {string[]} parts
 * @param {string | undefined} type
 * @returns {[string[], string | undefined]}
 */
function typedParts(parts, type) {
  const match = /^([a-z0-9-]+) (.+)$/s.exec(parts[0]);
  return match && type === undefined ? [[match[2], ...parts.slice(1)], match[1]] : [parts, type];
}

module.exports = { normalModuleFactory, connectFactory };

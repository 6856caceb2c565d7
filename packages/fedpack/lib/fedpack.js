"use strict";
// `fedpack(options, callback)`.
const { Compiler } = require("./compiler.js");
const { MultiCompiler } = require("./multi_compiler.js");
const { configFiles } = require("./config_files.js");
const { isOwn, minimizers, recognised } = require("./plugins/recognise.js");
const { callPageHooks } = require("./plugins/page_hooks.js");
const { takeVirtualFiles } = require("./plugins/virtual_modules.js");

/**
 * Without a callback: a compiler to run. With one: runs it at once; what is wrong with the options goes there too.
 *
 * @param {Record<string, any> | Record<string, any>[]} options
 * @param {(error: Error | null, stats?: any) => void} [callback]
 */
function fedpack(options, callback) {
  if (callback === undefined) return create(options);
  let compiler;
  try {
    compiler = create(options);
  } catch (error) {
    process.nextTick(callback, error);
    return null;
  }
  const isWatched = [options].flat().some((one) => one.watch);
  if (isWatched) compiler.watch([options].flat()[0].watchOptions ?? {}, callback);
  else compiler.run((error, stats) => compiler.close((closing) => callback(error ?? closing, stats)));
  return compiler;
}

/** @param {Record<string, any> | Record<string, any>[]} options */
function create(options) {
  if (!Array.isArray(options)) return createOne(options, false);
  return new MultiCompiler(options.map((one) => createOne(one, options.length > 1)));
}

/**
 * @param {Record<string, any>} options
 * @param {boolean} isOneOfSeveral
 */
function createOne(options, isOneOfSeveral) {
  const compiler = createUnchecked(options);
  compiler.isOneOfSeveral = isOneOfSeveral;
  compiler.validate();
  return compiler;
}

/**
 * A compiler with its plugins applied, whose options nobody has looked at.
 * @param {Record<string, any>} options
 */
function createUnchecked(options) {
  if (typeof options !== "object" || options === null) {
    throw new TypeError(`Options must be an object, not ${options === null ? "null" : typeof options}.`);
  }
  const compiler = new Compiler({ ...options });
  compiler.configFile = configFiles.get(options);
  // Plugins may add to the options.
  for (const [at, plugin] of compiler.options.plugins.entries()) {
    if (plugin) applyPlugin(compiler, plugin, `plugins[${at}]`);
  }
  const { mode, optimization } = compiler.options;
  const { minimize = mode !== "development" && mode !== "none", minimizer } = optimization ?? {};
  if (minimize && Array.isArray(minimizer)) {
    for (const { plugin, place } of minimizers(minimizer, compiler)) applyPlugin(compiler, plugin, place);
  }
  if (Array.isArray(compiler.options.resolve?.plugins)) require("./plugins/resolver.js").takeResolverPlugins(compiler);
  callPageHooks(compiler, compiler.options.plugins);
  compiler.hooks.environment.call();
  compiler.hooks.afterEnvironment.call();
  takeVirtualFiles(compiler);
  compiler.hooks.afterPlugins.call(compiler);
  compiler.hooks.afterResolvers.call(compiler);
  compiler.hooks.initialize.call();
  return compiler;
}

/**
 * @param {Compiler} compiler
 * @param {any} plugin
 * @param {string} place
 */
function applyPlugin(compiler, plugin, place) {
  if (typeof plugin === "function") applied(plugin.name || "a function", place, () => plugin.call(compiler, compiler));
  else if (typeof plugin.apply !== "function") throw new TypeError(`${place} is no plugin: it has no method apply.`);
  else {
    const { name } = plugin.constructor;
    applied(name, place, () => {
      const known = recognised(plugin, place, compiler);
      if (known === plugin && !isOwn(plugin)) compiler.javascriptPlugins.push(`${place}, ${name},`);
      known?.apply(compiler);
    });
  }
}

/**
 * A plugin that cannot be applied is named, with its place.
 * @param {string} name
 * @param {string} place
 * @param {() => void} apply
 */
function applied(name, place, apply) {
  try {
    apply();
  } catch (cause) {
    const message = cause instanceof Error ? cause.message : String(cause);
    throw new Error(`${place}, ${name}, cannot be applied: ${message}`, { cause });
  }
}

module.exports = { fedpack, createUnchecked };

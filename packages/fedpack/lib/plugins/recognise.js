"use strict";
// Plugins that a configuration imports from webpack, rspack and others, told by the name of their class: those whose work
// fedpack does itself become its own. Everything else is applied as it is.
const { existsSync } = require("node:fs");
const path = require("node:path");
const native = require("./native.js");
const javascript = require("./javascript.js");
const { keptNames, saysOnlyNames } = require("./kept_names.js");
const nodeFederation = require("./node_federation.js");
const { NOT_NEEDED, WITHOUT_EFFECT } = require("./without_work.js");
const { ProgressPlugin } = require("./progress.js");
const { VirtualModulesPlugin } = require("./virtual_modules.js");
const { VueLoaderPlugin } = require("./vue.js");

/** @typedef {import("../compiler.js").Compiler} Compiler */
/** @typedef {{apply(compiler: Compiler): void}} Plugin */

/** Options as the classes of webpack, rspack and Module Federation keep them. */
const options = (/** @type {any} */ plugin) => plugin._options ?? plugin.options ?? plugin._args?.[0] ?? {};

/** webpack keeps lists of pairs of what was an object. */
const fromPairs = (/** @type {any} */ value) => (Array.isArray(value) && value.every(Array.isArray) ? Object.fromEntries(value) : value);

/** @param {any} value */
function withoutEmpty(value) {
  return Object.fromEntries(Object.entries(value).filter(([, item]) => item !== undefined && item !== null));
}

/**
 * A page without a template has that of its plugin: its title, and nothing in its body.
 * @param {Record<string, any>} page
 * @param {string} title
 */
function withTemplate(page, title) {
  if (page.template !== undefined || page.templateContent) return page;
  const text = String(page.title ?? title).replace(/&/g, "&amp;").replace(/</g, "&lt;");
  const viewport = page.meta?.viewport === undefined ? '<meta name="viewport" content="width=device-width,initial-scale=1">' : "";
  const head = `<meta charset="utf-8"><title>${text}</title>${viewport}`;
  return { ...page, templateContent: `<!doctype html><html><head>${head}</head><body></body></html>` };
}

/** @type {Record<string, (plugin: any, compiler: Compiler) => Plugin>} */
const OWN = {
  ModuleFederationPlugin: (plugin) => new native.ModuleFederationPlugin(options(plugin)),
  ModuleFederationPluginV1: (plugin) => new native.ModuleFederationPluginV1(options(plugin)),
  ContainerPlugin: (plugin) => {
    const { exposes, ...rest } = options(plugin);
    return new native.ContainerPlugin(withoutEmpty({ ...rest, exposes: fromPairs(exposes) }));
  },
  ContainerReferencePlugin: (plugin) =>
    new native.ContainerReferencePlugin(withoutEmpty({ remoteType: plugin._remoteType, remotes: fromPairs(plugin._remotes) })),
  SharePlugin: (plugin) => {
    const consumes = Object.assign({}, ...(plugin._consumes ?? []));
    return new native.SharePlugin(withoutEmpty({ shareScope: plugin._shareScope, shared: consumes }));
  },
  ConsumeSharedPlugin: (plugin) => new native.ConsumeSharedPlugin({ consumes: withoutEmptyItems(fromPairs(plugin._consumes)) }),
  ProvideSharedPlugin: (plugin) => new native.ProvideSharedPlugin({ provides: withoutEmptyItems(fromPairs(plugin._provides)) }),
  UniversalFederationPlugin: (plugin) => new nodeFederation.UniversalFederationPlugin(options(plugin)),
  NodeFederationPlugin: (plugin) => new nodeFederation.NodeFederationPlugin(options(plugin)),
  StreamingTargetPlugin: () => new nodeFederation.StreamingTargetPlugin(),
  TreeShakingSharedPlugin: (plugin) => new native.TreeShakingSharedPlugin(plugin._options ?? { mfConfig: plugin.mfConfig, secondary: plugin.secondary }),
  DefinePlugin: (plugin) => new native.DefinePlugin(plugin.definitions ?? options(plugin)),
  EnvironmentPlugin: (plugin) => new native.EnvironmentPlugin(plugin.defaultValues ?? plugin._args?.flat() ?? []),
  ProvidePlugin: (plugin) => new native.ProvidePlugin(plugin.definitions ?? options(plugin)),
  ExternalsPlugin: (plugin) => new native.ExternalsPlugin(plugin.type ?? plugin._args[0], plugin.externals ?? plugin._args[1]),
  HtmlWebpackPlugin: (plugin, compiler) => {
    const given = plugin.userOptions ?? options(plugin);
    const usual = "src/index.ejs";
    const isThere = given.template === undefined && existsSync(path.resolve(compiler.context, usual));
    return new native.HtmlPlugin(withTemplate(isThere ? { ...given, template: usual } : given, "Webpack App"));
  },
  HtmlRspackPlugin: (plugin) => new native.HtmlPlugin(withTemplate(options(plugin), "rspack")),
  MiniCssExtractPlugin: (plugin) => new native.CssFilenames(options(plugin)),
  CssExtractRspackPlugin: (plugin) => new native.CssFilenames(options(plugin)),
  LimitChunkCountPlugin: (plugin) => new native.LimitChunkCountPlugin(options(plugin)),
  SourceMapDevToolPlugin: (plugin) =>
    new native.SourceMapDevToolPlugin(plugin._args ? options(plugin) : { filename: plugin.sourceMapFilename, ...plugin.options }),
  EvalSourceMapDevToolPlugin: (plugin) => new native.EvalSourceMapDevToolPlugin(options(plugin)),
  ContextReplacementPlugin: (plugin) =>
    plugin._args
      ? new native.ContextReplacementPlugin(...plugin._args)
      : new native.ContextReplacementPlugin(
          plugin.resourceRegExp,
          plugin.newContentResource ?? plugin.newContentCallback,
          plugin.newContentCreateContextMap ?? plugin.newContentRecursive,
          plugin.newContentRegExp,
        ),
  CleanPlugin: (plugin) => new native.CleanPlugin({ dry: plugin.dry, keep: plugin.keep ?? undefined }),
  LoaderOptionsPlugin: (plugin) => new javascript.LoaderOptionsPlugin(options(plugin)),
  IgnorePlugin: (plugin) => new javascript.IgnorePlugin(options(plugin)),
  NormalModuleReplacementPlugin: (plugin) => {
    const [expression, replacement] = plugin._args ?? [plugin.resourceRegExp, plugin.newResource];
    return new javascript.NormalModuleReplacementPlugin(expression, replacement);
  },
  BannerPlugin: (plugin) => new javascript.BannerPlugin(options(plugin)),
  CopyPlugin: (plugin) => new javascript.CopyPlugin({ patterns: plugin.patterns ?? options(plugin).patterns }),
  CopyWebpackPlugin: (plugin) => new javascript.CopyPlugin({ patterns: plugin.patterns ?? options(plugin).patterns }),
  CopyRspackPlugin: (plugin) => new javascript.CopyPlugin({ patterns: options(plugin).patterns }),
  EntryPlugin: (plugin) => new javascript.EntryPlugin(plugin.context ?? plugin._args[0], plugin.entry ?? plugin._args[1], plugin.options ?? plugin._args[2]),
  CleanWebpackPlugin: () => new native.OutputOption("clean", true),
  SubresourceIntegrityPlugin: (plugin) => new native.SubresourceIntegrityPlugin(options(plugin)),
  ProgressPlugin: (plugin) => new ProgressPlugin(plugin.handler ?? options(plugin)),
  VueLoaderPlugin: () => new VueLoaderPlugin(),
  SplitChunksPlugin: (plugin) => new native.SplitChunksPlugin(options(plugin)),
  RuntimeChunkPlugin: (plugin) => new native.RuntimeChunkPlugin(options(plugin)),
  NamedModuleIdsPlugin: () => new native.NamedModuleIdsPlugin(),
  NamedChunkIdsPlugin: () => new native.NamedChunkIdsPlugin(),
  DeterministicModuleIdsPlugin: () => new native.DeterministicModuleIdsPlugin(),
  DeterministicChunkIdsPlugin: () => new native.DeterministicChunkIdsPlugin(),
};

/** @param {any} items */
function withoutEmptyItems(items) {
  return Object.fromEntries(Object.entries(items ?? {}).map(([key, item]) => [key, withoutEmpty(item)]));
}

/** What `react-refresh/babel` and swc's `refresh` write into modules is there with the plugin, and does nothing here. */
const WITHOUT_REFRESH = { $RefreshReg$: "(()=>{})", $RefreshSig$: "(()=>(type)=>type)" };

const OWN_CLASSES = new Set([...Object.values(native), ...Object.values(javascript), ProgressPlugin, VirtualModulesPlugin, VueLoaderPlugin]);

/**
 * @param {any} plugin
 * @param {string} place `plugins[2]`
 * @param {Compiler} compiler
 * @returns {Plugin | undefined} `undefined` where nothing is to be done
 */
function recognised(plugin, place, compiler) {
  const name = plugin.constructor?.name ?? "";
  if (OWN_CLASSES.has(plugin.constructor)) return plugin;
  if (Object.hasOwn(OWN, name)) return OWN[name](plugin, compiler);
  // Its class has no name of its own.
  if (plugin.constructor?.NS === "vue-loader") return new VueLoaderPlugin();
  if (NOT_NEEDED.has(name)) return undefined;
  const instead = WITHOUT_EFFECT.get(name);
  if (instead === undefined) {
    // What rspack's own plugins do is not in JavaScript: they hand a name to the program that they were made for.
    if (typeof plugin.raw === "function" && Array.isArray(plugin._args)) throw new Error("it is a part of rspack, and has no counterpart here.");
    return plugin;
  }
  compiler.warn(`${place}: ${name} has no effect. ${instead}`);
  return name.startsWith("ReactRefresh") ? new native.DefinePlugin(WITHOUT_REFRESH) : undefined;
}

/** Those among `optimization.minimizer` whose work is built in, by what they are for. */
const BUILT_IN_MINIMIZERS = new Map([
  ["TerserPlugin", "javascript"],
  ["MinimizerPlugin", "javascript"],
  ["SwcJsMinimizerRspackPlugin", "javascript"],
  ["ESBuildMinifyPlugin", "javascript"],
  ["EsbuildPlugin", "javascript"],
  ["UglifyJsPlugin", "javascript"],
  ["CssMinimizerPlugin", "css"],
  ["LightningCssMinimizerRspackPlugin", "css"],
]);

/** Options of minimizers that say nothing about what comes out. */
const SAID_BY_ITSELF = new Set(["test", "include", "exclude", "parallel", "extractComments", "minify", "warningsFilter"]);

/**
 * `optimization.minimizer`: what is built in is done natively, anything else is a plugin.
 *
 * @param {any[]} list
 * @param {Compiler} compiler
 * @returns {{plugin: any, place: string}[]} plugins that are to be applied
 */
function minimizers(list, compiler) {
  const others = [];
  let minimizesScripts = false;
  for (const [at, item] of list.entries()) {
    if (!item) continue;
    const place = `optimization.minimizer[${at}]`;
    const kind = item === "..." ? "javascript" : BUILT_IN_MINIMIZERS.get(item.constructor?.name);
    if (kind === undefined) {
      others.push({ plugin: item, place });
      continue;
    }
    minimizesScripts ||= kind === "javascript";
    const given = item === "..." ? {} : withoutDefaults(options(item));
    const names = kind === "javascript" ? keptNames(given) : undefined;
    if (names) new native.OptimizationOption("keepNames", names).apply(compiler);
    const lost = Object.keys(given).filter((key) => !SAID_BY_ITSELF.has(key) && !saysOnlyNames(key, given[key]));
    if (lost.length > 0) compiler.warn(`${place}: the built-in minimizer stands for ${item.constructor.name}; its ${lost.join(", ")} have no effect.`);
  }
  // As in webpack: without one that minimizes scripts, they stay as they are.
  if (!minimizesScripts) new native.OptimizationOption("minimize", false).apply(compiler);
  return others;
}

/** @param {any} given */
function withoutDefaults(given) {
  return Object.fromEntries(
    Object.entries(given ?? {}).filter(([, value]) => {
      if (typeof value !== "object" || value === null) return value !== undefined;
      return Object.keys(value).length > 0;
    }),
  );
}

/** @param {any} plugin */
function isOwn(plugin) {
  return OWN_CLASSES.has(plugin.constructor);
}

module.exports = { recognised, minimizers, isOwn };

"use strict";
// What the package exports; `index.mjs` has the same names for ECMAScript modules.
const { fedpack } = require("./fedpack.js");
const { Compiler } = require("./compiler.js");
const { Compilation } = require("./compilation.js");
const { MultiCompiler, MultiStats } = require("./multi_compiler.js");
const { Stats } = require("./stats.js");
const { OptionsError } = require("./errors.js");
const native = require("./plugins/native.js");
const javascript = require("./plugins/javascript.js");
const { VueLoaderPlugin } = require("./plugins/vue.js");
const withoutWork = require("./plugins/without_work.js");
const { matches, matchPart } = require("./conditions.js");
const { NormalModule } = require("./normal_module.js");
const targets = require("./plugins/targets.js");
const { ProgressPlugin } = require("./plugins/progress.js");
const { VirtualModulesPlugin } = require("./plugins/virtual_modules.js");
const { version: fedpackVersion } = require("../package.json");

/** Plugins ask which webpack they are in: the one whose interfaces are here. */
const WEBPACK_VERSION = "5.112.2";

const { ModuleFederationPlugin, ModuleFederationPluginV1, ContainerPlugin, ContainerReferencePlugin } = native;
const { SharePlugin, ConsumeSharedPlugin, ProvideSharedPlugin, TreeShakingSharedPlugin } = native;

module.exports = Object.assign(fedpack, {
  fedpack,
  // Who moves names this package instead of the other, and goes on taking what it needs by its name there.
  webpack: fedpack,
  rspack: fedpack,
  version: WEBPACK_VERSION,
  fedpackVersion,
  NormalModule,
  Compiler,
  Compilation,
  MultiCompiler,
  MultiStats,
  Stats,
  OptionsError,
  ValidationError: OptionsError,
  WebpackError: Error,
  DefinePlugin: native.DefinePlugin,
  EnvironmentPlugin: native.EnvironmentPlugin,
  ExternalsPlugin: native.ExternalsPlugin,
  ProvidePlugin: native.ProvidePlugin,
  HtmlPlugin: native.HtmlPlugin,
  HtmlRspackPlugin: native.HtmlPlugin,
  ContextReplacementPlugin: native.ContextReplacementPlugin,
  SourceMapDevToolPlugin: native.SourceMapDevToolPlugin,
  EvalSourceMapDevToolPlugin: native.EvalSourceMapDevToolPlugin,
  CleanPlugin: native.CleanPlugin,
  BannerPlugin: javascript.BannerPlugin,
  CopyPlugin: javascript.CopyPlugin,
  CopyRspackPlugin: javascript.CopyPlugin,
  IgnorePlugin: javascript.IgnorePlugin,
  LoaderOptionsPlugin: javascript.LoaderOptionsPlugin,
  NormalModuleReplacementPlugin: javascript.NormalModuleReplacementPlugin,
  EntryPlugin: javascript.EntryPlugin,
  EntryOptionPlugin: targets.EntryOptionPlugin,
  LoaderTargetPlugin: targets.LoaderTargetPlugin,
  VueLoaderPlugin,
  HotModuleReplacementPlugin: withoutWork.HotModuleReplacementPlugin,
  NoEmitOnErrorsPlugin: withoutWork.NoEmitOnErrorsPlugin,
  ProgressPlugin,
  DllPlugin: withoutWork.DllPlugin,
  DllReferencePlugin: withoutWork.DllReferencePlugin,
  SwcJsMinimizerRspackPlugin: withoutWork.SwcJsMinimizerRspackPlugin,
  LightningCssMinimizerRspackPlugin: withoutWork.LightningCssMinimizerRspackPlugin,
  optimize: {
    LimitChunkCountPlugin: native.LimitChunkCountPlugin,
    RuntimeChunkPlugin: native.RuntimeChunkPlugin,
    SplitChunksPlugin: native.SplitChunksPlugin,
    MergeDuplicateChunksPlugin: withoutWork.MergeDuplicateChunksPlugin,
    MinChunkSizePlugin: withoutWork.MinChunkSizePlugin,
    ModuleConcatenationPlugin: withoutWork.ModuleConcatenationPlugin,
    SideEffectsFlagPlugin: withoutWork.SideEffectsFlagPlugin,
  },
  ids: {
    NamedModuleIdsPlugin: native.NamedModuleIdsPlugin,
    NamedChunkIdsPlugin: native.NamedChunkIdsPlugin,
    DeterministicModuleIdsPlugin: native.DeterministicModuleIdsPlugin,
    DeterministicChunkIdsPlugin: native.DeterministicChunkIdsPlugin,
  },
  /** For editors: the options are what they were. */
  defineConfig: (/** @type {any} */ config) => config,
  node: targets.node,
  web: targets.web,
  webworker: targets.webworker,
  library: targets.library,
  javascript: targets.javascript,
  wasm: targets.wasm,
  /** Of rspack's experiments, what is here; plugins look whether it is. */
  experiments: { VirtualModulesPlugin, SubresourceIntegrityPlugin: native.SubresourceIntegrityPlugin },
  ModuleFilenameHelpers: { matchPart, matchObject: matches },
  util: { createHash: (/** @type {string} */ kind) => require("node:crypto").createHash(kind === "xxhash64" ? "md5" : kind) },
  container: { ModuleFederationPlugin, ModuleFederationPluginV1, ContainerPlugin, ContainerReferencePlugin },
  sharing: { SharePlugin, ConsumeSharedPlugin, ProvideSharedPlugin, TreeShakingSharedPlugin },
});

// Loaded when somebody asks.
Object.defineProperty(fedpack, "sources", { enumerable: true, get: () => require("webpack-sources") });

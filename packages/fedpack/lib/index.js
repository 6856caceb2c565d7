"use strict";
// What the package exports. `index.mjs` has the same names for ECMAScript modules.
const { fedpack } = require("./fedpack.js");
const { Compiler } = require("./compiler.js");
const { Compilation } = require("./compilation.js");
const { MultiCompiler, MultiStats } = require("./multi_compiler.js");
const { Stats } = require("./stats.js");
const { OptionsError } = require("./errors.js");
const native = require("./plugins/native.js");
const { version } = require("../package.json");

const { ModuleFederationPlugin, ContainerPlugin, ContainerReferencePlugin } = native;
const { SharePlugin, ConsumeSharedPlugin, ProvideSharedPlugin } = native;

module.exports = Object.assign(fedpack, {
  fedpack,
  version,
  Compiler,
  Compilation,
  MultiCompiler,
  MultiStats,
  Stats,
  OptionsError,
  DefinePlugin: native.DefinePlugin,
  EnvironmentPlugin: native.EnvironmentPlugin,
  ExternalsPlugin: native.ExternalsPlugin,
  HtmlPlugin: native.HtmlPlugin,
  container: { ModuleFederationPlugin, ContainerPlugin, ContainerReferencePlugin },
  sharing: { SharePlugin, ConsumeSharedPlugin, ProvideSharedPlugin },
});

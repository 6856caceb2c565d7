"use strict";
// What the plugins of `@module-federation/node` say: federation on a server, whose remotes come over HTTP. Their own work changes
// webpack's runtime; fedpack's has it, for the protocol that the options ask for.
const { createRequire } = require("node:module");
const path = require("node:path");
const native = require("./native.js");

/** @typedef {import("../compiler.js").Compiler} Compiler */

/** By which the package of Module Federation 2 loads chunks of remotes in Node. */
const RUNTIME_PLUGIN = "@module-federation/node/runtimePlugin";

/** The target that `StreamingTargetPlugin` stands for: Node, where chunks are read asynchronously. */
class StreamingTargetPlugin {
  /** @param {Compiler} compiler */
  apply(compiler) {
    compiler.options.target = "async-node";
  }
}

class NodeFederationPlugin {
  /** @param {Record<string, any>} options of ModuleFederationPlugin, and of this one */
  constructor({ isServer, debug, useRuntimePlugin, promiseBaseURI, ...options }) {
    this.isServer = isServer;
    this.options = options;
  }

  /** @param {Compiler} compiler */
  apply(compiler) {
    const { options } = this;
    new StreamingTargetPlugin().apply(compiler);
    const plugins = options.runtimePlugins ?? [];
    const has = plugins.some((/** @type {unknown} */ item) => /@module-federation[\\/]node[\\/].*runtimePlugin/.test(String(item)));
    const own = has ? undefined : runtimePlugin(compiler.context);
    new native.ModuleFederationPlugin(own === undefined ? options : { ...options, runtimePlugins: [...plugins, own] }).apply(compiler);
  }
}

/** For the pages of an application or for its server: `isServer`, the name of the configuration or its target says for which. */
class UniversalFederationPlugin extends NodeFederationPlugin {
  /** @param {Compiler} compiler */
  apply(compiler) {
    const { name, target } = compiler.options;
    if (this.isServer || name === "server" || target === "node" || target === "async-node") return super.apply(compiler);
    new native.ModuleFederationPlugin(this.options).apply(compiler);
  }
}

/** @param {string} context folder of the project */
function runtimePlugin(context) {
  try {
    return createRequire(path.join(context, "package.json")).resolve(RUNTIME_PLUGIN);
  } catch {
    // Where the package is not installed, its runtime is not either.
    return undefined;
  }
}

module.exports = { NodeFederationPlugin, StreamingTargetPlugin, UniversalFederationPlugin };

"use strict";
// The small plugins with which loaders and plugins put a child compiler together: templates, targets, libraries. What each
// does in webpack is an option here, so that is what it sets.

/** @typedef {import("../compiler.js").Compiler} Compiler */

/**
 * @param {string} name
 * @param {(compiler: Compiler, ...given: any[]) => void} apply
 */
function pluginOf(name, apply) {
  const classes = {
    [name]: class {
      /** @param {any[]} given */
      constructor(...given) {
        this.given = given;
      }

      /** @param {Compiler} compiler */
      apply(compiler) {
        apply(compiler, ...this.given);
      }
    },
  };
  return classes[name];
}

/**
 * @param {Compiler} compiler
 * @param {Record<string, any>} more
 */
function setOutput(compiler, more) {
  Object.assign(compiler.options.output, more);
}

const NodeTemplatePlugin = pluginOf("NodeTemplatePlugin", (compiler, { asyncChunkLoading } = {}) =>
  setOutput(compiler, { chunkFormat: "commonjs", chunkLoading: asyncChunkLoading ? "async-node" : "require" }),
);
const NodeTargetPlugin = pluginOf("NodeTargetPlugin", (compiler) => {
  compiler.options.externalsPresets = { ...compiler.options.externalsPresets, node: true };
});
const WebWorkerTemplatePlugin = pluginOf("WebWorkerTemplatePlugin", (compiler) =>
  setOutput(compiler, { chunkFormat: "array-push", chunkLoading: "import-scripts" }),
);
const JsonpTemplatePlugin = pluginOf("JsonpTemplatePlugin", (compiler) =>
  setOutput(compiler, { chunkFormat: "array-push", chunkLoading: "jsonp" }),
);
/** What loaders read as `this.target`. */
const LoaderTargetPlugin = pluginOf("LoaderTargetPlugin", (compiler, target) => {
  compiler.loaderContext.target = target;
});
/** An entry of a library says its type; nothing has to be enabled. */
const EnableLibraryPlugin = pluginOf("EnableLibraryPlugin", () => {});
const EnableChunkLoadingPlugin = pluginOf("EnableChunkLoadingPlugin", () => {});
const EnableWasmLoadingPlugin = pluginOf("EnableWasmLoadingPlugin", () => {});
const FetchCompileWasmPlugin = pluginOf("FetchCompileWasmPlugin", () => {});
const FetchCompileAsyncWasmPlugin = pluginOf("FetchCompileAsyncWasmPlugin", () => {});
const NodeEnvironmentPlugin = pluginOf("NodeEnvironmentPlugin", () => {});

class EntryOptionPlugin {
  /**
   * Entries of a compiler in webpack's normalized form.
   *
   * @param {Compiler} compiler
   * @param {string} context
   * @param {Record<string, any> | (() => any)} entry
   */
  static applyEntryOption(compiler, context, entry) {
    compiler.context = context;
    compiler.options.context = context;
    compiler.options.entry = typeof entry === "function" ? entry : { ...compiler.options.entry, ...entry };
  }

  /** @param {Compiler} compiler */
  apply(compiler) {
    compiler.hooks.entryOption.tap("EntryOptionPlugin", (context, entry) => {
      EntryOptionPlugin.applyEntryOption(compiler, context, entry);
      return true;
    });
  }
}

module.exports = {
  EntryOptionPlugin,
  LoaderTargetPlugin,
  node: { NodeTemplatePlugin, NodeTargetPlugin, NodeEnvironmentPlugin },
  webworker: { WebWorkerTemplatePlugin },
  web: { JsonpTemplatePlugin, FetchCompileWasmPlugin, FetchCompileAsyncWasmPlugin },
  library: { EnableLibraryPlugin },
  javascript: { EnableChunkLoadingPlugin },
  wasm: { EnableWasmLoadingPlugin },
};

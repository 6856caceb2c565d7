"use strict";
// Plugins whose work is done in Rust: they carry their options until they are applied to a compiler, and then say what
// they mean in the options that the Rust side reads.
const { asList } = require("../lower/options.js");
const { RuntimeValue } = require("../lower/define.js");
const { className, isRegExp } = require("../lower/data.js");
const { refuseUnknown } = require("./known_options.js");
const { takeAdditionalData } = require("./manifest_data.js");
const { TreeShakingSharedPlugin, takePackageOptions } = require("./shared_packages.js");
const { takeTypeFunctions } = require("./type_functions.js");

/** @typedef {import("../compiler.js").Compiler} Compiler */

class DefinePlugin {
  /** @param {Record<string, unknown>} definitions */
  constructor(definitions) {
    this.definitions = definitions;
  }

  /**
   * @param {ConstructorParameters<typeof RuntimeValue>[0]} fn
   * @param {unknown} [options]
   */
  static runtimeValue(fn, options) {
    return new RuntimeValue(fn, options);
  }

  /** @param {Compiler} compiler */
  apply(compiler) {
    Object.assign(compiler.native.define, this.definitions);
  }
}

class EnvironmentPlugin {
  /** @param {(string | string[] | Record<string, unknown>)[]} keys names, lists of names, or an object of defaults */
  constructor(...keys) {
    /** @type {Record<string, unknown>} */
    this.defaultValues = {};
    for (const key of keys.flat()) {
      if (typeof key === "string") this.defaultValues[key] = undefined;
      else Object.assign(this.defaultValues, key);
    }
    this.keys = Object.keys(this.defaultValues);
  }

  /** @param {Compiler} compiler */
  apply(compiler) {
    for (const key of this.keys) {
      const value = process.env[key] ?? this.defaultValues[key];
      if (value === undefined) {
        // An error of the build, as in webpack; what else is wrong shows, too.
        const error = new Error(
          `EnvironmentPlugin: the ${key} environment variable is undefined, and has no default. ` +
            "Set it, or give a default (null for a value that may be missing).",
        );
        compiler.hooks.thisCompilation.tap("EnvironmentPlugin", (compilation) => void compilation.errors.push(error));
      }
      const code = value === undefined ? "undefined" : JSON.stringify(value);
      for (const object of ["process.env", "import.meta.env"]) compiler.native.define[`${object}.${key}`] = code;
    }
  }
}

class ExternalsPlugin {
  /**
   * @param {string} type
   * @param {unknown} externals
   */
  constructor(type, externals) {
    this.type = type;
    this.externals = externals;
  }

  /** @param {Compiler} compiler */
  apply(compiler) {
    for (const item of asList(this.externals)) compiler.native.externals.push(withType(item, this.type));
  }
}

/**
 * @param {any} item
 * @param {string} type
 */
function withType(item, type) {
  /** @param {any} value */
  const typed = (value) => (typeof value === "string" && !value.includes(" ") ? `${type} ${value}` : value);
  if (typeof item === "string") return { [item]: typed(item) };
  if (isRegExp(item) || typeof item !== "object" || className(item) !== undefined) return item;
  return Object.fromEntries(
    Object.entries(item).map(([key, value]) => [key, value === true ? typed(key) : typed(value)]),
  );
}

class HtmlPlugin {
  /** @param {Record<string, unknown>} [options] html-webpack-plugin's */
  constructor(options = {}) {
    this.options = options;
  }

  /** @param {Compiler} compiler */
  apply(compiler) {
    compiler.native.html.push(this.options);
  }
}

/** Of MiniCssExtractPlugin and rspack's plugin of that kind: what needs no answer, as it changes nothing of a page. */
const CSS_WITHOUT_MEANING = ["experimentalUseImportModule", "pathinfo", "enforceRelative"];
/** And what is lost. */
const CSS_WITHOUT_EFFECT = ["insert", "attributes", "linkType", "runtime"];

/** MiniCssExtractPlugin's options: CSS is written into files anyway. */
class CssFilenames {
  /** @param {{filename?: string, chunkFilename?: string, ignoreOrder?: boolean}} options */
  constructor(options) {
    this.options = options;
    refuseUnknown("MiniCssExtractPlugin", options, ["filename", "chunkFilename", "ignoreOrder", ...CSS_WITHOUT_MEANING, ...CSS_WITHOUT_EFFECT]);
  }

  /** @param {Compiler} compiler */
  apply(compiler) {
    const { filename, chunkFilename, ignoreOrder } = this.options;
    if (ignoreOrder) compiler.options.ignoreWarnings = [...(compiler.options.ignoreWarnings ?? []), { message: /^FED0605$/ }];
    /** @type {Record<string, unknown>} */
    const given = this.options;
    // What these say is what is done anyway.
    const usual = { runtime: true, linkType: "text/css" };
    for (const key of CSS_WITHOUT_EFFECT) {
      const isLost = given[key] !== undefined && given[key] !== /** @type {Record<string, unknown>} */ (usual)[key];
      if (isLost) compiler.warn(`MiniCssExtractPlugin: the option ${key} has no effect.`);
    }
    const { output } = compiler.options;
    if (typeof filename === "string") output.cssFilename ??= filename;
    if (typeof chunkFilename === "string") output.cssChunkFilename ??= chunkFilename;
  }
}

class OutputOption {
  /**
   * @param {string} key
   * @param {unknown} value
   */
  constructor(key, value) {
    this.key = key;
    this.value = value;
  }

  /** @param {Compiler} compiler */
  apply(compiler) {
    compiler.options.output[this.key] = this.value;
  }
}

class OptimizationOption extends OutputOption {
  /** @param {Compiler} compiler */
  apply(compiler) {
    compiler.options.optimization = { ...compiler.options.optimization, [this.key]: this.value };
  }
}

/** `webpack-subresource-integrity`, and rspack's plugin of this name. */
class SubresourceIntegrityPlugin {
  /** @param {{enabled?: boolean | "auto", hashFuncNames?: string[]}} [options] other options are warnings */
  constructor(options = {}) {
    this.options = options;
  }

  /** @param {Compiler} compiler */
  apply(compiler) {
    const { enabled = "auto", hashFuncNames = ["sha384"], htmlPlugin: _, hashLoading, ...others } = this.options;
    // All files are named by runtimes and pages from the start.
    const lost = Object.keys(others).concat(hashLoading === "lazy" ? "hashLoading" : []);
    for (const key of lost) compiler.warn(`SubresourceIntegrityPlugin: the option ${key} has no effect.`);
    const isOn = enabled === "auto" ? compiler.options.mode !== "development" : enabled;
    if (isOn) compiler.options.output.integrity = hashFuncNames;
  }
}

/** Options of these plugins are those of `optimization.<key>`. */
class SplitChunksPlugin extends OptimizationOption {
  /** @param {unknown} [options] */
  constructor(options = {}) {
    super("splitChunks", options);
  }
}

class RuntimeChunkPlugin extends OptimizationOption {
  /** @param {unknown} options */
  constructor(options) {
    super("runtimeChunk", options);
  }
}

class NamedModuleIdsPlugin extends OptimizationOption {
  constructor() {
    super("moduleIds", "named");
  }
}

class NamedChunkIdsPlugin extends OptimizationOption {
  constructor() {
    super("chunkIds", "named");
  }
}

class DeterministicModuleIdsPlugin extends OptimizationOption {
  constructor() {
    super("moduleIds", "deterministic");
  }
}

class DeterministicChunkIdsPlugin extends OptimizationOption {
  constructor() {
    super("chunkIds", "deterministic");
  }
}

class CleanPlugin extends OutputOption {
  /** @param {{dry?: boolean, keep?: unknown}} [options] */
  constructor(options = {}) {
    super("clean", options);
  }
}

/** Chunks are not merged; one chunk for everything is what `output.asyncChunks` does. */
class LimitChunkCountPlugin {
  /** @param {{maxChunks: number}} options */
  constructor(options) {
    this.options = options;
  }

  /** @param {Compiler} compiler */
  apply(compiler) {
    const { maxChunks } = this.options;
    if (maxChunks !== 1) {
      compiler.warn(`LimitChunkCountPlugin has no effect: chunks are only put together for maxChunks: 1, not ${maxChunks}.`);
      return;
    }
    new OutputOption("asyncChunks", false).apply(compiler);
    new OptimizationOption("splitChunks", false).apply(compiler);
  }
}

/** What it says in the words of `devtool`. */
class SourceMapDevToolPlugin {
  /** @param {Record<string, any>} [options] */
  constructor(options = {}) {
    this.options = options;
  }

  /** Of `devtool`: `eval-` or what the options say. */
  get prefix() {
    const { filename, append } = this.options;
    if (!filename) return "inline-";
    return append === false ? "hidden-" : "";
  }

  /** Options that `output.sourceMap` has under the same names. */
  get beside() {
    return ["test", "include", "exclude", "ignoreList", "publicPath", "fileContext"];
  }

  /** @param {Compiler} compiler */
  apply(compiler) {
    const { filename, append, module = true, columns = true, noSources, namespace, debugIds, ...rest } = this.options;
    const { moduleFilenameTemplate, fallbackModuleFilenameTemplate, ...others } = rest;
    /** @type {Record<string, unknown>} */
    const besides = typeof append === "string" || typeof append === "function" ? { append } : {};
    for (const key of this.beside) {
      if (others[key] !== undefined) besides[key] = others[key];
      delete others[key];
    }
    const kind = columns ? "source-map" : module ? "cheap-module-source-map" : "cheap-source-map";
    compiler.options.devtool = `${this.prefix}${noSources ? "nosources-" : ""}${kind}${debugIds ? "-debugids" : ""}`;
    const given = {
      sourceMap: besides,
      sourceMapFilename: filename || undefined,
      devtoolNamespace: namespace,
      devtoolModuleFilenameTemplate: moduleFilenameTemplate,
      devtoolFallbackModuleFilenameTemplate: fallbackModuleFilenameTemplate,
    };
    for (const [key, value] of Object.entries(given)) if (value !== undefined) new OutputOption(key, value).apply(compiler);
    const lost = Object.entries(others).filter(([, value]) => value !== undefined);
    for (const [key] of lost) compiler.warn(`${this.constructor.name}: the option ${key} has no effect.`);
  }
}

class EvalSourceMapDevToolPlugin extends SourceMapDevToolPlugin {
  /** @param {Record<string, any> | string} [options] */
  constructor(options = {}) {
    super(typeof options === "string" ? { append: options } : options);
  }

  get prefix() {
    return "eval-";
  }

  /** Conditions of this plugin are about modules. */
  get beside() {
    return ["ignoreList"];
  }
}

/** Other folders and files for `require.context` and requests that are only partly known. */
class ContextReplacementPlugin {
  /**
   * @param {RegExp} resourceRegExp of the folder
   * @param {any} [newContentResource] folder, or a function of the context
   * @param {any} [newContentRecursive] `true` for folders in it, or an object from request to file
   * @param {any} [newContentRegExp] of the files
   */
  constructor(resourceRegExp, newContentResource, newContentRecursive, newContentRegExp) {
    this.resourceRegExp = resourceRegExp;
    this.given = [newContentResource, newContentRecursive, newContentRegExp];
  }

  /** @param {Compiler} compiler */
  apply(compiler) {
    /** @type {Record<string, unknown>} */
    const replacement = { test: this.resourceRegExp };
    for (const value of this.given) {
      if (typeof value === "function") {
        compiler.fail("ContextReplacementPlugin with a function is not supported: give a folder, and an expression for its files.");
      } else if (typeof value === "string") replacement.resource = value;
      else if (typeof value === "boolean") replacement.recursive = value;
      else if (isRegExp(value)) replacement.include = value;
      else if (typeof value === "object" && value !== null) replacement.map = value;
    }
    compiler.native.contextReplacements.push(replacement);
  }
}

/** Free names that stand for modules. */
class ProvidePlugin {
  /** @param {Record<string, string | string[]>} definitions */
  constructor(definitions) {
    this.definitions = definitions;
  }

  /** @param {Compiler} compiler */
  apply(compiler) {
    Object.assign(compiler.native.provide, this.definitions);
  }
}

/** Each of federation's plugins says a part of what ModuleFederationPlugin takes. */
class FederationPart {
  /** @param {Record<string, unknown>} options */
  constructor(options) {
    this.options = options;
  }

  /** @param {Compiler} compiler */
  apply(compiler) {
    compiler.native.federation.push(this.options);
  }
}

class ModuleFederationPlugin extends FederationPart {
  /** @param {Compiler} compiler */
  apply(compiler) {
    const manifest = takeAdditionalData(this.options);
    const types = takeTypeFunctions(manifest.rest);
    const packages = takePackageOptions(types.rest);
    compiler.native.federation.push(packages.rest);
    manifest.apply?.(compiler);
    types.apply?.(compiler);
    packages.plugin?.apply(compiler);
  }
}
/** rspack's with webpack's protocol, whatever else the options ask for. */
class ModuleFederationPluginV1 extends ModuleFederationPlugin {
  /** @param {Record<string, any>} options */
  constructor(options) {
    super({ protocol: "v1", ...options });
  }
}
/** `{name, library, filename, exposes, runtime, shareScope}` */
class ContainerPlugin extends FederationPart {}
/** `{remoteType, remotes, shareScope}` */
class ContainerReferencePlugin extends FederationPart {}
/** `{shared, shareScope}` */
class SharePlugin extends FederationPart {}
/** `{consumes, shareScope}` */
class ConsumeSharedPlugin extends FederationPart {}
/** `{provides, shareScope}` */
class ProvideSharedPlugin extends FederationPart {}

module.exports = {
  CleanPlugin,
  DeterministicChunkIdsPlugin,
  DeterministicModuleIdsPlugin,
  NamedChunkIdsPlugin,
  NamedModuleIdsPlugin,
  RuntimeChunkPlugin,
  SplitChunksPlugin,
  ContextReplacementPlugin,
  EvalSourceMapDevToolPlugin,
  LimitChunkCountPlugin,
  SourceMapDevToolPlugin,
  CssFilenames,
  OutputOption,
  SubresourceIntegrityPlugin,
  OptimizationOption,
  ProvidePlugin,
  DefinePlugin,
  EnvironmentPlugin,
  ExternalsPlugin,
  HtmlPlugin,
  ModuleFederationPlugin,
  ModuleFederationPluginV1,
  ContainerPlugin,
  ContainerReferencePlugin,
  SharePlugin,
  ConsumeSharedPlugin,
  ProvideSharedPlugin,
  TreeShakingSharedPlugin,
};

"use strict";
// Shared packages that are built on their own, beside a build: `TreeShakingSharedPlugin` of rspack and of Module Federation 2.
// Servers that deploy several applications take these files, whole or with what all applications use.
const fs = require("node:fs");
const path = require("node:path");
const ownRequire = require("../own_require.js");

/** @typedef {import("../compiler.js").Compiler} Compiler */

const FOLDER = "independent-packages";

/** Plugins of the build that its packages must not have: they would build the application once more. */
const NOT_FOR_PACKAGES = new Set([
  "TreeShakingSharedPlugin",
  "IndependentSharedPlugin",
  "ModuleFederationPlugin",
  "SharedUsedExportsOptimizerPlugin",
  "HtmlWebpackPlugin",
  "HtmlRspackPlugin",
  "HtmlPlugin",
]);

/** Options of ModuleFederationPlugin that are about these builds. */
const OPTIONS = ["treeShakingDir", "treeShakingSharedDir", "treeShakingSharedPlugins", "treeShakingSharedExcludePlugins"];

/**
 * @typedef {object} SharedPackage
 * @property {string} key
 * @property {string} import
 * @property {string} version
 * @property {Record<string, any>} options of the share
 */

class TreeShakingSharedPlugin {
  /**
   * @param {object} options
   * @param {Record<string, any>} options.mfConfig those of ModuleFederationPlugin
   * @param {boolean} [options.secondary] packages have only `treeShaking.usedExports`; else they are whole
   */
  constructor({ mfConfig, secondary = false }) {
    if (!mfConfig?.name) throw new Error("TreeShakingSharedPlugin needs `mfConfig.name`: files and globals of packages begin with it.");
    this.options = { mfConfig, secondary };
    /** What need not be built again. @type {Set<string>} */
    this.built = new Set();
  }

  /** @param {Compiler} compiler */
  apply(compiler) {
    const shares = sharesOf(this.options.mfConfig.shared).filter(isBuilt);
    if (shares.length === 0) return;
    compiler.hooks.afterEmit.tapPromise("TreeShakingSharedPlugin", async (/** @type {any} */ compilation) => {
      for (const [key, options] of shares) {
        const packages = packagesOf(key, options, compilation);
        for (const [at, shared] of packages.entries()) {
          const id = `${key}@${shared.version}`;
          // A package does not change while an application is watched.
          if (this.built.has(id)) continue;
          const failed = await this.buildPackage(compiler, shared, fileOf(shared, packages.length > 1), at === 0);
          if (failed) compilation.errors.push(new Error(`The shared package ${key} cannot be built on its own:\n${failed}`));
          else if (compiler.watchMode && !compiler.options.output.clean) this.built.add(id);
        }
      }
    });
  }

  /**
   * @param {Compiler} compiler
   * @param {SharedPackage} shared
   * @param {string} filename
   * @param {boolean} isFirst of those in its folder
   * @returns {Promise<string | undefined>} what went wrong
   */
  buildPackage(compiler, shared, filename, isFirst) {
    const { mfConfig, secondary } = this.options;
    const { webpack } = compiler;
    const plugins = this.pluginsFor(compiler);
    const { optimization, output, plugins: _, html: __, federation: ___, ...options } = compiler.options;
    const names = namesOf(`${mfConfig.name}_${secondary ? "t" : "f"}_${shared.key}_${shared.version}`);
    const others = sharesOf(mfConfig.shared).filter(([key]) => key !== shared.key);
    const federation = {
      name: names.name,
      filename,
      library: mfConfig.library && { ...mfConfig.library, name: names.name },
      shareScope: mfConfig.shareScope,
      sharedPackage: {
        import: shared.import,
        otherName: names.otherName,
        usedExports: secondary ? (shared.options.treeShaking.usedExports ?? []) : undefined,
      },
      consumes: Object.fromEntries(others.map(([key, share]) => [key, consumed(share)])),
    };
    const child = webpack({
      ...options,
      entry: {},
      output: {
        path: path.join(compiler.outputPath, this.folder, encoded(shared.key)),
        publicPath: output?.publicPath ?? "auto",
        clean: isFirst,
      },
      optimization: { ...optimization, splitChunks: false, runtimeChunk: false },
      plugins: [...plugins, { apply: (/** @type {Compiler} */ own) => void own.native.federation.push(withoutUndefined(federation)) }],
    });
    child.outputFileSystem = compiler.outputFileSystem;
    return new Promise((resolve) => {
      child.run((/** @type {Error | null} */ error, /** @type {any} */ stats) => {
        const errors = error ? [error] : stats.toJson({ all: false, errors: true }).errors;
        child.close(() => resolve(errors.length > 0 ? errors.map((/** @type {Error} */ it) => it.message).join("\n") : undefined));
      });
    });
  }

  get folder() {
    return folderOf(this.options.mfConfig);
  }

  /**
   * What the build has, and what is only for packages: modules that export a plugin.
   * @param {Compiler} compiler
   */
  pluginsFor(compiler) {
    const { treeShakingSharedExcludePlugins: excluded = [], treeShakingSharedPlugins: added = [] } = this.options.mfConfig;
    const isWanted = (/** @type {any} */ plugin) => {
      const name = plugin?.name || plugin?.constructor?.name;
      return plugin && !NOT_FOR_PACKAGES.has(name) && !excluded.includes(name);
    };
    const create = (/** @type {string} */ file) => {
      const exported = ownRequire(ownRequire.resolve(file, { paths: [compiler.context] }));
      return new (exported.default ?? exported)();
    };
    return [...(compiler.options.plugins ?? []).filter(isWanted), ...added.map(create)];
  }
}

/**
 * As the Rust side names it in manifest and runtime.
 * @param {SharedPackage} shared
 * @param {boolean} isOneOfSeveral the build has other versions, whose files have that name, too
 */
function fileOf({ version, options }, isOneOfSeveral) {
  const { filename } = options.treeShaking;
  if (filename === undefined) return `${version}/share-entry.js`;
  return isOneOfSeveral ? `${version}/${filename}` : filename;
}

/** @param {Record<string, any>} mfConfig */
function folderOf({ treeShakingDir, treeShakingSharedDir }) {
  return treeShakingDir ?? treeShakingSharedDir ?? FOLDER;
}

/** @param {[key: string, share: Record<string, any>]} pair */
function isBuilt([, share]) {
  return Boolean(share.treeShaking) && share.import !== false && share.eager !== true;
}

/**
 * The versions of a share that a build provides; one that it does not provide is as its options say.
 * @param {string} key
 * @param {Record<string, any>} options
 * @param {any} compilation
 * @returns {SharedPackage[]}
 */
function packagesOf(key, options, compilation) {
  const { context } = compilation.compiler;
  const shareKey = options.shareKey ?? key;
  /** @type {Map<string, SharedPackage>} */
  const packages = new Map();
  for (const module of compilation.modules) {
    // `provide shared module (default) react@19.0.0 = ./node_modules/react/index.js`
    const [, name, version, file] = /^(?:\(.*\)\/)?provide shared module \(.*?\) (.+)@([^@]+?) = (.+?)(?: #\d+)?$/.exec(module.readableIdentifier()) ?? [];
    if (name === shareKey) packages.set(version, { key, import: path.resolve(context, file), version, options });
  }
  if (packages.size === 0) {
    const request = options.import ?? key;
    const version = options.version || versionOf(context, request) || "0.0.0";
    packages.set(version, { key, import: request, version, options });
  }
  return [...packages.values()];
}

/**
 * A share that another package asks for: whoever loads that gives it.
 * @param {Record<string, any>} share
 */
function consumed({ shareKey, shareScope, requiredVersion, strictVersion, singleton, packageName, eager }) {
  return withoutUndefined({ import: false, shareKey, shareScope, requiredVersion, strictVersion, singleton, packageName, eager });
}

/**
 * `shared` as pairs: a list of names and objects, or an object; texts are ranges or requests.
 * @param {any} shared
 * @returns {[key: string, share: Record<string, any>][]}
 */
function sharesOf(shared) {
  const items = Array.isArray(shared) ? shared : [shared ?? {}];
  const pairs = items.flatMap((item) => (typeof item === "string" ? [[item, item]] : Object.entries(item)));
  return pairs.map(([key, share]) => [key, typeof share === "string" ? shareOfText(key, share) : share]);
}

/**
 * @param {string} key
 * @param {string} text
 */
function shareOfText(key, text) {
  if (text === key) return {};
  return /^[\d^=v<>~]|^[*xX]$/.test(text) ? { requiredVersion: text } : { import: text };
}

/** @param {string} name of a package or file */
function encoded(name) {
  return name.replaceAll("@", "scope_").replaceAll("-", "_").replaceAll("/", "__");
}

/**
 * rspack leaves the dots of a version out of a global's name, Module Federation 2 does not.
 * @param {string} text
 */
function namesOf(text) {
  const otherName = encoded(text);
  const name = otherName.replaceAll(".", "");
  return { name, otherName: otherName === name ? undefined : otherName };
}

/**
 * Version of the package that a request leads to from `folder`.
 * @param {string} folder
 * @param {string} request
 */
function versionOf(folder, request) {
  const [, name] = /^((?:@[^/]+\/)?[^./@][^/]*)/.exec(request) ?? [];
  if (name === undefined) return undefined;
  for (let at = folder; ; at = path.dirname(at)) {
    const file = path.join(at, "node_modules", name, "package.json");
    if (fs.existsSync(file)) return JSON.parse(fs.readFileSync(file, "utf8")).version;
    if (path.dirname(at) === at) return undefined;
  }
}

/** @param {Record<string, unknown>} value */
function withoutUndefined(value) {
  return Object.fromEntries(Object.entries(value).filter(([, item]) => item !== undefined));
}

/**
 * What ModuleFederationPlugin's options say about packages that are built apart, and the rest with the place where they stand.
 * `treeShakingDir: false`: none is.
 *
 * @param {Record<string, any>} options
 * @returns {{rest: Record<string, any>, plugin?: TreeShakingSharedPlugin}}
 */
function takePackageOptions(options) {
  const rest = Object.fromEntries(Object.entries(options).filter(([name]) => !OPTIONS.includes(name)));
  if (!options.name || folderOf(options) === false || !sharesOf(options.shared).some(isBuilt)) return { rest };
  return { rest: { ...rest, packageFolder: folderOf(options) }, plugin: new TreeShakingSharedPlugin({ mfConfig: options }) };
}

module.exports = { TreeShakingSharedPlugin, takePackageOptions };

"use strict";
// Modules that loaders ask for in the middle of a build, by `this.importModule` and `this.loadModule`. Each is a build in
// memory, with the options and the hooks of module factories that the first one has.
const fs = require("node:fs");
const { createRequire } = require("node:module");
const path = require("node:path");
const { pathToFileURL } = require("node:url");
const vm = require("node:vm");

/** @typedef {import("../compiler.js").Compiler} Compiler */

/**
 * @typedef {object} Asker the module whose loader asks
 * @property {string} identity loaders and resource
 * @property {string} resource
 *
 * @typedef {object} InnerBuild what is special about the compiler of such a build
 * @property {string} request of its only entry
 * @property {string} directory that the request starts from
 * @property {boolean} isAlone only the module itself is looked at, not what it asks for
 * @property {Map<string, string>} waiting modules whose loaders wait for this build: identity → resource
 * @property {Error | undefined} circle why a module cannot be made that waits for itself
 * @property {string | undefined} resource the file of the entry
 * @property {import("./run.js").Result | undefined} loaded what loaders made of it
 *
 * @typedef {object} ImportOptions of `this.importModule`
 * @property {string} [layer]
 * @property {string} [publicPath]
 * @property {string} [baseUri]
 */

const FILE = "inner-build.js";
const SHEET = "inner-build.css";

/** Of `output`, what says something about assets. */
const OF_ASSETS = ["assetModuleFilename", "environment", "hashDigest", "hashDigestLength", "hashFunction", "publicPath", "uniqueName"];

/**
 * Builds a module with everything that it needs, and runs it.
 * @param {Compiler} compiler
 * @param {import("../compilation.js").Compilation} compilation which gets the files that the module emits
 * @param {Asker} asker
 * @param {string} request
 * @param {string} directory
 * @param {ImportOptions} options
 * @returns {Promise<{exports: any, dependencies: string[]}>}
 */
async function importModule(compiler, compilation, asker, request, directory, options) {
  const inner = innerBuild(compiler, asker, request, directory, false);
  const entry = {
    import: request,
    layer: options.layer,
    publicPath: options.publicPath ?? publicPathOf(compiler.options.output?.publicPath),
    // Addresses of sources are told relative to the output.
    baseUri: options.baseUri ?? pathToFileURL(`${compiler.outputPath}${path.sep}`).href,
    library: { type: "commonjs2" },
  };
  const built = await build(compiler, compilation, inner, entry, `importModule(${request})`);
  passOnFiles(built, compilation);
  const file = inner.resource ?? path.join(directory, FILE);
  const run = vm.compileFunction(
    built.native.asset(FILE).toString(),
    ["module", "exports", "require", "__filename", "__dirname"],
    { filename: file },
  );
  const module = { exports: /** @type {any} */ ({}) };
  run(module, module.exports, createRequire(file), file, path.dirname(file));
  // Of a module with top-level await, a promise.
  return { exports: await module.exports, dependencies: built.native.watchFiles() };
}

/**
 * The text that a module's loaders make, without looking at what it asks for.
 * @param {Compiler} compiler
 * @param {import("../compilation.js").Compilation} compilation
 * @param {Asker} asker
 * @param {string} request
 * @param {string} directory
 */
async function loadModule(compiler, compilation, asker, request, directory) {
  const inner = innerBuild(compiler, asker, request, directory, true);
  const built = await build(compiler, compilation, inner, { import: request }, `loadModule(${request})`);
  const { resource = "", loaded } = inner;
  const source = loaded ? Buffer.from(loaded.bytes) : await fs.promises.readFile(resource.split(/[?#]/, 1)[0]);
  return {
    source: source.toString(),
    sourceMap: loaded?.sourceMap === undefined ? null : JSON.parse(loaded.sourceMap),
    module: { resource, request, userRequest: resource, originalSource: () => ({ source: () => source.toString() }) },
    dependencies: built.native.watchFiles(),
  };
}

/**
 * @param {Compiler} compiler
 * @param {Asker} asker
 * @param {string} request
 * @param {string} directory
 * @param {boolean} isAlone
 * @returns {InnerBuild}
 */
function innerBuild(compiler, asker, request, directory, isAlone) {
  const waiting = new Map(compiler.inner?.waiting).set(asker.identity, asker.resource);
  return { request, directory, isAlone, waiting, circle: undefined, resource: undefined, loaded: undefined };
}

/**
 * @param {Compiler} compiler
 * @param {import("../compilation.js").Compilation} outer which has the errors of the module, too, whatever the loader makes of them
 * @param {InnerBuild} inner
 * @param {Record<string, any>} entry
 * @param {string} what
 */
async function build(compiler, outer, inner, entry, what) {
  const { options } = compiler;
  const output = Object.fromEntries(OF_ASSETS.flatMap((key) => (options.output?.[key] === undefined ? [] : [[key, options.output[key]]])));
  const child = compiler.createInnerCompiler(inner, {
    devtool: false,
    entry: { main: entry },
    experiments: { ...options.experiments, outputModule: false },
    federation: undefined,
    html: undefined,
    // One file, which is run as it is.
    output: { ...output, path: compiler.outputPath, filename: FILE, cssFilename: SHEET, asyncChunks: false, clean: false },
    optimization: { nodeEnv: options.optimization?.nodeEnv, minimize: false, splitChunks: false, runtimeChunk: false },
  });
  const compilation = await child.compileInMemory();
  if (inner.circle) throw inner.circle;
  const stats = compilation.getStats();
  if (!stats.hasErrors()) return compilation;
  const { errors } = stats.toJson({ all: false, errors: true });
  for (const error of errors) outer.addErrorOfModule(error);
  throw new Error(`${what}: the module has errors.`);
}

/**
 * Throws if a module waits for itself.
 * @param {InnerBuild} inner
 * @param {Asker} asker
 */
function checkCircle(inner, { identity, resource }) {
  if (!inner.waiting.has(identity)) return;
  const files = [...inner.waiting.values(), resource];
  inner.circle = new Error(`There is a circular build dependency: loaders of ${files.join(" wait for ")}.`);
  throw inner.circle;
}

/**
 * What "auto" asks for at run time is not known here.
 * @param {unknown} publicPath
 */
function publicPathOf(publicPath) {
  if (publicPath === undefined || publicPath === "auto") return "";
  return typeof publicPath === "string" ? publicPath : undefined;
}

/**
 * @param {import("../compilation.js").Compilation} from
 * @param {import("../compilation.js").Compilation} to
 */
function passOnFiles(from, to) {
  for (const name of from.native.assetNames()) {
    if (name === FILE || name === SHEET) continue;
    to.addFileOfLoaders(name, from.native.asset(name));
    to.assetsInfo.set(name, from.getAsset(name).info);
  }
}

module.exports = { importModule, loadModule, checkCircle };

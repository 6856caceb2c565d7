"use strict";
// What native loaders are told without effect: everything that is not listed here as done, as done in any case, or as nobody's
// business but the loader's (its cache, its log, how it makes its helpers).
const { isSettled, packageOf } = require("./native.js");

/**
 * `true`: done, or without consequences. A list: values that are. An object: what is inside. A function: whether a value is.
 * @typedef {true | unknown[] | ((value: unknown) => boolean) | {[key: string]: Known}} Known
 */

/** @param {unknown} value */
const isNoFunction = (value) => typeof value !== "function";

/** @param {unknown} value */
const isEmpty = (value) => Object.keys(Object(value)).length === 0;

/**
 * Options of tsconfig.json that say what becomes of a file, with the values that come to the same here; all others are done, or say
 * how types are checked and where files are written.
 * @type {Record<string, unknown[]>}
 */
const COMPILER_OPTIONS = {
  baseUrl: [],
  customConditions: [],
  experimentalDecorators: [true],
  importsNotUsedAsValues: ["remove"],
  jsx: ["react", "react-jsx", "react-jsxdev"],
  moduleSuffixes: [],
  paths: [],
  preserveValueImports: [false],
  rootDirs: [],
  target: [],
  verbatimModuleSyntax: [false],
};

/** Engines that esbuild and browserslist have. */
const TARGET = /^(?:es(?:next|\d+)|(?:chrome|edge|firefox|ie|ios|node|opera|safari)\d+(?:\.\d+)*)$/i;

/** @param {unknown} target of esbuild: a text, or a list */
const isTarget = (target) => [target].flat().every((one) => typeof one === "string" && TARGET.test(one));

/** @type {Known} */
const SWC = {
  $schema: true,
  jsc: {
    parser: true,
    target: true,
    loose: true,
    externalHelpers: true,
    keepClassNames: true,
    minify: true,
    preserveAllComments: true,
    assumptions: isEmpty,
    experimental: { plugins: isEmpty, cacheRoot: true, keepImportAttributes: true, keepImportAssertions: true, emitAssertForImportAttributes: true },
    paths: isEmpty,
    baseUrl: true,
    transform: {
      react: { runtime: true, importSource: true, pragma: true, pragmaFrag: true, development: true, throwIfNamespace: true, useBuiltins: true, useSpread: true, refresh: [false] },
      legacyDecorator: [true],
      decoratorMetadata: true,
      decoratorVersion: ["2021-12", "legacy"],
      useDefineForClassFields: true,
      treatConstEnumAsEnum: [false],
      hidden: true,
      optimizer: { simplify: true, jsonify: true, globals: isEmpty },
    },
  },
  env: { targets: true, mode: [false], coreJs: true, path: true, bugfixes: true, loose: true, dynamicImport: true, forceAllTransforms: [false], shippedProposals: true, debug: true },
  module: { type: ["es6", "nodenext"], strict: true, strictMode: true, lazy: [false], noInterop: true, importInterop: true },
  isModule: true,
  minify: true,
  sourceMaps: true,
  sourceMap: true,
  inlineSourcesContent: true,
  inputSourceMap: true,
  parseMap: true,
  sync: true,
  swcrc: [false],
  configFile: [false],
  envName: true,
  filename: true,
  cwd: true,
  root: true,
  rootMode: true,
  caller: true,
  detectSyntax: true,
  collectTypeScriptInfo: true,
  rspackExperiments: { import: isEmpty, collectTypeScriptInfo: true },
  transformImport: isEmpty,
};

/** @type {Record<string, Known>} */
const KNOWN = {
  "css-loader": {
    // How names are made is nobody's business; which there are is.
    modules: {
      auto: isSettled,
      mode: isNoFunction,
      localIdentName: isNoFunction,
      getLocalIdent: true,
      localIdentRegExp: true,
      exportLocalsConvention: true,
      exportOnlyLocals: true,
      namedExport: true,
      exportGlobals: [false],
      localIdentContext: true,
      localIdentHashSalt: true,
      localIdentHashFunction: true,
      localIdentHashDigest: true,
      localIdentHashDigestLength: true,
      hashStrategy: true,
    },
    sourceMap: true,
    importLoaders: true,
    esModule: true,
    url: [true],
    import: [true],
    exportType: ["array"],
  },
  "style-loader": { injectType: ["styleTag", "singletonStyleTag", "autoStyleTag", "linkTag"], esModule: true, insert: ["head"], attributes: isEmpty, base: true },
  "mini-css-extract-plugin": { esModule: true, emit: [true], publicPath: ["auto"], layer: true },
  "builtin:lightningcss-loader": { minify: true, targets: true, errorRecovery: true, unusedSymbols: isEmpty },
  "builtin:swc-loader": SWC,
  "swc-loader": SWC,
  "ts-loader": {
    compilerOptions: COMPILER_OPTIONS,
    transpileOnly: true,
    happyPackMode: true,
    logInfoToStdOut: true,
    logLevel: true,
    silent: true,
    ignoreDiagnostics: true,
    reportFiles: true,
    errorFormatter: true,
    colors: true,
    onlyCompileBundledFiles: true,
    useCaseSensitiveFileNames: true,
    allowTsInNodeModules: true,
    context: true,
    instance: true,
    experimentalFileCaching: true,
    experimentalWatchApi: true,
    projectReferences: true,
    appendTsSuffixTo: true,
    appendTsxSuffixTo: true,
    compiler: ["typescript"],
    configFile: ["tsconfig.json"],
  },
  "esbuild-loader": {
    tsconfigRaw: { compilerOptions: COMPILER_OPTIONS },
    target: isTarget,
    jsx: true,
    jsxFactory: true,
    jsxFragment: true,
    jsxImportSource: true,
    jsxDev: true,
    jsxSideEffects: true,
    loader: ["ts", "tsx", "js", "jsx", "default"],
    format: ["esm"],
    sourcemap: true,
    sourcesContent: true,
    treeShaking: true,
    minify: true,
    minifyWhitespace: true,
    minifyIdentifiers: true,
    minifySyntax: true,
    legalComments: true,
    charset: true,
    logLevel: true,
    implementation: true,
    platform: true,
  },
};

/**
 * Options of a native loader that have no effect, as paths: `jsc.experimental.plugins`.
 *
 * @param {string} loader
 * @param {any} given
 * @returns {string[]}
 */
function lostOptions(loader, given) {
  const name = packageOf(loader);
  const known = KNOWN[name];
  if (known === undefined || typeof given !== "object" || given === null) return [];
  return lostIn(given, known, "");
}

/**
 * @param {Record<string, unknown>} options
 * @param {any} known
 * @param {string} prefix
 * @returns {string[]}
 */
function lostIn(options, known, prefix) {
  return Object.entries(options).flatMap(([key, value]) => {
    const path = `${prefix}${key}`;
    const told = Object.hasOwn(known, key) ? known[key] : [];
    if (value === undefined || told === true) return [];
    if (told === COMPILER_OPTIONS) return lostIn(onlyKnown(Object(value), told), told, `${path}.`);
    if (Array.isArray(told)) return told.includes(value) ? [] : [path];
    if (typeof told === "function") return told(value) ? [] : [path];
    return typeof value === "object" && value !== null && !Array.isArray(value) ? lostIn(/** @type {any} */ (value), told, `${path}.`) : [];
  });
}

/**
 * @param {Record<string, unknown>} options
 * @param {Record<string, unknown>} known
 */
function onlyKnown(options, known) {
  return Object.fromEntries(Object.entries(options).filter(([key]) => Object.hasOwn(known, key)));
}

module.exports = { lostOptions };

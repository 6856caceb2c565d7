"use strict";
// Functions in options: each that the Rust side can ask for becomes `{"$call": number}`, and is called through the bridge
// with what webpack gives it. All others stay where they are, and are reported by the Rust side.
const path = require("node:path");
const { NormalModule } = require("../normal_module.js");
const { generatorFunctions } = require("./style_functions.js");

/**
 * @typedef {object} KnownFunction
 * @property {string} place `output.filename`, for errors
 * @property {(args: any) => unknown} run
 */

class FunctionTable {
  /** @param {string} context what names of files are from */
  constructor(context) {
    this.context = context;
    /** @type {KnownFunction[]} */
    this.functions = [];
    /** @type {WeakMap<Function, {$call: number}>} */
    this.known = new WeakMap();
  }

  /**
   * @param {string} place
   * @param {(args: any) => unknown} run takes what the Rust side sends; its result is JSON, or a promise of it
   */
  add(place, run) {
    this.functions.push({ place, run });
    return { $call: this.functions.length - 1 };
  }

  /**
   * The same for the same function of the options, however often it comes.
   * @param {Function} written
   * @param {string} place
   * @param {(args: any) => unknown} run
   */
  once(written, place, run) {
    const known = this.known.get(written) ?? this.add(place, run);
    this.known.set(written, known);
    return known;
  }
}

const FILE_NAMES = ["filename", "chunkFilename", "cssFilename", "cssChunkFilename", "assetModuleFilename", "workerChunkFilename"];
const SOURCE_NAMES = ["devtoolModuleFilenameTemplate", "devtoolFallbackModuleFilenameTemplate"];

/**
 * @param {Record<string, any>} options lowered so far; changed in place, what is in it is not
 * @param {FunctionTable} table
 */
function lowerFunctions(options, table) {
  if (isObject(options.output)) options.output = lowerOutput(options.output, table);
  // A list is one entry.
  if (isObject(options.entry) && !Array.isArray(options.entry)) {
    options.entry = mapValues(options.entry, (item, name) => {
      if (!isObject(item) || Array.isArray(item)) return item;
      const lowered = withTemplates(item, ["filename"], `entry.${name}`, table);
      if (typeof item.publicPath === "function") lowered.publicPath = calledPublicPath(item.publicPath);
      return lowered;
    });
  }
  if (isObject(options.optimization)) lowerOptimization(options, table);
  if (Array.isArray(options.ignoreWarnings)) {
    options.ignoreWarnings = options.ignoreWarnings.map((item, at) =>
      typeof item === "function" ? table.add(`ignoreWarnings[${at}]`, (warning) => Boolean(item(ignorableOf(warning), {}))) : item,
    );
  }
  if (isObject(options.module)) {
    const { generator, parser } = options.module;
    options.module = { ...options.module };
    if (isObject(parser)) {
      options.module.parser = mapValues(parser, (item, type) => lowerParser(item, `module.parser["${type}"]`, table));
    }
    if (isObject(generator)) {
      options.module.generator = mapValues(generator, (item, type) => lowerGenerator(item, `module.generator["${type}"]`, table));
    }
    if (options.module.noParse !== undefined) options.module.noParse = lowerCondition(options.module.noParse, "module.noParse", table);
    if (Array.isArray(options.module.rules)) options.module.rules = lowerConditions(options.module.rules, "module.rules", table);
  }
}

/**
 * @param {Record<string, any>} output
 * @param {FunctionTable} table
 */
function lowerOutput(output, table) {
  const lowered = withTemplates(output, FILE_NAMES, "output", table);
  for (const key of SOURCE_NAMES) {
    const template = output[key];
    if (typeof template === "function") lowered[key] = table.add(`output.${key}`, (info) => String(template(info)));
  }
  if (typeof output.publicPath === "function") lowered.publicPath = calledPublicPath(output.publicPath);
  if (isObject(output.sourceMap)) lowered.sourceMap = withTemplates(output.sourceMap, ["append"], "output.sourceMap", table);
  if (typeof output.clean?.keep === "function") {
    lowered.clean = { ...output.clean, keep: table.add("output.clean.keep", (file) => Boolean(output.clean.keep(file))) };
  }
  return lowered;
}

/**
 * The hash is all that it is told, and that is a placeholder, too.
 *
 * @param {(data: { hash: string }, info: object) => unknown} publicPath
 */
function calledPublicPath(publicPath) {
  return String(publicPath({ hash: "[fullhash]" }, {}));
}

/**
 * @param {Record<string, any>} object
 * @param {string[]} keys
 * @param {string} place
 * @param {FunctionTable} table
 */
function withTemplates(object, keys, place, table) {
  const lowered = { ...object };
  for (const key of keys) {
    const template = object[key];
    if (typeof template === "function") lowered[key] = table.add(`${place}.${key}`, (data) => template(pathData(data), {}));
  }
  return lowered;
}

/** @param {any} data what the Rust side knows of a file */
function pathData({ chunk, filename, ...rest }) {
  return {
    ...rest,
    chunk: chunk ?? undefined,
    filename: filename ?? undefined,
    // Of an asset: the module is known by its file.
    module: filename ? { resource: filename, nameForCondition: () => filename.split("?")[0] } : undefined,
  };
}

/**
 * An asset before it is part of a build: known by its file.
 * @param {string} name from the context, with query and fragment
 * @param {string} context
 */
function assetModule(name, context) {
  const [file] = name.split(/[?#]/, 1);
  const absolute = path.resolve(context, file);
  const module = { resource: absolute + name.slice(file.length), nameForCondition: () => absolute };
  return Object.assign(Object.create(NormalModule.prototype), module);
}

/**
 * A warning as a function of `ignoreWarnings` knows it.
 *
 * @param {{ message: string, code: string, file?: string }} warning
 */
function ignorableOf({ message, code, file }) {
  return { name: code, message, file, module: file ? { resource: file, readableIdentifier: () => file } : undefined };
}

/**
 * @param {any} generator
 * @param {string} place
 * @param {FunctionTable} table
 */
function lowerGenerator(generator, place, table) {
  if (!isObject(generator)) return generator;
  const lowered = withTemplates(generator, ["filename", "publicPath", "outputPath"], place, table);
  Object.assign(lowered, generatorFunctions(generator, table, place));
  const { dataUrl } = generator;
  if (typeof dataUrl === "function") {
    lowered.dataUrl = table.add(`${place}.dataUrl`, ({ content, filename }) => {
      const module = assetModule(filename, table.context);
      return String(dataUrl(Buffer.from(content, "base64"), { filename: module.nameForCondition(), module }));
    });
  }
  return lowered;
}

/**
 * @param {any} parser
 * @param {string} place
 * @param {FunctionTable} table
 */
function lowerParser(parser, place, table) {
  if (typeof parser?.dataUrlCondition !== "function") return parser;
  const { dataUrlCondition: isInlined } = parser;
  const dataUrlCondition = table.add(`${place}.dataUrlCondition`, ({ content, filename }) => {
    const module = assetModule(filename, table.context);
    return Boolean(isInlined(Buffer.from(content, "base64"), { filename: module.resource, module }));
  });
  return { ...parser, dataUrlCondition };
}

const CONDITIONS = [
  "test", "include", "exclude", "resource", "realResource", "resourceQuery", "resourceFragment", "issuer", "issuerLayer",
  "dependency", "mimetype", "scheme",
];

/**
 * @param {any[]} rules
 * @param {string} place
 * @param {FunctionTable} table
 * @returns {any[]}
 */
function lowerConditions(rules, place, table) {
  return rules.map((rule, at) => {
    if (!isObject(rule)) return rule;
    const here = `${place}[${at}]`;
    const lowered = { ...rule };
    for (const key of CONDITIONS) if (rule[key] !== undefined) lowered[key] = lowerCondition(rule[key], `${here}.${key}`, table);
    for (const key of ["with", "descriptionData"]) {
      if (isObject(rule[key])) lowered[key] = mapValues(rule[key], (item, name) => lowerCondition(item, `${here}.${key}.${name}`, table));
    }
    if (rule.generator !== undefined) lowered.generator = lowerGenerator(rule.generator, `${here}.generator`, table);
    if (rule.parser !== undefined) lowered.parser = lowerParser(rule.parser, `${here}.parser`, table);
    for (const key of ["rules", "oneOf"]) if (Array.isArray(rule[key])) lowered[key] = lowerConditions(rule[key], `${here}.${key}`, table);
    return lowered;
  });
}

/**
 * @param {any} condition
 * @param {string} place
 * @param {FunctionTable} table
 * @returns {any}
 */
function lowerCondition(condition, place, table) {
  if (typeof condition === "function") return table.add(place, (text) => Boolean(condition(text)));
  if (Array.isArray(condition)) return condition.map((item) => lowerCondition(item, place, table));
  if (!isObject(condition) || !["and", "or", "not"].some((key) => key in condition)) return condition;
  return mapValues(condition, (item) => lowerCondition(item, place, table));
}

/**
 * @param {Record<string, any>} options
 * @param {FunctionTable} table
 */
function lowerOptimization(options, table) {
  const { splitChunks, runtimeChunk } = options.optimization;
  const lowered = { ...options.optimization };
  if (isObject(splitChunks)) {
    lowered.splitChunks = lowerCacheGroup(splitChunks, "optimization.splitChunks", table);
    if (isObject(splitChunks.cacheGroups)) {
      lowered.splitChunks.cacheGroups = mapValues(splitChunks.cacheGroups, (group, key) => {
        const place = `optimization.splitChunks.cacheGroups.${key}`;
        return isObject(group) ? lowerCacheGroup(group, place, table) : group;
      });
    }
    const { fallbackCacheGroup } = splitChunks;
    if (isObject(fallbackCacheGroup)) {
      lowered.splitChunks.fallbackCacheGroup = lowerCacheGroup(fallbackCacheGroup, "optimization.splitChunks.fallbackCacheGroup", table);
    }
  }
  // Called with each entry, which then says the name itself.
  if (typeof runtimeChunk?.name === "function") {
    const { name } = runtimeChunk;
    delete lowered.runtimeChunk;
    const entry = isObject(options.entry) && !Array.isArray(options.entry) ? options.entry : { main: options.entry ?? "./src" };
    options.entry = mapValues(entry, (item, key) => {
      const description = isObject(item) && !Array.isArray(item) ? item : { import: item };
      return description.dependOn ? description : { runtime: name({ name: key }), ...description };
    });
  }
  options.optimization = lowered;
}

/**
 * @param {any} group
 * @param {string} place
 * @param {FunctionTable} table
 */
function lowerCacheGroup(group, place, table) {
  if (isRegExp(group)) return group;
  const lowered = withTemplates(group, ["filename"], place, table);
  const { test, name, chunks } = group;
  if (typeof test === "function") {
    lowered.test = table.add(`${place}.test`, (module) => Boolean(test(moduleOf(module), NO_GRAPHS)));
  }
  if (typeof chunks === "function") lowered.chunks = table.add(`${place}.chunks`, (chunk) => Boolean(chunks(chunkOf(chunk))));
  if (typeof name === "function") {
    lowered.name = table.add(`${place}.name`, (args) => name(moduleOf(args.module), args.chunks.map(chunkOf), args.key) ?? null);
  }
  return lowered;
}

/** Graphs are not made yet when chunks are split: what is asked of them has no answer. */
const NO_GRAPHS = new Proxy(
  {},
  {
    get(_, name) {
      if (typeof name === "symbol") return undefined;
      throw new Error(`The ${name} is not there yet: use what the module says of itself.`);
    },
  },
);

/** @param {any} row */
function moduleOf({ resource, path: file, identifier, type, layer, size }) {
  return {
    type,
    layer,
    resource: resource ?? undefined,
    userRequest: resource ?? identifier,
    rawRequest: resource ?? identifier,
    context: file ? path.dirname(file) : null,
    nameForCondition: () => file ?? null,
    identifier: () => resource ?? identifier,
    readableIdentifier: () => identifier,
    libIdent: () => identifier,
    size: () => size,
  };
}

/** @param {any} row */
function chunkOf({ name, canBeInitial, isOnlyInitial, hasRuntime }) {
  return {
    name: name ?? undefined,
    canBeInitial: () => canBeInitial,
    isOnlyInitial: () => isOnlyInitial,
    hasRuntime: () => hasRuntime,
    hasEntryModule: () => isOnlyInitial,
  };
}

/**
 * @param {any} value
 * @returns {value is Record<string, any>}
 */
function isObject(value) {
  return typeof value === "object" && value !== null;
}

/** @param {unknown} value */
function isRegExp(value) {
  return Object.prototype.toString.call(value) === "[object RegExp]";
}

/**
 * @template T
 * @param {Record<string, any>} object
 * @param {(value: any, key: string) => T} map
 * @returns {Record<string, T>}
 */
function mapValues(object, map) {
  return Object.fromEntries(Object.entries(object).map(([key, value]) => [key, map(value, key)]));
}

module.exports = { FunctionTable, lowerFunctions };

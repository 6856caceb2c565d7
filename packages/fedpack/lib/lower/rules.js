"use strict";
// `module.rules`: loaders whose work is native stay as they are, all others become requests for JavaScript to run.
const path = require("node:path");
const FOLDER = require("../folder.js");
const { isRegExp } = require("./data.js");
const { lostOptions } = require("../loaders/lost_options.js");
const { nativeLoader, packageOf } = require("../loaders/native.js");
const { cssLoaderOptions } = require("./style_functions.js");

/**
 * @typedef {object} RuleLowering
 * @property {import("../loaders/table.js").LoaderTable} table
 * @property {string} context
 * @property {Set<string>} natives names of loaders whose work is native, for the note that says so
 * @property {(message: string) => void} warn
 * @property {boolean} hasJavaScript some loader has to be run
 * @property {import("./functions.js").FunctionTable} functions
 * @property {string} compiler its name, for conditions of rules
 * @property {import("../compiler.js").Compiler} owner
 */

/**
 * @param {any[]} rules
 * @param {RuleLowering} lowering
 * @param {string} [place] `ruleSet[1].rules[0]`: webpack's names of options that have none
 * @returns {any[]}
 */
function lowerRules(rules, lowering, place = "ruleSet[1]") {
  return rules.map((rule, at) => {
    if (typeof rule !== "object" || rule === null) return rule;
    return lowerRule(rule, lowering, `${place}.rules[${at}]`);
  });
}

/**
 * `compiler` of a rule: whose builds it is for.
 * @param {any} condition
 * @param {string} name
 * @returns {boolean}
 */
function isForCompiler(condition, name) {
  if (typeof condition === "string") return name.startsWith(condition);
  if (typeof condition === "function") return Boolean(condition(name));
  if (Array.isArray(condition)) return condition.some((item) => isForCompiler(item, name));
  if (isRegExp(condition)) return condition.test(name);
  const { and = [], or, not } = condition;
  return (
    and.every((/** @type {any} */ item) => isForCompiler(item, name)) &&
    (or === undefined || isForCompiler(or, name)) &&
    (not === undefined || !isForCompiler(not, name))
  );
}

/**
 * @param {any} rule
 * @param {RuleLowering} lowering
 * @param {string} place
 */
function lowerRule(rule, lowering, place) {
  const { use, loader, loaders, options, query, compiler, ...lowered } = rule;
  if (compiler !== undefined && !isForCompiler(compiler, lowering.compiler)) return null;
  const written = use ?? loaders ?? (loader === undefined ? undefined : { loader, options: options ?? query });
  if (typeof written === "function") {
    lowering.hasJavaScript = true;
    lowered.$use = lowering.functions.add(`${place}.use`, (info) => {
      const items = listOf(written({ compiler: lowering.compiler, ...info }));
      return loadersOf(items, lowering, (options) => `${place}.use:${fingerprint(options)}`).map(({ native, request }) =>
        native ? { native: native.loader, options: nativeOptions(native, lowering, `${place}.use`), request } : { request },
      );
    });
  } else if (written !== undefined) lowered.use = lowerUse(written, lowering, place);
  if (Array.isArray(rule.rules)) lowered.rules = lowerRules(rule.rules, lowering, place);
  if (Array.isArray(rule.oneOf)) {
    lowered.oneOf = rule.oneOf.map((/** @type {any} */ inner, /** @type {number} */ at) =>
      typeof inner === "object" && inner !== null ? lowerRule(inner, lowering, `${place}.oneOf[${at}]`) : inner,
    );
  }
  return lowered;
}

/**
 * @param {any} use
 * @param {RuleLowering} lowering
 * @param {string} place
 */
function lowerUse(use, lowering, place) {
  const name = (/** @type {unknown} */ _, /** @type {number} */ at) => `${place}.use${Array.isArray(use) ? `[${at}]` : ""}`;
  return loadersOf(listOf(use), lowering, name).map(({ native, request, isRun }, at) =>
    native
      ? { loader: native.loader, options: nativeOptions(native, lowering, name(use, at)), $javascript: request }
      : { loader: isRun ? RUN : request.split("?")[0], $javascript: request },
  );
}

/** @param {any} use */
function listOf(use) {
  return (Array.isArray(use) ? use.flat() : [use]).filter(Boolean);
}

/** `builtin:swc-loader` in JavaScript. */
const SWC = path.join(FOLDER, "loaders/swc.js");

/** What stands for the name of a loader that could be native: nothing is to be concluded from it. */
const RUN = "run in JavaScript";

/** What stands for a loader that is not there. */
const MISSING = path.join(FOLDER, "loaders/missing.js");

/**
 * @param {any[]} items
 * @param {RuleLowering} lowering
 * @param {(options: any, at: number) => string} nameOf name of options that have none
 */
function loadersOf(items, lowering, nameOf) {
  let isNativeSoFar = true;
  // style-loader asks for what the loaders before it make, by a request that has their idents.
  let isRun = false;
  return items.map((item, at) => {
    const { name, options, ident } = itemOf(item);
    const native = nativeLoader(name, options, lowering.context);
    isRun ||= isNativeSoFar && insertsItself(packageOf(name), options) && lowering.table.find(name, lowering.context) !== undefined;
    if (isRun) {
      isNativeSoFar = false;
      lowering.hasJavaScript = true;
      const file = lowering.table.find(name, lowering.context);
      if (file !== undefined) return { native: undefined, isRun, request: lowering.table.requestToRun(file, options, ident ?? nameOf(options, at)) };
    }
    // Native work comes after that of all JavaScript: a loader whose result another one wants cannot be native.
    if (native && isNativeSoFar) {
      lowering.natives.add(packageOf(name));
      for (const key of lostOptions(name, options)) lowering.warn(`${packageOf(name)}: the option ${key} has no effect.`);
      return { native, request: lowering.table.request(native.file, options, ident ?? nameOf(options, at)) };
    }
    isNativeSoFar = false;
    lowering.hasJavaScript = true;
    if (name === "builtin:swc-loader") {
      return { native: undefined, request: lowering.table.request(SWC, options ?? {}, ident ?? nameOf(options, at)) };
    }
    if (name.startsWith("builtin:")) {
      throw new Error(`${nameOf(options, at)}: the result of ${name} is input of another loader, which needs a loader in JavaScript there.`);
    }
    const file = lowering.table.find(name, lowering.context);
    if (file === undefined) {
      const missed = { loader: name, from: lowering.context };
      return { native: undefined, request: lowering.table.request(MISSING, missed, `missing ${name}`) };
    }
    return { native: undefined, request: lowering.table.request(file, options, ident ?? nameOf(options, at)) };
  });
}

/**
 * Whether the options of style-loader say more than that a sheet is in the page: where in it, when, with which attributes. A sheet
 * in a file of its own cannot do that, the loader's code can.
 * @param {string} loader
 * @param {any} options
 */
function insertsItself(loader, options) {
  return loader === "style-loader" && lostOptions(loader, options).length > 0;
}

/** @type {WeakMap<object, number>} */
const numbers = new WeakMap();
let lastNumber = 0;

/**
 * The same text for the same options: a file that is asked for twice is one module.
 * @param {any} options
 */
function fingerprint(options) {
  return JSON.stringify(options, (_, value) => {
    if (typeof value !== "function") return value;
    if (!numbers.has(value)) numbers.set(value, ++lastNumber);
    return `function ${numbers.get(value)}`;
  });
}

/** @param {any} item */
function itemOf(item) {
  if (typeof item === "function") item = item({});
  const { loader, options, query, ident } = typeof item === "string" ? { loader: item } : /** @type {any} */ (item);
  if (typeof loader !== "string") throw new TypeError(`A loader must be a string, not ${typeof loader}.`);
  const at = loader.indexOf("?");
  if (at < 0) return { name: loader, options: options ?? query, ident };
  return { name: loader.slice(0, at), options: options ?? query ?? loader.slice(at + 1), ident };
}

/**
 * What the Rust side can read of options: functions that it calls are numbers, all others are for JavaScript.
 * @param {{loader: string, options: any}} native
 * @param {RuleLowering} lowering
 * @param {string} place
 */
function nativeOptions({ loader, options }, lowering, place) {
  if (options === undefined) return undefined;
  const called = loader === "css-loader" ? cssLoaderOptions(options, lowering.functions, place) : options;
  return JSON.parse(JSON.stringify(called));
}

module.exports = { lowerRules };

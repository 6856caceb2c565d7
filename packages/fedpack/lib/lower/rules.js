"use strict";
// `module.rules`: loaders whose work is native stay as they are, all others become requests for JavaScript to run.
const { nativeLoader, packageOf } = require("../loaders/native.js");

/**
 * @typedef {object} RuleLowering
 * @property {import("../loaders/table.js").LoaderTable} table
 * @property {string} context
 * @property {Set<string>} natives names of loaders whose work is native, for the note that says so
 * @property {boolean} hasJavaScript some loader has to be run
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
 * @param {any} rule
 * @param {RuleLowering} lowering
 * @param {string} place
 */
function lowerRule(rule, lowering, place) {
  const { use, loader, loaders, options, query, ...lowered } = rule;
  const written = use ?? loaders ?? (loader === undefined ? undefined : { loader, options: options ?? query });
  if (written !== undefined) lowered.use = lowerUse(written, lowering, place);
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
  // Asked for each module in webpack; what it says without knowing one is what nearly all of them say.
  if (typeof use === "function") use = use({});
  const items = (Array.isArray(use) ? use.flat() : [use]).filter(Boolean);
  let isNativeSoFar = true;
  return items.map((item, at) => {
    const { name, options, ident } = itemOf(item);
    const place_ = `${place}.use${Array.isArray(use) ? `[${at}]` : ""}`;
    const native = nativeLoader(name, options, lowering.context);
    // Native work comes after that of all JavaScript: a loader whose result another one wants cannot be native.
    if (native && isNativeSoFar) {
      lowering.natives.add(packageOf(name));
      const request = lowering.table.request(native.file, options, ident ?? place_);
      return { loader: native.loader, options: plainOptions(native.options), $javascript: request };
    }
    isNativeSoFar = false;
    lowering.hasJavaScript = true;
    if (name.startsWith("builtin:")) {
      throw new Error(`${place_}: the result of ${name} is input of another loader, which needs a loader in JavaScript there.`);
    }
    const file = lowering.table.resolve(name, lowering.context);
    return { loader: file, $javascript: lowering.table.request(file, options, ident ?? place_) };
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
 * What the Rust side can read of options; functions in them are for JavaScript.
 * @param {any} options
 */
function plainOptions(options) {
  return options === undefined ? undefined : JSON.parse(JSON.stringify(options));
}

module.exports = { lowerRules };

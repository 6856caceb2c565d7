"use strict";
// What vue-loader's VueLoaderPlugin does: blocks of a component go through the rules of files with their language.
const ownRequire = require("../own_require.js");

/** vue-loader, and the copy of it for rspack. */
const LOADER = /(?:^|[\\/])((?:rspack-)?vue-loader)(?:$|[\\/?])/;

class VueLoaderPlugin {
  /** @param {import("../compiler.js").Compiler} compiler */
  apply(compiler) {
    // What the loader looks for to see that its plugin is there.
    compiler.loaderContext["vue-loader"] = true;
    const { module = {} } = compiler.options;
    const rules = module.rules ?? [];
    const vue = rules.find((/** @type {any} */ rule) => rule && usesOf(rule).some((item) => LOADER.test(item.loader)));
    if (!vue) throw new Error("VueLoaderPlugin: no rule uses vue-loader. Write { test: /\\.vue$/, loader: 'vue-loader' }.");
    const own = usesOf(vue).find((item) => LOADER.test(item.loader));
    const [, name] = LOADER.exec(own?.loader ?? "") ?? [];
    const ofPackage = (/** @type {string} */ file) => ownRequire.resolve(`${name}/${file}`, { paths: [compiler.context] });
    const options = { ...own?.options };
    const use = usesOf(vue).map((item) => (item === own ? { ...item, ident: "vue-loader-options", options } : item));
    const isBlock = /[?&]vue(?:&|$)/;
    const blockRules = rules.filter((/** @type {any} */ rule) => rule && rule !== vue);
    compiler.options.module = {
      ...module,
      rules: [
        { resourceQuery: isBlock, use: [{ loader: ofPackage("dist/pitcher"), ident: "vue-loader-options", options }] },
        // What a template is compiled to is code; what it is written in may need a loader first.
        { $blocks: "code", rules: blockRules },
        {
          resourceQuery: { and: [isBlock, /[?&]type=template(?:&|$)/] },
          use: [{ loader: ofPackage("dist/templateLoader"), ident: "vue-loader-options", options }],
        },
        { $blocks: "source", rules: blockRules },
        ...rules.map((/** @type {any} */ rule) => (rule === vue ? { ...withoutUse(vue), use } : rule)),
      ],
    };
  }
}

/** @param {any} rule */
function withoutUse(rule) {
  const { use, loader, options, ...rest } = rule;
  return rest;
}

/**
 * @param {any} rule
 * @returns {{loader: string, options?: any}[]}
 */
function usesOf(rule) {
  const items = [rule.use ?? (rule.loader && { loader: rule.loader, options: rule.options })].flat().filter(Boolean);
  return items.map((item) => (typeof item === "string" ? { loader: item } : item)).filter((item) => typeof item.loader === "string");
}

module.exports = { VueLoaderPlugin };

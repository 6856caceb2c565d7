"use strict";
// Functions below `dts` of Module Federation 2: where the types of remotes are, and who is told of the build's own.
const path = require("node:path");

/** @typedef {import("../compiler.js").Compiler} Compiler */

/**
 * The options without these functions, and what calls them.
 *
 * @param {Record<string, any>} options of ModuleFederationPlugin
 * @returns {{rest: Record<string, any>, apply?: (compiler: Compiler) => void}}
 */
function takeTypeFunctions(options) {
  const { dts } = options;
  const addresses = dts?.consumeTypes?.remoteTypeUrls;
  const afterGenerate = dts?.generateTypes?.afterGenerate;
  if (typeof addresses !== "function" && typeof afterGenerate !== "function") return { rest: options };
  const rest = { ...options, dts: { ...dts } };
  /** @type {((compiler: Compiler) => void)[]} */
  const calls = [];
  if (typeof addresses === "function") {
    rest.dts.consumeTypes = { ...dts.consumeTypes, remoteTypeUrls: {} };
    calls.push((compiler) => askForAddresses(compiler, addresses, rest.dts.consumeTypes));
  }
  if (typeof afterGenerate === "function") {
    const { afterGenerate: _, ...generateTypes } = dts.generateTypes;
    rest.dts.generateTypes = generateTypes;
    calls.push((compiler) => tellOfTypes(compiler, afterGenerate, generateTypes.typesFolder ?? "@mf-types"));
  }
  return { rest, apply: (compiler) => calls.forEach((call) => call(compiler)) };
}

/**
 * Asks before each build, as a server may have moved.
 *
 * @param {Compiler} compiler
 * @param {() => any} addresses
 * @param {{remoteTypeUrls: object}} consumeTypes
 */
function askForAddresses(compiler, addresses, consumeTypes) {
  compiler.hooks.beforeCompile.tapPromise("ModuleFederationPlugin", async () => {
    consumeTypes.remoteTypeUrls = await addresses();
  });
}

/**
 * @param {Compiler} compiler
 * @param {(files: object) => any} afterGenerate
 * @param {string} folder name of the files, without extension
 */
function tellOfTypes(compiler, afterGenerate, folder) {
  compiler.hooks.afterEmit.tapPromise("ModuleFederationPlugin", async (/** @type {any} */ compilation) => {
    const [zipName, apiFileName] = [`${folder}.zip`, `${folder}.d.ts`];
    if (!compilation.getAsset(zipName)) return;
    const place = (/** @type {string} */ name) => path.join(compiler.outputPath, name);
    await afterGenerate({ zipName, zipTypesPath: place(zipName), apiFileName, apiTypesPath: place(apiFileName) });
  });
}

module.exports = { takeTypeFunctions };

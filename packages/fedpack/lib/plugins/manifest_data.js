"use strict";
// `manifest.additionalData` of Module Federation 2 as a function, which may change what is said of a build.

/** @typedef {import("../compiler.js").Compiler} Compiler */

/**
 * The options without that function, and what calls it.
 *
 * @param {Record<string, any>} options of ModuleFederationPlugin
 * @returns {{rest: Record<string, any>, apply?: (compiler: Compiler) => void}}
 */
function takeAdditionalData(options) {
  const { manifest } = options;
  if (typeof manifest?.additionalData !== "function") return { rest: options };
  const { additionalData, ...others } = manifest;
  return { rest: { ...options, manifest: others }, apply: (compiler) => callWithStats(compiler, additionalData, namesOf(others)) };
}

/** @param {{filePath?: string, fileName?: string}} manifest */
function namesOf({ filePath = "", fileName }) {
  const folder = filePath.replaceAll("\\", "/").replace(/^(\.\/)+|\/+$/g, "");
  const base = fileName?.replace(/\.json$/, "");
  const names = base === undefined ? ["mf-manifest.json", "mf-stats.json"] : [`${base}.json`, `${base}-stats.json`];
  return names.map((name) => (folder ? `${folder}/${name}` : name));
}

/**
 * The function gets the statistics and may change them, or give others. The manifest takes over `metaData`, and members that
 * are new.
 *
 * @param {Compiler} compiler
 * @param {(given: object) => any} additionalData
 * @param {string[]} names of manifest and statistics
 */
function callWithStats(compiler, additionalData, [manifestFile, statsFile]) {
  const { sources, Compilation } = compiler.webpack;
  compiler.hooks.thisCompilation.tap("ModuleFederationPlugin", (/** @type {any} */ compilation) => {
    const stage = Compilation.PROCESS_ASSETS_STAGE_OPTIMIZE_TRANSFER;
    compilation.hooks.processAssets.tapPromise({ name: "ModuleFederationPlugin", stage }, async () => {
      const read = (/** @type {string} */ name) => JSON.parse(compilation.getAsset(name).source.source().toString());
      const write = (/** @type {string} */ name, /** @type {object} */ value) =>
        compilation.updateAsset(name, new sources.RawSource(JSON.stringify(value, null, 2)));
      if (!compilation.getAsset(statsFile)) return;
      const given = read(statsFile);
      const known = new Set(Object.keys(given));
      const stats = (await additionalData({ stats: given, compiler, compilation, bundler: "webpack" })) || given;
      const added = Object.entries(stats).filter(([name]) => !known.has(name));
      write(statsFile, stats);
      write(manifestFile, { ...read(manifestFile), metaData: stats.metaData, ...Object.fromEntries(added) });
    });
  });
}

module.exports = { takeAdditionalData };

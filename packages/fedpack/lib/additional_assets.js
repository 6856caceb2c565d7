"use strict";
// `additionalAssets` of a tap of `processAssets`: `true` for the tap itself, or a function, to be called again with assets that
// come once the tap has run. Plugins that compress or minimize files do not miss those of later stages by it.

/** @typedef {import("tapable").AsyncSeriesHook<[any]>} AssetsHook */

/**
 * @param {AssetsHook} processAssets without taps so far
 * @param {AssetsHook} processAdditionalAssets called with what is new after a tap
 */
function callForAdditionalAssets(processAssets, processAdditionalAssets) {
  /** Assets that are no news: those of the build, until the first tap has run. @type {Set<string> | undefined} */
  let known;
  const register = (/** @type {any} */ tap) => {
    const { additionalAssets, fn, type } = tap;
    const again = additionalAssets === true ? fn : additionalAssets;
    let hasRun = false;
    if (typeof again === "function") {
      processAdditionalAssets.tapPromise(tap.name, async (assets) => {
        if (hasRun) await call(type, again, assets);
      });
    }
    const run = async (/** @type {Record<string, any>} */ assets) => {
      if (!processAdditionalAssets.isUsed()) return void (await call(type, fn, assets));
      known ??= new Set(Object.keys(assets));
      await call(type, fn, assets);
      hasRun = true;
      const isNew = (/** @type {string} */ name) => !known?.has(name);
      const added = Object.keys(assets).filter(isNew);
      if (added.length === 0) return;
      added.forEach((name) => known?.add(name));
      await processAdditionalAssets.promise(Object.fromEntries(added.map((name) => [name, assets[name]])));
    };
    return { stage: 0, ...tap, type: "promise", fn: run };
  };
  processAssets.intercept({ name: "fedpack", register });
}

/**
 * @param {"sync" | "async" | "promise"} type
 * @param {Function} run
 * @param {Record<string, any>} assets
 */
function call(type, run, assets) {
  if (type !== "async") return run(assets);
  return new Promise((resolve, reject) => run(assets, (/** @type {unknown} */ error) => (error ? reject(error) : resolve(undefined))));
}

module.exports = { callForAdditionalAssets };

"use strict";
// `additionalAssets` of a tap of `processAssets`: `true` for the tap itself, or a function, to be called again with assets that
// come once the tap has run. Plugins that compress or minimize files do not miss those of later stages by it. Those of the last
// stages, which compress or list what is written, see files as they are written.

/** @typedef {import("tapable").AsyncSeriesHook<[any]>} AssetsHook */

/** `PROCESS_ASSETS_STAGE_OPTIMIZE_HASH`: contents are final after it. */
const LAST_STAGE_OF_CHANGES = 2500;

/**
 * @param {AssetsHook} processAssets without taps so far
 * @param {AssetsHook} processAdditionalAssets called with what is new after a tap
 * @param {() => void} finish called once, before the first tap that reads what is written
 */
function callForAdditionalAssets(processAssets, processAdditionalAssets, finish) {
  let isFinished = false;
  /** Assets that are no news: those of the build, until the first tap has run. @type {Set<string> | undefined} */
  let known;
  /** What there is, those that are new among it. @type {Record<string, any>} */
  let all = {};
  const register = (/** @type {any} */ tap) => {
    const { additionalAssets, fn, stage = 0, type } = tap;
    const again = additionalAssets === true ? fn : additionalAssets;
    let hasRun = false;
    if (typeof again === "function") {
      processAdditionalAssets.tapPromise(tap.name, async (assets) => {
        // One that was called before may have deleted some.
        const left = Object.entries(assets).filter(([name]) => Object.hasOwn(all, name));
        if (hasRun && left.length > 0) await call(type, again, Object.fromEntries(left));
      });
    }
    const run = async (/** @type {Record<string, any>} */ assets) => {
      if (!isFinished && stage > LAST_STAGE_OF_CHANGES) {
        isFinished = true;
        finish();
      }
      if (!processAdditionalAssets.isUsed()) return void (await call(type, fn, assets));
      all = assets;
      known ??= new Set(Object.keys(assets));
      await call(type, fn, assets);
      hasRun = true;
      const isNew = (/** @type {string} */ name) => !known?.has(name);
      const added = Object.keys(assets).filter(isNew);
      if (added.length === 0) return;
      added.forEach((name) => known?.add(name));
      await processAdditionalAssets.promise(Object.fromEntries(added.map((name) => [name, assets[name]])));
    };
    return { ...tap, stage, type: "promise", fn: run };
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
